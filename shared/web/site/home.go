package site

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// homeView is the page that a country's people begin on: its files, newest
// first, with one entry for all revisions of each.
type homeView struct {
	files  []assessment.File
	sealed []assessment.File // whose submissions a new cycle may start from
	form   openForm
	faults questionnaire.Faults
}

// openForm is the form that opens a cycle.
type openForm struct{ cycle, track, from string }

func homePage(v *visit) (*page, error) { return v.homeWith(openForm{}, nil) }

func (v *visit) homeWith(form openForm, faults questionnaire.Faults) (*page, error) {
	all, err := v.site.Desk.Store.Files(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, newestFirst)
	view := &homeView{form: form, faults: faults}
	for _, f := range all {
		if f.Submission != "" {
			view.sealed = append(view.sealed, f)
		}
	}
	view.files = newestRevisions(all)
	if form == (openForm{}) && len(view.files) > 0 { // a country goes on where it stands
		view.form.track = string(view.files[0].Track)
		if i := slices.IndexFunc(view.sealed, func(f assessment.File) bool { return f.Track == view.files[0].Track }); i >= 0 {
			view.form.from = view.sealed[i].Submission
		}
	}
	p := &page{title: v.t(language.HomeTitle), body: homeBody(v, view)}
	if faults != nil {
		p.status = 422
	}
	return p, nil
}

// newestRevisions keeps the newest revision of each file, the newest file first.
func newestRevisions(all []assessment.File) []assessment.File {
	newest := map[string]assessment.File{}
	for _, f := range all {
		if f.Revision > newest[f.ID].Revision {
			newest[f.ID] = f
		}
	}
	var out []assessment.File
	for _, f := range newest {
		out = append(out, f)
	}
	slices.SortStableFunc(out, newestFirst)
	return out
}

// newestFirst orders files by when they were opened.
func newestFirst(a, b assessment.File) int {
	return cmp.Or(b.Opened.Compare(a.Opened), strings.Compare(a.ID, b.ID))
}

// openCycle opens a file for a new cycle.
func openCycle(v *visit) (*page, error) {
	form := openForm{v.field("cycle"), v.field("track"), v.field("from")}
	if !plain(form.from) {
		return nil, assessment.ErrNotFound
	}
	id, err := v.make(func() (string, error) {
		f, err := v.site.Desk.Open(v.Context(), v.act, form.cycle, questionnaire.Track(form.track), form.from)
		if err != nil {
			return "", err
		}
		return f.ID, nil
	})
	if faults := faultsOf(err); faults != nil {
		return v.homeWith(form, faults)
	}
	if err != nil {
		return nil, err
	}
	return to("/files/" + id)
}

// fileTitle names a file: its cycle, its track, and its revision from the
// second on.
func (v *visit) fileTitle(f *assessment.File) string {
	title := v.t(language.FileTitle, "cycle", f.Cycle, "track", v.word("track", f.Track))
	if f.Revision > 1 {
		title = v.lang.List([]string{title, v.t(language.HomeRevision, "n", v.n(f.Revision))})
	}
	return title
}

// starts are what a new cycle may start from.
func (v *visit) starts(sealed []assessment.File) []choice {
	all := []choice{{"", v.t(language.HomeFromNothing)}}
	for i := range sealed {
		all = append(all, choice{sealed[i].Submission, v.fileTitle(&sealed[i])})
	}
	return all
}
