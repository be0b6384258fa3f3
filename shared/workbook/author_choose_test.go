package workbook_test

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/questionnaires"
)

// dropDowns are the drop-downs of a book for authors, by sheet and the head of
// their column: where the entries come from and whether others are taken.
func dropDowns(t testing.TB, f *excelize.File) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, sheet := range f.GetSheetList() {
		rules, err := f.GetDataValidations(sheet)
		must(t, err)
		for _, v := range rules {
			for cells := range strings.FieldsSeq(v.Sqref) {
				from, _, _ := strings.Cut(cells, ":")
				col, row, err := excelize.CellNameToCoordinates(from)
				must(t, err)
				name, err := excelize.CoordinatesToCellName(col, 1)
				must(t, err)
				head, err := f.GetCellValue(sheet, name)
				must(t, err)
				style := "offers"
				if v.ShowErrorMessage {
					style = "stop" // what is meant where nothing is said
					if v.ErrorStyle != nil {
						style = *v.ErrorStyle
					}
				}
				if v.Type != "list" {
					t.Errorf("%s %s: %s is no list", sheet, head, v.Type)
				}
				key := sheet + " " + head
				if row > 2 {
					key += fmt.Sprint(" ", row)
				}
				all[key] = style + " " + html.UnescapeString(v.Formula1) // LibreOffice writes more of it as entities
			}
		}
	}
	return all
}

// TestAuthorDropDowns: columns of closed sets offer them, what the book itself
// names is offered as it stands there, and everything that the built-in
// catalogue says is among what is offered.
func TestAuthorDropDowns(t *testing.T) {
	effort.OneGoroutine(t)
	book, _ := authored(t, questionnaires.Files)
	f := opened(t, book)
	got := dropDowns(t, f)
	column := regexp.MustCompile(`([a-z]+)!\$([A-Z]+)\$2:`)
	checked := 0
	held, titles := map[string][]map[string]string{}, map[string]string{}
	for _, sheet := range f.GetSheetList() {
		for _, letter := range []string{"A", "B", "C"} {
			title, err := f.GetCellValue(sheet, letter+"1")
			must(t, err)
			titles[sheet+letter] = title
		}
		held[sheet] = rowsOf(t, f, sheet)
	}
	for sheet, rows := range held {
		for i, r := range rows {
			for head, cell := range r {
				rule := got[sheet+" "+head]
				for n := i + 2; n > 2; n-- {
					if later := got[fmt.Sprint(sheet, " ", head, " ", n)]; later != "" {
						rule = later
						break
					}
				}
				style, formula, _ := strings.Cut(rule, " ")
				var entries []string
				switch m := column.FindStringSubmatch(formula); {
				case rule == "" || style == "offers" && m == nil:
					continue
				case m == nil:
					entries = strings.Split(strings.Trim(formula, `"`), ",")
				default:
					title := titles[m[1]+m[2]]
					for _, r := range held[m[1]] {
						if title != "list_name" || r[title] == "offices" {
							entries = append(entries, r[map[bool]string{true: "name", false: title}[title == "list_name"]])
						}
					}
				}
				values := []string{cell}
				switch {
				case style == "offers" && head == "references":
					values = strings.Split(cell, "\n")
				case style == "offers":
					values = strings.Fields(cell)
				}
				for _, v := range values {
					if checked++; !slices.Contains(entries, v) {
						t.Errorf("%s, row %d, %s: %q is not offered by %s", sheet, i+2, head, v, rule)
					}
				}
			}
		}
	}
	if checked < 2000 {
		t.Errorf("%d cells were held to their drop-downs", checked)
	}
	for key, want := range map[string]string{
		"survey type":      `stop "section,YN,TRI,LAW,PRA,COV,LAG,BAND,PROFILE"`,
		"survey percent":   `stop "yes"`,
		"survey criterion": "warning OFFSET(criteria!$A$2,0,0,MAX(1,COUNTA(criteria!$A$2:$A$10000)),1)",
		"survey offices":   `offers OFFSET(choices!$B$2,MATCH("offices",choices!$A$2:$A$10000,0)-1,0,COUNTIF(choices!$A$2:$A$10000,"offices"),1)`,
		"survey tracks":    `warning "prospective adherent,prospective,adherent"`,
	} {
		if got[key] != want {
			t.Errorf("%s: %s", key, got[key])
		}
	}
	if len(got) != 20 { // 14 of questions, one of the sheet of choices in three parts, and three
		t.Errorf("%d drop-downs: %v", len(got), got)
	}
}
