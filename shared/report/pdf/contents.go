package pdf

import (
	"fmt"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/report"
)

// listed is a line of the table of contents whose page is not known yet.
type listed struct {
	to      *target
	page    *page
	y       int // baseline
	begin   int // where its text ends, from the edge at which it begins
	element *element
}

// deepest is the last level of headings that the table of contents lists.
const deepest = 2

// list lays the table of contents out on pages of its own. Its headings come
// later; their places are filled in then.
func (x *press) list(title report.Paragraph) {
	x.turn(false)
	x.paragraph(x.top, title)
	toc := x.top.add("TOC")
	heading := 0
	for i := range x.print.Blocks {
		b := &x.print.Blocks[i]
		if b.Level == 0 {
			continue
		}
		to := x.targets[heading]
		heading++
		if b.Level > deepest {
			continue
		}
		x.listing(toc.add("TOCI").add("Reference"), b, to)
	}
	x.turn(false)
}

// numberRoom is the width that the number of a page takes.
const numberRoom = 36 * point

func (x *press) listing(item *element, b *report.Block, to *target) {
	s := styles[fmt.Sprintf("Entry%d", b.Level)]
	e := tagged(item, "Link", b.Paragraph)
	left, width := margin+s.indent, x.width()-s.indent-numberRoom
	if x.print.RTL {
		left = margin + numberRoom
	}
	lines := x.set(b.Paragraph, s, width)
	x.y += s.before
	x.need(len(lines) * s.leading)
	top := x.y
	var last line
	x.now.piece(e, func() {
		for _, l := range lines {
			// an entry begins at the edge where the page does, whatever its letters
			x.now.line(l, at(l, s, x.print.RTL, left, width), x.y+s.baseline(), s.ink)
			x.y += s.leading
			last = l
		}
	})
	l := &link{x: margin, y: top, width: x.width(), height: x.y - top, to: to, text: b.Text, element: e}
	x.now.links = append(x.now.links, l)
	e.kids = append(e.kids, kid{page: x.now, link: l})
	x.listed = append(x.listed, listed{to, x.now, x.y - s.leading + s.baseline(), s.indent + last.width*s.size/perEm, e})
	x.y += s.after
}

// numbers writes the numbers of pages into the table of contents.
func (x *press) numbers() {
	s := styles["Entry2"]
	for _, l := range x.listed {
		number := x.set(report.Paragraph{Text: fmt.Sprint(slices.Index(x.pages, l.to.page) + 1)}, s, numberRoom)[0]
		wide := number.width * s.size / perEm
		edge := l.page.width - margin
		from, to, place := margin+l.begin+4*point, edge-wide-4*point, edge-wide
		if x.print.RTL {
			from, to, place = margin+wide+4*point, edge-l.begin-4*point, margin
		}
		if to > from {
			l.page.beside("", func() {
				l.page.content.WriteString("[0.6 3]0 d ")
				l.page.rule(from, l.y, to, l.y, 600, 500)
				l.page.content.WriteString("[]0 d\n")
			})
		}
		l.page.piece(l.element, func() { l.page.line(number, place, l.y, s.ink) })
	}
}
