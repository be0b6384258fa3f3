package tabletest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// The part of Run about calls that are refused and writes.

func long(n int) string { return strings.Repeat("k", n) }

func many(n int) []table.Op {
	ops := make([]table.Op, n)
	for i := range ops {
		ops[i] = put(item("many", fmt.Sprintf("%03d", i), "v", ""))
	}
	return ops
}

// heavy is a write of n bytes in all, of items as large as may be.
func heavy(n int) []table.Op {
	var ops []table.Op
	for i := 0; n > 0; i++ {
		size := min(n, table.MaxItem)
		ops = append(ops, put(sized(item("heavy", fmt.Sprintf("%03d", i), "v", ""), size)))
		n -= size
	}
	return ops
}

func wrongCalls(t *testing.T, tb table.Table) {
	get := func(pk, sk string) func() error {
		return func() error {
			_, _, err := tb.Get(t.Context(), key(pk, sk), table.Strong)
			return err
		}
	}
	query := func(q table.Query) func() error {
		return func() error {
			_, err := tb.Query(t.Context(), q)
			return err
		}
	}
	write := func(ops ...table.Op) func() error {
		return func() error {
			_, err := tb.Write(t.Context(), ops...)
			return err
		}
	}
	good := item("p", "s", "v", "")
	cases := []struct {
		name string
		call func() error
		want error
	}{
		{"get, empty partition key", get("", "s"), table.ErrInvalid},
		{"get, empty sort key", get("p", ""), table.ErrInvalid},
		{"get, partition key not UTF-8", get("\xff", "s"), table.ErrInvalid},
		{"get, sort key not UTF-8", get("p", "\xc3"), table.ErrInvalid},
		{"get, long partition key", get(long(table.MaxPK+1), "s"), table.ErrTooLarge},
		{"get, long sort key", get("p", long(table.MaxSK+1)), table.ErrTooLarge},
		{"query, empty partition key", query(table.Query{}), table.ErrInvalid},
		{"query, long partition key", query(table.Query{PK: long(table.MaxPK + 1)}), table.ErrTooLarge},
		{"query, prefix and from", query(table.Query{PK: "p", Prefix: "a", From: "b"}), table.ErrInvalid},
		{"query, prefix and to", query(table.Query{PK: "p", Prefix: "a", To: "b"}), table.ErrInvalid},
		{"query, from above to", query(table.Query{PK: "p", From: "b", To: "a"}), table.ErrInvalid},
		{"query, negative limit", query(table.Query{PK: "p", Limit: -1}), table.ErrInvalid},
		{"query, cursor not UTF-8", query(table.Query{PK: "p", After: "\xff"}), table.ErrInvalid},
		{"query, prefix not UTF-8", query(table.Query{PK: "p", Prefix: "\xff"}), table.ErrInvalid},
		{"query, long cursor", query(table.Query{PK: "p", After: long(table.MaxSK + 1)}), table.ErrTooLarge},
		{"query, long start", query(table.Query{PK: "p", From: long(table.MaxSK + 1)}), table.ErrTooLarge},
		{"write, nothing", write(), table.ErrInvalid},
		{"write, empty partition key", write(put(item("", "s", "", ""))), table.ErrInvalid},
		{"write, empty sort key", write(put(item("p", "", "", ""))), table.ErrInvalid},
		{"write, long partition key", write(put(item(long(table.MaxPK+1), "s", "", ""))), table.ErrTooLarge},
		{"write, long sort key", write(remove("p", long(table.MaxSK+1))), table.ErrTooLarge},
		{"write, version not UTF-8", write(put(item("p", "s", "\xff", ""))), table.ErrInvalid},
		{"write, expires before 1970", write(put(table.Item{Key: good.Key, Expires: -1})), table.ErrInvalid},
		{"write, unknown kind", write(table.Op{Kind: table.Check + 1, Item: good}), table.ErrInvalid},
		{"write, unknown condition", write(when{Kind: table.IsVersion + 1}.op(put(good))), table.ErrInvalid},
		{"write, check of nothing", write(check("p", "s")), table.ErrInvalid},
		{"write, version without its condition", write(when{Version: "v"}.op(put(good))), table.ErrInvalid},
		{"write, condition's version not UTF-8", write(when(table.Version("\xff")).op(put(good))), table.ErrInvalid},
		{"write, two on one key", write(put(good), put(good)), table.ErrInvalid},
		{"write, put and check on one key", write(put(good), when(table.Absent()).op(check("p", "s"))), table.ErrInvalid},
		{"write, too many", write(many(table.MaxOps + 1)...), table.ErrTooLarge},
		{"write, item too large", write(put(sized(good, table.MaxItem+1))), table.ErrTooLarge},
		{"write, item too large by its version", write(put(item("p", "s", long(table.MaxItem), ""))), table.ErrTooLarge},
		{"write, item too large by its expiry", write(put(table.Item{Key: good.Key, Expires: 1, Body: sized(item("p", "s", "", ""), table.MaxItem).Body})), table.ErrTooLarge},
		{"write, too large in all", write(heavy(table.MaxWrite + 20)...), table.ErrTooLarge},
	}
	for _, c := range cases {
		if err := c.call(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %.300v, want %v", c.name, err, c.want)
		}
	}
	for _, pk := range []string{"p", "many", "heavy"} {
		if got := all(t, tb, table.Query{PK: pk, Reading: table.Strong}); len(got) != 0 {
			t.Errorf("a refused write wrote %d items", len(got))
		}
	}
}

