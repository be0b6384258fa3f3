package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

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
	Owner       string   `json:"owner"` // country or team
	Name        string   `json:"name"`
	Roles       []string `json:"roles"`
	Bodies      []string `json:"bodies,omitempty"`
	Active      bool     `json:"active"`                 // as the owner's list has it
	SuspendedBy string   `json:"suspended_by,omitempty"` // outside the owner; while it stands, the list gives no rights
}

// errMoved is a membership that changed between reading and writing it.
var errMoved = errors.New("the person's rights changed in the meantime")

// Members lists the people of a country by sub.
func (s *Store) Members(ctx context.Context, country string) ([]assessment.Member, error) {
	return list[assessment.Member](ctx, s, "listing the members", table.Query{PK: private(country), Prefix: "M#", Reading: table.Strong})
}

// People lists the members with what the operator did to them, which stands
// beside what they may do: it takes a read for each.
func (s *Store) People(ctx context.Context, country string) ([]assessment.Person, error) {
	members, err := s.Members(ctx, country)
	if err != nil {
		return nil, err
	}
	people := make([]assessment.Person, len(members))
	for i, m := range members {
		may, err := s.rights(ctx, access.National, m.Sub)
		if err != nil {
			return nil, err
		}
		people[i] = assessment.Person{Member: m, SuspendedByOperator: may != nil && may.Owner == country && may.SuspendedBy != ""}
	}
	return people, nil
}

// Reviewers reads people of a team by their subs, each under their own key:
// a team has no list that the operator, who brings them in, could write. Who is
// not of the team is left out.
func (s *Store) Reviewers(ctx context.Context, team string, subs []string) ([]assessment.Member, error) {
	var out []assessment.Member
	for i, sub := range subs {
		if slices.Contains(subs[:i], sub) {
			continue
		}
		m, err := s.rights(ctx, access.Outreach, sub)
		if err != nil {
			return nil, err
		}
		if m != nil && m.Owner == team {
			out = append(out, assessment.Member{Sub: sub, Name: m.Name, Roles: m.Roles, Active: m.Active && m.SuspendedBy == ""})
		}
	}
	return out, nil
}

// SaveMember writes a member whose author saw Version-1, and with them what
// they may do. It takes effect at the person's next request. A person who
// belongs to another country is ErrExists; to give rights to one whom the
// operator suspended is ErrSuspended.
//
// The version of what they may do is the owner: whoever writes it cannot take a
// person from somebody else.
func (s *Store) SaveMember(ctx context.Context, country string, m *assessment.Member, e assessment.Event) error {
	const doing = "saving the person"
	member, err := put(key(private(country), "M#"+m.Sub), stamp{version: m.Version}.String(), m, seen(m.Version-1))
	if err != nil {
		return err
	}
	return s.changeRights(ctx, doing, access.National, m.Sub, func(was *Membership) (*Membership, error) {
		next := &Membership{Owner: country, Name: m.Name, Roles: m.Roles, Bodies: m.Bodies, Active: m.Active}
		switch {
		case was == nil: // new; otherwise they may have been invited before the list had them
			return next, nil
		case was.Owner != country && m.Version > 1: // not in this list, as somebody unknown
			return nil, fmt.Errorf("%s: %w", doing, assessment.ErrConflict)
		case was.Owner != country:
			return nil, fmt.Errorf("%s: this person works for somebody else already: %w", doing, assessment.ErrExists)
		case was.SuspendedBy != "" && m.Active:
			return nil, fmt.Errorf("%s: %w", doing, assessment.ErrSuspended)
		}
		next.SuspendedBy = was.SuspendedBy
		return next, nil
	}, e, member)
}

