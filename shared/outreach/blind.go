package outreach

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Opening says that a reviewer asked for a package with the country's own
// levels, and when for the first time. It is never taken back.
type Opening struct {
	Package string    `json:"package"`
	By      string    `json:"by"` // sub
	At      time.Time `json:"at"`
}

// ErrClosed is the answer to somebody who would take away what shows the
// country's own levels and has not opened them.
var ErrClosed = errors.New("the country's own levels were not opened")

// Open keeps that a reviewer opens the levels of a package. Whatever shows a
// level that they may not have judged calls it before it shows anything. It
// keeps the first time only, and only of what was released to the team.
func (d *Desk) Open(ctx context.Context, p *assessment.Package, team, by string) error {
	opened, err := d.Store.Opened(ctx, team, p.ID, by)
	if opened || err != nil {
		return err
	}
	err = d.Store.SaveOpening(ctx, team, &Opening{Package: p.ID, By: by, At: d.Now().UTC()})
	if errors.Is(err, assessment.ErrConflict) {
		return nil // the same person, twice at a time
	}
	return err
}

// MustBeOpen returns ErrClosed unless a reviewer has opened the levels of a
// package: for those who show them and may write nothing themselves.
func (d *Desk) MustBeOpen(ctx context.Context, team, pkg, by string) error {
	opened, err := d.Store.Opened(ctx, team, pkg, by)
	if err == nil && !opened {
		err = ErrClosed
	}
	return err
}

// Unjudged are the answers of a package that have a level which a reviewer may
// judge and has not. What somebody settled for the team they have not judged.
func (d *Desk) Unjudged(ctx context.Context, team string, p *assessment.Package, by string) (map[string]bool, error) {
	m, err := d.Content.Method(p.Catalogue, p.Track)
	if err != nil {
		return nil, err
	}
	judgements, err := d.Store.Judgements(ctx, team, p.ID, "")
	if err != nil {
		return nil, err
	}
	return unjudged(m, p, judgements, by), nil
}

// hidden are the answers of a package whose levels a reviewer is not to be told:
// those that they have yet to judge, unless they opened the levels.
func (d *Desk) hidden(ctx context.Context, team string, p *assessment.Package, by string) (map[string]bool, error) {
	opened, err := d.Store.Opened(ctx, team, p.ID, by)
	if opened || err != nil {
		return nil, err
	}
	return d.Unjudged(ctx, team, p, by)
}

func unjudged(m *scoring.Method, p *assessment.Package, judgements []Judgement, by string) map[string]bool {
	judged := JudgedBy(judgements, by)
	out := map[string]bool{}
	for _, q := range Judgeable(m, p) {
		if p.Responses[q.ID].State == questionnaire.Value && !judged[q.ID] {
			out[q.ID] = true
		}
	}
	return out
}

// JudgedBy are the questions that a reviewer has given a rating of their own.
func JudgedBy(judgements []Judgement, by string) map[string]bool {
	judged := map[string]bool{}
	for _, j := range judgements {
		if j.By == by && !j.Rating.Adjudicated {
			judged[j.Question] = true
		}
	}
	return judged
}

// Blind is a package as a reviewer sees it while judging: what they have not
// judged yet comes without the country's level.
func Blind(p *assessment.Package, judged map[string]bool) *assessment.Package {
	out := *p
	out.Responses = questionnaire.Responses{}
	for id, r := range p.Responses {
		if !judged[id] {
			r = WithoutLevel(r)
		}
		out.Responses[id] = r
	}
	// A step tells that a level is not the highest; a contradiction, how levels stand to each other.
	out.Result, out.Plan, out.Explained = json.RawMessage("null"), nil, nil
	return &out
}

// WithoutLevel is an answer without what its country claims by it.
func WithoutLevel(r questionnaire.Response) questionnaire.Response {
	r.Level, r.Count, r.Percent, r.Choices = nil, nil, nil, nil // ticked elements tell the count
	return r
}

// blind says whether a rating that is about to be saved was given blind; before
// is what stood of the same author, if anything did.
//
// A first rating is blind unless the levels were opened before. A rating that is
// changed is not: as soon as the first stands, the country's level stands beside
// it, so nobody can tell a change of mind from one that the level made. That
// holds for a slip of the pen too, and whether or not the rest was opened. One
// that comes again as it was, with another reason, stays what it was.
func (d *Desk) blind(ctx context.Context, team, pkg string, j, before *Judgement) (bool, error) {
	switch {
	case j.Rating.Adjudicated: // made with both sides' ratings in view
		return false, nil
	case before != nil:
		return before.Blind && sameRating(before, j), nil
	}
	opened, err := d.Store.Opened(ctx, team, pkg, j.By)
	return !opened, err
}

func sameRating(a, b *Judgement) bool {
	return a.Rating.Grade == b.Rating.Grade && same(a.Rating.Level, b.Rating.Level) && same(a.Rating.Count, b.Rating.Count) && same(a.Rating.Percent, b.Rating.Percent)
}

func same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }
