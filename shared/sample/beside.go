package sample

import (
	"context"
	_ "embed" // for the invented list of XA
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// paired is the question that XA puts to two of its bodies.
const paired = "EN-33"

//go:embed xa-list.csv
var xaList string

// seedBeside puts one of each beside the answers of XA: a law, a control list
// with a decision about one row, a comment, a step of the plan, and a question
// on which two bodies hold different things.
func seedBeside(ctx context.Context, keep Keeper, d *assessment.Desk, f *assessment.File) error {
	law := &assessment.Instrument{ID: "sample-law", Version: 1, Title: "Strategic Goods Order 2024", Kind: "order", Number: "12 of 2024",
		Articles: []string{"2", "4(1)"}, IssuingBody: "Ministry of Trade", Language: "en", From: questionnaire.Date{Year: 2024, Month: 7, Day: 1},
		By: "sample-lena", At: d.Now().UTC()}
	added := event(d, "instrument_added", law.ID)
	added.By, added.Detail = law.By, law.Title
	if err := keep.SaveInstrument(ctx, XA, law, added); err != nil {
		return fmt.Errorf("seeding the ledger: %w", err)
	}
	lead := assessment.Act{Country: XA, By: "sample-ada", Lead: true}
	if err := d.WriteList(ctx, lead, f, &assessment.NationalList{Version: 1, Name: "Strategic Goods Order 2024, schedule 1", CSV: xaList}); err != nil {
		return fmt.Errorf("seeding the national list: %w", err)
	}
	doubt := &assessment.Override{Row: "9.A.1", Version: 1, State: "partly", Reason: "The line leaves integrated flight instruments out."}
	if err := d.Decide(ctx, lead, f, doubt); err != nil {
		return fmt.Errorf("seeding a decision about the list: %w", err)
	}
	comment := &assessment.Comment{ID: "sample-comment", Version: 1, Question: "EN-16", Text: "Does the record of October count here?", By: "sample-kofi", At: d.Now().UTC()}
	if err := keep.SaveComment(ctx, lead, f.ID, comment); err != nil {
		return fmt.Errorf("seeding the comment: %w", err)
	}
	step := &assessment.PlanItem{ID: "sample-step", Version: 1, Kind: scoring.Improve, Question: "EN-16", Gain: 0.4, Effort: 2, Progress: assessment.Planned,
		PlanTerms: assessment.PlanTerms{Owner: "customs", Due: questionnaire.Date{Year: 2027, Month: 6, Day: 30}, Assistance: "training of officers"},
		By:        "sample-ada", At: d.Now().UTC()}
	if err := keep.SavePlanItem(ctx, lead, f.ID, step); err != nil {
		return fmt.Errorf("seeding the plan: %w", err)
	}
	if _, err := d.OpenPair(ctx, lead, f, paired, []string{"customs", "licensing"}); err != nil {
		return fmt.Errorf("seeding the pair: %w", err)
	}
	for level, body := range []string{"customs", "licensing"} {
		by := assessment.Act{Country: XA, By: []string{"sample-kofi", "sample-lena"}[level], Bodies: []string{body}}
		if _, err := d.WriteReply(ctx, by, f, paired, body, 0, questionnaire.Response{State: questionnaire.Value, Level: &level}); err != nil {
			return fmt.Errorf("seeding the reply of %s: %w", body, err)
		}
	}
	return nil
}
