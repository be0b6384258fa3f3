// Package outreach is what reviewers see, judge and arrange: the portfolio of
// what countries released to their team, the packages themselves, and the
// team's own judgements beside the country's answers.
//
// It works on released forms alone: a draft, or an answer that was not
// cleared, is not hidden here but absent. Countries are listed by name. There
// is no rank, and nothing here that could make one.
package outreach

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
)

// ErrNotFound is the answer to everything that was not released to the team.
var ErrNotFound = errors.New("nothing of this kind was released to the team")

// Store keeps what a team works on. A method is about one team and cannot
// reach another's. Save methods return assessment.ErrConflict for a version
// that is out of date.
type Store interface {
	// Portfolio lists the grants that stand, in no particular order.
	Portfolio(ctx context.Context, team string) ([]assessment.Grant, error)
	// Package returns a released package, or assessment.ErrNotFound without a
	// grant that stands.
	Package(ctx context.Context, team, id string) (*assessment.Package, error)
	// Judgements lists what the team's reviewers hold of a question of a
	// package, or of the whole with "".
	Judgements(ctx context.Context, team, pkg, question string) ([]Judgement, error)
	// SaveJudgement keeps a judgement together with the tally that it makes.
	SaveJudgement(ctx context.Context, team, pkg string, j *Judgement, t *Tally) error
	// Opened reports whether a reviewer has opened the levels of a package, and
	// SaveOpening keeps the first time; assessment.ErrConflict for another.
	Opened(ctx context.Context, team, pkg, by string) (bool, error)
	SaveOpening(ctx context.Context, team string, o *Opening) error
	// Tally returns that of a package, of version 0 before anybody judged.
	Tally(ctx context.Context, team, pkg string) (*Tally, error)
	// Tallies lists those of all packages of the team.
	Tallies(ctx context.Context, team string) ([]Tally, error)

	// Offers lists the help that the team offers, by topic.
	Offers(ctx context.Context, team string) ([]Offer, error)
	SaveOffer(ctx context.Context, team string, o *Offer) error

	// Reviewers reads people of the team by their subs.
	Reviewers(ctx context.Context, team string, subs []string) ([]assessment.Member, error)

	assessment.Dialogue
}

// Desk carries out what reviewers ask for.
type Desk struct {
	Store   Store
	Content *assessment.Content
	Now     func() time.Time
}

// Entry is one country in a portfolio: the newest package of each track.
type Entry struct {
	assessment.Grant
	Attention []Attention `json:"attention"` // why it is worth a look
	Earlier   int         `json:"earlier"`   // packages of the same track before this one
	Judged    int         `json:"judged"`    // answers that the team has judged, of Standing.Scored
}

// Attention is one reason why a country is worth a look.
type Attention struct {
	Kind   AttentionKind `json:"kind"`
	About  string        `json:"about,omitempty"` // criterion or question
	Before string        `json:"before,omitempty"`
	After  string        `json:"after,omitempty"`
	Count  int           `json:"count,omitempty"` // answers
}

// AttentionKind is what a reason is about.
type AttentionKind string

// The kinds of reasons.
const (
	GateOpen  AttentionKind = "gate_open"     // a gate does not pass
	Withheld  AttentionKind = "gate_withheld" // a critical question was not released
	Changed   AttentionKind = "changed"       // a verdict differs from the package before
	Ageing    AttentionKind = "ageing"        // evidence has become older than counts in full
	ToJudge   AttentionKind = "to_judge"      // nobody has judged
	JudgeOnce AttentionKind = "judge_again"   // a critical question was judged by one reviewer only
	ToSettle  AttentionKind = "to_settle"     // reviewers differ
)

// Portfolio lists the countries by name, the newest package of each track.
func (d *Desk) Portfolio(ctx context.Context, team string) ([]Entry, error) {
	grants, err := d.Store.Portfolio(ctx, team)
	if err != nil {
		return nil, err
	}
	sort.SliceStable(grants, func(i, j int) bool { return grants[i].At.Before(grants[j].At) })
	entries := map[string]*Entry{}
	for _, g := range grants {
		id := g.Country + " " + string(g.Standing.Track)
		e := entries[id]
		if e == nil {
			entries[id] = &Entry{Grant: g}
			continue
		}
		entries[id] = &Entry{Grant: g, Earlier: e.Earlier + 1, Attention: changed(e.Standing, g.Standing)}
	}
	tallies, err := d.Store.Tallies(ctx, team)
	if err != nil {
		return nil, err
	}
	judged := map[string]Tally{}
	for _, t := range tallies {
		judged[t.Package] = t
	}
	out := []Entry{}
	for _, e := range entries {
		out = append(out, e.with(judged[e.Package], d.Now()))
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		if n := strings.Compare(a.Name, b.Name); n != 0 {
			return n
		}
		return strings.Compare(string(a.Standing.Track), string(b.Standing.Track))
	})
	return out, nil
}

// changed says which verdicts differ from an earlier package.
func changed(before, after assessment.Standing) []Attention {
	var out []Attention
	for _, id := range []string{"C1", "C2", "C3", "C4"} {
		if before.Criteria[id] != after.Criteria[id] {
			out = append(out, Attention{Kind: Changed, About: id, Before: string(before.Criteria[id]), After: string(after.Criteria[id])})
		}
	}
	return out
}

// with adds to an entry why it is worth a look on a day.
func (e *Entry) with(t Tally, now time.Time) Entry {
	out := *e
	out.Judged = t.Judged
	out.Attention = append([]Attention{}, e.Attention...)
	for _, gate := range e.Standing.OpenGates {
		out.Attention = append(out.Attention, Attention{Kind: GateOpen, About: gate})
	}
	for _, gate := range e.Standing.WithheldGates {
		out.Attention = append(out.Attention, Attention{Kind: Withheld, About: gate})
	}
	aged := 0
	for month, n := range e.Standing.Ageing {
		if month < now.UTC().Format("2006-01") {
			aged += n
		}
	}
	for _, a := range []Attention{
		{Kind: Ageing, Count: aged}, {Kind: ToJudge, Count: e.Standing.Scored - t.Judged},
		{Kind: JudgeOnce, Count: t.Once}, {Kind: ToSettle, Count: t.Differ},
	} {
		if a.Count > 0 {
			out.Attention = append(out.Attention, a)
		}
	}
	return out
}

// Package returns a released package.
func (d *Desk) Package(ctx context.Context, team, id string) (*assessment.Package, error) {
	p, err := d.Store.Package(ctx, team, id)
	if errors.Is(err, assessment.ErrNotFound) {
		return nil, ErrNotFound
	}
	return p, err
}
