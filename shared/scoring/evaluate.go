package scoring

import (
	"math"
	"math/big"
	"math/bits"
)

// variant is how one evaluation reads a sheet. The zero fields of base are
// what the method defines; sensitivity runs change one or several.
type variant struct {
	claimed        bool      // gates as in the claimed view
	table          *discount // what missing evidence costs
	equal          bool      // equal-step scales
	unknownFull    bool      // what is unknown earns everything
	weights        []int64   // of questions; nil: as in the catalogue
	sectionWeights []int64   // nil: as in the catalogue
	omega          []float64 // of criteria; nil: as on the track
	across         across
}

var (
	shownView   = variant{table: &baseTable}
	claimedView = variant{table: &noDiscount, claimed: true}
)

// across is how criteria are brought together into the index.
type across int

const (
	geometric across = iota
	arithmetic
	halfMinimum // half the minimum and half the weighted mean
)

// scorer evaluates sheets for one method. It owns the scratch memory that
// makes a re-scoring cheap; it is not for use by several goroutines.
type scorer struct {
	m *Method

	// Of each section: weight of its applicable questions, of those answered,
	// and points times weight, in units of 1/(100*den).
	weight, covered, points []int64

	marks []mark // of each criterion

	num, den, tmp, quo, two big.Int
}

// mark is what one evaluation gives a criterion.
type mark struct {
	applicable bool
	gates      gates
	coverage   int // K, in tenths
	score      int // G, in tenths, gated
	lowest     int // s_min, in tenths
	gated      float64
	verdict    Verdict
	rule       int
}

func (m *Method) newScorer() *scorer {
	n := len(m.sections)
	buf := make([]int64, 3*n)
	s := &scorer{m: m, weight: buf[:n:n], covered: buf[n : 2*n : 2*n], points: buf[2*n:], marks: make([]mark, len(m.criteria))}
	const words = 16 // room for the sums of a criterion, so that they do not grow step by step
	room := make([]big.Word, 5*words)
	for i, x := range []*big.Int{&s.num, &s.den, &s.tmp, &s.quo, &s.two} {
		x.SetBits(room[i*words : i*words : (i+1)*words])
	}
	return s
}

// evaluate fills in sections and marks. keepCoverage leaves K as it was, which
// the seeded runs ask for.
func (s *scorer) evaluate(entries []entry, v *variant, keepCoverage bool) {
	clear(s.weight)
	clear(s.covered)
	clear(s.points)
	for i := range s.marks {
		s.marks[i].gates = gates{}
	}
	for i := range entries {
		e, it := &entries[i], &s.m.items[i]
		if e.state.out() {
			continue
		}
		w := it.weight
		if v.weights != nil {
			w = v.weights[i]
		}
		s.weight[it.section] += w
		if e.state == answered {
			s.covered[it.section] += w
		}
		s.points[it.section] += w * s.m.worth(it, e, v)
		if it.q.GateMin > 0 {
			s.marks[it.crit].gates.add(s.m.gate(it, e, v.claimed), 1)
		}
	}
	for c := range s.m.criteria {
		s.mark(c, v, keepCoverage)
	}
}

// worth returns the points of an entry after the discount, in units of
// 1/(100*den).
func (m *Method) worth(it *item, e *entry, v *variant) int64 {
	switch {
	case e.state == answered && v.equal:
		return e.equal * v.table[it.shortfall(e)]
	case e.state == answered:
		return e.points * v.table[it.shortfall(e)]
	case v.unknownFull:
		return 100 * 100 * m.den
	}
	return 0
}

// mark judges one criterion from the sums of its sections.
func (s *scorer) mark(c int, v *variant, keepCoverage bool) {
	k := &s.marks[c]
	if !keepCoverage {
		k.applicable = s.combine(c, v.sectionWeights, s.covered, 1)
		if !k.applicable {
			*k = mark{}
			return
		}
		s.num.Mul(&s.num, s.tmp.SetInt64(100))
		k.coverage = s.tenths()
	} else if !k.applicable {
		return
	}
	s.combine(c, v.sectionWeights, s.points, 100*s.m.den)
	s.gate(k)
	k.lowest = s.lowest(c)
	k.verdict, k.rule = s.m.Params.judge(k.gates, k.score, k.coverage, k.lowest)
}

// combine sets num/den to the weighted mean over the criterion's sections of
// values[i] / (weight[i] * unit), exactly. It reports whether any section has
// an applicable question (section 5).
//
// The common denominator is the product of the sections' weights. While that
// fits 64 bits, as with every catalogue of ordinary size, the sum fits 128:
// a mean is at most 100, so it is below 100 * 24,000 of weight * 10^11 * 2^63.
func (s *scorer) combine(c int, sectionWeights, values []int64, unit int64) bool {
	total, product, over := int64(0), uint64(1), uint64(0)
	for _, i := range s.m.criteria[c].sections {
		if s.weight[i] > 0 && over == 0 {
			total += s.sectionWeight(i, sectionWeights)
			over, product = bits.Mul64(product, uint64(s.weight[i]))
		}
	}
	if over > 0 || product > math.MaxInt64 {
		return s.combineBig(c, sectionWeights, values, unit)
	}
	var high, low, carry uint64
	for _, i := range s.m.criteria[c].sections {
		if s.weight[i] > 0 {
			h, l := bits.Mul64(uint64(s.sectionWeight(i, sectionWeights)*values[i]), product/uint64(s.weight[i]))
			low, carry = bits.Add64(low, l, 0)
			high, _ = bits.Add64(high, h, carry)
		}
	}
	set128(&s.num, high, low)
	high, low = bits.Mul64(uint64(total*unit), product)
	set128(&s.den, high, low)
	return total > 0
}

