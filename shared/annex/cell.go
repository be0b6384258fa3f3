package annex

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maxRange is the most codes one range may stand for; no list needs more, and
// a misprint must not become a thousand codes.
const maxRange = 100

// readCell reads every code of a cell: several codes divided by ; , / & or a
// space, ranges, and short forms that repeat the last part only (M3A1/2). What
// is no code is returned as printed in strange. It stops well above maxCodes,
// where ReadList refuses the cell anyway.
func readCell(cell string) (codes []code, strange []string) {
	s := plain(cell)
	for i := skipSeparators(s, 0); i < len(s); i = skipSeparators(s, i) {
		if len(codes) > 2*maxCodes {
			return codes[:2*maxCodes+1], strange
		}
		if j, ok := skipNoise(s, i); ok {
			i = j
			continue
		}
		c, j, ok := scanCode(s, i)
		if !ok || !ends(s, j) {
			c, j, ok = scanShort(s, i, codes)
		}
		if !ok {
			j = tokenEnd(s, i)
			strange = append(strange, s[i:j])
			i = j
			continue
		}
		to, end, ranged := scanRange(s, j, c)
		if ranged {
			run := expand(c, to)
			if run == nil {
				strange = append(strange, strings.TrimSpace(s[i:end]))
			}
			codes = append(codes, run...)
			i = end
			continue
		}
		codes = append(codes, c)
		i = j
	}
	return unique(codes), strange
}

// plain rewrites a cell in the few characters the scanner knows: brackets and
// stars go, parentheses around a sub-paragraph become dots, every dash a
// hyphen, every space a space and Arabic digits those of the Annex.
func plain(cell string) string {
	if !strings.ContainsFunc(cell, func(r rune) bool { return r >= 0x80 || strings.ContainsRune("()[]{}*\"'\t\n\r:", r) }) {
		return strings.TrimSpace(cell)
	}
	var b strings.Builder
	var last byte
	write := func(c byte) { b.WriteByte(c); last = c }
	runes := []rune(cell)
	for i, r := range runes {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			continue // as lists in Arabic set around codes
		case r >= '٠' && r <= '٩':
			r += '0' - '٠'
		}
		switch r {
		case '*', '"', '\'', '‘', '’', '“', '”', '†', '‡', '\u00ad', '\u200b', '\ufeff':
		case '[', ']', '{', '}', ':', '\t', '\n', '\r', '\u00a0', '\u2002', '\u2003', '\u2009', '\u202f':
			write(' ')
		case '‐', '‑', '‒', '–', '—', '−':
			write('-')
		case '(':
			if (isDigit(last) || isLetter(last)) && subparagraph(runes[i+1:]) {
				write('.')
			} else {
				write(' ')
			}
		case ')':
			if i+1 == len(runes) || runes[i+1] != '(' {
				write(' ')
			}
		default:
			b.WriteRune(r)
			last = 0
			if r < 0x80 {
				last = byte(r)
			}
		}
	}
	return strings.TrimSpace(b.String())
}

// subparagraph reports whether r starts with a short part and its closing
// parenthesis, as in 9A101(a)(1), and not with a remark.
func subparagraph(r []rune) bool {
	end := slices.Index(r, ')')
	return end == 1 || end > 1 && end <= 3 && r[0] <= '9'
}

// ends reports whether a code may end at s[i]: 9A101x-7 is no 9A101.
func ends(s string, i int) bool {
	return i >= len(s) || strings.IndexByte(" ;,&/+-", s[i]) >= 0
}

func skipSeparators(s string, i int) int {
	for i < len(s) {
		if strings.IndexByte(" ;,&/+.", s[i]) >= 0 {
			i++
		} else if j, ok := skipWord(s, i, "and "); ok {
			i = j
		} else {
			break
		}
	}
	return i
}

// skipNoise steps over words that say only that a code follows.
func skipNoise(s string, i int) (int, bool) {
	for _, word := range [...]string{"MTCR", "Annex", "Entry", "ECCN"} {
		j, ok := skipWord(s, i, word)
		if ok && (j == len(s) || s[j] == ' ') {
			return j, true
		}
	}
	return i, false
}

func tokenEnd(s string, i int) int {
	if n := strings.IndexAny(s[i:], " ;,&/"); n > 0 {
		return i + n
	}
	return len(s)
}

// scanShort reads a lone letter or number that replaces the last part of the
// code before it, as in M3A1/2 and 4.C.2.e & f.
func scanShort(s string, i int, before []code) (code, int, bool) {
	if len(before) == 0 {
		return code{}, i, false
	}
	return shortFor(s, i, before[len(before)-1])
}

// shortFor reads a lone letter or number at s[i:] as the last part of a code
// that is otherwise like model.
func shortFor(s string, i int, model code) (code, int, bool) {
	stem, last := splitLast(model)
	if model.family == wholeItem || last == "" || i >= len(s) {
		return code{}, i, false
	}
	part, j := scanDigits(s, i)
	if !isDigit(last[0]) && isLetter(s[i]) {
		part, j = s[i:i+1], i+1
	}
	j = skipDot(s, j)
	if part == "" || isDigit(part[0]) != isDigit(last[0]) || !ends(s, j) {
		return code{}, i, false
	}
	c, end, ok := scanCode(stem+part, 0)
	return c, j, ok && end == len(stem+part) && c.family == model.family // 9A101, 2 is not 9A2
}

// scanRange reads "to 6-4.C.2.f" or "- f" after the code from.
func scanRange(s string, i int, from code) (code, int, bool) {
	j := skipSpace(s, i)
	found := false
	for _, word := range [...]string{"to ", "through ", "-"} {
		if j, found = skipWord(s, j, word); found {
			break
		}
	}
	if !found {
		return code{}, i, false
	}
	j = skipSpace(s, j)
	if to, end, ok := scanCode(s, j); ok && ends(s, end) {
		return to, end, true
	}
	if to, end, ok := shortFor(s, j, from); ok {
		return to, end, true
	}
	return code{}, i, false
}

// expand lists the codes from one to the other, both included; nil when the
// two do not differ in their last part only, or stand the wrong way round.
func expand(from, to code) []code {
	stem, first := splitLast(from)
	stem2, last := splitLast(to)
	if from.family != to.family || from.family == wholeItem || stem != stem2 || first == "" || last == "" {
		return nil
	}
	var run []code
	if !isDigit(first[0]) {
		for c := first[0]; c <= last[0]; c++ {
			run = append(run, code{from.family, stem + string(c)})
		}
		return run
	}
	a, errA := strconv.Atoi(first)
	z, errZ := strconv.Atoi(last)
	if errA != nil || errZ != nil || z-a >= maxRange {
		return nil
	}
	for n := a; n <= z; n++ {
		part := strconv.Itoa(n)
		part = strings.Repeat("0", max(0, len(first)-len(part))) + part
		run = append(run, code{from.family, stem + part})
	}
	return run
}

// splitLast cuts the last part off a code: 4.C.2. and f, 9A and 101, ML and 8.
func splitLast(c code) (string, string) {
	cut := strings.LastIndexByte(c.text, '.') + 1
	if cut == 0 {
		cut = min(2, len(c.text))
	}
	return c.text[:cut], c.text[cut:]
}

// unique drops repeated codes; the order stays as printed.
func unique(codes []code) []code {
	if len(codes) < 2 {
		return codes
	}
	seen := make(map[code]bool, len(codes))
	return slices.DeleteFunc(codes, func(c code) bool {
		repeated := seen[c]
		seen[c] = true
		return repeated
	})
}
