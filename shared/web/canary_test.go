package web_test

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// The canaries of the test below are unique strings: closed ones stand where
// nothing is ever released, open ones in the text of answers that will be.
var (
	anyCanary    = regexp.MustCompile(`canary-[a-z]+-\d+`)
	closedCanary = regexp.MustCompile(`canary-closed-\d+`)
)

// canaries gives every field its own string.
type canaries struct{ n int }

func (c *canaries) next(kind string) string {
	c.n++
	return fmt.Sprintf("canary-%s-%05d", kind, c.n)
}

// fill puts a canary into every text of an answer.
func (c *canaries) fill(kind string, response map[string]any, release string) {
	response["text"], response["reason"] = c.next(kind), c.next(kind)+" is a reason that is long enough"
	items, _ := response["evidence"].([]any)
	if len(items) == 0 {
		items = []any{map[string]any{"grade": 1, "date": "2025-01-02"}}
	}
	for _, item := range items {
		for _, field := range []string{"title", "pinpoint", "custodian", "identifier"} {
			item.(map[string]any)[field] = c.next(kind)
		}
	}
	for _, item := range append(items, response) {
		for _, field := range []string{"accepted", "seen", "rejected"} { // a reviewer's to set
			delete(item.(map[string]any), field)
		}
	}
	response["evidence"] = items
	response["release"] = release
}

// plant saves the answers of a country's file: first with closed canaries,
// which go to the history, then with those that stay. Answers of the legal
// basis will be released and have open ones.
func (c *canaries) plant(t *testing.T, w *world, sub, file string) {
	t.Helper()
	records := w.call(sub, "GET", file+"/responses", "").want(t, 200).body["responses"].([]any)
	if len(records) < 100 {
		t.Fatalf("only %d answers to plant canaries in", len(records))
	}
	for i, r := range records {
		if sub == "sample-ada" && i%4 > 0 { // nothing of XA is ever released
			continue
		}
		record := r.(map[string]any)
		question, response := record["question"].(string), record["response"].(map[string]any)
		version := fmt.Sprintf(`"%v"`, record["version"])
		rounds := []string{"history", "stays"}
		if i%3 > 0 { // each save waits for the disk; a third of the histories is enough
			rounds = rounds[1:]
		}
		for _, round := range rounds {
			kind, release := "closed", []string{"ministry", "national"}[i%2]
			if round == "stays" && strings.HasPrefix(question, "LB") {
				kind, release = "open", []string{"outreach", "public"}[i%2]
			}
			c.fill(kind, response, release)
			body, err := json.Marshal(map[string]any{"response": response, "flag": c.next("closed")})
			if err != nil {
				t.Fatal(err)
			}
			version = w.call(sub, "PUT", file+"/responses/"+question, string(body), "If-Match", version, "Idempotency-Key", w.key()).want(t, 200).header.Get("ETag")
		}
	}
	header := w.call(sub, "GET", file, "").want(t, 200).header.Get("ETag")
	explanation := fmt.Sprintf(`{"text":"%s explains what does not agree."}`, c.next("closed"))
	w.call(sub, "PUT", file+"/explanations/CR-05", explanation, "If-Match", header).want(t, 200)
	person := fmt.Sprintf(`{"name":%q,"roles":["contributor"],"bodies":[%q],"active":true}`, c.next("closed"), c.next("closed"))
	w.call(sub, "PUT", "/api/v1/members/"+c.next("closed"), person, "If-Match", `"0"`).want(t, 200)
	list := fmt.Sprintf(`{"name":%q,"csv":"code,title,mtcr\n%s,%s,3.A.1\n"}`, c.next("closed"), c.next("closed"), c.next("closed"))
	stands := w.call(sub, "GET", file+"/annex", "").want(t, 200).header.Get("ETag")
	w.call(sub, "PUT", file+"/annex/list", list, "If-Match", stands).want(t, 200)
	w.call(sub, "PUT", file+"/annex/rows/3.A.2", fmt.Sprintf(`{"state":"confirmed","reason":"%s carries it."}`, c.next("closed")), "If-Match", `"0"`).want(t, 200)
	opened := fmt.Sprintf(`{"cycle":%q,"track":"prospective"}`, c.next("closed"))
	w.call(sub, "POST", "/api/v1/assessments", opened, "Idempotency-Key", w.key()).want(t, 201)
}

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

