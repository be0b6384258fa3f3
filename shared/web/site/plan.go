package site

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// planView is the plan of a file.
type planView struct {
	*opened
	items []assessment.PlanItem
	today questionnaire.Date
}

func planPage(v *visit) (*page, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	items, err := v.site.Desk.Plan(v.Context(), v.who.Owner, o.File)
	if err != nil {
		return nil, err
	}
	return &page{title: v.t(language.PlanTitle), body: planBody(v, &planView{o, items, v.today()}), trail: v.trail(o)}, nil
}

// late reports whether an item is past its day and not done.
func (view *planView) late(p *assessment.PlanItem) bool {
	return view.today.After(p.Due) && (p.Progress == assessment.Planned || p.Progress == assessment.UnderWay)
}

// days counts the days from the beginning of 1970, for a drawing.
func days(d questionnaire.Date) float64 {
	return float64(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 3600))
}

// timeline draws the items that are not dropped.
func (v *visit) timeline(view *planView) chart.Timeline {
	t := chart.Timeline{
		Frame:  v.frame("timeline", v.t(language.PlanTimeline), v.t(language.PlanTimelineHelp)),
		Today:  chart.Mark{Label: v.t(language.PlanToday), Value: chart.Value{At: days(view.today), Text: v.day(view.today)}},
		States: [4]string{v.word("progress", assessment.Planned), v.word("progress", assessment.UnderWay), v.word("progress", assessment.Done), v.t(language.PlanLate)},
		Head:   [5]string{v.t(language.PlanItem), v.t(language.PlanOwner), v.t(language.PlanStart), v.t(language.PlanDue), v.t(language.PlanProgress)},
	}
	first, last := view.today, view.today
	for i := range view.items {
		p := &view.items[i]
		if p.Progress == assessment.Dropped {
			continue
		}
		if first.After(p.Due) {
			first = p.Due
		}
		if p.Due.After(last) {
			last = p.Due
		}
		item := chart.Item{Name: v.stepName(p), Owner: p.Owner, Due: chart.Value{At: days(p.Due), Text: v.day(p.Due)}}
		switch {
		case view.late(p):
			item.State = chart.Late
		case p.Progress == assessment.UnderWay:
			item.State = chart.InProgress
		case p.Progress == assessment.Done:
			item.State = chart.Done
		}
		t.Items = append(t.Items, item)
	}
	t.Months = v.months(first, last)
	return t
}

// months are the first days of the months between two days, with their names;
// the first of them and every January say the year.
func (v *visit) months(first, last questionnaire.Date) []chart.Value {
	var all []chart.Value
	for at := (questionnaire.Date{Year: first.Year, Month: first.Month, Day: 1}); !at.After(last); {
		if !first.After(at) {
			name := v.word("month", monthNames[at.Month-1])
			if len(all) == 0 || at.Month == 1 {
				name += " " + strconv.Itoa(at.Year)
			}
			all = append(all, chart.Value{At: days(at), Text: name})
		}
		if at.Month++; at.Month > 12 {
			at.Year, at.Month = at.Year+1, 1
		}
	}
	return all
}

var monthNames = [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// stepName says what an item does.
func (v *visit) stepName(p *assessment.PlanItem) string {
	return v.actionWords([]scoring.Kind{p.Kind}, p.Question)
}

// itemView is one item of the plan with what its form says.
type itemView struct {
	*opened
	item     *assessment.PlanItem
	theirs   *assessment.PlanItem // what somebody else saved meanwhile
	terms    assessment.PlanTerms // as typed
	progress assessment.Progress
	note     string
	faults   questionnaire.Faults
	names    map[string]string
	bodies   []string // that are known in the country
}

// planItem reads the item that the path names.
func (v *visit) planItem() (*itemView, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	item, err := v.site.Desk.PlanItem(v.Context(), v.who.Owner, o.File, v.PathValue("item"))
	if err != nil {
		return nil, err
	}
	members, err := v.site.Desk.Store.Members(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	view := &itemView{opened: o, item: item, terms: item.PlanTerms, progress: item.Progress, note: item.Note, names: map[string]string{}}
	for _, m := range members {
		view.names[m.Sub] = m.Name
	}
	given, err := v.site.Desk.Assignments(v.Context(), v.who.Owner, o.File)
	view.bodies = bodiesOf(members, given)
	return view, err
}

func planItemPage(v *visit) (*page, error) {
	view, err := v.planItem()
	if err != nil {
		return nil, err
	}
	return v.showItem(view, 0), nil
}

func (v *visit) showItem(view *itemView, status int) *page {
	return &page{status: status, title: v.stepName(view.item), body: itemBody(v, view),
		trail: v.trail(view.opened, crumb{v.t(language.PlanTitle), view.path("/plan")})}
}

// savePlanItem saves how far an item has come; for the lead its terms too.
func savePlanItem(v *visit) (*page, error) {
	view, err := v.planItem()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	view.progress, view.note = assessment.Progress(v.field("progress")), v.field("note")
	if v.is(access.Lead) {
		due, err := v.date("due")
		view.terms = assessment.PlanTerms{Owner: v.field("owner"), Due: due, Assistance: v.field("assistance"), Share: v.ticked("share")}
		if err != nil {
			view.faults = questionnaire.Faults{{Path: "due", Problem: err.Error()}}
			return v.showItem(view, http.StatusUnprocessableEntity), nil
		}
	}
	_, err = v.site.Desk.Advance(v.Context(), v.act, view.File, view.item.ID, seen, view.terms, view.progress, view.note)
	view.faults = faultsOf(err)
	switch {
	case view.faults != nil:
		return v.showItem(view, http.StatusUnprocessableEntity), nil
	case errors.Is(err, assessment.ErrConflict):
		view.theirs = view.item
		return v.showItem(view, http.StatusPreconditionFailed), nil
	case err != nil:
		return nil, err
	}
	return to(view.path("/plan"))
}

// mayAdvance reports whether the person says how far an item has come.
func (v *visit) mayAdvance(p *assessment.PlanItem) bool {
	return v.act.Lead || v.act.SpeaksFor(p.Owner)
}

// who is the name of a person, or their subject where there is none any more.
func (view *itemView) who(sub string) string {
	if n := view.names[sub]; n != "" {
		return n
	}
	return sub
}

// progresses are the steps of an item, with the words.
func (v *visit) progresses() []choice {
	return choicesOf(v, "progress", assessment.Planned, assessment.UnderWay, assessment.Done, assessment.Dropped)
}
