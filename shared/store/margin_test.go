package store

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// TestMarginVersions: everything beside the answers is saved only over the
// version its author saw, is read back as it was saved, by its own country and
// file alone.
func TestMarginVersions(t *testing.T) {
	ctx := context.Background()
	s := New(&tabletest.Memory{})
	const file = "file000000"
	act := assessment.Act{Country: land, By: "ada"}
	e := assessment.Event{By: "ada", Kind: "x"}
	for _, test := range []struct {
		name string
		save func(version int) (saved any, err error)
		read func(country, file string) (any, error)
	}{
		{"assignment", func(v int) (any, error) {
			g := assessment.Assignment{Body: "customs", Version: v, Sections: []string{"S"}, Questions: []string{}, Due: questionnaire.Date{Year: 2026, Month: 12, Day: 18}}
			return []assessment.Assignment{g}, s.SaveAssignment(ctx, land, file, &g, e)
		}, func(c, f string) (any, error) { return s.Assignments(ctx, c, f) }},
		{"sign-off", func(v int) (any, error) {
			o := assessment.SignOff{Section: "S", Version: v, Hash: "h", Questions: map[string]string{"S1": "p"}}
			return []assessment.SignOff{o}, s.SaveSignOff(ctx, land, file, &o, e)
		}, func(c, f string) (any, error) { return s.SignOffs(ctx, c, f) }},
		{"comment", func(v int) (any, error) {
			c := assessment.Comment{ID: "c", Question: "S1", Version: v, Text: "why"}
			return []assessment.Comment{c}, s.SaveComment(ctx, act, file, &c)
		}, func(c, f string) (any, error) { return s.Comments(ctx, c, f, "S1") }},
		{"pair", func(v int) (any, error) {
			p := assessment.Pair{Question: "S1", Version: v, Bodies: []string{"customs", "mint"}}
			return []assessment.Pair{p}, s.SavePair(ctx, land, file, &p, e)
		}, func(c, f string) (any, error) { return s.Pairs(ctx, c, f) }},
		{"reply", func(v int) (any, error) {
			r := assessment.Reply{Question: "S1", Body: "customs", Version: v, Response: said("x", "t")}
			return []assessment.Reply{r}, s.SaveReply(ctx, land, file, &r)
		}, func(c, f string) (any, error) { return s.Replies(ctx, c, f, "S1") }},
		{"decision about a row", func(v int) (any, error) {
			o := assessment.Override{Row: "3.A.1", Version: v, State: "partly", Reason: "because"}
			return []assessment.Override{o}, s.SaveOverride(ctx, land, file, &o)
		}, func(c, f string) (any, error) { return s.Overrides(ctx, c, f) }},
		{"plan item", func(v int) (any, error) {
			i := assessment.PlanItem{ID: "i", Version: v, Question: "S1", Gain: 1.5, PlanTerms: assessment.PlanTerms{Due: questionnaire.Date{Year: 2027, Month: 1, Day: 31}}}
			return []assessment.PlanItem{i}, s.SavePlanItem(ctx, act, file, &i)
		}, func(c, f string) (any, error) { return s.Plan(ctx, c, f) }},
	} {
		var last any
		for _, step := range []struct {
			version  int
			conflict bool
		}{{2, true}, {1, false}, {1, true}, {3, true}, {2, false}, {2, true}} {
			saved, err := test.save(step.version)
			if errors.Is(err, assessment.ErrConflict) != step.conflict || err != nil && !step.conflict {
				t.Errorf("%s: version %d: %v", test.name, step.version, err)
			}
			if err == nil {
				last = saved
			}
		}
		if got, err := test.read(land, file); err != nil || !reflect.DeepEqual(got, last) {
			t.Errorf("%s: read as %v, saved as %v: %v", test.name, got, last, err)
		}
		for _, other := range [][2]string{{"land000001", file}, {land, "file000001"}, {land, file + "#01"}} {
			if got, _ := test.read(other[0], other[1]); reflect.ValueOf(got).Len() > 0 {
				t.Errorf("%s: %v reads %v", test.name, other, got)
			}
		}
	}
	if _, err := s.Pair(ctx, land, file, "S2"); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("a pair that was never opened: %v", err)
	}
}

