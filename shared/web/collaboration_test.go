package web_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// put changes a thing whose version was seen, as its route wants it.
func (w *world) put(sub, path, version, body string) *answer {
	w.t.Helper()
	return w.call(sub, "PUT", path, body, "If-Match", version, "Idempotency-Key", w.key())
}

// tag is the version that stands at a path.
func (w *world) tag(sub, path string) string {
	w.t.Helper()
	return w.call(sub, "GET", path, "").want(w.t, 200).header.Get("ETag")
}

// section is a section of XA beside its sign-off.
func (w *world) section(id string) map[string]any {
	w.t.Helper()
	all := w.call("sample-ada", "GET", "/api/v1/assessments/"+w.file("sample-ada")+"/signoffs", "").want(w.t, 200).body["sections"].([]any)
	i := slices.IndexFunc(all, func(s any) bool { return s.(map[string]any)["section"] == id })
	return all[i].(map[string]any)
}

// problems are the kinds of problems of XA's file at a place.
func (w *world) problems(place string) []string {
	w.t.Helper()
	var kinds []string
	for _, p := range w.call("sample-ada", "GET", "/api/v1/assessments/"+w.file("sample-ada")+"/problems", "").want(w.t, 200).body["problems"].([]any) {
		if problem := p.(map[string]any); problem["question"] == place || problem["question"] == nil && problem["section"] == place {
			kinds = append(kinds, problem["kind"].(string))
		}
	}
	return kinds
}

// closed fails unless what is closed to people in XA's file is the same for all
// questions at once and for each.
func (w *world) closed(subs ...string) {
	w.t.Helper()
	ctx := context.Background()
	f, err := w.desk.File(ctx, sample.XA, w.file(subs[0]))
	if err != nil {
		w.t.Fatal(err)
	}
	m, err := content().Method(f.Catalogue, f.Track)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range sample.People {
		if !slices.Contains(subs, p.Sub) {
			continue
		}
		act := assessment.Act{Country: p.Owner, By: p.Sub, Lead: slices.Contains(p.Roles, "lead"), Bodies: p.Bodies}
		closed, err := w.desk.Closed(ctx, act, f)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, q := range m.Catalogue.Questions() {
			if one := w.desk.MayAnswer(ctx, act, f, q.ID); q.On(f.Track) && !errors.Is(closed[q.ID], one) {
				w.t.Errorf("%s: %s is closed to %s by itself, and %v among all", q.ID, one, p.Sub, closed[q.ID])
			}
		}
	}
}

// TestAssigned: three bodies answer what is theirs and nothing else, the lead
// everything; how far they have come is seen by all.
func TestAssigned(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	file := "/api/v1/assessments/" + w.file("sample-ada")
	give := func(body, what string) {
		w.put("sample-ada", file+"/assignments/"+body, `"0"`, `{`+what+`,"due":"2026-11-20"}`).want(t, 200)
	}
	give("customs", `"sections":["EN-C"],"questions":["EN-33"]`)
	give("licensing", `"sections":["EN-A"]`)
	give("justice", `"questions":["LB-36"]`)
	save := func(sub, question string, status int) {
		t.Helper()
		path := file + "/responses/" + question
		w.put(sub, path, w.tag(sub, path), `{"response":{"state":"value","level":1}}`).want(t, status)
	}
	for _, s := range []struct {
		sub, question string
		status        int
	}{
		{"sample-kofi", "EN-16", 200}, {"sample-lena", "EN-02", 200}, {"sample-lena", "LB-36", 200}, // their own
		{"sample-lena", "EN-16", 403}, {"sample-kofi", "EN-02", 403}, {"sample-kofi", "LB-36", 403}, {"sample-lena", "LB-35", 403},
		{"sample-ada", "EN-16", 200},
		{"sample-kofi", "EN-33", 409}, // theirs, and put to two bodies
	} {
		save(s.sub, s.question, s.status)
	}
	for _, g := range w.call("sample-yaw", "GET", file+"/assignments", "").want(t, 200).body["assignments"].([]any) {
		given := g.(map[string]any)
		if given["of"].(float64) < given["answered"].(float64) || given["of"] == 0.0 || given["overdue"] != (given["of"] != given["answered"]) {
			t.Errorf("the assignment is shown as %v", given)
		}
	}
	w.closed("sample-ada", "sample-kofi", "sample-lena")
	w.put("sample-ada", file+"/assignments/customs", `"0"`, `{"due":"2026-12-18"}`).want(t, 412)
	w.put("sample-ada", file+"/assignments/mint", `"0"`, `{"sections":["XX-A"],"questions":["EN-01","NC-99"],"due":"2026-12-18"}`).want(t, 422)
	for _, body := range []string{"customs", "licensing", "justice"} {
		w.put("sample-ada", file+"/assignments/"+body, `"1"`, `{"due":"2026-12-18"}`).want(t, 200)
	}
	save("sample-kofi", "EN-02", 200) // nothing is assigned any more
}

