package site

import (
	"encoding/base64"
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

// signInLasts is how long a person may take at the provider.
const signInLasts = 10 * time.Minute

// maxBack is how long the path of the page to come back to may be, in bytes: a
// cookie holds it, and browsers drop large ones.
const maxBack = 1024

// home is where a person of a side begins.
func home(side access.Side) string {
	if side == access.Outreach {
		return "/outreach"
	}
	return "/"
}

// entry is the path of a page of a side's way in and out.
func entry(side access.Side, page string) string {
	return strings.TrimSuffix(home(side), "/") + "/" + page
}

// sideOf is the side that a path belongs to, as the gateway sends them to the
// functions.
func sideOf(path string) access.Side {
	if path == home(access.Outreach) || strings.HasPrefix(path, entry(access.Outreach, "")) {
		return access.Outreach
	}
	return access.National
}

// side is the side of the page that is asked for.
func (v *visit) side() access.Side { return sideOf(v.URL.Path) }

// signInFor is the side's sign-in page that leads to a page afterwards; to the
// side's home page with "".
func (v *visit) signInFor(page string) string { return v.signInWith("to", page) }

// signInWith is the side's sign-in page with what is not empty of its query, in
// pairs of name and value.
func (v *visit) signInWith(pairs ...string) string {
	query := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	u := url.URL{Path: entry(v.side(), "sign-in"), RawQuery: query.Encode()}
	return u.String()
}

// own returns a path that was handed in, if it is one of this site's and of
// that side; anything that could lead elsewhere becomes the side's home page.
func own(path string, side access.Side) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsFunc(path, func(c rune) bool { return c == '\\' || c <= ' ' || c == 0x7f }) || sideOf(u.Path) != side {
		return home(side)
	}
	return path
}

// outcomes are how a sign-in or a session can have ended, by the word for it in
// the address of the sign-in page. That page says so and waits: the provider
// may know the person still, and a redirect would send them round in a circle.
var outcomes = map[string]struct {
	status int
	words  language.Key
}{
	"unfinished": {http.StatusBadRequest, language.SignInUnfinished},
	"refused":    {http.StatusForbidden, language.SignInRefused},
	"unknown":    {http.StatusForbidden, language.SignInUnknown},
	"no-answer":  {http.StatusServiceUnavailable, language.SignInNoAnswer},
	"ended":      {http.StatusOK, language.SignInEnded},
}

// signIn shows whom one can sign in as, or goes to the provider.
func signIn(v *visit) (*page, error) {
	s, back := v.site, v.URL.Query().Get("to")
	if s.Provider == nil {
		return &page{title: v.t(language.ActionSignIn), body: signInPage(v, s.People, back)}, nil
	}
	if o, ended := outcomes[v.URL.Query().Get("ended")]; ended {
		return &page{status: o.status, title: v.t(language.SignInTitle), body: notSignedInPage(v, o.words, v.signInFor(back))}, nil
	}
	if len(back) > maxBack {
		back = ""
	}
	address, pending, err := s.Provider.Begin(v.Context(), entry(v.side(), "signed-in"))
	if err != nil {
		s.Log.ErrorContext(v.Context(), "a sign-in cannot begin", "error", err)
		return v.ended("no-answer", back), nil
	}
	return &page{to: address, cookies: []*http.Cookie{s.cookie("pending", pending+"."+base64.RawURLEncoding.EncodeToString([]byte(back)), signInLasts)}}, nil
}

// ended leads to the page that says how a sign-in ended, and lets the person
// try again to get to a page.
func (v *visit) ended(outcome, back string) *page {
	return &page{to: v.signInWith("ended", outcome, "to", back)}
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

// signedInBack is where the provider sends a person back to. What the browser
// kept for this sign-in is good for one try.
func signedInBack(v *visit) (*page, error) {
	s := v.site
	if s.Provider == nil {
		return to(entry(v.side(), "sign-in"))
	}
	c, err := v.Cookie(s.cookieName("pending"))
	if err != nil {
		return v.ended("unfinished", ""), nil
	}
	pending, sealed, _ := cutLast(c.Value, ".")
	back, _ := base64.RawURLEncoding.DecodeString(sealed) // what is no path leads home
	p, err := v.cameBack(pending, string(back))
	if err != nil {
		return nil, err
	}
	p.cookies = append(p.cookies, s.gone("pending"))
	return p, nil
}

// cameBack signs in who came back from the provider, and leads them to the page
// where they wanted to go.
func (v *visit) cameBack(pending, back string) (*page, error) {
	s, side, query := v.site, v.side(), v.URL.Query()
	switch query.Get("error") {
	case "":
	case "access_denied":
		return v.ended("refused", back), nil
	default: // its words come from the address, which anybody may write
		s.Log.WarnContext(v.Context(), "the provider refused a sign-in")
		return v.ended("unfinished", back), nil
	}
	sub, err := s.Provider.Finish(v.Context(), entry(side, "signed-in"), pending, query.Get("state"), query.Get("code"))
	if err != nil {
		s.Log.WarnContext(v.Context(), "a sign-in was not finished", "error", err)
		return v.ended("unfinished", back), nil
	}
	who, _, err := s.Sessions.Visitor(v.Context(), side, sub, "")
	if errors.Is(err, assessment.ErrNotFound) || err == nil && suspended(who) {
		return v.ended("unknown", ""), nil
	}
	if err != nil {
		return nil, err
	}
	cookie, err := s.begin(v, side, sub)
	if err != nil {
		return nil, err
	}
	return &page{to: own(back, side), cookies: []*http.Cookie{cookie}}, nil
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
		v.who, v.country = nil, nil
	}
	p := &page{to: entry(v.side(), "sign-in")}
	if s.Provider != nil {
		if p.to = s.Provider.End(home(v.side())); p.to == "" {
			p = v.ended("ended", "")
		}
	}
	p.cookies = []*http.Cookie{s.gone("session")}
	return p, nil
}
