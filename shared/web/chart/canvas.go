package chart

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// canvas collects the elements of one drawing. Its callers think left to right
// from x = 0; it mirrors what it writes if the drawing runs right to left.
type canvas struct {
	body  []byte
	frame Frame
	width float64
	id    string
	tiles [shades]bool // hatches in use
}

func newCanvas(f Frame, width int) *canvas {
	width = max(width, 240)
	return &canvas{
		body: make([]byte, 0, 12<<10), frame: f, width: float64(width),
		id: identifier(f.ID) + "-" + strconv.Itoa(width),
	}
}

// narrow says whether the place is a telephone's.
func (c *canvas) narrow() bool { return c.width < 520 }

// finish puts head, hatches and elements together.
func (c *canvas) finish(height float64) string {
	class, direction := "sc-wide", "ltr"
	if c.narrow() {
		class = "sc-narrow"
	}
	if c.frame.RTL {
		direction = "rtl"
	}
	b := make([]byte, 0, 2<<10)
	b = append(b, `<svg xmlns="http://www.w3.org/2000/svg" class="sc-chart `+class+`" role="img" aria-labelledby="`+c.id+`-title `+c.id+`-desc" viewBox="0 0 `...)
	b = append(appendNumber(b, c.width), ' ')
	b = appendNumber(b, height)
	b = append(b, `" width="100%" direction="`+direction+`" font-family="sans-serif" font-size="12" fill="currentColor">`...)
	b = append(b, `<title id="`+c.id+`-title">`...)
	b = append(escape(b, c.frame.Title), `</title><desc id="`+c.id+`-desc">`...)
	b = append(escape(b, c.frame.Desc), `</desc>`...)
	b = c.appendTiles(b)
	var svg strings.Builder
	svg.Grow(len(b) + len(c.body) + len(`</svg>`))
	svg.Write(b)
	svg.Write(c.body)
	svg.WriteString(`</svg>`)
	return svg.String()
}

// appendNumber writes a length to a tenth of a pixel.
func appendNumber(b []byte, v float64) []byte {
	tenths := int64(math.Round(v * 10))
	if tenths < 0 {
		b, tenths = append(b, '-'), -tenths
	}
	b = strconv.AppendInt(b, tenths/10, 10)
	if tenths%10 != 0 {
		b = append(b, '.', byte('0'+tenths%10))
	}
	return b
}

// mirror is where x stands in the drawing as it is written.
func (c *canvas) mirror(x float64) float64 {
	if c.frame.RTL {
		return c.width - x
	}
	return x
}

type attribute struct {
	name  string
	value float64
}

func (c *canvas) element(name, style string, attributes ...attribute) {
	c.body = append(append(c.body, '<'), name...)
	c.body = append(c.body, style...)
	for _, a := range attributes {
		c.body = append(append(append(c.body, ' '), a.name...), `="`...)
		c.body = append(appendNumber(c.body, a.value), '"')
	}
	c.body = append(c.body, `/>`...)
}

func (c *canvas) line(style string, x1, y1, x2, y2 float64) {
	c.element("line", style, attribute{"x1", c.mirror(x1)}, attribute{"y1", y1}, attribute{"x2", c.mirror(x2)}, attribute{"y2", y2})
}

func (c *canvas) circle(style string, x, y, r float64) {
	c.element("circle", style, attribute{"cx", c.mirror(x)}, attribute{"cy", y}, attribute{"r", r})
}

// box is a rectangle, x at its leading edge.
type box struct{ x, y, w, h float64 }

func (c *canvas) rect(style string, r box) {
	x := c.mirror(r.x)
	if c.frame.RTL {
		x -= r.w
	}
	c.element("rect", style, attribute{"x", x}, attribute{"y", r.y}, attribute{"width", r.w}, attribute{"height", r.h})
}

// rects draws many rectangles as one path.
func (c *canvas) rects(style string, boxes []box) {
	if len(boxes) == 0 {
		return
	}
	c.body = append(append(c.body, `<path`...), style...)
	c.body = append(c.body, ` d="`...)
	for _, r := range boxes {
		x := c.mirror(r.x)
		if c.frame.RTL {
			x -= r.w
		}
		c.body = append(appendNumber(append(c.body, 'M'), x), ' ')
		c.body = appendNumber(c.body, r.y)
		c.body = appendNumber(append(c.body, 'h'), r.w)
		c.body = appendNumber(append(c.body, 'v'), r.h)
		c.body = append(appendNumber(append(c.body, 'h'), -r.w), 'z')
	}
	c.body = append(c.body, `"/>`...)
}

