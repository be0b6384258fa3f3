package scoring_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

var oracleScales = map[questionnaire.Type][]int{
	questionnaire.YesNo: {0, 100}, questionnaire.Three: {0, 50, 100}, questionnaire.Law: {0, 10, 60, 90, 100},
	questionnaire.Practice: {0, 10, 40, 80, 100}, questionnaire.Lag: {0, 10, 40, 75, 100},
}

// oracleRandomCatalogue makes a catalogue with every type of question, gates,
// prerequisites, routing, automatic N/A and contradictions. It keeps to the
// rules of the linter as far as scoring rests on them: no loops, no automatic
// N/A on critical questions, section weights that sum to 100.
func oracleRandomCatalogue(r *rand.Rand) *questionnaire.Catalogue {
	both := []questionnaire.Track{questionnaire.Prospective, questionnaire.Adherent}
	profile := questionnaire.Section{ID: "P-A"}
	for i := range 3 {
		q := questionnaire.Question{ID: fmt.Sprintf("P%d", i), Type: questionnaire.Profile, Tracks: both, Choices: []string{"a", "b", "c", "none"}, Exclusive: []string{"none"}}
		if i == 2 && oracleChance(r, 0.5) {
			q.EnableWhen = &questionnaire.Condition{Question: "P0", HasAny: []string{"a", "b"}}
		}
		profile.Questions = append(profile.Questions, q)
	}
	n := &questionnaire.Questionnaire{Format: 1, ID: "random", Version: "test", Sections: []questionnaire.Section{profile}}
	var earlier []*questionnaire.Question
	for _, criterion := range oracleCriteria {
		left := 100
		sections := 1 + r.IntN(3)
		for i := range sections {
			s := questionnaire.Section{ID: fmt.Sprintf("%s-%d", criterion, i), Criterion: criterion, Weight: left}
			if i < sections-1 {
				s.Weight = 1 + r.IntN(left/2)
			}
			left -= s.Weight
			for range 1 + r.IntN(6) {
				q := oracleRandomQuestion(r, fmt.Sprintf("Q%02d", (len(earlier)*37)%100), earlier)
				s.Questions = append(s.Questions, q)
				earlier = append(earlier, &q)
			}
			n.Sections = append(n.Sections, s)
		}
	}
	for i := range r.IntN(4) {
		when := questionnaire.Condition{All: []questionnaire.Condition{oracleRandomTest(r, earlier), oracleRandomTest(r, earlier)}}
		if oracleChance(r, 0.2) {
			when.All = append(when.All, questionnaire.Condition{Any: []questionnaire.Condition{oracleRandomTest(r, earlier), oracleRandomTest(r, earlier)}})
		}
		n.Contradictions = append(n.Contradictions, questionnaire.Contradiction{ID: fmt.Sprintf("CR-%d", i), When: when})
	}
	return questionnaire.NewCatalogue("random", nil, n)
}

func oracleRandomQuestion(r *rand.Rand, id string, earlier []*questionnaire.Question) questionnaire.Question {
	types := []questionnaire.Type{questionnaire.YesNo, questionnaire.Three, questionnaire.Law, questionnaire.Law, questionnaire.Practice, questionnaire.Practice, questionnaire.Lag, questionnaire.Coverage, questionnaire.Band}
	q := questionnaire.Question{
		ID: id, Type: types[r.IntN(len(types))], Weight: 1 + r.IntN(5), EvidenceGrade: 2 + r.IntN(3), MaxAgeMonths: 36,
		Effort: []questionnaire.Effort{"S", "M", "L", "XL"}[r.IntN(4)], Tracks: []questionnaire.Track{questionnaire.Prospective, questionnaire.Adherent},
		NAAllowed: oracleChance(r, 0.25),
	}
	if oracleChance(r, 0.2) {
		q.Tracks = q.Tracks[r.IntN(2):][:1]
	}
	q.Points = oracleScales[q.Type]
	switch q.Type {
	case questionnaire.Practice, questionnaire.Band:
		q.MaxAgeMonths = 24
	}
	switch q.Type {
	case questionnaire.Band:
		q.Points = [][]int{{0, 50, 100}, {0, 40, 70, 100}, {0, 0, 60, 60, 90}, {0, 20, 20, 100}}[r.IntN(4)]
		if oracleChance(r, 0.3) {
			q.PointsByTrack = map[questionnaire.Track][]int{q.Tracks[0]: make([]int, len(q.Points))}
			for i := range q.Points {
				q.PointsByTrack[q.Tracks[0]][i] = 90 * i / (len(q.Points) - 1)
			}
		}
	case questionnaire.Coverage:
		q.CountOf = 1 + r.IntN(25)
		if q.Percent = oracleChance(r, 0.4); q.Percent {
			q.CountOf = 0
		}
	}
	if oracleChance(r, 0.25) {
		q.GateMin = []int{40, 50, 60, 75}[r.IntN(4)]
	}
	if len(earlier) == 0 {
		return q
	}
	for oracleChance(r, 0.25) {
		q.Requires = append(q.Requires, earlier[r.IntN(len(earlier))].ID)
	}
	if q.NAAllowed && q.GateMin == 0 && oracleChance(r, 0.5) {
		q.NAWhen = &questionnaire.Condition{Question: fmt.Sprintf("P%d", r.IntN(3)), HasAny: []string{"none"}}
	}
	if oracleChance(r, 0.15) {
		when := oracleRandomTest(r, earlier)
		q.EnableWhen = &questionnaire.Condition{Any: []questionnaire.Condition{when, {Question: "P1", HasAny: []string{"a", "c"}}}}
		if oracleChance(r, 0.5) {
			q.EnableWhen = &when
		}
	}
	return q
}

// oracleRandomTest is a test of an earlier question.
func oracleRandomTest(r *rand.Rand, earlier []*questionnaire.Question) questionnaire.Condition {
	q := earlier[r.IntN(len(earlier))]
	c := questionnaire.Condition{Question: q.ID}
	switch {
	case oracleChance(r, 0.15):
		c.NoEvidenceOfGrade = 3
	case q.Ladder() && oracleChance(r, 0.2):
		c.LevelAtLeast = 1 + r.IntN(len(q.Points)-1)
	default:
		c.Op, c.Points = []string{"<", "<=", "=", ">=", ">"}[r.IntN(5)], []int{0, 40, 60, 80, 90, 100}[r.IntN(6)]
	}
	return c
}
