package site

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
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

	theirs   *assessment.Record      // what somebody else saved meanwhile
	unsaved  bool                    // the fields show what is not saved
	given    questionnaire.Responses // all of the file
	routing  questionnaire.Routing
	parked   bool
	previous string // question
	next     string
	ledger   []assessment.Instrument
	history  []assessment.Record
	comments []assessment.Comment
	remark   remarkForm        // a comment that was refused
	moved    bool              // somebody settled a thread meanwhile
	paired   bool              // it is put to two bodies, of which the person's is one
	names    map[string]string // sub -> name
	effect   *effectView       // what an answer that was just saved did
	saved    *questionView     // the answer that was saved on the page before; nil for none
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
	view := &questionView{opened: o, q: q, text: o.words.Questions[id]}
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
	if view.names, err = v.members(); err != nil {
		return nil, err
	}
	if err = v.earlierOf(view); err != nil {
		return nil, err
	}
	view.closed = desk.MayAnswer(ctx, v.act, o.File, id)
	if view.closed != nil && !closes(view.closed) {
		return nil, view.closed
	}
	if view.paired, err = v.concerns(o, id); err != nil {
		return nil, err
	}
	return view, v.around(view)
}

// earlierOf reads what the answer was before, the latest first.
func (v *visit) earlierOf(view *questionView) error {
	if view.record.Version < 2 {
		return nil
	}
	all, err := v.site.Desk.History(v.Context(), v.who.Owner, view.File, view.q.ID)
	if err != nil {
		return err
	}
	view.history = all[:max(0, len(all)-1)]
	slices.Reverse(view.history)
	return nil
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

// settled reports whether the profile says that the question does not apply,
// and nobody answered it all the same.
func (view *questionView) settled() bool {
	return view.routing.NotApplicable[view.q.ID] && view.record.Response.State.Open()
}

// whyClosed is why the person may not answer: their role where nothing else is.
func (view *questionView) whyClosed(v *visit) error {
	if view.closed == nil {
		return web.Refused(access.Permission{Side: access.National}, v.who)
	}
	return view.closed
}

// around finds the neighbours of a question, and whether it is parked.
func (v *visit) around(view *questionView) error {
	var err error
	if view.given, err = v.site.Desk.Responses(v.Context(), v.who.Owner, view.File); err != nil {
		return err
	}
	view.routing = view.catalogue.Route(view.Track, view.given)
	view.parked = view.routing.Parked[view.q.ID]
	passed := false
	for _, q := range view.catalogue.Questions() {
		switch {
		case q.ID == view.q.ID:
			passed = true
		case !q.On(view.Track) || view.routing.Parked[q.ID]:
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
		if view.effect, err = v.effect(view); err != nil {
			return nil, err
		}
	}
	if view.saved, err = v.savedBefore(view.opened, view.given); err != nil {
		return nil, err
	}
	return v.show(view, 0), nil
}

func (v *visit) show(view *questionView, status int) *page {
	return &page{status: status, title: view.q.ID + " " + shortened(view.text.Stem), body: questionBody(v, view),
		trail: v.trail(view.opened, crumb{view.words.Sections[view.q.Section.ID].Title, view.path("/sections/" + view.q.Section.ID)})}
}

// maxTitle is how much of a question stands in the title of its page, in
// characters.
const maxTitle = 60

// shortened is the beginning of a text, cut between words.
func shortened(text string) string {
	runes := []rune(text)
	if len(runes) <= maxTitle {
		return text
	}
	cut := string(runes[:maxTitle])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}

// saveAnswer saves what the form says. On a fault, and where somebody else was
// faster, the page comes back with everything that was typed.
func saveAnswer(v *visit) (*page, error) {
	view, err := v.question()
	if err != nil {
		return nil, err
	}
	view.form, view.unsaved = v.readAnswer(), true
	if v.ticked("more") { // another proof: nothing is saved, and the page says so
		view.form.evidence = append(view.form.evidence, evidenceForm{})
		return v.show(view, 422), nil
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
	place, err := v.after(view)
	if err != nil {
		return nil, err
	}
	return to(place)
}

// after is where to go when an answer was saved: back beside the button that was
// pressed, or on to the next question of the section; from one that had no answer, to
// the next without one. At the end of a section that is the page on which its
// answers are checked.
func (v *visit) after(view *questionView) (string, error) {
	own := view.path("/questions/" + view.q.ID)
	switch {
	case v.ticked("ledger"):
		return "/instruments?" + url.Values{"to": {own + "#f-instruments"}}.Encode(), nil
	case !v.ticked("next"):
		return own + "?saved#effect", nil
	}
	next := view.next
	if view.record.Response.State.Open() { // before it was saved
		_, later, err := v.openTo(view)
		if err != nil {
			return "", err
		}
		if next = ""; len(later) > 0 {
			next = later[0]
		}
	}
	if next == "" || view.catalogue.Question(next).Section != view.q.Section {
		return view.path("/sections/" + view.q.Section.ID + "?after=" + view.q.ID), nil
	}
	return view.path("/questions/" + next + "?after=" + view.q.ID), nil
}

// options are the levels of a question, lowest first, with their words.
func (view *questionView) options() []questionnaire.OptionText { return view.text.Options }

// name is the name of a person.
func (view *questionView) name(sub string) string { return nameIn(view.names, sub) }

// offered are the choices of a profile question, or what a count counts, with
// their words.
func (view *questionView) offered() []choice {
	ids := view.catalogue.ChoicesOf(view.q)
	if view.q.Type != questionnaire.Profile {
		ids = view.q.Elements
	}
	var all []choice
	for _, id := range ids {
		all = append(all, choice{id, choiceLabel(&view.text, id)})
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

// reasonHelp says what the reason is for, among the choices that the question
// offers.
func (v *visit) reasonHelp(q *questionnaire.Question) string {
	if q.NAAllowed {
		return v.t(language.QuestionReasonHelp)
	}
	return v.t(language.QuestionReasonHelpKnown)
}

// proofs are the proofs of the form and, while there is room, one empty.
func (view *questionView) proofs() []evidenceForm {
	all := view.form.evidence
	if n := len(all); n < questionnaire.MaxEvidence && (n == 0 || !all[n-1].empty()) {
		all = append(slices.Clone(all), evidenceForm{})
	}
	return all
}

// citing is how a form names a version of an instrument.
func citing(id string, version int) string { return fmt.Sprintf("%s@%d", id, version) }

// cited is the version of an instrument that the answer cites; 0: none.
func (view *questionView) cited(i *assessment.Instrument) int {
	for _, c := range view.form.cited {
		if id, version, _ := strings.Cut(c, "@"); id == i.ID {
			n, _ := strconv.Atoi(version)
			return n
		}
	}
	return 0
}

// answerWords says an answer in a few words.
func (view *questionView) answerWords(v *visit, r *questionnaire.Response) string {
	return v.answerWords(view.q, &view.text, r)
}

// chosen says in a few words what the form says.
func (view *questionView) chosen(v *visit) string {
	r, _, _ := view.form.response(view.q)
	return view.answerWords(v, &r)
}

// proofWords names a proof: its title, place, day and kind, as far as they are
// given.
func (v *visit) proofWords(e *questionnaire.Evidence) string {
	return v.lang.Apart(slices.DeleteFunc([]string{e.Title, e.Pinpoint, v.day(e.Date), v.word("evidence", fmt.Sprint("grade.", e.Grade))}, func(s string) bool { return s == "" }))
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

// citedID is the id of the field that holds what an answer cites.
func citedID(i *assessment.Instrument, cited int) string {
	if cited > 0 && cited < i.Version {
		return "cite-" + i.ID + "-before"
	}
	return "cite-" + i.ID
}
