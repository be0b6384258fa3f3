package store

import (
	"context"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

var _ outreach.Store = (*Store)(nil)

func review(team, pkg string) string { return "R#" + team + "#" + pkg + "#" }

// Judgements lists the judgements of every reviewer of a team on a package.
func (s *Store) Judgements(ctx context.Context, team, pkg string) ([]outreach.Judgement, error) {
	return list[outreach.Judgement](ctx, s, "listing the judgements", table.Query{PK: review(team, pkg), Prefix: "J#", Reading: table.Strong})
}

// SaveJudgement writes a judgement whose author saw Version-1 of it.
func (s *Store) SaveJudgement(ctx context.Context, team, pkg string, j *outreach.Judgement) error {
	const doing = "saving the judgement"
	op, err := put(key(review(team, pkg), fmt.Sprintf("J#%s#%s", j.Question, j.By)), stamp{version: j.Version}.String(), j, seen(j.Version-1))
	if err != nil {
		return err
	}
	return conflict(doing, s.write(ctx, doing, op))
}

// Portfolio and Package are in release.go, beside what writes them.
var _ assessment.Store = (*Store)(nil)
