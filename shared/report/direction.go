package report

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// The marks between which a text has a direction of its own (UAX 9).
const (
	firstIsolate, lastIsolate, popIsolate = 0x2066, 0x2068, 0x2069
)

// LEFT-TO-RIGHT MARK and RIGHT-TO-LEFT MARK, which word processors know better
// than isolates.
const fromLeft, fromRight = "\u200E", "\u200F"

// apart keeps a text that may run from the left from drawing figures and signs
// beside it along, in a language that is written from the right.
func (d *Document) apart(text string) string {
	if text == "" || d.Language.Direction() != "rtl" {
		return text
	}
	if firstStrong(text) < 0 {
		text += fromLeft // so that signs at its end stay there
	}
	return fromRight + text + fromRight
}

// runsFromRight is the direction of a paragraph: that of the first letter of its
// last part that has one, so that an English question after an Arabic label
// reads from the left; without any, that of the document.
func runsFromRight(rtl bool, parts []string) bool {
	for i := len(parts) - 1; i >= 0; i-- {
		if first := firstStrong(parts[i]); first != 0 {
			return first > 0
		}
	}
	return rtl
}

// firstStrong is the direction of the first letter of a text that is not set
// apart (UAX 9, P2).
func firstStrong(text string) int {
	depth := 0
	for _, r := range text {
		switch {
		case r >= firstIsolate && r <= lastIsolate:
			depth++
		case r == popIsolate:
			depth = max(0, depth-1)
		case depth == 0:
			if s := strong(r); s != 0 {
				return s
			}
		}
	}
	return 0
}

// strong is the direction that a letter has of itself: 1 from the right, -1
// from the left, 0 none.
func strong(r rune) int {
	switch {
	case r == 0x200E:
		return -1
	case r == 0x200F:
		return 1
	case !unicode.IsLetter(r):
		return 0
	case r >= 0x590 && r <= 0x8FF, // Hebrew, Arabic, Syriac, Thaana and their extensions
		r >= 0xFB1D && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFF, // presentation forms
		r >= 0x10800 && r <= 0x10FFF, r >= 0x1E800 && r <= 0x1EFFF:
		return 1
	}
	return -1
}

// direction is that of a paragraph, as strong has it.
func direction(rtl bool) int {
	if rtl {
		return 1
	}
	return -1
}

// stretches cuts a text where its direction turns, and says of each piece
// whether it runs from the right. Between letters that disagree, spaces and
// signs go with the paragraph, figures and marks with the letter before them
// (UAX 9, W7 and N2); so what is set apart begins anew.
func stretches(text string, rtl bool) iter.Seq2[string, bool] {
	return func(yield func(string, bool) bool) {
		start, loose, now := 0, 0, rtl // loose: behind the last letter, figure or mark
		for i, r := range text {
			s := strong(r)
			switch {
			case r >= firstIsolate && r <= popIsolate:
				s = direction(rtl)
			case s == 0 && !unicode.In(r, unicode.M, unicode.Nd):
				continue
			}
			if s != 0 && (s > 0) != now {
				cut := i
				if now != rtl {
					cut = loose
				}
				if cut > start && !yield(text[start:cut], now) {
					return
				}
				start, now = cut, s > 0
			}
			loose = i + utf8.RuneLen(r)
		}
		if now != rtl && loose < len(text) {
			if !yield(text[start:loose], now) {
				return
			}
			start, now = loose, rtl
		}
		if start < len(text) {
			yield(text[start:], now)
		}
	}
}

// dropOverrides leaves out what overrides direction.
func dropOverrides(r rune) rune {
	if r >= 0x202A && r <= 0x202E {
		return -1
	}
	return r
}
