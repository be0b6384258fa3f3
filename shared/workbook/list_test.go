package workbook_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// listBook is a workbook with rows in the sheet List.
func listBook(t testing.TB, rows [][]any, changes ...func(testing.TB, *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	must(t, f.SetSheetName("Sheet1", "List"))
	for i, row := range rows {
		must(t, f.SetSheetRow("List", fmt.Sprint("A", i+1), &row))
	}
	for _, change := range changes {
		change(t, f)
	}
	return closed(t, f)
}

// realList is a real national list, as it is and as rows.
func realList(t testing.TB, name string) ([]byte, [][]any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "annex", "testdata", "lists", name))
	must(t, err)
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	must(t, err)
	rows := make([][]any, len(records))
	for i, r := range records {
		for _, cell := range r {
			rows[i] = append(rows[i], cell)
		}
	}
	return data, rows
}

// around puts things around a list that are no part of it: a title above, with a
// word that could be the name of a column, other sheets, and a hidden one that
// looks like a list.
func around(t testing.TB, f *excelize.File) {
	must(t, f.InsertRows("List", 1, 3))
	must(t, f.SetCellValue("List", "A1", "Strategic goods"))
	must(t, f.SetCellValue("List", "B2", "No."))
	must(t, f.SetCellValue("List", "C2", 7))
	must(t, f.MergeCell("List", "A1", "D1"))
	for sheet, row := range map[string][]any{"About": {"Source", "Gazette"}, "Old": {"code", "title"}} {
		_, err := f.NewSheet(sheet)
		must(t, err)
		must(t, f.SetSheetRow(sheet, "A1", &row))
	}
	must(t, f.SetSheetVisible("Old", false))
}

func rightToLeft(t testing.TB, f *excelize.File) {
	yes := true
	must(t, f.SetSheetView("List", 0, &excelize.ViewOptions{RightToLeft: &yes}))
}

// concordance is what a list carries of the newest edition.
func concordance(t testing.TB, l *annex.List) *annex.Concordance {
	t.Helper()
	editions := annex.Editions()
	edition, err := annex.Open(editions[len(editions)-1])
	must(t, err)
	c, err := edition.Concord(l, edition.Detect(l).Scheme)
	must(t, err)
	return c
}

// sameList compares the list of a book with that of its text, whose rows stand
// shift rows higher.
func sameList(t *testing.T, book, text []byte, shift int) {
	t.Helper()
	sheet, err := workbook.List(book)
	must(t, err)
	got, err := annex.ReadSheet(sheet, annex.KeepRepeats)
	must(t, err)
	want, err := annex.ReadList(append(bytes.Repeat([]byte("\n"), shift), text...), annex.KeepRepeats)
	must(t, err)
	kept, err := annex.ReadList([]byte(sheet.Text()), annex.KeepRepeats)
	must(t, err)
	if !reflect.DeepEqual(concordance(t, got), concordance(t, want)) {
		t.Error("the book carries something else than the text")
	}
	if !reflect.DeepEqual(got.Lines, want.Lines) || !reflect.DeepEqual(kept.Lines, want.Lines) || !reflect.DeepEqual(got.Absent, want.Absent) || len(got.Notes) != len(want.Notes) {
		t.Errorf("%d lines and %d notes, the text has %d and %d", len(got.Lines), len(got.Notes), len(want.Lines), len(want.Notes))
	}
}

// TestListSame: a list in a workbook carries what the same list in CSV carries,
// wherever its sheet and its heading stand.
func TestListSame(t *testing.T) {
	for _, name := range []string{"us-ccl-mt.csv", "uk-military-2018.csv", "ca-cgl-group6.csv"} {
		text, rows := realList(t, name)
		sameList(t, listBook(t, rows), text, 0)
		sameList(t, listBook(t, rows, around, rightToLeft), text, 3)
	}
}

// styled puts a value of a format into a cell of the list.
func styled(cell string, value any, format string) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		must(t, err)
		must(t, f.SetCellValue("List", cell, value))
		must(t, f.SetCellStyle("List", cell, cell, style))
	}
}

func joined(from, to string) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) { must(t, f.MergeCell("List", from, to)) }
}

func second(name, state string, row ...any) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) {
		_, err := f.NewSheet(name)
		must(t, err)
		must(t, f.SetSheetRow(name, "A1", &row))
		if state == "hidden" {
			must(t, f.SetSheetVisible(name, false, true))
		}
	}
}

