// Package chart draws results as SVG, each drawing with a table of the same
// numbers beside it.
//
// A chart is data in and text out. Every word and every number that a reader
// sees is a text of the caller, already translated and formatted; floating
// point numbers only say where something stands. Equal data give equal bytes.
//
// A drawing has its title and description first, takes its colours from the
// classes of chart.css (names begin with sc-) and the colour of the text around
// it, has no style attribute, and stays legible without the style sheet. What
// a colour says, a shape, a hatch or a text says too. Right to left, the whole
// drawing is mirrored; the texts are left as they are, so a caller isolates
// digits and signs where the language needs it.
//
// An SVG shrinks with its place and its text with it. So a chart is laid out
// for a width: [Narrow] for a telephone, [Wide] for a desk, or both in one page
// with [Both].
package chart

import "math"

// Widths to lay out for, in CSS pixels. At the width it was laid out for, the
// smallest text of a drawing is 11 pixels high.
const (
	Narrow = 340
	Wide   = 720
)

// Chart is a drawing and the table of its numbers.
type Chart interface {
	// SVG draws for a place of the given width in CSS pixels, at least 240.
	SVG(width int) string
	// Table tells the same numbers. Lines within one cell are parted by "\n".
	Table() Table
}

// Both draws a chart for narrow and for wide places; chart.css shows the one
// that suits the window, and the wide one in print.
func Both(c Chart) string {
	return `<div class="sc-both">` + c.SVG(Narrow) + c.SVG(Wide) + `</div>`
}

// Table is the text alternative of a drawing. Head has one text for each
// column; the first cell of a row names the row.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// Frame is what every chart has.
type Frame struct {
	// ID begins every id of the drawing: letters, digits, - and _ (anything
	// else becomes _), unique in the page. The width is added to it.
	ID string
	// Title names the drawing and captions the table; Desc says in a sentence
	// or two what it shows. Neither is drawn: the page has its own heading.
	Title, Desc string
	// RTL mirrors the drawing for languages written right to left.
	RTL bool
}

// Value is a number with its text. At places it on the scale of its chart and
// is held within it. A value without text is not drawn, nor is one whose At is
// not a number or beyond a thousand million; its text still stands in the table.
type Value struct {
	At   float64
	Text string
}

func (v Value) drawn() bool { return v.Text != "" && math.Abs(v.At) <= 1e9 }

// Mark is a value with a name.
type Mark struct {
	Label string
	Value Value
}

func (m Mark) text() string { return join(m.Label, m.Value.Text) }

// Range is a span with a name; Text tells both ends. It is drawn if it has a
// text and two ends that are numbers.
type Range struct {
	Label     string
	Low, High float64
	Text      string
}

func (r Range) drawn() bool { return Value{r.Low, r.Text}.drawn() && Value{r.High, r.Text}.drawn() }

// Note is a line of text under a drawing.
type Note struct{ Label, Text string }

// percent is where v stands on the scale from 0 to 100, as a share of it.
func percent(v float64) float64 { return share(v, 0, 100) }

// share is where v stands between low and high, from 0 to 1; in the middle if
// the scale has no length.
func share(v, low, high float64) float64 {
	if !(high > low) {
		return 0.5
	}
	return min(max((v-low)/(high-low), 0), 1)
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
