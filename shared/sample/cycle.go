package sample

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// answerAll opens a file, from a submission if one is named, and saves every
// answer of another file that the track asks.
func answerAll(ctx context.Context, d *assessment.Desk, a assessment.Act, cycle string, t questionnaire.Track, answers *scoring.File, from string) (*assessment.File, error) {
	f, err := d.Open(ctx, a, cycle, t, from)
	if err != nil {
		return nil, fmt.Errorf("seeding %s: %w", cycle, err)
	}
	carried, err := d.Responses(ctx, a.Country, f)
	if err != nil {
		return nil, fmt.Errorf("seeding %s: %w", cycle, err)
	}
	for _, id := range slices.Sorted(maps.Keys(answers.Responses)) {
		seen := 0
		if _, stands := carried[id]; stands {
			seen = 1
		}
		a.Request = "sample-" + cycle + "-" + id + "-0000000000"
		_, err := d.Answer(ctx, a, f, id, seen, answers.Responses[id], "")
		if err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return nil, fmt.Errorf("seeding %s: %w", id, err)
		}
	}
	a.Request = ""
	for rule, text := range answers.Explained {
		if f, err = d.Explain(ctx, a, f, f.Version, rule, text); err != nil {
			return nil, fmt.Errorf("seeding %s: %w", rule, err)
		}
	}
	return f, nil
}

// seedXB makes an adherent that sealed two cycles and released part of both.
func seedXB(ctx context.Context, keep Keeper, d *assessment.Desk, from *scoring.File) error {
	now := *from
	now.Responses = questionnaire.Responses{}
	for id, r := range from.Responses {
		r.Release = questionnaire.ReleaseNational
		if id[:2] == "LB" || id[:2] == "AX" {
			r.Release = questionnaire.ReleaseOutreach
		}
		now.Responses[id] = r
	}
	level := 3
	now.Responses["NC-23"] = questionnaire.Response{State: questionnaire.Value, Level: &level, Release: questionnaire.ReleaseOutreach,
		Evidence: []questionnaire.Evidence{{Grade: 3, Date: questionnaire.Date{Year: 2025, Month: 6, Day: 2}, Title: "Note to the Point of Contact"}}}
	ago := *d
	ago.Now = func() time.Time { return d.Now().AddDate(-1, 0, 0) }
	first, err := seedCycle(ctx, &ago, "2025", earlier(&now, ago.Now()), "")
	if err != nil {
		return err
	}
	second, err := seedCycle(ctx, d, "2026", &now, first.submission)
	if err != nil {
		return err
	}
	return seedDialogue(ctx, keep, d, second.pkg)
}

// earlier is a file as it may have stood before: without the evidence that came
// later, and every third ladder one level lower.
func earlier(f *scoring.File, day time.Time) *scoring.File {
	before := *f
	before.Responses = questionnaire.Responses{}
	for i, id := range slices.Sorted(maps.Keys(f.Responses)) {
		r := f.Responses[id]
		r.Evidence = slices.DeleteFunc(slices.Clone(r.Evidence), func(e questionnaire.Evidence) bool {
			return e.Date.After(questionnaire.Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day()})
		})
		if i%3 == 0 && r.Level != nil && *r.Level > 0 {
			lower := *r.Level - 1
			r.Level = &lower
		}
		before.Responses[id] = r
	}
	return &before
}

// cycle is what a cycle of XB came to.
type cycle struct{ submission, pkg string }

func seedCycle(ctx context.Context, d *assessment.Desk, name string, answers *scoring.File, from string) (cycle, error) {
	a := assessment.Act{Country: XB, By: "sample-ines", Lead: true}
	f, err := answerAll(ctx, d, a, name, questionnaire.Adherent, answers, from)
	if err != nil {
		return cycle{}, err
	}
	step := &assessment.PlanItem{ID: "sample-step-" + name, Version: 1, Kind: scoring.Improve, Question: "LB-19", Gain: 0.6, Effort: 2, Progress: assessment.UnderWay,
		PlanTerms: assessment.PlanTerms{Owner: "trade", Due: questionnaire.Date{Year: 2027, Month: 4, Day: 30}, Assistance: "a reader for the draft of the order", Share: true},
		By:        a.By, At: d.Now().UTC()}
	a.Request = "sample-step-xb-" + name + "-000000000000"
	if err := d.Store.SavePlanItem(ctx, a, f.ID, step); err != nil {
		return cycle{}, fmt.Errorf("seeding the plan of XB: %w", err)
	}
	a.Request = "sample-seal-xb-" + name + "-000000000000"
	s, err := d.Seal(ctx, a, f)
	if err != nil {
		return cycle{}, fmt.Errorf("seeding XB: %w", err)
	}
	a.Request = "sample-release-xb-" + name + "-000000000"
	g, err := d.Release(ctx, a, s.ID, assessment.Clearance{Team: Team})
	if err != nil {
		return cycle{}, fmt.Errorf("seeding XB: %w", err)
	}
	return cycle{s.ID, g.Package}, nil
}

// seedDialogue puts one of each between XB and the team.
func seedDialogue(ctx context.Context, keep Keeper, d *assessment.Desk, pkg string) error {
	now := d.Now().UTC()
	if err := keep.SaveClarification(ctx, &assessment.Clarification{
		ID: "sample-clarification", Version: 1, Country: XB, Team: Team, Package: pkg, Question: "LB-19",
		Asked: "Which article of the draft gives the authority this power?", AskedBy: "sample-rosa", AskedAt: now,
	}); err != nil {
		return fmt.Errorf("seeding the clarification: %w", err)
	}
	if err := keep.SaveFinding(ctx, &assessment.Finding{
		ID: "sample-finding", Version: 1, Country: XB, Team: Team, Package: pkg, Kind: "shortfall", Question: "LB-19",
		Text: "The power to require a licence for unlisted items stands in a draft only.", By: "sample-rosa", At: now,
	}); err != nil {
		return fmt.Errorf("seeding the finding: %w", err)
	}
	if err := keep.SaveEngagement(ctx, &assessment.Engagement{
		ID: "sample-engagement", Version: 1, Country: XB, Team: Team, By: "sample-rosa", At: now,
		EngagementTerms: assessment.EngagementTerms{Kind: "visit", State: "proposed", From: questionnaire.Date{Year: 2027, Month: 3, Day: 1},
			To: questionnaire.Date{Year: 2027, Month: 3, Day: 3}, Place: "The capital", Participants: "Three Partners, to be named", Topics: []string{"LB-19"}},
	}); err != nil {
		return fmt.Errorf("seeding the visit: %w", err)
	}
	// The last write of all: Found looks for it.
	if err := keep.SaveOffer(ctx, Team, &outreach.Offer{Topic: "LB-C", Version: 1, Text: "Lawyers who read drafts of export control laws, in English, French or Spanish.", Open: true, By: "sample-rosa", At: now}); err != nil {
		return fmt.Errorf("seeding the offer: %w", err)
	}
	return nil
}