// oddLists are workbooks in which one thing is odd, in a list with its heading in
// row 1, and either the lines that they hold or words of every fault.
var oddLists = map[string]struct {
	rows   [][]any
	change func(testing.TB, *excelize.File)
	lines  string
	faults []string
}{
	"texts":                       {[][]any{{"code", "title"}, {"9A101", "Engines"}}, nil, "2 9A101|Engines||", nil},
	"a code twice":                {[][]any{{"title", "code"}, {"Engines", "9A101"}, {"Engines", "9a101"}}, nil, "", []string{"List!B3: code “9a101” stands in List!B2 already"}},
	"headings in French":          {[][]any{{"Désignation", "Rubrique", "Référence RCTM"}, {"Moteurs", "9A101", "3.A.1"}}, nil, "2 9A101|Moteurs|3.A.1|", nil},
	"an Arabic list":              {[][]any{{"الرمز", "العنوان", "مرجع المرفق"}, {"\u200e9A\u0661\u0660\u0661\u200f", "محركات", "\u20673.A.1\u2069"}}, rightToLeft, "2 \u200e9A\u0661\u0660\u0661\u200f|محركات|\u20673.A.1\u2069|", nil},
	"line breaks and commas":      {[][]any{{"code; as printed,", "title"}, {"9A101", "one,\n\"two\"; three\r\n\tfour"}}, func(t testing.TB, f *excelize.File) { must(t, f.SetCellValue("List", "A1", "code")) }, `2 9A101|one, "two"; three  four||`, nil},
	"a heading with separators":   {[][]any{{"Code;;;", "Title,"}, {"9A101", "x"}}, nil, "2 9A101|x||", nil},
	"a whole number":              {[][]any{{"code"}, {101}}, nil, "2 101|||", nil},
	"a code that lost its zero":   {[][]any{{"code"}, {1.1}, {"9A101"}}, nil, "", []string{"List!A2: the cell holds a number or date (1.1)"}},
	"a code that became a date":   {[][]any{{"title", "code"}, {"x"}}, styled("B2", time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), "d-mmm"), "", []string{"List!B2: the cell holds a number or date (46085)"}},
	"a code that became a power":  {[][]any{{"code", "mtcr"}, {"9A101", nil}}, styled("B2", 20, "0.00E+00"), "", []string{"List!B2: the cell holds a number or date (20)"}},
	"a code that shows zeros":     {[][]any{{"code"}, {nil}}, styled("A2", 7, "000"), "", []string{"List!A2: the cell holds a number"}},
	"LibreOffice's general":       {[][]any{{"code"}, {nil}}, styled("A2", 7, "General"), "2 7|||", nil},
	"a day":                       {[][]any{{"code", "in force"}, {"9A101", nil}, {"9A102", 2024}}, styled("B2", 46_085, "dd/mm/yyyy"), "2 9A101|||2026-03-04 3 9A102|||2024", nil},
	"a formula and an error":      {[][]any{{"code", "title", "count"}, {"9A101", nil, 3}, {"#N/A", "x"}}, both(listFormula("B2"), listFormula("C2")), "", []string{"List!B2: the cell holds a formula; put its value in its place"}},
	"a text like a formula":       {[][]any{{"code", "title"}, {"9A101", "=1+1"}}, nil, "", []string{"List!B2: the title cell starts a formula"}},
	"every fault at once":         {[][]any{{"code", "title", "mtcr"}, {1.5, "x"}, {"9A101", "=1"}, {"9A101"}, {nil, nil, "3.A.1"}}, nil, "", []string{"List!A2: the cell holds a number", "List!B3: the title cell starts", "List!A4: code “9A101” stands in List!A3 already", "List!A5: the line has an Annex reference but no code"}},
	"a heading within the list":   {[][]any{{"code", "title"}, {"Category 9"}, {"9A101", "x"}}, joined("A2", "B2"), "2 Category 9||| 3 9A101|x||", nil},
	"cells merged over rows":      {[][]any{{"code", "title"}, {"9A101", "x"}, {nil, "y"}}, joined("A2", "A3"), "", []string{"List!A2: the cells down to row 3 are merged"}},
	"merged beside the list":      {[][]any{{"code", "title", "x"}, {"9A101", "x"}, {"9A102", "y"}}, joined("C2", "C3"), "2 9A101|x|| 3 9A102|y||", nil},
	"merged rows of the heading":  {[][]any{{"code", "title"}, {nil, "(short)"}, {"9A101", "x"}}, joined("A1", "A2"), "3 9A101|x||", nil},
	"a column twice":              {[][]any{{"code", "code"}, {"9A101", "x"}}, nil, "", []string{"two columns are named"}},
	"no heading":                  {[][]any{{"9A101", "Engines"}}, second("Notes", "", "x"), "", []string{"no sheet has a column named “code” in its first 30 rows (there are \"List\", \"Notes\"); name the columns"}},
	"a hidden list":               {[][]any{{"x"}}, second("Real", "hidden", "code", "title"), "", []string{`hidden and not read: "Real"`, "show its sheet"}},
	"two lists":                   {[][]any{{"code"}, {"9A101"}}, second("Part 2", "", "code"), "", []string{`the sheets "List", "Part 2" all have a column named`, "hide the others"}},
	"a heading and nothing below": {[][]any{{"code", "title"}}, nil, "", []string{"List!A1: the file has column names but no lines"}},
	"a row far below":             {[][]any{{"code"}, {"9A101"}}, func(t testing.TB, f *excelize.File) { must(t, f.SetCellValue("List", "A1048576", "9A102")) }, "", []string{"goes on in row 1048576"}},
}

