package store

import (
	"context"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

func nationalListKey(version int) string { return fmt.Sprintf("K#%05d", version) }

// NationalList reads the newest version of a file's list. A list is one item:
// the domain takes none that does not fit into one when it is compressed.
func (s *Store) NationalList(ctx context.Context, country, file string) (*assessment.NationalList, error) {
	const doing = "reading the national list"
	q := table.Query{PK: beside(country, file), Prefix: "K#", Backward: true, Limit: 1, Reading: table.Strong}
	for {
		page, err := s.table.Query(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
		if len(page.Items) > 0 {
			l := &assessment.NationalList{}
			item := page.Items[0]
			if item.Body, err = unpack(item.Body); err != nil {
				return nil, fmt.Errorf("%s: the item %s cannot be read: %w", doing, item.SK, err)
			}
			return l, decode(doing, item, l)
		}
		if q.After = page.Next; q.After == "" { // an empty page is not always the last
			return nil, fmt.Errorf("%s: %w", doing, assessment.ErrNotFound)
		}
	}
}

// SaveNationalList adds the version after the one its author saw. A version
// that stands is never written again, so that it stays known what a decision
// about a row was made on.
func (s *Store) SaveNationalList(ctx context.Context, country, file string, l *assessment.NationalList, e assessment.Event) error {
	const doing = "saving the national list"
	body, err := pack(l)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	at := func(version int) table.Item {
		return table.Item{Key: key(beside(country, file), nationalListKey(version))}
	}
	item := at(l.Version)
	item.Version, item.Body = "1", body
	ops := []table.Op{{Kind: table.Put, If: table.Absent(), Item: item}}
	if l.Version > 1 {
		ops = append(ops, table.Op{Kind: table.Check, If: table.Present(), Item: at(l.Version - 1)})
	}
	return s.withEvent(ctx, doing, country, e, ops...)
}

// Overrides lists what was decided about rows of the Annex, by row.
func (s *Store) Overrides(ctx context.Context, country, file string) ([]assessment.Override, error) {
	return list[assessment.Override](ctx, s, "reading the decisions about rows of the Annex", table.Query{PK: beside(country, file), Prefix: "V#", Reading: table.Strong})
}

// SaveOverride writes a decision whose author saw Version-1.
func (s *Store) SaveOverride(ctx context.Context, country, file string, o *assessment.Override) error {
	op, err := put(key(beside(country, file), "V#"+o.Row), stamp{version: o.Version}.String(), o, seen(o.Version-1))
	if err != nil {
		return err
	}
	const doing = "saving the decision about a row of the Annex"
	return conflict(doing, s.write(ctx, doing, op))
}

// nationalLists checks that a file has every version of its list, each with the
// text that its hash is of, and that its events tell of all of them.
func (c *checker) nationalLists(pk, country, file string) {
	items := c.dump.sorted(pk, "K#")
	for i, item := range items {
		body, err := unpack(item.Body)
		if err != nil {
			c.add(item.Key, "it cannot be read: %v", err)
			continue
		}
		var l assessment.NationalList
		if item.Body = body; !c.read(item, &l) {
			continue
		}
		if item.SK != nationalListKey(i+1) || l.Version != i+1 {
			c.add(item.Key, "version %d of the national list stands where version %d should", l.Version, i+1)
		}
		if hash, _ := digest([]byte(l.CSV), nil); hash != l.Hash {
			c.add(item.Key, "the text of the national list is not the one of its hash")
		}
	}
	if n := len(items); n > 0 {
		c.owe(items[n-1].Key, act{country, "list_changed", assessment.ListOf(file)}, n)
	}
}
