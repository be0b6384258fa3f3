package web_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// TestReports: every format of a draft, a sealed record and a package comes as
// a file with its own name and type, not to be kept by anybody on the way.
func TestReports(t *testing.T) {
	effort.OneGoroutine(t)
	t.Parallel()
	w, _ := checked(t)
	ids := w.ids()
	for _, from := range []struct{ sub, path, kind string }{
		{"sample-ada", "/assessments/{file}", "draft"}, {"sample-ines", "/submissions/{submission}", "national"}, {"sample-rosa", "/outreach/packages/{package}", "released"},
	} {
		path := "/api/v1" + ids.Replace(from.path) + "/report"
		if from.kind == "released" {
			for _, f := range pdftest.Formats() {
				w.call(from.sub, "GET", path+"?format="+f.Name, "").want(t, map[bool]int{false: 409, true: 200}[f.Name == "calendar"])
			}
			w.call(from.sub, "GET", strings.TrimSuffix(path, "/report")+"?view=whole", "").want(t, 200)
		}
		for i, f := range pdftest.Formats() {
			for k, l := range language.All() {
				if k != i%3 && !effort.Full() {
					continue // each format in one of the languages
				}
				got := w.call(from.sub, "GET", path+"?format="+f.Name+"&language="+l.Code(), "")
				if f.Name == "package" && from.kind == "draft" || strings.HasSuffix(f.Name, "brief") && from.kind != "released" {
					got.want(t, 422)
					continue
				}
				got.want(t, 200)
				name := got.header.Get("Content-Disposition")
				if got.header.Get("Content-Type") != f.ContentType || got.header.Get("Cache-Control") != "no-store" || !strings.HasSuffix(name, f.Extension+`"`) || !strings.Contains(name, "-"+from.kind+"-") {
					t.Errorf("%s as %s: %v", path, f.Name, got.header)
				}
				if f.Name == "html" && !strings.Contains(got.text, `dir="`+l.Direction()+`"`) {
					t.Errorf("%s in %s: the direction", path, l.Code())
				}
			}
		}
		if usual := w.call(from.sub, "GET", path, "").want(t, 200); usual.body["track"] == nil {
			t.Errorf("%s: what comes unasked is not the file of answers", path)
		}
		for _, query := range []string{"format=doc", "format=", "language=tlh", "language=", "part=poetry", "part=", "format=package&part=legal-basis"} {
			w.call(from.sub, "GET", path+"?"+query, "").want(t, 422)
		}
	}
}

// TestReportProven: what the country sealed and what the team received prove
// themselves on another computer, and hash and receipt agree.
func TestReportProven(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	ids := w.ids()
	submission := "/api/v1" + ids.Replace("/submissions/{submission}")
	w.call("sample-rosa", "GET", "/api/v1"+ids.Replace("/outreach/packages/{package}")+"?view=whole", "").want(t, 200)
	for path, sub := range map[string]string{submission: "sample-ines", "/api/v1" + ids.Replace("/outreach/packages/{package}"): "sample-rosa"} {
		v, err := report.Verify(content(), []byte(w.call(sub, "GET", path+"/report?format=package", "").want(t, 200).text))
		if err != nil || !v.Scored || !v.BuiltIn || v.Country != "Xebec (invented)" {
			t.Fatalf("%s: %+v, %v", path, v, err)
		}
		if path == submission && v.Hash != w.call(sub, "GET", path+"/receipt", "").want(t, 200).body["hash"] {
			t.Error("the package's hash is not the receipt's")
		}
	}
}

// TestReportMeetings: a calendar shows meetings with teams to those alone who may
// list them. Of a sealed file, who may not read the sealed record gets a part.
func TestReportMeetings(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	path := "/api/v1/assessments/" + w.file("sample-ines") + "/report?format=calendar"
	person := `{"name":"Marta","roles":["contributor"],"bodies":["customs"],"active":true}`
	w.call("sample-ines", "PUT", "/api/v1/members/marta", person, "If-Match", `"0"`).want(t, 200)
	for sub, sees := range map[string]bool{"sample-ines": true, "marta": false} {
		got := w.call(sub, "GET", path, "").want(t, 200)
		if strings.Contains(got.text, "UID:meeting-") != sees || !strings.Contains(got.text, "UID:step-") {
			t.Errorf("%s sees %s", sub, got.text)
		}
		if name := got.header.Get("Content-Disposition"); strings.Contains(name, "-national-") != sees || strings.Contains(name, "-part-") == sees {
			t.Errorf("%s gets %s", sub, name)
		}
	}
}

// TestReportInParts: a report that does not go in one piece is refused with the
// parts it can be had in, and every part of it goes.
func TestReportInParts(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	path := "/api/v1/assessments/" + w.file("sample-ada")
	long := strings.Repeat("a long explanation; ", 1600)
	for i, r := range w.call("sample-ada", "GET", path+"/responses", "").want(t, 200).body["responses"].([]any) {
		record := r.(map[string]any)
		response := record["response"].(map[string]any)
		delete(response, "accepted")
		response["text"] = long
		body, err := json.Marshal(map[string]any{"response": response})
		if err != nil {
			t.Fatal(err)
		}
		if i < 145 {
			w.call("sample-ada", "PUT", fmt.Sprint(path, "/responses/", record["question"]), string(body), "If-Match", fmt.Sprintf(`"%v"`, record["version"]), "Idempotency-Key", w.key())
		}
	}
	refused := w.call("sample-ada", "GET", path+"/report?format=html", "").want(t, 422).text
	for _, part := range []string{"legal-basis", "enforcement", "annex-implementation", "nonproliferation-commitment"} {
		if !strings.Contains(refused, part) {
			t.Errorf("it does not name %s: %s", part, refused)
		}
		if got := w.call("sample-ada", "GET", path+"/report?format=html&part="+part, "").want(t, 200); len(got.text) > 4<<20 || len(got.text) < 1<<19 {
			t.Errorf("the part %s has %d bytes", part, len(got.text))
		}
	}
}
