package embedded_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
)

// childFile names, in the environment, the file that the test binary writes to
// when it is started to be killed.
const childFile = "EMBEDDED_KILL_FILE"

// pair is the n-th write: two halves of one body, and a head that counts. Half
// of the writes also replace what was there, so that pages become free.
func pair(n int) []table.Op {
	body := make([]byte, 64+n*7919%30_000)
	sum := sha256.Sum256([]byte(strconv.Itoa(n)))
	for i := range body {
		body[i] = sum[i%len(sum)]
	}
	version := strconv.Itoa(n)
	op := func(sk string, body []byte, cond table.Condition) table.Op {
		return table.Op{Kind: table.Put, Item: table.Item{Key: table.Key{PK: "p", SK: sk}, Version: version, Body: body}, If: cond}
	}
	head := op("head", nil, table.Version(strconv.Itoa(n-1)))
	if n == 1 {
		head.If = table.Absent()
	}
	slot := fmt.Sprintf("%04d", n)
	if n%2 == 0 {
		slot = fmt.Sprintf("slot %d", n%20)
	}
	half := len(body) / 2
	return []table.Op{op("a "+slot, body[:half], table.Condition{}), op("b "+slot, body[half:], table.Condition{}), head}
}

// writeUntilKilled goes on from the head and tells each write after it was
// acknowledged.
func writeUntilKilled(path string) error {
	s, err := embedded.Open(path, "records")
	if err != nil {
		return err
	}
	n, err := headOf(s.Table("records"))
	for ; err == nil; n++ {
		if _, err = s.Table("records").Write(context.Background(), pair(n+1)...); err == nil {
			fmt.Println(n + 1)
		}
	}
	return err
}

func headOf(tb table.Table) (int, error) {
	head, _, err := tb.Get(context.Background(), table.Key{PK: "p", SK: "head"}, table.Strong)
	if errors.Is(err, table.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(head.Version)
}

// TestKill kills a writing process at random moments, over and over on one
// file. What was acknowledged is there, of the write under way all or nothing.
func TestKill(t *testing.T) {
	rounds := effort.Of(5, 30)
	path := filepath.Join(t.TempDir(), "tables")
	total := 0
	for round := range rounds {
		acknowledged := killWriter(t, path, time.Duration(20+rand.IntN(200))*time.Millisecond)
		if acknowledged == 0 {
			acknowledged = total // killed before its first write
		}
		total = verify(t, path, acknowledged)
		t.Logf("round %d: %d writes acknowledged, %d there", round, acknowledged, total)
	}
	if total < rounds {
		t.Errorf("only %d writes in %d rounds: the child is killed too early to test anything", total, rounds)
	}
}

// killWriter returns the last write that the child told.
func killWriter(t *testing.T, path string, after time.Duration) int {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childFile+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { child.Process.Kill() })
	defer timer.Stop()
	last := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if n, err := strconv.Atoi(lines.Text()); err == nil { // a torn last line was not told
			last = max(last, n)
		}
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) || exit.ExitCode() != -1 {
		t.Fatalf("the child ended by itself: %v", err)
	}
	return last
}

// verify returns the number of writes in the file.
func verify(t *testing.T, path string, acknowledged int) int {
	t.Helper()
	s := open(t, path, "records")
	defer s.Close()
	head, err := headOf(s.Table("records"))
	if err != nil {
		t.Fatal(err)
	}
	if head != acknowledged && head != acknowledged+1 {
		t.Fatalf("the head is at %d; the last write acknowledged was %d", head, acknowledged)
	}
	want := map[string]table.Item{}
	for n := 1; n <= head; n++ {
		for _, op := range pair(n) {
			want[op.Item.SK] = op.Item
		}
	}
	err = s.Dump(func(_ string, got table.Item, damage error) bool {
		w, ok := want[got.SK]
		if damage != nil || !ok || got.Version != w.Version || string(got.Body) != string(w.Body) {
			t.Errorf("item %q at version %q, of %d writes: %v", got.SK, got.Version, head, damage)
		}
		delete(want, got.SK)
		return true
	})
	if err != nil || len(want) != 0 {
		t.Errorf("%d items are missing after %d writes (%v)", len(want), head, err)
	}
	s.Close()
	checkPages(t, path)
	return head
}

// checkPages has bbolt look at its own structure.
func checkPages(t *testing.T, path string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		for fault := range tx.Check() {
			t.Error(fault)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
