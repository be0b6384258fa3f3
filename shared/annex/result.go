package annex

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// MinReason is the fewest characters of a reason for an override.
const MinReason = 20

// Override is what a person decided about one row.
type Override struct {
	Entry  string `json:"entry"`  // code of the entry
	State  State  `json:"state"`  // Confirmed, Partly or NotFound
	Reason string `json:"reason"` // at least MinReason characters
	By     string `json:"by"`     // who decided
}

// Override returns a concordance in which a person has settled one row; the
// one it is called on stays as it is, and a later override of the same row
// replaces an earlier one. The state is Confirmed, Partly or NotFound: Covered
// is what the list itself says. The error names everything that is wrong.
func (c *Concordance) Override(o Override) (*Concordance, error) {
	var faults Faults
	i := c.find(o.Entry)
	if i < 0 {
		faults.add(0, "use a code of the edition, such as 3.A.1", "edition %s has no entry %q", c.Edition, o.Entry)
	}
	if !slices.Contains([]State{Confirmed, Partly, NotFound}, o.State) {
		faults.add(0, fmt.Sprintf("use %q, %q or %q", Confirmed, Partly, NotFound), "the state is %q", o.State)
	}
	o.Reason, o.By = strings.TrimSpace(o.Reason), strings.TrimSpace(o.By)
	if n := utf8.RuneCountInString(o.Reason); n < MinReason {
		faults.add(0, fmt.Sprintf("say in at least %d why", MinReason), "the reason has %d characters", n)
	}
	if o.By == "" {
		faults.add(0, "say who decided", "the name is empty")
	}
	if err := faults.err("overriding row " + o.Entry); err != nil {
		return nil, err
	}
	settled := *c
	settled.Rows = slices.Clone(c.Rows)
	o.Entry = settled.Rows[i].Entry.Code
	settled.Rows[i].State, settled.Rows[i].Override = o.State, &o
	return &settled, nil
}

// Row returns the row of an entry, in any spelling of its code.
func (c *Concordance) Row(entry string) (Row, bool) {
	i := c.find(entry)
	if i < 0 {
		return Row{}, false
	}
	return c.Rows[i], true
}

func (c *Concordance) find(entry string) int {
	codes, strange := readCell(entry)
	if len(codes) != 1 || len(strange) > 0 {
		return -1
	}
	return slices.IndexFunc(c.Rows, func(r Row) bool { return r.Entry.Code == codes[0].text })
}

// Summary counts a concordance.
type Summary struct {
	Covered   int `json:"covered"`
	Confirmed int `json:"confirmed"`
	Partly    int `json:"partly"`
	NotFound  int `json:"not_found"` // rows in each state; their sum is the number of entries

	Carried   int `json:"carried"`    // AX-02: rows covered or confirmed, Category I counted twice
	CarriedOf int `json:"carried_of"` // all rows counted so: 200 for 2024-03-14

	Kinds     []string `json:"kinds"`     // AX-03: subcategories, "A" to "E", whose every entry is covered or confirmed
	KindsOf   int      `json:"kinds_of"`  // subcategories of the edition: 5 for 2024-03-14
	Unmatched int      `json:"unmatched"` // lines of the list that speak for no entry
}

// Summary counts the rows.
func (c *Concordance) Summary() Summary {
	sum := Summary{Kinds: []string{}, Unmatched: len(c.Unmatched)}
	whole := map[string]bool{}
	for _, row := range c.Rows {
		*sum.of(row.State)++
		weight := 1
		if row.Entry.Category == "I" {
			weight = 2
		}
		sum.CarriedOf += weight
		if row.State.Carried() {
			sum.Carried += weight
		}
		before, seen := whole[row.Entry.Subcategory]
		whole[row.Entry.Subcategory] = row.State.Carried() && (before || !seen)
	}
	sum.KindsOf = len(whole)
	for kind, all := range whole {
		if all {
			sum.Kinds = append(sum.Kinds, kind)
		}
	}
	slices.Sort(sum.Kinds)
	return sum
}

func (s *Summary) of(state State) *int {
	switch state {
	case Covered:
		return &s.Covered
	case Confirmed:
		return &s.Confirmed
	case Partly:
		return &s.Partly
	}
	return &s.NotFound
}

// ItemRows are rows of one Annex item.
type ItemRows struct {
	Item int   `json:"item"`
	Rows []Row `json:"rows"` // in Annex order; each has the provenance of its correlation
}

// Missing lists the rows that are not carried, partly covered ones included,
// by item in Annex order; items that lack nothing are left out.
func (c *Concordance) Missing() []ItemRows {
	var items []ItemRows
	for _, row := range c.Rows {
		if row.State.Carried() {
			continue
		}
		if n := len(items); n == 0 || items[n-1].Item != row.Entry.Item {
			items = append(items, ItemRows{Item: row.Entry.Item})
		}
		last := &items[len(items)-1]
		last.Rows = append(last.Rows, row)
	}
	return items
}
