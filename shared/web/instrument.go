package web

import (
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// instrumentInput is an instrument as it is sent.
type instrumentInput struct {
	Title       string              `json:"title"`
	Kind        string              `json:"kind"`
	Number      string              `json:"number,omitempty"`
	Articles    []string            `json:"articles,omitempty"`
	IssuingBody string              `json:"issuing_body"`
	Language    string              `json:"language"`
	From        *questionnaire.Date `json:"in_force_from,omitempty"`
	To          *questionnaire.Date `json:"in_force_to,omitempty"`
	Link        string              `json:"link,omitempty"`
}

func (in *instrumentInput) instrument() *assessment.Instrument {
	i := &assessment.Instrument{Title: in.Title, Kind: in.Kind, Number: in.Number, Articles: in.Articles,
		IssuingBody: in.IssuingBody, Language: in.Language, Link: in.Link}
	if in.From != nil {
		i.From = *in.From
	}
	if in.To != nil {
		i.To = *in.To
	}
	return i
}

func listInstruments(c *call) (*reply, error) {
	all, err := c.api.Desk.Instruments(c.Context(), c.who.Owner)
	return listed("instruments", all, err)
}

// readInstrument shows every version, since answers cite one of them.
func readInstrument(c *call) (*reply, error) {
	versions, err := c.api.Desk.InstrumentVersions(c.Context(), c.who.Owner, c.PathValue("instrument"))
	if err != nil {
		return nil, err
	}
	return versioned(map[string]any{"versions": versions}, versions[len(versions)-1].Version)
}

func addInstrument(c *call) (*reply, error) {
	var in instrumentInput
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	id, err := c.make(func() (string, error) {
		i := in.instrument()
		return i.ID, c.api.Desk.AddInstrument(c.Context(), c.act, i)
	})
	if err != nil {
		return nil, err
	}
	versions, err := c.api.Desk.InstrumentVersions(c.Context(), c.who.Owner, id)
	if err != nil {
		return nil, err
	}
	return made(versions[0], versions[0].Version, "/api/v1/instruments/"+id)
}

func writeInstrument(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in instrumentInput
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	i := in.instrument()
	i.ID, i.Version = c.PathValue("instrument"), seen+1
	if err := c.api.Desk.SaveInstrument(c.Context(), c.act, i); err != nil {
		return nil, err
	}
	return versioned(i, i.Version)
}
