package report_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// readers count what a file of each format holds by reading it again, without
// the writer's help. A format without one fails the test.
var readers = map[string]func(t fataler, d *report.Document, data []byte) report.Counts{
	"json":         countJSON,
	"html":         countHTML,
	"docx":         countDOCX,
	"docx-summary": countSummary,
	"pdf":          countPDF,
	"pdf-summary":  countSummaryPDF,
	"brief":        countBrief,
	"docx-brief":   countBriefDOCX,
	"csv":          func(t fataler, d *report.Document, data []byte) report.Counts { return countCSV(t, d, data, false) },
	"csv-plain":    func(t fataler, d *report.Document, data []byte) report.Counts { return countCSV(t, d, data, true) },
	"package":      countPackage,
	"calendar": func(_ fataler, _ *report.Document, data []byte) report.Counts {
		return report.Counts{Dates: bytes.Count(data, []byte("\r\nBEGIN:VEVENT\r\n"))}
	},
	"assistance": func(t fataler, _ *report.Document, data []byte) report.Counts {
		return report.Counts{Requests: len(marked(t, data, "data-row"))}
	},
	"assistance-csv": func(t fataler, _ *report.Document, data []byte) report.Counts {
		return report.Counts{Requests: len(table(t, data)) - 1}
	},
	"obligations": func(t fataler, _ *report.Document, data []byte) report.Counts {
		return report.Counts{Duties: len(marked(t, data, "data-row"))}
	},
	"obligations-csv": func(t fataler, _ *report.Document, data []byte) report.Counts {
		return report.Counts{Duties: len(table(t, data)) - 1}
	},
}

// folders is how many random folders the tests go through: 15 would be each kind
// in each language once, 5 are each kind once.
var folders = effort.Of(5, 60)

// TestNothingIsLost: on random documents of every kind, in every language and
// format, as much comes out as went in, and the files say so themselves.
func TestNothingIsLost(t *testing.T) {
	effort.OneGoroutine(t)
	for seed := range folders {
		d := draw(seed).document(t, kinds[seed%len(kinds)], language.All()[seed%len(language.All())])
		for _, format := range pdftest.Formats() {
			data, err := format.Render(d)
			if refused(format.Name, d.Kind) {
				var faults questionnaire.Faults
				if !errors.As(err, &faults) {
					t.Fatal(format.Name, "was made of a", d.Kind, err)
				}
				continue
			}
			if err != nil {
				t.Fatal(format.Name, err)
			}
			if got, want := readers[format.Name](t, d, data), format.Holds(d.Counts); got != want {
				t.Fatalf("%s of a %s holds %+v, want %+v", format.Name, d.Kind, got, want)
			}
		}
	}
}

// TestDocument: a document holds every question of the track once, and every
// answer of its source as it was given.
func TestDocument(t *testing.T) {
	for seed := range folders {
		f, kind := draw(seed), kinds[seed%len(kinds)]
		d := f.document(t, kind, language.English)
		m, _ := content().Method(f.file.Catalogue, f.file.Track)
		parked := m.Catalogue.Route(f.file.Track, f.file.Responses).Parked
		seen := 0
		for _, s := range d.Sections {
			for _, q := range s.Questions {
				seen++
				given, answered := f.file.Responses[q.ID]
				switch {
				case parked[q.ID] && (kind == "file" || kind == "draft"):
					if q.State != report.Parked || q.Response.Text != given.Text {
						t.Fatalf("%s of a %s: parked, and shown as %s", q.ID, kind, q.State)
					}
				case parked[q.ID]: // a sealed record is without it
					if q.Response.State != "" || q.Response.Text != "" {
						t.Fatalf("%s of a %s: parked, and shown", q.ID, kind)
					}
				case answered && strings.Contains(kind, "package") && given.Release != "outreach" && given.Release != "public":
					if q.State != report.Withheld || q.Withheld == "" || q.Given() || q.Answer != "" || q.Claimed != "" || len(q.Response.Evidence) > 0 {
						t.Fatalf("%s of a %s: not cleared, and shown: %+v", q.ID, kind, q)
					}
				case answered:
					if q.State != string(given.State) || q.Response.Text != given.Text || (given.State == questionnaire.Value) != (q.Answer != "") {
						t.Fatalf("%s of a %s: %+v", q.ID, kind, q)
					}
				}
			}
		}
		if want := len(slices.DeleteFunc(m.Catalogue.Questions(), func(q *questionnaire.Question) bool { return !q.On(f.file.Track) })); seen != want {
			t.Fatalf("%d questions, want %d", seen, want)
		}
	}
}

// TestParts: the parts of a document hold together what the whole does.
func TestParts(t *testing.T) {
	d := draw(3).document(t, "draft", language.English)
	var sum report.Counts
	for _, id := range d.Parts() {
		p, err := d.Only(id)
		if err != nil {
			t.Fatal(err)
		}
		sum.Questions, sum.Answers, sum.Proofs, sum.Citations, sum.Steps = sum.Questions+p.Counts.Questions, sum.Answers+p.Counts.Answers, sum.Proofs+p.Counts.Proofs, sum.Citations+p.Counts.Citations, sum.Steps+p.Counts.Steps
		for _, name := range []string{"json", "html", "csv", "csv-plain"} {
			f, _ := report.Find(report.Formats, name)
			if got, want := readers[name](t, p, render(t, p, name)), f.Holds(p.Counts); got != want {
				t.Errorf("part %s as %s holds %+v, want %+v", id, name, got, want)
			}
		}
	}
	n := d.Counts
	if want := (report.Counts{Questions: n.Questions, Answers: n.Answers, Proofs: n.Proofs, Citations: n.Citations, Steps: n.Steps}); sum != want {
		t.Errorf("the parts hold %+v, the whole %+v", sum, want)
	}
	if _, err := d.Only("nothing"); err == nil {
		t.Error("there is a part about nothing")
	}
}

