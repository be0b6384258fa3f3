package report

import (
	"cmp"
	"io"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// Print is a report as it is to stand on pages of a fixed size: blocks from top
// to bottom, in words. Who puts it on pages needs to know nothing of what it is
// about.
type Print struct {
	Title       string
	Description string // the marking, and what the report is of
	Identifier  string // the hash of the record, or the id of a draft
	Language    string // code
	RTL         bool
	Day         questionnaire.Date
	Running     string // at the head of every page
	Blocks      []Block

	PageOf  func(page, pages int) string   // what stands at the foot of a page
	Undrawn func(letters string) Paragraph // says that there was no shape for some letters

	document *Document
	foreign  map[string]bool // words of the catalogue, where they are in another language
}

// Block is a paragraph, or what stands in its place.
type Block struct {
	Paragraph
	Level int    // of a heading; 0: none
	Grid  *Grid  // a table
	Chart *Chart // bars
	Turn  Turn   // a new page
	List  bool   // the paragraph is the title of a table of contents, which stands here
}

// Turn begins a new page that stands upright, or lies on its side.
type Turn int

// The turns.
const (
	Upright Turn = iota + 1
	OnSide
)

// Paragraph is a text in a style, such as Normal, Note or Label. It runs from
// the right where RTL says so, and is in the language of the report unless
// another is named.
type Paragraph struct {
	Style, Text string
	RTL         bool
	Language    string
}

// Grid is a table. Widths are twentieths of a point. Of a headed one the first
// row is heads, otherwise the first column is.
type Grid struct {
	Caption string
	Widths  []int
	Headed  bool
	Rows    [][]GridCell
}

// GridCell is one cell: paragraphs below each other.
type GridCell []Paragraph

// Chart is a row of bars for each thing that is measured: what is shown, and
// behind it what is claimed.
type Chart struct {
	Title          string
	Shown, Claimed string // what the two kinds of bars are called
	Bars           []Bar
	Text           string // says in words all that the bars say
}

// Bar is one row. A place is from 0 to 1; a text is the number in words, and
// empty where there is none.
type Bar struct {
	Name               string
	ShownAt, ClaimedAt float64
	Shown, Claimed     string
	Label              Paragraph // the name, as it is to be written
}

// Prints are the formats of pages of a fixed size, which put writes.
func Prints(put func(io.Writer, *Print) error) []Format {
	of := func(content func(script) Counts) func(io.Writer, *Document) (Counts, error) {
		return func(w io.Writer, d *Document) (Counts, error) {
			p := newPrint(d)
			n := content(script{d, p})
			return n, put(w, p)
		}
	}
	return []Format{
		{"pdf", "application/pdf", ".pdf", everything, of(script.record)},
		{"pdf-summary", "application/pdf", ".summary.pdf", summarized, of(script.summary)},
	}
}

// Size is how many bytes of text the report has.
func (p *Print) Size() (n int) {
	for i := range p.Blocks {
		b := &p.Blocks[i]
		n += len(b.Text)
		if b.Grid == nil {
			continue
		}
		for _, row := range b.Grid.Rows {
			for _, c := range row {
				for _, t := range c {
					n += len(t.Text)
				}
			}
		}
	}
	return n
}

func newPrint(d *Document) *Print {
	p := &Print{Language: d.Language.Code(), RTL: d.Language.Direction() == "rtl", Day: d.Day, Identifier: d.Hash, document: d}
	if d.Hash == "" {
		p.Identifier = d.ID
	}
	p.Running = joined(" - ", d.apart(d.Marking), d.apart(d.Country), d.apart(d.Cycle), d.apart(d.Date(d.Day)))
	l := d.Language
	p.PageOf = func(page, pages int) string {
		return l.Text(language.ReportPageOf, "page", l.Number(page), "pages", l.Number(pages))
	}
	p.Undrawn = func(letters string) Paragraph {
		return p.text("Note", l.Text(language.ReportUndrawn, "letters", letters))
	}
	if d.WordsIn != p.Language {
		p.foreign = d.catalogueWords()
	}
	return p
}

// text makes a paragraph of parts.
func (p *Print) text(style string, parts ...string) Paragraph {
	out := Paragraph{Style: style, Text: strings.Join(parts, ""), RTL: runsFromRight(p.RTL, parts)}
	for _, part := range parts {
		if p.foreign[part] && part != "" {
			out.Language = p.document.WordsIn
		}
	}
	return out
}

func (p *Print) named(title string) {
	d := p.document
	p.Title, p.Description = title, joined(" - ", d.Marking, d.Country, d.Cycle, d.Date(d.Day), d.Catalogue)
}

func (p *Print) paragraph(style string, parts ...string) {
	p.Blocks = append(p.Blocks, Block{Paragraph: p.text(style, parts...)})
}

func (p *Print) heading(level int, parts ...string) {
	p.Blocks = append(p.Blocks, Block{Paragraph: p.text("Heading", parts...), Level: level})
}

func (p *Print) listed(title string) {
	p.Blocks = append(p.Blocks, Block{Paragraph: p.text("Contents", title), List: true})
}

func (p *Print) turn(onSide bool) {
	turn := Upright
	if onSide {
		turn = OnSide
	}
	p.Blocks = append(p.Blocks, Block{Turn: turn})
}

func (p *Print) chart(c *Chart) {
	l := p.document.Language
	none := l.Text(language.ReportNone)
	c.Shown, c.Claimed = l.Text(language.ViewShown), l.Text(language.ViewClaimed)
	c.Text = c.Title + "."
	for i := range c.Bars {
		b := &c.Bars[i]
		b.Label = p.text("Label", b.Name)
		c.Text += " " + b.Name + ": " + c.Shown + " " + cmp.Or(b.Shown, none) + ", " + c.Claimed + " " + cmp.Or(b.Claimed, none) + "."
	}
	if len(c.Bars) > 0 {
		p.Blocks = append(p.Blocks, Block{Chart: c, Paragraph: p.text("Lead", c.Title)})
	}
}

func (p *Print) table(caption string, widths []int, headed bool, rows [][]cell) {
	g := &Grid{Caption: caption, Widths: widths, Headed: headed}
	for _, row := range rows {
		var cells []GridCell
		for _, c := range row {
			var texts GridCell
			for _, t := range c.texts {
				texts = append(texts, p.text(c.style, t))
			}
			cells = append(cells, texts)
		}
		g.Rows = append(g.Rows, cells)
	}
	p.Blocks = append(p.Blocks, Block{Grid: g})
}
