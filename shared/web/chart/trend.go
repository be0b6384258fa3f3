package chart

import (
	"slices"
	"strings"
)

// Trend is how a value from 0 to 100 went from cycle to cycle, as assessed at
// the time and like for like.
type Trend struct {
	Frame
	Cycles []Cycle // in order of time
	// Names of the lines and of the band around them.
	LikeForLike, AsAssessed, Band string
	Axis                          []Value
	Thresholds                    []Mark
	CycleHead, ChangeHead         string // heads of the first and the last column of the table
}

// Cycle is one assessment of a trend. Values that are not drawn leave a gap.
type Cycle struct {
	Label                   string
	LikeForLike, AsAssessed Value
	Band                    Range // its Label is not used
	// Changes of method or edition that came before this cycle.
	Changes []Change
	// Break says that this cycle cannot be compared with the one before: no
	// line joins them.
	Break bool
}

// Change is a letter on the drawing and what it stands for.
type Change struct{ Letter, Text string }

// plot is the place of a trend's lines and its scale.
type plot struct {
	left, right, top, bottom float64
	step                     float64 // from cycle to cycle
}

func (p plot) x(cycle int) float64 { return p.left + (float64(cycle)+0.5)*p.step }
func (p plot) y(v float64) float64 { return p.bottom - percent(v)*(p.bottom-p.top) }

// SVG implements [Chart].
func (t Trend) SVG(width int) string {
	c := newCanvas(t.Frame, width)
	p := plot{left: 4, top: 26}
	for _, v := range t.Axis {
		if v.drawn() {
			p.left = max(p.left, small.width(v.Text)+8)
		}
	}
	margin := 150.0 // of the names at the ends of the lines
	if c.narrow() {
		margin = 92
	}
	p.right = c.width - margin
	ends := t.ends(c, margin-20)
	var tall float64
	for _, e := range ends {
		tall += e.text.height() + 3
	}
	p.bottom = p.top + max(tall, c.width*0.3, 150)
	p.step = (p.right - p.left) / float64(max(len(t.Cycles), 1))

	t.axes(c, p)
	t.bands(c, p)
	for _, s := range t.series(c) {
		t.line(c, p, s)
	}
	c.lineEnds(p, ends, len(t.Cycles))
	t.changes(c, p)
	return c.finish(c.legend(t.names(c, p)+8, t.keys(c)))
}

// axes draws the grid, the thresholds and the names of the cycles.
func (t Trend) axes(c *canvas, p plot) {
	var marked []float64
	for _, m := range t.Thresholds {
		if m.Value.drawn() {
			c.line(threshold, p.left, p.y(m.Value.At), p.right, p.y(m.Value.At))
			marked = append(marked, m.Value.At)
		}
	}
	for _, v := range t.Axis {
		if !v.drawn() {
			continue
		}
		c.words(small, end, p.left-5, p.y(v.At)+4, v.Text)
		if !slices.Contains(marked, v.At) { // a grid line would fill the gaps of a threshold
			c.line(grid, p.left, p.y(v.At), p.right, p.y(v.At))
		}
	}
}

// names writes the names of the cycles, all, or every second and so on back
// from the last, and gives the y below them.
func (t Trend) names(c *canvas, p plot) float64 {
	n := len(t.Cycles)
	texts, low, high := make([]block, n), make([]float64, n), make([]float64, n)
	for k := range n { // from the last
		i := n - 1 - k
		texts[k] = small.wrap(t.Cycles[i].Label, max(p.step-6, 60), 2)
		low[k], high[k] = p.x(i)-texts[k].width/2, p.x(i)+texts[k].width/2
	}
	var height float64
	for k, every := 0, stride(low, high); k < n; k += every {
		x := p.x(n - 1 - k)
		height = max(height, texts[k].height())
		c.line(grid, x, p.bottom, x, p.bottom+4)
		c.text(texts[k], middle, max(x, texts[k].width/2), p.bottom+15)
	}
	return p.bottom + 4 + height
}

// series is one of the two lines.
type series struct {
	name, style string
	value       func(Cycle) Value
	sign        func(x, y float64)
}

func (t Trend) series(c *canvas) []series {
	return []series{
		{t.AsAssessed, dashed, func(k Cycle) Value { return k.AsAssessed }, func(x, y float64) { c.rect(hollow, box{x - 5, y - 5, 10, 10}) }},
		{t.LikeForLike, plain, func(k Cycle) Value { return k.LikeForLike }, func(x, y float64) { c.circle(solid, x, y, 3.5) }},
	}
}

// bands draws how far the values may reach: an area through neighbouring
// cycles, and a bracket at a cycle that stands alone.
func (t Trend) bands(c *canvas, p plot) {
	for first := 0; first < len(t.Cycles); {
		next := first
		for next < len(t.Cycles) && t.Cycles[next].Band.drawn() && (next == first || !t.Cycles[next].Break) {
			next++
		}
		var points []point
		for i := first; i < next; i++ {
			points = append(points, point{p.x(i), p.y(t.Cycles[i].Band.High)})
		}
		for i := next - 1; i >= first; i-- {
			points = append(points, point{p.x(i), p.y(t.Cycles[i].Band.Low)})
		}
		if len(points) == 2 {
			c.rect(span, box{p.x(first) - 5, points[0].y, 10, max(points[1].y-points[0].y, 0)})
		} else if len(points) > 2 {
			c.shape(span, true, points...)
		}
		first = max(next, first+1)
	}
}

