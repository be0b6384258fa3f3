package scoring

import (
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// state is how the method treats one question (section 3).
type state uint8

const (
	unanswered state = iota
	answered
	notKnown
	declined
	naPending
	naAccepted
	parked
)

var stateNames = [...]string{"unanswered", "value", "not_known", "declined", "na_pending", "na_accepted", "parked"}

// out reports whether the question is left out of the denominator.
func (s state) out() bool { return s == naAccepted || s == parked }

// unknown reports whether the question counts as nothing now and could be
// anything.
func (s state) unknown() bool { return !s.out() && s != answered }

// entry is one question as it is scored in one view.
type entry struct {
	state  state
	held   bool  // by an open contradiction
	free   int   // effective grade g' before a contradiction holds it
	points int64 // in units of 1/den
	equal  int64
}

// grade returns the effective grade g'.
func (e *entry) grade() int {
	if e.held {
		return min(e.free, 1)
	}
	return e.free
}

// shortfall returns by how many grades the evidence falls short.
func (it *item) shortfall(e *entry) int { return max(0, it.q.EvidenceGrade-e.grade()) }

// sheet is a whole file as it is scored in one view.
type sheet struct {
	entries []entry
	routing questionnaire.Routing
	open    []string // contradictions that hold, in catalogue order
}

// sheet works out states, points and effective grades of a file.
func (m *Method) sheet(f *File) *sheet {
	s := &sheet{entries: make([]entry, len(m.items)), routing: m.Catalogue.Route(m.Track, f.Responses)}
	for i := range m.items {
		it := &m.items[i]
		r, ok := f.Responses[it.q.ID]
		if ok || s.routing.Parked != nil || s.routing.NotApplicable != nil {
			s.entries[i] = m.entry(it, f, &r, s.routing)
		}
	}
	m.hold(s, f)
	return s
}

func (m *Method) entry(it *item, f *File, r *questionnaire.Response, routing questionnaire.Routing) entry {
	id := it.q.ID
	switch {
	case routing.Parked[id]:
		return entry{state: parked}
	case routing.NotApplicable[id]:
		return entry{state: naAccepted}
	}
	switch r.State {
	case questionnaire.Value:
		e := m.value(it, r)
		e.free = f.penalise(id, bestGrade(it.q, r.Evidence, f.AsOf, false))
		return e
	case questionnaire.NotKnown:
		return entry{state: notKnown}
	case questionnaire.Declined:
		return entry{state: declined}
	case questionnaire.NA:
		if r.Accepted {
			return entry{state: naAccepted}
		}
		return entry{state: naPending}
	}
	return entry{}
}

// value returns the entry of an answer without its evidence.
func (m *Method) value(it *item, r *questionnaire.Response) entry {
	if r.Level != nil {
		return entry{state: answered, points: it.points[*r.Level], equal: it.equal[*r.Level]}
	}
	p := it.q.PointsOf(m.Track, r)
	points := p.Num * (m.den / p.Den)
	return entry{state: answered, points: points, equal: points}
}

// bestGrade returns the highest effective grade of the evidence (section 4).
// Rejected evidence is a mere statement in the reviewed view.
func bestGrade(q *questionnaire.Question, items []questionnaire.Evidence, asOf questionnaire.Date, reviewed bool) int {
	best := 0
	for i := range items {
		best = max(best, effective(q, &items[i], asOf, reviewed))
	}
	return best
}

func effective(q *questionnaire.Question, e *questionnaire.Evidence, asOf questionnaire.Date, reviewed bool) int {
	g := e.Grade
	if reviewed && e.Rejected {
		g = min(g, 1)
	}
	if e.Sealed && !e.Seen {
		g--
	}
	return max(0, g-min(2, e.Date.MonthsTo(asOf)/q.MaxAgeMonths))
}

// annexGrace is how many whole months after a new Annex edition evidence keeps
// its grade (section 13).
const annexGrace = 6

// penalise takes a grade off evidence that a newer Annex edition has overtaken.
func (f *File) penalise(id string, grade int) int {
	if f.Changed != nil && f.Changed.Published.MonthsTo(f.AsOf) >= annexGrace && slices.Contains(f.Changed.Questions, id) {
		return max(0, grade-1)
	}
	return grade
}

// look returns what conditions see of the file.
func (m *Method) look(f *File, routing questionnaire.Routing) func(string) questionnaire.Answer {
	return func(id string) questionnaire.Answer {
		q := m.Catalogue.Question(id)
		if !q.On(m.Track) || routing.Parked[id] {
			return questionnaire.Answer{Closed: true}
		}
		r, ok := f.Responses[id]
		if !ok {
			return questionnaire.Answer{}
		}
		return q.AnswerOf(m.Track, &r)
	}
}

// hold marks the answers that open contradictions hold at a statement.
func (m *Method) hold(s *sheet, f *File) {
	look := m.look(f, s.routing)
	for i := range m.rules {
		r := &m.rules[i]
		if _, explained := f.Explained[r.ID]; explained || r.When.Eval(look) != questionnaire.True {
			continue
		}
		s.open = append(s.open, r.ID)
		for _, id := range r.asks {
			if k, ok := m.index[id]; ok {
				s.entries[k].held = true
			}
		}
	}
}
