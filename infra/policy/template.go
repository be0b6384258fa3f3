// Package policy holds the templates to the infrastructure checklist: it reads
// template.yaml and infra/*.yaml, works out what each stage would deploy, and
// says which named rule that breaks.
//
// It reads the SAM template and what the SAM translator makes of it alike. It
// knows only as much of CloudFormation as our own templates use; what it does
// not know it leaves as it stands, so that a rule misses the value it wants.
package policy

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Template is one or more templates as written, sections by name (Parameters,
// Conditions, Resources ...), with short tags in their long form.
type Template map[string]any

// Load reads the files into one Template. No two may name the same thing. A file
// of the name goflags is no template: it becomes the list Build, Flags.
func Load(files ...string) (Template, error) {
	all := Template{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("reading a template: %w", err)
		}
		if filepath.Base(file) == "goflags" {
			var flags []any
			for flag := range strings.FieldsSeq(string(data)) {
				flags = append(flags, flag)
			}
			all["Build"] = map[string]any{"Flags": flags}
			continue
		}
		one, err := Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		sections, ok := one.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s: not a template", file)
		}
		for name, section := range sections {
			entries, ok := section.(map[string]any)
			if !ok {
				continue // version, transform, description
			}
			into, _ := all[name].(map[string]any)
			if into == nil {
				into = map[string]any{}
				all[name] = into
			}
			for key, value := range entries {
				if _, taken := into[key]; taken {
					return nil, fmt.Errorf("%s: %s %s is also in another template", file, name, key)
				}
				into[key] = value
			}
		}
	}
	return all, nil
}

// Parse reads YAML or JSON into maps, lists, strings, numbers and booleans.
func Parse(data []byte) (any, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, nil
	}
	return plain(document.Content[0])
}

// plain turns a node into plain values and `!Name x` into {"Fn::Name": x}.
func plain(n *yaml.Node) (any, error) {
	value, err := untagged(n)
	if err != nil || !strings.HasPrefix(n.Tag, "!") || strings.HasPrefix(n.Tag, "!!") {
		return value, err
	}
	switch name := n.Tag[1:]; name {
	case "Ref", "Condition":
		return map[string]any{name: value}, nil
	case "GetAtt":
		if text, ok := value.(string); ok {
			of, attribute, _ := strings.Cut(text, ".")
			value = []any{of, attribute}
		}
		return map[string]any{"Fn::GetAtt": value}, nil
	default:
		return map[string]any{"Fn::" + name: value}, nil
	}
}

func untagged(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i].Value
			if _, twice := m[key]; twice {
				return nil, fmt.Errorf("line %d: %s stands twice", n.Content[i].Line, key)
			}
			value, err := plain(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			m[key] = value
		}
		return m, nil
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			value, err := plain(c)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	case yaml.ScalarNode:
		if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
			return n.Value, nil
		}
		var value any
		err := n.Decode(&value)
		return value, err
	}
	// CloudFormation knows no anchors
	return nil, fmt.Errorf("line %d: only maps, lists and values are known", n.Line)
}

// Clone copies the template, so that the copy can be changed.
func (t Template) Clone() Template { return Template(clone(map[string]any(t)).(map[string]any)) }

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := maps.Clone(v)
		for key, value := range m {
			m[key] = clone(value)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = clone(v[i])
		}
		return list
	}
	return v
}
