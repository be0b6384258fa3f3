package site_test

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestSection: the answers of a section are read and signed as they stand; a
// change voids that and is named, and what changed while one read is not
// signed.
func TestSection(t *testing.T) {
	w := newWorld(t)
	w.give("customs", "EN-C")
	file := "/files/" + w.file(sample.XA)
	path := file + "/sections/EN-C"
	yaw, kofi := w.as("sample-yaw"), w.as("sample-kofi")
	first := yaw.get(path).want(200).has("Customs and border detection", "Level 2: Done now and then", "1 proof", "Assigned to customs", "Nobody has signed this section yet", "4 of 5")
	form := first.form(path)
	if form.Get("hash") == "" || form.Get("version") != "0" {
		t.Fatalf("the form signs %v", form)
	}
	answer := func(level string) {
		t.Helper()
		at := file + "/questions/EN-16"
		f := kofi.get(at).want(200).form(at)
		f.Set("choice", level)
		kofi.post(at, f).want(303)
	}
	answer("3")
	yaw.post(path, form).want(412).has("Nothing was signed", "Level 3:")
	form = yaw.get(path).form(path)
	to := yaw.post(path, form).want(303).header.Get("Location")
	yaw.post(path, form).want(303) // sent twice, signed once
	yaw.get(strings.TrimSuffix(to, "#sign-off")).want(200).has("Signed off", "Yaw Boateng", "Take back the sign-off")
	answer("1")
	void := yaw.get(path).want(200).has("Changed since", "signed again: EN-16", "Sign off")
	yaw.post(path, void.form(path)).want(303)
	back := yaw.get(path).has("Signed off").form(path) // only taking it back is left
	if back.Has("hash") {
		t.Errorf("a section that is signed can be signed: %v", back)
	}
	yaw.post(path, back).want(303)
	yaw.get(path).has("Nobody has signed this section yet")

	if forms := kofi.get(path).want(200).all("form", "action", path); len(forms) > 0 {
		t.Error("a contributor finds a form to sign")
	}
	kofi.post(path, form).want(403)
	question := file + "/questions/EN-16"
	if forms := yaw.get(question).want(200).has("Level 1:").all("form", "action", question); len(forms) > 0 {
		t.Error("an approver finds a form to answer")
	}
	w.as("sample-ines").get(path).want(404)
	yaw.get(file + "/sections/XX-A").want(404)
}

// TestSectionCarried: answers of an earlier submission are marked until they
// are confirmed, in the grid or on their page; a question that an answer takes
// out is shown as parked, with the question that took it out.
func TestSectionCarried(t *testing.T) {
	w := newWorld(t)
	ines := w.as("sample-ines")
	before, err := w.desk.File(t.Context(), sample.XB, w.file(sample.XB))
	if err != nil {
		t.Fatal(err)
	}
	act := assessment.Act{Country: sample.XB, By: "sample-ines", Lead: true}
	f, err := w.desk.Open(t.Context(), act, "2027", questionnaire.Adherent, before.Submission)
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.desk.Content.Method(f.Catalogue, f.Track)
	if err != nil {
		t.Fatal(err)
	}
	file := "/files/" + f.ID
	section := file + "/sections/" + m.Catalogue.Question("NC-29").Section.ID
	ines.get(section).want(200).has("Carried over, not confirmed").lacks("Parked")
	ines.get(file+"/problems").want(200).has("Must be settled before sealing", "Confirm or change it, or have its section signed off")
	grid := file + "/grid?show=" + m.Catalogue.Question("NC-23").Section.ID
	form := ines.get(grid).want(200).has("Carried over, not confirmed").form(grid)
	setRow(t, form, "NC-23", "answer", "1")
	form.Set("NC-24.confirm", "1")
	to := ines.post(grid, form).want(303).header.Get("Location")
	ines.get(to).has("2 rows saved")
	ines.get(section).has("Parked Not asked, because of the answer to NC-23")
	for _, id := range []string{"NC-23", "NC-24"} {
		r, err := w.desk.Record(t.Context(), sample.XB, f, id)
		if err != nil || r.Carried {
			t.Errorf("%s is carried after it was confirmed (%v)", id, err)
		}
	}
}

