package scoring

import (
	"cmp"
	"math"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Kind is what an action does (section 11).
type Kind string

// The four kinds.
const (
	Unblock Kind = "UNBLOCK"  // bring a critical question to where its gate passes
	Improve Kind = "IMPROVE"  // one option up
	Prove   Kind = "PROVE"    // the same answer, proven
	FindOut Kind = "FIND_OUT" // what is not known or not answered
)

// Target is the answer an action leads to, with the evidence grade it takes.
// An action that finds out counts on 50 points.
type Target struct {
	Level   *int                   `json:"level,omitempty"`
	Count   *int                   `json:"count,omitempty"`
	Percent *questionnaire.Percent `json:"percent,omitempty"`
	Points  *int                   `json:"points,omitempty"`
	Grade   int                    `json:"grade"`
}

// Action is one change and what it is worth in the overall shown index.
type Action struct {
	Kind     Kind   `json:"kind"`
	Question string `json:"question"`
	Gain     Approx `json:"gain"`
	Effort   int    `json:"effort"` // 1 weeks, 2 months, 4 a law or a system, 8 years
	Gate     bool   `json:"gate"`   // opens the way to a gate
	To       Target `json:"to"`

	priority float64
	critical bool
	item     int
	trial    trial
}

// Actions lists what would raise the file, biggest gain first within the order
// of the method: what unblocks, what else opens gates, the rest.
func (m *Method) Actions(f *File) []Action {
	b := m.newBench(f)
	actions := b.actions(b.wantedForGates(), nil)
	slices.SortStableFunc(actions, before)
	return actions
}

// before is the order of section 11, a total one.
func before(a, b Action) int {
	class := func(x *Action) int {
		switch {
		case x.Kind == Unblock:
			return 0
		case x.Gate:
			return 1
		}
		return 2
	}
	return cmp.Or(
		cmp.Compare(class(&a), class(&b)),
		cmp.Compare(b.priority, a.priority),
		cmp.Compare(b.Gain, a.Gain),
		cmp.Compare(a.Effort, b.Effort),
		-compareBool(a.critical, b.critical),
		cmp.Compare(a.Question, b.Question),
		cmp.Compare(a.Kind, b.Kind),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// possible lists the actions on one item, hidden ones included, without their
// gains. The list is overwritten by the next call: most are looked at and passed
// over.
func (b *bench) possible(i int) []Action {
	out := b.found[:0]
	it, e := &b.m.items[i], &b.sheet.entries[i]
	if e.state == notKnown || e.state == unanswered {
		fifty := 50
		return append(out, b.action(FindOut, i, 50*b.m.den, Target{Points: &fifty}))
	}
	if e.state != answered {
		return nil
	}
	if it.q.GateMin > 0 && e.points < int64(it.q.GateMin)*b.m.den {
		to, points := b.m.reach(it, int64(it.q.GateMin)*b.m.den)
		return append(out, b.action(Unblock, i, points, to))
	}
	if to, points, ok := b.m.oneUp(it, e.points); ok {
		out = append(out, b.action(Improve, i, points, to))
	}
	if e.points > 0 && e.grade() < it.q.EvidenceGrade {
		out = append(out, b.action(Prove, i, e.points, b.m.same(b.f, it)))
	}
	return out
}

func (b *bench) action(kind Kind, i int, points int64, to Target) Action {
	it := &b.m.items[i]
	a := Action{Kind: kind, Question: it.q.ID, Effort: it.effort, To: to, critical: it.q.GateMin > 0, item: i, trial: b.fresh(i, points)}
	a.To.Grade = it.q.EvidenceGrade
	if kind == Prove || kind == FindOut {
		a.Effort = 1
	}
	return a
}

// same is the answer as it is.
func (m *Method) same(f *File, it *item) Target {
	r := f.Responses[it.q.ID]
	return Target{Level: r.Level, Count: r.Count, Percent: r.Percent}
}

// reach returns the lowest answer with at least that many points, which must
// be within the reach of the question.
func (m *Method) reach(it *item, points int64) (Target, int64) {
	q := it.q
	switch {
	case q.Percent:
		p := questionnaire.Percent(ceilDiv(points*100, m.den))
		return Target{Percent: &p}, int64(p) * (m.den / 100)
	case q.Type == questionnaire.Coverage:
		unit := 100 * m.den / int64(q.CountOf) // den is a multiple of the count
		n := int(ceilDiv(points, unit))
		return Target{Count: &n}, int64(n) * unit
	}
	level := slices.IndexFunc(it.points, func(p int64) bool { return p >= points })
	return Target{Level: &level}, it.points[level]
}

// oneUp returns the next answer with more points: the next option; for
// coverage the next element, or for more than ten elements and for shares the
// next multiple of ten per cent. ok is false at the top.
func (m *Method) oneUp(it *item, points int64) (Target, int64, bool) {
	if points >= m.top(it) {
		return Target{}, 0, false
	}
	want := points + 1
	if ten := 10 * m.den; it.q.Type == questionnaire.Coverage && (it.q.Percent || it.q.CountOf > 10) {
		want = (points/ten + 1) * ten
	}
	to, reached := m.reach(it, want)
	return to, reached, true
}

// top is the most points the question can have.
func (m *Method) top(it *item) int64 {
	if it.q.Type == questionnaire.Coverage {
		return 100 * m.den
	}
	return it.points[len(it.points)-1]
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

// unmet reports whether a prerequisite stands in the way.
func (b *bench) unmet(i int) bool {
	e, from := &b.sheet.entries[i], int64(PrerequisiteMet)
	if g := b.m.items[i].q.GateMin; g > 0 {
		from = int64(g)
	}
	return e.state.unknown() || e.state == answered && e.points < from*b.m.den
}

// blocked reports whether a prerequisite of the item is unmet.
func (b *bench) blocked(i int) bool {
	return slices.ContainsFunc(b.m.items[i].requires, b.unmet)
}

// want marks the unmet prerequisites of an item, at any depth.
func (b *bench) want(i int, wanted []bool) {
	for _, p := range b.m.items[i].requires {
		if b.unmet(p) && !wanted[p] {
			wanted[p] = true
			b.want(p, wanted)
		}
	}
}

// wantedForGates marks what must be met before a gate can pass: the unmet
// prerequisites of every critical question that fails, is unproven, or is to be
// found out.
func (b *bench) wantedForGates() []bool {
	wanted := make([]bool, len(b.m.items))
	for i := range b.m.items {
		it, e := &b.m.items[i], &b.sheet.entries[i]
		switch b.m.gate(it, e, false) {
		case GateFail, GateUnproven, GateUnanswered:
			b.want(i, wanted)
		case GateUnknown:
			if e.state == notKnown {
				b.want(i, wanted)
			}
		}
	}
	return wanted
}

// minGain is what an action must bring to be listed, unless it opens a gate.
const minGain = 1e-9

// actions lists what can be done now, valued. wanted marks prerequisites of
// gates; keep, if given, chooses which actions are looked at.
func (b *bench) actions(wanted []bool, keep func(*Action) bool) []Action {
	out := make([]Action, 0, len(b.m.items))
	for i := range b.m.items {
		possible := b.possible(i)
		for k := range possible {
			a := &possible[k]
			raises := a.Kind == Unblock || a.Kind == Improve
			if raises && b.blocked(i) || keep != nil && !keep(a) {
				continue
			}
			a.Gate = a.Kind == Unblock || a.Kind != Prove && wanted[i] ||
				a.critical && (a.Kind == FindOut || a.Kind == Prove && b.m.gate(&b.m.items[i], &b.sheet.entries[i], false) == GateUnproven)
			gain := math.Round((b.try(a.trial)-b.index)*1e9) / 1e9
			if gain <= minGain && !a.Gate {
				continue
			}
			a.Gain, a.priority = Approx(gain), math.Round(gain/float64(a.Effort)*1e9)/1e9
			out = append(out, *a)
		}
	}
	return out
}
