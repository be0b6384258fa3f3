package report_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// drawnAs is a text as pages hold it: letters that run from the right stand the
// last first, and where a line ends is not part of it.
func drawnAs(text string, rtl bool) string {
	letters := []rune(strings.Join(strings.Fields(text), ""))
	if rtl {
		slices.Reverse(letters)
	}
	return string(letters)
}

// pages reads a PDF, and checks what all of them must have.
func pages(t fataler, d *report.Document, data []byte) *pdftest.File {
	f, err := pdftest.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if f.Catalog["Lang"] != d.Language.Code() || f.Catalog["MarkInfo"].(pdftest.Dict)["Marked"] != true {
		t.Fatal("the file says neither its language nor that it is tagged", f.Catalog)
	}
	rtl := d.Language.Direction() == "rtl"
	everything := drawnAs(f.Everything(), false)
	for _, want := range []string{d.Hash, d.Catalogue, d.Annex} {
		if !strings.Contains(everything, drawnAs(want, false)) {
			t.Fatal("the file lacks", want)
		}
	}
	if front := drawnAs(f.Pages[0].Text+f.Pages[min(1, len(f.Pages)-1)].Text, false); !strings.Contains(front, drawnAs(d.Language.Text(language.PageNotice), rtl)) && !rtl {
		t.Fatal("the file does not say who decides")
	}
	var headings []string
	var follow func(e *pdftest.Element)
	follow = func(e *pdftest.Element) {
		if len(e.Tag) == 2 && e.Tag[0] == 'H' {
			headings = append(headings, e.Tag)
		}
		if e.Tag == "Figure" && e.Dict["Alt"] == nil {
			t.Fatal("a chart says nothing to who does not see it")
		}
		for _, k := range e.Kids {
			follow(k)
		}
	}
	follow(f.Top)
	var marks []string
	var level func(all []*pdftest.Bookmark, tag string)
	level = func(all []*pdftest.Bookmark, tag string) {
		for _, b := range all {
			if b.Page == 0 || b.Title == "" {
				t.Fatal("a bookmark leads nowhere:", b.Title)
			}
			marks = append(marks, tag)
			level(b.Below, tag[:1]+string(tag[1]+1))
		}
	}
	level(f.Outline, "H1")
	if !slices.Equal(headings, marks) {
		t.Fatal("the bookmarks are not the headings", headings, marks)
	}
	return f
}

// rowsOf counts the rows below the heads of the tables with a caption.
func rowsOf(f *pdftest.File, caption string) (n int) {
	for _, table := range f.Top.All("Table") {
		if summary(table) == caption {
			for _, body := range table.All("TBody") {
				n += len(body.All("TR"))
			}
		}
	}
	return n
}

func summary(table *pdftest.Element) string {
	return pdftest.Words(table.Dict["A"].(pdftest.Dict)["Summary"].(string))
}

func countSummaryPDF(t fataler, d *report.Document, data []byte) report.Counts {
	f := pages(t, d, data)
	if len(f.Pages) > 5 {
		t.Fatal("a summary of", len(f.Pages), "pages")
	}
	return report.Counts{Instruments: rowsOf(f, d.Language.Text(language.NavInstruments))}
}

func countPDF(t fataler, d *report.Document, data []byte) report.Counts {
	f, l := pages(t, d, data), d.Language
	rtl := l.Direction() == "rtl"
	left := asked(d)
	var n report.Counts
	for i, e := range f.Top.Kids {
		if e.Tag != "H3" {
			continue
		}
		n.Questions++
		id, _, _ := strings.Cut(strings.TrimSpace(e.Text()), " ")
		q, about := left[id], f.Top.Kids[i+1]
		delete(left, id)
		if q.ID == "" || summary(about) != id {
			t.Fatal("a question that was not asked, or without its table:", id)
		}
		is := func(cell *pdftest.Element, k language.Key) bool {
			return strings.Contains(drawnAs(cell.Text(), false), drawnAs(l.Text(k), rtl))
		}
		for _, row := range about.Kids {
			label, cell := row.Kids[0], row.Kids[1]
			items := max(1, len(cell.All("LI")))
			switch {
			case is(label, language.ReportState) && is(cell, language.ReleaseWithheld):
				n.Withheld++
			case is(label, language.ReportState) && is(cell, language.StateParked):
				n.Parked++
			case is(label, language.EvidenceTitle):
				n.Proofs += items
			case is(label, language.ReportCited):
				n.Citations += items
			case is(label, language.ReportFlag):
				n.Flags++
			}
		}
		if q.Given() {
			n.Answers++
		}
		text := drawnAs(e.Text()+about.Text(), false)
		for _, want := range []string{q.Text, q.Answer, q.Meaning, q.Response.Text, q.Response.Reason} {
			if plainLatin(want) && !strings.Contains(text, drawnAs(want, false)) {
				t.Fatal(id, "lacks", want)
			}
		}
	}
	n.Contradictions, n.Instruments, n.Steps = rowsOf(f, l.Text(language.ReportContradictions)), rowsOf(f, l.Text(language.NavInstruments)), rowsOf(f, l.Text(language.NavPlan))
	n.Requests, n.Duties, n.Dates = rowsOf(f, l.Text(language.ReportAssistance)), rowsOf(f, l.Text(language.ReportLegalBasis)), rowsOf(f, l.Text(language.ReportDates))
	tables := f.Top.All("Table")
	last := tables[len(tables)-1].All("TR")
	for i, want := range []int{n.Questions, n.Answers, n.Withheld, n.Parked, n.Flags, n.Proofs, n.Citations, n.Instruments, n.Contradictions, n.Steps, n.Requests, n.Duties, n.Dates} {
		if got := strings.TrimSpace(last[i].Kids[1].Text()); got != l.Number(want) {
			t.Fatal("row", i, "of what the report holds says", got, "and it is", want)
		}
	}
	return n
}

