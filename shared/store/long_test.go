package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// noise is text that does not pack, of so many characters of three bytes.
func noise(r *rand.Rand, characters int) string {
	var b strings.Builder
	for range characters {
		b.WriteRune(rune(0x4e00 + r.IntN(0x5000)))
	}
	return b.String()
}

// longFile is a draft with an answer to every question, or to enough of them to
// be too long for one transaction without CHECK=full, each as long as they are
// taken and none of which packs.
func longFile(t *testing.T, d *assessment.Desk) *assessment.File {
	t.Helper()
	f, err := d.Open(t.Context(), deskAct("lead", "open"), "2026", questionnaire.Adherent, "")
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.Content.Method(f.Catalogue, f.Track)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i, q := range m.Catalogue.Questions() {
		if !q.On(f.Track) || i%2 == 1 && !effort.Full() {
			continue
		}
		r := largest(q, "x")
		r.Text = noise(random, questionnaire.MaxText/3)
		for i := range r.Evidence {
			e := &r.Evidence[i]
			for _, s := range []*string{&e.Title, &e.Pinpoint, &e.Custodian, &e.Identifier} {
				*s = noise(random, questionnaire.MaxShortText)
			}
		}
		if faults := questionnaire.Check(q, r, m.Catalogue.ChoicesOf(q)); faults.Err() != nil {
			t.Fatalf("%s: the answer is not legal: %v", q.ID, faults)
		}
		if _, err := d.Store.SaveRecord(t.Context(), land, f, q.Section.ID, &assessment.Record{Question: q.ID, Version: 1, Response: r, By: "lead", At: start}); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// breaking is a table that takes so many writes to the sealed records and then
// none; below zero it takes all.
type breaking struct {
	*tracked
	takes int
}

func (b *breaking) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	for _, op := range ops {
		if b.takes == 0 && strings.HasPrefix(op.Item.PK, "N#") {
			return table.Units{}, table.ErrBusy
		}
	}
	if strings.HasPrefix(ops[0].Item.PK, "N#") {
		b.takes--
	}
	return b.tracked.Write(ctx, ops...)
}

// TestLongestFile: the longest file that can be answered is sealed, although no
// transaction would hold it: also after a try whose parts were there already,
// and others, which makes the file a draft again; and after one that broke off
// in the middle. It is released whole.
func TestLongestFile(t *testing.T) {
	effort.OneGoroutine(t)
	ctx := t.Context()
	tb := &breaking{&tracked{}, -1}
	d := newDesk(tb, fullContent(t))
	bringTeam(t, New(tb))
	if err := d.Store.SaveCountry(ctx, &assessment.Country{ID: land, Version: 1, Name: "Land", TimeZone: "UTC", Language: "en"}, assessment.Event{At: start, By: "lead", Kind: "country_changed", About: land}); err != nil {
		t.Fatal(err)
	}
	f := longFile(t, d)
	again := func(state assessment.State) {
		t.Helper()
		var err error
		if f, err = d.File(ctx, land, f.ID); err != nil || f.State != state {
			t.Fatalf("%+v, %v", f, err)
		}
	}

	ids := d.NewID
	d.NewID = func() string { // of the seal
		id := ids()
		ops, err := blobs(sealed(land, id), sections(d, f)("LB-01"), "of another")
		if err == nil {
			_, err = tb.Write(ctx, ops...)
		}
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	var faults questionnaire.Faults
	if _, err := d.Seal(ctx, deskAct("lead", "seal"), f); !errors.As(err, &faults) {
		t.Fatalf("over parts of another: %v", err)
	}
	d.NewID = ids
	again(assessment.Draft)

	tb.takes = 7
	if _, err := d.Seal(ctx, deskAct("lead", "second"), f); !errors.Is(err, assessment.ErrBusy) {
		t.Fatalf("the table did not break off: %v", err)
	}
	tb.takes = -1
	again(assessment.Sealing)
	if _, err := d.Store.Submission(ctx, land, f.SealID); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("a half of a submission is shown: %v", err)
	}
	now := d.Now
	d.Now = func() time.Time { return now().Add(time.Hour) }
	sub, err := d.Seal(ctx, deskAct("other", "third"), f)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := d.Store.Submission(ctx, land, sub.ID)
	if err != nil || len(kept.Content.Responses) < 60 {
		t.Fatalf("%d answers, %v", len(kept.Content.Responses), err)
	}
	if hash, err := assessment.NewManifest(kept, sections(d, f)); err != nil || hash.Hash != sub.Manifest.Hash {
		t.Errorf("what was kept is not what was sealed: %v", err)
	}
	g, err := d.Release(ctx, deskAct("lead", "release"), sub.ID, assessment.Clearance{Team: team})
	if err != nil {
		t.Fatal(err)
	}
	if p, err := New(tb).Package(ctx, team, g.Package); err != nil || len(p.Responses) != len(kept.Content.Responses) {
		t.Errorf("the package: %v", err)
	}
	if found, _ := Fsck(each(tb.items())); len(found) > 0 {
		t.Errorf("fsck: %v", found[:min(3, len(found))])
	}
}

// sections says in which section a question of a file stands.
func sections(d *assessment.Desk, f *assessment.File) func(string) string {
	return func(question string) string {
		m, err := d.Content.Method(f.Catalogue, f.Track)
		if err != nil {
			return err.Error()
		}
		return m.Catalogue.Question(question).Section.ID
	}
}
