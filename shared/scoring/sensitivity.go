package scoring

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// Run is one of the ten named re-scorings (section 12a).
type Run struct {
	Name     string             `json:"name"`
	Index    *Approx            `json:"index"`
	Verdict  Verdict            `json:"verdict"`
	Criteria map[string]Verdict `json:"criteria"`
}

// NamedRuns re-scores the file under ten choices of method, each changed alone:
// a verdict that falls with one of them rests on that choice.
func (m *Method) NamedRuns(f *File) []Run {
	flat, flatSections := ones(len(m.items)), ones(len(m.sections))
	runs := []struct {
		name string
		variant
	}{
		{"base", shownView},
		{"flat_question_weights", variant{table: &baseTable, weights: flat}},
		{"flat_section_weights", variant{table: &baseTable, sectionWeights: flatSections}},
		{"equal_steps", variant{table: &baseTable, equal: true}},
		{"evidence_lenient", variant{table: &lenientTable}},
		{"evidence_strict", variant{table: &strictTable}},
		{"unknown_full", variant{table: &baseTable, unknownFull: true}},
		{"arithmetic", variant{table: &baseTable, across: arithmetic}},
		{"half_minimum", variant{table: &baseTable, across: halfMinimum}},
		{"claims_only", claimedView},
	}
	entries := m.sheet(f).entries
	s := m.newScorer()
	out := make([]Run, len(runs))
	for i := range runs {
		v := &runs[i].variant
		s.evaluate(entries, v, false)
		index, verdict, _, ok := s.total(v)
		out[i] = Run{Name: runs[i].name, Verdict: verdict, Criteria: map[string]Verdict{}}
		if a := Approx(index); ok {
			out[i].Index = &a
		}
		for c := range s.marks {
			if s.marks[c].applicable {
				out[i].Criteria[m.criteria[c].id] = s.marks[c].verdict
			}
		}
	}
	return out
}

func ones(n int) []int64 { return slices.Repeat([]int64{1}, n) }

// Stability is what the seeded runs say: how far the index and the verdicts
// hang on weights, scales and the price of missing proof (section 12b).
type Stability struct {
	Seed     string   `json:"seed"` // state of the generator at the start
	Runs     int      `json:"runs"`
	P5       *Approx  `json:"p5"` // of the index; null when no counted criterion applies
	P50      *Approx  `json:"p50"`
	P95      *Approx  `json:"p95"`
	Share             // of runs that keep the overall verdict
	Criteria []*Share `json:"-"` // of each criterion in the order of the result; nil where it does not apply
}

// Seed returns the generator state for an assessment, so that anyone can
// repeat its runs.
func Seed(assessment, catalogue string) uint64 {
	sum := sha256.Sum256([]byte(strings.Join([]string{assessment, catalogue, Version}, "|")))
	return binary.BigEndian.Uint64(sum[:8])
}

// SplitMix64 is the generator of the seeded runs; its value is its state.
type SplitMix64 uint64

// Next returns the next number.
func (s *SplitMix64) Next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// draw fills in a variant at random, in the order that the method fixes.
func (m *Method) draw(g *SplitMix64, v *variant) {
	for i := range m.items {
		v.weights[i] = max(1, m.items[i].weight+int64(g.Next()%3)-1)
	}
	for i := range m.sections {
		// in tenths of the weight: the common factor falls out of the mean
		v.sectionWeights[i] = m.sections[i].weight * int64(8+g.Next()%5)
	}
	for c := range m.criteria {
		if m.criteria[c].omega > 0 {
			v.omega[c] = float64(m.criteria[c].omega) * float64(8+g.Next()%5) / 10
		}
	}
	v.equal = g.Next()%2 == 1
	v.table = [...]*discount{&baseTable, &lenientTable, &strictTable}[g.Next()%3]
	v.across = [...]across{geometric, arithmetic}[g.Next()%2]
}

// Stability re-scores the file in the seeded runs, from a state of the
// generator (Seed gives that of an assessment). Gates and coverage stay as in
// the base run.
func (m *Method) Stability(f *File, seed uint64) *Stability {
	entries := m.sheet(f).entries
	s := m.newScorer()
	s.evaluate(entries, &shownView, false)
	_, base, _, ok := s.total(&shownView)
	baseCriteria := make([]Verdict, len(s.marks))
	for c := range s.marks {
		baseCriteria[c] = s.marks[c].verdict
	}

	g := SplitMix64(seed)
	v := variant{weights: ones(len(m.items)), sectionWeights: ones(len(m.sections)), omega: make([]float64, len(m.criteria))}
	kept, keptCriteria := 0, make([]int, len(m.criteria))
	indexes := make([]float64, m.Params.Runs)
	for i := range indexes {
		m.draw(&g, &v)
		s.evaluate(entries, &v, true)
		index, verdict, _, _ := s.total(&v)
		indexes[i] = index
		if verdict == base {
			kept++
		}
		for c := range s.marks {
			if s.marks[c].verdict == baseCriteria[c] {
				keptCriteria[c]++
			}
		}
	}

	out := &Stability{Seed: strconv.FormatUint(seed, 10), Runs: m.Params.Runs}
	out.Share = m.share(kept)
	out.Criteria = make([]*Share, len(m.criteria))
	for c := range m.criteria {
		if s.marks[c].applicable {
			share := m.share(keptCriteria[c])
			out.Criteria[c] = &share
		}
	}
	if ok {
		slices.Sort(indexes)
		out.P5, out.P50, out.P95 = percentile(indexes, 5), percentile(indexes, 50), percentile(indexes, 95)
	}
	return out
}

// percentile is the nearest rank.
func percentile(sorted []float64, p int) *Approx {
	a := Approx(sorted[(p*len(sorted)+99)/100-1])
	return &a
}

func (m *Method) share(kept int) Share {
	n := m.Params.Runs
	label := "fragile"
	switch {
	case 100*kept >= m.Params.StabilityRobust*n:
		label = "robust"
	case 100*kept >= m.Params.StabilityFairly*n:
		label = "fairly robust"
	}
	return Share{Number{n: int64(kept), d: int64(n)}, label}
}
