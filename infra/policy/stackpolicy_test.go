package policy_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/policy"
)

// TestStackPolicy: no update replaces or drops what holds data, and any other
// update may go through.
func TestStackPolicy(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "stack-policy.json"))
	if err != nil {
		t.Fatal(err)
	}
	document, err := policy.Parse(data)
	if err != nil || !json.Valid(data) {
		t.Fatal("infra/stack-policy.json cannot be read", err)
	}
	template, err := policy.Load(filepath.Join("..", "..", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var kept []any
	for _, name := range slices.Sorted(maps.Keys(template["Resources"].(map[string]any))) {
		if template["Resources"].(map[string]any)[name].(map[string]any)["UpdateReplacePolicy"] != nil {
			kept = append(kept, "LogicalResourceId/"+name)
		}
	}
	want := map[string]any{"Statement": []any{
		map[string]any{"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"},
		map[string]any{"Effect": "Deny", "Principal": "*", "Action": []any{"Update:Replace", "Update:Delete"}, "Resource": kept},
	}}
	have, _ := json.Marshal(document)
	if wanted, _ := json.Marshal(want); string(have) != string(wanted) {
		t.Errorf("infra/stack-policy.json is\n%s, wanted\n%s", have, wanted)
	}
}
