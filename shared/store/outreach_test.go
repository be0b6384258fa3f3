package store

import (
	"context"
	"errors"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// TestOpening: that levels were opened is kept at the first time, for that
// reviewer and package alone; to open them again writes nothing and reads once.
func TestOpening(t *testing.T) {
	ctx := context.Background()
	tb := &counting{Table: &tabletest.Memory{}}
	s, now := New(tb), start
	desk := func() *outreach.Desk { return &outreach.Desk{Store: s, Now: newDesk(tb, fullContent(t)).Now} }
	p := &assessment.Package{ID: "package000"}
	if err := desk().Open(ctx, p, team, "rosa"); err != nil || tb.spent.Write != 1 {
		t.Errorf("the first time: %v, %v", tb.spent, err)
	}
	kept := tb.Table.(*tabletest.Memory)
	first, _, err := kept.Get(ctx, openingKey(team, p.ID, "rosa"), table.Strong)
	if err != nil {
		t.Fatal(err)
	}
	tb.spent, tb.calls = table.Units{}, 0
	if err := desk().Open(ctx, p, team, "rosa"); err != nil || tb.calls != 1 || tb.spent.Write > 0 {
		t.Errorf("the second time: %v in %d calls, %v", tb.spent, tb.calls, err)
	}
	again := &outreach.Opening{Package: p.ID, By: "rosa", At: now.AddDate(1, 0, 0)}
	if err := s.SaveOpening(ctx, team, again); !errors.Is(err, assessment.ErrConflict) {
		t.Errorf("the first time was written over: %v", err)
	}
	if last, _, err := kept.Get(ctx, first.Key, table.Strong); err != nil || string(last.Body) != string(first.Body) {
		t.Errorf("kept is %s, then %s, %v", first.Body, last.Body, err)
	}
	for _, c := range []struct {
		team, pkg, by string
		want          bool
	}{{team, p.ID, "rosa", true}, {team, p.ID, "omar", false}, {team, "package001", "rosa", false}, {"team111111", p.ID, "rosa", false}} {
		if got, err := s.Opened(ctx, c.team, c.pkg, c.by); got != c.want || err != nil {
			t.Errorf("%+v: opened %v, %v", c, got, err)
		}
	}
}

// TestOldJudgement: a judgement from before it was kept whether it is blind can
// be read, and claims nothing.
func TestOldJudgement(t *testing.T) {
	ctx := context.Background()
	tb := &tabletest.Memory{}
	old := table.Item{Key: key(review(team, "package000"), "J#S1#rosa"), Version: "1", Body: []byte(`{"question":"S1","version":1,"by":"rosa","at":"2026-11-01T00:00:00Z","rating":{"level":2,"grade":3}}`)}
	if _, err := tb.Write(ctx, table.Op{Kind: table.Put, Item: old, If: table.Absent()}); err != nil {
		t.Fatal(err)
	}
	got, err := New(tb).Judgements(ctx, team, "package000", "")
	if err != nil || len(got) != 1 || got[0].Blind || *got[0].Rating.Level != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}
