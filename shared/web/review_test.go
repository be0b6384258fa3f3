package web_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// reviewer is a person of the sample team.
func reviewer(sub string) *access.Principal {
	return &access.Principal{Sub: sub, Name: sub, Side: access.Outreach, Owner: sample.Team, Roles: []access.Role{access.Reviewer}}
}

// judge rates a question of a package as one of the team, who saw a version.
func (w *world) judge(t *testing.T, sub, pkg, question, rating string, seen, status int) *answer {
	t.Helper()
	return w.send(reviewer(sub), "PUT", pkg+"/judgements/"+question, `{"rating":`+rating+`,"note":"What the decree shows."}`, "If-Match", fmt.Sprintf("%q", fmt.Sprint(seen))).want(t, status)
}

// attention is what the portfolio says about the newest package, by kind.
func (w *world) attention(t *testing.T) map[string]map[string]any {
	t.Helper()
	countries := w.call("sample-rosa", "GET", "/api/v1/outreach/portfolio", "").want(t, 200).body["countries"].([]any)
	entry := countries[0].(map[string]any)
	out := map[string]map[string]any{"entry": entry}
	for _, a := range entry["attention"].([]any) {
		a := a.(map[string]any)
		out[fmt.Sprint(a["kind"], " ", a["about"])] = a
	}
	return out
}

// TestTwoReviewers: neither sees the other's rating of what they have not
// judged; where they differ by two levels a third settles it, and only there;
// everybody's rating is kept, and the portfolio says what is left to do.
func TestTwoReviewers(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	pkg := w.ids().Replace("/api/v1/outreach/packages/{package}")
	toJudge := w.attention(t)["to_judge <nil>"]["count"].(float64)
	read := func(sub string) string {
		return w.send(reviewer(sub), "GET", pkg+"/judgements", "").want(t, 200).text
	}
	w.judge(t, "rosa", pkg, "LB-01", `{"level":4,"grade":3,"adjudicated":true}`, 0, 422) // nobody differs yet
	w.judge(t, "rosa", pkg, "LB-01", `{"level":4,"grade":3}`, 0, 200)
	if got := read("sven"); strings.Contains(got, `"level":4`) || !strings.Contains(got, `"by":"rosa"`) {
		t.Errorf("before he judged, Sven sees %s", got)
	}
	if got := w.attention(t); got["judge_again <nil>"]["count"] != 1.0 || got["to_judge <nil>"]["count"] != toJudge-1 {
		t.Errorf("one reviewer judged a critical question: %v", got)
	}
	w.judge(t, "sven", pkg, "LB-01", `{"level":1,"grade":2}`, 0, 200)
	if got := read("sven"); !strings.Contains(got, `"level":4`) {
		t.Errorf("after he judged, Sven sees %s", got)
	}
	if got := w.attention(t); got["to_settle <nil>"]["count"] != 1.0 || got["judge_again <nil>"] != nil {
		t.Errorf("two reviewers differ: %v", got)
	}
	if got := read("tove"); !strings.Contains(got, `"level":4`) {
		t.Errorf("Tove cannot settle what she does not see: %s", got)
	}
	for _, party := range []string{"rosa", "sven"} {
		if got := w.judge(t, party, pkg, "LB-01", `{"level":2,"grade":2,"adjudicated":true}`, 0, 409); !strings.HasSuffix(got.body["type"].(string), "/own-dispute") {
			t.Errorf("%s settles a difference of their own: %s", party, got.text)
		}
	}
	w.judge(t, "tove", pkg, "LB-01", `{"level":2,"grade":2,"adjudicated":true}`, 0, 200)
	w.judge(t, "tove", pkg, "LB-01", `{"level":3,"grade":2,"adjudicated":true}`, 0, 412) // the team's stands already
	w.judge(t, "tove", pkg, "LB-01", `{"level":3,"grade":2,"adjudicated":true}`, 1, 200)
	w.judge(t, "rosa", pkg, "LB-01", `{"level":4,"grade":2,"adjudicated":true}`, 2, 409)
	w.judge(t, "tove", pkg, "LB-01", `{"level":4,"grade":2}`, 0, 409) // who settled takes no side
	got := read("tove")
	for _, kept := range []string{`"level":4`, `"level":1`, `"level":3`} {
		if !strings.Contains(got, kept) {
			t.Errorf("%s is not kept: %s", kept, got)
		}
	}
	if got := w.attention(t); got["to_settle <nil>"] != nil || got["entry"]["judged"] != 1.0 {
		t.Errorf("settled, yet %v", got)
	}
	result := w.call("sample-rosa", "GET", pkg+"/result", "").want(t, 200).body
	if result["agreement"].(map[string]any)["rated"] != 1.0 {
		t.Errorf("the result has no reviewed rating: %v", result["agreement"])
	}
}

