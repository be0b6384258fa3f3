package local_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/local"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
)

// The file of the data, and the one in which the sample is made.
const (
	dataFile = "self-assessment.db"
	making   = "self-assessment.db.new"
)

// items is how much a table file holds; none: nothing.
func items(t *testing.T, path string) int {
	t.Helper()
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return 0
	}
	s, err := embedded.Open(path) // a reader refuses one that was killed before it had a format
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = s.Dump(func(_ string, item table.Item, damage error) bool {
		if damage != nil {
			t.Errorf("%s %s: %v", item.PK, item.SK, damage)
		}
		n++
		return true
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return n
}

// await waits until a file of the data is there, or is not.
func (p *program) await(name string, there bool) {
	p.t.Helper()
	for range 30_000 {
		if _, err := os.Stat(filepath.Join(p.data, name)); (err == nil) == there {
			return
		}
		time.Sleep(time.Millisecond)
	}
	p.t.Fatalf("waited in vain for %s (to be there: %v)", name, there)
}

// TestKilledAtFirst: killed while the sample states are made, the program has
// none or all of them, and the next start has all.
func TestKilledAtFirst(t *testing.T) {
	p := newProgram(t)
	p.begin()
	p.await(making, true)
	begun := time.Now()
	p.await(making, false)
	took := time.Since(begun)
	p.kill()
	whole, cut := items(t, filepath.Join(p.data, dataFile)), 0
	for _, reset := range []string{"", "yes"} {
		for part := range time.Duration(5) {
			if reset == "" {
				p = newProgram(t)
			}
			p.begin("LOCAL_TEST_RESET=" + reset)
			p.await(making, true)
			after := took * part / 5
			time.Sleep(after)
			p.kill()
			n := items(t, filepath.Join(p.data, dataFile))
			if n != whole && (n != 0 || reset != "") {
				t.Errorf("killed %v after it began (reset: %q), it left %d items of %d", after, reset, n, whole)
			}
			if n := items(t, filepath.Join(p.data, making)); n > 0 && n < whole {
				cut++
			}
			p.start()
			status, _, files := p.call("sample-ines", "GET", "/api/v1/assessments", "")
			if status != 200 || strings.Count(files, `"state":"submitted"`) != 2 {
				t.Errorf("the start after has %d %s", status, files)
			}
			p.kill()
			if n := items(t, filepath.Join(p.data, dataFile)); n != whole {
				t.Errorf("the start after has %d items; want %d", n, whole)
			}
			if _, err := os.Stat(filepath.Join(p.data, making)); err == nil {
				t.Errorf("the start after leaves %s", making)
			}
		}
	}
	if cut == 0 {
		t.Error("no start was killed half way: the moments test nothing")
	}
	t.Logf("%d of 10 starts were killed half way through %d items, which take %v", cut, whole, took)
}

// TestStoppedAtFirst: a person who ends the first start is told in a line, and
// the folder holds nothing of the sample.
func TestStoppedAtFirst(t *testing.T) {
	folder := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	err := local.Run(ctx, local.Options{Address: "127.0.0.1:0", Data: folder, Content: questionnaires.Files, Out: &bytes.Buffer{}})
	if err == nil || !strings.Contains(err.Error(), "the next start begins again") || strings.Contains(err.Error(), "\n") {
		t.Errorf("stopped at once: %v", err)
	}
	if n := items(t, filepath.Join(folder, dataFile)); n != 0 {
		t.Errorf("%d items are there", n)
	}
	if _, err := os.Stat(filepath.Join(folder, making)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is left (%v)", making, err)
	}
}

// cutShort is a table that takes so many writes and no more.
type cutShort struct {
	table.Table
	left int
}

func (c *cutShort) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	if c.left--; c.left < 0 {
		return table.Units{}, errors.New("cut short")
	}
	return c.Table.Write(ctx, ops...)
}

