package store

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Fault is one thing that is wrong with what a table holds.
type Fault struct {
	Key     table.Key
	Problem string
}

func (f Fault) String() string { return f.Key.PK + " " + f.Key.SK + ": " + f.Problem }

// Fsck checks a dump of all items, of one table or several, and returns every
// fault in order of keys, and how many items there were. An item may come with
// an error that says how it is damaged. The dump must be of one moment and is
// held in memory.
//
// A dump is right when every item is of a kind that doc.go lists, is what its
// key says, and has what it belongs to; every answer has its whole history;
// marks are those of the sealing that the header names, or were left by one
// that was given up; a submitted file has its submission, whole, and a released
// package its grants; a file has every
// version of its national list as it was handed in; every chain of events is whole and tells of every act
// that left a trace; and nothing in the ledger was written twice.
func Fsck(items iter.Seq2[table.Item, error]) ([]Fault, int) {
	c := &checker{dump: dump{}, told: map[act]int{}, owed: map[act]owed{}, named: map[string]bool{}}
	n := 0
	for item, damage := range items {
		n++
		if damage != nil {
			c.add(item.Key, "%v", damage)
			continue
		}
		if c.dump[item.PK] == nil {
			c.dump[item.PK] = map[string]table.Item{}
		}
		if _, twice := c.dump[item.PK][item.SK]; twice {
			c.add(item.Key, "it stands in the dump twice")
		}
		c.dump[item.PK][item.SK] = item
		if ledgerZone(item.PK) && item.Version != "1" {
			c.add(item.Key, "version %q in the ledger, where everything is written once", item.Version)
		}
	}
	c.store = New(c.dump)
	for pk := range c.dump {
		c.items(pk)
		c.partition(pk)
	}
	c.settle()
	slices.SortStableFunc(c.faults, func(a, b Fault) int { return strings.Compare(a.String(), b.String()) })
	return c.faults, n
}

// checker goes through a dump partition by partition.
type checker struct {
	dump   dump
	store  *Store
	told   map[act]int     // how many events there are of an act
	owed   map[act]owed    // how many there should be at least
	named  map[string]bool // every id that stands in a key
	made   []effect        // what calls came to by their idempotency keys
	faults []Fault
}

// act is what an event of an owner says: its kind, or any of several with | or
// all with "", and what it is about.
type act struct{ owner, kind, about string }

// owed is how many events of an act should be there, and an item that says so.
type owed struct {
	least int
	by    table.Key
}

// effect is what one call made.
type effect struct {
	at    table.Key
	about string
}

func (c *checker) add(k table.Key, format string, args ...any) {
	c.faults = append(c.faults, Fault{k, fmt.Sprintf(format, args...)})
}

// read decodes an item; one that cannot be read is a fault.
func (c *checker) read(item table.Item, v any) bool {
	if err := json.Unmarshal(item.Body, v); err != nil {
		c.add(item.Key, "it cannot be read: %v", err)
		return false
	}
	return true
}

// partition checks what only the items of a partition together can show.
func (c *checker) partition(pk string) {
	ids := strings.Split(strings.TrimSuffix(pk, "#"), "#")
	switch {
	case ids[0] == "P" && len(ids) == 3:
		c.nationalLists(pk, ids[1], ids[2])
	case ids[0] == "P" && len(ids) == 4:
		c.working(pk, ids[1], ids[2], ids[3])
	case ids[0] == "N" && len(ids) == 3:
		c.submission(ids[1], ids[2])
	case ids[0] == "S" && len(ids) == 2:
		c.pkg(ids[1])
	case ids[0] == "A" && len(ids) == 2:
		c.chain(ids[1])
	}
}

// chain checks the events of an owner and counts what they are about.
func (c *checker) chain(owner string) {
	var events []assessment.Event
	for i, item := range c.dump.sorted(audit(owner), "") {
		var e assessment.Event
		if json.Unmarshal(item.Body, &e) != nil {
			return // said of the item
		}
		events = append(events, e)
		c.told[act{owner, "", e.About}]++
		c.told[act{owner, e.Kind, e.About}]++
		if item.SK != eventKey(i+1) {
			c.add(item.Key, "event %d stands where event %d should", e.Number, i+1)
			return
		}
	}
	if err := assessment.VerifyChain(events); err != nil {
		c.add(key(audit(owner), ""), "%v", err)
	}
}

// owe says that an item stands for so many events. A chain that lost its end is
// whole in itself.
func (c *checker) owe(by table.Key, a act, events int) {
	c.owed[a] = owed{c.owed[a].least + events, by}
}

// settle compares what the items of the dump say with what was found elsewhere
// in it.
func (c *checker) settle() {
	for a, should := range c.owed {
		n := 0
		for kind := range strings.SplitSeq(a.kind, "|") {
			n += c.told[act{a.owner, kind, a.about}]
		}
		if n < should.least {
			c.add(should.by, "%d events %q where there should be %d: the chain of %s lost some", n, strings.TrimSpace(a.kind+" "+a.about), should.least, a.owner)
		}
	}
	for _, o := range c.made {
		if !c.named[o.about] {
			c.add(o.at, "the call made %q, which is nowhere", o.about)
		}
	}
}

// dump is a table that was read whole, by partition and sort key.
type dump map[string]map[string]table.Item

func (d dump) has(k table.Key) bool {
	_, ok := d[k.PK][k.SK]
	return ok
}

// sorted returns the items of a partition whose sort keys begin so, in order.
func (d dump) sorted(pk, prefix string) []table.Item {
	var items []table.Item
	for _, sk := range slices.Sorted(maps.Keys(d[pk])) {
		if strings.HasPrefix(sk, prefix) {
			items = append(items, d[pk][sk])
		}
	}
	return items
}

func (d dump) Get(_ context.Context, k table.Key, _ table.Reading) (table.Item, table.Units, error) {
	item, ok := d[k.PK][k.SK]
	if !ok {
		return item, table.Units{}, table.ErrNotFound
	}
	return item, table.Units{}, nil
}

func (d dump) Query(_ context.Context, q table.Query) (table.Page, error) {
	return table.Page{Items: d.sorted(q.PK, q.Prefix)}, nil
}

func (d dump) Write(context.Context, ...table.Op) (table.Units, error) {
	return table.Units{}, fmt.Errorf("a dump is not written to: %w", table.ErrInvalid)
}
