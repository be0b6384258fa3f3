package site

import (
	"errors"
	"reflect"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// pairsView is the questions of a file that are put to two bodies and concern
// the person.
type pairsView struct {
	*opened
	pairs []assessment.PairView
}

// replyView is a question put to two bodies, with what the person's own holds.
// The other's reply never comes near it.
type replyView struct {
	*questionView
	pair  *assessment.PairView
	body  string
	reply *assessment.Reply
}

// concerns reports whether a question is put to two bodies of which one is the
// person's; the lead is concerned by every pair.
func (v *visit) concerns(o *opened, question string) (bool, error) {
	_, err := v.site.Desk.Pair(v.Context(), v.act, o.File, question)
	if errors.Is(err, assessment.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func pairsPage(v *visit) (*page, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	view := &pairsView{opened: o}
	if view.pairs, err = v.site.Desk.Pairs(v.Context(), v.act, o.File); err != nil {
		return nil, err
	}
	return &page{title: v.t(language.MyReplyTitle), body: pairsBody(v, view), trail: v.trail(o)}, nil
}

// reply reads the pair of the question that the path names, as the person's
// body sees it.
func (v *visit) reply() (*replyView, error) {
	q, err := v.question()
	if err != nil {
		return nil, err
	}
	view := &replyView{questionView: q}
	if view.pair, err = v.site.Desk.Pair(v.Context(), v.act, q.File, q.q.ID); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(view.pair.Bodies, v.act.SpeaksFor)
	if i < 0 {
		return nil, assessment.ErrNotFound
	}
	view.body = view.pair.Bodies[i]
	if view.reply, err = v.site.Desk.ReadReply(v.Context(), v.act, q.File, q.q.ID, view.body); err != nil {
		return nil, err
	}
	view.form = formOf(view.answer())
	view.unsaved = false
	return view, nil
}

// answer is the reply in the shape of an answer, for the same fields and words.
func (view *replyView) answer() *assessment.Record {
	return &assessment.Record{Question: view.reply.Question, Version: view.reply.Version, Response: view.reply.Response, By: view.reply.By, At: view.reply.At}
}

// open reports whether the reply can still be changed.
func (view *replyView) open() bool {
	return view.State == assessment.Draft && view.pair.Position == nil
}

func replyPage(v *visit) (*page, error) {
	if !v.act.Lead {
		view, err := v.reply()
		if err != nil {
			return nil, err
		}
		return v.showReply(view, 0), nil
	}
	// The lead sees both replies and writes neither: what there is to do is to
	// record the position.
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	p, err := v.site.Desk.Pair(v.Context(), v.act, o.File, v.PathValue("question"))
	if err != nil {
		return nil, err
	}
	return to(o.path("/pairs/" + p.Question + "/position"))
}

func (v *visit) showReply(view *replyView, status int) *page {
	return &page{status: status, title: view.q.ID + " " + shortened(view.text.Stem), body: replyBody(v, view),
		trail: v.trail(view.opened, crumb{v.t(language.MyReplyTitle), view.path("/pairs")})}
}

// saveReply saves what the person's body holds.
func saveReply(v *visit) (*page, error) {
	view, err := v.reply()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	view.form, view.unsaved = v.readAnswer(), true
	if v.ticked("more") {
		view.form.evidence = append(view.form.evidence, evidenceForm{})
		return v.showReply(view, 422), nil
	}
	response, _, faults := view.form.response(view.q)
	if faults == nil {
		_, err = v.site.Desk.WriteReply(v.Context(), v.act, view.File, view.q.ID, view.body, seen, response)
		faults = faultsOf(err)
	}
	switch {
	case faults != nil:
		view.faults = faults
		return v.showReply(view, 422), nil
	case errors.Is(err, assessment.ErrConflict) && view.reply.By == v.act.By && reflect.DeepEqual(view.reply.Response, response): // sent twice
	case errors.Is(err, assessment.ErrConflict):
		view.theirs = view.answer()
		return v.showReply(view, 412), nil
	case err != nil:
		return nil, err
	}
	return to(view.path("/pairs/" + view.q.ID))
}
