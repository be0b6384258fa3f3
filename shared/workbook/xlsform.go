package workbook

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

// The sheets of an XLSForm with the columns that a draft takes from them.
var (
	xlsSurvey   = &authorSheet{"survey", []authorColumn{{"type", plain, 0}, {"name", plain, 0}, {"label", spoken, 0}, {"hint", spoken, 0}, {"relevant", plain, 0}}}
	xlsChoices  = &authorSheet{"choices", []authorColumn{{"list_name", plain, 0}, {"name", plain, 0}, {"label", spoken, 0}, {"level", plain, 0}, {"points", plain, 0}}}
	xlsSettings = &authorSheet{"settings", []authorColumn{{"form_title", plain, 0}, {"form_id", plain, 0}, {"version", plain, 0}, {"default_language", plain, 0}}}
	xlsSheets   = []*authorSheet{xlsSurvey, xlsChoices, xlsSettings}
)

// leftOut are columns of an XLSForm that say nothing about what is asked, each
// with why it is not needed.
var leftOut = map[string]string{
	"required":           "here any question may be left open with its reason",
	"required_message":   "here any question may be left open with its reason",
	"constraint_message": "nothing is constrained",
	"appearance":         "every question of a type looks the same",
	"style":              "every page looks the same",
	"public_key":         "answers are not sent to a server for forms", "submission_url": "answers are not sent to a server for forms",
	"instance_name": "a file of answers has its own name", "allow_choice_duplicates": "no option stands twice",
	"$kuid": "it names the row for another program", "kuid": "it names the row for another program", "$autoname": "it names the row for another program",
	"$qpath": "it names the row for another program", "$xpath": "it names the row for another program", "$autovalue": "it names the row for another program",
	"id_string": "it names the form for another program", "order": "options stand by their level, or as they are listed",
}

// refusedColumns are columns that change what is asked in a way that
// questionnaires do not have: nothing in them may get lost unseen.
var refusedColumns = map[string]string{
	"constraint": "an answer is a level, a tick, a count or a text, and none is forbidden by a formula", "calculation": "nothing is calculated from answers but the result",
	"choice_filter": "a question shows all of its options", "default": "an answer is given by a person", "trigger": "nothing is calculated from answers but the result",
	"repeat_count": "a question is asked once", "parameters": "a type has no settings", "read_only": "what cannot be answered is no question",
	"readonly": "what cannot be answered is no question", "guidance_hint": "a question has one help text", "media": "a question is words alone", "image": "a question is words alone",
	"audio": "a question is words alone", "video": "a question is words alone", "disabled": "a row that is not asked does not belong in the form",
}

// Draft makes a book for authors of a plain XLSForm, as KoboToolbox and ODK
// use, for an author to complete and Import to read. What the form does not
// say is left empty; grades, criteria, offices and references are those of the
// catalogue. The notes say what was left out or decided. What the form asks
// and questionnaires cannot ask is refused: then the error is
// questionnaire.Faults, all there are (200 at most), each with its sheet and
// cell.
func Draft(data []byte, shared *questionnaire.Catalogue) (book []byte, notes questionnaire.Faults, err error) {
	a, err := open(data)
	if err != nil {
		return nil, nil, err
	}
	f, err := load(a)
	if err != nil {
		return nil, nil, err
	}
	d := &drafter{authorReader: &authorReader{tables: map[*authorSheet]*authorTable{}}, lists: map[string][]*record{}, questions: map[string]*draftQuestion{}, names: map[string]bool{}}
	raw := map[*authorSheet]*sheet{}
	for _, ref := range f.sheets {
		i := slices.IndexFunc(xlsSheets, func(s *authorSheet) bool { return s.name == ref.name })
		switch {
		case ref.name == criteriaSheet.name || ref.name == contradictionsSheet.name:
			return nil, nil, refuse("the workbook is one for authors of questionnaires already, not an XLSForm", "import it")
		case ref.name == "external_choices" || ref.name == "entities":
			d.wrong(ref.name+"!A1", "questionnaires have nothing like this sheet", "take it out, and write options into the sheet choices")
		case i < 0:
			d.note(fmt.Sprintf("%.60s!A1", ref.name), "the sheet was left out: it is no part of an XLSForm", "")
		default:
			if raw[xlsSheets[i]], err = f.read(ref); err != nil {
				return nil, nil, err
			}
		}
	}
	if raw[xlsSurvey] == nil || len(raw[xlsSurvey].rows) == 0 {
		return nil, nil, refuse("the workbook has no sheet survey, so it is no XLSForm", "choose the form as XLSX, as KoboToolbox and ODK download it")
	}
	for _, s := range xlsSheets {
		if raw[s] == nil || len(raw[s].rows) == 0 {
			raw[s] = &sheet{name: s.name, rows: []row{{n: 1}}}
		}
		d.columns(s, raw[s])
	}
	if d.faults != nil {
		return nil, nil, d.faults
	}
	for _, s := range xlsSheets {
		d.read(d.tables[s], raw[s])
		d.unasked(d.tables[s])
	}
	if book, err = d.draft(shared); err != nil {
		return nil, nil, err
	}
	return book, d.notes, nil
}

