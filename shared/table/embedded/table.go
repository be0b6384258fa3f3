package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// boltTable is one table of a Store. bbolt runs one writing transaction at a
// time and reads see the last one committed, which is all the isolation that
// the contract asks for, so that a write is never busy.
type boltTable struct {
	db   *bbolt.DB
	name string
}

func (t *boltTable) bucket(tx *bbolt.Tx) (*bbolt.Bucket, error) {
	b := tx.Bucket(tablesBucket).Bucket([]byte(t.name))
	if b == nil {
		return nil, fmt.Errorf("%w: the file was opened without a table of this name", table.ErrInvalid)
	}
	return b, nil
}

func (t *boltTable) Get(ctx context.Context, key table.Key, reading table.Reading) (table.Item, table.Units, error) {
	var item *table.Item
	err := table.CheckKey(key)
	if err == nil {
		err = t.view(ctx, func(b *bbolt.Bucket) error {
			found, err := standing(b, encodeKey(key))
			item = found
			return err
		})
	}
	if err != nil {
		return table.Item{}, table.Units{}, fmt.Errorf("reading an item of table %s: %w", t.name, err)
	}
	if item == nil {
		return table.Item{}, table.ReadCost(0, reading), fmt.Errorf("reading an item of table %s: %w", t.name, table.ErrNotFound)
	}
	return *item, table.ReadCost(item.Size(), reading), nil
}

func (t *boltTable) Query(ctx context.Context, q table.Query) (table.Page, error) {
	var page table.Page
	err := table.CheckQuery(q)
	if err == nil {
		err = t.view(ctx, func(b *bbolt.Bucket) error {
			found, err := readPage(b.Cursor(), q)
			page = found
			return err
		})
	}
	if err != nil {
		return table.Page{}, fmt.Errorf("querying table %s: %w", t.name, err)
	}
	return page, nil
}

// readPage walks from the query's first item on, as far as the page goes.
func readPage(c *bbolt.Cursor, q table.Query) (table.Page, error) {
	var page table.Page
	size := 0
	partition := []byte(q.PK + separator)
	for key, value := first(c, q); bytes.HasPrefix(key, partition) && q.Wants(string(key[len(partition):])); key, value = next(c, q) {
		item, err := decode(key, value)
		if err != nil {
			return table.Page{}, err
		}
		full := q.Limit != 0 && len(page.Items) == q.Limit || size+item.Size() > table.MaxPage
		if full {
			page.Next = page.Items[len(page.Items)-1].SK
			break
		}
		page.Items = append(page.Items, item)
		size += item.Size()
	}
	page.Units = table.ReadCost(size, q.Reading)
	return page, nil
}

// first goes to the first key that the query may want: every key from there on
// is wanted until one is not.
func first(c *bbolt.Cursor, q table.Query) ([]byte, []byte) {
	if !q.Backward {
		start := max(q.Prefix, q.From)
		if q.After >= start && q.After != "" {
			start = q.After + "\x00" // the least key beyond it
		}
		return c.Seek([]byte(q.PK + separator + start))
	}
	end := separator // beyond every sort key
	switch {
	case q.Prefix != "":
		end = q.Prefix + separator // beyond every sort key that begins so
	case q.To != "":
		end = q.To + "\x00"
	}
	if q.After != "" {
		end = min(end, q.After)
	}
	if key, _ := c.Seek([]byte(q.PK + separator + end)); key == nil {
		return c.Last()
	}
	return c.Prev()
}

func next(c *bbolt.Cursor, q table.Query) ([]byte, []byte) {
	if q.Backward {
		return c.Prev()
	}
	return c.Next()
}

func (t *boltTable) view(ctx context.Context, read func(*bbolt.Bucket) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.db.View(func(tx *bbolt.Tx) error {
		b, err := t.bucket(tx)
		if err != nil {
			return err
		}
		return read(b)
	})
}

func (t *boltTable) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	var units table.Units
	err := table.CheckWrite(ops)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = t.db.Update(func(tx *bbolt.Tx) error {
			if err := ctx.Err(); err != nil { // waiting for its turn may have taken long
				return err
			}
			b, err := t.bucket(tx)
			if err != nil {
				return err
			}
			units, err = conditions(b, ops)
			if err != nil {
				return err
			}
			return apply(b, ops)
		})
	}
	if refused := (*table.ConditionError)(nil); err != nil && !errors.As(err, &refused) {
		units = table.Units{}
	}
	if err != nil {
		return units, fmt.Errorf("writing %d items to table %s: %w", len(ops), t.name, err)
	}
	return units, nil
}

// conditions returns what the write costs, and a *table.ConditionError unless
// all of it may be carried out.
func conditions(b *bbolt.Bucket, ops []table.Op) (table.Units, error) {
	var failed []table.Failure
	before := make([]int, len(ops))
	for i, op := range ops {
		current, err := standing(b, encodeKey(op.Item.Key))
		if err != nil {
			return table.Units{}, err
		}
		if current != nil {
			before[i] = current.Size()
		}
		if !op.If.Holds(current) {
			failed = append(failed, table.Failure{Op: i, Current: current})
		}
	}
	if failed != nil {
		return table.WriteCost(ops, before), &table.ConditionError{Failed: failed}
	}
	return table.WriteCost(ops, before), nil
}

func apply(b *bbolt.Bucket, ops []table.Op) error {
	for _, op := range ops {
		key := encodeKey(op.Item.Key)
		var err error
		switch op.Kind {
		case table.Put:
			err = b.Put(key, encode(key, op.Item))
		case table.Delete:
			err = b.Delete(key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// standing returns the item under the key; nil: nothing.
func standing(b *bbolt.Bucket, key []byte) (*table.Item, error) {
	value := b.Get(key)
	if value == nil {
		return nil, nil
	}
	item, err := decode(key, value)
	return &item, err
}
