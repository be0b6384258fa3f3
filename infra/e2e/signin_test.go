package e2e_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// port is a free port of this computer.
func port(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, number, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// run starts a program, waits for a line that begins as given, and ends it with
// the test.
func run(t *testing.T, until, name string, args ...string) {
	t.Helper()
	command := exec.Command(name, args...)
	if testing.Verbose() {
		command.Stderr = os.Stderr
	}
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait() // it was killed
	})
	ready := make(chan bool)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), until) {
				close(ready)
			}
		}
	}()
	select {
	case <-ready:
	case <-time.After(30 * time.Second):
		t.Fatalf("%s does not start", name)
	}
}

// public starts an identity provider and the public program of both sides, with
// a lead and a reviewer brought in, and returns the product's address.
func public(t *testing.T) string {
	t.Helper()
	_, nodeErr := exec.LookPath("node")
	_, err := os.Stat("../signin/node_modules/oidc-provider")
	if nodeErr != nil || err != nil {
		const why = "the identity provider is not installed: run infra/signin.sh, which needs Node and npm"
		if os.Getenv("CI") == "true" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	data, number := t.TempDir(), port(t)
	base, issuer := "http://127.0.0.1:"+port(t), "http://127.0.0.1:"+number
	operator(t, nil, "country", "-data", data, "-name", "Ada Mensah", "-sub", "ada")
	operator(t, nil, "team", "-data", data, "-name", "Rosa Lind", "-sub", "rosa")
	run(t, "ready", "node", "../signin/provider.mjs", number, base)
	binary := filepath.Join(t.TempDir(), "local")
	if text, err := exec.Command("go", "build", "-o", binary, "../../functions/local").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	run(t, "Stop", binary, "-address", strings.TrimPrefix(base, "http://"), "-data", data, "-public", "-base-url", base, "-issuer", issuer, "-client", "client")
	return base
}

// browser is one person's browser. It keeps cookies, and stops before it comes
// back from the provider, so that a test can come back otherwise.
type browser struct {
	t    *testing.T
	base string
	jar  http.CookieJar
}

func newBrowser(t *testing.T, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, base, jar}
}

