package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// rowAt is the place of a question among the rows of a form; -1 for none.
func rowAt(form url.Values, question string) int {
	return slices.IndexFunc(form["row"], func(row string) bool { return strings.HasPrefix(row, question+".") })
}

// rowField is a field of a question's row, or the version that the row shows.
func rowField(form url.Values, question, name string) string {
	at := rowAt(form, question)
	if at < 0 {
		return "no row"
	}
	if name == "version" {
		return strings.TrimPrefix(form["row"][at], question+".")
	}
	return form[name][at]
}

// setRow fills in a field of a question's row.
func setRow(t *testing.T, form url.Values, question, name, value string) {
	t.Helper()
	at := rowAt(form, question)
	if at < 0 {
		t.Fatalf("the form has no row for %s", question)
	}
	form[name][at] = value
}

// TestGrid: only the rows that were changed are saved, each by itself; a form
// that is sent twice is saved once.
func TestGrid(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/grid?show=EN-C"
	form := ada.get(path).want(200).has("Customs and border detection", "EN-16", "Critical (16)").lacks("LB-01").form(path)
	setRow(t, form, "EN-16", "answer", "3")
	setRow(t, form, "EN-17", "answer", "not_known")
	setRow(t, form, "EN-18", "flag", "<b>look</b>")
	setRow(t, form, "EN-24", "grade", "2")
	setRow(t, form, "EN-24", "date", "2026-05-01")
	to := ada.post(path, form).want(303).header.Get("Location")
	done := ada.get(to).want(200).has("4 rows saved", "Saved")
	if strings.Contains(done.text, "<b>look") {
		t.Error("a flag is part of the page")
	}
	now := done.form(path)
	for at, want := range map[[2]string]string{{"EN-16", "answer"}: "3", {"EN-16", "grade"}: "4", {"EN-17", "answer"}: "not_known", {"EN-18", "flag"}: "<b>look</b>",
		{"EN-24", "grade"}: "2", {"EN-16", "version"}: "2", {"EN-19", "version"}: "1"} {
		if is := rowField(now, at[0], at[1]); is != want {
			t.Errorf("%v is %q after the save, not %q", at, is, want)
		}
	}
	if again := ada.post(path, form).want(303).header.Get("Location"); again != to {
		t.Errorf("the second sending leads to %s, the first to %s", again, to)
	}
	setRow(t, now, "EN-17", "answer", "2") // whoever chooses a level need not take the silence back first
	ada.post(path, now).want(303)
	after := ada.get(path).form(path)
	if rowField(after, "EN-17", "answer") != "2" || rowField(after, "EN-17", "version") != "3" || rowField(after, "EN-16", "version") != "2" {
		t.Errorf("after a level over a silence, the row holds %v", after)
	}
	nothing := ada.post(path, after).want(303).header.Get("Location")
	ada.get(nothing).want(200).has("No row was changed")
}

// TestGridConflict: what somebody else saved meanwhile, and what cannot be
// saved, comes back with what was typed; the other rows are saved.
func TestGridConflict(t *testing.T) {
	w := newWorld(t)
	ada, kofi := w.as("sample-ada"), w.as("sample-kofi")
	path := "/files/" + w.file(sample.XA) + "/grid?show=EN-C"
	mine, theirs := ada.get(path).form(path), kofi.get(path).form(path)
	setRow(t, theirs, "EN-16", "answer", "0")
	kofi.post(path, theirs).want(303)

	setRow(t, mine, "EN-16", "answer", "4")
	setRow(t, mine, "EN-17", "flag", strings.Repeat("x", 1001))
	setRow(t, mine, "EN-18", "answer", "1")
	setRow(t, mine, "EN-24", "grade", "3") // and no date
	back := ada.post(path, mine).want(412).has("Some rows were not saved", "1 row saved", "changed by somebody else",
		"Saved now by Kofi Sarpong: Level 0", "You typed: Level 4", "every proof needs its own date", "Unchanged")
	again := back.form(path)
	if rowField(again, "EN-16", "answer") != "4" || rowField(again, "EN-16", "version") != "2" || rowField(again, "EN-17", "flag") != rowField(mine, "EN-17", "flag") || rowField(again, "EN-18", "version") != "2" {
		t.Errorf("the page that came back sends %v", again)
	}
	setRow(t, again, "EN-17", "flag", "")
	setRow(t, again, "EN-24", "date", "2026-05-01")
	ada.post(path, again).want(303)
	if now := ada.get(path).form(path); rowField(now, "EN-16", "answer") != "4" || rowField(now, "EN-16", "version") != "3" || rowField(now, "EN-24", "date") != "2026-05-01" {
		t.Errorf("after sending it again, the rows hold %v", now)
	}
	for _, row := range []string{"EN-16", "EN-16.none", "EN-16.99"} { // no version, none that is one, and one that never was
		again["row"][0] = row
		ada.post(path, again).want(428)
	}
	again["row"][0], again["flag"] = "EN-16.3", again["flag"][1:]
	ada.post(path, again).want(400)
}

