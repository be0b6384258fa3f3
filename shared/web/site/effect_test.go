package site_test

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestEffect: who saves an answer is told what it did to the verdicts, and led
// to the next question without an answer, by either button.
func TestEffect(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	file := "/files/" + w.file(sample.XA)
	save := func(question, level, button string) string {
		t.Helper()
		path := file + "/questions/" + question
		form := ada.get(path).want(200).form(path)
		form.Set("choice", level)
		if button != "" {
			form.Set(button, "1")
		}
		to, _, _ := strings.Cut(ada.post(path, form).want(303).header.Get("Location"), "#")
		return to
	}
	to := save("EN-45", "2", "next")
	if to != file+"/sections/EN-F?after=EN-45" { // the last of its section without an answer
		t.Fatalf("from a question that was open one comes to %s", to)
	}
	ada.get(to).want(200).has("EN-45: Saved at", "no proof is given", "The verdict stays", "Overall it stays: Important gaps remain.", "Still open: 1 question.", "Next open question: AX-23")

	to = save("LB-19", "3", "next")
	if to != file+"/questions/LB-20?after=LB-19" {
		t.Fatalf("from an answer that was there one comes to %s", to)
	}
	ada.get(to).want(200).has("LB-19: Saved at", "Verdict: Not met before. Now: Partly met", "The limit of 59.0 is gone", "for this passes now: LB-19", "Overall: “Important gaps remain” before. Now: Being built, because")
	ada.get(save("AX-23", "2", "")).want(200).has("Every question that is open to you is answered.")
}
