package annex

import (
	"fmt"
	"slices"
)

// State says how far a national list carries an entry.
type State string

// The states of a row, from the lowest.
const (
	NotFound  State = "not found"
	Partly    State = "partly"
	Covered   State = "covered"   // what the list itself says
	Confirmed State = "confirmed" // what a person says; counts like covered
)

// Carried reports whether the state counts as an equivalent in the national
// list.
func (s State) Carried() bool { return s == Covered || s == Confirmed }

// Basis says what a row's state rests on.
type Basis string

// The bases of a row.
const (
	ByReference Basis = "reference" // an explicit Annex reference of the national list
	ByCode      Basis = "code"      // the codes of one column
	ByNothing   Basis = ""          // no line of the list matched
)

// Fit says how a line of the list fits what an entry asks for.
type Fit string

// The fits of a line.
const (
	Exact  Fit = "exact"  // the same code or reference
	Parent Fit = "parent" // 9A106 where the entry names 9A106.d: what the line leaves out is not known
	Child  Fit = "child"  // 9A101.a where the entry names 9A101: only part of it
)

// Match is one line of the national list that speaks for an entry.
type Match struct {
	Line    int    `json:"line"`    // line of the file
	Code    string `json:"code"`    // the line's code, as printed
	Found   string `json:"found"`   // the code or reference on the line, in its plain spelling
	Sought  string `json:"sought"`  // what the entry asks for
	Printed string `json:"printed"` // the cell it stands in, as printed, stars and all
	Basis   Basis  `json:"basis"`
	Fit     Fit    `json:"fit"`
}

// Row says how the national list carries one entry.
type Row struct {
	Entry      Entry      `json:"entry"`
	State      State      `json:"state"`    // with a person's override, if there is one
	Computed   State      `json:"computed"` // without it
	Basis      Basis      `json:"basis"`    // what Computed rests on
	Matches    []Match    `json:"matches,omitempty"`
	Missing    []string   `json:"missing,omitempty"`  // codes of the entry that are not on the list as such
	Provenance Provenance `json:"provenance"`         // of the correlation with the scheme's column; NoCodes under AnnexReferences (Entry has both)
	Reason     string     `json:"reason"`             // why Computed is what it is, in plain words
	Why        Why        `json:"-"`                  // the same in parts
	Override   *Override  `json:"override,omitempty"` // nil where nobody changed the row
}

// Unmatched is a line of the national list that speaks for no entry.
type Unmatched struct {
	Line   Line   `json:"line"`
	Reason string `json:"reason"` // in plain words
	Why    Why    `json:"-"`      // the same in parts
}

// Concordance is a national list compared with an edition. It does not change;
// Override returns a new one.
type Concordance struct {
	Edition   string      `json:"edition"` // id of the edition
	Scheme    Scheme      `json:"scheme"`
	Rows      []Row       `json:"rows"`      // one per entry, in Annex order
	Unmatched []Unmatched `json:"unmatched"` // in file order

	lines []Line // of the list
}

// Concord compares a list with the edition under a scheme (see Detect).
//
// An entry is covered by a reference to itself, by references to every finer
// row the edition knows of it, or by all its codes in the scheme's column. It
// is partly covered by a reference or code above or below it, by some of
// several codes, and by military-list codes always, since ML4 or ML8 name far
// more than the entry. Explicit references count under every scheme; the codes
// of the list are compared with the scheme's own column only, or are read as
// references under AnnexReferences. A line that names a whole item or
// subcategory speaks for none of its entries.
//
// Explicit references that are well formed but name nothing in the edition
// (9.A.99) are Faults, all of them, and no concordance is returned. A code
// that names nothing is only an unmatched line: a country may control more.
func (e *Edition) Concord(l *List, s Scheme) (*Concordance, error) {
	if !slices.Contains([]Scheme{EUStyle, USStyle, AnnexReferences}, s) {
		return nil, fmt.Errorf("comparing the control list with the Annex: %q is no scheme; use %s, %s or %s", s, EUStyle, USStyle, AnnexReferences)
	}
	if err := e.checkReferences(l); err != nil {
		return nil, err
	}
	ix := e.indexList(l, s)
	c := &Concordance{Edition: e.ID, Scheme: s, Rows: make([]Row, len(e.entries)), lines: l.Lines}
	matched := map[int]bool{}
	for i, entry := range e.entries {
		c.Rows[i] = ix.row(entry, s)
		for _, m := range c.Rows[i].Matches {
			matched[m.Line] = true
		}
	}
	c.Unmatched = make([]Unmatched, 0, len(l.Lines)-len(matched))
	for _, line := range l.Lines {
		if !matched[line.Number] {
			why := e.unmatchedWhy(line, s)
			c.Unmatched = append(c.Unmatched, Unmatched{line, e.unmatchedReason(&why), why})
		}
	}
	return c, nil
}

func (e *Edition) checkReferences(l *List) error {
	var faults Faults
	for i := range l.Lines {
		for _, ref := range l.Lines[i].references {
			if !e.knows(ref) {
				faults.addIn(referenceColumn, l.Lines[i].Number, "correct it, or empty the cell and say in the note what was meant", "unknown reference %s: edition %s has no such entry", ref.text, e.ID)
			}
		}
	}
	return l.sheet.placed(faults).err("comparing the control list with the Annex")
}