// TestSignedOff: a sign-off is of what was read, is void when that changes and
// says what changed; an assigned section without one blocks sealing.
func TestSignedOff(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	file := "/api/v1/assessments/" + w.file("sample-ada")
	w.put("sample-ada", file+"/assignments/customs", `"0"`, `{"sections":["EN-C"],"due":"2026-12-18"}`).want(t, 200)
	if got := w.problems("EN-C"); !slices.Contains(got, "unsigned") {
		t.Errorf("an assigned section that nobody signed has the problems %v", got)
	}
	blocked := w.call("sample-ada", "POST", file+"/seal", `{}`, "Idempotency-Key", w.key()).want(t, 409)
	if !strings.Contains(blocked.text, `"kind":"unsigned"`) {
		t.Errorf("sealing is refused for %s", blocked.text)
	}
	read := w.section("EN-C")["now"].(string)
	change := func(level int) {
		path := file + "/responses/EN-16"
		w.put("sample-kofi", path, w.tag("sample-kofi", path), fmt.Sprintf(`{"response":{"state":"value","level":%d}}`, level)).want(t, 200)
	}
	change(1)
	w.put("sample-yaw", file+"/signoffs/EN-C", `"0"`, `{"hash":"`+read+`"}`).want(t, 412) // it changed while it was read
	now := w.section("EN-C")["now"].(string)
	w.put("sample-kofi", file+"/signoffs/EN-C", `"0"`, `{"hash":"`+now+`"}`).want(t, 403)
	w.put("sample-yaw", file+"/signoffs/EN-C", `"0"`, `{"hash":"`+now+`"}`).want(t, 200)
	if s := w.section("EN-C"); s["holds"] != true || s["by"] != "sample-yaw" || len(w.problems("EN-C")) > 0 {
		t.Errorf("signed, it is shown as %v with %v", s, w.problems("EN-C"))
	}
	change(2)
	if s := w.section("EN-C"); s["holds"] != false || fmt.Sprint(s["changed"]) != "[EN-16]" || s["signed"] != true {
		t.Errorf("changed, it is shown as %v", s)
	}
	change(1) // and back: what was signed stands again
	if s := w.section("EN-C"); s["holds"] != true {
		t.Errorf("changed back, it is shown as %v", s)
	}
	w.put("sample-yaw", file+"/signoffs/EN-C", `"1"`, `{"hash":""}`).want(t, 200)
	if s := w.section("EN-C"); s["signed"] != false || s["version"] != 2.0 {
		t.Errorf("taken back, it is shown as %v", s)
	}
	w.put("sample-ada", file+"/signoffs/EN-C", `"2"`, `{"hash":"`+now+`"}`).want(t, 200)
	sealed := w.call("sample-ada", "POST", file+"/seal", `{}`, "Idempotency-Key", w.key()).want(t, 201)
	sub := w.call("sample-ada", "GET", "/api/v1/submissions/"+sealed.body["submission"].(string), "").want(t, 200)
	if !strings.Contains(sub.text, `"signed":[{"section":"EN-C","hash":"`+now+`","by":"sample-ada"`) {
		t.Error("the submission does not say who signed")
	}
	w.put("sample-ada", file+"/signoffs/EN-C", `"3"`, `{"hash":""}`).want(t, 409)
}

// TestCarriedSeals: a file that starts from a submission is sealed once every
// answer is confirmed or its section signed off, and not before.
func TestCarriedSeals(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	body := w.ids().Replace(`{"cycle":"2028","track":"adherent","from":"{submission}"}`)
	file := "/api/v1/assessments/" + w.call("sample-ines", "POST", "/api/v1/assessments", body, "Idempotency-Key", w.key()).want(t, 201).body["id"].(string)
	blocked := w.call("sample-ines", "POST", file+"/seal", `{}`, "Idempotency-Key", w.key()).want(t, 409)
	carried := 0
	for _, p := range blocked.body["problems"].([]any) {
		if problem := p.(map[string]any); problem["kind"] == "carried" && problem["place"] == file+"/responses/"+problem["question"].(string) {
			carried++
		}
	}
	if all := w.call("sample-ines", "GET", file+"/responses", "").want(t, 200).body["responses"].([]any); carried != len(all) || carried < 100 {
		t.Errorf("%d of %d carried answers stop the sealing", carried, len(all))
	}
	for _, s := range w.call("sample-ines", "GET", file+"/signoffs", "").want(t, 200).body["sections"].([]any) {
		section := s.(map[string]any)
		w.put("sample-ines", file+"/signoffs/"+section["section"].(string), `"0"`, `{"hash":"`+section["now"].(string)+`"}`).want(t, 200)
	}
	w.put("sample-ines", file+"/explanations/CR-05", w.tag("sample-ines", file), `{"text":"The grid has not yet been finished for 28 of its rows."}`).want(t, 200)
	w.call("sample-ines", "POST", file+"/seal", `{}`, "Idempotency-Key", w.key()).want(t, 201)
}

