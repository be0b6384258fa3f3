package embedded_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childFile); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path))
		os.Exit(1)
	}
	if effort.Full() {
		flag.Set("rapid.checks", "2000")
	}
	flag.Parse()
	os.Exit(m.Run())
}

func open(t testing.TB, path string, tables ...string) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(path, tables...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func openTable(t *testing.T) table.Table {
	return open(t, filepath.Join(t.TempDir(), "tables"), "records").Table("records")
}

func TestContract(t *testing.T)     { tabletest.Run(t, openTable) }
func TestModel(t *testing.T)        { tabletest.Model(t, openTable) }
func TestLinearizable(t *testing.T) { tabletest.Linearizable(t, openTable) }

// TestFaulty has a count of its own: the table has the full one without faults.
func TestFaulty(t *testing.T) {
	defer flag.Set("rapid.checks", flag.Lookup("rapid.checks").Value.String())
	flag.Set("rapid.checks", "50")
	tabletest.RunFaulty(t, openTable, rand.New(rand.NewPCG(1, 2)).Float64)
}

func put(pk, sk, body string) table.Op {
	return table.Op{Kind: table.Put, Item: table.Item{Key: table.Key{PK: pk, SK: sk}, Body: []byte(body)}}
}

// content lists what a store holds, a line an item.
func content(t *testing.T, s *embedded.Store) string {
	t.Helper()
	var lines []string
	err := s.Dump(func(name string, i table.Item, damage error) bool {
		line := fmt.Sprintf("%s %s/%s %s", name, i.PK, i.SK, i.Body)
		if damage != nil {
			line += "damaged"
		}
		lines = append(lines, line)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func TestSeveralTablesAndReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tables")
	s, err := embedded.Open(path, "records", "ledger")
	if err != nil {
		t.Fatal(err)
	}
	for name, op := range map[string]table.Op{"records": put("p", "s", "a record"), "ledger": put("p", "s", "an entry")} {
		if _, err := s.Table(name).Write(t.Context(), op); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = open(t, path, "audit") // tables of earlier stay
	if got, want := content(t, s), "ledger p/s an entry\nrecords p/s a record"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := s.Table("records").Write(t.Context(), put("p", "t", "")); err != nil {
		t.Error(err)
	}
	_, errWrite := s.Table("recrods").Write(t.Context(), put("p", "s", ""))
	_, _, errGet := s.Table("recrods").Get(t.Context(), table.Key{PK: "p", SK: "s"}, table.Strong)
	if !errors.Is(errWrite, table.ErrInvalid) || !errors.Is(errGet, table.ErrInvalid) {
		t.Errorf("a table that is not there: %v, %v", errWrite, errGet)
	}
}

func TestDumpStops(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "tables"), "a", "b")
	for _, name := range []string{"a", "b"} {
		if _, err := s.Table(name).Write(t.Context(), put("p", "1", ""), put("p", "2", "")); err != nil {
			t.Fatal(err)
		}
	}
	for stop := 1; stop <= 4; stop++ {
		seen := 0
		err := s.Dump(func(string, table.Item, error) bool { seen++; return seen < stop })
		if err != nil || seen != stop {
			t.Errorf("stopped after %d: %d items, %v", stop, seen, err)
		}
	}
}

// TestReplace: what was there is gone, a table of it is empty and still there,
// and what took its place is on the disk.
func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tables")
	s := open(t, path, "records", "ledger")
	from, err := embedded.OpenScratch(path+".new", "records", "audit")
	if err != nil {
		t.Fatal(err)
	}
	for body, tables := range map[string][]table.Table{"old": {s.Table("records"), s.Table("ledger")}, "new": {from.Table("records"), from.Table("audit")}} {
		for _, tb := range tables {
			if _, err := tb.Write(t.Context(), put("p", body, body)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(s.Replace(from), from.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	if got, want := content(t, s), "audit p/new new\nrecords p/new new"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := s.Table("ledger").Write(t.Context(), put("p", "s", "")); err != nil {
		t.Error(err)
	}
}

func TestSweep(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "tables"), "records", "ledger")
	expiring := func(sk string, expires int64) table.Op {
		op := put("p", sk, "")
		op.Item.Expires = expires
		return op
	}
	for _, name := range []string{"records", "ledger"} {
		_, err := s.Table(name).Write(t.Context(), expiring("1", 1), expiring("2", 999), expiring("3", 1000), expiring("4", 0))
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []int{4, 0} {
		if n, err := s.Sweep(1000); n != want || err != nil {
			t.Errorf("removed %d, %v; want %d", n, err, want)
		}
	}
	want := "ledger p/3 \nledger p/4 \nrecords p/3 \nrecords p/4 "
	if got := content(t, s); got != want {
		t.Errorf("left are %q, want %q", got, want)
	}
}

func TestOpenRefuses(t *testing.T) {
	bolt := func(change func(tx *bbolt.Tx) error) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			db, err := bbolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Update(change); err != nil {
				t.Fatal(err)
			}
		}
	}
	cases := []struct {
		name    string
		prepare func(t *testing.T, path string)
		says    []string
	}{
		{"open elsewhere", func(t *testing.T, path string) { open(t, path) }, []string{"another program has it open", "end that program"}},
		{"no table file", func(t *testing.T, path string) {
			if err := os.WriteFile(path, slices.Repeat([]byte("not a table file\n"), 1000), 0o600); err != nil {
				t.Fatal(err)
			}
		}, []string{"not a table file", "restore it"}},
		{"a later format", func(t *testing.T, path string) {
			open(t, path).Close()
			bolt(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("format")).Put([]byte("version"), []byte("2")) })(t, path)
		}, []string{`format version "2"`, "this program knows 1", "open it with"}},
		{"another program's", bolt(func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket([]byte("theirs"))
			return err
		}), []string{"made by another program"}},
		{"a folder", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, []string{"is a directory"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tables")
			c.prepare(t, path)
			_, err := embedded.Open(path, "records")
			if err == nil {
				t.Fatal("opened")
			}
			for _, part := range append(c.says, path) {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the error does not say %q: %v", part, err)
				}
			}
		})
	}
	if _, err := embedded.Open(filepath.Join(t.TempDir(), "no folder", "tables"), "records"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a folder: %v", err)
	}
}

