package site_test

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// TestReportPages: every format that a page offers can be taken away, in the
// language that was chosen, and by nobody else.
func TestReportPages(t *testing.T) {
	w := newWorld(t)
	ada, ines, rosa := w.as("sample-ada"), w.as("sample-ines"), w.as("sample-rosa")
	file := "/files/" + w.file(sample.XA)
	f, err := w.desk.File(t.Context(), sample.XB, w.file(sample.XB))
	if err != nil {
		t.Fatal(err)
	}
	grants, err := w.store.Portfolio(t.Context(), sample.Team)
	if err != nil || len(grants) == 0 {
		t.Fatal(grants, err)
	}
	pkg := "/outreach/packages/" + grants[0].Package
	if closed := rosa.get(pkg + "/reports").want(200).has("open them first"); len(closed.all("a", "href", pkg+"?view=whole")) != 1 {
		t.Error("the page does not lead to where the levels are opened")
	}
	rosa.get(pkg + "/reports/download?format=html").want(409).has("open them first")
	rosa.get(pkg + "/reports/download?format=calendar").want(200)
	rosa.get(pkg + "?view=whole").want(200)
	rosa.get(pkg + "/reports").want(200).lacks("open them first")
	for _, from := range []struct {
		b    *browser
		path string
	}{{ada, file}, {ines, "/submissions/" + f.Submission}, {rosa, pkg}} {
		formats := from.b.get(from.path+"/reports").want(200).all("input", "name", "format")
		if len(formats) < 10 {
			t.Errorf("%s offers %d formats", from.path, len(formats))
		}
		for _, input := range formats {
			got := from.b.get(from.path + "/reports/download?language=fr&format=" + attribute(input, "value")).want(200)
			if !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment;") || len(got.text) < 200 {
				t.Errorf("%s as %s: %d bytes, %v", from.path, attribute(input, "value"), len(got.text), got.header)
			}
		}
	}
	ada.get(file + "/reports/download?format=poetry").want(422)
	ines.get(file + "/reports").want(404)
	ines.get(file + "/reports/download?format=json").want(404)
	rosa.get(file + "/reports").want(404)
	ada.get("/submissions/" + f.Submission + "/reports").want(404)
	if receipt := ines.get("/submissions/" + f.Submission).want(200); len(receipt.all("a", "href", "/submissions/"+f.Submission+"/reports")) != 1 {
		t.Error("the receipt does not lead to the reports")
	}
}
