package pdftest

import (
	"encoding/binary"
	"fmt"
)

// pages reads the pages in order, with their text.
func (f *File) pages() {
	fonts := map[any]*font{}
	for _, k := range f.array(f.Dict(f.Catalog["Pages"])["Kids"]) {
		p := &Page{Ref: k.(Ref), Dict: f.Dict(k)}
		named := map[string]*font{}
		for name, v := range f.Dict(f.Dict(p.Dict["Resources"])["Font"]) {
			if fonts[v] == nil {
				fonts[v] = f.font(f.Dict(v))
			}
			named[name] = fonts[v]
		}
		p.read(f.Get(p.Dict["Contents"]).(Stream).Data, named)
		f.Pages = append(f.Pages, p)
	}
}

// font is what its tables say of each code.
type font struct {
	name  string
	texts map[int]string
	glyph []byte
}

func (f *File) font(d Dict) *font {
	x := &font{name: string(d["BaseFont"].(Name)), texts: map[int]string{}}
	inner := f.Dict(f.array(d["DescendantFonts"])[0])
	x.glyph = f.Get(inner["CIDToGIDMap"]).(Stream).Data
	p := &parser{data: f.Get(d["ToUnicode"]).(Stream).Data}
	for inside := false; p.more(); {
		switch v := p.value(); v {
		case Operator("beginbfchar"):
			inside = true
		case Operator("endbfchar"):
			inside = false
		default:
			if code, ok := v.(string); ok && inside {
				x.texts[int(binary.BigEndian.Uint16([]byte(code)))] = Words(p.value().(string))
			}
		}
	}
	return x
}

// read follows the content of a page. It checks that pieces are numbered in
// order, that what begins ends, and that nothing is drawn outside of a piece
// unless it is marked as standing beside the text.
func (p *Page) read(data []byte, fonts map[string]*font) {
	var args []any
	var now *font
	var open []string
	silent := false
	for c := (&parser{data: data}); c.more(); {
		v := c.value()
		op, ok := v.(Operator)
		if !ok {
			args = append(args, v)
			continue
		}
		switch op {
		case "BDC", "BMC":
			kind := "piece"
			if tag := args[0].(Name); tag == "Artifact" || tag == "Span" {
				kind = string(tag)
			} else if n := int(args[1].(Dict)["MCID"].(float64)); n != len(p.Pieces) {
				panic(fmt.Errorf("piece %d comes after %d", n, len(p.Pieces)-1))
			} else {
				p.Pieces = append(p.Pieces, "")
			}
			silent = kind == "Span"
			open = append(open, kind)
		case "EMC":
			open, silent = open[:len(open)-1], false
		case "Tf":
			now = fonts[string(args[0].(Name))]
		case "TJ":
			if len(open) == 0 {
				panic("text stands outside of the structure")
			}
			p.draw(args[0].(Array), now, open[0], silent)
		case "BT":
			if len(open) > 0 && open[0] == "piece" && p.Pieces[len(p.Pieces)-1] != "" {
				p.Pieces[len(p.Pieces)-1] += "\n"
			}
			p.Text += "\n"
		case "S", "f":
			if len(open) == 0 {
				panic("something is drawn outside of the structure")
			}
		}
		args = args[:0]
	}
	if len(open) > 0 {
		panic("a piece does not end")
	}
}

func (p *Page) draw(codes Array, now *font, kind string, silent bool) {
	for _, v := range codes {
		s, ok := v.(string)
		if !ok {
			continue
		}
		for ; len(s) >= 2; s = s[2:] {
			code := int(binary.BigEndian.Uint16([]byte(s)))
			text, known := now.texts[code]
			if !known {
				panic(fmt.Errorf("code %d of font %s stands for nothing", code, now.name))
			}
			if silent {
				text = "" // what ActualText says
			}
			p.Shapes = append(p.Shapes, Shape{now.name, int(binary.BigEndian.Uint16(now.glyph[2*code:])), text})
			p.Text += text
			if kind == "piece" {
				p.Pieces[len(p.Pieces)-1] += text
			} else {
				p.Beside += text
			}
		}
	}
}
