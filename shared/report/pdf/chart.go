package pdf

import (
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/report"
)

// Measures of a chart: where its bars begin and end, from the edge at which the
// page does, and how high they are.
const (
	barsFrom, barsTo = 200 * point, 410 * point
	barHigh, inner   = 11 * point, 5 * point
	barGap           = 4 * point
)

// chart draws bars: what is claimed as a hatched frame, and in it what is shown
// as a dark bar; so they differ without any colour. Whoever does not see it is
// told the numbers.
func (x *press) chart(c *report.Chart, title report.Paragraph) {
	s := styles["Label"]
	s.color = black
	labels := make([][]line, len(c.Bars))
	high := 0
	for i, b := range c.Bars {
		labels[i] = x.set(b.Label, s, barsFrom-8*point)
		high += max(len(labels[i])*s.leading, barHigh) + barGap
	}
	head := styles["Answer"]
	titles := x.set(title, head, x.width())
	all := high + len(titles)*head.leading + 36*point
	x.y += 6 * point
	x.need(all)
	e := x.top.add("Figure")
	e.alt = c.Text
	e.attributes = fmt.Sprintf("/O/Layout/Placement/Block/BBox[%s %s %s %s]", length(margin), length(x.now.height-x.y-all), length(margin+x.width()), length(x.now.height-x.y))
	x.now.piece(e, func() {
		for _, l := range titles {
			x.now.line(l, at(l, head, x.print.RTL, margin, x.width()), x.y+head.baseline(), head.ink)
			x.y += head.leading
		}
		x.y += 4 * point
		x.scale(high, s)
		for i, b := range c.Bars {
			row := max(len(labels[i])*s.leading, barHigh)
			y := x.y + (row-len(labels[i])*s.leading)/2
			for _, l := range labels[i] {
				x.now.line(l, at(l, s, x.print.RTL, x.mirrored(0, barsFrom-8*point), barsFrom-8*point), y+s.baseline(), s.ink)
				y += s.leading
			}
			x.bar(b, x.y+(row-barHigh)/2, s)
			x.y += row + barGap
		}
		x.y += 11 * point
		x.legend(c, s)
	})
	x.y += 10 * point
}

// mirrored is where a stretch begins that lies so far from the edge at which
// the page begins.
func (x *press) mirrored(from, width int) int {
	if x.print.RTL {
		return x.now.width - margin - from - width
	}
	return margin + from
}

// scale draws the lines at each quarter, and says what they are.
func (x *press) scale(high int, s style) {
	s.size, s.centred = 7500, true
	for _, n := range []int{0, 25, 50, 75, 100} {
		at25 := x.mirrored(barsFrom+(barsTo-barsFrom)*n/100, 0)
		x.now.rule(at25, x.y, at25, x.y+high, 400, 800)
		l := x.set(report.Paragraph{Text: fmt.Sprint(n)}, s, 40*point)[0]
		x.now.line(l, at(l, s, false, at25-20*point, 40*point), x.y+high+7*point, s.ink)
	}
}

func (x *press) bar(b report.Bar, y int, s style) {
	full := barsTo - barsFrom
	claimed, shown := int(b.ClaimedAt*float64(full)+0.5), int(b.ShownAt*float64(full)+0.5)
	if b.Claimed != "" && claimed > 0 {
		x.hatched(x.mirrored(barsFrom, claimed), y, claimed)
	}
	if b.Shown != "" && shown > 0 {
		x.now.box(x.mirrored(barsFrom, shown), y+(barHigh-inner)/2, shown, inner, 150)
	}
	bold := styles["Answer"]
	gap, numbers := 8*point, x.width()-barsTo-8*point
	first := x.set(report.Paragraph{Text: b.Shown}, bold, numbers)[0]
	if b.Claimed != "" {
		b.Claimed = "(" + b.Claimed + ")"
	}
	second := x.set(report.Paragraph{Text: b.Claimed}, s, numbers)[0]
	base := y + (barHigh-bold.leading)/2 + bold.baseline()
	wide := first.width * bold.size / perEm
	x.now.line(first, x.mirrored(barsTo+gap, wide), base, bold.ink)
	x.now.line(second, x.mirrored(barsTo+gap+34*point, second.width*s.size/perEm), base, s.ink)
}

// hatched draws a frame of the height of a bar with strokes in it.
func (x *press) hatched(left, y, width int) {
	p := x.now
	p.box(left, y, width, barHigh, 930)
	fmt.Fprintf(&p.content, "q %s %s %s %s re W n\n", length(left), length(p.height-y-barHigh), length(width), length(barHigh))
	for at := left - barHigh; at < left+width; at += 4 * point {
		p.rule(at, y+barHigh, at+barHigh, y, 500, 550)
	}
	p.content.WriteString("Q\n")
	p.frame(left, y, width, barHigh, 700, 250)
}

// legend says what the two kinds of bars are.
func (x *press) legend(c *report.Chart, s style) {
	from := barsFrom
	for i, name := range []string{c.Shown, "(" + c.Claimed + ")"} {
		left := x.mirrored(from, 16*point)
		if i == 0 {
			x.now.box(left, x.y+(barHigh-inner)/2, 16*point, inner, 150)
		} else {
			x.hatched(left, x.y, 16*point)
		}
		l := x.set(report.Paragraph{Text: name, RTL: x.print.RTL}, s, 150*point)[0]
		wide := l.width * s.size / perEm
		x.now.line(l, x.mirrored(from+22*point, wide), x.y+(barHigh-s.leading)/2+s.baseline(), s.ink)
		from += 22*point + wide + 24*point
	}
	x.y += barHigh
}
