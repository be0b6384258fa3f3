package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// docx writes the body of one WordprocessingML document, and close the parts
// around it. Elements stand in the order of the schema.
type docx struct {
	d         *Document
	rtl       bool            // the language of the document
	title     string          // in its properties
	words     map[string]bool // of the catalogue, which may be in another language
	body      bytes.Buffer
	before    int // bytes of the body that stand before the table of contents; 0: it has none
	contents  []heading
	bookmarks int
}

type heading struct {
	level    int
	bookmark string
	text     []string
}

// Sizes of an A4 page and of what a page's margins leave, in twentieths of a
// point.
const (
	paperShort, paperLong = 11906, 16838
	margin                = 1134
	portrait              = paperShort - 2*margin
	landscape             = paperLong - 2*margin
)

func newDocx(d *Document) *docx {
	x := &docx{d: d, rtl: d.Language.Direction() == "rtl", words: map[string]bool{}}
	if d.WordsIn != d.Language.Code() {
		x.words = d.catalogueWords()
	}
	return x
}

func (x *docx) named(title string) { x.title = title }

func (x *docx) listed(title string) {
	x.paragraph("Contents", title)
	x.before = x.body.Len()
	x.raw(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
}

func (x *docx) raw(parts ...string) {
	for _, p := range parts {
		x.body.WriteString(p)
	}
}

func (x *docx) paragraph(style string, parts ...string) {
	rtl := x.open(style, parts)
	for _, p := range parts {
		x.runs(p, rtl)
	}
	x.raw("</w:p>")
}

// open writes the head of a paragraph, and says its direction.
func (x *docx) open(style string, parts []string) (rtl bool) {
	rtl = runsFromRight(x.rtl, parts)
	x.raw(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/>`)
	if rtl {
		x.raw("<w:bidi/>")
	}
	x.raw("</w:pPr>")
	return rtl
}

// heading writes a heading with a bookmark. Those of the first two levels stand
// in the table of contents.
func (x *docx) heading(level int, parts ...string) {
	h := heading{level, fmt.Sprintf("_Toc%08d", x.bookmarks), parts}
	if level <= 2 {
		x.contents = append(x.contents, h)
	}
	rtl := x.open("Heading"+strconv.Itoa(level), parts)
	id := strconv.Itoa(x.bookmarks)
	x.bookmarks++
	x.raw(`<w:bookmarkStart w:id="`, id, `" w:name="`, h.bookmark, `"/>`)
	for _, p := range parts {
		x.runs(p, rtl)
	}
	x.raw(`<w:bookmarkEnd w:id="`, id, `"/></w:p>`)
}

// runs writes a text as one run for each stretch of one direction, with its
// language.
func (x *docx) runs(text string, rtl bool) {
	foreign := x.words[text]
	for piece, turned := range stretches(text, rtl) {
		lang := `<w:lang w:val="`
		if turned {
			lang = `<w:rtl/><w:lang w:bidi="`
		}
		x.raw("<w:r><w:rPr>", lang, x.tag(foreign, turned), `"/></w:rPr>`)
		x.text(piece)
		x.raw("</w:r>")
	}
}

// tag is the language of a stretch: that of the catalogue for its words, that
// of the document for what is written in its direction, else none that anybody
// has said.
func (x *docx) tag(foreign, rtl bool) string {
	switch {
	case foreign:
		return x.d.WordsIn
	case rtl == x.rtl:
		return x.d.Language.Code()
	}
	return "x-none"
}

// escape writes a text as XML; what XML cannot hold becomes U+FFFD. It is the
// one place where text is escaped.
func (x *docx) escape(text string) {
	_ = xml.EscapeText(&x.body, []byte(text)) // a buffer does not fail
}

// text writes the text of a run. Ends of lines and tabs are elements. What
// overrides direction is left out: runs have their own, and what somebody wrote
// must not turn the words after it.
func (x *docx) text(text string) {
	for i, line := range lines(text) {
		if i > 0 {
			x.raw("<w:br/>")
		}
		for k, part := range strings.Split(line, "\t") {
			if k > 0 {
				x.raw("<w:tab/>")
			}
			if part = strings.Map(dropOverrides, part); part != "" {
				x.raw(`<w:t xml:space="preserve">`)
				x.escape(part)
				x.raw("</w:t>")
			}
		}
	}
}

// lines cuts a text at the ends of its lines, whatever system wrote them.
func lines(text string) []string {
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	return strings.Split(text, "\n")
}

// toc writes the table of contents: a field whose result is already there, as
// links. It has no page numbers, for only a word processor knows them.
func (x *docx) toc() {
	for i, h := range x.contents {
		rtl := x.open("TOC"+strconv.Itoa(h.level), h.text)
		if i == 0 {
			x.raw(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \o "1-2" \n \h \z </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`)
		}
		x.raw(`<w:hyperlink w:anchor="`, h.bookmark, `" w:history="1">`)
		for _, t := range h.text {
			x.runs(t, rtl)
		}
		x.raw("</w:hyperlink>")
		if i == len(x.contents)-1 {
			x.raw(`<w:r><w:fldChar w:fldCharType="end"/></w:r>`)
		}
		x.raw("</w:p>")
	}
}