// TestProblemPlaces: the place of a problem is where it is settled; what is
// read there can be read, and what is written there is known.
func TestProblemPlaces(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	file := "/api/v1/assessments/" + w.call("sample-ada", "POST", "/api/v1/assessments", `{"cycle":"2029","track":"prospective"}`, "Idempotency-Key", w.key()).want(t, 201).body["id"].(string)
	for question, value := range map[string]string{"EN-01": `"level":4`, "LB-03": `"level":0`, "NC-01": `"choices":["none"]`, "NC-02": `"choices":["no_hub"]`} {
		w.put("sample-ada", file+"/responses/"+question, `"0"`, `{"response":{"state":"value",`+value+`}}`).want(t, 200)
	}
	w.call("sample-ada", "POST", file+"/pairs", `{"question":"EN-33","bodies":["customs","licensing"]}`, "Idempotency-Key", w.key()).want(t, 201)
	w.put("sample-ada", file+"/assignments/customs", `"0"`, `{"sections":["EN-C"],"due":"2026-12-18"}`).want(t, 200)
	places := map[string]string{}
	for _, p := range w.call("sample-ada", "GET", file+"/problems", "").want(t, 200).body["problems"].([]any) {
		problem := p.(map[string]any)
		place := problem["place"].(string)
		switch kind := problem["kind"].(string); kind {
		case "contradiction":
			if problem["rule"] == "CR-01" {
				places[kind] = fmt.Sprint(place, problem["questions"])
			}
			w.put("sample-ada", place, `"0"`, `{"text":"This is why both of the answers hold."}`).want(t, 412)
		case "unsigned":
			w.put("sample-ada", place, `"0"`, `{"hash":"0"}`).want(t, 412)
			if problem["section"] == "EN-C" {
				places[kind] = place
			}
		default:
			w.call("sample-ada", "GET", place, "").want(t, 200)
			places[kind] = place
		}
	}
	for kind, want := range map[string]string{
		"contradiction": file + "/explanations/CR-01[EN-01 LB-03]", "unsigned": file + "/signoffs/EN-C",
		"thin": file + "/responses?section=NC-D", "pair_open": file + "/pairs/EN-33",
	} {
		if places[kind] != want {
			t.Errorf("%s is settled at %s, want %s", kind, places[kind], want)
		}
	}
	if got := places["unanswered"]; !strings.HasPrefix(got, file+"/responses/") {
		t.Errorf("what is not answered is answered at %q", got)
	}
}

