package site

import "slices"

// routes are all pages, by area. A form's route stands under the page that
// shows it.
func routes() []route {
	return slices.Concat(entryRoutes(), answeringRoutes(), leadingRoutes(), resultRoutes(), annexRoutes(), reviewRoutes(), aboutRoutes(), workbookRoutes())
}

// entryRoutes are signing in and out, and the pages that one begins on.
func entryRoutes() []route {
	return []route{
		{pattern: "GET /sign-in", handler: signIn},
		{pattern: "POST /sign-in", handler: signInAs, local: true},
		{pattern: "GET /signed-in", handler: signedInBack},
		{pattern: "POST /sign-out", handler: signOut},
		{pattern: "GET /{$}", operation: "listFiles", handler: homePage},
		{pattern: "POST /{$}", operation: "openFile", handler: openCycle},
		{pattern: "GET /files/{file}", operation: "listTasks", handler: tasksPage},
	}
}
