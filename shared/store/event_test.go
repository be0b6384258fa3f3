package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// TestChain: acts at the same time, over a table with faults and pages that are
// empty, leave one chain without a gap or a fork, with each act that was
// acknowledged in it once.
func TestChain(t *testing.T) {
	ctx := context.Background()
	m := &tracked{}
	s := New(hollow{tabletest.Faulty(m, tabletest.Faults{Random: rand.New(rand.NewPCG(1, 1)).Float64,
		Throttle: 0.05, Conflict: 0.05, TimeoutBefore: 0.05, TimeoutAfter: 0.1, ShortPage: 0.3})})
	var lock sync.Mutex
	done := map[string]bool{}
	var people sync.WaitGroup
	for person := range 6 {
		people.Go(func() {
			for n := range 8 {
				sub := fmt.Sprint("m", person, "-", n)
				e := assessment.Event{At: start, By: "lead", Kind: "member_added", About: sub, Key: "key-" + sub}
				for range 20 {
					err := s.SaveMember(ctx, land, &assessment.Member{Sub: sub, Version: 1, Name: sub, Active: true}, e)
					var repeated *assessment.Repeated
					if err == nil || errors.As(err, &repeated) {
						lock.Lock()
						done[sub] = true
						lock.Unlock()
						break
					}
				}
			}
		})
	}
	people.Wait()
	events := chainOf(t, New(m))
	if err := assessment.VerifyChain(events); err != nil {
		t.Error(err)
	}
	about := map[string]int{}
	for _, e := range events {
		about[e.About]++
	}
	for sub := range done {
		if about[sub] != 1 {
			t.Errorf("%s was acknowledged and has %d events", sub, about[sub])
		}
	}
	if len(done) < 40 {
		t.Errorf("only %d of 48 acts were carried out", len(done))
	}
	if faults, _ := Fsck(each(m.items())); len(faults) > 0 {
		t.Errorf("fsck: %v", faults)
	}
}

// hollow begins every backward query with an empty page.
type hollow struct{ table.Table }

func (h hollow) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if q.Backward && q.After == "" {
		return table.Page{Next: "~"}, nil // beyond every number
	}
	return h.Table.Query(ctx, q)
}

// chainOf reads all events, oldest first, in pages of three.
func chainOf(t *testing.T, s *Store) []assessment.Event {
	t.Helper()
	var all []assessment.Event
	for before := 0; ; {
		page, err := s.Events(context.Background(), land, before, 3)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
		if len(page) < 3 {
			slices.Reverse(all)
			return all
		}
		before = page[2].Number
	}
}

// TestTampering: whatever is done to a chain is found by VerifyChain, or, where
// the end was cut off and the rest is whole, by fsck.
func TestTampering(t *testing.T) {
	sound := wellUsed(t)
	m := &tracked{}
	for _, item := range sound {
		if _, err := m.Write(t.Context(), table.Op{Item: item}); err != nil {
			t.Fatal(err)
		}
	}
	events := chainOf(t, New(m))
	if err := assessment.VerifyChain(events); err != nil || len(events) < 8 {
		t.Fatalf("%d events: %v", len(events), err)
	}
	forge := func(events []assessment.Event) { // with a hash that fits
		events[2].Detail = "forged"
		events[2] = assessment.Chain(&events[1], events[2])
	}
	tests := []struct {
		name   string
		tamper func([]assessment.Event) []assessment.Event
		whole  bool // VerifyChain cannot tell
	}{
		{"changed", func(e []assessment.Event) []assessment.Event { e[2].By = "nobody"; return e }, false},
		{"changed, hash and all", func(e []assessment.Event) []assessment.Event { forge(e); return e }, false},
		{"dropped", func(e []assessment.Event) []assessment.Event { return slices.Delete(e, 2, 3) }, false},
		{"swapped", func(e []assessment.Event) []assessment.Event { e[2], e[3] = e[3], e[2]; return e }, false},
		{"begins later", func(e []assessment.Event) []assessment.Event { return e[1:] }, false},
		{"said twice", func(e []assessment.Event) []assessment.Event { return slices.Insert(e, 2, e[1]) }, false},
		{"ends earlier", func(e []assessment.Event) []assessment.Event { return e[:len(e)-1] }, true},
		{"ends at once", func(e []assessment.Event) []assessment.Event { return nil }, true},
	}
	for _, test := range tests {
		tampered := test.tamper(slices.Clone(events))
		if err := assessment.VerifyChain(tampered); (err == nil) != test.whole {
			t.Errorf("%s: VerifyChain says %v", test.name, err)
		}
		items := map[table.Key]table.Item{}
		for k, item := range sound {
			if k.PK != audit(land) {
				items[k] = item
			}
		}
		for i, e := range tampered {
			op, err := put(key(audit(land), eventKey(i+1)), "1", e, table.Condition{})
			if err != nil {
				t.Fatal(err)
			}
			items[op.Item.Key] = op.Item
		}
		if faults, _ := Fsck(each(items)); len(faults) == 0 {
			t.Errorf("%s: fsck finds nothing", test.name)
		}
	}
}

// TestOpenAtOnce: of several people who open the same cycle at once, over a
// table with faults, one opens it; the others are told.
func TestOpenAtOnce(t *testing.T) {
	ctx := context.Background()
	content := assessment.NewContent(questionnaires.Files)
	for round := range uint64(20) {
		m := &tracked{}
		s := New(tabletest.Faulty(m, tabletest.Faults{Random: rand.New(rand.NewPCG(round, 1)).Float64, Conflict: 0.05, TimeoutAfter: 0.1}))
		var lock sync.Mutex
		told := 0
		var people sync.WaitGroup
		for person := range 6 {
			desk := &assessment.Desk{Store: s, Content: content, Now: func() time.Time { return start }, NewID: func() string { return fmt.Sprint("file", person) }}
			people.Go(func() {
				_, err := desk.Open(ctx, assessment.Act{Country: land, By: fmt.Sprint("lead", person)}, "2027", questionnaire.Adherent, "")
				var fs questionnaire.Faults
				lock.Lock()
				defer lock.Unlock()
				if errors.As(err, &fs) && fs[0].Path == "cycle" {
					told++
				}
			})
		}
		people.Wait()
		files, err := New(m).Files(ctx, land)
		if err != nil || len(files) > 1 {
			t.Fatalf("round %d: %d files, %v", round, len(files), err)
		}
		if len(files) == 1 && told == 0 {
			t.Errorf("round %d: nobody was told", round)
		}
	}
}
