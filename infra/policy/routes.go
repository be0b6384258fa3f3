package policy

import (
	"maps"
	"slices"
	"strings"
)

// Route is one route of the HTTP API.
type Route struct {
	Method     string // ANY is every method
	Path       string // a last part {name+} takes one part or more; $default takes whatever no other route does
	Function   string // the function's name in the template
	Open       bool   // the gateway wants no proof
	Authorizer bool   // the gateway wants a token
	Scope      string // that the token must carry
}

// Routes returns the routes of the template, ordered by path and method.
func Routes(t Template) []Route {
	s := t.Resolve("routes", nil)
	var routes []Route
	for _, r := range s.of("AWS::ApiGatewayV2::Route") {
		method, path, ok := strings.Cut(str(r.Properties, "RouteKey"), " ")
		if !ok {
			method, path = "ANY", method // $default
		}
		integration := s.Resources[s.target(strings.TrimPrefix(str(r.Properties, "Target"), "integrations/"))]
		routes = append(routes, Route{
			Method:     method,
			Path:       path,
			Function:   s.target(str(integration.Properties, "IntegrationUri")),
			Open:       str(r.Properties, "AuthorizationType") == "NONE",
			Authorizer: str(r.Properties, "AuthorizationType") == "JWT" && str(r.Properties, "AuthorizerId") != "",
			Scope:      strings.Join(strs(r.Properties, "AuthorizationScopes"), " "),
		})
	}
	slices.SortFunc(routes, func(a, b Route) int { return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	return routes
}

// Covers says whether the route would take a request, other routes aside.
func Covers(r Route, method, path string) bool {
	return (r.Method == "ANY" || r.Method == method) && matches(r.Path, path)
}

// Serving returns the route that takes the request, by the gateway's rules: an
// exact path before a pattern, the longer pattern before the shorter, a named
// method before ANY, and $default last.
func Serving(routes []Route, method, path string) (Route, bool) {
	best, found := Route{}, false
	for _, r := range routes {
		if Covers(r, method, path) && (!found || rank(r) > rank(best)) {
			best, found = r, true
		}
	}
	return best, found
}

func rank(r Route) int {
	points := 0
	switch {
	case r.Path == "$default":
		return -1
	case !strings.Contains(r.Path, "{"):
		points = 1000
	case !strings.Contains(r.Path, "+}"):
		points = 500
	}
	points += 2 * strings.Count(r.Path, "/")
	if r.Method != "ANY" {
		points++
	}
	return points
}

func matches(pattern, path string) bool {
	if pattern == "$default" {
		return true
	}
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i, part := range want {
		if strings.HasSuffix(part, "+}") {
			return len(have) > i && have[i] != ""
		}
		if i >= len(have) || !strings.HasPrefix(part, "{") && part != have[i] {
			return false
		}
	}
	return len(want) == len(have)
}

// sorted returns the keys of a map in order, for messages that do not jump about.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
