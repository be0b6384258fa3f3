package scoring

import (
	"math/big"
	"slices"
)

// Agreement sets the reviewers beside the country and beside each other
// (section 10). Figures are null where there is nothing to disagree about.
type Agreement struct {
	Rated    int               `json:"rated"` // questions that the country and reviewers both rated
	Ladders  []LadderAgreement `json:"ladders"`
	Criteria []Inflation       `json:"criteria"`
}

// LadderAgreement is agreement on questions with the same number of levels;
// that of five levels leads. Between is Krippendorff's alpha of the reviewers
// among themselves, without the country.
type LadderAgreement struct {
	Levels    int     `json:"levels"`
	Questions int     `json:"questions"`
	Inflation *Approx `json:"inflation"`  // mean of the country's level less the reviewers'
	Exact     int     `json:"exact"`      // questions on which they agree
	WithinOne int     `json:"within_one"` // or differ by one level
	Kappa     *Approx `json:"kappa"`      // quadratic weights
	Alpha     *Approx `json:"alpha"`      // Krippendorff's, ordinal
	Label     string  `json:"label"`      // insufficient, reliable, tentative, rewrite
	Between   *Approx `json:"between_reviewers"`
}

// Inflation is how far the claimed score of a criterion lies above the
// reviewed one over the questions that both rated, in points.
type Inflation struct {
	ID     string `json:"id"`
	Points Number `json:"points"`
}

// MinRated is how many jointly rated questions a figure of agreement needs.
const MinRated = 10

// Agree works out agreement from the reviews of a file. Where reviewers differ
// so far that the difference must be settled first, the question waits.
func (m *Method) Agree(f *File) *Agreement {
	entries := m.sheet(f).entries
	out := &Agreement{Ladders: []LadderAgreement{}}
	claimed, reviewed := m.newScorer(), m.newScorer()
	type ratings struct{ self, other, between [][]int }
	byLevels := map[int]*ratings{}
	for i := range m.items {
		it, e := &m.items[i], &entries[i]
		reviews := f.Reviews[it.q.ID]
		rating, ok := m.settle(it, reviews)
		if !ok || e.state != answered {
			continue
		}
		out.Rated++
		response := rating.response()
		r := m.value(it, &response)
		r.free, r.held = rating.Grade, e.held
		for _, s := range []*scorer{claimed, reviewed} {
			s.weight[it.section] += it.weight
		}
		claimed.points[it.section] += it.weight * m.worth(it, e, &claimedView)
		reviewed.points[it.section] += it.weight * m.worth(it, &r, &shownView)
		if !it.q.Ladder() {
			continue
		}
		g := byLevels[len(it.points)]
		if g == nil {
			g = &ratings{}
			byLevels[len(it.points)] = g
		}
		g.self = append(g.self, []int{*f.Responses[it.q.ID].Level})
		g.other = append(g.other, []int{*rating.Level})
		var all []int
		for _, x := range reviews {
			all = append(all, *x.Level)
		}
		g.between = append(g.between, all)
	}
	for _, levels := range sortedInts(byLevels) {
		g := byLevels[levels]
		out.Ladders = append(out.Ladders, ladder(levels, flat(g.self), flat(g.other), g.between))
	}
	for c := range m.criteria {
		if claimed.combine(c, nil, claimed.points, 100*m.den) {
			reviewed.combine(c, nil, reviewed.points, 100*m.den)
			diff := claimed.rat()
			out.Criteria = append(out.Criteria, Inflation{m.criteria[c].id, ratNumber(diff.Sub(diff, reviewed.rat()))})
		}
	}
	return out
}

// sortedInts returns the keys, highest first.
func sortedInts[V any](m map[int]V) []int {
	var keys []int
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	slices.Reverse(keys)
	return keys
}

func flat(units [][]int) []int { return slices.Concat(units...) }

// ladder works out agreement between two raters on questions of one length.
func ladder(levels int, self, other []int, between [][]int) LadderAgreement {
	out := LadderAgreement{Levels: levels, Questions: len(self), Label: "insufficient"}
	sum := 0
	units := make([][]int, len(self))
	for i := range self {
		d := self[i] - other[i]
		sum += d
		if d == 0 {
			out.Exact++
		}
		if d >= -1 && d <= 1 {
			out.WithinOne++
		}
		units[i] = []int{self[i], other[i]}
	}
	inflation := Approx(float64(sum) / float64(len(self)))
	out.Inflation = &inflation
	if len(self) < MinRated {
		return out
	}
	out.Kappa = approx(WeightedKappa(self, other, levels))
	out.Alpha = approx(Alpha(units, true))
	out.Between = approx(Alpha(between, true))
	switch {
	case out.Alpha == nil:
		out.Label = "no variation"
	case *out.Alpha >= 0.8:
		out.Label = "reliable"
	case *out.Alpha >= 0.667:
		out.Label = "tentative"
	default:
		out.Label = "rewrite"
	}
	return out
}

func approx(x *big.Rat) *Approx {
	if x == nil {
		return nil
	}
	f, _ := x.Float64()
	a := Approx(f)
	return &a
}

// WeightedKappa is Cohen's kappa of two raters with quadratic weights on a
// scale of k levels counted from 0. Nil when no disagreement could be expected.
func WeightedKappa(a, b []int, k int) *big.Rat {
	rows, columns := make([]int64, k), make([]int64, k)
	observed := int64(0)
	for i := range a {
		rows[a[i]]++
		columns[b[i]]++
		observed += square(a[i] - b[i])
	}
	expected := int64(0) // times the number of pairs
	for i := range rows {
		for j := range columns {
			expected += square(i-j) * rows[i] * columns[j]
		}
	}
	if expected == 0 {
		return nil
	}
	ratio := big.NewRat(observed*int64(len(a)), expected)
	return ratio.Sub(big.NewRat(1, 1), ratio)
}

func square(n int) int64 { return int64(n) * int64(n) }

// Alpha is Krippendorff's alpha of any number of raters with gaps: units holds
// the ratings of each question. The distance is ordinal, or of intervals. Nil
// when no disagreement could be expected.
func Alpha(units [][]int, ordinal bool) *big.Rat {
	count := map[int]int64{} // n_c over pairable ratings
	total := int64(0)
	for _, u := range units {
		if len(u) > 1 {
			for _, v := range u {
				count[v]++
				total++
			}
		}
	}
	values := sortedInts(count)
	slices.Reverse(values)
	// distance times four, so that halves stay whole
	distance := func(c, k int) int64 {
		if !ordinal {
			return 4 * square(c-k)
		}
		c, k = min(c, k), max(c, k)
		between := -count[c] - count[k]
		for _, v := range values {
			if v >= c && v <= k {
				between += 2 * count[v]
			}
		}
		return between * between
	}
	observed, expected := new(big.Rat), new(big.Rat)
	for _, u := range units {
		for i := range u {
			for j := range u {
				if i != j && u[i] != u[j] {
					observed.Add(observed, big.NewRat(distance(u[i], u[j]), int64(len(u)-1)))
				}
			}
		}
	}
	for _, c := range values {
		for _, k := range values {
			if c != k {
				expected.Add(expected, big.NewRat(count[c]*count[k]*distance(c, k), total-1))
			}
		}
	}
	if expected.Sign() == 0 {
		return nil
	}
	return observed.Sub(big.NewRat(1, 1), observed.Quo(observed, expected))
}
