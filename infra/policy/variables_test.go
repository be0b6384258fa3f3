package policy_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/app"
)

// fromLambda are variables that the code asks for and Lambda sets by itself; it
// refuses templates that set them.
var fromLambda = []string{"AWS_ACCESS_KEY_ID", "AWS_LAMBDA_FUNCTION_NAME", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}

// TestVariables: the template sets for each function what the code asks its
// environment for, and nothing that nobody asks for.
func TestVariables(t *testing.T) {
	template, _ := load(t)
	resources := template.Resolve("variables", nil).Resources
	for name := range parts {
		asked := map[string]bool{"GOMEMLIMIT": true} // by Go itself
		getenv := func(name string) string { asked[name] = true; return "" }
		if strings.HasSuffix(name, "Reports") {
			_, _, _ = app.ReadReports(getenv, nil)
		} else {
			_, _ = app.Read(getenv)
		}
		for _, name := range fromLambda {
			if !asked[name] {
				t.Errorf("nobody asks for %s any more", name)
			}
			delete(asked, name)
		}
		delete(asked, "AWS_ENDPOINT_URL") // another DynamoDB than AWS's is for tests; the rule function-variables forbids it
		environment, _ := resources[name].Properties["Environment"].(map[string]any)
		set, _ := environment["Variables"].(map[string]any)
		if have, want := slices.Sorted(maps.Keys(set)), slices.Sorted(maps.Keys(asked)); !slices.Equal(have, want) {
			t.Errorf("%s: the template sets %v, the code asks for %v", name, have, want)
		}
	}
}
