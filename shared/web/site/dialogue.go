package site

import (
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// askedView is what the team asked the country of a package.
type askedView struct {
	*releasedRecord
	all            []assessment.Clarification
	names          map[string]string
	question, text string // as typed
	faults         questionnaire.Faults
}

func askedPage(v *visit) (*page, error) {
	return v.asked(v.URL.Query().Get("question"), "", nil)
}

func (v *visit) asked(question, text string, faults questionnaire.Faults) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	view := &askedView{releasedRecord: r, question: question, text: text, faults: faults}
	if view.all, err = v.site.Reviews.Clarifications(v.Context(), v.who.Owner, r.ID); err != nil {
		return nil, err
	}
	var subs []string
	for i := range view.all {
		subs = append(subs, view.all[i].AskedBy)
	}
	if view.names, err = v.colleagues(subs); err != nil {
		return nil, err
	}
	return v.recordPage(r, statusOf(faults), v.t(language.NavClarifications), askedBody(v, view)), nil
}

// statusOf is that of a form's page: with faults, or as it was opened.
func statusOf(faults questionnaire.Faults) int {
	if faults != nil {
		return 422
	}
	return 0
}

// ask puts a question to the country.
func ask(v *visit) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	id, err := v.formID()
	if err != nil {
		return nil, err
	}
	question, text := v.field("question"), v.field("asked")
	_, err = v.site.Reviews.Ask(v.Context(), v.who.Owner, r.ID, v.who.Sub, id, question, text)
	if faults := faultsOf(err); faults != nil {
		return v.asked(question, text, faults)
	}
	if err != nil {
		return nil, err
	}
	return to(r.path("/clarifications"))
}

// toldView is what the team told the country of a package.
type toldView struct {
	*releasedRecord
	all                  []assessment.Finding
	names                map[string]string
	kind, question, text string // as typed
	faults               questionnaire.Faults
}

func toldPage(v *visit) (*page, error) {
	return v.told(&toldView{question: v.URL.Query().Get("question")})
}

func (v *visit) told(view *toldView) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	view.releasedRecord = r
	if view.all, err = v.site.Reviews.Findings(v.Context(), v.who.Owner, r.ID); err != nil {
		return nil, err
	}
	var subs []string
	for i := range view.all {
		subs = append(subs, view.all[i].By)
	}
	if view.names, err = v.colleagues(subs); err != nil {
		return nil, err
	}
	return v.recordPage(r, statusOf(view.faults), v.t(language.NavFindings), toldBody(v, view)), nil
}

// tell lets the country know a finding.
func tell(v *visit) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	id, err := v.formID()
	if err != nil {
		return nil, err
	}
	view := &toldView{kind: v.field("kind"), question: v.field("question"), text: v.field("text")}
	_, err = v.site.Reviews.Tell(v.Context(), v.who.Owner, r.ID, v.who.Sub, id, assessment.FindingKind(view.kind), view.question, view.text)
	if view.faults = faultsOf(err); view.faults != nil {
		return v.told(view)
	}
	if err != nil {
		return nil, err
	}
	return to(r.path("/findings"))
}