func (s *scorer) sectionWeight(i int, sectionWeights []int64) int64 {
	if sectionWeights != nil {
		return sectionWeights[i]
	}
	return s.m.sections[i].weight
}

// set128 sets x in the memory it has.
func set128(x *big.Int, high, low uint64) {
	words := x.Bits()[:0]
	if bits.UintSize == 64 {
		x.SetBits(append(words, big.Word(low), big.Word(high)))
		return
	}
	const half = 32
	x.SetBits(append(words, big.Word(uint32(low)), big.Word(low>>half), big.Word(uint32(high)), big.Word(high>>half)))
}

// combineBig is combine without a limit.
func (s *scorer) combineBig(c int, sectionWeights, values []int64, unit int64) bool {
	total := int64(0)
	s.num.SetInt64(0)
	s.den.SetInt64(1)
	for _, i := range s.m.criteria[c].sections {
		if s.weight[i] == 0 {
			continue
		}
		w := s.sectionWeight(i, sectionWeights)
		total += w
		s.num.Mul(&s.num, s.tmp.SetInt64(s.weight[i]))
		s.tmp.SetInt64(w * values[i])
		s.tmp.Mul(&s.tmp, &s.den)
		s.num.Add(&s.num, &s.tmp)
		s.den.Mul(&s.den, s.tmp.SetInt64(s.weight[i]))
	}
	s.den.Mul(&s.den, s.tmp.SetInt64(total))
	s.den.Mul(&s.den, s.tmp.SetInt64(unit))
	return total > 0
}

// gate holds the score in num/den at the limit of the gates.
func (s *scorer) gate(k *mark) {
	limit := s.m.Params.limit(k.gates)
	if s.tmp.SetInt64(limit); limit < 100 && s.num.Cmp(s.tmp.Mul(&s.tmp, &s.den)) > 0 {
		k.score, k.gated = int(10*limit), float64(limit)
	} else {
		k.score, k.gated = s.tenths(), s.float()
	}
	k.gated = max(k.gated, float64(s.m.Params.IndexFloor))
}

// tenths rounds num/den half up to tenths.
func (s *scorer) tenths() int {
	s.tmp.Mul(&s.num, twenty)
	s.tmp.Add(&s.tmp, &s.den)
	s.two.Lsh(&s.den, 1)
	return int(s.quo.Quo(&s.tmp, &s.two).Int64())
}

// tenthsOf rounds a number that is a big fraction half up to tenths.
func (s *scorer) tenthsOf(x Number) int {
	s.num.Set(x.num)
	s.den.Set(x.den)
	return s.tenths()
}

var twenty = big.NewInt(20)

// float returns num/den, off by no more than the last bits.
func (s *scorer) float() float64 {
	n, _ := s.num.Float64()
	d, _ := s.den.Float64()
	return n / d
}

// lowest returns the lowest section score of a criterion in tenths.
func (s *scorer) lowest(c int) int {
	low := math.MaxInt
	for _, i := range s.m.criteria[c].sections {
		if s.weight[i] > 0 {
			d := s.weight[i] * 100 * s.m.den
			low = min(low, int((20*s.points[i]+d)/(2*d)))
		}
	}
	return low
}

// omega returns the weights of the counted criteria that apply, summing to 1;
// all zero when there is none.
func (s *scorer) omega(v *variant) []float64 {
	w := make([]float64, len(s.m.criteria))
	sum := 0.0
	for c := range w {
		if !s.marks[c].applicable {
			continue
		}
		w[c] = float64(s.m.criteria[c].omega)
		if v.omega != nil {
			w[c] = v.omega[c]
		}
		sum += w[c]
	}
	for c := range w {
		if sum > 0 {
			w[c] /= sum
		}
	}
	return w
}

// total brings the counted criteria together: the index, and the overall
// verdict with its rule. ok is false when no counted criterion applies.
func (s *scorer) total(v *variant) (index float64, verdict Verdict, rule int, ok bool) {
	omega := s.omega(v)
	verdicts := make([]Verdict, 0, len(omega))
	lowest, mean, logs := math.Inf(1), 0.0, 0.0
	for c, w := range omega {
		if w == 0 {
			continue
		}
		ok = true
		k := &s.marks[c]
		verdicts = append(verdicts, k.verdict)
		lowest = min(lowest, k.gated)
		mean += w * k.gated
		logs += w * math.Log(k.gated)
	}
	verdict, rule = overall(verdicts)
	switch {
	case !ok:
		return 0, verdict, rule, false
	case v.across == arithmetic:
		return mean, verdict, rule, true
	case v.across == halfMinimum:
		return lowest/2 + mean/2, verdict, rule, true
	}
	return math.Exp(logs), verdict, rule, true
}
