package assessment

import (
	"context"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// PlanItem is an action that a country took over from scoring, with who does
// it until when. What it promised to gain stays as it was on that day.
type PlanItem struct {
	ID       string         `json:"id"`
	Version  int            `json:"version"`
	Kind     scoring.Kind   `json:"kind"`
	Question string         `json:"question"`
	Gain     scoring.Approx `json:"gain"`
	Effort   int            `json:"effort"`
	PlanTerms
	Progress Progress  `json:"progress"`
	Note     string    `json:"note,omitempty"` // how far it has come
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// PlanTerms are what the lead decides about an item.
type PlanTerms struct {
	Owner      string             `json:"owner"` // the body that does it
	Due        questionnaire.Date `json:"due"`
	Assistance string             `json:"assistance,omitempty"` // what help is wanted; empty: none
	Share      bool               `json:"share"`                // the country agrees that reviewers see the item
}

// Progress is how far an item has come.
type Progress string

// The steps of an item.
const (
	Planned  Progress = "planned"
	UnderWay Progress = "under_way"
	Done     Progress = "done"
	Dropped  Progress = "dropped"
)

var progresses = []Progress{Planned, UnderWay, Done, Dropped}

func (t *PlanTerms) check(fs *faults) {
	fs.body("owner", t.Owner)
	if t.Due.IsZero() {
		fs.add("due", "missing", "give the day by which it is to be done")
	}
	fs.text("assistance", t.Assistance, 0, 2000)
	t.Assistance = strings.TrimSpace(t.Assistance)
}

// Adopt takes an action over from scoring into the plan of a file. Its gain is
// the one that scoring promises now, not one that is sent.
func (d *Desk) Adopt(ctx context.Context, a Act, f *File, kind scoring.Kind, question string, t PlanTerms) (*PlanItem, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	var fs faults
	fs.question(file, question)
	t.check(&fs)
	if fs.Err() != nil {
		return nil, fs.Faults
	}
	result, err := d.Result(ctx, a.Country, f, nil)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(result.Actions, func(x scoring.Action) bool { return x.Kind == kind && x.Question == question })
	if i < 0 {
		fs.add("kind", "scoring offers no such action on this question now", "choose one of the actions that the result lists")
		return nil, fs.Faults
	}
	action := &result.Actions[i]
	item := &PlanItem{ID: d.NewID(), Version: 1, Kind: kind, Question: question, Gain: action.Gain, Effort: action.Effort,
		PlanTerms: t, Progress: Planned, By: a.By, At: d.Now().UTC()}
	return item, d.Store.SavePlanItem(ctx, a, f.ID, item)
}

// Plan lists the items of a file's plan, the most urgent first.
func (d *Desk) Plan(ctx context.Context, country string, f *File) ([]PlanItem, error) {
	items, err := d.Store.Plan(ctx, country, f.ID)
	sort.SliceStable(items, func(i, j int) bool { return items[i].Due.String() < items[j].Due.String() })
	return items, err
}

// PlanItem reads one item.
func (d *Desk) PlanItem(ctx context.Context, country string, f *File, id string) (*PlanItem, error) {
	items, err := d.Store.Plan(ctx, country, f.ID)
	if err != nil {
		return nil, err
	}
	for i := range items {
		if items[i].ID == id {
			return &items[i], nil
		}
	}
	return nil, ErrNotFound
}

// Advance changes an item whose author saw a version of it. The body that owns
// it says how far it has come; the terms are the lead's.
func (d *Desk) Advance(ctx context.Context, a Act, f *File, id string, seen int, t PlanTerms, progress Progress, note string) (*PlanItem, error) {
	item, err := d.PlanItem(ctx, a.Country, f, id)
	if err != nil {
		return nil, err
	}
	if !a.Lead && !a.SpeaksFor(item.Owner) {
		return nil, ErrNotAssigned
	}
	var fs faults
	t.check(&fs)
	if !slices.Contains(progresses, progress) {
		fs.add("progress", "not a step of an item", "use planned, under_way, done or dropped")
	}
	fs.text("note", note, 0, 2000)
	if !a.Lead && t != item.PlanTerms {
		fs.add("", "only the lead changes who does it, until when, what help is wanted and whether it is shared", "send these as they stand")
	}
	if fs.Err() != nil {
		return nil, fs.Faults
	}
	item.Version, item.PlanTerms, item.Progress, item.Note = seen+1, t, progress, strings.TrimSpace(note)
	item.By, item.At = a.By, d.Now().UTC()
	a.Request = "" // the version says whether this was done before
	return item, d.Store.SavePlanItem(ctx, a, f.ID, item)
}
