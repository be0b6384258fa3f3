package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Stack is what a template deploys with one set of parameters. References are
// strings: "${Records}" for a Ref, "${Records.Arn}" for a GetAtt.
type Stack struct {
	Name       string // of the setting
	Parameters map[string]string
	Resources  map[string]Resource
	template   Template
}

// Resource is one resource with everything worked out.
type Resource struct {
	Name, Type string
	Properties map[string]any
	rest       map[string]any // DeletionPolicy, DependsOn, Metadata ...
}

// setting is one set of parameters to test with.
type setting struct {
	name       string
	parameters map[string]string
}

// settings are the stages, each without and with every optional parameter.
func settings() []setting {
	var all []setting
	for _, stage := range []string{"dev", "test", "live"} {
		all = append(all,
			setting{stage, map[string]string{"Stage": stage}},
			setting{stage + " with everything", map[string]string{
				"Stage":                    stage,
				"DomainName":               "assessment.example",
				"CertificateArn":           "given",
				"SigningProfileVersionArn": "given",
				"AlarmEmail":               "watch@assessment.example",
				"OperatorPrincipalArn":     "given",
				"ArchiveBucket":            "given",
			}})
	}
	return all
}

// Resolve works out conditions, parameters and references.
func (t Template) Resolve(name string, given map[string]string) *Stack {
	r := resolver{t, map[string]string{}, map[string]bool{}}
	for key, p := range section(t, "Parameters") {
		if value, ok := given[key]; ok {
			r.parameters[key] = value
		} else if value, ok := p.(map[string]any)["Default"]; ok {
			r.parameters[key] = fmt.Sprint(value)
		} else {
			r.parameters[key] = "given"
		}
	}
	s := &Stack{name, r.parameters, map[string]Resource{}, t}
	for key, v := range section(t, "Resources") {
		raw, _ := v.(map[string]any)
		if condition, ok := raw["Condition"].(string); ok && !r.condition(condition) {
			continue
		}
		if raw["Type"] == "AWS::Serverless::Function" {
			raw = maps.Clone(raw)
			raw["Properties"] = merge(at(t, "Globals", "Function"), raw["Properties"])
		}
		whole, _ := r.value(raw).(map[string]any)
		properties, _ := whole["Properties"].(map[string]any)
		s.Resources[key] = Resource{key, str(whole, "Type"), properties, whole}
	}
	return s
}

func section(t Template, name string) map[string]any {
	m, _ := t[name].(map[string]any)
	return m
}

// merge lays b over a; maps are merged, anything else is replaced.
func merge(a, b any) any {
	x, ok1 := a.(map[string]any)
	y, ok2 := b.(map[string]any)
	if !ok1 || !ok2 {
		if b == nil {
			return a
		}
		return b
	}
	m := maps.Clone(x)
	for key, value := range y {
		m[key] = merge(x[key], value)
	}
	return m
}

type resolver struct {
	template   Template
	parameters map[string]string
	known      map[string]bool // conditions worked out
}

func (r resolver) condition(name string) bool {
	if known, ok := r.known[name]; ok {
		return known
	}
	r.known[name] = r.holds(section(r.template, "Conditions")[name])
	return r.known[name]
}

func (r resolver) holds(v any) bool {
	name, args := function(v)
	switch name {
	case "Condition":
		return r.condition(fmt.Sprint(args))
	case "Fn::Not":
		return !r.holds(at(args, "0"))
	case "Fn::And":
		return !slices.ContainsFunc(list(args), func(v any) bool { return !r.holds(v) })
	case "Fn::Or":
		return slices.ContainsFunc(list(args), r.holds)
	case "Fn::Equals":
		return fmt.Sprint(r.value(at(args, "0"))) == fmt.Sprint(r.value(at(args, "1")))
	}
	return false
}

// function takes apart {"Fn::Name": args}.
func function(v any) (string, any) {
	if m, ok := v.(map[string]any); ok && len(m) == 1 {
		for name, args := range m {
			if name == "Ref" || name == "Condition" || strings.HasPrefix(name, "Fn::") {
				return name, args
			}
		}
	}
	return "", nil
}

