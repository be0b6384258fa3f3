package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/report"
)

// Formats returns all formats of reports: those that every program can write,
// and those of this package, with the fonts of a folder. The error is that of
// Open.
func Formats(fonts fs.FS) ([]report.Format, error) {
	f, err := Open(fonts)
	if err != nil {
		return nil, err
	}
	return slices.Concat(report.Formats, report.Prints(f.Write)), nil
}

// mostText is how many bytes of text go into one file: some 250 pages, which a
// function lays out well within the time that it has.
const mostText = 1 << 20

// Write puts a report on pages. One of too much text is refused.
func (fonts *Fonts) Write(w io.Writer, p *report.Print) error {
	if size := p.Size(); size > mostText {
		return questionnaire.Faults{{Path: "format", Problem: fmt.Sprintf("the report has %d kB of text; at most %d go into one PDF", size/1000, mostText/1000),
			Advice: "ask for pdf in parts, with part one of the questionnaires, or for html or docx"}}
	}
	x := newPress(fonts, p)
	if err := x.run(); err != nil {
		return fmt.Errorf("laying out the report %s: %w", p.Identifier, err)
	}
	f := &file{}
	named, err := f.fonts(x.setter.all)
	if err != nil {
		return err
	}
	pages := f.pages(x, named)
	info := f.add("<</Title" + words(p.Title) + "/Subject" + words(p.Description) + "/Producer" + words(producer) + "/CreationDate(D:" + strings.ReplaceAll(p.Day.String(), "-", "") + "000000Z)>>")
	catalog := "<</Type/Catalog/Pages " + pages.String() + "/Lang(" + p.Language + ")/MarkInfo<</Marked true>>" +
		"/StructTreeRoot " + f.tree(x.top, x.pages).String() + "/Metadata " + f.open("/Type/Metadata/Subtype/XML", metadata(p)).String()
	way := ""
	if p.RTL {
		way = "/Direction/R2L"
	}
	catalog += "/ViewerPreferences<</DisplayDocTitle true" + way + ">>"
	if len(x.outline) > 0 {
		catalog += "/PageMode/UseOutlines/Outlines " + f.outline(x.outline).String()
	}
	root := f.add(catalog + ">>")
	if err := f.write(w, root, info); err != nil {
		return fmt.Errorf("writing the report %s: %w", p.Identifier, err)
	}
	return nil
}

const producer = "MTCR self-assessment"

// pages makes objects of the pages. Links of all pages are numbered after the
// pages themselves, in the tree that leads back to the structure.
func (f *file) pages(x *press, fonts string) ref {
	parent := f.reserve()
	for _, p := range x.pages {
		p.number = f.reserve()
	}
	next := len(x.pages)
	var kids strings.Builder
	for i, p := range x.pages {
		fmt.Fprintf(&kids, "%v ", p.number)
		var links strings.Builder
		for _, l := range p.links {
			l.number = f.add(fmt.Sprintf("<</Type/Annot/Subtype/Link/Rect[%s %s %s %s]/Border[0 0 0]/F 4/Dest%v/Contents%s/StructParent %d>>",
				length(l.x), length(p.height-l.y-l.height), length(l.x+l.width), length(p.height-l.y), l.to, words(l.text), next))
			next++
			fmt.Fprintf(&links, "%v ", l.number)
		}
		content := f.stream("", p.content.Bytes())
		f.set(p.number, fmt.Sprintf("<</Type/Page/Parent %v/MediaBox[0 0 %s %s]/Contents %v/Resources<</Font<<%s>>>>/StructParents %d/Tabs/S/Annots[%s]>>",
			parent, length(p.width), length(p.height), content, fonts, i, links.String()))
	}
	f.set(parent, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(x.pages), kids.String()))
	return parent
}

// fonts makes objects of the fonts and returns how pages name them.
func (f *file) fonts(all []*face) (string, error) {
	var names strings.Builder
	for _, x := range all {
		if len(x.uses) == 1 {
			continue // it was only looked through
		}
		data, err := x.subset()
		if err != nil {
			return "", err
		}
		name := tag(x) + "+" + x.source.name
		program := f.stream(fmt.Sprintf("/Length1 %d", len(data)), data)
		head, hhea := x.tables["head"], x.tables["hhea"]
		signed := func(data []byte, at int) int { return int(int16(binary.BigEndian.Uint16(data[at:]))) }
		descriptor := f.add(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 698/StemV 80/FontFile2 %v>>",
			name, signed(head, 36), signed(head, 38), signed(head, 40), signed(head, 42), signed(hhea, 4), signed(hhea, 6), program))
		var widths strings.Builder
		var shapes []byte
		for _, u := range x.uses {
			fmt.Fprintf(&widths, "%d ", x.width(u.shape))
			shapes = binary.BigEndian.AppendUint16(shapes, uint16(u.shape))
		}
		inner := f.add(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %v/DW 0/W[0[%s]]/CIDToGIDMap %v>>",
			name, descriptor, widths.String(), f.stream("", shapes)))
		outer := f.add(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%v]/ToUnicode %v>>", name, inner, f.stream("", meanings(x))))
		fmt.Fprintf(&names, "/F%d %v", x.number, outer)
	}
	return names.String(), nil
}

// tag is six letters by which programs tell parts of the same font apart.
func tag(x *face) string {
	sum := uint32(2166136261)
	for _, u := range x.uses {
		sum = (sum ^ uint32(u.shape)) * 16777619
	}
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = 'A' + byte(sum%26)
		sum /= 26
	}
	return string(letters)
}

// joiner, U+200D, is the text of a part of a letter. PDF/UA wants a text for every
// shape; readers that heed ActualText skip it, others cannot show it.
const joiner = "200D"

// meanings says which text each code of a font stands for.
func meanings(x *face) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	var lines []string
	for code, u := range x.uses[1:] {
		text := copied(u.text)
		if text == "" {
			text = joiner
		}
		lines = append(lines, fmt.Sprintf("<%04X><%s>\n", code+1, text))
	}
	for len(lines) > 0 {
		n := min(len(lines), 100)
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", n, strings.Join(lines[:n], ""))
		lines = lines[n:]
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end")
	return b.Bytes()
}

// copied is a text as a map of codes holds it. Some letters may not stand in
// one.
func copied(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		switch unit {
		case 0, 0xFFFE, 0xFFFF:
			unit = replacement
		}
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}

// metadata says what the file is, for programs that look after documents.
func metadata(p *report.Print) []byte {
	var b bytes.Buffer
	text := func(s string) string {
		var out bytes.Buffer
		_ = xml.EscapeText(&out, []byte(clean(s))) // a buffer does not fail
		return out.String()
	}
	day := p.Day.String() + "T00:00:00Z"
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">" +
		"<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">")
	fmt.Fprintf(&b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>", text(p.Title))
	fmt.Fprintf(&b, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:description>", text(p.Description))
	fmt.Fprintf(&b, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language><dc:identifier>%s</dc:identifier>", text(p.Language), text(p.Identifier))
	fmt.Fprintf(&b, "<xmp:CreateDate>%s</xmp:CreateDate><pdf:Producer>%s</pdf:Producer><pdfuaid:part>1</pdfuaid:part>", day, producer)
	b.WriteString("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.Bytes()
}
