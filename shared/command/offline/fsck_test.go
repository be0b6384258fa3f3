package offline_test

import (
	"context"
	"encoding/json"
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
