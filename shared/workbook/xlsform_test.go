package workbook_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// kobo is a form as KoboToolbox gives it, by sheet.
func kobo() map[string][][]any {
	return map[string][][]any{
		"survey": {
			{"type", "name", "label::English (en)", "label::Français (fr)", "hint::English (en)", "required", "relevant", "appearance", "$kuid"},
			{"start", "start"},
			{"begin_group", "about", "About the state", "L’État"},
			{"select_multiple sectors", "sectors", "Which sectors are there?", "Quels secteurs y a-t-il ?", "Tick all.", true, nil, "minimal", "aB1"},
			{"select_one size", "size", "How large is\nthe industry?", "Quelle taille ?"},
			{"text", "remarks", "What else?", nil, nil, nil, "selected(${sectors}, 'space') or ${sectors} = 'air'"},
			{"end_group"},
			{"begin group", "law", "The law", nil, nil, nil, "${sectors} = 'space'"},
			{"select_one yes_no", "act", "Is there an act?"},
			{"select_one depth", "depth", "How far does it go?", nil, nil, nil, `${act} = "yes" and (${size}='small' or ${size}='large')`},
			{"integer", "count", "How many items are listed?", nil, nil, nil, "${depth} = 'part'"},
			{"end group"},
		},
		"choices": {
			{"list_name", "name", "label::English (en)", "label::Français (fr)", "level", "points"},
			{"yes_no", "yes", "Yes", "Oui"}, {"yes_no", "no", "No", "Non"},
			{"sectors", "space", "Space"}, {"sectors", "air", "Aircraft"},
			{"size", "small", "Small"}, {"size", "large", "Large"},
			{"depth", "all", "Every item", nil, 2, 100}, {"depth", "none", "None", nil, 0, 0}, {"depth", "part", "Some", nil, 1, 40},
		},
		"settings": {{"form_title", "form_id", "version", "default_language", "style"}, {"Controls of a state", "State_Controls", "2027-01", "English (en)", "pages"}},
		"notes":    {{"by the ministry"}},
	}
}

// formBook is a form as a workbook.
func formBook(t testing.TB, form map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for _, sheet := range slices.Sorted(maps.Keys(form)) {
		_, err := f.NewSheet(sheet)
		must(t, err)
		for i, row := range form[sheet] {
			must(t, f.SetSheetRow(sheet, fmt.Sprint("A", i+1), &row))
		}
	}
	must(t, f.DeleteSheet("Sheet1"))
	return closed(t, f)
}

// known is the built-in catalogue, and the lists its questions take choices from.
func known(t testing.TB) (*questionnaire.Catalogue, map[string][]string) {
	t.Helper()
	lists, err := assessment.NewContent(questionnaires.Files).Choices()
	must(t, err)
	library, err := questionnaire.Open(questionnaires.Files, lists)
	must(t, err)
	c, err := library.Catalogue("")
	must(t, err)
	return c, lists
}

// drafted is the book of a form that is not refused.
func drafted(t testing.TB, form []byte) (*excelize.File, questionnaire.Faults) {
	t.Helper()
	c, _ := known(t)
	book, notes, err := workbook.Draft(form, c)
	must(t, err)
	return opened(t, book), notes
}

// rowsOf are the rows of a sheet below its head, each as its cells by the names of
// their columns, without what is empty.
func rowsOf(t testing.TB, f *excelize.File, sheet string) []map[string]string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	must(t, err)
	var all []map[string]string
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, cell := range row {
			if cell != "" {
				cells[rows[0][i]] = cell
			}
		}
		all = append(all, cells)
	}
	return all
}

