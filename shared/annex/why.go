package annex

// WhyKind is a kind of reason for which a row is in its state, or a line of the
// list speaks for no row.
type WhyKind string

// The reasons of a row.
const (
	WhyReference   WhyKind = "reference"    // Lines refer to the entry
	WhyFiner       WhyKind = "finer"        // Lines refer to every finer row of it
	WhyPart        WhyKind = "part"         // Lines refer only to part of it
	WhyAbove       WhyKind = "above"        // Lines refer only to what stands above it
	WhyNoReference WhyKind = "no reference" // no line refers to it
	WhyNoCode      WhyKind = "no code"      // it has no code in the column, and no line refers to it
	WhyNoneOf      WhyKind = "none of"      // the list has none of Codes
	WhyEvery       WhyKind = "every"        // the list has all of Codes
	WhyMilitary    WhyKind = "military"     // the list has Codes, which are of the military list
	WhyAmong       WhyKind = "among"        // the list has all of Codes, of which one is of the military list
	WhySome        WhyKind = "some"         // the list has some codes of several; Absent are the others
)

// The reasons of a line that speaks for no row.
const (
	WhyStrange      WhyKind = "strange"       // its references Codes are not understood
	WhyWholeItem    WhyKind = "whole item"    // it names the whole item Codes
	WhyNotCodes     WhyKind = "not codes"     // its code is an Annex reference and the list is read by codes
	WhyNoRow        WhyKind = "no row"        // the edition has no row Codes
	WhyNotReference WhyKind = "not reference" // its code is none and the list is read as Annex references
	WhyOtherStyle   WhyKind = "other style"   // only the other column has its code
	WhyOwn          WhyKind = "own"           // its code is the country's own and it has no reference
	WhyNoColumn     WhyKind = "no column"     // no row has its code in the column
)

// Why is a reason in parts, for those who say it in another language than the
// sentence beside it.
type Why struct {
	Kind   WhyKind
	Scheme Scheme   // under which the list is read
	Codes  []string // what the reason names
	Lines  []Match  // at most the first three of those that it rests on
	More   int      // how many further lines there are
	Absent []Absent // of WhySome
}

// Absent is a code of an entry that the list does not have as such, with what
// it has instead.
type Absent struct {
	Sought, Found string // Found is empty where there is nothing
	Fit           Fit
}

// restingOn is a reason that rests on the lines of one fit.
func restingOn(kind WhyKind, matches []Match, fit Fit) Why {
	why := Why{Kind: kind}
	for _, m := range matches {
		switch {
		case m.Fit != fit:
		case len(why.Lines) < mostNamed:
			why.Lines = append(why.Lines, m)
		default:
			why.More++
		}
	}
	return why
}

// codeWhy says why the codes of a column give the state they do.
func codeWhy(codes []string, row Row, s Scheme, militaryOnly bool) Why {
	why := Why{Scheme: s, Codes: codes}
	switch {
	case s == AnnexReferences:
		why.Kind = WhyNoReference
	case len(codes) == 0:
		why.Kind = WhyNoCode
	case row.State == NotFound:
		why.Kind = WhyNoneOf
	case row.State == Covered:
		why.Kind = WhyEvery
	case militaryOnly:
		why.Kind, why.Codes = WhyMilitary, sought(row.Matches)
	case len(row.Missing) == 0:
		why.Kind = WhyAmong
	default:
		why.Kind, why.Absent = WhySome, lacking(row)
	}
	return why
}

// lacking are the codes of several that are missing, with what stands there
// instead.
func lacking(row Row) []Absent {
	var all []Absent
	for _, text := range row.Missing {
		a := Absent{Sought: text}
		for _, m := range row.Matches {
			if m.Sought == text {
				a.Found, a.Fit = m.Found, m.Fit
				break
			}
		}
		all = append(all, a)
	}
	return all
}

// unmatchedWhy says why a line speaks for no entry.
func (e *Edition) unmatchedWhy(line Line, s Scheme) Why {
	if len(line.strange) > 0 {
		return Why{Kind: WhyStrange, Scheme: s, Codes: line.strange}
	}
	for _, codes := range [...][]code{line.references, line.codes} {
		for _, c := range codes {
			if kind, text := e.notBy(c, s); kind != "" {
				return Why{Kind: kind, Scheme: s, Codes: []string{text}}
			}
		}
	}
	if len(line.codes) == 0 {
		return Why{Kind: WhyOwn, Scheme: s}
	}
	return Why{Kind: WhyNoColumn, Scheme: s}
}

// notBy says why a code speaks for nothing under a scheme, and names it; empty
// where it could.
func (e *Edition) notBy(c code, s Scheme) (WhyKind, string) {
	listed := c.family == dualUse || c.family == military
	switch {
	case c.family == wholeItem:
		return WhyWholeItem, c.text
	case !listed && s != AnnexReferences:
		return WhyNotCodes, c.text
	case !listed:
		return WhyNoRow, c.text
	case s == AnnexReferences:
		return WhyNotReference, c.text
	}
	if e.columns[other(s)].bases[c.base()] && !e.columns[s].bases[c.base()] {
		return WhyOtherStyle, c.base()
	}
	return "", ""
}

// other is the other of the two schemes with codes.
func other(s Scheme) Scheme {
	if s == EUStyle {
		return USStyle
	}
	return EUStyle
}