// TestGridRoles: rows that are not the person's are to be read, and a row that
// is sent all the same is refused.
func TestGridRoles(t *testing.T) {
	w := newWorld(t)
	w.give("customs", "EN-C")
	path := "/files/" + w.file(sample.XA) + "/grid?show=EN-C"
	form := w.as("sample-ada").get(path).form(path)
	lena := w.as("sample-lena")
	if forms := lena.get(path).want(200).has("With another body").all("form", "action", path); len(forms) > 0 {
		t.Error("a body that was given nothing of a section finds a form")
	}
	setRow(t, form, "EN-16", "answer", "0")
	lena.post(path, form).want(422).has("ask the lead to assign it")
	yaw := w.as("sample-yaw")
	if forms := yaw.get(path).want(200).all("form", "action", path); len(forms) > 0 {
		t.Error("an approver finds a form to answer")
	}
	yaw.post(path, form).want(403)
	w.as("sample-ines").get(path).want(404)
	w.as("sample-rosa").get(path).want(404)
	lena.get("/files/" + w.file(sample.XA) + "/grid?show=XX").want(404)
	mine := w.as("sample-kofi").get("/files/" + w.file(sample.XA) + "/grid?show=mine").want(200).has("Open to me (9)")
	if rows := mine.form(strings.TrimSuffix(path, "?show=EN-C") + "?show=mine"); rowAt(rows, "EN-33") >= 0 {
		t.Error("a question of two bodies can be answered by one")
	}
}

// TestGridFilters: each filter shows what it says.
func TestGridFilters(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/grid"
	for show, want := range map[string]string{"all": "162 questions", "open": "2 questions", "flagged": "Nothing matches", "mine": "162 questions",
		"law": "50 questions", "practice": "62 questions", "critical": "16 questions", "EN-C": "9 questions", "": "5 questions"} {
		ada.get(path + "?show=" + show).want(200).has(want)
	}
}

// give assigns sections of XA to a body.
func (w *world) give(body string, sections ...string) {
	w.t.Helper()
	ctx, act := w.t.Context(), assessment.Act{Country: sample.XA, By: "sample-ada", Lead: true}
	f, err := w.desk.File(ctx, sample.XA, w.file(sample.XA))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.desk.Assign(ctx, act, f, &assessment.Assignment{Body: body, Version: 1, Sections: sections, Due: questionnaire.Date{Year: 2026, Month: 12, Day: 18}}); err != nil {
		w.t.Fatal(err)
	}
}

// BenchmarkGrid is the whole grid as the server makes it, from the records to
// the page.
func BenchmarkGrid(b *testing.B) {
	w := newWorld(b)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/grid?show=all"
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for _, c := range ada.jar.Cookies(&url.URL{Scheme: "http", Host: "127.0.0.1", Path: "/"}) {
		r.AddCookie(c)
	}
	began := w.now()
	b.ReportAllocs()
	for b.Loop() {
		w.later(began.Sub(w.now())) // the session lasts
		rec := httptest.NewRecorder()
		w.site.ServeHTTP(rec, r)
		if rec.Code != http.StatusOK {
			b.Fatal(rec.Code)
		}
	}
}
