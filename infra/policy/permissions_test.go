package policy_test

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/policy"
	"github.com/mtcr-outreach/self-assessment/shared/access"
)

// TestPermissionsRoutes: the gateway sends every route of the permissions to
// the function of its side, with a token where the permission wants a person
// and without where it is open.
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
		side := p.Side
		if side == "" {
			side = access.National
		}
		if !strings.EqualFold(strings.TrimSuffix(r.Function, "Files"), string(side)) {
			t.Errorf("%s goes to %s, not to the function of the %s side", p.Pattern(), r.Function, side)
		}
		if wants := p.Side != ""; r.Authorizer != wants || wants && r.Scope != "mtcr/api" {
			t.Errorf("%s: authorizer %v with scope %q", p.Pattern(), r.Authorizer, r.Scope)
		}
	}
}
