package site

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/web/asset"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

func stylesheet(l language.Language) string {
	if l.Direction() == "rtl" {
		return asset.Path(asset.StyleRTL)
	}
	return asset.Path(asset.StyleLTR)
}

// home is where the person begins.
func (v *visit) home() string {
	if v.who == nil {
		return home(v.side())
	}
	return home(v.who.Side)
}

// roles names the person's roles.
func (v *visit) roles() string {
	var names []string
	for _, r := range v.who.Roles {
		names = append(names, v.word("role", r))
	}
	return v.lang.List(names)
}

// inLanguage is this page in another language. What a form sent is not said
// again: the page that it came from is.
func (v *visit) inLanguage(l language.Language) string {
	query := v.URL.Query()
	query.Set("lang", l.Code())
	return v.URL.Path + "?" + query.Encode()
}

// area is one entry of the navigation.
type area struct {
	title, href string
	current     bool
}

// within are pages that belong to an entry of the navigation, as its second tab.
var within = map[string]string{"/findings": "/clarifications", "/country": "/people"}

// areas are the entries of the navigation, as the person may use them.
func (v *visit) areas() []area {
	var all []area
	add := func(k language.Key, href string, roles ...access.Role) {
		if len(roles) == 0 || v.is(roles...) {
			here := v.URL.Path == href || within[v.URL.Path] == href || href != v.home() && strings.HasPrefix(v.URL.Path, href+"/")
			all = append(all, area{v.t(k), href, here})
		}
	}
	if v.outreach() {
		add(language.NavPortfolio, "/outreach")
		add(language.NavEngagements, "/outreach/engagements")
		add(language.NavAssistance, "/outreach/assistance")
		return all
	}
	add(language.NavHome, "/")
	add(language.NavInstruments, "/instruments")
	add(language.NavYears, "/years", access.Lead, access.Approver, access.Reader)
	add(language.NavRelease, "/releases", access.Lead, access.Approver, access.Reader)
	add(language.NavClarifications, "/clarifications", access.Lead, access.Approver, access.Reader)
	add(language.NavEngagements, "/engagements", access.Lead, access.Approver, access.Reader)
	add(language.NavPeople, "/people")
	add(language.NavEvents, "/events")
	return all
}

// current marks the link to the page that one is on.
func current(here bool) templ.Attributes {
	if here {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// fileAreas are the pages of a file, as the person may use them.
func (v *visit) fileAreas(o *opened) []area {
	var all []area
	add := func(k language.Key, rest string, roles ...access.Role) {
		if len(roles) == 0 || v.is(roles...) {
			href := o.path(rest)
			all = append(all, area{v.t(k), href, v.URL.Path == href || rest != "" && strings.HasPrefix(v.URL.Path, href+"/")})
		}
	}
	add(language.NavTaskList, "")
	add(language.NavGrid, "/grid")
	add(language.NavAssignments, "/assignments")
	add(language.NavAnnex, "/annex")
	add(language.NavChecks, "/problems")
	add(language.NavResult, "/result")
	add(language.NavNext, "/next")
	add(language.NavPlan, "/plan")
	add(language.LeadLevels, "/levels", access.Lead)
	add(language.NavSeal, "/seal", access.Lead)
	add(language.ReportsTitle, "/reports")
	add(language.NavWorkbook, "/workbook")
	add(language.ExpertGridPaired, "/pairs", access.Contributor)
	return all
}
