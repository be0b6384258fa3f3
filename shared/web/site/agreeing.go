package site

import (
	"errors"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// pairForm is the form that puts a question to two bodies.
type pairForm struct{ question, first, second string }

// openPair puts a question to two bodies, each blind to the other's reply.
func openPair(v *visit) (*page, error) {
	view, err := v.assignments()
	if err != nil {
		return nil, err
	}
	view.pair = pairForm{strings.ToUpper(v.field("question")), v.field("first"), v.field("second")}
	_, err = v.make(func() (string, error) {
		_, err := v.site.Desk.OpenPair(v.Context(), v.act, view.File, view.pair.question, []string{view.pair.first, view.pair.second})
		return view.pair.question, err
	})
	if view.faults = pairFaults(err); view.faults != nil {
		return v.showAssignments(view, 422), nil
	}
	if err != nil {
		return nil, err
	}
	return to(view.path("/assignments#pairs"))
}

// pairFaults are the faults of a pair as its form has the fields: one for each
// of the two bodies.
func pairFaults(err error) questionnaire.Faults {
	faults := slices.Clone(faultsOf(err))
	for i := range faults {
		switch faults[i].Path {
		case "bodies", "bodies[0]":
			faults[i].Path = "first"
		case "bodies[1]":
			faults[i].Path = "second"
		}
	}
	return faults
}

// questionIDs are all questions that the track asks.
func (view *assignmentsView) questionIDs() []string {
	var all []string
	for _, s := range view.asked() {
		for i := range s.Questions {
			all = append(all, s.Questions[i].ID)
		}
	}
	return all
}

// pairState says how far a pair has come, as the status of a task and in words.
func (v *visit) pairState(p *assessment.PairView) (class, words string) {
	switch {
	case p.Position != nil:
		return "sa-status sa-status--done", v.t(language.LeadPairAgreed)
	case p.Differ == nil:
		return "sa-status sa-status--waiting", v.t(language.LeadPairWaits)
	case *p.Differ:
		return "sa-status sa-status--sent-back", v.t(language.LeadPairDiffer)
	}
	return "sa-status sa-status--in-progress", v.t(language.LeadPairAlike)
}

// positionView is a question put to two bodies, with both replies and the form
// of the national position.
type positionView struct {
	*questionView
	pair    *assessment.PairView
	agreed  []string          // bodies, as ticked
	dissent map[string]string // body -> as typed
	stale   bool
}

func (v *visit) position() (*positionView, error) {
	q, err := v.question()
	if err != nil {
		return nil, err
	}
	view := &positionView{questionView: q, dissent: map[string]string{}}
	if view.pair, err = v.site.Desk.Pair(v.Context(), v.act, q.File, q.q.ID); err != nil {
		return nil, err
	}
	if at := view.pair.Position; at != nil {
		view.agreed = at.AgreedBy
		for body, text := range at.Dissent {
			view.dissent[body] = text
		}
	}
	return view, nil
}

func positionPage(v *visit) (*page, error) {
	view, err := v.position()
	if err != nil {
		return nil, err
	}
	return v.showPosition(view, 0), nil
}

func (v *visit) showPosition(view *positionView, status int) *page {
	return &page{status: status, title: v.t(language.LeadPairTitle, "question", view.q.ID), body: positionBody(v, view),
		trail: v.trail(view.opened, crumb{v.t(language.NavAssignments), view.path("/assignments")})}
}

// agreePosition records what is agreed; who does not agree says why.
func agreePosition(v *visit) (*page, error) {
	view, err := v.position()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	view.form, view.unsaved = v.readAnswer(), true
	view.agreed, view.dissent = v.fields("agreed_by"), map[string]string{}
	for _, body := range view.pair.Bodies {
		if text := v.field("dissent." + body); text != "" {
			view.dissent[body] = text
		}
	}
	if v.ticked("more") { // another proof: only the page changes
		view.form.evidence = append(view.form.evidence, evidenceForm{})
		return v.showPosition(view, 0), nil
	}
	if v.act.Request == "" {
		return nil, web.ErrBody
	}
	response, _, faults := view.form.response(view.q)
	if faults == nil {
		replaces, err := v.number("replaces")
		if err != nil {
			return nil, err
		}
		_, err = v.site.Desk.Agree(v.Context(), v.act, view.File, view.q.ID, seen,
			assessment.Agreement{Response: response, Replaces: replaces, AgreedBy: view.agreed, Dissent: view.dissent})
		faults = faultsOf(err)
		switch {
		case errors.Is(err, assessment.ErrConflict):
			view.stale, v.act.Request = true, ""
			return v.showPosition(view, 412), nil
		case err != nil && faults == nil:
			return nil, err
		}
	}
	if view.faults = faults; faults != nil {
		return v.showPosition(view, 422), nil
	}
	return to(view.path("/pairs/" + view.q.ID + "/position"))
}

// reply is what a body of the pair holds; nil while it has not replied.
func (view *positionView) reply(body string) *assessment.Reply {
	at := slices.IndexFunc(view.pair.Replies, func(r assessment.Reply) bool { return r.Body == body })
	if at < 0 {
		return nil
	}
	return &view.pair.Replies[at]
}

// replied reports whether both bodies have.
func (view *positionView) replied() bool { return len(view.pair.Replies) == len(view.pair.Bodies) }

// asRecord is a reply as an answer, to be shown like one.
func asRecord(r *assessment.Reply) *assessment.Record {
	return &assessment.Record{Question: r.Question, Version: r.Version, Response: r.Response, By: r.By, At: r.At}
}
