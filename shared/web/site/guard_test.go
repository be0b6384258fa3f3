package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/policy"
	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/web/site"
)

// open are the pages that need no session beside signing in and out. A page is
// added here on purpose: it tells everybody what it tells.
var open = []string{"/method", "/privacy", "/accessibility", "/gallery"} // the last on a computer of one's own only

// TestNobody: without a session every page leads to its side's sign-in and
// back, and every form is refused with what was typed in it.
func TestNobody(t *testing.T) {
	w := newWorld(t)
	nobody := w.as("")
	for _, p := range site.AllPages() {
		switch {
		case p.Entry != "":
			continue
		case p.Operation == "":
			if p.Method != http.MethodGet || !slices.Contains(open, p.Path) {
				t.Errorf("%s %s is open to everybody; if it must be, list it", p.Method, p.Path)
			}
			continue
		case p.Method == http.MethodGet:
			want := strings.TrimSuffix(map[access.Side]string{access.National: "/", access.Outreach: "/outreach/"}[p.Side], "/") + "/sign-in?to=" + url.QueryEscape(p.Path)
			if got := nobody.get(p.Path).want(303).header.Get("Location"); got != want {
				t.Errorf("GET %s leads to %s, wanted %s", p.Path, got, want)
			}
			continue
		}
		const typed = "A long text that took an hour to write."
		refused := nobody.post(p.Path, url.Values{"text": {typed}}).want(401).has(typed)
		if refused.form(p.Path).Get("text") != typed {
			t.Errorf("%s %s: what was typed cannot be sent again", p.Method, p.Path)
		}
	}
}

// TestGateway: the gateway sends every page to the function of its side, and
// asks for no proof of its own.
func TestGateway(t *testing.T) {
	template, err := policy.Load(filepath.Join("..", "..", "..", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	permissions, err := access.Permissions()
	if err != nil {
		t.Fatal(err)
	}
	routes := policy.Routes(template)
	for _, p := range site.AllPages() {
		want := p.Entry
		for _, permission := range permissions {
			if p.Operation != "" && permission.Operation == p.Operation {
				want = permission.Side
			}
		}
		r, ok := policy.Serving(routes, p.Method, p.Path)
		if side := sideOf(r.Function); !ok || !r.Open || side != p.Side || want != "" && side != want {
			t.Errorf("%s %s: the gateway has %+v; it is a page of the %s side", p.Method, p.Path, r, want)
		}
	}
}

// sideOf is the side that a function of the template is on.
func sideOf(function string) access.Side {
	if strings.HasPrefix(function, "Outreach") {
		return access.Outreach
	}
	return access.National
}

// TestGuarded: every answer says that nothing foreign may run in it and that
// nobody keeps it, whatever comes of the request.
func TestGuarded(t *testing.T) {
	w := newWorld(t)
	for _, sub := range []string{"", "sample-ada", "sample-rosa"} {
		b := w.as(sub)
		var answers []*doc
		for _, p := range site.AllPages() {
			if strings.HasSuffix(p.Path, "sign-out") {
				continue
			}
			answers = append(answers, b.do(httptest.NewRequest(p.Method, p.Path, nil)))
		}
		cross := httptest.NewRequest(http.MethodPost, "/", nil)
		cross.Header.Set("Origin", "https://elsewhere.example")
		answers = append(answers, b.get("/nothing/here").want(404), b.get("/?lang=fr").want(303), b.get("//elsewhere.example/"), b.send(cross).want(403))
		for _, d := range answers {
			if csp := d.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; ") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
				t.Errorf("%s as %q: %d with the policy %q", d.what, sub, d.status, csp)
			}
			if d.header.Get("Cache-Control") != "no-store" || d.header.Get("X-Content-Type-Options") != "nosniff" || d.header.Get("Referrer-Policy") != "same-origin" {
				t.Errorf("%s as %q: %v", d.what, sub, d.header)
			}
		}
	}
}

// TestCrossSite: what another site's page sends does nothing.
func TestCrossSite(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/questions/LB-19"
	form := ada.get(path).form(path)
	form.Set("response.text", "Planted from elsewhere.")
	for name, header := range map[string][2]string{
		"by its word": {"Sec-Fetch-Site", "cross-site"}, "a sister host": {"Sec-Fetch-Site", "same-site"}, "an old browser": {"Origin", "https://elsewhere.example"},
	} {
		for _, path := range []string{path, "/sign-out", "/sign-in"} {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			if d := ada.send(r); d.status != 403 {
				t.Errorf("%s: %s answers %d", name, path, d.status)
			}
		}
	}
	ada.get(path).want(200).lacks("Planted from elsewhere.")
}
