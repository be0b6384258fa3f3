package tabletest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/anishathalye/porcupine"
	"pgregory.net/rapid"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

func memory(*testing.T) table.Table { return &Memory{} }

func TestMemory(t *testing.T) {
	t.Run("contract", func(t *testing.T) { Run(t, memory) })
	t.Run("linearizable", func(t *testing.T) { Linearizable(t, memory) })
}

func TestFaultyKeepsTheContract(t *testing.T) {
	RunFaulty(t, memory, rand.New(rand.NewPCG(1, 2)).Float64)
}

func TestFaults(t *testing.T) {
	always := func() float64 { return 0 }
	first := put(item("p", "s", "v", ""))
	cases := []struct {
		name     string
		faults   Faults
		want     error
		readsToo bool
		written  bool
	}{
		{"throttle", Faults{Throttle: 1}, table.ErrBusy, true, false},
		{"conflict", Faults{Conflict: 1}, table.ErrBusy, false, false},
		{"time-out before", Faults{TimeoutBefore: 1}, context.DeadlineExceeded, true, false},
		{"time-out after", Faults{TimeoutAfter: 1}, context.DeadlineExceeded, true, true},
	}
	for _, c := range cases {
		c.faults.Random = always
		inner := &Memory{}
		tb := Faulty(inner, c.faults)
		if _, err := tb.Write(t.Context(), first); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if written := len(inner.items) == 1; written != c.written {
			t.Errorf("%s: written %v, want %v", c.name, written, c.written)
		}
		if _, err := tb.Query(t.Context(), table.Query{PK: "p"}); errors.Is(err, c.want) != c.readsToo {
			t.Errorf("%s: a query returned %v", c.name, err)
		}
		if _, _, err := tb.Get(t.Context(), first.Item.Key, table.Strong); errors.Is(err, c.want) != c.readsToo {
			t.Errorf("%s: a get returned %v", c.name, err)
		}
	}
}

// TestLag: an eventual read is behind by Lag writes at most, sometimes by as
// many, and sometimes behind an earlier read.
func TestLag(t *testing.T) {
	const lag = 3
	tb := Faulty(&Memory{}, Faults{Random: rand.New(rand.NewPCG(5, 6)).Float64, Lag: lag})
	seen := map[int]bool{}
	back := false
	last := 0
	for n := 1; n < 500; n++ {
		write(t, tb, put(item("p", "s", fmt.Sprint(n), "")))
		version := 0
		if got, _, err := tb.Get(t.Context(), key("p", "s"), table.Eventual); err == nil {
			fmt.Sscan(got.Version, &version)
		}
		if n-version > lag {
			t.Fatalf("write %d: an eventual read sees %d", n, version)
		}
		seen[n-version] = true
		back = back || version < last
		last = version
	}
	if len(seen) != lag+1 || !back {
		t.Errorf("lags seen: %v; a read behind an earlier one: %v", seen, back)
	}
}

// TestJudge: the checker finds what is wrong with a table that is.
func TestJudge(t *testing.T) {
	broken := map[string]func(table.Table) table.Table{
		"conditions ignored": func(inner table.Table) table.Table { return unconditional{inner} },
		"reads behind":       func(inner table.Table) table.Table { return stale{inner} },
		"half written":       func(inner table.Table) table.Table { return half{inner} },
	}
	for name, wrap := range broken {
		found := false
		generator := rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(drawCall), 4, 8), 3, 5)
		for seed := 0; seed < 200 && !found; seed++ {
			tb := wrap(Faulty(&Memory{}, Faults{Random: rand.New(rand.NewPCG(7, uint64(seed))).Float64, Lag: 2}))
			found = judge(record(tb, "p", generator.Example(seed))) == porcupine.Illegal
		}
		if !found {
			t.Errorf("%s: not found", name)
		}
	}
}

type unconditional struct{ table.Table }

func (u unconditional) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	for i := range ops {
		if ops[i].Kind != table.Check {
			ops[i].If = table.Condition{}
		}
	}
	return u.Table.Write(ctx, ops...)
}

type stale struct{ table.Table }

func (s stale) Get(ctx context.Context, key table.Key, _ table.Reading) (table.Item, table.Units, error) {
	return s.Table.Get(ctx, key, table.Eventual)
}

type half struct{ table.Table }

func (h half) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	for _, op := range ops {
		if units, err := h.Table.Write(ctx, op); err != nil {
			return units, err
		}
	}
	return table.Units{}, nil
}
