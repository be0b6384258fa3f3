package workbook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// draftQuestion is a question of an XLSForm as a draft has it.
type draftQuestion struct {
	*record
	kind    questionnaire.Type
	one     bool      // one option is chosen
	options []*record // of a ladder from the lowest, else as they are listed
	points  []int     // of a ladder, where the form says them
	given   []given   // what must hold, as its group and its row say
}

// draftSection is a group with its questions.
type draftSection struct {
	*record
	questions []*draftQuestion
}

// silent are the types of rows that ask nobody anything: the tools for forms add them.
var silent = strings.Fields("start end today deviceid subscriberid simserial phonenumber username email audit start-geopoint background-audio")

// refusedTypes are types that questionnaires have nothing for, with what
// an author may do.
var refusedTypes = map[string]string{
	"note":         "write its words into the hint of the group or of a question",
	"decimal":      "ask for an option, or write integer for a count out of a number that you say when you complete the draft",
	"range":        "ask for an option",
	"acknowledge":  "ask yes or no with select_one",
	"rank":         "ask for what applies with select_multiple",
	"calculate":    "take the row out",
	"hidden":       "take the row out",
	"begin_repeat": "ask once, and let the answer name each case",
	"end_repeat":   "ask once, and let the answer name each case",
	"date":         "ask with text, or for the option that holds, such as within the last 12 months",
	"csv-external": "write the options into the sheet choices",
	"xml-external": "write the options into the sheet choices",

	"select_one_from_file":      "write the options into the sheet choices",
	"select_multiple_from_file": "write the options into the sheet choices",
}

var typeSpaces = strings.NewReplacer("select one", "select_one", "select multiple", "select_multiple", "begin group", "begin_group", "end group", "end_group", "begin repeat", "begin_repeat", "end repeat", "end_repeat")

// draft makes the book.
func (d *drafter) draft(shared *questionnaire.Catalogue) ([]byte, error) {
	d.languages()
	if d.codes == nil || d.faults != nil {
		return nil, d.faults
	}
	for _, rec := range d.tables[xlsChoices].records {
		name := rec.cells["list_name"]
		d.lists[name] = append(d.lists[name], rec)
	}
	d.twice(xlsChoices, "list_name", "name")
	sections := d.groups()
	d.out = &authorWriter{rows: map[*authorSheet][]authorRow{}}
	for _, code := range d.codes {
		t := &tongue{code: code, cited: &questionnaire.ReferenceText{}}
		if slices.Contains(shared.Languages, code) {
			var err error
			if t.cited, err = shared.ReferenceText(code); err != nil {
				return nil, err
			}
		}
		d.out.tongues = append(d.out.tongues, t)
	}
	d.settings()
	for _, s := range sections {
		d.row(surveySheet, s.record, authorRow{"questionnaire": d.form, "type": sectionType, "name": s.cells["name"]}, "label", "hint")
		for _, q := range s.questions {
			d.question(q)
		}
	}
	if d.faults != nil {
		return nil, d.faults
	}
	source, err := shared.ReferenceText(shared.Languages[0])
	if err != nil {
		return nil, err
	}
	d.out.shared(shared.References, source)
	return d.out.write()
}

// row adds a row with the words that a row of the form has in some columns.
func (d *drafter) row(s *authorSheet, rec *record, r authorRow, words ...string) {
	for _, key := range words {
		d.out.say(r, key, func(t *tongue) string { return d.said(rec, key, t.code) })
	}
	d.out.rows[s] = append(d.out.rows[s], r)
}

// settings is the row of the questionnaire.
func (d *drafter) settings() {
	r := authorRow{"format": "1"}
	if rows := d.tables[xlsSettings].records; len(rows) > 0 {
		rec := rows[0]
		d.form = strings.ToLower(strings.NewReplacer("_", "-", " ", "-").Replace(rec.cells["form_id"]))
		if d.form != "" && (!fileName.MatchString(d.form) || d.form == "references") {
			d.wrong(rec.place("form_id"), fmt.Sprintf("%.40q cannot be the name of a questionnaire", d.form), "use letters, digits and hyphens")
		}
		if v := rec.cells["version"]; fileName.MatchString(v) {
			r["catalogue"], r["version"] = v, v
		} else if v != "" {
			d.wrong(rec.place("version"), fmt.Sprintf("%.40q cannot be the name of a catalogue", v), "use year and month, such as 2026-11")
		}
		r["label::"+d.codes[0]] = strings.Join(strings.Fields(rec.cells["form_title"]), " ")
		for _, more := range rows[1:] {
			d.wrong(more.place("form_id"), "a form has one row of settings", "delete the others")
		}
	}
	r["questionnaire"] = d.form
	d.out.rows[formsSheet] = append(d.out.rows[formsSheet], r)
}

