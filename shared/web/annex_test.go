package web_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestConcordance: whoever answers for the list hands it in and decides about
// its rows, others read; a preview keeps nothing; a newer list takes the place
// of an older one, and what a person decided stands.
func TestConcordance(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	path := "/api/v1/assessments/" + w.file("sample-ada") + "/annex"
	state := func(row string) string {
		t.Helper()
		return w.call("sample-yaw", "GET", path+"/rows/"+row, "").want(t, 200).body["state"].(string)
	}
	found := w.call("sample-yaw", "GET", path, "").want(t, 200)
	if sum := found.body["summary"].(map[string]any); len(found.body["rows"].([]any)) != 179 || sum["carried"] != 171.0 || sum["carried_of"] != 200.0 {
		t.Errorf("the sample list carries %v", found.body["summary"])
	}
	decide := func(sub, row, version, body string, status int) {
		t.Helper()
		w.call(sub, "PUT", path+"/rows/"+row, body, "If-Match", version).want(t, status)
	}
	decide("sample-ada", "20.E.1", `"0"`, `{"state":"confirmed","reason":"too short"}`, 422)
	decide("sample-ada", "20.E.1", `"0"`, `{"state":"covered","reason":"Only the list itself says so."}`, 422)
	decide("sample-ada", "20.E.1", `"0"`, `{"state":"confirmed","reason":"Article 4 of the act carries it."}`, 200)
	decide("sample-lena", "20.E.1", `"0"`, `{"state":"partly","reason":"Article 4 carries a part of it."}`, 412)
	if got := state("20.E.1"); got != "confirmed" {
		t.Errorf("20.E.1 is %s", got)
	}

	list := `{"name":"Order of 2026","csv":"code,mtcr\nSG1,3.A.1\nSG2,3.A.2\n"}`
	change := w.call("sample-ada", "POST", path+"/list/preview", list).want(t, 200).body
	if n := len(change["rows"].([]any)); n < 100 || change["after"].(map[string]any)["covered"] != 2.0 {
		t.Errorf("the preview tells of %d rows and %v", n, change["after"])
	}
	if got := w.call("sample-ada", "GET", path, "").want(t, 200); got.header.Get("ETag") != `"1"` {
		t.Error("a preview kept the list")
	}
	w.call("sample-ada", "PUT", path+"/list", list, "If-Match", `"0"`).want(t, 412)
	w.call("sample-ada", "PUT", path+"/list", list, "If-Match", `"1"`).want(t, 200)
	for row, want := range map[string]string{"3.A.1": "covered", "4.B.1": "not found", "20.E.1": "confirmed", "9.A.1": "partly"} {
		if got := state(row); got != want {
			t.Errorf("%s is %s, want %s", row, got, want)
		}
	}
	decide("sample-ada", "20.E.1", `"1"`, `{}`, 200)
	if got := state("20.E.1"); got != "not found" {
		t.Errorf("20.E.1 is %s after its decision was taken back", got)
	}
	if events := w.call("sample-yaw", "GET", "/api/v1/events", "").want(t, 200).text; strings.Count(events, "list_changed") != 2 {
		t.Error("each list that is handed in is an event")
	}
}

// TestConcordanceRefused: what is wrong with a list is told by line and column;
// a body that does not answer for the list, and a sealed file, take none.
func TestConcordanceRefused(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	file := "/api/v1/assessments/" + w.file("sample-ada")
	got := w.call("sample-ada", "PUT", file+"/annex/list", `{"name":"L","csv":"code,title,mtcr\nSG1,=1+1,3.A.1\nSG2,x,9.A.99\nSG1,y,\n"}`, "If-Match", `"1"`).want(t, 422)
	for _, part := range []string{`"pointer":"/csv"`, "line 2, column title", "line 4, column code"} {
		if !strings.Contains(got.text, part) {
			t.Errorf("%q is not told: %s", part, got.text)
		}
	}
	unknown := w.call("sample-ada", "POST", file+"/annex/list/preview", `{"name":"L","csv":"code,mtcr\nSG2,9.A.99\n"}`).want(t, 422)
	if !strings.Contains(unknown.text, "line 2, column Annex reference") {
		t.Errorf("an entry that does not exist: %s", unknown.text)
	}
	list := `{"name":"L","csv":"code\n9A101\n"}`
	w.call("sample-ada", "PUT", file+"/assignments/licensing", `{"sections":["AX-A"],"due":"2026-12-18"}`, "If-Match", `"0"`).want(t, 200)
	w.call("sample-lena", "POST", file+"/annex/list/preview", list).want(t, 200)
	w.call("sample-kofi", "POST", file+"/annex/list/preview", list).want(t, 403)
	w.call("sample-kofi", "PUT", file+"/annex/list", list, "If-Match", `"1"`).want(t, 403)
	w.call("sample-kofi", "PUT", file+"/annex/rows/3.A.1", `{}`, "If-Match", `"0"`).want(t, 403)

	sealed := "/api/v1/assessments/" + w.file("sample-ines")
	w.call("sample-ines", "PUT", sealed+"/annex/list", list, "If-Match", `"0"`).want(t, 409)
	w.call("sample-ines", "GET", sealed+"/annex/list", "").want(t, 404)
	if got := w.call("sample-ines", "GET", sealed+"/annex", "").want(t, 200); got.header.Get("ETag") != `"0"` || !strings.Contains(got.text, `"unknown"`) {
		t.Error("without a list every row is unknown")
	}
}

