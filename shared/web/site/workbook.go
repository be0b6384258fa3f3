package site

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// workbookRoutes are giving out workbooks and taking them back.
func workbookRoutes() []route {
	return []route{
		{pattern: "GET /files/{file}/workbook", operation: "readWorkbook", handler: workbookPage},
		{pattern: "GET /files/{file}/workbook/download", operation: "readWorkbook", handler: downloadWorkbook},
		{pattern: "POST /files/{file}/workbook", operation: "previewImport", handler: previewWorkbook, upload: true},
		{pattern: "POST /files/{file}/workbook/apply", operation: "applyImport", handler: applyWorkbook, upload: true},
	}
}

// workbookView is the page where workbooks go out and come in.
type workbookView struct {
	*opened
	bodies []choice
	takes  bool // the person may take one back
	faults questionnaire.Faults
}

func workbookPage(v *visit) (*page, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	return v.workbooks(o, nil)
}

// workbooks is the page, with what is wrong with a workbook that was sent.
func (v *visit) workbooks(o *opened, faults questionnaire.Faults) (*page, error) {
	given, err := v.site.Desk.Assignments(v.Context(), v.who.Owner, o.File)
	if err != nil {
		return nil, err
	}
	view := &workbookView{opened: o, bodies: []choice{{"", v.t(language.BooksWhole)}}, faults: faults,
		takes: o.State == assessment.Draft && v.is(access.Lead, access.Contributor)}
	for _, g := range given {
		if g.Of > 0 {
			view.bodies = append(view.bodies, choice{g.Body, g.Body})
		}
	}
	p := &page{title: v.t(language.NavWorkbook), body: workbookBody(v, view), trail: v.trail(o)}
	if faults != nil {
		p.status = http.StatusUnprocessableEntity
	}
	return p, nil
}

func downloadWorkbook(v *visit) (*page, error) {
	f, err := v.file()
	if err != nil {
		return nil, err
	}
	return v.sent(web.Workbook(v.Context(), v.site.Desk, v.site.Workbooks, v.act, f, v.URL.Query()))
}

// returnView is what a workbook would change.
type returnView struct {
	*opened
	apply, conflict, refused []changeView
	same                     int
	data                     string // the workbook, which the page carries along
	unticked                 bool   // the form came back with nothing ticked
}

// changeView is one change with the question that it is about.
type changeView struct {
	assessment.Change
	about *questionView
}

// carried is how a page carries a workbook along: in letters that a form sends
// as they are.
var carried = base64.RawURLEncoding

func previewWorkbook(v *visit) (*page, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	sent, _, err := v.FormFile("workbook")
	if err != nil {
		return v.workbooks(o, questionnaire.Faults{{Path: "workbook", Problem: "no workbook was chosen", Advice: "choose the file that was filled in"}})
	}
	defer func() { _ = sent.Close() }()
	data, err := io.ReadAll(sent)
	if err != nil {
		return nil, web.ErrBody
	}
	return v.preview(o, data, false)
}

// preview shows what a workbook would change.
func (v *visit) preview(o *opened, data []byte, unticked bool) (*page, error) {
	book, err := v.site.Workbooks.Read(data)
	var changes []assessment.Change
	if err == nil {
		changes, err = v.site.Desk.PreviewImport(v.Context(), v.act, o.File, book)
	}
	var faults questionnaire.Faults
	if errors.As(err, &faults) {
		for i := range faults {
			faults[i].Path = "workbook"
		}
		return v.workbooks(o, faults)
	}
	if err != nil {
		return nil, err
	}
	view := &returnView{opened: o, data: carried.EncodeToString(data), unticked: unticked}
	for _, c := range changes {
		of := changeView{c, v.about(o, c.Question)}
		switch c.Kind {
		case assessment.ChangeApply:
			view.apply = append(view.apply, of)
		case assessment.ChangeConflict:
			view.conflict = append(view.conflict, of)
		case assessment.ChangeRefused:
			view.refused = append(view.refused, of)
		default:
			view.same++
		}
	}
	p := &page{title: v.t(language.BooksPreview), body: returnBody(v, view), trail: v.trail(o, crumb{v.t(language.NavWorkbook), o.path("/workbook")})}
	if unticked {
		p.status = http.StatusUnprocessableEntity
	}
	return p, nil
}

// about is a question as far as it takes to show an answer to it; nil for none.
func (v *visit) about(o *opened, id string) *questionView {
	q := o.catalogue.Question(id)
	if q == nil {
		return nil
	}
	return &questionView{opened: o, q: q, text: o.words.Questions[id]}
}

// record is a claim in the form in which answers are shown.
func record(c *assessment.Claim) *assessment.Record {
	return &assessment.Record{Response: c.Response, Flag: c.Flag, Instruments: c.Instruments}
}

// cites names what a claim cites, as codes: the pages of instruments say more.
func cites(c *assessment.Claim) []string {
	var all []string
	for _, i := range c.Instruments {
		all = append(all, fmt.Sprintf("%s@%d", i.ID, i.Version))
	}
	return all
}

// ticking is the value of a change's checkbox.
func (c *changeView) ticking() string { return fmt.Sprintf("%s@%d", c.Question, c.Version) }

// outcomesView is what became of the changes that were ticked.
type outcomesView struct {
	*opened
	outcomes []assessment.Outcome
	saved    int
}

func applyWorkbook(v *visit) (*page, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	data, err := carried.DecodeString(v.field("workbook"))
	if err != nil {
		return nil, web.ErrBody
	}
	ticks := v.fields("chosen")
	if len(ticks) == 0 {
		return v.preview(o, data, true)
	}
	chosen, err := web.Chosen(ticks)
	if err != nil {
		return nil, err
	}
	book, err := v.site.Workbooks.Read(data)
	if err != nil {
		return nil, err
	}
	view := &outcomesView{opened: o}
	if view.outcomes, err = v.site.Desk.ApplyImport(v.Context(), v.act, o.File, book, chosen); err != nil {
		return nil, err
	}
	for _, done := range view.outcomes {
		if done.Kind == assessment.OutcomeSaved {
			view.saved++
		}
	}
	return &page{title: v.t(language.BooksResult), body: outcomesBody(v, view), trail: v.trail(o, crumb{v.t(language.NavWorkbook), o.path("/workbook")})}, nil
}