// groups reads the survey: each group becomes a section.
func (d *drafter) groups() []*draftSection {
	var all []*draftSection
	var open *draftSection
	depth, repeats := 0, 0
	for _, rec := range d.tables[xlsSurvey].records {
		kind, rest, _ := strings.Cut(typeSpaces.Replace(rec.cells["type"]), " ")
		switch {
		case kind == "begin_repeat":
			repeats++
			d.wrong(rec.place("type"), "questionnaires ask a question once, so nothing can be repeated", "ask once, and let the answer name each case")
		case kind == "end_repeat":
			repeats--
		case repeats > 0: // its questions go with it
		case kind == "begin_group":
			if depth++; depth > 1 {
				d.wrong(rec.place("type"), "a group stands within a group; a section holds questions alone", "end the group before it, or take this one out")
				continue
			}
			open = &draftSection{record: rec}
			all = append(all, open)
			d.named(rec)
		case kind == "end_group":
			if depth--; depth == 0 {
				open = nil
			}
			depth = max(depth, 0)
		case slices.Contains(silent, kind):
			d.note(rec.place("type"), fmt.Sprintf("the row of type %s was left out: it asks nobody anything", kind), "")
		case open == nil && refusedTypes[kind] == "":
			d.wrong(rec.place("type"), "the question stands in no group, and a question belongs to a section", "put a row of type begin_group before it and one of type end_group after it")
		default:
			if q := d.typed(rec, kind, rest); q != nil && open != nil {
				for _, says := range []*record{open.record, rec} {
					if when := says.cells["relevant"]; when != "" {
						q.given = append(q.given, given{when, says.place("relevant")})
					}
				}
				open.questions = append(open.questions, q)
			}
		}
	}
	if all == nil && d.faults == nil {
		d.wrong("survey!A2", "the form asks nothing", "write a group of questions")
	}
	return all
}

// named looks that a row has a name that may become an id.
func (d *drafter) named(rec *record) {
	name := rec.cells["name"]
	switch {
	case name == "" || strings.ContainsAny(name, " \n") || name == officesList || name == gradesList:
		d.wrong(rec.place("name"), fmt.Sprintf("%.40q cannot be an id", name), "name the row with letters and digits, without spaces, and not offices or grades")
	case d.names[name]:
		d.wrong(rec.place("name"), fmt.Sprintf("%.40q stands here twice", name), "give every group and every question a name of its own")
	}
	d.names[name] = true
}

// typed reads a question by its type; nil for one that is refused.
func (d *drafter) typed(rec *record, kind, list string) *draftQuestion {
	q := &draftQuestion{record: rec}
	switch kind {
	case "text":
		q.kind = questionnaire.Profile
		d.note(rec.place("type"), "a text becomes a profile question without ticks, which is never scored", "")
	case "integer":
		q.kind = questionnaire.Coverage
		d.note(rec.place("type"), "a number becomes a count out of a number", "say in count_of out of how many, and in of, counted and date what is counted")
	case "select_one", "select_multiple":
		q.one = kind == "select_one"
		if d.list(q, list) {
			d.choose(q, list)
		}
	default:
		advice := cmp.Or(refusedTypes[kind], "ask with text, select_one or select_multiple")
		d.wrong(rec.place("type"), fmt.Sprintf("questionnaires have no question of type %.40q", kind), advice)
		return nil
	}
	d.named(rec)
	d.questions[rec.cells["name"]] = q
	return q
}