func wrongOperation(t *testing.T, tb table.Table) {
	good := put(item("p", "good", "v", ""))
	for name, bad := range map[string]table.Op{
		"invalid":   put(item("p", "", "", "")),
		"too large": put(sized(item("p", "bad", "", ""), table.MaxItem+1)),
	} {
		if _, err := tb.Write(t.Context(), good, bad); err == nil {
			t.Errorf("%s: written", name)
		}
		absent(t, tb, good.Item.Key)
	}
}

func limitsReached(t *testing.T, tb table.Table) {
	for _, i := range []table.Item{
		sized(item("p", "large", "v", ""), table.MaxItem),
		item(long(table.MaxPK), "s", "", ""),
		item("p", long(table.MaxSK), "", ""),
		sized(item(long(table.MaxPK), long(table.MaxSK), "v", ""), table.MaxItem),
		sized(table.Item{Key: key("p", "expires"), Expires: 4102444801}, table.MaxItem),
	} {
		write(t, tb, put(i))
		stands(t, tb, i)
	}
	for _, ops := range [][]table.Op{many(table.MaxOps), heavy(table.MaxWrite)} {
		write(t, tb, ops...)
		for _, op := range ops {
			stands(t, tb, op.Item)
		}
	}
}

// conditions tries every operation with every condition on every state.
func conditions(t *testing.T, tb table.Table) {
	v1, v2, plain := item("p", "s", "v1", "one"), item("p", "s", "v2", "two"), item("p", "s", "", "plain")
	next := item("p", "s", "next", "new")
	states := []struct {
		name  string
		item  *table.Item
		holds []bool // for each of conds
	}{
		{"nothing", nil, []bool{true, true, false, false, false}},
		{"version v1", &v1, []bool{true, false, true, true, false}},
		{"version v2", &v2, []bool{true, false, true, false, false}},
		{"empty version", &plain, []bool{true, false, true, false, true}},
	}
	conds := []table.Condition{{}, table.Absent(), table.Present(), table.Version("v1"), table.Version("")}
	kinds := []table.Op{put(next), remove("p", "s"), check("p", "s")}
	for _, state := range states {
		for c, cond := range conds {
			for _, op := range kinds {
				if op.Kind == table.Check && cond.Kind == table.Always {
					continue
				}
				for _, others := range [][]table.Op{nil, {put(item("p", "other", "", ""))}} {
					write(t, tb, remove("p", "s"))
					if state.item != nil {
						write(t, tb, put(*state.item))
					}
					op.If = cond
					after := state.item
					if state.holds[c] {
						after = map[table.OpKind]*table.Item{table.Put: &next, table.Check: after}[op.Kind]
					}
					_, err := tb.Write(t.Context(), append(others, op)...)
					name := fmt.Sprintf("%s, kind %d, condition %+v, %d others", state.name, op.Kind, cond, len(others))
					outcome(t, name, err, state.holds[c], len(others), state.item)
					if after == nil {
						absent(t, tb, op.Item.Key)
					} else {
						stands(t, tb, *after)
					}
				}
			}
		}
	}
}

