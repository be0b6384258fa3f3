package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/asset"
)

// contract is openapi.json with its schemas compiled. Compiled ones are kept,
// since every answer of every test is held against them.
type contract struct {
	document map[string]any
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
	driven   map[string]bool // operation and status
	lock     sync.Mutex      // several people may call at once
}

func readContract(t *testing.T) *contract {
	t.Helper()
	data, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if packed, err := os.ReadFile("openapi.json.gz"); err != nil || !bytes.Equal(asset.Unpack(packed), data) {
		t.Fatal("openapi.json.gz, which is served, is not openapi.json; run go generate ./shared/web")
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := &contract{document: document.(map[string]any), compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}, driven: map[string]bool{}}
	c.compiler.DefaultDraft(jsonschema.Draft2020) // what OpenAPI 3.1 uses
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	return c
}

// at follows names into the document, and references on the way. It returns
// what it finds, or nil, and the place where it stands.
func (c *contract) at(place []string, names ...string) (any, []string) {
	var v any = c.document
	walk := slices.Concat(place, names)
	place = nil
	for _, name := range walk {
		m, _ := v.(map[string]any)
		v = m[name]
		place = append(place, name)
		m, _ = v.(map[string]any)
		if ref, ok := m["$ref"].(string); ok {
			v, place = c.at(nil, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
	}
	return v, place
}

// valid says how a JSON text, or a plain text, does not fit the schema that
// stands at a place.
func (c *contract) valid(place []string, data []byte, plain bool) error {
	escaped := make([]string, len(place))
	for i, name := range place {
		escaped[i] = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
	}
	id := "openapi.json#/" + strings.Join(escaped, "/")
	schema := c.schemas[id]
	if schema == nil {
		var err error
		if schema, err = c.compiler.Compile(id); err != nil {
			return err
		}
		c.schemas[id] = schema
	}
	if n, err := strconv.Atoi(string(data)); plain && (err != nil || strconv.Itoa(n) != string(data)) {
		return schema.Validate(string(data))
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return schema.Validate(v)
}

// operation finds what the contract says about a permission.
func (c *contract) operation(p access.Permission) []string {
	return []string{"paths", p.Path, strings.ToLower(p.Method)}
}

// exchange says how a request and its answer break the contract. A request
// that does not fit must have been refused.
func (c *contract) exchange(p access.Permission, r *http.Request, body []byte, rec *httptest.ResponseRecorder) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	place := c.operation(p)
	status := strconv.Itoa(rec.Code)
	c.driven[p.Operation+" "+status] = true
	found, at := c.at(place, "responses", status)
	if found == nil {
		return fmt.Errorf("status %s of %s is not in the contract", status, p.Operation)
	}
	if rec.Code < 400 {
		if err := c.request(place, r, body); err != nil {
			return fmt.Errorf("a request that does not fit was carried out: %w", err)
		}
	}
	if err := c.headers(found.(map[string]any), at, rec.Header()); err != nil {
		return err
	}
	kind := rec.Header().Get("Content-Type")
	schema, at := c.at(at, "content", kind, "schema")
	switch {
	case schema == nil:
		return fmt.Errorf("content type %q is not in the contract", kind)
	case kind == web.WorkbookType:
		return nil
	}
	return c.valid(at, rec.Body.Bytes(), !strings.Contains(kind, "json"))
}

// request holds parameters and body against the contract.
func (c *contract) request(place []string, r *http.Request, body []byte) error {
	for _, at := range c.parameters(place) {
		v, _ := c.at(at)
		p := v.(map[string]any)
		name := p["name"].(string)
		value, given := "", true
		switch p["in"] {
		case "header":
			value, given = r.Header.Get(name), r.Header.Get(name) != ""
		case "query":
			value, given = r.URL.Query().Get(name), r.URL.Query().Has(name)
		case "path":
			continue // the route matched; ids are checked in answers
		}
		if !given && p["required"] == true {
			return fmt.Errorf("%s is required", name)
		} else if !given {
			continue
		}
		if err := c.valid(append(at, "schema"), []byte(value), true); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if v, schema := c.at(place, "requestBody", "content", "application/json", "schema"); v != nil {
		return c.valid(schema, body, false)
	}
	return nil
}

// parameters returns the places of an operation's parameters.
func (c *contract) parameters(place []string) [][]string {
	var places [][]string
	list, _ := c.at(place, "parameters")
	for _, entry := range asList(list) {
		places = append(places, strings.Split(strings.TrimPrefix(entry.(map[string]any)["$ref"].(string), "#/"), "/"))
	}
	return places
}

// takesFile reports whether an operation takes a workbook.
func (c *contract) takesFile(p access.Permission) bool {
	kind, _ := c.at(c.operation(p), "requestBody", "content", web.WorkbookType)
	return kind != nil
}

// takes reports whether an operation has a parameter, by its name among the
// components.
func (c *contract) takes(p access.Permission, name string) bool {
	return slices.ContainsFunc(c.parameters(c.operation(p)), func(at []string) bool { return at[len(at)-1] == name })
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// headers holds the headers of an answer against the contract, both ways.
func (c *contract) headers(response map[string]any, at []string, got http.Header) error {
	said, _ := response["headers"].(map[string]any)
	for name := range said {
		v, place := c.at(at, "headers", name)
		if got.Get(name) == "" && v.(map[string]any)["required"] == true {
			return fmt.Errorf("the answer lacks the header %s", name)
		}
		if err := c.valid(append(place, "schema"), []byte(strconv.Quote(got.Get(name))), false); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name := range got {
		always := []string{"Content-Type", "Cache-Control", "X-Content-Type-Options"}
		listed := false
		for known := range said {
			listed = listed || http.CanonicalHeaderKey(known) == name
		}
		if !listed && !slices.Contains(always, name) {
			return fmt.Errorf("the answer has the header %s, which is not in the contract", name)
		}
	}
	if got.Get("Cache-Control") != "no-store" || got.Get("X-Content-Type-Options") != "nosniff" {
		return fmt.Errorf("the answer may be stored or guessed at: %v", got)
	}
	return nil
}

func permissions(t *testing.T) []access.Permission {
	t.Helper()
	all, err := access.Permissions()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestContractNames: the contract and the permissions list the same routes by
// the same names.
func TestContractNames(t *testing.T) {
	c := readContract(t)
	known := map[string]bool{}
	for _, p := range permissions(t) {
		known[p.Pattern()] = true
		v, _ := c.at(c.operation(p))
		operation, _ := v.(map[string]any)
		if operation["operationId"] != p.Operation {
			t.Errorf("%s is %s in permissions.csv and %v in openapi.json", p.Pattern(), p.Operation, operation["operationId"])
		}
		if _, open := operation["security"]; open != (p.Side == "") {
			t.Errorf("%s: openapi.json and permissions.csv differ on whether it is open to everybody", p.Pattern())
		}
	}
	for path, methods := range c.document["paths"].(map[string]any) {
		for method := range methods.(map[string]any) {
			if pattern := strings.ToUpper(method) + " " + path; !known[pattern] {
				t.Errorf("%s is in openapi.json and not in permissions.csv", pattern)
			}
		}
	}
}

// TestProblemTypes: the contract documents every type of problem that the
// program makes, and no other.
func TestProblemTypes(t *testing.T) {
	c := readContract(t)
	var documented, made []string
	types, _ := c.at(nil, "components", "schemas", "Problem", "properties", "type", "oneOf")
	for _, one := range asList(types) {
		name := one.(map[string]any)["const"].(string)
		documented = append(documented, name[strings.LastIndex(name, "/")+1:])
	}
	sources, _ := os.ReadDir(".")
	for _, s := range sources {
		if !strings.HasSuffix(s.Name(), ".go") || strings.HasSuffix(s.Name(), "_test.go") {
			continue
		}
		data, err := os.ReadFile(s.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`kind\(http\.Status\w+, "([a-z-]+)"`).FindAllSubmatch(data, -1) {
			made = append(made, string(m[1]))
		}
	}
	slices.Sort(documented)
	slices.Sort(made)
	if made = slices.Compact(made); !slices.Equal(documented, made) {
		t.Errorf("documented: %v\nmade: %v", documented, made)
	}
}

// TestContract drives every operation once with success and once with an error
// that is typical of it; checked holds all of it against the contract.
func TestContract(t *testing.T) {
	t.Parallel()
	w, c := checked(t)
	ids := w.ids()
	allowed := map[string]access.Permission{}
	for _, p := range permissions(t) {
		allowed[p.Operation] = p
	}
	for _, e := range examples {
		p := allowed[e.operation]
		delete(allowed, e.operation)
		path, body := "/api/v1"+ids.Replace(e.path), ids.Replace(e.body)
		headers := w.headers(c, p, e.sub, path)
		switch {
		case p.Side == "":
			w.call("", p.Method, path, strings.Repeat(" ", 257<<10)).want(t, 413)
		case body != "":
			w.call(e.sub, p.Method, path, `[]`, headers...).want(t, 422)
		case strings.Contains(e.path, "{"):
			w.call(e.sub, p.Method, "/api/v1"+idsOf("zz00000000", "zz00000000", "zz00000000", "zz00000000").Replace(e.path), "").want(t, 404)
		default:
			w.call("", p.Method, path, "").want(t, 401)
		}
		got := w.call(e.sub, p.Method, path, body, headers...)
		if got.status >= 300 {
			t.Errorf("%s answered %d: %s", e.operation, got.status, got.text)
		}
		if e.operation == "contract" && !reflect.DeepEqual(got.body["paths"], plainJSON(t, c.document["paths"])) {
			t.Error("what is served differs from the file")
		}
	}
	for operation := range allowed {
		t.Errorf("%s has no example", operation)
	}
	if w.logs.Len() > 0 {
		t.Errorf("logged: %s", w.logs)
	}
}

// plainJSON is a value as the standard library would read it.
func plainJSON(t *testing.T, v any) (plain any) {
	t.Helper()
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &plain)
	}
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// TestPointers: a fault names the place in the body by a JSON pointer.
func TestPointers(t *testing.T) {
	t.Parallel()
	w, c := checked(t)
	ids := w.ids()
	for _, test := range []struct{ name, operation, body, pointer string }{
		{"unknown field", "writeCountry", `{"name":"X","status":"partner","time_zone":"UTC","language":"en","x":1}`, "/x"},
		{"name to escape", "reopen", `{"reason":"This is a reason that is long enough.","a/b~":1}`, "/a~1b~0"},
		{"not an object", "seal", `[]`, ""},
		{"too deep", "seal", strings.Repeat("[", 33) + strings.Repeat("]", 33), ""},
		{"missing field", "release", `{"team":"team000000"}`, "/whole_result"},
		{"level out of range", "writeResponse", `{"response":{"state":"value","level":99}}`, "/response/level"},
		{"evidence without a day", "writeResponse", `{"response":{"state":"value","level":1,"evidence":[{"grade":1}]}}`, "/response/evidence/0/date"},
		{"seen by nobody", "writeResponse", `{"response":{"state":"value","level":1,"evidence":[{"grade":1,"date":"2026-01-01","sealed":true,"seen":true}]}}`, "/response/evidence/0/seen"},
		{"rating out of range", "writeJudgement", `{"rating":{"level":99,"grade":1},"note":"What the decree shows."}`, "/rating/level"},
		{"reason too short", "writeJudgement", `{"rating":{"level":1,"grade":1},"note":"     Seen on the web.     "}`, "/note"},
		{"note too long", "writeJudgement", `{"rating":{"level":1,"grade":1},"note":"` + strings.Repeat("x", 40_000) + `"}`, "/note"},
		{"no such submission", "openFile", `{"cycle":"2028","track":"adherent","from":"a#b"}`, "/from"},
	} {
		for _, p := range permissions(t) {
			for _, e := range examples {
				if e.operation != test.operation || p.Operation != test.operation {
					continue
				}
				path := "/api/v1" + ids.Replace(e.path)
				got := w.call(e.sub, p.Method, path, test.body, w.headers(c, p, e.sub, path)...).want(t, 422)
				if first := got.body["errors"].([]any)[0].(map[string]any)["pointer"]; first != test.pointer {
					t.Errorf("%s: the pointer is %q, want %q", test.name, first, test.pointer)
				}
			}
		}
	}
}
