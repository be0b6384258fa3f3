package store

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// ceiling is how large an item may become; a table takes 400 KiB.
const ceiling = 300 << 10

// largest is the longest response that the questionnaire takes, of a sign.
func largest(q *questionnaire.Question, sign string) questionnaire.Response {
	short := strings.Repeat(sign, questionnaire.MaxShortText)
	r := questionnaire.Response{State: questionnaire.NotKnown, Text: strings.Repeat(sign, questionnaire.MaxText/len(sign)), Release: questionnaire.ReleaseOutreach}
	if q.Ladder() {
		top := len(q.Points) - 1
		r.State, r.Level = questionnaire.Value, &top
	}
	for range questionnaire.MaxEvidence {
		r.Evidence = append(r.Evidence, questionnaire.Evidence{Grade: 4, Date: questionnaire.Date{Year: 2026, Month: 1, Day: 1},
			Title: short, Pinpoint: short, Sealed: true, Custodian: short, Identifier: short})
	}
	return r
}

// TestItemCeiling builds the largest item of each kind that the checks let
// through, with the signs that take most space as JSON. Control characters,
// which would take six bytes for one, are refused.
func TestItemCeiling(t *testing.T) {
	for name, sign := range map[string]string{"markup": "<", "line separators": "\u2028", "quotes": `"`, "lines": "\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lifeOfTheLargest(t, sign)
		})
	}
}

// lifeOfTheLargest fills everything as far as it goes and looks at what stands.
func lifeOfTheLargest(t *testing.T, sign string) {
	ctx := context.Background()
	tb := &tracked{}
	d := newDesk(tb, fullContent(t))
	s := New(tb)
	bringTeam(t, s)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	line := func(n int) string { return strings.Repeat(sign, n) }
	must(s.SaveCountry(ctx, &assessment.Country{ID: land, Version: 1, Name: line(120), TimeZone: "Africa/Accra", Language: "en"}, assessment.Event{By: "o"}))
	member := &assessment.Member{Sub: strings.Repeat("s", 128), Version: 1, Name: line(120), Active: true}
	for i := range 50 {
		member.Bodies = append(member.Bodies, fmt.Sprintf("%040d", i))
	}
	must(s.SaveMember(ctx, land, member, assessment.Event{By: member.Sub, About: member.Sub}))
	f, err := d.Open(ctx, deskAct(member.Sub, "open"), "2026", questionnaire.Adherent, "")
	must(err)
	m, err := d.Content.Method(f.Catalogue, f.Track)
	must(err)
	f.Version, f.Explained = 2, map[string]string{}
	for _, rule := range m.Catalogue.Contradictions() {
		f.Explained[rule.ID] = line(2000)
	}
	must(s.SaveFile(ctx, land, f))
	n := 0
	for _, q := range m.Catalogue.Questions() {
		if !q.On(f.Track) || n == 3 { // more of them make more items, not larger ones: TestChunks
			continue
		}
		n++
		r := largest(q, sign)
		if faults := questionnaire.Check(q, r, m.Catalogue.ChoicesOf(q)); faults.Err() != nil {
			t.Fatalf("%s: the largest response is not legal: %v", q.ID, faults)
		}
		_, err := s.SaveRecord(ctx, land, f, q.Section.ID, &assessment.Record{Question: q.ID, Version: 1, Response: r, By: member.Sub, At: start, Flag: line(1000), Request: strings.Repeat("r", 64)})
		must(err)
	}
	sub, err := d.Seal(ctx, deskAct(member.Sub, "seal"), f)
	must(err)
	g, err := d.Release(ctx, deskAct(member.Sub, "release"), sub.ID, assessment.Clearance{Team: team})
	must(err)
	must(s.SaveJudgement(ctx, team, g.Package, &outreach.Judgement{Question: "LB-01", Version: 1, By: member.Sub, Rating: scoring.Review{Grade: 4}, Note: line(8000)}, &outreach.Tally{Version: 1}))
	must(s.SaveOpening(ctx, team, &outreach.Opening{Package: g.Package, By: member.Sub, At: start}))
	terms := assessment.EngagementTerms{Kind: "visit", State: "agreed", Place: line(200), Participants: line(2000), Agenda: line(4000)}
	for range 30 {
		terms.FollowUp = append(terms.FollowUp, assessment.FollowUp{What: line(500), Who: line(200)})
	}
	must(s.SaveEngagement(ctx, &assessment.Engagement{ID: "e", Version: 1, Country: land, Team: team, EngagementTerms: terms}))
	must(s.SaveFinding(ctx, &assessment.Finding{ID: "f", Version: 1, Country: land, Team: team, Text: line(8000)}))
	kinds := map[string]table.Item{}
	for _, item := range tb.items() {
		kind := item.PK[:1] + " " + item.SK[:1]
		if item.Size() > kinds[kind].Size() {
			kinds[kind] = item
		}
	}
	for kind, item := range kinds {
		if item.Size() > ceiling {
			t.Errorf("%s: %s %s has %d KB; at most %d", kind, item.PK, item.SK, item.Size()>>10, ceiling>>10)
		}
	}
	t.Logf("an answer: %d KB; a header: %d KB; a grant: %d B", kinds["P A"].Size()>>10, kinds["P F"].Size()>>10, kinds["G "+g.Package[:1]].Size())
}

// TestChunks: a part that does not pack goes into several items, and comes back
// whole.
func TestChunks(t *testing.T) {
	noise := make([]byte, 3*maxChunk)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/"[x>>26]
	}
	ops, err := blobs("N#a#b#", "S", string(noise))
	if err != nil || len(ops) < 3 {
		t.Fatalf("%d items, %v", len(ops), err)
	}
	tb := &tracked{}
	if _, err := tb.Write(t.Context(), ops...); err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if op.Item.Size() > ceiling {
			t.Errorf("%s has %d bytes", op.Item.SK, op.Item.Size())
		}
	}
	parts, err := New(tb).readBlobs(t.Context(), "reading", "N#a#b#", table.Strong)
	if want := `"` + string(noise) + "\"\n"; err != nil || string(parts["S"]) != want {
		t.Errorf("%d bytes came back of %d: %v", len(parts["S"]), len(want), err)
	}
}
