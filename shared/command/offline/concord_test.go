package offline_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestConcordBook: a list in a workbook carries what it carries as CSV; what is
// wrong is told by sheet and cell.
func TestConcordBook(t *testing.T) {
	text, err := os.Open(samples + "us-ccl-mt.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = text.Close() }()
	rows, err := csv.NewReader(text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	f := excelize.NewFile()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	book := filepath.Join(t.TempDir(), "list.xlsx")
	if err := f.SaveAs(book); err != nil {
		t.Fatal(err)
	}
	got, errs, code := run("", "concord", "-json", book)
	want, _, _ := run("", "concord", "-json", samples+"us-ccl-mt.csv")
	if code != 0 || got != strings.Replace(want, `"encoding": "UTF-8"`, `"encoding": "XLSX"`, 1) {
		t.Errorf("code %d: %s%.2000s", code, errs, got)
	}
	if err := f.SetCellValue("Sheet1", "A7", 1.1); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	if _, errs, code = run("", "concord", book); code != 1 || !strings.Contains(errs, "Sheet1!A7: the cell holds a number or date (1.1)") {
		t.Errorf("code %d: %s", code, errs)
	}
	if _, errs, code = run("\xD0\xCF\x11\xE0", "concord", "-"); code != 1 || !strings.Contains(errs, "save it as XLSX") {
		t.Errorf("code %d: %s", code, errs)
	}
}
