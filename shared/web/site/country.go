package site

import (
	"errors"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// zoneGroup is the time zones of one part of the world.
type zoneGroup struct {
	title string
	zones []choice
}

// zoneGroups are all time zones by part of the world. One that is not listed,
// and that the profile has, comes first.
func zoneGroups(has string) []zoneGroup {
	var all []zoneGroup
	names := assessment.Zones()
	if has != "" && !slices.Contains(names, has) {
		all = append(all, zoneGroup{has, []choice{{has, has}}})
	}
	for _, name := range names {
		part, place, inside := strings.Cut(name, "/")
		if !inside {
			place = name
		}
		if n := len(all); n == 0 || all[n-1].title != part {
			all = append(all, zoneGroup{title: part})
		}
		last := &all[len(all)-1]
		last.zones = append(last.zones, choice{name, strings.ReplaceAll(place, "_", " ")})
	}
	return all
}

// countryView is the profile of the country as saved, or as typed.
type countryView struct {
	assessment.Country
	faults questionnaire.Faults
	stale  *assessment.Country // as somebody else saved it meanwhile
}

func countryPage(v *visit) (*page, error) {
	return v.showCountry(&countryView{Country: *v.country}, 0), nil
}

func (v *visit) showCountry(view *countryView, status int) *page {
	return &page{status: status, title: v.t(language.NavProfile), body: countryBody(v, view), trail: []crumb{{v.t(language.NavHome), "/"}, {v.t(language.NavPeople), "/people"}}}
}

func saveCountry(v *visit) (*page, error) {
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	c := assessment.Country{ID: v.who.Owner, Version: seen + 1, Name: v.field("name"), ISO: strings.ToUpper(v.field("iso")),
		Status: assessment.Status(v.field("status")), TimeZone: v.field("time_zone"), Language: v.field("language")}
	err = v.site.Desk.SaveCountry(v.Context(), v.act, &c)
	view := &countryView{Country: c, faults: faultsOf(err)}
	view.Version = seen
	switch {
	case view.faults != nil:
		return v.showCountry(view, 422), nil
	case errors.Is(err, assessment.ErrConflict):
		view.stale, view.Version = v.country, v.country.Version
		return v.showCountry(view, 412), nil
	case err != nil:
		return nil, err
	}
	return to("/country")
}

// languages are those that the pages speak, each in its own words.
func languages() []choice {
	var all []choice
	for _, l := range language.All() {
		all = append(all, choice{l.Code(), l.Name()})
	}
	return all
}
