package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// A play is one schedule of the freeze protocol: savers, sealers that may die
// at any call and reopeners work on one file over a table with faults, and
// what they were told is kept.
type play struct {
	*stage
	content *assessment.Content
	table   *watch
	clock   time.Time
	haste   int
	ids     int
	faults  bool // injected now
	saves   []*save
	wrong   []string
	tally   map[string]int
}

// save is what a saver was told about one request.
type save struct {
	token        string // stands in the text of the answer; the request id too
	revision     int
	question     string
	seen         int
	begun, ended int
	acknowledged *assessment.Record
	err          error // the last; nil when acknowledged
}

// cast is who plays, and what is wrong with them.
type cast struct {
	name                      string
	saver, sealer, reopener   func(*play, *actor) table.Table
	savers, sealers, reopened int
	haste                     int // one look at the clock in this many finds it minutes later
}

// The casts. In a hasty one, sealings are given up by others again and again.
var (
	soundCast = cast{name: "sound", savers: 3, sealers: 2, reopened: 2, haste: 20}
	hastyCast = cast{name: "hasty", savers: 3, sealers: 4, haste: 2}
)

// watch sits below the faults and sees what really happens to the table.
type watch struct {
	tracked
	play   *play
	states map[int][]moment // of the header, by revision
	newest assessment.File
}

type moment struct {
	step  int
	state assessment.State
}

func (w *watch) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	var standing []table.Key
	for _, op := range ops {
		if !ledgerZone(op.Item.PK) {
			continue
		}
		if _, _, err := w.Get(ctx, op.Item.Key, table.Strong); err == nil {
			standing = append(standing, op.Item.Key)
		}
	}
	units, err := w.tracked.Write(ctx, ops...)
	if err != nil {
		return units, err
	}
	if len(standing) > 0 {
		w.play.fail("%v in the ledger was written twice", standing)
	}
	for _, op := range ops {
		if op.Kind == table.Put && strings.HasPrefix(op.Item.SK, "F#") {
			var f assessment.File
			if err := json.Unmarshal(op.Item.Body, &f); err != nil {
				w.play.fail("a header that cannot be read: %v", err)
			}
			w.states[f.Revision] = append(w.states[f.Revision], moment{w.play.step, f.State})
			if f.Revision >= w.newest.Revision {
				w.newest = f
			}
		}
	}
	return units, nil
}

// left reports whether a revision was anything but a draft at some time
// between two steps.
func (w *watch) left(revision, from, to int) bool {
	for i, m := range w.states[revision] {
		ends := i+1 == len(w.states[revision]) || w.states[revision][i+1].step >= from
		if m.state != assessment.Draft && m.step <= to && ends {
			return true
		}
	}
	return false
}

func (p *play) fail(format string, args ...any) {
	p.wrong = append(p.wrong, fmt.Sprintf(format, args...))
}

// perform plays the schedule of a seed and returns it with what was wrong.
func perform(t *testing.T, content *assessment.Content, seed uint64, c cast) *play {
	p := &play{content: content, clock: start, haste: c.haste, tally: map[string]int{}}
	synctest.Test(t, func(t *testing.T) {
		draw := rand.New(rand.NewPCG(seed, 1))
		p.table = &watch{play: p, states: map[int][]moment{}}
		faults := tabletest.Faults{Random: func() float64 {
			if !p.faults {
				return 0.999
			}
			return draw.Float64()
		}}
		if seed%3 != 0 { // every third schedule has a table that never fails
			faults.Throttle, faults.Conflict, faults.TimeoutBefore, faults.TimeoutAfter, faults.ShortPage = 0.02, 0.02, 0.02, 0.06, 0.1
		}
		faults.Lag = int(seed % 4)
		p.stage = &stage{inner: tabletest.Faulty(p.table, faults), draw: draw}
		opener := p.desk(p.inner)
		f, err := opener.Open(t.Context(), deskAct("lead", "open"), "2026", questionnaire.Prospective, "")
		if err != nil {
			t.Fatal(err)
		}
		p.faults = true
		enter := func(n int, name string, bend func(*play, *actor) table.Table, part func(*actor, *rand.Rand)) {
			for i := range n {
				own := rand.New(rand.NewPCG(seed, uint64(len(name)*10+i)))
				dies := 0
				if name == "sealer" && own.IntN(2) == 0 {
					dies = 1 + own.IntN(40)
				}
				p.enter(fmt.Sprint(name, i), dies, func(a *actor) {
					if bend != nil {
						a.bent = bend(p, a)
					}
					part(a, own)
					if a.dead {
						p.tally["died"]++
					}
				})
			}
		}
		enter(c.savers, "saver", c.saver, p.saver)
		enter(c.sealers, "sealer", c.sealer, p.sealer)
		enter(c.reopened, "reopener", c.reopener, p.reopener)
		p.play()
		p.faults = false
		p.settle(f.ID)
		p.judge(f.ID)
	})
	return p
}

