package workbook_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
)

// put writes a cell of a question as somebody would.
func put(question, column string, value any) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) {
		sheet, cell := find(t, f, question, column)
		must(t, f.SetCellValue(sheet, cell, value))
	}
}

// both makes several changes.
func both(all ...func(testing.TB, *excelize.File)) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) {
		for _, change := range all {
			change(t, f)
		}
	}
}

// beside adds a row to a sheet with a mark.
func beside(mark string, values ...any) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) {
		sheet := sheetOf(t, f, mark)
		rows, err := f.GetRows(sheet)
		must(t, err)
		must(t, f.SetSheetRow(sheet, fmt.Sprint("A", max(len(rows), 3)+1), &values))
	}
}

// awkward are books in which one thing is odd: what comes of a question, and
// words of its answer as JSON or of the reason why it is refused.
var awkward = []struct {
	name, question string
	change         func(testing.TB, *excelize.File)
	kind           assessment.ChangeKind
	want           string
}{
	{"a level by its number", "LB-01", put("LB-01", "answer", 1), "apply", `"level":1`},
	{"a level in Arabic digits", "LB-01", put("LB-01", "answer", "١"), "apply", `"level":1`},
	{"a level that there is not", "LB-01", put("LB-01", "answer", "9"), "refused", `LB-A!E4 "9" is none of the list`},
	{"a level of another question", "LB-01", put("LB-01", "answer", "1: Something else"), "refused", "LB-A!E4"},
	{"marks that cannot be seen", "LB-01", put("LB-01", "state", "\u200fNot\u00a0 known\u200b\u202c"), "refused", "state not_known takes no level"},
	{"not known, and the level taken out", "LB-01", both(put("LB-01", "answer", nil), put("LB-01", "state", "\u2067not  KNOWN\u2069")), "apply", `"state":"not_known"`},
	{"everything taken out", "LB-01", both(put("LB-01", "answer", ""), put("LB-01", "state", "")), "apply", `"state":"unanswered"`},
	{"spaces alone", "LB-01", put("LB-01", "text", "  \r\n "), "unchanged", ""},
	{"a text that looks like a formula", "LB-01", put("LB-01", "text", "=1+1"), "apply", `"text":"=1+1"`},
	{"a formula in an answer", "LB-01", formula("LB-01", "answer"), "refused", "LB-A!E4 the cell holds a formula; put its value in its place"},
	{"a formula in a text", "LB-01", formula("LB-01", "text"), "refused", "LB-A!G4 the cell holds a formula"},
	{"a formula in a date", "LB-01", formula("LB-01", "evidence.date"), "refused", "LB-A!K4 the cell holds a formula"},
	{"merged cells", "LB-01", merged, "refused", "LB-A!G4 the cells up to G5 are merged"},
	{"the cell below the merged one", "LB-02", merged, "refused", "merged"},
	{"the row after the merged ones", "LB-03", merged, "unchanged", ""},
	{"a date as a number", "LB-01", put("LB-01", "evidence.date", 46_300), "apply", `"date":"2026-10-05"`},
	{"a date with a time", "LB-01", put("LB-01", "evidence.date", 46_300.75), "apply", `"date":"2026-10-05"`},
	{"a date as text", "LB-01", put("LB-01", "evidence.date", "2026-10-05"), "apply", `"date":"2026-10-05"`},
	{"a date with dots", "LB-01", put("LB-01", "evidence.date", "5.10.2026"), "apply", `"date":"2026-10-05"`},
	{"a date with one meaning", "LB-01", put("LB-01", "evidence.date", "25/10/2026"), "apply", `"date":"2026-10-25"`},
	{"the same, the other way round", "LB-01", put("LB-01", "evidence.date", "10/25/2026"), "apply", `"date":"2026-10-25"`},
	{"a date with two meanings", "LB-01", put("LB-01", "evidence.date", "05/10/2026"), "refused", "LB-A!K4 \"05/10/2026\" may be two different days"},
	{"a date in Arabic digits", "LB-01", put("LB-01", "evidence.date", "٢٠٢٦-١٠-٠٥"), "apply", `"date":"2026-10-05"`},
	{"a year as a date", "LB-01", put("LB-01", "evidence.date", 2024), "refused", "not a date after 1949"},
	{"a date that is none", "LB-01", put("LB-01", "evidence.date", "last spring"), "refused", "is not a date"},
	{"a date to come", "LB-01", put("LB-01", "evidence.date", "2027-01-01"), "refused", "LB-A!K4 2027-01-01 is later than the day of the assessment"},
	{"a share with a comma", "EN-41", put("EN-41", "answer", "87,5"), "apply", `"percent":87.5`},
	{"a share with an Arabic comma", "EN-41", put("EN-41", "answer", "٨٧٫٥٪"), "apply", `"percent":87.5`},
	{"a share with its sign", "EN-41", put("EN-41", "answer", "87.5 %"), "apply", `"percent":87.5`},
	{"a share as a number", "EN-41", put("EN-41", "answer", 87.25), "apply", `"percent":87.25`},
	{"a share that is shown as one", "EN-41", share, "apply", `"percent":87.5`},
	{"a share over a hundred", "EN-41", put("EN-41", "answer", 875), "refused", "EN-F!E4"},
	{"a share too fine", "EN-41", put("EN-41", "answer", 87.123), "refused", "two decimal places"},
	{"a share in words", "EN-41", put("EN-41", "answer", "most"), "refused", "is not a share of a hundred"},
	{"a count", "AX-02", put("AX-02", "answer", 12), "apply", `"count":12`},
	{"a count with places", "AX-02", put("AX-02", "answer", 12.5), "refused", "is not a whole number"},
	{"a count over its limit", "AX-02", put("AX-02", "answer", 900), "refused", "AX-A!E4 900 is out of range"},
	{"not applicable where it may not be", "LB-01", both(put("LB-01", "answer", ""), put("LB-01", "state", "Not applicable")), "refused", "may not be declared not applicable"},
	{"not applicable without a reason", "NC-07", both(put("NC-07", "answer", ""), put("NC-07", "state", "Not applicable")), "refused", "the reason has 0 characters"},
	{"another proof", "LB-01", beside("evidence", "LB-01", "Gazette", "3: Official document with the exact place", 46_300, "p.5", "Yes", "Archive", "A-7"), "apply", `{"grade":3,"date":"2026-10-05","title":"Gazette","pinpoint":"p.5","sealed":true,"custodian":"Archive","identifier":"A-7"}`},
	{"another proof without a kind", "LB-01", beside("evidence", "lb-01 ", "Gazette", "", 46_300), "refused", "the kind of proof is missing"},
	{"another proof of no question", "", beside("evidence", "LB-99", "Gazette"), "refused", "More proof!A"},
	{"eleven proofs", "LB-01", elevenProofs, "refused", "11 items"},
	{"a law of the ledger", "LB-01", put("LB-01", "cited", "Strategic Goods Order 2024, 12 of 2024"), "apply", `"instruments":[{"id":"sample-law"`},
	{"a law that is not in the ledger", "LB-01", put("LB-01", "cited", "Magna Carta"), "refused", "a new law is first added to the ledger"},
	{"a law cited twice", "LB-01", both(put("LB-01", "cited", "Strategic Goods Order 2024, 12 of 2024"), beside("cited", "LB-01", "Strategic Goods Order 2024, 12 of 2024")), "refused", "cited twice"},
	{"a tick with a mark of one's own", "NC-02", tick("NC-02", "x"), "apply", `"sea_hub","land_corridor"`},
	{"a tick as a truth value", "NC-02", tick("NC-02", true), "apply", `"sea_hub","land_corridor"`},
	{"a tick that is neither", "NC-02", tick("NC-02", "perhaps"), "refused", `"perhaps" is none of the list`},
	{"elements that do not make the count", "AX-03", put("AX-03", "answer", 5), "refused", "elements are named but the count is 5"},
	{"elements that make the count", "AX-03", put("AX-03", "answer", ""), "unchanged", ""},
	{"a release level", "LB-01", put("LB-01", "release", "National"), "apply", `"release":"national"`},
	{"a flag", "LB-01", put("LB-01", "flag", "look"), "apply", `"flag":"look"`},
	{"a flag too long", "LB-01", put("LB-01", "flag", strings.Repeat("x", 1001)), "refused", "LB-A!R4 too long"},
	{"a text of 32,767 characters", "LB-01", put("LB-01", "text", strings.Repeat("é", 32_767)), "refused", "over 40000 characters"},
	{"a control character", "LB-01", put("LB-01", "text", "a\u0085b"), "refused", "control character"},
	{"marks of direction in a text", "LB-01", put("LB-01", "text", "\u202eabc\u200b"), "apply", "abc"},
	{"sheets in another order, with other names", "LB-01", both(shuffled, func(t testing.TB, f *excelize.File) { must(t, f.SetCellValue("Blatt 2", "E4", 1)) }), "apply", `"level":1`},
	{"columns in another order", "LB-01", moved, "apply", `"text":"moved"`},
	{"a row deleted", "LB-02", func(t testing.TB, f *excelize.File) { must(t, f.RemoveRow("LB-A", 5)) }, "refused", "does not hold this question any more"},
	{"the row after a deleted one", "LB-03", func(t testing.TB, f *excelize.File) { must(t, f.RemoveRow("LB-A", 5)) }, "unchanged", ""},
	{"a sheet deleted", "LB-08", func(t testing.TB, f *excelize.File) { must(t, f.DeleteSheet("LB-A")) }, "refused", "its sheet, its row or the hidden columns were deleted"},
	{"the sheet of proofs deleted", "LB-08", func(t testing.TB, f *excelize.File) { must(t, f.DeleteSheet("More proof")) }, "refused", "the sheet of further proofs or laws was deleted"},
	{"the sheet of ticks deleted", "NC-02", func(t testing.TB, f *excelize.File) { must(t, f.DeleteSheet("What applies")) }, "refused", "is ticked were deleted"},
	{"the hidden column of ids deleted", "LB-01", func(t testing.TB, f *excelize.File) { must(t, f.RemoveCol("LB-A", "A")) }, "refused", "hidden columns were deleted"},
	{"the hidden row deleted", "LB-01", func(t testing.TB, f *excelize.File) { must(t, f.RemoveRow("LB-A", 1)) }, "refused", "hidden columns were deleted"},
	{"the hidden version emptied", "LB-01", put("LB-01", "base", ""), "refused", "the hidden version of the answer is missing"},
	{"a question twice", "LB-01", func(t testing.TB, f *excelize.File) { must(t, f.SetCellValue("LB-A", "A5", "LB-01")) }, "refused", "LB-A!A5 the workbook holds this question twice"},
	{"an answer below the table", "", func(t testing.TB, f *excelize.File) { must(t, f.SetCellValue("LB-A", "E50", "yes")) }, "refused", "LB-A!A50 this row does not say which question"},
	{"a sheet of somebody's own", "LB-01", func(t testing.TB, f *excelize.File) {
		_, err := f.NewSheet("Notes")
		must(t, err)
		must(t, f.SetCellFormula("Notes", "A1", "=1/0"))
	}, "unchanged", ""},
	{"a row moved in by hand", "LB-01", func(t testing.TB, f *excelize.File) { must(t, f.InsertRows("LB-A", 4, 2)) }, "unchanged", ""},
}

