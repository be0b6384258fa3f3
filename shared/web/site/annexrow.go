package site

import (
	"errors"
	"net/http"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// rowView is one row of the concordance with the form that decides about it.
type rowView struct {
	*annexView
	row            *assessment.AnnexRow
	form           assessment.Override // what the fields show
	faults         questionnaire.Faults
	stale          bool
	previous, next string
}

func (v *visit) annexRow() (*rowView, error) {
	view, err := v.concordance()
	if err != nil {
		return nil, err
	}
	code := v.PathValue("row")
	found := &rowView{annexView: view, row: view.grid.Row(code)}
	if found.row == nil {
		return nil, assessment.ErrNotFound
	}
	if found.row.Override != nil {
		found.form = *found.row.Override
	}
	for i, r := range view.grid.Rows {
		if r.Entry.Code != code {
			continue
		}
		if i > 0 {
			found.previous = view.grid.Rows[i-1].Entry.Code
		}
		if i+1 < len(view.grid.Rows) {
			found.next = view.grid.Rows[i+1].Entry.Code
		}
	}
	return found, nil
}

// seenVersion is the version that the form must name: that of the decision that
// stands now.
func (view *rowView) seenVersion() int {
	if view.row.Override == nil {
		return 0
	}
	return view.row.Override.Version
}

// titled is a row by its code and its title.
func (view *rowView) titled(code string) string { return code + " " + view.grid.Row(code).Entry.Title }

func (v *visit) showRow(view *rowView, status int) *page {
	return &page{status: status, title: view.row.Entry.Code, body: rowBody(v, view),
		trail: v.trail(view.opened, crumb{v.t(language.AnnexPageTitle), view.path("/annex")})}
}

func annexRowPage(v *visit) (*page, error) {
	view, err := v.annexRow()
	if err != nil {
		return nil, err
	}
	return v.showRow(view, 0), nil
}

// decideRow keeps what a person decides about a row.
func decideRow(v *visit) (*page, error) {
	view, err := v.annexRow()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	view.form = assessment.Override{Row: view.row.Entry.Code, Version: seen + 1, State: annex.State(v.field("state")), Reason: v.field("reason")}
	decided := view.form
	err = v.site.Desk.Decide(v.Context(), v.act, view.File, &decided)
	view.faults = faultsOf(err)
	switch {
	case view.faults != nil:
		return v.showRow(view, http.StatusUnprocessableEntity), nil
	case errors.Is(err, assessment.ErrConflict):
		view.stale = true
		return v.showRow(view, http.StatusPreconditionFailed), nil
	case err != nil:
		return nil, err
	}
	return to(view.path("/annex/" + view.row.Entry.Code))
}
