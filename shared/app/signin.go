package app

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// OpenID names the OpenID Connect provider where people sign in, and this
// product as its client. The client is a public one: the code flow with PKCE
// needs no secret that somebody would have to keep.
type OpenID struct {
	Base    string // where the product answers, such as https://assess.example
	Issuer  string
	Client  string
	SignOut string // where Cognito's sign-out is (/logout); empty: the provider has none
}

// Faults are what is missing or wrong, each under the name by which the caller
// knows the field. A field without a name may be left out.
func (o OpenID) Faults(names OpenID) []error {
	var wrong []error
	for _, f := range []struct{ name, value, what string }{
		{names.Base, o.Base, "where the product answers, such as https://assess.example"},
		{names.Issuer, o.Issuer, "the issuer of the identity provider, such as https://people.example"},
		{names.Client, o.Client, "what the identity provider calls this product, its client"},
		{names.SignOut, o.SignOut, "where the provider's sign-in pages are, such as https://sign-in.example"},
	} {
		u, err := url.Parse(f.value)
		switch {
		case f.value == "" && f.name != "":
			wrong = append(wrong, fmt.Errorf("%s is missing: set it to %s", f.name, f.what))
		case f.value == "", f.name == names.Client:
		case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u.Hostname())):
			wrong = append(wrong, fmt.Errorf("%s is %q: write it as https://host; http is for this computer alone (http://127.0.0.1:8080)", f.name, f.value))
		case f.name != names.Issuer && u.Path != "":
			wrong = append(wrong, fmt.Errorf("%s is %q: nothing may stand behind the host, no slash either", f.name, f.value))
		}
	}
	return wrong
}

// Loopback reports whether a host is this computer and no other reaches it.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Secure reports whether people come by https.
func (o OpenID) Secure() bool { return strings.HasPrefix(o.Base, "https://") }

// Provider signs people in by the authorization code flow. Nothing is asked of
// the provider before somebody signs in: most starts of a function never need
// it. It may be used by many at once.
//
// What the browser keeps meanwhile (pending) is state, nonce and verifier of
// this one sign-in, in a cookie that no script reads and no other host sets.
// It is neither signed nor kept here, for it gives nobody anything:
//
//   - Whoever changes or copies their own can only make their own sign-in fail,
//     for it must match the address they come back by (state), the token that
//     the provider signs (nonce) and what the provider was told (verifier).
//   - A link that brings somebody else's code (to have a person work in a
//     stranger's session) carries a state that this browser does not hold.
//   - A code that was seen on its way opens nothing without the verifier, and
//     the provider takes each code once.
//   - There is one provider, whose addresses come from the document of its own
//     issuer, so that no answer of another can be mixed in.
type Provider struct {
	openID OpenID
	client *http.Client

	lock  sync.Mutex
	found *oidc.Provider // nil: not yet asked
}

// providerTimeout is how long one call to the provider may take. A sign-in makes
// three at most (addresses, token, keys), and must end before the function does
// (10 s).
const providerTimeout = 3 * time.Second

// clockSkew is how far the provider's clock may be from ours.
const clockSkew = time.Minute

// NewProvider returns the provider. Nothing is asked of it yet.
func NewProvider(o OpenID) *Provider {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12} // the system's roots
	return &Provider{openID: o, client: &http.Client{Transport: transport, Timeout: providerTimeout}}
}

// discover asks the issuer for its addresses, until it has said them once.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.found == nil {
		found, err := oidc.NewProvider(ctx, p.openID.Issuer)
		if err != nil {
			return nil, fmt.Errorf("asking the identity provider %s for its addresses: %w", p.openID.Issuer, err)
		}
		p.found = found
	}
	return p.found, nil
}

func (p *Provider) flow(at *oidc.Provider, back string) *oauth2.Config {
	endpoint := at.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams // a client without a secret says its name there; trying both would spend the code
	return &oauth2.Config{ClientID: p.openID.Client, RedirectURL: p.openID.Base + back, Scopes: []string{oidc.ScopeOpenID}, Endpoint: endpoint}
}

// Begin implements site.Provider.
func (p *Provider) Begin(ctx context.Context, back string) (address, pending string, err error) {
	at, err := p.discover(oidc.ClientContext(ctx, p.client))
	if err != nil {
		return "", "", err
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	address = p.flow(at, back).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))
	return address, state + "." + nonce + "." + verifier, nil
}

// Finish implements site.Provider. The ID token is asked for from here and
// never comes through the browser; its signature, issuer, audience and end are
// checked all the same.
func (p *Provider) Finish(ctx context.Context, back, pending, state, code string) (sub string, err error) {
	kept := strings.Split(pending, ".")
	if len(kept) != 3 || kept[0] == "" || subtle.ConstantTimeCompare([]byte(kept[0]), []byte(state)) != 1 {
		return "", errors.New("finishing a sign-in: the state is not the one that this browser was given")
	}
	nonce, verifier := kept[1], kept[2]
	ctx = oidc.ClientContext(ctx, p.client)
	at, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	tokens, err := p.flow(at, back).Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return "", fmt.Errorf("exchanging the code of a sign-in: %w", err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	// Verify allows a token that begins up to five minutes from now.
	checks := &oidc.Config{ClientID: p.openID.Client, Now: func() time.Time { return time.Now().Add(-clockSkew) }}
	token, err := at.Verifier(checks).Verify(ctx, raw)
	switch {
	case err != nil:
		return "", fmt.Errorf("checking the ID token: %w", err)
	case len(token.Audience) != 1:
		return "", errors.New("checking the ID token: it is for others too")
	case nonce == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return "", errors.New("checking the ID token: it was made for another sign-in")
	case token.Subject == "":
		return "", errors.New("checking the ID token: it names nobody")
	}
	return token.Subject, nil
}

// End implements site.Provider, by Cognito's own sign-out.
func (p *Provider) End(back string) string {
	if p.openID.SignOut == "" {
		return ""
	}
	return p.openID.SignOut + "/logout?" + url.Values{"client_id": {p.openID.Client}, "logout_uri": {p.openID.Base + back}}.Encode()
}
