package e2e_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// function is one Lambda program, running, with a stand-in for the runtime API
// that hands it events and takes its answers, one at a time.
type function struct {
	t       testing.TB // fails where call and want are not answered as they should
	events  chan []byte
	answers chan []byte
	gone    <-chan struct{} // closed when the process has ended
	end     func()          // kills it
}

// build makes the program in a folder as it is deployed, with more in the
// environment of the build.
func build(t testing.TB, folder string, environment ...string) string {
	t.Helper()
	flags, err := os.ReadFile("../goflags")
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "bootstrap")
	command := exec.Command("go", "build", "-o", out, folder)
	command.Env = append(append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS="+strings.TrimSpace(string(flags))), environment...)
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", folder, err, text)
	}
	return out
}

// start runs a program with an environment for as long as the test.
func start(t testing.TB, binary string, environment ...string) *function {
	t.Helper()
	logs := &journal{}
	f, err := launch(binary, environment, logs)
	if err != nil {
		t.Fatal(err)
	}
	f.t = t
	t.Cleanup(func() {
		f.end()
		if t.Failed() {
			t.Logf("logs of %s:\n%s", binary, logs)
		}
	})
	return f
}

// launch runs a program with an environment.
func launch(binary string, environment []string, logs io.Writer) (*function, error) {
	f := &function{events: make(chan []byte), answers: make(chan []byte, 1)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: f.runtime()}
	go func() { _ = server.Serve(listener) }()
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, binary)
	command.Env = append([]string{"AWS_LAMBDA_RUNTIME_API=" + listener.Addr().String(), "AWS_LAMBDA_FUNCTION_NAME=" + filepath.Base(binary), "PATH=" + os.Getenv("PATH")}, environment...)
	command.Stdout, command.Stderr = logs, logs
	if err := command.Start(); err != nil {
		stop()
		return nil, errors.Join(err, server.Close())
	}
	gone := make(chan struct{})
	f.gone = gone
	go func() {
		_ = command.Wait() // it was killed
		_ = server.Close()
		close(gone)
	}()
	f.end = func() { stop(); <-gone }
	return f, nil
}

// runtime is the runtime API as the program sees it.
func (f *function) runtime() http.Handler {
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
	return mux
}

// errGone is what a caller gets when a program ends before it answers.
var errGone = errors.New("the function ended before it answered")

// patience is far beyond what a function may take.
const patience = 20 * time.Second

// request is the event of a person's request. The claims are those that the
// authorizer passes on.
func request(sub, method, path, body string, headers ...string) ([]byte, error) {
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
	return json.Marshal(e)
}

// invoke hands the function a request of a person and returns its answer.
func (f *function) invoke(sub, method, path, body string, headers ...string) (*events.APIGatewayV2HTTPResponse, error) {
	payload, err := request(sub, method, path, body, headers...)
	if err != nil {
		return nil, err
	}
	late := time.After(patience)
	select {
	case f.events <- payload:
	case <-f.gone:
		return nil, errGone
	case <-late:
		return nil, errors.New("the function does not ask for an event")
	}
	select {
	case data := <-f.answers:
		answer := &events.APIGatewayV2HTTPResponse{}
		if err := json.Unmarshal(data, answer); err != nil {
			return nil, fmt.Errorf("%w: %s", err, data)
		}
		return answer, nil
	case <-f.gone:
		return nil, errGone
	case <-late:
		return nil, errors.New("the function does not answer")
	}
}

// call invokes, and fails without an answer.
func (f *function) call(sub, method, path, body string, headers ...string) *events.APIGatewayV2HTTPResponse {
	f.t.Helper()
	answer, err := f.invoke(sub, method, path, body, headers...)
	if err != nil {
		f.t.Fatal(err)
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
