// Package table is the narrow contract of a partition/sort-key table with
// conditional all-or-nothing writes, so that everything above it is written
// and tested once. DynamoDB keeps it in the cloud (table/dynamo), one file on
// one computer without it (table/embedded); table/tabletest is the contract as
// a test that every backend passes.
//
// A table holds Items under a Key. It knows nothing of what an item means: the
// body is opaque, and so is the version, which the writer chooses and a later
// write may be made to depend on.
package table

import (
	"context"
	"errors"
	"fmt"
)

// Limits, those of DynamoDB. A backend refuses more with ErrTooLarge, before
// anything is written; CheckKey, CheckQuery and CheckWrite say so without one.
const (
	MaxItem  = 400 << 10 // bytes of an item by Item.Size
	MaxOps   = 100       // operations of one Write
	MaxWrite = 4 << 20   // bytes of one Write: the items put, the keys deleted and checked
	MaxPage  = 1 << 20   // bytes of one page of a Query
	MaxPK    = 2048      // bytes of a partition key
	MaxSK    = 1024      // bytes of a sort key
)

// Key is the place of an item. Both parts are UTF-8 and not empty; sort keys
// are ordered by their bytes.
type Key struct{ PK, SK string }

// Item is what a table holds. Bodies are not shared: the caller may change one
// that it handed over or got.
type Item struct {
	Key
	Version string // opaque UTF-8; chosen by the writer, compared for equality; may be empty
	Expires int64  // seconds since 1970 after which the item may vanish at any time; 0: never
	Body    []byte // opaque; may be empty; nil and empty are the same
}

// Reading says which writes a read sees.
type Reading bool

// A strong read sees every write that was acknowledged before it began; an
// eventual one may lag behind, may see less than an earlier one saw, and costs
// half.
const (
	Eventual Reading = false
	Strong   Reading = true
)

// Query asks for the items of one partition in order of their sort keys.
type Query struct {
	PK       string
	Prefix   string // of the sort key; empty: any
	From, To string // sort keys, both included, From not above To; empty: open. Not together with Prefix
	Backward bool   // highest first
	Limit    int    // items of a page at most; 0: as many as fit MaxPage
	After    string // Next of the last page; empty: from the start
	Reading  Reading
}

// Page is one page of a query. A page may be short, and even empty, with more
// to come: only an empty Next says that the query is at its end.
//
// Next is a sort key, and the next page holds what lies beyond it. No item need
// stand there, and any sort key at all may be handed on: a forged one reaches
// nothing that the query without it does not.
//
// A page is not a snapshot: a Write that is carried out meanwhile may be seen
// in part.
type Page struct {
	Items []Item
	Next  string // hand on as After
	Units Units
}

// Units are what a call cost, by DynamoDB's published rule and what it was
// measured to do: a write unit for each KB begun of an item (the larger of
// before and after; of what stands there for a check, which is counted as a
// write), twice that in a write of several operations and for any check; a read
// unit for each 4 KB begun of what was read, half of that for an eventual read.
// Nothing is counted as one unit begun. A write refused by a *ConditionError
// costs the same; its units may be counted too low where a backend cannot know
// what stood there. Other errors come without units. ReadCost and WriteCost are
// the rule as functions.
type Units struct{ Read, Write float64 }

// Add returns the sum.
func (u Units) Add(v Units) Units { return Units{u.Read + v.Read, u.Write + v.Write} }

// Op is one operation of a Write.
type Op struct {
	Kind OpKind
	Item Item // Delete and Check use the key only
	If   Condition
}

// OpKind is what an operation does.
type OpKind int

// The kinds. A check writes nothing; the write goes through only if its
// condition holds.
const (
	Put OpKind = iota
	Delete
	Check
)

// Condition is what must be true of the item that stands there now.
type Condition struct {
	Kind    ConditionKind
	Version string // for IsVersion, else empty
}

// ConditionKind names a condition.
type ConditionKind int

// The conditions. Always is no condition and not for Check.
const (
	Always ConditionKind = iota
	IsAbsent
	IsPresent
	IsVersion // present, with this version
)

// Absent, Present and Version make conditions.
func Absent() Condition          { return Condition{Kind: IsAbsent} }
func Present() Condition         { return Condition{Kind: IsPresent} }
func Version(v string) Condition { return Condition{IsVersion, v} }

// Table is one table. Its methods may be called from several goroutines.
//
// The errors named below come wrapped: ask with errors.Is and errors.As. With
// any of them but ErrUnsure nothing was written. With that, when a call ends
// because its context did, or with an error that is none of those, a write may
// or may not have happened: the caller finds out by reading, or makes the write
// again under a condition that tells.
type Table interface {
	// Get returns the item, or ErrNotFound.
	Get(ctx context.Context, key Key, reading Reading) (Item, Units, error)

	// Query returns one page; of a partition without items, an empty one.
	Query(ctx context.Context, q Query) (Page, error)

	// Write carries out all operations or none, each on a key of its own.
	// Once it returns without an error the write is durable. Where conditions
	// do not hold it returns a *ConditionError; a write that others got in the
	// way of too often is ErrBusy. Deleting what is not there is no error.
	Write(ctx context.Context, ops ...Op) (Units, error)
}

// The errors of a table.
var (
	ErrNotFound = errors.New("no such item")
	ErrTooLarge = errors.New("larger than a table takes")
	ErrBusy     = errors.New("the table is busy; try again") // of reads too
	ErrUnsure   = errors.New("the table did not answer")     // of reads too; it may do so a moment later
	ErrInvalid  = errors.New("not a valid call")             // a mistake in our own code
)

// ConditionError says which operations' conditions did not hold. Where others
// write to the same items at that moment it may leave some out, but never all.
type ConditionError struct {
	Failed []Failure // in the order of the operations
}

// Failure is one condition that did not hold, and what stood there instead.
type Failure struct {
	Op      int   // place in the Write
	Current *Item // nil: nothing
}

// Error names the operations.
func (e *ConditionError) Error() string {
	ops := make([]int, len(e.Failed))
	for i, f := range e.Failed {
		ops[i] = f.Op
	}
	return fmt.Sprintf("the condition of operation %v does not hold", ops)
}
