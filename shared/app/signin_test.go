package app_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/app"
)

// key is made once: it takes a moment.
var key = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// issuer is an OpenID Connect provider that answers every code with the token
// that the test wants.
type issuer struct {
	*httptest.Server
	asked     []string // paths, in order
	exchanged url.Values
	claims    map[string]any // of the ID token; nil: none comes
	algorithm string
	change    func(token string) string
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	s := &issuer{algorithm: "RS256", change: func(token string) string { return token }}
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"issuer": s.URL, "authorization_endpoint": s.URL + "/authorize", "token_endpoint": s.URL + "/token", "jwks_uri": s.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		public := key().PublicKey
		answer(w, map[string]any{"keys": []any{map[string]string{"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256",
			"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Header.Get("Authorization") != "" {
			t.Errorf("%v: a public client has no secret", err)
		}
		s.exchanged = r.PostForm
		out := map[string]any{"access_token": "a", "token_type": "Bearer", "expires_in": 600}
		if s.claims != nil {
			out["id_token"] = s.change(s.sign(t))
		}
		answer(w, out)
	})
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.URL.Path)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// sign makes the ID token.
func (s *issuer) sign(t *testing.T) string {
	t.Helper()
	part := func(v any) string {
		data, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		return base64.RawURLEncoding.EncodeToString(data)
	}
	text := part(map[string]string{"alg": s.algorithm, "kid": "one", "typ": "JWT"}) + "." + part(s.claims)
	if s.algorithm == "none" {
		return text + "."
	}
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key(), crypto.SHA256, sum[:])
	if err != nil {
		t.Error(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

const (
	base = "https://assess.example"
	back = "/signed-in"
)

// begun is a sign-in that a browser was sent away with.
func (s *issuer) begun(t *testing.T) (p *app.Provider, pending string, sent url.Values) {
	t.Helper()
	p = app.NewProvider(app.OpenID{Base: base, Issuer: s.URL, Client: "client", SignOut: "https://sign-in.example"})
	address, pending, err := p.Begin(context.Background(), back)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, s.URL+"/authorize?") {
		t.Fatalf("sent to %s: %v", address, err)
	}
	s.claims = map[string]any{"iss": s.URL, "aud": "client", "sub": "ada", "nonce": u.Query().Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(10 * time.Minute).Unix()}
	return p, pending, u.Query()
}

// TestSignIn: the browser is sent with a challenge, a state and a nonce, new
// each time; the code is exchanged with what answers the challenge. Nothing is
// asked before somebody signs in, and nothing twice.
func TestSignIn(t *testing.T) {
	s := newIssuer(t)
	p, pending, sent := s.begun(t)
	for name, want := range map[string]string{"response_type": "code", "client_id": "client", "redirect_uri": base + back, "scope": "openid", "code_challenge_method": "S256"} {
		if sent.Get(name) != want {
			t.Errorf("%s is %q, wanted %q", name, sent.Get(name), want)
		}
	}
	sub, err := p.Finish(context.Background(), back, pending, sent.Get("state"), "code")
	if err != nil || sub != "ada" {
		t.Fatalf("%q %v", sub, err)
	}
	challenge := sha256.Sum256([]byte(s.exchanged.Get("code_verifier")))
	if base64.RawURLEncoding.EncodeToString(challenge[:]) != sent.Get("code_challenge") || s.exchanged.Get("redirect_uri") != base+back || s.exchanged.Get("client_id") != "client" {
		t.Errorf("sent %v, exchanged %v", sent, s.exchanged)
	}
	_, again, err := p.Begin(context.Background(), back)
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range strings.Split(pending, ".") {
		if len(kept) < 26 || strings.Contains(again, kept) {
			t.Errorf("%q is short, or the next sign-in has it too", kept)
		}
	}
	if got := strings.Join(s.asked, " "); got != "/.well-known/openid-configuration /token /keys" {
		t.Errorf("asked %s", got)
	}
	if got, want := p.End("/outreach"), "https://sign-in.example/logout?client_id=client&logout_uri=https%3A%2F%2Fassess.example%2Foutreach"; got != want {
		t.Errorf("signing out leads to %s", got)
	}
}

// TestSignInRefused: a token that is not whole, not ours or not of this
// sign-in signs nobody in.
func TestSignInRefused(t *testing.T) {
	set := func(name string, value any) func(*issuer, *string, *string) {
		return func(s *issuer, _, _ *string) { s.claims[name] = value }
	}
	for name, change := range map[string]func(s *issuer, pending, state *string){
		"another issuer":    set("iss", "https://elsewhere.example"),
		"another client":    set("aud", "other"),
		"others too":        set("aud", []string{"client", "other"}),
		"nobody":            set("sub", ""),
		"another nonce":     set("nonce", "other"),
		"no nonce":          set("nonce", ""),
		"over":              set("exp", time.Now().Add(-2*time.Minute).Unix()),
		"not yet":           set("nbf", time.Now().Add(time.Hour).Unix()),
		"no token":          func(s *issuer, _, _ *string) { s.claims = nil },
		"no signature":      func(s *issuer, _, _ *string) { s.algorithm = "none" },
		"another algorithm": func(s *issuer, _, _ *string) { s.algorithm = "HS256" },
		"another's signature": func(s *issuer, _, _ *string) {
			s.change = func(token string) string { return token[:len(token)-8] + "AAAAAAAA" }
		},
		"another state":       func(_ *issuer, _, state *string) { *state = "other" },
		"no state":            func(_ *issuer, _, state *string) { *state = "" },
		"nothing kept":        func(_ *issuer, pending, state *string) { *pending, *state = "", "" },
		"an empty thing kept": func(_ *issuer, pending, state *string) { *pending, *state = "..", "" },
		"a nonce taken away":  func(s *issuer, pending, state *string) { *pending = *state + ".."; s.claims["nonce"] = "" },
		"a nonce put in its place": func(_ *issuer, pending, state *string) {
			*pending = *state + ".other." + strings.Split(*pending, ".")[2]
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newIssuer(t)
			p, pending, sent := s.begun(t)
			state := sent.Get("state")
			change(s, &pending, &state)
			if sub, err := p.Finish(context.Background(), back, pending, state, "code"); err == nil || sub != "" {
				t.Errorf("%q was signed in", sub)
			}
		})
	}
}

// TestSignInClocks: clocks may differ by a little.
func TestSignInClocks(t *testing.T) {
	s := newIssuer(t)
	p, pending, sent := s.begun(t)
	s.claims["exp"], s.claims["iat"] = time.Now().Add(-30*time.Second).Unix(), time.Now().Add(30*time.Second).Unix()
	if _, err := p.Finish(context.Background(), back, pending, sent.Get("state"), "code"); err != nil {
		t.Error(err)
	}
}

// TestSignInDown: a provider that did not answer is asked again, and one that
// says it is another is not believed.
func TestSignInDown(t *testing.T) {
	s := newIssuer(t)
	p := app.NewProvider(app.OpenID{Base: base, Issuer: s.URL + "/elsewhere", Client: "client"})
	for range 2 {
		if _, _, err := p.Begin(context.Background(), back); err == nil || !strings.Contains(err.Error(), "asking the identity provider") {
			t.Error(err)
		}
	}
	if len(s.asked) != 2 || p.End("/") != "" {
		t.Errorf("asked %v; signing out leads to %q", s.asked, p.End("/"))
	}
	if _, _, err := app.NewProvider(app.OpenID{Base: base, Issuer: s.URL + "/", Client: "client"}).Begin(context.Background(), back); err == nil {
		t.Error("another issuer was believed")
	}
}
