package scoring_test

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// The action kinds of section 11. They compare as text.
const (
	oracleUnblock = "UNBLOCK"
	oracleImprove = "IMPROVE"
	oracleProve   = "PROVE"
	oracleFindOut = "FIND_OUT"
)

// oracleTarget is what an action would make of the answer.
type oracleTarget struct {
	Level   *int                   `json:"level,omitempty"`
	Count   *int                   `json:"count,omitempty"`
	Percent *questionnaire.Percent `json:"percent,omitempty"`
	Grade   int                    `json:"grade"`
}

// oracleAction is one entry of the biggest-gain list. The target of FIND_OUT
// is what a path would make of the answer; its gain is tried at 50 points.
type oracleAction struct {
	Kind     string       `json:"kind"`
	Question string       `json:"question"`
	Gain     float64      `json:"gain"`
	Priority float64      `json:"priority"`
	Effort   int          `json:"effort"`
	Gate     bool         `json:"gate"`
	Critical bool         `json:"critical"`
	To       oracleTarget `json:"to"`

	criterion string
	hidden    bool // by an unmet prerequisite
}

// possible lists every action of section 11 on every question, hidden or not,
// without gains.
func (k *oracleCase) possible() []oracleAction {
	var list []oracleAction
	for _, id := range oracleCriteria {
		for _, q := range k.items[id] {
			for _, kind := range k.kinds(q) {
				a := oracleAction{Kind: kind, Question: q.ID, Effort: 1, Critical: q.GateMin > 0, To: k.target(q, kind), criterion: id}
				if kind == oracleUnblock || kind == oracleImprove {
					a.Effort = map[questionnaire.Effort]int{"S": 1, "M": 2, "L": 4, "XL": 8}[q.Effort]
					a.hidden = len(k.unmet(q)) > 0
				}
				list = append(list, a)
			}
		}
	}
	return list
}

// kinds says which actions the table of section 11 offers on a question.
func (k *oracleCase) kinds(q *questionnaire.Question) []string {
	r := k.rating(q, oracleShown)
	switch r.state {
	case questionnaire.NotKnown, questionnaire.Unanswered:
		return []string{oracleFindOut}
	case questionnaire.Value:
	default:
		return nil
	}
	if q.GateMin > 0 && oracleBelow(r.v, int64(q.GateMin)) {
		return []string{oracleUnblock}
	}
	var kinds []string
	top := int64(100)
	if q.Ladder() {
		top = int64(slices.Max(q.OptionPoints(k.f.Track)))
	}
	if oracleBelow(r.v, top) {
		kinds = append(kinds, oracleImprove)
	}
	if r.v.Sign() > 0 && r.g < q.EvidenceGrade {
		kinds = append(kinds, oracleProve)
	}
	return kinds
}

// target is the answer an action leads to, at the required grade.
func (k *oracleCase) target(q *questionnaire.Question, kind string) oracleTarget {
	to := oracleTarget{Grade: q.EvidenceGrade}
	v := k.answers[q.ID].points
	switch {
	case kind == oracleProve:
		r := k.f.Responses[q.ID]
		to.Level, to.Count, to.Percent = r.Level, r.Count, r.Percent
	case q.Ladder():
		level := oracleOption(q.OptionPoints(k.f.Track), kind, v, q.GateMin)
		to.Level = &level
	case q.Percent:
		percent := questionnaire.Percent(oracleHundredths(kind, v, q.GateMin))
		to.Percent = &percent
	default:
		count := oracleCount(q.CountOf, kind, v, q.GateMin)
		to.Count = &count
	}
	return to
}

// oracleOption picks the option of a ladder: the lowest that reaches the gate;
// the next with more points; or, to find out, the nearest to 50, the lower on
// a tie.
func oracleOption(points []int, kind string, v *big.Rat, gateMin int) int {
	nearest := 0
	for i, p := range points {
		switch {
		case kind == oracleUnblock && p >= gateMin:
			return i
		case kind == oracleImprove && v.Cmp(oracleRat(int64(p), 1)) < 0:
			return i
		case kind == oracleFindOut && oracleAway(p) < oracleAway(points[nearest]):
			nearest = i
		}
	}
	return nearest
}

// oracleAway is how far points are from 50.
func oracleAway(p int) int { return max(p-50, 50-p) }

// oracleHundredths picks the percentage: the gate, the next multiple of 10
// strictly above, or 50.
func oracleHundredths(kind string, v *big.Rat, gateMin int) int {
	switch kind {
	case oracleUnblock:
		return 100 * gateMin
	case oracleImprove:
		return 100 * oracleNextTen(v)
	}
	return 5000
}

// oracleNextTen is the next multiple of 10 strictly above v.
func oracleNextTen(v *big.Rat) int {
	ten := 0
	for v.Cmp(oracleRat(int64(ten), 1)) >= 0 {
		ten += 10
	}
	return ten
}

// oracleCount picks the count out of n: the smallest that reaches the gate or
// the next step; one more while n is at most 10; or, to find out, the nearest
// to n/2, the lower on a tie.
func oracleCount(n int, kind string, v *big.Rat, gateMin int) int {
	need := 0
	switch {
	case kind == oracleFindOut:
		return n / 2
	case kind == oracleUnblock:
		need = gateMin
	case n > 10:
		need = oracleNextTen(v)
	}
	for count := 0; count <= n; count++ {
		x := oracleRat(100*int64(count), int64(n))
		if need == 0 && x.Cmp(v) > 0 || need > 0 && !oracleBelow(x, int64(need)) {
			return count
		}
	}
	return n
}

