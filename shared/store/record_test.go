package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// opened is a desk with an open file over a table.
func opened(t testing.TB, tb table.Table) (*assessment.Desk, *assessment.File) {
	t.Helper()
	d := newDesk(tb, smallContent(t))
	f, err := d.Open(context.Background(), deskAct("lead", "open"), "2026", questionnaire.Prospective, "")
	if err != nil {
		t.Fatal(err)
	}
	return d, f
}

// TestSave follows the answer to one question through saves and repeats. Each
// step goes on from the one before.
func TestSave(t *testing.T) {
	ctx := context.Background()
	d, f := opened(t, &tabletest.Memory{})
	steps := []struct {
		name    string
		by      string
		request string
		seen    int
		text    string
		want    int    // version; 0: refused
		stands  string // text of the answer that came back, or of the one that stands
	}{
		{"the first save", "a", "r1", 0, "one", 1, "one"},
		{"one who did not see it", "b", "r2", 0, "two", 0, "one"},
		{"the next save", "b", "r3", 1, "three", 2, "three"},
		{"the first again, after a later save", "a", "r1", 0, "one", 1, "one"},
		{"the first again, with other words", "a", "r1", 0, "other", 1, "one"},
		{"the same id of another person", "b", "r1", 0, "one", 0, "three"},
		{"without an id nothing is a repeat", "a", "", 1, "three", 0, "three"},
		{"a version that nobody saw", "a", "r4", 7, "four", 0, "three"},
		{"the third save", "a", "r5", 2, "five", 3, "five"},
		{"the second again", "b", "r3", 1, "three", 2, "three"},
	}
	for _, s := range steps {
		r, err := d.Answer(ctx, deskAct(s.by, s.request), f, "S1", s.seen, said("z", s.text), "")
		var conflict *assessment.Conflict
		switch {
		case s.want > 0 && (err != nil || r.Version != s.want || r.Response.Text != s.stands):
			t.Errorf("%s: got %+v, %v", s.name, r, err)
		case s.want == 0 && (!errors.As(err, &conflict) || conflict.Current.Response.Text != s.stands || r != nil):
			t.Errorf("%s: got %+v, %v; want a conflict with %q", s.name, r, err, s.stands)
		}
	}
	if _, err := d.Answer(ctx, deskAct("a", "r6"), f, "S2", 3, said("z", "none"), ""); !errors.Is(err, assessment.ErrConflict) {
		t.Errorf("a version of a question without an answer: %v", err)
	}
	if _, err := d.Seal(ctx, deskAct("lead", "seal"), f); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Answer(ctx, deskAct("a", "r5"), f, "S1", 2, said("z", "five"), ""); err != nil || r.Version != 3 {
		t.Errorf("a repeat after the sealing: %+v, %v", r, err)
	}
	for name, q := range map[string]string{"an answer": "S1", "a question without one": "T1"} {
		seen := map[string]int{"S1": 3}[q]
		if _, err := d.Answer(ctx, deskAct("a", "late"), f, q, seen, said("z", "late"), ""); !errors.Is(err, assessment.ErrSealed) {
			t.Errorf("saving %s after the sealing: %v", name, err)
		}
	}
	history, err := d.History(ctx, land, f, "S1")
	if err != nil || len(history) != 3 {
		t.Fatalf("history %+v, %v", history, err)
	}
	for i, text := range []string{"one", "three", "five"} {
		if history[i].Version != i+1 || history[i].Response.Text != text {
			t.Errorf("history[%d] is version %d of %q", i, history[i].Version, history[i].Response.Text)
		}
	}
}

// TestTimeoutAfterCommit: a save whose answer was lost is found by its id; the
// repeat makes no second version.
func TestTimeoutAfterCommit(t *testing.T) {
	for _, seen := range []int{0, 1} {
		ctx := context.Background()
		m := &tabletest.Memory{}
		d, f := opened(t, m)
		if seen == 1 {
			if _, err := d.Answer(ctx, deskAct("a", "before"), f, "S1", 0, said("z", "before"), ""); err != nil {
				t.Fatal(err)
			}
		}
		record := func() *assessment.Record {
			return &assessment.Record{Question: "S1", Version: seen + 1, Response: said("z", "text"), By: "a", Request: "r"}
		}
		lost := New(tabletest.Faulty(m, tabletest.Faults{Random: func() float64 { return 0 }, TimeoutAfter: 1}))
		if r, err := lost.SaveRecord(ctx, land, f, "S", record()); !errors.Is(err, context.DeadlineExceeded) || r != nil {
			t.Fatalf("a lost answer: %v, %v", r, err)
		}
		for range 2 {
			if r, err := d.Store.SaveRecord(ctx, land, f, "S", record()); err != nil || r.Version != seen+1 {
				t.Errorf("seen %d: the repeat got %+v, %v", seen, r, err)
			}
		}
		if history, err := d.History(ctx, land, f, "S1"); err != nil || len(history) != seen+1 {
			t.Errorf("seen %d: %d versions, %v", seen, len(history), err)
		}
	}
}

