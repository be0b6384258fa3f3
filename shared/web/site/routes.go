package site

import (
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/access"
)

// routes are all pages, by area. A form's route stands under the page that
// shows it.
func routes() []route {
	return slices.Concat(entryRoutes(), answeringRoutes(), leadingRoutes(), resultRoutes(), annexRoutes(), reviewRoutes(), reportRoutes(), aboutRoutes(), workbookRoutes())
}

// entryRoutes are signing in and out, and the pages that one begins on. Each
// side has a way in of its own, for each function may look for people of its
// own side only; where both sides are served, either lets everybody in.
func entryRoutes() []route {
	routes := []route{
		{pattern: "GET /{$}", operation: "listFiles", handler: homePage},
		{pattern: "POST /{$}", operation: "openFile", handler: openCycle},
		{pattern: "GET /files/{file}", operation: "listTasks", handler: tasksPage},
	}
	for _, side := range []access.Side{access.National, access.Outreach} {
		routes = append(routes,
			route{pattern: "GET " + entry(side, "sign-in"), entry: side, handler: signIn},
			route{pattern: "POST " + entry(side, "sign-in"), entry: side, handler: signInAs, local: true},
			route{pattern: "GET " + entry(side, "signed-in"), entry: side, handler: signedInBack},
			route{pattern: "POST " + entry(side, "sign-out"), entry: side, handler: signOut})
	}
	return routes
}
