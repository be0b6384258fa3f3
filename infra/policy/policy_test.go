package policy_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/policy"
)

// load reads template.yaml, infra/*.yaml and infra/goflags. With TEMPLATE_EXPANDED it reads
// that file, what the SAM translator made of template.yaml, in its place.
func load(t *testing.T) (template policy.Template, expanded bool) {
	t.Helper()
	first := filepath.Join("..", "..", "template.yaml")
	if name := os.Getenv("TEMPLATE_EXPANDED"); name != "" {
		first, expanded = name, true
	}
	others, err := filepath.Glob(filepath.Join("..", "*.yaml"))
	if err != nil || len(others) == 0 {
		t.Fatal("no infra/*.yaml found", err)
	}
	template, err = policy.Load(append([]string{first, filepath.Join("..", "goflags")}, others...)...)
	if err != nil {
		t.Fatal(err)
	}
	return template, expanded
}

// TestInfraPolicy: the templates as they stand break no rule, and each of the
// insecure edits is caught by the rule that it names.
func TestInfraPolicy(t *testing.T) {
	template, expanded := load(t)
	for _, v := range policy.Check(template) {
		t.Errorf("%s (%s): %s", v.Rule, v.Setting, v.Text)
	}
	if t.Failed() {
		return
	}
	done := map[string]int{}
	tries := edits
	if expanded {
		tries = append(tries, editsTranslated...)
	}
	for _, e := range tries {
		t.Run(e.rule+"/"+e.what, func(t *testing.T) {
			changed := template.Clone()
			if !e.apply(t, changed) {
				if !expanded {
					t.Fatalf("%s is not in the template", e.path)
				}
				t.Skip("the translated template has no such place")
			}
			done[e.rule]++
			if len(policy.Check(changed, e.rule)) == 0 {
				t.Errorf("not caught: %s = %s", e.path, e.value)
			}
		})
	}
	total := 0
	for _, r := range policy.Rules {
		total += done[r.Name]
		if done[r.Name] == 0 && !expanded {
			t.Errorf("no insecure edit proves the rule %s: %s", r.Name, r.What)
		}
	}
	if total < 40 {
		t.Errorf("%d edits were tried; 40 at least are wanted", total)
	}
	t.Logf("%d rules, %d insecure edits", len(policy.Rules), total)
}

// edit is one change that makes the template less safe.
type edit struct {
	rule, what string
	path       string // from Resources, or from a section that it names; Sid=x finds a statement; + appends
	value      string // YAML; "" takes the place away
}

// apply makes the change; false where there is no such place.
func (e edit) apply(t *testing.T, template policy.Template) bool {
	t.Helper()
	value, err := policy.Parse([]byte(e.value))
	if err != nil {
		t.Fatal(err)
	}
	steps := strings.Split(e.path, "|")
	if _, ok := template[steps[0]]; !ok {
		if steps[0] == "Globals" {
			return false
		}
		steps = append([]string{"Resources"}, steps...)
	}
	_, ok := change(map[string]any(template), steps, value, e.value == "")
	return ok
}

// change returns v with the value set at the end of the steps.
func change(v any, steps []string, value any, remove bool) (any, bool) {
	if len(steps) == 0 {
		return value, true
	}
	step := steps[0]
	switch v := v.(type) {
	case map[string]any:
		inner, exists := v[step]
		if len(steps) == 1 && remove {
			delete(v, step)
			return v, exists
		}
		if !exists && len(steps) > 1 {
			return v, false
		}
		changed, ok := change(inner, steps[1:], value, remove)
		v[step] = changed
		return v, ok
	case []any:
		if step == "+" {
			return append(v, value), true
		}
		i := slices.IndexFunc(v, func(x any) bool {
			m, _ := x.(map[string]any)
			return "Sid="+asText(m["Sid"]) == step || "Name="+asText(m["Name"]) == step || x == step
		})
		if n, err := strconv.Atoi(step); err == nil {
			i = n
		}
		if i < 0 || i >= len(v) {
			return v, false
		}
		if len(steps) == 1 && remove {
			return slices.Delete(v, i, i+1), true
		}
		changed, ok := change(v[i], steps[1:], value, remove)
		v[i] = changed
		return v, ok
	}
	return v, false
}

func asText(v any) string {
	s, _ := v.(string)
	return s
}
