package site

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// How long a session lasts. A working day, and no longer: the next day somebody
// else may sit there. What the browser holds is changed while it goes on, so
// that a copy of it soon opens nothing; the old one stays good for a moment,
// for requests that were under way.
const (
	sessionLasts  = 8 * time.Hour
	sessionRotate = 15 * time.Minute
	sessionGrace  = time.Minute
	signInLasts   = 10 * time.Minute
)

// cookie makes a cookie that goes with every request to this host alone. Lax,
// not Strict: a person comes back from the identity provider by a link.
func (s *Site) cookie(name, value string, lasts time.Duration) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(lasts.Seconds()), Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// cookieName has the prefix by which browsers hold a cookie to this host and to
// https; they take it on https only.
func (s *Site) cookieName(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// A session's cookie names the person, so that one query finds them: side,
// subject and token.
func sealCookie(side access.Side, sub, token string) string {
	return string(side) + "." + base64.RawURLEncoding.EncodeToString([]byte(sub)) + "." + token
}

func openCookie(value string) (side access.Side, sub, token string, ok bool) {
	parts := strings.Split(value, ".")
	if len(parts) != 3 || len(value) > 512 {
		return "", "", "", false
	}
	name, err := base64.RawURLEncoding.DecodeString(parts[1])
	return access.Side(parts[0]), string(name), parts[2], err == nil && plain(string(name)) && len(name) > 0
}

// signedIn finds out who comes, from the session's cookie, and changes the
// cookie when it is time.
func (s *Site) signedIn(w http.ResponseWriter, v *visit) error {
	c, err := v.Cookie(s.cookieName("session"))
	if err != nil {
		return nil // nobody
	}
	side, sub, token, ok := openCookie(c.Value)
	if !ok || !slices.Contains(s.Sides, side) {
		return nil
	}
	hash, now := hashToken(token), s.Desk.Now().UTC()
	who, session, err := s.Sessions.Visitor(v.Context(), side, sub, hash)
	if errors.Is(err, assessment.ErrNotFound) || err == nil && (session == nil || !now.Before(session.Ends)) {
		return nil
	}
	if err != nil {
		return err
	}
	v.session = hash
	if err := v.knows(who); err != nil {
		return err
	}
	if now.Sub(session.Issued) < sessionRotate || session.Ends.Sub(now) <= sessionGrace {
		return nil
	}
	next := access.Session{Began: session.Began, Issued: now, Ends: session.Began.Add(sessionLasts)}
	token = s.NewToken()
	if err := s.Sessions.SaveSession(v.Context(), side, sub, hashToken(token), next); err != nil {
		return err
	}
	v.session = hashToken(token)
	http.SetCookie(w, s.cookie("session", sealCookie(side, sub, token), next.Ends.Sub(now)))
	session.Ends = now.Add(sessionGrace)
	return s.Sessions.SaveSession(v.Context(), side, sub, hash, *session)
}

// begin gives a person a new session and returns its cookie.
func (s *Site) begin(v *visit, side access.Side, sub string) (*http.Cookie, error) {
	now, token := s.Desk.Now().UTC(), s.NewToken()
	err := s.Sessions.SaveSession(v.Context(), side, sub, hashToken(token), access.Session{Began: now, Issued: now, Ends: now.Add(sessionLasts)})
	return s.cookie("session", sealCookie(side, sub, token), sessionLasts), err
}

// signInFor is the sign-in page that comes back to this one.
func signInFor(v *visit) string {
	return "/sign-in?" + url.Values{"to": {v.URL.RequestURI()}}.Encode()
}

// home is where a person of a side begins.
func home(side access.Side) string {
	if side == access.Outreach {
		return "/outreach"
	}
	return "/"
}

// own returns a path of this site that was handed in; anything that could lead
// elsewhere becomes the home page.
func own(path string, side access.Side) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		return home(side)
	}
	return path
}

// signIn shows whom one can sign in as, or goes to the provider.
func signIn(v *visit) (*page, error) {
	s := v.site
	if s.Provider == nil {
		return &page{title: v.t(language.ActionSignIn), body: signInPage(v, s.People, v.URL.Query().Get("to"))}, nil
	}
	address, pending, err := s.Provider.Begin(v.Context())
	if err != nil {
		return nil, err
	}
	return &page{to: address, cookies: []*http.Cookie{s.cookie("pending", pending+"."+base64.RawURLEncoding.EncodeToString([]byte(v.URL.Query().Get("to"))), signInLasts)}}, nil
}

// signInAs signs in as one of the invented people.
func signInAs(v *visit) (*page, error) {
	i := slices.IndexFunc(v.site.People, func(p Person) bool { return p.Sub == v.field("sub") })
	if i < 0 {
		return nil, web.ErrUnknown
	}
	p := v.site.People[i]
	cookie, err := v.site.begin(v, p.Side, p.Sub)
	if err != nil {
		return nil, err
	}
	return &page{to: own(v.field("to"), p.Side), cookies: []*http.Cookie{cookie}}, nil
}

// signedInBack is where the provider sends a person back to.
func signedInBack(v *visit) (*page, error) {
	s := v.site
	c, err := v.Cookie(s.cookieName("pending"))
	if s.Provider == nil || err != nil {
		return to("/sign-in")
	}
	pending, back, _ := cutLast(c.Value, ".")
	sub, err := s.Provider.Finish(v.Context(), pending, v.URL.Query().Get("state"), v.URL.Query().Get("code"))
	if err != nil {
		s.Log.WarnContext(v.Context(), "a sign-in was not finished", "error", err)
		return nil, web.ErrSignIn
	}
	path, _ := base64.RawURLEncoding.DecodeString(back)
	for _, side := range s.Sides {
		who, _, err := s.Sessions.Visitor(v.Context(), side, sub, "")
		if errors.Is(err, assessment.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		cookie, err := s.begin(v, who.Side, sub)
		if err != nil {
			return nil, err
		}
		return &page{to: own(string(path), side), cookies: []*http.Cookie{cookie, s.cookie("pending", "", -time.Second)}}, nil
	}
	return nil, web.ErrSignIn
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// signOut ends the session here, or on every device.
func signOut(v *visit) (*page, error) {
	s := v.site
	if v.who != nil {
		hash := v.session
		if v.ticked("everywhere") {
			hash = ""
		}
		if err := s.Sessions.EndSessions(v.Context(), v.who.Side, v.who.Sub, hash); err != nil {
			return nil, err
		}
	}
	p := &page{to: "/sign-in", cookies: []*http.Cookie{s.cookie("session", "", -time.Second)}}
	if s.Provider != nil && s.Provider.End() != "" {
		p.to = s.Provider.End()
	}
	return p, nil
}
