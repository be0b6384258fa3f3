package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Records lists the records of a section, or of all with "". Marked and
// unmarked ones look alike. Of a draft it may show a save a moment late; what
// was sealed is read strongly, since reopening copies it.
func (s *Store) Records(ctx context.Context, country string, f *assessment.File, section string) ([]assessment.Record, error) {
	prefix := "A#"
	if section != "" {
		prefix += section + "#"
	}
	q := table.Query{PK: working(country, f), Prefix: prefix, Reading: table.Reading(f.State == assessment.Submitted)}
	items, err := s.all(ctx, "reading the answers", q)
	if err != nil {
		return nil, err
	}
	return answered(items)
}

// answered decodes records; an item that only carries a mark has no answer.
func answered(items []table.Item) ([]assessment.Record, error) {
	var out []assessment.Record
	for _, item := range items {
		r, err := recordOf(&item)
		if err != nil {
			return nil, err
		}
		if r != nil {
			out = append(out, *r)
		}
	}
	return out, nil
}

// recordOf decodes one item; nil for none, and for one that only carries a
// mark.
func recordOf(item *table.Item) (*assessment.Record, error) {
	if item == nil || len(item.Body) == 0 {
		return nil, nil
	}
	r := &assessment.Record{}
	return r, decode("reading an answer", *item, r)
}

// Record reads one record; a question that was never answered has version 0.
func (s *Store) Record(ctx context.Context, country string, f *assessment.File, section, question string) (*assessment.Record, error) {
	item, _, err := s.table.Get(ctx, key(working(country, f), recordKey(section, question)), table.Strong)
	if errors.Is(err, table.ErrNotFound) {
		return &assessment.Record{Question: question}, nil
	}
	if err != nil {
		return nil, trouble("reading an answer", err)
	}
	r, err := recordOf(&item)
	if r == nil && err == nil {
		r = &assessment.Record{Question: question}
	}
	return r, err
}

// History lists a record as it was, oldest first.
func (s *Store) History(ctx context.Context, country string, f *assessment.File, section, question string) ([]assessment.Record, error) {
	return list[assessment.Record](ctx, s, "reading the history", table.Query{PK: working(country, f), Prefix: "H#" + section + "#" + question + "#", Reading: table.Strong})
}

// SaveRecord keeps a record whose author saw version r.Version-1, and its
// history with it. A repeat of a save that was acknowledged, or that was
// committed without an answer reaching its caller, is known by the request id
// in the history and answered like the first, whatever came after.
func (s *Store) SaveRecord(ctx context.Context, country string, f *assessment.File, section string, r *assessment.Record) (*assessment.Record, error) {
	const doing = "saving an answer"
	partition := working(country, f)
	at := key(partition, recordKey(section, r.Question))
	history, err := put(key(partition, historyKey(section, r.Question, r.Version)), "1", r, table.Absent())
	if err != nil {
		return nil, err
	}
	unmarked := seen(r.Version - 1)
	for range 2 {
		record := table.Op{Kind: table.Put, Item: table.Item{Key: at, Version: stamp{version: r.Version}.String(), Body: history.Item.Body}, If: unmarked}
		err := s.write(ctx, doing, record, history)
		if err == nil {
			return r, nil
		}
		if failed(err) == nil {
			return nil, err
		}
		if earlier, err := s.repeated(ctx, history.Item.Key, r); earlier != nil || err != nil {
			return earlier, err
		}
		now, stood := failedAt(err, 0)
		if !stood { // a table may leave out why, where others write at this moment
			continue
		}
		if unmarked, err = s.unmark(ctx, country, f, now, r); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%s: %w", doing, assessment.ErrBusy)
}

// repeated returns the record that the same request saved earlier.
func (s *Store) repeated(ctx context.Context, history table.Key, r *assessment.Record) (*assessment.Record, error) {
	var was assessment.Record
	_, err := s.get(ctx, "reading the history", history, table.Strong, &was)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case r.Request != "" && was.Request == r.Request && was.By == r.By:
		return &was, nil
	}
	return nil, nil
}

// unmark decides a save that a condition stopped: a newer version is a
// conflict; a mark binds only while the header names its seal. Otherwise it
// returns the condition under which the save may replace the stale mark.
func (s *Store) unmark(ctx context.Context, country string, f *assessment.File, now *table.Item, r *assessment.Record) (table.Condition, error) {
	if now == nil { // the author saw a version that is not there
		return table.Condition{}, &assessment.Conflict{Current: &assessment.Record{Question: r.Question}}
	}
	stands, err := parseStamp(now.Version)
	if err != nil {
		return table.Condition{}, err
	}
	if stands.version != r.Version-1 || stands.mark == "" {
		current, err := recordOf(now)
		if current == nil {
			current = &assessment.Record{Question: r.Question}
		}
		return table.Condition{}, errors.Join(err, &assessment.Conflict{Current: current})
	}
	header, err := s.File(ctx, country, f.ID, f.Revision)
	if err != nil {
		return table.Condition{}, err
	}
	if header.State != assessment.Draft && header.SealID == stands.mark || header.State == assessment.Submitted {
		return table.Condition{}, fmt.Errorf("saving an answer: %w", assessment.ErrSealed)
	}
	return table.Version(now.Version), nil
}
