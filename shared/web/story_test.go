package web_test

import (
	"slices"
	"strings"
	"testing"
)

// TestStory: from an open question to a sealed, released, judged and withdrawn
// assessment, by several people.
func TestStory(t *testing.T) {
	w := newWorld(t)
	file := "/api/v1/assessments/" + w.file("sample-ada")
	question := file + "/responses/EN-16"

	// two ministries save the same answer: the second sees both texts
	seen := w.call("sample-kofi", "GET", question, "").want(t, 200)
	version := seen.header.Get("ETag")
	first := w.call("sample-kofi", "PUT", question, `{"response":{"state":"value","level":3,"evidence":[{"grade":4,"date":"2026-11-20","title":"Detention record"}]}}`,
		"If-Match", version, "Idempotency-Key", w.key()).want(t, 200)
	lost := w.call("sample-lena", "PUT", question, `{"response":{"state":"value","level":1}}`, "If-Match", version, "Idempotency-Key", w.key()).want(t, 412)
	if lost.header.Get("ETag") != first.header.Get("ETag") || !strings.Contains(lost.text, "Detention record") {
		t.Errorf("the conflict does not show what stands there: %s", lost.text)
	}
	if n := len(w.call("sample-kofi", "GET", question+"/history", "").want(t, 200).body["history"].([]any)); n != 2 {
		t.Errorf("%d versions in the history, want 2", n)
	}

	// the lead clears an answer and seals
	law := w.call("sample-ada", "GET", file+"/responses/LB-01", "").want(t, 200)
	w.call("sample-ada", "PUT", file+"/responses/LB-01", `{"response":{"state":"value","level":3,"release":"outreach","evidence":[{"grade":3,"date":"2025-03-01","title":"Act"}]}}`,
		"If-Match", law.header.Get("ETag"), "Idempotency-Key", w.key()).want(t, 200)
	key := w.key()
	sealed := w.call("sample-ada", "POST", file+"/seal", `{}`, "Idempotency-Key", key).want(t, 201)
	again := w.call("sample-ada", "POST", file+"/seal", `{}`, "Idempotency-Key", key).want(t, 201)
	if sealed.body["hash"] != again.body["hash"] || sealed.body["hash"] == "" {
		t.Errorf("the repeated sealing answers otherwise: %s and %s", sealed.text, again.text)
	}
	submission := sealed.body["submission"].(string)
	w.call("sample-kofi", "PUT", question, `{"response":{"state":"value","level":0}}`, "If-Match", first.header.Get("ETag"), "Idempotency-Key", w.key()).want(t, 409)

	// released: the team sees what was cleared and nothing else
	path := "/api/v1/submissions/" + submission
	preview := w.call("sample-ada", "POST", path+"/preview", `{"team":"team000000","whole_result":false}`).want(t, 200)
	released := w.call("sample-ada", "POST", path+"/releases", `{"team":"team000000","whole_result":false}`, "Idempotency-Key", w.key()).want(t, 201)
	pkg := "/api/v1/outreach/packages/" + released.body["package"].(string)
	got := w.call("sample-rosa", "GET", pkg, "").want(t, 200)
	if responses := got.body["responses"].(map[string]any); len(responses) != 2 || responses["LB-01"] == nil || len(responses) != len(preview.body["responses"].(map[string]any)) {
		t.Errorf("the team sees %v, the preview showed %v", responses, preview.body["responses"])
	}
	portfolio := w.call("sample-rosa", "GET", "/api/v1/outreach/portfolio", "").want(t, 200).body["countries"].([]any)
	if len(portfolio) != 2 || portfolio[0].(map[string]any)["name"] != "Xanadu (invented)" || strings.Contains(w.call("sample-rosa", "GET", "/api/v1/outreach/portfolio", "").text, "index") {
		t.Errorf("the portfolio lists %v", portfolio)
	}

	// judged without the country's level in view
	w.views(t, pkg)
	w.call("sample-rosa", "PUT", pkg+"/judgements/LB-01", `{"rating":{"level":2,"grade":3},"note":"No date in force found."}`, "If-Match", `"0"`).want(t, 200)
	w.call("sample-rosa", "PUT", pkg+"/judgements/EN-16", `{"rating":{"level":2,"grade":3},"note":"No date in force found."}`, "If-Match", `"0"`).want(t, 404)
	if reviewed := w.call("sample-rosa", "GET", pkg+"/result", "").want(t, 200); !strings.Contains(reviewed.text, `"reviewed"`) {
		t.Errorf("no reviewed view in %s", reviewed.text)
	}

	// withdrawn, reopened, and all of it in the events
	w.call("sample-ada", "POST", "/api/v1/releases/"+released.body["package"].(string)+"/withdraw", `{}`).want(t, 200)
	w.call("sample-rosa", "GET", pkg, "").want(t, 404)
	reopened := w.call("sample-ada", "POST", file+"/reopen", `{"reason":"A new regulation came into force."}`, "Idempotency-Key", w.key()).want(t, 201)
	if reopened.body["revision"] != 2.0 || reopened.body["state"] != "draft" {
		t.Errorf("reopened as %s", reopened.text)
	}
	now := w.call("sample-kofi", "GET", question, "").want(t, 200)
	w.call("sample-kofi", "PUT", question, `{"response":{"state":"value","level":2}}`, "If-Match", now.header.Get("ETag"), "Idempotency-Key", w.key()).want(t, 200)
	receipt := w.call("sample-ada", "GET", path+"/receipt", "").want(t, 200).body
	listed := w.call("sample-ada", "GET", "/api/v1/events", "").want(t, 200)
	if !records(listed.body["events"].([]any), receipt) {
		t.Errorf("the receipt %v names no event that recorded the sealing: %s", receipt, listed.text)
	}
	events := listed.text
	for _, kind := range []string{"opened", "sealed", "released", "withdrawn", "reopened", "member_added"} {
		if !strings.Contains(events, `"kind":"`+kind+`"`) {
			t.Errorf("no event %s in %s", kind, events)
		}
	}
	if w.logs.Len() > 0 {
		t.Errorf("logged: %s", w.logs)
	}
}

// views looks for levels in a package that nobody judged: only the whole view,
// which is asked for by name, has them.
func (w *world) views(t *testing.T, pkg string) {
	t.Helper()
	for view, shown := range map[string]bool{"": false, "?view=blind": false, "?view=whole": true} {
		if got := w.call("sample-rosa", "GET", pkg+view, "").want(t, 200).text; strings.Contains(got, `"level"`) != shown {
			t.Errorf("the view %q, which shows levels: %v, is %s", view, shown, got)
		}
	}
}

// records reports whether the event that a receipt names is that of its sealing.
func records(events []any, receipt map[string]any) bool {
	return slices.ContainsFunc(events, func(e any) bool {
		event := e.(map[string]any)
		return event["kind"] == "sealed" && event["about"] == receipt["submission"] && event["hash"] == receipt["event"]
	})
}
