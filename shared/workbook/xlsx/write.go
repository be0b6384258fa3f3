package xlsx

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
)

// Write writes the file. It fails, naming sheet and cell, for what the format
// cannot hold; then nothing is written.
func (b *Book) Write(to io.Writer) error {
	if err := b.err(); err != nil {
		return err
	}
	f := &file{zip: quick(to)}
	f.contents(b)
	f.put("xl/workbook.xml", b.workbook())
	f.put("xl/_rels/workbook.xml.rels", b.relations())
	f.put("xl/styles.xml", b.styles())
	f.put("xl/sharedStrings.xml", b.shared())
	for i, s := range b.sheets {
		n := i + 1
		f.put(fmt.Sprintf("xl/worksheets/sheet%d.xml", n), s.worksheet(i == 0))
		if len(s.notes) == 0 {
			continue
		}
		f.put(fmt.Sprintf("xl/comments%d.xml", n), s.comments())
		f.put(fmt.Sprintf("xl/drawings/vmlDrawing%d.vml", n), s.drawing(n))
		f.put(fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", n), relations(
			relation{"vmlDrawing", fmt.Sprintf("../drawings/vmlDrawing%d.vml", n)}, relation{"comments", fmt.Sprintf("../comments%d.xml", n)}))
	}
	f.document(b)
	if f.err != nil {
		return f.err
	}
	return f.zip.Close()
}

// file is a file on its way out; its first error is kept.
type file struct {
	zip *zip.Writer
	err error
}

func (f *file) put(name string, p *part) {
	if f.err != nil {
		return
	}
	w, err := f.zip.Create(name)
	if err == nil {
		_, err = w.Write(p.Bytes())
	}
	f.err = err
}

// quick packs faster than by default, and a little larger: one compressor serves
// all parts in turn.
func quick(to io.Writer) *zip.Writer {
	z := zip.NewWriter(to)
	packer, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err == nil { // as it is for every level that there is
		z.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) {
			packer.Reset(to)
			return packer, nil
		})
	}
	return z
}

// contents says of what type each part is, and which one to begin with.
func (f *file) contents(b *Book) {
	const office, sheet = "application/vnd.openxmlformats-officedocument.", "application/vnd.openxmlformats-officedocument.spreadsheetml."
	p := newPart()
	p.add(`<Types xmlns="%scontent-types">`, packageSpace)
	for _, d := range [][2]string{{"rels", "application/vnd.openxmlformats-package.relationships+xml"}, {"xml", "application/xml"}, {"vml", office + "vmlDrawing"}} {
		p.add(`<Default Extension="%s" ContentType="%s"/>`, d[0], d[1])
	}
	override := func(name, kind string) { p.add(`<Override PartName="/%s" ContentType="%s+xml"/>`, name, kind) }
	override("xl/workbook.xml", sheet+"sheet.main")
	override("xl/styles.xml", sheet+"styles")
	override("xl/sharedStrings.xml", sheet+"sharedStrings")
	for i, s := range b.sheets {
		override(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), sheet+"worksheet")
		if len(s.notes) > 0 {
			override(fmt.Sprintf("xl/comments%d.xml", i+1), sheet+"comments")
		}
	}
	override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties")
	override("docProps/app.xml", office+"extended-properties")
	override("docProps/custom.xml", office+"custom-properties")
	p.add(`</Types>`)
	f.put("[Content_Types].xml", p)
	f.put("_rels/.rels", relations(
		relation{"officeDocument", "xl/workbook.xml"}, relation{"core-properties", "docProps/core.xml"},
		relation{"extended-properties", "docProps/app.xml"}, relation{"custom-properties", "docProps/custom.xml"}))
}

// relation is how one part needs another.
type relation struct{ kind, target string }

func relations(all ...relation) *part {
	p := newPart()
	p.add(`<Relationships xmlns="%srelationships">`, packageSpace)
	for i, r := range all {
		space := relationSpace + "/"
		if r.kind == "core-properties" {
			space = packageSpace + "relationships/metadata/"
		}
		p.add(`<Relationship Id="rId%d" Type="%s%s" Target="%s"/>`, i+1, space, r.kind, r.target)
	}
	p.add(`</Relationships>`)
	return p
}

// relations are those of the workbook: its sheets come first, so that sheet n has
// rIdn.
func (b *Book) relations() *part {
	var all []relation
	for i := range b.sheets {
		all = append(all, relation{"worksheet", fmt.Sprintf("worksheets/sheet%d.xml", i+1)})
	}
	return relations(append(all, relation{"styles", "styles.xml"}, relation{"sharedStrings", "sharedStrings.xml"})...)
}

func (b *Book) workbook() *part {
	p := newPart()
	p.add(`<workbook xmlns="%s" xmlns:r="%s"><workbookPr/>`, mainSpace, relationSpace)
	if b.Locked {
		p.add(`<workbookProtection lockStructure="1"/>`)
	}
	p.add(`<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="12000" tabRatio="800"/></bookViews><sheets>`)
	for i, s := range b.sheets {
		p.add(`<sheet name="%s" sheetId="%d"`, words(s.name), i+1)
		if s.Hidden {
			p.add(` state="hidden"`)
		}
		p.add(` r:id="rId%d"/>`, i+1)
	}
	p.add(`</sheets>`)
	begun := false
	for i, s := range b.sheets {
		if s.Print == nil || s.Print.Title == nil {
			continue
		}
		if !begun {
			p.add(`<definedNames>`)
			begun = true
		}
		p.add(`<definedName name="_xlnm.Print_Titles" localSheetId="%d">%s</definedName>`, i, words(s.printTitle()))
	}
	if begun {
		p.add(`</definedNames>`)
	}
	p.add(`</workbook>`)
	return p
}

// shared writes the texts of the cells.
func (b *Book) shared() *part {
	p := newPart()
	p.add(`<sst xmlns="%s" uniqueCount="%d">`, mainSpace, len(b.texts))
	for _, text := range b.texts {
		p.WriteString(`<si>` + held(text) + `</si>`)
	}
	p.add(`</sst>`)
	return p
}

// document writes the properties of the document.
func (f *file) document(b *Book) {
	core := newPart()
	core.add(`<cp:coreProperties xmlns:cp="%smetadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>%s</dc:creator>`, packageSpace, plainWords(b.Creator))
	if !b.Made.IsZero() {
		made := b.Made.UTC().Format("2006-01-02T15:04:05Z")
		core.add(`<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%[1]s</dcterms:modified>`, made)
	}
	core.add(`</cp:coreProperties>`)
	f.put("docProps/core.xml", core)
	app := newPart()
	app.add(`<Properties xmlns="%sextended-properties"><Application>%s</Application></Properties>`, documentSpace, plainWords(b.Creator))
	f.put("docProps/app.xml", app)
	custom := newPart()
	custom.add(`<Properties xmlns="%scustom-properties" xmlns:vt="%[1]sdocPropsVTypes">`, documentSpace)
	for i, property := range b.Properties { // the first two numbers are the format's own
		custom.add(`<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="%s"><vt:lpwstr>%s</vt:lpwstr></property>`, i+2, plainWords(property.Name), plainWords(property.Value))
	}
	custom.add(`</Properties>`)
	f.put("docProps/custom.xml", custom)
}
