package scoring_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// oracleMood says how complete and how good a random file is, so that every
// verdict comes up.
type oracleMood struct {
	value  float64 // share of questions in state value
	better float64 // share of answers at or near the top
	proof  float64 // share of answers proved at the required grade, freshly
}

var oracleMoods = []oracleMood{{0.4, 0.2, 0.2}, {0.8, 0.5, 0.5}, {0.97, 0.7, 0.7}, {0.99, 0.85, 0.9}, {1, 0.97, 0.97}, {1, 1, 1}}

func oracleChance(r *rand.Rand, p float64) bool { return r.Float64() < p }

// oracleRandomFile makes a valid file on a track that uses every state, kind
// of answer, kind of evidence and review there is.
func oracleRandomFile(r *rand.Rand, c *questionnaire.Catalogue, t questionnaire.Track) scoring.File {
	mood := oracleMoods[r.IntN(len(oracleMoods))]
	f := scoring.File{
		Track: t, AsOf: oracleRandomDay(r, questionnaire.Date{Year: 2026, Month: 12, Day: 31}, 12),
		Assessment: fmt.Sprintf("a%d", r.IntN(1000)), Responses: questionnaire.Responses{},
	}
	reviewed := oracleChance(r, 0.4)
	for _, q := range c.Questions() {
		if !q.On(t) {
			continue
		}
		if answer, given := oracleRandomAnswer(r, c, q, f.AsOf, mood); given {
			f.Responses[q.ID] = answer
		}
		if reviewed && q.Scored() && oracleChance(r, 0.4) {
			if f.Reviews == nil {
				f.Reviews = map[string][]scoring.Review{}
			}
			f.Reviews[q.ID] = oracleRandomReviews(r, q, f.Responses[q.ID], mood)
		}
	}
	for _, rule := range c.Contradictions() {
		if oracleChance(r, 0.3) {
			if f.Explained == nil {
				f.Explained = map[string]string{}
			}
			f.Explained[rule.ID] = "Both are true: the second entered into force last week."
		}
	}
	if oracleChance(r, 0.2) {
		f.Changed = &scoring.AnnexChange{Published: oracleRandomDay(r, f.AsOf, 12)}
		for _, q := range c.Questions() {
			if oracleChance(r, 0.2) {
				f.Changed.Questions = append(f.Changed.Questions, q.ID)
			}
		}
	}
	return f
}

// oracleRandomDay is a day up to so many months before another.
func oracleRandomDay(r *rand.Rand, last questionnaire.Date, months int) questionnaire.Date {
	first := time.Date(last.Year, time.Month(last.Month-r.IntN(months+1)), 1, 0, 0, 0, 0, time.UTC)
	days := first.AddDate(0, 1, -1).Day()
	d := questionnaire.Date{Year: first.Year(), Month: int(first.Month()), Day: 1 + r.IntN(days)}
	switch r.IntN(4) { // month ends and whole months are where counting goes wrong
	case 0:
		d.Day = days
	case 1:
		d.Day = min(last.Day, days)
	}
	if d.After(last) {
		return last
	}
	return d
}

func oracleRandomAnswer(r *rand.Rand, c *questionnaire.Catalogue, q *questionnaire.Question, asOf questionnaire.Date, mood oracleMood) (questionnaire.Response, bool) {
	a := questionnaire.Response{State: questionnaire.Value}
	switch {
	case q.NAAllowed && oracleChance(r, 0.15):
		a.State, a.Reason, a.Accepted = questionnaire.NA, "There is nothing of this kind here.", oracleChance(r, 0.6)
	case q.Scored() && !oracleChance(r, mood.value) || !q.Scored() && oracleChance(r, 0.2):
		a.State = []questionnaire.State{questionnaire.NotKnown, questionnaire.Declined, questionnaire.Unanswered}[r.IntN(3)]
		if a.State == questionnaire.Unanswered && oracleChance(r, 0.5) {
			return a, false
		}
	case !q.Scored():
		a.Choices = oracleRandomChoices(r, c, q)
		if len(a.Choices) == 0 {
			a.Text = "none of these"
		}
	default:
		a.Level, a.Count, a.Percent = oracleRandomValue(r, q, mood)
		if q.Elements != nil && oracleChance(r, 0.5) {
			for _, i := range r.Perm(len(q.Elements))[:*a.Count] {
				a.Choices = append(a.Choices, q.Elements[i])
			}
		}
	}
	if q.Scored() && (a.State == questionnaire.Value || oracleChance(r, 0.1)) {
		a.Evidence = oracleRandomEvidence(r, q, asOf, mood)
	}
	return a, true
}

