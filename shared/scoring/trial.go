package scoring

import (
	"math"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// bench tries changes of single answers on one sheet. The overall shown index
// after a change is worked out from what the change touches: one section, one
// criterion. A test holds every trial equal to a full run.
type bench struct {
	m      *Method
	f      *File
	sheet  *sheet
	scorer *scorer // holds the sums of the sheet as it stands
	omega  []float64
	gated  []float64 // of each criterion as the sheet stands
	index  float64
	ok     bool // a counted criterion applies
	look   func(string) questionnaire.Answer
	heldBy []int    // open contradictions that hold each item
	found  []Action // room for possible
	after  []entry
	spare  *scorer // for trials that open or close a contradiction
}

// trial is one changed answer.
type trial struct {
	item   int
	entry  entry
	answer questionnaire.Answer
}

func (m *Method) newBench(f *File) *bench {
	b := &bench{m: m, f: f, sheet: m.sheet(f), scorer: m.newScorer(), spare: m.newScorer()}
	b.scorer.evaluate(b.sheet.entries, &shownView, false)
	b.index, _, _, b.ok = b.scorer.total(&shownView)
	b.omega = b.scorer.omega(&shownView)
	b.gated = make([]float64, len(m.criteria))
	for c := range b.gated {
		b.gated[c] = b.scorer.marks[c].gated
	}
	b.found = make([]Action, 0, 2)
	b.look = m.look(f, b.sheet.routing)
	b.heldBy = make([]int, len(m.items))
	for i := range m.rules {
		if slices.Contains(b.sheet.open, m.rules[i].ID) {
			b.countHold(i, 1)
		}
	}
	return b
}

// countHold counts a contradiction in or out of what holds each item.
func (b *bench) countHold(rule, n int) {
	asks := b.m.rules[rule].asks
	for k, id := range asks {
		if i, ok := b.m.index[id]; ok && !slices.Contains(asks[:k], id) {
			b.heldBy[i] += n
		}
	}
}

// fresh returns the trial of an answer with fresh evidence at the required
// grade, as a full run would count it. Its level is the highest option it reaches. Equal-step points do not
// matter: trials are on the scale as defined.
func (b *bench) fresh(item int, points int64) trial {
	it := &b.m.items[item]
	grade, level := it.q.EvidenceGrade, 0
	for k, p := range it.points {
		if p <= points {
			level = k
		}
	}
	return trial{
		item:   item,
		entry:  entry{state: answered, points: points, free: b.f.penalise(it.q.ID, grade)},
		answer: questionnaire.Answer{Known: true, Points: questionnaire.Points{Num: points, Den: b.m.den}, Level: level, Grade: grade},
	}
}

// try returns the overall shown index with one answer changed.
func (b *bench) try(t trial) float64 {
	flipped := b.flips(t)
	if flipped != nil {
		for _, r := range flipped {
			b.countHold(r.rule, r.by)
		}
		defer func() {
			for _, r := range flipped {
				b.countHold(r.rule, -r.by)
			}
		}()
		return b.tryAll(t)
	}
	t.entry.held = b.heldBy[t.item] > 0
	m, s := b.m, b.scorer
	it, now := &m.items[t.item], &b.sheet.entries[t.item]
	k := &s.marks[it.crit]
	points, g := s.points[it.section], k.gates
	s.points[it.section] += it.weight * (m.worth(it, &t.entry, &shownView) - m.worth(it, now, &shownView))
	if it.q.GateMin > 0 {
		k.gates.add(m.gate(it, now, false), -1)
		k.gates.add(m.gate(it, &t.entry, false), 1)
	}
	changed := *k
	s.combine(it.crit, nil, s.points, 100*m.den)
	s.gate(&changed)
	s.points[it.section], k.gates = points, g
	return b.indexWith(it.crit, changed.gated)
}

// indexWith returns the index with the gated score of one criterion changed,
// added up in the same order as a full run.
func (b *bench) indexWith(crit int, gated float64) float64 {
	if !b.ok {
		return 0
	}
	logs := 0.0
	for c, w := range b.omega {
		x := b.gated[c]
		if c == crit {
			x = gated
		}
		if w > 0 {
			logs += w * math.Log(x)
		}
	}
	return math.Exp(logs)
}

// flip is a contradiction that a trial opens (+1) or closes (-1).
type flip struct{ rule, by int }

func (b *bench) flips(t trial) []flip {
	var out []flip
	id := b.m.items[t.item].q.ID
	for _, r := range b.m.items[t.item].rules {
		rule := &b.m.rules[r]
		if _, explained := b.f.Explained[rule.ID]; explained {
			continue
		}
		open := rule.When.Eval(func(other string) questionnaire.Answer {
			if other == id {
				return t.answer
			}
			return b.look(other)
		}) == questionnaire.True
		switch was := slices.Contains(b.sheet.open, rule.ID); {
		case open && !was:
			out = append(out, flip{r, 1})
		case was && !open:
			out = append(out, flip{r, -1})
		}
	}
	return out
}

// idle reports whether a proof would change nothing: an open contradiction, or
// a newer Annex, keeps the grade where it is.
func (b *bench) idle(a *Action) bool {
	after := a.trial.entry
	after.held = b.heldBy[a.item] > 0
	return a.Kind == Prove && after.grade() == b.sheet.entries[a.item].grade() && b.flips(a.trial) == nil
}

// tryAll evaluates the whole sheet with one answer changed and contradictions
// as counted.
func (b *bench) tryAll(t trial) float64 {
	b.after = append(b.after[:0], b.sheet.entries...)
	b.after[t.item] = t.entry
	for i := range b.after {
		b.after[i].held = b.heldBy[i] > 0
	}
	b.spare.evaluate(b.after, &shownView, false)
	index, _, _, _ := b.spare.total(&shownView)
	return index
}
