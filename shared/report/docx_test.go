package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// element is a node of a file of a DOCX.
type element struct {
	name     string // without its namespace
	attr     map[string]string
	text     string // of a w:t
	children []*element
}

// parsed reads a file of a DOCX as a tree, and fails when it is not well
// formed.
func parsed(t fataler, data []byte, name string) *element {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	root := &element{}
	open := []*element{root}
	for d := xml.NewDecoder(f); ; {
		token, err := d.Token()
		if err == io.EOF {
			return root
		}
		if err != nil {
			t.Fatal(name, err)
		}
		top := open[len(open)-1]
		switch x := token.(type) {
		case xml.StartElement:
			e := &element{name: x.Name.Local, attr: map[string]string{}}
			for _, a := range x.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			top.children = append(top.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if top.name != "t" && strings.TrimSpace(string(x)) != "" && name == "word/document.xml" && top.name != "instrText" {
				t.Fatal("text outside of a run: " + string(x))
			}
			top.text += string(x)
		}
	}
}

// all lists the elements of a name below an element, in order.
func (e *element) all(name string) []*element {
	var found []*element
	for _, c := range e.children {
		if c.name == name {
			found = append(found, c)
		}
		found = append(found, c.all(name)...)
	}
	return found
}

// words is the text below an element.
func (e *element) words() string {
	switch e.name {
	case "t":
		return e.text
	case "br":
		return "\n"
	case "tab":
		return "\t"
	}
	var b strings.Builder
	for _, c := range e.children {
		b.WriteString(c.words())
		if c.name == "p" {
			b.WriteString("\n")
		}
	}
	return b.String()
}

// style is the style of a paragraph.
func (e *element) style() string {
	if s := e.all("pStyle"); len(s) > 0 {
		return s[0].attr["val"]
	}
	return ""
}

// visible is a text as a page shows it: without what overrides direction.
func visible(s string) string {
	return squeezed(strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E {
			return -1
		}
		return r
	}, s))
}

func countDOCX(t fataler, d *report.Document, data []byte) report.Counts {
	var n report.Counts
	asked := map[string]report.Question{}
	for _, s := range d.Sections {
		for _, q := range s.Questions {
			asked[q.ID] = q
		}
	}
	body := parsed(t, data, "word/document.xml").children[0].children[0]
	for i, e := range body.children {
		if e.style() == "Heading3" {
			n.Questions++
			id, _, _ := strings.Cut(e.words(), " ")
			q := asked[id]
			about := body.children[i+1]
			switch state := squeezed(about.all("tc")[1].words()); {
			case strings.HasPrefix(state, d.Language.Text(language.ReleaseWithheld)):
				n.Withheld++
			case strings.HasPrefix(state, d.Language.Text(language.StateParked)):
				n.Parked++
			}
			if q.Given() {
				n.Answers++
			}
			for _, want := range []string{q.Text, q.Answer, q.Meaning, q.Response.Text, q.Response.Reason, q.Flag} {
				if !strings.Contains(visible(e.words()+about.words()), visible(want)) {
					t.Fatal(id, "lacks", want)
				}
			}
		}
	}
	for _, p := range body.all("p") {
		switch p.style() {
		case "Evidence":
			n.Proofs++
		case "Citation":
			n.Citations++
		case "Flag":
			n.Flags++
		}
	}
	l, rows := d.Language, docxRows(body)
	n.Contradictions, n.Instruments, n.Steps = rows[l.Text(language.ReportContradictions)], rows[l.Text(language.NavInstruments)], rows[l.Text(language.NavPlan)]
	n.Requests, n.Duties, n.Dates = rows[l.Text(language.ReportAssistance)], rows[l.Text(language.ReportLegalBasis)], rows[l.Text(language.ReportDates)]
	return n
}

// docxRows counts the rows below the heads of each table by its caption.
func docxRows(body *element) map[string]int {
	rows := map[string]int{}
	for _, e := range body.all("tbl") {
		if len(e.all("tblHeader")) > 0 {
			rows[e.all("tblCaption")[0].attr["val"]] += len(e.all("tr")) - 1
		}
	}
	return rows
}