func formula(question, column string) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) {
		sheet, cell := find(t, f, question, column)
		must(t, f.SetCellFormula(sheet, cell, "=HYPERLINK(\"https://example.org\")"))
	}
}

func merged(t testing.TB, f *excelize.File) { must(t, f.MergeCell("LB-A", "G4", "G5")) }

func share(t testing.TB, f *excelize.File) {
	sheet, cell := find(t, f, "EN-41", "answer")
	style, err := f.NewStyle(&excelize.Style{NumFmt: 10})
	must(t, err)
	must(t, f.SetCellStyle(sheet, cell, cell, style))
	must(t, f.SetCellValue(sheet, cell, 0.875))
}

func elevenProofs(t testing.TB, f *excelize.File) {
	for range 12 {
		beside("evidence", "LB-01", "Gazette", "3: Official document with the exact place", 46_300)(t, f)
	}
}

// tick ticks the land corridor.
func tick(question string, value any) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) {
		sheet := sheetOf(t, f, "choices")
		rows, err := f.GetRows(sheet)
		must(t, err)
		for i, row := range rows {
			if len(row) == 4 && row[0] == question && row[1] == "land_corridor" {
				must(t, f.SetCellValue(sheet, fmt.Sprint("E", i+1), value))
				return
			}
		}
		t.Fatal("nothing to tick")
	}
}

