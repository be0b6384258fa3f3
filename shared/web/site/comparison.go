package site

import (
	"maps"
	"slices"
	"sort"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// comparisonView is what changed between two packages of a country.
type comparisonView struct {
	*releasedRecord
	*outreach.Comparison
	before, after *assessment.Package // nil: there is one only
}

func comparePage(v *visit) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	view, err := v.compare(r, v.URL.Query().Get("with"))
	if err != nil {
		return nil, err
	}
	return v.recordPage(r, 0, v.t(language.ReviewCompareTitle), comparisonBody(v, view)), nil
}

// compare sets a package beside another; beside the one before it with "".
func (v *visit) compare(r *releasedRecord, with string) (*comparisonView, error) {
	desk, ctx := v.site.Reviews, v.Context()
	c, err := desk.CompareBlind(ctx, v.who.Owner, r.ID, with, v.who.Sub)
	view := &comparisonView{releasedRecord: r, Comparison: c}
	if err != nil || c.From == "" {
		return view, err
	}
	if view.before, err = desk.Package(ctx, v.who.Owner, c.From); err != nil {
		return nil, err
	}
	view.after, err = desk.Package(ctx, v.who.Owner, c.To)
	return view, err
}

// answerIn is the answer of a package in words; a dash where it holds none.
func (view *comparisonView) answerIn(v *visit, p *assessment.Package, question string) string {
	r, held := p.Responses[question]
	if !held {
		return "–"
	}
	return view.said(v, question, &r)
}

// hidden are the questions whose change the reviewer has yet to judge, in the
// order of the questionnaires.
func (view *comparisonView) hidden() []string {
	at := view.order()
	all := slices.Sorted(maps.Keys(view.Hidden))
	sort.SliceStable(all, func(i, j int) bool { return at[all[i]] < at[all[j]] })
	return all
}

// seen are the changes that the reviewer may see, in the order of the
// questionnaires; of what these ask no more, at the end.
func (view *comparisonView) seen() []scoring.AnswerChange {
	at := view.order()
	all := slices.Clone(view.Answers)
	sort.SliceStable(all, func(i, j int) bool { return at[all[i].Question] < at[all[j].Question] })
	return all
}

// order is where questions stand; those that are asked no more are 0, the last.
func (view *comparisonView) order() map[string]int {
	at := map[string]int{}
	questions := view.method.Catalogue.Questions()
	for i, q := range questions {
		at[q.ID] = i - len(questions)
	}
	return at
}

// judgeHidden is where a question whose change is hidden is judged.
func (view *comparisonView) judgeHidden(question string) string {
	return "/outreach/packages/" + view.Hidden[question] + "/judge/" + question
}

// releasedOn names one of a country's packages by its cycle and day.
func (v *visit) releasedOn(r *outreach.Released) string {
	return v.t(language.ReviewChangeRecord, "cycle", r.Cycle, "date", v.dayOf(r.At))
}

// others are the packages that this one can be compared with.
func (view *comparisonView) others(v *visit) []filterLink {
	var all []filterLink
	for i := range view.Packages {
		if p := &view.Packages[i]; p.Package != view.ID {
			all = append(all, filterLink{v.releasedOn(p), view.path("/compare?with=" + p.Package), p.Package == view.From || p.Package == view.To})
		}
	}
	return all
}
