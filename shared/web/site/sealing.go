package site

import (
	"errors"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// sealView is a file before it is sealed: what blocks, and what is in it.
type sealView struct {
	*checksView
	counts []stateCount
}

// stateCount is how many questions have an answer of one state.
type stateCount struct {
	state questionnaire.State
	n     int
}

// countStates counts answers by state, in a fixed order; of asked questions
// those without an answer are unanswered.
func countStates(responses questionnaire.Responses, asked int) []stateCount {
	states := []questionnaire.State{questionnaire.Value, questionnaire.NotKnown, questionnaire.Declined, questionnaire.NA, questionnaire.Unanswered}
	n := map[questionnaire.State]int{questionnaire.Unanswered: max(0, asked-len(responses))}
	for _, r := range responses {
		if r.State == "" {
			r.State = questionnaire.Unanswered
		}
		n[r.State]++
	}
	var all []stateCount
	for _, s := range states {
		all = append(all, stateCount{s, n[s]})
	}
	return all
}

// derived counts questions without an answer that do not apply by other answers
// among those that do not apply, so that only what is missing is left: the
// checks name just those.
func derived(counts []stateCount, missing int) {
	na, open := &counts[len(counts)-2], &counts[len(counts)-1]
	na.n, open.n = na.n+open.n-missing, missing
}

func (v *visit) sealing() (*sealView, error) {
	checks, err := v.checks()
	if err != nil {
		return nil, err
	}
	responses, err := v.site.Desk.Responses(v.Context(), v.who.Owner, checks.File)
	if err != nil {
		return nil, err
	}
	parked := checks.catalogue.Route(checks.Track, responses).Parked
	asked := 0
	for _, s := range checks.asked() {
		for i := range s.Questions {
			if parked[s.Questions[i].ID] {
				delete(responses, s.Questions[i].ID)
			} else {
				asked++
			}
		}
	}
	view := &sealView{checks, countStates(responses, asked)}
	missing := 0
	for _, g := range checks.warnings {
		if g.kind == "unanswered" {
			missing = len(g.all)
		}
	}
	derived(view.counts, missing)
	return view, nil
}

func sealPage(v *visit) (*page, error) {
	view, err := v.sealing()
	if err != nil {
		return nil, err
	}
	return v.showSeal(view, 0), nil
}

func (v *visit) showSeal(view *sealView, status int) *page {
	return &page{status: status, title: v.t(language.NavSeal), body: sealBody(v, view), trail: v.trail(view.opened)}
}

// sealFile seals the file and goes to the receipt. While something blocks, the
// page says what.
func sealFile(v *visit) (*page, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	submission, err := v.make(func() (string, error) {
		s, err := v.site.Desk.Seal(v.Context(), v.act, o.File)
		if err != nil {
			return "", err
		}
		return s.ID, nil
	})
	var notReady *assessment.NotReady
	if errors.As(err, &notReady) {
		view, err := v.sealing()
		if err != nil {
			return nil, err
		}
		return v.showSeal(view, 409), nil
	}
	if err != nil {
		return nil, err
	}
	return to("/submissions/" + submission)
}

// sealedView is a sealed record with its receipt.
type sealedView struct {
	*assessment.Submission
	receipt *assessment.Receipt
	file    *assessment.File // the newest revision of the file that it was sealed from
	counts  []stateCount
	names   map[string]string
	reason  string // of reopening, as typed
	faults  questionnaire.Faults
}

// submission is the sealed record of an id.
func (v *visit) submission(id string) (*assessment.Submission, error) {
	if !plain(id) {
		return nil, assessment.ErrNotFound
	}
	return v.site.Desk.Store.Submission(v.Context(), v.who.Owner, id)
}

func (v *visit) sealed(id string) (*sealedView, error) {
	if !plain(id) {
		return nil, assessment.ErrNotFound
	}
	s, err := v.site.Desk.Sealed(v.Context(), v.who.Owner, id)
	if err != nil {
		return nil, err
	}
	view := &sealedView{Submission: s.Submission}
	if view.receipt, err = v.site.Desk.Receipt(v.Context(), v.who.Owner, id); err != nil {
		return nil, err
	}
	if view.file, err = v.site.Desk.File(v.Context(), v.who.Owner, s.File); err != nil {
		return nil, err
	}
	m, err := v.site.Desk.Content.Method(s.Content.Catalogue, s.Content.Track)
	if err != nil {
		return nil, err
	}
	parked, asked := m.Catalogue.Route(s.Content.Track, s.Content.Responses).Parked, 0
	for _, q := range m.Catalogue.Questions() {
		if q.On(s.Content.Track) && !parked[q.ID] {
			asked++
		}
	}
	view.counts = countStates(s.Content.Responses, asked)
	missing := view.counts[len(view.counts)-1].n
	for _, q := range s.Result.Applied.NAAccepted {
		if s.Content.Responses[q].State.Open() {
			missing--
		}
	}
	derived(view.counts, missing)
	view.names, err = v.members()
	return view, err
}

// sealedTitle names a sealed record as its file, with its revision.
func (v *visit) sealedTitle(s *assessment.Submission) string {
	return v.fileTitle(&assessment.File{Cycle: s.Cycle, Track: s.Content.Track, Revision: s.Revision})
}

func receiptPage(v *visit) (*page, error) {
	view, err := v.sealed(v.PathValue("submission"))
	if err != nil {
		return nil, err
	}
	return v.showReceipt(view, 0), nil
}

func (v *visit) showReceipt(view *sealedView, status int) *page {
	return &page{status: status, title: v.t(language.LeadReceipt), body: receiptBody(v, view),
		trail: []crumb{{v.t(language.NavHome), "/"}, {v.fileTitle(view.file), "/files/" + view.File}}}
}

// stands reports whether the record is what its file holds now, so that the lead
// may reopen it.
func (view *sealedView) stands() bool {
	return view.file.State == assessment.Submitted && view.file.Submission == view.ID
}

// reopenFile begins a new revision; the sealed record stays as it is.
func reopenFile(v *visit) (*page, error) {
	f, err := v.file()
	if err != nil {
		return nil, err
	}
	reason := v.field("reason")
	_, err = v.make(func() (string, error) {
		_, err := v.site.Desk.Reopen(v.Context(), v.act, f, reason)
		return f.ID, err
	})
	if faults := faultsOf(err); faults != nil && f.Submission != "" {
		view, err := v.sealed(f.Submission)
		if err != nil {
			return nil, err
		}
		view.reason, view.faults = reason, faults
		return v.showReceipt(view, 422), nil
	}
	if err != nil {
		return nil, err
	}
	return to("/files/" + f.ID)
}
