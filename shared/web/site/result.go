package site

// resultRoutes are the pages of the result, how it was made, what to do next, the plan, the years.
func resultRoutes() []route {
	return nil
}
