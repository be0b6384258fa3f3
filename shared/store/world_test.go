package store

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// What the tests act for.
const (
	land = "land000000"
	team = "team000000"
)

var start = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

// smallContent is a questionnaire of three questions in two sections, so that
// a sealing is a few table calls. To say x at S1 and y at S2 is a contradiction,
// which stops a sealing.
func smallContent(t testing.TB) *assessment.Content {
	t.Helper()
	profile := func(id string) questionnaire.Question {
		return questionnaire.Question{ID: id, Type: questionnaire.Profile, Tracks: questionnaire.Tracks, Choices: []string{"x", "y", "z"}}
	}
	has := func(question, choice string) questionnaire.Condition {
		return questionnaire.Condition{Question: question, HasAny: []string{choice}}
	}
	files := map[string]any{
		questionnaire.IndexFile: questionnaire.Index{Format: 1, Current: "small", Catalogues: []questionnaire.IndexEntry{
			{ID: "small", Status: questionnaire.Draft, Dir: "small", Questionnaires: []string{"all"}, Languages: []string{"en"}}}},
		"small/references.json": questionnaire.ReferenceList{Format: 1},
		"small/all.json": questionnaire.Questionnaire{Format: 1, ID: "all", Version: "small",
			Sections: []questionnaire.Section{
				{ID: "S", Questions: []questionnaire.Question{profile("S1"), profile("S2")}},
				{ID: "T", Questions: []questionnaire.Question{profile("T1")}},
			},
			Contradictions: []questionnaire.Contradiction{{ID: "CR-1", When: questionnaire.Condition{All: []questionnaire.Condition{has("S1", "x"), has("S2", "y")}}}}},
	}
	folder := fstest.MapFS{}
	for name, v := range files {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		folder[name] = &fstest.MapFile{Data: data}
	}
	content := assessment.NewContent(folder)
	content.Annex = "" // reading an edition takes longer than a whole schedule
	return content
}

// fullContent is the questionnaires of the product.
func fullContent(t testing.TB) *assessment.Content {
	t.Helper()
	content := assessment.NewContent(questionnaires.Files)
	return content
}

// newDesk is a desk over a table, with a clock that goes a second at each look
// and ids that count.
func newDesk(tb table.Table, content *assessment.Content) *assessment.Desk {
	clock, ids := start, 0
	return &assessment.Desk{Store: New(tb), Content: content,
		Now:   func() time.Time { clock = clock.Add(time.Second); return clock },
		NewID: func() string { ids++; return fmt.Sprintf("id%08d", ids) }}
}

// bringTeam makes the team that the tests release to.
func bringTeam(t testing.TB, s *Store) {
	t.Helper()
	e := assessment.Event{At: start, By: "operator", Kind: "owner_created", About: "rosa", Detail: "reviewer"}
	if err := s.Invite(context.Background(), access.Outreach, "rosa", Membership{Owner: team, Name: "Rosa", Roles: []string{"reviewer"}, Active: true}, e); err != nil {
		t.Fatal(err)
	}
}

// said is an answer to a question of the small content.
func said(choice, text string) questionnaire.Response {
	return questionnaire.Response{State: questionnaire.Value, Choices: []string{choice}, Text: text}
}

// deskAct is an act of the tests' country.
func deskAct(by, request string) assessment.Act {
	return assessment.Act{Country: land, By: by, Request: request, Print: request, Lead: true}
}

// tracked is a table in memory that can be dumped.
type tracked struct {
	tabletest.Memory
	lock sync.Mutex
	keys map[table.Key]bool
}

func (k *tracked) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	units, err := k.Memory.Write(ctx, ops...)
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.keys == nil {
		k.keys = map[table.Key]bool{}
	}
	for _, op := range ops {
		k.keys[op.Item.Key] = true
	}
	return units, err
}

// items is what stands in the table.
func (k *tracked) items() map[table.Key]table.Item {
	out := map[table.Key]table.Item{}
	for at := range k.keys {
		if item, _, err := k.Get(context.Background(), at, table.Strong); err == nil {
			out[at] = item
		}
	}
	return out
}

// each walks over items as a dump does.
func each(items map[table.Key]table.Item) iter.Seq2[table.Item, error] {
	return func(yield func(table.Item, error) bool) {
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	}
}