func shuffled(t testing.TB, f *excelize.File) {
	for i, sheet := range f.GetSheetList() {
		must(t, f.SetSheetName(sheet, fmt.Sprint("Blatt ", i+1)))
	}
	must(t, f.MoveSheet("Blatt 2", "Blatt 9"))
}

// moved takes the column of the text to the end.
func moved(t testing.TB, f *excelize.File) {
	must(t, f.SetCellValue("LB-A", "Z1", "text"))
	must(t, f.SetCellValue("LB-A", "Z4", "moved"))
	must(t, f.RemoveCol("LB-A", "G"))
}

// TestAwkward: what people do to a book is read rightly, or refused with its
// place and what to do; other questions are not touched by it.
func TestAwkward(t *testing.T) {
	effort.OneGoroutine(t)
	w := newWorld(t)
	good := write(t, w.book("treasury"), "en")
	for _, a := range awkward {
		t.Run(a.name, func(t *testing.T) {
			data := changed(a.change)(t, good)
			changes := w.preview(w.lead, read(t, data))
			c := changes[a.question]
			if c.Kind != a.kind || !strings.Contains(told(t, c), a.want) {
				t.Errorf("%s is %q:\n%s\nwanted %q with %q", a.question, c.Kind, told(t, c), a.kind, a.want)
			}
			applied := 0
			for _, c := range changes {
				if c.Kind == assessment.ChangeApply || c.Kind == assessment.ChangeConflict {
					applied++
				}
				for _, r := range c.Reasons {
					if r.Advice == "" || r.Problem == "" {
						t.Errorf("%s: a reason says no problem or no advice: %+v", c.Question, r)
					}
				}
			}
			if applied > 1 || applied == 1 && a.kind != assessment.ChangeApply {
				t.Errorf("%d answers would change", applied)
			}
		})
	}
}

