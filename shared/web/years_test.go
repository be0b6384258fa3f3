package web_test

import (
	"fmt"
	"testing"
)

// TestYears: a trend's points are the sealed results; on one catalogue a
// like-for-like change is the whole change; what is not one track, not in
// order or another country's is refused.
func TestYears(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	ines := func(path string) *answer { return w.call("sample-ines", "GET", "/api/v1"+path, "") }
	points := ines("/trend?track=adherent").want(t, 200).body["submissions"].([]any)
	if len(points) != 2 || len(ines("/trend?track=prospective").want(t, 200).body["submissions"].([]any)) != 0 {
		t.Fatalf("%d points", len(points))
	}
	criteria := func(i int) []any { return points[i].(map[string]any)["criteria"].([]any) }
	id := func(i int) string { return points[i].(map[string]any)["submission"].(string) }
	changes := ines("/compare?from="+id(0)+"&to="+id(1)).want(t, 200).body
	moved := 0
	for c := range criteria(1) {
		before, after := criteria(0)[c].(map[string]any), criteria(1)[c].(map[string]any)
		sealed := ines("/submissions/"+id(1)).want(t, 200).body["result"].(map[string]any)["criteria"].([]any)[c].(map[string]any)
		if after["as_assessed"] != sealed["shown"].(map[string]any)["score"] {
			t.Errorf("%v: the trend says %v, the sealed result %v", after["id"], after["as_assessed"], sealed["shown"])
		}
		if fmt.Sprintf("%.2f", before["like_for_like"]) != fmt.Sprintf("%.2f", before["as_assessed"]) || after["common"] != 100.0 {
			t.Errorf("on one catalogue the lines differ: %v", before)
		}
		change := changes["criteria"].([]any)[c].(map[string]any)
		if change["total"] != change["like_for_like"] {
			t.Errorf("on one catalogue the questions moved a score: %v", change)
		}
		if change["total"] != 0.0 {
			moved++
		}
	}
	if moved == 0 || len(changes["answers"].([]any)) == 0 {
		t.Error("nothing changed in a year")
	}
	ines("/compare?from="+id(1)+"&to="+id(0)).want(t, 422)
	ines("/trend?track=none").want(t, 422)
	ines("/compare?from=a%23b&to="+id(0)).want(t, 404)
	w.call("sample-ada", "GET", "/api/v1/compare?from="+id(0)+"&to="+id(1), "").want(t, 404)
	w.call("sample-ada", "GET", "/api/v1/submissions/"+id(0)+"/result/C3", "").want(t, 404)
	ines("/submissions/"+id(0)+"/result/C9").want(t, 404)
}

// TestWhatIf: what is tried comes out as it would if it was answered, and
// nothing is saved.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	w, _ := checked(t)
	file := "/api/v1/assessments/" + w.file("sample-ada")
	result := w.call("sample-ada", "GET", file+"/result", "").want(t, 200)
	first := result.body["actions"].([]any)[0].(map[string]any)
	do := fmt.Sprintf("%v:%v", first["kind"], first["question"])
	tried := w.call("sample-kofi", "GET", file+"/what-if?do="+do, "").want(t, 200).body
	if len(tried["actions"].([]any)) != 1 || tried["before"].(map[string]any)["overall"] == nil {
		t.Errorf("trying %s gives %v", do, tried["actions"])
	}
	if again := w.call("sample-ada", "GET", file+"/result", "").want(t, 200); again.text != result.text {
		t.Error("trying changed the file")
	}
	for _, bad := range []string{"", "?do=", "?do=SELL:LB-01", "?do=IMPROVE:ZZ-99", "?do=%00"} {
		w.call("sample-ada", "GET", file+"/what-if"+bad, "").want(t, 422)
	}
	w.call("sample-ines", "GET", file+"/what-if?do="+do, "").want(t, 404)
}
