package workbook

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// kind is what a cell holds.
type kind byte

const (
	empty kind = iota
	textCell
	numberCell
	boolCell
	errorCell // #N/A and the like
	formulaCell
	longCell // more text than is read
)

// cell is one cell as it stands in its sheet.
type cell struct {
	col   int // from 0
	kind  kind
	share bool // shown as a share of a hundred: 0.5 is 50%
	form  bool // a number that is shown otherwise than it is
	text  string
	size  int // of a long text, in bytes
}

// row is one row that holds something. n counts from 1.
type row struct {
	n     int
	cells []cell
}

// sheet is one sheet that was read.
type sheet struct {
	name   string
	rows   []row
	merged []area
}

// area is a range of cells, both ends in it.
type area struct{ left, top, right, bottom int }

// read reads one sheet.
func (f *file) read(ref sheetRef) (*sheet, error) {
	data, err := f.part(ref.part)
	if err != nil {
		return nil, err
	}
	p := &sheetReader{file: f, sheet: &sheet{name: ref.name}}
	err = walk(ref.part, data, p.take)
	return p.sheet, err
}

// sheetReader puts a sheet together from its XML.
type sheetReader struct {
	*file
	sheet  *sheet
	cell   cell
	kind   string // of the cell, as its sheet says
	value  []byte
	inCell bool
	inV    bool
	inF    bool
	f      []byte // the formula, as far as it takes to know it
	inline richText
}

func (p *sheetReader) take(t xml.Token) error {
	switch e := t.(type) {
	case xml.StartElement:
		p.begin(e)
	case xml.CharData:
		if p.inV && len(p.value) <= maxCell {
			p.value = append(p.value, e...)
		}
		if p.inF && len(p.f) < 10 {
			p.f = append(p.f, e...)
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "v":
			p.inV = false
		case "f":
			p.inF = false
		case "c":
			p.end()
		}
	}
	if text, size, done := p.inline.take(t, "is"); done && p.inCell {
		p.cell.text, p.cell.kind, p.cell.size = text, textCell, size
	}
	return nil
}

func (p *sheetReader) begin(e xml.StartElement) {
	switch e.Name.Local {
	case "row":
		n, err := strconv.Atoi(attribute(e, "r"))
		if err != nil {
			n = 1
			if k := len(p.sheet.rows); k > 0 {
				n = p.sheet.rows[k-1].n + 1
			}
		}
		p.sheet.rows = append(p.sheet.rows, row{n: n})
	case "c":
		p.inCell, p.value, p.kind = true, p.value[:0], attribute(e, "t")
		style, _ := strconv.Atoi(attribute(e, "s"))
		p.cell = cell{col: -1, share: p.shares[style], form: p.formed[style]}
		if col, _, ok := coordinates(attribute(e, "r")); ok {
			p.cell.col = col
		}
	case "f":
		if p.inCell {
			p.cell.kind, p.inF, p.f = formulaCell, true, p.f[:0]
		}
	case "v":
		p.inV = p.inCell
	case "mergeCell":
		from, to, _ := strings.Cut(attribute(e, "ref"), ":")
		left, top, ok := coordinates(from)
		right, bottom, ok2 := coordinates(to)
		if ok && ok2 {
			p.sheet.merged = append(p.sheet.merged, area{left, top, right, bottom})
		}
	}
}

// end notes the cell that ends.
func (p *sheetReader) end() {
	c := p.cell
	p.inCell = false
	if len(p.sheet.rows) == 0 {
		return
	}
	last := &p.sheet.rows[len(p.sheet.rows)-1]
	if c.col < 0 { // it stands after the one before
		if n := len(last.cells); n > 0 {
			c.col = last.cells[n-1].col + 1
		} else {
			c.col = 0
		}
	}
	if f := string(p.f); c.kind == formulaCell && (f == "TRUE()" || f == "FALSE()") {
		c.kind, p.kind = empty, "b" // LibreOffice writes what it holds itself as true or false so
	}
	if c.kind == empty && len(p.value) > 0 {
		c.text, c.size = string(p.value), len(p.value)
		switch p.kind {
		case "s":
			n, err := strconv.Atoi(strings.TrimSpace(c.text))
			if err != nil || n < 0 || n >= len(p.shared) {
				c.kind = errorCell
				break
			}
			c.kind, c.text, c.size = textCell, p.shared[n], p.long[n]
		case "str", "inlineStr":
			c.kind, c.text = textCell, unescape(c.text)
		case "b":
			c.kind = boolCell
		case "e":
			c.kind = errorCell
		default: // a number, or a date as later versions of the format may write it
			c.kind = numberCell
		}
	}
	if c.size > maxCell {
		c.kind = longCell
	}
	if c.kind != empty {
		last.cells = append(last.cells, c)
	}
}

// coordinates reads the name of a cell, such as AB12: its column from 0, and
// its row from 1.
func coordinates(name string) (col, row int, ok bool) {
	name = strings.ReplaceAll(name, "$", "")
	i := 0
	for ; i < len(name) && i < 3 && name[i] >= 'A' && name[i] <= 'Z'; i++ {
		col = 26*col + int(name[i]-'A') + 1
	}
	row, err := strconv.Atoi(name[i:])
	return col - 1, row, err == nil && col > 0 && row > 0
}
