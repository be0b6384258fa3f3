package workbook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

// form is how a cell of an authoring book holds a field of a content file.
type form int

const (
	plain   form = iota // a text as it stands
	whole               // a whole number
	flagged             // yes, or nothing
	list                // ids with spaces between them
	lines               // ids that may have spaces, one a line
	series              // whole numbers with spaces between them
	asJSON              // the field's JSON
	spoken              // words: a column for each language, LABEL::NAME (CODE)
)

// authorColumn is one column of an authoring book. Its key stands in the first
// row and is the name of the field, save that an id is called name, as in
// XLSForm.
type authorColumn struct {
	key   string
	form  form
	width float64 // in characters
}

func (c authorColumn) field() string {
	if c.key == "name" {
		return "id"
	}
	return c.key
}

// authorSheet is one sheet of an authoring book.
type authorSheet struct {
	name    string
	columns []authorColumn
}

// The sheets of an authoring book, as they lie in it.
var (
	surveySheet = &authorSheet{"survey", []authorColumn{
		{"questionnaire", plain, 20}, {"type", plain, 10}, {"name", plain, 10}, {"label", spoken, 50}, {"hint", spoken, 50},
		{"proof", spoken, 40}, {"criterion", plain, 9}, {"weight", whole, 8}, {"gate_min", whole, 9}, {"tracks", list, 14},
		{"evidence_grade", whole, 9}, {"max_age_months", whole, 9}, {"effort", plain, 7}, {"points", series, 16},
		{"points_by_track", asJSON, 20}, {"count_of", whole, 9}, {"percent", flagged, 9}, {"choices_from", plain, 12},
		{"exclusive", list, 12}, {"na_allowed", flagged, 11}, {"na_when", asJSON, 30}, {"enable_when", asJSON, 30},
		{"requires", list, 14}, {"references", lines, 18}, {"offices", list, 18}, {"from", list, 12}, {"reworded", plain, 10},
		{"of", spoken, 30}, {"counted", spoken, 30}, {"date", spoken, 30}, {"and_reason", spoken, 30},
	}}
	listsSheet = &authorSheet{"choices", []authorColumn{
		{"list_name", plain, 12}, {"name", plain, 20}, {"label", spoken, 40}, {"text", spoken, 60},
	}}
	criteriaSheet       = &authorSheet{"criteria", []authorColumn{{"name", plain, 10}, {"label", spoken, 60}}}
	contradictionsSheet = &authorSheet{"contradictions", []authorColumn{
		{"questionnaire", plain, 20}, {"name", plain, 10}, {"when", asJSON, 60}, {"label", spoken, 40}, {"text", spoken, 60},
	}}
	referencesSheet = &authorSheet{"references", []authorColumn{
		{"name", plain, 16}, {"status", plain, 10}, {"annex", asJSON, 30}, {"label", spoken, 40}, {"text", spoken, 60},
	}}
	formsSheet = &authorSheet{"settings", []authorColumn{
		{"questionnaire", plain, 28}, {"catalogue", plain, 12}, {"format", whole, 8}, {"version", plain, 12},
		{"label", spoken, 40}, {"hint", spoken, 60},
	}}
	authorSheets = []*authorSheet{surveySheet, listsSheet, criteriaSheet, contradictionsSheet, referencesSheet, formsSheet}
)

// Names that are not those of questions: the type of the row of a section, and
// the lists of choices that belong to the whole catalogue.
const (
	sectionType = "section"
	officesList = "offices"
	gradesList  = "grades"
)

// formHead is a row of the sheet of settings.
type formHead struct {
	Questionnaire string `json:"questionnaire"`
	Catalogue     string `json:"catalogue"`
	Format        int    `json:"format"`
	Version       string `json:"version"`
}

// sectionHead is the row of a section.
type sectionHead struct {
	ID        string `json:"id"`
	Criterion string `json:"criterion,omitempty"`
	Weight    int    `json:"weight,omitempty"`
}

// tongue is the words of a catalogue in one language.
type tongue struct {
	code  string
	forms map[string]*questionnaire.Text
	cited *questionnaire.ReferenceText
}

// authorRow is a row on its way out: texts by key, words by KEY::CODE.
type authorRow map[string]string

// authorWriter puts an authoring book together.
type authorWriter struct {
	tongues []*tongue
	rows    map[*authorSheet][]authorRow
	err     error
}