// told is what somebody is told of a change.
func told(t testing.TB, c assessment.Change) string {
	t.Helper()
	text := string(plainJSON(t, c.Book))
	for _, r := range c.Reasons {
		text += fmt.Sprintf("\n%s!%s %s; %s", r.Sheet, r.Cell, r.Problem, r.Advice)
	}
	return text
}

// TestLongCell: a cell of a megabyte is refused by its place, and nothing else
// is.
func TestLongCell(t *testing.T) {
	w := newWorld(t)
	data := changed(put("LB-01", "text", "MARK"))(t, write(t, w.book("treasury"), "en"))
	all := parts(t, data)
	all["xl/sharedStrings.xml"] = bytes.Replace(all["xl/sharedStrings.xml"], []byte("MARK"), bytes.Repeat([]byte("x"), 1<<20), 1)
	for id, c := range w.preview(w.lead, read(t, pack(t, all))) {
		if refused := c.Kind == assessment.ChangeRefused; refused != (id == "LB-01") || refused && !strings.Contains(told(t, c), "LB-A!G4 the cell holds over 40000 characters") {
			t.Errorf("%s: %s %s", id, c.Kind, told(t, c))
		}
	}
}

// TestErrorValue: #N/A and the like are no answer.
func TestErrorValue(t *testing.T) {
	w := newWorld(t)
	data := changed(put("LB-01", "answer", 77))(t, write(t, w.book("treasury"), "en"))
	all := parts(t, data)
	for name, part := range all {
		all[name] = regexp.MustCompile(`(<c r="E4"[^>]*)><v>77</v>`).ReplaceAll(part, []byte(`$1 t="e"><v>#N/A</v>`))
	}
	if got := told(t, w.preview(w.lead, read(t, pack(t, all)))["LB-01"]); !strings.Contains(got, "LB-A!E4 the cell holds an error value") {
		t.Error(got)
	}
}

// TestCalendar1904: days are counted from 1904 where a book says so.
func TestCalendar1904(t *testing.T) {
	w := newWorld(t)
	data := changed(put("LB-01", "evidence.date", 46_300-1462))(t, write(t, w.book("treasury"), "en"))
	all := parts(t, data)
	before := all["xl/workbook.xml"]
	all["xl/workbook.xml"] = bytes.Replace(before, []byte("<sheets>"), []byte(`<workbookPr date1904="1"/><sheets>`), 1)
	if got := told(t, w.preview(w.lead, read(t, pack(t, all)))["LB-01"]); !strings.Contains(got, `"date":"2026-10-05"`) {
		t.Error(got)
	}
}
