package site_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestInstruments: a law is added from a question and leads back to it; a
// change makes a version, which answers do not cite until their author says so.
func TestInstruments(t *testing.T) {
	w := newWorld(t)
	ada, lena := w.as("sample-ada"), w.as("sample-lena")
	question := "/files/" + w.file(sample.XA) + "/questions/EN-16"
	form := lena.get(question).want(200).form(question)
	form.Set("cited", "sample-law@1")
	form.Set("ledger", "1")
	ledger := lena.post(question, form).want(303).header.Get("Location")
	add := lena.get(ledger).want(200).has("Strategic Goods Order 2024", "In force today", "Back to the answer").form(ledger)
	add.Set("title", "Customs <script>Act")
	add.Set("articles", "1\r\n2")
	add.Set("link", "javascript:alert(1)")
	add.Set("in_force_from", "2030-01-01")
	wrong := lena.post(ledger, add).want(422).has("There is a problem", "not a link to a page")
	again := wrong.form(ledger)
	if again.Get("title") != "Customs <script>Act" || again.Get("articles") != "1\n2" || again.Get("in_force_from") != "2030-01-01" {
		t.Errorf("the form that came back holds %v", again)
	}
	if got := again.Get("language"); got != "English" {
		t.Errorf("the language of the text is shown as %q", got)
	}
	again.Set("language", "french")
	again.Set("issuing_body", "Parliament")
	again.Set("link", "https://laws.example/act")
	if to := lena.post(ledger, again).want(303).header.Get("Location"); to != question+"#f-instruments" {
		t.Errorf("adding a law leads to %s", to)
	}
	lena.post(ledger, again).want(303) // sent twice
	if n := strings.Count(lena.get("/instruments").want(200).has("Not in force today").words(), "Customs <script>Act"); n != 1 {
		t.Errorf("a law that was sent twice is there %d times", n)
	}
	laws, err := w.desk.Instruments(t.Context(), sample.XA)
	if err != nil || !slices.ContainsFunc(laws, func(i assessment.Instrument) bool { return i.Language == "fr" }) {
		t.Errorf("a language that was written by its name is not kept by its code: %v, %v", laws, err)
	}
	law := "/instruments/sample-law"
	change, stale := ada.get(law).want(200).form(law), lena.get(law).form(law)
	change.Set("number", "13 of 2026")
	ada.post(law, change).want(303)
	ada.post(law, change).want(303) // sent twice
	ada.get(law).want(200).has("Version 2", "Version 1", "12 of 2024", "13 of 2026").lacks("Version 3")
	stale.Set("title", "Typed by Lena")
	lena.post(law, stale).want(412).has("Ada Mensah changed this entry", "13 of 2026")

	cites := lena.get(question).want(200).has("Changed since", "Cite it as it stands now (version 2)").form(question)
	if got := cites["cited"]; len(got) != 1 || got[0] != "sample-law@1" {
		t.Errorf("an answer cites %v after the law changed", got)
	}
	cites.Add("cited", "sample-law@2")
	lena.post(question, cites).want(303)
	lena.get(question).lacks("Changed since")

	if forms := w.as("sample-yaw").get(law).want(200).all("form", "action", law); len(forms) > 0 {
		t.Error("an approver finds a form to change a law")
	}
	w.as("sample-yaw").post(law, change).want(403)
	w.as("sample-ines").get(law).want(404)
	away := "/instruments?" + url.Values{"to": {"https://elsewhere.example/"}}.Encode()
	if links := lena.get(away).want(200).all("a", "href", "https://elsewhere.example/"); len(links) > 0 {
		t.Error("the list leads to another site")
	}
}
