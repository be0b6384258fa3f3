package local_test

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
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/local"
)

// TestMain makes the test's own binary the program, so that a test can end it
// as a person would.
func TestMain(m *testing.M) {
	if address := os.Getenv("LOCAL_TEST_ADDRESS"); address != "" {
		o := local.Options{Address: address, Data: os.Getenv("LOCAL_TEST_DATA"), Content: questionnaires.Files, Out: os.Stdout}
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

func (p *program) start() {
	p.t.Helper()
	p.command = exec.Command(os.Args[0])
	p.command.Env = append(os.Environ(), "LOCAL_TEST_ADDRESS="+p.address, "LOCAL_TEST_DATA="+p.data)
	if err := p.command.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = p.command.Process.Kill() })
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
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, address: listener.Addr().String(), data: t.TempDir()}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
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

// TestLoopbackOnly: nobody else's computer can reach a program in which
// anybody signs in as anybody.
func TestLoopbackOnly(t *testing.T) {
	for _, address := range []string{"0.0.0.0:8080", ":8080", "192.0.2.1:8080", "[::]:8080", "example.org:80", "8080"} {
		var out bytes.Buffer
		err := local.Run(context.Background(), local.Options{Address: address, Data: t.TempDir(), Content: questionnaires.Files, Out: &out})
		if err == nil || out.Len() > 0 {
			t.Errorf("%s was accepted: %v %s", address, err, out.String())
		}
	}
}
