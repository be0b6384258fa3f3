package site

// leadingRoutes are the pages of assignments, pairs, checks, sealing, release, people, events, dialogue with teams.
func leadingRoutes() []route {
	return nil
}
