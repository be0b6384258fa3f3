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
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// ErrNotFound is the answer to everything that was not released to the team.
var ErrNotFound = errors.New("nothing of this kind was released to the team")

// Judgement is a reviewer's own rating of one released answer, given on the
// country's ladder without its level in view.
type Judgement struct {
	Question string         `json:"question"`
	Version  int            `json:"version"`
	By       string         `json:"by"` // sub
	At       time.Time      `json:"at"`
	Rating   scoring.Review `json:"rating"`
	Note     string         `json:"note,omitempty"` // the team's own; never shown to the country
}

// Store keeps what a team works on. A method is about one team and cannot
// reach another's. Save methods return assessment.ErrConflict for a version
// that is out of date.
type Store interface {
	// Portfolio lists the grants that stand, in no particular order.
	Portfolio(ctx context.Context, team string) ([]assessment.Grant, error)
	// Package returns a released package, or assessment.ErrNotFound without a
	// grant that stands.
	Package(ctx context.Context, team, id string) (*assessment.Package, error)
	// Judgements lists the judgements of every reviewer of the team.
	Judgements(ctx context.Context, team, pkg string) ([]Judgement, error)
	SaveJudgement(ctx context.Context, team, pkg string, j *Judgement) error
	// Clarifications lists what the team asked a country. SaveClarification
	// writes one whose author saw Version-1; asked again under the same id it
	// stands as it is, or is assessment.ErrKeyUsed if it asks otherwise.
	Clarifications(ctx context.Context, country, team string) ([]assessment.Clarification, error)
	SaveClarification(ctx context.Context, c *assessment.Clarification) error
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
	Attention []string `json:"attention"` // why it is worth a look: gates open, changed since the package before
	Earlier   int      `json:"earlier"`   // packages of the same track before this one
}

// Portfolio lists the countries by name, the newest package of each track.
func (d *Desk) Portfolio(ctx context.Context, team string) ([]Entry, error) {
	grants, err := d.Store.Portfolio(ctx, team)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(grants, func(a, b assessment.Grant) int { return a.At.Compare(b.At) })
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
	out := []Entry{}
	for _, e := range entries {
		for _, gate := range e.Standing.OpenGates {
			e.Attention = append(e.Attention, "gate "+gate+" does not pass")
		}
		if e.Attention == nil {
			e.Attention = []string{}
		}
		out = append(out, *e)
	}
	slices.SortFunc(out, func(a, b Entry) int {
		if n := strings.Compare(a.Name, b.Name); n != 0 {
			return n
		}
		return strings.Compare(string(a.Standing.Track), string(b.Standing.Track))
	})
	return out, nil
}

// changed says which verdicts differ from an earlier package.
func changed(before, after assessment.Standing) []string {
	var out []string
	for _, id := range []string{"C1", "C2", "C3", "C4"} {
		if before.Criteria[id] != after.Criteria[id] {
			out = append(out, fmt.Sprintf("%s changed from %s to %s", id, before.Criteria[id], after.Criteria[id]))
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

// Judge saves a reviewer's rating of a released answer whose author saw a
// version of it; 0 for none.
func (d *Desk) Judge(ctx context.Context, team, pkg, question, by string, seen int, rating scoring.Review, note string) (*Judgement, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	m, err := d.Content.Method(p.Catalogue, p.Track)
	if err != nil {
		return nil, err
	}
	q := m.Catalogue.Question(question)
	if _, released := p.Responses[question]; !released || q == nil || !q.Scored() {
		return nil, ErrNotFound
	}
	check := scoring.File{Track: p.Track, AsOf: p.AsOf, Reviews: map[string][]scoring.Review{question: {rating}}}
	faults := check.Check(m.Catalogue)
	for i := range faults {
		faults[i].Path = strings.TrimPrefix(faults[i].Path, "reviews."+question+"[0].")
	}
	if len(note) > questionnaire.MaxText {
		faults = append(faults, questionnaire.Fault{Path: "note", Problem: "too long", Advice: "shorten it"})
	}
	if faults.Err() != nil {
		return nil, faults
	}
	j := &Judgement{Question: question, Version: seen + 1, By: by, At: d.Now().UTC(), Rating: rating, Note: strings.TrimSpace(note)}
	return j, d.Store.SaveJudgement(ctx, team, pkg, j)
}

// Reviewed scores a package with the judgements of the team laid beside the
// country's answers. What was withheld counts as declined.
func (d *Desk) Reviewed(ctx context.Context, team, pkg string) (*scoring.Assessment, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	judgements, err := d.Store.Judgements(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	m, err := d.Content.Method(p.Catalogue, p.Track)
	if err != nil {
		return nil, err
	}
	f := &scoring.File{Track: p.Track, AsOf: p.AsOf, Catalogue: p.Catalogue, Responses: questionnaire.Responses{}, Reviews: map[string][]scoring.Review{}}
	for id, r := range p.Responses {
		f.Responses[id] = r
	}
	for id := range p.Withheld {
		if q := m.Catalogue.Question(id); q != nil && q.Scored() {
			f.Responses[id] = questionnaire.Response{State: questionnaire.Declined}
		}
	}
	for _, j := range judgements {
		f.Reviews[j.Question] = append(f.Reviews[j.Question], j.Rating)
	}
	return m.Assess(f, scoring.Seed(pkg, p.Catalogue)), nil
}

// Blind is a package as a reviewer sees it while judging: what they have not
// judged yet comes without the country's level.
func Blind(p *assessment.Package, judged map[string]bool) *assessment.Package {
	out := *p
	out.Responses = questionnaire.Responses{}
	for id, r := range p.Responses {
		if !judged[id] {
			r.Level, r.Count, r.Percent, r.Choices = nil, nil, nil, nil // ticked elements tell the count
		}
		out.Responses[id] = r
	}
	out.Result = json.RawMessage("null")
	return &out
}