// TestBlindPair: neither body sees what the other holds, before or after the
// position; the lead sees both, and the dissent is kept.
func TestBlindPair(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	file := "/api/v1/assessments/" + w.file("sample-ada")
	pairs, pair := file+"/pairs", file+"/pairs/EN-20"
	w.call("sample-ada", "POST", pairs, `{"question":"EN-20","bodies":["licensing","justice"]}`, "Idempotency-Key", w.key()).want(t, 422) // Lena speaks for both
	key := w.key()
	for range 2 {
		w.call("sample-ada", "POST", pairs, `{"question":"EN-20","bodies":["customs","licensing"]}`, "Idempotency-Key", key).want(t, 201)
	}
	w.call("sample-ada", "POST", pairs, `{"question":"EN-20","bodies":["customs","licensing"]}`, "Idempotency-Key", w.key()).want(t, 409)
	if got := w.problems("EN-20"); !slices.Contains(got, "pair_open") {
		t.Errorf("an open pair has the problems %v", got)
	}
	say := func(sub, body, text string, status int) {
		t.Helper()
		w.put(sub, pair+"/replies/"+body, `"0"`, `{"response":{"state":"value","level":1,"text":"`+text+`"}}`).want(t, status)
	}
	position := `{"response":{"state":"value","level":2},"replaces":1,"agreed_by":["licensing"],"dissent":{"customs":"secret-dissent of customs, which holds less."}}`
	say("sample-kofi", "licensing", "x", 404)
	say("sample-kofi", "customs", "secret-customs", 200)
	w.put("sample-ada", pair+"/position", `"1"`, position).want(t, 422) // licensing has not replied
	say("sample-lena", "licensing", "secret-licensing", 200)
	look := func() {
		t.Helper()
		for sub, foreign := range map[string]string{"sample-kofi": "secret-licensing", "sample-lena": "secret-customs"} {
			all := ""
			for _, path := range []string{pairs, pair, pair + "/replies/customs", pair + "/replies/licensing", file + "/responses", file + "/responses/EN-20/history", file + "/problems", "/api/v1/events"} {
				all += w.call(sub, "GET", path, "").text
			}
			own := map[string]string{"sample-kofi": "secret-customs", "sample-lena": "secret-licensing"}[sub]
			if strings.Contains(all, foreign) || sub == "sample-lena" && strings.Contains(all, "secret-dissent") || !strings.Contains(all, own) {
				t.Errorf("%s sees %s", sub, all)
			}
		}
	}
	look()
	both := w.call("sample-ada", "GET", pair, "").want(t, 200)
	if !strings.Contains(both.text, "secret-customs") || !strings.Contains(both.text, "secret-licensing") || both.body["differ"] != false {
		t.Errorf("the lead sees %s", both.text)
	}
	key = w.key()
	for range 2 {
		agreed := w.call("sample-ada", "PUT", pair+"/position", position, "If-Match", `"1"`, "Idempotency-Key", key).want(t, 200)
		if !strings.Contains(agreed.text, "secret-dissent") || agreed.header.Get("ETag") != `"2"` {
			t.Errorf("the position is %s", agreed.text)
		}
	}
	if got := w.call("sample-yaw", "GET", file+"/responses/EN-20", "").want(t, 200); got.header.Get("ETag") != `"2"` || !strings.Contains(got.text, `"level":2`) {
		t.Errorf("the answer is %s", got.text)
	}
	look()
	w.put("sample-kofi", pair+"/replies/customs", `"1"`, `{"response":{"state":"value","level":0}}`).want(t, 409)
	w.put("sample-kofi", file+"/responses/EN-20", `"2"`, `{"response":{"state":"value","level":0}}`).want(t, 409)

	// another position leaves the first, and what was held against it
	another := `{"response":{"state":"value","level":1},"replaces":2,"agreed_by":["customs","licensing"]}`
	w.put("sample-ada", pair+"/position", `"2"`, another).want(t, 200)
	if got := w.call("sample-ada", "GET", pair, "").want(t, 200); len(got.body["earlier"].([]any)) != 1 || !strings.Contains(got.text, "secret-dissent") {
		t.Errorf("the first position is gone: %s", got.text)
	}
	if got := w.call("sample-lena", "GET", pair, "").want(t, 200); got.body["earlier"] != nil {
		t.Errorf("a body sees earlier positions: %s", got.text)
	}
}

// TestThread: a question is discussed and the thread resolved.
func TestThread(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	comments := "/api/v1/assessments/" + w.file("sample-ada") + "/comments"
	key := w.key()
	var first *answer
	for range 2 {
		first = w.call("sample-kofi", "POST", comments, `{"question":"LB-01","text":"Which article is meant?"}`, "Idempotency-Key", key).want(t, 201)
	}
	id := first.body["id"].(string)
	again := w.call("sample-lena", "POST", comments, `{"question":"LB-01","thread":"`+id+`","text":"Article 5."}`, "Idempotency-Key", w.key()).want(t, 201)
	w.call("sample-lena", "POST", comments, `{"question":"LB-02","thread":"`+id+`","text":"x"}`, "Idempotency-Key", w.key()).want(t, 422)
	w.call("sample-yaw", "POST", comments, `{"question":"LB-99","text":"x"}`, "Idempotency-Key", w.key()).want(t, 422)
	if got := w.call("sample-ada", "GET", comments+"?question=LB-01", "").want(t, 200).body["comments"].([]any); len(got) != 2 || got[0].(map[string]any)["id"] != id {
		t.Errorf("the thread is %v", got)
	}
	w.put("sample-lena", comments+"/"+again.body["id"].(string), `"1"`, `{"resolved":true}`).want(t, 422)
	resolved := w.put("sample-kofi", comments+"/"+id, `"1"`, `{"resolved":true}`).want(t, 200)
	if resolved.body["resolved_by"] != "sample-kofi" {
		t.Errorf("resolved as %s", resolved.text)
	}
	w.put("sample-lena", comments+"/"+id, `"1"`, `{"resolved":false}`).want(t, 412)
	if got := w.put("sample-lena", comments+"/"+id, `"2"`, `{"resolved":false}`).want(t, 200); got.body["resolved_by"] != nil {
		t.Errorf("open again as %s", got.text)
	}
}

