package store

import (
	"context"
	"errors"
	"reflect"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

func engagement(country, team string) string { return "E#" + country + "#" + team + "#" }

// between lists what stands between a country and a team under a prefix.
func between[T any](ctx context.Context, s *Store, doing, country, team, prefix string) ([]T, error) {
	return list[T](ctx, s, doing, table.Query{PK: engagement(country, team), Prefix: prefix, Reading: table.Strong})
}

// saveBetween writes what stands between a country and a team, if its author
// saw version-1. What is made again under the same id stays as it was made, if
// same says that it is the same.
func saveBetween[T any](ctx context.Context, s *Store, doing, country, team, sk string, version int, v *T, same func(was *T) bool) error {
	op, err := put(key(engagement(country, team), sk), stamp{version: version}.String(), v, seen(version-1))
	if err != nil {
		return err
	}
	err = conflict(doing, s.write(ctx, doing, op))
	if version != 1 || !errors.Is(err, assessment.ErrConflict) {
		return err
	}
	was := new(T)
	if _, err := s.get(ctx, doing, op.Item.Key, table.Strong, was); err != nil {
		return err
	}
	if !same(was) {
		return assessment.ErrKeyUsed
	}
	*v = *was
	return nil
}

// Clarifications lists what a team asked a country.
func (s *Store) Clarifications(ctx context.Context, country, team string) ([]assessment.Clarification, error) {
	return between[assessment.Clarification](ctx, s, "listing the clarifications", country, team, "CL#")
}

// SaveClarification writes a clarification whose author saw Version-1.
func (s *Store) SaveClarification(ctx context.Context, c *assessment.Clarification) error {
	return saveBetween(ctx, s, "saving the clarification", c.Country, c.Team, "CL#"+c.ID, c.Version, c, func(was *assessment.Clarification) bool {
		return was.Asked == c.Asked && was.Question == c.Question && was.Package == c.Package
	})
}

// Findings lists what a team told a country.
func (s *Store) Findings(ctx context.Context, country, team string) ([]assessment.Finding, error) {
	return between[assessment.Finding](ctx, s, "listing the findings", country, team, "RF#")
}

// SaveFinding writes a finding.
func (s *Store) SaveFinding(ctx context.Context, f *assessment.Finding) error {
	return saveBetween(ctx, s, "saving the finding", f.Country, f.Team, "RF#"+f.ID, f.Version, f, func(was *assessment.Finding) bool {
		return was.Text == f.Text && was.Kind == f.Kind && was.Question == f.Question && was.Package == f.Package
	})
}

// Engagements lists the meetings of a country and a team.
func (s *Store) Engagements(ctx context.Context, country, team string) ([]assessment.Engagement, error) {
	return between[assessment.Engagement](ctx, s, "listing the engagements", country, team, "VI#")
}

// SaveEngagement writes an engagement whose author saw Version-1. One that was
// changed since it was proposed is taken for what the same call proposed.
func (s *Store) SaveEngagement(ctx context.Context, e *assessment.Engagement) error {
	return saveBetween(ctx, s, "saving the engagement", e.Country, e.Team, "VI#"+e.ID, e.Version, e, func(was *assessment.Engagement) bool {
		return was.Version > 1 || reflect.DeepEqual(was.EngagementTerms, e.EngagementTerms)
	})
}
