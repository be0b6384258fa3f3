package site

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// reportRoutes are the pages from which files are taken away.
func reportRoutes() []route {
	return []route{
		{pattern: "GET /files/{file}/reports", operation: "readFileReport", handler: fileReports},
		{pattern: "GET /files/{file}/reports/download", operation: "readFileReport", handler: downloadFile},
		{pattern: "GET /submissions/{submission}/reports", operation: "readSubmissionReport", handler: submissionReports},
		{pattern: "GET /submissions/{submission}/reports/download", operation: "readSubmissionReport", handler: downloadSubmission},
	}
}

// reviewReportRoutes are those of reviewers.
func reviewReportRoutes() []route {
	return []route{
		{pattern: "GET /outreach/packages/{package}/reports", operation: "readPackageReport", handler: packageReports},
		{pattern: "GET /outreach/packages/{package}/reports/download", operation: "readPackageReport", handler: downloadPackage},
	}
}

// reportView is what can be had of something as a file.
type reportView struct {
	title, about string
	download     string // address of the files
	formats      []formatGroup
	closed       bool // the reviewer has not opened the country's levels, which the files show
}

// formatGroup is formats for one end.
type formatGroup struct {
	title   language.Key
	formats []string
}

// The formats that each can be had in, those that people read first.
var (
	readFormats = formatGroup{language.ReportsGroupRead, []string{"pdf", "pdf-summary", "docx", "docx-summary", "html"}}
	draftOnly   = []formatGroup{
		{language.ReportsGroupExtract, []string{"assistance", "obligations", "calendar"}},
		{language.ReportsGroupTable, []string{"csv", "csv-plain", "assistance-csv", "obligations-csv"}},
	}
	draftFormats    = slices.Concat([]formatGroup{readFormats}, draftOnly, []formatGroup{{language.ReportsGroupMachine, []string{"json"}}})
	sealedFormats   = slices.Concat([]formatGroup{readFormats}, draftOnly, []formatGroup{{language.ReportsGroupMachine, []string{"package", "json"}}})
	releasedFormats = append([]formatGroup{{language.ReportsGroupVisit, []string{"brief", "docx-brief"}}}, sealedFormats...)
)

func fileReports(v *visit) (*page, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	view := &reportView{title: v.t(language.ReportsTitle), about: v.t(language.ReportDraft), download: o.path("/reports/download"), formats: draftFormats}
	switch {
	case o.Submission != "" && web.SealedFor(v.who):
		return to("/submissions/" + o.Submission + "/reports")
	case o.Submission != "":
		view.about = v.t(language.ReportNational)
	}
	return &page{title: view.title, body: fileReportsBody(v, o, view), trail: v.trail(o)}, nil
}

func submissionReports(v *visit) (*page, error) {
	id := v.PathValue("submission")
	if !plain(id) {
		return nil, assessment.ErrNotFound
	}
	if _, err := v.site.Desk.Receipt(v.Context(), v.who.Owner, id); err != nil {
		return nil, err
	}
	view := &reportView{title: v.t(language.ReportsTitle), about: v.t(language.ReportNational), download: "/submissions/" + id + "/reports/download", formats: sealedFormats}
	return &page{title: view.title, body: reportsBody(v, view), trail: []crumb{{v.t(language.NavHome), "/"}, {v.t(language.NavSubmissions), "/submissions/" + id}}}, nil
}

func packageReports(v *visit) (*page, error) { return v.showPackageReports(0) }

func (v *visit) showPackageReports(status int) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	view := &reportView{title: v.t(language.ReportsTitle), about: v.t(language.ReportsReleased), download: r.path("/reports/download"), formats: releasedFormats}
	opened, err := v.site.Reviews.Store.Opened(v.Context(), v.who.Owner, r.ID, v.who.Sub)
	if err != nil {
		return nil, err
	}
	view.closed = !opened
	return v.recordPage(r, status, view.title, packageReportsBody(v, r, view)), nil
}

func downloadFile(v *visit) (*page, error) {
	f, err := v.file()
	if err != nil {
		return nil, err
	}
	return v.sent(v.reports().OfFile(v.Context(), f, v.wanted()))
}

func downloadSubmission(v *visit) (*page, error) {
	if !plain(v.PathValue("submission")) {
		return nil, assessment.ErrNotFound
	}
	return v.sent(v.reports().OfSubmission(v.Context(), v.PathValue("submission"), v.wanted()))
}

func downloadPackage(v *visit) (*page, error) {
	file, err := v.reports().OfPackage(v.Context(), v.PathValue("package"), v.wanted())
	if errors.Is(err, outreach.ErrClosed) {
		return v.showPackageReports(http.StatusConflict) // which says so, and leads to the levels
	}
	return v.sent(file, err)
}

func (v *visit) reports() web.Reports {
	return web.Reports{Formats: v.site.Reports, Desk: v.site.Desk, Reviews: v.site.Reviews, Who: v.who}
}

// wanted is what the form asks for; an empty part is the whole.
func (v *visit) wanted() url.Values {
	query := v.URL.Query()
	if query.Get("part") == "" {
		query.Del("part")
	}
	return query
}

// sent answers with a file to keep.
func (v *visit) sent(file *web.Download, err error) (*page, error) {
	if err != nil {
		return nil, err
	}
	return &page{file: file}, nil
}
