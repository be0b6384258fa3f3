package site

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
)

// saveGrid saves the rows that were changed, each as an answer by itself. If
// one is not saved, the page says of each what became of it, and holds all
// that was typed.
func saveGrid(v *visit) (*page, error) {
	sent, err := v.sentRows()
	if err != nil {
		return nil, err
	}
	view, err := v.grid(func(id string) bool { _, ok := sent[id]; return ok })
	if err != nil {
		return nil, err
	}
	if v.act.Request == "" {
		return nil, web.ErrBody
	}
	var done []string
	status := 0
	for _, r := range view.rows {
		row, ok := sent[r.q.ID]
		if !ok {
			continue
		}
		if err := v.saveRow(view, r, row); err != nil {
			return nil, err
		}
		switch r.outcome {
		case saved:
			done = append(done, r.q.ID)
		case conflicted, refused:
			view.failed++
			if status != http.StatusPreconditionFailed {
				status = http.StatusUnprocessableEntity
			}
			if r.outcome == conflicted {
				status = http.StatusPreconditionFailed
			}
		}
	}
	view.saved = len(done)
	if view.failed > 0 {
		v.act.Request = "" // what is sent next is another form
		return v.showGrid(view, status), nil
	}
	query := url.Values{"show": {view.show}, "saved": {strings.Join(done, ".")}}
	return to(view.path("/grid?" + query.Encode()))
}

// saveRow saves one row if it was changed. The error is only what nobody who
// fills in the form can mend.
func (v *visit) saveRow(view *gridView, r *gridRow, sent sentRow) error {
	id := r.q.ID
	was, err := v.rowAt(view, r, sent.seen)
	if err != nil {
		return err
	}
	r.form = sent.rowForm
	if r.form == was && !v.ticked(id+".confirm") {
		r.outcome, r.form = unchanged, r.was
		return nil
	}
	stands, err := v.site.Desk.Record(v.Context(), v.who.Owner, view.File, id)
	if err != nil {
		return err
	}
	form := r.form.over(was, r.q, formOf(stands))
	if !v.act.Lead {
		form.release = "" // only the lead says how far an answer may travel
	}
	response, cited, faults := form.response(r.q)
	var kept *assessment.Record
	if faults == nil {
		act := v.act
		act.Request += "." + id
		kept, err = v.site.Desk.Answer(v.Context(), act, view.File, id, sent.seen, response, form.flag, cited...)
		faults = faultsOf(err)
	}
	if faults != nil && stands.Version != sent.seen {
		faults, err = nil, &assessment.Conflict{Current: stands} // they are of a text that its author never saw
	}
	return r.settle(kept, stands, faults, err)
}

// rowAt is a row as the person saw it, who may have had the page open while
// others saved.
func (v *visit) rowAt(view *gridView, r *gridRow, version int) (rowForm, error) {
	switch version {
	case r.record.Version:
		return r.was, nil
	case 0:
		return rowForm{}, nil
	}
	history, err := v.site.Desk.History(v.Context(), v.who.Owner, view.File, r.q.ID)
	if err != nil {
		return rowForm{}, err
	}
	for i := range history {
		if history[i].Version == version {
			return rowOf(r.q, &history[i]), nil
		}
	}
	return rowForm{}, web.ErrNoMatch
}

// settle records what became of a row.
func (r *gridRow) settle(kept, stands *assessment.Record, faults questionnaire.Faults, err error) error {
	var conflict *assessment.Conflict
	switch {
	case faults != nil:
		r.outcome, r.faults, r.record = refused, faults, stands
		r.was = rowOf(r.q, stands)
	case errors.As(err, &conflict):
		r.outcome, r.theirs, r.record = conflicted, conflict.Current, conflict.Current
		r.was = rowOf(r.q, conflict.Current)
	case err != nil:
		p := web.ProblemOf(err)
		if p.Status >= http.StatusInternalServerError && !errors.Is(err, assessment.ErrBusy) {
			return err
		}
		r.outcome, r.refused = refused, p.Name()
	default:
		r.outcome, r.record = saved, kept
		r.was, r.form = rowOf(r.q, kept), rowOf(r.q, kept)
	}
	return nil
}

// words says in a few words what a form would make of the row's answer, as far
// as the grid shows it.
func (r *gridRow) words(v *visit, form answerForm) string {
	response, _, _ := form.response(r.q)
	parts := []string{v.answerWords(r.q, &r.text, &response)}
	if len(form.evidence) > 0 && form.evidence[0].grade != "" {
		first := form.evidence[0]
		parts = append(parts, v.word("evidence", "grade."+first.grade), first.date)
	}
	if form.flag != "" {
		parts = append(parts, form.flag)
	}
	return strings.Join(parts, " · ")
}

// mine is what was typed, over what stands now.
func (r *gridRow) mine(v *visit) string {
	return r.words(v, r.form.over(r.was, r.q, formOf(r.record)))
}
