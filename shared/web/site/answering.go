package site

// answeringRoutes are the pages of the section, the grid, comments, instruments, replies of a body.
func answeringRoutes() []route {
	return []route{
		{pattern: "GET /files/{file}/questions/{question}", operation: "readResponse", handler: questionPage},
		{pattern: "POST /files/{file}/questions/{question}", operation: "writeResponse", handler: saveAnswer},
		{pattern: "POST /files/{file}/questions/{question}/comments", operation: "addComment", handler: addRemark},
		{pattern: "POST /files/{file}/questions/{question}/comments/{comment}", operation: "resolveComment", handler: settleRemark},
		{pattern: "GET /files/{file}/sections/{section}", operation: "listResponses", handler: sectionPage},
		{pattern: "POST /files/{file}/sections/{section}", operation: "writeSignOff", handler: signSection},
		{pattern: "GET /files/{file}/grid", operation: "listResponses", handler: gridPage},
		{pattern: "POST /files/{file}/grid", operation: "writeResponse", handler: saveGrid},
		{pattern: "GET /files/{file}/pairs", operation: "listPairs", handler: pairsPage},
		{pattern: "GET /files/{file}/pairs/{question}", operation: "readPair", handler: replyPage},
		{pattern: "POST /files/{file}/pairs/{question}", operation: "writePairReply", handler: saveReply},
		{pattern: "GET /instruments", operation: "listInstruments", handler: instrumentsPage},
		{pattern: "POST /instruments", operation: "addInstrument", handler: addInstrument},
		{pattern: "GET /instruments/{instrument}", operation: "readInstrument", handler: instrumentPage},
		{pattern: "POST /instruments/{instrument}", operation: "writeInstrument", handler: changeInstrument},
	}
}
