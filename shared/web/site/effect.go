package site

import (
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
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
	earlier, later, err := v.openTo(view)
	if err != nil {
		return nil, err
	}
	out := &effectView{question: view.q.ID, left: len(earlier) + len(later)}
	if out.left > 0 {
		out.next = slices.Concat(later, earlier)[0]
	}
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

// openTo lists the questions before and after this one that the person may answer
// and nobody has.
func (v *visit) openTo(view *questionView) (earlier, later []string, err error) {
	closed, err := v.site.Desk.Closed(v.Context(), v.act, view.File)
	if err != nil {
		return nil, nil, err
	}
	passed := false
	for _, q := range view.catalogue.Questions() {
		switch {
		case q.ID == view.q.ID:
			passed = true
		case !q.On(view.Track) || view.routing.Parked[q.ID] || view.routing.NotApplicable[q.ID] || !view.given[q.ID].State.Open() || closed[q.ID] != nil:
		case passed:
			later = append(later, q.ID)
		default:
			earlier = append(earlier, q.ID)
		}
	}
	return earlier, later, nil
}

// savedBefore is the answer that the person saved on the page before this one, with
// what it did; nil for none. The address names the question. given are all answers
// of the file, or nil where the page has not read them.
func (v *visit) savedBefore(o *opened, given questionnaire.Responses) (*questionView, error) {
	q := o.catalogue.Question(v.URL.Query().Get("after"))
	if q == nil || !q.On(o.Track) {
		return nil, nil
	}
	desk, view := v.site.Desk, &questionView{opened: o, q: q, text: o.words.Questions[q.ID], given: given}
	var err error
	if view.record, err = desk.Record(v.Context(), v.who.Owner, o.File, q.ID); err != nil || view.record.By != v.act.By {
		return nil, err
	}
	if err = v.earlierOf(view); err != nil {
		return nil, err
	}
	if given == nil {
		if view.given, err = desk.Responses(v.Context(), v.who.Owner, o.File); err != nil {
			return nil, err
		}
	}
	view.routing = o.catalogue.Route(o.Track, view.given)
	view.effect, err = v.effect(view)
	return view, err
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
	return b.Shown.Gated.Tenths() == a.Shown.Gated.Tenths() && b.Claimed.Gated.Tenths() == a.Claimed.Gated.Tenths()
}

// lifted are the critical questions that held the score down before the answer and
// pass now, where nothing else holds it.
func (e *effectView) lifted() []string {
	if !held(&e.Before.Criterion) || held(&e.After.Criterion) {
		return nil
	}
	return holding(&e.Before.Criterion)
}

// effectOverall says whether the overall verdict turned, and why.
func (v *visit) effectOverall(view *questionView, e *effectView) string {
	was, is := e.Was.Overall.Shown.Verdict, e.Is.Overall.Shown.Verdict
	if was == is {
		return v.t(language.EffectOverallStill, "verdict", v.word(overallGroup(view.Track), is))
	}
	return v.t(language.EffectOverall, "before", v.word(overallGroup(view.Track), was), "verdict", v.becauseOverall(view.Track, e.Is))
}

// judged reports whether the criterion had a verdict before and has one now.
func (e *effectView) judged() bool { return e.Before.Shown != nil && e.After.Shown != nil }

// effectOnVerdict says whether the verdict on the criterion turned, and why it is what
// it is now: a figure that moves below a threshold changes nothing, and an
// answer that opens one may change all.
func (v *visit) effectOnVerdict(view *questionView, e *effectView) string {
	now := v.because(view.words, &e.After.Criterion, &scoring.DefaultParams)
	if e.Before.Shown.Verdict == e.After.Shown.Verdict {
		return v.t(language.EffectVerdictStill, "verdict", now)
	}
	return v.t(language.EffectVerdictMoved, "before", v.word("verdict", e.Before.Shown.Verdict), "verdict", now)
}
