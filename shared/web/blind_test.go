package web_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
)

// blinds is whether the judgements of a package are blind, by question and
// reviewer; "" is the team's.
func (w *world) blinds(t *testing.T, pkg string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, j := range w.send(reviewer("rosa"), "GET", pkg+"/judgements", "").want(t, 200).body["judgements"].([]any) {
		j := j.(map[string]any)
		by := j["by"]
		if j["rating"].(map[string]any)["adjudicated"] == true {
			by = ""
		}
		out[fmt.Sprint(j["question"], " ", by)] = j["blind"].(bool)
	}
	return out
}

// TestOpened: who asks for the levels by name no longer judges blind, in that
// package; what they judged before stays blind, and so do others and other
// packages. Nothing else opens them.
func TestOpened(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	pkg := w.ids().Replace("/api/v1/outreach/packages/{package}")
	earlier := "/api/v1/outreach/packages/" + w.call("sample-rosa", "GET", pkg+"/comparison", "").want(t, 200).body["from"].(string)
	before := fileOf(t, w)
	for _, path := range []string{"", "?view=blind", "/judgements", "/result", "/gaps", "/comparison", "/clarifications", "/findings", "/engagements", "/report?format=calendar"} {
		w.send(reviewer("rosa"), "GET", pkg+path, "").want(t, 200)
	}
	w.send(reviewer("rosa"), "GET", pkg+"?view=Whole", "").want(t, 422)
	w.send(reviewer("rosa"), "GET", pkg+"?view=whole&section=XX", "").want(t, 422)
	w.send(reviewer("rosa"), "GET", pkg+"/report", "").want(t, 409)
	if !bytes.Equal(fileOf(t, w), before) {
		t.Error("what shows no level has written")
	}
	if got := w.judge(t, "rosa", pkg, "LB-01", `{"level":3,"grade":2}`, 0, 200); got.body["blind"] != true {
		t.Errorf("judged before anything was opened: %s", got.text)
	}
	w.send(reviewer("rosa"), "GET", pkg+"?view=whole&section=LB-A", "").want(t, 200)
	opened := fileOf(t, w)
	w.clock = w.clock.AddDate(0, 0, 1)
	w.send(reviewer("rosa"), "GET", pkg+"?view=whole", "").want(t, 200)
	if !bytes.Equal(fileOf(t, w), opened) {
		t.Error("to open again has written")
	}
	w.send(reviewer("rosa"), "GET", pkg+"/report", "").want(t, 200)
	w.send(reviewer("sven"), "GET", pkg+"/report", "").want(t, 409)
	if got := w.judge(t, "rosa", pkg, "LB-02", `{"level":3,"grade":2}`, 0, 200); got.body["blind"] != false {
		t.Errorf("judged after the levels were opened: %s", got.text)
	}
	w.judge(t, "rosa", pkg, "LB-02", `{"level":1,"grade":2}`, 1, 200)
	w.judge(t, "sven", pkg, "LB-02", `{"level":3,"grade":2}`, 0, 200)
	w.judge(t, "rosa", earlier, "LB-02", `{"level":3,"grade":2}`, 0, 200)
	want := map[string]bool{"LB-01 rosa": true, "LB-02 rosa": false, "LB-02 sven": true}
	if got := w.blinds(t, pkg); !reflect.DeepEqual(got, want) {
		t.Errorf("blind are %v, want %v", got, want)
	}
	if got := w.blinds(t, earlier); !got["LB-02 rosa"] {
		t.Error("to open one package counts in another")
	}
}

