package offline_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// sealed writes the sample country's sealed package to a file and returns its
// name.
func sealed(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(samples + "xa.json")
	if err != nil {
		t.Fatal(err)
	}
	file, faults := scoring.ReadFile(data)
	if faults != nil {
		t.Fatal(faults)
	}
	file.Reviews = nil
	c := assessment.NewContent(questionnaires.Files)
	m, err := c.Method(file.Catalogue, file.Track)
	if err != nil {
		t.Fatal(err)
	}
	s := &assessment.Submission{ID: "xa-sealed", File: "xa-2026", Revision: 1, Cycle: "2026", At: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Content: *file}
	if s.Result, err = json.Marshal(m.Assess(file, scoring.Seed(file.Assessment, file.Catalogue))); err != nil {
		t.Fatal(err)
	}
	if s.Manifest, err = assessment.NewManifest(s, func(id string) string { return m.Catalogue.Question(id).Section.ID }); err != nil {
		t.Fatal(err)
	}
	receipt := &assessment.Receipt{Submission: s.ID, Cycle: s.Cycle, Revision: s.Revision, At: s.At, Hash: s.Manifest.Hash}
	source, err := report.OfSubmission(c, "Xanadu", s, receipt)
	if err != nil {
		t.Fatal(err)
	}
	d, err := report.New(source, language.English)
	if err != nil {
		t.Fatal(err)
	}
	format, err := report.Find(report.Formats, "package")
	if err != nil {
		t.Fatal(err)
	}
	if data, err = format.Render(d); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "xa.zip")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestReport: a file of responses and a sealed package come out in every format
// that they can, and what comes out as JSON scores the same.
func TestReport(t *testing.T) {
	effort.OneGoroutine(t)
	xa, zip := samples+"xa.json", sealed(t)
	for _, f := range pdftest.Formats() {
		for _, from := range []string{xa, zip} {
			out, errs, code := run("", "report", "-format", f.Name, "-language", "fr", from)
			refused := from == xa && f.Name == "package" || strings.HasSuffix(f.Name, "brief") // neither of these was released
			if refused != (code == 1) || refused != (out == "") || refused != (strings.Contains(errs, "seal") || strings.Contains(errs, "released package")) {
				t.Errorf("%s of %s: code %d, %d bytes, %s", f.Name, from, code, len(out), errs)
			}
		}
	}
	again, _, _ := run("", "report", "-json", xa)
	first, _, _ := run("", "score", "-json", xa)
	second, _, _ := run(again, "score", "-json", "-")
	if first != second || first == "" {
		t.Error("a file that was written and read scores otherwise")
	}
	packed, err := os.ReadFile(zip)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.zip")
	if out, errs, code := run("", "report", "-format", "package", "-out", copied, zip); code != 0 || out != "" {
		t.Error(code, out, errs)
	}
	if data, _ := os.ReadFile(copied); !bytes.Equal(data, packed) {
		t.Error("a package that was read and written is another")
	}
	part, _, _ := run("", "report", "-format", "csv-plain", "-part", "legal-basis", xa)
	if whole, _, _ := run("", "report", "-format", "csv-plain", xa); !strings.Contains(part, "LB-01") || strings.Contains(part, "EN-01") || len(part) >= len(whole) {
		t.Error("the part about the legal basis")
	}
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-format", "doc", xa}, 2, "use one of json, html"},
		{[]string{"-language", "tlh", xa}, 2, "use one of en, ar, fr"},
		{[]string{"-part", "poetry", xa}, 1, "use one of legal-basis"},
		{[]string{"nowhere.json"}, 1, "nowhere.json"},
	} {
		out, errs, code := run("", append([]string{"report"}, test.args...)...)
		if code != test.code || out != "" || !strings.Contains(errs, test.want) {
			t.Errorf("%v: code %d, %q, %s", test.args, code, out, errs)
		}
	}
}

// TestVerify: a whole package is said to be whole, in 80 columns; one that was
// changed is not, by name, and ends with code 1.
func TestVerify(t *testing.T) {
	name := sealed(t)
	out, errs, code := run("", "verify", name)
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	var v report.Verified
	asJSON, _, _ := run("", "verify", "-json", name)
	if err := json.Unmarshal([]byte(asJSON), &v); err != nil || !v.Scored || !v.BuiltIn || len(v.Hash) != 64 {
		t.Fatal(err, asJSON)
	}
	for _, want := range []string{"is whole", "Xanadu", v.Hash, "made again from its answers", "decided by consensus"} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(out, name, "FILE"), "\n") {
		if utf8.RuneCountInString(line) > 80 {
			t.Errorf("more than 80 columns: %s", line)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(data, []byte("Does a statute"), []byte("Does a Statute"), 1)
	for what, test := range map[string]struct {
		data []byte
		want string
	}{
		"a word changed": {changed, "questionnaires/2026-11/legal-basis.en.json"}, "cut off": {data[:len(data)-10], "cut off"},
		"no package": {[]byte("{}"), "not a zip file"}, "too large": {make([]byte, report.MaxPackage+1), "larger than 8 MiB"},
	} {
		out, errs, code := run(string(test.data), "verify", "-")
		if code != 1 || out != "" || !strings.Contains(errs, test.want) {
			t.Errorf("%s: code %d, %q, %.300s", what, code, out, errs)
		}
	}
}