type point struct{ x, y float64 }

// shape draws a line through points, closed if the style fills it or not.
func (c *canvas) shape(style string, closed bool, points ...point) {
	name := `<polyline`
	if closed {
		name = `<polygon`
	}
	c.body = append(append(c.body, name...), style...)
	c.body = append(c.body, ` points="`...)
	for i, p := range points {
		if i > 0 {
			c.body = append(c.body, ' ')
		}
		c.body = append(appendNumber(c.body, c.mirror(p.x)), ',')
		c.body = appendNumber(c.body, p.y)
	}
	c.body = append(c.body, `"/>`...)
}

// Where a text stands to its x: it begins, is centred or ends there.
const (
	start  = ""
	middle = ` text-anchor="middle"`
	end    = ` text-anchor="end"`
)

// text writes lines, y the base of the first. What was cut is told in full.
func (c *canvas) text(b block, anchor string, x, y float64) {
	if len(b.lines) == 0 {
		return
	}
	x = c.mirror(x)
	c.body = append(append(append(c.body, `<text`...), b.face.style...), anchor...)
	if len(b.lines) == 1 {
		c.position(x, y)
	} else {
		c.body = append(c.body, '>')
	}
	if b.full != "" {
		c.body = append(escape(append(c.body, `<title>`...), b.full), `</title>`...)
	}
	if len(b.lines) == 1 {
		c.body = escape(c.body, b.lines[0])
	} else {
		for i, l := range b.lines {
			c.body = append(c.body, `<tspan`...)
			c.position(x, y+float64(i)*leading)
			c.body = append(escape(c.body, c.isolated(l)), `</tspan>`...)
		}
	}
	c.body = append(c.body, `</text>`...)
}

// isolated keeps a line of foreign words in a drawing from right to left in its
// own direction: a comma at the end of such a line belongs to its right. A line
// that was cut out of a longer text has lost what may have stood around it.
func (c *canvas) isolated(line string) string {
	letters := false
	for _, r := range line {
		if r >= 0x590 && (r < 0x2010 || r > 0x2027) { // a letter from right to left, or a mark of direction
			return line
		}
		letters = letters || unicode.IsLetter(r)
	}
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	if !c.frame.RTL || !letters || unicode.IsLetter(first) && (unicode.IsLetter(last) || unicode.IsDigit(last)) {
		return line
	}
	return "\u2066" + line + "\u2069"
}

func (c *canvas) position(x, y float64) {
	c.body = appendNumber(append(c.body, ` x="`...), x)
	c.body = appendNumber(append(c.body, `" y="`...), y)
	c.body = append(c.body, `">`...)
}

// words writes one line as it is.
func (c *canvas) words(f face, anchor string, x, y float64, s string) {
	if s != "" {
		c.text(block{face: f, lines: []string{s}}, anchor, x, y)
	}
}

// Looks of lines and areas. Each class of chart.css has beside it what a
// reader without the style sheet needs.
const (
	grid      = ` class="sc-grid" stroke="currentColor" stroke-opacity=".2"`
	threshold = ` class="sc-threshold" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2 3"`
	leader    = ` class="sc-leader" fill="none" stroke="currentColor" stroke-opacity=".6"`
	track     = ` class="sc-track" fill-opacity=".08" stroke="currentColor" stroke-opacity=".4"`
	span      = ` class="sc-span" fill-opacity=".22" stroke="currentColor" stroke-opacity=".45"`
	bracket   = ` class="sc-bracket" fill="none" stroke="currentColor" stroke-width="1.5"`
	hollow    = ` class="sc-hollow" fill="none" stroke="currentColor" stroke-width="2"`
	solid     = ` class="sc-solid"`
	plain     = ` class="sc-line" fill="none" stroke="currentColor" stroke-width="2.5"`
	dashed    = ` class="sc-dashed" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="6 4"`
	marker    = ` class="sc-marker" stroke="currentColor" stroke-dasharray="7 2 1 2"`
	today     = ` class="sc-today" stroke="currentColor" stroke-width="2"`
	overdue   = ` class="sc-overdue" stroke="currentColor" stroke-width="2" stroke-dasharray="2 2"`
	outline   = ` class="sc-outline" fill="none" stroke="currentColor" stroke-width="1.5"`
	alarm     = ` class="sc-alarm" fill="none" stroke="currentColor" stroke-width="2.5"`
	edge      = ` class="sc-edge" fill="none" stroke="currentColor" stroke-opacity=".45"`
	absent    = ` class="sc-absent" fill="none" stroke="currentColor" stroke-opacity=".45" stroke-dasharray="3 3"`
)
