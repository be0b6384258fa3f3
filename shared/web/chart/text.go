package chart

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// face is a size and weight of text. Its em, in CSS pixels at the laid out
// width, is what texts are measured with: bold ones run a tenth wider.
type face struct {
	style string
	em    float64
}

var (
	body   = face{` class="sc-body"`, 12}
	strong = face{` class="sc-strong" font-weight="bold"`, 12 * 1.1}
	small  = face{` class="sc-small" font-size="11"`, 11}
)

const leading = 15 // from line to line, in every face

// advances are the widths of the printable ASCII characters in hundredths of
// the font size: those of the wider common sans serif fonts, since a text that
// turns out shorter than planned does no harm.
var advances = [95]uint8{
	32, 36, 42, 70, 64, 90, 74, 24, 38, 38, 48, 70, 34, 38, 34, 36, 62, 62, 62, 62, 62, 62, 62, 62, 62, 62, 34, 34, 70, 70, 70, 54,
	98, 70, 70, 72, 76, 66, 62, 78, 76, 34, 42, 70, 60, 86, 76, 80, 66, 80, 70, 68, 64, 74, 70, 98, 68, 66, 66, 40, 36, 40, 72, 52,
	50, 60, 62, 56, 62, 60, 36, 62, 62, 28, 30, 58, 28, 94, 62, 61, 62, 62, 42, 54, 40, 62, 58, 82, 58, 58, 54, 60, 34, 60, 72,
}

// advance is the width of any other character.
func advance(r rune) int {
	switch {
	case r < 0x300:
		return 64
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x600 && r < 0x780: // Arabic letters join
		return 58
	case r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul), r > 0xFFFF:
		return 100
	}
	return 64
}

// width estimates how wide a text is.
func (f face) width(s string) float64 {
	w := 0
	for _, r := range s {
		if r >= ' ' && r <= '~' {
			w += int(advances[r-' '])
		} else {
			w += advance(r)
		}
	}
	return float64(w) / 100 * f.em
}

// longest is the width of the longest word.
func (f face) longest(s string) float64 {
	var w float64
	for word := range strings.FieldsSeq(s) {
		w = max(w, f.width(word))
	}
	return w
}

// block is a text in lines. If it had to be cut, full is the whole of it.
type block struct {
	face  face
	lines []string
	full  string
	width float64
}

func (b block) height() float64 { return float64(len(b.lines)) * leading }

// wrap breaks a text between words into at most limit lines no wider than
// width; longer words are broken, and what is left over is cut.
func (f face) wrap(s string, width float64, limit int) block {
	s = strings.TrimSpace(s)
	if w := f.width(s); w <= width && s != "" {
		return block{face: f, lines: []string{s}, width: w}
	}
	b := block{face: f}
	words := strings.Fields(s)
	line := ""
	for len(words) > 0 {
		next := join(line, words[0])
		if f.width(next) <= width {
			line, words = next, words[1:]
			continue
		}
		if len(b.lines) == limit-1 {
			b.full = s
			line = f.cut(next, width)
			break
		}
		if line == "" {
			line, words[0] = f.split(words[0], width)
		}
		b.lines, line = append(b.lines, line), ""
	}
	if line != "" {
		b.lines = append(b.lines, line)
	}
	for _, l := range b.lines {
		b.width = max(b.width, f.width(l))
	}
	return b
}

// cut shortens a text that is too wide and ends it with an ellipsis.
func (f face) cut(s string, width float64) string {
	head, _ := f.split(s, width-f.em)
	return strings.TrimRight(head, " ") + "…"
}

// split takes as much from the front of a text as fits, at least one character
// with all its marks.
func (f face) split(s string, width float64) (string, string) {
	var w float64
	for i, r := range s {
		a := f.width(string(r))
		if i > 0 && a > 0 && w+a > width {
			return s[:i], s[i:]
		}
		w += a
	}
	return s, ""
}

// escape appends a text that is right in XML, as content and as an attribute.
// What XML forbids becomes U+FFFD.
func escape(b []byte, s string) []byte {
	done := 0
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if e := entity(r, n); e != "" {
			b = append(append(b, s[done:i]...), e...)
			done = i + n
		}
		i += n
	}
	return append(b, s[done:]...)
}

// entity is what stands for a character of n bytes; "" for itself.
func entity(r rune, n int) string {
	switch {
	case r == '&':
		return "&amp;"
	case r == '<':
		return "&lt;"
	case r == '>':
		return "&gt;"
	case r == '"':
		return "&#34;"
	case r == '\'':
		return "&#39;"
	case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF, r == utf8.RuneError && n == 1:
		return "\uFFFD"
	case r == '\r': // an XML reader would make it a line feed
		return "&#13;"
	}
	return ""
}

// identifier keeps what is safe in an id and in a url() that names it.
func identifier(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, s)
}
