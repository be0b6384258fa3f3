package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The canaries of TestCanary are unique strings, each with its kind and whose
// it is: closed ones stand where nothing is ever released, open ones in what
// will be. Of a team's, notes stay with it and what is told goes to one country.
var (
	anyCanary    = regexp.MustCompile(`canary-[a-z]+-[a-z]+-\d+`)
	closedCanary = regexp.MustCompile(`canary-(closed-[a-z]+|[a-z]+-xa)-\d+`) // XA releases nothing
)

// canaries gives every field its own string.
type canaries struct {
	owner    string
	n        int
	released []string // by what else than answers is released, what must be found in a package
}

func (c *canaries) next(kind string) string {
	c.n++
	return fmt.Sprintf("canary-%s-%s-%05d", kind, c.owner, c.n)
}

// goes is a new string of something that is no answer and that a team will see.
func (c *canaries) goes() string {
	c.released = append(c.released, c.next("open"))
	return c.released[len(c.released)-1]
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

// planter is the lead of a country who puts canaries into a file.
type planter struct {
	*canaries
	w         *world
	t         *testing.T
	sub, file string
	places    map[string]string // what stands for a place of a path that names something planted
}

// plants makes one who plants in the last file of a country.
func (w *world) plants(t *testing.T, sub, owner string) *planter {
	file := w.file(sub)
	return &planter{&canaries{owner: owner}, w, t, sub, "/api/v1/assessments/" + file, map[string]string{"{sub}": sub, "{file}": file}}
}

// send makes a call that must succeed; a map is sent as JSON.
func (p *planter) send(method, path, seen string, body map[string]any) *answer {
	p.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	got := p.w.call(p.sub, method, path, string(data), "If-Match", seen, "Idempotency-Key", p.w.key())
	if got.status >= 300 {
		p.t.Fatalf("%s %s with %s: %s", method, path, data, got.all())
	}
	return got
}

// answers saves the answers of the file: first with closed canaries, which go
// to the history, then with those that stay. Answers of the legal basis will be
// released and have open ones.
func (p *planter) answers() {
	p.t.Helper()
	records := p.w.call(p.sub, "GET", p.file+"/responses", "").want(p.t, 200).body["responses"].([]any)
	if len(records) < 100 {
		p.t.Fatalf("only %d answers to plant canaries in", len(records))
	}
	for i, r := range records {
		if p.owner == "xa" && i%4 > 0 { // nothing of XA is ever released
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
			p.fill(kind, response, release)
			body := map[string]any{"response": response, "flag": p.next("closed")}
			version = p.send("PUT", p.file+"/responses/"+question, version, body).header.Get("ETag")
		}
	}
}

// beside fills what stands beside the answers: an explanation, the national
// list with a decision about it, and another cycle.
func (p *planter) beside() {
	p.t.Helper()
	p.send("PUT", p.file+"/explanations/CR-05", p.w.tag(p.sub, p.file), map[string]any{"text": p.next("closed") + " explains what does not agree."})
	list := fmt.Sprintf("code,title,mtcr\n%s,%s,3.A.1\n", p.next("closed"), p.next("closed"))
	p.send("PUT", p.file+"/annex/list", p.w.tag(p.sub, p.file+"/annex"), map[string]any{"name": p.next("closed"), "csv": list})
	p.send("PUT", p.file+"/annex/rows/3.A.2", `"0"`, map[string]any{"state": "confirmed", "reason": p.next("closed") + " carries it."})
	p.send("POST", "/api/v1/assessments", "", map[string]any{"cycle": p.next("closed"), "track": "prospective"})
}

// member brings somebody in who speaks for a body; all three names are closed.
func (p *planter) member(role string) (sub, body string) {
	p.t.Helper()
	sub, body = p.next("closed"), p.next("closed")
	p.send("PUT", "/api/v1/members/"+sub, `"0"`, map[string]any{"name": p.next("closed"), "roles": []string{role}, "bodies": []string{body}, "active": true})
	return sub, body
}

// cite saves an answer again, which now rests on versions of instruments.
func (p *planter) cite(question, kind, release string, cited map[string]int) {
	p.t.Helper()
	record := p.w.call(p.sub, "GET", p.file+"/responses/"+question, "").want(p.t, 200)
	response := record.body["response"].(map[string]any)
	p.fill(kind, response, release)
	var instruments []any
	for _, id := range slices.Sorted(maps.Keys(cited)) {
		instruments = append(instruments, map[string]any{"id": id, "version": cited[id]})
	}
	p.send("PUT", p.file+"/responses/"+question, record.header.Get("ETag"), map[string]any{"response": response, "flag": p.next("closed"), "instruments": instruments})
}

// law adds an instrument that no answer cites, one that a withheld answer
// cites, and one of which a released answer cites the second version of three.
func (p *planter) law() {
	p.t.Helper()
	text := func(next func() string) map[string]any {
		return map[string]any{"title": next(), "kind": "law", "number": next(), "articles": []string{next()}, "issuing_body": next(),
			"language": "en", "in_force_from": "2020-01-01", "link": "https://laws.example/" + next()}
	}
	closed := func() string { return p.next("closed") }
	var ids []string
	for range 3 {
		ids = append(ids, p.send("POST", "/api/v1/instruments", "", text(closed)).body["id"].(string))
	}
	p.places["{instrument}"] = ids[0]
	change := "/api/v1/instruments/" + ids[2]
	p.send("PUT", change, `"1"`, text(p.goes))
	p.cite("LB-01", "open", "outreach", map[string]int{ids[2]: 2})
	p.send("PUT", change, `"2"`, text(closed))
	p.cite("EN-16", "closed", "national", map[string]int{ids[1]: 1, ids[2]: 3})
}

// plan takes four actions over: one that is not shared, one that is, one that
// was until the lead took it back, and one that is shared and dropped. A note
// is never shared.
func (p *planter) plan() {
	p.t.Helper()
	actions := p.w.call(p.sub, "GET", p.file+"/result", "").want(p.t, 200).body["actions"].([]any)
	for i, step := range []struct {
		first, last bool // whether it is shared
		progress    string
	}{{false, false, "under_way"}, {true, true, "under_way"}, {true, false, "planned"}, {true, true, "dropped"}} {
		next := func() string { return p.next("closed") }
		if i == 1 {
			next = p.goes
		}
		action := actions[i].(map[string]any)
		item := map[string]any{"kind": action["kind"], "question": action["question"], "owner": next(), "due": "2027-01-31", "assistance": next(), "share": step.first}
		made := p.send("POST", p.file+"/plan", "", item)
		delete(item, "kind")
		delete(item, "question")
		item["share"], item["progress"], item["note"] = step.last, step.progress, p.next("closed")
		p.send("PUT", made.header.Get("Location"), `"1"`, item)
		p.places["{item}"] = made.body["id"].(string)
	}
}

// people puts canaries where they work together: comments on a released and on
// a withheld answer, a pair on a released one with replies and a dissent, an
// assignment and the sign-off that it asks for.
func (p *planter) people() {
	p.t.Helper()
	for _, question := range []string{"LB-01", "EN-16"} {
		first := p.send("POST", p.file+"/comments", "", map[string]any{"question": question, "text": p.next("closed")}).body["id"].(string)
		p.send("POST", p.file+"/comments", "", map[string]any{"question": question, "thread": first, "text": p.next("closed")})
		p.places["{comment}"] = first
	}
	lead, pair := p.sub, p.file+"/pairs/LB-02"
	one, oneBody := p.member("contributor")
	two, twoBody := p.member("contributor")
	p.places["{body}"] = oneBody
	p.send("POST", p.file+"/pairs", "", map[string]any{"question": "LB-02", "bodies": []string{oneBody, twoBody}})
	record := p.w.call(lead, "GET", p.file+"/responses/LB-02", "").want(p.t, 200).body
	response := record["response"].(map[string]any)
	for sub, body := range map[string]string{one: oneBody, two: twoBody} {
		p.sub = sub
		p.fill("closed", response, "")
		delete(response, "release") // the lead's to say
		p.send("PUT", pair+"/replies/"+body, `"0"`, map[string]any{"response": response})
	}
	p.sub = lead
	p.fill("open", response, "outreach")
	p.send("PUT", pair+"/position", `"1"`, map[string]any{"response": response, "replaces": record["version"], "agreed_by": []string{oneBody},
		"dissent": map[string]string{twoBody: p.next("closed") + " is what we hold against it."}})
	p.send("PUT", p.file+"/assignments/"+oneBody, `"0"`, map[string]any{"sections": []string{"EN-C"}, "questions": []string{"EN-16"}, "due": "2026-12-18"})
	p.sub, _ = p.member("approver")
	for _, s := range p.w.call(lead, "GET", p.file+"/signoffs", "").want(p.t, 200).body["sections"].([]any) {
		if state := s.(map[string]any); state["section"] == "EN-C" {
			p.send("PUT", p.file+"/signoffs/EN-C", `"0"`, map[string]any{"hash": state["now"]})
		}
	}
	p.sub = lead
}