// TestDropped: a writer that leaves a row out is an error.
func TestDropped(t *testing.T) {
	d := draw(1).document(t, "draft", language.English)
	f, _ := report.Find(report.Formats, "csv")
	d.Counts.Questions++ // as if one had been dropped
	if _, err := f.Render(d); err == nil || !strings.Contains(err.Error(), "went in") {
		t.Errorf("the error is %v", err)
	}
}

// TestNames: names of formats are different, and file names plain.
func TestNames(t *testing.T) {
	names, extensions := map[string]bool{}, map[string]bool{}
	d := draw(1).document(t, "submission", language.Arabic)
	for _, f := range pdftest.Formats() {
		names[f.Name], extensions[f.Extension] = true, true
		if name := f.FileName(d); !regexp.MustCompile(`^self-assessment-national-2026-11-26-sealed0000-r2\.[0-9a-z.]+$`).MatchString(name) {
			t.Errorf("file name %q", name)
		}
	}
	if len(names) != len(pdftest.Formats()) || len(extensions) != len(pdftest.Formats()) {
		t.Error("two formats share a name or an extension")
	}
	if _, err := report.Find(report.Formats, "wordstar"); err == nil || !strings.Contains(err.Error(), "csv-plain") {
		t.Errorf("the error is %v", err)
	}
}

func countJSON(t fataler, d *report.Document, data []byte) report.Counts {
	f, faults := scoring.ReadFile(data)
	if faults != nil {
		t.Fatal(faults)
	}
	m, err := content().Method(f.Catalogue, f.Track)
	if err != nil {
		t.Fatal(err)
	}
	if faults := f.Check(m.Catalogue); faults.Err() != nil {
		t.Fatal(faults)
	}
	again, err := questionnaire.Encode(f)
	if err != nil || !bytes.Equal(again, data) {
		t.Fatal("reading and writing again gives other bytes", err)
	}
	if err := schema(t).Validate(plain(t, data)); err != nil {
		t.Fatal(err)
	}
	var n report.Counts
	for _, s := range d.Sections {
		for _, q := range s.Questions {
			r, ok := f.Responses[q.ID]
			if q.State == report.Withheld {
				if ok && r.State != questionnaire.Declined {
					t.Fatal(q.ID, "is withheld, and stands as", r.State)
				}
				continue
			}
			if ok && r.State != questionnaire.Unanswered {
				n.Answers++
			}
			n.Proofs += len(r.Evidence)
			delete(f.Responses, q.ID)
		}
	}
	return n
}

func table(t fataler, data []byte) [][]string {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
				t.Fatal("a cell is a formula: " + cell)
			}
		}
	}
	return rows
}

func countCSV(t fataler, d *report.Document, data []byte, programs bool) report.Counts {
	if bytes.HasPrefix(data, []byte("\ufeff")) == programs {
		t.Fatal("the byte order mark is for people alone")
	}
	rows := table(t, data)
	at := func(row []string, name string) string { return row[slices.Index(names, name)] }
	if programs && !slices.Equal(rows[0], names) {
		t.Fatal("the columns are", rows[0])
	}
	var n report.Counts
	for _, row := range rows[1:] {
		n.Questions++
		if slices.Contains([]string{d.Language.Text(language.ReleaseWithheld), report.Withheld}, at(row, "state")) {
			n.Withheld++
		}
		if slices.Contains([]string{d.Language.Text(language.StateParked), report.Parked}, at(row, "state")) {
			n.Parked++
		}
		if at(row, "flag") != "" {
			n.Flags++
		}
		if at(row, "cited") != "" {
			n.Citations++
		}
		proofs := len(at(row, "proofs"))
		if proofs == 1 {
			n.Proofs += int(at(row, "proofs")[0] - '0')
		}
	}
	n.Answers = d.Counts.Answers // of parked ones a row does not say whether they were given
	return n
}

// names are the columns that programs rely on; they never change.
var names = strings.Split("country cycle revision track marking date hash catalogue questionnaire criterion section question question_text critical state answer meaning "+
	"points_claimed points_shown gate text reason proofs evidence grade grade_asked cited references flag release carried", " ")

func countPackage(t fataler, d *report.Document, data []byte) report.Counts {
	v, err := report.Verify(content(), data)
	if err != nil {
		t.Fatal(err)
	}
	if v.Hash != d.Hash || !v.BuiltIn || v.Scored == d.Whole {
		t.Fatal("verified as", *v)
	}
	again, err := report.New(v.Source, d.Language)
	if err != nil {
		t.Fatal(err)
	}
	return report.Counts{Answers: again.Counts.Answers, Proofs: again.Counts.Proofs}
}

// TestSameWhatever: the same content gives the same bytes each time.
func TestSameWhatever(t *testing.T) {
	f, g := draw(3), newFolder(3)
	for _, kind := range []string{"submission", "package"} {
		for _, format := range pdftest.Formats() {
			d := f.document(t, kind, language.French)
			if refused(format.Name, d.Kind) {
				continue
			}
			a := render(t, d, format.Name)
			if b := render(t, g.document(t, kind, language.French), format.Name); !bytes.Equal(a, b) {
				t.Errorf("%s as %s differs from one time to the next", kind, format.Name)
			}
		}
	}
	if len(readers) != len(pdftest.Formats()) {
		t.Errorf("readers of %v", slices.Sorted(maps.Keys(readers)))
	}
}
