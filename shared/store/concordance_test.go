package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// TestNationalList: a version of a list is never written again and none is left
// out; the newest comes back whole, to its own country and file alone.
func TestNationalList(t *testing.T) {
	ctx := context.Background()
	s := New(&tabletest.Memory{})
	for _, step := range []struct {
		version  int
		csv      string
		conflict bool
	}{{2, "early", true}, {1, "code\n<9A101>\n", false}, {1, "again", true}, {3, "late", true}, {2, "code\n9A102\n", false}, {2, "again", true}} {
		l := &assessment.NationalList{Version: step.version, Name: "List", CSV: step.csv}
		err := s.SaveNationalList(ctx, land, "f", l, assessment.Event{By: "ada", Kind: "list_changed"})
		if errors.Is(err, assessment.ErrConflict) != step.conflict || err != nil && !step.conflict {
			t.Errorf("version %d: %v", step.version, err)
		}
	}
	if got, err := s.NationalList(ctx, land, "f"); err != nil || got.Version != 2 || got.CSV != "code\n9A102\n" {
		t.Errorf("read as %+v: %v", got, err)
	}
	for _, other := range [][2]string{{"land000001", "f"}, {land, "g"}, {land, ""}} {
		if got, err := s.NationalList(ctx, other[0], other[1]); !errors.Is(err, assessment.ErrNotFound) {
			t.Errorf("%v reads %v: %v", other, got, err)
		}
	}
}

// TestLargestList: the largest list that the domain takes is one item far below
// what a table takes, even one that hardly packs.
func TestLargestList(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for name, signs := range map[string][2]rune{"letters and signs": {' ', '~'}, "other scripts": {0x80, 0x7ff}, "ideographs": {0x4e00, 0x9fff}, "quotes and strokes": {'\\', '\\'}} {
		var b strings.Builder
		for b.Len() < assessment.MaxListBytes-3 {
			b.WriteRune(signs[0] + random.Int32N(signs[1]-signs[0]+1))
		}
		tb := &tracked{}
		l := &assessment.NationalList{Version: 1, Name: strings.Repeat("n", 200), CSV: b.String()}
		if err := New(tb).SaveNationalList(t.Context(), land, "f", l, assessment.Event{By: "ada"}); err != nil {
			t.Fatal(err)
		}
		for _, item := range tb.items() {
			if item.Size() > ceiling {
				t.Errorf("%s: %s has %d KB; at most %d", name, item.SK, item.Size()>>10, ceiling>>10)
			}
		}
		if got, err := New(tb).NationalList(t.Context(), land, "f"); err != nil || got.CSV != l.CSV {
			t.Errorf("%s: it comes back otherwise: %v", name, err)
		}
	}
}