// visit sends one request, and then follows where it leads.
func (b *browser) visit(method, address string, form url.Values) (last *url.URL, status int, text string) {
	b.t.Helper()
	client := &http.Client{Jar: b.jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasSuffix(r.URL.Path, "/signed-in") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if to, err := answer.Location(); err == nil {
		return to, answer.StatusCode, string(body)
	}
	return answer.Request.URL, answer.StatusCode, string(body)
}

// identify goes to a page of the product, is led to the provider, gives a name
// there, and returns the address by which the provider sends the browser back.
func (b *browser) identify(page string, form url.Values) *url.URL {
	b.t.Helper()
	at, status, text := b.visit(http.MethodGet, b.base+page, nil)
	if status != 200 || !strings.Contains(text, "<title>Provider</title>") {
		b.t.Fatalf("%s leads to %s: %d %s", page, at, status, text)
	}
	back, _, text := b.visit(http.MethodPost, at.String(), form)
	if !strings.HasSuffix(back.Path, "/signed-in") {
		b.t.Fatalf("after the login at %s: %s", back, text)
	}
	return back
}

// cookie is the value of a cookie that the product set.
func (b *browser) cookie(name string) string {
	home, err := url.Parse(b.base)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.jar.Cookies(home) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// put changes a cookie.
func (b *browser) put(name, value string) {
	home, err := url.Parse(b.base)
	if err != nil {
		b.t.Fatal(err)
	}
	b.jar.SetCookies(home, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// TestSignIn: against a real provider, a person comes from a page, proves who
// they are and is back on that page with a session; each side by its own way.
func TestSignIn(t *testing.T) {
	base := public(t)
	ada := newBrowser(t, base)
	back := ada.identify("/?from=a+link", url.Values{"name": {"ada"}})
	at, status, text := ada.visit(http.MethodGet, back.String(), nil)
	if status != 200 || at.RequestURI() != "/?from=a+link" || !strings.Contains(text, "Ada Mensah") || !strings.HasPrefix(ada.cookie("session"), "national.") {
		t.Fatalf("%s: %d %s", at, status, text)
	}
	if ada.cookie("pending") != "" {
		t.Error("what was kept for the way is still there")
	}
	if _, status, text = ada.visit(http.MethodPost, base+"/sign-out", nil); status != 200 || !strings.Contains(text, "You are signed out here") || ada.cookie("session") != "" {
		t.Errorf("signing out: %d %s", status, text)
	}

	rosa := newBrowser(t, base)
	back = rosa.identify("/outreach/sign-in", url.Values{"name": {"rosa"}})
	if back.Path != "/outreach/signed-in" {
		t.Errorf("a reviewer comes back by %s", back)
	}
	if at, _, text = rosa.visit(http.MethodGet, back.String(), nil); at.Path != "/outreach" || !strings.HasPrefix(rosa.cookie("session"), "outreach.") {
		t.Errorf("a reviewer is led to %s: %s", at, text)
	}
}

// TestSignInAttacks: whatever is wrong with the way back, nobody is signed in
// and the page says what to do.
func TestSignInAttacks(t *testing.T) {
	base := public(t)
	ada := url.Values{"name": {"ada"}}
	part := func(b *browser, i int, value string) {
		kept := strings.Split(b.cookie("pending"), ".")
		kept[i] = value
		b.put("pending", strings.Join(kept, "."))
	}
	with := func(u *url.URL, name, value string) string {
		query := u.Query()
		query.Set(name, value)
		return base + u.Path + "?" + query.Encode()
	}
	const again = "Signing in was not finished"
	for _, test := range []struct {
		name   string
		form   url.Values
		come   func(b *browser, back *url.URL) string // changes something, and returns the address to come back by
		status int
		words  string
	}{
		{"another state", ada, func(_ *browser, back *url.URL) string { return with(back, "state", "other") }, 400, again},
		{"another code", ada, func(_ *browser, back *url.URL) string { return with(back, "code", "other") }, 400, again},
		{"a tampered state", ada, func(b *browser, back *url.URL) string { part(b, 0, "other"); return back.String() }, 400, again},
		{"a tampered nonce", ada, func(b *browser, back *url.URL) string { part(b, 1, "other"); return back.String() }, 400, again},
		{"a tampered verifier", ada, func(b *browser, back *url.URL) string {
			part(b, 2, strings.Repeat("other", 9))
			return back.String()
		}, 400, again},
		{"a replayed code", ada, func(b *browser, back *url.URL) string {
			pending := b.cookie("pending")
			if _, status, text := b.visit(http.MethodGet, back.String(), nil); status != 200 {
				b.t.Fatalf("%d %s", status, text)
			}
			b.put("session", "")
			b.put("pending", pending)
			return back.String()
		}, 400, again},
		{"a stolen code", ada, func(b *browser, back *url.URL) string {
			*b = *newBrowser(b.t, b.base)
			return back.String()
		}, 400, again},
		{"a stolen code in a sign-in of one's own", ada, func(b *browser, back *url.URL) string {
			*b = *newBrowser(b.t, b.base)
			return with(b.identify("/", url.Values{"name": {"eve"}}), "code", back.Query().Get("code"))
		}, 400, again},
		{"the other side's way", ada, func(_ *browser, back *url.URL) string { return base + "/outreach" + back.RequestURI() }, 400, again},
		{"cancelled", url.Values{"cancel": {"yes"}}, func(_ *browser, back *url.URL) string { return back.String() }, 403, "cancelled or refused"},
		{"not a member", url.Values{"name": {"eve"}}, func(_ *browser, back *url.URL) string { return back.String() }, 403, "it is not open to this part of the product"},
		{"a member of the other side", url.Values{"name": {"rosa"}}, func(_ *browser, back *url.URL) string { return back.String() }, 403, "it is not open to this part of the product"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBrowser(t, base)
			_, status, text := b.visit(http.MethodGet, test.come(b, b.identify("/", test.form)), nil)
			if status != test.status || !strings.Contains(text, test.words) || b.cookie("session") != "" {
				t.Errorf("%d, session %q: %s", status, b.cookie("session"), text)
			}
		})
	}
}
