package site

import (
	"errors"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// remarkForm is a comment as it was typed.
type remarkForm struct {
	thread, text string
	faults       questionnaire.Faults
}

// thread is a comment with the replies to it, oldest first.
type thread struct {
	assessment.Comment
	replies []assessment.Comment
}

// threads are the comments on the question, by thread.
func (view *questionView) threads() []thread {
	var all []thread
	at := map[string]int{}
	for _, c := range view.comments {
		if c.Thread == "" {
			at[c.ID] = len(all)
			all = append(all, thread{Comment: c})
		} else if i, ok := at[c.Thread]; ok {
			all[i].replies = append(all[i].replies, c)
		}
	}
	return all
}

// mayRemark reports whether the person may comment.
func (v *visit) mayRemark() bool { return v.is(access.Lead, access.Contributor, access.Approver) }

// addRemark comments on a question, or replies to a comment.
func addRemark(v *visit) (*page, error) {
	view, err := v.question()
	if err != nil {
		return nil, err
	}
	view.remark = remarkForm{thread: v.field("thread"), text: v.field("text")}
	_, err = v.make(func() (string, error) {
		c, err := v.site.Desk.Remark(v.Context(), v.act, view.File, view.q.ID, view.remark.thread, view.remark.text)
		if err != nil {
			return "", err
		}
		return c.ID, nil
	})
	if view.remark.faults = faultsOf(err); view.remark.faults != nil {
		return v.show(view, 422), nil
	}
	if err != nil {
		return nil, err
	}
	return to(view.path("/questions/" + view.q.ID + "#comments"))
}

// settleRemark marks a thread as settled, or as open again.
func settleRemark(v *visit) (*page, error) {
	view, err := v.question()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	if !plain(v.PathValue("comment")) {
		return nil, assessment.ErrNotFound
	}
	settled := v.field("resolved") != ""
	_, err = v.site.Desk.Resolve(v.Context(), v.act, view.File, v.PathValue("comment"), seen, settled)
	if errors.Is(err, assessment.ErrConflict) {
		stands := slices.ContainsFunc(view.comments, func(c assessment.Comment) bool {
			return c.ID == v.PathValue("comment") && c.Resolved == settled
		})
		if !stands { // else somebody did just this before
			view.moved = true
			return v.show(view, 412), nil
		}
	} else if err != nil {
		return nil, err
	}
	return to(view.path("/questions/" + view.q.ID + "#comments"))
}