// changeRights writes what change makes of a membership, nil if there is none,
// together with the event of its owner. All who change a membership record it
// there and look at it again under the number of that event, so none undoes
// what another did meanwhile.
func (s *Store) changeRights(ctx context.Context, doing string, side access.Side, sub string, change func(*Membership) (*Membership, error), e assessment.Event, beside ...table.Op) error {
	for range eventTries {
		was, err := s.rights(ctx, side, sub)
		if err != nil {
			return err
		}
		next, err := change(was)
		if err != nil {
			return s.unless(ctx, doing, e, err)
		}
		condition := table.Absent()
		if was != nil {
			condition = table.Version(was.Owner)
		}
		self, err := put(key(people(side, sub), "SELF"), next.Owner, next, condition)
		if err != nil {
			return err
		}
		err = s.withEventIf(ctx, doing, next.Owner, e, func() error {
			now, err := s.rights(ctx, side, sub)
			if err == nil && !reflect.DeepEqual(now, was) {
				err = errMoved
			}
			return err
		}, append(beside[:len(beside):len(beside)], self)...)
		if !errors.Is(err, errMoved) {
			return err
		}
	}
	return fmt.Errorf("%s: %w", doing, assessment.ErrBusy)
}

// rights reads a membership; nil for none.
func (s *Store) rights(ctx context.Context, side access.Side, sub string) (*Membership, error) {
	m, err := s.Membership(ctx, side, sub)
	if errors.Is(err, assessment.ErrNotFound) {
		return nil, nil
	}
	return &m, err
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

// AddReviewer invites a reviewer, for callers that know people as members.
func (s *Store) AddReviewer(ctx context.Context, team string, m *assessment.Member, e assessment.Event) error {
	return s.Invite(ctx, access.Outreach, m.Sub, Membership{Owner: team, Name: m.Name, Roles: m.Roles, Active: m.Active}, e)
}

// Suspend takes a person's rights away for whoever the event says, and lifts
// that again, with effect at their next request. What the owner's list says of
// the person stays, and counts again once it is lifted. ErrConflict: that is
// how it stands already.
func (s *Store) Suspend(ctx context.Context, side access.Side, sub string, active bool, e assessment.Event) error {
	const doing = "changing the person's rights"
	return s.changeRights(ctx, doing, side, sub, func(was *Membership) (*Membership, error) {
		if was == nil {
			return nil, fmt.Errorf("%s: %w", doing, assessment.ErrNotFound)
		}
		next := *was
		if next.SuspendedBy = e.By; active {
			next.SuspendedBy = ""
		}
		if next.SuspendedBy == was.SuspendedBy {
			return nil, fmt.Errorf("%s: %w", doing, assessment.ErrConflict)
		}
		return &next, nil
	}, e)
}

// Reinvited records that a person was sent their invitation again.
func (s *Store) Reinvited(ctx context.Context, owner string, e assessment.Event) error {
	return s.withEvent(ctx, "recording the invitation", owner, e)
}

// Exists reports whether a country or team was brought in under this id.
func (s *Store) Exists(ctx context.Context, side access.Side, owner string) (bool, error) {
	first, err := s.broughtIn(ctx, owner)
	return first.Number > 0 && (first.Detail == string(access.Reviewer)) == (side == access.Outreach), err
}

// Membership reads what a person may do, or ErrNotFound.
func (s *Store) Membership(ctx context.Context, side access.Side, sub string) (Membership, error) {
	var m Membership
	_, err := s.get(ctx, "reading the membership", key(people(side, sub), "SELF"), table.Strong, &m)
	return m, err
}

// Principal returns the person behind a sub with their rights as they stand
// now, or ErrNotFound. Somebody suspended has no roles.
func (s *Store) Principal(ctx context.Context, side access.Side, sub string) (*access.Principal, error) {
	m, err := s.Membership(ctx, side, sub)
	if err != nil {
		return nil, err
	}
	return m.principal(side, sub), nil
}

func (m *Membership) principal(side access.Side, sub string) *access.Principal {
	p := &access.Principal{Sub: sub, Name: m.Name, Side: side, Owner: m.Owner, Bodies: m.Bodies}
	if m.Active && m.SuspendedBy == "" {
		for _, r := range m.Roles {
			p.Roles = append(p.Roles, access.Role(r))
		}
	}
	return p
}
