package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Store keeps the domain in one table. The backend sends the append-only zones
// to the ledger (LedgerZone). It may be used by several goroutines.
type Store struct{ table table.Table }

// New returns a store over a table.
func New(t table.Table) *Store { return &Store{t} }

// LedgerZone reports whether a partition belongs in the append-only table.
func LedgerZone(partition string) bool { return ledgerZone(partition) }

// write carries operations out. It refuses to change anything in the ledger.
func (s *Store) write(ctx context.Context, doing string, ops ...table.Op) error {
	for _, op := range ops {
		if ledgerZone(op.Item.PK) && (op.Kind != table.Put || op.If != table.Absent()) {
			return fmt.Errorf("%s: the ledger is append only", doing)
		}
	}
	_, err := s.table.Write(ctx, ops...)
	if errors.Is(err, table.ErrUnsure) && s.stands(ctx, ops[len(ops)-1]) {
		return nil
	}
	return trouble(doing, err)
}

// stands reports whether a write that was not answered took effect: all of it
// did if its last operation did. That one writes a version, an event or an id
// that no other write has.
func (s *Store) stands(ctx context.Context, last table.Op) bool {
	now, _, err := s.table.Get(ctx, last.Item.Key, table.Strong)
	return err == nil && last.Kind == table.Put && now.Version == last.Item.Version && bytes.Equal(now.Body, last.Item.Body)
}

// trouble turns a table's error into the domain's; nil stays nil.
func trouble(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, table.ErrNotFound):
		return fmt.Errorf("%s: %w", doing, assessment.ErrNotFound)
	case errors.Is(err, table.ErrBusy):
		return fmt.Errorf("%s: %w", doing, assessment.ErrBusy)
	case errors.Is(err, table.ErrTooLarge):
		return fmt.Errorf("%s: %w: %w", doing, assessment.ErrUnkept, err)
	case errors.Is(err, table.ErrUnsure):
		return fmt.Errorf("%s: %w: %w", doing, assessment.ErrUnsure, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// failed returns the failures of conditions in an error; nil for another error.
func failed(err error) []table.Failure {
	var c *table.ConditionError
	if errors.As(err, &c) {
		return c.Failed
	}
	return nil
}

// failedAt returns what stood in the way of one operation.
func failedAt(err error, op int) (*table.Item, bool) {
	for _, f := range failed(err) {
		if f.Op == op {
			return f.Current, true
		}
	}
	return nil, false
}

// get reads one item into v.
func (s *Store) get(ctx context.Context, doing string, k table.Key, reading table.Reading, v any) (table.Item, error) {
	item, _, err := s.table.Get(ctx, k, reading)
	if err != nil {
		return item, trouble(doing, err)
	}
	return item, decode(doing, item, v)
}

func decode(doing string, item table.Item, v any) error {
	if err := json.Unmarshal(item.Body, v); err != nil {
		return fmt.Errorf("%s: the item %s cannot be read: %w", doing, item.SK, err)
	}
	return nil
}

// put makes an operation that writes v. Signs such as < are written as they
// are: no page is made of a body, and escaped they take six times the space.
func put(k table.Key, version string, v any, cond table.Condition) (table.Op, error) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return table.Op{}, fmt.Errorf("writing %s: %w", k.SK, err)
	}
	return table.Op{Kind: table.Put, Item: table.Item{Key: k, Version: version, Body: bytes.TrimSuffix(body.Bytes(), []byte("\n"))}, If: cond}, nil
}

// all reads every item of a query, page by page to the end.
func (s *Store) all(ctx context.Context, doing string, q table.Query) ([]table.Item, error) {
	var items []table.Item
	for {
		page, err := s.table.Query(ctx, q)
		if err != nil {
			return nil, trouble(doing, err)
		}
		items = append(items, page.Items...)
		if q.After = page.Next; q.After == "" {
			return items, nil
		}
	}
}

// list reads every item of a query as a T.
func list[T any](ctx context.Context, s *Store, doing string, q table.Query) ([]T, error) {
	items, err := s.all(ctx, doing, q)
	if err != nil {
		return nil, err
	}
	out := make([]T, len(items))
	for i, item := range items {
		if err := decode(doing, item, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// seen is the condition that an item stands as its writer saw it: version 0 is
// absence.
func seen(version int) table.Condition {
	if version == 0 {
		return table.Absent()
	}
	return table.Version(stamp{version: version}.String())
}
