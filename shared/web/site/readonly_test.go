package site_test

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// TestSealedFile: each page of a sealed file says that it is sealed, and none
// speaks as if its answers could still be changed.
func TestSealedFile(t *testing.T) {
	w := newWorld(t)
	ines := w.as("sample-ines")
	file := "/files/" + w.file(sample.XB)
	for _, path := range []string{"", "/grid", "/grid?show=all", "/assignments", "/annex", "/annex/1.A.1", "/annex/list", "/problems", "/levels", "/levels?level=outreach", "/seal", "/workbook", "/pairs", "/plan", "/result", "/next", "/questions/LB-19", "/sections/NC-E"} {
		d := ines.get(file+path).want(200).has("This file is sealed. You can change an answer once you have reopened it.", "Reopen").
			lacks("In progress", "Only the rows that you change", "Nothing stands in the way", "Assign something", "Add a newer proof")
		for _, action := range []string{"/grid", "/assignments", "/annex/list", "/levels", "/seal", "/sections/NC-E", "/questions/LB-19"} {
			if forms := d.all("form", "action", file+action); len(forms) > 0 {
				t.Errorf("%s offers a form to %s", path, action)
			}
		}
	}
	ines.get(file).has("1 without an answer")
	ines.get(file+"/problems").has("To look at in the next cycle", "Evidence is old")
}

// TestReadersWords: who may only read is told so, and not how to change what
// they see.
func TestReadersWords(t *testing.T) {
	w := newWorld(t)
	yaw := w.as("sample-yaw")
	file := "/files/" + w.file(sample.XA)
	for _, path := range []string{"/grid", "/annex", "/annex/9.A.1", "/annex/list", "/questions/EN-16"} {
		yaw.get(file+path).want(200).has("You may read this page.").lacks("Your role does not allow this", "Only the rows that you change", "Open to me")
	}
	yaw.get(file).want(200).lacks("Resume where you stopped")
	yaw.get(file + "/assignments").want(200).has("The lead assigns sections").lacks("Assign sections")
	yaw.get(file + "/questions/EN-16").has("Customs Service, targeting and detention figures 2025; p.2; 15 February 2026")
	yaw.get(file+"/grid?show=NC-A").has("Foreign ministry; Defence ministry", "Country profile (5 questions)")
}

// TestWhyWords: each reason of the comparison with the list has a sentence.
func TestWhyWords(t *testing.T) {
	for _, kind := range []annex.WhyKind{annex.WhyReference, annex.WhyFiner, annex.WhyPart, annex.WhyAbove, annex.WhyNoReference, annex.WhyNoCode, annex.WhyNoneOf,
		annex.WhyEvery, annex.WhyMilitary, annex.WhyAmong, annex.WhyStrange, annex.WhyWholeItem, annex.WhyNotCodes, annex.WhyNoRow, annex.WhyNotReference,
		annex.WhyOtherStyle, annex.WhyOwn, annex.WhyNoColumn} {
		if _, ok := language.Find("annex_why", string(kind)); !ok {
			t.Errorf("no words for the reason %q", kind)
		}
	}
	w := newWorld(t)
	ada := w.as("sample-ada")
	file := "/files/" + w.file(sample.XA)
	ada.get(file + "/annex/1.A.1?lang=ar").want(303)
	arabic := ada.get(file + "/annex/1.A.1").want(200)
	if strings.Contains(arabic.text, "refers to") || !strings.Contains(arabic.text, "تحيل القائمة إلى") {
		t.Error("the reason of a row is not in the reader's language")
	}
}
