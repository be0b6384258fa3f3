package offline_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
)

// TestFsck: the sample states have no fault, in a table file and in an export;
// what is wrong is listed with its key and ends the program with code 1.
func TestFsck(t *testing.T) {
	folder := t.TempDir()
	sound, spoilt := filepath.Join(folder, "sound.db"), filepath.Join(folder, "spoilt.db")
	n, export := fill(t, sound)
	data, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(spoilt, data, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := embedded.Open(spoilt)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.Table("records").Write(t.Context(), table.Op{Item: table.Item{Key: table.Key{PK: "N#a#b#", SK: "M"}, Version: "2", Body: []byte("{}")}})
	if err != nil || file.Close() != nil {
		t.Fatal(err)
	}
	cut := strings.Index(export[len(export)/2:], "\n") + len(export)/2 + 1
	first, second := pack(t, folder, "first.json.gz", export[:cut]), pack(t, folder, "second.json.gz", export[cut:])
	broken := filepath.Join(folder, "broken.json.gz")
	if half, err := os.ReadFile(first); err != nil || os.WriteFile(broken, half[:len(half)/2], 0o600) != nil {
		t.Fatal(err)
	}
	whole := fmt.Sprintf("%d items, no fault.", n)
	tests := []struct {
		name string
		in   string
		args []string
		code int
		want string // of output and errors
	}{
		{"a table file", "", []string{sound}, 0, whole},
		{"an export", export, []string{"-"}, 0, whole},
		{"for programs", export, []string{"-json", "-"}, 0, `"faults": []`},
		{"several packed exports", "", []string{first, second}, 0, whole},
		{"a packed export beside one that is not", export[cut:], []string{first, "-"}, 0, whole},
		{"a packed table file", "", []string{pack(t, folder, "packed.db.gz", string(data))}, 1, "is a packed table file; unpack it"},
		{"one of two tables", "", []string{second}, 1, "missing"},
		{"the same twice", "", []string{sound, sound}, 1, "it stands in the dump twice"},
		{"half a packed export", "", []string{broken}, 1, "unpacking " + broken},
		{"no file", "", nil, 2, "0 arguments given, at least 1 needed"},
		{"nothing", "", []string{"-"}, 0, "0 items, no fault."},
		{"a spoilt table file", "", []string{spoilt}, 1, `N#a#b# M: version "2" in the ledger`},
		{"an export without an end", export[:len(export)-20], []string{"-"}, 1, "-:" + fmt.Sprint(n) + ": this is neither"},
		{"an export that lost a line", export[strings.Index(export, "\n")+1:], []string{"-"}, 1, "lost some"},
		{"something else", "a,b\n", []string{"-"}, 1, "-:1: this is neither a table file nor"},
		{"a table file as input", string(data), []string{"-"}, 1, "give its name"},
		{"no such file", "", []string{filepath.Join(folder, "nowhere.db")}, 1, "nowhere.db"},
	}
	for _, test := range tests {
		out, errs, code := run(test.in, append([]string{"fsck"}, test.args...)...)
		flat := strings.Join(strings.Fields(out+errs), " ")
		if code != test.code || !strings.Contains(flat, test.want) {
			t.Errorf("%s: code %d, %.600s; want code %d, %s", test.name, code, flat, test.code, test.want)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "nowhere.db")); err == nil {
		t.Error("checking a file that is not there made it")
	}
}

// pack writes a file packed with gzip and returns its name.
func pack(t *testing.T, folder, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	name = filepath.Join(folder, name)
	if err := errors.Join(err, z.Close(), os.WriteFile(name, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestFsckChangesNothing: a table file that nobody may write to is checked, and
// stays as it is; one that another program has open is not.
func TestFsckChangesNothing(t *testing.T) {
	name := filepath.Join(t.TempDir(), "tables.db")
	fill(t, name)
	before, err := os.ReadFile(name)
	if err != nil || os.Chmod(name, 0o400) != nil {
		t.Fatal(err)
	}
	if out, errs, code := run("", "fsck", name); code != 0 {
		t.Errorf("code %d: %s%s", code, out, errs)
	}
	if after, err := os.ReadFile(name); err != nil || !bytes.Equal(before, after) {
		t.Errorf("checking changed the file (%v)", err)
	}
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := embedded.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, errs, code := run("", "fsck", name); code != 1 || !strings.Contains(errs, "another program has it open") {
		t.Errorf("code %d: %s", code, errs)
	}
}

// fill makes a table file with the sample states and returns how many items it
// has, and all of them as an export.
func fill(t *testing.T, name string) (int, string) {
	t.Helper()
	file, err := embedded.Open(name, "records")
	if err != nil {
		t.Fatal(err)
	}
	keep := store.New(file.Table("records"))
	ids := 0
	desk := &assessment.Desk{Store: keep, Content: assessment.NewContent(questionnaires.Files),
		Now:   func() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) },
		NewID: func() string { ids++; return fmt.Sprintf("id%08d", ids) }}
	if err := sample.Seed(context.Background(), keep, desk); err != nil {
		t.Fatal(err)
	}
	var export strings.Builder
	n := 0
	err = file.Dump(func(_ string, item table.Item, damage error) bool {
		text := func(s string) map[string]string { return map[string]string{"S": s} }
		line, err := json.Marshal(map[string]any{"Item": map[string]any{"pk": text(item.PK), "sk": text(item.SK), "v": text(item.Version), "b": map[string][]byte{"B": item.Body}}})
		if err != nil || damage != nil {
			t.Fatal(err, damage)
		}
		export.Write(append(line, '\n'))
		n++
		return true
	})
	if err != nil || file.Close() != nil {
		t.Fatal(err)
	}
	return n, export.String()
}
