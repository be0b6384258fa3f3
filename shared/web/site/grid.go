package site

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
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
	level, number string
	state         string // without a value; empty: the level or number holds
	grade, date   string // of the first proof
	flag          string
}

// String is the row in one line, by which a page knows later what was changed.
// The flag comes last, since people write it.
func (f rowForm) String() string {
	return strings.Join([]string{f.level, f.number, f.state, f.grade, f.date, f.flag}, "|")
}

// parseRow reads what String wrote; anything else is an empty row.
func parseRow(s string) rowForm {
	p := strings.SplitN(s, "|", 6)
	if len(p) != 6 {
		return rowForm{}
	}
	return rowForm{p[0], p[1], p[2], p[3], p[4], p[5]}
}

// rowOf shows an answer to a question in its row.
func rowOf(q *questionnaire.Question, r *assessment.Record) rowForm {
	form := formOf(r)
	f := rowForm{flag: form.flag}
	if numeric(q) {
		f.number = form.number
	}
	switch {
	case r.Response.Level != nil:
		f.level = form.choice
	case r.Response.State != questionnaire.Value && r.Response.State != questionnaire.Unanswered:
		f.state = form.choice
	}
	if len(form.evidence) > 0 {
		f.grade, f.date = form.evidence[0].grade, form.evidence[0].date
	}
	return f
}

// readRow reads the row of a question.
func (v *visit) readRow(id string) rowForm {
	return rowForm{v.field(id + ".level"), v.field(id + ".number"), v.field(id + ".state"), v.field(id + ".grade"), v.field(id + ".date"), v.field(id + ".flag")}
}

// over lays a row over the answer that stands: what the grid does not show
// stays as it is.
func (f rowForm) over(was rowForm, q *questionnaire.Question, stands answerForm) answerForm {
	state := f.state
	if state == was.state && (f.level != was.level || f.number != was.number) {
		state = "" // whoever chooses a level need not take back a silence first
	}
	typed := numeric(q) && f.number != ""
	switch {
	case state != "":
		stands.choice = state
	case q.Ladder():
		stands.choice = f.level
	case typed || !numeric(q) && was.state != "":
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
	if view.show == "" {
		view.show = "all"
	}
	if view.names, err = v.members(); err != nil {
		return nil, err
	}
	rows, err := v.answers(o)
	if err != nil {
		return nil, err
	}
	may := v.is(access.Lead, access.Contributor)
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
		view.edits = view.edits || may && r.closed == nil
	}
	if !slices.Contains(view.sections, view.show) && !slices.ContainsFunc(gridFilters, func(f gridFilter) bool { return f.name == view.show }) {
		return nil, assessment.ErrNotFound
	}
	view.states = []choice{{"", v.t(language.ExpertGridByValue)}}
	view.states = append(view.states, choicesOf(v, "state", questionnaire.NotKnown, questionnaire.Declined)...)
	view.proofs = v.grades(o.words)
	return view, nil
}

// editable reports whether the person may change a row.
func (view *gridView) editable(v *visit, r *gridRow) bool {
	return r.closed == nil && v.is(access.Lead, access.Contributor)
}

// statesOf are the states that a row offers. Not applicable needs a reason, for
// which the grid has no room: it stands where it was given.
func (view *gridView) statesOf(v *visit, r *gridRow) []choice {
	if r.was.state != string(questionnaire.NA) {
		return view.states
	}
	return append(slices.Clone(view.states), choicesOf(v, "state", questionnaire.NA)...)
}

func (v *visit) showGrid(view *gridView, status int) *page {
	return &page{status: status, title: v.t(language.NavGrid), body: gridBody(v, view), trail: v.trail(view.opened), wide: true}
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

// levels are the levels of a question as its radios have them.
func (r *gridRow) levels() []string {
	all := make([]string, len(r.text.Options))
	for i := range all {
		all[i] = strconv.Itoa(i)
	}
	return all
}

// called names a field of the row to those who cannot see its column.
func (r *gridRow) called(v *visit, column language.Key) string {
	return v.t(language.ExpertGridOf, "name", v.t(column), "question", r.q.ID)
}

// closedName names why a row is closed, in a word or two.
func closedName(err error) string {
	switch err {
	case assessment.ErrSealed:
		return "sealed"
	case assessment.ErrPaired:
		return "paired"
	}
	return "elsewhere"
}
