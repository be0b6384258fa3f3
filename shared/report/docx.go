package report

import (
	"io"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// writeDocx writes the full record for word processors.
func writeDocx(w io.Writer, d *Document) (Counts, error) {
	x := newDocx(d)
	n := script{d, x}.record()
	return n, x.close(w)
}

// writeSummary writes the summary for word processors.
func writeSummary(w io.Writer, d *Document) (Counts, error) {
	x := newDocx(d)
	n := script{d, x}.summary()
	return n, x.close(w)
}

// The characters that stand for the fields of a footer until its words are
// cut there; no words hold them.
const (
	pageField  = "\uE000"
	pagesField = "\uE001"
)

// footer writes the number of each page, and of how many.
func (x *docx) footer() {
	text := x.d.Language.Text(language.ReportPageOf, "page", pageField, "pages", pagesField)
	rtl := x.open("Footer", []string{text})
	for text != "" {
		i := strings.IndexAny(text, pageField+pagesField)
		if i < 0 {
			x.runs(text, rtl)
			break
		}
		x.runs(text[:i], rtl)
		name := "PAGE"
		if strings.HasPrefix(text[i:], pagesField) {
			name = "NUMPAGES"
		}
		x.raw(`<w:fldSimple w:instr=" `, name, ` "><w:r><w:t>1</w:t></w:r></w:fldSimple>`)
		text = text[i+len(pageField):]
	}
	x.raw("</w:p>")
}

// catalogueWords are the texts of the document that are the catalogue's own.
func (d *Document) catalogueWords() map[string]bool {
	words := map[string]bool{}
	for _, s := range d.Sections {
		words[s.Title] = true
		for i := range s.Questions {
			words[s.Questions[i].Text], words[s.Questions[i].Answer], words[s.Questions[i].Meaning] = true, true, true
		}
	}
	for _, c := range d.Contradictions {
		words[c.Title], words[c.Text] = true, true
	}
	for _, x := range d.Duties {
		words[x.Title] = true
	}
	for _, n := range d.Questionnaires {
		words[n.Title] = true
	}
	for _, s := range d.Steps {
		words[s.Gap] = true
	}
	for _, text := range d.words.References.Criteria {
		words[text] = true
	}
	for _, text := range d.words.References.Offices {
		words[text] = true
	}
	return words
}
