package scoring_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"runtime/debug"
	"slices"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// TestMain collects garbage less often under CHECK=full: the oracle's fractions
// are garbage at once, and a third of the time would go into that.
func TestMain(m *testing.M) {
	if effort.Full() {
		debug.SetGCPercent(400)
	}
	m.Run()
}

// methodOf prepares the engine with a number of seeded runs.
func methodOf(t testing.TB, c *questionnaire.Catalogue, track questionnaire.Track, runs int) *scoring.Method {
	t.Helper()
	p := scoring.DefaultParams
	p.Runs = runs
	m, err := scoring.New(c, track, p)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestEngineVectors: the engine gives every number that the method publishes,
// in the shape that programs read.
func TestEngineVectors(t *testing.T) {
	for name, v := range oracleReadVectors(t) {
		if v.File == nil {
			continue // the generator, agreement and comparison are below
		}
		t.Run(name, func(t *testing.T) {
			state := scoring.Seed(v.File.Assessment, "test")
			if v.SeedState != nil {
				state = *v.SeedState
			}
			a := methodOf(t, v.catalogue(), v.File.Track, 1000).Assess(v.File, state)
			for _, d := range oracleDiffer("", v.Expect, decoded(t, a)) {
				t.Error(d)
			}
		})
	}
}

// decoded is a value as a program reads it.
func decoded(t testing.TB, v any) any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEngineGenerator(t *testing.T) {
	v := oracleReadVectors(t)["T22"]
	g := scoring.SplitMix64(v.SplitMix.State)
	for i, want := range v.SplitMix.First {
		if got := fmt.Sprint(g.Next()); got != want {
			t.Errorf("number %d is %s, published %s", i, got, want)
		}
	}
}

// TestEngineAgreement: kappa and alpha of the published data and of the worked
// example.
func TestEngineAgreement(t *testing.T) {
	vectors := oracleReadVectors(t)
	units := func(raters [][]*int) [][]int {
		out := make([][]int, len(raters[0]))
		for _, r := range raters {
			for i, level := range r {
				if level != nil {
					out[i] = append(out[i], *level)
				}
			}
		}
		return out
	}
	near := func(what string, got *big.Rat, want any) {
		t.Helper()
		if f, _ := got.Float64(); math.Abs(f-want.(float64)) > 1e-4 {
			t.Errorf("%s is %v, published %v", what, f, want)
		}
	}
	four := vectors["T23"]
	all := four.Expect["all"].(map[string]any)
	near("ordinal alpha", scoring.Alpha(units(four.Agreement.Raters), true), all["alpha_ordinal"])
	near("interval alpha", scoring.Alpha(units(four.Agreement.Raters), false), all["alpha_interval"])

	raters := vectors["worked-reviewers"].Agreement.Raters
	levels := func(r []*int) (out []int) {
		for _, level := range r {
			out = append(out, *level)
		}
		return out
	}
	self, other := vectors["worked-reviewers"].Expect["0-1"].(map[string]any), vectors["worked-reviewers"].Expect["1-2"].(map[string]any)
	near("kappa", scoring.WeightedKappa(levels(raters[0]), levels(raters[1]), 5), self["kappa"])
	near("alpha, country and reviewer", scoring.Alpha(units(raters[:2]), true), self["alpha_ordinal"])
	near("alpha between reviewers", scoring.Alpha(units(raters[1:]), true), other["alpha_ordinal"])
}

func TestEngineComparison(t *testing.T) {
	v := oracleReadVectors(t)["T24"].Compare
	then, now := methodOf(t, v.Then.catalogue(), v.Then.File.Track, 1), methodOf(t, v.Now.catalogue(), v.Now.File.Track, 1)
	got, err := scoring.Compare(then, v.Then.File, now, v.Now.File)
	if err != nil {
		t.Fatal(err)
	}
	want := oracleReadVectors(t)["T24"].Expect["criteria"].([]any)[0].(map[string]any)
	change := decoded(t, got).(map[string]any)["criteria"].([]any)[0].(map[string]any)
	for published, field := range map[string]string{"then": "before", "now": "after", "total": "total", "like_for_like": "like_for_like", "instrument": "instrument", "common": "common"} {
		if math.Abs(want[published].(float64)-change[field].(float64)) > 1e-4 {
			t.Errorf("%s: published %v, got %v", field, want[published], change[field])
		}
	}
	if got.Answers[len(got.Answers)-1].Change != "retired" || !slices.ContainsFunc(got.Answers, func(a scoring.AnswerChange) bool { return a.Question == "q03b" && a.Change == "new" }) {
		t.Errorf("q03 retires and q03b is new, but the answers say %+v", got.Answers)
	}
}

// TestEngineAgainstOracle: on random catalogues and files the engine gives what
// the plain reading of the method gives: every score, verdict, gate, run,
// action and step.
func TestEngineAgainstOracle(t *testing.T) {
	t.Parallel()
	oracleRandomCases(t, effort.Of(60, 2000), func(t *testing.T, r *rand.Rand, c *questionnaire.Catalogue, f *scoring.File) {
		compareWithOracle(t, c, f, r.Uint64(), 12)
	})
}

// compareWithOracle fails for every difference between engine and oracle.
func compareWithOracle(t *testing.T, c *questionnaire.Catalogue, f *scoring.File, state uint64, runs int) {
	t.Helper()
	a := methodOf(t, c, f.Track, runs).Assess(f, state)
	want := oracleScore(c, f)
	compareCriteria(t, a, want)
	same(t, "parked", a.Applied.Parked, want.Applied.Parked)
	same(t, "accepted N/A", a.Applied.NAAccepted, want.Applied.NAAccepted)
	same(t, "open contradictions", a.Applied.Open, want.Applied.Open)
	same(t, "coherence", a.Coherence, want.Coherence)
	views := map[string]*scoring.Summary{oracleClaimed: &a.Overall.Claimed, oracleShown: &a.Overall.Shown}
	if a.Overall.Reviewed != nil {
		views[oracleReviewed] = a.Overall.Reviewed
	}
	same(t, "views", len(views), len(want.Overall))
	for view, o := range want.Overall {
		sameIndex(t, "index "+view, views[view].Index, o.Index)
		same(t, "overall "+view, fmt.Sprint(views[view].Verdict, views[view].Rule), fmt.Sprint(o.Verdict, o.Rule))
	}
	for i, run := range oracleNamedRuns(c, f) {
		same(t, "run", a.Runs[i].Name, run.Name)
		sameIndex(t, run.Name, a.Runs[i].Index, run.Index)
		same(t, run.Name, fmt.Sprint(a.Runs[i].Verdict, a.Runs[i].Criteria), fmt.Sprint(run.Verdict, run.Criteria))
	}
	stability := oracleSeededRuns(c, f, state, runs)
	sameIndex(t, "P5", a.Stability.P5, stability.P5)
	sameIndex(t, "P50", a.Stability.P50, stability.P50)
	sameIndex(t, "P95", a.Stability.P95, stability.P95)
	sameNumber(t, "stability", a.Stability.Share.Share, stability.Share.Rat)
	for i := range a.Criteria {
		if k := &a.Criteria[i]; k.Applicable {
			sameNumber(t, "stability of "+k.ID, k.Stability.Share, stability.Criteria[k.ID].Share.Rat)
			same(t, "stability of "+k.ID, k.Stability.Label, stability.Criteria[k.ID].Label)
		}
	}
	compareActions(t, a, c, f)
}

func compareCriteria(t *testing.T, a *scoring.Assessment, want *oracleResult) {
	t.Helper()
	for i := range a.Criteria {
		k := &a.Criteria[i]
		o := want.criterion(k.ID)
		if same(t, k.ID+" applicable", k.Applicable, o != nil); o == nil {
			continue
		}
		for view, v := range map[string]*scoring.View{oracleClaimed: k.Claimed, oracleShown: k.Shown, oracleReviewed: k.Reviewed} {
			w := o.view(view)
			if same(t, k.ID+" has view "+view, v != nil, w != nil); v == nil || w == nil {
				continue
			}
			sameNumber(t, k.ID+" score "+view, v.Score, w.Score.Rat)
			sameNumber(t, k.ID+" gated "+view, v.Gated, w.Gated.Rat)
			same(t, k.ID+" verdict "+view, fmt.Sprint(v.Band, v.Verdict, v.Rule), fmt.Sprint(w.Band, w.Verdict, w.Rule))
		}
		sameNumber(t, k.ID+" high", k.High, o.High.Rat)
		sameNumber(t, k.ID+" gap", k.InfoGap, o.InfoGap.Rat)
		sameNumber(t, k.ID+" coverage", k.Coverage, o.Coverage.Rat)
		sameNumber(t, k.ID+" confidence", k.Confidence, o.Confidence.Rat)
		same(t, k.ID+" label", k.ConfidenceLabel, o.ConfidenceLabel)
		same(t, k.ID+" outstanding", k.EvidenceOutstanding, o.EvidenceOutstanding)
		var thin []string
		for _, s := range k.Sections {
			if s.Thin {
				thin = append(thin, s.ID)
			}
			at := slices.IndexFunc(o.Sections, func(x oracleSection) bool { return x.ID == s.ID })
			if same(t, s.ID+" applies", s.Shown.Valid(), at >= 0); at >= 0 {
				sameNumber(t, s.ID+" claimed", s.Claimed, o.Sections[at].Claimed.Rat)
				sameNumber(t, s.ID+" shown", s.Shown, o.Sections[at].Shown.Rat)
			}
		}
		same(t, k.ID+" thin", fmt.Sprint(thin), fmt.Sprint(slices.Sorted(slices.Values(o.Thin))))
		var gates, oracleStates []string
		for _, g := range k.Gates {
			gates = append(gates, fmt.Sprint(g))
		}
		for _, g := range o.Gates {
			oracleStates = append(oracleStates, fmt.Sprint(g))
		}
		slices.Sort(oracleStates)
		same(t, k.ID+" gates", gates, oracleStates)
	}
}

// compareActions compares both lists. Gains are floating point and may differ
// in the ninth decimal, so order is compared with that in mind.
func compareActions(t *testing.T, a *scoring.Assessment, c *questionnaire.Catalogue, f *scoring.File) {
	t.Helper()
	list := oracleActions(c, f)
	if same(t, "actions", len(a.Actions), len(list)); len(a.Actions) != len(list) {
		return
	}
	for i, w := range list {
		g := a.Actions[i]
		to := oracleTarget{g.To.Level, g.To.Count, g.To.Percent, g.To.Grade}
		if g.Kind == scoring.FindOut {
			to = w.To // the engine names the 50 points it counts on
		}
		same(t, "action", fmt.Sprint(g.Kind, g.Question, g.Effort, g.Gate), fmt.Sprint(w.Kind, w.Question, w.Effort, w.Gate))
		same(t, g.Question+" target", to, w.To)
		if math.Abs(float64(g.Gain)-w.Gain) > 2e-9 {
			t.Errorf("%s %s gains %v, want %v", g.Kind, g.Question, g.Gain, w.Gain)
		}
	}
	path := oraclePath(c, f, 500)
	steps := oracleMerged(path.Steps)
	same(t, "path", fmt.Sprint(a.Target, a.Reached, len(a.Steps)), fmt.Sprint(path.Target, path.Reached, len(steps)))
	for i := range min(len(steps), len(a.Steps)) {
		g, w := a.Steps[i], steps[i]
		same(t, "step", fmt.Sprint(g.Kind, g.Question, g.Verdict), fmt.Sprint(w.Kind, w.Question, w.Verdict))
		same(t, "step to", oracleTarget{g.To.Level, g.To.Count, g.To.Percent, g.To.Grade}, w.To)
		sameIndex(t, "step index", &g.Index, w.Index)
	}
	if !a.Reached && len(a.Stuck) == 0 {
		t.Error("a path that ends early says nothing of what cannot be moved")
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) && !(reflect.ValueOf(got).Kind() == reflect.Slice && fmt.Sprint(got) == fmt.Sprint(want)) {
		t.Errorf("%s: engine %v, oracle %v", what, got, want)
	}
}

func sameNumber(t *testing.T, what string, got scoring.Number, want *big.Rat) {
	t.Helper()
	if g := got.Rat(); (g == nil) != (want == nil) || g != nil && g.Cmp(want) != 0 {
		t.Errorf("%s: engine %v, oracle %v", what, g, want)
	}
}

func sameIndex(t *testing.T, what string, got *scoring.Approx, want *float64) {
	t.Helper()
	if (got == nil) != (want == nil) || got != nil && math.Abs(float64(*got)-*want) > 1e-9 {
		t.Errorf("%s: engine %v, oracle %v", what, got, want)
	}
}
