package scoring

import (
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// reviewedSheet lays the reviewers' ratings over the shown sheet (section 10).
// Where reviewers have not rated, or differ so far that the difference must be
// settled first, the country's answer stands with rejected evidence counted as
// a statement. It notes in the result what still has to be settled.
func (m *Method) reviewedSheet(f *File, s *sheet, r *Result) []entry {
	entries := append([]entry(nil), s.entries...)
	for i := range entries {
		it, e := &m.items[i], &entries[i]
		if e.state.out() {
			continue
		}
		id := it.q.ID
		reviews := f.Reviews[id]
		rating, settled := m.settle(it, reviews)
		switch {
		case settled:
			response := rating.response()
			v := m.value(it, &response)
			v.free, v.held = rating.Grade, e.held
			*e = v
		case e.state == answered:
			response := f.Responses[id]
			e.free = f.penalise(id, bestGrade(it.q, response.Evidence, f.AsOf, true))
		}
		if len(reviews) > 1 && !settled {
			r.Applied.ToAdjudicate = append(r.Applied.ToAdjudicate, id)
		}
		if len(reviews) == 1 && it.q.GateMin > 0 {
			r.Applied.ToReviewAgain = append(r.Applied.ToReviewAgain, id)
		}
	}
	return entries
}

// Settled reports whether reviews of a question have one rating that stands:
// whether somebody rated, and where they differ by two levels or more, whether
// that was adjudicated.
func (m *Method) Settled(question string, reviews []Review) bool {
	for i := range m.items {
		if m.items[i].q.ID == question {
			_, settled := m.settle(&m.items[i], reviews)
			return settled
		}
	}
	return false
}

// settle returns the rating that stands for several reviewers: the adjudicated
// one; else, where they differ by less than two levels (20 points for counts
// and percentages), the lower level and grade; else none.
func (m *Method) settle(it *item, reviews []Review) (Review, bool) {
	if len(reviews) == 0 {
		return Review{}, false
	}
	low, high := reviews[0], reviews[0]
	grade := low.Grade
	for _, r := range reviews {
		if r.Adjudicated {
			return r, true
		}
		if m.step(it, r) < m.step(it, low) {
			low = r
		}
		if m.step(it, r) > m.step(it, high) {
			high = r
		}
		grade = min(grade, r.Grade)
	}
	low.Grade = grade
	return low, m.step(it, high)-m.step(it, low) <= m.oneStep(it)
}

// step places a rating on the scale of the question: its level, or its points.
func (m *Method) step(it *item, r Review) int64 {
	if r.Level != nil {
		return int64(*r.Level)
	}
	response := r.response()
	return m.value(it, &response).points
}

// oneStep is the difference that reviewers may have without adjudication.
func (m *Method) oneStep(it *item) int64 {
	if it.q.Type == questionnaire.Coverage {
		return 20 * m.den
	}
	return 1
}
