package pdf

import (
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/report"
)

// Space inside of a cell, and the light of its edges.
const (
	cellSide, cellTop = 4 * point, 2200
	edgeLight         = 700
)

// rowLine is one line of a cell, and what it belongs to.
type rowLine struct {
	line    line
	style   style
	rtl     bool
	element *element
}

// columns are the widths of a table.
func columns(g *report.Grid) []int {
	widths := make([]int, len(g.Widths))
	for i, w := range g.Widths {
		widths[i] = w * point / 20
	}
	return widths
}

// fewRows is how many rows a table may have to be looked at whole before it is
// laid out.
const fewRows = 16

// longText is how many bytes of a cell are more than what is kept together.
const longText = 2500

// together is how much of a table belongs on one page: all of one that takes at
// most a quarter of it, otherwise the first rows.
func (x *press) together(g *report.Grid) int {
	if known, ok := x.kept[g]; ok {
		return known
	}
	widths, aside := columns(g), &element{}
	first, all := 0, 0
	for i, row := range g.Rows[:min(len(g.Rows), fewRows)] {
		if all > x.whole() || slices.ContainsFunc(row, long) {
			all += x.whole()
		} else {
			all += tall(x.cells(aside.add("TR"), row, widths, func(int) string { return "" }))
		}
		if i < 2 {
			first = all
		}
	}
	if len(g.Rows) > fewRows || all > x.whole()/4 {
		all = min(first, x.whole()/4)
	}
	x.kept[g] = all
	return all
}

func long(c report.GridCell) bool {
	size := 0
	for _, p := range c {
		size += len(p.Text)
	}
	return size > longText
}

// grid lays a table out. Rows of heads stand on every page of it; screen
// readers are told of them once.
func (x *press) grid(g *report.Grid) {
	x.need(x.together(g))
	widths := columns(g)
	e := x.top.add("Table")
	e.attributes = "/O/Table/Summary" + words(g.Caption)
	rows := g.Rows
	var heads [][]rowLine
	body := e
	if g.Headed && len(rows) > 0 {
		heads = x.cells(e.add("THead").add("TR"), rows[0], widths, func(int) string { return "Column" })
		rows, body = rows[1:], e.add("TBody")
		x.row(heads, widths, true, nil)
	}
	again := func() {
		if heads != nil {
			x.now.beside("", func() { x.drawRow(heads, widths, true, false) })
		}
	}
	if heads == nil {
		x.edge(widths)
	}
	for _, row := range rows {
		cells := x.cells(body.add("TR"), row, widths, func(i int) string {
			if i == 0 && !g.Headed {
				return "Row"
			}
			return ""
		})
		x.row(cells, widths, false, again)
	}
	x.y += 6 * point
}

// cells breaks the texts of a row. scope says what a cell is the head of.
func (x *press) cells(tr *element, row []report.GridCell, widths []int, scope func(int) string) [][]rowLine {
	out := make([][]rowLine, len(row))
	for i, c := range row {
		tag, attributes := "TD", ""
		if of := scope(i); of != "" {
			tag, attributes = "TH", "/O/Table/Scope/"+of
		}
		cell := tr.add(tag)
		cell.attributes = attributes
		parent := cell
		items := len(c) > 1 && (c[0].Style == "Evidence" || c[0].Style == "Citation")
		if items {
			parent = cell.add("L")
		}
		for _, p := range c {
			e := parent
			switch {
			case items:
				e = tagged(parent.add("LI"), "LBody", p)
			case len(c) > 1:
				e = tagged(parent, "P", p)
			default:
				e.language = p.Language
			}
			s := styled(p.Style)
			lines := x.set(p, s, widths[i]-2*cellSide)
			rtl := p.RTL
			if len(lines) == 1 {
				rtl = x.print.RTL // a few words stand where the column begins
			}
			for _, l := range lines {
				out[i] = append(out[i], rowLine{l, s, rtl, e})
			}
		}
	}
	return out
}

