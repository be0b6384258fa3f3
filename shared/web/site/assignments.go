package site

import (
	"errors"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// assignmentsView is who answers what, the form that gives it, and the
// questions that are put to two bodies.
type assignmentsView struct {
	*opened
	given  []assessment.Assigned
	people []assessment.Member
	pairs  []assessment.PairView // for the lead
	form   assignmentForm
	pair   pairForm
	faults questionnaire.Faults
	stale  bool // somebody else changed what the body was given
}

// assignmentForm is what a body is given, as its form has it.
type assignmentForm struct {
	body, due           string
	sections, questions []string
	version             int // seen; 0: the body was never given anything
}

func (v *visit) assignments() (*assignmentsView, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	view := &assignmentsView{opened: o}
	if view.given, err = v.site.Desk.Assignments(v.Context(), v.who.Owner, o.File); err != nil {
		return nil, err
	}
	if view.people, err = v.site.Desk.Store.Members(v.Context(), v.who.Owner); err != nil {
		return nil, err
	}
	if v.act.Lead {
		view.pairs, err = v.site.Desk.Pairs(v.Context(), v.act, o.File)
	}
	return view, err
}

// assignmentsPage shows who answers what; the form is that of the body which
// the address names.
func assignmentsPage(v *visit) (*page, error) {
	view, err := v.assignments()
	if err != nil {
		return nil, err
	}
	view.form.body = v.URL.Query().Get("body")
	if g := view.of(view.form.body); g != nil {
		view.form = assignmentForm{g.Body, g.Due.String(), g.Sections, g.Questions, g.Version}
	}
	return v.showAssignments(view, 0), nil
}

func (v *visit) showAssignments(view *assignmentsView, status int) *page {
	return &page{status: status, title: v.t(language.NavAssignments), body: assignmentsBody(v, view), trail: v.trail(view.opened)}
}

// assign gives parts of the file to a body, or takes back what it was given.
func assign(v *visit) (*page, error) {
	view, err := v.assignments()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	view.form = assignmentForm{strings.ToLower(v.field("body")), v.field("due"), v.fields("sections"), v.fields("questions"), seen}
	given := &assessment.Assignment{Body: view.form.body, Version: seen + 1}
	if !v.ticked("back") {
		given.Sections, given.Questions = view.form.sections, view.form.questions
	}
	faults := assessment.FaultsOfBody("body", view.form.body)
	if given.Due, err = v.date("due"); err != nil {
		faults = append(faults, questionnaire.Fault{Path: "due", Problem: err.Error()})
	}
	if faults == nil {
		err = v.site.Desk.Assign(v.Context(), v.act, view.File, given)
		faults = faultsOf(err)
	}
	switch {
	case faults != nil:
		view.faults = faults
		return v.showAssignments(view, 422), nil
	case errors.Is(err, assessment.ErrConflict):
		view.stale = true
		if g := view.of(view.form.body); g != nil {
			view.form.version = g.Version
		}
		return v.showAssignments(view, 412), nil
	case err != nil:
		return nil, err
	}
	return to(view.path("/assignments"))
}

// gives reports whether the person may give parts of the file to bodies now.
func (view *assignmentsView) gives(v *visit) bool {
	return v.act.Lead && view.State == assessment.Draft
}

// kept is a text that stays on one line.
func kept(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }

// of is what a body was given; nil for one that never was.
func (view *assignmentsView) of(body string) *assessment.Assigned {
	for i := range view.given {
		if view.given[i].Body == body {
			return &view.given[i]
		}
	}
	return nil
}

// bodies are those that somebody speaks for or that were given something.
func (view *assignmentsView) bodies() []string { return bodiesOf(view.people, view.given) }

// bodiesOf are the bodies that people speak for or that something is given to.
func bodiesOf(people []assessment.Member, given []assessment.Assigned) []string {
	var all []string
	for _, m := range people {
		all = append(all, m.Bodies...)
	}
	for _, g := range given {
		all = append(all, g.Body)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// speakers are the names of who speaks for a body.
func (view *assignmentsView) speakers(body string) []string {
	var names []string
	for _, m := range view.people {
		if m.Active && slices.Contains(m.Bodies, body) {
			names = append(names, m.Name)
		}
	}
	return names
}

// left are the sections of which nothing is given to anybody, while something
// is: the lead alone answers them.
func (view *assignmentsView) left() []string {
	var all []string
	for _, s := range view.asked() {
		given := slices.ContainsFunc(view.given, func(g assessment.Assigned) bool {
			return slices.Contains(g.Sections, s.ID) || slices.ContainsFunc(s.Questions, func(q questionnaire.Question) bool { return slices.Contains(g.Questions, q.ID) })
		})
		if !given {
			all = append(all, view.words.Sections[s.ID].Title)
		}
	}
	return all
}

// anything reports whether something of the file is given to somebody.
func (view *assignmentsView) anything() bool {
	return slices.ContainsFunc(view.given, func(g assessment.Assigned) bool { return len(g.Sections)+len(g.Questions) > 0 })
}

// asked are the sections that the track asks, with those of their questions
// that it asks, in the order of the questionnaires.
func (o *opened) asked() []questionnaire.Section {
	var all []questionnaire.Section
	for _, n := range o.catalogue.Questionnaires {
		for _, s := range n.Sections {
			s.Questions = slices.DeleteFunc(slices.Clone(s.Questions), func(q questionnaire.Question) bool { return !q.On(o.Track) })
			if len(s.Questions) > 0 {
				all = append(all, s)
			}
		}
	}
	return all
}
