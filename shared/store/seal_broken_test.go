package store

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// TestFreezeModelFinds: the model is known to be able to fail. Each broken
// cast is what the protocol forbids.
func TestFreezeModelFinds(t *testing.T) {
	t.Parallel()
	sound, hasty := soundCast, hastyCast
	tests := []struct {
		cast cast
		bend func(*cast)
	}{
		{sound, func(c *cast) {
			c.name = "a saver that ignores marks"
			c.saver = func(p *play, _ *actor) table.Table { return careless{p.inner, p.table} }
		}},
		{sound, func(c *cast) {
			c.name = "a saver that checks the header first"
			c.saver = func(p *play, a *actor) table.Table { return headerFirst{careless{p.inner, p.table}, a} }
		}},
		{sound, func(c *cast) {
			c.name = "a saver that forgets the request id"
			c.saver = func(p *play, _ *actor) table.Table { return oblivious{p.inner} }
		}},
		{sound, func(c *cast) {
			c.name = "a sealer that does not freeze unanswered questions"
			c.sealer = func(p *play, _ *actor) table.Table { return sparing{p.inner} }
		}},
		{hasty, func(c *cast) {
			c.name = "a saver that trusts a header it read before"
			c.saver = func(p *play, _ *actor) table.Table { return &forgetful{Table: p.inner} }
		}},
		{hasty, func(c *cast) {
			c.name = "a sealer that writes the header whatever stands there"
			c.sealer = func(p *play, _ *actor) table.Table {
				return loose{p.inner, func(op table.Op) bool { return strings.HasPrefix(op.Item.SK, "F#") }}
			}
		}},
	}
	content := smallContent(t)
	for _, test := range tests {
		test.bend(&test.cast)
		t.Run(test.cast.name, func(t *testing.T) {
			for seed := range uint64(2_000) {
				if p := perform(t, content, seed, test.cast); len(p.wrong) > 0 {
					t.Logf("seed %d:\n%s", seed, strings.Join(p.wrong, "\n"))
					return
				}
			}
			t.Error("not found")
		})
	}
}

// careless writes a record over any mark of the same version.
type careless struct {
	table.Table
	below *watch
}

func (c careless) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	if op := &ops[0]; strings.HasPrefix(op.Item.SK, "A#") {
		now, _, err := c.below.Get(ctx, op.Item.Key, table.Strong)
		number, _, marked := strings.Cut(now.Version, "~")
		if err == nil && marked && (op.If == table.Version(number) || op.If == table.Absent() && number == "0") {
			op.If = table.Version(now.Version)
		}
	}
	return c.Table.Write(ctx, ops...)
}

// headerFirst asks "still a draft?" and then saves over any mark. Between the
// two the others have their turn.
type headerFirst struct {
	careless
	who *actor
}

func (h headerFirst) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	k := ops[0].Item.Key
	if !strings.HasPrefix(k.SK, "A#") {
		return h.Table.Write(ctx, ops...)
	}
	ids := strings.Split(k.PK, "#") // P, country, file, revision
	header, _, err := h.Get(ctx, key(private(ids[1]), "F#"+ids[2]+"#"+ids[3]), table.Strong)
	var f assessment.File
	if err != nil || json.Unmarshal(header.Body, &f) != nil || f.State != assessment.Draft {
		return h.Table.Write(ctx, ops...)
	}
	if err := h.who.wait("write after a look at the header", k); err != nil {
		return table.Units{}, err
	}
	return h.careless.Write(ctx, ops...)
}

// oblivious looks for what a request came to earlier and finds nothing.
type oblivious struct{ table.Table }

func (o oblivious) Get(ctx context.Context, k table.Key, reading table.Reading) (table.Item, table.Units, error) {
	if strings.HasPrefix(k.SK, "H#") {
		return table.Item{}, table.Units{}, table.ErrNotFound
	}
	return o.Table.Get(ctx, k, reading)
}

// sparing puts no mark where no answer stands.
type sparing struct{ table.Table }

func (s sparing) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	if strings.HasPrefix(ops[0].Item.SK, "A#") && ops[0].If == table.Absent() {
		return table.Units{}, nil
	}
	return s.Table.Write(ctx, ops...)
}

// forgetful reads a header once and takes it from memory afterwards.
type forgetful struct {
	table.Table
	header *table.Item
}

func (f *forgetful) Get(ctx context.Context, k table.Key, reading table.Reading) (table.Item, table.Units, error) {
	if !strings.HasPrefix(k.SK, "F#") {
		return f.Table.Get(ctx, k, reading)
	}
	if f.header != nil && f.header.Key == k {
		return *f.header, table.Units{}, nil
	}
	item, units, err := f.Table.Get(ctx, k, reading)
	if err == nil {
		f.header = &item
	}
	return item, units, err
}

// loose leaves conditions out.
type loose struct {
	table.Table
	out func(table.Op) bool
}

func (l loose) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	var left []table.Op
	for _, op := range ops {
		if l.out(op) {
			if op.If = (table.Condition{}); op.Kind == table.Check {
				continue
			}
		}
		left = append(left, op)
	}
	return l.Table.Write(ctx, left...)
}
