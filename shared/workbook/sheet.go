package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
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

// file is a workbook without what Read does not need of it.
type file struct {
	*archive
	sheets []sheetRef
	shared []string
	long   map[int]int  // shared strings that are too long, with their sizes
	shares map[int]bool // styles that show a share of a hundred
	from   int          // days by which the calendar begins later: 0 or 1462
}

type sheetRef struct{ name, part string }

// walk calls visit for every element as it begins, with what its attributes
// say, and for the text and the end of every element.
func walk(name string, data []byte, visit func(xml.Token) error) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return refuse(fmt.Sprintf("the workbook's part %.60q is damaged", name), "open it and save it again as XLSX")
		}
		if err := visit(t); err != nil {
			return err
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// load reads what all sheets share.
func load(a *archive) (*file, error) {
	f := &file{archive: a, long: map[int]int{}, shares: map[int]bool{}}
	targets := map[string]string{}
	const relations = "xl/_rels/workbook.xml.rels"
	data, err := f.part(relations)
	if err == nil {
		err = walk(relations, data, func(t xml.Token) error {
			if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" {
				target := attribute(e, "Target")
				if !strings.HasPrefix(target, "/") {
					target = path.Join("xl", target)
				}
				targets[attribute(e, "Id")] = strings.TrimPrefix(target, "/")
			}
			return nil
		})
	}
	if err != nil {
		return nil, err
	}
	if err := f.workbook(targets); err != nil {
		return nil, err
	}
	if f.parts["xl/sharedStrings.xml"] != nil {
		if err := f.strings(); err != nil {
			return nil, err
		}
	}
	if f.parts["xl/styles.xml"] != nil {
		return f, f.styles()
	}
	return f, nil
}

// workbook reads the list of sheets.
func (f *file) workbook(targets map[string]string) error {
	const name = "xl/workbook.xml"
	data, err := f.part(name)
	if err != nil {
		return err
	}
	return walk(name, data, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		switch {
		case ok && e.Name.Local == "workbookPr" && (attribute(e, "date1904") == "1" || attribute(e, "date1904") == "true"):
			f.from = 1462
		case ok && e.Name.Local == "sheet":
			id := ""
			for _, a := range e.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
			if part := targets[id]; strings.HasPrefix(part, "xl/worksheets/") {
				f.sheets = append(f.sheets, sheetRef{attribute(e, "name"), part})
			}
		}
		return nil
	})
}

// strings reads the texts that cells share.
func (f *file) strings() error {
	const name = "xl/sharedStrings.xml"
	data, err := f.part(name)
	if err != nil {
		return err
	}
	var r richText
	return walk(name, data, func(t xml.Token) error {
		if text, size, done := r.take(t, "si"); done {
			if size > maxCell {
				f.long[len(f.shared)] = size
			}
			f.shared = append(f.shared, text)
		}
		return nil
	})
}

// richText puts the runs of a text together, without what is said about how
// they are spoken.
type richText struct {
	b         strings.Builder
	size      int
	inside    bool
	t, spoken bool
}

// take notes a token; at the end of the element that holds the text it returns it.
func (r *richText) take(t xml.Token, holder string) (text string, size int, done bool) {
	switch e := t.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case holder:
			r.b.Reset()
			r.size, r.inside, r.t, r.spoken = 0, true, false, false
		case "t":
			r.t = r.inside
		case "rPh":
			r.spoken = true
		}
	case xml.CharData:
		if r.t && !r.spoken {
			r.size += len(e)
			if r.size <= maxCell {
				r.b.Write(e)
			}
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "t":
			r.t = false
		case "rPh":
			r.spoken = false
		case holder:
			r.inside = false
			return unescape(r.b.String()), r.size, true
		}
	}
	return "", 0, false
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape reads characters that XML cannot hold as spreadsheets write them.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:6], 16, 16)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}

// styles finds the looks that show a share of a hundred: a cell that shows
// 87.5% holds 0.875.
func (f *file) styles() error {
	const name = "xl/styles.xml"
	data, err := f.part(name)
	if err != nil {
		return err
	}
	formats := map[string]bool{"9": true, "10": true}
	inside, n := false, 0
	return walk(name, data, func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "numFmt" && strings.Contains(attribute(e, "formatCode"), "%"):
				formats[attribute(e, "numFmtId")] = true
			case e.Name.Local == "cellXfs":
				inside = true
			case e.Name.Local == "xf" && inside:
				f.shares[n] = formats[attribute(e, "numFmtId")]
				n++
			}
		case xml.EndElement:
			inside = inside && e.Name.Local != "cellXfs"
		}
		return nil
	})
}

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
	case xml.EndElement:
		switch e.Name.Local {
		case "v":
			p.inV = false
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
		p.cell = cell{col: -1, share: p.shares[style]}
		if col, _, ok := coordinates(attribute(e, "r")); ok {
			p.cell.col = col
		}
	case "f":
		if p.inCell {
			p.cell.kind = formulaCell
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
