package web

import (
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

func readPortfolio(c *call) (*reply, error) {
	entries, err := c.api.Reviews.Portfolio(c.Context(), c.who.Owner)
	if err != nil {
		return nil, err
	}
	return ok(map[string]any{"countries": entries})
}

// readPackage shows a package. What the reviewer has not judged yet comes
// without the country's level, unless they ask for the whole by name, which is
// kept: a rating is to be blind without anybody having to remember it.
func readPackage(c *call) (*reply, error) {
	desk, team := c.api.Reviews, c.who.Owner
	p, err := desk.Package(c.Context(), team, c.PathValue("package"))
	if err != nil {
		return nil, err
	}
	p.Responses, err = desk.Content.OfSection(c.URL.Query().Get("section"), p.Catalogue, p.Track, p.Responses)
	if err != nil {
		return nil, err
	}
	switch view := c.URL.Query().Get("view"); view {
	case "", "blind":
	case "whole":
		if err := desk.Open(c.Context(), p, team, c.who.Sub); err != nil {
			return nil, err
		}
		return ok(p)
	default: // never the whole for a view that was misspelt
		return nil, questionnaire.Faults{{Path: "view", Problem: "not a view", Advice: "use whole for all of it, or blind, which is the same as none"}}
	}
	judgements, err := desk.Store.Judgements(c.Context(), team, p.ID, "")
	if err != nil {
		return nil, err
	}
	return ok(outreach.Blind(p, outreach.JudgedBy(judgements, c.who.Sub)))
}

func listJudgements(c *call) (*reply, error) {
	judgements, err := c.api.Reviews.Judgements(c.Context(), c.who.Owner, c.PathValue("package"), c.who.Sub)
	return listed("judgements", judgements, err)
}

func writeJudgement(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Rating scoring.Review `json:"rating"`
		Note   string         `json:"note"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	j, err := c.api.Reviews.Judge(c.Context(), c.who.Owner, c.PathValue("package"), c.PathValue("question"), c.who.Sub, seen, in.Rating, in.Note)
	if err != nil {
		return nil, within("rating", err, "note")
	}
	return versioned(j, j.Version)
}

func readReviewed(c *call) (*reply, error) {
	result, err := c.api.Reviews.Reviewed(c.Context(), c.who.Owner, c.PathValue("package"), c.who.Sub)
	if err != nil {
		return nil, err
	}
	return ok(result)
}

func listGaps(c *call) (*reply, error) {
	gaps, err := c.api.Reviews.Gaps(c.Context(), c.who.Owner, c.PathValue("package"), c.who.Sub)
	return listed("gaps", gaps, err)
}

func compareReleased(c *call) (*reply, error) {
	comparison, err := c.api.Reviews.CompareBlind(c.Context(), c.who.Owner, c.PathValue("package"), c.URL.Query().Get("with"), c.who.Sub)
	if err != nil {
		return nil, err
	}
	return ok(comparison)
}

func listOffers(c *call) (*reply, error) {
	offers, err := c.api.Reviews.Store.Offers(c.Context(), c.who.Owner)
	return listed("offers", offers, err)
}

func writeOffer(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Text  string             `json:"text"`
		Until questionnaire.Date `json:"until,omitzero"`
		Open  bool               `json:"open"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	o, err := c.api.Reviews.SaveOffer(c.Context(), c.who.Owner, c.who.Sub, c.PathValue("topic"), seen, in.Text, in.Until, in.Open)
	if err != nil {
		return nil, err
	}
	return versioned(o, o.Version)
}

func readAssistance(c *call) (*reply, error) {
	matches, err := c.api.Reviews.Assistance(c.Context(), c.who.Owner)
	return listed("topics", matches, err)
}
