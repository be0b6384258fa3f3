package site

import (
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// eventsView is one page of the event log, newest first.
type eventsView struct {
	*releasedRecord // nothing but the questionnaires and their words
	events          []assessment.Event
	names           map[string]string // of people by sub, of files, sealed records, releases and the country by id
	teams           map[string]string // what the teams call themselves
	released        map[string]string // package -> team
	whole           bool              // each event follows from the one before it
	older           int               // number to go on from; 0: these are the first
}

// eventsOnPage is how many events a page has.
const eventsOnPage = 50

func eventsPage(v *visit) (*page, error) {
	before := 0
	if text := v.URL.Query().Get("before"); text != "" {
		var err error
		if before, err = strconv.Atoi(text); err != nil || before < 1 || before > 1_000_000_000 {
			return nil, assessment.ErrNotFound
		}
	}
	// One more than is shown: the last on the page is held against it.
	events, err := v.site.Desk.Store.Events(v.Context(), v.who.Owner, before, eventsOnPage+1)
	if err != nil {
		return nil, err
	}
	view := &eventsView{whole: assessment.VerifyRun(events) == nil}
	view.events = events[:min(len(events), eventsOnPage)]
	if n := len(view.events); len(events) > n {
		view.older = view.events[n-1].Number
	}
	if err := view.named(v); err != nil {
		return nil, err
	}
	return &page{title: v.t(language.NavEvents), body: eventsBody(v, view)}, nil
}

// actor names who did something; what no person did, an operator did.
func (view *eventsView) actor(v *visit, e *assessment.Event) string {
	if e.By == "operator" {
		return v.t(language.LeadEventOperator)
	}
	return nameIn(view.names, e.By)
}

// named looks up what the ids that events are kept with stand for.
func (view *eventsView) named(v *visit) error {
	var err error
	if view.releasedRecord, err = v.current(); err != nil {
		return err
	}
	if view.names, err = v.members(); err != nil {
		return err
	}
	view.names[v.country.ID] = v.country.Name
	files, err := v.site.Desk.Store.Files(v.Context(), v.who.Owner)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Submission != "" {
			view.names[f.Submission] = v.fileTitle(&f)
		}
		f.Revision = 1 // any other event is about the file, whatever its revision
		view.names[f.ID] = v.fileTitle(&f)
		view.names[assessment.ListOf(f.ID)] = view.names[f.ID]
	}
	grants, err := v.site.Desk.Store.Grants(v.Context(), v.who.Owner)
	if err != nil {
		return err
	}
	view.released = map[string]string{}
	for _, g := range grants {
		view.names[g.Package], view.released[g.Package] = v.grantTitle(&g), g.Team
	}
	view.teams, err = v.site.Desk.TeamNames(v.Context(), v.who.Owner)
	return err
}

// eventMatter is what an event is about and what more there is to say of it.
type eventMatter struct {
	name     string // a name, in any language; empty: the question has none
	question string
	section  string
	place    string // address of its page; empty: none, or not for this person
	detail   string
	hash     string // of which the beginning is shown
}

// matter names what an event is about, in the reader's language. What is kept is
// the same in all of them: names, ids and dates with spaces between them. An id
// that stands for nothing any more is left out.
func (view *eventsView) matter(v *visit, e *assessment.Event) eventMatter {
	m := eventMatter{name: view.names[e.About], place: view.place(v, e), detail: e.Detail}
	parts := strings.Fields(e.Detail)
	if len(parts) == 0 {
		m.detail = v.help("event", e.Kind)
	}
	switch e.Kind {
	case "opened":
		if m.name != "" { // made of all that was kept
			m.detail = ""
		}
	case "assigned":
		m.detail = v.assignedTo(e.Detail)
	case "owner_created", "member_invited", "member_added", "member_changed":
		for i := range parts {
			parts[i] = v.word("role", parts[i])
		}
		m.detail = v.lang.List(parts)
	case "instrument_added", "instrument_changed":
		m.name, m.detail = e.Detail, ""
	case "signed_off", "sign_off_taken_back":
		if len(parts) > 0 {
			m.section, m.detail = parts[0], ""
		}
		if len(parts) > 1 {
			m.hash = parts[1]
		}
	case "sealed":
		m.detail, m.hash = "", e.Detail
	case "released", "withdrawn":
		if team := view.released[e.About]; team != "" {
			m.detail = v.t(language.LeadEventTo, "team", nameIn(view.teams, team))
		}
	case "pair_opened":
		m.question, m.detail = e.About, v.lang.List(parts)
	case "position_agreed":
		m.question = e.About
	}
	return m
}

// assignedTo says to which body something was given, and until when.
func (v *visit) assignedTo(kept string) string {
	body, last, _ := cutLast(kept, " ")
	if due, err := questionnaire.ParseDate(last); err == nil {
		return v.t(language.LeadEventDue, "body", body, "date", v.day(due))
	}
	return kept
}

// place is the page of what an event is about, if the person may see it; empty
// for none.
func (view *eventsView) place(v *visit, e *assessment.Event) string {
	switch e.Kind {
	case "opened", "reopened", "assigned":
		return "/files/" + e.About
	case "list_changed":
		return "/files/" + strings.TrimSuffix(e.About, assessment.ListOf("")) + "/annex"
	case "instrument_added", "instrument_changed":
		return "/instruments/" + e.About
	}
	if !v.is(access.Lead, access.Approver, access.Reader) {
		return ""
	}
	switch e.Kind {
	case "sealed":
		return "/submissions/" + e.About
	case "released", "withdrawn":
		return "/releases#" + e.About
	}
	return ""
}
