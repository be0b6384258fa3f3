package site

import (
	"errors"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// checksView is what is wrong with a file before it is sealed: first what
// blocks, then what to look at.
type checksView struct {
	*opened
	blocking, warnings []problemGroup
	explained          []string // contradictions
	typed              map[string]string
	faults             questionnaire.Faults
	wrong              string // the contradiction whose explanation was refused
	stale              bool
}

// problemGroup is the problems of one kind.
type problemGroup struct {
	kind string
	all  []assessment.Problem
}

func (v *visit) checks() (*checksView, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	all, err := v.site.Desk.Problems(v.Context(), v.who.Owner, o.File)
	if err != nil {
		return nil, err
	}
	view := &checksView{opened: o, typed: map[string]string{}}
	for _, p := range all {
		if p.Blocks {
			view.blocking = grouped(view.blocking, p)
		} else {
			view.warnings = grouped(view.warnings, p)
		}
	}
	for _, c := range o.catalogue.Contradictions() {
		if text := o.Explained[c.ID]; text != "" {
			view.explained = append(view.explained, c.ID)
			view.typed[c.ID] = text
		}
	}
	return view, nil
}

// grouped adds a problem to those of its kind.
func grouped(groups []problemGroup, p assessment.Problem) []problemGroup {
	at := slices.IndexFunc(groups, func(g problemGroup) bool { return g.kind == p.Kind })
	if at < 0 {
		return append(groups, problemGroup{p.Kind, []assessment.Problem{p}})
	}
	groups[at].all = append(groups[at].all, p)
	return groups
}

// counted is how many problems there are in groups.
func counted(groups []problemGroup) int {
	n := 0
	for _, g := range groups {
		n += len(g.all)
	}
	return n
}

func checksPage(v *visit) (*page, error) {
	view, err := v.checks()
	if err != nil {
		return nil, err
	}
	return v.showChecks(view, 0), nil
}

func (v *visit) showChecks(view *checksView, status int) *page {
	return &page{status: status, title: v.t(language.ProblemTitle), body: checksBody(v, view), trail: v.trail(view.opened)}
}

// explain keeps the lead's explanation of a contradiction; an empty one takes
// it back.
func explain(v *visit) (*page, error) {
	view, err := v.checks()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	rule := v.PathValue("rule")
	_, err = v.site.Desk.Explain(v.Context(), v.act, view.File, seen, rule, v.field("text"))
	view.typed[rule] = v.field("text")
	switch faults := faultsOf(err); {
	case faults != nil:
		view.wrong = rule
		for _, f := range faults { // each form of the page has its own field
			f.Path = rule
			view.faults = append(view.faults, f)
		}
		return v.showChecks(view, 422), nil
	case errors.Is(err, assessment.ErrConflict):
		view.stale = true
		return v.showChecks(view, 412), nil
	case err != nil:
		return nil, err
	}
	return to(view.path("/problems#" + rule))
}

// apart are the questions that a contradiction is about.
func (o *opened) apart(rule string) []string {
	for _, c := range o.catalogue.Contradictions() {
		if c.ID == rule {
			return c.Questions()
		}
	}
	return nil
}

// mayExplain reports whether the person may write explanations now.
func (v *visit) mayExplain(o *opened) bool { return v.act.Lead && o.State == assessment.Draft }

// problemPlace is where a problem is settled.
func (v *visit) problemPlace(o *opened, p *assessment.Problem) string {
	switch {
	case p.Rule != "":
		return o.path("/problems#" + p.Rule)
	case p.Kind == "pair_open" && v.act.Lead:
		return o.path("/pairs/" + p.Question + "/position")
	case p.Kind == "unsigned":
		return o.path("/sections/" + p.Section + "#sign-off")
	case p.Question != "":
		return o.path("/questions/" + p.Question)
	}
	return o.path("/sections/" + p.Section)
}
