package xlsx

import (
	"cmp"
	"slices"
)

// firstFormat is the number of the first format of a book's own: those below
// are the programs'.
const firstFormat = 164

// asText is the programs' own format @.
const asText = 49

// table numbers what looks share, such as fonts, in the order of first use.
type table[T comparable] struct {
	all []T
}

func (t *table[T]) number(of T) int {
	if i := slices.Index(t.all, of); i >= 0 {
		return i
	}
	t.all = append(t.all, of)
	return len(t.all) - 1
}

// font is a font that looks use.
type font struct {
	size   int
	bold   bool
	colour string
}

// shelf is what the looks of a book share.
type shelf struct {
	fonts   table[font]
	fills   table[string]
	borders table[string]
	formats table[string]
}

// styles writes the looks of a book.
func (b *Book) styles() *part {
	b.Look(Look{})                                                                           // a book has at least one
	s := shelf{fills: table[string]{[]string{"", ""}}, borders: table[string]{[]string{""}}} // the format fixes the first
	xfs := &part{}
	for _, l := range b.looks {
		s.look(xfs, l)
	}
	p := newPart()
	p.add(`<styleSheet xmlns="%s">`, mainSpace)
	s.write(p)
	p.add(`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="%d">`, len(b.looks))
	_, _ = p.Write(xfs.Bytes())
	p.add(`</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)
	return p
}

// look writes one look and puts what it shares on the shelf.
func (s *shelf) look(p *part, l Look) {
	format, fill, size := 0, 0, cmp.Or(l.Size, 10)
	switch l.Format {
	case "":
	case "@":
		format = asText
	default:
		format = firstFormat + s.formats.number(l.Format)
	}
	if l.Fill != "" {
		fill = s.fills.number(l.Fill)
	}
	p.add(`<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1"><alignment`,
		format, s.fonts.number(font{size, l.Bold, l.Colour}), fill, s.borders.number(l.Border))
	if l.Left {
		p.add(` horizontal="left"`)
	}
	if l.Middle {
		p.add(` vertical="center"`)
	} else {
		p.add(` vertical="top"`)
	}
	p.flag("wrapText", l.Wrap)
	if l.Order != ByContent {
		p.add(` readingOrder="%d"`, l.Order)
	}
	p.add(`/>`)
	if l.Open {
		p.add(`<protection locked="0"/>`)
	}
	p.add(`</xf>`)
}

// write writes the shelf.
func (s *shelf) write(p *part) {
	if len(s.formats.all) > 0 {
		p.add(`<numFmts count="%d">`, len(s.formats.all))
		for i, f := range s.formats.all {
			p.add(`<numFmt numFmtId="%d" formatCode="%s"/>`, firstFormat+i, words(f))
		}
		p.add(`</numFmts>`)
	}
	p.add(`<fonts count="%d">`, len(s.fonts.all))
	for _, f := range s.fonts.all {
		p.add(`<font>`)
		if f.bold {
			p.add(`<b/>`)
		}
		p.add(`<sz val="%d"/>`, f.size)
		if f.colour != "" {
			p.add(`<color rgb="FF%s"/>`, f.colour)
		}
		p.add(`<name val="Arial"/><family val="2"/></font>`)
	}
	p.add(`</fonts><fills count="%d"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>`, len(s.fills.all))
	for _, colour := range s.fills.all[2:] {
		p.add(`<fill><patternFill patternType="solid"><fgColor rgb="FF%s"/><bgColor indexed="64"/></patternFill></fill>`, colour)
	}
	p.add(`</fills><borders count="%d">`, len(s.borders.all))
	for _, colour := range s.borders.all {
		p.add(`<border>`)
		for _, side := range []string{"left", "right", "top", "bottom"} {
			if colour == "" {
				p.add(`<%s/>`, side)
				continue
			}
			p.add(`<%s style="thin"><color rgb="FF%s"/></%[1]s>`, side, colour)
		}
		p.add(`<diagonal/></border>`)
	}
	p.add(`</borders>`)
}
