package report

import (
	"archive/zip"
	"compress/flate"
	_ "embed"
	"fmt"
	"io"
	"strconv"
)

// unbroken is how many bytes a row may hold to stay on one page; a longer one
// may break, for it may be longer than any page.
const unbroken = 1500

func (x *docx) table(caption string, widths []int, headed bool, rows [][]cell) {
	x.raw(`<w:tbl><w:tblPr><w:tblStyle w:val="Record"/>`)
	if x.rtl {
		x.raw("<w:bidiVisual/>")
	}
	x.raw(`<w:tblW w:w="`, strconv.Itoa(sum(widths)), `" w:type="dxa"/><w:tblLayout w:type="fixed"/>`)
	if headed {
		x.raw(`<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>`)
	} else {
		x.raw(`<w:tblLook w:val="0680" w:firstRow="0" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>`)
	}
	x.raw(`<w:tblCaption w:val="`)
	x.escape(caption)
	x.raw(`"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		x.raw(`<w:gridCol w:w="`, strconv.Itoa(w), `"/>`)
	}
	x.raw("</w:tblGrid>")
	for i, row := range rows {
		x.row(headed && i == 0, widths, row...)
	}
	x.raw("</w:tbl>")
}

// chart leaves charts out: the numbers stand in the table that follows one.
func (x *docx) chart(*Chart) {}

// row writes one row; head says that it stands on every page of the table.
func (x *docx) row(head bool, widths []int, cells ...cell) {
	size := 0
	for _, c := range cells {
		for _, t := range c.texts {
			size += len(t)
		}
	}
	x.raw("<w:tr>")
	switch {
	case head:
		x.raw("<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
	case size <= unbroken:
		x.raw("<w:trPr><w:cantSplit/></w:trPr>")
	}
	for i, c := range cells {
		x.raw(`<w:tc><w:tcPr><w:tcW w:w="`, strconv.Itoa(widths[i]), `" w:type="dxa"/></w:tcPr>`)
		for _, t := range c.texts {
			x.paragraph(c.style, t)
		}
		if len(c.texts) == 0 {
			x.paragraph(c.style)
		}
		x.raw("</w:tc>")
	}
	x.raw("</w:tr>")
}

func sum(numbers []int) (total int) {
	for _, n := range numbers {
		total += n
	}
	return total
}

func (x *docx) turn(onSide bool) {
	x.raw(`<w:p><w:pPr><w:pStyle w:val="Turn"/>`)
	x.page(!onSide) // the form stands behind the pages that have it
	x.raw("</w:pPr></w:p>")
}

// page writes the form of the pages that end here.
func (x *docx) page(onSide bool) {
	x.raw(`<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/><w:type w:val="nextPage"/>`)
	if onSide {
		x.raw(fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d" w:orient="landscape"/>`, paperLong, paperShort))
	} else {
		x.raw(fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"/>`, paperShort, paperLong))
	}
	x.raw(fmt.Sprintf(`<w:pgMar w:top="%d" w:right="%[1]d" w:bottom="%[1]d" w:left="%[1]d" w:header="567" w:footer="567" w:gutter="0"/>`, margin))
	if x.rtl {
		x.raw("<w:bidi/>")
	}
	x.raw("</w:sectPr>")
}

//go:embed docx_styles.xml
var docxStyles string

// docxType is the content type of the files.
const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// The parts around the body that are always the same.
const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordSpaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	docxTypes  = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	docxRels   = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	wordRels   = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`
	wordSet    = xmlHead + `<w:settings` + wordSpaces + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`
)

// part is one file of the document, before it is compressed.
type part struct {
	name string
	data []string
}

// close writes the document around its body. The title goes into its
// properties; what it is and from when stands at the head of every page. The last pages stand upright.
func (x *docx) close(w io.Writer) error {
	x.paragraph("Turn") // a table may not stand last
	x.page(false)
	body := x.body.String()
	x.body.Reset()
	toc := ""
	if x.before > 0 {
		x.toc()
		toc = x.take()
	}
	x.paragraph("Header", joined(" - ", x.d.apart(x.d.Marking), x.d.apart(x.d.Country), x.d.apart(x.d.Cycle), x.d.apart(x.d.Date(x.d.Day))))
	header := x.take()
	x.footer()
	footer := x.take()
	x.escape(x.title)
	name := x.take()
	z := zip.NewWriter(w)
	fast, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		return err
	}
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		fast.Reset(w) // files are written one after the other
		return fast, nil
	})
	for _, f := range []part{
		{"[Content_Types].xml", []string{docxTypes}},
		{"_rels/.rels", []string{docxRels}},
		{"docProps/core.xml", []string{xmlHead, `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dcterms:created xsi:type="dcterms:W3CDTF">`, x.d.Day.String(), `T00:00:00Z</dcterms:created><dc:language>`, x.d.Language.Code(), `</dc:language><dc:title>`, name, `</dc:title></cp:coreProperties>`}},
		{"word/_rels/document.xml.rels", []string{wordRels}},
		{"word/document.xml", []string{xmlHead, "<w:document", wordSpaces, "><w:body>", body[:x.before], toc, body[x.before:], "</w:body></w:document>"}},
		{"word/footer1.xml", []string{xmlHead, "<w:ftr", wordSpaces, ">", footer, "</w:ftr>"}},
		{"word/header1.xml", []string{xmlHead, "<w:hdr", wordSpaces, ">", header, "</w:hdr>"}},
		{"word/settings.xml", []string{wordSet}},
		{"word/styles.xml", []string{docxStyles}},
	} {
		out, err := z.Create(f.name)
		for _, text := range f.data {
			if err == nil {
				_, err = io.WriteString(out, text)
			}
		}
		if err != nil {
			return fmt.Errorf("writing %s of report %s: %w", f.name, x.d.ID, err)
		}
	}
	return z.Close()
}

// take empties the body into a text.
func (x *docx) take() string {
	s := x.body.String()
	x.body.Reset()
	return s
}
