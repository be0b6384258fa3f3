package site

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// calendarView is the meetings with all countries: what is to come by month,
// soonest first, then what has been, latest first.
type calendarView struct {
	months  []calendarMonth
	past    []assessment.Engagement
	entries map[string]outreach.Entry // by country
}

// calendarMonth is one month with its meetings.
type calendarMonth struct {
	title    string
	meetings []assessment.Engagement
}

func calendarPage(v *visit) (*page, error) {
	all, err := v.site.Reviews.Calendar(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	entries, err := v.site.Reviews.Portfolio(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	view := &calendarView{entries: map[string]outreach.Entry{}}
	for _, e := range entries {
		view.entries[e.Country] = e
	}
	today := v.today()
	for _, e := range slices.Backward(all) {
		if today.After(e.To) {
			view.past = append(view.past, e)
			continue
		}
		title := v.monthOf(e.From)
		if n := len(view.months); n == 0 || view.months[n-1].title != title {
			view.months = append(view.months, calendarMonth{title: title})
		}
		last := &view.months[len(view.months)-1]
		last.meetings = append(last.meetings, e)
	}
	slices.Reverse(view.past)
	return &page{title: v.t(language.NavEngagements), body: calendarBody(v, view), trail: []crumb{{v.t(language.NavPortfolio), "/outreach"}}}, nil
}

// monthOf names the month of a day.
func (v *visit) monthOf(d questionnaire.Date) string {
	return v.t(language.ReviewMeetingMonth, "month", v.word("month", monthNames[d.Month-1]), "year", fmt.Sprint(d.Year))
}

// days are the days of a meeting.
func (v *visit) days(t *assessment.EngagementTerms) string {
	if t.From == t.To {
		return v.day(t.From)
	}
	return v.t(language.ReviewMeetingDays, "from", v.day(t.From), "to", v.day(t.To))
}

// meetingClass is the status of a meeting as a task's.
func meetingClass(s assessment.EngagementState) string {
	switch s {
	case "agreed":
		return "sa-status sa-status--in-progress"
	case "held":
		return "sa-status sa-status--done"
	case "called_off":
		return "sa-status sa-status--cannot-start"
	}
	return "sa-status sa-status--waiting"
}

// meetingForm is a meeting as its form has it.
type meetingForm struct {
	kind, state, from, to, place, participants, agenda string
	topics                                             []string
	followUp                                           []followUpForm
}

type followUpForm struct {
	what, who, due string
	done           bool
}

func meetingFormOf(t *assessment.EngagementTerms) meetingForm {
	f := meetingForm{string(t.Kind), string(t.State), t.From.String(), t.To.String(), t.Place, t.Participants, t.Agenda, t.Topics, nil}
	for _, u := range t.FollowUp {
		f.followUp = append(f.followUp, followUpForm{u.What, u.Who, u.Due.String(), u.Done})
	}
	return f
}

func (v *visit) readMeeting() meetingForm {
	f := meetingForm{v.field("kind"), v.field("state"), v.field("from"), v.field("to"), v.field("place"), v.field("participants"), v.field("agenda"), v.fields("topics"), nil}
	for i := range len(v.PostForm) {
		at := fmt.Sprintf("follow_up[%d].", i)
		if !v.PostForm.Has(at + "what") {
			break
		}
		u := followUpForm{v.field(at + "what"), v.field(at + "who"), v.field(at + "due"), v.ticked(at + "done")}
		if u != (followUpForm{}) {
			f.followUp = append(f.followUp, u)
		}
	}
	return f
}

// terms turns the form into what is arranged. What cannot be read is a fault;
// whether the rest is right, the desk says.
func (f *meetingForm) terms() (assessment.EngagementTerms, questionnaire.Faults) {
	var faults questionnaire.Faults
	day := func(path, s string) questionnaire.Date {
		if s == "" {
			return questionnaire.Date{}
		}
		d, err := questionnaire.ParseDate(s)
		if err != nil {
			faults = append(faults, questionnaire.Fault{Path: path, Problem: err.Error()})
		}
		return d
	}
	t := assessment.EngagementTerms{Kind: assessment.EngagementKind(f.kind), State: assessment.EngagementState(f.state), From: day("from", f.from), To: day("to", f.to),
		Place: f.place, Participants: f.participants, Topics: f.topics, Agenda: f.agenda}
	for i, u := range f.followUp {
		t.FollowUp = append(t.FollowUp, assessment.FollowUp{What: u.what, Who: u.who, Due: day(fmt.Sprintf("follow_up[%d].due", i), u.due), Done: u.done})
	}
	return t, faults
}

// meetingsView is the meetings with one country and the form of one of them.
type meetingsView struct {
	*releasedRecord
	all    []assessment.Engagement
	gaps   []outreach.Gap
	open   *assessment.Engagement // the one that the form changes; nil: it proposes
	form   meetingForm
	faults questionnaire.Faults
	stale  bool // somebody else changed it

	home string // path of the page that lists the meetings
	show func(view *meetingsView, status int) *page

	// For a country, which says whom it proposes to meet.
	teams []choice
	team  string // as typed
}

// meetings opens the meetings with a country, and one of them for the form;
// with "" the form proposes another.
func (v *visit) meetings(id string) (*meetingsView, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	view := &meetingsView{releasedRecord: r, home: r.path("/engagements"), show: v.showMeetings}
	if view.all, err = v.site.Reviews.Engagements(v.Context(), v.who.Owner, r.ID); err != nil {
		return nil, err
	}
	if view.gaps, err = v.site.Reviews.Gaps(v.Context(), v.who.Owner, r.ID, v.who.Sub); err != nil {
		return nil, err
	}
	return view, view.choose(id)
}

// choose opens the meeting that the form changes; with "", the form proposes
// one.
func (view *meetingsView) choose(id string) error {
	if id == "" {
		view.form = meetingForm{kind: "visit", state: "proposed"}
		return nil
	}
	at := slices.IndexFunc(view.all, func(e assessment.Engagement) bool { return e.ID == id })
	if at < 0 {
		return outreach.ErrNotFound
	}
	view.open = &view.all[at]
	view.form = meetingFormOf(&view.open.EngagementTerms)
	return nil
}

// meetingsPage lists the meetings and proposes another. Topics that were ticked
// on the visit page come along in the address; with them may come the meeting
// that they are for.
func meetingsPage(v *visit) (*page, error) {
	query := v.URL.Query()
	view, err := v.meetings(query.Get("meeting"))
	if err != nil {
		return nil, err
	}
	if topics := query["topics"]; len(topics) > 0 {
		view.form.topics = topics
	}
	return v.showMeetings(view, 0), nil
}

func meetingPage(v *visit) (*page, error) {
	view, err := v.meetings(v.PathValue("engagement"))
	if err != nil {
		return nil, err
	}
	return v.showMeetings(view, 0), nil
}

func (v *visit) showMeetings(view *meetingsView, status int) *page {
	return v.recordPage(view.releasedRecord, status, v.t(language.NavEngagements), meetingsBody(v, view))
}

func proposeMeeting(v *visit) (*page, error) {
	view, err := v.meetings(v.PathValue("engagement"))
	if err != nil {
		return nil, err
	}
	id, err := v.formID()
	if err != nil {
		return nil, err
	}
	return v.arrange(view, func(t assessment.EngagementTerms) error {
		_, err := v.site.Reviews.Propose(v.Context(), v.who.Owner, view.ID, v.who.Sub, id, t)
		return err
	})
}

func arrangeMeeting(v *visit) (*page, error) {
	view, err := v.meetings(v.PathValue("engagement"))
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	return v.arrange(view, func(t assessment.EngagementTerms) error {
		_, err := v.site.Reviews.Arrange(v.Context(), v.who.Owner, view.ID, v.who.Sub, view.open.ID, seen, t)
		return err
	})
}

// arrange saves what the form says. What is wrong, and what somebody else
// changed meanwhile, comes back with everything that was typed.
func (v *visit) arrange(view *meetingsView, save func(assessment.EngagementTerms) error) (*page, error) {
	view.form = v.readMeeting()
	terms, faults := view.form.terms()
	var err error
	if faults == nil {
		err = save(terms)
		faults = faultsOf(err)
	}
	switch {
	case faults != nil:
		view.faults = faults
		return view.show(view, 422), nil
	case errors.Is(err, assessment.ErrConflict) && view.open != nil:
		view.stale = true
		return view.show(view, 412), nil
	case err != nil:
		return nil, err
	}
	return to(view.home)
}

// topics are what the meeting may be about: the open questions of the record,
// and what was chosen before.
func (view *meetingsView) topics() []choice {
	var ids []string
	for _, g := range view.gaps {
		ids = append(ids, g.Question)
	}
	for _, id := range view.form.topics {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	var all []choice
	for _, id := range ids {
		all = append(all, choice{id, strings.TrimPrefix(view.stem(id), id)})
	}
	return all
}

// followUp says what was agreed, who does it, and until when.
func (v *visit) followUp(f *assessment.FollowUp) string {
	text := v.comma(f.What, f.Who)
	if f.Due.IsZero() {
		return text
	}
	return v.comma(text, v.t(language.TaskDue, "date", v.day(f.Due)))
}

// rows are the things to follow up, and one empty.
func (view *meetingsView) rows() []followUpForm {
	return append(slices.Clone(view.form.followUp), followUpForm{})
}

// action is where the form is sent.
func (view *meetingsView) action() string {
	if view.open == nil {
		return view.home
	}
	return view.home + "/" + view.open.ID
}