// wantDraft is what becomes of the form in the sheet survey.
var wantDraft = []map[string]string{
	{"type": "section", "name": "about", "label::English (en)": "About the state", "label::Français (fr)": "L’État"},
	{"type": "PROFILE", "name": "sectors", "label::English (en)": "Which sectors are there?", "label::Français (fr)": "Quels secteurs y a-t-il ?", "hint::English (en)": "Tick all."},
	{"type": "PROFILE", "name": "size", "label::English (en)": "How large is the industry?", "label::Français (fr)": "Quelle taille ?", "exclusive": "small large"},
	{"type": "PROFILE", "name": "remarks", "label::English (en)": "What else?", "enable_when": `{"any":[{"question":"sectors","has_any":["space"]},{"question":"sectors","has_any":["air"]}]}`},
	{"type": "section", "name": "law", "label::English (en)": "The law"},
	{"type": "YN", "name": "act", "label::English (en)": "Is there an act?", "points": "0 100", "max_age_months": "36", "enable_when": `{"question":"sectors","has_any":["space"]}`},
	{"type": "BAND", "name": "depth", "label::English (en)": "How far does it go?", "points": "0 40 100", "max_age_months": "24",
		"enable_when": `{"all":[{"question":"sectors","has_any":["space"]},{"all":[{"question":"act","level_at_least":1},{"any":[{"question":"size","has_any":["small"]},{"question":"size","has_any":["large"]}]}]}]}`},
	{"type": "COV", "name": "count", "label::English (en)": "How many items are listed?", "max_age_months": "36", "enable_when": `{"all":[{"question":"sectors","has_any":["space"]},{"question":"depth","op":"=","points":40}]}`},
}

// TestDraft: a form becomes a book in which everything stands that the form
// says, and whose import asks for the rest alone.
func TestDraft(t *testing.T) {
	f, notes := drafted(t, formBook(t, kobo()))
	got := rowsOf(t, f, "survey")
	if len(got) != len(wantDraft) {
		t.Fatalf("%d rows: %v", len(got), got)
	}
	for i, want := range wantDraft {
		want := maps.Clone(want)
		want["questionnaire"] = "state-controls"
		if !maps.Equal(got[i], want) {
			t.Errorf("row %d:\n%v\n%v", i+2, got[i], want)
		}
	}
	var options []string
	for _, r := range rowsOf(t, f, "choices") {
		if r["list_name"] != "offices" && r["list_name"] != "grades" {
			options = append(options, r["list_name"]+" "+r["name"]+" "+r["label::English (en)"])
		}
	}
	if got := strings.Join(options, "; "); got != "sectors space Space; sectors air Aircraft; size small Small; size large Large; act 0 No; act 1 Yes; depth 0 None; depth 1 Some; depth 2 Every item" {
		t.Error(got)
	}
	if r := rowsOf(t, f, "settings")[0]; r["questionnaire"] != "state-controls" || r["catalogue"] != "2027-01" || r["label::English (en)"] != "Controls of a state" {
		t.Error(r)
	}
	told := fmt.Sprint(notes)
	for _, want := range []string{"survey!A2: the row of type start was left out", "survey!F1: the column required was left out", "survey!H1: ", "survey!I1: ", "settings!E1: ", "notes!A1: the sheet was left out", "survey!A5: the options of \"size\" have no levels", "survey!A6: a text becomes", "survey!A11: a number becomes a count"} {
		if !strings.Contains(told, want) {
			t.Errorf("not told: %s", want)
		}
	}
	if len(notes) != 9 {
		t.Errorf("%d notes: %s", len(notes), told)
	}
	_, lists := known(t)
	_, err := workbook.Import(closed(t, f), lists)
	var faults questionnaire.Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	for _, fault := range faults {
		if !strings.Contains(fault.Problem, "missing") {
			t.Errorf("the import asks for something else than what the form lacks: %v", fault)
		}
	}
}

// TestDraftCompleted: what the draft lacks can be filled in, and then it is a
// catalogue that passes every check.
func TestDraftCompleted(t *testing.T) {
	form := kobo()
	for sheet, rows := range form { // one language, the draft's other words being the author's to write
		for i := range rows {
			if sheet != "settings" && len(rows[i]) > 3 {
				form[sheet][i] = slices.Delete(slices.Clone(rows[i]), 3, 4)
			}
		}
	}
	f, _ := drafted(t, formBook(t, form))
	set := func(sheet, head, name string, value any) {
		t.Helper()
		must(t, f.SetCellValue(sheet, cellOf(t, f, sheet, head, name), value))
	}
	for _, r := range rowsOf(t, f, "survey") {
		name := r["name"]
		set("survey", "hint"+english, name, "What is meant.")
		if r["type"] == "section" {
			continue
		}
		set("survey", "tracks", name, "prospective adherent")
		set("survey", "offices", name, "licensing")
		set("survey", "proof"+english, name, "An order of 2026.")
		if r["type"] == "PROFILE" {
			continue
		}
		for head, value := range map[string]any{"weight": 3, "evidence_grade": 3, "effort": "M", "references": "Own design"} {
			set("survey", head, name, value)
		}
	}
	set("survey", "criterion", "law", "C1")
	set("survey", "weight", "law", 100)
	for head, value := range map[string]any{"count_of": 10, "of" + english: "items", "counted" + english: "those listed", "date" + english: "today"} {
		set("survey", head, "count", value)
	}
	for i, r := range rowsOf(t, f, "choices") {
		if slices.Contains([]string{"act", "depth"}, r["list_name"]) {
			must(t, f.SetCellValue("choices", fmt.Sprint("D", i+2), "What must be true, "+r["name"]))
		}
	}
	set("settings", "hint"+english, "state-controls", "What is asked.")
	_, lists := known(t)
	_, err := workbook.Import(closed(t, f), lists)
	var faults questionnaire.Faults
	errors.As(err, &faults)
	for _, fault := range faults {
		if !strings.Contains(fault.Problem, "section weights of C") || strings.Contains(fault.Problem, "of C1 ") { // of criteria that the form does not touch
			t.Error(fault)
		}
	}
}

