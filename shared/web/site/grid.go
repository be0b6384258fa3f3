package site

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// gridView is the questions of a file as one table.
type gridView struct {
	*opened
	show     string // the filter, or a section
	counts   map[string]int
	rows     []*gridRow // those that are shown
	sections []string
	names    map[string]string
	edits    bool // some row can be changed
	saved    int  // rows that were saved just now
	failed   int  // rows that were not
	idle     bool // a form came in which nothing was changed

	states []choice // words that many rows share
	proofs []choice
}

// gridRow is one question in the grid.
type gridRow struct {
	answerRow
	was, form rowForm // the fields as they stand, and as they are shown
	outcome   outcome
	faults    questionnaire.Faults
	refused   string             // name of the problem, where it is none of the fields'
	theirs    *assessment.Record // what somebody else saved meanwhile
}

// outcome is what became of a row that was sent.
type outcome int

const (
	notSent outcome = iota
	unchanged
	saved
	conflicted
	refused
)

// rowForm is what the grid lets one change of an answer.
type rowForm struct {
	answer      string // a level, or a state without a value; empty: the number or the list holds
	number      string
	grade, date string // of the first proof
	flag        string
}

// rowOf shows an answer to a question in its row.
func rowOf(q *questionnaire.Question, r *assessment.Record) rowForm {
	form := formOf(r)
	f := rowForm{flag: form.flag}
	if numeric(q) {
		f.number = form.number
	}
	if r.Response.Level != nil || r.Response.State != questionnaire.Value && !r.Response.State.Open() {
		f.answer = form.choice
	}
	if len(form.evidence) > 0 {
		f.grade, f.date = form.evidence[0].grade, form.evidence[0].date
	}
	return f
}

// sentRow is a row as it was sent, and the version of the answer that it showed.
type sentRow struct {
	rowForm
	seen int
}

// sentRows are the rows of the form that was sent, by question. Each has the
// same fields in the same order, of which one names the question: naming it in
// each would make the page half as large again over the wire.
func (v *visit) sentRows() (map[string]sentRow, error) {
	answers, grades, dates, flags := v.PostForm["answer"], v.PostForm["grade"], v.PostForm["date"], v.PostForm["flag"]
	rows := map[string]sentRow{}
	for i, at := range v.PostForm["row"] {
		id, version, _ := strings.Cut(at, ".")
		seen, err := seenVersion(version)
		if err != nil {
			return nil, err
		}
		if i >= len(answers) || i >= len(grades) || i >= len(dates) || i >= len(flags) {
			return nil, web.ErrBody
		}
		rows[id] = sentRow{rowForm{tidy(answers[i]), v.field(id + ".number"), tidy(grades[i]), tidy(dates[i]), tidy(flags[i])}, seen}
	}
	return rows, nil
}

// over lays a row over the answer that stands: what the grid does not show
// stays as it is.
func (f rowForm) over(was rowForm, q *questionnaire.Question, stands answerForm) answerForm {
	answer := f.answer
	if answer == was.answer && f.number != was.number {
		answer = "" // whoever types a number need not take a silence back first
	}
	switch {
	case answer != "" || q.Ladder():
		stands.choice = answer
	case numeric(q) && f.number != "", !numeric(q) && was.answer != "":
		stands.choice = string(questionnaire.Value)
	case numeric(q):
		stands.choice = ""
	}
	if numeric(q) {
		stands.number = f.number
	}
	if f.grade != was.grade || f.date != was.date {
		stands.evidence = slices.Clone(stands.evidence)
		if len(stands.evidence) == 0 {
			stands.evidence = []evidenceForm{{}}
		}
		stands.evidence[0].grade, stands.evidence[0].date = f.grade, f.date
	}
	stands.flag = f.flag
	return stands
}

// numeric reports whether the answer to a question is one number.
func numeric(q *questionnaire.Question) bool {
	return q.Percent || q.Type == questionnaire.Coverage && len(q.Elements) == 0
}

// gridFilter chooses rows.
type gridFilter struct {
	name string
	keep func(*answerRow) bool
}

// gridFilters are the filters in the order in which they are offered.
var gridFilters = []gridFilter{
	{"all", func(*answerRow) bool { return true }},
	{"open", func(r *answerRow) bool { return r.open() }},
	{"flagged", func(r *answerRow) bool { return r.record.Flag != "" }},
	{"mine", func(r *answerRow) bool { return r.closed == nil }},
	{"law", func(r *answerRow) bool { return r.q.Type == questionnaire.Law }},
	{"practice", func(r *answerRow) bool { return r.q.Type == questionnaire.Practice }},
	{"critical", func(r *answerRow) bool { return r.q.GateMin > 0 }},
}

// filters are those that are offered: what is open to somebody is asked only by
// who answers, and not of a sealed file.
func (view *gridView) filters(v *visit) []gridFilter {
	if v.writes() && view.State == assessment.Draft {
		return gridFilters
	}
	return slices.DeleteFunc(slices.Clone(gridFilters), func(f gridFilter) bool { return f.name == "mine" })
}

// shows reports whether a filter, or a section, shows a row.
func shows(filter string, r *answerRow) bool {
	for _, f := range gridFilters {
		if f.name == filter {
			return f.keep(r)
		}
	}
	return r.q.Section.ID == filter
}

