package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/app"
)

// event is an API Gateway event as it comes in the cloud, with changes.
func event(t *testing.T, change func(*events.APIGatewayV2HTTPRequest)) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/event.json")
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&e)
	}
	if data, err = json.Marshal(e); err != nil {
		t.Fatal(err)
	}
	return data
}

// nobody finds nobody.
func nobody(context.Context, string) (*access.Principal, error) { return nil, nil }

func invoke(t *testing.T, h http.HandlerFunc, who app.Lookup, payload []byte) (events.APIGatewayV2HTTPResponse, string) {
	t.Helper()
	var logs bytes.Buffer
	data, err := app.Handler("national", h, who, slog.New(slog.NewJSONHandler(&logs, nil))).Invoke(context.Background(), payload)
	if err != nil {
		t.Fatal(err)
	}
	var answer events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(data, &answer); err != nil {
		t.Fatal(err)
	}
	return answer, logs.String()
}

// TestFaultsOfTheProxy: none of the faults that the API proxy is known for
// reaches a handler or a caller.
func TestFaultsOfTheProxy(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		change  func(*events.APIGatewayV2HTTPRequest)
		status  int
		body    string
	}{
		{"a header with commas comes whole", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, strings.Join(r.Header.Values("If-None-Match"), "|"))
		}, func(e *events.APIGatewayV2HTTPRequest) { e.Headers["if-none-match"] = `"1", "2"` }, 200, `"1", "2"`},
		{"a date header comes whole", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, strings.Join(r.Header.Values("If-Modified-Since"), "|"))
		}, func(e *events.APIGatewayV2HTTPRequest) {
			e.Headers["if-modified-since"] = "Thu, 26 Nov 2026 09:00:00 GMT"
		}, 200, "Thu, 26 Nov 2026 09:00:00 GMT"},
		{"a handler that writes nothing is 200", func(http.ResponseWriter, *http.Request) {}, nil, 200, ""},
		{"the first status stands", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTeapot)
			w.WriteHeader(http.StatusOK)
		}, nil, 418, ""},
		{"a body makes it 200 for good", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "text")
			w.WriteHeader(http.StatusTeapot)
		}, nil, 200, "text"},
		{"the path is not cut", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path) },
			func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/api/v1/api/v1x" }, 200, "/api/v1/api/v1x"},
		{"a decoded path stays a path", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path+" "+r.RequestURI) },
			func(e *events.APIGatewayV2HTTPRequest) { e.RawPath, e.RawQueryString = "/a?b=1#c%zz", "d=2" }, 200, "/a?b=1#c%zz /a%3Fb=1%23c%25zz?d=2"},
		{"nobody's header is the host", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) },
			func(e *events.APIGatewayV2HTTPRequest) { e.Headers["host"] = "evil.example" }, 200, "example.execute-api.eu-central-1.amazonaws.com"},
		{"no body where none may be", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotModified)
			_, _ = io.WriteString(w, "text")
		}, nil, 304, ""},
		{"the address has a port", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.RemoteAddr) }, nil, 200, "203.0.113.7:0"},
		{"an address of version 6 too", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.RemoteAddr) },
			func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.HTTP.SourceIP = "2001:db8::7" }, 200, "[2001:db8::7]:0"},
		{"cookies are one header", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Header.Get("Cookie")) },
			func(e *events.APIGatewayV2HTTPRequest) { e.Cookies = []string{"a=1", "b=2"} }, 200, "a=1; b=2"},
		{"a binary body comes as it was", func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			_, _ = io.WriteString(w, strings.ToUpper(string(body)))
		}, func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = "c2FsdA==", true }, 200, "SALT"},
		{"the token goes no further", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, r.Header.Get("Authorization"))
		}, func(e *events.APIGatewayV2HTTPRequest) { e.Headers["authorization"] = "Bearer secret" }, 200, ""},
		{"a query comes as written", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Query().Get("section")) },
			func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = "section=EN-A%2CEN-B" }, 200, "EN-A,EN-B"},
		{"what is no request is 400", func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") },
			func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = "%", true }, 400, "The request cannot be read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer, _ := invoke(t, test.handler, nobody, event(t, test.change))
			if answer.StatusCode != test.status || !strings.Contains(answer.Body, test.body) || test.body == "" && answer.Body != "" {
				t.Errorf("%d %q, want %d %q", answer.StatusCode, answer.Body, test.status, test.body)
			}
		})
	}
}

