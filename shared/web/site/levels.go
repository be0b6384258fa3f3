package site

import (
	"errors"
	"net/url"
	"slices"
	"strconv"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// releaseLevels are how far an answer may travel, the nearest first.
var releaseLevels = []questionnaire.Release{questionnaire.ReleaseMinistry, questionnaire.ReleaseNational, questionnaire.ReleaseOutreach, questionnaire.ReleasePublic}

// levelsView is how far each answer of a file may travel: counts by section,
// and the answers of the section and level that the address asks for.
type levelsView struct {
	*opened
	sections       []levelCount
	section, level string // filters; empty: all
	rows           []levelRow
	left           []string // questions that were not saved: somebody else was faster
	faults         questionnaire.Faults
}

// levelCount is a section with how many of its answers have each level.
type levelCount struct {
	id string
	n  map[questionnaire.Release]int
}

// levelRow is one answer with its level, as saved or as chosen.
type levelRow struct {
	assessment.Record
	chosen questionnaire.Release
}

func (v *visit) levels() (*levelsView, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	query := v.URL.Query()
	view := &levelsView{opened: o, section: query.Get("section"), level: query.Get("level")}
	records, err := v.site.Desk.Records(v.Context(), v.who.Owner, o.File, "")
	if err != nil {
		return nil, err
	}
	byID := map[string]assessment.Record{}
	for _, r := range records {
		byID[r.Question] = r
	}
	for _, s := range o.asked() {
		count := levelCount{s.ID, map[questionnaire.Release]int{}}
		for i := range s.Questions {
			r, answered := byID[s.Questions[i].ID]
			if !answered || r.Response.State == questionnaire.Unanswered {
				continue
			}
			is := releaseOr(string(r.Response.Release))
			count.n[is]++
			if view.filtered() && (view.section == "" || view.section == s.ID) && (view.level == "" || view.level == string(is)) {
				view.rows = append(view.rows, levelRow{r, is})
			}
		}
		view.sections = append(view.sections, count)
	}
	return view, nil
}

// filtered reports whether single answers are listed, which are many.
func (view *levelsView) filtered() bool { return view.section != "" || view.level != "" }

// of is how many answers of the file, or of the section that was chosen, have a
// level.
func (view *levelsView) of(level questionnaire.Release) int {
	n := 0
	for _, s := range view.sections {
		if view.section == "" || view.section == s.id {
			n += s.n[level]
		}
	}
	return n
}

// all is how many answers there are at any level.
func (view *levelsView) all() int {
	n := 0
	for _, level := range releaseLevels {
		n += view.of(level)
	}
	return n
}

// address is the page with other filters.
func (view *levelsView) address(section, level string) string {
	query := url.Values{}
	for name, value := range map[string]string{"section": section, "level": level} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(query) == 0 {
		return view.path("/levels")
	}
	return view.path("/levels?" + query.Encode())
}

// mayChange reports whether the person may set levels now.
func (view *levelsView) mayChange(v *visit) bool { return v.act.Lead && view.State == assessment.Draft }

func levelsPage(v *visit) (*page, error) {
	view, err := v.levels()
	if err != nil {
		return nil, err
	}
	return v.showLevels(view, 0), nil
}

func (v *visit) showLevels(view *levelsView, status int) *page {
	return &page{status: status, title: v.t(language.LeadLevels), body: levelsBody(v, view), trail: v.trail(view.opened)}
}

// saveLevels saves each answer whose level is another than the page showed, as
// if it was saved on its own page. One that somebody else changed meanwhile is
// left and named; the others are saved.
func saveLevels(v *visit) (*page, error) {
	view, err := v.levels()
	if err != nil {
		return nil, err
	}
	all := questionnaire.Release(v.field("all"))
	for _, id := range view.sent(v) {
		row, err := v.levelRow(view, id)
		if err != nil {
			return nil, err
		}
		if row.chosen = questionnaire.Release(v.field("level-" + id)); all != "" {
			row.chosen = all
		}
		if row.chosen == releaseOr(string(row.Response.Release)) {
			continue
		}
		if err := v.saveLevel(view, row); err != nil {
			return nil, err
		}
	}
	switch {
	case view.faults != nil:
		return v.showLevels(view, 422), nil
	case len(view.left) > 0:
		return v.showLevels(view, 412), nil
	}
	return to(view.address(view.section, view.level))
}

// sent are the questions that the page showed.
func (view *levelsView) sent(v *visit) []string {
	var ids []string
	for _, s := range view.asked() {
		for i := range s.Questions {
			if v.PostForm.Has("version-" + s.Questions[i].ID) {
				ids = append(ids, s.Questions[i].ID)
			}
		}
	}
	return ids
}

// levelRow is the answer to a question as it stands, with the version that the
// page showed.
func (v *visit) levelRow(view *levelsView, id string) (*levelRow, error) {
	seen, err := v.number("version-" + id)
	if err != nil {
		return nil, err
	}
	r, err := v.site.Desk.Record(v.Context(), v.who.Owner, view.File, id)
	if err != nil {
		return nil, err
	}
	row := &levelRow{Record: *r}
	if i := slices.IndexFunc(view.rows, func(r levelRow) bool { return r.Question == id }); i >= 0 {
		row = &view.rows[i]
		row.Record = *r
	}
	if r.Version != seen {
		row.Version = seen // the save finds out whether it is a repeat or too late
	}
	return row, nil
}

func (v *visit) saveLevel(view *levelsView, row *levelRow) error {
	response := row.Response
	response.Release = row.chosen
	_, err := v.site.Desk.Answer(v.Context(), v.act, view.File, row.Question, row.Version, response, row.Flag, row.Instruments...)
	faults := faultsOf(err)
	for _, f := range faults {
		view.faults = append(view.faults, questionnaire.Fault{Path: "level-" + row.Question, Problem: row.Question + ": " + f.Problem, Advice: f.Advice})
	}
	var conflict *assessment.Conflict
	switch {
	case faults != nil:
		return nil
	case errors.As(err, &conflict):
		view.left = append(view.left, row.Question)
		row.Version = conflict.Current.Version
		return nil
	}
	return err
}

// said is an answer in a few words.
func (view *levelsView) said(v *visit, r *assessment.Record) string {
	text := view.words.Questions[r.Question]
	return v.answerWords(view.catalogue.Question(r.Question), &text, &r.Response)
}

// version is that of a row, for its hidden field.
func (row *levelRow) version() string { return strconv.Itoa(row.Version) }
