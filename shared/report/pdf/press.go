package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/report"
)

const point = 1000 // lengths are in thousandths

// An A4 page and its margins.
const (
	paperShort, paperLong = 595276, 841890
	margin                = 56700
	low                   = 46 * point // the margin at the bottom
	foot                  = 26 * point // from the bottom of a page to the baseline of its number
)

// style is how a paragraph looks. A box is drawn behind it.
type style struct {
	ink
	leading       int // from one line to the next
	before, after int
	keep          int // room below it for what follows; 0: it may stand last on a page
	indent        int
	centred       bool
	box           box
	tag           string
}

type box int

const (
	noBox box = iota
	framed
	shaded
)

var styles = map[string]style{
	"Normal":   {ink: ink{10 * point, false, black}, leading: 14 * point, after: 4 * point},
	"Lead":     {ink: ink{10 * point, false, black}, leading: 14 * point, after: 4 * point, keep: 40 * point},
	"Verdict":  {ink: ink{13 * point, true, black}, leading: 17 * point, after: 4 * point, keep: 60 * point},
	"Title":    {ink: ink{22 * point, true, navy}, leading: 28 * point, before: 6 * point, after: 12 * point},
	"Marking":  {ink: ink{11 * point, true, black}, leading: 15 * point, before: 4 * point, after: 10 * point, centred: true, box: framed},
	"Note":     {ink: ink{9 * point, false, black}, leading: 12 * point, before: 3 * point, after: 4 * point, box: shaded},
	"Contents": {ink: ink{16 * point, true, navy}, leading: 21 * point, after: 8 * point, keep: 40 * point},
	"Entry1":   {ink: ink{10 * point, true, black}, leading: 14 * point, before: 4 * point, after: point},
	"Entry2":   {ink: ink{10 * point, false, black}, leading: 14 * point, after: point, indent: 14 * point},
	"Heading1": {ink: ink{16 * point, true, navy}, leading: 21 * point, before: 14 * point, after: 4 * point, tag: "H1"},
	"Heading2": {ink: ink{13 * point, true, navy}, leading: 17 * point, before: 15 * point, after: 5 * point, tag: "H2"},
	"Heading3": {ink: ink{10500, true, black}, leading: 14 * point, before: 12 * point, after: 4 * point, tag: "H3"},
	"Cell":     {ink: ink{9 * point, false, black}, leading: 11200},
	"Head":     {ink: ink{9 * point, true, black}, leading: 11200},
	"Label":    {ink: ink{9 * point, false, faint}, leading: 11200},
	"Answer":   {ink: ink{9 * point, true, black}, leading: 11200},
	"Running":  {ink: ink{8 * point, false, faint}, leading: 10 * point, centred: true},
}

// styled is the style of a name; texts of cells that have no look of their own
// look like a cell.
func styled(name string) style {
	if s, ok := styles[name]; ok {
		return s
	}
	return styles["Cell"]
}

// press lays a report out.
type press struct {
	*setter
	print   *report.Print
	top     *element
	pages   []*page
	now     *page
	onSide  bool
	y       int // where the next block begins
	outline []*entry
	path    [3]*entry // the bookmarks that are open, by level
	listed  []listed
	targets []*target            // of the headings, in order
	headed  int                  // headings that were laid out
	kept    map[*report.Grid]int // what together found
}

func newPress(f *Fonts, p *report.Print) *press {
	x := &press{setter: newSetter(f), print: p, top: &element{tag: "Document"}, kept: map[*report.Grid]int{}}
	for range p.Blocks {
		x.targets = append(x.targets, &target{})
	}
	return x
}

// run lays every block out, then what can only be known at the end: what could
// not be drawn, the pages of the table of contents, and how many pages there
// are.
func (x *press) run() error {
	x.turn(false)
	for i := range x.print.Blocks {
		b := &x.print.Blocks[i]
		switch {
		case b.Turn != 0:
			x.turn(b.Turn == report.OnSide)
		case b.Chart != nil:
			x.chart(b.Chart, b.Paragraph)
		case b.Grid != nil:
			x.grid(b.Grid)
		case b.List:
			x.list(b.Paragraph)
		case b.Level > 0:
			x.heading(b, x.follows(i))
		default:
			s := styled(b.Style)
			if s.keep > 0 {
				s.keep = x.follows(i)
			}
			x.flow(tagged(x.top, "P", b.Paragraph), b.Paragraph, s, func(int) {})
		}
	}
	if letters := x.letters(); letters != "" {
		x.paragraph(x.top, x.print.Undrawn(letters))
	}
	x.numbers()
	x.edges()
	return x.err
}

// most is how many letters without a shape are named.
const most = 40

// letters names the letters that could not be drawn.
func (x *press) letters() string {
	all := slices.Sorted(maps.Keys(x.undrawn))
	var names []string
	for _, c := range all[:min(most, len(all))] {
		names = append(names, fmt.Sprintf("U+%04X", c))
	}
	if len(all) > most {
		names = append(names, fmt.Sprintf("+%d", len(all)-most))
	}
	return strings.Join(names, ", ")
}

// turn begins a page.
func (x *press) turn(onSide bool) {
	x.onSide = onSide
	p := &page{width: paperShort, height: paperLong}
	if onSide {
		p.width, p.height = p.height, p.width
	}
	x.pages = append(x.pages, p)
	x.now, x.y = p, margin
}

// room is how much is left of the page; whole is how much there is of one.
func (x *press) room() int   { return x.now.height - low - x.y }
func (x *press) whole() int  { return x.now.height - margin - low }
func (x *press) width() int  { return x.now.width - 2*margin }
func (x *press) fresh() bool { return x.y == margin }

