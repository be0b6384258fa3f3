package outreach

import (
	"context"
	"sort"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
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
	if err := d.checkSaid(p, question, "asked", text, maxAsked); err != nil {
		return nil, err
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
	sort.SliceStable(all, func(i, j int) bool { return all[i].AskedAt.Before(all[j].AskedAt) })
	return all, err
}
