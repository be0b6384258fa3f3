package site

import (
	"cmp"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// effectView is what an answer that was just saved did to the result, and
// where there is more to answer.
type effectView struct {
	*assessment.Effect        // nil where the question counts towards no criterion
	question           string // that was answered
	left               int    // questions that the person may answer and nobody has
	next               string // the first of them after this one
}

// effect reads what the save of an answer did.
func (v *visit) effect(view *questionView) (*effectView, error) {
	out := &effectView{question: view.q.ID}
	closed, err := v.site.Desk.Closed(v.Context(), v.act, view.File)
	if err != nil {
		return nil, err
	}
	first, passed := "", false
	for _, q := range view.catalogue.Questions() {
		switch {
		case q.ID == view.q.ID:
			passed = true
		case q.On(view.Track) && !view.routing.Parked[q.ID] && !view.routing.NotApplicable[q.ID] && view.given[q.ID].State.Open() && closed[q.ID] == nil:
			out.left++
			if first == "" {
				first = q.ID
			}
			if passed && out.next == "" {
				out.next = q.ID
			}
		}
	}
	out.next = cmp.Or(out.next, first)
	if view.q.Section.Criterion == "" || view.record.Version == 0 {
		return out, nil
	}
	before := questionnaire.Response{State: questionnaire.Unanswered}
	if len(view.history) > 0 {
		before = view.history[0].Response
	}
	out.Effect, err = v.site.Desk.Effect(view.File, view.given, view.record, before, view.q.Section.Criterion)
	return out, err
}

// counted is how the question was counted; nil where it is never scored.
func (e *effectView) counted(c *scoring.CriterionExplanation) *scoring.QuestionExplanation {
	for w := range c.Weights {
		for i := range c.Weights[w].Questions {
			if q := &c.Weights[w].Questions[i]; q.Question == e.question {
				return q
			}
		}
	}
	return nil
}

// still reports whether no figure of the criterion moved, as far as a page
// shows it.
func (e *effectView) still() bool {
	b, a := e.Before.Criterion, e.After.Criterion
	return b.Shown != nil && a.Shown != nil && b.Shown.Score.Tenths() == a.Shown.Score.Tenths() && b.Claimed.Score.Tenths() == a.Claimed.Score.Tenths()
}

// held are the critical questions that hold the criterion now below its score.
func (e *effectView) held() []string {
	if e.After.Shown == nil || e.After.Shown.Gated.Tenths() == e.After.Shown.Score.Tenths() {
		return nil
	}
	return holding(&e.After.Criterion)
}
