package workbook_test

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// TestAuthorOneRound: faults of form and faults of content are told together;
// of the latter those are left for later that may only follow from the former.
func TestAuthorOneRound(t *testing.T) {
	book, lists := authored(t, questionnaires.Files)
	type change struct {
		edit
		later bool // told once the faults of form are mended
	}
	changes := []change{
		// of form
		{edit{"survey", "weight", []string{"LB-01"}, "three", "is not a whole number"}, false},
		{edit{"survey", "enable_when", []string{"EN-06"}, `{"questions": "NC-01"}`, "unknown field"}, false},
		{edit{"survey", "proof" + english, []string{"LB-B", "section"}, "A law.", "has no words here"}, false},
		{edit{"choices", "name", []string{"LB-02", "1"}, "7", "is named \"7\""}, false},
		{edit{"references", "annex", []string{"MG 1"}, "all", "this is not JSON"}, false},
		// of content, which stand by themselves
		{edit{"survey", "weight", []string{"EN-01"}, 9, "9 is out of range"}, false},
		{edit{"survey", "label" + english, []string{"LB-01"}, nil, "the text is missing"}, false}, // its weight is at fault, its words are not
		{edit{"survey", "references", []string{"EN-02"}, "MG 1\nNobody 7", `"Nobody 7" is not in the list`}, false},
		{edit{"survey", "requires", []string{"EN-03"}, "EN-99", "no scored question EN-99"}, false},
		{edit{"choices", "text" + english, []string{"EN-01", "1"}, strings.Repeat("long ", 80), "shorten it"}, false},
		{edit{"settings", "hint" + english, []string{"enforcement"}, strings.Repeat("long ", 80), "shorten it"}, false},
		// of content, which may follow
		{edit{"survey", "effort", []string{"LB-01"}, "XXL", "is not an effort"}, true},                                                             // its row is not whole
		{edit{"survey", "points", []string{"LB-02"}, "0 10", "has the points"}, true},                                                              // nor is its list
		{edit{"contradictions", "when", []string{"CR-06"}, `{"question": "NC-99", "op": "=", "points": 100}`, "there is no question NC-99"}, true}, // looks in choices
		{edit{"survey", "offices", []string{"EN-04"}, "nobody", `"nobody" is not a known office`}, true},                                           // so does this
	}
	f := opened(t, book)
	cells := make([]string, len(changes)) // looked up before anything is changed
	for i, c := range changes {
		cells[i] = cellOf(t, f, c.sheet, c.head, c.names...)
	}
	want := map[string]string{}
	for i, c := range changes {
		if must(t, f.SetCellValue(c.sheet, cells[i], c.value)); !c.later {
			want[c.sheet+"!"+cells[i]] = c.want
		}
	}
	refused(t, closed(t, f), lists, want)

	f = opened(t, book) // the second round
	want = map[string]string{}
	for i, c := range changes[5:] {
		must(t, f.SetCellValue(c.sheet, cells[i+5], c.value))
		want[c.sheet+"!"+cells[i+5]] = c.want
	}
	_, err := workbook.Import(closed(t, f), lists)
	for place, words := range want {
		if err == nil || !slices.ContainsFunc(strings.Split(err.Error(), "\n"), func(line string) bool {
			return strings.HasPrefix(line, place+": ") && strings.Contains(line, words)
		}) {
			t.Errorf("%s: %s: not told in the second round: %v", place, words, err)
		}
	}
}

// TestAuthorNothingFollows: where cells of a book without other fault cannot be
// read, whichever column they stand in, that is all that is told.
func TestAuthorNothingFollows(t *testing.T) {
	effort.OneGoroutine(t)
	book, lists := authored(t, questionnaires.Files)
	good := parts(t, book)
	cell := regexp.MustCompile(`<c r="([A-Z]+)([0-9]+)"[^>/]*>.*?</c>`)
	for n, sheet := range opened(t, book).GetSheetList() {
		name := fmt.Sprintf("xl/worksheets/sheet%d.xml", n+1)
		held := map[string][]string{} // cells with a value, by column
		for _, m := range cell.FindAllStringSubmatch(string(good[name]), -1) {
			if m[2] != "1" {
				held[m[1]] = append(held[m[1]], m[1]+m[2])
			}
		}
		if len(held) < 2 {
			t.Fatalf("%s: %d columns", name, len(held))
		}
		for column, all := range held {
			starts := 1
			if effort.Full() {
				starts = min(2, len(all))
			} else if column[len(column)-1]%2 == byte(n%2) {
				continue // every other column
			}
			for start := range starts {
				spoiled := map[string]bool{}
				for i := start; i < len(all); i += 1 + len(all)/60 {
					spoiled[all[i]] = true
				}
				bad := maps.Clone(good)
				bad[name] = cell.ReplaceAllFunc(good[name], func(c []byte) []byte {
					if m := cell.FindSubmatch(c); spoiled[string(m[1])+string(m[2])] {
						return fmt.Appendf(nil, `<c r="%s%s"><f>1+1</f><v>2</v></c>`, m[1], m[2])
					}
					return c
				})
				_, err := workbook.Import(pack(t, bad), lists)
				var faults questionnaire.Faults
				if !errors.As(err, &faults) || len(faults) != len(spoiled) {
					t.Errorf("%s %s from %s on: %d faults for %d cells: %.300v", sheet, column, all[start], len(faults), len(spoiled), err)
				}
				for _, fault := range faults {
					if at := strings.TrimPrefix(fault.Path, sheet+"!"); !spoiled[at] || !strings.Contains(fault.Problem, "formula") {
						t.Errorf("%s %s from %s on: %v", sheet, column, all[start], fault)
						break
					}
				}
			}
		}
	}
}
