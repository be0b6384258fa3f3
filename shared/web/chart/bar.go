package chart

// CriterionBar is one criterion on a line from 0 to 100: what is claimed, what
// is shown, what reviewers found if they did, and how far it could still move.
type CriterionBar struct {
	Frame
	// The marks: a diamond for shown, a ring for claimed, a pointer for
	// reviewed. Each that has a value is drawn.
	Shown, Claimed, Reviewed Mark
	Range                    Range
	Axis                     []Value // numbers under the line
	Thresholds               []Mark
	Notes                    []Note    // such as how many gates are held and open
	Head                     [2]string // heads of the table: what, how much
}

// Heights from the top: numbers, line, numbers of the axis.
const (
	barNumbers = 12
	barTop     = 30
	barHeight  = 14
	barMiddle  = barTop + barHeight/2
	barBottom  = barTop + barHeight
)

// SVG implements [Chart].
func (b CriterionBar) SVG(width int) string {
	c := newCanvas(b.Frame, width)
	const margin = 12 // room for half a mark and half a number
	scale := func(v float64) float64 { return margin + percent(v)*(c.width-2*margin) }

	c.rect(track, box{scale(0), barTop, scale(100) - scale(0), barHeight})
	if b.Range.drawn() {
		c.span(scale(b.Range.Low), scale(b.Range.High), barMiddle)
	}
	y := float64(barBottom)
	for _, v := range b.Axis {
		if v.drawn() {
			c.line(grid, scale(v.At), barBottom, scale(v.At), barBottom+5)
			c.words(small, middle, scale(v.At), barBottom+17, v.Text)
			y = barBottom + 20
		}
	}
	var labels []label
	for _, t := range b.Thresholds {
		if t.Value.drawn() {
			c.line(threshold, scale(t.Value.At), barTop-6, scale(t.Value.At), barBottom+5)
			labels = append(labels, label{x: scale(t.Value.At), text: small.wrap(t.text(), c.width/float64(len(b.Thresholds))-6, 4)})
		}
	}
	y = c.labelsBelow(y, labels)
	b.marks(c, scale)
	return c.finish(c.legend(y+4, b.keys(c)))
}

// span draws how far a value may reach, with a bracket at each end.
func (c *canvas) span(low, high, y float64) {
	c.rect(span, box{low, y - 7, max(high-low, 0), 14})
	c.shape(bracket, false, point{low + 4, y - 10}, point{low, y - 10}, point{low, y + 10}, point{low + 4, y + 10})
	c.shape(bracket, false, point{high - 4, y - 10}, point{high, y - 10}, point{high, y + 10}, point{high - 4, y + 10})
}

func (c *canvas) diamond(x, y float64) {
	c.shape(solid, true, point{x - 6, y}, point{x, y - 6}, point{x + 6, y}, point{x, y + 6})
}

func (c *canvas) ring(x, y float64) { c.circle(hollow, x, y, 8.5) }

func (c *canvas) pointer(x, y float64) {
	c.shape(solid, true, point{x - 5, y - 5}, point{x + 5, y - 5}, point{x, y + 5})
}

// marks draws the signs on the line and their numbers above it.
func (b CriterionBar) marks(c *canvas, scale func(float64) float64) {
	var places, sizes, tops []float64
	var texts []string
	for _, m := range []struct {
		mark   Mark
		sign   func(x, y float64)
		y, top float64
	}{{b.Claimed, c.ring, barMiddle, barMiddle - 9}, {b.Shown, c.diamond, barMiddle, barMiddle - 6}, {b.Reviewed, c.pointer, barTop - 4, barTop - 9}} {
		if m.mark.Value.drawn() {
			x := scale(m.mark.Value.At)
			m.sign(x, m.y)
			places, tops = append(places, x), append(tops, m.top)
			sizes, texts = append(sizes, strong.width(m.mark.Value.Text)+8), append(texts, m.mark.Value.Text)
		}
	}
	for i, x := range spread(places, sizes, 0, c.width) {
		c.shape(leader, false, point{x, barNumbers + 3}, point{places[i], barTop - 9}, point{places[i], tops[i]})
		c.words(strong, middle, x, barNumbers, texts[i])
	}
}

func (b CriterionBar) keys(c *canvas) []key {
	var keys []key
	for _, m := range []struct {
		mark Mark
		sign func(x, y float64)
	}{{b.Shown, c.diamond}, {b.Claimed, c.ring}, {b.Reviewed, c.pointer}} {
		if m.mark.Value.drawn() {
			keys = append(keys, key{m.sign, m.mark.text()})
		}
	}
	if b.Range.drawn() {
		keys = append(keys, key{func(x, y float64) { c.span(x-9, x+9, y) }, join(b.Range.Label, b.Range.Text)})
	}
	for _, n := range b.Notes {
		keys = append(keys, key{nil, join(n.Label, n.Text)})
	}
	return keys
}

// Table implements [Chart].
func (b CriterionBar) Table() Table {
	t := Table{Caption: b.Title, Head: b.Head[:]}
	add := func(label, text string) {
		if text != "" {
			t.Rows = append(t.Rows, []string{label, text})
		}
	}
	for _, m := range []Mark{b.Shown, b.Claimed, b.Reviewed} {
		add(m.Label, m.Value.Text)
	}
	add(b.Range.Label, b.Range.Text)
	for _, m := range b.Thresholds {
		add(m.Label, m.Value.Text)
	}
	for _, n := range b.Notes {
		add(n.Label, n.Text)
	}
	return t
}