// tall is how high a row is.
func tall(cells [][]rowLine) int {
	most := 0
	for _, c := range cells {
		high := 0
		for _, l := range c {
			high += l.style.leading
		}
		most = max(most, high)
	}
	return most + 2*cellTop
}

// row lays a row out: on the next page when it does not fit on this one, and
// over several when it is high. again draws what stands at the head of a new
// page.
func (x *press) row(cells [][]rowLine, widths []int, head bool, again func()) {
	turn := func() {
		x.turn(x.onSide)
		if again != nil {
			again()
		}
		x.edge(widths)
	}
	high := tall(cells)
	if high > x.room() && high <= x.whole()/3 && !x.fresh() {
		turn()
	}
	for {
		now, rest := split(cells, x.room()-2*cellTop)
		if now == nil { // not one line fits; on an empty page one always does
			turn()
			if now, rest = split(cells, x.room()-2*cellTop); now == nil {
				now, rest = split(cells, x.whole())
			}
		}
		x.drawRow(now, widths, head, true)
		if rest == nil {
			return
		}
		cells = rest
		turn()
	}
}

// split takes as many lines of each cell as fit. Of a row that is cut, nothing
// is returned for now when no line fits.
func split(cells [][]rowLine, room int) (now, rest [][]rowLine) {
	now, rest = make([][]rowLine, len(cells)), make([][]rowLine, len(cells))
	cut, some := false, false
	for i, c := range cells {
		n, high := 0, 0
		for n < len(c) && high+c[n].style.leading <= room {
			high += c[n].style.leading
			n++
		}
		now[i], rest[i] = c[:n], c[n:]
		cut, some = cut || n < len(c), some || n > 0
	}
	if !cut {
		return now, nil
	}
	if !some {
		return nil, cells
	}
	return now, rest
}

// drawRow draws a row. tagged says that it belongs to the structure.
func (x *press) drawRow(cells [][]rowLine, widths []int, head, tagged bool) {
	p, high := x.now, tall(cells)
	all := sum(widths)
	edges := func() {
		if head {
			p.box(x.left(all), x.y, all, high, 920)
		}
		p.rule(x.left(all), x.y+high, x.left(all)+all, x.y+high, 500, edgeLight)
	}
	if tagged {
		p.beside("", edges)
	} else {
		edges()
	}
	from := x.left(all)
	if x.print.RTL {
		from += all
	}
	for i, c := range cells {
		left := from
		if x.print.RTL {
			left -= widths[i]
		}
		x.cell(c, left, widths[i], tagged)
		if x.print.RTL {
			from -= widths[i]
		} else {
			from += widths[i]
		}
	}
	x.y += high
}

// left is the left edge of a table of a width, which begins where the page does.
func (x *press) left(all int) int {
	if x.print.RTL {
		return x.now.width - margin - all
	}
	return margin
}

// cell draws the lines of a cell, those of one paragraph together.
func (x *press) cell(lines []rowLine, left, width int, tagged bool) {
	y := x.y + cellTop
	for len(lines) > 0 {
		n := 1
		for n < len(lines) && lines[n].element == lines[0].element {
			n++
		}
		draw := func() {
			for _, l := range lines[:n] {
				x.now.line(l.line, at(l.line, l.style, l.rtl, left+cellSide, width-2*cellSide), y+l.style.baseline(), l.style.ink)
				y += l.style.leading
			}
		}
		if tagged {
			x.now.piece(lines[0].element, draw)
		} else {
			draw()
		}
		lines = lines[n:]
	}
}

func sum(widths []int) (all int) {
	for _, w := range widths {
		all += w
	}
	return all
}

// edge draws the line above the first row of a page.
func (x *press) edge(widths []int) {
	all := sum(widths)
	x.now.beside("", func() { x.now.rule(x.left(all), x.y, x.left(all)+all, x.y, 500, edgeLight) })
}
