package annex

import (
	"fmt"
	"slices"
	"strings"
)

// ChangeKind says what happened to a row between two editions.
type ChangeKind string

// The kinds of change.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// Changes are the differences between two editions.
type Changes struct {
	Old, New string   // ids of the editions
	Rows     []Change // in the order of the new edition, removed rows last
}

// Change is one row, an entry or a finer row, that differs.
type Change struct {
	Kind        ChangeKind    `json:"kind"`
	Code        string        `json:"code"`  // of the row
	Entry       string        `json:"entry"` // of the entry it is or belongs to
	Item        int           `json:"item"`
	Subcategory string        `json:"subcategory"`
	Title       string        `json:"title"`  // in the newer edition that has the row
	Fields      []FieldChange `json:"fields"` // what differs; only where Kind is Changed
}

// FieldChange is one field of a row that differs.
type FieldChange struct {
	Field       string `json:"field"` // in plain words, such as "threshold"
	Old         string `json:"old"`
	New         string `json:"new"`
	Correlation bool   `json:"correlation"` // the field pairs the row with a national list and is no part of the Annex
}

// Substance reports whether the Annex itself changed, and not only a pairing
// of its rows with national lists.
func (c Change) Substance() bool {
	return c.Kind != Changed || slices.ContainsFunc(c.Fields, func(f FieldChange) bool { return !f.Correlation })
}

// Touches reports whether the Annex itself changed within an item (0 for any)
// and subcategory ("" for any). Ask it for what a question refers to.
func (ch Changes) Touches(item int, subcategory string) bool {
	return slices.ContainsFunc(ch.Rows, func(c Change) bool {
		return c.Substance() && (item == 0 || c.Item == item) && (subcategory == "" || c.Subcategory == subcategory)
	})
}

// tagged is a row with the entry it is or belongs to.
type tagged struct {
	Entry
	of    string
	level string
}

func (e *Edition) rows() []tagged {
	var all []tagged
	for _, entry := range e.entries {
		all = append(all, tagged{entry, entry.Code, "entry"})
		for _, f := range entry.Finer {
			all = append(all, tagged{f, entry.Code, "finer row"})
		}
	}
	return all
}

// Diff says what changes from one edition to another, entries and finer rows
// alike. A row is the same row when it has the same code.
func Diff(old, new *Edition) Changes {
	changes := Changes{Old: old.ID, New: new.ID}
	before := map[string]tagged{}
	for _, row := range old.rows() {
		before[row.Code] = row
	}
	for _, row := range new.rows() {
		was, ok := before[row.Code]
		delete(before, row.Code)
		if !ok {
			changes.Rows = append(changes.Rows, change(Added, row, nil))
		} else if fields := compare(was, row); len(fields) > 0 {
			changes.Rows = append(changes.Rows, change(Changed, row, fields))
		}
	}
	for _, row := range old.rows() {
		if _, gone := before[row.Code]; gone {
			changes.Rows = append(changes.Rows, change(Removed, row, nil))
		}
	}
	return changes
}

func change(kind ChangeKind, row tagged, fields []FieldChange) Change {
	return Change{kind, row.Code, row.of, row.Item, row.Subcategory, row.Title, fields}
}

func compare(old, new tagged) []FieldChange {
	var fields []FieldChange
	check := func(field, a, b string, correlation bool) {
		if a != b {
			fields = append(fields, FieldChange{field, a, b, correlation})
		}
	}
	list := func(codes []string) string { return strings.Join(codes, "; ") }
	check("level", old.level, new.level, false)
	check("category", old.Category, new.Category, false)
	check("title", old.Title, new.Title, false)
	check("threshold", old.Threshold, new.Threshold, false)
	check("source", string(old.Source), string(new.Source), true)
	check("EU codes", list(old.EU), list(new.EU), true)
	check("EU provenance", string(old.EUProvenance), string(new.EUProvenance), true)
	check("ECCN", list(old.ECCN), list(new.ECCN), true)
	check("ECCN provenance", string(old.ECCNProvenance), string(new.ECCNProvenance), true)
	check("US jurisdiction", old.Jurisdiction, new.Jurisdiction, true)
	check("USML", list(old.USML), list(new.USML), true)
	return fields
}

// String writes the change on one line.
func (c Change) String() string {
	if c.Kind != Changed {
		return fmt.Sprintf("%s %s: %s", c.Code, c.Kind, c.Title)
	}
	parts := make([]string, len(c.Fields))
	for i, f := range c.Fields {
		parts[i] = fmt.Sprintf("%s from %q to %q", f.Field, f.Old, f.New)
	}
	return fmt.Sprintf("%s %s: %s", c.Code, c.Kind, strings.Join(parts, ", "))
}

// TouchedLine is a national line that a change of the Annex concerns.
type TouchedLine struct {
	Line    Line     `json:"line"`
	Entries []string `json:"entries"` // the entries it speaks for that changed, in Annex order
}

// Touched says which national lines the changes concern: those that speak for
// a changed entry, or for the entry of a changed finer row. Ask the
// concordance with the old edition for lines that rows removed or changed
// leave behind, and the one with the new edition for lines that already speak
// for an added row. Lines stand in file order.
func (c *Concordance) Touched(changes Changes) []TouchedLine {
	changed := map[string]bool{}
	for _, row := range changes.Rows {
		changed[row.Entry] = true
	}
	entries := map[int][]string{}
	for _, row := range c.Rows {
		if !changed[row.Entry.Code] {
			continue
		}
		for _, m := range row.Matches {
			if !slices.Contains(entries[m.Line], row.Entry.Code) {
				entries[m.Line] = append(entries[m.Line], row.Entry.Code)
			}
		}
	}
	var touched []TouchedLine
	for _, line := range c.lines {
		if codes := entries[line.Number]; len(codes) > 0 {
			touched = append(touched, TouchedLine{line, codes})
		}
	}
	return touched
}