// outcome checks the error of a write whose operation at the place given may
// have been refused because of what stood there.
func outcome(t *testing.T, name string, err error, holds bool, place int, current *table.Item) {
	t.Helper()
	if holds {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return
	}
	var refused *table.ConditionError
	if !errors.As(err, &refused) || len(refused.Failed) != 1 || refused.Failed[0].Op != place {
		t.Errorf("%s: got %v, want operation %d refused", name, err, place)
		return
	}
	got := refused.Failed[0].Current
	if (got == nil) != (current == nil) || got != nil && !same(*got, *current) {
		t.Errorf("%s: got %v as the current item, want %v", name, got, current)
	}
}

func allOrNone(t *testing.T, tb table.Table) {
	stay, gone := item("p", "stays", "v1", "old"), item("p", "goes", "v1", "old")
	write(t, tb, put(stay), put(gone))
	ops := []table.Op{
		put(item("p", "new", "v1", "")),
		put(item("p", "stays", "v2", "new")),
		remove("p", "goes"),
		when(table.Present()).op(check("q", "missing")),
	}
	for range ops { // the refused one in every place
		ops = append(ops[1:], ops[0])
		_, err := tb.Write(t.Context(), ops...)
		outcome(t, "refused", err, false, slices.IndexFunc(ops, func(o table.Op) bool { return o.Kind == table.Check }), nil)
		stands(t, tb, stay)
		stands(t, tb, gone)
		absent(t, tb, key("p", "new"))
	}
}

func everyRefusal(t *testing.T, tb table.Table) {
	standing := item("p", "1", "v1", "one")
	write(t, tb, put(standing))
	_, err := tb.Write(t.Context(),
		put(item("p", "0", "", "")),
		when(table.Version("v0")).op(put(item("p", "1", "v2", ""))),
		when(table.Version("v0")).op(remove("p", "2")),
		when(table.Absent()).op(check("p", "3")),
		when(table.Present()).op(check("p", "4")),
	)
	var refused *table.ConditionError
	if !errors.As(err, &refused) {
		t.Fatalf("got %v, want a ConditionError", err)
	}
	var places []int
	for _, f := range refused.Failed {
		places = append(places, f.Op)
		if f.Op == 1 && (f.Current == nil || !same(*f.Current, standing)) || f.Op != 1 && f.Current != nil {
			t.Errorf("operation %d: got %v as the current item", f.Op, f.Current)
		}
	}
	if !slices.Equal(places, []int{1, 2, 4}) {
		t.Errorf("refused were %v, want 1, 2 and 4", places)
	}
}

func mixedWrite(t *testing.T, tb table.Table) {
	old, replaced, checked := item("p", "old", "v1", ""), item("p", "replaced", "v1", ""), item("p", "checked", "v1", "")
	write(t, tb, put(old), put(replaced), put(checked))
	fresh, replacement := item("q", "fresh", "v1", "x"), item("p", "replaced", "v2", "y")
	write(t, tb,
		when(table.Absent()).op(put(fresh)),
		when(table.Version("v1")).op(put(replacement)),
		when(table.Present()).op(remove("p", "old")),
		when(table.Version("v1")).op(check("p", "checked")),
		when(table.Absent()).op(check("p", "missing")),
	)
	stands(t, tb, fresh)
	stands(t, tb, replacement)
	stands(t, tb, checked)
	absent(t, tb, old.Key)
	absent(t, tb, key("p", "missing"))
}

// noLostUpdate lets writers raise one number, each under the version it read.
func noLostUpdate(t *testing.T, tb table.Table) {
	const writers, rounds = 4, 10
	write(t, tb, put(item("p", "number", "0", "")))
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for done := 0; done < rounds; {
				got, _, err := tb.Get(t.Context(), key("p", "number"), table.Strong)
				if err != nil {
					t.Error(err)
					return
				}
				n := 0
				fmt.Sscan(got.Version, &n)
				raised := item("p", "number", fmt.Sprint(n+1), "")
				trace := item("p", fmt.Sprintf("trace %04d", n+1), "", "")
				_, err = tb.Write(t.Context(), when(table.Version(got.Version)).op(put(raised)), when(table.Absent()).op(put(trace)))
				var refused *table.ConditionError
				switch {
				case err == nil:
					done++
				case !errors.As(err, &refused) && !errors.Is(err, table.ErrBusy):
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	stands(t, tb, item("p", "number", fmt.Sprint(writers*rounds), ""))
	if got := all(t, tb, table.Query{PK: "p", Prefix: "trace ", Reading: table.Strong}); len(got) != writers*rounds {
		t.Errorf("%d traces of %d writes", len(got), writers*rounds)
	}
}
