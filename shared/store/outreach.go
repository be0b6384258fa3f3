package store

import (
	"context"
	"errors"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

var _ outreach.Store = (*Store)(nil)

func review(team, pkg string) string { return "R#" + team + "#" + pkg + "#" }

func reviewers(team string) string { return "R#" + team + "#" }

// Judgements lists the judgements of every reviewer of a team on a question of
// a package, or on the whole with "".
func (s *Store) Judgements(ctx context.Context, team, pkg, question string) ([]outreach.Judgement, error) {
	return list[outreach.Judgement](ctx, s, "listing the judgements", table.Query{PK: review(team, pkg), Prefix: under("J#", question), Reading: table.Strong})
}

// judgementKey is where a judgement stands: under its reviewer's name, or
// under none for the team's.
func judgementKey(j *outreach.Judgement) string {
	if j.Rating.Adjudicated {
		return "J#" + j.Question + "#"
	}
	return "J#" + j.Question + "#" + j.By
}

// SaveJudgement writes a judgement whose author saw Version-1 of it, with the
// tally that was counted from Version-1 of its own.
func (s *Store) SaveJudgement(ctx context.Context, team, pkg string, j *outreach.Judgement, t *outreach.Tally) error {
	const doing = "saving the judgement"
	op, err := put(key(review(team, pkg), judgementKey(j)), stamp{version: j.Version}.String(), j, seen(j.Version-1))
	if err != nil {
		return err
	}
	tally, err := put(key(reviewers(team), "T#"+pkg), stamp{version: t.Version}.String(), t, seen(t.Version-1))
	if err != nil {
		return err
	}
	return conflict(doing, s.write(ctx, doing, op, tally))
}

// openingKey is where a reviewer's opening of a package stands: in a partition of
// its own, so that a role may be let read it and no judgement.
func openingKey(team, pkg, by string) table.Key { return key("R#"+team+"#"+pkg+"#"+by+"#", "OPENED") }

// Opened reports whether a reviewer has opened the levels of a package.
func (s *Store) Opened(ctx context.Context, team, pkg, by string) (bool, error) {
	_, err := s.get(ctx, "reading whether levels were opened", openingKey(team, pkg, by), table.Strong, &outreach.Opening{})
	if errors.Is(err, assessment.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// SaveOpening keeps that a reviewer opened the levels of a package, once.
func (s *Store) SaveOpening(ctx context.Context, team string, o *outreach.Opening) error {
	const doing = "keeping that levels were opened"
	op, err := put(openingKey(team, o.Package, o.By), "1", o, table.Absent())
	if err != nil {
		return err
	}
	return conflict(doing, s.write(ctx, doing, op))
}

// Tally returns how far a team has come with a package.
func (s *Store) Tally(ctx context.Context, team, pkg string) (*outreach.Tally, error) {
	t := &outreach.Tally{}
	_, err := s.get(ctx, "reading the tally", key(reviewers(team), "T#"+pkg), table.Strong, t)
	if errors.Is(err, assessment.ErrNotFound) {
		return &outreach.Tally{Package: pkg}, nil
	}
	return t, err
}

// Tallies lists how far a team has come with every package.
func (s *Store) Tallies(ctx context.Context, team string) ([]outreach.Tally, error) {
	return list[outreach.Tally](ctx, s, "reading the tallies", table.Query{PK: reviewers(team), Prefix: "T#"})
}

// Offers lists the help that a team offers, by topic.
func (s *Store) Offers(ctx context.Context, team string) ([]outreach.Offer, error) {
	return list[outreach.Offer](ctx, s, "listing the offers", table.Query{PK: reviewers(team), Prefix: "OF#", Reading: table.Strong})
}

// SaveOffer writes an offer whose author saw Version-1 of it.
func (s *Store) SaveOffer(ctx context.Context, team string, o *outreach.Offer) error {
	const doing = "saving the offer"
	op, err := put(key(reviewers(team), "OF#"+o.Topic), stamp{version: o.Version}.String(), o, seen(o.Version-1))
	if err != nil {
		return err
	}
	return conflict(doing, s.write(ctx, doing, op))
}

// IsTeam reports whether an outreach team was brought in under this id. A
// country reads it from the first event of the team, since the rest of what a
// team has is closed to it.
func (s *Store) IsTeam(ctx context.Context, team string) (bool, error) {
	first, err := s.broughtIn(ctx, team)
	return first.Detail == string(access.Reviewer), err
}

// TeamName reads what a team calls itself from the same event.
func (s *Store) TeamName(ctx context.Context, team string) (string, error) {
	first, err := s.broughtIn(ctx, team)
	if first.Detail != string(access.Reviewer) {
		return "", err
	}
	return first.Name, err
}

// broughtIn is the first event of a country or team; empty for none.
func (s *Store) broughtIn(ctx context.Context, owner string) (assessment.Event, error) {
	var first assessment.Event
	_, err := s.get(ctx, "looking for the team", key(audit(owner), eventKey(1)), table.Strong, &first)
	if errors.Is(err, assessment.ErrNotFound) {
		return assessment.Event{}, nil
	}
	return first, err
}

// Portfolio and Package are in release.go, beside what writes them.
var _ assessment.Store = (*Store)(nil)