// plainLatin reports whether a text is drawn from the left throughout.
func plainLatin(text string) bool {
	first := strings.IndexFunc(text, unicode.IsLetter)
	return first >= 0 && !strings.ContainsFunc(text, func(c rune) bool { return c > unicode.MaxASCII || c < ' ' })
}

// TestChartNumbers: the chart of the criteria says the numbers of the table that
// follows it.
func TestChartNumbers(t *testing.T) {
	for _, l := range language.All() {
		d := xa(t).document(t, "file", l)
		f := pages(t, d, render(t, d, "pdf-summary"))
		figure := f.Top.All("Figure")[0]
		alt := pdftest.Words(figure.Dict["Alt"].(string))
		for _, c := range d.Result.Criteria {
			for _, number := range []string{l.Decimal(c.Shown.Gated.Text(1)), l.Decimal(c.Claimed.Gated.Text(1))} {
				if !strings.Contains(alt, number) || !strings.Contains(figure.Text(), number) {
					t.Errorf("%s: the chart lacks %s of %s", l.Code(), number, c.ID)
				}
			}
		}
	}
}

// TestSummaryPages: the summary has at most five pages whatever the country has.
func TestSummaryPages(t *testing.T) {
	for _, l := range language.All() {
		d := laden(3).document(t, "draft", l)
		if got := len(pages(t, d, render(t, d, "pdf-summary")).Pages); got > 5 {
			t.Errorf("%s: %d pages", l.Code(), got)
		}
	}
}

// TestPrinted: other programs find no fault with the files, and their text in
// the order in which it is read. PICTURES names a folder for what they write.
func TestPrinted(t *testing.T) {
	dir := os.Getenv("PICTURES")
	if dir == "" {
		t.Skip("PICTURES names no folder; infra/pdf.sh does")
	}
	for _, l := range language.All() {
		for kind, f := range map[string]*folder{"file": xa(t), "draft": laden(3), "package": draw(6)} {
			d := f.document(t, kind, l)
			for _, format := range []string{"pdf", "pdf-summary"} {
				name := filepath.Join(dir, kind+"-"+l.Code()+"-"+format+".pdf")
				if err := os.WriteFile(name, render(t, d, format), 0o600); err != nil {
					t.Fatal(err)
				}
				if out, err := exec.Command("qpdf", "--check", name).CombinedOutput(); err != nil || bytes.Contains(out, []byte("WARNING")) {
					t.Errorf("%s: %v: %s", name, err, out)
				}
				text, err := exec.Command("pdftotext", "-nopgbrk", name, "-").Output()
				if err != nil {
					t.Fatal(name, err)
				}
				want := []string{l.Text(language.NavResult), l.Text(language.ReportMarking)}
				for q := range asked(d) {
					if format == "pdf" {
						want = append(want, q)
					}
				}
				for _, w := range want {
					if !bytes.Contains(text, []byte(w)) {
						t.Errorf("%s lacks %s", name, w)
					}
				}
			}
		}
	}
}

// asked are the questions of a document by their ids.
func asked(d *report.Document) map[string]report.Question {
	all := map[string]report.Question{}
	for _, s := range d.Sections {
		for _, q := range s.Questions {
			all[q.ID] = q
		}
	}
	return all
}
