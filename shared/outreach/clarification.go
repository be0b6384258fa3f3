package outreach

import (
	"context"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// maxAsked is the longest text of a clarification, in characters.
const maxAsked = 4000

// Ask puts a question about a package to its country. A call that is repeated
// under its id asks once.
func (d *Desk) Ask(ctx context.Context, team, pkg, by, id, question, text string) (*assessment.Clarification, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	var faults questionnaire.Faults
	if n := len([]rune(text)); n == 0 || n > maxAsked {
		faults = append(faults, questionnaire.Fault{Path: "asked", Problem: "missing or too long", Advice: "write up to 4,000 characters"})
	}
	m, err := d.Content.Method(p.Catalogue, p.Track)
	if err != nil {
		return nil, err
	}
	if question != "" && m.Catalogue.Question(question) == nil {
		faults = append(faults, questionnaire.Fault{Path: "question", Problem: "the questionnaires have no such question", Advice: "name one, or leave it out to ask about the package"})
	}
	if faults != nil {
		return nil, faults
	}
	c := &assessment.Clarification{ID: id, Version: 1, Country: p.Country, Team: team, Package: pkg, Question: question, Asked: text, AskedBy: by, AskedAt: d.Now().UTC()}
	return c, d.Store.SaveClarification(ctx, c)
}

// Clarifications lists what the team asked about a package's country, oldest
// first.
func (d *Desk) Clarifications(ctx context.Context, team, pkg string) ([]assessment.Clarification, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	all, err := d.Store.Clarifications(ctx, p.Country, team)
	slices.SortFunc(all, func(a, b assessment.Clarification) int { return a.AskedAt.Compare(b.AskedAt) })
	return all, err
}
