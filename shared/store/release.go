package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Release keeps a package with the grant that lets its team read it, the
// country's own copy of the grant, and the event. Answers too long for one
// transaction go ahead of it.
func (s *Store) Release(ctx context.Context, country string, p *assessment.Package, g *assessment.Grant, sectionOf func(string) string, e assessment.Event) error {
	partition := shared(p.ID)
	head := *p
	head.Responses, head.Result, head.Law = nil, nil, nil
	manifest, err := put(key(partition, "M"), "1", head, table.Absent())
	if err != nil {
		return err
	}
	ops, err := putGrant(g)
	if err != nil {
		return err
	}
	answers, result, err := scatter(partition, p.Responses, sectionOf, p.Result)
	if err != nil {
		return err
	}
	law, err := putLaw(partition, p.Law)
	if err != nil {
		return err
	}
	rest := slices.Concat(ops, []table.Op{manifest}, result, law)
	if answers, err = s.ahead(ctx, "releasing", answers, rest...); err != nil {
		return err
	}
	return s.withEvent(ctx, "releasing", country, e, slices.Concat(rest, answers)...)
}

// putGrant writes a grant for its team and the country's copy; both change
// together.
func putGrant(g *assessment.Grant) ([]table.Op, error) {
	version := stamp{version: g.Version}.String()
	team, err := put(key(grants(g.Team), g.Package), version, g, seen(g.Version-1))
	if err != nil {
		return nil, err
	}
	own, err := put(key(private(g.Country), "G#"+g.Package), version, g, seen(g.Version-1))
	return []table.Op{team, own}, err
}

// Grants lists what a country released, withdrawn grants included.
func (s *Store) Grants(ctx context.Context, country string) ([]assessment.Grant, error) {
	return list[assessment.Grant](ctx, s, "listing what was released", table.Query{PK: private(country), Prefix: "G#", Reading: table.Strong})
}

// Withdraw writes a grant that was withdrawn, with the event. From then on the
// team can no longer read the package.
func (s *Store) Withdraw(ctx context.Context, country string, g *assessment.Grant, e assessment.Event) error {
	ops, err := putGrant(g)
	if err != nil {
		return err
	}
	return s.withEvent(ctx, "withdrawing", country, e, ops...)
}

// Portfolio lists the grants of a team that were not withdrawn: one query,
// whatever the number of countries.
func (s *Store) Portfolio(ctx context.Context, team string) ([]assessment.Grant, error) {
	all, err := list[assessment.Grant](ctx, s, "reading the portfolio", table.Query{PK: grants(team)})
	if err != nil {
		return nil, err
	}
	var live []assessment.Grant
	for _, g := range all {
		if g.Withdrawn.IsZero() {
			live = append(live, g)
		}
	}
	return live, nil
}

// Package reads a released package for a team. Without a grant that stands it
// is ErrNotFound, as if it did not exist.
func (s *Store) Package(ctx context.Context, team, id string) (*assessment.Package, error) {
	const doing = "reading the package"
	var g assessment.Grant
	if _, err := s.get(ctx, doing, key(grants(team), id), table.Strong, &g); err != nil {
		return nil, err
	}
	if !g.Withdrawn.IsZero() {
		return nil, fmt.Errorf("%s: %w", doing, assessment.ErrNotFound)
	}
	p := &assessment.Package{}
	// Strong: an eventual read of what was just released may show it in part.
	if _, err := s.get(ctx, doing, key(shared(id), "M"), table.Strong, p); err != nil {
		return nil, err
	}
	parts, err := s.readBlobs(ctx, doing, shared(id), table.Strong)
	if err != nil {
		return nil, err
	}
	if p.Law, err = takeLaw(doing, parts); err != nil {
		return nil, err
	}
	p.Responses, p.Result, err = gather(doing, parts)
	return p, err
}