// drafter is an XLSForm on its way to a book for authors.
type drafter struct {
	*authorReader
	notes     questionnaire.Faults
	lists     map[string][]*record // choices by the name of their list
	questions map[string]*draftQuestion
	names     map[string]bool // of groups and questions
	out       *authorWriter
	form      string // the questionnaire's name
}

func (d *drafter) note(place, problem, advice string) {
	if len(d.notes) < maxFaults {
		d.notes = append(d.notes, questionnaire.Fault{Path: place, Problem: problem, Advice: advice})
	}
}

// bare is a column without its language.
func bare(key string) string {
	key, _, _ = strings.Cut(key, "::")
	return key
}

var columnSpaces = strings.NewReplacer(" ", "_")

// columns finds the columns of a sheet by its first row. Those that are not
// taken are found as well, so that what stands in them is looked at.
func (d *drafter) columns(s *authorSheet, raw *sheet) {
	t := &authorTable{authorSheet: s, at: map[string]int{}}
	d.tables[s] = t
	if raw.rows[0].n != 1 {
		d.wrong(s.name+"!A1", "the names of the columns do not stand in the first row", "delete the rows above them")
	}
	for _, m := range raw.merged[:min(len(raw.merged), maxReasons)] {
		d.wrong(fmt.Sprintf("%s!%s%d", s.name, xlsx.Letters(m.left), m.top), "these cells are merged", "unmerge them")
	}
	for _, c := range raw.rows[0].cells {
		title := strings.TrimSpace(c.text)
		key, place := keyOfColumn(title), s.name+"!"+xlsx.Letters(c.col)+"1"
		if !strings.Contains(key, "::") {
			key = columnSpaces.Replace(strings.ToLower(key))
		}
		_, twice := t.at[key]
		words := slices.ContainsFunc(s.columns, func(c authorColumn) bool { return c.form == spoken && c.key == bare(key) })
		switch {
		case title == "":
		case twice:
			d.wrong(place, fmt.Sprintf("the column %.60q stands here twice", title), "delete one of the two")
		case words && key == title && strings.Contains(title, "::"):
			d.wrong(place, fmt.Sprintf("the column %.60q does not say the code of its language", title), "write it in brackets, as in label::English (en)")
		default:
			t.at[key] = c.col
			if why := leftOut[bare(key)]; why != "" {
				d.note(place, fmt.Sprintf("the column %.40s was left out: %s", title, why), "")
			}
			if _, code, spoken := strings.Cut(key, "::"); spoken && words && !slices.Contains(d.codes, code) {
				d.codes = append(d.codes, code)
			}
		}
	}
}

// unasked refuses what stands in columns that questionnaires have no place for.
func (d *drafter) unasked(t *authorTable) {
	for _, rec := range t.records {
		for _, key := range slices.Sorted(maps.Keys(rec.cells)) {
			name := bare(key)
			why, known := refusedColumns[name]
			taken := slices.ContainsFunc(t.columns, func(c authorColumn) bool { return c.key == name })
			switch {
			case known:
				d.wrong(rec.place(key), fmt.Sprintf("questionnaires have no %s: %s", name, why), "empty the cell, and say in the words of the question what is meant")
			case !taken && leftOut[name] == "":
				d.wrong(rec.place(key), fmt.Sprintf("this program does not know the column %.40s", name), "empty the cell, or delete the column if it says nothing about what is asked")
			case strings.Contains(rec.cells[key], "${") && key != "relevant":
				d.wrong(rec.place(key), "the words change with the answer to another question", "write words that are right whatever was answered")
			}
		}
	}
}

var languageCode = regexp.MustCompile(`^(?:.*\()?([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\)?$`)

// languages puts the language of the form first, and gives words without one
// to it.
func (d *drafter) languages() {
	code, place := "", "settings!A2"
	if rows := d.tables[xlsSettings].records; len(rows) > 0 {
		place = rows[0].place("default_language")
		if said := rows[0].cells["default_language"]; said != "" {
			m := languageCode.FindStringSubmatch(said)
			if m == nil {
				d.wrong(place, fmt.Sprintf("%.40q does not say the code of a language", said), "write it in brackets, as in English (en)")
				return
			}
			code = m[1]
		}
	}
	bareWords := false
	for _, s := range xlsSheets {
		t := d.tables[s]
		for _, c := range t.columns {
			if _, ok := t.at[c.key]; ok && c.form == spoken {
				bareWords = true
				if _, twice := t.at[c.key+"::"+code]; twice {
					d.wrong(t.name+"!"+xlsx.Letters(t.at[c.key])+"1", fmt.Sprintf("%s stands beside the same column with a language", c.key), "write the language into the head of every column of words, as in label::English (en)")
				}
			}
		}
	}
	switch {
	case code == "" && (bareWords || d.codes == nil):
		d.wrong(place, "the form does not say in which language it is", "write it as default_language in the sheet settings, as in English (en)")
	case code != "":
		d.codes = append([]string{code}, slices.DeleteFunc(d.codes, func(c string) bool { return c == code })...)
	}
}

// said is the words of a row in a language, on one line.
func (d *drafter) said(rec *record, key, code string) string {
	text := rec.cells[key+"::"+code]
	if text == "" && code == d.codes[0] {
		text = rec.cells[key]
	}
	return strings.Join(strings.Fields(text), " ")
}
