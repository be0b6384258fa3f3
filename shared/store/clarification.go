package store

import (
	"context"
	"errors"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

func engagement(country, team string) string { return "E#" + country + "#" + team + "#" }

// Clarifications lists what a team asked a country.
func (s *Store) Clarifications(ctx context.Context, country, team string) ([]assessment.Clarification, error) {
	return list[assessment.Clarification](ctx, s, "listing the clarifications", table.Query{PK: engagement(country, team), Prefix: "CL#", Reading: table.Strong})
}

// SaveClarification writes a clarification whose author saw Version-1. One
// that was asked before under the same id stands as it is.
func (s *Store) SaveClarification(ctx context.Context, c *assessment.Clarification) error {
	const doing = "saving the clarification"
	op, err := put(key(engagement(c.Country, c.Team), "CL#"+c.ID), stamp{version: c.Version}.String(), c, seen(c.Version-1))
	if err != nil {
		return err
	}
	err = conflict(doing, s.write(ctx, doing, op))
	if c.Version != 1 || !errors.Is(err, assessment.ErrConflict) {
		return err
	}
	var was assessment.Clarification
	if _, err := s.get(ctx, doing, op.Item.Key, table.Strong, &was); err != nil {
		return err
	}
	if was.Asked != c.Asked || was.Question != c.Question || was.Package != c.Package {
		return assessment.ErrKeyUsed
	}
	*c = was
	return nil
}