// Export writes the catalogue and its words in all its languages as a book for
// authors, which Import reads. It is an error if the book would lose anything.
func Export(c *questionnaire.Catalogue, lists map[string][]string) ([]byte, error) {
	w := &authorWriter{rows: map[*authorSheet][]authorRow{}}
	files := map[string]any{"references.json": c.References}
	for _, code := range c.Languages {
		t := &tongue{code: code, forms: map[string]*questionnaire.Text{}}
		for _, n := range c.Questionnaires {
			text, err := c.Text(n.ID, code)
			if err != nil {
				return nil, err
			}
			t.forms[n.ID], files[n.ID+"."+code+".json"] = text, text
			files[n.ID+".json"] = n
		}
		var err error
		if t.cited, err = c.ReferenceText(code); err != nil {
			return nil, err
		}
		files["references."+code+".json"] = t.cited
		w.tongues = append(w.tongues, t)
	}
	for _, n := range c.Questionnaires {
		w.questionnaire(c.ID, n)
	}
	w.shared(c.References, w.tongues[0].cited)
	data, err := w.write()
	if err != nil {
		return nil, fmt.Errorf("writing the questionnaires %s as a workbook: %w", c.ID, err)
	}
	return data, lossless(c.ID, data, lists, files)
}

// lossless reads a book back and holds it against the files it was made from.
func lossless(id string, data []byte, lists map[string][]string, files map[string]any) error {
	back, err := Import(data, lists)
	if err != nil {
		return fmt.Errorf("the workbook of the questionnaires %s would not be read again; mend them first, `offline lint` helps:\n%w", id, err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if want, err := questionnaire.Encode(files[name]); err != nil || !bytes.Equal(want, back[id+"/"+name]) {
			return fmt.Errorf("a workbook cannot hold %s/%s without loss; look in it for texts of over 32,000 characters, and for ids with spaces", id, name)
		}
	}
	return nil
}

// row adds a row that shows the fields of a value.
func (w *authorWriter) row(s *authorSheet, v any) authorRow {
	r := authorRow{}
	var fields map[string]json.RawMessage
	data, err := questionnaire.Encode(v)
	if err == nil {
		err = json.Unmarshal(data, &fields)
	}
	for _, c := range s.columns {
		if raw, ok := fields[c.field()]; ok && c.form != spoken && err == nil {
			r[c.key], err = c.form.show(raw)
		}
	}
	if w.err == nil {
		w.err = err
	}
	w.rows[s] = append(w.rows[s], r)
	return r
}

// show writes a field as it stands in a cell.
func (f form) show(raw json.RawMessage) (string, error) {
	var err error
	switch f {
	case plain:
		var s string
		err = json.Unmarshal(raw, &s)
		return s, err
	case flagged:
		return "yes", nil
	case list, lines:
		var ids []string
		err = json.Unmarshal(raw, &ids)
		return strings.Join(ids, map[form]string{list: " ", lines: "\n"}[f]), err
	case series:
		var numbers []int
		err = json.Unmarshal(raw, &numbers)
		return strings.Trim(fmt.Sprint(numbers), "[]"), err
	}
	var b bytes.Buffer
	err = json.Compact(&b, raw)
	return b.String(), err
}

// say adds words in every language.
func (w *authorWriter) say(r authorRow, key string, words func(*tongue) string) {
	for _, t := range w.tongues {
		r[key+"::"+t.code] = words(t)
	}
}

// questionnaire adds the rows of one questionnaire.
func (w *authorWriter) questionnaire(catalogue string, n *questionnaire.Questionnaire) {
	head := w.row(formsSheet, formHead{n.ID, catalogue, n.Format, n.Version})
	w.say(head, "label", func(t *tongue) string { return t.forms[n.ID].Title })
	w.say(head, "hint", func(t *tongue) string { return t.forms[n.ID].Summary })
	for i := range n.Sections {
		s := &n.Sections[i]
		r := w.row(surveySheet, sectionHead{s.ID, s.Criterion, s.Weight})
		r["questionnaire"], r["type"] = n.ID, sectionType
		w.say(r, "label", func(t *tongue) string { return t.forms[n.ID].Sections[s.ID].Title })
		w.say(r, "hint", func(t *tongue) string { return t.forms[n.ID].Sections[s.ID].Summary })
		for j := range s.Questions {
			w.question(n.ID, &s.Questions[j])
		}
	}
	for _, c := range n.Contradictions {
		r := w.row(contradictionsSheet, c)
		r["questionnaire"] = n.ID
		w.say(r, "label", func(t *tongue) string { return t.forms[n.ID].Contradictions[c.ID].Title })
		w.say(r, "text", func(t *tongue) string { return t.forms[n.ID].Contradictions[c.ID].Text })
	}
}

// questionWords are the words of a question by the column that they stand in.
var questionWords = []struct {
	key string
	of  func(*questionnaire.QuestionText) *string
}{
	{"label", func(q *questionnaire.QuestionText) *string { return &q.Stem }},
	{"hint", func(q *questionnaire.QuestionText) *string { return &q.Help }},
	{"proof", func(q *questionnaire.QuestionText) *string { return &q.Proof }},
	{"and_reason", func(q *questionnaire.QuestionText) *string { return &q.AndReason }},
	{"of", func(q *questionnaire.QuestionText) *string { return &measure(q).Of }},
	{"counted", func(q *questionnaire.QuestionText) *string { return &measure(q).Counted }},
	{"date", func(q *questionnaire.QuestionText) *string { return &measure(q).Date }},
}

// measure is the measure of a question, an empty one if it has none.
func measure(q *questionnaire.QuestionText) *questionnaire.Measure {
	if q.Measure == nil {
		q.Measure = &questionnaire.Measure{}
	}
	return q.Measure
}

func (w *authorWriter) question(form string, q *questionnaire.Question) {
	r := w.row(surveySheet, q)
	r["questionnaire"] = form
	for _, word := range questionWords {
		w.say(r, word.key, func(t *tongue) string {
			text := t.forms[form].Questions[q.ID]
			return *word.of(&text)
		})
	}
	option := func(t *tongue, i int) questionnaire.OptionText {
		if all := t.forms[form].Questions[q.ID].Options; i < len(all) {
			return all[i]
		}
		return questionnaire.OptionText{}
	}
	for i := range q.Points {
		r := w.choice(q.ID, strconv.Itoa(i), func(t *tongue) string { return option(t, i).Label })
		w.say(r, "text", func(t *tongue) string { return option(t, i).Text })
	}
	for _, id := range q.Elements {
		w.choice(q.ID, id, func(t *tongue) string { return t.forms[form].Questions[q.ID].Elements[id] })
	}
	for _, id := range q.Choices {
		w.choice(q.ID, id, func(t *tongue) string { return t.forms[form].Questions[q.ID].Choices[id] })
	}
}

// choice adds a row of a list.
func (w *authorWriter) choice(list, id string, label func(*tongue) string) authorRow {
	r := authorRow{"list_name": list, "name": id}
	w.say(r, "label", label)
	w.rows[listsSheet] = append(w.rows[listsSheet], r)
	return r
}

// shared adds the rows of what all questionnaires share; source has the words
// of every one of them.
func (w *authorWriter) shared(known *questionnaire.ReferenceList, source *questionnaire.ReferenceText) {
	for _, id := range known.Offices {
		w.choice(officesList, id, func(t *tongue) string { return t.cited.Offices[id] })
	}
	for i := range source.Grades {
		w.choice(gradesList, strconv.Itoa(i), func(t *tongue) string {
			if i < len(t.cited.Grades) {
				return t.cited.Grades[i]
			}
			return ""
		})
	}
	for _, id := range slices.Sorted(maps.Keys(source.Criteria)) {
		r := authorRow{"name": id}
		w.say(r, "label", func(t *tongue) string { return t.cited.Criteria[id] })
		w.rows[criteriaSheet] = append(w.rows[criteriaSheet], r)
	}
	for _, known := range known.References {
		r := w.row(referencesSheet, known)
		w.say(r, "label", func(t *tongue) string { return t.cited.References[known.ID].Title })
		w.say(r, "text", func(t *tongue) string { return t.cited.References[known.ID].Text })
	}
}

// write writes the rows.
func (w *authorWriter) write() ([]byte, error) {
	if w.err != nil {
		return nil, w.err
	}
	book := &xlsx.Book{Creator: language.Of("en").Text(language.PageProduct)}
	head := book.Look(xlsx.Look{Bold: true, Colour: "FFFFFF", Fill: headColour, Wrap: true})
	body := book.Look(xlsx.Look{Format: "@", Wrap: true}) // what is typed stays as it was typed
	for _, s := range authorSheets {
		sheet := book.Sheet(s.name)
		column := func(key, title string, width float64) {
			at := len(sheet.Columns)
			sheet.Columns = append(sheet.Columns, xlsx.Column{Width: width, Style: body})
			sheet.Text(at, 0, title)
			sheet.Style(at, 0, at, 0, head)
			for i, r := range w.rows[s] {
				if r[key] != "" {
					sheet.Text(at, i+1, r[key])
				}
			}
		}
		for _, c := range s.columns {
			if c.form != spoken {
				column(c.key, c.key, c.width)
				continue
			}
			for _, t := range w.tongues {
				column(c.key+"::"+t.code, fmt.Sprintf("%s::%s (%s)", c.key, tongueName(t.code), t.code), c.width)
			}
		}
		w.choose(sheet, s)
		sheet.FrozenRows = 1
	}
	var b bytes.Buffer
	err := book.Write(&b)
	return b.Bytes(), err
}

// tongueName is what a language calls itself, or its code.
func tongueName(code string) string {
	if l := language.Of(code); l.Code() == code {
		return l.Name()
	}
	return code
}