// TestCited: an answer rests on a version of a law; a change of the law asks to
// confirm it, and the submission keeps the law as it was cited.
func TestCited(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	question := "/api/v1/assessments/" + w.file("sample-ada") + "/responses/LB-01"
	cite := func(law string, status int) *answer {
		t.Helper()
		return w.put("sample-lena", question, w.tag("sample-lena", question), `{"response":{"state":"value","level":3},"instruments":[`+law+`]}`).want(t, status)
	}
	wrong := cite(`{"id":"sample-law","version":1},{"id":"sample-law","version":9}`, 422)
	if got := wrong.body["errors"].([]any)[0].(map[string]any)["pointer"]; got != "/instruments/1" {
		t.Errorf("the fault is at %v", got)
	}
	cite(`{"id":"sample-law","version":1}`, 200)
	law := `{"title":"Strategic Goods Order 2024","kind":"order","issuing_body":"Ministry of Trade","language":"en","in_force_from":"2024-07-01"%s}`
	for _, step := range []struct{ version, more, kind string }{
		{`"1"`, `,"number":"12a"`, "instrument_changed"},
		{`"2"`, `,"in_force_to":"2026-10-31"`, "not_in_force"},
	} {
		w.put("sample-lena", "/api/v1/instruments/sample-law", step.version, fmt.Sprintf(law, step.more)).want(t, 200)
		if got := w.problems("LB-01"); !slices.Contains(got, step.kind) {
			t.Errorf("%s: the problems are %v", step.kind, got)
		}
	}
	w.put("sample-lena", "/api/v1/instruments/sample-law", `"1"`, fmt.Sprintf(law, "")).want(t, 412)
	w.put("sample-lena", "/api/v1/instruments/sample-law", `"3"`, fmt.Sprintf(law, `,"link":"javascript:alert(1)"`)).want(t, 422)
	sealed := w.call("sample-ada", "POST", "/api/v1/assessments/"+w.file("sample-ada")+"/seal", `{}`, "Idempotency-Key", w.key()).want(t, 201)
	got := w.call("sample-ada", "GET", "/api/v1/submissions/"+sealed.body["submission"].(string), "").want(t, 200).body["law"].(map[string]any)
	kept := got["instruments"].([]any)
	if len(kept) != 1 || kept[0].(map[string]any)["version"] != 1.0 || kept[0].(map[string]any)["number"] != "12 of 2024" {
		t.Errorf("the submission keeps %v", got)
	}
}

// TestPlan: an action is taken over from scoring with its gain, and the body
// that owns it says how far it has come.
func TestPlan(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	file := "/api/v1/assessments/" + w.file("sample-ada")
	action := w.call("sample-ada", "GET", file+"/result", "").want(t, 200).body["actions"].([]any)[0].(map[string]any)
	body := fmt.Sprintf(`{"kind":%q,"question":%q,"owner":"customs","due":"2027-03-31","assistance":"a model law","share":true}`, action["kind"], action["question"])
	key := w.key()
	var item *answer
	for range 2 {
		item = w.call("sample-ada", "POST", file+"/plan", body, "Idempotency-Key", key).want(t, 201)
	}
	if item.body["gain"] != action["gain"] || item.body["progress"] != "planned" {
		t.Errorf("the item is %s, the action %v", item.text, action)
	}
	w.call("sample-ada", "POST", file+"/plan", strings.Replace(body, action["kind"].(string), "NOTHING", 1), "Idempotency-Key", w.key()).want(t, 422)
	path := item.header.Get("Location")
	change := func(sub, version, owner, progress string, status int) {
		t.Helper()
		w.put(sub, path, version, fmt.Sprintf(`{"owner":%q,"due":"2027-03-31","assistance":"a model law","share":true,"progress":%q,"note":"The draft is out."}`, owner, progress)).want(t, status)
	}
	change("sample-lena", `"1"`, "customs", "done", 403)
	change("sample-kofi", `"1"`, "licensing", "done", 422) // who does it is the lead's to say
	change("sample-kofi", `"1"`, "customs", "nearly", 422)
	change("sample-kofi", `"1"`, "customs", "under_way", 200)
	change("sample-ada", `"1"`, "licensing", "dropped", 412)
	change("sample-ada", `"2"`, "licensing", "dropped", 200)
	if items := w.call("sample-yaw", "GET", file+"/plan", "").want(t, 200).body["items"].([]any); len(items) != 2 {
		t.Errorf("the plan has %v", items)
	}
}
