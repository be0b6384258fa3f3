package site

import (
	"errors"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// opened is a file with what it is asked under, in the person's language.
type opened struct {
	*assessment.File
	catalogue *questionnaire.Catalogue
	words     *questionnaire.Wording
}

// open opens the file that the path names.
func (v *visit) open() (*opened, error) {
	f, err := v.file()
	if err != nil {
		return nil, err
	}
	m, err := v.site.Desk.Content.Method(f.Catalogue, f.Track)
	if err != nil {
		return nil, err
	}
	w, err := v.wording(m.Catalogue)
	return &opened{f, m.Catalogue, w}, err
}

// path is the address of a page of the file.
func (o *opened) path(rest string) string { return "/files/" + o.ID + rest }

// trail leads from the home page to the file.
func (v *visit) trail(o *opened, more ...crumb) []crumb {
	return append([]crumb{{v.t(language.NavHome), "/"}, {v.fileTitle(o.File), o.path("")}}, more...)
}

// writes reports whether the person has a role that answers questions.
func (v *visit) writes() bool { return v.is(access.Lead, access.Contributor) }

// mayRead says to somebody who may only read who may change what they see;
// empty where they may, and for what is sealed.
func (v *visit) mayRead(why error) string {
	switch {
	case why == nil, errors.Is(why, assessment.ErrSealed):
		return ""
	case !v.writes():
		return v.t(language.ReadOnlyRole)
	case errors.Is(why, assessment.ErrNotAssigned):
		return v.t(language.ReadOnlyNotAssigned)
	case errors.Is(why, assessment.ErrPaired):
		return v.t(language.ReadOnlyPaired)
	}
	return v.word("refused", web.ProblemOf(why).Name())
}

// givenTo says which bodies answer a section, and by when while that matters.
func (v *visit) givenTo(o *opened, t *assessment.Task) string {
	if o.State != assessment.Draft {
		return v.t(language.TasksAssigned, "bodies", v.lang.List(t.Bodies))
	}
	return v.t(language.TasksAssignedDue, "bodies", v.lang.List(t.Bodies), "date", v.day(t.Due))
}

// tasksView is what there is to answer in a file.
type tasksView struct {
	*opened
	work  *assessment.Work
	parts []part
}

// part is the tasks of one questionnaire.
type part struct {
	title string
	tasks []assessment.Task
}

func tasksPage(v *visit) (*page, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	view := &tasksView{opened: o}
	if view.work, err = v.site.Desk.Work(v.Context(), v.act, o.File); err != nil {
		return nil, err
	}
	of := map[string]string{}
	for _, n := range o.catalogue.Questionnaires {
		for i := range n.Sections {
			of[n.Sections[i].ID] = n.ID
		}
	}
	for _, t := range view.work.Tasks {
		title := o.words.Titles[of[t.Section]]
		if n := len(view.parts); n == 0 || view.parts[n-1].title != title {
			view.parts = append(view.parts, part{title: title})
		}
		last := &view.parts[len(view.parts)-1]
		last.tasks = append(last.tasks, t)
	}
	return &page{title: v.fileTitle(o.File), body: tasksBody(v, view), trail: v.trail(o)[:1]}, nil
}
