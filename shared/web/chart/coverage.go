package chart

// Coverage is how much of each item of the Annex a national list covers: one
// bar per item, divided by states, with the counts beside it.
type Coverage struct {
	Frame
	States           []Segment
	Items            []Covered
	Corner, CountAll string // heads of the first and, if set, of the last column
}

// Segment is a state that rows of an item can be in, and its fill on a ladder
// of len(States) steps.
type Segment struct {
	Label string
	Level Level
}

// Covered is one item with a count for each state, in their order. All is the
// count of all its rows, as text.
type Covered struct {
	Name   string
	Counts []Value // At is the count, not below 0
	All    string
}

// columns are the places of a coverage chart: names from 0 on, bars, and counts
// in columns of equal width up to the end.
type columns struct {
	names, bar, barWidth, counts, count float64
}

func (v Coverage) columns(c *canvas) columns {
	n := len(v.States)
	if v.CountAll != "" {
		n++
	}
	count := max(26, min(small.width(v.CountAll)+4, 60))
	for _, item := range v.Items {
		count = max(count, strong.width(item.All)+8)
		for _, n := range item.Counts {
			count = max(count, body.width(n.Text)+8)
		}
	}
	count = min(count, c.width*0.5/float64(max(n, 1)))
	counts := c.width - float64(n)*count
	names := c.width * 0.4
	if c.narrow() {
		names = c.width * 0.34
	}
	return columns{names, names + 8, max(counts-names-14, 0), counts, count}
}

// middle is where the count of a state stands.
func (k columns) middle(state int) float64 { return k.counts + (float64(state)+0.5)*k.count }

// SVG implements [Chart].
func (v Coverage) SVG(width int) string {
	c := newCanvas(v.Frame, width)
	at := v.columns(c)
	y := c.legend(0, v.keys(c)) + 6
	if len(v.Items) > 0 {
		for i, s := range v.States {
			c.swatch(v.shade(s))(at.middle(i), y+8)
		}
		if v.CountAll != "" {
			c.text(small.wrap(v.CountAll, at.count, 1), middle, at.middle(len(v.States)), y+12)
		}
		y += 22
	}
	var segments [shades][]box
	for _, item := range v.Items {
		y = v.item(c, item, y, at, &segments)
	}
	for shade, boxes := range segments {
		c.fill(shade, boxes, boxes)
	}
	return c.finish(y + 2)
}

func (v Coverage) shade(s Segment) int { return s.Level.shade(len(v.States)) }

// item writes one item, adds the segments of its bar and gives the y below it.
func (v Coverage) item(c *canvas, item Covered, y float64, at columns, segments *[shades][]box) float64 {
	name := body.wrap(item.Name, at.names, 3)
	high := max(name.height(), leading) + 7
	c.line(grid, 0, y, c.width, y)
	c.text(name, start, 0, y+(high-name.height())/2+12)
	var sum float64
	for i := range v.States {
		sum += item.count(i)
	}
	const thick = 14
	segment := box{x: at.bar, y: y + (high-thick)/2, h: thick}
	base := y + high/2 + 4.5
	for i, s := range v.States {
		if n := item.count(i); n > 0 {
			segment.w = at.barWidth * n / sum
			segments[v.shade(s)] = append(segments[v.shade(s)], segment)
			segment.x += segment.w
		}
		if i < len(item.Counts) {
			c.text(body.wrap(item.Counts[i].Text, at.count-4, 1), middle, at.middle(i), base)
		}
	}
	if v.CountAll != "" {
		c.text(strong.wrap(item.All, at.count-4, 1), middle, at.middle(len(v.States)), base)
	}
	return y + high
}

// count is the count of a state, 0 if there is none to draw.
func (i Covered) count(state int) float64 {
	if state < len(i.Counts) && i.Counts[state].drawn() {
		return max(i.Counts[state].At, 0)
	}
	return 0
}

func (v Coverage) keys(c *canvas) []key {
	var keys []key
	for _, s := range v.States {
		keys = append(keys, key{c.swatch(v.shade(s)), s.Label})
	}
	return keys
}

// Table implements [Chart].
func (v Coverage) Table() Table {
	t := Table{Caption: v.Title, Head: []string{v.Corner}}
	for _, s := range v.States {
		t.Head = append(t.Head, s.Label)
	}
	if v.CountAll != "" {
		t.Head = append(t.Head, v.CountAll)
	}
	for _, item := range v.Items {
		row := []string{item.Name}
		for i := range v.States {
			if i < len(item.Counts) {
				row = append(row, item.Counts[i].Text)
			} else {
				row = append(row, "")
			}
		}
		if v.CountAll != "" {
			row = append(row, item.All)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
