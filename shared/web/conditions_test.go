package web_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
)

// unkeyed are the POST that take no Idempotency-Key, and why a repeat is safe.
var unkeyed = map[string]string{
	"previewRelease":      "makes nothing",
	"previewNationalList": "makes nothing",
	"previewImport":       "makes nothing",
	"applyImport":         "chosen names the version of every answer that it replaces",
	"withdraw":            "goes one way, and a repeat changes nothing: TestWithdrawnTwice",
}

// untagged are the calls that make something without saying its version, and
// why nobody needs it.
var untagged = map[string]string{
	"seal":        "a receipt never changes",
	"release":     "a grant changes once, by withdraw, which takes no version",
	"tellFinding": "a finding stays as it was told",
}

// TestConditions: no call changes what its author did not see, and none makes a
// thing twice. Every PUT names a version and answers with the next; every POST
// has a key, and what it makes has a version.
func TestConditions(t *testing.T) {
	t.Parallel()
	w, c := checked(t)
	ids, used := w.ids(), map[string]bool{}
	excused := func(list map[string]string, operation string) bool {
		reason, listed := list[operation]
		if listed {
			used[operation] = true
		}
		return reason != ""
	}
	for _, p := range permissions(t) {
		success := "200"
		if made, _ := c.at(c.operation(p), "responses", "201"); made != nil {
			success = "201"
		}
		tag, _ := c.at(c.operation(p), "responses", success, "headers", "ETag")
		match, key := c.takes(p, "IfMatch"), c.takes(p, "IdempotencyKey")
		switch p.Method {
		case "GET":
			if match || key {
				t.Errorf("%s changes nothing, and takes If-Match %v, Idempotency-Key %v", p.Operation, match, key)
			}
			continue
		case "PUT":
			if stale, _ := c.at(c.operation(p), "responses", "428"); !match || tag == nil || stale == nil {
				t.Errorf("%s: If-Match %v, 428 %v, ETag %v", p.Operation, match, stale != nil, tag != nil)
			}
			w.without(t, c, p, ids, "If-Match", 428)
		case "POST":
			if excused(unkeyed, p.Operation) {
				if key || success == "201" {
					t.Errorf("%s is excused from a key: it takes one %v, and answers %s", p.Operation, key, success)
				}
				continue
			}
			if !key {
				t.Errorf("%s takes no Idempotency-Key", p.Operation)
			}
			w.without(t, c, p, ids, "Idempotency-Key", 400)
			if excused(untagged, p.Operation) == (tag != nil) {
				t.Errorf("%s: the answer gives the version %v", p.Operation, tag != nil)
			}
		default:
			t.Errorf("%s: there is no rule for %s", p.Operation, p.Method)
		}
	}
	if len(used) != len(unkeyed)+len(untagged) {
		t.Errorf("of the calls that are excused there are only %v", used)
	}
}

// without makes the example of a call as it would be carried out, but for a
// header.
func (w *world) without(t *testing.T, c *contract, p access.Permission, ids *strings.Replacer, header string, status int) {
	t.Helper()
	i := slices.IndexFunc(examples, func(e struct{ operation, sub, path, body string }) bool { return e.operation == p.Operation })
	e := examples[i]
	a := &attack{path: "/api/v1" + ids.Replace(e.path)}
	a.headers = w.headers(c, p, e.sub, a.path)
	got := w.send(w.principal(e.sub), p.Method, a.path, ids.Replace(e.body), a.with(header, "")...)
	if got.status != status || !strings.Contains(got.text, "/problems/"+strings.ToLower(header)+`"`) {
		t.Errorf("%s without %s: %s", p.Operation, header, got.all())
	}
}

// TestStale: once a thing has changed, and once more, every version before is
// stale for everybody who saw it, also 0 for what was not there.
func TestStale(t *testing.T) {
	t.Parallel()
	w, c := checked(t)
	ids, puts := w.ids(), map[string]access.Permission{}
	for _, p := range permissions(t) {
		if p.Method == "PUT" {
			puts[p.Operation] = p
		}
	}
	for _, e := range examples {
		p, put := puts[e.operation]
		if !put {
			continue
		}
		delete(puts, e.operation)
		a := &attack{path: "/api/v1" + ids.Replace(e.path), body: ids.Replace(e.body)}
		a.headers = w.headers(c, p, e.sub, a.path)
		send := func(version string) *answer {
			headers := a.with("If-Match", version)
			if c.takes(p, "IdempotencyKey") {
				headers = append((&attack{headers: headers}).with("Idempotency-Key", ""), "Idempotency-Key", w.key())
			}
			return w.send(w.principal(e.sub), p.Method, a.path, a.body, headers...)
		}
		old := []string{`"0"`}
		version := a.headers[slices.Index(a.headers, "If-Match")+1]
		for round := range 2 {
			got := send(version)
			if got.status != 200 && (round == 0 || e.operation != "writePosition") { // what is agreed stays
				t.Errorf("%s from version %s: %s", e.operation, version, got.all())
			}
			if got.status != 200 {
				break
			}
			old, version = append(old, version), got.header.Get("ETag")
			for _, stale := range old {
				if again := send(stale); again.status != 412 {
					t.Errorf("%s from version %s, where %s stands: %s", e.operation, stale, version, again.all())
				}
			}
		}
	}
	if len(puts) > 0 {
		t.Errorf("without an example: %v", puts)
	}
}

// TestWithdrawnTwice: of several who withdraw a package at once, and again
// later, one does it; it stays withdrawn as it was then.
func TestWithdrawnTwice(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	path := w.ids().Replace("/api/v1/releases/{package}/withdraw")
	var all sync.WaitGroup
	who := w.principal("sample-ines")
	for range 4 {
		all.Go(func() {
			if got := w.send(who, "POST", path, `{}`); !slices.Contains([]int{200, 412, 503}, got.status) {
				t.Errorf("at once: %s", got.all())
			}
		})
	}
	all.Wait()
	first := w.call("sample-ines", "POST", path, `{}`).want(t, 200)
	if again := w.call("sample-ines", "POST", path, `{}`).want(t, 200); again.text != first.text || first.body["version"] != 2.0 || first.body["withdrawn"] == nil {
		t.Errorf("withdrawn as %s, then %s", first.text, again.text)
	}
	if events := w.call("sample-ines", "GET", "/api/v1/events", "").want(t, 200).text; strings.Count(events, `"withdrawn"`) != 1 {
		t.Errorf("the events are %s", events)
	}
}