// TestQuestionEnds: the last question of a section leads to the page on which
// its answers are checked; adding a law leads to the list and back.
func TestQuestionEnds(t *testing.T) {
	w := newWorld(t)
	ada, kofi := w.as("sample-ada"), w.as("sample-kofi")
	file := "/files/" + w.file(sample.XA)
	next := func(question string) string {
		t.Helper()
		path := file + "/questions/" + question
		form := ada.get(path).want(200).form(path)
		form.Set("next", "1")
		return ada.post(path, form).want(303).header.Get("Location")
	}
	if to := next("EN-16"); to != file+"/questions/EN-17?after=EN-16" {
		t.Errorf("from within a section one comes to %s", to)
	}
	if to := next("EN-24"); to != file+"/sections/EN-C?after=EN-24" {
		t.Errorf("from the end of a section one comes to %s", to)
	}
	if to := next("EN-41"); to != file+"/questions/EN-42?after=EN-41" {
		t.Errorf("from an answer that was there one comes to %s", to)
	}
	yaw := w.as("sample-yaw")
	yaw.get(file + "/questions/EN-42?after=EN-41").want(200).lacks("Saved at") // it is not their answer
	ada.get(file+"/questions/EN-42?after=EN-41").want(200).has("EN-41: Saved at", "Still open: 2 questions.", "Next open question: EN-45")
	ada.get(file + "/questions/EN-42?after=none").want(200).lacks("Saved at")
	path := file + "/questions/EN-16"
	ada.get(path).has("EN-16 Do customs stop, open and detain a shipment on missile… - ")

	more := ada.get(path).form(path)
	more.Set("response.text", "Typed before the proof.")
	more.Set("more", "1")
	ada.post(path, more).want(422).has("Typed before the proof.")
	if ada.get(path).form(path).Get("response.text") != "" {
		t.Error("asking for another proof saved the answer")
	}
	form := kofi.get(path).want(200).has("Only the lead sets this").form(path)
	form.Set("response.release", "public")
	kofi.post(path, form).want(422).has("only the lead says how far an answer may travel")
}

// TestComments: people comment, reply, settle and open again; a fault keeps
// what was typed, and a stale page settles nothing.
func TestComments(t *testing.T) {
	w := newWorld(t)
	ada, kofi, yaw := w.as("sample-ada"), w.as("sample-kofi"), w.as("sample-yaw")
	path := "/files/" + w.file(sample.XA) + "/questions/EN-16"
	form := kofi.get(path).want(200).form(path + "/comments")
	if form.Get("thread") != "sample-comment" {
		t.Fatalf("the first form replies to %q", form.Get("thread"))
	}
	form.Set("text", "It does, <i>see</i> the record.")
	kofi.post(path+"/comments", form).want(303)
	kofi.post(path+"/comments", form).want(303) // sent twice
	page := ada.get(path).has("It does, <i>see</i> the record.")
	if n := strings.Count(page.words(), "It does,"); n != 1 {
		t.Errorf("a reply that was sent twice is there %d times", n)
	}
	form.Set("key", strings.Repeat("c", 30))
	form.Set("text", strings.Repeat("long ", 1000))
	refused := yaw.post(path+"/comments", form).want(422)
	if kept := refused.form(path + "/comments"); !strings.HasPrefix(kept.Get("text"), "long long") {
		t.Error("the comment that was typed is gone")
	}
	settle := path + "/comments/sample-comment"
	seen := ada.get(path).form(settle)
	seen.Set("resolved", "1")
	ada.post(settle, seen).want(303)
	ada.get(path).has("Settled by Ada Mensah", "Open again")
	yaw.post(settle, seen).want(303) // it is settled, as yaw wants it
	open := yaw.get(path).form(settle)
	if open.Has("resolved") {
		t.Fatalf("a settled thread sends %v", open)
	}
	yaw.post(settle, open).want(303)
	ada.get(path).lacks("Settled by")
	yaw.post(settle, seen).want(412).has("Somebody else settled or opened this thread")
	ada.post(path+"/comments/none", seen).want(404)
	w.as("sample-ines").post(path+"/comments", form).want(404)
	w.as("sample-rosa").post(path+"/comments", form).want(404)
}
