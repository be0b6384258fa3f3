package annex

import (
	"fmt"
	"slices"
	"strings"
)

// mostNamed is how many lines or codes a reason names before it only counts.
const mostNamed = 3

// reason writes a reason for an entry as an English sentence, for those who
// take it as it is.
func (w *Why) reason(entry Entry) string {
	all := strings.Join(w.Codes, ", ")
	switch w.Kind {
	case WhyReference:
		return "the list refers to " + entry.Code + w.printedOn()
	case WhyFiner:
		return fmt.Sprintf("the list refers to all %d finer rows of %s known to this edition%s", len(entry.Finer), entry.Code, w.printedOn())
	case WhyPart:
		return "the list refers only to part of " + entry.Code + w.printedOn()
	case WhyAbove:
		return "the list refers only to what stands above " + entry.Code + w.printedOn() + "; whether it carries the whole of it is to be confirmed"
	case WhyNoReference:
		return "the list does not refer to " + entry.Code
	case WhyNoCode:
		return fmt.Sprintf("the entry has no %s, so only an explicit reference to %s can carry it", columnName(w.Scheme), entry.Code)
	case WhyNoneOf:
		if len(w.Codes) == 1 {
			return fmt.Sprintf("the list has neither %s nor a reference to %s", all, entry.Code)
		}
		return fmt.Sprintf("the list has none of %s and no reference to %s", all, entry.Code)
	case WhyEvery:
		return fmt.Sprintf("the list has every %s of the entry: %s", columnName(w.Scheme), all)
	case WhyMilitary:
		return fmt.Sprintf("the list has %s, a military-list number that names far more than the entry", all)
	case WhyAmong:
		return fmt.Sprintf("the list has %s, but a military-list number among them names far more than the entry", all)
	}
	return partReason(w.Absent)
}

// printedOn names the lines that a reason rests on, as ": [M4C2c*] on line 12".
func (w *Why) printedOn() string {
	var named []string
	for _, m := range w.Lines {
		named = append(named, fmt.Sprintf("%s on line %d", shorten(m.Printed), m.Line))
	}
	more := ""
	if w.More > 0 {
		more = fmt.Sprintf(" and %d more", w.More)
	}
	return ": " + strings.Join(named, ", ") + more
}

// partReason says which codes of several are missing, and what stands there
// instead.
func partReason(absent []Absent) string {
	var parts []string
	for _, a := range absent {
		instead := "nothing"
		switch {
		case a.Found == "":
		case a.Fit == Parent:
			instead = a.Found + ", which stands above it"
		default:
			instead = a.Found + ", which is only part of it"
		}
		parts = append(parts, fmt.Sprintf("for %s the list has %s", a.Sought, instead))
	}
	return strings.Join(parts, "; ")
}

func sought(matches []Match) []string {
	var texts []string
	for _, m := range matches {
		if !slices.Contains(texts, m.Sought) {
			texts = append(texts, m.Sought)
		}
	}
	return texts
}

func columnName(s Scheme) string {
	if s == USStyle {
		return "ECCN"
	}
	return "EU code"
}

// unmatchedReason writes why a line speaks for no entry as an English sentence.
func (e *Edition) unmatchedReason(w *Why) string {
	all := strings.Join(w.Codes, ", ")
	switch w.Kind {
	case WhyStrange:
		return "reference " + quote(all) + " not understood"
	case WhyWholeItem:
		return all + " is named as a whole; only lines that name its entries count"
	case WhyNotCodes:
		return "the code is an Annex reference, but the list is read as " + schemeName(w.Scheme)
	case WhyNoRow:
		return fmt.Sprintf("edition %s has no entry %s", e.ID, all)
	case WhyNotReference:
		return "the code is not an Annex reference, and the list is read as Annex references"
	case WhyOtherStyle:
		return fmt.Sprintf("only the %s style has %s, and the list is read as %s", strings.ToUpper(string(other(w.Scheme))), all, schemeName(w.Scheme))
	case WhyOwn:
		return "the code is the country's own and the line has no Annex reference"
	}
	return "no entry of edition " + e.ID + " has this code as its " + columnName(w.Scheme)
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