// TestBetween: a third who rated within one level of both is none of those who
// differ, and settles; one who rated with one of them and against the other is.
func TestBetween(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	pkg := w.ids().Replace("/api/v1/outreach/packages/{package}")
	w.send(reviewer("rosa"), "PUT", pkg+"/judgements/LB-01", `{"rating":{"level":0,"grade":2}}`, "If-Match", `"0"`).want(t, 422) // no reason
	for question, tove := range map[string]int{"LB-01": 1, "LB-02": 0} {
		for sub, level := range map[string]int{"rosa": 0, "sven": 2, "tove": tove} {
			w.judge(t, sub, pkg, question, fmt.Sprintf(`{"level":%d,"grade":2}`, level), 0, 200)
		}
		w.judge(t, "tove", pkg, question, `{"level":1,"grade":2,"adjudicated":true}`, 0, map[int]int{1: 200, 0: 409}[tove])
	}
}

// TestTally: reviewers who judge the same package at the same time are all
// counted.
func TestTally(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	pkg := w.ids().Replace("/api/v1/outreach/packages/{package}")
	var all sync.WaitGroup
	for _, sub := range []string{"rosa", "sven"} {
		for _, question := range []string{"LB-01", "LB-02", "LB-03"} {
			all.Go(func() {
				for range 20 { // busy is no fault; the caller tries again
					a := w.send(reviewer(sub), "PUT", pkg+"/judgements/"+question, `{"rating":{"level":1,"grade":1},"note":"What the decree shows."}`, "If-Match", `"0"`)
					if a.status != 503 {
						a.want(t, 200)
						return
					}
				}
				t.Error("busy for ever")
			})
		}
	}
	all.Wait()
	if got := w.attention(t); got["entry"]["judged"] != 3.0 || got["judge_again <nil>"] != nil {
		t.Errorf("counted: %v", got)
	}
}

// TestAttention: the portfolio says what changed since the package before,
// which gates are open and which evidence has become too old since; and it
// lists countries without the index.
func TestAttention(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	before := w.attention(t)
	if before["entry"]["earlier"] != 1.0 {
		t.Errorf("packages before: %v", before["entry"]["earlier"])
	}
	gates := before["entry"]["standing"].(map[string]any)["open_gates"].([]any)
	if len(gates) == 0 || before["gate_open "+gates[0].(string)] == nil {
		t.Errorf("gates %v, attention %v", gates, before)
	}
	aged := 0.0
	if a := before["ageing <nil>"]; a != nil {
		aged = a["count"].(float64)
	}
	w.clock = w.clock.AddDate(4, 0, 0)
	if after := w.attention(t)["ageing <nil>"]; after == nil || after["count"].(float64) <= aged {
		t.Errorf("four years on, of %v aged answers: %v", aged, after)
	}
}

