package chart

import "math"

// Timeline is a plan: its items under one another, each on a scale of days.
// Values count days from any one day; all of a chart from the same.
type Timeline struct {
	Frame
	Months []Value // first days of the months to name, in order
	Today  Mark
	Items  []Item
	States [4]string // what the states are called
	Head   [5]string // heads of the table: item, owner, start, due, state
}

// Item is one item of a plan. Without a start it is drawn as a point at its due
// day, without either as a text only.
type Item struct {
	Name, Owner string
	Start, Due  Value
	State       State
}

// State is how far an item is. Late means past its due day and not done.
type State int

// The states of an item.
const (
	Open State = iota
	InProgress
	Done
	Late
)

func (t Timeline) state(i Item) (State, string) {
	if i.State < Open || i.State > Late {
		return Open, ""
	}
	return i.State, t.States[i.State]
}

// days gives the first and the last day to show.
func (t Timeline) days() (float64, float64) {
	first, last := math.Inf(1), math.Inf(-1)
	reach := func(v Value) {
		if v.drawn() {
			first, last = min(first, v.At), max(last, v.At)
		}
	}
	reach(t.Today.Value)
	for _, m := range t.Months {
		reach(m)
	}
	for _, i := range t.Items {
		reach(i.Start)
		reach(i.Due)
	}
	return first, last
}

// SVG implements [Chart]. On a narrow place the bar of an item stands under its
// text, else beside it.
func (t Timeline) SVG(width int) string {
	c := newCanvas(t.Frame, width)
	words, left := c.width, 10.0
	if !c.narrow() {
		words = c.width * 0.4
		left = words + 24
	}
	first, last := t.days()
	scale := func(day float64) float64 { return left + share(day, first, last)*(c.width-10-left) }

	const top = 40
	y := float64(top)
	rows := make([]row, len(t.Items))
	for i, item := range t.Items {
		rows[i] = t.row(item, words, y, c.narrow())
		y = rows[i].bottom
	}
	t.axis(c, scale, rows, y)
	for i, item := range t.Items {
		t.item(c, item, rows[i], words, scale)
	}
	t.today(c, scale, left, rows, y)
	return c.finish(c.legend(y+8, t.keys(c)))
}

// row is where one item stands: its texts and the middle of its bar.
type row struct {
	name, owner, state block
	top, bar, bottom   float64
	first              float64 // base of the first line
}

func (t Timeline) row(i Item, words, y float64, narrow bool) row {
	_, state := t.state(i)
	r := row{top: y, name: strong.wrap(i.Name, words, 3)}
	r.state = stack(small.wrap(state, words*0.55, 1), small.wrap(i.Due.Text, words*0.55, 1))
	r.owner = small.wrap(i.Owner, words-r.state.width-10, 2)
	r.first = y + 17
	r.bottom = y + 8 + r.name.height() + max(r.owner.height(), r.state.height()) + 6
	r.bar = (y + r.bottom) / 2
	if narrow {
		r.bar = r.bottom + 5
		r.bottom += 18
	}
	return r
}

// stack sets one text under another, for two that side by side would read as
// one phrase. What was cut of either is told in full.
func stack(a, b block) block {
	a.lines, a.full, a.width = append(a.lines, b.lines...), join(a.full, b.full), max(a.width, b.width)
	return a
}

// upright draws a line down through the rows. A narrow drawing keeps it out of
// their texts.
func (c *canvas) upright(style string, x, top float64, rows []row, bottom float64) {
	if !c.narrow() || len(rows) == 0 {
		c.line(style, x, top, x, bottom)
		return
	}
	c.line(style, x, top, x, rows[0].top)
	dashes := make([]box, len(rows))
	for i, r := range rows {
		dashes[i] = box{x: x, y: r.bar - 8, h: 16}
	}
	c.rects(style, dashes)
}

// axis draws the months behind the items.
func (t Timeline) axis(c *canvas, scale func(float64) float64, rows []row, bottom float64) {
	var low, high []float64
	var names []string
	for _, m := range t.Months {
		if m.drawn() {
			x := scale(m.At)
			c.upright(grid, x, 36, rows, bottom)
			low, high, names = append(low, x), append(high, x+small.width(m.Text)), append(names, m.Text)
		}
	}
	for i, every := 0, stride(low, high); i < len(names); i += every {
		if high[i] <= c.width {
			c.words(small, start, low[i], 33, names[i])
		}
	}
	for _, r := range rows {
		c.line(grid, 0, r.top, c.width, r.top)
	}
}

