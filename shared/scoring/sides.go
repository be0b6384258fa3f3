package scoring

import (
	"math/big"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Sides sets what is written beside what is done: the shown score, from 0 to
// 100, of the questions of type LAW and of those of type PRA. Each is the mean
// by the weights that the questions have in their section or criterion, before
// gates, and no number where no such question applies. Questions of other
// types enter neither, and the two are never brought together: law without
// practice is not half a system.
type Sides struct {
	Law      Number `json:"law"`
	Practice Number `json:"practice"`
}

// mean is a weighted mean in the making.
type mean struct{ sum, weight big.Rat }

func (x *mean) add(sum, weight *big.Rat) {
	x.sum.Add(&x.sum, sum)
	x.weight.Add(&x.weight, weight)
}

func (x *mean) number() Number {
	if x.weight.Sign() == 0 {
		return Number{}
	}
	return ratNumber(new(big.Rat).Quo(&x.sum, &x.weight))
}

// addSides works out law and practice for the criteria of a result and their
// sections.
func (m *Method) addSides(r *Result, entries []entry) {
	for c := range m.criteria {
		var law, practice mean
		for k, at := range m.criteria[c].sections {
			l, p := m.sidesOf(&m.sections[at], entries)
			r.Criteria[c].Sections[k].Sides = &Sides{l.number(), p.number()}
			law.add(&l.sum, &l.weight)
			practice.add(&p.sum, &p.weight)
		}
		r.Criteria[c].Sides = &Sides{law.number(), practice.number()}
	}
}

// sidesOf works out law and practice of one section, each question with its
// share of the criterion's weight.
func (m *Method) sidesOf(s *section, entries []entry) (law, practice mean) {
	all := int64(0)
	for _, i := range s.items {
		if !entries[i].state.out() {
			all += m.items[i].weight
		}
	}
	for _, i := range s.items {
		it, e := &m.items[i], &entries[i]
		if e.state.out() {
			continue
		}
		share := big.NewRat(s.weight*it.weight, all)
		shown := big.NewRat(m.worth(it, e, &shownView), 100*m.den)
		shown.Mul(shown, share)
		switch it.q.Type {
		case questionnaire.Law:
			law.add(shown, share)
		case questionnaire.Practice:
			practice.add(shown, share)
		}
	}
	return law, practice
}
