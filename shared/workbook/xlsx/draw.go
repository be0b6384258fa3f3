package xlsx

import (
	"strconv"
	"strings"
)

// worksheet writes a sheet. Its elements stand in the order that the format
// demands: a program calls a file damaged where they do not.
func (s *Sheet) worksheet(first bool) *part {
	p := newPart()
	p.add(`<worksheet xmlns="%s" xmlns:r="%s"><sheetPr><pageSetUpPr`, mainSpace, relationSpace)
	p.flag("fitToPage", s.Print != nil && s.Print.Fit)
	p.add(`/></sheetPr>`)
	s.view(p, first)
	p.add(`<sheetFormatPr defaultRowHeight="%d"/>`, defaultHeight)
	if len(s.Columns) > 0 {
		p.add(`<cols>`)
		for i, c := range s.Columns {
			p.add(`<col min="%d" max="%[1]d" width="%s" style="%d" customWidth="1"`, i+1, decimal(c.Width), c.Style)
			p.flag("hidden", c.Hidden)
			p.add(`/>`)
		}
		p.add(`</cols>`)
	}
	s.data(p)
	if s.Locked { // columns and rows may be made wider; what is locked anyway is said for programs that take silence otherwise
		p.add(`<sheetProtection sheet="1" objects="1" scenarios="1" formatCells="1" formatColumns="0" formatRows="0" insertColumns="1" insertRows="1" insertHyperlinks="1" deleteColumns="1" deleteRows="1" sort="1" autoFilter="1" pivotTables="1"/>`)
	}
	s.validations(p)
	s.print(p)
	if len(s.notes) > 0 {
		p.add(`<legacyDrawing r:id="rId1"/>`)
	}
	p.add(`</worksheet>`)
	return p
}

func (s *Sheet) view(p *part, first bool) {
	p.add(`<sheetViews><sheetView`)
	if s.NoGrid {
		p.add(` showGridLines="0"`)
	}
	p.flag("rightToLeft", s.RightToLeft)
	p.flag("tabSelected", first)
	p.add(` workbookViewId="0"`)
	if s.FrozenColumns+s.FrozenRows == 0 {
		p.add(`/></sheetViews>`)
		return
	}
	p.add(`><pane`)
	pane := ""
	if s.FrozenRows > 0 {
		pane = "bottom"
	} else {
		pane = "top"
	}
	if s.FrozenColumns > 0 {
		p.add(` xSplit="%d"`, s.FrozenColumns)
		pane += "Right"
	} else {
		pane += "Left"
	}
	if s.FrozenRows > 0 {
		p.add(` ySplit="%d"`, s.FrozenRows)
	}
	p.add(` topLeftCell="%s" activePane="%s" state="frozen"/><selection pane="%[2]s"/></sheetView></sheetViews>`, Name(s.FrozenColumns, s.FrozenRows), pane)
}

// data writes the cells. This is most of a book, so it is written by appending.
func (s *Sheet) data(p *part) {
	p.add(`<sheetData>`)
	var b []byte
	for n := range s.rows {
		r := &s.rows[n]
		if len(r.cells) == 0 && r.height == 0 && !r.hidden {
			continue
		}
		b = append(b[:0], `<row r="`...)
		b = strconv.AppendInt(b, int64(n)+1, 10)
		b = append(b, '"')
		if r.height > 0 {
			b = append(b, ` ht="`+decimal(r.height)+`" customHeight="1"`...)
		}
		if r.hidden {
			b = append(b, ` hidden="1"`...)
		}
		b = append(b, '>')
		for column := range r.cells {
			b = s.appendCell(b, column, n, &r.cells[column])
		}
		b = append(b, `</row>`...)
		_, _ = p.Write(b)
	}
	p.add(`</sheetData>`)
}

func (s *Sheet) appendCell(b []byte, column, row int, c *cell) []byte {
	if !c.styled && c.kind == empty {
		return b
	}
	style := c.style
	if !c.styled && column < len(s.Columns) {
		style = s.Columns[column].Style
	}
	b = append(b, `<c r="`...)
	b = append(b, Letters(column)...)
	b = strconv.AppendInt(b, int64(row)+1, 10)
	b = append(b, `" s="`...)
	b = strconv.AppendInt(b, int64(style), 10)
	switch c.kind {
	case textCell:
		b = append(b, `" t="s"><v>`...)
		b = strconv.AppendInt(b, int64(c.text), 10)
		return append(b, `</v></c>`...)
	case numberCell:
		b = append(b, `"><v>`...)
		b = append(b, c.number...)
		return append(b, `</v></c>`...)
	}
	return append(b, `"/>`...)
}

func (s *Sheet) validations(p *part) {
	if len(s.rules) == 0 {
		return
	}
	p.add(`<dataValidations count="%d">`, len(s.rules))
	for _, r := range s.rules {
		p.add(`<dataValidation type="%s" allowBlank="1"`, r.Kind)
		if r.Warn {
			p.add(` errorStyle="warning"`)
		}
		p.flag("showInputMessage", r.Hint != "")
		p.flag("showErrorMessage", r.Message != "")
		if r.Message != "" {
			p.add(` errorTitle="%s" error="%s"`, words(r.Title), words(r.Message))
		}
		if r.Hint != "" {
			p.add(` promptTitle="%s" prompt="%s"`, words(r.Title), words(r.Hint))
		}
		p.add(` sqref="%s">`, r.cells)
		if r.Kind == List {
			p.add(`<formula1>%s</formula1>`, words(r.Source))
		} else {
			p.add(`<formula1>%s</formula1><formula2>%s</formula2>`, decimal(r.From), decimal(r.To))
		}
		p.add(`</dataValidation>`)
	}
	p.add(`</dataValidations>`)
}

func (s *Sheet) print(p *part) {
	set := s.Print
	if set == nil {
		return
	}
	const a4 = 9
	p.add(`<pageMargins left="0.4" right="0.4" top="0.4" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="%d"`, a4)
	if set.Scale > 0 {
		p.add(` scale="%d"`, set.Scale)
	}
	if set.Fit {
		p.add(` fitToWidth="1" fitToHeight="0"`)
	}
	p.add(` orientation="landscape"/>`)
	if set.Footer != "" {
		p.add(`<headerFooter><oddFooter>%s</oddFooter></headerFooter>`, words(set.Footer))
	}
	if len(set.Breaks) > 0 {
		p.add(`<colBreaks count="%d" manualBreakCount="%[1]d">`, len(set.Breaks))
		for _, column := range set.Breaks {
			p.add(`<brk id="%d" max="1048575" man="1"/>`, column)
		}
		p.add(`</colBreaks>`)
	}
}

// printTitle is the formula of what stands on every page.
func (s *Sheet) printTitle() string {
	t, quoted := s.Print.Title, "'"+strings.ReplaceAll(s.name, "'", "''")+"'"
	return quoted + "!$" + Letters(t.Left) + ":$" + Letters(t.Right) + "," + quoted + "!$" + strconv.Itoa(t.Top+1) + ":$" + strconv.Itoa(t.Bottom+1)
}

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
