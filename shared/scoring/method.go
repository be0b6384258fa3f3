package scoring

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Method is the scoring method prepared for one catalogue and track. It is not
// changed after New and may be shared between goroutines.
type Method struct {
	Catalogue *questionnaire.Catalogue
	Track     questionnaire.Track
	Params    Params

	items    []item    // scored questions of the track, by id
	sections []section // scored sections, by id
	criteria []criterion
	index    map[string]int // question id -> item
	rules    []rule

	// den is a common denominator of every number of points an answer can
	// have; items carry points in units of 1/den, so sums are exact integers.
	den int64
}

// item is one scored question.
type item struct {
	q        *questionnaire.Question
	section  int
	crit     int
	weight   int64
	points   []int64 // of each option, in units of 1/den
	equal    []int64 // the same on an equal-step scale
	requires []int   // prerequisites on the track
	rules    []int   // contradictions that ask about it
	effort   int
}

type section struct {
	id     string
	weight int64
	crit   int
	items  []int
}

type criterion struct {
	id       string
	omega    int64 // 0: reported, not counted
	sections []int
	items    []int
	critical int // questions with a gate
}

// rule is a contradiction whose questions are all on the track.
type rule struct {
	questionnaire.Contradiction
	asks []string // ids of its questions
}

// maxDen keeps sums of a section inside 64 bits: at most 600 of weight, 100
// points, 100 hundredths of a discount and 1,200 of section weight in a run.
const (
	maxDen    = 1_000_000_000
	maxWeight = 600
)

// New prepares the method. The error says when the counts of a catalogue have
// no workable common denominator.
func New(c *questionnaire.Catalogue, t questionnaire.Track, p Params) (*Method, error) {
	if omegas[t] == nil {
		return nil, fmt.Errorf("preparing the scoring method: %q is not a track; use prospective or adherent", t)
	}
	m := &Method{Catalogue: c, Track: t, Params: p, index: map[string]int{}}
	m.layOut()
	if err := m.setPoints(); err != nil {
		return nil, err
	}
	m.link()
	return m, nil
}

// layOut puts questions, sections and criteria in their fixed order, which the
// seeded runs rely on.
func (m *Method) layOut() {
	var scored []*questionnaire.Section
	for _, n := range m.Catalogue.Questionnaires {
		for i := range n.Sections {
			if n.Sections[i].Criterion != "" {
				scored = append(scored, &n.Sections[i])
			}
		}
	}
	slices.SortStableFunc(scored, func(a, b *questionnaire.Section) int { return strings.Compare(a.ID, b.ID) })
	at := map[*questionnaire.Section]int{}
	for i, s := range scored {
		crit := slices.IndexFunc(m.criteria, func(c criterion) bool { return c.id == s.Criterion })
		if crit < 0 {
			crit = len(m.criteria)
			m.criteria = append(m.criteria, criterion{id: s.Criterion, omega: omegas[m.Track][s.Criterion]})
		}
		at[s] = i
		m.sections = append(m.sections, section{id: s.ID, weight: int64(s.Weight), crit: crit})
	}
	m.sortCriteria()
	for i := range m.sections {
		c := &m.criteria[m.sections[i].crit]
		c.sections = append(c.sections, i)
	}
	for _, q := range m.Catalogue.Questions() {
		if q.Scored() && q.On(m.Track) {
			s := at[q.Section]
			m.items = append(m.items, item{q: q, section: s, crit: m.sections[s].crit, weight: int64(q.Weight), effort: effortPoints[q.Effort]})
		}
	}
	slices.SortStableFunc(m.items, func(a, b item) int { return strings.Compare(a.q.ID, b.q.ID) })
	for i := range m.items {
		s := &m.sections[m.items[i].section]
		s.items = append(s.items, i)
		m.criteria[s.crit].items = append(m.criteria[s.crit].items, i)
		if m.items[i].q.GateMin > 0 {
			m.criteria[s.crit].critical++
		}
		m.index[m.items[i].q.ID] = i
	}
}

// sortCriteria orders the criteria by id and follows that in the sections.
func (m *Method) sortCriteria() {
	ids := make([]string, len(m.criteria))
	for i, c := range m.criteria {
		ids[i] = c.id
	}
	slices.SortStableFunc(m.criteria, func(a, b criterion) int { return strings.Compare(a.id, b.id) })
	for i := range m.sections {
		id := ids[m.sections[i].crit]
		m.sections[i].crit = slices.IndexFunc(m.criteria, func(c criterion) bool { return c.id == id })
	}
}

// setPoints finds the common denominator and expresses every option in it.
func (m *Method) setPoints() error {
	m.den = 1
	widen := func(n int) {
		m.den = lcm(m.den, int64(n))
	}
	for _, it := range m.items {
		switch {
		case it.q.Percent:
			widen(100)
		case it.q.Type == questionnaire.Coverage:
			widen(it.q.CountOf)
		default:
			widen(len(it.q.Points) - 1)
		}
		if m.den > maxDen || len(m.sections[it.section].items) > maxWeight/6 {
			return fmt.Errorf("preparing the scoring method: at %s, the counts of catalogue %s have no common denominator up to %d, or the section has more than %d questions; choose counts with more factors in common, or split the section", it.q.ID, m.Catalogue.ID, maxDen, maxWeight/6)
		}
	}
	for i := range m.items {
		it := &m.items[i]
		options := it.q.OptionPoints(m.Track)
		for k, p := range options {
			it.points = append(it.points, int64(p)*m.den)
			it.equal = append(it.equal, 100*int64(k)*m.den/int64(len(options)-1))
		}
	}
	return nil
}

// link finds prerequisites and contradictions.
func (m *Method) link() {
	for i := range m.items {
		for _, id := range m.items[i].q.Requires {
			if p, ok := m.index[id]; ok {
				m.items[i].requires = append(m.items[i].requires, p)
			}
		}
	}
	for _, c := range m.Catalogue.Contradictions() {
		r := rule{Contradiction: c}
		c.When.Leaves(func(leaf *questionnaire.Condition) { r.asks = append(r.asks, leaf.Question) })
		for _, id := range r.asks {
			if i, ok := m.index[id]; ok && !slices.Contains(m.items[i].rules, len(m.rules)) {
				m.items[i].rules = append(m.items[i].rules, len(m.rules))
			}
		}
		m.rules = append(m.rules, r)
	}
}

func lcm(a, b int64) int64 {
	if b <= 1 {
		return a
	}
	g, h := a, b
	for h != 0 {
		g, h = h, g%h
	}
	return a / g * b
}
