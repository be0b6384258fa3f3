package site_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// upload sends a form with a file, as a browser does.
func (b *browser) upload(path, field, name, content string, fields url.Values) *doc {
	b.w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for key, values := range fields {
		for _, value := range values {
			_ = form.WriteField(key, value) // into memory
		}
	}
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		b.w.t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	_ = form.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

// TestAnnexGrid: the page shows every row with the lines that speak for it, and
// what the filters leave; it suggests answers and writes none.
func TestAnnexGrid(t *testing.T) {
	w := newWorld(t)
	yaw := w.as("sample-yaw")
	path := "/files/" + w.file(sample.XA) + "/annex"
	d := yaw.get(path).want(200).has("171 of 200", "172 of 200", "179 rows", "SG 01-001 (line 2)", "Lines that match no row", "the official edition of the MTCR Annex prevails")
	if len(d.all("svg", "role", "img")) == 0 || len(d.all("a", "href", path+"?item=3#rows")) == 0 {
		t.Error("the page lacks its drawing or its filters")
	}
	yaw.get(path+"?item=9&state=not+found").want(200).has("2 rows of the Annex", "9.D.4").lacks("179 rows")
	yaw.get(path+"?item=3&state=not+found").want(200).has("No row is chosen by this filter", "Show all rows")
	yaw.get(path+"?item=x&state=%3Cb%3E").want(200).has("No row is chosen by this filter", "Show all rows")
	if len(d.all("a", "href", path+"/list")) != 1 { // only to look at it
		t.Error("somebody who may not answer is offered to replace the list")
	}
	ines := w.as("sample-ines")
	ines.get("/files/"+w.file(sample.XB)+"/annex").want(200).has("No national list has been handed in yet", "179 rows", "This file is sealed")
	ines.get(path).want(404)
	w.as("sample-rosa").get(path).want(404)
}

// TestAnnexRow: a person decides about a row with a reason, sees a stale page
// with what they wrote, and takes the decision back.
func TestAnnexRow(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/annex/20.E.1"
	form := ada.get(path).want(200).has("Not found", "The list does not refer to 20.E.1.").form(path)
	form.Set("state", "confirmed")
	form.Set("reason", "too <i>short")
	refused := ada.post(path, form).want(422).has("There is a problem")
	if got := refused.form(path); got.Get("reason") != "too <i>short" || got.Get("state") != "confirmed" {
		t.Errorf("what was typed is gone: %v", got)
	}
	form.Set("reason", "Article 4 of <b>the act</b> carries it.")
	ada.post(path, form).want(303)
	d := ada.get(path).want(200).has("Confirmed", "Article 4 of <b>the act</b> carries it.", "Decided by Ada Mensah")
	if strings.Contains(d.text, "<b>the act") {
		t.Error("a reason is part of the page")
	}
	form.Set("reason", "Another reason that is long enough.")
	stale := ada.post(path, form).want(412).has("Somebody else decided about this row", "Article 4 of <b>the act</b>")
	back := stale.form(path)
	if back.Get("reason") != "Another reason that is long enough." || back.Get("version") != "1" {
		t.Errorf("the page sends %v", back)
	}
	back.Set("state", "")
	ada.post(path, back).want(303)
	ada.get(path).want(200).has("A decision was taken back by Ada Mensah", "Not found")

	w.as("sample-yaw").post(path, back).want(403)
	ada.get(strings.Replace(path, "20.E.1", "99.A.1", 1)).want(404)
	ada.post(strings.Replace(path, "20.E.1", "99.A.1", 1), back).want(404)
}

// TestNationalList: a list with faults comes back with each of them by line and
// column and with its text; a newer list is kept after its changes were shown.
func TestNationalList(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	grid := "/files/" + w.file(sample.XA) + "/annex"
	path := grid + "/list"
	form := ada.get(path).want(200).has("Strategic Goods Order 2024, schedule 1").form(path)
	if text := form.Get("csv"); strings.TrimSpace(text) == "" || form.Get("version") != "1" {
		t.Errorf("the form has %.80q and version %s", text, form.Get("version"))
	}
	form.Set("csv", "code,title\nSG1,=<b>1\nSG1,x\n")
	refused := ada.post(path, form).want(422).has("line 2, column title", "replace it by its value")
	if got := refused.form(path).Get("csv"); !strings.Contains(got, "SG1,=<b>1\nSG1,x") {
		t.Errorf("the text is gone: %q", got)
	}

	form.Set("name", "")
	unnamed := ada.post(path, form).want(422)
	if strings.Count(unnamed.words(), "Name of the list : missing; this text is required") != 2 {
		t.Errorf("the summary and the field do not both name the field: %.600s", unnamed.words())
	}
	form.Set("csv", "code\ntyped")
	for content, said := range map[string]string{
		"\x89PNG\r\n\x1a\n\x00\xff": "this is a picture (PNG), not a list; save the list as XLSX or CSV and choose it again",
		"\xFF\xD8\xFF\xE0\x00":      "this is a picture (JPEG), not a list", "%PDF-1.7": "this is a document (PDF), not a list",
		"\xD0\xCF\x11\xE0": "of an old kind (XLS)", "PK\x03\x04": "damaged", "code,title\nA,\xe9\nB,\xe9\n": "not text in UTF-8 (line 2)",
		"code,title\nSG1,=1\n": "line 2, column title",
	} {
		d := ada.upload(path, "file", "list", content, form).want(422).has(said, "Name of the list : missing").lacks("the byte")
		if got := d.form(path).Get("csv"); strings.TrimSpace(got) != "code\ntyped" {
			t.Errorf("the field holds %q after %q", got, content)
		}
		if n := len(d.all("ul", "class", "govuk-list govuk-error-summary__list")); n != 1 || strings.Count(textOf(d.all("ul", "class", "govuk-list govuk-error-summary__list")[0]), ";") != 2 {
			t.Errorf("%q has more faults than one and the name: %.500s", content, d.words())
		}
	}
	form.Set("csv", "")
	form.Set("name", "Order of 2026")
	change := ada.upload(path, "file", "list.csv", "code,mtcr\r\nSG1,3.A.1\r\nSG2,3.A.2\r\n", form).want(200).has("What the newer list changes", "Nothing is kept yet", "1.A.1", "Covered")
	ada.get(grid).want(200).has("version 1", "171 of 200")
	confirm := change.form(path)
	if confirm.Get("confirmed") == "" || !strings.Contains(confirm.Get("csv"), "SG2,3.A.2") {
		t.Errorf("the form that keeps it has %v", confirm)
	}
	ada.post(path, confirm).want(303)
	ada.get(grid).want(200).has("Order of 2026", "version 2", "2 of 200", "while version 1 of the list stood")
	ada.post(path, confirm).want(412).has("version 2 stands there now", "Order of 2026")

	faulty := ada.upload(path, "file", "list.csv", "code\n9A\xff101\n", form).want(422).has("not text in UTF-8 (line 2)")
	if strings.Contains(faulty.text, "\xff") {
		t.Error("bytes that are no text are part of the page")
	}
	ada.upload(path, "file", "list.csv", strings.Repeat("x", 300_000), form).want(422).has("the list has 300000 bytes")
	ada.upload(path, "file", "list.csv", strings.Repeat("x", 7<<20), form).want(413).has("a file up to 4 MB")
	w.as("sample-yaw").post(path, confirm).want(403)
	w.as("sample-yaw").get(path).want(200).has("SG1 3.A.1").lacks("Check the list")
}

// TestNationalListBook: a workbook goes the way of a text; what is wrong in it
// is told by its cells.
func TestNationalListBook(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/annex/list"
	form := ada.get(path).want(200).form(path)
	book := func(cells map[string]any) string {
		f := excelize.NewFile()
		for cell, value := range cells {
			if err := f.SetCellValue("Sheet1", cell, value); err != nil {
				t.Fatal(err)
			}
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	wrong := ada.upload(path, "file", "list.xlsx", book(map[string]any{"A1": "code", "B1": "title", "A2": 1.1, "B3": "=1", "A3": "9A101"}), form).want(422).has("Sheet1!A2", "Sheet1!B3", "format the column as text")
	if got := wrong.form(path).Get("csv"); strings.TrimSpace(got) != strings.TrimSpace(form.Get("csv")) {
		t.Errorf("the field has %.80q and not what was typed", got)
	}
	ada.upload(path, "file", "list.xls", "\xD0\xCF\x11\xE0", form).want(422).has("an old kind (XLS)")
	change := ada.upload(path, "file", "list.xlsx", book(map[string]any{"B3": "code", "C3": "mtcr", "B4": "SG1", "C4": "3.A.1"}), form).want(200).has("What the newer list changes")
	ada.post(path, change.form(path)).want(303)
	ada.get(path).want(200).has("SG1,3.A.1")
}
