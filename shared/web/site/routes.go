package site

// routes are all pages. A form's route stands under the page that shows it.
func routes() []route {
	return []route{
		{pattern: "GET /sign-in", handler: signIn},
		{pattern: "POST /sign-in", handler: signInAs, local: true},
		{pattern: "GET /signed-in", handler: signedInBack},
		{pattern: "POST /sign-out", handler: signOut},

		{pattern: "GET /{$}", operation: "listFiles", handler: homePage},
		{pattern: "POST /{$}", operation: "openFile", handler: openCycle},
		{pattern: "GET /files/{file}", operation: "listResponses", handler: tasksPage},
		{pattern: "GET /files/{file}/questions/{question}", operation: "readResponse", handler: questionPage},
		{pattern: "POST /files/{file}/questions/{question}", operation: "writeResponse", handler: saveAnswer},
	}
}
