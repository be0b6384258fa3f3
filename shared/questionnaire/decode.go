package questionnaire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Decode reads JSON strictly into v, a pointer to a struct: no unknown or
// repeated field, no wrong type, no missing field (a field whose tag has no
// omitempty must be there), one value and nothing after it. It reports every
// fault with its path and line. When there are faults, v is not to be used.
func Decode(data []byte, v any) Faults {
	d := decoder{data: data}
	if !utf8.Valid(data) {
		d.faults.add("", "the file is not UTF-8 text", "save it as UTF-8")
		return d.faults
	}
	undecoded := json.Unmarshal(data, v)
	var broken *json.SyntaxError
	if errors.As(undecoded, &broken) {
		return Faults{grammar(data, broken)}
	}
	d.JSON = json.NewDecoder(bytes.NewReader(data)) // the grammar is right, so the walk need not look at it
	d.JSON.UseNumber()
	d.value(reflect.TypeOf(v).Elem(), "")
	if d.faults == nil && undecoded != nil {
		d.faults.add("", undecoded.Error(), "")
	}
	return d.faults
}

// grammar is the fault of a text that is not JSON.
func grammar(data []byte, broken *json.SyntaxError) Fault {
	problem := broken.Error()
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		problem = "the file is empty"
	case json.NewDecoder(bytes.NewReader(data)).Decode(new(json.RawMessage)) == nil: // its first value is whole
		problem = "something follows the closing bracket"
	}
	line := 1 + bytes.Count(data[:min(int(broken.Offset), len(data))], []byte("\n"))
	return Fault{Line: line, Problem: "this is not JSON: " + problem, Advice: "mend the text at this line"}
}

// decoder walks the tokens of a document beside the type it is meant for.
type decoder struct {
	JSON   *json.Decoder
	data   []byte
	faults Faults
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

func (d *decoder) fault(path, problem, advice string) {
	line := 1 + bytes.Count(d.data[:d.JSON.InputOffset()], []byte("\n"))
	d.faults = append(d.faults, Fault{Line: line, Path: path, Problem: problem, Advice: advice})
}

// value checks the next value of the document against a type.
func (d *decoder) value(t reflect.Type, path string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if reflect.PointerTo(t).Implements(unmarshaler) {
		var raw json.RawMessage
		_ = d.JSON.Decode(&raw) // the grammar was checked before the walk
		if err := reflect.New(t).Interface().(json.Unmarshaler).UnmarshalJSON(raw); err != nil {
			d.fault(path, err.Error(), "")
		}
		return
	}
	token, _ := d.JSON.Token()
	switch t.Kind() {
	case reflect.Struct:
		if d.opens(token, '{', path, "an object in braces") {
			d.object(t, path)
		}
	case reflect.Map:
		if d.opens(token, '{', path, "an object in braces") {
			d.mapping(t, path)
		}
	case reflect.Slice:
		if d.opens(token, '[', path, "a list in square brackets") {
			for i := 0; d.JSON.More(); i++ {
				d.value(t.Elem(), path+"["+strconv.Itoa(i)+"]")
			}
			_, _ = d.JSON.Token()
		}
	default:
		d.scalar(token, t, path)
	}
}

// opens reports whether the token opens what is wanted; otherwise it reports
// the fault and passes over what stands there.
func (d *decoder) opens(token json.Token, want json.Delim, path, what string) bool {
	if token == want {
		return true
	}
	d.fault(path, "this must be "+what, "")
	d.skip(token)
	return false
}

// skip passes over the rest of a value whose first token was read.
func (d *decoder) skip(token json.Token) {
	depth := 0
	for {
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth <= 0 {
			return
		}
		token, _ = d.JSON.Token()
	}
}

func (d *decoder) object(t reflect.Type, path string) {
	s := shapeOf(t)
	seen := map[string]bool{}
	for d.JSON.More() {
		name, at := d.key(path, seen)
		field, ok := s.fields[name]
		if !ok {
			d.fault(at, "unknown field", "known here: "+strings.Join(slices.Sorted(maps.Keys(s.fields)), ", "))
			token, _ := d.JSON.Token()
			d.skip(token)
			continue
		}
		d.value(field, at)
	}
	for _, name := range s.required {
		if !seen[name] {
			d.fault(join(path, name), "missing", "this field is required")
		}
	}
	_, _ = d.JSON.Token()
}

func (d *decoder) mapping(t reflect.Type, path string) {
	seen := map[string]bool{}
	for d.JSON.More() {
		_, at := d.key(path, seen)
		d.value(t.Elem(), at)
	}
	_, _ = d.JSON.Token()
}

// key reads the name of a member and reports it if it was there before: JSON
// readers differ in which of two they keep, so a repeated one loses something.
func (d *decoder) key(path string, seen map[string]bool) (string, string) {
	token, _ := d.JSON.Token()
	name, _ := token.(string)
	at := join(path, name)
	if seen[name] {
		d.fault(at, "this name stands here twice", "keep one of them")
	}
	seen[name] = true
	return name, at
}

func (d *decoder) scalar(token json.Token, t reflect.Type, path string) {
	ok, want := false, ""
	switch t.Kind() {
	case reflect.String:
		_, ok = token.(string)
		want = "a text in quotes"
	case reflect.Bool:
		_, ok = token.(bool)
		want = "true or false"
	case reflect.Int:
		n, isNumber := token.(json.Number)
		_, err := strconv.Atoi(string(n))
		ok, want = isNumber && err == nil, "a whole number"
	default:
		panic(fmt.Sprintf("questionnaire: Decode cannot read a %s", t)) // a mistake in our own types
	}
	if !ok {
		d.fault(path, "this must be "+want, "")
		d.skip(token)
	}
}

// shape is what a struct looks like in JSON.
type shape struct {
	fields   map[string]reflect.Type
	required []string // names that must be there, in order
}

// shapes keeps the shape of each type that was asked for: types do not change,
// and reading their tags takes a third of the time of a walk.
var shapes sync.Map

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := &shape{fields: map[string]reflect.Type{}}
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if f.Anonymous && name == "" { // its fields stand among the others
			inner := shapeOf(f.Type)
			maps.Copy(s.fields, inner.fields)
			s.required = append(s.required, inner.required...)
			continue
		}
		s.fields[name] = f.Type
		if options != "omitempty" && options != "omitzero" {
			s.required = append(s.required, name)
		}
	}
	shapes.Store(t, s)
	return s
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// Encode writes v as the files of this product are kept: two spaces of indent,
// fields in the order of the type, map keys sorted, no escaping beyond what
// JSON needs, and a newline at the end.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encoding: %w", err)
	}
	return b.Bytes(), nil
}