// need begins a page unless there is so much room, or the page is still empty.
func (x *press) need(room int) {
	if x.room() < min(room, x.whole()) && !x.fresh() {
		x.turn(x.onSide)
	}
}

// set breaks the lines of a paragraph to a width.
func (x *press) set(p report.Paragraph, s style, width int) []line {
	var lines []line
	for _, text := range lineEnds(p.Text) {
		lines = append(lines, wrap(x.shaped(phrase{text, p.RTL, s.bold}), width*perEm/s.size, p.RTL)...)
	}
	return lines
}

// at is where a line of a paragraph begins in a column.
func at(l line, s style, rtl bool, left, width int) int {
	wide := l.width * s.size / perEm
	switch {
	case s.centred:
		return left + (width-wide)/2
	case rtl:
		return left + width - wide
	}
	return left
}

// baseline is how far below the top of a line its baseline is.
func (s *style) baseline() int { return (s.leading-s.size)/2 + s.size*4/5 }

// tagged adds the element of a paragraph.
func tagged(parent *element, tag string, p report.Paragraph) *element {
	e := parent.add(tag)
	e.language = p.Language
	return e
}

// paragraph lays a paragraph out, over as many pages as it takes.
func (x *press) paragraph(parent *element, p report.Paragraph) *element {
	s := styled(p.Style)
	if s.tag == "" {
		s.tag = "P"
	}
	e := tagged(parent, s.tag, p)
	x.flow(e, p, s, func(int) {})
	return e
}

// flow draws the lines of a paragraph. begun is told where on its page the
// first one is.
func (x *press) flow(e *element, p report.Paragraph, s style, begun func(y int)) {
	pad := 0
	if s.box != noBox {
		pad = 4 * point
	}
	left, width := margin+s.indent+pad, x.width()-s.indent-2*pad
	if p.RTL || x.print.RTL {
		left = margin + pad
	}
	lines := x.set(p, s, width)
	if !x.fresh() {
		x.y += s.before
	}
	x.need(min(len(lines), 4)*s.leading + s.keep + 2*pad)
	for first := true; len(lines) > 0; first = false {
		n := max(1, min(len(lines), (x.room()-2*pad)/s.leading))
		if first {
			begun(x.y)
		}
		height := n*s.leading + 2*pad
		x.behind(s.box, height)
		y := x.y + pad
		x.now.piece(e, func() {
			for _, l := range lines[:n] {
				x.now.line(l, at(l, s, p.RTL, left, width), y+s.baseline(), s.ink)
				y += s.leading
			}
		})
		x.y += height
		if lines = lines[n:]; len(lines) > 0 {
			x.turn(x.onSide)
		}
	}
	x.y += s.after
}

// behind draws what stands behind a paragraph.
func (x *press) behind(b box, height int) {
	if b == noBox {
		return
	}
	x.now.beside("", func() {
		if b == shaded {
			x.now.box(margin, x.y, x.width(), height, 945)
			x.now.rule(margin, x.y, margin+x.width(), x.y, 500, 500)
			x.now.rule(margin, x.y+height, margin+x.width(), x.y+height, 500, 500)
			return
		}
		x.now.frame(margin, x.y, x.width(), height, 1000, 0)
	})
}

// follows is how much room must be left below a block for what follows it, so
// that no heading stands alone at the foot of a page.
func (x *press) follows(i int) int {
	if i+1 >= len(x.print.Blocks) {
		return 0
	}
	switch b := &x.print.Blocks[i+1]; {
	case b.Grid != nil:
		return x.together(b.Grid)
	case b.Level > 0 || styled(b.Style).keep > 0:
		s := styled(b.Style)
		if b.Level > 0 {
			s = styled(headingStyle(b.Level))
		}
		return s.before + 2*s.leading + s.after + x.follows(i+1)
	}
	return 40 * point
}

func headingStyle(level int) string { return fmt.Sprintf("Heading%d", level) }

// heading lays a heading out, with its bookmark.
func (x *press) heading(b *report.Block, keep int) {
	p := b.Paragraph
	s := styled(headingStyle(b.Level))
	s.keep = keep
	to := x.targets[x.headed]
	x.headed++
	x.flow(tagged(x.top, s.tag, p), p, s, func(y int) { to.page, to.y = x.now, y })
	e := &entry{title: p.Text, to: *to}
	x.path[b.Level-1] = e
	above := (*entry)(nil)
	for level := b.Level - 1; level > 0 && above == nil; level-- {
		above = x.path[level-1]
	}
	if above == nil {
		x.outline = append(x.outline, e)
	} else {
		above.below = append(above.below, e)
	}
}

// edges writes what stands at the head and the foot of every page.
func (x *press) edges() {
	s := styles["Running"]
	for i, p := range x.pages {
		width := p.width - 2*margin
		head := report.Paragraph{Text: x.print.Running, RTL: x.print.RTL}
		below := report.Paragraph{Text: x.print.PageOf(i+1, len(x.pages)), RTL: x.print.RTL}
		p.beside("Header", func() {
			lines := x.set(head, s, width)
			y := margin - 14*point - (len(lines)-1)*s.leading
			for _, l := range lines {
				p.line(l, at(l, s, x.print.RTL, margin, width), y, s.ink)
				y += s.leading
			}
			p.rule(margin, margin-9*point, margin+width, margin-9*point, 500, 500)
		})
		p.beside("Footer", func() {
			l := x.set(below, s, width)[0]
			p.line(l, at(l, s, x.print.RTL, margin, width), p.height-foot, s.ink)
		})
	}
}
