package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
)

// TestFreeze: whatever the order of calls, deaths and faults, an acknowledged
// save is in the submission or was refused, a draft takes a save with the
// current version, a submission never changes, and one sealing wins.
func TestFreeze(t *testing.T) {
	t.Parallel()
	content := smallContent(t)
	n := effort.Of[uint64](100, 200_000)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a schedule leaves little: collecting less often saves a fifth of the time
	var (
		next  atomic.Uint64
		lock  sync.Mutex
		tally = map[string]int{}
	)
	shard := func(t *testing.T) {
		t.Parallel()
		for seed := next.Add(1) - 1; seed < n; seed = next.Add(1) - 1 {
			p := perform(t, content, seed, []cast{soundCast, hastyCast}[seed%2])
			if len(p.wrong) > 0 {
				next.Store(n) // the others need not go on
				t.Fatalf("seed %d:\n%s\nafter\n%s", seed, strings.Join(p.wrong, "\n"), strings.Join(p.trace, "\n"))
			}
			lock.Lock()
			for k, v := range p.tally {
				tally[k] += v
			}
			lock.Unlock()
		}
	}
	t.Run("all", func(t *testing.T) { // returns when every shard has
		for i := range runtime.GOMAXPROCS(0) {
			t.Run(fmt.Sprint("shard", i), shard)
		}
	})
	if t.Failed() {
		return
	}
	t.Logf("%d schedules: %v", n, tally)
	for _, k := range []string{"acknowledged", "conflict", "sealed", "submitted", "not ready", "died", "finished for another", "given up for another", "reopened"} {
		if tally[k] == 0 {
			t.Errorf("%q never happened: the test proves less than it says", k)
		}
	}
}

// settle lets one more person come by, long after, on a table that works: a
// sealing that was left is ended, and a draft takes every save.
func (p *play) settle(id string) {
	ctx := context.Background()
	d := p.desk(p.table)
	p.clock = p.clock.Add(time.Hour)
	f, err := d.File(ctx, land, id)
	if err == nil && f.State == assessment.Sealing {
		_, _ = d.Seal(ctx, deskAct("last", "last-seal"), f)
		f, err = d.File(ctx, land, id)
	}
	if err != nil || f.State == assessment.Sealing {
		p.fail("a sealing that was left is never ended: %v", err)
		return
	}
	if f.State != assessment.Draft {
		return
	}
	for _, q := range []string{"S1", "S2", "T1"} {
		r, err := d.Record(ctx, land, f, q)
		if err == nil {
			_, err = d.Answer(ctx, deskAct("last", "last-"+q), f, q, r.Version, said("z", "last-"+q), "")
		}
		if err != nil {
			p.fail("a draft refuses a save of %s with the current version: %v", q, err)
		}
	}
}

// judge checks what the table holds in the end against what people were told.
func (p *play) judge(id string) {
	ctx := context.Background()
	s := New(p.table)
	found, _ := Fsck(each(p.table.items()))
	for _, f := range found {
		p.fail("fsck: %v", f)
	}
	files, err := s.Files(ctx, land)
	if err != nil {
		p.fail("%v", err)
	}
	submissions := map[string]int{}
	events, err := s.Events(ctx, land, 0, 1000)
	if err != nil {
		p.fail("%v", err)
	}
	for _, e := range events {
		if e.Kind == "sealed" {
			submissions[e.About]++
		}
	}
	var before map[string]assessment.Record // the newest of the revision before
	for i := range files {
		f := &files[i]
		newest := p.histories(s, f)
		for q, r := range before {
			history, err := s.History(ctx, land, f, sectionOf(q), q)
			if err != nil || len(history) == 0 || history[0].Response.Text != r.Response.Text {
				p.fail("revision %d began %s with %v, not %q: %v", f.Revision, q, history, r.Response.Text, err)
			}
		}
		if before = newest; f.State != assessment.Submitted {
			continue
		}
		p.submission(s, f, newest)
		if submissions[f.Submission] != 1 {
			p.fail("revision %d: %d sealings of its submission are recorded", f.Revision, submissions[f.Submission])
		}
		delete(submissions, f.Submission)
	}
	if len(submissions) > 0 {
		p.fail("submissions that no header names: %v", submissions)
	}
}

// sectionOf says where a question of the small content stands.
func sectionOf(question string) string { return question[:1] }

// histories checks the saves of a revision and returns its newest records.
func (p *play) histories(s *Store, f *assessment.File) map[string]assessment.Record {
	newest, kept := map[string]assessment.Record{}, map[string]int{}
	for _, q := range []string{"S1", "S2", "T1"} {
		history, err := s.History(context.Background(), land, f, sectionOf(q), q)
		if err != nil {
			p.fail("%v", err)
		}
		for i, r := range history {
			if r.Version != i+1 {
				p.fail("revision %d, %s: the history has version %d after %d", f.Revision, q, r.Version, i)
			}
			if kept[r.Request] != 0 && r.Request != "" {
				p.fail("%s was kept twice", r.Request)
			}
			kept[r.Request] = r.Version
			newest[q] = r
		}
		r, err := s.Record(context.Background(), land, f, sectionOf(q), q)
		if err != nil || r.Version != len(history) || r.Response.Text != newest[q].Response.Text {
			p.fail("revision %d, %s: version %d stands (%q); the history ends with %d (%q): %v", f.Revision, q, r.Version, r.Response.Text, len(history), newest[q].Response.Text, err)
		}
	}
	for _, save := range p.saves {
		if save.revision != f.Revision {
			continue
		}
		version := kept[save.token]
		switch told := save.acknowledged; {
		case told != nil && (told.Version != version || told.Version != save.seen+1 || told.Response.Text != save.token):
			p.fail("%s: acknowledged as version %d after %d; the history has it as %d", save.token, told.Version, save.seen, version)
		case told == nil && version != 0 && refused(save.err):
			p.fail("%s: refused (%v), and yet it is version %d", save.token, save.err, version)
		}
	}
	return newest
}

// submission checks that a submission holds the newest record of everything
// and nothing else.
func (p *play) submission(s *Store, f *assessment.File, newest map[string]assessment.Record) {
	sub, err := s.Submission(context.Background(), land, f.Submission)
	if err != nil {
		p.fail("%v", err)
		return
	}
	if len(sub.Content.Responses) != len(newest) || sub.File != f.ID || sub.Revision != f.Revision {
		p.fail("revision %d: its submission is of %s/%d with %d answers, not %d", f.Revision, sub.File, sub.Revision, len(sub.Content.Responses), len(newest))
	}
	for q, r := range newest {
		if got := sub.Content.Responses[q].Text; got != r.Response.Text {
			p.fail("revision %d, %s: %q is sealed, and %q was saved last", f.Revision, q, got, r.Response.Text)
		}
	}
	m, err := assessment.NewManifest(sub, sectionOf)
	if err != nil || m.Hash != sub.Manifest.Hash {
		p.fail("revision %d: the submission's hash is not that of its content: %v", f.Revision, err)
	}
}

func refused(err error) bool {
	return errors.Is(err, assessment.ErrConflict) || errors.Is(err, assessment.ErrSealed)
}
