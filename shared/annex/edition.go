package annex

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Notice is shown wherever an edition or a concordance is shown.
const Notice = "This is a working aid in its own words: the official edition of the MTCR Annex prevails. Correlations marked matched, mixed or known are to be confirmed against the official texts."

//go:embed editions/*.csv
var files embed.FS

// Provenance says where the pairing of an entry with a national code comes
// from.
type Provenance string

// The provenances of a correlation.
const (
	Table   Provenance = "table"   // a source prints the pairing
	Matched Provenance = "matched" // the code was seen in its list; the pairing was made by comparing subject matter
	Mixed   Provenance = "mixed"   // some codes were seen, others come from general knowledge
	Known   Provenance = "known"   // general knowledge
	NoCodes Provenance = ""        // there is no code to pair with
)

// ToConfirm reports whether a person is to check the pairing.
func (p Provenance) ToConfirm() bool { return p != Table && p != NoCodes }

// Source says where an entry itself comes from.
type Source string

// The sources of an entry.
const (
	SourceFound Source = "found" // seen in a copy of the edition
	SourceKnown Source = "known" // general knowledge
)

// Entry is one row of an edition.
type Entry struct {
	Code           string     `json:"code"`        // such as 3.A.1 or 4.C.2.b
	Item           int        `json:"item"`        // 1 to 20
	Category       string     `json:"category"`    // "I" or "II"
	Subcategory    string     `json:"subcategory"` // "A" equipment, "B" test and production equipment, "C" materials, "D" software, "E" technology
	Title          string     `json:"title"`       // in our own words
	Threshold      string     `json:"threshold"`   // the figures, divided by semicolons; empty where intent or usability decides
	Source         Source     `json:"source"`
	EU             []string   `json:"eu,omitempty"` // EU dual-use codes, and ML numbers of the EU Common Military List
	EUProvenance   Provenance `json:"eu_provenance"`
	ECCN           []string   `json:"eccn,omitempty"` // US export control classification numbers
	ECCNProvenance Provenance `json:"eccn_provenance"`
	Jurisdiction   string     `json:"jurisdiction"`    // US: "EAR", "ITAR" or "EAR+ITAR"
	USML           []string   `json:"usml,omitempty"`  // US Munitions List paragraphs
	Finer          []Entry    `json:"finer,omitempty"` // known finer rows of this entry, in Annex order; not counted as entries
}

// Edition is one dated edition of the Annex. It does not change and may be
// shared.
type Edition struct {
	ID        string // such as 2024-03-14
	Published string // date of publication, as 2024-03-14

	entries []Entry
	byCode  map[string]int     // entry code to its place in entries
	parents map[string]bool    // codes above entries, such as 4.C.2, and whole items
	columns map[Scheme]pairing // what each scheme's codes or references can say
}

// pairing is one column of codes, turned round.
type pairing struct {
	codes map[string]bool // every code of the column
	above map[string]bool // what includes them, such as 9A106 for 9A106.d
	bases map[string]bool // their heads, such as 9A106
}

// asks reports whether an entry asks for the code or for a part of it.
func (p pairing) asks(text string) bool { return p.codes[text] || p.above[text] }

// Editions lists the ids of the built-in editions, oldest first.
func Editions() []string {
	names, err := fs.Glob(files, "editions/*.csv")
	if err != nil {
		panic(err) // only a malformed pattern, and it is a constant
	}
	ids := make([]string, len(names))
	for i, name := range names {
		ids[i] = strings.TrimSuffix(strings.TrimPrefix(name, "editions/"), ".csv")
	}
	slices.Sort(ids) // ids are dates, so this is the order of time
	return ids
}

// Open returns a built-in edition. It decodes the edition on each call, which
// takes a few milliseconds; keep the result. An id that Editions does not
// list is an error.
func Open(id string) (*Edition, error) {
	if !slices.Contains(Editions(), id) {
		return nil, fmt.Errorf("opening Annex edition %q: not built in; the editions are %s", id, strings.Join(Editions(), ", "))
	}
	data, err := files.ReadFile("editions/" + id + ".csv")
	if err != nil {
		return nil, fmt.Errorf("opening Annex edition %s: %w", id, err)
	}
	return ParseEdition(id, data)
}

// Entries returns the entries in Annex order: 179 for 2024-03-14. Finer rows
// are under their entries.
func (e *Edition) Entries() []Entry { return slices.Clone(e.entries) }

// Entry returns one entry by its code, in any spelling that ReadList
// understands (3.A.1, M3A1, 6-3.A.1). It knows no finer rows.
func (e *Edition) Entry(code string) (Entry, bool) {
	codes, strange := readCell(code)
	if len(codes) != 1 || len(strange) > 0 {
		return Entry{}, false
	}
	i, ok := e.byCode[codes[0].text]
	if !ok {
		return Entry{}, false
	}
	return e.entries[i], true
}

// index fills in what is looked up.
func (e *Edition) index() {
	e.byCode = make(map[string]int, len(e.entries))
	e.parents = map[string]bool{}
	e.columns = map[Scheme]pairing{}
	for _, s := range []Scheme{EUStyle, USStyle, AnnexReferences} {
		e.columns[s] = pairing{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	}
	for i, entry := range e.entries {
		e.byCode[entry.Code] = i
		for p := range (code{reference, entry.Code}).parents {
			e.parents[p] = true
		}
		e.parents[fmt.Sprintf("Item %d", entry.Item)] = true
		e.parents[fmt.Sprintf("Item %d.%s", entry.Item, entry.Subcategory)] = true
		for s, p := range e.columns {
			codes, _ := entry.codes(s)
			for _, text := range codes {
				p.add(parsed(text))
			}
		}
		for _, row := range append([]Entry{entry}, entry.Finer...) {
			e.columns[AnnexReferences].add(code{reference, row.Code})
		}
	}
}

func (p pairing) add(c code) {
	p.codes[c.text] = true
	p.bases[c.base()] = true
	for above := range c.parents {
		p.above[above] = true
	}
}

// codes returns the codes of the column that belongs to the scheme.
func (en *Entry) codes(s Scheme) ([]string, Provenance) {
	switch s {
	case EUStyle:
		return en.EU, en.EUProvenance
	case USStyle:
		return en.ECCN, en.ECCNProvenance
	}
	return nil, NoCodes
}

// holds returns the entry that a reference names or lies under.
func (e *Edition) holds(c code) (int, bool) {
	if i, ok := e.byCode[c.text]; ok {
		return i, true
	}
	for p := range c.parents {
		if i, ok := e.byCode[p]; ok {
			return i, true
		}
	}
	return 0, false
}

// knows reports whether a well-formed reference names something in the edition.
func (e *Edition) knows(c code) bool {
	if _, ok := e.holds(c); ok {
		return true
	}
	return e.parents[c.text]
}