// badForms are changes of the form, by sheet and cell, and the words of the fault
// at a place.
var badForms = []struct {
	sheet, cell string
	value       any
	place, want string
}{
	{"survey", "A4", "note", "survey!A4", `no question of type "note"; write its words`},
	{"survey", "A5", "geopoint", "survey!A5", "no question of type"},
	{"survey", "A6", "decimal", "survey!A6", "no question of type"},
	{"survey", "A6", "select_one_from_file x.csv", "survey!A6", "no question of type"},
	{"survey", "A7", "begin_repeat", "survey!A7", "nothing can be repeated"},
	{"survey", "A9", "select_one yes_no or_other", "survey!A9", "or_other adds"},
	{"survey", "A9", "select_one nowhere", "survey!A9", `no list "nowhere"`},
	{"survey", "A10", "select_multiple depth", "survey!A10", "have levels"},
	{"survey", "A5", "begin_group", "survey!A5", "a group stands within a group"},
	{"survey", "A3", "", "survey!A4", "stands in no group"},
	{"survey", "B5", "sectors", "survey!B5", "stands here twice"},
	{"survey", "B5", "the size", "survey!B5", "cannot be an id"},
	{"survey", "B6", "offices", "survey!B6", "cannot be an id"},
	{"survey", "C6", "You said ${size}?", "survey!C6", "change with the answer"},
	{"survey", "G11", "${depth} != 'part'", "survey!G11", "asks something that questionnaires cannot ask"},
	{"survey", "G11", "${depth} = 'part' and", "survey!G11", "asks something that questionnaires cannot ask"},
	{"survey", "G11", "(${depth} = 'part'", "survey!G11", "lacks a closing bracket"},
	{"survey", "G11", "${depth} = 'part' ${act}", "survey!G11", "is not understood from"},
	{"survey", "G11", "not(${act} = 'yes')", "survey!G11", "asks something"},
	{"survey", "G11", "count(${sectors}) > 2", "survey!G11", "asks something"},
	{"survey", "G11", "${nobody} = 'x'", "survey!G11", "no other question"},
	{"survey", "G11", "${count} = '3'", "survey!G11", "no other question"},
	{"survey", "G11", "${depth} = 'deep'", "survey!G11", "no option of"},
	{"survey", "G11", strings.Repeat("(", 30) + "${act} = 'yes'" + strings.Repeat(")", 30), "survey!G11", "nests too deep"},
	{"survey", "J1", "constraint", "", ""},
	{"survey", "D1", "label::Français", "survey!D1", "does not say the code of its language"},
	{"survey", "D1", "label::English (en)", "survey!D1", "stands here twice"},
	{"survey", "D1", "label", "survey!D1", "stands beside the same column"},
	{"choices", "E8", 1, "choices!E10", `"1" is not a level of a list of 3 options`},
	{"choices", "E8", nil, "choices!E8", `"" is not a level`},
	{"choices", "F8", "many", "choices!F8", "is not a number of points"},
	{"choices", "F10", 0, "survey!G11", "whose points are not known or not its own"},
	{"choices", "B4", "air", "choices!B5", "stands here twice"},
	{"choices", "B4", "outer space", "choices!B4", "cannot be an id"},
	{"choices", "G4", "x", "choices!G4", "stands in no column"},
	{"settings", "B2", "État", "settings!B2", "cannot be the name of a questionnaire"},
	{"settings", "C2", "v 1.0", "settings!C2", "cannot be the name of a catalogue"},
	{"settings", "D2", "English", "settings!D2", "does not say the code of a language"},
	{"settings", "A3", "Another", "settings!B3", "one row of settings"},
}

