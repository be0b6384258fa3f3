package site_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/web/site"
)

// provider knows one person, by the code "sub:" and their subject.
type provider struct{ down bool }

func (p *provider) Begin(_ context.Context, back string) (address, pending string, err error) {
	if p.down {
		return "", "", errors.New("the provider does not answer")
	}
	return "https://people.example/authorize?" + url.Values{"back": {back}}.Encode(), "kept." + back, nil
}

func (p *provider) Finish(_ context.Context, back, pending, state, code string) (string, error) {
	sub, known := strings.CutPrefix(code, "sub:")
	if pending != "kept."+back || state != "state" || !known {
		return "", errors.New("not the state that was given out")
	}
	return sub, nil
}

func (p *provider) End(back string) string {
	return "https://people.example/logout?" + url.Values{"back": {back}}.Encode()
}

// sessions fails the test when it is asked about people of another side.
type sessions struct {
	site.Sessions
	t    *testing.T
	side access.Side
}

func (s sessions) own(side access.Side) {
	if side != s.side {
		s.t.Errorf("the %s function looks among the people of the %s side", s.side, side)
	}
}

func (s sessions) Visitor(ctx context.Context, side access.Side, sub, hash string) (*access.Principal, *access.Session, error) {
	s.own(side)
	return s.Sessions.Visitor(ctx, side, sub, hash)
}

func (s sessions) SaveSession(ctx context.Context, side access.Side, sub, hash string, v access.Session) error {
	s.own(side)
	return s.Sessions.SaveSession(ctx, side, sub, hash, v)
}

func (s sessions) EndSessions(ctx context.Context, side access.Side, sub, hash string) error {
	s.own(side)
	return s.Sessions.EndSessions(ctx, side, sub, hash)
}

// apart serves the two sides as the cloud does: by two functions, which share
// a host and nothing else.
func apart(t *testing.T) (*world, *provider) {
	t.Helper()
	w, p := newWorld(t), &provider{}
	side := func(pages site.Pages) http.Handler {
		return w.build(func(s *site.Site) {
			s.People, s.Provider, s.Pages = nil, p, []site.Pages{pages}
			side, _ := pages()
			s.Sessions = sessions{s.Sessions, t, side}
		})
	}
	national, outreach := side(site.National), side(site.Outreach)
	w.site = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/outreach" || strings.HasPrefix(r.URL.Path, "/outreach/") {
			outreach.ServeHTTP(rw, r)
			return
		}
		national.ServeHTTP(rw, r)
	})
	return w, p
}

// TestApart: each side's people sign in, work and sign out at their own
// function; the other takes them for nobody and never looks for them.
func TestApart(t *testing.T) {
	w, _ := apart(t)
	for _, c := range []struct{ sub, in, out, page, begin, others string }{
		{"sample-ada", "/sign-in", "/sign-out", "/files/" + w.file(sample.XA), "/", "/outreach/sign-in"},
		{"sample-rosa", "/outreach/sign-in", "/outreach/sign-out", "/outreach", "/outreach", "/sign-in"},
	} {
		b := w.as("")
		back := strings.Replace(c.in, "sign-in", "signed-in", 1)
		b.get(c.in + "?to=" + url.QueryEscape(c.page)).want(303).leads("https://people.example/authorize?back=" + url.QueryEscape(back))
		back += "?state=state&code=sub:" + c.sub
		b.get(back).want(303).leads(c.page)
		if b.held() == "" {
			t.Fatalf("%s has no session", c.sub)
		}
		b.get(back).want(303).leads(c.in + "?ended=unfinished") // what was kept is good for one try

		// the same person at the other function
		b.get(c.others).want(303)
		b.get(strings.Replace(c.others, "sign-in", "signed-in", 1) + "?state=state&code=sub:" + c.sub).want(303).leads(c.others + "?ended=unknown")
		d := b.get(c.others+"?ended=unknown").want(403).has("it is not open to this part of the product", "Sign in as somebody else")
		if len(d.all("a", "href", c.in)) != 1 {
			t.Errorf("%s is not shown the right way", c.sub)
		}
		if b.held() == "" {
			t.Errorf("%s lost the session by knocking at the other door", c.sub)
		}
		d = b.post(c.out, nil).want(303).leads("https://people.example/logout?back=" + url.QueryEscape(c.begin))
		if !strings.HasSuffix(d.header.Get("Content-Security-Policy"), "form-action 'self' https://people.example") {
			t.Errorf("signing out may not lead to the provider: %s", d.header.Get("Content-Security-Policy"))
		}
		if b.held() != "" {
			t.Errorf("%s is signed in still", c.sub)
		}
	}
	w.as("").post("/sign-in", url.Values{"sub": {"sample-ada"}}).want(404) // nobody is chosen here
}

// leads fails unless the page sends the browser there.
func (d *doc) leads(to string) *doc {
	d.t.Helper()
	if got := d.header.Get("Location"); got != to {
		d.t.Errorf("%s leads to %s, wanted %s", d.what, got, to)
	}
	return d
}

// TestNotSignedIn: whatever goes wrong on the way ends on a page that says so,
// with no session and no circle.
func TestNotSignedIn(t *testing.T) {
	const stranger = "it is not open to this part of the product"
	for name, c := range map[string]struct {
		query  string
		begun  bool
		status int
		words  string
	}{
		"another state":            {"state=other&code=sub:sample-ada", true, 400, "Signing in was not finished"},
		"no state":                 {"code=sub:sample-ada", true, 400, "Signing in was not finished"},
		"a link from elsewhere":    {"state=state&code=sub:sample-ada", false, 400, "Signing in was not finished"},
		"a code that is not taken": {"state=state&code=used", true, 400, "Signing in was not finished"},
		"cancelled":                {"state=state&error=access_denied", true, 403, "cancelled or refused"},
		"the provider's fault":     {"state=state&error=server_error&error_description=<script>", true, 400, "Signing in was not finished"},
		"a stranger":               {"state=state&code=sub:sample-eve", true, 403, stranger},
		"a reviewer":               {"state=state&code=sub:sample-rosa", true, 403, stranger},
		"no person at all":         {"state=state&code=sub:", true, 403, stranger},
	} {
		w, _ := apart(t)
		b := w.as("")
		if c.begun {
			b.get("/sign-in?to=/files/x").want(303)
		}
		d := b.get(b.get("/signed-in?" + c.query).want(303).header.Get("Location"))
		if d.status != c.status || b.held() != "" {
			t.Errorf("%s: %d, session %q", name, d.status, b.held())
		}
		d.has(c.words, "Sign in").lacks("<script>")
		again := map[bool]string{true: "/sign-in?to=%2Ffiles%2Fx", false: "/sign-in"}[c.begun && c.words != stranger]
		if len(d.all("a", "href", again)) != 1 {
			t.Errorf("%s: no way to try again", name)
		}
	}
	w, p := apart(t)
	p.down = true
	w.as("").get("/sign-in?to=/files/x").want(303).leads("/sign-in?ended=no-answer&to=%2Ffiles%2Fx")
	w.as("").get("/sign-in?ended=no-answer").want(503).has("does not answer")
	p.down = false
	long := w.as("")
	long.get("/sign-in?to=/" + strings.Repeat("a", 5000)).want(303)
	long.get("/signed-in?state=state&code=sub:sample-ada").want(303).leads("/")
	tricked := w.as("")
	tricked.get("/sign-in?to=//elsewhere.example").want(303)
	tricked.get("/signed-in?state=state&code=sub:sample-ada").want(303).leads("/")
}
