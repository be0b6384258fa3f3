package scoring

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// maxSteps ends a path that does not end by itself.
const maxSteps = 500

// Path is the shortest way found to the next overall verdict: a greedy one, in
// the order of Actions. It says what it rests on, never that a verdict follows.
type Path struct {
	Target  Verdict `json:"target"`
	Reached bool    `json:"reached"`
	Steps   []Step  `json:"steps"`
	// Stuck says, where the target is not reached, what cannot be moved.
	Stuck []Stuck `json:"stuck,omitempty"`
}

// Step is one action of a path; consecutive steps on one question are one.
type Step struct {
	Kind     Kind    `json:"kind"`
	Then     []Kind  `json:"then,omitempty"` // kinds of further steps on the same question
	Question string  `json:"question"`
	Gain     Approx  `json:"gain"` // index after less index before
	Effort   int     `json:"effort"`
	To       Target  `json:"to"`
	Index    Approx  `json:"index"` // after the step
	Verdict  Verdict `json:"verdict"`
}

// Stuck names what keeps a criterion below the target and why no action helps.
type Stuck struct {
	Criterion string `json:"criterion"`
	Question  string `json:"question,omitempty"`
	Why       string `json:"why"`
}

// Path finds the shortest path from the shown verdict to READY, or from there
// to STRONG.
func (m *Method) Path(f *File) *Path {
	g := *f
	g.Responses = maps.Clone(f.Responses)
	if g.Responses == nil {
		g.Responses = questionnaire.Responses{}
	}
	p := &Path{Target: Ready, Steps: []Step{}}
	b := m.newBench(&g)
	verdict := b.verdict()
	if verdict == Ready || verdict == Strong {
		p.Target = Strong
	}
	for range maxSteps {
		if p.Reached = reached(verdict, p.Target); p.Reached {
			return p
		}
		a, ok := b.next(p.Target)
		if !ok {
			break
		}
		to := m.apply(&g, a)
		before := b.index
		b = m.newBench(&g)
		verdict = b.verdict()
		p.add(a, to, b.index-before, b.index, verdict)
	}
	p.Stuck = b.stuck(p.Target)
	return p
}

func reached(v, target Verdict) bool { return v == target || v == Strong }

func (b *bench) verdict() Verdict {
	_, v, _, _ := b.scorer.total(&shownView)
	return v
}

// next returns the first action that helps towards the target. A proof that
// would change nothing is passed over, or the path would take it for ever.
func (b *bench) next(target Verdict) (Action, bool) {
	below := func(i int) bool {
		c := b.m.items[i].crit
		k := &b.scorer.marks[c]
		return b.m.criteria[c].omega > 0 && k.applicable && !k.verdict.reaches(target)
	}
	needed := make([]bool, len(b.m.items)) // unmet prerequisites of what is below
	for i := range b.m.items {
		if below(i) && len(b.possible(i)) > 0 {
			b.want(i, needed)
		}
	}
	actions := b.actions(b.wantedForGates(), func(a *Action) bool {
		return !b.idle(a) && (below(a.item) || needed[a.item] && a.Kind != Prove)
	})
	if len(actions) == 0 {
		return Action{}, false
	}
	return slices.MinFunc(actions, before), true
}

// apply writes an action into the responses and returns the answer it became.
// What is found out becomes the option nearest 50 points, the lower on a tie.
func (m *Method) apply(f *File, a Action) Target {
	to := a.To
	if a.Kind == FindOut {
		to = m.nearest(&m.items[a.item])
		to.Grade = a.To.Grade
	}
	f.Responses[a.Question] = questionnaire.Response{
		State: questionnaire.Value, Level: to.Level, Count: to.Count, Percent: to.Percent,
		Evidence: []questionnaire.Evidence{{Grade: to.Grade, Date: f.AsOf}},
	}
	return to
}

// nearest is the answer nearest 50 points, the lower on a tie.
func (m *Method) nearest(it *item) Target {
	switch {
	case it.q.Percent:
		p := questionnaire.Percent(5000)
		return Target{Percent: &p}
	case it.q.Type == questionnaire.Coverage:
		n := it.q.CountOf / 2
		return Target{Count: &n}
	}
	best, half := 0, 50*m.den
	for i, p := range it.points {
		if abs(p-half) < abs(it.points[best]-half) {
			best = i
		}
	}
	return Target{Level: &best}
}

func abs(n int64) int64 { return max(n, -n) }

// add appends a step, or makes the last one longer.
func (p *Path) add(a Action, to Target, gain, index float64, v Verdict) {
	if n := len(p.Steps) - 1; n >= 0 && p.Steps[n].Question == a.Question {
		s := &p.Steps[n]
		s.Then = append(s.Then, a.Kind)
		s.Gain += Approx(gain)
		s.Effort += a.Effort
		s.To, s.Index, s.Verdict = to, Approx(index), v
		return
	}
	p.Steps = append(p.Steps, Step{Kind: a.Kind, Question: a.Question, Gain: Approx(gain), Effort: a.Effort, To: to, Index: Approx(index), Verdict: v})
}

// stuck says what keeps each counted criterion below the target.
func (b *bench) stuck(target Verdict) []Stuck {
	var out []Stuck
	for c := range b.m.criteria {
		mc, k := &b.m.criteria[c], &b.scorer.marks[c]
		if mc.omega == 0 || !k.applicable || k.verdict.reaches(target) {
			continue
		}
		found := len(out)
		for _, i := range mc.items {
			if why := b.why(i); why != "" {
				out = append(out, Stuck{mc.id, b.m.items[i].q.ID, why})
			}
		}
		if len(out) == found {
			out = append(out, Stuck{Criterion: mc.id, Why: fmt.Sprintf("no single step raises it further; the verdict is %s", k.verdict)})
		}
	}
	if len(out) == 0 {
		out = append(out, Stuck{Why: "no counted criterion has a question that applies"})
	}
	return out
}

// why says what keeps one question from moving; empty if nothing does.
func (b *bench) why(i int) string {
	e := &b.sheet.entries[i]
	switch {
	case e.state == declined:
		return "declined: only the country can decide to answer"
	case e.state == naPending:
		return "declared not applicable: a reviewer has to accept it, or the question be answered"
	case e.held:
		return "held by an open contradiction: change one of the answers or explain it"
	case len(b.possible(i)) > 0 && b.blocked(i):
		return "waits for a prerequisite that cannot be moved"
	}
	return ""
}
