package policy_test

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/policy"
	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/app"
)

// parts are what each function serves, besides what is open to everybody.
var parts = map[string]app.Part{
	"National": app.National(), "NationalWorkbooks": app.NationalWorkbooks(nil), "NationalReports": app.NationalReports(nil),
	"Outreach": app.Outreach(), "OutreachReports": app.OutreachReports(nil),
}

// TestPermissionsRoutes: the gateway sends every route of the permissions to
// the one function that carries it out, with a token where the permission wants
// a person and without where it is open.
func TestPermissionsRoutes(t *testing.T) {
	template, _ := load(t)
	routes := policy.Routes(template)
	permissions, err := access.Permissions()
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{", "", "}", "")
	for _, p := range permissions {
		r, ok := policy.Serving(routes, p.Method, fill.Replace(p.Path))
		if !ok {
			t.Errorf("%s: no route of the template takes it", p.Pattern())
			continue
		}
		for name, part := range parts {
			_, operations := part.Operations()
			if _, has := operations[p.Operation]; p.Side != "" && has != (name == r.Function) {
				t.Errorf("%s goes to %s; that %s has %s: %v", p.Pattern(), r.Function, name, p.Operation, has)
			}
		}
		if wants := p.Side != ""; r.Authorizer != wants || wants && r.Scope != "mtcr/api" {
			t.Errorf("%s: authorizer %v with scope %q", p.Pattern(), r.Authorizer, r.Scope)
		}
	}
}

// TestPagesRoutes: the gateway sends every page to the one function that has it.
func TestPagesRoutes(t *testing.T) {
	template, _ := load(t)
	routes := policy.Routes(template)
	fill := strings.NewReplacer("{$}", "", "{", "", "}", "")
	for name, part := range parts {
		for _, pattern := range part.Pages.Patterns() {
			method, path, _ := strings.Cut(pattern, " ")
			r, ok := policy.Serving(routes, method, fill.Replace(path))
			if !ok || r.Function != name || !r.Open {
				t.Errorf("%s is a page of %s; the gateway sends it to %+v", pattern, name, r)
			}
		}
	}
}
