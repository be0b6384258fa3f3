package scoring_test

import (
	"math/big"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// The three views of section 0.
const (
	oracleClaimed  = "claimed"
	oracleShown    = "shown"
	oracleReviewed = "reviewed"
)

// oracleTables are the multipliers of section 4 in hundredths, by shortfall.
var oracleTables = map[string][5]int64{
	"base":    {100, 85, 60, 40, 25},
	"lenient": {100, 95, 80, 65, 50},
	"strict":  {100, 70, 40, 20, 0},
}

// oracleMonths carries out section 18, Evidence: whole months from one day to
// a later one.
func oracleMonths(from, to questionnaire.Date) int {
	months := 12*(to.Year-from.Year) + (to.Month - from.Month)
	if to.Day < from.Day {
		months--
	}
	return months
}

// grade is g' of sections 4 and 18: the best item after sealing, rejection and
// age; then the Annex; then the hold.
func (k *oracleCase) grade(q *questionnaire.Question, view string) int {
	best := 0
	for _, e := range k.answers[q.ID].evidence {
		g := e.Grade
		if e.Rejected && view == oracleReviewed {
			g = min(g, 1)
		}
		if e.Sealed && !e.Seen {
			g--
		}
		if q.MaxAgeMonths > 0 {
			g -= min(2, oracleMonths(e.Date, k.f.AsOf)/q.MaxAgeMonths)
		}
		best = max(best, g)
	}
	if k.f.Changed != nil && oracleMonths(k.f.Changed.Published, k.f.AsOf) >= 6 {
		for _, id := range k.f.Changed.Questions {
			if id == q.ID {
				best = max(0, best-1)
				break
			}
		}
	}
	return k.heldGrade(q, best)
}

func (k *oracleCase) heldGrade(q *questionnaire.Question, g int) int {
	if k.held[q.ID] {
		return min(g, 1)
	}
	return g
}

// oracleRating is what one view sees of one question.
type oracleRating struct {
	state questionnaire.State
	v     *big.Rat // in state value
	level int
	g     int
}

// rating is the answer with its effective grade; in the reviewed view the
// reviewers' rating where they settled on one.
func (k *oracleCase) rating(q *questionnaire.Question, view string) oracleRating {
	if view == oracleReviewed {
		if r := oracleSettled(q, k.f.Track, k.f.Reviews[q.ID]); r != nil {
			r.g = k.heldGrade(q, r.g)
			return *r
		}
	}
	a := k.answers[q.ID]
	return oracleRating{state: a.state, v: a.points, level: a.level, g: k.grade(q, view)}
}

// oracleSettled carries out the reviewed view of section 10: the adjudicated
// rating, or the common one, or the lowest of ratings that are close; nil when
// there is none or it needs adjudication.
func oracleSettled(q *questionnaire.Question, t questionnaire.Track, reviews []scoring.Review) *oracleRating {
	if len(reviews) == 0 {
		return nil
	}
	var all []oracleRating
	for _, r := range reviews {
		one := oracleRating{state: questionnaire.Value, v: oraclePoints(q, t, r.Level, r.Count, r.Percent), level: -1, g: r.Grade}
		if r.Level != nil {
			one.level = *r.Level
		}
		if r.Adjudicated {
			return &one
		}
		all = append(all, one)
	}
	low, high := all[0], all[0]
	grade := all[0].g
	for _, r := range all {
		if r.v.Cmp(low.v) < 0 || r.v.Cmp(low.v) == 0 && r.level < low.level {
			low = r
		}
		if r.v.Cmp(high.v) > 0 || r.v.Cmp(high.v) == 0 && r.level > high.level {
			high = r
		}
		grade = min(grade, r.g)
	}
	low.g = grade
	apart := new(big.Rat).Sub(high.v, low.v)
	if q.Ladder() && high.level-low.level > 1 || !q.Ladder() && apart.Cmp(oracleRat(20, 1)) > 0 {
		return nil
	}
	return &low
}

// oracleVariant is how a score is taken: the view, and what a sensitivity run
// (section 12) does differently.
type oracleVariant struct {
	view            string
	table           string              // of multipliers; "" is base
	questionWeights map[string]int64    // nil: those of the catalogue
	sectionWeights  map[string]*big.Rat // nil: those of the catalogue
	equalSteps      bool
	unknownFull     bool
}

// credit is what section 5 sums for one question: v, or v x m.
func (k *oracleCase) credit(q *questionnaire.Question, o oracleVariant) *big.Rat {
	r := k.rating(q, o.view)
	if r.state != questionnaire.Value {
		if o.unknownFull {
			return oracleRat(100, 1)
		}
		return new(big.Rat)
	}
	v := r.v
	if o.equalSteps && r.level >= 0 {
		v = oracleRat(100*int64(r.level), int64(max(1, len(q.OptionPoints(k.f.Track))-1)))
	}
	if o.view == oracleClaimed {
		return v
	}
	table := o.table
	if table == "" {
		table = "base"
	}
	shortfall := max(0, q.EvidenceGrade-r.g)
	return new(big.Rat).Mul(v, oracleRat(oracleTables[table][shortfall], 100))
}

// oracleSectionScore is x_s of one section.
type oracleSectionScore struct {
	id    string
	score *big.Rat
}

// sum carries out section 5: the sum of e_q x credit over the applicable
// questions of a criterion, by way of the section scores. Sections without an
// applicable question are absent, so their weight is shared out.
func (k *oracleCase) sum(criterion string, o oracleVariant, credit func(*questionnaire.Question) *big.Rat) (*big.Rat, []oracleSectionScore) {
	var sections []oracleSectionScore
	total, weights := new(big.Rat), new(big.Rat)
	for _, s := range k.sections(criterion) {
		x, n := new(big.Rat), new(big.Rat)
		for _, q := range k.items[criterion] {
			if q.Section != s {
				continue
			}
			w := oracleRat(int64(q.Weight), 1)
			if o.questionWeights != nil {
				w = oracleRat(o.questionWeights[q.ID], 1)
			}
			x.Add(x, new(big.Rat).Mul(w, credit(q)))
			n.Add(n, w)
		}
		x.Quo(x, n)
		weight := oracleRat(int64(s.Weight), 1)
		if o.sectionWeights != nil {
			weight = o.sectionWeights[s.ID]
		}
		total.Add(total, new(big.Rat).Mul(weight, x))
		weights.Add(weights, weight)
		sections = append(sections, oracleSectionScore{s.ID, x})
	}
	return total.Quo(total, weights), sections
}

// sections lists the sections of a criterion with an applicable question, in
// the order of the files.
func (k *oracleCase) sections(criterion string) []*questionnaire.Section {
	var list []*questionnaire.Section
	for _, q := range k.items[criterion] {
		if len(list) == 0 || list[len(list)-1] != q.Section {
			list = append(list, q.Section)
		}
	}
	return list
}

// score is claimed_c, shown_c or what a variant makes of it, with x_s.
func (k *oracleCase) score(criterion string, o oracleVariant) (*big.Rat, []oracleSectionScore) {
	return k.sum(criterion, o, func(q *questionnaire.Question) *big.Rat { return k.credit(q, o) })
}

// coverage is 100 x the share in state value.
func (k *oracleCase) coverage(criterion string, o oracleVariant) *big.Rat {
	c, _ := k.sum(criterion, o, func(q *questionnaire.Question) *big.Rat {
		if k.rating(q, o.view).state == questionnaire.Value {
			return oracleRat(100, 1)
		}
		return new(big.Rat)
	})
	return c
}

// infoGap is 100 x the share of unknown questions (section 18, High and gap).
func (k *oracleCase) infoGap(criterion string) *big.Rat {
	return new(big.Rat).Sub(oracleRat(100, 1), k.coverage(criterion, oracleVariant{view: oracleClaimed}))
}
