package site

import (
	"slices"

	"github.com/a-h/templ"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// visitView prepares a visit: what to ask which ministry, what still awaits a
// reply, and what changed.
type visitView struct {
	*releasedRecord
	offices  []officeGaps
	waiting  []assessment.Clarification
	change   *comparisonView
	meetings []assessment.Engagement // that topics can still be put into
	prepared *assessment.Engagement  // the meeting that the page is for; nil: none yet
}

// officeGaps is what is open for the office that usually knows.
type officeGaps struct {
	office string
	gaps   []outreach.Gap
}

func visitPage(v *visit) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	desk, ctx, team := v.site.Reviews, v.Context(), v.who.Owner
	view := &visitView{releasedRecord: r}
	gaps, err := desk.Gaps(ctx, team, r.ID, v.who.Sub)
	if err != nil {
		return nil, err
	}
	view.offices = r.byOffice(gaps)
	asked, err := desk.Clarifications(ctx, team, r.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range asked {
		if c.Reply == "" {
			view.waiting = append(view.waiting, c)
		}
	}
	if view.change, err = v.compare(r, ""); err != nil {
		return nil, err
	}
	all, err := desk.Engagements(ctx, team, r.ID)
	if err != nil {
		return nil, err
	}
	for i, e := range all {
		if e.State == "proposed" || e.State == "agreed" {
			view.meetings = append(view.meetings, e)
		}
		if e.ID == v.URL.Query().Get("meeting") {
			view.prepared = &all[i]
		}
	}
	return v.recordPage(r, 0, v.t(language.ReviewVisit), visitBody(v, view)), nil
}

// byOffice parts gaps by the office that usually knows best, in the order of
// the list of offices.
func (r *releasedRecord) byOffice(gaps []outreach.Gap) []officeGaps {
	of := map[string][]outreach.Gap{}
	for _, g := range gaps {
		office := ""
		if q := r.question(g.Question); q != nil && len(q.Offices) > 0 {
			office = q.Offices[0]
		}
		of[office] = append(of[office], g)
	}
	var all []officeGaps
	for _, office := range append(slices.Clone(r.method.Catalogue.References.Offices), "") {
		if len(of[office]) > 0 {
			all = append(all, officeGaps{office, of[office]})
		}
	}
	return all
}

// meeting is the id of the meeting that the page is for; empty for none.
func (view *visitView) meeting() string {
	if view.prepared == nil {
		return ""
	}
	return view.prepared.ID
}

// chosen reports whether a question is a topic of the meeting already.
func (view *visitView) chosen(question string) bool {
	return view.prepared != nil && slices.Contains(view.prepared.Topics, question)
}

// why says why a question is open. Of a level that the reviewer may not see yet
// it says nothing; the page says so once.
func (view *visitView) why(v *visit, g *outreach.Gap) string {
	if g.Why == "" {
		return ""
	}
	return v.word("review_gap", g.Why)
}

// hides reports whether of any topic nothing is said yet.
func (view *visitView) hides() bool {
	return slices.ContainsFunc(view.offices, func(o officeGaps) bool {
		return slices.ContainsFunc(o.gaps, func(g outreach.Gap) bool { return g.Why == "" })
	})
}

// describe points to why a question is open, where the page says it.
func (view *visitView) describe(v *visit, g *outreach.Gap) templ.Attributes {
	if view.why(v, g) == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": "why-" + g.Question}
}

// meetingTitle names a meeting by its kind and days.
func (v *visit) meetingTitle(e *assessment.Engagement) string {
	return v.t(language.ReviewVisitMeeting, "kind", v.word("review_meeting_kind", e.Kind), "days", v.days(&e.EngagementTerms))
}

// into are the meetings that topics can be put into.
func (view *visitView) into(v *visit) []choice {
	all := []choice{{"", v.t(language.ReviewVisitNew)}}
	for i, e := range view.meetings {
		all = append(all, choice{e.ID, v.meetingTitle(&view.meetings[i])})
	}
	return all
}
