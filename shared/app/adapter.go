package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"

	"github.com/mtcr-outreach/self-assessment/shared/access"
)

// Lookup returns the person behind a sub with their rights as they stand now;
// nil for nobody.
type Lookup func(ctx context.Context, sub string) (*access.Principal, error)

// scope is what a token must carry: an ID token carries none, so it cannot be
// used in place of an access token.
const scope = "mtcr/api"

// Handler returns the Lambda function of that name that serves h, with one line
// of the log for each request that it answers, whoever answers it. It is built
// on the API proxy that the product was given, and keeps its faults from h:
// headers come whole and not split at commas, the path and the query are those
// of the event, the caller's address has a port, the first status stands, an
// answer that writes nothing is 200, and nothing of a request is printed. This
// file is the only one that knows the proxy.
func Handler(name string, h http.Handler, who Lookup, log *slog.Logger) lambda.Handler {
	return &function{name, h, who, log}
}

type function struct {
	name    string
	handler http.Handler
	who     Lookup
	log     *slog.Logger
}

// Invoke implements lambda.Handler.
func (f *function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	began, route := time.Now(), ""
	var event events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	ctx = context.WithValue(ctx, requestKey{}, event.RequestContext.RequestID)
	proxy := httpadapter.NewV2(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &held{header: http.Header{}}
		route = f.serve(a, mended(r, &event), &event)
		a.release(w)
	}))
	answer, err := proxy.ProxyWithContext(ctx, bare(event))
	if err != nil {
		f.log.WarnContext(ctx, "an event is no request", "request", event.RequestContext.RequestID, "error", err)
		answer = plain(http.StatusBadRequest, "The request cannot be read")
	}
	data, err := json.Marshal(answer)
	if err == nil && len(data) > mostHandedOn {
		answer = plain(http.StatusRequestEntityTooLarge, "The answer is too large to be sent; ask for a part of it")
		data, err = json.Marshal(answer)
	}
	f.observed(ctx, began, route, answer.StatusCode)
	return data, err
}

// mostHandedOn is the largest answer that the Lambda service takes from a
// function, in bytes; a larger one is an error without a word to the caller.
const mostHandedOn = 6 << 20

type requestKey struct{}

// requestID is the gateway's id of the request, as its access log has it.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// bare is what the proxy gets to see of an event. It prints paths, queries and
// addresses that it cannot read, and takes a decoded "?" in a path for a query.
func bare(event events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPRequest {
	b := events.APIGatewayV2HTTPRequest{RawPath: "/", Body: event.Body, IsBase64Encoded: event.IsBase64Encoded}
	b.RequestContext.HTTP.Method = event.RequestContext.HTTP.Method
	return b
}

// mended is the proxy's request with what the event says and bare left out.
func mended(r *http.Request, event *events.APIGatewayV2HTTPRequest) *http.Request {
	// An HTTP API hands the path on decoded: it is not to be decoded again.
	r.URL = &url.URL{Path: event.RawPath, RawQuery: event.RawQueryString}
	r.RequestURI = r.URL.RequestURI()
	r.Host = event.RequestContext.DomainName
	r.RemoteAddr = net.JoinHostPort(event.RequestContext.HTTP.SourceIP, "0")
	r.Header = http.Header{}
	for name, value := range event.Headers {
		r.Header.Set(name, value)
	}
	if len(event.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
	r.Header.Del("Authorization") // the authorizer has read it; nothing behind needs it
	return r
}

// serve answers for the caller whom the claims name, and returns the route, ""
// for none. What breaks off is a plain 500. Of a panic only its kind and place
// are logged, for its text may be content.
func (f *function) serve(w *held, r *http.Request, event *events.APIGatewayV2HTTPRequest) (route string) {
	defer func() {
		route = r.Pattern // which the handler sets
		if p := recover(); p != nil {
			kind := fmt.Sprintf("%T", p)
			if e, ok := p.(runtime.Error); ok {
				kind = e.Error()
			}
			f.log.ErrorContext(r.Context(), "a handler panicked", "request", requestID(r.Context()), "route", route, "panic", kind, "stack", string(debug.Stack()))
			w.instead(plain(http.StatusInternalServerError, "Something went wrong on our side; please look whether it was kept, and try again"))
		}
	}()
	person, err := f.person(r.Context(), event)
	if err != nil {
		f.log.ErrorContext(r.Context(), "the caller's rights cannot be read", "request", requestID(r.Context()), "error", err)
		busy := plain(http.StatusServiceUnavailable, "Please try again in a moment")
		busy.Headers["Retry-After"] = "2"
		w.instead(busy)
		return
	}
	if person != nil {
		r = r.WithContext(access.With(r.Context(), person))
	}
	f.handler.ServeHTTP(w, r)
	return
}

// person makes the principal from the claims that the authorizer checked.
// Headers are never believed.
func (f *function) person(ctx context.Context, event *events.APIGatewayV2HTTPRequest) (*access.Principal, error) {
	a := event.RequestContext.Authorizer
	if a == nil || a.JWT == nil {
		return nil, nil
	}
	claims := a.JWT.Claims
	if sub := claims["sub"]; sub != "" && claims["token_use"] == "access" && carries(claims["scope"], scope) {
		return f.who(ctx, sub)
	}
	return nil, nil
}

func carries(scopes, wanted string) bool {
	for _, s := range strings.Fields(scopes) {
		if s == wanted {
			return true
		}
	}
	return false
}

// held is an answer as net/http would send it, kept until it is whole.
type held struct {
	header http.Header // as the handler sees it
	sent   http.Header // as it was when the status was set; nil: not yet
	status int
	body   bytes.Buffer
}

func (w *held) Header() http.Header { return w.header }

// WriteHeader lets the first status stand. Informational answers do not reach
// the caller.
func (w *held) WriteHeader(status int) {
	if w.sent == nil && status >= http.StatusOK {
		w.status, w.sent = status, w.header.Clone()
	}
}

func (w *held) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.status == http.StatusNoContent || w.status == http.StatusNotModified {
		return 0, http.ErrBodyNotAllowed
	}
	return w.body.Write(p)
}

// instead drops what was answered so far.
func (w *held) instead(p events.APIGatewayV2HTTPResponse) {
	*w = held{header: http.Header{}}
	for name, value := range p.Headers {
		w.header.Set(name, value)
	}
	w.WriteHeader(p.StatusCode)
	w.body.WriteString(p.Body)
}

func (w *held) release(to http.ResponseWriter) {
	w.WriteHeader(http.StatusOK) // for a handler that wrote nothing
	maps.Copy(to.Header(), w.sent)
	to.WriteHeader(w.status)
	if w.body.Len() > 0 {
		_, _ = to.Write(w.body.Bytes()) // into memory
	}
}

// plain is a problem document without anything of the request in it.
func plain(status int, title string) events.APIGatewayV2HTTPResponse {
	body, err := json.Marshal(map[string]any{"type": "about:blank", "title": title, "status": status})
	if err != nil {
		body = nil
	}
	return events.APIGatewayV2HTTPResponse{
		StatusCode: status, Body: string(body),
		Headers: map[string]string{"Content-Type": "application/problem+json", "Cache-Control": "no-store"},
	}
}
