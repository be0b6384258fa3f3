package questionnaire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
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
	if err := syntax(data); err != nil {
		f := Fault{Problem: "this is not JSON: " + err.Error(), Advice: "mend the text at this line"}
		var se *json.SyntaxError
		if errors.As(err, &se) {
			f.Line = 1 + bytes.Count(data[:min(int(se.Offset), len(data))], []byte("\n"))
		}
		return Faults{f}
	}
	d.JSON = json.NewDecoder(bytes.NewReader(data))
	d.JSON.UseNumber()
	d.value(reflect.TypeOf(v).Elem(), "")
	if d.faults != nil {
		return d.faults
	}
	if err := json.Unmarshal(data, v); err != nil {
		d.faults.add("", err.Error(), "")
	}
	return d.faults
}

// syntax finds the first error of grammar, so that the walk below need not.
func syntax(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		if errors.Is(err, io.EOF) {
			return errors.New("the file is empty")
		}
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the closing bracket")
	}
	return nil
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
	fields, required := fieldsOf(t)
	seen := map[string]bool{}
	for d.JSON.More() {
		name, at := d.key(path, seen)
		field, ok := fields[name]
		if !ok {
			d.fault(at, "unknown field", "known here: "+strings.Join(names(fields), ", "))
			token, _ := d.JSON.Token()
			d.skip(token)
			continue
		}
		d.value(field, at)
	}
	for _, name := range required {
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

// fieldsOf returns the fields of a struct by their JSON names, and the names
// that must be there.
func fieldsOf(t reflect.Type) (map[string]reflect.Type, []string) {
	fields := map[string]reflect.Type{}
	var required []string
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if f.Anonymous && name == "" { // its fields stand among the others
			inner, needed := fieldsOf(f.Type)
			maps.Copy(fields, inner)
			required = append(required, needed...)
			continue
		}
		fields[name] = f.Type
		if options != "omitempty" && options != "omitzero" {
			required = append(required, name)
		}
	}
	return fields, required
}

func names(fields map[string]reflect.Type) []string {
	var all []string
	for name := range fields {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
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
