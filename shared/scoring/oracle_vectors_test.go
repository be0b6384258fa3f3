package scoring_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// oracleSide is a catalogue with a file on it.
type oracleSide struct {
	Questionnaires []*questionnaire.Questionnaire `json:"questionnaires"`
	File           *scoring.File                  `json:"file"`
}

// oracleVector is one file of testdata/vectors. Besides a score, a vector may
// test the generator, agreement or a comparison instead.
type oracleVector struct {
	Name  string `json:"name"`
	About string `json:"about"`
	oracleSide
	SeedState *uint64 `json:"seed_state"`
	SplitMix  *struct {
		State uint64   `json:"state"`
		First []string `json:"first"`
	} `json:"splitmix"`
	Agreement *struct {
		Levels int      `json:"levels"`
		Raters [][]*int `json:"raters"` // null: not rated
	} `json:"agreement"`
	Compare *struct {
		Then oracleSide `json:"then"`
		Now  oracleSide `json:"now"`
	} `json:"compare"`
	Expect map[string]any `json:"expect"`
}

func oracleReadVectors(t *testing.T) map[string]*oracleVector {
	t.Helper()
	names, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no vectors in testdata/vectors: %v", err)
	}
	vectors := map[string]*oracleVector{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		v := &oracleVector{}
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		vectors[v.Name] = v
	}
	return vectors
}

func (s oracleSide) catalogue() *questionnaire.Catalogue {
	return questionnaire.NewCatalogue("test", nil, s.Questionnaires...)
}

// oracleWhole is everything the oracle says of a file in one object: the shape
// that a vector's expect is a part of.
func oracleWhole(c *questionnaire.Catalogue, f *scoring.File, state uint64, expect map[string]any) *oracleResult {
	r := oracleScore(c, f)
	if expect["stability"] != nil {
		r.Stability = oracleSeededRuns(c, f, state, 1000)
		for _, criterion := range r.Criteria {
			criterion.Stability = r.Stability.Criteria[criterion.ID]
		}
	}
	if expect["actions"] != nil {
		r.Actions = oracleActions(c, f)
	}
	if expect["path"] != nil {
		r.Path = oracleMerged(oraclePath(c, f, 500).Steps)
	}
	if expect["runs"] != nil {
		r.Runs = oracleNamedRuns(c, f)
	}
	return r
}

// oracleVectorOutput runs what the vector tests.
func oracleVectorOutput(v *oracleVector) any {
	switch {
	case v.SplitMix != nil:
		s, first := oracleSplitMix(v.SplitMix.State), []string{}
		for range v.Expect["first"].([]any) {
			first = append(first, strconv.FormatUint(s.next(), 10))
		}
		return map[string]any{"first": first}
	case v.Agreement != nil:
		raters := v.Agreement.Raters
		out := map[string]any{"all": oracleAlphas(raters...)}
		for i := range raters {
			for j := range raters[:i] {
				out[fmt.Sprintf("%d-%d", j, i)] = struct {
					oraclePair
					oracleReliable
				}{oraclePairOf(raters[j], raters[i], v.Agreement.Levels), oracleAlphas(raters[j], raters[i])}
			}
		}
		return out
	case v.Compare != nil:
		then, now := v.Compare.Then, v.Compare.Now
		return map[string]any{"criteria": oracleCompare(then.catalogue(), then.File, now.catalogue(), now.File)}
	}
	state := oracleSeed(v.File.Assessment, "test", "oracle")
	if v.SeedState != nil {
		state = *v.SeedState
	}
	return oracleWhole(v.catalogue(), v.File, state, v.Expect)
}

// oracleReliable is alpha over a set of raters.
type oracleReliable struct {
	Ordinal  oracleNumber `json:"alpha_ordinal"`
	Interval oracleNumber `json:"alpha_interval"`
	Label    string       `json:"label"`
}

func oracleAlphas(raters ...[]*int) oracleReliable {
	ordinal, units := oracleAlpha(raters, "ordinal")
	interval, _ := oracleAlpha(raters, "interval")
	return oracleReliable{oracleNumber{ordinal}, oracleNumber{interval}, oracleReliability(ordinal, units)}
}

