package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/app"
)

// requestLines are the lines of a log about requests.
func requestLines(t *testing.T, logs string) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for text := range strings.Lines(logs) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		if line["msg"] == "request" {
			lines = append(lines, line)
		}
	}
	return lines
}

// TestObserved: every request that is answered has one line, whoever answers
// it, which says the route and never the path.
func TestObserved(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/assessments/{file}", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(3 * time.Millisecond)
		w.WriteHeader(http.StatusNotFound)
	})
	mux.HandleFunc("GET /nothing/{file}", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /panic/{file}", func(http.ResponseWriter, *http.Request) { panic("secret") })
	broken := func(context.Context, string) (*access.Principal, error) { return nil, errors.New("no answer") }
	person := func(e *events.APIGatewayV2HTTPRequest) {
		e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{
			Claims: map[string]string{"sub": "secret-sub", "token_use": "access", "scope": "mtcr/api"},
		}}
	}
	const file = "GET /api/v1/assessments/{file}"
	for _, test := range []struct {
		name, path   string
		who          app.Lookup
		change       func(*events.APIGatewayV2HTTPRequest)
		route, class string
		status, took float64
	}{
		{"a handler", "/api/v1/assessments/secret", nobody, nil, file, "4xx", 404, 3},
		{"a handler that writes nothing", "/nothing/secret", nobody, nil, "GET /nothing/{file}", "2xx", 200, 0},
		{"a handler that breaks off", "/panic/secret", nobody, nil, "GET /panic/{file}", "5xx", 500, 0},
		{"no route", "/secret", nobody, nil, "none", "4xx", 404, 0},
		{"rights that cannot be read", "/api/v1/assessments/secret", broken, person, "none", "5xx", 503, 0},
		{"what is no request", "/secret", nobody, func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = "%secret", true }, "none", "4xx", 400, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				answer, logs := invoke(t, mux.ServeHTTP, test.who, event(t, func(e *events.APIGatewayV2HTTPRequest) {
					e.RawPath, e.RawQueryString = test.path, "section=secret"
					if test.change != nil {
						test.change(e)
					}
				}))
				lines := requestLines(t, logs)
				if len(lines) != 1 || strings.Contains(logs, "secret") {
					t.Fatalf("%d lines, or they tell: %s", len(lines), logs)
				}
				l := lines[0]
				if l["route"] != test.route || l["status"] != test.status || l["class"] != test.class || l["latency"] != test.took || l["request"] != "UoZQ8g1vliAEMYg=" {
					t.Errorf("the line is %v", l)
				}
				if float64(answer.StatusCode) != test.status {
					t.Errorf("answered %d, not %v", answer.StatusCode, test.status)
				}
				paid(t, l)
			})
		})
	}
}

// paid checks that a line's metrics are those that we pay for: each dimension is
// a text and each metric a number of the same line. CloudWatch drops others
// without a word.
func paid(t *testing.T, line map[string]any) {
	t.Helper()
	var document struct {
		Timestamp         int64
		CloudWatchMetrics []struct {
			Namespace  string
			Dimensions [][]string
			Metrics    []struct{ Name, Unit string }
		}
	}
	data, err := json.Marshal(line["_aws"])
	if err == nil {
		err = json.Unmarshal(data, &document)
	}
	if err != nil {
		t.Fatal(err)
	}
	if document.Timestamp != time.Now().Truncate(time.Second).UnixMilli() {
		t.Errorf("the metrics are of %d", document.Timestamp)
	}
	found := map[string]string{}
	for _, d := range document.CloudWatchMetrics {
		if d.Namespace != "SelfAssessment" || len(d.Dimensions) != 1 {
			t.Errorf("namespace %q, %d sets of dimensions", d.Namespace, len(d.Dimensions))
		}
		var values []string
		for _, name := range d.Dimensions[0] {
			value, ok := line[name].(string)
			if !ok || value == "" {
				t.Errorf("dimension %s is no text of the line: %v", name, line[name])
			}
			values = append(values, name+"="+value)
		}
		for _, m := range d.Metrics {
			if _, ok := line[m.Name].(float64); !ok {
				t.Errorf("metric %s is no number of the line: %v", m.Name, line[m.Name])
			}
			found[m.Name] = m.Unit + " by " + strings.Join(values, " ")
		}
	}
	class, _ := line["class"].(string)
	if len(found) != 2 || found["requests"] != "Count by function=national class="+class || found["latency"] != "Milliseconds by function=national" || line["requests"] != 1.0 {
		t.Errorf("the metrics are %v", found)
	}
}
