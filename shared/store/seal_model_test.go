package store

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// schedules is how many seeds a model test plays.
func schedules(quick, full int) uint64 {
	if os.Getenv("CHECK") == "full" {
		return uint64(full)
	}
	return uint64(quick)
}

// TestFreeze: whatever the order of calls, deaths and faults, an acknowledged
// save is in the submission or was refused, a draft takes a save with the
// current version, a submission never changes, and one sealing wins.
func TestFreeze(t *testing.T) {
	t.Parallel()
	content := smallContent(t)
	tally := map[string]int{}
	n := schedules(100, 30_000)
	for seed := range n {
		p := perform(t, content, seed, []cast{soundCast, hastyCast}[seed%2])
		if len(p.wrong) > 0 {
			t.Fatalf("seed %d:\n%s\nafter\n%s", seed, strings.Join(p.wrong, "\n"), strings.Join(p.trace, "\n"))
		}
		for k, v := range p.tally {
			tally[k] += v
		}
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

// TestFreezeModelFinds: the model is known to be able to fail. Each broken
// cast is what the protocol forbids.
func TestFreezeModelFinds(t *testing.T) {
	t.Parallel()
	sound, hasty := soundCast, hastyCast
	tests := []struct {
		cast cast
		bend func(*cast)
	}{
		{sound, func(c *cast) {
			c.name = "a saver that ignores marks"
			c.saver = func(p *play, _ *actor) table.Table { return careless{p.inner, p.table} }
		}},
		{hasty, func(c *cast) {
			c.name = "a saver that trusts a header it read before"
			c.saver = func(p *play, _ *actor) table.Table { return &forgetful{Table: p.inner} }
		}},
		{hasty, func(c *cast) {
			c.name = "a sealer that writes the header whatever stands there"
			c.sealer = func(p *play, _ *actor) table.Table {
				return loose{p.inner, func(op table.Op) bool { return strings.HasPrefix(op.Item.SK, "F#") }}
			}
		}},
	}
	content := smallContent(t)
	for _, test := range tests {
		test.bend(&test.cast)
		t.Run(test.cast.name, func(t *testing.T) {
			for seed := range uint64(2_000) {
				if p := perform(t, content, seed, test.cast); len(p.wrong) > 0 {
					t.Logf("seed %d: %s", seed, p.wrong[0])
					return
				}
			}
			t.Error("not found")
		})
	}
}

// careless writes a record over any mark of the same version.
type careless struct {
	table.Table
	below *watch
}

func (c careless) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	if op := &ops[0]; strings.HasPrefix(op.Item.SK, "A#") {
		now, _, err := c.below.Get(ctx, op.Item.Key, table.Strong)
		number, _, marked := strings.Cut(now.Version, "~")
		if err == nil && marked && (op.If == table.Version(number) || op.If == table.Absent() && number == "0") {
			op.If = table.Version(now.Version)
		}
	}
	return c.Table.Write(ctx, ops...)
}

// forgetful reads a header once and takes it from memory afterwards.
type forgetful struct {
	table.Table
	header *table.Item
}

func (f *forgetful) Get(ctx context.Context, k table.Key, reading table.Reading) (table.Item, table.Units, error) {
	if !strings.HasPrefix(k.SK, "F#") {
		return f.Table.Get(ctx, k, reading)
	}
	if f.header != nil && f.header.Key == k {
		return *f.header, table.Units{}, nil
	}
	item, units, err := f.Table.Get(ctx, k, reading)
	if err == nil {
		f.header = &item
	}
	return item, units, err
}

// loose leaves conditions out.
type loose struct {
	table.Table
	out func(table.Op) bool
}

func (l loose) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	var left []table.Op
	for _, op := range ops {
		if l.out(op) {
			if op.If = (table.Condition{}); op.Kind == table.Check {
				continue
			}
		}
		left = append(left, op)
	}
	return l.Table.Write(ctx, left...)
}

func refused(err error) bool {
	return errors.Is(err, assessment.ErrConflict) || errors.Is(err, assessment.ErrSealed)
}
