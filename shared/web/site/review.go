package site

// reviewRoutes are the pages of everything a reviewer sees.
func reviewRoutes() []route {
	return nil
}