// unmet lists the unmet prerequisites of a question (section 18, Actions).
func (k *oracleCase) unmet(q *questionnaire.Question) []*questionnaire.Question {
	var list []*questionnaire.Question
	for _, id := range q.Requires {
		p := k.c.Question(id)
		if p == nil || !k.counts(p) {
			continue // off the track, parked or accepted N/A: met
		}
		least := p.GateMin
		if least == 0 {
			least = 40
		}
		if a := k.answers[id]; a.state != questionnaire.Value || oracleBelow(a.points, int64(least)) {
			list = append(list, p)
		}
	}
	return list
}

// unmetBelow collects the unmet prerequisites of a question at any depth: those
// that stand in its way, those that stand in theirs, and so on.
func (k *oracleCase) unmetBelow(q *questionnaire.Question, ids map[string]bool) {
	for _, p := range k.unmet(q) {
		if !ids[p.ID] {
			ids[p.ID] = true
			k.unmetBelow(p, ids)
		}
	}
}

// trial is the answer that an action is valued with: fresh, unsealed evidence
// at the required grade; 50 points, which are no option, for FIND_OUT.
func (k *oracleCase) trial(a oracleAction) oracleAnswer {
	q := k.c.Question(a.Question)
	answer := oracleAnswer{
		state: questionnaire.Value, level: -1,
		evidence: []questionnaire.Evidence{{Grade: a.To.Grade, Date: k.f.AsOf}},
	}
	if a.Kind == oracleFindOut {
		answer.points = oracleRat(50, 1)
		for i, p := range q.OptionPoints(k.f.Track) { // a rule that asks for a level sees the highest one reached
			if p <= 50 {
				answer.level = i
			}
		}
		return answer
	}
	answer.points = oraclePoints(q, k.f.Track, a.To.Level, a.To.Count, a.To.Percent)
	if a.To.Level != nil {
		answer.level = *a.To.Level
	}
	return answer
}

// gatedShown is the shown gated score of one criterion.
func (k *oracleCase) gatedShown(criterion string) *big.Rat {
	o := oracleVariant{view: oracleShown}
	score, sections := k.score(criterion, o)
	return oracleJudge(score, sections, k.gates(criterion, oracleShown), k.coverage(criterion, o)).Gated.Rat
}

// gain is H(after) - H(before) of section 11, unrounded. Only the criteria in
// which an answer or a hold differs are worked out again; base holds the
// others.
func (k *oracleCase) gain(a oracleAction, base map[string]*big.Rat) float64 {
	after := k.with(a.Question, k.trial(a))
	gated := map[string]*big.Rat{}
	for id, items := range k.items {
		gated[id] = base[id]
		for _, q := range items {
			if q.ID == a.Question || k.held[q.ID] != after.held[q.ID] {
				gated[id] = after.gatedShown(id)
				break
			}
		}
	}
	omega := oracleOmega(k.f.Track)
	before, now := oracleIndex(base, omega, "geometric"), oracleIndex(gated, omega, "geometric")
	if before == nil || now == nil {
		return 0
	}
	return *now - *before
}

// oracleBillionth rounds to 1e-9.
func oracleBillionth(x float64) float64 { return math.Round(x*1e9) / 1e9 }

// oracleActions is the biggest-gain list of section 11.
func oracleActions(c *questionnaire.Catalogue, f *scoring.File) []oracleAction {
	return oracleRead(c, f).actions()
}

func (k *oracleCase) actions() []oracleAction {
	base := map[string]*big.Rat{}
	for id := range k.items {
		base[id] = k.gatedShown(id)
	}
	possible := k.possible()
	ahead := map[string]bool{} // unmet prerequisites of questions with a gate action
	for _, a := range possible {
		if k.gateAction(a) {
			k.unmetBelow(k.c.Question(a.Question), ahead)
		}
	}
	list := []oracleAction{}
	for _, a := range possible {
		if a.hidden {
			continue
		}
		a.Gain = oracleBillionth(k.gain(a, base))
		a.Priority = oracleBillionth(a.Gain / float64(a.Effort))
		a.Gate = k.gateAction(a) || ahead[a.Question] && a.Kind != oracleProve
		if a.Gate || a.Gain > 1e-9 {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, oracleOrder)
	return list
}

// gateAction reports whether an action is one by itself: UNBLOCK, PROVE on an
// unproven gate, FIND_OUT on a critical question.
func (k *oracleCase) gateAction(a oracleAction) bool {
	q := k.c.Question(a.Question)
	return a.Kind == oracleUnblock ||
		a.Kind == oracleFindOut && q.GateMin > 0 ||
		a.Kind == oracleProve && q.GateMin > 0 && k.gate(q, oracleShown) == "unproven"
}

// oracleOrder is the total order of section 11.
func oracleOrder(a, b oracleAction) int {
	rank := func(x oracleAction) int {
		switch {
		case x.Kind == oracleUnblock:
			return 0
		case x.Gate:
			return 1
		}
		return 2
	}
	critical := func(x oracleAction) int {
		if x.Critical {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)),
		cmp.Compare(b.Priority, a.Priority),
		cmp.Compare(b.Gain, a.Gain),
		cmp.Compare(a.Effort, b.Effort),
		cmp.Compare(critical(a), critical(b)),
		strings.Compare(a.Question, b.Question),
		strings.Compare(a.Kind, b.Kind),
	)
}
