package site

// annexRoutes are the pages of the national control list beside the Annex.
func annexRoutes() []route {
	return nil
}
