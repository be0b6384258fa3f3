package tabletest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Faults says how often a Faulty table misbehaves: chances from 0 to 1 for each
// call that a fault may meet.
type Faults struct {
	// Random returns numbers from 0 up to 1. A fixed sequence makes the faults
	// repeatable as far as the calls are.
	Random func() float64

	Throttle      float64 // any call: ErrBusy, nothing done
	Conflict      float64 // a Write: ErrBusy, nothing done
	TimeoutBefore float64 // any call: a time-out, nothing done
	TimeoutAfter  float64 // any call: a time-out, but the write was carried out
	ShortPage     float64 // a Query: fewer items than there are, perhaps none
	Lag           int     // an eventual read may miss as many of the last writes as this
}

// replicas is how many copies eventual reads go to: with two, a read may see
// less than the one before it.
const replicas = 2

// faulty keeps the writes that not every replica has yet.
type faulty struct {
	inner  table.Table
	faults Faults

	mu      sync.Mutex
	log     [][]table.Op // the last writes, oldest first
	start   int          // writes before the log
	copies  [replicas]Memory
	applied [replicas]int // writes that each copy has
}

// Faulty returns a table that is inner with faults. Where Faults.Lag is not 0,
// inner must be empty and be written to through the result only; its writes then
// go one at a time.
func Faulty(inner table.Table, faults Faults) table.Table {
	return &faulty{inner: inner, faults: faults}
}

// chance draws whether a fault of this chance strikes. It draws nothing for 0.
func (f *faulty) chance(p float64) bool { return p > 0 && f.draw() < p }

func (f *faulty) draw() float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.faults.Random()
}

// before is the fault of a call that is not carried out.
func (f *faulty) before() error {
	switch {
	case f.chance(f.faults.Throttle):
		return fmt.Errorf("injected throttling: %w", table.ErrBusy)
	case f.chance(f.faults.TimeoutBefore):
		return errTimeout
	}
	return nil
}

// errTimeout is a call that was not answered in time.
var errTimeout = fmt.Errorf("%w: injected time-out: %w", table.ErrUnsure, context.DeadlineExceeded)

// after is the fault of a call that was carried out.
func (f *faulty) after() error {
	if f.chance(f.faults.TimeoutAfter) {
		return errTimeout
	}
	return nil
}

func (f *faulty) Get(ctx context.Context, key table.Key, reading table.Reading) (table.Item, table.Units, error) {
	if err := f.before(); err != nil {
		return table.Item{}, table.Units{}, err
	}
	item, units, err := f.source(reading).Get(ctx, key, reading)
	if err := f.after(); err != nil {
		return table.Item{}, table.Units{}, err
	}
	return item, units, err
}

func (f *faulty) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := f.before(); err != nil {
		return table.Page{}, err
	}
	page, err := f.source(q.Reading).Query(ctx, q)
	if fault := f.after(); fault != nil {
		return table.Page{}, fault
	}
	if err == nil && len(page.Items) > 0 && f.chance(f.faults.ShortPage) {
		f.shorten(&page, q)
	}
	return page, err
}

// shorten drops items from a page's end. It leaves at least one, unless the
// query has a cursor to be sent back to.
func (f *faulty) shorten(page *table.Page, q table.Query) {
	keep := int(f.draw() * float64(len(page.Items)))
	if keep == 0 && q.After == "" {
		keep = 1
	}
	page.Items = page.Items[:keep]
	page.Next = q.After
	if keep > 0 {
		page.Next = page.Items[keep-1].SK
	}
}

func (f *faulty) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	if err := f.before(); err != nil {
		return table.Units{}, err
	}
	if f.chance(f.faults.Conflict) {
		return table.Units{}, fmt.Errorf("injected conflict: %w", table.ErrBusy)
	}
	units, err := f.write(ctx, ops)
	if err := f.after(); err != nil {
		return table.Units{}, err
	}
	return units, err
}

// write keeps the log in the order of the commits.
func (f *faulty) write(ctx context.Context, ops []table.Op) (table.Units, error) {
	if f.faults.Lag == 0 {
		return f.inner.Write(ctx, ops...)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	units, err := f.inner.Write(ctx, ops...)
	if err == nil {
		own := slices.Clone(ops)
		for i := range own {
			own[i].Item = clone(own[i].Item)
		}
		f.log = append(f.log, own)
	}
	return units, err
}

// source is what a read goes to: for an eventual one, a replica brought forward
// to within Lag writes of the table.
func (f *faulty) source(reading table.Reading) table.Table {
	if reading == table.Strong || f.faults.Lag == 0 {
		return f.inner
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	i := min(int(f.faults.Random()*replicas), replicas-1)
	behind := min(int(f.faults.Random()*float64(f.faults.Lag+1)), f.faults.Lag)
	goal := max(f.applied[i], f.start+len(f.log)-behind)
	f.copies[i].mu.Lock()
	for ; f.applied[i] < goal; f.applied[i]++ {
		f.copies[i].apply(f.log[f.applied[i]-f.start])
	}
	f.copies[i].mu.Unlock()
	if done := slices.Min(f.applied[:]) - f.start; done > 0 {
		f.log = f.log[done:]
		f.start += done
	}
	return &f.copies[i]
}

// RunFaulty runs Run, Model and Linearizable over faults that the contract
// allows, and Linearizable over errors too, on the tables that open makes: what
// upper layers are tested on keeps the contract over this backend. random is
// that of Faults.
func RunFaulty(t *testing.T, open func(t *testing.T) table.Table, random func() float64) {
	over := func(faults Faults) func(t *testing.T) table.Table {
		faults.Random = random
		return func(t *testing.T) table.Table { return Faulty(open(t), faults) }
	}
	lazy := over(Faults{ShortPage: 0.5, Lag: 3})
	hostile := over(Faults{Throttle: 0.1, Conflict: 0.1, TimeoutBefore: 0.1, TimeoutAfter: 0.1, ShortPage: 0.2, Lag: 3})
	t.Run("contract", func(t *testing.T) { Run(t, lazy) })
	t.Run("model", func(t *testing.T) { Model(t, lazy) })
	t.Run("linearizable", func(t *testing.T) { Linearizable(t, lazy) })
	t.Run("linearizable with errors", func(t *testing.T) { Linearizable(t, hostile) })
}
