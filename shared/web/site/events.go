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
	events []assessment.Event
	names  map[string]string // of people by sub, and of files by id
	whole  bool              // each event follows from the one before it
	older  int               // number to go on from; 0: these are the first
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
	if view.names, err = v.members(); err != nil {
		return nil, err
	}
	files, err := v.site.Desk.Store.Files(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		f.Revision = 1 // an event is about the file, whatever its revision
		view.names[f.ID] = v.fileTitle(&f)
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

// about names what an event is about: a person or a file by name, anything else
// by id.
func (view *eventsView) about(e *assessment.Event) string { return nameIn(view.names, e.About) }

// detail says more of an event, in the reader's language. What is kept is the
// same in all of them: names, ids and dates with spaces between them.
func (view *eventsView) detail(v *visit, e *assessment.Event) string {
	parts := strings.Fields(e.Detail)
	if len(parts) == 0 {
		return v.help("event", e.Kind)
	}
	first, last := parts[:len(parts)-1], parts[len(parts)-1]
	switch e.Kind {
	case "opened":
		return v.lang.List([]string{strings.Join(first, " "), v.word("track", last)})
	case "assigned":
		if due, err := questionnaire.ParseDate(last); err == nil {
			return v.t(language.LeadEventDue, "body", strings.Join(first, " "), "date", v.day(due))
		}
	case "owner_created", "member_invited", "member_added", "member_changed":
		for i := range parts {
			parts[i] = v.word("role", parts[i])
		}
		return v.lang.List(parts)
	case "pair_opened":
		return v.lang.List(parts)
	}
	return e.Detail
}

// place is the page of what an event is about, if the person may see it; empty
// for none.
func (view *eventsView) place(v *visit, e *assessment.Event) string {
	switch e.Kind {
	case "opened", "reopened", "assigned":
		return "/files/" + e.About
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
