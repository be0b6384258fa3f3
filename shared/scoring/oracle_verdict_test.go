package scoring_test

import (
	"math"
	"math/big"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// oracleGate is the state of one critical question in one view.
type oracleGate struct{ question, state string }

// gates carries out section 6 for the critical questions of a criterion.
func (k *oracleCase) gates(criterion, view string) []oracleGate {
	var list []oracleGate
	for _, q := range k.items[criterion] {
		if q.GateMin > 0 {
			list = append(list, oracleGate{q.ID, k.gate(q, view)})
		}
	}
	return list
}

func (k *oracleCase) gate(q *questionnaire.Question, view string) string {
	r := k.rating(q, view)
	switch {
	case r.state == questionnaire.Unanswered:
		return "unanswered"
	case r.state != questionnaire.Value:
		return "unknown"
	case oracleBelow(r.v, int64(q.GateMin)):
		return "fail"
	case view != oracleClaimed && r.g < max(2, q.EvidenceGrade-1):
		return "unproven"
	}
	return "pass"
}

// oracleTally counts gates by state.
func oracleTally(gates []oracleGate) map[string]int {
	n := map[string]int{}
	for _, g := range gates {
		n[g.state]++
	}
	return n
}

// oracleCap is the cap of section 6.
func oracleCap(gates map[string]int) *big.Rat {
	bad := gates["fail"] + gates["unknown"] + gates["unanswered"]
	switch {
	case bad >= 2:
		return oracleRat(39, 1)
	case bad == 1 || gates["unproven"] >= 1:
		return oracleRat(59, 1)
	}
	return oracleRat(100, 1)
}

// oracleJudgement is one criterion in one view, judged.
type oracleJudgement struct {
	Score   oracleNumber `json:"score"`
	Gated   oracleNumber `json:"gated"`
	SMin    oracleNumber `json:"s_min"`
	Band    string       `json:"band"`
	Verdict string       `json:"verdict"`
	Rule    int          `json:"rule"`
}

// oracleJudge carries out sections 6 and 7 on a score.
func oracleJudge(score *big.Rat, sections []oracleSectionScore, gates []oracleGate, coverage *big.Rat) *oracleJudgement {
	tally := oracleTally(gates)
	gated := oracleCap(tally)
	if score.Cmp(gated) < 0 {
		gated = score
	}
	var sMin *big.Rat
	for _, s := range sections {
		if x := oracleRound1(s.score); sMin == nil || x.Cmp(sMin) < 0 {
			sMin = x
		}
	}
	j := &oracleJudgement{Score: oracleNumber{score}, Gated: oracleNumber{gated}, SMin: oracleNumber{sMin}}
	g, c := oracleRound1(gated), oracleRound1(coverage)
	switch {
	case oracleBelow(g, 20):
		j.Band = "Not started"
	case oracleBelow(g, 40):
		j.Band = "Foundational"
	case oracleBelow(g, 60):
		j.Band = "Developing"
	case oracleBelow(g, 80):
		j.Band = "Established"
	default:
		j.Band = "Sustained"
	}
	switch {
	case tally["unanswered"] >= 1 || oracleBelow(c, 80):
		j.Rule, j.Verdict = 1, "NOT_ASSESSED"
	case tally["fail"] >= 1:
		j.Rule, j.Verdict = 2, "NOT_MET"
	case tally["unknown"] >= 1:
		j.Rule, j.Verdict = 3, "UNDETERMINED"
	case oracleBelow(g, 40):
		j.Rule, j.Verdict = 4, "NOT_MET"
	case oracleBelow(g, 60) || tally["unproven"] >= 1:
		j.Rule, j.Verdict = 5, "PARTLY_MET"
	case !oracleBelow(g, 80) && !oracleBelow(sMin, 50) && !oracleBelow(c, 90):
		j.Rule, j.Verdict = 6, "MET"
	case !oracleBelow(sMin, 30):
		j.Rule, j.Verdict = 7, "LARGELY_MET"
	default:
		j.Rule, j.Verdict = 8, "PARTLY_MET"
	}
	return j
}

// oracleCriteria are all criteria by id.
var oracleCriteria = []string{"C1", "C2", "C3", "C4"}

// oracleOmega are the weights of section 8; a criterion without one is not
// counted on the track.
func oracleOmega(t questionnaire.Track) map[string]float64 {
	if t == questionnaire.Adherent {
		return map[string]float64{"C2": 25, "C3": 40, "C4": 35}
	}
	return map[string]float64{"C1": 25, "C2": 25, "C3": 25, "C4": 25}
}

// oracleIndex is the overall index (sections 8, 12 and 18); nil without a
// counted criterion. across is geometric, arithmetic or half_minimum.
func oracleIndex(gated map[string]*big.Rat, omega map[string]float64, across string) *float64 {
	total, counted := 0.0, 0
	for _, id := range oracleCriteria {
		if gated[id] != nil && omega[id] > 0 {
			total += omega[id]
			counted++
		}
	}
	if counted == 0 {
		return nil
	}
	logs, mean, lowest := 0.0, 0.0, math.Inf(1)
	for _, id := range oracleCriteria {
		if gated[id] == nil || omega[id] == 0 {
			continue
		}
		x := 1.0
		if !oracleBelow(gated[id], 1) {
			x, _ = gated[id].Float64()
		}
		logs += omega[id] / total * math.Log(x)
		mean += omega[id] / total * x
		lowest = min(lowest, x)
	}
	index := math.Exp(logs)
	switch across {
	case "arithmetic":
		index = mean
	case "half_minimum":
		index = 0.5*lowest + 0.5*mean
	}
	return &index
}

// oracleOverall is the file as a whole in one view.
type oracleOverall struct {
	Index   *float64 `json:"index"`
	Verdict string   `json:"verdict"`
	Rule    int      `json:"rule"`
}

// oracleConclude carries out the table of section 8 on the verdicts of the
// counted criteria; one that drops out has none.
func oracleConclude(verdicts map[string]string, omega map[string]float64) (string, int) {
	n := map[string]int{}
	all := 0
	for id, v := range verdicts {
		if omega[id] > 0 {
			n[v]++
			all++
		}
	}
	switch {
	case n["NOT_MET"] > 0:
		return "NOT_READY", 1
	case n["NOT_ASSESSED"] > 0 || all == 0:
		return "NOT_ASSESSED", 2
	case n["UNDETERMINED"] > 0:
		return "UNDETERMINED", 3
	case n["MET"] == all:
		return "STRONG", 4
	case n["MET"]+n["LARGELY_MET"] == all:
		return "READY", 5
	}
	return "BUILDING", 6
}