// orders are the children of elements in the order in which the schema of
// WordprocessingML has them (ISO/IEC 29500, transitional).
var orders = map[string]string{
	"pPr":           "pStyle keepNext keepLines pageBreakBefore pBdr shd tabs bidi spacing ind jc outlineLvl rPr sectPr",
	"rPr":           "rStyle rFonts b bCs i iCs color sz szCs rtl lang",
	"tblPr":         "tblStyle bidiVisual tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
	"tbl":           "tblPr tblGrid tr",
	"tr":            "trPr tc",
	"trPr":          "cantSplit tblHeader",
	"tc":            "tcPr p",
	"tcPr":          "tcW shd",
	"sectPr":        "headerReference footerReference type pgSz pgMar bidi",
	"style":         "name basedOn next qFormat pPr rPr tblPr tblStylePr",
	"styles":        "docDefaults style",
	"settings":      "zoom defaultTabStop characterSpacingControl compat",
	"tblBorders":    "top left bottom right insideH insideV",
	"tblCellMar":    "top left bottom right",
	"pBdr":          "top left bottom right",
	"hyperlink":     "r",
	"r":             "rPr t br tab fldChar instrText",
	"bookmarkStart": "",
}

// inOrder checks the order of children, and that nothing stands where the
// order names no place for it.
func (e *element) inOrder(t fataler) {
	if order, known := orders[e.name]; known {
		at := 0
		for _, c := range e.children {
			i := slices.Index(strings.Fields(order), c.name)
			if i < 0 || i < at && e.name != "r" {
				t.Fatal(c.name, "stands in the wrong place of", e.name)
			}
			at = i
		}
	}
	for _, c := range e.children {
		c.inOrder(t)
	}
}

// wordFiles are the files of a DOCX that hold WordprocessingML.
var wordFiles = []string{"word/document.xml", "word/styles.xml", "word/settings.xml", "word/header1.xml", "word/footer1.xml"}

// TestDOCX: the files are well formed and in the order of the schema, headings
// and heads of tables are real, links lead somewhere, ids differ, and every
// style is there.
func TestDOCX(t *testing.T) {
	for seed := range 6 {
		d := draw(seed).document(t, kinds[seed%len(kinds)], language.All()[seed%3])
		for _, format := range report.Formats {
			data, err := format.Render(d)
			if !strings.HasSuffix(format.Extension, ".docx") || err != nil {
				continue
			}
			for _, name := range append(wordFiles, "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "docProps/core.xml") {
				parsed(t, data, name).inOrder(t)
			}
			styles := map[string]bool{"": true}
			for _, s := range parsed(t, data, "word/styles.xml").all("style") {
				styles[s.attr["styleId"]] = true
			}
			checkBody(t, d, parsed(t, data, "word/document.xml"), styles)
		}
	}
}

