package table

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The functions here are the contract's rules that need no table, for the
// backends and for those who plan an item's size or a call's cost.

// Size is what an item counts in bytes, by DynamoDB's rule: keys, version, body
// and, where there is one, the time of expiry, each with its attribute's name.
func (i Item) Size() int {
	n := len("pk") + len(i.PK) + len("sk") + len(i.SK) + len("v") + len(i.Version) + len("b") + len(i.Body)
	if i.Expires != 0 {
		n += len("x") + numberSize(i.Expires)
	}
	return n
}

// numberSize counts a byte for two significant digits, and one more.
func numberSize(n int64) int {
	for n%10 == 0 {
		n /= 10
	}
	digits := 0
	for ; n != 0; n /= 10 {
		digits++
	}
	return (digits+1)/2 + 1
}

// Holds says whether the condition is true where current stands; nil: nothing.
func (c Condition) Holds(current *Item) bool {
	switch c.Kind {
	case IsAbsent:
		return current == nil
	case IsPresent:
		return current != nil
	case IsVersion:
		return current != nil && current.Version == c.Version
	}
	return true
}

// CheckKey returns nil for a key that a table takes, else ErrInvalid or
// ErrTooLarge, wrapped with what is wrong.
func CheckKey(key Key) error {
	if err := checkPart("partition key", key.PK, MaxPK); err != nil {
		return err
	}
	return checkPart("sort key", key.SK, MaxSK)
}

func checkPart(what, s string, limit int) error {
	switch {
	case s == "":
		return fmt.Errorf("%w: the %s is empty", ErrInvalid, what)
	case len(s) > limit:
		return fmt.Errorf("%w: the %s has %d bytes; at most %d", ErrTooLarge, what, len(s), limit)
	case !utf8.ValidString(s):
		return fmt.Errorf("%w: the %s %q is not UTF-8", ErrInvalid, what, s)
	}
	return nil
}

// CheckQuery is CheckKey for a query.
func CheckQuery(q Query) error {
	if err := checkPart("partition key", q.PK, MaxPK); err != nil {
		return err
	}
	for _, part := range []struct{ what, sk string }{{"prefix", q.Prefix}, {"start", q.From}, {"end", q.To}, {"cursor", q.After}} {
		if part.sk == "" {
			continue
		}
		if err := checkPart(part.what, part.sk, MaxSK); err != nil {
			return err
		}
	}
	switch {
	case q.Prefix != "" && q.From+q.To != "":
		return fmt.Errorf("%w: a query by prefix and by range at once", ErrInvalid)
	case q.To != "" && q.From > q.To:
		return fmt.Errorf("%w: a query from %q to %q, which is before it", ErrInvalid, q.From, q.To)
	case q.Limit < 0:
		return fmt.Errorf("%w: a limit of %d items", ErrInvalid, q.Limit)
	}
	return nil
}

// Wants says whether the query, as far as it goes without its Limit, asks for
// the item with this sort key: its prefix and range, and beyond its cursor.
func (q Query) Wants(sk string) bool {
	beyond := q.After == "" || sk > q.After
	if q.Backward {
		beyond = q.After == "" || sk < q.After
	}
	return beyond && strings.HasPrefix(sk, q.Prefix) && sk >= q.From && (q.To == "" || sk <= q.To)
}

// CheckWrite is CheckKey for a Write.
func CheckWrite(ops []Op) error {
	if len(ops) == 0 {
		return fmt.Errorf("%w: a write of nothing", ErrInvalid)
	}
	if len(ops) > MaxOps {
		return fmt.Errorf("%w: %d operations; at most %d", ErrTooLarge, len(ops), MaxOps)
	}
	seen := make(map[Key]int, len(ops))
	total := 0
	for i, op := range ops {
		size, err := checkOp(op)
		if err != nil {
			return fmt.Errorf("operation %d: %w", i, err)
		}
		if first, ok := seen[op.Item.Key]; ok {
			return fmt.Errorf("%w: operations %d and %d are on one key", ErrInvalid, first, i)
		}
		seen[op.Item.Key] = i
		total += size
	}
	if total > MaxWrite {
		return fmt.Errorf("%w: a write of %d bytes; at most %d", ErrTooLarge, total, MaxWrite)
	}
	return nil
}

// checkOp also returns the bytes that the operation counts in its Write.
func checkOp(op Op) (int, error) {
	if err := CheckKey(op.Item.Key); err != nil {
		return 0, err
	}
	switch c := op.If; {
	case op.Kind < Put || op.Kind > Check:
		return 0, fmt.Errorf("%w: unknown kind %d", ErrInvalid, op.Kind)
	case c.Kind < Always || c.Kind > IsVersion:
		return 0, fmt.Errorf("%w: unknown condition %d", ErrInvalid, c.Kind)
	case op.Kind == Check && c.Kind == Always:
		return 0, fmt.Errorf("%w: a check of nothing", ErrInvalid)
	case c.Kind != IsVersion && c.Version != "":
		return 0, fmt.Errorf("%w: a version in a condition that does not look at it", ErrInvalid)
	case !utf8.ValidString(c.Version):
		return 0, fmt.Errorf("%w: the condition's version %q is not UTF-8", ErrInvalid, c.Version)
	}
	if op.Kind != Put {
		return Item{Key: op.Item.Key}.Size(), nil
	}
	size := op.Item.Size()
	switch {
	case !utf8.ValidString(op.Item.Version):
		return 0, fmt.Errorf("%w: the version %q is not UTF-8", ErrInvalid, op.Item.Version)
	case op.Item.Expires < 0:
		return 0, fmt.Errorf("%w: expires %d seconds before 1970", ErrInvalid, -op.Item.Expires)
	case size > MaxItem:
		return 0, fmt.Errorf("%w: an item of %d bytes; at most %d", ErrTooLarge, size, MaxItem)
	}
	return size, nil
}

// ReadCost is what reading size bytes costs.
func ReadCost(size int, reading Reading) Units {
	n := begun(size, 4<<10)
	if reading == Eventual {
		n /= 2
	}
	return Units{Read: n}
}

// WriteCost is what a Write of ops costs where items of the sizes before stand;
// 0: nothing.
func WriteCost(ops []Op, before []int) Units {
	sum := 0.0
	for i, op := range ops {
		size := before[i]
		if op.Kind == Put {
			size = max(size, op.Item.Size())
		}
		n := begun(size, 1<<10)
		if len(ops) > 1 || op.Kind == Check {
			n *= 2
		}
		sum += n
	}
	return Units{Write: sum}
}

func begun(size, unit int) float64 { return float64(max(1, (size+unit-1)/unit)) }
