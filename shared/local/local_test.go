package local_test

import (
	"bufio"
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
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/local"
)

// TestMain makes the test's own binary the program, so that a test can end it
// as a person would.
func TestMain(m *testing.M) {
	if address := os.Getenv("LOCAL_TEST_ADDRESS"); address != "" {
		o := local.Options{Address: address, Data: os.Getenv("LOCAL_TEST_DATA"), Content: questionnaires.Files, Out: os.Stdout, Reset: os.Getenv("LOCAL_TEST_RESET") != ""}
		if err := local.Run(context.Background(), o); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// program is the program as a process.
type program struct {
	t       *testing.T
	address string
	data    string
	command *exec.Cmd
}

// newProgram is one on a free port, with a folder that is not there yet.
func newProgram(t *testing.T) *program {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, address: listener.Addr().String(), data: filepath.Join(t.TempDir(), "data")}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return p
}

// begin starts it and does not wait.
func (p *program) begin(environment ...string) {
	p.t.Helper()
	p.command = exec.Command(os.Args[0])
	p.command.Env = append(append(os.Environ(), "LOCAL_TEST_ADDRESS="+p.address, "LOCAL_TEST_DATA="+p.data), environment...)
	p.command.Stderr = os.Stderr
	if err := p.command.Start(); err != nil {
		p.t.Fatal(err)
	}
	command := p.command
	p.t.Cleanup(func() { _ = command.Process.Kill() })
}

// start starts it and waits until it answers.
func (p *program) start() {
	p.t.Helper()
	p.begin()
	for range 600 {
		if answer, err := http.Get("http://" + p.address + "/api/v1/health"); err == nil {
			_ = answer.Body.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatal("the program does not answer")
}

// kill ends the process with no chance to say goodbye.
func (p *program) kill() {
	p.t.Helper()
	if err := p.command.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	_ = p.command.Wait() // it was killed
}

// call makes a request as a sample person.
func (p *program) call(sub, method, path, body string, headers ...string) (int, http.Header, string) {
	p.t.Helper()
	token, err := os.ReadFile(filepath.Join(p.data, sub+".token"))
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequest(method, "http://"+p.address+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+string(token))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(text)
}

// TestKilled: what was acknowledged is there after the process was killed and
// started again.
func TestKilled(t *testing.T) {
	p := newProgram(t)
	p.start()
	_, _, text := p.call("sample-ada", "GET", "/api/v1/assessments", "")
	var files struct{ Assessments []struct{ ID string } }
	if err := json.Unmarshal([]byte(text), &files); err != nil || len(files.Assessments) != 1 {
		t.Fatalf("%v: %s", err, text)
	}
	path := "/api/v1/assessments/" + files.Assessments[0].ID + "/responses/EN-45"
	_, header, _ := p.call("sample-ada", "GET", path, "")
	status, saved, text := p.call("sample-ada", "PUT", path, `{"response":{"state":"not_known"},"flag":"ask, the \"cipher\" office"}`,
		"If-Match", header.Get("ETag"), "Idempotency-Key", "0123456789012345678901")
	if status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	p.kill()
	p.start()
	status, after, text := p.call("sample-ada", "GET", path, "")
	if status != 200 || after.Get("ETag") != saved.Get("ETag") || !strings.Contains(text, "cipher") {
		t.Errorf("after the kill: %d %s %s", status, after.Get("ETag"), text)
	}
}

// TestRefused: nobody else's computer can reach a program in which anybody
// signs in as anybody, and what was asked for only in part is not guessed.
func TestRefused(t *testing.T) {
	whole := app.OpenID{Base: "https://assess.example", Issuer: "https://people.example", Client: "client"}
	tests := []struct {
		name    string
		options local.Options
		words   []string
	}{
		{"every address", local.Options{Address: "0.0.0.0:8080"}, []string{`"0.0.0.0" can be reached`, "-public"}},
		{"no host", local.Options{Address: ":8080"}, []string{`"" can be reached`}},
		{"one address", local.Options{Address: "192.0.2.1:8080"}, []string{"can be reached"}},
		{"every IPv6 address", local.Options{Address: "[::]:8080"}, []string{"can be reached"}},
		{"a name", local.Options{Address: "example.org:80"}, []string{"can be reached"}},
		{"no port", local.Options{Address: "8080"}, []string{"write it as 127.0.0.1:8080"}},
		{"public without a provider", local.Options{Address: "0.0.0.0:8080", Public: true}, []string{"-base-url is missing", "-issuer is missing", "-client is missing"}},
		{"public by http", local.Options{Address: "0.0.0.0:8080", Public: true, SignIn: app.OpenID{Base: "http://assess.example", Issuer: "http://people.example", Client: "c"}},
			[]string{`-base-url is "http://assess.example": write it as https`, `-issuer is "http://people.example"`}},
		{"public and invented", local.Options{Address: "0.0.0.0:8080", Public: true, SignIn: whole, Reset: true}, []string{"leave one of them out"}},
		{"public with samples", local.Options{Address: "0.0.0.0:8080", Public: true, SignIn: whole, Sample: true, DynamoDB: os.Getenv}, []string{"-sample", "leave one of them out"}},
		{"tables begun anew", local.Options{Address: "127.0.0.1:0", Reset: true, DynamoDB: os.Getenv}, []string{"-reset", "DynamoDB"}},
		{"samples for a file", local.Options{Address: "127.0.0.1:0", Sample: true}, []string{"-sample is for -dynamodb"}},
		{"tables without names", local.Options{Address: "127.0.0.1:0", DynamoDB: func(string) string { return "" }}, []string{"RECORDS_TABLE is missing"}},
		{"a provider for nothing", local.Options{Address: "127.0.0.1:0", SignIn: whole}, []string{"give -public with them"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			test.options.Data, test.options.Content, test.options.Out = t.TempDir(), questionnaires.Files, &out
			err := local.Run(context.Background(), test.options)
			if err == nil || out.Len() > 0 {
				t.Fatalf("accepted: %v %s", err, out.String())
			}
			for _, want := range test.words {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
		})
	}
}

// TestPublic: a public program has no invented people, tells no tokens and
// takes none.
func TestPublic(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	said, out := io.Pipe()
	data, done := t.TempDir(), make(chan error, 1)
	go func() {
		done <- local.Run(ctx, local.Options{Address: "127.0.0.1:0", Public: true, SignIn: app.OpenID{Base: "https://assess.example", Issuer: "http://127.0.0.1:1", Client: "client"},
			Data: data, Content: questionnaires.Files, Out: out})
		_ = out.Close()
	}()
	lines := bufio.NewScanner(said)
	lines.Scan()
	_, address, _ := strings.Cut(lines.Text(), "computer: ")
	text := ""
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Stop") {
		text += lines.Text()
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	if !strings.Contains(text, "https://assess.example/outreach/signed-in") || strings.Contains(text, "sample-") {
		t.Errorf("it says %s", text)
	}
	for path, want := range map[string]int{"/sign-in": 503, "/api/v1/me": 401, "/api/v1/health": 200} { // nobody answers at the issuer
		r, err := http.NewRequest(http.MethodGet, address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if path == "/api/v1/me" {
			r.Header.Set("Authorization", "Bearer ")
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != want || strings.Contains(string(page), "Ada") {
			t.Errorf("%s: %d %v %s", path, answer.StatusCode, err, page)
		}
		_ = answer.Body.Close()
	}
	if tokens, err := filepath.Glob(filepath.Join(data, "*.token")); err != nil || len(tokens) > 0 {
		t.Errorf("%v %v", tokens, err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
