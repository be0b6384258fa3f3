package xlsx

import (
	"cmp"
	"slices"
)

// What programs take a column or row for that says nothing of its size.
const (
	defaultWidth  = 8.43 // characters
	defaultHeight = 15   // points
)

// points is how many points a pixel is.
const points = 0.75

// comments writes the notes of a sheet. The order of rows is what programs
// write, and what some of them expect.
func (s *Sheet) comments() *part {
	slices.SortStableFunc(s.notes, func(a, b note) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	p := newPart()
	p.add(`<comments xmlns="%s"><authors><author>%s</author></authors><commentList>`, mainSpace, words(s.book.Creator))
	for _, n := range s.notes {
		p.add(`<comment ref="%s" authorId="0"><text><r><rPr><sz val="9"/><rFont val="Arial"/></rPr>%s</r></text></comment>`, Name(n.column, n.row), held(n.text))
	}
	p.add(`</commentList></comments>`)
	return p
}

// drawing writes the boxes of the notes, which the format still keeps in VML.
// Programs go by the anchor or by the width and height.
// number is the sheet's, from 1: numbers of shapes begin at 1024 times it.
func (s *Sheet) drawing(number int) *part {
	side := "left"
	if s.RightToLeft {
		side = "right;direction:rtl"
	}
	p := newPart()
	p.Reset() // Excel writes VML without a declaration
	p.add(`<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">`)
	p.add(`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>`, number)
	p.add(`<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`)
	for i, n := range s.notes {
		p.add(`<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;width:%spt;height:%spt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">`, 1024*number+i+1, decimal(float64(n.width)*points), decimal(float64(n.height)*points), i+1)
		p.add(`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:%s"></div></v:textbox>`, side)
		p.add(`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`, s.anchor(n), n.row, n.column)
	}
	p.add(`</xml>`)
	return p
}

// anchor says where the box of a note stands: its corners as a column, pixels
// into it, a row, and pixels into that.
func (s *Sheet) anchor(n note) string {
	const apart = 15 // pixels between a cell and its note
	right, rightIn := reach(n.column+1, apart+n.width, s.columnPixels)
	bottom, bottomIn := reach(n.row, n.height, s.rowPixels)
	p := &part{}
	p.add("%d, %d, %d, 0, %d, %d, %d, %d", n.column+1, apart, n.row, right, rightIn, bottom, bottomIn)
	return p.String()
}

// reach is where so many pixels from the beginning of a column or row end.
func reach(from, pixels int, size func(int) int) (at, in int) {
	for {
		if room := size(from); pixels <= room {
			return from, pixels
		} else {
			pixels -= room
		}
		from++
	}
}

// columnPixels is the width of a column: 7 pixels to a character of Arial 10, and
// 5 around them.
func (s *Sheet) columnPixels(column int) int {
	width := defaultWidth
	if column < len(s.Columns) {
		if s.Columns[column].Hidden {
			return 0
		}
		width = s.Columns[column].Width
	}
	return int(width*7) + 5
}

func (s *Sheet) rowPixels(n int) int {
	height := float64(defaultHeight)
	if n < len(s.rows) {
		if s.rows[n].hidden {
			return 0
		}
		if s.rows[n].height > 0 {
			height = s.rows[n].height
		}
	}
	return int(height / points)
}