// line joins the values of neighbouring cycles and marks each.
func (t Trend) line(c *canvas, p plot, s series) {
	var points []point
	draw := func() {
		if len(points) > 1 {
			c.shape(s.style, false, points...)
		}
		for _, at := range points {
			s.sign(at.x, at.y)
		}
		points = nil
	}
	for i, k := range t.Cycles {
		v := s.value(k)
		if k.Break || !v.drawn() {
			draw()
		}
		if v.drawn() {
			points = append(points, point{p.x(i), p.y(v.At)})
		}
	}
	draw()
}

// lineEnd is a name at the end of a line: a line of values or a threshold.
type lineEnd struct {
	cycle int // where the line ends; after the last cycle for a threshold
	at    float64
	text  block
}

func (t Trend) ends(c *canvas, width float64) []lineEnd {
	var ends []lineEnd
	for _, m := range t.Thresholds {
		if m.Value.drawn() {
			ends = append(ends, lineEnd{len(t.Cycles), m.Value.At, small.wrap(m.text(), width, 3)})
		}
	}
	if last, v := t.oneEnd(); v.drawn() { // two names at one place would be read as two values
		return append(ends, lineEnd{last, v.At, strong.wrap(v.Text, width, 4)})
	}
	for _, s := range t.series(c) {
		for i := len(t.Cycles) - 1; i >= 0; i-- {
			if v := s.value(t.Cycles[i]); v.drawn() {
				ends = append(ends, lineEnd{i, v.At, strong.wrap(join(s.name, v.Text), width, 4)})
				break
			}
		}
	}
	return ends
}

// oneEnd is the value at which both lines end, and its cycle; one that is not
// drawn where they end apart.
func (t Trend) oneEnd() (int, Value) {
	for i := len(t.Cycles) - 1; i >= 0; i-- {
		if k := t.Cycles[i]; k.LikeForLike.drawn() || k.AsAssessed.drawn() {
			if k.LikeForLike == k.AsAssessed {
				return i, k.AsAssessed
			}
			break
		}
	}
	return 0, Value{}
}

// lineEnds writes the ends in the margin, each as near to its line as it can
// stand.
func (c *canvas) lineEnds(p plot, ends []lineEnd, cycles int) {
	centres, sizes := make([]float64, len(ends)), make([]float64, len(ends))
	for i, e := range ends {
		centres[i], sizes[i] = p.y(e.at), e.text.height()+3
	}
	for i, y := range spread(centres, sizes, p.top-8, p.bottom+8) {
		x := p.right
		if ends[i].cycle < cycles {
			x = p.x(ends[i].cycle) + 7
		}
		c.shape(leader, false, point{x, centres[i]}, point{max(x, p.right) + 3, centres[i]}, point{p.right + 13, y})
		c.text(ends[i].text, start, p.right+17, y-ends[i].text.height()/2+11)
	}
}

// changes draws an upright line before each cycle that something changed for,
// with the letters of the changes on it.
func (t Trend) changes(c *canvas, p plot) {
	const badge = 18
	var centres, sizes []float64
	var letters []string
	for i, k := range t.Cycles {
		x := p.left + float64(i)*p.step
		for _, change := range k.Changes {
			centres, sizes, letters = append(centres, x), append(sizes, badge), append(letters, change.Letter)
		}
		if len(k.Changes) > 0 {
			c.line(marker, x, p.top-8, x, p.bottom)
		}
	}
	for i, x := range spread(centres, sizes, 0, c.width) {
		c.badge(x, 9, letters[i])
	}
}

func (c *canvas) badge(x, y float64, letter string) {
	c.circle(outline, x, y, 8)
	c.text(small.wrap(letter, 14, 1), middle, x, y+4)
}

func (t Trend) keys(c *canvas) []key {
	var keys []key
	for _, s := range t.series(c) {
		keys = append(keys, key{func(x, y float64) {
			c.shape(s.style, false, point{x - 10, y}, point{x + 10, y})
			s.sign(x, y)
		}, s.name})
	}
	for _, k := range t.Cycles {
		if k.Band.drawn() {
			keys = append(keys, key{func(x, y float64) { c.rect(span, box{x - 9, y - 6, 18, 12}) }, t.Band})
			break
		}
	}
	for _, k := range t.Cycles {
		for _, change := range k.Changes {
			keys = append(keys, key{func(x, y float64) { c.badge(x, y, change.Letter) }, change.Text})
		}
	}
	return keys
}

// Table implements [Chart].
func (t Trend) Table() Table {
	table := Table{Caption: t.Title, Head: []string{t.CycleHead, t.LikeForLike, t.AsAssessed, t.Band, t.ChangeHead}}
	for _, k := range t.Cycles {
		var changes []string
		for _, change := range k.Changes {
			changes = append(changes, join(change.Letter, change.Text))
		}
		table.Rows = append(table.Rows, []string{k.Label, k.LikeForLike.Text, k.AsAssessed.Text, k.Band.Text, strings.Join(changes, "\n")})
	}
	return table
}
