package web_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/shared/web"
)

// answered is XA's workbook with an answer to EN-16 written into it.
func (w *world) answered(level string) string {
	w.t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(w.workbook()))
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := f.GetRows("EN-C")
	if err != nil {
		w.t.Fatal(err)
	}
	for i, row := range rows {
		if row[0] != "EN-16" {
			continue
		}
		cell, err := excelize.CoordinatesToCellName(5, i+1)
		if err == nil {
			err = f.SetCellValue("EN-C", cell, level)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

// changeOf is what a preview says of a question.
func changeOf(a *answer, question string) map[string]any {
	for _, name := range []string{"changes", "outcomes"} {
		items, _ := a.body[name].([]any)
		for _, item := range items {
			if c := item.(map[string]any); c["question"] == question {
				return c
			}
		}
	}
	return nil
}

// TestImport: a workbook is taken, looked at and applied as its preview said,
// and changes nothing when it comes again.
func TestImport(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	path := "/api/v1/assessments/" + w.file("sample-ada")
	got := w.call("sample-kofi", "GET", path+"/workbook?language=ar", "").want(t, 200)
	if name := got.header.Get("Content-Disposition"); got.header.Get("Content-Type") != web.WorkbookType || !strings.Contains(name, ".xlsx") || strings.Contains(name, "Xanadu") {
		t.Errorf("%v", got.header)
	}
	book := w.answered("0")
	if c := changeOf(w.call("sample-kofi", "POST", path+"/imports", book).want(t, 200), "EN-16"); c["kind"] != "apply" || c["version"] != 1.0 {
		t.Fatalf("%v", c)
	}
	w.call("sample-ada", "PUT", path+"/responses/EN-16", `{"response":{"state":"value","level":1}}`, "If-Match", `"1"`, "Idempotency-Key", w.key()).want(t, 200)
	for _, step := range []struct{ chosen, kind string }{{"EN-16@1", "conflict"}, {"EN-16@2", "saved"}, {"EN-16@3", "unchanged"}} {
		if c := changeOf(w.call("sample-kofi", "POST", path+"/imports/apply?chosen="+step.chosen, book).want(t, 200), "EN-16"); c["kind"] != step.kind {
			t.Errorf("%s: %v", step.chosen, c)
		}
	}
	for _, chosen := range []string{"", "EN-16", "EN-16@x", "EN-16@-1", "@1", "EN-16@1,", "a#b@1"} {
		w.call("sample-kofi", "POST", path+"/imports/apply?chosen="+strings.ReplaceAll(chosen, "#", "%23"), book).want(t, 422)
	}
	w.call("sample-yaw", "POST", path+"/imports", book).want(t, 403)
	other := "/api/v1/assessments/" + w.file("sample-ines")
	if got := w.call("sample-ines", "POST", other+"/imports", book); got.status == 200 || strings.Contains(got.text, "Xanadu") {
		t.Errorf("another country took it: %s", got.text)
	}
}
