package site

import (
	"cmp"
	"net/url"
	"slices"
	"sort"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// previewView is a sealed record that is about to be released: the form that
// says to whom, and exactly what the team will see.
type previewView struct {
	*assessment.Submission
	team   string
	whole  bool
	teams  []choice            // that something was released to before, by name
	shown  *packageView        // nil: no team is chosen yet
	part   *packageSectionView // the answers of one section; nil: the record at a glance
	faults questionnaire.Faults
}

// previewing reads what the form says; with a team it makes the package that a
// release would make.
func (v *visit) previewing(team string, whole bool) (*previewView, error) {
	s, err := v.submission(v.PathValue("submission"))
	if err != nil {
		return nil, err
	}
	view := &previewView{Submission: s, team: team, whole: whole}
	if view.teams, err = v.teams(); err != nil {
		return nil, err
	}
	if team == "" {
		return view, nil
	}
	p, _, err := v.site.Desk.Preview(v.Context(), v.act, s.ID, assessment.Clearance{Team: team, Whole: whole})
	if view.faults = faultsOf(err); view.faults != nil {
		return view, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := v.recordOf(p)
	if err != nil {
		return nil, err
	}
	query := url.Values{"team": {team}}
	if whole {
		query.Set("whole", "1")
	}
	r.preview = "/submissions/" + s.ID + "/release?" + query.Encode()
	view.shown, err = r.view()
	return view, err
}

// teams are those that something was released to before, by what they call
// themselves.
func (v *visit) teams() ([]choice, error) {
	grants, err := v.site.Desk.Store.Grants(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	names, err := v.site.Desk.TeamNames(v.Context(), v.who.Owner)
	var teams []choice
	for _, g := range grants {
		teams = append(teams, choice{g.Team, nameIn(names, g.Team)})
	}
	slices.SortStableFunc(teams, func(a, b choice) int {
		return cmp.Or(strings.Compare(a.label, b.label), strings.Compare(a.value, b.value))
	})
	return slices.Compact(teams), err
}

// labelOf is what a choice is called; one that is not offered is its own name.
func labelOf(choices []choice, value string) string {
	for _, c := range choices {
		if c.value == value {
			return c.label
		}
	}
	return value
}

// previewPage shows a release before it is made. What is chosen stands in the
// address, for it changes nothing.
func previewPage(v *visit) (*page, error) {
	query := v.URL.Query()
	view, err := v.previewing(query.Get("team"), query.Has("whole"))
	if err != nil {
		return nil, err
	}
	if section := query.Get("section"); section != "" && view.shown != nil {
		if view.part, err = view.shown.sectionView(section); err != nil {
			return nil, err
		}
	}
	return v.showPreview(view), nil
}

func (v *visit) showPreview(view *previewView) *page {
	p := &page{status: statusOf(view.faults), title: v.t(language.LeadReleaseTo), body: previewBody(v, view),
		trail: []crumb{{v.t(language.NavHome), "/"}, {v.sealedTitle(view.Submission), "/submissions/" + view.ID}}}
	if view.part != nil {
		p.body = previewPart(v, view)
		p.trail = append(p.trail, crumb{v.t(language.LeadPreview), view.part.preview})
	}
	return p
}

// releaseTo releases what the preview showed.
func releaseTo(v *visit) (*page, error) {
	s, err := v.submission(v.PathValue("submission"))
	if err != nil {
		return nil, err
	}
	clearance := assessment.Clearance{Team: v.field("team"), Whole: v.ticked("whole")}
	pkg, err := v.make(func() (string, error) {
		g, err := v.site.Desk.Release(v.Context(), v.act, s.ID, clearance)
		if err != nil {
			return "", err
		}
		return g.Package, nil
	})
	if faults := faultsOf(err); faults != nil {
		view, err := v.previewing("", clearance.Whole)
		if err != nil {
			return nil, err
		}
		view.team, view.faults = clearance.Team, faults
		return v.showPreview(view), nil
	}
	if err != nil {
		return nil, err
	}
	return to("/releases#" + url.PathEscape(pkg))
}

// releasesView is what was released to whom, and what could be.
type releasesView struct {
	grants []assessment.Grant // newest first
	teams  map[string]string  // what the teams call themselves
	sealed []assessment.File  // files with a sealed record, newest first
}

func releasesPage(v *visit) (*page, error) {
	view := &releasesView{}
	var err error
	if view.grants, err = v.site.Desk.Store.Grants(v.Context(), v.who.Owner); err != nil {
		return nil, err
	}
	if view.teams, err = v.site.Desk.TeamNames(v.Context(), v.who.Owner); err != nil {
		return nil, err
	}
	sort.SliceStable(view.grants, func(i, j int) bool { return view.grants[j].At.Before(view.grants[i].At) })
	files, err := v.site.Desk.Store.Files(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	view.sealed = slices.DeleteFunc(files, func(f assessment.File) bool { return f.Submission == "" })
	sort.SliceStable(view.sealed, func(i, j int) bool { return view.sealed[j].Opened.Before(view.sealed[i].Opened) })
	return &page{title: v.t(language.NavRelease), body: releasesBody(v, view)}, nil
}

// withdrawRelease ends a team's right to read a package.
func withdrawRelease(v *visit) (*page, error) {
	if _, err := v.site.Desk.Withdraw(v.Context(), v.act, v.PathValue("package")); err != nil {
		return nil, err
	}
	return to("/releases")
}

// grantTitle names what was released as its file.
func (v *visit) grantTitle(g *assessment.Grant) string {
	return v.fileTitle(&assessment.File{Cycle: g.Cycle, Track: g.Standing.Track, Revision: g.Revision})
}