// attempt is a save or a read of one answer, as porcupine sees it.
type attempt struct {
	read bool
	seen int
	text string
}

// outcome is what came back.
type outcome struct {
	lost    bool // nobody knows whether it was carried out
	refused bool
	version int // that stands: saved, read, or shown with the refusal
	text    string
}

// answerModel is one answer: a register with a version.
var answerModel = porcupine.Model{
	Init: func() any { return outcome{} },
	Step: func(state, in, out any) (bool, any) {
		s, a, o := state.(outcome), in.(attempt), out.(outcome)
		after := outcome{version: a.seen + 1, text: a.text}
		switch {
		case a.read:
			return o.lost || o == s, s
		case o.lost && s.version != a.seen:
			return true, s
		case o.lost:
			return true, after
		case o.refused:
			return s.version != a.seen && o.version == s.version && o.text == s.text, s
		}
		return s.version == a.seen && o.version == after.version, after
	},
	Equal: func(a, b any) bool { return a == b },
}

// TestSavesAreLinearizable: what people who save one answer at the same time
// are told could have happened one after the other, whatever the table does.
func TestSavesAreLinearizable(t *testing.T) {
	for seed := range effort.Of[uint64](60, 3000) {
		history := compete(t, seed)
		if verdict := porcupine.CheckOperationsTimeout(answerModel, history, 20*time.Second); verdict != porcupine.Ok {
			t.Fatalf("seed %d: verdict %v on %+v", seed, verdict, history)
		}
	}
	wrong := []porcupine.Operation{ // two people save on the same version
		{ClientId: 0, Input: attempt{text: "a"}, Call: 1, Output: outcome{version: 1, text: "a"}, Return: 4},
		{ClientId: 1, Input: attempt{text: "b"}, Call: 2, Output: outcome{version: 1, text: "b"}, Return: 3},
	}
	if porcupine.CheckOperations(answerModel, wrong) {
		t.Error("the model takes a lost update for right")
	}
}

// compete lets four people save and read one answer over a table with faults.
func compete(t *testing.T, seed uint64) []porcupine.Operation {
	m := &tabletest.Memory{}
	_, f := opened(t, m)
	s := New(tabletest.Faulty(m, tabletest.Faults{Random: rand.New(rand.NewPCG(seed, 3)).Float64,
		Throttle: 0.05, Conflict: 0.05, TimeoutBefore: 0.05, TimeoutAfter: 0.1}))
	var moment atomic.Int64
	var lock sync.Mutex
	var history []porcupine.Operation
	var people sync.WaitGroup
	for person := range 4 {
		people.Go(func() {
			own := rand.New(rand.NewPCG(seed, uint64(10+person)))
			seen := 0
			for n := range 6 {
				in := attempt{read: own.IntN(3) == 0, seen: seen, text: fmt.Sprint(person, "-", n)}
				begun := moment.Add(1)
				out := try(s, f, in)
				ended := moment.Add(1)
				if out.lost {
					ended = math.MaxInt64
				} else {
					seen = out.version
				}
				lock.Lock()
				history = append(history, porcupine.Operation{ClientId: len(history), Input: in, Call: begun, Output: out, Return: ended})
				lock.Unlock()
			}
		})
	}
	people.Wait()
	return history
}

// try makes one attempt; a save whose answer was lost is repeated under its id.
func try(s *Store, f *assessment.File, in attempt) outcome {
	var r *assessment.Record
	var err error
	for range 3 {
		if in.read {
			r, err = s.Record(context.Background(), land, f, "S", "S1")
		} else {
			r, err = s.SaveRecord(context.Background(), land, f, "S", &assessment.Record{
				Question: "S1", Version: in.seen + 1, Response: said("z", in.text), By: "a", Request: in.text})
		}
		var conflict *assessment.Conflict
		switch {
		case err == nil:
			return outcome{version: r.Version, text: r.Response.Text}
		case errors.As(err, &conflict):
			return outcome{refused: true, version: conflict.Current.Version, text: conflict.Current.Response.Text}
		}
	}
	return outcome{lost: true}
}