// grid reads the questions that the address asks for; also shows those that it
// would leave out and that must be seen all the same.
func (v *visit) grid(also func(question string) bool) (*gridView, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	view := &gridView{opened: o, show: v.URL.Query().Get("show"), counts: map[string]int{}}
	if view.names, err = v.members(); err != nil {
		return nil, err
	}
	rows, err := v.answers(o)
	if err != nil {
		return nil, err
	}
	if view.show == "" {
		view.show = firstOpen(rows)
	}
	for i := range rows {
		r := &rows[i]
		for _, f := range gridFilters {
			if f.keep(r) {
				view.counts[f.name]++
			}
		}
		if n := len(view.sections); n == 0 || view.sections[n-1] != r.q.Section.ID {
			view.sections = append(view.sections, r.q.Section.ID)
		}
		if !shows(view.show, r) && !also(r.q.ID) {
			continue
		}
		row := rowOf(r.q, r.record)
		view.rows = append(view.rows, &gridRow{answerRow: *r, was: row, form: row})
		view.edits = view.edits || v.writes() && r.closed == nil
	}
	if !slices.Contains(view.sections, view.show) && !slices.ContainsFunc(gridFilters, func(f gridFilter) bool { return f.name == view.show }) {
		return nil, assessment.ErrNotFound
	}
	view.states = choicesOf(v, "state", questionnaire.NotKnown, questionnaire.Declined)
	view.proofs = v.shortGrades(o.words)
	return view, nil
}

// firstOpen is the section where there is work: what the grid begins with, for
// all of it is a long way on a weak line.
func firstOpen(rows []answerRow) string {
	for i := range rows {
		if rows[i].open() {
			return rows[i].q.Section.ID
		}
	}
	if len(rows) == 0 {
		return "all"
	}
	return rows[0].q.Section.ID
}

// editable reports whether the person may change a row.
func (view *gridView) editable(v *visit, r *gridRow) bool {
	return r.closed == nil && v.writes()
}

// options writes the options of a list. The table of all questions has two
// thousand of them, so what HTML lets one leave out is left out: where an option
// ends, and a value that its label is.
func options(choices []choice, value string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, c := range choices {
			b.WriteString("<option")
			if c.value != c.label {
				b.WriteString(` value="` + templ.EscapeString(c.value) + `"`)
			}
			if c.value == value {
				b.WriteString(" selected")
			}
			b.WriteString(">" + templ.EscapeString(c.label))
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// mostWorded is in how many rows the levels are named: of all questions, their
// figures alone, or the page would be half as heavy again.
const mostWorded = 40

// shortGrades are the kinds of proof in a word or two, with an empty one first,
// so that they can be read whole in a column of the grid.
func (v *visit) shortGrades(w *questionnaire.Wording) []choice {
	all := []choice{{"", ""}}
	for g := range w.References.Grades {
		n := strconv.Itoa(g)
		all = append(all, choice{n, n + ": " + v.word("evidence_short", n)})
	}
	return all
}

// firstProof says what the grid shows of proofs that may only be read: the kind
// and day of the first, and how many there are.
func (v *visit) firstProof(all []questionnaire.Evidence) string {
	if len(all) == 0 {
		return ""
	}
	said := []string{v.word("evidence_short", all[0].Grade), v.day(all[0].Date)}
	if len(all) > 1 {
		said = append(said, v.t(language.ExpertGridFirst, "n", v.n(len(all))))
	}
	return v.lang.Apart(slices.DeleteFunc(said, func(s string) bool { return s == "" }))
}

// answersOf are the answers that a row offers. Not applicable needs a reason,
// for which the grid has no room: it stands where it was given.
func (view *gridView) answersOf(v *visit, r *gridRow) []choice {
	var all []choice
	if r.q.Ladder() {
		all = append(all, choice{"", ""})
		for level, o := range r.text.Options {
			n := strconv.Itoa(level)
			c := choice{n, n}
			if len(view.rows) <= mostWorded {
				c.label = n + ": " + o.Label
			}
			all = append(all, c)
		}
	} else {
		all = append(all, choice{"", v.t(language.ExpertGridByValue)})
	}
	all = append(all, view.states...)
	if r.was.answer == string(questionnaire.NA) {
		all = append(all, choicesOf(v, "state", questionnaire.NA)...)
	}
	return all
}

func (v *visit) showGrid(view *gridView, status int) *page {
	return &page{status: status, title: v.t(language.NavGrid), body: gridBody(v, view), trail: v.trail(view.opened)}
}

// gridPage shows the questions. Those that were saved just now are shown
// whatever the filter says.
func gridPage(v *visit) (*page, error) {
	done := strings.Split(v.URL.Query().Get("saved"), ".")
	view, err := v.grid(func(id string) bool { return slices.Contains(done, id) })
	if err != nil {
		return nil, err
	}
	for _, r := range view.rows {
		if slices.Contains(done, r.q.ID) {
			r.outcome = saved
			view.saved++
		}
	}
	view.idle = v.URL.Query().Has("saved") && view.saved == 0
	return v.showGrid(view, 0), nil
}

// anchor is where the list of what was not saved leads; every other row does
// without, for the weight of the page.
func (r *gridRow) anchor() templ.OrderedAttributes {
	if r.outcome != conflicted && r.outcome != refused {
		return nil
	}
	return templ.OrderedAttributes{{Key: "id", Value: r.q.ID}}
}

// closedName names why a row is closed, in a word or two.
func closedName(err error) string {
	if err == assessment.ErrPaired {
		return "paired"
	}
	return "elsewhere"
}