func checkBody(t *testing.T, d *report.Document, body *element, styles map[string]bool) {
	t.Helper()
	marks, ids := map[string]bool{}, map[string]bool{}
	for _, b := range body.all("bookmarkStart") {
		marks[b.attr["name"]], ids[b.attr["id"]] = true, true
	}
	if len(ids) != len(body.all("bookmarkStart")) || len(marks) != len(ids) || len(ids) != len(body.all("bookmarkEnd")) {
		t.Error("bookmarks share ids or names")
	}
	for _, h := range body.all("hyperlink") {
		if !marks[h.attr["anchor"]] || h.words() == "" {
			t.Errorf("a link leads to %q", h.attr["anchor"])
		}
	}
	state := ""
	for _, f := range body.all("fldChar") {
		state += f.attr["fldCharType"] + " "
	}
	if state != "" && state != "begin separate end " {
		t.Error("the field of the contents is", state)
	}
	for _, p := range body.all("p") {
		if !styles[p.style()] {
			t.Errorf("there is no style %q", p.style())
		}
	}
	rtl := d.Language.Direction() == "rtl"
	for _, table := range body.all("tbl") {
		columns := len(table.all("gridCol"))
		for i, row := range table.all("tr") {
			if cells := len(row.all("tc")); cells != columns {
				t.Errorf("a row of %d cells in a table of %d columns", cells, columns)
			}
			if len(row.all("tblHeader")) > 0 && i > 0 {
				t.Error("heads below the first row")
			}
			if len(row.all("cantSplit")) == 0 && len(row.words()) < 1000 {
				t.Error("a short row may break")
			}
		}
		if (len(table.all("bidiVisual")) > 0) != rtl {
			t.Error("direction of a table")
		}
	}
	for _, s := range body.all("sectPr") {
		if (len(s.all("bidi")) > 0) != rtl {
			t.Error("direction of pages")
		}
	}
	for _, r := range body.all("r") {
		if len(r.all("t")) > 0 && len(r.all("lang")) != 1 {
			t.Errorf("%q has no language", r.words())
		}
	}
}

// TestDirections: each paragraph runs as its own words do, and each run says
// its direction and language.
func TestDirections(t *testing.T) {
	d := draw(2).document(t, "draft", language.Arabic)
	q := d.Sections[0].Questions[0]
	english, arabic := 0, 0
	for _, p := range parsed(t, render(t, d, "docx"), "word/document.xml").all("p") {
		bidi := len(p.all("bidi")) > 0
		switch text := p.words(); {
		case strings.Contains(text, q.Text) && p.style() == "Heading3":
			english++
			if last := p.all("r")[len(p.all("r"))-1]; bidi || last.all("lang")[0].attr["val"] != "en" {
				t.Error("an English question in an Arabic report runs from the right, or is not said to be English")
			}
		case p.style() == "Title":
			runs := p.all("r")
			i := slices.IndexFunc(runs, func(r *element) bool { return strings.HasPrefix(r.words(), "Xyland") })
			if !bidi || i < 1 || i == len(runs)-1 || len(runs[i].all("rtl")) > 0 || len(runs[i-1].all("rtl")) == 0 || !strings.Contains(runs[i+1].words(), "2026") {
				t.Error("the title does not run from the right, around the name of the country")
			}
		case p.style() == "Label" && text == d.Language.Text(language.ReportState):
			arabic++
			if r := p.all("r"); !bidi || len(r) != 1 || len(r[0].all("rtl")) != 1 || r[0].all("lang")[0].attr["bidi"] != "ar" {
				t.Error("an Arabic label runs from the left")
			}
		}
	}
	if english != 1 || arabic != d.Counts.Questions {
		t.Errorf("%d English and %d Arabic paragraphs were looked at", english, arabic)
	}
}

// TestHostileText: what XML cannot hold becomes U+FFFD, nothing is taken for
// markup or a field, and nobody's words turn those after them.
func TestHostileText(t *testing.T) {
	d := draw(2).document(t, "draft", language.English)
	q := &d.Sections[0].Questions[0]
	q.Response.Text = "a\x00b\x0b\ufffe\xff]]></w:t><w:p/>&#0;\u202eevil\u202c\ttab"
	body := parsed(t, render(t, d, "docx"), "word/document.xml")
	if want := "a\ufffdb\ufffd\ufffd\ufffd]]></w:t><w:p/>&#0;evil\ttab"; !strings.Contains(body.words(), want) {
		t.Errorf("the document lacks %q", want)
	}
	for _, p := range body.all("p") {
		if strings.ContainsAny(p.words(), "\u202a\u202b\u202c\u202d\u202e") {
			t.Errorf("%q overrides direction", p.words())
		}
	}
}

// BenchmarkDOCX writes the full record of every question.
func BenchmarkDOCX(b *testing.B) {
	d := draw(2).document(b, "draft", language.English)
	f, err := report.Find(report.Formats, "docx")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		data, err := f.Render(d)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(data)))
	}
}
