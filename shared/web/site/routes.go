package site

import (
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/access"
)

// Pages are a side and pages of it. A program links those that it names and no
// others: the outreach function has no page that could show a draft, whatever
// else were wrong in it.
type Pages func() (access.Side, []route)

// Patterns are the routes, as of http.ServeMux.
func (p Pages) Patterns() []string {
	_, routes := p()
	all := make([]string, len(routes))
	for i, r := range routes {
		all[i] = r.pattern
	}
	return all
}

// National are the pages of a country's own officials, without those of
// NationalWorkbooks and NationalReports, and those that are open to everybody. A
// form's route stands under the page that shows it.
func National() (access.Side, []route) {
	return access.National, slices.Concat(aboutRoutes(), entryRoutes(access.National), homeRoutes(), answeringRoutes(), leadingRoutes(), resultRoutes(), annexRoutes())
}

// NationalWorkbooks are the pages from which a country's own officials take
// workbooks out and where they bring them in. They need Workbooks.
func NationalWorkbooks() (access.Side, []route) {
	return access.National, slices.Concat(workbookRoutes(), listRoutes())
}

// NationalReports are the pages from which they take reports out. They need
// Reports.
func NationalReports() (access.Side, []route) {
	return access.National, reportRoutes()
}

// Outreach are the pages of reviewers, without those of OutreachReports.
func Outreach() (access.Side, []route) {
	return access.Outreach, slices.Concat(entryRoutes(access.Outreach), reviewRoutes())
}

// OutreachReports are the pages from which reviewers take reports out. They need
// Reports.
func OutreachReports() (access.Side, []route) {
	return access.Outreach, reviewReportRoutes()
}

// Gallery is the page that shows every component, of no side: for a program
// with invented people.
func Gallery() (access.Side, []route) {
	return "", []route{{pattern: "GET /gallery", handler: galleryPage, local: true}}
}

// entryRoutes are signing in and out. Each side has a way in of its own, for
// each function may look for people of its own side only; where both sides are
// served, either lets everybody in.
func entryRoutes(side access.Side) []route {
	return []route{
		{pattern: "GET " + entry(side, "sign-in"), entry: side, handler: signIn},
		{pattern: "POST " + entry(side, "sign-in"), entry: side, handler: signInAs, local: true},
		{pattern: "GET " + entry(side, "signed-in"), entry: side, handler: signedInBack},
		{pattern: "POST " + entry(side, "sign-out"), entry: side, handler: signOut},
	}
}

// homeRoutes are the pages that a country's officials begin on.
func homeRoutes() []route {
	return []route{
		{pattern: "GET /{$}", operation: "listFiles", handler: homePage},
		{pattern: "POST /{$}", operation: "openFile", handler: openCycle},
		{pattern: "GET /files/{file}", operation: "listTasks", handler: tasksPage},
	}
}
