package site

import (
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

	blind map[string]string // questions whose answers the reviewer may not see yet -> where to judge them
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
	c, err := desk.Compare(ctx, v.who.Owner, r.ID, with)
	view := &comparisonView{releasedRecord: r, Comparison: c}
	if err != nil || c.From == "" {
		return view, err
	}
	if view.before, err = desk.Package(ctx, v.who.Owner, c.From); err != nil {
		return nil, err
	}
	if view.after, err = desk.Package(ctx, v.who.Owner, c.To); err != nil {
		return nil, err
	}
	view.blind, err = v.blindIn(view.before, view.after)
	return view, err
}

// blindIn are the questions that the reviewer has yet to judge in the later of
// two packages; of what only the earlier holds, in that one. Whoever has judged
// the later may see what stood before it.
func (v *visit) blindIn(before, after *assessment.Package) (map[string]string, error) {
	blind := map[string]string{}
	for _, p := range []*assessment.Package{after, before} {
		r, err := v.recordOf(p)
		if err != nil {
			return nil, err
		}
		unjudged, err := v.unjudged(r)
		if err != nil {
			return nil, err
		}
		for id := range unjudged {
			if _, later := after.Responses[id]; p == after || !later {
				blind[id] = r.path("/judge/" + id)
			}
		}
	}
	return blind, nil
}

// answerIn is the answer of a package in words; a dash where it holds none.
func (view *comparisonView) answerIn(v *visit, p *assessment.Package, question string) string {
	r, held := p.Responses[question]
	if !held {
		return "–"
	}
	return view.said(v, question, &r)
}

// hidden are the changes of answers that the reviewer has yet to judge, in the
// order of the questionnaires.
func (view *comparisonView) hidden() []scoring.AnswerChange {
	return view.changed(true)
}

// seen are the changes that the reviewer may see, in the order of the
// questionnaires; of what these ask no more, at the end.
func (view *comparisonView) seen() []scoring.AnswerChange {
	return view.changed(false)
}

func (view *comparisonView) changed(hidden bool) []scoring.AnswerChange {
	at := map[string]int{}
	questions := view.method.Catalogue.Questions()
	for i, q := range questions {
		at[q.ID] = i - len(questions)
	}
	var all []scoring.AnswerChange
	for _, a := range view.Answers {
		if _, blind := view.blind[a.Question]; blind == hidden {
			all = append(all, a)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return at[all[i].Question] < at[all[j].Question] })
	return all
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
