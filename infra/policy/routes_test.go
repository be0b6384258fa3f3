package policy_test

import (
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/policy"
)

func TestServing(t *testing.T) {
	template, _ := load(t)
	routes := policy.Routes(template)
	for _, c := range []struct {
		method, path, function string
		token                  bool
	}{
		{"GET", "/api/v1/health", "National", false},
		{"HEAD", "/api/v1/health", "National", true},
		{"GET", "/api/v1/health/x", "National", true},
		{"GET", "/api/v1/openapi.json", "National", false},
		{"PUT", "/api/v1/assessments/a1/responses/LB-01", "National", true},
		{"GET", "/api/v1/outreach/portfolio", "Outreach", true},
		{"GET", "/api/v1/outreach", "National", true},
		{"GET", "/api/v1/outreachable", "National", true},
		{"GET", "/api/v2/anything", "National", true},
		{"GET", "/api", "National", false}, // not under /api/: a page that does not exist
		{"GET", "/outreach", "Outreach", false},
		{"POST", "/outreach/packages/p1", "Outreach", false},
		{"GET", "/outreach/sign-in", "Outreach", false},
		{"GET", "/sign-in", "National", false},
		{"GET", "/outreachable", "National", false},
		{"GET", "/api/v1/assessments/a1/workbook", "NationalWorkbooks", true},
		{"POST", "/api/v1/assessments/a1/imports", "NationalWorkbooks", true},
		{"POST", "/api/v1/assessments/a1/imports/apply", "NationalWorkbooks", true},
		{"GET", "/api/v1/assessments/a1/imports", "National", true},
		{"PUT", "/api/v1/assessments/a1/annex/list", "NationalWorkbooks", true},
		{"POST", "/api/v1/assessments/a1/annex/list/preview", "NationalWorkbooks", true},
		{"GET", "/api/v1/assessments/a1/annex/list", "National", true},
		{"POST", "/files/a1/annex/list", "NationalWorkbooks", false},
		{"GET", "/files/a1/annex/list", "National", false},
		{"GET", "/files/a1/workbook", "NationalWorkbooks", false},
		{"POST", "/files/a1/workbook/apply", "NationalWorkbooks", false},
		{"GET", "/api/v1/assessments/a1/report", "NationalReports", true},
		{"GET", "/api/v1/submissions/s1/report", "NationalReports", true},
		{"GET", "/api/v1/submissions/s1/receipt", "National", true},
		{"GET", "/api/v1/outreach/packages/p1/report", "OutreachReports", true},
		{"GET", "/api/v1/outreach/packages/p1", "Outreach", true},
		{"GET", "/files/a1/reports", "NationalReports", false},
		{"GET", "/files/a1/reports/download", "NationalReports", false},
		{"GET", "/submissions/s1/reports/download", "NationalReports", false},
		{"GET", "/outreach/packages/p1/reports", "OutreachReports", false},
		{"GET", "/outreach/packages/p1/reports/download", "OutreachReports", false},
		{"GET", "/files/a1/grid", "National", false},
		{"GET", "/", "National", false},
		{"GET", "/assessments/a1", "National", false},
	} {
		r, ok := policy.Serving(routes, c.method, c.path)
		if !ok || r.Function != c.function || r.Authorizer != c.token || (r.Scope != "") != c.token {
			t.Errorf("%s %s: %+v; wanted %s, token %v", c.method, c.path, r, c.function, c.token)
		}
	}
}

func TestCovers(t *testing.T) {
	route := policy.Route{Method: "ANY", Path: "/api/v1/{proxy+}"}
	for path, want := range map[string]bool{"/api/v1/a": true, "/api/v1/a/b": true, "/api/v1": false, "/api/v1/": false, "/api/v2/a": false} {
		if got := policy.Covers(route, "GET", path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
	one := policy.Route{Method: "GET", Path: "/a/{id}"}
	if policy.Covers(one, "POST", "/a/1") || policy.Covers(one, "GET", "/a/1/2") || !policy.Covers(one, "GET", "/a/1") {
		t.Error("a method and one part of a path")
	}
}