// list finds the options of a question.
func (d *drafter) list(q *draftQuestion, list string) bool {
	name, other := strings.CutSuffix(list, " or_other")
	q.options = slices.Clone(d.lists[name])
	switch {
	case other:
		d.wrong(q.place("type"), "or_other adds an option that no list has", "add an option for what else there may be to the sheet choices")
	case len(q.options) == 0:
		d.wrong(q.place("type"), fmt.Sprintf("the sheet choices has no list %.40q", name), "correct the name, or add its rows")
	}
	for _, o := range q.options {
		if id := o.cells["name"]; id == "" || strings.ContainsAny(id, " \n") {
			d.wrong(o.place("name"), fmt.Sprintf("%.40q cannot be an id", id), "name the option with letters and digits, without spaces")
			return false
		}
	}
	return !other && len(q.options) > 0
}

// choose decides what becomes of a question with options: a ladder where the
// list says which level each has; no order is read out of a list otherwise.
func (d *drafter) choose(q *draftQuestion, list string) {
	names := map[string]bool{}
	levels := 0
	for _, o := range q.options {
		names[o.cells["name"]] = true
		if o.cells["level"] != "" {
			levels++
		}
	}
	switch {
	case q.one && levels == 0 && maps.Equal(names, map[string]bool{"yes": true, "no": true}):
		slices.SortStableFunc(q.options, func(a, b *record) int { return strings.Compare(a.cells["name"], b.cells["name"]) })
		q.kind, q.points = questionnaire.YesNo, []int{0, 100}
	case levels == 0:
		q.kind = questionnaire.Profile
		if q.one {
			d.note(q.place("type"), fmt.Sprintf("the options of %.40q have no levels, so this becomes a profile question, which is never scored", list), "to have it scored, add the column level to the sheet choices of the form, with 0 for the lowest option, and draft it again")
		}
	case !q.one:
		d.wrong(q.place("type"), fmt.Sprintf("the options of %.40q have levels, and of a ladder one option is chosen", list), "ask with select_one, or take the levels out")
	default:
		d.ladder(q)
	}
}

// ladder puts options in the order of their levels.
func (d *drafter) ladder(q *draftQuestion) {
	q.kind = questionnaire.Band
	byLevel := make([]*record, len(q.options))
	for _, o := range q.options {
		n, err := strconv.Atoi(o.cells["level"])
		if err != nil || n < 0 || n >= len(byLevel) || byLevel[n] != nil {
			d.wrong(o.place("level"), fmt.Sprintf("%.20q is not a level of a list of %d options", o.cells["level"], len(byLevel)), "number the options of the list from 0, the lowest, without a gap")
			continue
		}
		byLevel[n] = o
	}
	if slices.Contains(byLevel, nil) {
		return
	}
	q.options = byLevel
	for _, o := range q.options {
		n, err := strconv.Atoi(o.cells["points"])
		switch {
		case o.cells["points"] == "" && q.points == nil && o == q.options[0]:
			return // the author says them in the draft
		case err != nil || n < 0 || n > 100:
			d.wrong(o.place("points"), fmt.Sprintf("%.20q is not a number of points", o.cells["points"]), "use 0 to 100 for every option of the list, or for none")
			q.points = nil
			return
		}
		q.points = append(q.points, n)
	}
}

// question adds the rows of a question.
func (d *drafter) question(q *draftQuestion) {
	id := q.cells["name"]
	r := authorRow{"questionnaire": d.form, "type": string(q.kind), "name": id, "enable_when": d.enabled(q)}
	var names []string
	for i, o := range q.options {
		name := o.cells["name"]
		names = append(names, name)
		if q.kind != questionnaire.Profile {
			name = strconv.Itoa(i)
		}
		d.row(listsSheet, o, authorRow{"list_name": id, "name": name}, "label")
	}
	switch q.kind { // the months are fixed by the method
	case questionnaire.Band:
		r["max_age_months"] = "24"
	case questionnaire.YesNo, questionnaire.Coverage:
		r["max_age_months"] = "36"
	case questionnaire.Profile:
		if q.one {
			r["exclusive"] = strings.Join(names, " ")
		}
	}
	if q.points != nil {
		r["points"] = strings.Trim(fmt.Sprint(q.points), "[]")
	}
	d.row(surveySheet, q.record, r, "label", "hint")
}
