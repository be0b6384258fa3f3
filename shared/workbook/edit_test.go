package workbook_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// opened is a book that is changed as somebody would in a spreadsheet program.
func opened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// closed is the book after the changes.
func closed(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// find is the cell of a question in a column of the hidden first row.
func find(t testing.TB, f *excelize.File, question, column string) (sheet, cell string) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 || len(rows[0]) == 0 || rows[0][0] != "mtcr:answers" {
			continue
		}
		for r, row := range rows {
			if len(row) == 0 || row[0] != question {
				continue
			}
			for c, key := range rows[0] {
				if key == column {
					name, err := excelize.CoordinatesToCellName(c+1, r+1)
					if err != nil {
						t.Fatal(err)
					}
					return sheet, name
				}
			}
		}
	}
	t.Fatalf("no cell of %s in column %s", question, column)
	return "", ""
}

// labels are the words for states in the language of a book.
func labels(t testing.TB, f *excelize.File) map[string]string {
	t.Helper()
	rows, err := f.GetRows("settings")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, row := range rows {
		if len(row) > 1 && row[0] == "language" {
			for _, state := range []string{"value", "not_known", "declined", "na", "unanswered"} {
				all[state] = language.Of(row[1]).Word("state", state)
			}
		}
	}
	return all
}

// sheetOf is the name of the first sheet with a mark.
func sheetOf(t testing.TB, f *excelize.File, mark string) string {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		if at, err := f.GetCellValue(sheet, "A1"); err == nil && strings.HasPrefix(at, "mtcr:"+mark) {
			return sheet
		}
	}
	t.Fatalf("no sheet is marked %s", mark)
	return ""
}

func plainJSON(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