// TestPackageCarries: a package has the law that the released answers cite and
// the steps of the plan that the country shares, and nothing else of either.
func TestPackageCarries(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	lead := func(method, path, body string, headers ...string) *answer {
		return w.call("sample-ines", method, "/api/v1"+path, body, append(headers, "Idempotency-Key", w.key())...)
	}
	file := "/assessments/" + w.file("sample-ines")
	cited := map[string]string{}
	for _, title := range []string{"Open Act", "Closed Act"} {
		made := lead("POST", "/instruments", `{"title":"`+title+`","kind":"law","issuing_body":"Parliament","language":"en","in_force_from":"2020-01-01"}`).want(t, 201)
		cited[title] = made.body["id"].(string)
	}
	lead("POST", file+"/reopen", `{"reason":"Two laws are to be cited."}`).want(t, 201)
	for question, law := range map[string]string{"LB-01": "Open Act", "EN-16": "Closed Act"} {
		level := map[string]string{"LB-01": "outreach", "EN-16": "national"}[question]
		seen := w.call("sample-ines", "GET", "/api/v1"+file+"/responses/"+question, "").header.Get("ETag")
		lead("PUT", file+"/responses/"+question, `{"response":{"state":"value","level":2,"release":"`+level+`"},"instruments":[{"id":"`+cited[law]+`","version":1}]}`, "If-Match", seen).want(t, 200)
	}
	submission := lead("POST", file+"/seal", `{}`).want(t, 201).body["submission"].(string)
	lead("POST", "/submissions/"+submission+"/releases", `{"team":"nobody0000","whole_result":false}`).want(t, 422)
	lead("POST", "/submissions/"+submission+"/releases", `{"team":"`+sample.XB+`","whole_result":false}`).want(t, 422) // a country is no team
	pkg := lead("POST", "/submissions/"+submission+"/releases", `{"team":"`+sample.Team+`","whole_result":false}`).want(t, 201).body["package"].(string)
	got := w.call("sample-rosa", "GET", "/api/v1/outreach/packages/"+pkg+"?view=whole", "").want(t, 200)
	if strings.Contains(got.text, "Closed Act") || !strings.Contains(got.text, "Open Act") {
		t.Errorf("law: %v", got.body["law"])
	}
	if plan, _ := got.body["plan"].([]any); len(plan) != 1 || plan[0].(map[string]any)["assistance"] == "" {
		t.Errorf("plan: %v", got.body["plan"])
	}
	if blind := w.call("sample-rosa", "GET", "/api/v1/outreach/packages/"+pkg, "").want(t, 200); blind.body["plan"] != nil {
		t.Errorf("the blind view has the plan: %v", blind.body["plan"])
	}
	topics := w.call("sample-rosa", "GET", "/api/v1/outreach/assistance", "").want(t, 200).body["topics"].([]any)
	match := topics[0].(map[string]any)
	if len(topics) != 1 || match["offer"] == nil || len(match["wanted"].([]any)) != 1 {
		t.Errorf("assistance: %v", topics)
	}
	gaps := w.call("sample-rosa", "GET", "/api/v1/outreach/packages/"+pkg+"/gaps", "").want(t, 200).text
	if strings.Contains(gaps, `"AX-01"`) {
		t.Errorf("AX-01 passes, since the country explained what does not agree: %s", gaps)
	}
	if !strings.Contains(gaps, `"LB-19"`) || strings.Contains(gaps, `"EN-`) {
		t.Errorf("gaps: %s", gaps)
	}
}

