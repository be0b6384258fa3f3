package site

import (
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/access"
)

// Pages are a side and its pages. A program links the pages of the sides that
// it names and no others: the outreach function has no page that could show a
// draft, whatever else were wrong in it.
type Pages func() (access.Side, []route)

// National are the pages of a country's own officials. A form's route stands
// under the page that shows it.
func National() (access.Side, []route) {
	return access.National, slices.Concat(entryRoutes(access.National), homeRoutes(), answeringRoutes(), leadingRoutes(), resultRoutes(), annexRoutes(), reportRoutes(), workbookRoutes())
}

// Outreach are the pages of reviewers.
func Outreach() (access.Side, []route) {
	return access.Outreach, slices.Concat(entryRoutes(access.Outreach), reviewRoutes(), reviewReportRoutes())
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