// hit is one code or reference on one line.
type hit struct {
	line *Line
	text string
	cell string
}

// hits finds lines by what they say, and by everything above what they say, as
// far as an entry asks for it.
type hits struct {
	asked pairing
	exact map[string][]hit
	below map[string][]hit
}

func newHits(asked pairing) hits {
	return hits{asked, map[string][]hit{}, map[string][]hit{}}
}

func (h hits) add(line *Line, c code, cell string) {
	found := hit{line, c.text, cell}
	if h.asked.asks(c.text) {
		h.exact[c.text] = append(h.exact[c.text], found)
	}
	for p := range c.parents {
		if h.asked.codes[p] {
			h.below[p] = append(h.below[p], found)
		}
	}
}

// listIndex is a list turned round, so that each entry is looked up and not
// searched for.
type listIndex struct {
	references, codes hits
}

func (e *Edition) indexList(l *List, s Scheme) listIndex {
	ix := listIndex{newHits(e.columns[AnnexReferences]), newHits(e.columns[s])}
	for i := range l.Lines {
		line := &l.Lines[i]
		for _, c := range line.references {
			ix.references.add(line, c, line.Reference)
		}
		for _, c := range line.codes {
			listed := c.family == dualUse || c.family == military
			switch {
			case s == AnnexReferences && !listed:
				ix.references.add(line, c, line.Code)
			case s != AnnexReferences && listed:
				ix.codes.add(line, c, line.Code)
			}
		}
	}
	return ix
}

// matches finds every line that says sought, something above or below it.
func (h hits) matches(sought code, basis Basis) []Match {
	var found []Match
	add := func(hs []hit, fit Fit) {
		for _, x := range hs {
			found = append(found, Match{x.line.Number, x.line.Code, x.text, sought.text, x.cell, basis, fit})
		}
	}
	add(h.exact[sought.text], Exact)
	add(h.below[sought.text], Child)
	for p := range sought.parents {
		add(h.exact[p], Parent)
	}
	return found
}

// row works out one entry. References come first: they are what the country
// itself says.
func (ix listIndex) row(entry Entry, s Scheme) Row {
	byRef := ix.byReference(entry)
	byCode := ix.byCode(entry, s)
	row := byRef
	if rank(byCode.State) > rank(byRef.State) {
		row.State, row.Basis, row.Why = byCode.State, ByCode, byCode.Why
	}
	if row.State == NotFound {
		row.Why = byCode.Why
	}
	row.Reason = row.Why.reason(entry)
	row.Matches = append(row.Matches, byCode.Matches...)
	row.Missing, row.Provenance = byCode.Missing, byCode.Provenance
	row.Computed = row.State
	slices.SortStableFunc(row.Matches, func(a, b Match) int { return a.Line - b.Line })
	return row
}

// byReference works out what explicit references say of an entry.
func (ix listIndex) byReference(entry Entry) Row {
	row := Row{Entry: entry, State: NotFound}
	row.Matches = ix.references.matches(code{reference, entry.Code}, ByReference)
	if len(row.Matches) == 0 {
		return row
	}
	row.Basis = ByReference
	finer := 0
	for _, f := range entry.Finer {
		if len(ix.references.exact[f.Code]) > 0 {
			finer++
		}
	}
	switch {
	case fits(row.Matches, Exact):
		row.State, row.Why = Covered, restingOn(WhyReference, row.Matches, Exact)
	case finer > 0 && finer == len(entry.Finer):
		row.State, row.Why = Covered, restingOn(WhyFiner, row.Matches, Child)
	case fits(row.Matches, Child):
		row.State, row.Why = Partly, restingOn(WhyPart, row.Matches, Child)
	default:
		row.State, row.Why = Partly, restingOn(WhyAbove, row.Matches, Parent)
	}
	return row
}

// byCode works out what the codes of one column say of an entry.
func (ix listIndex) byCode(entry Entry, s Scheme) Row {
	codes, provenance := entry.codes(s)
	row := Row{State: NotFound, Provenance: provenance}
	militaryOnly, isMilitary := true, false
	for _, text := range codes {
		sought := parsed(text)
		found := ix.codes.matches(sought, ByCode)
		if !fits(found, Exact) {
			row.Missing = append(row.Missing, text)
		}
		isMilitary = isMilitary || sought.family == military
		militaryOnly = militaryOnly && sought.family == military
		row.Matches = append(row.Matches, found...)
	}
	row.State = codeState(codes, row, isMilitary)
	row.Why = codeWhy(codes, row, s, militaryOnly)
	return row
}

func codeState(codes []string, row Row, isMilitary bool) State {
	switch {
	case len(row.Matches) == 0:
		return NotFound
	case len(row.Missing) == 0 && len(codes) > 0 && !isMilitary:
		return Covered
	}
	return Partly
}

// parsed turns a column's code, which ParseEdition checked, into a code.
func parsed(text string) code {
	c, _, _ := scanCode(text, 0)
	return c
}

func fits(matches []Match, fit Fit) bool {
	return slices.ContainsFunc(matches, func(m Match) bool { return m.Fit == fit })
}

func rank(s State) int {
	return slices.Index([]State{NotFound, Partly, Covered, Confirmed}, s)
}
