// Package sample is two invented states and an outreach team, for the local
// program and for tests: XA, a prospective partner half way through its second
// cycle, and XB, an adherent with one submission that it released, about which the team
// asked.
package sample

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
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
)

// People are the sample people, leads first.
var People = []Person{
	{"sample-ada", "Ada Mensah", access.National, XA, []string{"lead"}, nil, "leads the assessment of XA"},
	{"sample-kofi", "Kofi Sarpong", access.National, XA, []string{"contributor"}, []string{"customs"}, "answers for the customs service of XA"},
	{"sample-lena", "Lena Owusu", access.National, XA, []string{"contributor"}, []string{"licensing", "justice"}, "answers for the licensing office of XA"},
	{"sample-yaw", "Yaw Boateng", access.National, XA, []string{"approver", "reader"}, nil, "signs sections off for XA"},
	{"sample-ines", "Ines Duarte", access.National, XB, []string{"lead"}, nil, "leads the assessment of XB"},
	{"sample-rosa", "Rosa Lind", access.Outreach, Team, []string{"reviewer"}, nil, "reviews for the outreach team"},
}

// Keeper is what seeding needs of a store beside the domain's own.
type Keeper interface {
	assessment.Store
	SaveReviewer(ctx context.Context, team string, m *assessment.Member, e assessment.Event) error
}

//go:embed xa.json
var xa []byte

// Seed makes the sample states and the team if they are not there yet. It may
// be called at every start.
func Seed(ctx context.Context, keep Keeper, d *assessment.Desk) error {
	if _, err := keep.Country(ctx, XA); err == nil {
		return nil
	} else if !errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	for _, c := range []assessment.Country{
		{ID: XA, Version: 1, Name: "Xanadu (invented)", Status: assessment.NonPartner, TimeZone: "UTC", Language: "en"},
		{ID: XB, Version: 1, Name: "Xebec (invented)", Status: assessment.AdherentFormal, TimeZone: "UTC", Language: "en"},
	} {
		if err := seedPeople(ctx, keep, d, c.ID); err != nil {
			return err
		}
		if err := keep.SaveCountry(ctx, &c, event(d, "country_created", c.ID)); err != nil {
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
	f, err := answerAll(ctx, d, assessment.Act{Country: XA, By: "sample-ada", Lead: true}, "2026", questionnaire.Prospective, file)
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
		save := keep.SaveMember
		if p.Side == access.Outreach {
			save = keep.SaveReviewer
		}
		if err := save(ctx, owner, m, event(d, "member_added", p.Sub)); err != nil {
			return fmt.Errorf("seeding %s: %w", p.Name, err)
		}
	}
	return nil
}

// answerAll opens a file and saves every answer of another file that the track
// asks.
func answerAll(ctx context.Context, d *assessment.Desk, a assessment.Act, cycle string, t questionnaire.Track, from *scoring.File) (*assessment.File, error) {
	f, err := d.Open(ctx, a, cycle, t, "")
	if err != nil {
		return nil, fmt.Errorf("seeding %s: %w", cycle, err)
	}
	ids := make([]string, 0, len(from.Responses))
	for id := range from.Responses {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		a.Request = "sample-" + cycle + "-" + id + "-0000000000"
		_, err := d.Answer(ctx, a, f, id, 0, from.Responses[id], "")
		if err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return nil, fmt.Errorf("seeding %s: %w", id, err)
		}
	}
	a.Request = ""
	for _, rule := range []string{"CR-05"} {
		next, err := d.Explain(ctx, a, f, f.Version, rule, from.Explained[rule])
		if err != nil {
			return nil, fmt.Errorf("seeding %s: %w", rule, err)
		}
		f = next
	}
	return f, nil
}

// seedXB makes an adherent that sealed a file and released part of it.
func seedXB(ctx context.Context, keep Keeper, d *assessment.Desk, from *scoring.File) error {
	a := assessment.Act{Country: XB, By: "sample-ines", Lead: true}
	other := *from
	other.Responses = questionnaire.Responses{}
	for id, r := range from.Responses {
		r.Release = questionnaire.ReleaseNational
		if id[:2] == "LB" || id[:2] == "AX" {
			r.Release = questionnaire.ReleaseOutreach
		}
		other.Responses[id] = r
	}
	level := 3
	other.Responses["NC-23"] = questionnaire.Response{State: questionnaire.Value, Level: &level, Release: questionnaire.ReleaseOutreach,
		Evidence: []questionnaire.Evidence{{Grade: 3, Date: questionnaire.Date{Year: 2025, Month: 6, Day: 2}, Title: "Note to the Point of Contact"}}}
	f, err := answerAll(ctx, d, a, "2026", questionnaire.Adherent, &other)
	if err != nil {
		return err
	}
	a.Request = "sample-seal-xb-00000000000000"
	s, err := d.Seal(ctx, a, f)
	if err != nil {
		return fmt.Errorf("seeding XB: %w", err)
	}
	a.Request = "sample-release-xb-00000000000"
	g, err := d.Release(ctx, a, s.ID, assessment.Clearance{Team: Team})
	if err != nil {
		return fmt.Errorf("seeding XB: %w", err)
	}
	return keep.SaveClarification(ctx, &assessment.Clarification{
		ID: "sample-clarification", Version: 1, Country: XB, Team: Team, Package: g.Package, Question: "LB-19",
		Asked: "Which article of the draft gives the authority this power?", AskedBy: "sample-rosa", AskedAt: d.Now().UTC(),
	})
}
