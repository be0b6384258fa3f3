package tabletest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"pgregory.net/rapid"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Linearizable lets random clients call a table at the same time and checks
// that what they saw is what one after the other could have seen: no write
// lost, torn or taken back, no strong read behind. The count of histories is
// rapid's -rapid.checks.
//
// The table may answer with ErrBusy, and with errors that leave open whether
// a write was carried out, so that a Faulty one can be checked.
func Linearizable(t *testing.T, open func(t *testing.T) table.Table) {
	tb := open(t)
	var runs atomic.Int64
	rapid.Check(t, func(rt *rapid.T) {
		clients := rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(drawCall), 1, 8), 2, 5).Draw(rt, "clients")
		history := record(tb, fmt.Sprintf("run %d", runs.Add(1)), clients)
		if verdict := judge(history); verdict != porcupine.Ok {
			rt.Fatalf("verdict %v on %+v", verdict, history)
		}
	})
}

// registers is how many items the clients fight for.
const registers = 3

// state is the version of each item; empty: no item.
type state [registers]string

// call is one call of a client: a read of one item, or a write.
type call struct {
	read    bool
	query   bool // read by a query
	place   int  // what to read
	changes []change
}

// change is one operation of a write. Where it depends on a version, that is
// the one its client saw there last.
type change struct {
	place int
	kind  table.OpKind
	cond  table.ConditionKind
	wants string // for IsVersion
	puts  string // the new version, unlike any other
}

// answer is what a call returned.
type answer struct {
	lost     bool   // no answer that says whether it was carried out
	busy     bool   // nothing was done
	seen     string // by a read
	torn     string // what is wrong with the item that was seen
	refused  bool
	standing map[int]string // place in the write: version there instead
}

func drawCall(t *rapid.T) call {
	places := rapid.Permutation([]int{0, 1, 2}).Draw(t, "places")
	if rapid.Bool().Draw(t, "read") {
		return call{read: true, query: rapid.Bool().Draw(t, "query"), place: places[0]}
	}
	var c call
	for _, place := range places[:rapid.IntRange(1, registers).Draw(t, "operations")] {
		ch := change{place: place}
		ch.kind = rapid.SampledFrom([]table.OpKind{table.Put, table.Put, table.Delete, table.Check}).Draw(t, "kind")
		ch.cond = rapid.SampledFrom([]table.ConditionKind{table.IsVersion, table.IsVersion, table.IsPresent, table.IsAbsent, table.Always}).Draw(t, "condition")
		if ch.kind == table.Check && ch.cond == table.Always {
			ch.cond = table.IsPresent
		}
		c.changes = append(c.changes, ch)
	}
	return c
}

