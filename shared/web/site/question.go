package site

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// questionView is one question with its answer as it stands, or as it was
// typed.
type questionView struct {
	*opened
	q      *questionnaire.Question
	text   questionnaire.QuestionText
	record *assessment.Record // as it stands
	form   answerForm         // what the fields show
	faults questionnaire.Faults
	closed error // why the person may not answer; nil: they may

	theirs   *assessment.Record // what somebody else saved meanwhile
	unsaved  bool               // the fields show what is not saved
	parked   bool
	previous string // question
	next     string
	ledger   []assessment.Instrument
	history  []assessment.Record
	comments []assessment.Comment
	names    map[string]string // sub -> name
	result   *scoring.Result   // after a save
}

// question reads the question that the path names with everything around it.
func (v *visit) question() (*questionView, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	id := v.PathValue("question")
	q := o.catalogue.Question(id)
	if q == nil || !q.On(o.Track) {
		return nil, assessment.ErrNotFound
	}
	desk, ctx := v.site.Desk, v.Context()
	view := &questionView{opened: o, q: q, text: o.words.Questions[id], names: map[string]string{}}
	if view.record, err = desk.Record(ctx, v.who.Owner, o.File, id); err != nil {
		return nil, err
	}
	view.form = formOf(view.record)
	if view.ledger, err = desk.Instruments(ctx, v.who.Owner); err != nil {
		return nil, err
	}
	if view.comments, err = desk.Comments(ctx, v.who.Owner, o.File, id); err != nil {
		return nil, err
	}
	members, err := desk.Store.Members(ctx, v.who.Owner)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		view.names[m.Sub] = m.Name
	}
	if view.record.Version > 1 {
		if view.history, err = desk.History(ctx, v.who.Owner, o.File, id); err != nil {
			return nil, err
		}
		view.history = view.history[:max(0, len(view.history)-1)]
		slices.Reverse(view.history)
	}
	view.closed = desk.MayAnswer(ctx, v.act, o.File, id)
	if view.closed != nil && !closes(view.closed) {
		return nil, view.closed
	}
	return view, v.around(view)
}

