package site

// aboutRoutes are the pages of the method, privacy, accessibility, the gallery.
func aboutRoutes() []route {
	return nil
}