// record runs the clients, each in a goroutine of its own. Moments are numbers
// of a counter.
func record(tb table.Table, pk string, clients [][]call) []porcupine.Operation {
	var moment, version atomic.Int64
	var mu sync.Mutex
	var history []porcupine.Operation
	var wg sync.WaitGroup
	for id, calls := range clients {
		wg.Go(func() {
			c := client{tb, pk, &version, state{}}
			for _, in := range calls {
				in = c.prepare(in)
				begun := moment.Add(1)
				out := c.make(in)
				ended := moment.Add(1)
				if out.lost {
					ended = math.MaxInt64 // it may yet happen, or never be seen
				}
				mu.Lock()
				history = append(history, porcupine.Operation{ClientId: id, Input: in, Call: begun, Output: out, Return: ended})
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	// A client whose call was lost goes on: for the checker its calls overlap.
	for i := range history {
		history[i].ClientId = i
	}
	return history
}

type client struct {
	table   table.Table
	pk      string
	version *atomic.Int64
	saw     state
}

// prepare fills in what the client knows only now.
func (c *client) prepare(in call) call {
	changes := make([]change, len(in.changes)) // rapid may run the same call again
	copy(changes, in.changes)
	for i := range changes {
		ch := &changes[i]
		ch.puts = fmt.Sprint(c.version.Add(1))
		ch.wants = c.saw[ch.place]
		if ch.cond == table.IsVersion && ch.wants == "" {
			ch.cond = table.IsAbsent
		}
	}
	in.changes = changes
	return in
}

func (c *client) make(in call) answer {
	if in.read {
		out := c.read(in)
		if !out.lost && !out.busy {
			c.saw[in.place] = out.seen
		}
		return out
	}
	ops := make([]table.Op, len(in.changes))
	for i, ch := range in.changes {
		ops[i] = table.Op{Kind: ch.kind, Item: c.item(ch.place, ch.puts), If: table.Condition{Kind: ch.cond}}
		if ch.cond == table.IsVersion {
			ops[i].If.Version = ch.wants
		}
	}
	_, err := c.table.Write(context.Background(), ops...)
	var refused *table.ConditionError
	switch {
	case err == nil:
		for _, ch := range in.changes {
			c.saw[ch.place] = ch.after(c.saw[ch.place])
		}
		return answer{}
	case errors.Is(err, table.ErrBusy):
		return answer{busy: true}
	case errors.As(err, &refused):
		out := answer{refused: true, standing: map[int]string{}}
		for _, f := range refused.Failed {
			out.standing[f.Op], out.torn = c.look(f.Current, in.changes[f.Op].place)
			c.saw[in.changes[f.Op].place] = out.standing[f.Op]
		}
		return out
	}
	return answer{lost: true}
}

func (c *client) read(in call) answer {
	k := c.item(in.place, "").Key
	if !in.query {
		got, _, err := c.table.Get(context.Background(), k, table.Strong)
		switch {
		case errors.Is(err, table.ErrNotFound):
			return answer{}
		case err != nil:
			return answer{busy: true}
		}
		seen, torn := c.look(&got, in.place)
		return answer{seen: seen, torn: torn}
	}
	page, err := c.table.Query(context.Background(), table.Query{PK: c.pk, From: k.SK, To: k.SK, Reading: table.Strong})
	switch {
	case err != nil, len(page.Items) == 0 && page.Next != "":
		return answer{busy: true}
	case len(page.Items) == 0:
		return answer{}
	}
	seen, torn := c.look(&page.Items[0], in.place)
	return answer{seen: seen, torn: torn}
}

// item has a body that follows from its version.
func (c *client) item(place int, version string) table.Item {
	return item(c.pk, fmt.Sprint("register ", place), version, "body of version "+version)
}

// look returns the version of an item and whether the rest belongs to it.
func (c *client) look(got *table.Item, place int) (string, string) {
	if got == nil {
		return "", ""
	}
	if want := c.item(place, got.Version); !same(*got, want) {
		return got.Version, fmt.Sprintf("%v where only %v can be", *got, want)
	}
	return got.Version, ""
}

func (ch change) after(before string) string {
	switch ch.kind {
	case table.Put:
		return ch.puts
	case table.Delete:
		return ""
	}
	return before
}

func (ch change) holds(before string) bool {
	var current *table.Item
	if before != "" {
		current = &table.Item{Version: before}
	}
	return table.Condition{Kind: ch.cond, Version: ch.wants}.Holds(current)
}

// judgeTime bounds the search for an order; histories are short, so that it
// takes milliseconds.
const judgeTime = 20 * time.Second

func judge(history []porcupine.Operation) porcupine.CheckResult {
	for _, op := range history {
		if op.Output.(answer).torn != "" {
			return porcupine.Illegal
		}
	}
	model := porcupine.Model{
		Init:  func() any { return state{} },
		Step:  func(s, in, out any) (bool, any) { return step(s.(state), in.(call), out.(answer)) },
		Equal: func(a, b any) bool { return a == b },
	}
	return porcupine.CheckOperationsTimeout(model, history, judgeTime)
}

// step says whether a call on this state may answer so, and what the state is
// afterwards. A lost call did what it would have done at some moment, which may
// lie after all others: then it is as if it had not happened.
func step(s state, in call, out answer) (bool, state) {
	if out.busy {
		return true, s
	}
	if in.read {
		return out.seen == s[in.place], s
	}
	after, failed := s, map[int]string{}
	for i, ch := range in.changes {
		if !ch.holds(s[ch.place]) {
			failed[i] = s[ch.place]
		}
		after[ch.place] = ch.after(s[ch.place])
	}
	switch {
	case out.lost && len(failed) > 0:
		return true, s
	case out.refused:
		for i, version := range out.standing {
			if want, ok := failed[i]; !ok || version != want {
				return false, s
			}
		}
		return len(out.standing) > 0, s
	}
	return len(failed) == 0, after
}
