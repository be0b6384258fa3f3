package tabletest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Model makes random calls on a table and on Memory and compares what comes
// back. The counts are rapid's: -rapid.checks and -rapid.steps.
func Model(t *testing.T, open func(t *testing.T) table.Table) {
	tb := open(t)
	var runs atomic.Int64
	rapid.Check(t, func(rt *rapid.T) {
		// A new partition each time is as good as a new table and far cheaper.
		m := &machine{table: tb, space: fmt.Sprintf("run %d ", runs.Add(1))}
		rt.Repeat(map[string]func(*rapid.T){
			"get":   m.get,
			"query": m.query,
			"write": m.write,
		})
		m.compare(rt)
	})
}

// machine holds a table and the model that it must agree with.
type machine struct {
	table table.Table
	model Memory
	space string // begins every partition key of this run
}

// Few keys, and versions, so that calls meet. Some sort keys begin with others
// and with bytes that a careless encoding would take for its own.
var (
	partitions = rapid.SampledFrom([]string{"P", "P#", "P\x00"})
	sorts      = rapid.SampledFrom([]string{"a", "a#", "a#1", "a#10", "a#2", "a\x00", "b", "b\x7f", "é", "\U0010FFFF"})
	versions   = rapid.SampledFrom([]string{"", "1", "2"})
	sizes      = rapid.SampledFrom([]int{0, 1, 900, 1000, 4000, 5000, 30_000})
)

func (m *machine) key(t *rapid.T) table.Key {
	return key(m.space+partitions.Draw(t, "partition"), sorts.Draw(t, "sort key"))
}

func (m *machine) op(t *rapid.T) table.Op {
	op := table.Op{
		Kind: rapid.SampledFrom([]table.OpKind{table.Put, table.Put, table.Delete, table.Check}).Draw(t, "kind"),
		Item: table.Item{Key: m.key(t)},
		If:   table.Condition{Kind: rapid.SampledFrom([]table.ConditionKind{table.Always, table.IsAbsent, table.IsPresent, table.IsVersion}).Draw(t, "condition")},
	}
	if op.If.Kind == table.IsVersion {
		op.If.Version = versions.Draw(t, "condition's version")
	}
	if op.Kind == table.Put {
		op.Item.Version = versions.Draw(t, "version")
		op.Item.Expires = rapid.SampledFrom([]int64{0, 4102444800}).Draw(t, "expires")
		op.Item.Body = make([]byte, sizes.Draw(t, "size"))
		for i := range op.Item.Body {
			op.Item.Body[i] = byte(i)
		}
	}
	return op
}

func (m *machine) get(t *rapid.T) {
	k := m.key(t)
	got, units, err := m.table.Get(context.Background(), k, table.Strong)
	want, wantUnits, wantErr := m.model.Get(context.Background(), k, table.Strong)
	if errors.Is(err, table.ErrNotFound) != errors.Is(wantErr, table.ErrNotFound) || (err == nil) != (wantErr == nil) {
		t.Fatalf("get %q: %v, want %v", k, err, wantErr)
	}
	if err == nil && !same(got, want) || units != wantUnits {
		t.Fatalf("get %q: %.200v for %v, want %.200v for %v", k, got, units, want, wantUnits)
	}
}

func (m *machine) query(t *rapid.T) {
	optional := rapid.OneOf(rapid.Just(""), sorts)
	q := table.Query{
		PK:       m.space + partitions.Draw(t, "partition"),
		Backward: rapid.Bool().Draw(t, "backward"),
		Limit:    rapid.IntRange(0, 4).Draw(t, "limit"),
		After:    optional.Draw(t, "after"),
		Reading:  table.Strong,
	}
	if rapid.Bool().Draw(t, "by prefix") {
		q.Prefix = optional.Draw(t, "prefix")
	} else {
		q.From, q.To = optional.Draw(t, "from"), optional.Draw(t, "to")
	}
	m.compareQuery(t, q)
}

func (m *machine) compareQuery(t *rapid.T, q table.Query) {
	if err := table.CheckQuery(q); err != nil {
		if _, got := m.table.Query(context.Background(), q); !errors.Is(got, table.ErrInvalid) {
			t.Fatalf("query %+v: %v, want %v", q, got, err)
		}
		return
	}
	want := m.model.wanted(q)
	for i, got := range all(t, m.table, q) {
		if i >= len(want) || !same(got, want[i]) {
			t.Fatalf("query %+v: item %d is %.200v, want one of %q", q, i, got, sortKeys(want))
		}
	}
	if n := len(all(t, m.table, q)); n != len(want) {
		t.Fatalf("query %+v: %d items, want %d", q, n, len(want))
	}
}

func (m *machine) write(t *rapid.T) {
	ops := make([]table.Op, rapid.IntRange(1, 4).Draw(t, "operations"))
	for i := range ops {
		ops[i] = m.op(t)
	}
	units, err := m.table.Write(context.Background(), ops...)
	wantUnits, wantErr := m.model.Write(context.Background(), ops...)
	if wantErr == nil && (err != nil || units != wantUnits) {
		t.Fatalf("write: %v for %v, want %v", err, units, wantUnits)
	}
	if errors.Is(wantErr, table.ErrInvalid) && !errors.Is(err, table.ErrInvalid) {
		t.Fatalf("write: %v, want %v", err, wantErr)
	}
	var refused, wantRefused *table.ConditionError
	if errors.As(wantErr, &wantRefused) {
		if !errors.As(err, &refused) || !sameFailures(refused.Failed, wantRefused.Failed) {
			t.Fatalf("write: %v, want %v", err, wantErr)
		}
	}
}

func sameFailures(a, b []table.Failure) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i].Current, b[i].Current
		if a[i].Op != b[i].Op || (x == nil) != (y == nil) || x != nil && !same(*x, *y) {
			return false
		}
	}
	return true
}

// compare looks at everything once more.
func (m *machine) compare(t *rapid.T) {
	for _, partition := range []string{"P", "P#", "P\x00"} {
		m.compareQuery(t, table.Query{PK: m.space + partition, Reading: table.Strong})
	}
}
