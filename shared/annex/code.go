package annex

import "strings"

// family says what kind of thing a code names.
type family int

const (
	dualUse   family = iota + 1 // 9A101.a: EU dual-use number or US ECCN
	military                    // ML8.a.12: a military list
	reference                   // 4.C.2.b.4.k: an Annex entry, something finer or its parent
	wholeItem                   // Item 2 or Item 2.A: an Annex item or subcategory as a whole
)

// code is one code in its one canonical spelling: upper-case head, lower-case
// sub-paragraphs, a dot between parts.
type code struct {
	family family
	text   string
}

// parents calls yield with every code that includes c, nearest first, down to
// the head (9A101, ML8, 4.C.2).
func (c code) parents(yield func(string) bool) {
	head := 0
	if c.family == reference {
		head = 2 // item and subcategory are no code
	}
	for p := c.text; ; {
		i := strings.LastIndexByte(p, '.')
		if i < 0 || strings.Count(p[:i], ".") < head {
			return
		}
		p = p[:i]
		if !yield(p) {
			return
		}
	}
}

// base returns the head of a dual-use or military code, such as 9A101.
func (c code) base() string {
	base, _, _ := strings.Cut(c.text, ".")
	return base
}

// scanCode reads one code at s[i:] and returns it with the place after it. It
// reads sub-paragraphs as far as they go and does not look at what follows.
func scanCode(s string, i int) (code, int, bool) {
	c, j, ok := scanHead(s, i)
	if !ok || c.family == wholeItem {
		return c, skipDot(s, j), ok
	}
	var b strings.Builder
	b.WriteString(c.text)
	letter := true // heads end in digits, so a letter comes first
	for {
		part, k := scanPart(s, j, letter)
		if part == "" {
			return code{c.family, b.String()}, skipDot(s, j), true
		}
		b.WriteByte('.')
		b.WriteString(part)
		j, letter = k, !letter
	}
}

// scanHead reads the part of a code before its sub-paragraphs.
func scanHead(s string, i int) (code, int, bool) {
	if j, ok := skipWord(s, i, "ML"); ok {
		digits, k := scanDigits(s, skipGap(s, j))
		return code{military, "ML" + number(digits)}, k, digits != "" && len(digits) <= 2
	}
	i, printed := skipPrefix(s, i)
	item, j := scanDigits(s, i)
	if item == "" || len(item) > 2 {
		return code{}, i, false
	}
	k := skipGap(s, j)
	if k >= len(s) || !isLetter(s[k]) || k+1 < len(s) && isLetter(s[k+1]) {
		return code{wholeItem, "Item " + number(item)}, j, printed
	}
	letter := upper(s[k])
	digits, end := scanDigits(s, skipGap(s, k+1))
	dotted := strings.Contains(s[j:k], ".")
	inAnnex := letter >= 'A' && letter <= 'E'
	switch {
	case digits == "":
		return code{wholeItem, "Item " + number(item) + "." + string(letter)}, k + 1, printed || dotted && inAnnex
	case len(digits) == 3:
		return code{dualUse, item + string(letter) + digits}, end, !printed && len(item) == 1 && inAnnex
	}
	text := number(item) + "." + string(letter) + "." + number(digits)
	return code{reference, text}, end, len(digits) <= 2 && (inAnnex || printed || dotted)
}

// skipPrefix steps over what lists print before an Annex reference: M, MTCR,
// Item, or the 6- of Canada's Group 6.
func skipPrefix(s string, i int) (int, bool) {
	for _, prefix := range [...]string{"MTCR", "Items", "Item", "M", "6-"} {
		j, ok := skipWord(s, i, prefix)
		if !ok {
			continue
		}
		if prefix != "6-" {
			j = skipGap(s, j)
		}
		if j < len(s) && isDigit(s[j]) {
			return j, true
		}
	}
	return i, false
}

// scanPart reads one sub-paragraph: a letter or up to three digits, joined
// directly, by a dot, or by a space where nothing else could be meant.
func scanPart(s string, i int, letter bool) (string, int) {
	j := skipGap(s, i)
	if j >= len(s) {
		return "", i
	}
	gap := s[i:j]
	spaced := gap != "" && !strings.Contains(gap, ".")
	part, k := "", j
	if letter {
		if isLetter(s[j]) && (j+1 == len(s) || !isLetter(s[j+1])) {
			part, k = string(lower(s[j])), j+1
		}
	} else if digits, end := scanDigits(s, j); len(digits) <= 3 && digits != "" {
		part, k = number(digits), end
	}
	if part == "" {
		return "", i
	}
	if spaced || strings.HasPrefix(gap, ". ") {
		if next, _, ok := scanHead(s, j); ok && next.family != wholeItem {
			return "", i // 9.A.1 M9A2, 4.C.2.e. 4.C.2.f: the next code, not a part of this one
		}
	}
	if spaced && !alone(s, k) {
		return "", i // 9A101 e 9A102: a foreign "and", not sub-paragraph e
	}
	return part, k
}

// alone reports whether nothing that could be a code follows s[:i] before the
// next separator.
func alone(s string, i int) bool {
	j := skipSpace(s, i)
	return j >= len(s) || strings.IndexByte(".;,&/", s[j]) >= 0
}

func number(digits string) string {
	if n := strings.TrimLeft(digits, "0"); n != "" {
		return n
	}
	return "0"
}

// skipWord steps over word, in either case, if it stands at s[i:].
func skipWord(s string, i int, word string) (int, bool) {
	end := i + len(word)
	if end > len(s) || !strings.EqualFold(s[i:end], word) {
		return i, false
	}
	return end, true
}

func scanDigits(s string, i int) (string, int) {
	j := i
	for j < len(s) && isDigit(s[j]) {
		j++
	}
	return s[i:j], j
}

func skipSpace(s string, i int) int {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

// skipGap steps over spaces with at most one dot among them.
func skipGap(s string, i int) int {
	j := skipSpace(s, i)
	if j < len(s) && s[j] == '.' {
		return skipSpace(s, j+1)
	}
	return j
}

// skipDot steps over the full stop that some lists print after a code.
func skipDot(s string, i int) int {
	if i < len(s) && s[i] == '.' {
		return i + 1
	}
	return i
}

func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isLetter(b byte) bool { return 'A' <= upper(b) && upper(b) <= 'Z' }
func upper(b byte) byte {
	if 'a' <= b && b <= 'z' {
		return b - 'a' + 'A'
	}
	return b
}
func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b - 'A' + 'a'
	}
	return b
}
