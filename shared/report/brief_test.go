package report_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

func countBrief(t fataler, d *report.Document, data []byte) report.Counts {
	rows := map[string]int{}
	for _, row := range marked(t, data, "data-row") {
		section := row.Parent
		for section.Data != "section" {
			section = section.Parent
		}
		for n := range section.ChildNodes() {
			if n.Type == html.ElementNode && n.Data == "h2" {
				rows[text(n)]++
			}
		}
	}
	return report.Counts{Contradictions: rows[d.Language.Text(language.ReportContradictions)], Requests: rows[d.Language.Text(language.ReportAssistance)]}
}

func countSummary(t fataler, d *report.Document, data []byte) report.Counts {
	rows := docxRows(parsed(t, data, "word/document.xml"))
	return report.Counts{Instruments: rows[d.Language.Text(language.NavInstruments)]}
}

func countBriefDOCX(t fataler, d *report.Document, data []byte) report.Counts {
	rows := docxRows(parsed(t, data, "word/document.xml"))
	return report.Counts{Contradictions: rows[d.Language.Text(language.ReportContradictions)], Requests: rows[d.Language.Text(language.ReportAssistance)]}
}

// refused reports whether a format is not made of a kind: nothing proves a draft
// whole, and a brief is of what was released.
func refused(format string, kind report.Kind) bool {
	return format == "package" && kind == report.Draft || strings.HasSuffix(format, "brief") && kind != report.Released
}

// answered is a document of a file with these answers and no others.
func answered(t fataler, responses questionnaire.Responses) *report.Document {
	f := newFolder(0)
	f.file.Track, f.file.Responses, f.file.Explained = questionnaire.Prospective, responses, nil
	return f.document(t, "file", language.English)
}

func ids(questions []*report.Question) []string {
	var out []string
	for _, q := range questions {
		out = append(out, q.ID)
	}
	return out
}

// TestForemost: critical questions that do not pass lead the shortfalls, then
// the most weight lost; strengths are what shows 80 points and more; silence by
// choice and what does not apply are neither.
func TestForemost(t *testing.T) {
	for seed := range folders {
		d := draw(seed).document(t, kinds[seed%len(kinds)], language.English)
		short, strong := d.Shortfalls(), d.Strengths()
		if len(short) > report.Foremost || len(strong) > report.Foremost {
			t.Fatal(len(short), len(strong))
		}
		freed := false
		for _, q := range short {
			held := q.Critical && q.Gate != "pass"
			if held && freed {
				t.Error(q.ID, "is critical and comes after one that is not")
			}
			freed = freed || !held
			if q.State == report.Withheld || q.State == report.Parked || q.State == "declined" || q.State == "na" || q.Shown == "100.0" && !held {
				t.Errorf("%s is %s with %q shown, and a shortfall", q.ID, q.State, q.Shown)
			}
		}
		for _, q := range strong {
			if shown, _ := strconv.ParseFloat(q.Shown, 64); shown < 80 || slices.Contains(short, q) {
				t.Errorf("%s with %q shown is a strength", q.ID, q.Shown)
			}
		}
	}
	top, none := 4, 0
	proof := []questionnaire.Evidence{{Grade: 4, Date: questionnaire.Date{Year: 2026, Month: 10, Day: 1}, Title: "Gazette"}}
	d := answered(t, questionnaire.Responses{
		"LB-01": {State: "value", Level: &top, Evidence: proof}, "LB-03": {State: "value", Level: &none}, "LB-19": {State: "declined"},
	})
	if got := ids(d.Shortfalls()); !slices.Contains(got, "LB-03") || slices.Contains(got, "LB-19") || slices.Contains(got, "LB-01") {
		t.Error("shortfalls are", got)
	}
	if got := ids(d.Strengths()); !slices.Equal(got, []string{"LB-01"}) {
		t.Error("strengths are", got)
	}
}

