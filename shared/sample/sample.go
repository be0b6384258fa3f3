// Package sample is two invented states and an outreach team, for the local
// program and for tests: XA, a prospective partner half way through a cycle, and
// XB, an adherent that sealed and released two, a year apart, about which the
// team asked.
package sample

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Person is somebody who can be signed in as.
type Person struct {
	Sub    string
	Name   string
	Side   access.Side
	Owner  string
	Roles  []string
	Bodies []string
	About  string // one line that says who they are
}

// Ids of the invented states and the team. They look like the random ids of
// real ones, and tell nothing.
const (
	XA   = "xa00000000"
	XB   = "xb00000000"
	Team = "team000000"

	TeamName = "Northern outreach (invented)"
)

// People are the sample people, leads first.
var People = []Person{
	{"sample-ada", "Ada Mensah", access.National, XA, []string{"lead"}, nil, "Leads the assessment of Xanadu (prospective Partner, half-way)"},
	{"sample-kofi", "Kofi Sarpong", access.National, XA, []string{"contributor"}, []string{"customs"}, "Answers for the customs service of Xanadu"},
	{"sample-lena", "Lena Owusu", access.National, XA, []string{"contributor"}, []string{"licensing", "justice"}, "Answers for the licensing office of Xanadu"},
	{"sample-yaw", "Yaw Boateng", access.National, XA, []string{"approver", "reader"}, nil, "Signs sections off for Xanadu"},
	{"sample-ines", "Ines Duarte", access.National, XB, []string{"lead"}, nil, "Leads the assessment of Xebec (adherent, sealed and released)"},
	{"sample-rosa", "Rosa Lind", access.Outreach, Team, []string{"reviewer"}, nil, "Reviews for the outreach team"},
	{"sample-omar", "Omar Haddad", access.Outreach, Team, []string{"reviewer"}, nil, "Second reviewer, for answers that take two"},
	{"sample-tove", "Tove Berg", access.Outreach, Team, []string{"reviewer"}, nil, "Third reviewer, who settles where two differ"},
}

// Keeper is what seeding needs of a store beside the domain's own.
type Keeper interface {
	assessment.Store
	AddReviewer(ctx context.Context, team string, m *assessment.Member, e assessment.Event) error
	Offers(ctx context.Context, team string) ([]outreach.Offer, error)
	SaveOffer(ctx context.Context, team string, o *outreach.Offer) error
}

// ErrPart says that making the sample was cut short and only part of it is there.
var ErrPart = errors.New("only part of the sample states is there, for writing them was cut short")

//go:embed xa.json
var xa []byte

// Found says whether the sample is there: all of it (true), nothing (false) or
// a part, which is ErrPart. The people of XA are the first thing that Seed
// writes; the team's offer is the last, and nothing ever takes one away.
func Found(ctx context.Context, keep Keeper) (bool, error) {
	people, err := keep.Members(ctx, XA)
	if err != nil {
		return false, err
	}
	offers, err := keep.Offers(ctx, Team)
	switch {
	case err != nil:
		return false, err
	case len(people) == 0 && len(offers) == 0:
		return false, nil
	case len(people) == 0 || len(offers) == 0:
		return false, ErrPart
	}
	return true, nil
}

// Seed makes the sample states and the team unless they are there. It takes
// hundreds of writes and cannot go on where it was cut short: that is ErrPart.
func Seed(ctx context.Context, keep Keeper, d *assessment.Desk) error {
	if found, err := Found(ctx, keep); found || err != nil {
		return err
	}
	for _, c := range []assessment.Country{
		{ID: XA, Version: 1, Name: "Xanadu (invented)", Status: assessment.NonPartner, TimeZone: "UTC", Language: "en"},
		{ID: XB, Version: 1, Name: "Xebec (invented)", Status: assessment.AdherentFormal, TimeZone: "UTC", Language: "en"},
	} {
		if err := seedPeople(ctx, keep, d, c.ID); err != nil {
			return err
		}
		if err := keep.SaveCountry(ctx, &c, event(d, "owner_created", c.ID)); err != nil {
			return fmt.Errorf("seeding %s: %w", c.Name, err)
		}
	}
	if err := seedPeople(ctx, keep, d, Team); err != nil {
		return err
	}
	file, faults := scoring.ReadFile(xa)
	if faults != nil {
		return fmt.Errorf("seeding XA: %w", faults)
	}
	f, err := answerAll(ctx, d, assessment.Act{Country: XA, By: "sample-ada", Lead: true}, "2026", questionnaire.Prospective, file, "")
	if err != nil {
		return err
	}
	if err := seedBeside(ctx, keep, d, f); err != nil {
		return err
	}
	return seedXB(ctx, keep, d, file)
}

func event(d *assessment.Desk, kind, about string) assessment.Event {
	return assessment.Event{At: d.Now(), By: "operator", Kind: kind, About: about}
}

func seedPeople(ctx context.Context, keep Keeper, d *assessment.Desk, owner string) error {
	for _, p := range People {
		if p.Owner != owner {
			continue
		}
		m := &assessment.Member{Sub: p.Sub, Version: 1, Name: p.Name, Roles: p.Roles, Bodies: p.Bodies, Active: true}
		save, e := keep.SaveMember, event(d, "member_added", p.Sub)
		e.Detail = strings.Join(p.Roles, " ")
		if p.Side == access.Outreach {
			e.Name = TeamName
			save = keep.AddReviewer
		}
		if err := save(ctx, owner, m, e); err != nil {
			return fmt.Errorf("seeding %s: %w", p.Name, err)
		}
	}
	return nil
}
