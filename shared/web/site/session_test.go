package site_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/web/site"
)

var here = &url.URL{Scheme: "http", Host: "127.0.0.1", Path: "/"}

// copy is a second browser that got hold of the cookies of the first.
func (b *browser) copy() *browser {
	b.w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.w.t.Fatal(err)
	}
	jar.SetCookies(here, b.jar.Cookies(here))
	return &browser{w: b.w, jar: jar}
}

// held is what the browser holds of its session.
func (b *browser) held() string {
	for _, c := range b.jar.Cookies(here) {
		if c.Name == "session" {
			return c.Value
		}
	}
	return ""
}

// TestRotation: what the browser holds changes after a quarter of an hour. What
// it held before is good for a minute more, and whoever copied it has nothing
// after that. However often it changes, the day ends.
func TestRotation(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	first := ada.held()
	w.later(14 * time.Minute)
	ada.get("/").want(200)
	if ada.held() != first {
		t.Error("it changed too early")
	}
	thief := ada.copy()
	w.later(2 * time.Minute)
	ada.get("/").want(200)
	if ada.held() == first {
		t.Error("it did not change")
	}
	if thief.get("/").want(200); thief.held() != first {
		t.Error("the old one was exchanged a second time")
	}
	w.later(time.Minute)
	thief.get("/").want(303)
	ada.get("/").want(200)
	for range 30 {
		w.later(15 * time.Minute)
		ada.get("/").want(200)
	}
	w.later(15 * time.Minute)
	if ada.get("/").want(303); strings.Contains(w.logs.String(), first) {
		t.Error("the log tells what a browser held")
	}
}

// suspend suspends one of XA's people, as their lead does.
func (w *world) suspend(sub string) {
	w.t.Helper()
	members, err := w.store.Members(context.Background(), sample.XA)
	if err != nil {
		w.t.Fatal(err)
	}
	m := members[slices.IndexFunc(members, func(m assessment.Member) bool { return m.Sub == sub })]
	m.Version, m.Active = m.Version+1, false
	if err := w.desk.SaveMember(context.Background(), assessment.Act{Country: sample.XA, By: "sample-ada", Lead: true}, &m, m.Roles); err != nil {
		w.t.Fatal(err)
	}
}

// TestSuspended: who is suspended is out at the next request, and signing in
// again does not help.
func TestSuspended(t *testing.T) {
	w := newWorld(t)
	kofi := w.as("sample-kofi")
	kofi.get("/").want(200)
	w.suspend("sample-kofi")
	kofi.get("/").want(303)
	kofi.post("/", url.Values{"cycle": {"A cycle that was typed"}}).want(401).has("A cycle that was typed").lacks("Kofi Sarpong")
	w.as("sample-kofi").get("/").want(303)

	w, _ = apart(t)
	w.suspend("sample-kofi")
	b := w.as("")
	b.get("/sign-in").want(303)
	b.get("/signed-in?state=state&code=sub:sample-kofi").want(303).leads("/sign-in?ended=unknown")
	if b.held() != "" {
		t.Error("a suspended person has a session")
	}
}

// TestSignOut: here, or on every device; others stay.
func TestSignOut(t *testing.T) {
	w := newWorld(t)
	desk, phone, lost := w.as("sample-ada"), w.as("sample-ada"), w.as("sample-ada")
	yaw, copied := w.as("sample-yaw"), desk.copy()
	desk.post("/sign-out", nil).want(303)
	if desk.held() != "" {
		t.Error("the browser still holds a session")
	}
	copied.get("/").want(303)
	phone.get("/").want(200)
	phone.post("/sign-out", url.Values{"everywhere": {"yes"}}).want(303)
	lost.get("/").want(303)
	yaw.get("/").want(200)
	w.as("").post("/sign-out", nil).want(303)
}

// TestSignInAgain: a new sign-in ends the session that the browser had.
func TestSignInAgain(t *testing.T) {
	w := newWorld(t)
	b := w.as("sample-ada")
	before := b.copy()
	b.post("/sign-in", url.Values{"sub": {"sample-ada"}}).want(303)
	before.get("/").want(303)
	b.get("/").want(200)
}

// TestForged: a cookie that nobody was given opens nothing.
func TestForged(t *testing.T) {
	w := newWorld(t)
	given := w.as("sample-ada").held()
	parts := strings.Split(given, ".")
	for _, value := range []string{"", "x", given + "x", given[:len(given)-1], "outreach." + parts[1] + "." + parts[2], parts[0] + ".." + parts[2], parts[0] + "." + parts[1] + ".",
		"national.c2FtcGxlLXlhdw." + parts[2], "national.IyMj." + parts[2], strings.Repeat("a", 600)} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(&http.Cookie{Name: "session", Value: value})
		if d := w.as("").send(r); d.status != 303 || len(d.header["Set-Cookie"]) > 0 {
			t.Errorf("%q answers %d", value, d.status)
		}
	}
}

// TestOwn: signing in leads to pages of this site and that side, and nowhere
// else.
func TestOwn(t *testing.T) {
	w := newWorld(t)
	for to, want := range map[string]string{
		"/files/x?section=LB#f": "/files/x?section=LB#f", "/?lang=fr": "/?lang=fr",
		"": "/", "https://elsewhere.example": "/", "//elsewhere.example": "/", "///elsewhere.example": "/", `/\elsewhere.example`: "/", `\/elsewhere.example`: "/",
		"/\t/elsewhere.example": "/", " //elsewhere.example": "/", "javascript:alert(1)": "/", "http:/files": "/", "//ada@elsewhere.example/": "/", "files/x": "/",
		"/x\r\nSet-Cookie: a=b": "/", "/outreach": "/", "/outreach/packages/p": "/", "/%zz": "/",
	} {
		if got := w.as("").post("/sign-in", url.Values{"sub": {"sample-ada"}, "to": {to}}).want(303).header.Get("Location"); got != want {
			t.Errorf("%q leads to %q, wanted %q", to, got, want)
		}
	}
	if got := w.as("").post("/outreach/sign-in", url.Values{"sub": {"sample-rosa"}, "to": {"/files/x"}}).want(303).header.Get("Location"); got != "/outreach" {
		t.Errorf("a reviewer is led to %s", got)
	}
}

// TestCookies: a session's cookie is for this host alone, not for scripts, and
// on https only where people come by https.
func TestCookies(t *testing.T) {
	w := newWorld(t)
	for _, secure := range []bool{false, true} {
		w.site = w.build(func(s *site.Site) { s.Secure = secure })
		d := w.as("").post("/sign-in", url.Values{"sub": {"sample-ada"}}).want(303)
		c, err := http.ParseSetCookie(d.header.Get("Set-Cookie"))
		if err != nil {
			t.Fatal(err)
		}
		name := map[bool]string{false: "session", true: "__Host-session"}[secure]
		if c.Name != name || c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 8*3600 {
			t.Errorf("%v: %s", secure, c)
		}
		if got := d.header.Get("Strict-Transport-Security") != ""; got != secure {
			t.Errorf("https from now on: %v", got)
		}
	}
}