// sweep calls every route as a reviewer, those of the team's side with every id
// there is in every place of the path, and returns all that comes back, headers
// and all.
func (w *world) sweep(t *testing.T, sub string, ids []string) string {
	t.Helper()
	var all strings.Builder
	take := func(method, path, body string, headers ...string) {
		got := w.call(sub, method, path, body, headers...)
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
		for i, id := range ids {
			if i > 0 && (p.Side != access.Outreach || !strings.Contains(p.Path, "{")) {
				break
			}
			path := strings.NewReplacer("{question}", "EN-16", "{rule}", "CR-05", "{sub}", "sample-ines",
				"{file}", id, "{submission}", id, "{package}", id).Replace(p.Path)
			take(p.Method, path, body, "If-Match", `"0"`, "Idempotency-Key", w.key())
			if p.Method == "GET" {
				take(p.Method, path+"?view=whole", "")
				take(p.Method, path+"?view=blind&section=EN-A&before=1000", "")
			}
			if strings.HasSuffix(path, "/report") {
				for k, f := range pdf.Formats {
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

// TestCanary: whatever was not released appears in nothing that a reviewer can
// get, before a release, after it, in either view, with the result over the
// whole record, and after withdrawal; what was released no longer does then.
func TestCanary(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	c := &canaries{}
	xa, xb := "/api/v1/assessments/"+w.file("sample-ada"), "/api/v1/assessments/"+w.file("sample-ines")
	reason := fmt.Sprintf(`{"reason":"%s was the reason."}`, c.next("closed"))
	w.call("sample-ines", "POST", xb+"/reopen", reason, "Idempotency-Key", w.key()).want(t, 201)
	c.plant(t, w, "sample-ada", xa)
	c.plant(t, w, "sample-ines", xb)
	ids := []string{xa[len("/api/v1/assessments/"):], xb[len("/api/v1/assessments/"):], "xa00000000", "xb00000000"}
	for _, g := range w.call("sample-ines", "GET", "/api/v1/releases", "").want(t, 200).body["releases"].([]any) {
		ids = append(ids, g.(map[string]any)["package"].(string))
	}
	look := func(state string, forbidden *regexp.Regexp) string {
		got := w.sweep(t, "sample-rosa", ids)
		if leak := forbidden.FindStringIndex(got); leak != nil {
			t.Errorf("%s: %s", state, got[max(0, leak[0]-300):min(len(got), leak[1]+100)])
		}
		return got
	}
	look("in a draft", anyCanary)

	sealed := w.call("sample-ines", "POST", xb+"/seal", `{}`, "Idempotency-Key", w.key()).want(t, 201).body["submission"].(string)
	ids = append(ids, sealed)
	if text := w.call("sample-ines", "GET", "/api/v1/submissions/"+sealed, "").want(t, 200).text; !closedCanary.MatchString(text) || !strings.Contains(text, "canary-open-") {
		t.Fatal("the canaries are not in the submission; the test would find nothing")
	}
	look("sealed", anyCanary)
	w.call("sample-ines", "POST", "/api/v1/submissions/"+sealed+"/preview", `{"team":"team000000","whole_result":true}`).want(t, 200)
	look("previewed", anyCanary)

	var packages []string
	for _, whole := range []string{"false", "true"} {
		grant := w.call("sample-ines", "POST", "/api/v1/submissions/"+sealed+"/releases", `{"team":"team000000","whole_result":`+whole+`}`, "Idempotency-Key", w.key()).want(t, 201)
		packages = append(packages, grant.body["package"].(string))
		ids = append(ids, grant.body["package"].(string))
		if got := look("released, whole result "+whole, closedCanary); !strings.Contains(got, "canary-open-") {
			t.Error("what was released does not appear either; the test would find nothing")
		}
		for _, f := range []string{"json", "html", "csv", "csv-plain", "package"} {
			path := "/api/v1/outreach/packages/" + grant.body["package"].(string) + "/report?format=" + f
			if got := w.call("sample-rosa", "GET", path, "").want(t, 200).text; strings.Count(got, "canary-open-") < 100 || closedCanary.MatchString(got) {
				t.Errorf("the report %s holds %d of what was released", f, strings.Count(got, "canary-open-"))
			}
		}
	}
	w.otherSide(t, c, packages[0])
	for _, pkg := range packages {
		w.call("sample-ines", "POST", "/api/v1/releases/"+pkg+"/withdraw", `{}`).want(t, 200)
	}
	look("withdrawn", anyCanary)
	if anyCanary.MatchString(w.logs.String()) || w.logs.Len() > 0 {
		t.Errorf("logged: %s", w.logs)
	}
}

// otherSide: a team's judgement and note reach nothing that the country reads,
// and a released text reaches no other country.
func (w *world) otherSide(t *testing.T, c *canaries, pkg string) {
	t.Helper()
	note := c.next("note")
	w.call("sample-rosa", "PUT", "/api/v1/outreach/packages/"+pkg+"/judgements/LB-02", `{"rating":{"level":1,"grade":2},"note":"`+note+` is what it shows."}`, "If-Match", `"0"`).want(t, 200)
	if got := w.call("sample-rosa", "GET", "/api/v1/outreach/packages/"+pkg+"/judgements", "").want(t, 200).text; !strings.Contains(got, note) {
		t.Error("the note is not there; the test would find nothing")
	}
	for _, sub := range []string{"sample-ines", "sample-ada"} {
		for _, path := range []string{"events", "releases", "members", "country", "assessments/" + w.file(sub) + "/result", "assessments/" + w.file(sub) + "/problems", "outreach/packages/" + pkg + "/judgements"} {
			if got := w.call(sub, "GET", "/api/v1/"+path, ""); strings.Contains(got.all(), note) {
				t.Errorf("%s reads the team's note at %s", sub, path)
			}
		}
	}
}
