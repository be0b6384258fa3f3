package e2e_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// TestPages: the programs that are deployed lead nobody in without a session,
// each by its own way; the identity provider is asked for its addresses when
// somebody signs in, once, and not before.
func TestPages(t *testing.T) {
	var asked atomic.Int32
	var provider *httptest.Server
	provider = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": provider.URL, "authorization_endpoint": provider.URL + "/authorize", "token_endpoint": provider.URL + "/token", "jwks_uri": provider.URL + "/keys"})
	}))
	t.Cleanup(provider.Close)
	environment := append(environment[:len(environment):len(environment)], "SIGN_IN_ISSUER="+provider.URL)
	for _, side := range []struct {
		folder, in, back string
		home             int // status of the home page of national, which is not outreach's to answer
	}{
		{"../../functions/national", "/sign-in", "/signed-in", 303},
		{"../../functions/outreach", "/outreach/sign-in", "/outreach/signed-in", 404},
	} {
		f := start(t, build(t, side.folder), environment...)
		if a := f.call("", "GET", "/", ""); a.StatusCode != side.home || a.Headers["Content-Security-Policy"] == "" || side.home == 303 && a.Headers["Location"] != "/sign-in?to=%2F" {
			t.Errorf("%s: / answers %d %v", side.folder, a.StatusCode, a.Headers)
		}
		if n := asked.Load(); n != 0 {
			t.Errorf("%s asked the provider %d times before anybody signed in", side.folder, n)
		}
		for range 2 {
			a := f.call("", "GET", side.in, "")
			to, err := url.Parse(a.Headers["Location"])
			if err != nil || a.StatusCode != 303 || !strings.HasPrefix(to.String(), provider.URL+"/authorize?") || to.Query().Get("redirect_uri") != "https://assess.example"+side.back {
				t.Fatalf("%s: %d %v %v", side.in, a.StatusCode, a.Headers, err)
			}
			if len(a.Cookies) != 1 || !strings.HasPrefix(a.Cookies[0], "__Host-pending=") || !strings.HasSuffix(a.Cookies[0], "; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax") {
				t.Errorf("cookies %q", a.Cookies)
			}
		}
		if n := asked.Swap(0); n != 1 {
			t.Errorf("%s asked the provider %d times", side.folder, n)
		}
	}
}