// TestNotTheSample: a file with a part of the sample, as earlier versions could
// leave it, or with other data, is refused and stays as it is.
func TestNotTheSample(t *testing.T) {
	other := table.Op{Item: table.Item{Key: table.Key{PK: "U#n#somebody#", SK: "SELF"}, Body: []byte("{}")}}
	tests := map[string]struct {
		fill  func(tb table.Table) error
		words []string
	}{
		"its first write": {cutAfter(1), []string{"only part of the sample", "-reset"}},
		"half of it":      {cutAfter(150), []string{"only part of the sample", "-reset"}},
		"other data": {func(tb table.Table) error {
			_, err := tb.Write(t.Context(), other)
			return err
		}, []string{"no sample states", "-data", "-public"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o := local.Options{Address: "127.0.0.1:0", Data: t.TempDir(), Content: questionnaires.Files, Out: &bytes.Buffer{}}
			tb, done, err := local.Open(o.Data)
			if err != nil {
				t.Fatal(err)
			}
			err = test.fill(tb)
			done()
			if err != nil {
				t.Fatal(err)
			}
			before := items(t, filepath.Join(o.Data, dataFile))
			err = local.Run(t.Context(), o)
			for _, want := range append(test.words, filepath.Join(o.Data, dataFile)) {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
			if after := items(t, filepath.Join(o.Data, dataFile)); after != before {
				t.Errorf("%d items became %d", before, after)
			}
		})
	}
}

// cutAfter makes the sample as far as so many writes go.
func cutAfter(writes int) func(table.Table) error {
	return func(tb table.Table) error {
		keep, desk := app.NewDesk(questionnaires.Files, &cutShort{tb, writes})
		if err := sample.Seed(context.Background(), keep, desk); err == nil || !strings.Contains(err.Error(), "cut short") {
			return errors.Join(errors.New("the sample was not cut short"), err)
		}
		return nil
	}
}

// TestBusyPort: a start that finds its address taken leaves no data behind.
func TestBusyPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	folder := filepath.Join(t.TempDir(), "data")
	err = local.Run(t.Context(), local.Options{Address: taken.Addr().String(), Data: folder, Content: questionnaires.Files, Out: &bytes.Buffer{}})
	if err == nil || !strings.Contains(err.Error(), "-address") {
		t.Errorf("on a busy port: %v", err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it made the folder (%v)", err)
	}
}

// TestSays: what it prints is enough to go on, and is true: the address, the
// people with tokens that are theirs, where the data is, and how to stop.
func TestSays(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said, out := io.Pipe()
	folder, done := filepath.Join(t.TempDir(), "data"), make(chan error, 1)
	go func() {
		done <- local.Run(ctx, local.Options{Address: "127.0.0.1:0", Data: folder, Content: questionnaires.Files, Out: out})
		_ = out.Close()
	}()
	var text []string
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if text = append(text, lines.Text()); strings.HasPrefix(lines.Text(), "Stop") {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	all := strings.Join(text, "\n")
	_, address, _ := strings.Cut(text[0], "on this computer: ")
	file := filepath.Join(folder, dataFile)
	for _, want := range []string{"Data: " + file + " (", "-reset begins anew", folder + "/SUB.token", "\nStop with Ctrl-C."} {
		if !strings.Contains(all, want) {
			t.Errorf("it does not say %q:\n%s", want, all)
		}
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
	for i, person := range sample.People {
		kept, err := os.ReadFile(filepath.Join(folder, person.Sub+".token"))
		if err != nil {
			t.Fatal(err)
		}
		told := func(line string) bool {
			return strings.Join(strings.Fields(line), " ") == person.Sub+" "+string(kept)+" "+person.About
		}
		if !slices.ContainsFunc(text, told) {
			t.Errorf("no line is of %s with the token %s:\n%s", person.Sub, kept, all)
		}
		try := "Authorization: Bearer " + string(kept)
		if i == 0 && !strings.Contains(all, `Try: curl -H "`+try+`" `+address+"/api/v1/me") {
			t.Errorf("nothing to try with %s", kept)
		}
		path := "/api/v1/me"
		if person.Side == access.Outreach {
			path = "/api/v1/outreach/me"
		}
		if me := get(t, address+path, try); !strings.Contains(me, `"`+person.Sub+`"`) {
			t.Errorf("the token of %s is of %s", person.Sub, me)
		}
	}
	if page := get(t, address+"/sign-in", ""); !strings.Contains(page, "Ada Mensah") {
		t.Errorf("nobody to sign in as: %s", page)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// get returns what stands at an address for somebody who sends a header.
func get(t *testing.T, address, header string) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if name, value, ok := strings.Cut(header, ": "); ok {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %v", address, answer.StatusCode, err)
	}
	return string(body)
}
