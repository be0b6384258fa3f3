package annex

import (
	"fmt"
	"slices"
	"strings"
)

// mostNamed is how many lines or codes a reason names before it only counts.
const mostNamed = 3

// printedOn names the lines that fit, as ": [M4C2c*] on line 12".
func printedOn(matches []Match, fit Fit) string {
	var named []string
	n := 0
	for _, m := range matches {
		if m.Fit != fit {
			continue
		}
		n++
		if len(named) < mostNamed {
			named = append(named, fmt.Sprintf("%s on line %d", shorten(m.Printed), m.Line))
		}
	}
	more := ""
	if n > len(named) {
		more = fmt.Sprintf(" and %d more", n-len(named))
	}
	return ": " + strings.Join(named, ", ") + more
}

// codeReason says why the codes of a column give the state they do.
func codeReason(entry Entry, codes []string, row Row, s Scheme, militaryOnly bool) string {
	all := strings.Join(codes, ", ")
	switch {
	case s == AnnexReferences:
		return "the list does not refer to " + entry.Code
	case len(codes) == 0:
		return fmt.Sprintf("the entry has no %s, so only an explicit reference to %s can carry it", columnName(s), entry.Code)
	case row.State == NotFound && len(codes) == 1:
		return fmt.Sprintf("the list has neither %s nor a reference to %s", all, entry.Code)
	case row.State == NotFound:
		return fmt.Sprintf("the list has none of %s and no reference to %s", all, entry.Code)
	case row.State == Covered:
		return fmt.Sprintf("the list has every %s of the entry: %s", columnName(s), all)
	case militaryOnly:
		return fmt.Sprintf("the list has %s, a military-list number that names far more than the entry", sought(row.Matches))
	case len(row.Missing) == 0:
		return fmt.Sprintf("the list has %s, but a military-list number among them names far more than the entry", all)
	}
	return partReason(row)
}

// partReason says which codes of several are missing, and what stands there
// instead.
func partReason(row Row) string {
	var parts []string
	for _, text := range row.Missing {
		instead := "nothing"
		for _, m := range row.Matches {
			if m.Sought != text {
				continue
			}
			instead = m.Found + ", which is only part of it"
			if m.Fit == Parent {
				instead = m.Found + ", which stands above it"
			}
			break
		}
		parts = append(parts, fmt.Sprintf("for %s the list has %s", text, instead))
	}
	return strings.Join(parts, "; ")
}

func sought(matches []Match) string {
	var texts []string
	for _, m := range matches {
		if !slices.Contains(texts, m.Sought) {
			texts = append(texts, m.Sought)
		}
	}
	return strings.Join(texts, ", ")
}

func columnName(s Scheme) string {
	if s == USStyle {
		return "ECCN"
	}
	return "EU code"
}

// whyUnmatched says why a line speaks for no entry.
func (e *Edition) whyUnmatched(line Line, s Scheme) string {
	if len(line.strange) > 0 {
		return "reference " + quote(strings.Join(line.strange, ", ")) + " not understood"
	}
	for _, codes := range [...][]code{line.references, line.codes} {
		for _, c := range codes {
			if reason := e.whyNot(c, s); reason != "" {
				return reason
			}
		}
	}
	if len(line.codes) == 0 {
		return "the code is the country's own and the line has no Annex reference"
	}
	return "no entry of edition " + e.ID + " has this code as its " + columnName(s)
}

func (e *Edition) whyNot(c code, s Scheme) string {
	listed := c.family == dualUse || c.family == military
	switch {
	case c.family == wholeItem:
		return c.text + " is named as a whole; only lines that name its entries count"
	case !listed && s != AnnexReferences:
		return "the code is an Annex reference, but the list is read as " + schemeName(s)
	case !listed:
		return fmt.Sprintf("edition %s has no entry %s", e.ID, c.text)
	case s == AnnexReferences:
		return "the code is not an Annex reference, and the list is read as Annex references"
	}
	other := EUStyle
	if s == EUStyle {
		other = USStyle
	}
	if e.columns[other].bases[c.base()] && !e.columns[s].bases[c.base()] {
		return fmt.Sprintf("only the %s style has %s, and the list is read as %s", strings.ToUpper(string(other)), c.base(), schemeName(s))
	}
	return ""
}

func schemeName(s Scheme) string {
	switch s {
	case EUStyle:
		return "EU style"
	case USStyle:
		return "US style"
	}
	return "Annex references"
}
