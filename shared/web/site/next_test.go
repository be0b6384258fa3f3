package site_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// plan is XA's plan.
func (w *world) plan() []assessment.PlanItem {
	w.t.Helper()
	f, _ := w.draft()
	items, err := w.desk.Plan(context.Background(), sample.XA, f)
	if err != nil {
		w.t.Fatal(err)
	}
	return items
}

// TestNext: a lead sees what would gain most, ticks actions, sees where the
// verdict goes, and takes them into the plan once.
func TestNext(t *testing.T) {
	w := newWorld(t)
	f, a := w.draft()
	path := "/files/" + f.ID + "/next"
	ada := w.as("sample-ada")
	first := a.Actions[0]
	d := ada.get(path).want(200).has("Most gain for the effort", "A short way to", "is no promise", "Main elements in place", "+"+first.Gain.Text(1))
	if n := len(d.all("input", "name", "do")); n != 20 {
		t.Errorf("%d actions are listed at first, want 20", n)
	}
	if n := len(ada.get(path+"?all").all("input", "name", "do")); n != len(a.Actions) {
		t.Errorf("%d actions are listed of %d", n, len(a.Actions))
	}
	turns, verdict := 0, a.Overall.Shown.Verdict
	for _, s := range a.Steps {
		d.has(s.Question)
		if s.Verdict != verdict {
			turns, verdict = turns+1, s.Verdict
		}
	}
	if n := strings.Count(d.words(), "From here on"); n != turns {
		t.Errorf("the path says the verdict %d times, which turns %d times", n, turns)
	}

	last := a.Actions[len(a.Actions)-1]
	picks := []scoring.Pick{{Kind: first.Kind, Question: first.Question}, {Kind: last.Kind, Question: last.Question}}
	what, err := w.desk.WhatIf(context.Background(), sample.XA, f, picks)
	if err != nil {
		t.Fatal(err)
	}
	ticked := path + "?do=" + string(first.Kind) + ":" + first.Question + "&do=" + string(last.Kind) + ":" + last.Question
	tried := ada.get(ticked).want(200).has("If this was done", "Being built", "+"+what.Gain.Text(1))
	for i := range what.After.Criteria {
		tried.has(what.After.Criteria[i].Shown.Gated.Text(1), what.Before.Criteria[i].Shown.Gated.Text(1))
	}
	tried.has("All of these get the same body and day", "without spaces")
	if len(tried.all("option", "value", "customs")) != 1 {
		t.Error("the bodies of the country are not offered")
	}
	form := tried.form(path)
	if w.as("sample-kofi").get(ticked).want(200); len(form["do"]) != 2 {
		t.Fatalf("the form takes over %v", form["do"])
	}
	before := len(w.plan())
	form.Set("owner", "Customs Office")
	form.Set("assistance", "<script>alert(1)</script>")
	wrong := ada.post(path, form).want(422).has("not the id of a body", "give the day", "<script>alert(1)")
	form = wrong.form(path)
	form.Set("owner", "customs")
	form.Set("due", "2027-03-01")
	form.Set("share", "1")
	for range 2 { // sent twice, made once
		ada.post(path, form).want(303)
	}
	ada.get("/files/" + f.ID + "/plan").want(200).has("Choose more actions")
	w.as("sample-kofi").get("/files/" + f.ID + "/plan").want(200).lacks("Choose more actions")
	items := w.plan()
	if len(items) != before+2 {
		t.Fatalf("the plan has %d items, want %d", len(items), before+2)
	}
	i := slices.IndexFunc(items, func(p assessment.PlanItem) bool { return p.Question == first.Question })
	if p := items[i]; p.Owner != "customs" || p.Due.String() != "2027-03-01" || !p.Share || p.Gain.Text(4) != first.Gain.Text(4) || p.Assistance != "<script>alert(1)</script>" {
		t.Errorf("the item is %+v", p)
	}
	ada.get(path).has("In the plan")
	inert(t, ada.get("/files/"+f.ID+"/plan").want(200).has("customs", "1 March 2027", "<script>alert(1)"))

	ada.post(path, url.Values{"do": {"SELL:LB-19"}, "key": {strings.Repeat("k", 30)}, "owner": {"customs"}, "due": {"2027-03-01"}}).want(422)
	ada.get(path + "?do=SELL:LB-19").want(422).has("offers no action")
	w.as("sample-kofi").post(path, form).want(403)
	w.as("sample-ines").get(path).want(404)
}

// inert fails if what was typed became part of the page.
func inert(t *testing.T, d *doc) {
	t.Helper()
	if strings.Contains(d.text, "<script>alert") {
		t.Errorf("%s: what was typed is part of the page", d.what)
	}
}

// TestPlanItem: the body that owns an item says how far it has come and not
// until when; others read; a stale page shows both, and saves when sent again.
func TestPlanItem(t *testing.T) {
	w := newWorld(t)
	f, _ := w.draft()
	path := "/files/" + f.ID + "/plan/sample-step"
	kofi, ada := w.as("sample-kofi"), w.as("sample-ada")
	form := kofi.get(path).want(200).has("training of officers").form(path)
	stale := ada.get(path).want(200).form(path)
	if form.Has("due") || !stale.Has("due") {
		t.Error("the terms are the lead's, and only the lead's")
	}
	form.Set("progress", "under_way")
	form.Set("note", "<b>Two</b> officers trained.")
	kofi.post(path, form).want(303)
	inert(t, ada.get(path).want(200).has("<b>Two</b> officers trained.", "Kofi Sarpong"))

	stale.Set("note", "The lead’s own note.")
	stale.Set("due", "2027-09-30")
	conflict := ada.post(path, stale).want(412).has("Somebody else changed this item", "<b>Two</b> officers trained.", "The lead’s own note.", "30 September 2027")
	again := conflict.form(path)
	if again.Get("note") != "The lead’s own note." || again.Get("due") != "2027-09-30" {
		t.Errorf("sending again would save %v", again)
	}
	ada.post(path, again).want(303)
	ada.get("/files/"+f.ID+"/plan").want(200).has("30 September 2027", "Planned")

	wrong := ada.get(path).form(path)
	wrong.Set("due", "tomorrow")
	wrong.Set("note", "Kept though wrong.")
	ada.post(path, wrong).want(422).has("Kept though wrong.")
	wrong.Set("due", "2027-09-30")
	wrong.Set("progress", "sold")
	ada.post(path, wrong).want(422).has("not a step of an item")
	wrong.Del("version")
	ada.post(path, wrong).want(428)

	lena := w.as("sample-lena") // of another body
	if forms := lena.get(path).want(200).all("form", "action", path); len(forms) > 0 {
		t.Error("a body that does not own the item may change it")
	}
	lena.post(path, form).want(403)
	w.as("sample-yaw").post(path, form).want(403)
	w.as("sample-ines").get(path).want(404)
}