// TestEngagement: both sides arrange a meeting, each from the version it saw,
// and the country reads what the team tells it.
func TestEngagement(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	pkg := w.ids().Replace("/api/v1/outreach/packages/{package}")
	terms := `"kind":"visit","from":"2027-03-01","to":"2027-03-04","state":`
	made := w.call("sample-ines", "POST", "/api/v1/engagements", `{"team":"team000000",`+terms+`"proposed"}`, "Idempotency-Key", w.key()).want(t, 201)
	id := made.body["id"].(string)
	w.call("sample-rosa", "PUT", pkg+"/engagements/"+id, `{`+terms+`"agreed"}`, "If-Match", `"1"`).want(t, 200)
	w.call("sample-ines", "PUT", "/api/v1/engagements/"+id, `{`+terms+`"called_off"}`, "If-Match", `"1"`).want(t, 412)
	w.call("sample-ines", "PUT", "/api/v1/engagements/"+id, `{`+terms+`"called_off"}`, "If-Match", `"0"`).want(t, 412)
	if calendar := w.call("sample-rosa", "GET", "/api/v1/outreach/engagements", "").want(t, 200).text; !strings.Contains(calendar, id) {
		t.Errorf("not in the calendar: %s", calendar)
	}
	for name, wrong := range map[string]string{
		"a kind":   `{"kind":"party","from":"2027-03-01","to":"2027-03-04","state":"agreed"}`,
		"the days": `{"kind":"visit","from":"2027-03-05","to":"2027-03-04","state":"agreed"}`,
		"a topic":  `{"topics":["XX-99"],` + terms + `"agreed"}`,
		"a doer":   `{"follow_up":[{"what":"write","who":"","done":false}],` + terms + `"agreed"}`,
	} {
		if got := w.call("sample-rosa", "PUT", pkg+"/engagements/"+id, wrong, "If-Match", `"2"`); got.status != 422 {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
	}
	w.call("sample-ada", "POST", "/api/v1/engagements", `{"team":"team000000",`+terms+`"proposed"}`, "Idempotency-Key", w.key()).want(t, 422) // XA released nothing
	w.call("sample-rosa", "POST", pkg+"/findings", `{"kind":"advice","text":"Begin with the draft."}`, "Idempotency-Key", w.key()).want(t, 201)
	if got := w.call("sample-ines", "GET", "/api/v1/findings", "").want(t, 200).text; !strings.Contains(got, "Begin with the draft.") {
		t.Errorf("the country does not see the finding: %s", got)
	}
	if got := w.call("sample-ada", "GET", "/api/v1/findings", "").want(t, 200).text; strings.Contains(got, "draft") {
		t.Errorf("another country sees it: %s", got)
	}
}

// TestCompare: two packages are compared where both hold the answer; of what
// one withholds nothing is said; another country's, or one of another track,
// is not there.
func TestCompare(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	lead := func(method, path, body string, headers ...string) *answer {
		return w.call("sample-ines", method, "/api/v1"+path, body, append(headers, "Idempotency-Key", w.key())...)
	}
	pkg := w.ids().Replace("/api/v1/outreach/packages/{package}")
	before := w.call("sample-rosa", "GET", pkg+"/comparison", "").want(t, 200).body
	if len(before["packages"].([]any)) != 2 || len(before["apart"].([]any)) != 0 {
		t.Errorf("packages %v, apart %v", before["packages"], before["apart"])
	}
	changes := func(of map[string]any) map[string]any {
		out := map[string]any{}
		for _, a := range of["answers"].([]any) {
			out[a.(map[string]any)["question"].(string)] = a.(map[string]any)["change"]
		}
		return out
	}
	if len(changes(before)) > 0 || len(before["hidden"].(map[string]any)) < 5 {
		t.Errorf("of what nobody judged it tells %v, and hides %v", before["answers"], before["hidden"])
	}
	improved := ""
	for question, in := range before["hidden"].(map[string]any) {
		about := "/api/v1/outreach/packages/" + in.(string)
		w.send(w.principal("sample-rosa"), "PUT", about+"/judgements/"+question, `{"rating":{"level":1,"grade":2},"note":"What the decree shows."}`, "If-Match", `"0"`) // refused for a number
	}
	for question, change := range changes(w.call("sample-rosa", "GET", pkg+"/comparison", "").want(t, 200).body) {
		if change == "improved" && (improved == "" || question < improved) {
			improved = question
		}
	}
	if improved == "" {
		t.Fatal("nothing improved in the sample; the test would find nothing")
	}
	file := "/assessments/" + w.file("sample-ines")
	lead("POST", file+"/reopen", `{"reason":"One answer is not for the team."}`).want(t, 201)
	record := w.call("sample-ines", "GET", "/api/v1"+file+"/responses/"+improved, "").want(t, 200)
	response := record.body["response"].(map[string]any)
	response["release"] = "national"
	body, err := json.Marshal(map[string]any{"response": response})
	if err != nil {
		t.Fatal(err)
	}
	lead("PUT", file+"/responses/"+improved, string(body), "If-Match", record.header.Get("ETag")).want(t, 200)
	submission := lead("POST", file+"/seal", `{}`).want(t, 201).body["submission"].(string)
	third := lead("POST", "/submissions/"+submission+"/releases", `{"team":"`+sample.Team+`","whole_result":false}`).want(t, 201).body["package"].(string)
	first := before["from"].(string)
	after := w.call("sample-rosa", "GET", "/api/v1/outreach/packages/"+third+"/comparison?with="+first, "").want(t, 200).body
	if got := after["apart"].([]any); len(got) != 1 || got[0] != improved || changes(after)[improved] != nil {
		t.Errorf("%s is withheld: apart %v, change %v", improved, got, changes(after)[improved])
	}
	if turned := w.call("sample-rosa", "GET", "/api/v1/outreach/packages/"+first+"/comparison?with="+third, "").want(t, 200).body; turned["from"] != first || turned["to"] != third {
		t.Errorf("the later stands first: %v, %v", turned["from"], turned["to"])
	}
	for _, with := range []string{third, "id99999999", submission} {
		w.call("sample-rosa", "GET", "/api/v1/outreach/packages/"+third+"/comparison?with="+with, "").want(t, 404)
	}
}

// TestReviewedRestsOnReleased: before anybody judged, the result that a team
// works out of a package is the one that the package carries, and the blind
// view does not tell of contradictions.
func TestReviewedRestsOnReleased(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	pkg := w.ids().Replace("/api/v1/outreach/packages/{package}")
	carried := w.call("sample-rosa", "GET", pkg+"?view=whole", "").want(t, 200).body
	if explained, _ := carried["explained"].([]any); len(explained) == 0 {
		t.Fatal("nothing is explained in the sample; the test would find nothing")
	}
	for _, view := range []string{"", "?view=blind"} {
		if blind := w.call("sample-rosa", "GET", pkg+view, "").want(t, 200).body; blind["explained"] != nil {
			t.Errorf("the view %q tells what is explained: %v", view, blind["explained"])
		}
	}
	result, reviewed := carried["result"].(map[string]any), w.call("sample-rosa", "GET", pkg+"/result", "").want(t, 200).body
	for i, c := range result["criteria"].([]any) {
		was, now := c.(map[string]any)["shown"], reviewed["criteria"].([]any)[i].(map[string]any)["shown"]
		if fmt.Sprint(was) != fmt.Sprint(now) {
			t.Errorf("criterion %d: the package carries %v, the team works out %v", i+1, was, now)
		}
	}
}
