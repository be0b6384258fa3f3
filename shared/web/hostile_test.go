package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/web"
)

// all is everything about an answer that its caller can see.
func (a *answer) all() string { return fmt.Sprint(a.status, a.header, a.text) }

// attack is a route with a call that would be carried out.
type attack struct {
	access.Permission
	who        *access.Principal
	path, body string
	headers    []string
	file       bool // the body is a workbook
}

// with returns the headers with one of them replaced; "" takes it away.
func (a *attack) with(name, value string) []string {
	var headers []string
	for i := 0; i+1 < len(a.headers); i += 2 {
		if a.headers[i] != name {
			headers = append(headers, a.headers[i], a.headers[i+1])
		}
	}
	if value != "" {
		headers = append(headers, name, value)
	}
	return headers
}

// TestHostile attacks every route in every way, and looks that nothing changed,
// nothing was the server's fault and nothing was logged.
func TestHostile(t *testing.T) {
	t.Parallel()
	w, c := checked(t)
	before, ids := w.everything(), w.ids()
	for _, suite := range []struct {
		name string
		test func(t *testing.T, w *world, a *attack)
	}{
		{"people", hostilePeople}, {"ids", hostileIDs}, {"headers", hostileHeaders}, {"bodies", hostileBodies}, {"fields", hostileFields},
	} {
		for _, p := range permissions(t) {
			for _, e := range examples {
				if e.operation != p.Operation {
					continue
				}
				a := &attack{Permission: p, path: "/api/v1" + ids.Replace(e.path), body: ids.Replace(e.body)}
				a.headers, a.file = w.headers(c, p, e.sub, a.path), c.takesFile(p)
				if e.sub != "" {
					a.who = w.principal(e.sub)
				}
				t.Run(suite.name+"/"+p.Operation, func(t *testing.T) { suite.test(t, w, a) })
			}
		}
	}
	t.Run("person", func(t *testing.T) { hostilePerson(t, w) })
	t.Run("cursor", func(t *testing.T) { hostileCursor(t, w) })
	if after := w.everything(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
	for exchange := range c.driven {
		if strings.Contains(exchange, " 5") {
			t.Errorf("a fault of the server: %s", exchange)
		}
	}
	if w.logs.Len() > 0 {
		t.Errorf("logged: %s", w.logs)
	}
}

// everything is what the sample people can read, in one text.
func (w *world) everything() string {
	var text strings.Builder
	for _, sub := range []string{"sample-ada", "sample-ines"} {
		file := "assessments/" + w.file(sub)
		for _, path := range []string{"country", "members", "events", "assessments", file + "/responses", "releases", "instruments",
			file + "/assignments", file + "/signoffs", file + "/comments", file + "/pairs", file + "/plan", file + "/annex"} {
			text.WriteString(w.call(sub, "GET", "/api/v1/"+path, "").want(w.t, 200).text)
		}
	}
	for _, path := range []string{"?view=whole", "/judgements", "/findings", "/engagements", "/clarifications"} {
		text.WriteString(w.call("sample-rosa", "GET", w.ids().Replace("/api/v1/outreach/packages/{package}")+path, "").want(w.t, 200).text)
	}
	return text.String()
}

// hostilePeople: nobody, the other side, each role, the suspended and
// people of another country or team.
func hostilePeople(t *testing.T, w *world, a *attack) {
	if a.Side == "" {
		return
	}
	unknown := w.send(a.who, "GET", "/api/v1/nothing-of-the-kind", "")
	w.send(nil, a.Method, a.path, a.body, a.headers...).want(t, 401)
	suspended, other := *a.who, *a.who
	suspended.Roles = nil
	w.send(&suspended, a.Method, a.path, a.body, a.headers...).want(t, 401)
	for side, roles := range access.Roles {
		for _, role := range roles {
			other.Side, other.Roles = side, []access.Role{role}
			switch {
			case side != a.Side:
				if got := w.send(&other, a.Method, a.path, a.body, a.headers...); got.all() != unknown.all() {
					t.Errorf("to the other side's %s: %s", role, got.all())
				}
			case !slices.Contains(a.Roles, role):
				w.send(&other, a.Method, a.path, a.body, a.headers...).want(t, 403)
			}
		}
	}
	for _, method := range []string{"DELETE", "PATCH", "TRACE", "OPTIONS"} {
		if got := w.send(a.who, method, a.path, a.body, a.headers...); got.all() != unknown.all() {
			t.Errorf("%s: %s", method, got.all())
		}
	}
	if a.Method != "GET" {
		w.send(a.who, a.Method, a.path, a.body, append(a.headers, "Sec-Fetch-Site", "cross-site")...).want(t, 403)
	}
}

// hostileIDs: what is another country's or team's, or no id at all, is
// answered as what never existed.
func hostileIDs(t *testing.T, w *world, a *attack) {
	bad := []string{"%00", "%ff", "a%23b", "a%20b", "%C3%A9", strings.Repeat("x", 129), strings.Repeat("x", 5000), "..%2f..%2fme", "N%23xb", "~"}
	if !strings.Contains(a.Path, "{") {
		return
	}
	names, given := strings.Split(a.Path, "/"), strings.Split(strings.SplitN(a.path, "?", 2)[0], "/")
	never := slices.Clone(given)
	for i := range names {
		switch {
		case names[i] == "{sub}":
			never[i] = "%00" // any other could be somebody's
		case strings.HasPrefix(names[i], "{") && names[i] != "{question}" && names[i] != "{rule}":
			never[i] = "zz00000000"
		}
	}
	gone := w.send(a.who, a.Method, strings.Join(never, "/"), a.body, a.headers...).want(t, 404)
	stranger := *a.who
	stranger.Owner = map[string]string{sample.XA: sample.XB, sample.XB: sample.XA, sample.Team: "team999999"}[a.who.Owner]
	if a.Operation != "writeMember" && a.Operation != "writeOffer" { // about what a person or team has of its own
		if got := w.send(&stranger, a.Method, a.path, a.body, a.headers...); got.all() != gone.all() {
			t.Errorf("a stranger sees %s, not %s", got.all(), gone.all())
		}
	}
	for i := range names {
		for _, id := range bad {
			if !strings.HasPrefix(names[i], "{") || names[i] == "{sub}" && id == "~" {
				continue
			}
			parts := slices.Clone(given)
			parts[i] = id
			if got := w.send(a.who, a.Method, strings.Join(parts, "/"), a.body, a.headers...); got.all() != gone.all() {
				t.Errorf("%s = %.40q: %s", names[i], id, got.all())
			}
		}
	}
}

// hostilePerson: a person of another country can be neither taken nor changed.
func hostilePerson(t *testing.T, w *world) {
	taken := `{"name":"Ines","roles":["reader"],"active":true}`
	w.call("sample-ada", "PUT", "/api/v1/members/sample-ines", taken, "If-Match", `"0"`).want(t, 409)
	foreign := w.call("sample-ada", "PUT", "/api/v1/members/sample-ines", taken, "If-Match", `"1"`).want(t, 412)
	if never := w.call("sample-ada", "PUT", "/api/v1/members/sample-none", taken, "If-Match", `"1"`); never.all() != foreign.all() {
		t.Errorf("another country's person: %s; nobody: %s", foreign.all(), never.all())
	}
}

// hostileHeaders: versions and keys that are stale, missing or malformed.
func hostileHeaders(t *testing.T, w *world, a *attack) {
	matches := []string{`3`, `W/"1"`, `*`, `"x"`, `""`, `"-1"`, `"-0"`, `"+1"`, `"01"`, `" 1"`, `"1", "2"`, `"1`, `""1""`, `"1000001"`, `"99999999999999999999"`}
	keys := []string{"short", strings.Repeat("k", 21), strings.Repeat("k", 65), strings.Repeat("k", 30) + " ", strings.Repeat("k", 30) + "#", strings.Repeat("é", 20), "a, " + strings.Repeat("k", 30)}
	names := strings.Join(a.headers, " ")
	if strings.Contains(names, "If-Match") {
		w.send(a.who, a.Method, a.path, a.body, a.with("If-Match", "")...).want(t, 428)
		w.send(a.who, a.Method, a.path, a.body, a.with("If-Match", `"99"`)...).want(t, 412)
		if !strings.Contains(names, `If-Match "0"`) { // it is there; TestStale has items of several versions
			w.send(a.who, a.Method, a.path, a.body, a.with("If-Match", `"0"`)...).want(t, 412)
		}
		w.send(a.who, a.Method, a.path, a.body, append(a.headers, "If-Match", `"2"`)...).want(t, 400)
		for _, m := range matches {
			if got := w.send(a.who, a.Method, a.path, a.body, a.with("If-Match", m)...); got.status != 400 {
				t.Errorf("If-Match %s: %s", m, got.all())
			}
		}
	}
	if strings.Contains(names, "Idempotency-Key") {
		w.send(a.who, a.Method, a.path, a.body, a.with("Idempotency-Key", "")...).want(t, 400)
		w.send(a.who, a.Method, a.path, a.body, append(a.headers, "Idempotency-Key", w.key())...).want(t, 400)
		for _, k := range keys {
			if got := w.send(a.who, a.Method, a.path, a.body, a.with("Idempotency-Key", k)...); got.status != 400 {
				t.Errorf("Idempotency-Key %q: %s", k, got.all())
			}
		}
	}
}

// hostileBodies: bodies that are too large or not what the contract says.
func hostileBodies(t *testing.T, w *world, a *attack) {
	large := 257 << 10
	switch {
	case a.file:
		large = web.MaxWorkbook + 1
	case a.Operation == "writeNationalList", a.Operation == "previewNationalList": // a workbook in a field
		large += web.MaxCarried
	}
	if got := w.send(a.who, a.Method, a.path, strings.Repeat(" ", large), a.headers...); got.status != 413 {
		t.Errorf("%d bytes: %d %.300s", large, got.status, got.text)
	}
	if a.body == "" {
		return
	}
	if a.file { // package workbook has many more
		for _, body := range []string{"", "{}", "PK", a.body[:len(a.body)/2], a.body[len(a.body)/2:]} {
			w.send(a.who, a.Method, a.path, body, a.headers...).want(t, 422)
		}
		return
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(a.body, "{"), "}")
	more := func(field string) string { return "{" + strings.Trim(inner+","+field, ",") + "}" }
	hostileDepth(t, w, a, more)
	for name, body := range map[string]string{
		"nothing": "", "not JSON": "state=value", "cut off": a.body[:len(a.body)-1], "a list": "[" + a.body + "]",
		"null": "null", "a text": `"{}"`, "two": a.body + a.body, "not UTF-8": more("\"\xff\":1"),
		"unknown field": more(`"surprise":1`), "a name to escape": more(`"a~b/c":1`), "other case": strings.ToUpper(more(`"x":1`)),
		"a number too large": more(`"x":1e999`), "prototype": more(`"__proto__":{"version":1}`),
	} {
		if got := w.send(a.who, a.Method, a.path, body, a.headers...); got.status != 422 {
			t.Errorf("%s: %d %.300s", name, got.status, got.text)
		}
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(a.body), &fields); err != nil {
		t.Fatal(err)
	}
	for name, value := range fields {
		rest := maps.Clone(fields)
		twice := more(fmt.Sprintf("%q:%s", name, value))
		rest[name] = json.RawMessage(`{"` + name + `":null}`)
		wrong, _ := json.Marshal(rest)
		for _, body := range []string{twice, string(wrong)} {
			if got := w.send(a.who, a.Method, a.path, body, a.headers...); got.status != 422 {
				t.Errorf("%s: %d %.300s", body, got.status, got.text)
			}
		}
	}
}

// hostileDepth: a body that nests deeper than the contract says is refused for
// that; one that nests as deep, or only in a text, for what else is wrong.
func hostileDepth(t *testing.T, w *world, a *attack, more func(field string) string) {
	const limit, fault = 32, `"detail":"the body nests too deep"`
	nest := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, test := range []struct {
		name, body string
		deep       bool
	}{
		{"ten thousand", nest(10_000), true}, {"ten thousand inside", more(`"x":` + nest(10_000)), true},
		{"one too many", nest(limit + 1), true}, {"one too many inside", more(`"x":` + nest(limit)), true},
		{"objects and lists", strings.Repeat(`{"x":[`, 17) + strings.Repeat(`]}`, 17), true}, {"after a text", more(`"\"":` + nest(limit)), true},
		{"the limit", nest(limit), false}, {"the limit inside", more(`"x":` + nest(limit-1)), false}, {"the limit twice", more(`"x":` + nest(limit-1) + `,"y":` + nest(limit-1)), false},
		{"in a text", more(`"x":"\"` + strings.Repeat("[", 100) + `"`), false},
	} {
		got := w.send(a.who, a.Method, a.path, test.body, a.headers...)
		if got.status != 422 || strings.Contains(got.text, fault) != test.deep {
			t.Errorf("nests %s: %d %.300s", test.name, got.status, got.text)
		}
	}
}

// hostileFields: no field that the server owns can be set by sending it.
func hostileFields(t *testing.T, w *world, a *attack) {
	owned := []string{"id", "version", "sub", "owner", "side", "country", "by", "at", "state", "revision", "catalogue", "annex_edition", "seal_id",
		"sealing_since", "opened", "opened_by", "carried_from", "submission", "explained", "question", "carried", "request", "hash", "manifest",
		"result", "content", "package", "withheld", "responses", "standing", "withdrawn", "accepted", "seen", "rejected", "number", "key", "print", "Key", "-"}
	places := []struct{ name, operation, old, new string }{
		{"accepted answer", "writeResponse", `"response":{`, `"response":{"accepted":true,`},
		{"accepted not applicable", "writeResponse", `"state":"value","level":3`, `"state":"na","reason":"This does not apply to us at all.","accepted":true`},
		{"seen evidence", "writeResponse", `"grade":4`, `"grade":4,"sealed":true,"seen":true`},
		{"rejected evidence", "writeResponse", `"grade":4`, `"grade":4,"rejected":true`},
		{"version in the answer", "writeResponse", `"response":{`, `"response":{"version":7,`},
		{"reviewer in the rating", "writeJudgement", `"rating":{`, `"rating":{"by":"somebody",`},
	}
	if a.body == "" || a.file {
		return
	}
	bodies := map[string]string{}
	for _, field := range owned {
		if !strings.Contains(a.body, `"`+field+`"`) || a.Operation == "writeResponse" {
			bodies[field] = strings.Replace(a.body, "{", `{"`+field+`":"x",`, 1)
		}
	}
	for _, p := range places {
		if p.operation == a.Operation {
			bodies[p.name] = strings.Replace(a.body, p.old, p.new, 1)
		}
	}
	for name, body := range bodies {
		body = strings.Replace(body, ",}", "}", 1)
		if got := w.send(a.who, a.Method, a.path, body, a.headers...); got.status != 422 || len(got.body["errors"].([]any)) == 0 {
			t.Errorf("%s: %s", name, got.all())
		}
	}
}

// TestHostileKeys: a key that was used for another call is refused, and a call
// that takes none is not confused by one.
func TestHostileKeys(t *testing.T) {
	t.Parallel()
	w, c := checked(t)
	ids := w.ids()
	opened := map[string]string{"sample-ada": w.key(), "sample-ines": w.key()}
	for sub, key := range opened {
		w.call(sub, "POST", "/api/v1/assessments", `{"cycle":"2030","track":"adherent"}`, "Idempotency-Key", key).want(t, 201)
	}
	tried := 0
	for _, p := range permissions(t) {
		for _, e := range examples {
			if e.operation != p.Operation || !c.takes(p, "IdempotencyKey") || c.takes(p, "IfMatch") {
				continue
			}
			tried++
			path, body, key := "/api/v1"+ids.Replace(e.path), ids.Replace(e.body), opened[e.sub]
			if key == "" { // a reviewer opens nothing
				key = w.key()
				w.call(e.sub, p.Method, path, body, "Idempotency-Key", key).want(t, 201)
				w.call(e.sub, p.Method, path, body, "Idempotency-Key", key).want(t, 201)
				body = strings.Replace(body, "?", "!", 1)
			}
			w.call(e.sub, p.Method, path, body, "Idempotency-Key", key).want(t, 422)
		}
	}
	if tried < 4 {
		t.Errorf("only %d calls take a key", tried)
	}
	question := "/api/v1/assessments/" + w.file("sample-kofi") + "/responses/EN-16"
	headers := []string{"If-Match", w.call("sample-kofi", "GET", question, "").header.Get("ETag"), "Idempotency-Key", w.key()}
	for _, step := range []struct {
		name, body string
		status     int
	}{
		{"saved", `{"response":{"state":"value","level":1}}`, 200},
		{"repeated", `{"response":{"state":"value","level":1}}`, 200},
		{"another answer under the key", `{"response":{"state":"value","level":2}}`, 422},
		{"another flag under the key", `{"response":{"state":"value","level":1},"flag":"look"}`, 422},
	} {
		if got := w.call("sample-kofi", "PUT", question, step.body, headers...); got.status != step.status {
			t.Errorf("%s: %s", step.name, got.all())
		}
	}
	country := `{"name":"Xanadu","status":"non_partner","time_zone":"UTC","language":"en"}`
	w.call("sample-ada", "PUT", "/api/v1/country", country, "If-Match", `"1"`, "Idempotency-Key", opened["sample-ada"]).want(t, 200)
	w.call("sample-ada", "PUT", "/api/v1/country", country, "If-Match", `"1"`, "Idempotency-Key", opened["sample-ada"]).want(t, 412)
}

// hostileCursor: a cursor reaches nothing outside the caller's country.
func hostileCursor(t *testing.T, w *world) {
	own := map[any]bool{}
	for _, e := range w.call("sample-ada", "GET", "/api/v1/events", "").want(t, 200).body["events"].([]any) {
		own[e.(map[string]any)["hash"]] = true
	}
	foreign := w.call("sample-ines", "GET", "/api/v1/events", "").want(t, 200).body["events"].([]any)
	cursors := []string{"0", "-1", "1", "1000000000", "1000000001", "1e3", "0x1", "abc", "%00", "99999999999999999999", "A%23xb00000000%23", "xb00000000", "1%26country=xb00000000", "1&country=xb00000000"}
	for _, e := range foreign {
		event := e.(map[string]any)
		cursors = append(cursors, fmt.Sprint(event["number"]), event["hash"].(string))
	}
	for _, cursor := range cursors {
		got := w.send(w.principal("sample-ada"), "GET", "/api/v1/events?before="+cursor, "")
		if got.status != 422 && got.status != 200 {
			t.Errorf("%s: %s", cursor, got.all())
		}
		events, _ := got.body["events"].([]any)
		for _, e := range events {
			if !own[e.(map[string]any)["hash"]] {
				t.Errorf("%s reaches %v", cursor, e)
			}
		}
	}
}
