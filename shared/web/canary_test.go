package web_test

import (
	"archive/zip"
	"context"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// unzipped is what the files of a zip hold; nothing of what is none.
func unzipped(t *testing.T, data string) string {
	t.Helper()
	if strings.HasPrefix(data, "%PDF") {
		f, err := pdftest.Read([]byte(data))
		if err != nil {
			t.Fatal(err)
		}
		return f.Everything()
	}
	if !strings.HasPrefix(data, "PK") {
		return ""
	}
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, in); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// caller is somebody who tries every route, with ids in the places of its path.
type caller struct {
	who    *access.Principal
	ids    []string          // for a file, a submission or a package
	places map[string]string // for the rest
}

// sweep calls every route as a caller, those of the caller's side with every id
// there is in every place of the path, and returns all that comes back, headers
// and all. An official only reads what is the country's own, so that the calls
// change nothing that is looked for.
func (w *world) sweep(t *testing.T, c caller, own ...string) string {
	t.Helper()
	var all strings.Builder
	take := func(method, path, body string, headers ...string) {
		got := w.send(c.who, method, path, body, headers...)
		all.WriteString(got.all() + "\n")
		all.WriteString(unzipped(t, got.text))
	}
	for _, p := range permissions(t) {
		body := ""
		for _, e := range examples {
			if e.operation == p.Operation {
				body = idsOf("x", "x", "x", "x").Replace(e.body)
			}
		}
		last := ""
		for i, id := range c.ids {
			path := c.path(p, id)
			if path == last || i > 0 && p.Side != c.who.Side {
				break
			}
			last = path
			if c.who.Side == access.National && p.Method != "GET" && (path == p.Path || slices.Contains(own, id)) {
				continue
			}
			take(p.Method, path, body, "If-Match", `"0"`, "Idempotency-Key", w.key())
			if p.Method == "GET" {
				take(p.Method, path+"?view=whole", "")
				take(p.Method, path+"?view=blind&section=EN-A&before=1000", "")
			}
			if strings.HasSuffix(path, "/report") {
				w.reports++
				for k, f := range pdftest.Formats() {
					if strings.HasPrefix(f.Name, "pdf") {
						continue // its text is shapes of letters, packed; it is made of what html is made of
					}
					if (k+w.reports)%3 != 0 && !effort.Full() {
						continue // each format has its turn in one state or another
					}
					take(p.Method, path+"?format="+f.Name+"&language="+language.All()[k%len(language.All())].Code(), "")
				}
			}
			if question := strings.Replace(path, "EN-16", "LB-01", 1); p.Side == access.Outreach && question != path {
				take(p.Method, question, body, "If-Match", `"0"`)
				take(p.Method, question, body, "If-Match", `"99"`)
			}
		}
	}
	return all.String()
}

// path fills the places of a route's path in.
func (c *caller) path(p access.Permission, id string) string {
	pairs := []string{"{question}", "EN-16", "{rule}", "CR-05", "{criterion}", "C3", "{section}", "EN-A", "{row}", "3.A.2", "{submission}", id, "{package}", id}
	for place, name := range c.places {
		if place != "{file}" {
			pairs = append(pairs, place, name)
		}
	}
	return strings.NewReplacer(append(pairs, "{file}", id)...).Replace(p.Path)
}

// TestCanary: whatever was not released appears in nothing that a reviewer can
// get, before a release, after it, in either view, with the result over the
// whole record, and after withdrawal; what was released no longer does then.
// Another country and another team never see any of it.
func TestCanary(t *testing.T) {
	effort.OneGoroutine(t)
	t.Parallel()
	w, _ := checked(t)
	xa, xb := w.plants(t, "sample-ada", "xa"), w.plants(t, "sample-ines", "xb")
	lead := func(path, body string, status int) map[string]any {
		t.Helper()
		return w.call("sample-ines", "POST", "/api/v1"+path, body, "Idempotency-Key", w.key()).want(t, status).body
	}
	xb.send("POST", xb.file+"/reopen", "", map[string]any{"reason": xb.next("closed") + " was the reason."})
	for _, p := range []*planter{xa, xb} {
		p.answers()
		p.beside()
		p.law()
		p.plan()
		p.people()
	}
	rosa := caller{who: w.principal("sample-rosa"), places: xb.places}
	rosa.ids = []string{xa.places["{file}"], xb.places["{file}"], "xa00000000", "xb00000000"}
	for _, g := range w.call("sample-ines", "GET", "/api/v1/releases", "").want(t, 200).body["releases"].([]any) {
		rosa.ids = append(rosa.ids, g.(map[string]any)["package"].(string))
	}
	look := func(state string, forbidden *regexp.Regexp) string {
		t.Helper()
		return w.look(t, state, rosa, forbidden)
	}
	look("in a draft", anyCanary)

	sealed := lead("/assessments/"+xb.places["{file}"]+"/seal", `{}`, 201)["submission"].(string)
	rosa.ids = append(rosa.ids, sealed)
	if text := w.call("sample-ines", "GET", "/api/v1/submissions/"+sealed, "").want(t, 200).text; !closedCanary.MatchString(text) || !strings.Contains(text, "canary-open-") {
		t.Fatal("the canaries are not in the submission; the test would find nothing")
	}
	look("sealed", anyCanary)
	lead("/submissions/"+sealed+"/preview", `{"team":"team000000","whole_result":true}`, 200)
	look("previewed", anyCanary)

	var packages []string
	for _, whole := range []string{"false", "true"} {
		pkg := lead("/submissions/"+sealed+"/releases", `{"team":"team000000","whole_result":`+whole+`}`, 201)["package"].(string)
		packages, rosa.ids = append(packages, pkg), append(rosa.ids, pkg)
		if got := look("released, whole result "+whole, closedCanary); !strings.Contains(got, "canary-open-") {
			t.Error("what was released does not appear either; the test would find nothing")
		}
		w.holds(t, pkg, xb.released)
	}
	w.otherSide(t, xa, xb, rosa, packages[0])
	for _, pkg := range packages {
		lead("/releases/"+pkg+"/withdraw", `{}`, 200)
	}
	look("withdrawn", regexp.MustCompile(`canary-(open|closed|note)-`)) // what was told stays told
	if anyCanary.MatchString(w.logs.String()) || w.logs.Len() > 0 {
		t.Errorf("logged: %s", w.logs)
	}
}

// look sweeps, and fails where something comes back that must not.
func (w *world) look(t *testing.T, state string, c caller, forbidden *regexp.Regexp, own ...string) string {
	t.Helper()
	got := w.sweep(t, c, own...)
	if leak := forbidden.FindStringIndex(got); leak != nil {
		t.Errorf("%s, %s sees: %s", state, c.who.Sub, got[max(0, leak[0]-300):min(len(got), leak[1]+100)])
	}
	return got
}

// holds fails unless the team gets what was released in a package, in every
// form of it, and nothing else.
func (w *world) holds(t *testing.T, pkg string, released []string) {
	t.Helper()
	path := "/api/v1/outreach/packages/" + pkg
	text := w.call("sample-rosa", "GET", path+"?view=whole", "").want(t, 200).text
	for _, canary := range released {
		if !strings.Contains(text, canary) {
			t.Errorf("the package does not hold %s, which was released", canary)
		}
	}
	for _, f := range []string{"json", "html", "csv", "csv-plain", "package"} {
		if got := w.call("sample-rosa", "GET", path+"/report?format="+f, "").want(t, 200).text; strings.Count(got, "canary-open-") < 100 || closedCanary.MatchString(got) {
			t.Errorf("the report %s holds %d times what was released, and of the rest %q", f, strings.Count(got, "canary-open-"), closedCanary.FindString(got))
		}
	}
}

// otherSide: a team's judgement and note reach nothing that the country reads;
// what a country wrote or released, and what the team told it, reaches neither
// another country nor another team.
func (w *world) otherSide(t *testing.T, xa, xb *planter, rosa caller, pkg string) {
	t.Helper()
	team, about := &planter{&canaries{owner: "team"}, w, t, "sample-rosa", "", nil}, "/api/v1/outreach/packages/"+pkg
	told := func() string { return team.next("told") }
	team.send("PUT", about+"/judgements/LB-02", `"0"`, map[string]any{"rating": map[string]any{"level": 1, "grade": 2}, "note": team.next("note") + " is what it shows."})
	team.send("PUT", "/api/v1/outreach/offers/EN-C", `"0"`, map[string]any{"text": team.next("offer"), "open": true})
	asked := team.send("POST", about+"/clarifications", "", map[string]any{"question": "LB-01", "asked": told()})
	team.send("POST", about+"/findings", "", map[string]any{"kind": "strength", "question": "LB-01", "text": told()})
	meeting := team.send("POST", about+"/engagements", "", map[string]any{"kind": "visit", "state": "proposed", "from": "2027-05-10", "to": "2027-05-12", "place": told(), "participants": told(), "agenda": told()})
	xb.places["{clarification}"], xb.places["{engagement}"] = asked.body["id"].(string), meeting.body["id"].(string)
	xb.send("PUT", "/api/v1/clarifications/"+xb.places["{clarification}"], `"1"`, map[string]any{"reply": xb.next("told")})

	second := &assessment.Member{Sub: "second-team", Version: 1, Name: "Reviews for another team", Roles: []string{"reviewer"}, Active: true}
	ctx, event := context.Background(), assessment.Event{At: w.clock, By: "operator", Kind: "member_added", About: second.Sub, Name: "Southern outreach"}
	if err := w.store.AddReviewer(ctx, "team111111", second, event); err != nil {
		t.Fatal(err)
	}
	who, err := w.store.Principal(ctx, access.Outreach, second.Sub)
	if err != nil {
		t.Fatal(err)
	}
	w.look(t, "in another team", caller{who, rosa.ids, xb.places}, anyCanary)

	ada := caller{w.principal("sample-ada"), append(rosa.ids[1:len(rosa.ids):len(rosa.ids)], rosa.ids[0]), xb.places}
	ines := caller{w.principal("sample-ines"), rosa.ids, xa.places}
	seen := w.look(t, "in another country", ada, regexp.MustCompile(`canary-[a-z]+-(xb|team)-`), rosa.ids[0])
	seen += w.look(t, "in the country itself", ines, regexp.MustCompile(`canary-([a-z]+-xa|(note|offer)-team)-`), rosa.ids[1:]...)
	seen += w.look(t, "in the team", rosa, closedCanary)
	for _, canary := range []string{"canary-closed-xa-", "canary-closed-xb-", "canary-note-team-", "canary-offer-team-", "canary-told-team-", "canary-told-xb-"} {
		if !strings.Contains(seen, canary) {
			t.Errorf("nobody sees %s either; the test would find nothing", canary)
		}
	}
}
