package scoring_test

import (
	"math/big"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// The oracle is a second, slow implementation of the scoring method, in exact
// fractions and in the order of its text, to be read beside it. It shares no
// code with package scoring. Section numbers are those of the method.

// oracleRat is the fraction n/d.
func oracleRat(n, d int64) *big.Rat { return big.NewRat(n, d) }

// oracleRound1 carries out section 14: floor(10x + 1/2)/10.
func oracleRound1(x *big.Rat) *big.Rat {
	y := new(big.Rat).Mul(x, oracleRat(10, 1))
	y.Add(y, oracleRat(1, 2))
	return new(big.Rat).SetFrac(new(big.Int).Div(y.Num(), y.Denom()), big.NewInt(10))
}

// oracleBelow reports whether x < n.
func oracleBelow(x *big.Rat, n int64) bool { return x.Cmp(oracleRat(n, 1)) < 0 }

// oracleAnswer is what the country says to one question, or what a trial of
// section 11 puts in its place.
type oracleAnswer struct {
	state    questionnaire.State
	points   *big.Rat // of a scored question in state value
	level    int      // the option, counted from 0; -1 without one
	choices  []string
	evidence []questionnaire.Evidence
}

// oraclePoints carries out section 2 (and "Points" of section 18).
func oraclePoints(q *questionnaire.Question, t questionnaire.Track, level, count *int, percent *questionnaire.Percent) *big.Rat {
	switch {
	case level != nil:
		return oracleRat(int64(q.OptionPoints(t)[*level]), 1)
	case count != nil:
		return oracleRat(100*int64(*count), int64(q.CountOf))
	case percent != nil:
		return oracleRat(int64(*percent), 100)
	}
	return new(big.Rat)
}

// oracleCase is a file read against a catalogue: answers, routing and holds.
type oracleCase struct {
	c        *questionnaire.Catalogue
	f        *scoring.File
	answers  map[string]oracleAnswer // every question of the track
	parked   map[string]bool
	accepted map[string]bool // accepted N/A
	held     map[string]bool // named in an open contradiction
	open     []string        // open contradiction rules
	items    map[string][]*questionnaire.Question
}

// oracleRead carries out sections 1, 3 and 10 with "Routing", "N/A" and
// "Contradictions" of section 18.
func oracleRead(c *questionnaire.Catalogue, f *scoring.File) *oracleCase {
	k := &oracleCase{c: c, f: f, answers: map[string]oracleAnswer{}, parked: map[string]bool{}, accepted: map[string]bool{}}
	for _, q := range c.Questions() {
		if q.On(f.Track) {
			k.answers[q.ID] = oracleAnswerOf(q, f)
		}
	}
	k.route()
	k.items = map[string][]*questionnaire.Question{}
	for _, q := range c.Questions() {
		if k.counts(q) {
			k.items[q.Section.Criterion] = append(k.items[q.Section.Criterion], q)
		}
	}
	k.hold()
	return k
}

func oracleAnswerOf(q *questionnaire.Question, f *scoring.File) oracleAnswer {
	r, given := f.Responses[q.ID]
	if !given {
		return oracleAnswer{state: questionnaire.Unanswered, level: -1}
	}
	a := oracleAnswer{state: r.State, level: -1, choices: r.Choices, evidence: r.Evidence}
	if r.State == questionnaire.Value {
		a.points = oraclePoints(q, f.Track, r.Level, r.Count, r.Percent)
		if r.Level != nil {
			a.level = *r.Level
		}
	}
	return a
}

// route finds what routing takes out and which N/A are accepted. A condition
// may rest on a question that is itself parked, so parking is worked out from
// the question asked for, each one once.
func (k *oracleCase) route() {
	settled := map[string]bool{}
	var parked func(id string) bool
	parked = func(id string) bool {
		if q := k.c.Question(id); !settled[id] {
			settled[id] = true
			k.parked[id] = q.EnableWhen != nil && k.truth(q.EnableWhen, parked) == oracleFalse
		}
		return k.parked[id]
	}
	for id := range k.answers {
		if !parked(id) {
			delete(k.parked, id)
		}
	}
	for id, a := range k.answers {
		q := k.c.Question(id)
		if k.parked[id] || a.state != questionnaire.NA && a.state != questionnaire.Unanswered {
			continue
		}
		byReviewer := a.state == questionnaire.NA && k.f.Responses[id].Accepted
		byProfile := q.NAWhen != nil && q.GateMin == 0 && k.truth(q.NAWhen, parked) == oracleTrue
		if byReviewer || byProfile {
			k.accepted[id] = true
		}
	}
}

// counts reports whether the question is applicable: scored, on the track, not
// parked and not accepted as N/A.
func (k *oracleCase) counts(q *questionnaire.Question) bool {
	return q.Scored() && q.On(k.f.Track) && !k.parked[q.ID] && !k.accepted[q.ID]
}

// hold finds the open contradictions (section 10): every question that an open
// one names is held.
func (k *oracleCase) hold() {
	k.held, k.open = map[string]bool{}, nil
	for _, rule := range k.c.Contradictions() {
		parked := func(id string) bool { return k.parked[id] }
		if _, explained := k.f.Explained[rule.ID]; explained || k.truth(&rule.When, parked) != oracleTrue {
			continue
		}
		k.open = append(k.open, rule.ID)
		oracleNamed(&rule.When, k.held)
	}
}

// oracleNamed collects every question a condition names.
func oracleNamed(c *questionnaire.Condition, ids map[string]bool) {
	if c.Question != "" {
		ids[c.Question] = true
	}
	for i := range c.All {
		oracleNamed(&c.All[i], ids)
	}
	for i := range c.Any {
		oracleNamed(&c.Any[i], ids)
	}
}

// The three values of a condition.
const (
	oracleFalse   = -1
	oracleUnknown = 0
	oracleTrue    = 1
)

// truth evaluates a condition: all is the least, any the most of its parts.
func (k *oracleCase) truth(c *questionnaire.Condition, parked func(string) bool) int {
	if c.Question != "" {
		return k.test(c, parked)
	}
	if c.All != nil {
		least := oracleTrue
		for i := range c.All {
			least = min(least, k.truth(&c.All[i], parked))
		}
		return least
	}
	most := oracleFalse
	for i := range c.Any {
		most = max(most, k.truth(&c.Any[i], parked))
	}
	return most
}

// test evaluates one test: False on a question that is parked or off the
// track, Unknown on one that is not in state value.
func (k *oracleCase) test(c *questionnaire.Condition, parked func(string) bool) int {
	a, onTrack := k.answers[c.Question]
	if !onTrack || parked(c.Question) {
		return oracleFalse
	}
	if a.state != questionnaire.Value {
		return oracleUnknown
	}
	holds := false
	switch {
	case c.HasAny != nil:
		for _, id := range c.HasAny {
			holds = holds || slices.Contains(a.choices, id)
		}
	case c.LevelAtLeast > 0:
		holds = a.level >= c.LevelAtLeast
	case c.NoEvidenceOfGrade > 0:
		best := 0
		for _, e := range a.evidence {
			best = max(best, e.Grade)
		}
		holds = best < c.NoEvidenceOfGrade
	default:
		sign := a.points.Cmp(oracleRat(int64(c.Points), 1))
		holds = map[string]bool{"<": sign < 0, "<=": sign <= 0, "=": sign == 0, ">=": sign >= 0, ">": sign > 0}[c.Op]
	}
	if holds {
		return oracleTrue
	}
	return oracleFalse
}

// with is the case with one answer replaced. Contradictions are evaluated
// again, routing is not (section 18, Actions).
func (k *oracleCase) with(id string, a oracleAnswer) *oracleCase {
	n := *k
	n.answers = map[string]oracleAnswer{}
	for other, answer := range k.answers {
		n.answers[other] = answer
	}
	n.answers[id] = a
	n.hold()
	return &n
}

// oracleIDs is a set's members in byte order.
func oracleIDs(set map[string]bool) []string {
	ids := []string{}
	for id, in := range set {
		if in {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
