package site

import (
	"errors"
	"slices"
	"sort"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// peopleView is the country's people, and the form of one of them.
type peopleView struct {
	all    []assessment.Person
	form   assessment.Member // whom the form adds or changes; version 0: adds
	faults questionnaire.Faults
	stale  *assessment.Member // as somebody else saved them meanwhile
}

// peoplePage lists people; the form is that of the person in the address.
func peoplePage(v *visit) (*page, error) {
	view := &peopleView{form: assessment.Member{Active: true}}
	all, err := v.site.Desk.Store.Members(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.Sub == v.URL.Query().Get("person") {
			view.form = m
		}
	}
	return v.showPeople(view, 0)
}

func (v *visit) showPeople(view *peopleView, status int) (*page, error) {
	var err error
	if view.all, err = v.site.Desk.Store.People(v.Context(), v.who.Owner); err != nil {
		return nil, err
	}
	sort.SliceStable(view.all, func(i, j int) bool { return view.all[i].Name < view.all[j].Name })
	return &page{status: status, title: v.t(language.NavPeople), body: peopleBody(v, view)}, nil
}

// savePerson adds or changes a person.
func savePerson(v *visit) (*page, error) {
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	bodies := strings.FieldsFunc(strings.ToLower(v.field("bodies")), func(c rune) bool { return c == ',' || c == ';' || c == '،' || c <= ' ' })
	m := assessment.Member{Sub: v.field("sub"), Version: seen + 1, Name: v.field("name"), Roles: v.fields("roles"), Bodies: bodies, Active: v.ticked("active")}
	var known []string
	for _, r := range access.Roles[access.National] {
		known = append(known, string(r))
	}
	err = v.site.Desk.SaveMember(v.Context(), v.act, &m, known)
	view := &peopleView{form: m, faults: faultsOf(err)}
	view.form.Version = seen
	switch {
	case view.faults != nil:
		return v.showPeople(view, 422)
	case errors.Is(err, assessment.ErrConflict):
		all, err := v.site.Desk.Store.Members(v.Context(), v.who.Owner)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(all, func(other assessment.Member) bool { return other.Sub == m.Sub }); i >= 0 {
			view.stale, view.form.Version = &all[i], all[i].Version
		}
		return v.showPeople(view, 412)
	case err != nil:
		return nil, err
	}
	return to("/people")
}

// rolesOf names a person's roles.
func (v *visit) rolesOf(m *assessment.Member) string {
	var names []string
	for _, r := range m.Roles {
		names = append(names, v.word("role", r))
	}
	return v.lang.List(names)
}
