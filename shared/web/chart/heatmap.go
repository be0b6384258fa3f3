package chart

// HeatMap is a grid of steps with a short text in each cell: the sections of
// one country with law and practice side by side, or countries by criteria.
// Rows and columns stand in the order given; nothing is summed up.
type HeatMap struct {
	Frame
	Columns []string
	Rows    []Row
	Steps   []string // what the steps mean, from the lowest
	// What cells without a step mean; left out of the legend if empty.
	NoneText, UnknownText string
	Corner                string // head of the first column of the table
}

// Row is one row of a heat map, with a cell for each column; missing cells are
// empty ones.
type Row struct {
	Name  string
	Cells []Cell
}

// Cell has a step and a short text. Full is the text for the table, Text if it
// is empty.
type Cell struct {
	Level      Level
	Text, Full string
}

// spine is the hatched leading part of a cell.
const spine = 9

// SVG implements [Chart]. Columns that do not fit side by side follow below in
// further grids with the same rows.
func (h HeatMap) SVG(width int) string {
	c := newCanvas(h.Frame, width)
	var widest float64
	for _, r := range h.Rows {
		widest = max(widest, body.width(r.Name))
	}
	names := min(widest+8, c.width*0.36)
	least := 40.0
	for i, column := range h.Columns {
		least = max(least, small.longest(column)+6)
		for _, r := range h.Rows {
			least = max(least, body.longest(r.cell(i).Text)+spine+8)
		}
	}
	// A word that is very long is rather broken than given a column to itself.
	least = min(least, 120)
	fit := max(int((c.width-names)/least), 1)
	grids := (len(h.Columns) + fit - 1) / fit

	var y float64
	for first := 0; first < len(h.Columns); {
		n := (len(h.Columns) - first + grids - 1) / grids
		y = h.grid(c, y, first, n, names, min((c.width-names)/float64(n), 130))
		first, grids = first+n, grids-1
	}
	return c.finish(c.legend(y+2, h.keys(c)))
}

func (r Row) cell(i int) Cell {
	if i < len(r.Cells) {
		return r.Cells[i]
	}
	return Cell{}
}

// grid draws n columns from the first on and gives the y below them.
func (h HeatMap) grid(c *canvas, y float64, first, n int, names, cell float64) float64 {
	const gap = 2
	heads := make([]block, n)
	var tall float64
	for i := range heads {
		heads[i] = small.wrap(h.Columns[first+i], cell-6, 4)
		tall = max(tall, heads[i].height())
	}
	for i, b := range heads {
		c.text(b, middle, names+(float64(i)+0.5)*cell, y+tall-b.height()+11)
	}
	y += tall + 3

	var fields, spines [shades][]box
	type placed struct {
		text block
		x, y float64
	}
	var above []placed // texts of cells go over the fills
	texts := make([]block, n)
	for _, r := range h.Rows {
		name := body.wrap(r.Name, names-8, 3)
		high := max(name.height(), leading)
		for i := range texts {
			texts[i] = body.wrap(r.cell(first+i).Text, cell-spine-6, 2)
			high = max(high, texts[i].height())
		}
		high += 9
		c.text(name, start, 0, y+(high-name.height())/2+11)
		for i, b := range texts {
			x, shade := names+float64(i)*cell, r.cell(first+i).Level.shade(len(h.Steps))
			fields[shade] = append(fields[shade], box{x, y, cell - gap, high - gap})
			spines[shade] = append(spines[shade], box{x, y, spine, high - gap})
			above = append(above, placed{b, x + (cell-gap+spine)/2, y + (high-gap-b.height())/2 + 11.5})
		}
		y += high
	}
	for shade := range fields {
		c.fill(shade, fields[shade], spines[shade])
	}
	for _, p := range above {
		c.text(p.text, middle, p.x, p.y)
	}
	return y + 12
}

func (h HeatMap) keys(c *canvas) []key {
	var keys []key
	for i, s := range h.Steps {
		keys = append(keys, key{c.swatch(Level(i + 1).shade(len(h.Steps))), s})
	}
	return append(keys, key{c.swatch(undefined), h.UnknownText}, key{c.swatch(0), h.NoneText})
}

// Table implements [Chart].
func (h HeatMap) Table() Table {
	t := Table{Caption: h.Title, Head: append([]string{h.Corner}, h.Columns...)}
	for _, r := range h.Rows {
		row := []string{r.Name}
		for i := range h.Columns {
			cell := r.cell(i)
			if cell.Full == "" {
				cell.Full = cell.Text
			}
			row = append(row, cell.Full)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