// absent stands for AWS::NoValue until the map or list around it drops it.
type absent struct{}

func (r resolver) value(v any) any {
	switch name, args := function(v); name {
	case "Ref":
		return r.ref(fmt.Sprint(args))
	case "Fn::GetAtt":
		return "${" + strings.Join(strs(args), ".") + "}"
	case "Fn::Sub":
		return r.sub(args)
	case "Fn::If":
		if r.condition(str(args, "0")) {
			return r.value(at(args, "1"))
		}
		return r.value(at(args, "2"))
	case "Fn::FindInMap":
		keys := strs(r.value(args))
		if len(keys) == 3 {
			return at(r.template, append([]string{"Mappings"}, keys...)...)
		}
	}
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for key, value := range v {
			if value := r.value(value); value != (absent{}) {
				m[key] = value
			}
		}
		return m
	case []any:
		out := []any{}
		for _, value := range v {
			if value := r.value(value); value != (absent{}) {
				out = append(out, value)
			}
		}
		return out
	}
	return v
}

func (r resolver) ref(name string) any {
	if name == "AWS::NoValue" {
		return absent{}
	}
	if value, ok := r.parameters[name]; ok {
		return value
	}
	return "${" + name + "}"
}

var placeholder = regexp.MustCompile(`\$\{[^!}]+\}`)

func (r resolver) sub(args any) string {
	text, more := args, map[string]any(nil)
	if pair := list(args); len(pair) == 2 {
		text = pair[0]
		more, _ = pair[1].(map[string]any)
	}
	return placeholder.ReplaceAllStringFunc(fmt.Sprint(text), func(p string) string {
		name := p[2 : len(p)-1]
		if value, ok := more[name]; ok {
			return fmt.Sprint(r.value(value))
		}
		return fmt.Sprint(r.ref(name))
	})
}

// at walks down maps by key and lists by place; nil where there is nothing.
func at(v any, path ...string) any {
	for _, step := range path {
		switch x := v.(type) {
		case Template:
			v = x[step]
		case map[string]any:
			v = x[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// str is the value at path as text, "" where there is none.
func str(v any, path ...string) string {
	if v = at(v, path...); v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// num is the value at path as a number, -1 where there is none.
func num(v any, path ...string) float64 {
	f, err := strconv.ParseFloat(str(v, path...), 64)
	if err != nil {
		return -1
	}
	return f
}

// list is the value at path as a list; a single value is a list of one.
func list(v any, path ...string) []any {
	switch x := at(v, path...).(type) {
	case nil:
		return nil
	case []any:
		return x
	default:
		return []any{x}
	}
}

func strs(v any, path ...string) []string {
	var out []string
	for _, x := range list(v, path...) {
		out = append(out, fmt.Sprint(x))
	}
	return out
}

// of returns the resources of a type, by name.
func (s *Stack) of(types ...string) []Resource {
	var out []Resource
	for _, name := range slices.Sorted(maps.Keys(s.Resources)) {
		if slices.Contains(types, s.Resources[name].Type) {
			out = append(out, s.Resources[name])
		}
	}
	return out
}

// functions are the Lambda functions, in either form.
func (s *Stack) functions() []Resource {
	return s.of("AWS::Serverless::Function", "AWS::Lambda::Function")
}

// target names what a reference is to: "${Records.Arn}" is Records, and an
// alias of a function is the function.
func (s *Stack) target(reference string) string {
	inner, ok := strings.CutPrefix(reference, "${")
	if !ok || !strings.HasSuffix(inner, "}") {
		return ""
	}
	name, _, _ := strings.Cut(strings.TrimSuffix(inner, "}"), ".")
	if r := s.Resources[name]; r.Type == "AWS::Lambda::Alias" {
		return s.target(str(r.Properties, "FunctionName"))
	}
	return name
}