// oracleDiffer lists where expect is not a part of got. Lists of objects match
// in order: a path whole, actions from the top, others by id or question.
func oracleDiffer(at string, expect, got any) []string {
	differ := func() []string { return []string{fmt.Sprintf("%s: expected %v, got %v", at, expect, got)} }
	switch e := expect.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return differ()
		}
		var all []string
		for _, key := range oracleKeys(e) {
			all = append(all, oracleDiffer(at+"."+key, e[key], g[key])...)
		}
		return all
	case float64:
		if g, ok := got.(float64); !ok || math.Abs(e-g) > 1e-4 {
			return differ()
		}
	case []any:
		g, ok := got.([]any)
		objects := len(e) > 0 && reflect.TypeOf(e[0]) == reflect.TypeFor[map[string]any]()
		if !ok || !objects {
			if !reflect.DeepEqual(expect, got) {
				return differ()
			}
			return nil
		}
		return oracleDifferLists(at, e, g)
	default:
		if !reflect.DeepEqual(expect, got) {
			return differ()
		}
	}
	return nil
}

func oracleDifferLists(at string, expect, got []any) []string {
	whole := strings.HasSuffix(at, ".path")
	if whole && len(expect) != len(got) {
		return []string{fmt.Sprintf("%s: expected %d, got %d: %v", at, len(expect), len(got), got)}
	}
	var all []string
	next := 0
	for i, e := range expect {
		where := fmt.Sprintf("%s[%d]", at, i)
		for !whole && !strings.HasSuffix(at, ".actions") && next < len(got) && !oracleSameKey(e, got[next]) {
			next++
		}
		if next >= len(got) {
			return append(all, where+": missing")
		}
		all = append(all, oracleDiffer(where, e, got[next])...)
		next++
	}
	return all
}

func oracleSameKey(a, b any) bool {
	for _, key := range []string{"id", "question", "name", "kind"} {
		x, y := a.(map[string]any)[key], b.(map[string]any)[key]
		if x != nil && x != y {
			return false
		}
	}
	return true
}

// TestOracleVectors: the oracle gives every number that the method publishes.
func TestOracleVectors(t *testing.T) {
	for name, v := range oracleReadVectors(t) {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(oracleVectorOutput(v))
			if err != nil {
				t.Fatal(err)
			}
			var got any
			if err := json.Unmarshal(data, &got); err != nil {
				t.Fatal(err)
			}
			for _, d := range oracleDiffer("", v.Expect, got) {
				t.Error(d)
			}
		})
	}
}

// TestOraclePublished: what the method publishes with fewer digits than the
// vectors hold, or says in words.
func TestOraclePublished(t *testing.T) {
	vectors := oracleReadVectors(t)
	worked, after := vectors["T19"], vectors["worked-after-path"]
	c := worked.catalogue()
	check := func(what string, got float64, places int, published string) {
		t.Helper()
		if s := strconv.FormatFloat(got, 'f', places, 64); s != published {
			t.Errorf("%s: published %s, got %s (%v)", what, published, s, got)
		}
	}
	actions := oracleActions(c, worked.File)
	for i, published := range [][2]string{{"2.98", "0.74"}, {"2.54", "2.54"}, {"4.82", "2.41"}, {"1.94", "1.94"}, {"3.86", "1.93"}, {"3.15", "1.58"}} {
		check("gain of "+actions[i].Question, actions[i].Gain, 2, published[0])
		check("priority of "+actions[i].Question, actions[i].Priority, 2, published[1])
	}
	for _, a := range actions {
		if a.Kind == oracleProve && a.Question == "q06" {
			t.Error("PROVE q06 is worth nothing while the cap holds, yet it is listed")
		}
	}
	path := oraclePath(c, worked.File, 500)
	for i, published := range []string{"65.85", "68.01", "71.03"} {
		check("path", *path.Steps[i].Index, 2, published)
	}
	if path.Target != "READY" || !path.Reached || len(path.Steps) != 3 {
		t.Errorf("path: %+v", path)
	}
	for _, id := range []string{"q02", "q08", "q11"} {
		if *path.After.Responses[id].Level != *after.File.Responses[id].Level {
			t.Errorf("%s: the vector after the path has another level", id)
		}
	}
	s := oracleSeededRuns(c, path.After, 42, 1000)
	check("P5", *s.P5, 2, "62.62")
	check("P95", *s.P95, 2, "74.40")
	for i, run := range oracleNamedRuns(c, worked.File) {
		number := i + 1
		c2 := number == 2 || number == 4 || number == 6
		if (run.Criteria["C2"] == "PARTLY_MET") != c2 || (run.Criteria["C4"] == "LARGELY_MET") != (number == 7) || run.Verdict != "NOT_READY" {
			t.Errorf("run %d %s: %v", number, run.Name, run.Criteria)
		}
	}
	four := vectors["T23"].Agreement.Raters
	for metric, published := range map[string]string{"ordinal": "0.815", "interval": "0.849"} {
		alpha, _ := oracleAlpha(four, metric)
		f, _ := alpha.Float64()
		check(metric, f, 3, published)
	}
}