// TestDraftRefused: what questionnaires cannot take is refused with its cell and
// the reason.
func TestDraftRefused(t *testing.T) {
	c, _ := known(t)
	good := formBook(t, kobo())
	for _, b := range badForms {
		t.Run(fmt.Sprint(b.sheet, " ", b.cell, " ", b.value), func(t *testing.T) {
			f := opened(t, good)
			must(t, f.SetCellValue(b.sheet, b.cell, b.value))
			book, _, err := workbook.Draft(closed(t, f), c)
			if b.place == "" {
				must(t, err)
				return
			}
			var faults questionnaire.Faults
			if !errors.As(err, &faults) || book != nil {
				t.Fatalf("%d bytes, %v", len(book), err)
			}
			if !slices.ContainsFunc(faults, func(f questionnaire.Fault) bool {
				return f.Path == b.place && strings.Contains(f.String(), b.want) && f.Advice != ""
			}) {
				t.Errorf("wanted %q at %s: %v", b.want, b.place, faults)
			}
		})
	}
	f := opened(t, good)
	for cell, value := range map[string]any{"J1": "constraint", "J4": ". > 1", "K1": "calculation", "K5": "1+1", "L1": "guidance_hint::English (en)", "L4": "x", "M1": "mystery", "M4": "x", "A6": "date"} {
		must(t, f.SetCellValue("survey", cell, value))
	}
	must(t, f.SetCellFormula("survey", "C5", "1+1"))
	_, _, err := workbook.Draft(closed(t, f), c)
	var faults questionnaire.Faults
	if !errors.As(err, &faults) || len(faults) != 5 {
		t.Errorf("%d faults at once: %v", len(faults), err)
	}
}

// TestDraftOther: other workbooks are told what they are, an XLSForm where a
// book for authors is wanted as well; a form without settings but with a language
// is taken.
func TestDraftOther(t *testing.T) {
	c, lists := known(t)
	book, _ := authored(t, questionnaires.Files)
	if _, _, err := workbook.Draft(book, c); err == nil || !strings.Contains(err.Error(), "import it") {
		t.Error(err)
	}
	if _, err := workbook.Import(formBook(t, kobo()), lists); err == nil || !strings.Contains(err.Error(), "questionnaire draft") {
		t.Error(err)
	}
	if _, _, err := workbook.Draft(listBook(t, [][]any{{"code"}}), c); err == nil || !strings.Contains(err.Error(), "no sheet survey") {
		t.Error(err)
	}
	form := kobo()
	delete(form, "settings")
	if f, _ := drafted(t, formBook(t, form)); rowsOf(t, f, "survey")[0]["label::English (en)"] == "" {
		t.Error("the words are gone")
	}
	form["survey"][0][2] = "label"
	if _, _, err := workbook.Draft(formBook(t, form), c); err == nil || !strings.Contains(err.Error(), "in which language") {
		t.Error(err)
	}
}

// TestDraftTrue: true as LibreOffice writes it is no formula.
func TestDraftTrue(t *testing.T) {
	f := opened(t, formBook(t, kobo()))
	must(t, f.SetCellFormula("survey", "F5", "TRUE()"))
	drafted(t, closed(t, f))
}

// TestOfficeDraft: a form that the office suite saved makes the same book.
func TestOfficeDraft(t *testing.T) {
	program := os.Getenv("SOFFICE")
	if program == "" {
		t.Skip("SOFFICE names no office suite; infra/office.sh does")
	}
	folder := t.TempDir()
	form := formBook(t, kobo())
	must(t, os.WriteFile(filepath.Join(folder, "form.xlsx"), form, 0o600))
	want, _ := drafted(t, form)
	got, _ := drafted(t, converted(t, program, folder, "form.xlsx", "xlsx"))
	for _, sheet := range want.GetSheetList() {
		if a, b := fmt.Sprint(rowsOf(t, got, sheet)), fmt.Sprint(rowsOf(t, want, sheet)); a != b {
			t.Errorf("%s:\n%s\n%s", sheet, a, b)
		}
	}
}