func oracleRandomChoices(r *rand.Rand, c *questionnaire.Catalogue, q *questionnaire.Question) []string {
	if len(q.Exclusive) > 0 && oracleChance(r, 0.3) {
		return []string{q.Exclusive[r.IntN(len(q.Exclusive))]}
	}
	var ids []string
	for _, id := range c.ChoicesOf(q) {
		if !slices.Contains(q.Exclusive, id) && oracleChance(r, 0.4) {
			ids = append(ids, id)
		}
	}
	return ids
}

// oracleRandomValue is a value in the one form that the question takes.
func oracleRandomValue(r *rand.Rand, q *questionnaire.Question, mood oracleMood) (level, count *int, percent *questionnaire.Percent) {
	pick := func(n int) int { // 0 to n
		if oracleChance(r, mood.better) {
			return n - r.IntN(1+n/4)
		}
		return r.IntN(n + 1)
	}
	switch {
	case q.Ladder():
		n := pick(len(q.Points) - 1)
		return &n, nil, nil
	case q.Percent:
		n := questionnaire.Percent(pick(10000))
		if oracleChance(r, 0.5) { // whole multiples of ten are where steps go wrong
			n = n / 1000 * 1000
		}
		return nil, nil, &n
	}
	n := pick(q.CountOf)
	return nil, &n, nil
}

func oracleRandomEvidence(r *rand.Rand, q *questionnaire.Question, asOf questionnaire.Date, mood oracleMood) []questionnaire.Evidence {
	var items []questionnaire.Evidence
	for range r.IntN(4) {
		e := questionnaire.Evidence{Grade: r.IntN(5), Date: oracleRandomDay(r, asOf, 120), Rejected: oracleChance(r, 0.15)}
		if oracleChance(r, 0.25) {
			e.Sealed, e.Seen = true, oracleChance(r, 0.5)
			e.Custodian, e.Identifier = "registry", "no. 7"
		}
		items = append(items, e)
	}
	if oracleChance(r, mood.proof) {
		items = append(items, questionnaire.Evidence{Grade: q.EvidenceGrade, Date: oracleRandomDay(r, asOf, 20), Rejected: oracleChance(r, 0.05)})
	}
	return items
}

// oracleRandomReviews is one to three reviews, often close to the answer.
func oracleRandomReviews(r *rand.Rand, q *questionnaire.Question, a questionnaire.Response, mood oracleMood) []scoring.Review {
	var reviews []scoring.Review
	near := func(n, step, top int) int { return min(top, max(0, n+step*(r.IntN(3)-1))) }
	level, count, percent := oracleRandomValue(r, q, mood)
	if a.State == questionnaire.Value {
		level, count, percent = a.Level, a.Count, a.Percent
	}
	for range 1 + r.IntN(3) {
		v := scoring.Review{Grade: min(4, max(0, q.EvidenceGrade+r.IntN(3)-1))}
		switch {
		case level != nil:
			n := near(*level, 1, len(q.Points)-1)
			v.Level = &n
		case percent != nil:
			n := questionnaire.Percent(near(int(*percent), 500+r.IntN(1000), 10000))
			v.Percent = &n
		default:
			n := near(*count, 1, q.CountOf)
			v.Count = &n
		}
		if oracleChance(r, 0.1) {
			v.Level, v.Count, v.Percent = oracleRandomValue(r, q, mood)
		}
		reviews = append(reviews, v)
	}
	if oracleChance(r, 0.25) {
		reviews[r.IntN(len(reviews))].Adjudicated = true
	}
	return reviews
}