// TestBrief: a brief names what was asked and not replied to about its package,
// and what changed since the earlier one, and nothing that was withheld.
func TestBrief(t *testing.T) {
	now := newFolder(8)
	q := "LB-01"
	level := 4
	now.file.Responses[q] = questionnaire.Response{State: "value", Level: &level, Release: "outreach"}
	secret := "the words of a secret answer"
	for id, r := range now.file.Responses {
		if r.Release == questionnaire.ReleaseNational {
			r.Text = secret
			now.file.Responses[id] = r
		}
	}
	s, err := now.source("package")
	if err != nil {
		t.Fatal(err)
	}
	s.Clarifications([]assessment.Clarification{
		{Package: "package000", Question: q, Asked: "Which article forbids it?", AskedAt: noon},
		{Package: "package000", Asked: "asked and replied", Reply: "so it is", AskedAt: noon},
		{Package: "another000", Asked: "asked about another", AskedAt: noon},
	})
	s.Changes("2025", []scoring.AnswerChange{{Question: q, Change: "improved"}})
	d, err := report.New(s, language.English)
	if err != nil {
		t.Fatal(err)
	}
	for name, shown := range map[string]string{"brief": string(render(t, d, "brief")), "docx-brief": parsed(t, render(t, d, "docx-brief"), "word/document.xml").words()} {
		for _, want := range []string{"Which article forbids it?", d.Language.Text(language.ReportAgenda), d.Language.Text(language.ChangeImproved), d.Marking} {
			if !strings.Contains(shown, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
		for _, never := range []string{"asked and replied", "asked about another", secret} {
			if strings.Contains(shown, never) {
				t.Errorf("%s holds %q", name, never)
			}
		}
	}
}

// laden is a folder whose instruments have the longest texts there can be.
func laden(seed int) *folder {
	f := newFolder(seed)
	long := strings.Repeat("Ordinance on strategic goods ", 17)
	f.ledger, f.cited = nil, map[string][]assessment.Citation{}
	for id := range f.file.Responses {
		i := assessment.Instrument{ID: "law-" + id, Version: 1, Title: long, Kind: "law", Number: long, IssuingBody: long, From: f.file.AsOf, Language: "en", By: "lead", At: noon}
		f.ledger = append(f.ledger, i)
		f.cited[id] = []assessment.Citation{{ID: i.ID, Version: 1}}
	}
	return f
}

var pagesOf = regexp.MustCompile(`/Type\s*/Page[^s]`)

// TestOffice: a word processor turns each DOCX into a PDF without a complaint,
// and the summary has at most five pages whatever the country has. PICTURES names
// a folder where the files are kept, SOFFICE the program.
func TestOffice(t *testing.T) {
	program := os.Getenv("SOFFICE")
	if program == "" {
		t.Skip("SOFFICE names no program")
	}
	dir := t.TempDir()
	for _, l := range language.All() {
		for kind, f := range map[string]*folder{"draft": laden(3), "package": draw(6)} {
			d := f.document(t, kind, l)
			for _, format := range report.Formats {
				if !strings.HasSuffix(format.Extension, ".docx") || refused(format.Name, d.Kind) {
					continue
				}
				name := filepath.Join(dir, kind+"-"+l.Code()+"-"+format.Name)
				data := render(t, d, format.Name)
				if err := os.WriteFile(name+".docx", data, 0o600); err != nil {
					t.Fatal(err)
				}
				if keep := os.Getenv("PICTURES"); keep != "" {
					if err := os.WriteFile(filepath.Join(keep, filepath.Base(name)+".docx"), data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				out, err := exec.Command(program, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, name+".docx").CombinedOutput()
				pdf, missing := os.ReadFile(name + ".pdf")
				if err != nil || missing != nil || bytes.Contains(out, []byte("rror")) {
					t.Fatalf("%s: %v, %v: %s", name, err, missing, out)
				}
				if pages := len(pagesOf.FindAll(pdf, -1)); pages == 0 || format.Name == "docx-summary" && pages > 5 {
					t.Errorf("%s in %s of a %s has %d pages", format.Name, l.Code(), kind, pages)
				}
			}
		}
	}
}
