package site

import (
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
)

// Page is one line of the routes, for tests that hold for every page.
type Page struct {
	Method, Path string // with made-up values in place of wildcards
	Operation    string
	Entry        access.Side
	Side         access.Side // whose pages it belongs to, by its path
}

// AllPages are the pages of all programs.
func AllPages() []Page {
	var all []Page
	for _, r := range allRoutes() {
		method, path, _ := strings.Cut(r.pattern, " ")
		path = strings.NewReplacer("{$}", "", "{", "", "...}", "", "}", "").Replace(path)
		all = append(all, Page{method, path, r.operation, r.entry, sideOf(path)})
	}
	return all
}

func allRoutes() []route {
	var all []route
	for _, pages := range []Pages{National, NationalWorkbooks, NationalReports, Outreach, OutreachReports, Gallery} {
		_, routes := pages()
		all = append(all, routes...)
	}
	return all
}
