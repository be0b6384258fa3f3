package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// function is one Lambda program, running, with a stand-in for the runtime API
// that hands it events and takes its answers.
type function struct {
	t       testing.TB
	events  chan []byte
	answers chan []byte
	logs    bytes.Buffer
	end     func() // kills it
}

// build makes the program in a folder as it is deployed.
func build(t testing.TB, folder string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "bootstrap")
	command := exec.Command("go", "build", "-tags", "lambda.norpc", "-trimpath", "-ldflags=-s -w", "-o", out, folder)
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", folder, err, text)
	}
	return out
}

// start runs a program with an environment.
func start(t testing.TB, binary string, environment ...string) *function {
	t.Helper()
	f := &function{t: t, events: make(chan []byte), answers: make(chan []byte)}
	mux := http.NewServeMux()
	n := 0
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case event := <-f.events:
			n++
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", fmt.Sprintf("request-%d", n))
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(10*time.Second).UnixMilli()))
			w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:111122223333:function:test")
			_, _ = w.Write(event)
		case <-r.Context().Done():
		}
	})
	take := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		f.answers <- body
	}
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", take)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", take)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: mux}
	go func() { _ = server.Serve(listener) }()
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, binary)
	command.Env = append([]string{"AWS_LAMBDA_RUNTIME_API=" + listener.Addr().String(), "PATH=" + os.Getenv("PATH")}, environment...)
	command.Stdout, command.Stderr = &f.logs, &f.logs
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	f.end = sync.OnceFunc(func() {
		stop()
		_ = command.Wait() // it was killed
		_ = server.Close()
	})
	t.Cleanup(func() {
		f.end()
		if t.Failed() {
			t.Logf("logs of %s:\n%s", binary, f.logs.String())
		}
	})
	return f
}

// request is the event of a person's request. The claims are those that the
// authorizer passes on.
func request(t testing.TB, sub, method, path, body string, headers ...string) []byte {
	t.Helper()
	e := events.APIGatewayV2HTTPRequest{Version: "2.0", RouteKey: "ANY /api/v1/{proxy+}", RawPath: path, Headers: map[string]string{"host": "api.example.org"}, Body: body}
	e.RawPath, e.RawQueryString, _ = strings.Cut(path, "?")
	for i := 0; i+1 < len(headers); i += 2 {
		e.Headers[strings.ToLower(headers[i])] = headers[i+1]
	}
	e.RequestContext.RequestID, e.RequestContext.DomainName = "id", "api.example.org"
	e.RequestContext.HTTP = events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: method, Path: path, SourceIP: "203.0.113.7"}
	if sub != "" {
		e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{
			Claims: map[string]string{"sub": sub, "token_use": "access", "scope": "mtcr/api", "client_id": "client"},
		}}
	}
	payload, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

// call hands the function a person's request and returns its answer.
func (f *function) call(sub, method, path, body string, headers ...string) events.APIGatewayV2HTTPResponse {
	f.t.Helper()
	payload := request(f.t, sub, method, path, body, headers...)
	select {
	case f.events <- payload:
	case <-time.After(20 * time.Second):
		f.t.Fatal("the function does not ask for an event")
	}
	var answer events.APIGatewayV2HTTPResponse
	select {
	case data := <-f.answers:
		if err := json.Unmarshal(data, &answer); err != nil {
			f.t.Fatalf("%v: %s", err, data)
		}
	case <-time.After(20 * time.Second):
		f.t.Fatal("the function does not answer")
	}
	return answer
}

// want calls, and fails unless the status is as wanted.
func (f *function) want(status int, sub, method, path, body string, headers ...string) map[string]any {
	f.t.Helper()
	answer := f.call(sub, method, path, body, headers...)
	if answer.StatusCode != status {
		f.t.Fatalf("%s %s: %d, want %d: %s", method, path, answer.StatusCode, status, answer.Body)
	}
	var out map[string]any
	if err := json.Unmarshal([]byte(answer.Body), &out); err != nil {
		f.t.Fatalf("%s %s: %v: %s", method, path, err, answer.Body)
	}
	return out
}
