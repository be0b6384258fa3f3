package site

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/a-h/templ"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/asset"
)

// Site answers the routes of one or both sides.
type Site struct {
	Desk     *assessment.Desk
	Reviews  *outreach.Desk
	Sessions Sessions
	Provider Provider // where people sign in; nil: they choose one of People
	People   []Person // invented people; only on a computer of one's own
	Secure   bool     // people come by https

	Pages     []Pages              // that this program serves
	Workbooks assessment.Workbooks // for pages that need them
	Reports   []report.Format      // for pages that need them

	NewToken func() string // at least 128 random bits, as letters and digits
	Log      *slog.Logger

	policy   string        // of every page: what it may load and where its forms may lead
	sides    []access.Side // of Pages
	entrance bool          // people sign in by one of Pages
}

// Sessions keep who is signed in.
type Sessions interface {
	// Visitor returns a person with their rights as they stand now, and the
	// session of a hash; nil for one that is not there. Somebody unknown is
	// assessment.ErrNotFound.
	Visitor(ctx context.Context, side access.Side, sub, hash string) (*access.Principal, *access.Session, error)
	SaveSession(ctx context.Context, side access.Side, sub, hash string, s access.Session) error
	// EndSessions ends the session of a hash, or every one of the person with "".
	EndSessions(ctx context.Context, side access.Side, sub, hash string) error
}

// Provider is where people prove who they are, by OpenID Connect. Each call is
// told the path on this site where the provider sends the browser afterwards.
type Provider interface {
	// Begin returns the address to send the browser to, and what must come
	// back with it, which the browser keeps meanwhile.
	Begin(ctx context.Context, back string) (address, pending string, err error)
	// Finish returns the subject of who came back with a code.
	Finish(ctx context.Context, back, pending, state, code string) (sub string, err error)
	// End is the address that ends the sign-in at the provider too; empty for
	// none.
	End(back string) string
}

// Person is somebody that one can sign in as without proof.
type Person struct {
	Sub, Name, About string
	Side             access.Side
}

// page is what a handler answers with.
type page struct {
	status int // 0: 200
	title  string
	body   templ.Component
	to     string        // where to go instead (303)
	trail  []crumb       // the pages above this one
	file   *web.Download // in place of a page

	cookies []*http.Cookie
}

// crumb is a page above another.
type crumb struct{ title, href string }

// handler carries one page out.
type handler func(*visit) (*page, error)

// route is one line of routes.go.
type route struct {
	pattern   string
	operation string // of the API, whose permission it takes; empty: open to everybody
	handler   handler
	entry     access.Side // whose sign-in and sign-out it is part of
	local     bool        // only where there are invented people
	upload    bool        // its form may hold a workbook

	permission access.Permission
}

// Handler returns the pages. The error names a route without a permission, or
// one that is not of its side.
func (s *Site) Handler() (http.Handler, error) {
	permissions, err := access.ByOperation()
	if err != nil {
		return nil, err
	}
	s.policy = policy
	if s.Provider != nil {
		s.policy += also(s.Provider.End(home(access.National)))
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+asset.Prefix, asset.Handler())
	for _, pages := range s.Pages {
		side, routes := pages()
		if side != "" {
			s.sides = append(s.sides, side)
		}
		for _, r := range routes {
			p, known := permissions[r.operation]
			switch {
			case r.operation != "" && !known:
				return nil, fmt.Errorf("page %s stands for an operation %q that no permission names", r.pattern, r.operation)
			case cmp.Or(r.entry, p.Side, side) != side:
				return nil, fmt.Errorf("page %s is one of the side %q, and what it stands for is not", r.pattern, side)
			case r.local && s.People == nil:
				continue
			}
			r.permission = p
			s.entrance = s.entrance || r.entry != ""
			mux.HandleFunc(r.pattern, s.wrap(r))
		}
	}
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.fail(w, s.visit(r), web.ErrOrigin) }))
	pages := protect.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" {
			s.fail(w, s.visit(r), web.ErrUnknown)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.guard(w.Header())
		pages.ServeHTTP(w, r)
	}), nil
}

// maxForm is the largest form, in bytes; the same as a body of the API.
const maxForm = 256 << 10

// maxUpload is the largest form that holds a workbook: also one that a page
// carries along as text.
const maxUpload = web.MaxCarried + maxForm

// limit is the largest form of a route, in bytes.
func (at *route) limit() int64 {
	if at.upload {
		return maxUpload
	}
	return maxForm
}

// wrap looks who comes and what they may, reads the form and writes what the
// handler answers.
func (s *Site) wrap(at route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, at.limit())
		v := s.visit(r)
		if code := r.URL.Query().Get("lang"); code != "" && r.Method == http.MethodGet {
			s.chooseLanguage(w, v, code)
			return
		}
		p, err := s.carryOut(w, v, at)
		if err != nil {
			s.fail(w, v, err)
			return
		}
		s.write(w, v, p)
	}
}

func (s *Site) carryOut(w http.ResponseWriter, v *visit, at route) (*page, error) {
	if err := s.signedIn(w, v); err != nil {
		return nil, err
	}
	if v.Method == http.MethodPost {
		if err := v.readForm(at.limit()); err != nil {
			return nil, err
		}
	}
	if at.operation != "" {
		if v.who == nil || len(v.who.Roles) == 0 {
			return nil, web.ErrSignIn
		}
		if !at.permission.Allows(v.who) {
			return nil, web.Refused(at.permission, v.who)
		}
	}
	return at.handler(v)
}
