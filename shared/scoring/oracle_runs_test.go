package scoring_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// oracleRun is one named run of section 12.
type oracleRun struct {
	Name     string            `json:"name"`
	Index    *float64          `json:"index"`
	Verdict  string            `json:"verdict"`
	Criteria map[string]string `json:"criteria"` // verdicts by id
}

// oracleNamedRuns carries out section 12 (a), in the order of section 18.
func oracleNamedRuns(c *questionnaire.Catalogue, f *scoring.File) []oracleRun {
	k := oracleRead(c, f)
	flatQuestions, flatSections := map[string]int64{}, map[string]*big.Rat{}
	for _, q := range c.Questions() {
		flatQuestions[q.ID], flatSections[q.Section.ID] = 1, oracleRat(1, 1)
	}
	shown := oracleVariant{view: oracleShown}
	table := []struct {
		name, across string
		change       func(*oracleVariant)
	}{
		{"base", "geometric", func(*oracleVariant) {}},
		{"flat_question_weights", "geometric", func(o *oracleVariant) { o.questionWeights = flatQuestions }},
		{"flat_section_weights", "geometric", func(o *oracleVariant) { o.sectionWeights = flatSections }},
		{"equal_steps", "geometric", func(o *oracleVariant) { o.equalSteps = true }},
		{"evidence_lenient", "geometric", func(o *oracleVariant) { o.table = "lenient" }},
		{"evidence_strict", "geometric", func(o *oracleVariant) { o.table = "strict" }},
		{"unknown_full", "geometric", func(o *oracleVariant) { o.unknownFull = true }},
		{"arithmetic", "arithmetic", func(*oracleVariant) {}},
		{"half_minimum", "half_minimum", func(*oracleVariant) {}},
		{"claims_only", "geometric", func(o *oracleVariant) { o.view = oracleClaimed }},
	}
	var runs []oracleRun
	for _, row := range table {
		o := shown
		row.change(&o)
		coverage := map[string]*big.Rat{}
		for id := range k.items {
			if id != "" {
				coverage[id] = k.coverage(id, o)
			}
		}
		run := k.run(o, coverage, oracleOmega(f.Track), row.across)
		run.Name = row.name
		runs = append(runs, run)
	}
	return runs
}

// run scores every criterion in a variant, with the gates of its view as in
// the base run.
func (k *oracleCase) run(o oracleVariant, coverage map[string]*big.Rat, omega map[string]float64, across string) oracleRun {
	run := oracleRun{Criteria: map[string]string{}}
	gated := map[string]*big.Rat{}
	for _, id := range oracleCriteria {
		if len(k.items[id]) == 0 {
			continue
		}
		score, sections := k.score(id, o)
		j := oracleJudge(score, sections, k.gates(id, o.view), coverage[id])
		gated[id], run.Criteria[id] = j.Gated.Rat, j.Verdict
	}
	run.Index = oracleIndex(gated, omega, across)
	run.Verdict, _ = oracleConclude(run.Criteria, omega)
	return run
}

// oracleSplitMix is the generator SplitMix64; the seed is its state.
type oracleSplitMix uint64

func (s *oracleSplitMix) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// oracleSeed carries out section 18, Seed and versions.
func oracleSeed(assessment, catalogue, engine string) uint64 {
	sum := sha256.Sum256([]byte(strings.Join([]string{assessment, catalogue, engine}, "|")))
	return binary.BigEndian.Uint64(sum[:8])
}

// oracleStability is the outcome of the seeded runs.
type oracleStability struct {
	Seed     string                  `json:"seed"`
	P5       *float64                `json:"p5"`
	P50      *float64                `json:"p50"`
	P95      *float64                `json:"p95"`
	Share    oracleNumber            `json:"share"`
	Label    string                  `json:"label"`
	Criteria map[string]*oracleShare `json:"criteria"`
	Indexes  []float64               `json:"-"` // one per run, in the order of the runs
}

