package site

import (
	"errors"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// sectionView is one section: its answers to be checked, and its sign-off.
type sectionView struct {
	*opened
	id       string
	text     questionnaire.SectionText
	task     assessment.Task
	state    assessment.SectionState
	answers  []answerRow
	names    map[string]string
	previous string // section
	next     string
	saved    *questionView // the answer that was saved on the page before; nil for none
	stale    bool          // what was to be signed is no longer what stands here
}

// answerRow is one question with its answer, to be read.
type answerRow struct {
	q       *questionnaire.Question
	text    questionnaire.QuestionText
	record  *assessment.Record // version 0: never answered
	parked  bool
	settled bool     // without an answer, and the profile says that it does not apply
	because []string // the questions whose answers park it
	closed  error    // why the person may not answer; nil: they may
}

// section reads the section that the path names.
func (v *visit) section() (*sectionView, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	desk, ctx := v.site.Desk, v.Context()
	states, err := desk.SignOffs(ctx, v.who.Owner, o.File)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(states, func(s assessment.SectionState) bool { return s.Section == v.PathValue("section") })
	if i < 0 {
		return nil, assessment.ErrNotFound
	}
	view := &sectionView{opened: o, id: states[i].Section, text: o.words.Sections[states[i].Section], state: states[i]}
	if i > 0 {
		view.previous = states[i-1].Section
	}
	if i < len(states)-1 {
		view.next = states[i+1].Section
	}
	work, err := desk.Work(ctx, v.act, o.File)
	if err != nil {
		return nil, err
	}
	view.task = work.Tasks[i] // both follow the order of the questionnaires
	if view.names, err = v.members(); err != nil {
		return nil, err
	}
	rows, err := v.answers(o)
	if err != nil {
		return nil, err
	}
	view.answers = slices.DeleteFunc(rows, func(r answerRow) bool { return r.q.Section.ID != view.id })
	return view, nil
}

// answers are all questions of a file with their answers, in order.
func (v *visit) answers(o *opened) ([]answerRow, error) {
	desk, ctx := v.site.Desk, v.Context()
	records, err := desk.Records(ctx, v.who.Owner, o.File, "")
	if err != nil {
		return nil, err
	}
	closed, err := desk.Closed(ctx, v.act, o.File)
	if err != nil {
		return nil, err
	}
	given := questionnaire.Responses{}
	at := map[string]*assessment.Record{}
	for i := range records {
		at[records[i].Question], given[records[i].Question] = &records[i], records[i].Response
	}
	routing := o.catalogue.Route(o.Track, given)
	var rows []answerRow
	for _, q := range o.catalogue.Questions() {
		if !q.On(o.Track) {
			continue
		}
		row := answerRow{q: q, text: o.words.Questions[q.ID], record: at[q.ID], parked: routing.Parked[q.ID], settled: routing.NotApplicable[q.ID] && given[q.ID].State.Open(), closed: closed[q.ID]}
		if row.record == nil {
			row.record = &assessment.Record{Question: q.ID}
		}
		switch {
		case row.parked:
			row.because = leavesOf(q.EnableWhen)
		case row.settled:
			row.because = leavesOf(q.NAWhen)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// leavesOf are the questions on whose answers a condition hangs.
func leavesOf(condition *questionnaire.Condition) []string {
	var ids []string
	condition.Leaves(func(c *questionnaire.Condition) {
		if !slices.Contains(ids, c.Question) {
			ids = append(ids, c.Question)
		}
	})
	return ids
}

// said is the answer in a few words; of what the profile settles, that it does
// not apply.
func (r *answerRow) said(v *visit) string {
	if r.settled {
		return v.word("state", questionnaire.NA)
	}
	return v.answerWords(r.q, &r.text, &r.record.Response)
}

// open reports whether a question waits for an answer.
func (r *answerRow) open() bool {
	return !r.parked && !r.settled && r.record.Response.State.Open()
}

func sectionPage(v *visit) (*page, error) {
	view, err := v.section()
	if err != nil {
		return nil, err
	}
	if view.saved, err = v.savedBefore(view.opened, nil); err != nil {
		return nil, err
	}
	return v.showSection(view, 0), nil
}

func (v *visit) showSection(view *sectionView, status int) *page {
	return &page{status: status, title: view.text.Title, body: sectionBody(v, view), trail: v.trail(view.opened)}
}

// signSection signs the section as its reader saw it, or takes that back. What
// changed since is shown, and not signed.
func signSection(v *visit) (*page, error) {
	view, err := v.section()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	_, err = v.make(func() (string, error) {
		_, err := v.site.Desk.Sign(v.Context(), v.act, view.File, view.id, seen, v.field("hash"))
		return view.id, err
	})
	if errors.Is(err, assessment.ErrConflict) {
		view.stale = true
		return v.showSection(view, 412), nil
	}
	if err != nil {
		return nil, err
	}
	return to(view.path("/sections/" + view.id + "#sign-off"))
}

// maySign reports whether the person may sign here now.
func (view *sectionView) maySign(v *visit) bool {
	return view.State == assessment.Draft && v.is(access.Lead, access.Approver)
}

// members are the names of the country's people, by subject.
func (v *visit) members() (map[string]string, error) {
	all, err := v.site.Desk.Store.Members(v.Context(), v.who.Owner)
	names := map[string]string{}
	for _, m := range all {
		names[m.Sub] = m.Name
	}
	return names, err
}

// answerWords says an answer in a few words.
func (v *visit) answerWords(q *questionnaire.Question, text *questionnaire.QuestionText, r *questionnaire.Response) string {
	switch {
	case r.Level != nil && *r.Level < len(text.Options):
		return v.t(language.CheckSectionLevel, "n", v.n(*r.Level), "label", text.Options[*r.Level].Label)
	case r.Count != nil:
		return v.t(language.CheckSectionCount, "n", v.n(*r.Count), "all", v.n(q.CountOf))
	case r.Percent != nil:
		return v.lang.Percent(r.Percent.String())
	case len(r.Choices) > 0:
		labels := make([]string, len(r.Choices))
		for i, id := range r.Choices {
			labels[i] = choiceLabel(text, id)
		}
		return v.lang.Apart(labels)
	case r.State == "":
		return v.word("state", questionnaire.Unanswered)
	}
	return v.word("state", r.State)
}

// choiceLabel is what a choice or a counted thing is called. The entries of the
// Annex are their own words.
func choiceLabel(text *questionnaire.QuestionText, id string) string {
	for _, words := range []map[string]string{text.Choices, text.Elements} {
		if label := words[id]; label != "" {
			return label
		}
	}
	return id
}
