package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// TestTrouble: a table that is busy or does not answer is told from a fault, in
// what reads and in what writes.
func TestTrouble(t *testing.T) {
	ctx := context.Background()
	f := &assessment.File{ID: "file", Revision: 1}
	for name, call := range map[string]func(*Store) error{
		"get":    func(s *Store) error { _, err := s.Country(ctx, land); return err },
		"list":   func(s *Store) error { _, err := s.Files(ctx, land); return err },
		"record": func(s *Store) error { _, err := s.Record(ctx, land, f, "S", "S1"); return err },
		"events": func(s *Store) error { _, err := s.Events(ctx, land, 0, 1); return err },
		"write":  func(s *Store) error { return s.SaveFile(ctx, land, f) },
		"event": func(s *Store) error {
			return s.SaveCountry(ctx, &assessment.Country{ID: land, Version: 1}, assessment.Event{})
		},
	} {
		for want, faults := range map[error]tabletest.Faults{assessment.ErrBusy: {Throttle: 1}, assessment.ErrUnsure: {TimeoutBefore: 1}} {
			faults.Random = func() float64 { return 0 }
			if err := call(New(tabletest.Faulty(&tabletest.Memory{}, faults))); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
		}
	}
}

// silent is a table that does not say what became of two writes of three: of
// one that it carried out, and of one that it did not.
type silent struct {
	table.Table
	writes atomic.Int64
}

func (s *silent) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	n := s.writes.Add(1) % 3
	if n == 1 {
		return table.Units{}, fmt.Errorf("lost before: %w", table.ErrUnsure)
	}
	units, err := s.Table.Write(ctx, ops...)
	if n == 2 {
		return table.Units{}, fmt.Errorf("lost after: %w", table.ErrUnsure)
	}
	return units, err
}

// TestLostAnswer: a write that took effect is known to have, though its answer
// was lost; one that did not is not taken for one that did.
func TestLostAnswer(t *testing.T) {
	ctx := context.Background()
	for _, lost := range []struct {
		name   string
		write  int64 // of three that silent loses
		want   error
		events int
	}{{"after", 1, nil, 2}, {"before", 0, assessment.ErrUnsure, 1}} {
		m := &tracked{}
		d, f := opened(t, m)
		for name, save := range map[string]func(*Store) error{
			"one item": func(s *Store) error {
				next := *f
				next.Version++
				return s.SaveFile(ctx, land, &next)
			},
			"an answer": func(s *Store) error {
				_, err := s.SaveRecord(ctx, land, f, "S", &assessment.Record{Question: "S1", Version: 1, By: "lead", Request: "r"})
				return err
			},
			"with an event": func(s *Store) error {
				return s.SaveCountry(ctx, &assessment.Country{ID: land, Version: 1}, assessment.Event{By: "lead", Kind: "country_changed"})
			},
		} {
			s := &silent{Table: m}
			s.writes.Store(lost.write)
			if err := save(New(s)); !errors.Is(err, lost.want) {
				t.Errorf("%s, lost %s: %v, want %v", name, lost.name, err, lost.want)
			}
		}
		if events := chainOf(t, d.Store.(*Store)); len(events) != lost.events {
			t.Errorf("lost %s: %d events", lost.name, len(events))
		}
	}
}

// TestFreezeUnsure: a sealing does not stop where the table does not answer
// once; a file that is left sealing takes no answers for two minutes.
func TestFreezeUnsure(t *testing.T) {
	ctx := context.Background()
	m := &tracked{}
	d, f := opened(t, m)
	if _, err := d.Answer(ctx, deskAct("lead", ""), f, "S1", 0, said("z", "z"), ""); err != nil {
		t.Fatal(err)
	}
	begun := *f
	begun.Version, begun.State, begun.SealID = 2, assessment.Sealing, "seal"
	if err := d.Store.SaveFile(ctx, land, &begun); err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{"S1": "S", "S2": "S", "T1": "T"}
	records, err := New(&silent{Table: m}).Freeze(ctx, land, &begun, sections)
	if err != nil || len(records) != 1 || records[0].Response.State != questionnaire.Value {
		t.Errorf("%v, %v", records, err)
	}
	for at, item := range m.items() {
		if stands, err := parseStamp(item.Version); at.PK == working(land, f) && at.SK[0] == 'A' && (err != nil || stands.mark != "seal") {
			t.Errorf("%v has the version %q", at, item.Version)
		}
	}
}