// closes reports whether an error only says that one may not answer.
func closes(err error) bool {
	for _, known := range []error{assessment.ErrSealed, assessment.ErrNotAssigned, assessment.ErrPaired} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// around finds the neighbours of a question, and whether it is parked.
func (v *visit) around(view *questionView) error {
	responses, err := v.site.Desk.Responses(v.Context(), v.who.Owner, view.File)
	if err != nil {
		return err
	}
	parked := view.catalogue.Route(view.Track, responses).Parked
	view.parked = parked[view.q.ID]
	passed := false
	for _, q := range view.catalogue.Questions() {
		switch {
		case q.ID == view.q.ID:
			passed = true
		case !q.On(view.Track) || parked[q.ID]:
		case !passed:
			view.previous = q.ID
		case view.next == "":
			view.next = q.ID
		}
	}
	return nil
}

func questionPage(v *visit) (*page, error) {
	view, err := v.question()
	if err != nil {
		return nil, err
	}
	if v.URL.Query().Has("saved") {
		// The running result is read when an answer was just saved, to show what it moved.
		a, err := v.site.Desk.Result(v.Context(), v.who.Owner, view.File, view.record)
		if err != nil {
			return nil, err
		}
		view.result = a.Result
	}
	return v.show(view, 0), nil
}

func (v *visit) show(view *questionView, status int) *page {
	return &page{status: status, title: view.q.ID, body: questionBody(v, view),
		trail: v.trail(view.opened, crumb{view.words.Sections[view.q.Section.ID].Title, view.path("/sections/" + view.q.Section.ID)})}
}

// saveAnswer saves what the form says. On a fault, and where somebody else was
// faster, the page comes back with everything that was typed.
func saveAnswer(v *visit) (*page, error) {
	view, err := v.question()
	if err != nil {
		return nil, err
	}
	view.form, view.unsaved = v.readAnswer(), true
	if v.ticked("more") { // another proof: only the page changes
		view.form.evidence = append(view.form.evidence, evidenceForm{})
		return v.show(view, 0), nil
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	response, cited, faults := view.form.response(view.q)
	if faults == nil {
		v.act.Request = v.PostForm.Get("key")
		_, err = v.site.Desk.Answer(v.Context(), v.act, view.File, view.q.ID, seen, response, view.form.flag, cited...)
		faults = faultsOf(err)
	}
	var conflict *assessment.Conflict
	switch {
	case faults != nil:
		view.faults = faults
		return v.show(view, 422), nil
	case errors.As(err, &conflict):
		view.theirs, view.record = conflict.Current, conflict.Current
		v.act.Request = "" // this one was not saved; the next is another
		return v.show(view, 412), nil
	case err != nil:
		return nil, err
	}
	address := view.path("/questions/" + view.q.ID)
	if v.ticked("next") && view.next != "" {
		return to(view.path("/questions/" + view.next))
	}
	return to(address + "?saved")
}

// options are the levels of a question, lowest first, with their words.
func (view *questionView) options() []questionnaire.OptionText { return view.text.Options }

// name is the name of a person, or their subject where there is none any more.
func (view *questionView) name(sub string) string {
	if n := view.names[sub]; n != "" {
		return n
	}
	return sub
}

// offered are the choices of a profile question, or what a count counts, with
// their words. The entries of the Annex are their own words.
func (view *questionView) offered() []choice {
	var all []choice
	ids, words := view.catalogue.ChoicesOf(view.q), view.text.Choices
	if view.q.Type != questionnaire.Profile {
		ids, words = view.q.Elements, view.text.Elements
	}
	for _, id := range ids {
		label := words[id]
		if label == "" {
			label = id
		}
		all = append(all, choice{id, label})
	}
	return all
}

// silences are the states without a value that a question takes.
func (view *questionView) silences() []questionnaire.State {
	all := []questionnaire.State{questionnaire.NotKnown, questionnaire.Declined}
	if view.q.NAAllowed {
		all = append(all, questionnaire.NA)
	}
	return all
}

// proofs are the proofs of the form and, while there is room, one empty.
func (view *questionView) proofs() []evidenceForm {
	all := view.form.evidence
	if n := len(all); n < questionnaire.MaxEvidence && (n == 0 || !all[n-1].empty()) {
		all = append(slices.Clone(all), evidenceForm{})
	}
	return all
}

// criterion is the result of the criterion that the question counts towards;
// nil without one.
func (view *questionView) criterion() *scoring.Criterion {
	if view.result == nil {
		return nil
	}
	for i := range view.result.Criteria {
		if c := &view.result.Criteria[i]; c.ID == view.q.Section.Criterion {
			return c
		}
	}
	return nil
}

// citing is how the form names an instrument as it stands now.
func (view *questionView) citing(i *assessment.Instrument) string {
	return fmt.Sprintf("%s@%d", i.ID, i.Version)
}

// cites reports whether the answer cites an instrument, in any version.
func (view *questionView) cites(i *assessment.Instrument) bool {
	return slices.ContainsFunc(view.form.cited, func(c string) bool { return strings.HasPrefix(c, i.ID+"@") })
}

// answerWords says an answer in a few words.
func (view *questionView) answerWords(v *visit, r *questionnaire.Response) string {
	switch {
	case r.Level != nil && *r.Level < len(view.text.Options):
		return v.lang.List([]string{v.t(language.QuestionLevel, "n", v.n(*r.Level)), view.text.Options[*r.Level].Label})
	case r.Count != nil:
		return v.t(language.TaskProgress, "done", v.n(*r.Count), "all", v.n(view.q.CountOf))
	case r.Percent != nil:
		return v.lang.Percent(r.Percent.String())
	case len(r.Choices) > 0:
		return strings.Join(r.Choices, ", ")
	case r.State == "":
		return v.word("state", questionnaire.Unanswered)
	}
	return v.word("state", r.State)
}

// chosen says in a few words what the form says.
func (view *questionView) chosen(v *visit) string {
	r, _, _ := view.form.response(view.q)
	return view.answerWords(v, &r)
}

// grades are the kinds of proof, with an empty one first.
func (v *visit) grades(w *questionnaire.Wording) []choice {
	all := []choice{{"", ""}}
	for g := range w.References.Grades {
		all = append(all, choice{strconv.Itoa(g), fmt.Sprintf("%d: %s", g, v.word("evidence", fmt.Sprint("grade.", g)))})
	}
	return all
}

// releaseOr is a release level; an empty one means ministry.
func releaseOr(level string) questionnaire.Release {
	if level == "" {
		return questionnaire.ReleaseMinistry
	}
	return questionnaire.Release(level)
}
