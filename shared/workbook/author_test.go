package workbook_test

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// authored is the built-in catalogue as a book for authors, and the lists its
// questions take choices from.
func authored(t testing.TB, content fs.FS) ([]byte, map[string][]string) {
	t.Helper()
	lists, err := assessment.NewContent(questionnaires.Files).Choices()
	must(t, err)
	library, err := questionnaire.Open(content, lists)
	must(t, err)
	c, err := library.Catalogue("")
	must(t, err)
	data, err := workbook.Export(c, lists)
	must(t, err)
	return data, lists
}

// imported reads a book that has no fault.
func imported(t testing.TB, data []byte, lists map[string][]string) map[string][]byte {
	t.Helper()
	files, err := workbook.Import(data, lists)
	must(t, err)
	return files
}

// TestAuthorRoundTrip: the built-in catalogue comes back byte for byte, and
// what came back makes the same book, also after a spreadsheet program saved it.
func TestAuthorRoundTrip(t *testing.T) {
	book, lists := authored(t, questionnaires.Files)
	library, err := questionnaire.Open(questionnaires.Files, lists)
	must(t, err)
	want, err := library.Excerpt(library.Index.Current)
	must(t, err)
	for _, data := range [][]byte{book, closed(t, opened(t, book))} {
		files := imported(t, data, lists)
		if len(files) != len(want) {
			t.Errorf("%d files, not %d", len(files), len(want))
		}
		for name := range want {
			if !bytes.Equal(files[name], want[name]) {
				t.Errorf("%s differs", name)
			}
		}
		if again, _ := authored(t, folder(t, files)); !bytes.Equal(again, book) {
			t.Error("the files that came back make another book")
		}
	}
}

// folder is a content folder of files.
func folder(t testing.TB, files map[string][]byte) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	for name, data := range files {
		all[name] = &fstest.MapFile{Data: data}
	}
	return all
}

// TestAuthorLanguages: every language has its own columns, and the first stays
// the one that others are translated from.
func TestAuthorLanguages(t *testing.T) {
	book, lists := authored(t, questionnaires.Files)
	files := imported(t, book, lists)
	for name, data := range files {
		if strings.HasSuffix(name, ".en.json") {
			files[strings.Replace(name, ".en.", ".ar.", 1)] = bytes.Replace(data, []byte(`"language": "en"`), []byte(`"language": "ar"`), 1)
		}
	}
	files["catalogue.json"] = bytes.Replace(files["catalogue.json"], []byte(`"en"`), []byte(`"ar", "en"`), 1)
	rewritten, err := questionnaire.Rewrite(folder(t, files))
	must(t, err)
	maps.Copy(files, rewritten)
	both, _ := authored(t, folder(t, files))
	for name, data := range imported(t, both, lists) {
		if !bytes.Equal(data, files[name]) {
			t.Errorf("%s differs", name)
		}
	}
	f := opened(t, both)
	cell := cellOf(t, f, "survey", "proof::العربية (ar)", "LB-01")
	must(t, f.SetCellValue("survey", cell, nil))
	refused(t, closed(t, f), lists, map[string]string{"survey!" + cell: "the text is missing"})
}

// cellOf is the cell of a row in an authoring book: the first whose columns
// hold the names given, in the column of that head.
func cellOf(t testing.TB, f *excelize.File, sheet, head string, names ...string) string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	must(t, err)
	for r, row := range rows {
		held := 0
		for _, name := range names {
			if slices.Contains(row, name) {
				held++
			}
		}
		if c := slices.Index(rows[0], head); r > 0 && held == len(names) && c >= 0 {
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			must(t, err)
			return cell
		}
	}
	t.Fatalf("sheet %s has no row of %v with a column %s", sheet, names, head)
	return ""
}

// edit is a cell of an authoring book that somebody changed.
type edit struct {
	sheet, head string
	names       []string
	value       any
	want        string // the problem that is told, or the advice
}

