package e2e_test

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// localProgram is the local program on tables.
type localProgram struct {
	t           *testing.T
	binary      string
	environment []string
}

func newLocal(t *testing.T, environment []string) *localProgram {
	t.Helper()
	p := &localProgram{t, filepath.Join(t.TempDir(), "local"), environment}
	if text, err := exec.Command("go", "build", "-o", p.binary, "../../functions/local").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

// begin starts it and returns what it says until it serves or has ended.
func (p *localProgram) begin(args ...string) (said string, process *exec.Cmd) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	p.t.Cleanup(cancel) // which ends it
	command := exec.CommandContext(ctx, p.binary, append([]string{"-dynamodb", "-address", "127.0.0.1:0", "-data", p.t.TempDir()}, args...)...)
	command.Env = append(os.Environ(), p.environment...)
	out, err := command.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	command.Stderr = command.Stdout
	if err := command.Start(); err != nil {
		p.t.Fatal(err)
	}
	var text strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		text.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "Stop") {
			break
		}
	}
	return text.String(), command
}

// says starts it, looks for words in what it says, and ends it.
func (p *localProgram) says(args []string, words ...string) string {
	p.t.Helper()
	said, process := p.begin(args...)
	for _, want := range words {
		if !strings.Contains(said, want) {
			p.t.Errorf("local %v does not say %q:\n%s", args, want, said)
		}
	}
	_ = process.Process.Kill() // unless it has ended
	_ = process.Wait()         // it was killed, or refused
	return said
}

// held counts the items of a table.
func held(t *testing.T, client *dynamodb.Client, table string) (n int) {
	t.Helper()
	for pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &table, ConsistentRead: aws.Bool(true)}); pages.HasMorePages(); {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		n += len(page.Items)
	}
	return n
}

// TestLocalOnTables: the local program writes invented states into DynamoDB
// tables only where that was asked for, and says where it works.
func TestLocalOnTables(t *testing.T) {
	client, endpoint := connect(t)
	records, ledger := cloud(t, client)
	p := newLocal(t, pointing(endpoint, records, ledger))
	operator(t, p.environment, "country", "-name", "Ada Mensah", "-sub", "ada") // somebody's real data
	real := held(t, client, records)
	p.says(nil, "no sample states", "-sample", "-public", records)
	p.says([]string{"-reset"}, "-reset begins anew in a file")
	p.says([]string{"-reset", "-sample"}, "-reset begins anew in a file")
	public := []string{"-public", "-base-url", "https://assess.example", "-issuer", "http://127.0.0.1:1", "-client", "client"}
	p.says(public, "Nobody is invented", records)
	p.says(append(public, "-sample"), "leave one of them out")
	if n := held(t, client, records); n != real || real == 0 {
		t.Fatalf("%d items became %d with nobody asking for samples", real, n)
	}

	said := p.says([]string{"-sample"}, "sample-ada", "Data: DynamoDB tables "+records+" and "+ledger, "Region eu-central-1", endpoint, "Stop with Ctrl-C.")
	if strings.Contains(said, ".db") {
		t.Errorf("it tells of a file:\n%s", said)
	}
	whole := held(t, client, records) + held(t, client, ledger)
	for _, args := range [][]string{nil, {"-sample"}} { // they are there
		said, process := p.begin(args...)
		_, curl, _ := strings.Cut(said, "Try: curl -H \"Authorization: ")
		token, address, _ := strings.Cut(strings.SplitN(curl, "\n", 2)[0], "\" ")
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		if answer.Body.Close(); answer.StatusCode != http.StatusOK {
			t.Errorf("local %v: she gets %d", args, answer.StatusCode)
		}
		_ = process.Process.Kill()
		_ = process.Wait() // it was killed
	}
	if n := held(t, client, records) + held(t, client, ledger); n != whole {
		t.Errorf("%d items became %d at later starts", whole, n)
	}
}

// TestLocalCutShort: what a start that was killed left in DynamoDB tables is
// refused, not taken for the sample.
func TestLocalCutShort(t *testing.T) {
	client, endpoint := connect(t)
	records, ledger := cloud(t, client)
	p := newLocal(t, pointing(endpoint, records, ledger))
	command := exec.Command(p.binary, "-dynamodb", "-sample", "-address", "127.0.0.1:0", "-data", t.TempDir())
	command.Env = append(os.Environ(), p.environment...)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for range 3000 {
		if held(t, client, records) > 20 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = command.Process.Kill()
	_ = command.Wait() // it was killed
	left := held(t, client, records)
	for _, args := range [][]string{nil, {"-sample"}} {
		p.says(args, "only part of the sample", "make them anew and give -sample again", records, endpoint)
	}
	if n := held(t, client, records); n != left || left == 0 {
		t.Errorf("%d items became %d", left, n)
	}
}