// TestMarginOnce: what a call makes without an event is made once under its
// key, and the key is good for nothing else.
func TestMarginOnce(t *testing.T) {
	ctx := context.Background()
	s := New(&tabletest.Memory{})
	act := assessment.Act{Country: land, By: "ada", Request: "key", Print: "print"}
	if err := s.SaveComment(ctx, act, "f", &assessment.Comment{ID: "one", Question: "S1", Version: 1}); err != nil {
		t.Fatal(err)
	}
	var repeated *assessment.Repeated
	err := s.SaveComment(ctx, act, "f", &assessment.Comment{ID: "two", Question: "S1", Version: 1})
	if !errors.As(err, &repeated) || repeated.About != "one" {
		t.Errorf("repeated: %v", err)
	}
	act.Print = "another"
	if err := s.SavePlanItem(ctx, act, "f", &assessment.PlanItem{ID: "i", Version: 1}); !errors.Is(err, assessment.ErrKeyUsed) {
		t.Errorf("the key was used for something else: %v", err)
	}
	comments, err := s.Comments(ctx, land, "f", "")
	if items, _ := s.Plan(ctx, land, "f"); err != nil || len(comments) != 1 || len(items) != 0 {
		t.Errorf("kept: %v and %v: %v", comments, items, err)
	}
}

// TestLedgerVersions: a version of an instrument is never written again, and
// none is left out.
func TestLedgerVersions(t *testing.T) {
	ctx := context.Background()
	s := New(&tabletest.Memory{})
	save := func(id string, version int, title string) error {
		return s.SaveInstrument(ctx, land, &assessment.Instrument{ID: id, Version: version, Title: title}, assessment.Event{By: "ada", Kind: "instrument_changed"})
	}
	for _, step := range []struct {
		id       string
		version  int
		conflict bool
	}{{"a", 1, false}, {"a", 1, true}, {"a", 3, true}, {"b", 2, true}, {"a", 2, false}, {"b", 1, false}, {"a", 2, true}} {
		err := save(step.id, step.version, "as it was")
		if errors.Is(err, assessment.ErrConflict) != step.conflict || err != nil && !step.conflict {
			t.Errorf("%s version %d: %v", step.id, step.version, err)
		}
	}
	all, err := s.Instruments(ctx, land)
	if err != nil || len(all) != 3 || all[0].Version != 1 || all[1].Version != 2 || all[2].ID != "b" {
		t.Errorf("the ledger holds %v: %v", all, err)
	}
}

// TestSealedLaw: a submission holds the law that its answers cite as it stood,
// and carries the citations on.
func TestSealedLaw(t *testing.T) {
	ctx := context.Background()
	d := newDesk(&tabletest.Memory{}, smallContent(t))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	law := &assessment.Instrument{Title: "Act", Kind: "law", IssuingBody: "Parliament", Language: "en"}
	must(d.AddInstrument(ctx, deskAct("ada", ""), law))
	f, err := d.Open(ctx, deskAct("ada", "open"), "2026", questionnaire.Prospective, "")
	must(err)
	cited := assessment.Citation{ID: law.ID, Version: 1}
	_, err = d.Answer(ctx, deskAct("ada", "save"), f, "S1", 0, said("x", "t"), "", cited)
	must(err)
	changed := *law
	changed.Version, changed.Title = 2, "Act, amended"
	must(d.SaveInstrument(ctx, deskAct("ada", ""), &changed))
	made, err := d.Seal(ctx, deskAct("ada", "seal"), f)
	must(err)
	sub, err := d.Store.Submission(ctx, land, made.ID)
	must(err)
	want := &assessment.Law{Cited: map[string][]assessment.Citation{"S1": {cited}}, Instruments: []assessment.Instrument{*law}}
	if !reflect.DeepEqual(sub.Law, want) {
		t.Errorf("sealed with %+v, want %+v", sub.Law, want)
	}
	if m, err := assessment.NewManifest(sub, sectionOf); err != nil || m.Law == "" || m.Hash != sub.Manifest.Hash {
		t.Errorf("the hash is not that of what was read back: %v", err)
	}
	next, err := d.Open(ctx, deskAct("ada", "next"), "2027", questionnaire.Prospective, sub.ID)
	must(err)
	if r, err := d.Record(ctx, land, next, "S1"); err != nil || !reflect.DeepEqual(r.Instruments, []assessment.Citation{cited}) || !r.Carried {
		t.Errorf("carried as %+v: %v", r, err)
	}
}
