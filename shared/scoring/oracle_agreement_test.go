package scoring_test

import "math/big"

// Ratings are levels counted from 0, one list per rater in the order of the
// questions; nil is a gap.

// oraclePair compares two raters (section 10).
type oraclePair struct {
	Jointly   int          `json:"jointly"`
	Inflation oracleNumber `json:"inflation"` // mean(a - b), in levels
	Exact     int          `json:"exact"`
	WithinOne int          `json:"within_one"`
	Kappa     oracleNumber `json:"kappa"`
}

// oraclePairOf works out inflation, agreement and quadratic weighted kappa on a
// ladder of k levels.
func oraclePairOf(a, b []*int, k int) oraclePair {
	p := oraclePair{}
	rows, columns := map[int]int{}, map[int]int{}
	sum, observed := 0, new(big.Rat)
	weight := func(i, j int) *big.Rat { return oracleRat(int64((i-j)*(i-j)), int64((k-1)*(k-1))) }
	for u := range a {
		if a[u] == nil || b[u] == nil {
			continue
		}
		i, j := *a[u], *b[u]
		p.Jointly++
		sum += i - j
		if i == j {
			p.Exact++
		}
		if (i-j)*(i-j) <= 1 {
			p.WithinOne++
		}
		rows[i]++
		columns[j]++
		observed.Add(observed, weight(i, j))
	}
	if p.Jointly == 0 {
		return p
	}
	p.Inflation = oracleNumber{oracleRat(int64(sum), int64(p.Jointly))}
	expected := new(big.Rat)
	for i, r := range rows {
		for j, c := range columns {
			expected.Add(expected, new(big.Rat).Mul(weight(i, j), oracleRat(int64(r*c), int64(p.Jointly))))
		}
	}
	if expected.Sign() > 0 {
		p.Kappa.Rat = new(big.Rat).Sub(oracleRat(1, 1), observed.Quo(observed, expected))
	}
	return p
}

// oracleAlpha is Krippendorff's alpha for any number of raters with gaps, with
// the number of questions that at least two rated. metric is ordinal or
// interval. It is nil when the expected disagreement is zero.
func oracleAlpha(raters [][]*int, metric string) (*big.Rat, int) {
	coincidences := map[[2]int]*big.Rat{}
	totals := map[int]*big.Rat{} // n_c
	n, units := new(big.Rat), 0
	for u := range raters[0] {
		var values []int
		for _, r := range raters {
			if r[u] != nil {
				values = append(values, *r[u])
			}
		}
		if len(values) < 2 {
			continue
		}
		units++
		share := oracleRat(1, int64(len(values)-1))
		for i, c := range values {
			for j, k := range values {
				if i != j {
					oracleAdd(coincidences, [2]int{c, k}, share)
					oracleAdd(totals, c, share)
					n.Add(n, share)
				}
			}
		}
	}
	observed, expected := new(big.Rat), new(big.Rat)
	for pair, o := range coincidences {
		observed.Add(observed, new(big.Rat).Mul(o, oracleDelta2(totals, pair[0], pair[1], metric)))
	}
	for c, nc := range totals {
		for k, nk := range totals {
			x := new(big.Rat).Mul(nc, nk)
			expected.Add(expected, x.Mul(x, oracleDelta2(totals, c, k, metric)))
		}
	}
	if expected.Sign() == 0 {
		return nil, units
	}
	// alpha = 1 - [observed / n] / [expected / (n(n-1))]
	d := new(big.Rat).Sub(n, oracleRat(1, 1))
	d.Mul(d, observed)
	d.Quo(d, expected)
	return d.Sub(oracleRat(1, 1), d), units
}

func oracleAdd[K comparable](m map[K]*big.Rat, key K, x *big.Rat) {
	if m[key] == nil {
		m[key] = new(big.Rat)
	}
	m[key].Add(m[key], x)
}

// oracleDelta2 is the squared difference of two values.
func oracleDelta2(totals map[int]*big.Rat, c, k int, metric string) *big.Rat {
	if metric == "interval" {
		return oracleRat(int64((c-k)*(c-k)), 1)
	}
	d := new(big.Rat)
	for g := min(c, k); g <= max(c, k); g++ {
		if totals[g] != nil {
			d.Add(d, totals[g])
		}
	}
	ends := new(big.Rat).Add(totals[c], totals[k])
	d.Sub(d, ends.Mul(ends, oracleRat(1, 2)))
	return d.Mul(d, d)
}

// oracleReliability is the label of section 10.
func oracleReliability(alpha *big.Rat, units int) string {
	switch {
	case units < 10:
		return "insufficient"
	case alpha == nil:
		return ""
	case alpha.Cmp(oracleRat(800, 1000)) >= 0:
		return "reliable"
	case alpha.Cmp(oracleRat(667, 1000)) >= 0:
		return "tentative"
	}
	return "rewrite"
}