// TestBlindAfterwards: a rating that is changed is not blind any more, for the
// country's level stands beside it; one whose reason is mended is. The team's is
// none, and is not counted.
func TestBlindAfterwards(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	pkg := w.ids().Replace("/api/v1/outreach/packages/{package}")
	counts := func(ratings, notBlind float64) map[string]any {
		t.Helper()
		got := w.send(reviewer("rosa"), "GET", pkg+"/result", "").want(t, 200).body
		if got["ratings"] != ratings || got["not_blind"] != notBlind {
			t.Errorf("%v of %v ratings are not blind, want %v of %v", got["not_blind"], got["ratings"], notBlind, ratings)
		}
		return got
	}
	counts(0, 0)
	w.judge(t, "rosa", pkg, "LB-01", `{"level":4,"grade":2}`, 0, 200)
	w.judge(t, "sven", pkg, "LB-01", `{"level":1,"grade":2}`, 0, 200)
	figures := counts(2, 0)["agreement"]
	note := `{"rating":{"level":4,"grade":2},"note":"Another reason, as long as that."}`
	if got := w.send(reviewer("rosa"), "PUT", pkg+"/judgements/LB-01", note, "If-Match", `"1"`).want(t, 200); got.body["blind"] != true {
		t.Errorf("with another reason: %s", got.text)
	}
	for version, rating := range []string{`{"level":4,"grade":1}`, `{"level":4,"grade":2}`, `{"level":4,"grade":2}`} { // back, and the same again
		if got := w.judge(t, "rosa", pkg, "LB-01", rating, version+2, 200); got.body["blind"] != false {
			t.Errorf("changed to %s: %s", rating, got.text)
		}
	}
	if got := counts(2, 1)["agreement"]; !reflect.DeepEqual(got, figures) {
		t.Errorf("the figures count what is not blind otherwise: %v, before %v", got, figures)
	}
	w.judge(t, "tove", pkg, "LB-01", `{"level":2,"grade":2,"adjudicated":true}`, 0, 200)
	counts(2, 1)
	if got := w.blinds(t, pkg); got["LB-01 "] || !got["LB-01 sven"] || len(got) != 3 {
		t.Errorf("blind are %v", got)
	}
	// Who settled reads the level no sooner than who judged.
	if got := w.send(reviewer("tove"), "GET", pkg, "").want(t, 200).body["responses"].(map[string]any)["LB-01"].(map[string]any); got["level"] != nil {
		t.Errorf("to settle shows the country's level: %v", got)
	}
	for _, body := range []string{`{"rating":{"level":1,"grade":2},"note":"What the decree shows.","blind":true}`, `{"rating":{"level":1,"grade":2,"blind":true},"note":"What the decree shows."}`} {
		w.send(reviewer("rosa"), "PUT", pkg+"/judgements/LB-02", body, "If-Match", `"0"`).want(t, 422)
	}
	w.send(reviewer("rosa"), "GET", pkg+"?view=whole", "").want(t, 200)
	w.judge(t, "rosa", pkg, "LB-02", `{"level":1,"grade":2}`, 0, 200)
	counts(3, 2)
}

// TestGapsBlind: why an answer with a level is open comes once it is judged, or
// the levels were opened; what to do about it, likewise.
func TestGapsBlind(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	pkg := w.ids().Replace("/api/v1/outreach/packages/{package}")
	why := func() any {
		t.Helper()
		for _, g := range w.send(reviewer("rosa"), "GET", pkg+"/gaps", "").want(t, 200).body["gaps"].([]any) {
			if g := g.(map[string]any); g["question"] == "LB-19" {
				return g["why"]
			}
		}
		t.Fatal("LB-19 is no gap; the test would find nothing")
		return nil
	}
	if got := why(); got != nil {
		t.Errorf("before it is judged: %v", got)
	}
	w.judge(t, "rosa", pkg, "LB-19", `{"level":1,"grade":2}`, 0, 200)
	if got := why(); got != "gate" {
		t.Errorf("after it is judged: %v", got)
	}
	result := func() map[string]any { return w.send(reviewer("omar"), "GET", pkg+"/result", "").want(t, 200).body }
	if got := result(); len(got["actions"].([]any))+len(got["path"].([]any)) > 0 {
		t.Errorf("actions and path tell levels: %v %v", got["actions"], got["path"])
	}
	w.send(reviewer("omar"), "GET", pkg+"?view=whole", "").want(t, 200)
	if got := result(); len(got["actions"].([]any)) == 0 || len(got["path"].([]any)) == 0 {
		t.Error("no actions or no path though the levels were opened")
	}
	for _, g := range w.send(reviewer("omar"), "GET", pkg+"/gaps", "").want(t, 200).body["gaps"].([]any) {
		if g.(map[string]any)["why"] == nil {
			t.Errorf("it is not said why, though the levels were opened: %v", g)
		}
	}
}