// listBook is a list in a workbook, in base64.
func listBook(t *testing.T, rows ...[]any) string {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// TestListBook: a list comes as a workbook wherever it comes as CSV, carries the
// same, and is kept as text; what is wrong is told by sheet and cell.
func TestListBook(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	path := "/api/v1/assessments/" + w.file("sample-ada") + "/annex"
	book := `{"name":"Order of 2026","xlsx":"` + listBook(t, []any{"Order of 2026"}, []any{"code", "mtcr"}, []any{"SG1", "3.A.1"}, []any{"SG2", "3.A.2"}) + `"}`
	text := `{"name":"Order of 2026","csv":"\ncode,mtcr\nSG1,3.A.1\nSG2,3.A.2\n"}`
	if got, want := w.call("sample-ada", "POST", path+"/list/preview", book).want(t, 200).text, w.call("sample-ada", "POST", path+"/list/preview", text).want(t, 200).text; got != want {
		t.Errorf("the book changes\n%s\nthe text\n%s", got, want)
	}
	w.call("sample-ada", "PUT", path+"/list", book, "If-Match", `"1"`).want(t, 200)
	if got := w.call("sample-ada", "GET", path+"/list", "").want(t, 200).body["csv"]; got != "\ncode,mtcr\nSG1,3.A.1\nSG2,3.A.2\n" {
		t.Errorf("kept as %q", got)
	}
	noted := w.call("sample-ada", "POST", path+"/list/preview", `{"name":"L","xlsx":"`+listBook(t, []any{"code", "", "in force"}, []any{"9A101", "", "soon"})+`"}`).want(t, 200)
	if !strings.Contains(noted.text, `"cell":"Sheet1!A2"`) {
		t.Errorf("a note without its cell: %s", noted.text)
	}
	for _, wrong := range []struct{ body, want string }{
		{`"xlsx":"` + listBook(t, []any{"code", "title", "mtcr"}, []any{1.1, "=1", "9.A.1"}, []any{"SG2", "", "9.A.1"}) + `"`, "Sheet1!A2: the cell holds a number"},
		{`"xlsx":"` + listBook(t, []any{"code", "title", "mtcr"}, []any{1.1, "=1", "9.A.1"}) + `"`, "Sheet1!B2: the title cell starts a formula"},
		{`"xlsx":"` + listBook(t, []any{"code", "title", "mtcr"}, []any{"SG1", "", "9.A.99"}) + `"`, "Sheet1!C2: unknown reference"},
		{`"xlsx":"` + listBook(t, []any{"title"}) + `"`, "no sheet has a column named"},
		{`"xlsx":"` + base64.StdEncoding.EncodeToString([]byte("code\n9A101\n")) + `"`, "not a workbook"},
		{`"xlsx":"` + base64.StdEncoding.EncodeToString(make([]byte, 4<<20+1)) + `"`, "larger than 4 MB"},
		{`"xlsx":"code"`, "not a workbook"},
		{`"xlsx":"?"`, "not base64"},
		{`"xlsx":"AAAA","csv":"code"`, "here twice"},
	} {
		got := w.call("sample-ada", "PUT", path+"/list", `{"name":"L",`+wrong.body+`}`, "If-Match", `"2"`).want(t, 422)
		if !strings.Contains(got.text, wrong.want) || !strings.Contains(got.text, `"pointer":"/xlsx"`) {
			t.Errorf("%s; wanted words with %q", got.text, wrong.want)
		}
	}
}
