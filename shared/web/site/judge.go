package site

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// judging is a package with what the team holds of it. Its answers are those
// that the reviewer may see while judging: the level of what they have not
// judged is not hidden by the page but absent.
type judging struct {
	*releasedRecord
	judgements []outreach.Judgement
	questions  []*questionnaire.Question
	team, own  int // questions that anybody, or this reviewer, judged
}

func (v *visit) judging() (*judging, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	view := &judging{releasedRecord: r, questions: outreach.Judgeable(r.method, r.Package)}
	if view.judgements, err = v.site.Reviews.Judgements(v.Context(), v.who.Owner, r.ID, v.who.Sub); err != nil {
		return nil, err
	}
	own, team := outreach.JudgedBy(view.judgements, v.who.Sub), map[string]bool{}
	for _, j := range view.judgements {
		team[j.Question] = true
	}
	view.team, view.own = len(team), len(own)
	view.Package = outreach.Blind(r.Package, own)
	return view, nil
}

// next is the next question after one that waits for the reviewer, beginning
// again at the first; nil for none.
func (view *judging) next(after, by string) *questionnaire.Question {
	at := 1 + slices.IndexFunc(view.questions, func(q *questionnaire.Question) bool { return q.ID == after })
	for _, q := range slices.Concat(view.questions[at:], view.questions[:at]) {
		if q.ID != after && outreach.Waits(q, view.judgements, by) {
			return q
		}
	}
	return nil
}

// judgedBy reports whether the reviewer has judged a question.
func (view *judging) judgedBy(sub, question string) bool {
	return slices.ContainsFunc(view.judgements, func(j outreach.Judgement) bool {
		return j.Question == question && j.By == sub && !j.Rating.Adjudicated
	})
}

// judgePage goes to the first answer that waits for the reviewer; when there is
// none, it says so.
func judgePage(v *visit) (*page, error) {
	view, err := v.judging()
	if err != nil {
		return nil, err
	}
	if q := view.next("", v.who.Sub); q != nil {
		return to(view.path("/judge/" + q.ID))
	}
	return v.recordPage(view.releasedRecord, 0, v.t(language.NavJudging), judgedBody(v, view)), nil
}

// ratingForm is a rating as its form has it.
type ratingForm struct{ value, grade, note string }

func ratingOf(j *outreach.Judgement) ratingForm {
	if j == nil {
		return ratingForm{}
	}
	f := ratingForm{grade: strconv.Itoa(j.Rating.Grade), note: j.Note}
	switch r := j.Rating; {
	case r.Level != nil:
		f.value = strconv.Itoa(*r.Level)
	case r.Count != nil:
		f.value = strconv.Itoa(*r.Count)
	case r.Percent != nil:
		f.value = r.Percent.String()
	}
	return f
}

// rating turns the form into a rating of a question.
func (f *ratingForm) rating(q *questionnaire.Question) (scoring.Review, questionnaire.Faults) {
	var r scoring.Review
	var faults questionnaire.Faults
	wrong := func(path, problem, advice string) {
		faults = append(faults, questionnaire.Fault{Path: path, Problem: problem, Advice: advice})
	}
	n, err := strconv.Atoi(f.value)
	switch {
	case q.Percent:
		p, err := questionnaire.ParsePercent(strings.ReplaceAll(f.value, ",", "."))
		if err != nil {
			wrong("level", err.Error(), "")
		}
		r.Percent = &p
	case err != nil:
		wrong("level", "missing", "choose what the text and the evidence show")
	case q.Ladder():
		r.Level = &n
	default:
		r.Count = &n
	}
	if r.Grade, err = strconv.Atoi(f.grade); err != nil {
		wrong("grade", "missing", "say what kind of evidence you accept; grade 0 is none")
	}
	if faults != nil { // such a rating goes no further, and every fault is to be named
		faults = append(faults, outreach.ReasonFaults(f.note)...)
	}
	return r, faults
}

// judgeView is one answer to judge.
type judgeView struct {
	*judging
	q        *questionnaire.Question
	response questionnaire.Response
	mine     *outreach.Judgement
	settled  *outreach.Judgement
	others   []outreach.Judgement // of colleagues; what may not be seen yet has no rating
	differ   bool
	party    bool // the reviewer's own rating is one of those that differ; a third settles them
	names    map[string]string
	opened   bool // the reviewer opened the country's levels, and what they judge now is not blind

	form, settle ratingForm
	faults       questionnaire.Faults
	settling     bool                // the faults or the conflict are about the team's rating
	theirs       *outreach.Judgement // what was saved meanwhile
}

func (v *visit) judge() (*judgeView, error) {
	all, err := v.judging()
	if err != nil {
		return nil, err
	}
	view := &judgeView{judging: all, q: all.question(v.PathValue("question"))}
	if view.q == nil || !slices.Contains(all.questions, view.q) {
		return nil, outreach.ErrNotFound
	}
	view.response = all.Responses[view.q.ID]
	ratings := view.sort(v.who.Sub)
	people := len(view.others)
	if view.mine != nil {
		people++
	}
	view.differ = people > 1 && view.settled == nil && !view.method.Settled(view.q.ID, ratings)
	view.form, view.settle = ratingOf(view.mine), ratingOf(view.settled)
	var subs []string
	for i := range view.others {
		subs = append(subs, view.others[i].By)
	}
	if view.names, err = v.colleagues(subs); err != nil {
		return nil, err
	}
	view.opened, err = v.site.Reviews.Store.Opened(v.Context(), v.who.Owner, view.ID, v.who.Sub)
	view.party = outreach.Differs(view.method, view.q.ID, view.judgements, v.who.Sub)
	return view, err
}

