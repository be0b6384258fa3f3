package scoring_test

import (
	"bytes"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// bank is the current catalogue, all of it.
func bank(t testing.TB) *questionnaire.Catalogue {
	t.Helper()
	editions := annex.Editions()
	edition, err := annex.Open(editions[len(editions)-1])
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, e := range edition.Entries() {
		codes = append(codes, e.Code)
	}
	library, err := questionnaire.Open(questionnaires.Files, map[string][]string{"annex": codes})
	if err != nil {
		t.Fatal(err)
	}
	c, err := library.Catalogue("")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// bankCases calls check with random files over the full bank, on both tracks.
func bankCases(t *testing.T, n int, check func(r *rand.Rand, m *scoring.Method, f *scoring.File)) {
	t.Helper()
	c := bank(t)
	methods := []*scoring.Method{methodOf(t, c, questionnaire.Prospective, 5), methodOf(t, c, questionnaire.Adherent, 5)}
	for seed := range uint64(n) {
		r := rand.New(rand.NewPCG(seed, 17))
		m := methods[seed%2]
		f := oracleRandomFile(r, c, m.Track)
		if faults := f.Check(c); faults != nil {
			t.Fatalf("seed %d: the random file is not valid:\n%v", seed, faults)
		}
		if check(r, m, &f); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestBankProperties: what holds of every result (section 17), and that every
// figure opens to sums that give it.
func TestBankProperties(t *testing.T) {
	t.Parallel()
	hundred := big.NewRat(100, 1)
	bankCases(t, effort.Of(200, 10_000), func(_ *rand.Rand, m *scoring.Method, f *scoring.File) {
		result := m.Score(f)
		for i := range result.Criteria {
			k := &result.Criteria[i]
			if !k.Applicable {
				continue
			}
			shown, claimed, high := k.Shown.Score.Rat(), k.Claimed.Score.Rat(), k.High.Rat()
			if shown.Sign() < 0 || shown.Cmp(claimed) > 0 || claimed.Cmp(high) > 0 || high.Cmp(hundred) > 0 {
				t.Errorf("%s: 0 <= %v <= %v <= %v <= 100 does not hold", k.ID, shown, claimed, high)
			}
			explainSums(t, m, f, k)
		}
	})
}

// explainSums: the shares of a criterion's questions sum to 1, and what they
// add to its scores.
func explainSums(t *testing.T, m *scoring.Method, f *scoring.File, k *scoring.Criterion) {
	t.Helper()
	e, err := m.Explain(f, k.ID)
	if err != nil {
		t.Fatal(err)
	}
	share, claimed, shown := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, w := range e.Criterion.Weights {
		for _, q := range w.Questions {
			for _, x := range []struct {
				sum *big.Rat
				n   scoring.Number
			}{{share, q.Share}, {claimed, q.Claimed}, {shown, q.Shown}} {
				if x.n.Valid() {
					x.sum.Add(x.sum, x.n.Rat())
				}
			}
		}
	}
	if share.Cmp(big.NewRat(1, 1)) != 0 || claimed.Cmp(k.Claimed.Score.Rat()) != 0 || shown.Cmp(k.Shown.Score.Rat()) != 0 {
		t.Errorf("%s: shares sum to %v; %v and %v are not the scores %v and %v", k.ID, share, claimed, shown, k.Claimed.Score.Rat(), k.Shown.Score.Rat())
	}
}

// TestBankRaise: a higher answer never lowers the index in either view, nor a
// verdict between NOT_MET and MET; more evidence never lowers the shown index.
// That is promised for the same routing and with no contradiction open before
// or after.
func TestBankRaise(t *testing.T) {
	t.Parallel()
	tried := 0
	bankCases(t, effort.Of(200, 10_000), func(r *rand.Rand, m *scoring.Method, f *scoring.File) {
		id, raised, ok := raise(r, m.Catalogue, f)
		if !ok {
			return
		}
		g := *f
		g.Responses = questionnaire.Responses{}
		for other, response := range f.Responses {
			g.Responses[other] = response
		}
		g.Responses[id] = raised
		before, after := m.Score(f), m.Score(&g)
		sameRouting := slices.Equal(before.Applied.Parked, after.Applied.Parked) && slices.Equal(before.Applied.NAAccepted, after.Applied.NAAccepted)
		if !sameRouting || len(before.Applied.Open)+len(after.Applied.Open) > 0 {
			return
		}
		tried++
		const noise = 1e-9 // the index is floating point
		if x, y := before.Overall.Shown.Index, after.Overall.Shown.Index; x != nil && *y < *x-noise {
			t.Errorf("raising %s lowers the shown index from %v to %v", id, *x, *y)
		}
		if x, y := before.Overall.Claimed.Index, after.Overall.Claimed.Index; x != nil && *y < *x-noise {
			t.Errorf("raising %s lowers the claimed index from %v to %v", id, *x, *y)
		}
		for i := range before.Criteria {
			x, y := &before.Criteria[i], &after.Criteria[i]
			if x.Applicable && (oracleBetter(string(x.Shown.Verdict), string(y.Shown.Verdict)) || oracleBetter(string(x.Claimed.Verdict), string(y.Claimed.Verdict))) {
				t.Errorf("raising %s lowers %s from %v to %v", id, x.ID, x.Shown.Verdict, y.Shown.Verdict)
			}
		}
	})
	if tried < 50 {
		t.Errorf("only %d cases", tried)
	}
}

// raise picks an answered question and returns a higher answer, or the same
// with one more proof.
func raise(r *rand.Rand, c *questionnaire.Catalogue, f *scoring.File) (string, questionnaire.Response, bool) {
	var ids []string
	for _, q := range c.Questions() {
		if f.Responses[q.ID].State == questionnaire.Value && q.Scored() {
			ids = append(ids, q.ID)
		}
	}
	if len(ids) == 0 {
		return "", questionnaire.Response{}, false
	}
	q := c.Question(ids[r.IntN(len(ids))])
	a := f.Responses[q.ID]
	a.Evidence = slices.Clone(a.Evidence)
	switch {
	case oracleChance(r, 0.3):
		a.Evidence = append(a.Evidence, questionnaire.Evidence{Grade: 1 + r.IntN(4), Date: f.AsOf})
	case q.Ladder():
		level := *a.Level + r.IntN(len(q.Points)-*a.Level)
		a.Level = &level
	case q.Percent:
		percent := *a.Percent + questionnaire.Percent(r.IntN(10001-int(*a.Percent)))
		a.Percent = &percent
	default:
		count := *a.Count + r.IntN(q.CountOf-*a.Count+1)
		a.Count, a.Choices = &count, nil
	}
	return q.ID, a, true
}

// TestBankAgain: a file that was written and read again, scored under a
// catalogue whose questions stand in another order, gives the same bytes.
func TestBankAgain(t *testing.T) {
	t.Parallel()
	bankCases(t, effort.Of(60, 10_000), func(r *rand.Rand, m *scoring.Method, f *scoring.File) {
		data, err := questionnaire.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		again, faults := scoring.ReadFile(data)
		if faults != nil {
			t.Fatalf("the file cannot be read again:\n%v", faults)
		}
		again.Changed = f.Changed // set by the caller, not part of the file
		other := methodOf(t, shuffled(r, m.Catalogue), m.Track, 5)
		first, second := everything(t, m, f), everything(t, other, again)
		if !bytes.Equal(first, second) {
			t.Errorf("the results differ:\n%s\n%s", first, second)
		}
	})
}

func everything(t *testing.T, m *scoring.Method, f *scoring.File) []byte {
	t.Helper()
	data, err := json.Marshal(struct {
		Result    *scoring.Result
		Runs      []scoring.Run
		Stability *scoring.Stability
		Actions   []scoring.Action
	}{m.Score(f), m.NamedRuns(f), m.Stability(f, 7), m.Actions(f)})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// shuffled is the catalogue with questionnaires, sections and questions in
// another order. Contradictions keep theirs: open ones are listed in it.
func shuffled(r *rand.Rand, c *questionnaire.Catalogue) *questionnaire.Catalogue {
	rules := &questionnaire.Questionnaire{ID: "rules", Contradictions: c.Contradictions()}
	all := []*questionnaire.Questionnaire{rules}
	for _, n := range c.Questionnaires {
		k := &questionnaire.Questionnaire{ID: n.ID, Sections: slices.Clone(n.Sections)}
		r.Shuffle(len(k.Sections), func(i, j int) { k.Sections[i], k.Sections[j] = k.Sections[j], k.Sections[i] })
		for i := range k.Sections {
			q := slices.Clone(k.Sections[i].Questions)
			r.Shuffle(len(q), func(i, j int) { q[i], q[j] = q[j], q[i] })
			k.Sections[i].Questions = q
		}
		all = append(all, k)
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return questionnaire.NewCatalogue(c.ID, nil, all...)
}

// TestBankAgainstOracle: over the full bank too, the engine gives what the
// plain reading gives; every trial of an action equals a full run there.
func TestBankAgainstOracle(t *testing.T) {
	t.Parallel()
	bankCases(t, effort.Of(4, 40), func(r *rand.Rand, m *scoring.Method, f *scoring.File) {
		compareWithOracle(t, m.Catalogue, f, r.Uint64(), 5)
	})
}

// TestBankActions: no action asks for what a prerequisite blocks, and a path
// ends at its target or says what cannot be moved.
func TestBankActions(t *testing.T) {
	t.Parallel()
	bankCases(t, effort.Of(20, 1000), func(_ *rand.Rand, m *scoring.Method, f *scoring.File) {
		for _, a := range m.Actions(f) {
			if a.Kind != scoring.Improve && a.Kind != scoring.Unblock {
				continue
			}
			e, err := m.Explain(f, a.Question)
			if err != nil {
				t.Fatal(err)
			}
			if len(e.Question.WaitsFor) > 0 {
				t.Errorf("%s %s is suggested while it waits for %v", a.Kind, a.Question, e.Question.WaitsFor)
			}
		}
		if p := m.Path(f); p.Reached == (len(p.Stuck) > 0) {
			t.Errorf("reached %v, and what cannot be moved: %v", p.Reached, p.Stuck)
		}
	})
}

// TestNoActions: a file that nothing can raise has a list of no actions.
func TestNoActions(t *testing.T) {
	c := bank(t)
	m := methodOf(t, c, questionnaire.Prospective, 5)
	f := &scoring.File{Track: m.Track, Responses: questionnaire.Responses{}}
	for _, q := range c.Questions() {
		if q.On(m.Track) {
			f.Responses[q.ID] = questionnaire.Response{State: questionnaire.Declined}
		}
	}
	text, err := json.Marshal(m.Actions(f))
	if err != nil || string(text) != "[]" {
		t.Errorf("actions are %s, %v", text, err)
	}
}

// TestLargeCatalogue: a criterion whose sections' weights have a product above
// 64 bits is as exact.
func TestLargeCatalogue(t *testing.T) {
	n := &questionnaire.Questionnaire{ID: "large"}
	for i := range 14 {
		s := questionnaire.Section{ID: string(rune('A' + i)), Criterion: "C3", Weight: 1 + i}
		for k := range 20 {
			q := questionnaire.Question{
				ID: s.ID + string(rune('a'+k)), Type: questionnaire.Law, Weight: 4 + k%2, Tracks: questionnaire.Tracks,
				EvidenceGrade: 3, MaxAgeMonths: 36, Effort: "L", Points: []int{0, 10, 60, 90, 100},
			}
			s.Questions = append(s.Questions, q)
		}
		n.Sections = append(n.Sections, s)
	}
	c := questionnaire.NewCatalogue("large", nil, n)
	r := rand.New(rand.NewPCG(5, 5))
	f := oracleRandomFile(r, c, questionnaire.Prospective)
	compareCriteria(t, methodOf(t, c, f.Track, 1).Assess(&f, 1), oracleScore(c, &f))
}
