package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing/synctest"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// A stage lets actors, each a goroutine with code of the product, share a table
// one call at a time. Whose call is next is drawn from a seed, so that a seed
// is a schedule and can be run again. It plays inside a synctest bubble: when
// every goroutine waits, the stage knows all that could happen next.
type stage struct {
	inner  table.Table
	draw   *rand.Rand
	step   int      // calls carried out
	trace  []string // what they were
	lock   sync.Mutex
	visits []*visit
	actors sync.WaitGroup
}

// visit is a call that waits for its turn.
type visit struct {
	who  *actor
	what string
	turn chan bool // whether it is carried out
}

// actor is one process as the table sees it. It may die at one of its calls:
// from then on none of its calls is carried out, whatever its code does.
type actor struct {
	*stage
	name  string
	dies  int // at this call, counted from 1; 0: never
	calls int
	dead  bool
	bent  table.Table // how a broken actor reaches the table; nil: as it should
}

var errDead = errors.New("the process was killed")

// enter begins an actor's part. A part ends by itself.
func (s *stage) enter(name string, dies int, part func(*actor)) *actor {
	a := &actor{stage: s, name: name, dies: dies}
	s.actors.Go(func() { part(a) })
	return a
}

// play lets calls go one at a time until no actor has anything left to do.
func (s *stage) play() {
	for {
		synctest.Wait()
		if len(s.visits) == 0 {
			break
		}
		slices.SortFunc(s.visits, func(a, b *visit) int { return strings.Compare(a.what, b.what) })
		i := s.draw.IntN(len(s.visits))
		v := s.visits[i]
		s.visits = slices.Delete(s.visits, i, i+1)
		if !v.who.dead {
			s.step++
			s.trace = append(s.trace, v.what)
			v.who.calls++
		}
		v.turn <- !v.who.dead
	}
	s.actors.Wait()
}

// wait returns errDead when the call is not to be carried out.
func (a *actor) wait(kind string, key table.Key) error {
	v := &visit{a, a.name + " " + kind + " " + key.PK + " " + key.SK, make(chan bool)}
	a.lock.Lock()
	a.visits = append(a.visits, v)
	a.lock.Unlock()
	if !<-v.turn {
		return errDead
	}
	return nil
}

// pause lets others have their turn. An actor may die in it.
func (a *actor) pause() {
	if a.wait("pause", table.Key{}) == nil {
		_ = a.after()
	}
}

// after is the death of an actor whose call was just carried out: the answer
// never reaches it.
func (a *actor) after() error {
	if a.calls == a.dies {
		a.dead = true
		return errDead
	}
	return nil
}

func (a *actor) reach() table.Table {
	if a.bent != nil {
		return a.bent
	}
	return a.inner
}

func (a *actor) Get(ctx context.Context, key table.Key, reading table.Reading) (table.Item, table.Units, error) {
	if err := a.wait("get", key); err != nil {
		return table.Item{}, table.Units{}, err
	}
	item, units, err := a.reach().Get(ctx, key, reading)
	if dead := a.after(); dead != nil {
		return table.Item{}, table.Units{}, dead
	}
	return item, units, err
}

func (a *actor) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := a.wait("query", table.Key{PK: q.PK, SK: q.Prefix + " after " + q.After}); err != nil {
		return table.Page{}, err
	}
	page, err := a.reach().Query(ctx, q)
	if dead := a.after(); dead != nil {
		return table.Page{}, dead
	}
	return page, err
}

func (a *actor) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	if err := a.wait("write", ops[0].Item.Key); err != nil {
		return table.Units{}, err
	}
	units, err := a.reach().Write(ctx, ops...)
	if dead := a.after(); dead != nil {
		return table.Units{}, dead
	}
	return units, err
}
