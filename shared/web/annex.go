package web

import (
	"encoding/base64"
	"errors"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
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

// nationalListInput is a list as it is sent: as text or as a workbook.
type nationalListInput struct {
	Name        string       `json:"name"`
	CSV         string       `json:"csv,omitempty"`
	XLSX        string       `json:"xlsx,omitempty"` // in base64
	Scheme      annex.Scheme `json:"scheme,omitempty"`
	KeepRepeats bool         `json:"keep_repeats,omitempty"`
}

// nationalList reads the list of a call, in place of the version that was seen.
func (c *call) nationalList(seen int) (*assessment.File, *assessment.NationalList, error) {
	var in nationalListInput
	f, err := c.input(&in)
	if err != nil {
		return nil, nil, err
	}
	list := &assessment.NationalList{Version: seen + 1, Name: in.Name, CSV: in.CSV, Scheme: in.Scheme, KeepRepeats: in.KeepRepeats}
	if in.XLSX == "" {
		return f, list, nil
	}
	data, err := base64.StdEncoding.DecodeString(in.XLSX)
	switch {
	case in.CSV != "":
		return nil, nil, questionnaire.Faults{{Path: "xlsx", Problem: "the list is here twice, as text and as a workbook", Advice: "send one of the two"}}
	case err != nil:
		return nil, nil, questionnaire.Faults{{Path: "xlsx", Problem: "not base64", Advice: "send the bytes of the workbook in base64, with its padding and without line breaks"}}
	}
	return f, list, FromWorkbook(list, c.api.Workbooks, data)
}

// FromWorkbook lets a national list be taken from a workbook. Faults of the
// workbook have the path xlsx and are told with the others of the list.
func FromWorkbook(list *assessment.NationalList, books assessment.Workbooks, data []byte) error {
	var err error
	list.Sheet, err = books.List(data)
	if !errors.As(err, &list.Wrong) {
		return err
	}
	for i := range list.Wrong {
		list.Wrong[i].Path = "xlsx"
	}
	return nil
}

func writeNationalList(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	f, list, err := c.nationalList(seen)
	if err != nil {
		return nil, err
	}
	if err := c.api.Desk.WriteList(c.Context(), c.act, f, list); err != nil {
		return nil, err
	}
	return versioned(list, list.Version)
}

func previewNationalList(c *call) (*reply, error) {
	f, list, err := c.nationalList(0)
	if err != nil {
		return nil, err
	}
	change, err := c.api.Desk.PreviewList(c.Context(), c.act, f, list)
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
