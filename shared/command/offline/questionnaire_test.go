package offline_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
)

// TestQuestionnaireBook: the built-in catalogue goes into a book and comes back
// as a folder that passes every check and makes the same book.
func TestQuestionnaireBook(t *testing.T) {
	dir := t.TempDir()
	book, again, out := filepath.Join(dir, "book.xlsx"), filepath.Join(dir, "again.xlsx"), filepath.Join(dir, "deep", "out")
	do := func(want int, args ...string) string {
		t.Helper()
		o, e, code := run("", args...)
		if code != want {
			t.Fatalf("%v: code %d: %s%s", args, code, o, e)
		}
		return o + e
	}
	do(0, "questionnaire", "export", "2026-11", book)
	do(0, "questionnaire", "import", book, out)
	do(0, "lint", out)
	if text := do(0, "questionnaire", "export", "-json", out, again); !strings.Contains(text, "again.xlsx") {
		t.Error(text)
	}
	first, err := os.ReadFile(book)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := os.ReadFile(again); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the folder makes another book: %v", err)
	}
	names, err := fs.Glob(questionnaires.Files, "2026-11/*.json")
	if err != nil || len(names) != 10 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		want, err := fs.ReadFile(questionnaires.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(out, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs: %v", name, err)
		}
	}
	if text := do(2, "questionnaire", "import", book, out); !strings.Contains(text, "holds questionnaires already") {
		t.Error(text)
	}
	do(2, "questionnaire", "mend", book, out)
	if text := do(1, "questionnaire", "export", filepath.Join(dir, "nowhere"), again); !strings.Contains(text, "there are: 2026-11") {
		t.Error(text)
	}
}

// TestQuestionnaireFaults: a book with faults writes nothing.
func TestQuestionnaireFaults(t *testing.T) {
	dir := t.TempDir()
	book, out := filepath.Join(dir, "book.xlsx"), filepath.Join(dir, "out")
	if _, errs, code := run("", "questionnaire", "export", "2026-11", book); code != 0 {
		t.Fatal(errs)
	}
	f, err := excelize.OpenFile(book)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{"H3", "X4"} {
		if err := f.SetCellValue("survey", cell, "x"); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	_, errs, code := run("", "questionnaire", "import", book, out)
	if code != 1 || !strings.Contains(errs, "book.xlsx: survey!H3: ") || !strings.Contains(errs, "nothing was written") {
		t.Errorf("code %d: %s", code, errs)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a folder was made")
	}
}

// TestQuestionnaireDraft: an XLSForm becomes a workbook for authors, with what
// was decided and what is left to complete; one that is refused writes nothing.
func TestQuestionnaireDraft(t *testing.T) {
	dir := t.TempDir()
	form, book := filepath.Join(dir, "form.xlsx"), filepath.Join(dir, "book.xlsx")
	f := excelize.NewFile()
	for sheet, rows := range map[string][][]any{
		"survey":   {{"type", "name", "label"}, {"begin_group", "law", "The law"}, {"select_one yes_no", "act", "Is there an act?"}, {"text", "more", "What else?"}, {"end_group"}},
		"choices":  {{"list_name", "name", "label"}, {"yes_no", "yes", "Yes"}, {"yes_no", "no", "No"}},
		"settings": {{"form_id", "default_language"}, {"law", "English (en)"}},
	} {
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.SaveAs(form); err != nil {
		t.Fatal(err)
	}
	out, errs, code := run("", "questionnaire", "draft", form, book)
	for _, want := range []string{"book.xlsx", "survey!A4: a text becomes a profile question", "to be completed first", "settings!B2"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("code %d, %q is missing: %s%s", code, want, out, errs)
		}
	}
	if _, errs, code := run("", "questionnaire", "import", form, filepath.Join(dir, "out")); code != 1 || !strings.Contains(errs, "questionnaire draft") {
		t.Errorf("code %d: %s", code, errs)
	}
	if err := f.SetCellValue("survey", "A4", "geopoint"); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "other.xlsx")
	if _, errs, code := run("", "questionnaire", "draft", form, other); code != 1 || !strings.Contains(errs, "survey!A4: questionnaires have no question of type") {
		t.Errorf("code %d: %s", code, errs)
	}
	if _, err := os.Stat(other); err == nil {
		t.Error("something was written")
	}
}
