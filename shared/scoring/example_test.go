package scoring_test

import (
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// TestExampleTripled: with all weights three times as large the worked example
// comes out the same.
func TestExampleTripled(t *testing.T) {
	v := oracleReadVectors(t)["T19"]
	before := methodOf(t, v.catalogue(), v.File.Track, 1).Score(v.File)
	for _, n := range v.Questionnaires {
		for i := range n.Sections {
			for j := range n.Sections[i].Questions {
				n.Sections[i].Questions[j].Weight *= 3
			}
		}
	}
	sameResult(t, before, methodOf(t, v.catalogue(), v.File.Track, 1).Score(v.File))
}

// TestExampleNotApplicable: one more question that does not apply, accepted,
// changes nothing.
func TestExampleNotApplicable(t *testing.T) {
	v := oracleReadVectors(t)["T19"]
	before := methodOf(t, v.catalogue(), v.File.Track, 1).Score(v.File)
	section := &v.Questionnaires[0].Sections[0]
	added := section.Questions[2]
	added.ID, added.NAAllowed = "q99", true
	section.Questions = append(section.Questions, added)
	v.File.Responses["q99"] = questionnaire.Response{State: questionnaire.NA, Reason: "There is nothing of this kind here.", Accepted: true}
	sameResult(t, before, methodOf(t, v.catalogue(), v.File.Track, 1).Score(v.File))
}

func sameResult(t *testing.T, before, after *scoring.Result) {
	t.Helper()
	for i := range before.Criteria {
		x, y := &before.Criteria[i], &after.Criteria[i]
		sameNumber(t, x.ID+" claimed", y.Claimed.Score, x.Claimed.Score.Rat())
		sameNumber(t, x.ID+" shown", y.Shown.Score, x.Shown.Score.Rat())
		sameNumber(t, x.ID+" coverage", y.Coverage, x.Coverage.Rat())
		same(t, x.ID+" verdict", y.Shown.Verdict, x.Shown.Verdict)
	}
	same(t, "index", *after.Overall.Shown.Index, *before.Overall.Shown.Index)
}

// TestPublished: what pages explain is what the engine does.
func TestPublished(t *testing.T) {
	m, f, err := scoring.Example()
	if err != nil {
		t.Fatal(err)
	}
	r := m.Score(f)
	if got := *r.Overall.Shown.Index; got < 62.8791 || got > 62.8793 || r.Overall.Shown.Verdict != scoring.NotReady {
		t.Errorf("the worked example comes to %v, %s", got, r.Overall.Shown.Verdict)
	}
	base, lenient, strict := scoring.Discounts()
	for i := range base {
		if lenient[i] < base[i] || strict[i] > base[i] || i > 0 && base[i] >= base[i-1] {
			t.Errorf("%d grades short: %d, lenient %d, strict %d", i, base[i], lenient[i], strict[i])
		}
	}
	for _, track := range questionnaire.Tracks {
		sum := int64(0)
		for _, w := range scoring.CriterionWeights(track) {
			sum += w
		}
		if sum != 100 {
			t.Errorf("the weights of %s sum to %d", track, sum)
		}
	}
}
