package web_test

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestLongAnswers: a file of the longest texts that are taken is read section
// by section, as a draft and sealed; whole, it is refused with the way to read
// it, since a function in the cloud could not hand it on.
func TestLongAnswers(t *testing.T) {
	effort.OneGoroutine(t)
	t.Parallel()
	w := newWorld(t)
	f, err := w.desk.File(t.Context(), sample.XA, w.file("sample-ada"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := content().Method(f.Catalogue, f.Track)
	if err != nil {
		t.Fatal(err)
	}
	lead := assessment.Act{Country: sample.XA, By: "sample-ada", Lead: true}
	sections := map[string]int{}
	for _, q := range m.Catalogue.Questions() {
		if !q.On(f.Track) {
			continue
		}
		before, err := w.desk.Record(t.Context(), sample.XA, f, q.ID)
		if err == nil {
			_, err = w.desk.Answer(t.Context(), lead, f, q.ID, before.Version, questionnaire.Response{State: questionnaire.NotKnown, Text: strings.Repeat("x", questionnaire.MaxText)}, "")
		}
		if err != nil {
			t.Fatalf("%s: %v", q.ID, err)
		}
		sections[q.Section.ID]++
	}
	read := func(path string, answers func(*answer) int) {
		t.Helper()
		whole := w.call("sample-ada", "GET", path, "").want(t, 413)
		if kind, _ := whole.body["type"].(string); !strings.HasSuffix(kind, "/answer-too-large") || !strings.Contains(whole.text, "section") {
			t.Errorf("%s: %s", path, whole.text)
		}
		for id, n := range sections {
			if got := answers(w.call("sample-ada", "GET", path+"?section="+id, "").want(t, 200)); got != n {
				t.Errorf("%s: section %s has %d answers, want %d", path, id, got, n)
			}
		}
	}
	path := "/api/v1/assessments/" + f.ID
	read(path+"/responses", func(a *answer) int { return len(a.body["responses"].([]any)) })
	sealed := w.call("sample-ada", "POST", path+"/seal", `{}`, "Idempotency-Key", w.key()).want(t, 201).body["submission"].(string)
	read("/api/v1/submissions/"+sealed, func(a *answer) int {
		return len(a.body["content"].(map[string]any)["responses"].(map[string]any))
	})
	w.call("sample-ada", "GET", "/api/v1/submissions/"+sealed+"?section=XX", "").want(t, 422)
}

// TestPackageSection: a reviewer reads a package section by section, blind or
// not.
func TestPackageSection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := "/api/v1" + w.ids().Replace("/outreach/packages/{package}")
	all := w.call("sample-rosa", "GET", path, "").want(t, 200).body["responses"].(map[string]any)
	m, err := content().Method("", questionnaire.Adherent)
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]int{}
	for id := range all {
		in[m.Catalogue.Question(id).Section.ID]++
	}
	if len(in) < 2 {
		t.Fatalf("the sample releases answers of %d sections", len(in))
	}
	for id, n := range in {
		for _, view := range []string{"", "&view=blind", "&view=whole"} {
			if got := w.call("sample-rosa", "GET", path+"?section="+id+view, "").want(t, 200).body["responses"].(map[string]any); len(got) != n {
				t.Errorf("section %s%s has %d answers, want %d", id, view, len(got), n)
			}
		}
	}
	w.call("sample-rosa", "GET", path+"?section=XX", "").want(t, 422)
}
