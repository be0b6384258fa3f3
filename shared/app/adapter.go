package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"

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

// Handler returns the Lambda function that serves h. It is built on the API
// proxy that the product was given, and keeps its faults from h: headers come
// whole and not split at commas, the caller's address has a port, the first
// status stands, and an answer that writes nothing is 200. This file is the
// only one that knows the proxy.
func Handler(h http.Handler, who Lookup, log *slog.Logger) lambda.Handler {
	f := &function{who: who, log: log}
	f.proxy = httpadapter.NewV2(f.guard(h))
	return f
}

type function struct {
	proxy *httpadapter.HandlerAdapterV2
	who   Lookup
	log   *slog.Logger
}

type eventKey struct{}

// Invoke implements lambda.Handler.
func (f *function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var event events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	answer, err := f.answer(ctx, &event)
	if err != nil {
		f.log.WarnContext(ctx, "an event is no request", "request", event.RequestContext.RequestID, "error", err)
		answer = plain(http.StatusBadRequest, "The request cannot be read")
	}
	return json.Marshal(answer)
}

func (f *function) answer(ctx context.Context, event *events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	person, err := f.person(ctx, event)
	if err != nil {
		f.log.ErrorContext(ctx, "the caller's rights cannot be read", "request", event.RequestContext.RequestID, "error", err)
		return plain(http.StatusServiceUnavailable, "Please try again in a moment"), nil
	}
	if person != nil {
		ctx = access.With(ctx, person)
	}
	return f.proxy.ProxyWithContext(context.WithValue(ctx, eventKey{}, ctxEvent{event, person}), *event)
}

// ctxEvent is what the guard needs of the event.
type ctxEvent struct {
	*events.APIGatewayV2HTTPRequest
	person *access.Principal
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

// guard mends the request before h and the answer after it.
func (f *function) guard(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		event := r.Context().Value(eventKey{}).(ctxEvent)
		r.Header = http.Header{}
		for name, value := range event.Headers {
			r.Header.Set(name, value)
		}
		if len(event.Cookies) > 0 {
			r.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
		}
		r.Header.Del("Authorization") // the authorizer has read it; nothing behind needs it
		r.RemoteAddr = net.JoinHostPort(event.RequestContext.HTTP.SourceIP, "0")
		r.Host = event.RequestContext.DomainName
		if event.person != nil { // the proxy makes the context anew
			r = r.WithContext(access.With(r.Context(), event.person))
		}
		first := &firstStatus{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				f.log.ErrorContext(r.Context(), "a handler panicked", "request", event.RequestContext.RequestID, "route", r.Pattern, "panic", fmt.Sprint(p))
				first.fail()
			} else if !first.wrote {
				first.WriteHeader(http.StatusOK)
			}
		}()
		h.ServeHTTP(first, r)
	})
}

// firstStatus lets the first status stand, as net/http does.
type firstStatus struct {
	http.ResponseWriter
	wrote bool
}

func (w *firstStatus) WriteHeader(status int) {
	if !w.wrote && status >= http.StatusOK { // informational answers do not reach the caller
		w.wrote = true
		w.ResponseWriter.WriteHeader(status)
	}
}

func (w *firstStatus) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.ResponseWriter.Write(p)
}

// fail answers for a handler that broke off.
func (w *firstStatus) fail() {
	if w.wrote {
		return
	}
	for name := range w.Header() {
		w.Header().Del(name)
	}
	p := plain(http.StatusInternalServerError, "Something went wrong on our side; nothing was lost. Please try again")
	for name, value := range p.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(p.StatusCode)
	_, _ = w.Write([]byte(p.Body)) // into memory
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
