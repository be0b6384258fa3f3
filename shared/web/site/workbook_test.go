package site_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/web"
)

// written is a workbook with cells of the section LB-D changed: rows are
// counted as a spreadsheet does.
func written(t *testing.T, data string, cells map[string]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for cell, value := range cells {
		if err := f.SetCellValue("LB-D", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWorkbook: a workbook goes out, comes back, shows what it would change,
// and saves just what is ticked.
func TestWorkbook(t *testing.T) {
	w := newWorld(t)
	ada := w.as("sample-ada")
	path := "/files/" + w.file(sample.XA) + "/workbook"
	ada.get(path).want(200).has("Give out a workbook", "Take a workbook back", "The whole file")
	got := ada.get(path + "/download?language=en").want(200)
	if got.header.Get("Content-Type") != web.WorkbookType || !strings.Contains(got.header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%v", got.header)
	}
	ada.upload(path, "workbook", "book.xlsx", got.text, nil).want(200).has("There is nothing to save", "162 answers of the workbook change nothing")

	// LB-25 to LB-27 stand in the rows 5 to 7.
	book := written(t, got.text, map[string]any{"G5": "From the <b>ministry</b>", "G6": "Of the workbook", "E7": "no such level"})
	question := "/files/" + w.file(sample.XA) + "/questions/LB-26"
	form := ada.get(question).form(question)
	form.Set("response.text", "Of the page")
	ada.post(question, form).want(303)
	preview := ada.upload(path, "workbook", "book.xlsx", string(book), nil).want(200).has("Cannot be taken", "Sheet", "LB-D", "E7", "is none of the list",
		"Changed in the workbook and online", "Of the page", "Of the workbook", "From the <b>ministry</b>")
	if strings.Contains(preview.text, "<b>ministry") {
		t.Error("what was typed is part of the page")
	}
	ticks := preview.form(path + "/apply")
	if chosen := ticks["chosen"]; len(chosen) != 1 || !strings.HasPrefix(chosen[0], "LB-25@") {
		t.Fatalf("ticked: %v", ticks["chosen"])
	}
	ada.post(path+"/apply", ticks).want(200).has("1 of 1 ticked answers were saved", "LB-25")
	ada.get(question).has("Of the page").lacks("Of the workbook")

	again := ada.upload(path, "workbook", "book.xlsx", string(book), nil).want(200).lacks("From the <b>ministry</b>")
	conflict := again.form(path + "/apply")
	ada.post(path+"/apply", conflict).want(422).has("Nothing was ticked")
	conflict.Set("chosen", attribute(again.all("input", "name", "chosen")[0], "value"))
	ada.post(path+"/apply", conflict).want(200).has("1 of 1")
	ada.get(question).has("Of the workbook")
	ada.post(path+"/apply", conflict).want(200).has("0 of 1", "Already so")
}

// TestWorkbookRefused: what is no workbook says so beside its field, and people
// who may not import see no form for it.
func TestWorkbookRefused(t *testing.T) {
	w := newWorld(t)
	ada, yaw, ines := w.as("sample-ada"), w.as("sample-yaw"), w.as("sample-ines")
	path := "/files/" + w.file(sample.XA) + "/workbook"
	good := ada.get(path + "/download").want(200).text
	ada.upload(path, "workbook", "book.xlsx", "a;b", nil).want(422).has("There is a problem", "not a workbook")
	ada.upload(path, "other", "book.xlsx", "", nil).want(422).has("no workbook was chosen")
	ada.upload(path, "workbook", "book.xlsx", strings.Repeat("x", 6<<20), nil).want(413)
	ada.post(path+"/apply", map[string][]string{"workbook": {"%%%"}, "chosen": {"LB-01@1"}}).want(400)
	ada.post(path+"/apply", map[string][]string{"workbook": {"aGVsbG8"}, "chosen": {"LB-01@1"}}).want(422)
	yaw.get(path).want(200).lacks("Take a workbook back")
	yaw.upload(path, "workbook", "book.xlsx", good, nil).want(403)
	ines.get(path).want(404)
	ines.get(path + "/download").want(404)
	other := "/files/" + w.file(sample.XB) + "/workbook"
	if d := ines.upload(other, "workbook", "book.xlsx", good, nil); d.status == 200 {
		t.Error("another country's workbook was taken")
	}
	w.as("sample-rosa").get(path).want(404)
	ada.get(path + "/download?body=mint").want(422)
}
