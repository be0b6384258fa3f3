package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Country reads a profile.
func (s *Store) Country(ctx context.Context, country string) (*assessment.Country, error) {
	c := &assessment.Country{}
	_, err := s.get(ctx, "reading the country", key(private(country), "PROFILE"), table.Strong, c)
	return c, err
}

// SaveCountry writes a profile whose author saw Version-1.
func (s *Store) SaveCountry(ctx context.Context, c *assessment.Country, e assessment.Event) error {
	op, err := put(key(private(c.ID), "PROFILE"), stamp{version: c.Version}.String(), c, seen(c.Version-1))
	if err != nil {
		return err
	}
	return s.withEvent(ctx, "saving the country", c.ID, e, op)
}

// Membership is what a person may do, as it stands in their own partition.
type Membership struct {
	Owner  string   `json:"owner"` // country or team
	Name   string   `json:"name"`
	Roles  []string `json:"roles"`
	Bodies []string `json:"bodies,omitempty"`
	Active bool     `json:"active"`
}

// Members lists the people of a country by sub.
func (s *Store) Members(ctx context.Context, country string) ([]assessment.Member, error) {
	return list[assessment.Member](ctx, s, "listing the members", table.Query{PK: private(country), Prefix: "M#", Reading: table.Strong})
}

// Reviewers lists the people of a team by sub.
func (s *Store) Reviewers(ctx context.Context, team string) ([]assessment.Member, error) {
	return list[assessment.Member](ctx, s, "listing the reviewers", table.Query{PK: reviewers(team), Prefix: "M#", Reading: table.Strong})
}

// SaveMember writes a member whose author saw Version-1, and with them what
// they may do. It takes effect at the person's next request. A person who
// belongs to another country is ErrExists.
func (s *Store) SaveMember(ctx context.Context, country string, m *assessment.Member, e assessment.Event) error {
	return s.savePerson(ctx, access.National, private(country), country, m, e)
}

// SaveReviewer writes a person of an outreach team in the same way.
func (s *Store) SaveReviewer(ctx context.Context, team string, m *assessment.Member, e assessment.Event) error {
	return s.savePerson(ctx, access.Outreach, reviewers(team), team, m, e)
}

// savePerson writes a person into the list of their owner and, under their own
// key, what they may do. The version of the latter is the owner: whoever writes
// it cannot take a person from somebody else.
func (s *Store) savePerson(ctx context.Context, side access.Side, partition, owner string, m *assessment.Member, e assessment.Event) error {
	const doing = "saving the person"
	member, err := put(key(partition, "M#"+m.Sub), stamp{version: m.Version}.String(), m, seen(m.Version-1))
	if err != nil {
		return err
	}
	rights := Membership{Owner: owner, Name: m.Name, Roles: m.Roles, Bodies: m.Bodies, Active: m.Active}
	condition := table.Version(owner)
	if m.Version == 1 { // new, or invited by the operator before the list had them
		switch was, err := s.membership(ctx, side, m.Sub); {
		case errors.Is(err, assessment.ErrNotFound):
			condition = table.Absent()
		case err != nil:
			return err
		case was.Owner != owner:
			return fmt.Errorf("%s: this person works for somebody else already: %w", doing, assessment.ErrExists)
		}
	}
	self, err := put(key(people(side, m.Sub), "SELF"), owner, rights, condition)
	if err != nil {
		return err
	}
	return s.withEvent(ctx, doing, owner, e, member, self)
}

// Invite gives a person their first rights, for the operator, who can write
// nothing but this and the event that the owner sees. A person who works for
// somebody already is ErrExists.
func (s *Store) Invite(ctx context.Context, side access.Side, sub string, m Membership, e assessment.Event) error {
	const doing = "inviting the person"
	self, err := put(key(people(side, sub), "SELF"), m.Owner, m, table.Absent())
	if err != nil {
		return err
	}
	err = s.withEvent(ctx, doing, m.Owner, e, self)
	if errors.Is(err, assessment.ErrConflict) {
		return fmt.Errorf("%s: this person works for somebody already: %w", doing, assessment.ErrExists)
	}
	return err
}

// Suspend takes a person's rights away, or gives them back, with effect at
// their next request.
func (s *Store) Suspend(ctx context.Context, side access.Side, sub string, active bool, e assessment.Event) error {
	m, err := s.membership(ctx, side, sub)
	if err != nil {
		return err
	}
	m.Active = active
	self, err := put(key(people(side, sub), "SELF"), m.Owner, m, table.Version(m.Owner))
	if err != nil {
		return err
	}
	return s.withEvent(ctx, "changing the person's rights", m.Owner, e, self)
}

func (s *Store) membership(ctx context.Context, side access.Side, sub string) (Membership, error) {
	var m Membership
	_, err := s.get(ctx, "reading the membership", key(people(side, sub), "SELF"), table.Strong, &m)
	return m, err
}

// Principal returns the person behind a sub with their rights as they stand
// now, or ErrNotFound. Somebody suspended has no roles.
func (s *Store) Principal(ctx context.Context, side access.Side, sub string) (*access.Principal, error) {
	m, err := s.membership(ctx, side, sub)
	if err != nil {
		return nil, err
	}
	return m.principal(side, sub), nil
}

func (m *Membership) principal(side access.Side, sub string) *access.Principal {
	p := &access.Principal{Sub: sub, Name: m.Name, Side: side, Owner: m.Owner, Bodies: m.Bodies}
	if m.Active {
		for _, r := range m.Roles {
			p.Roles = append(p.Roles, access.Role(r))
		}
	}
	return p
}