const english = "::English (en)"

// TestAuthorFaults: what is wrong with a book is told with sheet and cell, all
// of one look at once.
func TestAuthorFaults(t *testing.T) {
	book, lists := authored(t, questionnaires.Files)
	groups := map[string][]edit{
		"cells": {
			{"survey", "weight", []string{"LB-01"}, "three", "is not a whole number"},
			{"survey", "weight", []string{"NC-24", "COV"}, "many", "is not a whole number"},
			{"survey", "na_when", []string{"EN-05"}, `{"question": “NC-01”}`, "this is not JSON"},
			{"survey", "enable_when", []string{"EN-06"}, `{"questions": "NC-01"}`, "unknown field"},
			{"survey", "points", []string{"EN-02"}, "0 10 many", "is not a whole number"},
			{"survey", "na_allowed", []string{"EN-05"}, "perhaps", "is not yes"},
			{"survey", "questionnaire", []string{"EN-03"}, "enforcing", `has no questionnaire "enforcing"`},
			{"survey", "tracks", []string{"EN-04"}, nil, "missing"},
			{"survey", "effort", []string{"LB-B", "section"}, "M", "unknown field"},
			{"survey", "proof" + english, []string{"LB-B", "section"}, "A law.", "has no words here"},
			{"choices", "name", []string{"LB-01", "2"}, "9", `number 2 of its list and is named "9"`},
			{"choices", "list_name", []string{"NC-04", "wassenaar"}, "LB-99", `no question takes the list "LB-99"`},
			{"choices", "name", []string{"NC-04", "australia_group"}, "none", "stands here twice"},
			{"criteria", "name", []string{"C2"}, "C1", "stands here twice"},
			{"survey", "hint" + english, []string{"LB-04"}, "tab\there", "cannot be seen"},
			{"contradictions", "when", []string{"CR-06"}, nil, "missing"},
		},
		"content": {
			{"survey", "weight", []string{"EN-01"}, 9, "9"},
			{"survey", "label" + english, []string{"LB-03"}, nil, "the text is missing"},
			{"contradictions", "when", []string{"CR-06"}, `{"question": "NC-99", "op": "=", "points": 100}`, "there is no question NC-99"},
			{"survey", "offices", []string{"EN-02"}, "licensing nobody", "nobody"},
			{"choices", "text" + english, []string{"EN-01", "1"}, strings.Repeat("long ", 80), "shorten it"},
			{"references", "status", []string{"MG 1"}, "heard", "use found or known"},
		},
	}
	for name, edits := range groups {
		t.Run(name, func(t *testing.T) {
			f := opened(t, book)
			want := map[string]string{}
			var cells []string // looked up before anything is changed
			for _, e := range edits {
				cells = append(cells, cellOf(t, f, e.sheet, e.head, e.names...))
			}
			for i, e := range edits {
				want[e.sheet+"!"+cells[i]] = e.want
				must(t, f.SetCellValue(e.sheet, cells[i], e.value))
			}
			refused(t, closed(t, f), lists, want)
		})
	}
}

