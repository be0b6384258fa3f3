package xlsx

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
)

// The name spaces of the format.
const (
	mainSpace     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	documentSpace = "http://schemas.openxmlformats.org/officeDocument/2006/"
	relationSpace = documentSpace + "relationships"
	packageSpace  = "http://schemas.openxmlformats.org/package/2006/"
)

// part is one part of the file while it is written.
type part struct{ bytes.Buffer }

func newPart() *part {
	p := &part{}
	p.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n")
	return p
}

// add writes XML. Values that are words go through words first.
func (p *part) add(format string, values ...any) { fmt.Fprintf(p, format, values...) }

// flag writes an attribute that is true; if it is not, nothing.
func (p *part) flag(name string, on bool) {
	if on {
		p.add(` %s="1"`, name)
	}
}

var looksEscaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// words are words as the format writes them, in a text or an attribute:
// characters that XML cannot hold as _x001F_, and what looks so by itself with its
// first line as _x005F_.
func words(s string) string {
	if strings.Contains(s, "_x") {
		// Two may share a line: _x0041_x0042_.
		for from := 0; ; {
			at := looksEscaped.FindStringIndex(s[from:])
			if at == nil {
				break
			}
			s = s[:from+at[0]] + "_x005F" + s[from+at[0]:]
			from += at[0] + len("_x005F_")
		}
	}
	if strings.ContainsFunc(s, control) {
		var b strings.Builder
		for _, r := range s {
			if control(r) {
				fmt.Fprintf(&b, "_x%04X_", r)
			} else {
				b.WriteRune(r)
			}
		}
		s = b.String()
	}
	return plainWords(s)
}

// control reports whether XML cannot hold a character.
func control(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// plainWords are words where only XML has to be heeded.
func plainWords(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// held is the element t of a text, whose spaces at the ends count.
func held(s string) string {
	if strings.TrimSpace(s) != s {
		return `<t xml:space="preserve">` + words(s) + `</t>`
	}
	return `<t>` + words(s) + `</t>`
}