// TestReadOnly: a file that is opened to be read, which nobody may write to,
// shows what it holds and stays as it is.
func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tables")
	s := open(t, path, "records", "ledger")
	if _, err := s.Table("records").Write(t.Context(), put("p", "1", "one"), put("p", "2", "two")); err != nil {
		t.Fatal(err)
	}
	if _, err := embedded.OpenReadOnly(path); err == nil || !strings.Contains(err.Error(), "another program has it open") {
		t.Errorf("while another writes: %v", err)
	}
	s.Close()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	readers := make([]*embedded.Store, 2)
	for i := range readers {
		if readers[i], err = embedded.OpenReadOnly(path); err != nil {
			t.Fatal(err)
		}
		defer readers[i].Close()
	}
	if got, want := content(t, readers[1]), "records p/1 one\nrecords p/2 two"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := readers[0].Table("records").Write(t.Context(), put("p", "3", "three")); err == nil {
		t.Error("it was written to")
	}
	for _, r := range readers {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("reading changed the file (%v)", err)
	}
}

func TestReadOnlyRefuses(t *testing.T) {
	folder := t.TempDir()
	theirs := filepath.Join(folder, "theirs")
	db, err := bbolt.Open(theirs, 0o600, nil)
	if err != nil || db.Close() != nil {
		t.Fatal(err)
	}
	if _, err := embedded.OpenReadOnly(theirs); err == nil || !strings.Contains(err.Error(), "made by another program") {
		t.Errorf("another program's: %v", err)
	}
	nowhere := filepath.Join(folder, "nowhere")
	if _, err := embedded.OpenReadOnly(nowhere); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := os.Stat(nowhere); !errors.Is(err, os.ErrNotExist) {
		t.Error("opening a file that is not there made it")
	}
}

// TestDamage changes one byte of an item on the disk.
func TestDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tables")
	s := open(t, path, "records")
	if _, err := s.Table("records").Write(t.Context(), put("p", "1", "good"), put("p", "2", "to be damaged")); err != nil {
		t.Fatal(err)
	}
	s.Close()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damaged := strings.ReplaceAll(string(data), "to be damaged", "to be dAmaged")
	if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
		t.Fatal(err)
	}

	s = open(t, path, "records")
	if got, want := content(t, s), "records p/1 good\nrecords p/2 damaged"; got != want {
		t.Errorf("dump: got %q, want %q", got, want)
	}
	tb := s.Table("records")
	_, _, errGet := tb.Get(t.Context(), table.Key{PK: "p", SK: "2"}, table.Strong)
	_, errQuery := tb.Query(t.Context(), table.Query{PK: "p"})
	_, errWrite := tb.Write(t.Context(), put("p", "2", "new"))
	for _, err := range []error{errGet, errQuery, errWrite} {
		if err == nil || !strings.Contains(err.Error(), `item "2" of partition "p" is damaged`) {
			t.Errorf("got %v, want a damaged item", err)
		}
	}
}

func TestClosed(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "tables"), "records")
	tb := s.Table("records")
	s.Close()
	_, _, errGet := tb.Get(t.Context(), table.Key{PK: "p", SK: "s"}, table.Strong)
	_, errWrite := tb.Write(t.Context(), put("p", "s", ""))
	if errGet == nil || errWrite == nil || s.Close() != nil {
		t.Errorf("after Close: %v, %v", errGet, errWrite)
	}
}