// refused holds the faults of a book to those wanted: words by place.
func refused(t testing.TB, data []byte, lists map[string][]string, want map[string]string) {
	t.Helper()
	files, err := workbook.Import(data, lists)
	var faults questionnaire.Faults
	if !errors.As(err, &faults) || files != nil {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range faults {
		words, ok := want[f.Path]
		if !ok || !strings.Contains(f.Problem+"; "+f.Advice, words) || f.Advice == "" {
			t.Errorf("not looked for at %s, where %q was: %v", f.Path, words, f)
		}
		delete(want, f.Path)
	}
	for place, words := range want {
		t.Errorf("%s: %s: not told", place, words)
	}
}

// TestAuthorSheets: a book whose sheets or columns are not those of one is
// refused before its rows are looked at.
func TestAuthorSheets(t *testing.T) {
	book, lists := authored(t, questionnaires.Files)
	f := opened(t, book)
	_, err := f.NewSheet("notes")
	must(t, err)
	must(t, f.DeleteSheet("criteria"))
	must(t, f.SetCellValue("survey", "B1", "kind"))
	must(t, f.SetCellValue("choices", "F1", "comment"))
	must(t, f.SetCellValue("references", "F1", "label::Suomi (fi)"))
	must(t, f.MergeCell("contradictions", "A2", "A3"))
	must(t, f.SetCellValue("settings", "B1", "questionnaire"))
	refused(t, closed(t, f), lists, map[string]string{
		"notes!A1": "no place for this sheet", "criteria!A1": "lacks this sheet", "survey!B1": `"kind" is no column`, "survey!A1": "column type is missing", "choices!F1": `"comment" is no column`,
		"references!F1": "is no column", "contradictions!A2": "merged", "settings!B1": "stands here twice", "settings!A1": "catalogue is missing",
	})
}

// answersOnly are hostile files that spoil what only an answer workbook has, or
// that this book refuses in words of its own.
var answersOnly = regexp.MustCompile(`settings|hidden column|merged cells|was not made here`)

// TestAuthorHostile: what the answer workbook refuses as a file, this book
// does too; what is a workbook has other sheets.
func TestAuthorHostile(t *testing.T) {
	effort.OneGoroutine(t)
	book, lists := authored(t, questionnaires.Files)
	for _, h := range hostile {
		if answersOnly.MatchString(h.name + ": " + h.want) {
			continue
		}
		t.Run(h.name, func(t *testing.T) {
			var files map[string][]byte
			var err error
			data := h.make(t, book)
			peak, _ := measured(func() { files, err = workbook.Import(data, lists) })
			var faults questionnaire.Faults
			if !errors.As(err, &faults) || files != nil || !strings.Contains(err.Error(), h.want) {
				t.Fatalf("%d files, %v; wanted words with %q", len(files), err, h.want)
			}
			if peak > 64<<20 {
				t.Errorf("%d MiB of memory", peak>>20)
			}
		})
	}
}

// TestAuthorNames: names that would lead out of the folder are refused.
func TestAuthorNames(t *testing.T) {
	effort.OneGoroutine(t)
	book, lists := authored(t, questionnaires.Files)
	for _, cell := range []string{"A2", "B2"} {
		for _, name := range []string{"../outside", "/etc/passwd", `a\\b`, "references.en", "CON:"} {
			f := opened(t, book)
			must(t, f.SetCellValue("settings", cell, name))
			_, err := workbook.Import(closed(t, f), lists)
			if err == nil || !strings.Contains(err.Error(), "settings!"+cell+": ") {
				t.Errorf("%s %s: %v", cell, name, err)
			}
		}
	}
}

// FuzzAuthor: whatever the XML of a sheet of a book for authors holds, the book
// makes files or faults.
func FuzzAuthor(f *testing.F) {
	book, lists := authored(f, questionnaires.Files)
	long, short := opened(f, book), excelize.NewFile()
	for _, sheet := range long.GetSheetList() { // the heads and two rows, so that fuzzing is quick
		rows, err := long.GetRows(sheet)
		must(f, err)
		_, err = short.NewSheet(sheet)
		must(f, err)
		for i, row := range rows[:3] {
			must(f, short.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &row))
		}
	}
	must(f, short.DeleteSheet("Sheet1"))
	good := parts(f, closed(f, short))
	const name = "xl/worksheets/sheet2.xml"
	if good[name] == nil {
		f.Fatal("no sheet to spoil")
	}
	f.Add(good[name])
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>label::English (en)</t></is></c></row></sheetData></worksheet>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		all := maps.Clone(good)
		all[name] = sheet
		files, err := workbook.Import(pack(t, all), lists)
		var faults questionnaire.Faults
		if err != nil && (!errors.As(err, &faults) || files != nil) {
			t.Error(err)
		}
	})
}
