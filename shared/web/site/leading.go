package site

// leadingRoutes are the pages of who answers what, checks, sealing, release,
// people, events, and the dialogue with teams.
func leadingRoutes() []route {
	const file, submission = "/files/{file}", "/submissions/{submission}"
	return []route{
		{pattern: "GET " + file + "/assignments", operation: "listAssignments", handler: assignmentsPage},
		{pattern: "POST " + file + "/assignments", operation: "writeAssignment", handler: assign},
		{pattern: "POST " + file + "/pairs", operation: "openPair", handler: openPair},
		{pattern: "GET " + file + "/pairs/{question}/position", operation: "writePosition", handler: positionPage},
		{pattern: "POST " + file + "/pairs/{question}/position", operation: "writePosition", handler: agreePosition},
		{pattern: "GET " + file + "/problems", operation: "listProblems", handler: checksPage},
		{pattern: "POST " + file + "/explanations/{rule}", operation: "writeExplanation", handler: explain},
		{pattern: "GET " + file + "/seal", operation: "seal", handler: sealPage},
		{pattern: "POST " + file + "/seal", operation: "seal", handler: sealFile},
		{pattern: "POST " + file + "/reopen", operation: "reopen", handler: reopenFile},
		{pattern: "GET " + file + "/levels", operation: "listResponses", handler: levelsPage},
		{pattern: "POST " + file + "/levels", operation: "writeResponse", handler: saveLevels},
		{pattern: "GET " + submission, operation: "readReceipt", handler: receiptPage},
		{pattern: "GET " + submission + "/release", operation: "previewRelease", handler: previewPage},
		{pattern: "POST " + submission + "/release", operation: "release", handler: releaseTo},
		{pattern: "GET /releases", operation: "listReleases", handler: releasesPage},
		{pattern: "POST /releases/{package}/withdraw", operation: "withdraw", handler: withdrawRelease},
		{pattern: "GET /people", operation: "listMembers", handler: peoplePage},
		{pattern: "POST /people", operation: "writeMember", handler: savePerson},
		{pattern: "GET /country", operation: "readCountry", handler: countryPage},
		{pattern: "POST /country", operation: "writeCountry", handler: saveCountry},
		{pattern: "GET /events", operation: "listEvents", handler: eventsPage},
		{pattern: "GET /clarifications", operation: "listClarifications", handler: clarificationsPage},
		{pattern: "POST /clarifications/{clarification}", operation: "writeReply", handler: replyToTeam},
		{pattern: "GET /findings", operation: "listFindings", handler: findingsPage},
		{pattern: "GET /engagements", operation: "listEngagements", handler: engagementsPage},
		{pattern: "POST /engagements", operation: "proposeEngagement", handler: proposeEngagement},
		{pattern: "GET /engagements/{engagement}", operation: "listEngagements", handler: engagementsPage},
		{pattern: "POST /engagements/{engagement}", operation: "writeEngagement", handler: writeEngagement},
	}
}
