package scoring_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// oracleRandomCases calls check with random catalogues and valid files.
func oracleRandomCases(t *testing.T, n int, check func(t *testing.T, r *rand.Rand, c *questionnaire.Catalogue, f *scoring.File)) {
	for seed := range uint64(n) {
		r := rand.New(rand.NewPCG(seed, 16))
		c := oracleRandomCatalogue(r)
		f := oracleRandomFile(r, c, questionnaire.Tracks[r.IntN(2)])
		if faults := f.Check(c); faults != nil {
			t.Fatalf("seed %d: the random file is not valid:\n%v", seed, faults)
		}
		check(t, r, c, &f)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestOracleProperties: the properties of section 17 that hold of one score,
// and that random files give every verdict there is.
func TestOracleProperties(t *testing.T) {
	seen := map[string]int{}
	oracleRandomCases(t, 1500, func(t *testing.T, _ *rand.Rand, c *questionnaire.Catalogue, f *scoring.File) {
		result := oracleScore(c, f)
		for _, o := range result.Overall {
			seen[o.Verdict]++
		}
		if result.Overall[oracleReviewed] != nil {
			seen["reviewed"]++
		}
		for _, x := range result.Criteria {
			seen[fmt.Sprintf("rule %d", x.Shown.Rule)]++
			for _, g := range x.Gates {
				seen[g.Shown]++
			}
			shown, claimed := x.Shown.Score, x.Claimed.Score
			if shown.Sign() < 0 || shown.Cmp(claimed.Rat) > 0 || claimed.Cmp(x.High.Rat) > 0 || x.High.Cmp(oracleRat(100, 1)) > 0 {
				t.Errorf("%s: 0 <= %s <= %s <= %s <= 100 does not hold", x.ID, shown, claimed, x.High)
			}
			seen["thin"] += len(x.Thin)
		}
		seen["parked"] += len(result.Applied.Parked)
		seen["na"] += len(result.Applied.NAAccepted)
		seen["held"] += len(result.Applied.Held)
	})
	for _, what := range []string{
		"NOT_READY", "NOT_ASSESSED", "UNDETERMINED", "STRONG", "READY", "BUILDING",
		"rule 1", "rule 2", "rule 3", "rule 4", "rule 5", "rule 6", "rule 7", "rule 8",
		"pass", "fail", "unknown", "unanswered", "unproven", "reviewed", "thin", "parked", "na", "held",
	} {
		if seen[what] == 0 {
			t.Errorf("no random file has %s", what)
		}
	}
	t.Log(seen)
}

// TestOracleRaise: raising an answer, or adding evidence, never lowers an index
// or a verdict between NOT_MET and MET, for the same routing and without a
// contradiction open before or after (section 17).
func TestOracleRaise(t *testing.T) {
	tried := 0
	oracleRandomCases(t, 120, func(t *testing.T, r *rand.Rand, c *questionnaire.Catalogue, f *scoring.File) {
		before := oracleRead(c, f)
		for _, a := range before.possible() {
			if a.Kind == oracleFindOut {
				continue
			}
			after := oracleApply(f, &a)
			raised := after.Responses[a.Question]
			kept := f.Responses[a.Question].Evidence
			if a.Kind == oracleProve {
				kept = append(slices.Clone(kept), raised.Evidence...)
			}
			raised.Evidence = kept
			after.Responses[a.Question] = raised
			k := oracleRead(c, after)
			if len(before.open)+len(k.open) > 0 || fmt.Sprint(oracleIDs(before.parked), oracleIDs(before.accepted)) != fmt.Sprint(oracleIDs(k.parked), oracleIDs(k.accepted)) {
				continue
			}
			tried++
			x, y := oracleScoreCase(before), oracleScoreCase(k)
			for _, view := range []string{oracleClaimed, oracleShown} {
				if i, j := x.Overall[view].Index, y.Overall[view].Index; i != nil && *j < *i-1e-9 {
					t.Errorf("%s %s lowers the %s index from %v to %v", a.Kind, a.Question, view, *i, *j)
				}
				for n := range x.Criteria {
					if v, w := x.Criteria[n].view(view).Verdict, y.Criteria[n].view(view).Verdict; oracleBetter(v, w) {
						t.Errorf("%s %s lowers %s from %s to %s", a.Kind, a.Question, x.Criteria[n].ID, v, w)
					}
				}
			}
		}
	})
	if tried < 400 {
		t.Errorf("only %d cases", tried)
	}
}

// TestOraclePath: the lists of actions are in a total order; a path leaves a
// valid file; and it ends.
func TestOraclePath(t *testing.T) {
	reached := map[string]int{}
	oracleRandomCases(t, 80, func(t *testing.T, r *rand.Rand, c *questionnaire.Catalogue, f *scoring.File) {
		list := oracleActions(c, f)
		for i := 1; i < len(list); i++ {
			if oracleOrder(list[i-1], list[i]) >= 0 {
				t.Errorf("%+v and %+v have no order", list[i-1], list[i])
			}
		}
		p := oraclePath(c, f, 200)
		reached[fmt.Sprint(p.Reached)]++
		if faults := p.After.Check(c); faults != nil {
			t.Errorf("after the path the file is not valid: %v", faults)
		}
		if len(p.Steps) == 200 {
			t.Errorf("200 steps do not end; the last: %+v", p.Steps[199])
		}
	})
	t.Log(reached)
}
