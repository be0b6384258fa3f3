package scoring

import (
	"math/big"
)

// Score gives the result of a file that has passed Check.
func (m *Method) Score(f *File) *Result {
	s := m.sheet(f)
	r := &Result{
		Track: m.Track, AsOf: f.AsOf, Engine: Version, Assessment: f.Assessment,
		Catalogue: m.Catalogue.ID, Status: m.Catalogue.Status, Params: m.Params,
	}
	b := builder{m: m, scorer: m.newScorer(), result: r}
	b.layOut(s)
	b.view(s.entries, &claimedView, false, func(c *Criterion, v *View) { c.Claimed = v }, func(s *Section, x Number) { s.Claimed = x })
	r.Overall.Claimed = b.summary(&claimedView)
	b.high(s.entries)
	b.view(s.entries, &shownView, true, func(c *Criterion, v *View) { c.Shown = v }, func(s *Section, x Number) { s.Shown = x })
	r.Overall.Shown = b.summary(&shownView)
	if len(f.Reviews) > 0 {
		reviewed := m.reviewedSheet(f, s, r)
		b.view(reviewed, &shownView, false, func(c *Criterion, v *View) { c.Reviewed = v }, func(s *Section, x Number) { s.Reviewed = &x })
		summary := b.summary(&shownView)
		r.Overall.Reviewed = &summary
		b.reviewedGates(reviewed)
	}
	b.conclude()
	b.applied(s)
	return r
}

// builder fills a result from evaluations.
type builder struct {
	m      *Method
	scorer *scorer
	result *Result
	spare  []big.Int // numbers of the result that are not yet in use
}

// keep returns a big number that stays with the result.
func (b *builder) keep() *big.Int {
	if len(b.spare) == 0 {
		b.spare = make([]big.Int, 8*len(b.m.criteria))
	}
	x := &b.spare[0]
	b.spare = b.spare[1:]
	return x
}

// number is the fraction that the scorer holds, kept.
func (b *builder) number() Number {
	return Number{num: b.keep().Set(&b.scorer.num), den: b.keep().Set(&b.scorer.den)}
}

// layOut makes room for criteria, sections and gates.
func (b *builder) layOut(s *sheet) {
	r, m := b.result, b.m
	r.Criteria = make([]Criterion, len(m.criteria))
	for c := range m.criteria {
		mc, rc := &m.criteria[c], &r.Criteria[c]
		rc.ID, rc.Counted = mc.id, mc.omega > 0
		rc.Sections = make([]Section, len(mc.sections))
		for k, i := range mc.sections {
			rc.Sections[k].ID = m.sections[i].id
			rc.Sections[k].Thin = m.thin(i, s.entries)
		}
		rc.Gates = make([]Gate, 0, mc.critical)
		for _, i := range mc.items {
			if shown := m.gate(&m.items[i], &s.entries[i], false); shown != GateNone {
				rc.Gates = append(rc.Gates, Gate{Question: m.items[i].q.ID, Claimed: m.gate(&m.items[i], &s.entries[i], true), Shown: shown})
			}
		}
	}
}

// thin reports whether accepted N/A takes more than half of a section.
func (m *Method) thin(section int, entries []entry) bool {
	all, na := int64(0), int64(0)
	for _, i := range m.sections[section].items {
		all += m.items[i].weight
		if entries[i].state == naAccepted {
			na += m.items[i].weight
		}
	}
	return 2*na > all
}

// view evaluates one view and hands its criteria and sections to set. Views of
// the same answers have the same coverage and can keep it.
func (b *builder) view(entries []entry, v *variant, keepCoverage bool, set func(*Criterion, *View), setSection func(*Section, Number)) {
	s := b.scorer
	s.evaluate(entries, v, keepCoverage)
	views := make([]View, len(s.marks))
	for c := range s.marks {
		k, rc := &s.marks[c], &b.result.Criteria[c]
		if rc.Applicable = k.applicable; !k.applicable {
			continue
		}
		s.combine(c, nil, s.points, 100*b.m.den)
		score := b.number()
		gated := score
		if limit := b.m.Params.limit(k.gates); limit < 100 && s.num.Cmp(s.tmp.Mul(&s.den, s.tmp.SetInt64(limit))) > 0 {
			gated = whole(limit)
		}
		views[c] = View{Score: score, Gated: gated, Band: bandOf(k.score), Verdict: k.verdict, Rule: k.rule}
		set(rc, &views[c])
		for i, at := range b.m.criteria[c].sections {
			if s.weight[at] > 0 {
				setSection(&rc.Sections[i], Number{n: s.points[at], d: s.weight[at] * 100 * b.m.den})
			}
		}
		if v.claimed {
			s.combine(c, nil, s.covered, 1)
			rc.Coverage = b.number()
			rc.Coverage.num.Mul(rc.Coverage.num, hundred)
		}
	}
}