// TestPanic: a handler that breaks off is a plain 500, even after it began to
// answer; logged once, without what it was about, and counted.
func TestPanic(t *testing.T) {
	for name, begun := range map[string]string{"before an answer": "", "within one": "half"} {
		var logs bytes.Buffer
		log := slog.New(slog.NewJSONHandler(&logs, nil))
		h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Secret", "x")
			if begun != "" {
				_, _ = io.WriteString(w, begun)
			}
			panic("the inner state")
		})
		data, err := app.Handler("national", h, nobody, log).Invoke(t.Context(), event(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		var answer events.APIGatewayV2HTTPResponse
		if err := json.Unmarshal(data, &answer); err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != 500 || strings.Contains(answer.Body, "goroutine") || strings.Contains(answer.Body, "half") || answer.Headers["X-Secret"] != "" {
			t.Errorf("%s: the caller sees %+v", name, answer)
		}
		if s := logs.String(); strings.Count(s, "a handler panicked") != 1 || strings.Contains(s, "inner state") || !strings.Contains(s, `"class":"5xx"`) || !strings.Contains(s, `"request":"UoZQ8g1vliAEMYg="`) {
			t.Errorf("%s: logged: %s", name, s)
		}
	}
}

// TestQuiet: nothing of a request that cannot be read is printed anywhere.
func TestQuiet(t *testing.T) {
	var printed bytes.Buffer
	log.SetOutput(&printed)
	defer log.SetOutput(os.Stderr)
	_, logs := invoke(t, func(http.ResponseWriter, *http.Request) {}, nobody, event(t, func(e *events.APIGatewayV2HTTPRequest) {
		e.RawPath, e.RawQueryString, e.Body, e.IsBase64Encoded = "/canary%zz", "q=canary", "canary!", true
	}))
	if strings.Contains(logs+printed.String(), "canary") {
		t.Errorf("printed: %s%s", logs, printed.String())
	}
}

// TestAnswers: what a handler sends reaches the caller as it was.
func TestAnswers(t *testing.T) {
	answer, _ := invoke(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		_, _ = w.Write([]byte{0xff, 0x00})
		w.Header().Set("Late", "x")
	}, nobody, event(t, nil))
	if !slices.Equal(answer.Cookies, []string{"a=1", "b=2"}) || answer.Body != "/wA=" || !answer.IsBase64Encoded || answer.Headers["Late"] != "" {
		t.Errorf("%+v", answer)
	}
}

// TestWho: a person is who the checked claims say, with their rights as they
// stand; headers say nothing.
func TestWho(t *testing.T) {
	ada := func(_ context.Context, sub string) (*access.Principal, error) {
		switch sub {
		case "sub-ada":
			return &access.Principal{Sub: sub, Roles: []access.Role{access.Lead}}, nil
		case "sub-broken":
			return nil, errors.New("the table does not answer")
		}
		return nil, nil
	}
	claims := func(pairs ...string) func(*events.APIGatewayV2HTTPRequest) {
		return func(e *events.APIGatewayV2HTTPRequest) {
			c := map[string]string{}
			for i := 0; i+1 < len(pairs); i += 2 {
				c[pairs[i]] = pairs[i+1]
			}
			e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: c}}
		}
	}
	tests := []struct {
		name   string
		change func(*events.APIGatewayV2HTTPRequest)
		want   string
	}{
		{"an access token", claims("sub", "sub-ada", "token_use", "access", "scope", "openid mtcr/api"), "sub-ada"},
		{"an ID token", claims("sub", "sub-ada", "token_use", "id"), "nobody"},
		{"another scope", claims("sub", "sub-ada", "token_use", "access", "scope", "mtcr/apix"), "nobody"},
		{"no authorizer", nil, "nobody"},
		{"a stranger", claims("sub", "sub-eve", "token_use", "access", "scope", "mtcr/api"), "nobody"},
		{"headers", func(e *events.APIGatewayV2HTTPRequest) {
			e.Headers["x-amzn-oidc-identity"], e.Headers["sub"] = "sub-ada", "sub-ada"
		}, "nobody"},
		{"rights that cannot be read", claims("sub", "sub-broken", "token_use", "access", "scope", "mtcr/api"), "Please try again"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer, _ := invoke(t, func(w http.ResponseWriter, r *http.Request) {
				name := "nobody"
				if p := access.From(r.Context()); p != nil {
					name = p.Sub
				}
				_, _ = io.WriteString(w, name)
			}, ada, event(t, test.change))
			if !strings.Contains(answer.Body, test.want) {
				t.Errorf("%d %q, want %q", answer.StatusCode, answer.Body, test.want)
			}
			if again := answer.Headers["Retry-After"] != "" || answer.MultiValueHeaders["Retry-After"] != nil; again != (answer.StatusCode == http.StatusServiceUnavailable) {
				t.Errorf("%d with Retry-After: %t", answer.StatusCode, again)
			}
		})
	}
}

// TestTooLarge: an answer that Lambda would not take says so.
func TestTooLarge(t *testing.T) {
	for size, status := range map[int]int{5 << 20: 200, 6 << 20: 413} {
		answer, _ := invoke(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte("x"), size)) }, nobody, event(t, nil))
		if answer.StatusCode != status || status == 413 && !strings.Contains(answer.Body, "too large") {
			t.Errorf("%d bytes: %d with %d bytes", size, answer.StatusCode, len(answer.Body))
		}
	}
}
