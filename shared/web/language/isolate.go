package language

import "strings"

// The marks between which a text has a direction of its own (Unicode, UAX 9):
// FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE.
const (
	firstStrong = "\u2068"
	popIsolate  = "\u2069"
)

// isolate writes a value so that it and the words around it do not reorder
// each other: "LB-19" or "14:02" in an Arabic sentence, a ministry's Arabic
// name in an English one. In a language written right to left every value
// stands between isolates. In one written left to right only a value with
// right-to-left letters can do harm, so only that is marked, and what people
// copy or search is else free of invisible characters. Marks are used and not
// the bdi element, for words also stand in titles and attributes.
func (l Language) isolate(b *strings.Builder, value string) {
	if !tongues[l.index()].rightToLeft && !turns(value) {
		b.WriteString(value)
		return
	}
	if !balanced(value) {
		value = strings.Map(dropIsolates, value)
	}
	b.WriteString(firstStrong)
	b.WriteString(value)
	b.WriteString(popIsolate)
}

// turns reports whether a text holds a letter written right to left, or a
// character that sets the direction.
func turns(s string) bool {
	for _, r := range s {
		switch {
		case r < 0x590:
		case r <= 0x8FF, // Hebrew, Arabic, Syriac, Thaana and their extensions
			r >= 0xFB1D && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFF, // presentation forms
			r >= 0x10800 && r <= 0x10FFF, r >= 0x1E800 && r <= 0x1EFFF,
			r == 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return true
		}
	}
	return false
}

// balanced reports whether every isolate in a text is closed in it and none is
// closed that it did not open, which would end the one around it.
func balanced(s string) bool {
	depth := 0
	for _, r := range s {
		switch r {
		case 0x2066, 0x2067, 0x2068:
			depth++
		case 0x2069:
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

func dropIsolates(r rune) rune {
	if r >= 0x2066 && r <= 0x2069 {
		return -1
	}
	return r
}
