package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// eventTries is how often a write is made again because another event of the
// same owner came first. Only rare acts have events.
const eventTries = 8

// lastEvent returns the last event of an owner; nil for none.
func (s *Store) lastEvent(ctx context.Context, owner string) (*assessment.Event, error) {
	const doing = "reading the last event"
	q := table.Query{PK: audit(owner), Backward: true, Limit: 1, Reading: table.Strong}
	for {
		page, err := s.table.Query(ctx, q)
		if err != nil {
			return nil, trouble(doing, err)
		}
		if len(page.Items) > 0 {
			e := &assessment.Event{}
			return e, decode(doing, page.Items[0], e)
		}
		if q.After = page.Next; q.After == "" { // an empty page is not always the last
			return nil, nil
		}
	}
}

// withEvent carries out operations together with the event that records them.
// A condition that does not hold is ErrConflict.
func (s *Store) withEvent(ctx context.Context, doing, owner string, e assessment.Event, ops ...table.Op) error {
	return s.withEventIf(ctx, doing, owner, e, func() error { return nil }, ops...)
}

// withEventIf is withEvent for what may be done only while something holds that
// no condition on an item can say. Nothing else of the owner that makes an event
// comes between holds and the write: who loses the number asks again.
func (s *Store) withEventIf(ctx context.Context, doing, owner string, e assessment.Event, holds func() error, ops ...table.Op) error {
	if e.Key != "" {
		op, err := put(onceKey(e.By, e.Key), "1", once{e.Print, e.About}, table.Absent())
		if err != nil {
			return err
		}
		ops = append(ops[:len(ops):len(ops)], op)
	}
	for range eventTries {
		last, err := s.lastEvent(ctx, owner)
		if err != nil {
			return err
		}
		if err := holds(); err != nil {
			return s.unless(ctx, doing, e, err)
		}
		next := assessment.Chain(last, e)
		event, err := put(key(audit(owner), eventKey(next.Number)), "1", next, table.Absent())
		if err != nil {
			return err
		}
		err = s.write(ctx, doing, append(ops[:len(ops):len(ops)], event)...)
		if failures := failed(err); failures == nil || failures[0].Op < len(ops) {
			return s.unless(ctx, doing, e, err)
		}
		// another event took the number; its write is not ours to undo
	}
	return fmt.Errorf("%s: %w", doing, assessment.ErrBusy)
}

// unless returns what the same call came to before under its key; else the
// error of this one.
func (s *Store) unless(ctx context.Context, doing string, e assessment.Event, err error) error {
	if err != nil && e.Key != "" {
		if earlier := s.Earlier(ctx, e.By, e.Key, e.Print); earlier != nil {
			return earlier
		}
	}
	return conflict(doing, err)
}

// once is what is kept of a call by its idempotency key.
type once struct {
	Print string `json:"print"`
	About string `json:"about"`
}

func onceKey(sub, k string) table.Key { return key("I#n#"+sub+"#", k) }

// Earlier returns *assessment.Repeated when the person made this call before
// under this key, ErrKeyUsed when they made another, nil when neither.
func (s *Store) Earlier(ctx context.Context, sub, k, print string) error {
	var was once
	_, err := s.get(ctx, "looking for an earlier call", onceKey(sub, k), table.Strong, &was)
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		return nil
	case err != nil:
		return err
	case was.Print != print:
		return assessment.ErrKeyUsed
	}
	return &assessment.Repeated{About: was.About}
}

// conflict turns a condition that does not hold into ErrConflict.
func conflict(doing string, err error) error {
	if failed(err) != nil {
		return fmt.Errorf("%s: %w", doing, assessment.ErrConflict)
	}
	return err
}

// Events lists an owner's events backwards from the one before number before;
// 0 begins at the last.
func (s *Store) Events(ctx context.Context, owner string, before, limit int) ([]assessment.Event, error) {
	q := table.Query{PK: audit(owner), Backward: true, Limit: limit, Reading: table.Strong}
	if before > 0 {
		q.After = eventKey(before)
	}
	var events []assessment.Event
	for len(events) < limit {
		page, err := s.table.Query(ctx, q)
		if err != nil {
			return nil, trouble("listing the events", err)
		}
		for _, item := range page.Items {
			var e assessment.Event
			if err := decode("listing the events", item, &e); err != nil {
				return nil, err
			}
			events = append(events, e)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	return events[:min(limit, len(events))], nil
}
