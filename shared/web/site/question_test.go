package site_test

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestAnswer: a person answers, sees it saved and what it moved; a fault comes
// back with everything that was typed; a stale page shows both texts, and
// sending it again saves over what it showed.
func TestAnswer(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/questions/LB-19"
	ada.get("/files/"+w.file(sample.XA)).want(200).has("Catch-all: items on no list", "questions answered")
	form := ada.get(path).want(200).has("May the authority require a licence", "Drafted, not in force").form(path)
	form.Set("choice", "3")
	form.Set("response.text", "In force since <b>May</b>.")
	saved := ada.post(path, form).want(303)
	ada.get(saved.header.Get("Location")).want(200).has("Saved by Ada Mensah", "Verdict: Not met before. Now: Partly met, because", "proof counted: 59.0 before", "its proof has grade", "Still open")
	ada.post(path, form).want(303) // sent twice, saved once

	stale := form
	stale.Set("key", strings.Repeat("k", 30))
	stale.Set("response.text", "Another text.")
	conflict := ada.post(path, stale).want(412).has("Somebody else changed this answer", "In force since <b>May</b>.", "Another text.")
	if strings.Contains(conflict.text, "<b>May") {
		t.Error("what was typed is part of the page")
	}
	again := conflict.form(path)
	if again.Get("version") == stale.Get("version") || again.Get("response.text") != "Another text." {
		t.Errorf("the page that shows a conflict sends %v", again)
	}
	ada.post(path, again).want(303)

	wrong := ada.get(path).form(path)
	wrong.Set("response.evidence[1].grade", "3")
	wrong.Set("response.evidence[1].date", "2030-01-01")
	wrong.Set("response.evidence[1].title", "A text from the future")
	refused := ada.post(path, wrong).want(422).has("There is a problem", "later than the day of the assessment", "Another text.")
	if len(refused.all("input", "value", "A text from the future")) == 0 {
		t.Error("the proof that was typed is gone")
	}
}

// TestSession: nobody without a session comes in; a post without one keeps what
// was typed; a session ends after a working day and by signing out, and a
// suspended person is out at once.
func TestSession(t *testing.T) {
	w := newWorld(t)
	path := "/files/" + w.file(sample.XA) + "/questions/LB-19"
	ada := w.as("sample-ada")
	form := ada.get(path).want(200).form(path)
	form.Set("response.text", "A long text that took an hour to write.")

	nobody := w.as("")
	if to := nobody.get(path).want(303).header.Get("Location"); !strings.HasPrefix(to, "/sign-in?to=") {
		t.Errorf("nobody is sent to %s", to)
	}
	lost := nobody.post(path, form).want(401).has("A long text that took an hour to write.")
	ada.post(path, lost.form(path)).want(303) // signed in again

	w.as("sample-ines").get(path).want(404) // another country's
	w.as("sample-rosa").get(path).want(404) // the other side

	w.later(9 * 3600e9)
	ada.get(path).want(303)
	ada = w.as("sample-ada")
	ada.get(path).want(200)
	ada.post("/sign-out", nil).want(303)
	ada.get(path).want(303)
}

// TestLanguages: a page is in the language that its reader chose, in its
// direction, and says what no native official has read.
func TestLanguages(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	ada.language = "ar-DZ, en;q=0.5"
	d := ada.get("/").want(200)
	if html := d.all("html", "dir", "rtl"); len(html) != 1 || attribute(html[0], "lang") != "ar" {
		t.Error("an Arabic reader gets another direction")
	}
	ada.get("/?lang=fr").want(303)
	ada.get("/").want(200).has("pas encore")
}

// TestUnanswered: a question without an answer says so, whether or not
// something else of it was saved; the reason is asked for what can be chosen.
func TestUnanswered(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/questions/"
	for _, id := range []string{"EN-45", "AX-23"} {
		ada.get(path + id).want(200).has("Not answered yet.").lacks("Not saved yet")
	}
	ada.get(path+"NC-22").has("Does not apply, because of the answer to NC-01", "Answer it only if that is wrong.").lacks("Not answered yet.")
	ada.get(path + "EN-45").has("Not answered yet. Last changed by Ada Mensah")
	offers := 0
	for _, id := range []string{"LB-19", "EN-45", "AX-23", "NC-22", "NC-10", "LB-30"} {
		d := ada.get(path + id).want(200).has("who might know")
		if na := len(d.all("input", "id", "choice-na")) == 1; na {
			offers++
			d.has("Needed for not applicable")
		} else {
			d.lacks("Needed for not applicable")
		}
	}
	if offers == 0 || offers == 6 {
		t.Errorf("%d of 6 questions offer not applicable; the test tells nothing", offers)
	}
}
