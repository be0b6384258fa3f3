package site_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>`

// inert fails if what was typed became part of a page.
func (d *doc) inert() *doc {
	d.t.Helper()
	if strings.Contains(d.text, "<script>alert") || strings.Contains(d.text, "<img src=x") {
		d.t.Errorf("%s: what was typed is part of the page", d.what)
	}
	return d
}

// give is the form that gives a section to a body.
func give(body, version, due string, more url.Values) url.Values {
	form := url.Values{"body": {body}, "version": {version}, "due": {due}}
	for name, values := range more {
		form[name] = values
	}
	return form
}

// TestAssign: the lead gives sections and questions to a body, sees what is
// overdue, changes it and takes it back; a stale page shows what stands.
func TestAssign(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/assignments"
	ada.get(path).want(200).has("No section or question is assigned to a body yet")
	ada.post(path, give("customs", "0", "", url.Values{"sections": {"EN-A"}})).want(422).has("name the day until which the body answers")
	bad := ada.post(path, give(hostile, "0", "2026-11-01", url.Values{"sections": {"EN-A"}}))
	bad.want(422).inert()
	refused := ada.post(path, give("The customs service", "0", "2026-11-01", url.Values{"sections": {"EN-A"}})).want(422).has("not the id of a body")
	if len(refused.all("a", "href", "#f-body")) != 1 || len(refused.all("input", "value", "the customs service")) != 1 {
		t.Error("the refusal does not lead to the body that was typed")
	}
	ada.post(path, give("customs", "0", "2026-11-01", url.Values{"questions": {"EN-45", "LB-19"}})).want(303)
	ada.get(path).want(200).has("Kofi Sarpong", "Was due by 1 November 2026", "1 of 2 answered", "sections are assigned to nobody")
	ada.post(path, give("customs", "0", "2027-01-31", url.Values{"sections": {"EN-A"}})).want(412).has("Somebody else changed this", "Change what is assigned to customs")
	again := give("customs", "1", "2027-01-31", url.Values{"sections": {"EN-A"}})
	ada.post(path, again).want(303)
	form := ada.get(path+"?body=customs").want(200).has("Change what is assigned to customs", "31 January 2027")
	if ticked := form.all("input", "id", "tick-sections-EN-A"); len(ticked) != 1 {
		t.Error("the section that was given is not among the choices")
	} else if _, is := attributes(ticked[0])["checked"]; !is {
		t.Error("the section that was given is not ticked")
	}
	back := form.form(path) // the first form of the page is that of the table's row
	back.Set("back", "1")
	ada.post(path, back).want(303)
	ada.get(path).want(200).has("No section or question is assigned to a body yet")
	kofi := w.as("sample-kofi")
	kofi.get(path).want(200).lacks("Give something to a body", "Questions put to two bodies")
	kofi.post(path, again).want(403)
}

// TestPosition: the lead sees both replies side by side and records what is
// agreed; who does not agree has that kept.
func TestPosition(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	file := "/files/" + w.file(sample.XA)
	path := file + "/pairs/EN-33/position"
	form := ada.get(path).want(200).has("The replies differ", "Not exercised, not used", "Exercise planned").form(path)
	form.Set("choice", "1")
	form["agreed_by"] = []string{"licensing"}
	form.Set("dissent.customs", hostile)
	form.Set("response.text", "Typed before the refusal.")
	ada.post(path, with(form, "dissent.customs", "short")).want(422).has("too short", "Typed before the refusal.")
	ada.post(path, form).want(303)
	ada.post(path, form).want(303) // sent twice, recorded once
	ada.get(path).want(200).inert().has("Position recorded", "customs does not agree", hostile)
	ada.post(path, with(form, "key", strings.Repeat("k", 30))).want(412).has("Somebody else changed this", "Typed before the refusal.")
	w.as("sample-kofi").get(path).want(403)
	w.as("sample-ines").get(path).want(404)

	open := url.Values{"key": {strings.Repeat("n", 30)}, "question": {"lb-19"}, "first": {"customs"}, "second": {"customs"}}
	if same := ada.post(file+"/pairs", open).want(422).has("not two bodies"); len(same.all("a", "href", "#f-first")) != 1 {
		t.Error("the refusal does not lead to the bodies")
	}
	ada.post(file+"/pairs", with(open, "second", "licensing")).want(303)
	ada.get(file+"/assignments").want(200).has("LB-19", "Waiting for replies")
	ada.get(file+"/pairs/LB-19/position").want(200).has("No reply yet.", "once both bodies have replied")
}

// with is a form with another value.
func with(form url.Values, name, value string) url.Values {
	out := url.Values{}
	for n, values := range form {
		out[n] = values
	}
	out.Set(name, value)
	return out
}

// TestPeople: the lead adds and suspends people; everybody sees who there is.
func TestPeople(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	person := url.Values{"version": {"0"}, "sub": {"new-person"}, "name": {hostile}, "roles": {"contributor"}, "bodies": {""}, "active": {"1"}}
	refused := ada.post("/people", person).want(422).has("a contributor speaks for at least one body").inert()
	if kept := refused.all("input", "value", hostile); len(kept) != 1 {
		t.Error("the name that was typed is gone")
	}
	ada.post("/people", with(person, "sub", "not one")).want(422).has("not a subject of the identity provider")
	ada.post("/people", with(person, "bodies", "Customs; justice")).want(303)
	ada.get("/people?person=new-person").want(200).inert().has("Change "+hostile, "customs and justice", "5 people")
	ada.post("/people", with(person, "bodies", "customs")).want(412).has("Somebody else changed this", "customs and justice")
	me := url.Values{"version": {"1"}, "sub": {"sample-ada"}, "name": {"Ada"}, "roles": {"reader"}, "active": {"1"}}
	ada.post("/people", me).want(422).has("this is the last active lead")
	yaw := w.as("sample-yaw")
	yaw.get("/people").want(200).has("Kofi Sarpong").lacks("Add a person")
	yaw.post("/people", person).want(403)

	operator := func(active bool) {
		e := assessment.Event{By: "operator", Kind: "member_suspended", About: "sample-kofi", At: w.now()}
		if err := w.store.Suspend(context.Background(), access.National, "sample-kofi", active, e); err != nil {
			t.Fatal(err)
		}
	}
	operator(false)
	ada.get("/people").want(200).has("Suspended by the operator")
	operator(true)
	ada.get("/people").want(200).lacks("Suspended by the operator")
}

// TestCountry: the lead keeps the profile; the others read it.
func TestCountry(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	form := ada.get("/country").want(200).has("Non-Partner", "It is never scored").form("/country")
	ada.post("/country", with(form, "time_zone", "Nowhere/Else")).want(422).has("not a time zone")
	ada.post("/country", with(form, "time_zone", "Africa/Accra")).want(303)
	stale := ada.post("/country", with(form, "name", hostile)).want(412).inert().has("Africa/Accra")
	if kept := stale.all("input", "value", hostile); len(kept) != 1 {
		t.Error("the name that was typed is gone")
	}
	kofi := w.as("sample-kofi")
	kofi.get("/country").want(200).has("Xanadu")
	kofi.post("/country", form).want(403)
}

// TestEvents: everybody of the country sees what was done by whom, page by
// page.
func TestEvents(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	file := "/files/" + w.file(sample.XA)
	for i := range 60 {
		ada.post(file+"/assignments", give("customs", string(rune('0'+i/10))+string(rune('0'+i%10)), "2027-01-31", url.Values{"sections": {"EN-A"}})).want(303)
	}
	first := w.as("sample-kofi").get("/events").want(200).has("Ada Mensah", "Questions assigned to a body", "Cycle 2026", "follows from the one before it", "Older entries")
	if rows := first.all("tr", "id", ""); len(rows) != 50 {
		t.Errorf("a page has %d events", len(rows))
	}
	older := first.all("a", "rel", "next")
	w.as("sample-kofi").get(attribute(older[0], "href")).want(200).has("Operator", "Country or team brought in", "Xanadu (invented)", "Strategic Goods Order 2024", "Has the decision chain", "Newest entries").
		lacks("Older entries", "sample-law", "xa00000000")
	ada.get("/events?before=x").want(404)
	w.as("sample-rosa").get("/events").want(404) // the other side
}