// sort finds the judgements of the question by whose they are. It returns the
// ratings of all of them.
func (view *judgeView) sort(by string) []scoring.Review {
	var ratings []scoring.Review
	for i := range view.judgements {
		j := &view.judgements[i]
		switch {
		case j.Question != view.q.ID:
			continue
		case j.Rating.Adjudicated:
			view.settled = j
		case j.By == by:
			view.mine = j
		default:
			view.others = append(view.others, *j)
		}
		ratings = append(ratings, j.Rating)
	}
	return ratings
}

func judgeQuestionPage(v *visit) (*page, error) {
	view, err := v.judge()
	if err != nil {
		return nil, err
	}
	return v.showJudge(view, 0), nil
}

func (v *visit) showJudge(view *judgeView, status int) *page {
	return v.recordPage(view.releasedRecord, status, view.q.ID, judgeBody(v, view))
}

// saveJudgement saves the reviewer's own rating, and goes on to the next answer
// or back to this one with the country's level beside it.
func saveJudgement(v *visit) (*page, error) {
	view, err := v.judge()
	if err != nil {
		return nil, err
	}
	view.form = ratingForm{v.field("level"), v.field("grade"), v.field("note")}
	if p, err := v.rate(view, view.form, false); p != nil || err != nil {
		return p, err
	}
	if v.ticked("show") {
		return to(view.path("/judge/" + view.q.ID))
	}
	if next := view.next(view.q.ID, v.who.Sub); next != nil {
		return to(view.path("/judge/" + next.ID))
	}
	return to(view.path("/judge"))
}

// settleJudgement saves the team's rating where reviewers differ.
func settleJudgement(v *visit) (*page, error) {
	view, err := v.judge()
	if err != nil {
		return nil, err
	}
	view.settle, view.settling = ratingForm{v.field("level"), v.field("grade"), v.field("note")}, true
	if p, err := v.rate(view, view.settle, true); p != nil || err != nil {
		return p, err
	}
	return to(view.path("/judge/" + view.q.ID))
}

// rate saves a rating. It returns the page with what is wrong, or with what
// stands there by now.
func (v *visit) rate(view *judgeView, form ratingForm, adjudicated bool) (*page, error) {
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	rating, faults := form.rating(view.q)
	rating.Adjudicated = adjudicated
	if faults == nil {
		_, err = v.site.Reviews.Judge(v.Context(), v.who.Owner, view.ID, view.q.ID, v.who.Sub, seen, rating, form.note)
		faults = faultsOf(err)
	}
	for i := range faults {
		if faults[i].Path != "grade" && faults[i].Path != "note" {
			faults[i].Path = "level" // one field for level, number and share
		}
	}
	switch view.theirs = view.mine; {
	case faults != nil:
		view.faults, view.theirs = faults, nil
		return v.showJudge(view, 422), nil
	case errors.Is(err, assessment.ErrConflict):
		if adjudicated {
			view.theirs = view.settled
		}
		return v.showJudge(view, 412), nil
	}
	return nil, err
}

// versionOf is that of the rating which the form replaces; 0 for none.
func versionOf(j *outreach.Judgement) string {
	if j == nil {
		return "0"
	}
	return strconv.Itoa(j.Version)
}

// rated is a rating in words.
func (view *judgeView) rated(v *visit, r *scoring.Review) string {
	response := questionnaire.Response{State: questionnaire.Value, Level: r.Level, Count: r.Count, Percent: r.Percent}
	return view.said(v, view.q.ID, &response)
}

// distance says how the reviewer's level stands to the country's.
func (view *judgeView) distance(v *visit) string {
	if view.mine == nil || view.mine.Rating.Level == nil || view.response.Level == nil {
		return ""
	}
	switch d := *view.mine.Rating.Level - *view.response.Level; {
	case d < 0:
		return v.count(language.ReviewJudgeLower, -d)
	case d > 0:
		return v.count(language.ReviewJudgeHigher, d)
	}
	return v.t(language.ReviewJudgeSame)
}

// reveals reports whether colleagues' ratings may be seen: after one's own, or
// where a third may settle.
func (view *judgeView) reveals() bool { return view.mine != nil || view.differ || view.settled != nil }

// rates reports whether the reviewer gives a rating of their own. Who comes to a
// difference of others settles it: one more side would leave nobody to do so.
func (view *judgeView) rates() bool { return view.mine != nil || !view.differ && view.settled == nil }

// ownFaults and teamFaults are the faults of either form.
func (view *judgeView) ownFaults() questionnaire.Faults {
	if view.settling {
		return nil
	}
	return view.faults
}

func (view *judgeView) teamFaults() questionnaire.Faults {
	if view.settling {
		return view.faults
	}
	return nil
}

// prefix begins the ids of a form's fields. The summary of faults leads to
// those of the form that was sent, which have none.
func (view *judgeView) prefix(team bool) string {
	switch {
	case team == view.settling:
		return ""
	case team:
		return "team-"
	}
	return "own-"
}
