package site

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// listRoutes are handing in a national list, which may come as a workbook. The
// page of its form is one of annexRoutes.
func listRoutes() []route {
	return []route{{pattern: "POST /files/{file}/annex/list", operation: "writeNationalList", handler: handInList, upload: true}}
}

// listView is the national list of a file with the form that hands one in.
type listView struct {
	*annexView
	form   *assessment.NationalList // what the fields show
	faults questionnaire.Faults
	change *assessment.ListChange // what the form would change, to be confirmed
	stale  bool
}

// firstFault is the first fault of a field: a list may have a hundred, and the
// head of the page names them all.
func (view *listView) firstFault(path string) questionnaire.Faults {
	i := slices.IndexFunc(view.faults, func(f questionnaire.Fault) bool { return f.Path == path })
	if i < 0 {
		return nil
	}
	return view.faults[i : i+1]
}

func (v *visit) nationalList() (*listView, error) {
	view, err := v.concordance()
	if err != nil {
		return nil, err
	}
	list, err := v.site.Desk.Store.NationalList(v.Context(), v.who.Owner, view.ID)
	if errors.Is(err, assessment.ErrNotFound) {
		list, err = &assessment.NationalList{}, nil
	}
	return &listView{annexView: view, form: list}, err
}

func (v *visit) showList(view *listView, status int) *page {
	return &page{status: status, title: view.title(v), body: listBody(v, view),
		trail: v.trail(view.opened, crumb{v.t(language.AnnexPageTitle), view.path("/annex")})}
}

// listColumns are the names of the columns of a list, as they are to be typed.
var listColumns = []string{"code", "title", "mtcr_reference", "in_force", "note"}

// title says what the page is for: to read the list, to hand it in or to
// replace it.
func (view *listView) title(v *visit) string {
	switch {
	case view.closed != nil:
		return v.t(language.AnnexPageListTitle)
	case view.grid.List == nil:
		return v.t(language.AnnexPageListNew)
	}
	return v.t(language.AnnexPageListAgain)
}

// lines are those of the list that stands; nil where there is none. It was read
// before it was kept.
func (view *listView) lines() []annex.Line {
	list, err := annex.ReadList([]byte(view.form.CSV), annex.KeepRepeats)
	if err != nil {
		return nil
	}
	return list.Lines
}

func nationalListPage(v *visit) (*page, error) {
	view, err := v.nationalList()
	if err != nil {
		return nil, err
	}
	return v.showList(view, 0), nil
}

// handInList takes the list of the form. Where one stands already, it shows
// first what the newer one changes.
func handInList(v *visit) (*page, error) {
	view, err := v.nationalList()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	view.form = &assessment.NationalList{Version: seen + 1, Name: v.field("name"), CSV: v.field("csv"), Scheme: annex.Scheme(v.field("scheme")), KeepRepeats: v.ticked("repeats")}
	typed := view.form.CSV
	switch err = v.chosenList(view.form); {
	case err != nil:
	case view.version() > 0 && !v.ticked("confirmed"):
		view.change, err = v.site.Desk.PreviewList(v.Context(), v.act, view.File, view.form)
	default:
		err = v.site.Desk.WriteList(v.Context(), v.act, view.File, view.form)
	}
	view.faults = faultsOf(err)
	for i := range view.faults {
		if view.faults[i].Path == "xlsx" { // one field takes both
			view.faults[i].Path = "csv"
		}
	}
	if has(view.faults, "csv") { // what is wrong in a file is mended there, and the field keeps what was typed
		view.form.CSV = strings.ToValidUTF8(typed, "\ufffd")
	}
	switch {
	case view.faults != nil:
		return v.showList(view, http.StatusUnprocessableEntity), nil
	case errors.Is(err, assessment.ErrConflict):
		view.stale = true
		return v.showList(view, http.StatusPreconditionFailed), nil
	case err != nil:
		return nil, err
	case view.change != nil:
		return v.showList(view, 0), nil
	}
	return to(view.path("/annex"))
}

// chosenList puts the file that was chosen, if there is one, in the place of the
// text of the field: a workbook or CSV.
func (v *visit) chosenList(list *assessment.NationalList) error {
	file, head, err := v.FormFile("file")
	if err != nil || head.Size == 0 {
		return nil
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(file)
	switch {
	case err != nil:
		return err
	case annex.IsWorkbook(data):
		list.CSV = ""
		return web.FromWorkbook(list, v.site.Workbooks, data)
	}
	list.CSV = string(data)
	var wrong annex.Faults
	if _, err := annex.Text(data); errors.As(err, &wrong) { // one sentence: of another encoding, every line is wrong
		list.Wrong = questionnaire.Faults{{Path: "csv", Problem: fmt.Sprintf("the file is not text in UTF-8 (line %d)", max(wrong[0].Line, 1)), Advice: "save the list as XLSX or as CSV UTF-8 and choose it again"}}
	}
	return nil
}

// schemes are the ways to read codes.
func (v *visit) schemes() []choice {
	return append([]choice{{"", v.t(language.AnnexSchemeFound)}}, choicesOf(v, "annex_scheme", annex.EUStyle, annex.USStyle, annex.AnnexReferences)...)
}