// today draws the line of today over the items.
func (t Timeline) today(c *canvas, scale func(float64) float64, left float64, rows []row, bottom float64) {
	if !t.Today.Value.drawn() {
		return
	}
	x := scale(t.Today.Value.At)
	b := strong.wrap(t.Today.text(), c.width-left, 1)
	c.upright(today, x, 17, rows, bottom)
	c.text(b, middle, min(max(x, left-10+b.width/2), c.width-b.width/2), 12)
}

// item writes one item and draws its bar or point.
func (t Timeline) item(c *canvas, i Item, r row, words float64, scale func(float64) float64) {
	c.text(r.name, start, 0, r.first)
	second := r.first + r.name.height()
	c.text(r.owner, start, 0, second)
	c.text(r.state, end, words, second)
	state, _ := t.state(i)
	switch {
	case i.Start.drawn() && i.Due.drawn():
		a, b := scale(i.Start.At), scale(i.Due.At)
		a, b = min(a, b), max(a, b)
		c.stateBar(state, a, max(b, a+6), r.bar)
		if state == Late && t.Today.Value.drawn() && scale(t.Today.Value.At) > b {
			c.line(overdue, b, r.bar, scale(t.Today.Value.At), r.bar)
		}
	case i.Due.drawn():
		c.statePoint(state, scale(i.Due.At), r.bar)
	case i.Start.drawn():
		x := scale(i.Start.At)
		c.shape(bracket, false, point{x + 5, r.bar - 6}, point{x, r.bar - 6}, point{x, r.bar + 6}, point{x + 5, r.bar + 6})
	}
}

// stateBar draws a bar from a to b: empty when open, hatched when in progress,
// full when done, cross-hatched in a heavy outline when late.
func (c *canvas) stateBar(s State, a, b, y float64) {
	whole := box{a, y - 6, b - a, 12}
	switch s {
	case Open:
		c.rect(outline, whole)
	case InProgress:
		c.fill(3, []box{whole}, []box{whole})
		c.rect(outline, whole)
	case Done:
		c.rect(solid, whole)
	case Late:
		c.fill(4, []box{whole}, []box{whole})
		c.rect(alarm, whole)
	}
}

// statePoint draws a diamond: empty, half full, full, or with a heavy outline
// and an exclamation mark.
func (c *canvas) statePoint(s State, x, y float64) {
	points := []point{{x - 8, y}, {x, y - 8}, {x + 8, y}, {x, y + 8}}
	switch s {
	case Open:
		c.shape(outline, true, points...)
	case InProgress:
		c.shape(outline, true, points...)
		c.shape(solid, true, points[0], points[1], points[3])
	case Done:
		c.shape(solid, true, points...)
	case Late:
		c.shape(alarm, true, points...)
		c.line(alarm, x, y-4, x, y+1)
		c.line(alarm, x, y+2.5, x, y+4)
	}
}

// keys explains the states that occur, each by the sign that stands in the
// drawing: a bar, or a point where no item of the state is drawn as a bar.
func (t Timeline) keys(c *canvas) []key {
	var occurs, barred [len(t.States)]bool
	for _, i := range t.Items {
		s, _ := t.state(i)
		occurs[s] = true
		barred[s] = barred[s] || i.Start.drawn() && i.Due.drawn()
	}
	var keys []key
	for s, text := range t.States {
		switch {
		case barred[s]:
			keys = append(keys, key{func(x, y float64) { c.stateBar(State(s), x-9, x+9, y) }, text})
		case occurs[s]:
			keys = append(keys, key{func(x, y float64) { c.statePoint(State(s), x, y) }, text})
		}
	}
	return keys
}

// Table implements [Chart].
func (t Timeline) Table() Table {
	table := Table{Caption: t.Title, Head: t.Head[:]}
	for _, i := range t.Items {
		_, state := t.state(i)
		table.Rows = append(table.Rows, []string{i.Name, i.Owner, i.Start.Text, i.Due.Text, state})
	}
	return table
}
