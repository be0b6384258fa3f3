package pdf

import (
	"bytes"
	"fmt"
	"strings"
)

// page is one page while it is drawn. y is from its top.
type page struct {
	width, height int
	content       bytes.Buffer
	pieces        []*element // by their number on the page
	links         []*link
	number        ref
}

// link leads from a place on a page to a heading.
type link struct {
	x, y, width, height int
	to                  *target
	text                string
	element             *element
	number              ref
}

// piece draws content that belongs to an element.
func (p *page) piece(e *element, draw func()) {
	fmt.Fprintf(&p.content, "/%s<</MCID %d>>BDC\n", e.tag, len(p.pieces))
	e.kids = append(e.kids, kid{page: p, piece: len(p.pieces)})
	p.pieces = append(p.pieces, e)
	draw()
	p.content.WriteString("EMC\n")
}

// beside draws content that screen readers pass over. kind is empty, or the
// kind of what stands at the edge of every page.
func (p *page) beside(kind string, draw func()) {
	if kind == "" {
		p.content.WriteString("/Artifact BMC\n")
	} else {
		fmt.Fprintf(&p.content, "/Artifact<</Type/Pagination/Subtype/%s>>BDC\n", kind)
	}
	draw()
	p.content.WriteString("EMC\n")
}

// grey is how light something is, in thousandths of white.
func grey(n int) string { return length(n) }

// box fills a rectangle.
func (p *page) box(x, y, width, height, light int) {
	fmt.Fprintf(&p.content, "%s g %s %s %s %s re f\n", grey(light), length(x), length(p.height-y-height), length(width), length(height))
}

// frame draws the edge of a rectangle.
func (p *page) frame(x, y, width, height, thick, light int) {
	fmt.Fprintf(&p.content, "%s w %s G %s %s %s %s re S\n", length(thick), grey(light), length(x), length(p.height-y-height), length(width), length(height))
}

// rule draws a straight line.
func (p *page) rule(x1, y1, x2, y2, thick, light int) {
	fmt.Fprintf(&p.content, "%s w %s G %s %s m %s %s l S\n", length(thick), grey(light), length(x1), length(p.height-y1), length(x2), length(p.height-y2))
}

// ink is what letters are drawn in.
type ink struct {
	size  int
	bold  bool
	color string // as PDF has it
}

// The colours of letters. Both are dark enough on white to be read in grey.
const (
	black = "0 g"
	faint = "0.25 g"
	navy  = "0.114 0.208 0.341 rg"
)

// line draws a line of text with its baseline at y.
func (p *page) line(l line, x, y int, in ink) {
	if len(l.clusters) == 0 {
		return
	}
	w := &p.content
	fmt.Fprintf(w, "BT %s 1 0 0 1 %s %s Tm\n", in.color, length(x-l.outside*in.size/perEm), length(p.height-y))
	pen := pen{page: p, in: in}
	for i := range l.clusters {
		for _, s := range l.clusters[i].shapes {
			pen.draw(s)
		}
	}
	pen.lift()
	if pen.thick {
		w.WriteString("0 Tr\n")
	}
	if pen.rise != 0 {
		w.WriteString("0 Ts\n")
	}
	w.WriteString("ET\n")
}

// pen draws shapes beside each other.
type pen struct {
	page  *page
	in    ink
	face  *face
	down  bool // inside an array of codes
	move  int  // to the right before the next shape, in thousandths of the size
	rise  int
	thick bool
}

func (n *pen) lift() {
	if n.down {
		n.page.content.WriteString(">]TJ\n")
		n.down = false
	}
}

func (n *pen) draw(s shape) {
	w := &n.page.content
	if n.face != s.face {
		n.lift()
		n.face = s.face
		fmt.Fprintf(w, "/F%d %s Tf\n", s.face.number, length(n.in.size))
		if thick := n.in.bold && s.face.source.only; thick != n.thick {
			n.thick = thick
			if thick { // there is no bold font of these letters: the edges of its shapes are drawn too
				fmt.Fprintf(w, "2 Tr %s w %s\n", length(n.in.size*3/100), strings.ToUpper(n.in.color))
			} else {
				w.WriteString("0 Tr\n")
			}
		}
	}
	if n.rise != s.dy {
		n.lift()
		n.rise = s.dy
		fmt.Fprintf(w, "%s Ts\n", length(s.dy*n.in.size/perEm))
	}
	n.move += s.dx
	if s.silent { // else readers would make up letters for it
		n.lift()
		w.WriteString("/Span<</ActualText()>>BDC ")
		defer func() { n.lift(); w.WriteString("EMC\n") }()
	}
	switch {
	case !n.down && n.move != 0:
		fmt.Fprintf(w, "[%d<", -n.move)
	case !n.down:
		w.WriteString("[<")
	case n.move != 0:
		fmt.Fprintf(w, ">%d<", -n.move)
	}
	n.down = true
	fmt.Fprintf(w, "%04X", s.code)
	n.move = s.advance - s.dx - s.face.width(s.glyph)
}