// oracleSeededRuns carries out section 12 (b) with the details of section 18.
// state is SplitMix64's state before the first draw; n is 1,000 by default.
func oracleSeededRuns(c *questionnaire.Catalogue, f *scoring.File, state uint64, n int) *oracleStability {
	k := oracleRead(c, f)
	shown := oracleVariant{view: oracleShown}
	coverage := map[string]*big.Rat{}
	for _, id := range oracleCriteria {
		if len(k.items[id]) > 0 {
			coverage[id] = k.coverage(id, shown)
		}
	}
	base := k.run(shown, coverage, oracleOmega(f.Track), "geometric")
	s := &oracleStability{Seed: fmt.Sprint(state), Criteria: map[string]*oracleShare{}}
	generator := oracleSplitMix(state)
	same, sameCriterion := int64(0), map[string]int64{}
	for range n {
		o, omega, across := k.draw(&generator)
		run := k.run(o, coverage, omega, across)
		if run.Index != nil {
			s.Indexes = append(s.Indexes, *run.Index)
		}
		if run.Verdict == base.Verdict {
			same++
		}
		for id, verdict := range run.Criteria {
			if verdict == base.Criteria[id] {
				sameCriterion[id]++
			}
		}
	}
	sorted := slices.Sorted(slices.Values(s.Indexes))
	s.P5, s.P50, s.P95 = oraclePercentile(sorted, 5), oraclePercentile(sorted, 50), oraclePercentile(sorted, 95)
	overall := oracleShareOf(same, int64(n))
	s.Share, s.Label = overall.Share, overall.Label
	for id := range base.Criteria {
		s.Criteria[id] = oracleShareOf(sameCriterion[id], int64(n))
	}
	return s
}

// draw makes the draws of one run, in the order of section 12.
func (k *oracleCase) draw(generator *oracleSplitMix) (oracleVariant, map[string]float64, string) {
	questions, sections := map[string]*questionnaire.Question{}, map[string]*questionnaire.Section{}
	for _, q := range k.c.Questions() {
		if q.Scored() {
			sections[q.Section.ID] = q.Section
			if q.On(k.f.Track) {
				questions[q.ID] = q
			}
		}
	}
	o := oracleVariant{view: oracleShown, questionWeights: map[string]int64{}, sectionWeights: map[string]*big.Rat{}}
	for _, id := range oracleKeys(questions) {
		o.questionWeights[id] = max(1, int64(questions[id].Weight)+int64(generator.next()%3)-1)
	}
	for _, id := range oracleKeys(sections) {
		o.sectionWeights[id] = oracleRat(int64(sections[id].Weight)*int64(8+generator.next()%5), 10)
	}
	omega := oracleOmega(k.f.Track)
	for _, id := range oracleCriteria {
		if omega[id] > 0 {
			omega[id] = omega[id] * float64(8+generator.next()%5) / 10
		}
	}
	o.equalSteps = generator.next()%2 == 1
	o.table = []string{"base", "lenient", "strict"}[generator.next()%3]
	across := []string{"geometric", "arithmetic"}[generator.next()%2]
	return o, omega, across
}

func oracleKeys[V any](m map[string]V) []string {
	ids := make([]string, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// oraclePercentile is the nearest rank: sorted[ceil(p x n / 100) - 1].
func oraclePercentile(sorted []float64, p int) *float64 {
	if len(sorted) == 0 {
		return nil
	}
	return &sorted[int(math.Ceil(float64(p*len(sorted))/100))-1]
}

// oracleShareOf labels a share of runs by its exact value.
func oracleShareOf(same, n int64) *oracleShare {
	s := &oracleShare{Share: oracleNumber{oracleRat(same, n)}, Label: "fragile"}
	switch {
	case s.Share.Cmp(oracleRat(95, 100)) >= 0:
		s.Label = "robust"
	case s.Share.Cmp(oracleRat(80, 100)) >= 0:
		s.Label = "fairly robust"
	}
	return s
}
