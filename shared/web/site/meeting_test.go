package site_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestVisit: topics that are ticked on the visit page come into the form of a
// meeting, new or arranged before; what is wrong keeps everything typed; a
// stale page shows what stands there now.
func TestVisit(t *testing.T) {
	w := newWorld(t)
	rosa := w.as("sample-rosa")
	path := "/outreach/packages/" + w.pkg()
	meetings := path + "/engagements"
	rosa.get(path+"/visit").want(200).has("once you have judged its answer").lacks("Critical, does not pass", "Improved")
	judges(rosa, path, "LB-19")
	judges(rosa, path, "LB-01")
	d := rosa.get(path+"/visit?meeting=sample-engagement").want(200).has("Agenda by ministry", "Licensing authority", "Critical, does not pass", "Which article of the draft", "Improved")
	chosen := d.form(meetings)
	if chosen.Get("topics") != "LB-19" || chosen.Get("meeting") != "sample-engagement" {
		t.Errorf("the topics of the meeting are not ticked: %v", chosen)
	}
	form := rosa.get(meetings + "?" + url.Values{"topics": {"LB-12", "AX-01"}, "meeting": {""}}.Encode()).want(200).has("Propose a meeting").form(meetings)
	if topics := form["topics"]; !slices.Contains(topics, "LB-12") || !slices.Contains(topics, "AX-01") || len(topics) != 2 {
		t.Errorf("topics %v", topics)
	}
	form.Set("agenda", "Begin with <b>brokering</b>.")
	form.Set("follow_up[0].what", "Send the draft.")
	refused := rosa.post(meetings, form).want(422).has("There is a problem", "give the first and the last day", "Begin with <b>brokering</b>.")
	form = refused.form(meetings)
	if form.Get("follow_up[0].what") != "Send the draft." || len(form["topics"]) != 2 {
		t.Errorf("what was typed is gone: %v", form)
	}
	form.Set("from", "2027-01-11")
	form.Set("to", "2027-01-12")
	form.Set("follow_up[0].who", "Ministry of Trade")
	for range 2 {
		rosa.post(meetings, form).want(303)
	}
	d = rosa.get("/outreach/engagements").want(200).has("Upcoming", "January 2027", "11 January 2027 to 12 January 2027", "March 2027", "The capital")
	if words := d.words(); strings.Count(words, "11 January") != 1 || strings.Index(words, "January 2027") > strings.Index(words, "March 2027") {
		t.Error("it was proposed twice, or the months are out of order")
	}
	w.later(60 * 24 * 3600e9)
	w.as("sample-rosa").get("/outreach/engagements").want(200).has("Past")
}

// TestMeetingChanges: a meeting is changed from the version that was seen.
func TestMeetingChanges(t *testing.T) {
	w := newWorld(t)
	rosa := w.as("sample-rosa")
	path := "/outreach/packages/" + w.pkg() + "/engagements/sample-engagement"
	form := rosa.get(path).want(200).has("Change the meeting", "Three Partners, to be named").form(path)
	form.Set("state", "agreed")
	form.Set("place", "The port")
	rosa.post(path, form).want(303)
	rosa.get("/outreach/engagements").want(200).has("Agreed", "The port")
	form.Set("place", "The border")
	stale := rosa.post(path, form).want(412).has("Somebody else changed this meeting", "The port")
	again := stale.form(path)
	if again.Get("place") != "The border" || again.Get("version") != "2" {
		t.Errorf("what was typed is gone: %v", again)
	}
	rosa.post(path, again).want(303)
	rosa.get(path).want(200).has("The border").lacks("The port")
	again.Set("from", "the first of March")
	rosa.post(path, again).want(422).has("is not a date")
	again.Del("version")
	rosa.post(path, again).want(428)
}

// TestAssistancePage: what is wanted stands beside what is offered; an offer is
// saved from the version that was seen, and can end.
func TestAssistancePage(t *testing.T) {
	w := newWorld(t)
	rosa := w.as("sample-rosa")
	const page = "/outreach/assistance"
	rosa.get(page).want(200).has("Catch-all: items on no list", "Xebec (invented)", "Lawyers who read drafts")
	form := rosa.get(page + "?topic=EN-A").want(200).form(page)
	form.Set("until", "2027-13-01")
	form.Set("text", "Two weeks of <b>training</b> a year.")
	refused := rosa.post(page, form).want(422).has("is not a date", "Two weeks of <b>training</b> a year.").form(page)
	refused.Set("until", "2028-12-31")
	rosa.post(page, refused).want(303)
	rosa.get(page).want(200).has("Two weeks of <b>training</b> a year.", "until 31 December 2028", "Nobody asked")
	refused.Set("text", "Another text.")
	stale := rosa.post(page, refused).want(412).has("Somebody else changed this offer", "Two weeks of", "Another text.").form(page)
	stale.Del("open")
	rosa.post(page, stale).want(303)
	rosa.get(page).want(200).has("No longer offered").lacks("Nobody asked")
	empty := rosa.get(page + "?topic=EN-A").form(page)
	empty.Set("text", "")
	rosa.post(page, empty).want(422).has("There is a problem")
}
