package scoring

import (
	"fmt"
	"math/big"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Comparison sets a later file beside an earlier one of the same country and
// track (section 13). What moved because the questions changed is told apart
// from what moved because the country did.
type Comparison struct {
	Track    questionnaire.Track `json:"track"`
	From     Moment              `json:"from"`
	To       Moment              `json:"to"`
	Criteria []CriterionChange   `json:"criteria"`
	Answers  []AnswerChange      `json:"answers"`
}

// Moment is one side of a comparison.
type Moment struct {
	AsOf      questionnaire.Date `json:"as_of"`
	Catalogue string             `json:"catalogue"`
}

// CriterionChange is the change of one criterion in the shown view before
// gates: Total is LikeForLike plus Instrument. Where less than the minimum
// weight is common, the line breaks and no like-for-like change is claimed.
type CriterionChange struct {
	ID          string `json:"id"`
	Before      Number `json:"before"`
	After       Number `json:"after"`
	Total       Number `json:"total"`
	LikeForLike Number `json:"like_for_like"`
	Instrument  Number `json:"instrument"`
	Common      Number `json:"common"` // per cent of the later version's weight that both versions ask
	Comparable  bool   `json:"comparable"`
}

// AnswerChange is what became of one answer.
type AnswerChange struct {
	Question string `json:"question"`
	Change   string `json:"change"` // improved, fell, proven, expired, answered, no_longer_answered, not_applicable, applies_again, corrected, new, retired
	Before   Number `json:"before"` // points
	After    Number `json:"after"`
}

// Compare sets file fb, scored by b, beside the earlier file fa, scored by a.
func Compare(a *Method, fa *File, b *Method, fb *File) (*Comparison, error) {
	if a.Track != b.Track {
		return nil, fmt.Errorf("comparing: one file is on the %s track, the other on the %s track; compare files of one track", a.Track, b.Track)
	}
	if fa.AsOf.After(fb.AsOf) {
		return nil, fmt.Errorf("comparing: the first file is of %s, the second of %s; give the earlier file first", fa.AsOf, fb.AsOf)
	}
	p := pair{a: a, b: b, before: a.sheet(fa).entries, after: b.sheet(fb).entries}
	if err := p.match(); err != nil {
		return nil, err
	}
	out := &Comparison{Track: a.Track, From: Moment{fa.AsOf, a.Catalogue.ID}, To: Moment{fb.AsOf, b.Catalogue.ID}}
	ra, rb := a.Score(fa), b.Score(fb)
	for c := range b.criteria {
		change := p.criterion(c)
		for i := range ra.Criteria {
			if ra.Criteria[i].ID == change.ID && ra.Criteria[i].Applicable {
				change.Before = ra.Criteria[i].Shown.Score
			}
		}
		if rb.Criteria[c].Applicable {
			change.After = rb.Criteria[c].Shown.Score
		}
		change.finish(b.Params.CommonMin)
		out.Criteria = append(out.Criteria, change)
	}
	out.Answers = p.answers(fb)
	return out, nil
}

// pair is two sheets with their common questions.
type pair struct {
	a, b          *Method
	before, after []entry
	at            []int   // item of a for each item of b; -1 for none
	was           []int64 // worth of the earlier answer, in units of b
}

// match finds each later question in the earlier catalogue and brings its
// worth to the later unit.
func (p *pair) match() error {
	p.at, p.was = make([]int, len(p.b.items)), make([]int64, len(p.b.items))
	for i := range p.b.items {
		id := p.b.items[i].q.ID
		k, ok := p.a.index[id]
		if p.at[i] = -1; !ok {
			continue
		}
		p.at[i] = k
		worth := new(big.Int).Mul(big.NewInt(p.a.worth(&p.a.items[k], &p.before[k], &shownView)), big.NewInt(p.b.den))
		var rest big.Int
		worth.QuoRem(worth, big.NewInt(p.a.den), &rest)
		if rest.Sign() != 0 {
			return fmt.Errorf("comparing: %s has another scale in catalogue %s than in %s; a change of scale needs a new id", id, p.b.Catalogue.ID, p.a.Catalogue.ID)
		}
		p.was[i] = worth.Int64()
	}
	return nil
}

// common reports whether a question applies on both sides.
func (p *pair) common(i int) bool {
	return p.at[i] >= 0 && !p.after[i].state.out() && !p.before[p.at[i]].state.out()
}

// criterion works out the like-for-like change of one criterion with the later
// version's weights over the common questions.
func (p *pair) criterion(c int) CriterionChange {
	m := p.b
	out := CriterionChange{ID: m.criteria[c].id}
	all, both := m.newScorer(), m.newScorer()
	then := make([]int64, len(m.sections))
	for _, i := range m.criteria[c].items {
		it := &m.items[i]
		if p.after[i].state.out() {
			continue
		}
		all.weight[it.section] += it.weight
		if p.common(i) {
			all.covered[it.section] += it.weight
			both.weight[it.section] += it.weight
			both.points[it.section] += it.weight * m.worth(it, &p.after[i], &shownView)
			then[it.section] += it.weight * p.was[i]
		}
	}
	if all.combine(c, nil, all.covered, 1) {
		out.Common = ratNumber(new(big.Rat).Mul(all.rat(), big.NewRat(100, 1)))
	}
	if both.combine(c, nil, both.points, 100*m.den) {
		now := both.rat()
		both.combine(c, nil, then, 100*m.den)
		out.LikeForLike = ratNumber(now.Sub(now, both.rat()))
	}
	return out
}

// finish splits the total change.
func (c *CriterionChange) finish(commonMin int) {
	c.Comparable = c.Common.Valid() && c.Common.Rat().Cmp(big.NewRat(int64(commonMin), 1)) >= 0 && c.Before.Valid()
	if c.Before.Valid() && c.After.Valid() {
		c.Total = ratNumber(new(big.Rat).Sub(c.After.Rat(), c.Before.Rat()))
	}
	if !c.Comparable {
		c.LikeForLike = Number{}
		return
	}
	if c.Total.Valid() {
		c.Instrument = ratNumber(new(big.Rat).Sub(c.Total.Rat(), c.LikeForLike.Rat()))
	}
}

// rat is the fraction in num/den, kept.
func (s *scorer) rat() *big.Rat { return new(big.Rat).SetFrac(&s.num, &s.den) }

func ratNumber(r *big.Rat) Number { return Number{num: r.Num(), den: r.Denom()} }

// answers lists what changed, question by question, in order of id; what was
// retired comes last.
func (p *pair) answers(fb *File) []AnswerChange {
	out := []AnswerChange{}
	seen := map[int]bool{}
	for i := range p.b.items {
		it, now := &p.b.items[i], &p.after[i]
		change := AnswerChange{Question: it.q.ID, After: p.b.pointsOf(now)}
		if k := p.at[i]; k < 0 {
			change.Change = "new"
		} else {
			seen[k] = true
			change.Before = p.a.pointsOf(&p.before[k])
			change.Change = p.change(i, &p.before[k], now)
		}
		if rating, ok := p.b.settle(it, fb.Reviews[it.q.ID]); ok {
			response := rating.response()
			if e := p.b.value(it, &response); now.state == answered && e.points != now.points {
				change.Change, change.After = "corrected", p.b.pointsOf(&e)
			}
		}
		if change.Change != "" {
			out = append(out, change)
		}
	}
	for k := range p.a.items {
		if !seen[k] {
			out = append(out, AnswerChange{Question: p.a.items[k].q.ID, Change: "retired", Before: p.a.pointsOf(&p.before[k])})
		}
	}
	return out
}

func (m *Method) pointsOf(e *entry) Number {
	if e.state != answered {
		return Number{}
	}
	return Number{n: e.points, d: m.den}
}

// change names what became of an answer; empty for nothing.
func (p *pair) change(i int, was, now *entry) string {
	switch {
	case was.state.out() && now.state.out(), was.state.unknown() && now.state.unknown():
		return ""
	case now.state.out():
		return "not_applicable"
	case was.state.out():
		return "applies_again"
	case now.state.unknown():
		return "no_longer_answered"
	case was.state.unknown():
		return "answered"
	}
	k := p.at[i]
	before, after := p.a.pointsOf(was).Rat(), p.b.pointsOf(now).Rat()
	if sign := after.Cmp(before); sign != 0 {
		return map[int]string{1: "improved", -1: "fell"}[sign]
	}
	switch proof := p.a.items[k].shortfall(was) - p.b.items[i].shortfall(now); {
	case now.points == 0 || proof == 0:
		return ""
	case proof > 0:
		return "proven"
	}
	return "expired"
}
