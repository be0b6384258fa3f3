package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// parameters: whoever runs `sam deploy --guided` may press return all the way.
// Only the trail, deployed apart, needs to be told of the product's outputs.
func parameters(s *Stack, bad func(string, ...any)) {
	for name, p := range section(s.template, "Parameters") {
		if at(p, "Default") == nil && name != "TableArns" && name != "AlarmTopic" {
			bad("parameter %s has no default", name)
		}
	}
	if got := strs(section(s.template, "Parameters"), "Stage", "AllowedValues"); !slices.Equal(got, []string{"dev", "test", "live"}) {
		bad("the stages are %v", got)
	}
	for _, r := range s.of("AWS::CloudFormation::Stack", "AWS::Serverless::Application") {
		bad("%s: a nested stack needs CAPABILITY_AUTO_EXPAND, which --guided does not give", r.Name)
	}
	for _, r := range s.of("AWS::IAM::Role") {
		if at(r.Properties, "RoleName") != nil {
			bad("%s: a role with a name needs CAPABILITY_NAMED_IAM", r.Name)
		}
	}
}

var secret = regexp.MustCompile(`AKIA[0-9A-Z]{16}|\b\d{12}\b|-----BEGIN|(?i)(password|secret|api_?key)\s*[=:]\s*\S{8}`)

func noSecrets(s *Stack, bad func(string, ...any)) {
	walk("", map[string]any(s.template), func(path, text string) {
		if secret.MatchString(text) {
			bad("%s looks like a secret or an account number", strings.TrimPrefix(path, "."))
		}
	})
	for name, p := range section(s.template, "Parameters") {
		if regexp.MustCompile(`(?i)password|secret|token`).MatchString(name) {
			bad("parameter %s: secrets do not come by parameter (default %q)", name, str(p, "Default"))
		}
	}
}

func walk(path string, v any, visit func(path, text string)) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range sorted(v) {
			walk(path+"."+key, v[key], visit)
		}
	case []any:
		for i, x := range v {
			walk(fmt.Sprintf("%s.%d", path, i), x, visit)
		}
	default:
		visit(path, fmt.Sprint(v))
	}
}
