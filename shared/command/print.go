package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Width is how wide text for people is set, in columns.
const Width = 80

// Style is how a piece of text is set off on a terminal that shows colour.
type Style string

// The styles. Each also reads without colour: nothing rests on it alone.
const (
	Plain  Style = ""
	Bold   Style = "1"
	Good   Style = "32"
	Warn   Style = "33"
	Bad    Style = "31"
	Subtle Style = "2"
)

// Printer writes text for people. Errors of writing are kept and returned by
// Err, so that every line need not be checked.
type Printer struct {
	w      io.Writer
	colour bool
	err    error
}

// Printer returns a printer on standard output.
func (x IO) Printer() *Printer { return &Printer{w: x.Out, colour: x.Colour} }

// Err returns the first error of writing.
func (p *Printer) Err() error { return p.err }

// Line writes a formatted line.
func (p *Printer) Line(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format+"\n", args...); err != nil && p.err == nil {
		p.err = fmt.Errorf("writing the output: %w", err)
	}
}

// Set returns text in a style.
func (p *Printer) Set(s Style, text string) string {
	if !p.colour || s == Plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// Heading writes a heading after an empty line.
func (p *Printer) Heading(text string) {
	p.Line("")
	p.Title(text)
}

// Title writes a heading without an empty line before it.
func (p *Printer) Title(text string) {
	for _, line := range Wrap(text, Width) {
		p.Line("%s", p.Set(Bold, line))
	}
}

// Para writes text wrapped to Width, every line indented; first stands in
// front of the first line in place of the end of its indent.
func (p *Printer) Para(indent int, first, text string) {
	prefix := first + strings.Repeat(" ", max(0, indent-utf8.RuneCountInString(first)))
	for _, line := range Wrap(text, Width-indent) {
		p.Line("%s%s", prefix, line)
		prefix = strings.Repeat(" ", indent)
	}
}

// Wrap breaks text at spaces into lines of at most width characters; a longer
// word stands alone.
func Wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// Cell is one cell of a table.
type Cell struct {
	Text  string
	Style Style
	Right bool // set to the right, for numbers
}

// Table writes rows in aligned columns, two spaces apart, indented by two. The
// last column is wrapped to Width.
func (p *Printer) Table(rows [][]Cell) {
	var widths []int
	for _, row := range rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if i < len(row)-1 || c.Right {
				widths[i] = max(widths[i], utf8.RuneCountInString(c.Text))
			}
		}
	}
	for _, row := range rows {
		p.row(row, widths)
	}
}

func (p *Printer) row(row []Cell, widths []int) {
	var b strings.Builder
	at := 2
	b.WriteString("  ")
	for i, c := range row[:len(row)-1] {
		p.cell(&b, c, widths[i])
		b.WriteString("  ")
		at += widths[i] + 2
	}
	last := row[len(row)-1]
	if last.Right {
		p.cell(&b, last, widths[len(row)-1])
		p.Line("%s", b.String())
		return
	}
	for _, line := range Wrap(last.Text, max(20, Width-at)) {
		b.WriteString(p.Set(last.Style, line))
		p.Line("%s", strings.TrimRight(b.String(), " "))
		b.Reset()
		b.WriteString(strings.Repeat(" ", at))
	}
}

func (p *Printer) cell(b *strings.Builder, c Cell, width int) {
	pad := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(c.Text)))
	if c.Right {
		b.WriteString(pad)
	}
	b.WriteString(p.Set(c.Style, c.Text))
	if !c.Right {
		b.WriteString(pad)
	}
}

// JSON writes v for programs, indented, with a newline at the end.
func (x IO) JSON(v any) error {
	enc := json.NewEncoder(x.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing the output: %w", err)
	}
	return nil
}
