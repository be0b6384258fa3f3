package scoring_test

import (
	"math/big"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// oracleNumber is an exact number that may be null; in JSON it is a decimal.
type oracleNumber struct{ *big.Rat }

// MarshalJSON writes a JSON number or null.
func (n oracleNumber) MarshalJSON() ([]byte, error) {
	if n.Rat == nil {
		return []byte("null"), nil
	}
	return []byte(n.FloatString(12)), nil
}

// oracleSection is a section with an applicable question.
type oracleSection struct {
	ID       string       `json:"id"`
	Claimed  oracleNumber `json:"claimed"`
	Shown    oracleNumber `json:"shown"`
	Reviewed oracleNumber `json:"reviewed"`
}

// oracleGates is a critical question with its state in each view.
type oracleGates struct {
	Question string `json:"question"`
	Claimed  string `json:"claimed"`
	Shown    string `json:"shown"`
	Reviewed string `json:"reviewed,omitempty"`
}

// oracleShare is how often seeded runs gave the base verdict.
type oracleShare struct {
	Share oracleNumber `json:"share"`
	Label string       `json:"label"`
}

// oracleCriterion is what section 9 asks for.
type oracleCriterion struct {
	ID                  string           `json:"id"`
	Claimed             *oracleJudgement `json:"claimed"`
	Shown               *oracleJudgement `json:"shown"`
	Reviewed            *oracleJudgement `json:"reviewed,omitempty"`
	High                oracleNumber     `json:"high"`
	InfoGap             oracleNumber     `json:"info_gap"`
	Coverage            oracleNumber     `json:"coverage"`
	ReviewedCoverage    oracleNumber     `json:"reviewed_coverage"`
	Confidence          oracleNumber     `json:"confidence"`
	ConfidenceLabel     string           `json:"confidence_label"`
	EvidenceOutstanding bool             `json:"evidence_outstanding"`
	Sections            []oracleSection  `json:"sections"`
	Thin                []string         `json:"thin"` // sections, also ones that emptied
	Gates               []oracleGates    `json:"gates"`
	Stability           *oracleShare     `json:"stability,omitempty"`
}

// oracleApplied is what routing and contradictions did, by id.
type oracleApplied struct {
	Parked     []string `json:"parked"`
	NAAccepted []string `json:"na_accepted"`
	Held       []string `json:"held_at_e1"`
	Open       []string `json:"open_contradictions"`
}

// oracleResult is everything the oracle says of a file. Criteria without an
// applicable question are absent.
type oracleResult struct {
	Criteria  []*oracleCriterion        `json:"criteria"`
	Overall   map[string]*oracleOverall `json:"overall"`
	Coherence bool                      `json:"coherence"`
	Applied   oracleApplied             `json:"applied"`
	Stability *oracleStability          `json:"stability,omitempty"`
	Actions   []oracleAction            `json:"actions,omitempty"`
	Path      []oracleStep              `json:"path,omitempty"`
	Runs      []oracleRun               `json:"runs,omitempty"`
}

func (r *oracleResult) criterion(id string) *oracleCriterion {
	for _, c := range r.Criteria {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// oracleScore scores a file: sections 5 to 9.
func oracleScore(c *questionnaire.Catalogue, f *scoring.File) *oracleResult {
	return oracleScoreCase(oracleRead(c, f))
}

func oracleScoreCase(k *oracleCase) *oracleResult {
	r := &oracleResult{Overall: map[string]*oracleOverall{}}
	r.Applied = oracleApplied{oracleIDs(k.parked), oracleIDs(k.accepted), oracleIDs(k.held), k.open}
	views := []string{oracleClaimed, oracleShown}
	for _, reviews := range k.f.Reviews {
		if len(reviews) > 0 && len(views) == 2 {
			views = append(views, oracleReviewed)
		}
	}
	for _, id := range oracleCriteria {
		if len(k.items[id]) > 0 {
			r.Criteria = append(r.Criteria, k.criterion(id, views))
		}
	}
	omega := oracleOmega(k.f.Track)
	for _, view := range views {
		gated, verdicts := map[string]*big.Rat{}, map[string]string{}
		for _, c := range r.Criteria {
			gated[c.ID], verdicts[c.ID] = c.view(view).Gated.Rat, c.view(view).Verdict
		}
		o := &oracleOverall{Index: oracleIndex(gated, omega, "geometric")}
		o.Verdict, o.Rule = oracleConclude(verdicts, omega)
		r.Overall[view] = o
	}
	if c3, c4 := r.criterion("C3"), r.criterion("C4"); c3 != nil && c4 != nil {
		r.Coherence = oracleBetter(c4.Shown.Verdict, c3.Shown.Verdict)
	}
	return r
}

// oracleBetter reports whether verdict a is higher than b on the only scale
// that compares (section 18, Overall).
func oracleBetter(a, b string) bool {
	scale := []string{"NOT_MET", "PARTLY_MET", "LARGELY_MET", "MET"}
	i, j := slices.Index(scale, a), slices.Index(scale, b)
	return i >= 0 && j >= 0 && i > j
}

func (c *oracleCriterion) view(view string) *oracleJudgement {
	return map[string]*oracleJudgement{oracleClaimed: c.Claimed, oracleShown: c.Shown, oracleReviewed: c.Reviewed}[view]
}

// criterion works one criterion out in the views asked for.
func (k *oracleCase) criterion(id string, views []string) *oracleCriterion {
	c := &oracleCriterion{ID: id, Thin: k.thin(id)}
	for _, s := range k.sections(id) {
		c.Sections = append(c.Sections, oracleSection{ID: s.ID})
	}
	for _, view := range views {
		o := oracleVariant{view: view}
		score, sections := k.score(id, o)
		gates := k.gates(id, view)
		coverage := k.coverage(id, o)
		j := oracleJudge(score, sections, gates, coverage)
		for i, s := range sections {
			switch view {
			case oracleClaimed:
				c.Sections[i].Claimed = oracleNumber{s.score}
			case oracleShown:
				c.Sections[i].Shown = oracleNumber{s.score}
			default:
				c.Sections[i].Reviewed = oracleNumber{s.score}
			}
		}
		for i, g := range gates {
			switch view {
			case oracleClaimed:
				c.Gates = append(c.Gates, oracleGates{Question: g.question, Claimed: g.state})
			case oracleShown:
				c.Gates[i].Shown = g.state
			default:
				c.Gates[i].Reviewed = g.state
			}
		}
		switch view {
		case oracleClaimed:
			c.Claimed = j
		case oracleShown:
			c.Shown, c.Coverage = j, oracleNumber{coverage}
		default:
			c.Reviewed, c.ReviewedCoverage = j, oracleNumber{coverage}
		}
	}
	gap := k.infoGap(id)
	c.InfoGap = oracleNumber{gap}
	c.High = oracleNumber{new(big.Rat).Add(c.Claimed.Score.Rat, gap)}
	c.EvidenceOutstanding = oracleBetter(c.Claimed.Verdict, c.Shown.Verdict)
	c.Confidence, c.ConfidenceLabel = oracleConfidence(c.Claimed.Score.Rat, c.Shown.Score.Rat)
	return c
}

// oracleConfidence carries out sections 5 and 9; null when nothing is claimed.
func oracleConfidence(claimed, shown *big.Rat) (oracleNumber, string) {
	if claimed.Sign() == 0 {
		return oracleNumber{}, ""
	}
	x := new(big.Rat).Quo(shown, claimed)
	x.Mul(x, oracleRat(100, 1))
	label := "high"
	switch y := oracleRound1(x); {
	case oracleBelow(y, 50):
		label = "very low"
	case oracleBelow(y, 75):
		label = "low"
	case oracleBelow(y, 90):
		label = "moderate"
	}
	return oracleNumber{x}, label
}

// thin lists the sections of a criterion of which accepted N/A takes more than
// half of the weight (section 3). Parked questions count nowhere.
func (k *oracleCase) thin(criterion string) []string {
	var order []string
	all, out := map[string]int{}, map[string]int{}
	for _, q := range k.c.Questions() {
		if !q.Scored() || !q.On(k.f.Track) || q.Section.Criterion != criterion {
			continue
		}
		if all[q.Section.ID] == 0 {
			order = append(order, q.Section.ID)
		}
		all[q.Section.ID] += q.Weight
		if k.accepted[q.ID] {
			out[q.Section.ID] += q.Weight
		}
	}
	thin := []string{}
	for _, id := range order {
		if 2*out[id] > all[id] {
			thin = append(thin, id)
		}
	}
	return thin
}
