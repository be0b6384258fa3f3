// Package tabletest is the contract of package table as tests that every
// backend passes, with two tables to test upper layers on: Memory, which is
// fast, and Faulty, which misbehaves as much as the contract allows.
package tabletest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Memory is a table in memory, as simple as can be: Model holds the others to
// it. The zero value is empty and ready.
type Memory struct {
	mu    sync.Mutex
	items map[table.Key]table.Item
}

// Get implements table.Table.
func (m *Memory) Get(ctx context.Context, key table.Key, reading table.Reading) (table.Item, table.Units, error) {
	if err := cmp.Or(ctx.Err(), table.CheckKey(key)); err != nil {
		return table.Item{}, table.Units{}, fmt.Errorf("reading an item in memory: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	item, ok := m.items[key]
	if !ok {
		return table.Item{}, table.ReadCost(0, reading), fmt.Errorf("reading an item in memory: %w", table.ErrNotFound)
	}
	return clone(item), table.ReadCost(item.Size(), reading), nil
}

// Query implements table.Table.
func (m *Memory) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := cmp.Or(ctx.Err(), table.CheckQuery(q)); err != nil {
		return table.Page{}, fmt.Errorf("querying memory: %w", err)
	}
	var page table.Page
	size := 0
	for _, item := range m.wanted(q) {
		if q.Limit != 0 && len(page.Items) == q.Limit || size+item.Size() > table.MaxPage {
			page.Next = page.Items[len(page.Items)-1].SK
			break
		}
		page.Items = append(page.Items, item)
		size += item.Size()
	}
	page.Units = table.ReadCost(size, q.Reading)
	return page, nil
}

// wanted returns what the query asks for, in its order, without its limit.
func (m *Memory) wanted(q table.Query) []table.Item {
	m.mu.Lock()
	defer m.mu.Unlock()
	var items []table.Item
	for key, item := range m.items {
		if key.PK == q.PK && q.Wants(key.SK) {
			items = append(items, clone(item))
		}
	}
	slices.SortFunc(items, func(a, b table.Item) int {
		if q.Backward {
			a, b = b, a
		}
		return cmp.Compare(a.SK, b.SK)
	})
	return items
}

// Write implements table.Table.
func (m *Memory) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	if err := cmp.Or(ctx.Err(), table.CheckWrite(ops)); err != nil {
		return table.Units{}, fmt.Errorf("writing %d items to memory: %w", len(ops), err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var failed []table.Failure
	before := make([]int, len(ops))
	for i, op := range ops {
		var current *table.Item
		if item, ok := m.items[op.Item.Key]; ok {
			item = clone(item)
			current = &item
			before[i] = item.Size()
		}
		if !op.If.Holds(current) {
			failed = append(failed, table.Failure{Op: i, Current: current})
		}
	}
	units := table.WriteCost(ops, before)
	if failed != nil {
		return units, fmt.Errorf("writing %d items to memory: %w", len(ops), &table.ConditionError{Failed: failed})
	}
	m.apply(ops)
	return units, nil
}

func (m *Memory) apply(ops []table.Op) {
	if m.items == nil {
		m.items = map[table.Key]table.Item{}
	}
	for _, op := range ops {
		switch op.Kind {
		case table.Put:
			m.items[op.Item.Key] = clone(op.Item)
		case table.Delete:
			delete(m.items, op.Item.Key)
		}
	}
}

func clone(item table.Item) table.Item {
	item.Body = bytes.Clone(item.Body)
	return item
}