var hundred = big.NewInt(100)

// high works out what the claimed score would be if all that is unknown were
// full. It stands on the claimed view, which must have been evaluated last.
func (b *builder) high(entries []entry) {
	s := b.scorer
	full := variant{table: &noDiscount, claimed: true, unknownFull: true}
	s.evaluate(entries, &full, true)
	for c := range s.marks {
		if rc := &b.result.Criteria[c]; rc.Applicable {
			s.combine(c, nil, s.points, 100*b.m.den)
			// the weights are those of the claimed view, and so the denominator
			den := rc.Claimed.Score.den
			rc.High = Number{num: b.keep().Set(&s.num), den: den}
			rc.InfoGap = Number{num: b.keep().Sub(&s.num, rc.Claimed.Score.num), den: den}
		}
	}
}

func (b *builder) summary(v *variant) Summary {
	index, verdict, rule, ok := b.scorer.total(v)
	if !ok {
		return Summary{nil, verdict, rule}
	}
	a := Approx(index)
	return Summary{&a, verdict, rule}
}

// conclude adds what compares the views of a criterion, and criteria.
func (b *builder) conclude() {
	shown := map[string]Verdict{}
	for c := range b.result.Criteria {
		rc := &b.result.Criteria[c]
		if !rc.Applicable {
			continue
		}
		if claimed := rc.Claimed.Score; claimed.num.Sign() > 0 {
			rc.Confidence = Number{num: b.keep().Mul(rc.Shown.Score.num, hundred), den: claimed.num}
			rc.ConfidenceLabel = confidenceLabel(b.scorer.tenthsOf(rc.Confidence))
		}
		rc.EvidenceOutstanding = better(rc.Claimed.Verdict, rc.Shown.Verdict)
		shown[rc.ID] = rc.Shown.Verdict
		var low Number
		for _, s := range rc.Sections {
			if s.Shown.Valid() && (!low.Valid() || s.Shown.less(low)) {
				low, rc.LowestSection = s.Shown, s.ID
			}
		}
	}
	b.result.Coherence = better(shown["C4"], shown["C3"])
}

// better reports whether one verdict says that more is met than another; it is
// false where either does not say how much.
func better(a, b Verdict) bool { return b.rank() > 0 && a.rank() > b.rank() }

func confidenceLabel(tenths int) string {
	switch {
	case tenths >= 900:
		return "high"
	case tenths >= 750:
		return "moderate"
	case tenths >= 500:
		return "low"
	}
	return "very low"
}

// applied says what routing, N/A and contradictions did. Profile questions are
// parked too.
func (b *builder) applied(s *sheet) {
	a := &b.result.Applied
	a.Parked = sortedKeys(s.routing.Parked)
	a.NAAccepted, a.Held, a.Open = []string{}, []string{}, append([]string{}, s.open...)
	for i := range s.entries {
		e, id := &s.entries[i], b.m.items[i].q.ID
		if e.state == naAccepted {
			a.NAAccepted = append(a.NAAccepted, id)
		}
		if e.held && e.state == answered {
			a.Held = append(a.Held, id)
		}
	}
}

// reviewedGates adds the gates of the reviewed view.
func (b *builder) reviewedGates(entries []entry) {
	for c := range b.result.Criteria {
		gates := b.result.Criteria[c].Gates
		for k := range gates {
			i := b.m.index[gates[k].Question]
			gates[k].Reviewed = b.m.gate(&b.m.items[i], &entries[i], false)
		}
	}
}