func (p *play) desk(tb table.Table) *assessment.Desk {
	return &assessment.Desk{Store: New(tb), Content: p.content, Now: p.now, NewID: func() string { p.ids++; return fmt.Sprintf("id%08d", p.ids) }}
}

// now is a clock that sometimes stands still for an actor's longer than a
// sealing is waited for.
func (p *play) now() time.Time {
	p.clock = p.clock.Add(time.Second)
	if p.draw.IntN(p.haste) == 0 {
		p.clock = p.clock.Add(3 * time.Minute)
	}
	return p.clock
}

const fileID = "id00000001"

// newest reads the file's newest revision; nil when the table does not answer.
func newest(d *assessment.Desk) *assessment.File {
	for range 3 {
		if f, err := d.File(context.Background(), land, fileID); err == nil {
			return f
		}
	}
	return nil
}

func (p *play) saver(a *actor, own *rand.Rand) {
	d := p.desk(a)
	f := newest(d)
	seen := map[string]int{}
	for n := 0; n < 5 && f != nil; n++ {
		s := &save{token: fmt.Sprint(a.name, "-", n), revision: f.Revision, question: []string{"S1", "S2", "T1"}[own.IntN(3)], begun: p.step}
		s.seen = seen[s.question]
		response := said([]string{"x", "y", "z", "z"}[own.IntN(4)], s.token)
		p.saves = append(p.saves, s)
		for range 4 {
			var r *assessment.Record
			if r, s.err = d.Answer(context.Background(), deskAct(a.name, s.token), f, s.question, s.seen, response, ""); s.err == nil {
				s.acknowledged = r
			}
			if s.err == nil || errors.Is(s.err, assessment.ErrConflict) || errors.Is(s.err, assessment.ErrSealed) {
				break
			}
		}
		s.ended = p.step
		var conflict *assessment.Conflict
		switch {
		case s.err == nil:
			p.tally["acknowledged"]++
			seen[s.question] = s.acknowledged.Version
			if own.IntN(3) == 0 {
				p.again(d, a, f, s, response)
			}
		case errors.As(s.err, &conflict):
			p.tally["conflict"]++
			seen[s.question] = conflict.Current.Version
			if conflict.Current.Version == s.seen {
				p.fail("%s: refused for the version that stands, %d", s.token, s.seen)
			}
		case errors.Is(s.err, assessment.ErrSealed):
			p.tally["sealed"]++
			if !p.table.left(s.revision, s.begun, s.ended) {
				p.fail("%s: refused as sealed while revision %d was a draft", s.token, s.revision)
			}
			if next := newest(d); next != nil && next.Revision != f.Revision {
				f = next
				clear(seen)
			}
		}
	}
}

// again repeats a save that was acknowledged: the answer is the first.
func (p *play) again(d *assessment.Desk, a *actor, f *assessment.File, s *save, response questionnaire.Response) {
	r, err := d.Answer(context.Background(), deskAct(a.name, s.token), f, s.question, s.seen, response, "")
	switch {
	case errors.Is(err, assessment.ErrConflict) || errors.Is(err, assessment.ErrSealed):
		p.fail("%s: acknowledged, and refused when it was repeated: %v", s.token, err)
	case err == nil && (r.Version != s.acknowledged.Version || r.Response.Text != s.token):
		p.fail("%s: acknowledged as version %d, and as version %d of %q when it was repeated", s.token, s.acknowledged.Version, r.Version, r.Response.Text)
	}
}

func (p *play) sealer(a *actor, own *rand.Rand) {
	d := p.desk(a)
	for range own.IntN(12) { // let some be saved first
		a.pause()
	}
	for n := range 4 {
		f := newest(d)
		if f == nil || f.State == assessment.Submitted {
			continue
		}
		before := f.State
		_, err := d.Seal(context.Background(), deskAct(a.name, fmt.Sprint(a.name, "-", n)), f)
		var not *assessment.NotReady
		switch {
		case err == nil && before == assessment.Sealing:
			p.tally["finished for another"]++
		case err == nil:
			p.tally["submitted"]++
		case errors.As(err, &not) && before == assessment.Sealing:
			p.tally["given up for another"]++
		case errors.As(err, &not):
			p.tally["not ready"]++
		}
	}
}

func (p *play) reopener(a *actor, _ *rand.Rand) {
	d := p.desk(a)
	for n := range 30 {
		if s := p.table.newest; s.State != assessment.Submitted || s.Revision == 3 {
			a.pause() // it would look in vain
			continue
		}
		f := newest(d)
		if f == nil || f.State != assessment.Submitted {
			continue
		}
		if _, err := d.Reopen(context.Background(), deskAct(a.name, fmt.Sprint(a.name, "-", n)), f, "an answer has to be corrected"); err == nil {
			p.tally["reopened"]++
		}
	}
}
