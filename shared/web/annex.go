package web

import (
	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
)

// readConcordance sets the national list beside the Annex; its version is that
// of the list, 0 before one is handed in.
func readConcordance(c *call, f *assessment.File) (*reply, error) {
	concordance, err := c.api.Desk.Concordance(c.Context(), c.who.Owner, f)
	if err != nil {
		return nil, err
	}
	if concordance.List == nil {
		return versioned(concordance, 0)
	}
	return versioned(concordance, concordance.List.Version)
}

func readNationalList(c *call, f *assessment.File) (*reply, error) {
	list, err := c.api.Desk.Store.NationalList(c.Context(), c.who.Owner, f.ID)
	if err != nil {
		return nil, err
	}
	return versioned(list, list.Version)
}

// nationalListInput is a list as it is sent.
type nationalListInput struct {
	Name        string       `json:"name"`
	CSV         string       `json:"csv"`
	Scheme      annex.Scheme `json:"scheme,omitempty"`
	KeepRepeats bool         `json:"keep_repeats,omitempty"`
}

func (in *nationalListInput) list(seen int) *assessment.NationalList {
	return &assessment.NationalList{Version: seen + 1, Name: in.Name, CSV: in.CSV, Scheme: in.Scheme, KeepRepeats: in.KeepRepeats}
}

func writeNationalList(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in nationalListInput
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	list := in.list(seen)
	if err := c.api.Desk.WriteList(c.Context(), c.act, f, list); err != nil {
		return nil, err
	}
	return versioned(list, list.Version)
}

func previewNationalList(c *call) (*reply, error) {
	var in nationalListInput
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	change, err := c.api.Desk.PreviewList(c.Context(), c.act, f, in.list(0))
	if err != nil {
		return nil, err
	}
	return ok(change)
}

// readAnnexRow shows one row; its version is that of what a person decided
// about it, 0 before anybody did.
func readAnnexRow(c *call, f *assessment.File) (*reply, error) {
	row, err := c.api.Desk.AnnexRow(c.Context(), c.who.Owner, f, c.PathValue("row"))
	if err != nil {
		return nil, err
	}
	if row.Override == nil {
		return versioned(row, 0)
	}
	return versioned(row, row.Override.Version)
}

func writeOverride(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		State  annex.State `json:"state,omitempty"`
		Reason string      `json:"reason,omitempty"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	o := &assessment.Override{Row: c.PathValue("row"), Version: seen + 1, State: in.State, Reason: in.Reason}
	if err := c.api.Desk.Decide(c.Context(), c.act, f, o); err != nil {
		return nil, err
	}
	return versioned(o, o.Version)
}