func listFormula(cell string) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) { must(t, f.SetCellFormula("List", cell, "1+1")) }
}

// TestListOdd reads odd lists.
func TestListOdd(t *testing.T) {
	for name, o := range oddLists {
		t.Run(name, func(t *testing.T) {
			change := o.change
			if change == nil {
				change = func(testing.TB, *excelize.File) {}
			}
			sheet, err := workbook.List(listBook(t, o.rows, change))
			var list *annex.List
			if err == nil {
				list, err = annex.ReadSheet(sheet)
			}
			if o.faults == nil {
				must(t, err)
				var lines []string
				for _, l := range list.Lines {
					lines = append(lines, fmt.Sprintf("%d %s|%s|%s|%s", l.Number, l.Code, l.Title, l.Reference, l.InForce))
				}
				if got := strings.Join(lines, " "); got != o.lines {
					t.Errorf("%q, want %q", got, o.lines)
				}
				return
			}
			for _, want := range o.faults {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%v; wanted words with %q", err, want)
				}
			}
			var faults annex.Faults
			if errors.As(err, &faults) && len(faults) != len(o.faults) {
				t.Errorf("%d faults, want %d: %v", len(faults), len(o.faults), err)
			}
		})
	}
}

// TestListArabic: marks of direction and Arabic digits around a code do not
// keep it from being found.
func TestListArabic(t *testing.T) {
	sheet, err := workbook.List(listBook(t, oddLists["an Arabic list"].rows, rightToLeft))
	must(t, err)
	list, err := annex.ReadSheet(sheet)
	must(t, err)
	for _, row := range concordance(t, list).Rows {
		if want := row.Entry.Code == "3.A.1"; want != (row.State == annex.Covered) {
			t.Errorf("%s is %s: %s", row.Entry.Code, row.State, row.Reason)
		}
	}
}

// otherBooks are hostile files that spoil what only answer workbooks have.
var otherBooks = regexp.MustCompile(`settings|hidden column|merged cells|was not made here|sheet that it names`)

// TestListHostile: what is refused as an answer workbook for what it is as a
// file is no list either.
func TestListHostile(t *testing.T) {
	effort.OneGoroutine(t)
	good := write(t, newWorld(t).book("treasury"), "en")
	for _, h := range hostile {
		if otherBooks.MatchString(h.name + ": " + h.want) {
			continue
		}
		t.Run(h.name, func(t *testing.T) {
			data := h.make(t, good)
			var err error
			peak, _ := measured(func() { _, err = workbook.List(data) })
			var faults questionnaire.Faults
			if !errors.As(err, &faults) || !strings.Contains(err.Error(), h.want) || strings.Contains(err.Error(), "answers") {
				t.Errorf("%v; wanted words with %q", err, h.want)
			}
			if peak > 64<<20 {
				t.Errorf("%d MiB of memory", peak>>20)
			}
		})
	}
	for name, sheet := range map[string]string{
		"not stand in order": `<row r="9"><c t="inlineStr"><is><t>code</t></is></c></row><row r="9"><c t="inlineStr"><is><t>9A101</t></is></c></row>`,
		"goes on in row":     `<row r="2000000000"><c t="inlineStr"><is><t>code</t></is></c></row>`,
		"in order":           `<row r="-5"><c t="inlineStr"><is><t>code</t></is></c></row>`,
	} {
		data := with("xl/worksheets/sheet1.xml", "<worksheet><sheetData>"+sheet+"</sheetData></worksheet>")(t, listBook(t, nil))
		if _, err := workbook.List(data); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v; wanted words with %q", err, name)
		}
	}
}

// FuzzList: whatever the XML of a sheet holds, it is a list that is read again
// from its text as from the sheet, or faults.
func FuzzList(f *testing.F) {
	good := parts(f, listBook(f, [][]any{{"Code", "title", "in force"}, {"9A101", "x", 46_085}, {1.5}}, joined("A2", "A3"), listFormula("B3")))
	const name = "xl/worksheets/sheet1.xml"
	f.Add(good[name])
	f.Add([]byte(`<worksheet><sheetData><row r="3"><c r="B3" t="inlineStr"><is><t>code</t></is></c></row><row><c r="B4"><v>1E3</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD9"/></mergeCells></worksheet>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		all := map[string][]byte{}
		for n, part := range good {
			all[n] = part
		}
		all[name] = data
		sheet, err := workbook.List(pack(t, all))
		var faults questionnaire.Faults
		if err != nil {
			if !errors.As(err, &faults) {
				t.Error(err)
			}
			return
		}
		list, err := annex.ReadSheet(sheet)
		var wrong annex.Faults
		if err != nil {
			if !errors.As(err, &wrong) {
				t.Error(err)
			}
			return
		}
		again, err := annex.ReadList([]byte(sheet.Text()))
		if err != nil || !reflect.DeepEqual(again.Lines, list.Lines) {
			t.Errorf("read again: %v\n%+v\n%+v", err, again, list.Lines)
		}
	})
}
