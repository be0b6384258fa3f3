package site

// answeringRoutes are the pages of the section, the grid, comments, instruments, replies of a body.
func answeringRoutes() []route {
	return []route{
		{pattern: "GET /files/{file}/questions/{question}", operation: "readResponse", handler: questionPage},
		{pattern: "POST /files/{file}/questions/{question}", operation: "writeResponse", handler: saveAnswer},
	}
}
