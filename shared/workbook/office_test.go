package workbook_test

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// TestOffice: the office suite that SOFFICE names opens a book, saves it again
// and prints it; what it saved comes back without loss, and so does what was
// changed in it. PICTURES names a folder where books and prints are kept.
// infra/office.sh runs it.
func TestOffice(t *testing.T) {
	program := os.Getenv("SOFFICE")
	if program == "" {
		t.Skip("SOFFICE names no office suite; infra/office.sh does")
	}
	w := newWorld(t)
	folder := t.TempDir()
	office := func(from, to string) []byte {
		t.Helper()
		return converted(t, program, folder, from, to)
	}
	for _, language := range []string{"en", "fr", "ar"} {
		plain := write(t, w.book(""), language)
		for name, data := range map[string][]byte{language + ".xlsx": plain, language + "-changed.xlsx": edited(t, plain)} {
			if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for id, c := range w.preview(w.lead, read(t, office(language+".xlsx", "xlsx"))) {
			if c.Kind != assessment.ChangeUnchanged {
				t.Errorf("%s: %s came back as %s: %v\n%+v\n%+v", language, id, c.Kind, c.Reasons, c.Online, c.Book)
			}
		}
		before := w.preview(w.lead, read(t, edited(t, plain)))
		changed := 0
		for id, c := range w.preview(w.lead, read(t, office(language+"-changed.xlsx", "xlsx"))) {
			if c.Kind != before[id].Kind || !bytes.Equal(plainJSON(t, c.Book), plainJSON(t, before[id].Book)) {
				t.Errorf("%s: %s is %s, was %s: %v\n%+v\n%+v", language, id, c.Kind, before[id].Kind, c.Reasons, c.Book, before[id].Book)
			}
			if c.Kind == assessment.ChangeApply {
				changed++
			}
		}
		if changed != 4 {
			t.Errorf("%s: %d answers were changed, not 4", language, changed)
		}
		printed := office(language+".xlsx", "pdf")
		if len(printed) < 50_000 || !bytes.HasPrefix(printed, []byte("%PDF")) {
			t.Errorf("%s: the print has %d bytes", language, len(printed))
		}
		keep(t, "workbook-"+language+".pdf", printed)
		keep(t, "workbook-"+language+".xlsx", plain)
	}
}

// TestOfficeAuthor: a book for authors that the office suite saved makes the
// same files.
func TestOfficeAuthor(t *testing.T) {
	program := os.Getenv("SOFFICE")
	if program == "" {
		t.Skip("SOFFICE names no office suite; infra/office.sh does")
	}
	book, lists := authored(t, questionnaires.Files)
	folder := t.TempDir()
	must(t, os.WriteFile(filepath.Join(folder, "book.xlsx"), book, 0o600))
	keep(t, "authors.xlsx", book)
	want := imported(t, book, lists)
	saved := converted(t, program, folder, "book.xlsx", "xlsx")
	for name, data := range imported(t, saved, lists) {
		if !bytes.Equal(data, want[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if got, want := dropDowns(t, opened(t, saved)), dropDowns(t, opened(t, book)); !maps.Equal(got, want) {
		t.Errorf("the drop-downs are\n%v, were\n%v", got, want)
	}
}

// TestOfficeList: a list that the office suite saved carries what it carries as
// text, and its odd cells stay as odd.
func TestOfficeList(t *testing.T) {
	program := os.Getenv("SOFFICE")
	if program == "" {
		t.Skip("SOFFICE names no office suite; infra/office.sh does")
	}
	folder := t.TempDir()
	text, rows := realList(t, "us-ccl-mt.csv")
	must(t, os.WriteFile(filepath.Join(folder, "list.xlsx"), listBook(t, rows, around, rightToLeft), 0o600))
	sameList(t, converted(t, program, folder, "list.xlsx", "xlsx"), text, 3)
	odd := listBook(t, [][]any{{"code", "title", "in force"}, {"9A101", "x"}, {1.1}, {101}, {"9A102", "y"}, {nil, "z"}, {"9A103", nil}},
		styled("C2", 46_085, "yyyy-mm-dd"), styled("A3", 20, "0.00E+00"), joined("A5", "A6"), listFormula("B7"))
	must(t, os.WriteFile(filepath.Join(folder, "odd.xlsx"), odd, 0o600))
	sheet, err := workbook.List(converted(t, program, folder, "odd.xlsx", "xlsx"))
	must(t, err)
	_, err = annex.ReadSheet(sheet)
	for _, want := range []string{"List!A3: ", "List!A5: ", "List!B7: "} {
		if err == nil || strings.Count(err.Error(), "List!") != 3 || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; wanted three faults, one at %s", err, want)
		}
	}
	if text := sheet.Text(); !strings.Contains(text, "9A101,x,2026-03-04\n") || !strings.Contains(text, "\n101,") {
		t.Errorf("read as %s", text)
	}
}

// keep keeps a file where PICTURES says, if it does.
func keep(t *testing.T, name string, data []byte) {
	t.Helper()
	if folder := os.Getenv("PICTURES"); folder != "" {
		must(t, os.WriteFile(filepath.Join(folder, name), data, 0o600))
	}
}

// converted is a file of a folder as the office suite converts it.
func converted(t *testing.T, program, folder, from, to string) []byte {
	t.Helper()
	out := filepath.Join(folder, "out")
	run := exec.Command(program, "-env:UserInstallation=file://"+filepath.Join(folder, "profile"), "--headless", "--convert-to", to, "--outdir", out, filepath.Join(folder, from))
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%s to %s: %v\n%s", from, to, err, said)
	}
	data, err := os.ReadFile(filepath.Join(out, strings.TrimSuffix(from, "xlsx")+to))
	if err != nil {
		t.Fatalf("%s was not made from %s: %v", to, from, err)
	}
	return data
}

// edited is a book in which somebody answered four questions.
func edited(t *testing.T, data []byte) []byte {
	t.Helper()
	f := opened(t, data)
	for _, e := range []struct {
		question, column string
		value            any
	}{
		{"LB-01", "answer", "1"}, {"LB-01", "text", "Änderung <b>& \"قانون\"\n第二行"},
		{"LB-02", "evidence.title", "Gazette, 7 of 2019"}, {"LB-02", "evidence.grade", "3"}, {"LB-02", "evidence.date", 46_300},
		{"NC-06", "flag", "look again"},
		{"NC-07", "answer", ""}, {"NC-07", "state", labels(t, f)["declined"]},
	} {
		sheet, cell := find(t, f, e.question, e.column)
		if err := f.SetCellValue(sheet, cell, e.value); err != nil {
			t.Fatal(err)
		}
	}
	return closed(t, f)
}
