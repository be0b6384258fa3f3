package site

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// criteria are the four, in the order in which the Partners name them.
var criteria = []string{"C1", "C2", "C3", "C4"}

// portfolioView is the countries of a team by name. Nothing here puts one
// before another.
type portfolioView struct {
	all     []outreach.Entry
	entries []outreach.Entry // those that pass the filter
	filter  url.Values
	groups  []filterGroup

	sections []string // those that something was released of, in the order of the questionnaires
	words    *questionnaire.Wording

	catalogue *questionnaire.Catalogue
}

// filterGroup is one filter with its choices as links.
type filterGroup struct {
	title string
	links []filterLink
}

// filterLink is one choice of a filter.
type filterLink struct {
	label, href string
	current     bool
}

func portfolioPage(v *visit) (*page, error) {
	entries, err := v.site.Reviews.Portfolio(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	view := &portfolioView{all: entries, filter: v.URL.Query()}
	for _, e := range entries {
		if view.passes(&e, "") {
			view.entries = append(view.entries, e)
		}
	}
	if err := view.sectionsOf(v); err != nil {
		return nil, err
	}
	view.groups = []filterGroup{view.byTrack(v), view.byAttention(v), view.byVerdict(v)}
	return &page{title: v.t(language.NavPortfolio), body: portfolioBody(v, view)}, nil
}

// sectionsOf lists the sections that any of the countries released something
// of.
func (view *portfolioView) sectionsOf(v *visit) error {
	m, err := v.site.Reviews.Content.Method("", questionnaire.Prospective)
	if err != nil {
		return err
	}
	for _, n := range m.Catalogue.Questionnaires {
		for i := range n.Sections {
			id := n.Sections[i].ID
			if slices.ContainsFunc(view.entries, func(e outreach.Entry) bool { return e.Standing.Sections[id] != "" }) {
				view.sections = append(view.sections, id)
			}
		}
	}
	view.catalogue = m.Catalogue
	view.words, err = v.wording(m.Catalogue)
	return err
}

// passes reports whether an entry passes every filter but one.
func (view *portfolioView) passes(e *outreach.Entry, but string) bool {
	for name, is := range filters {
		if value := view.filter.Get(name); value != "" && name != but && !is(e, value) {
			return false
		}
	}
	return true
}

// filters say whether an entry is of a value, by the name of the filter.
var filters = map[string]func(e *outreach.Entry, value string) bool{
	"track": func(e *outreach.Entry, value string) bool { return string(e.Standing.Track) == value },
	"attention": func(e *outreach.Entry, value string) bool {
		return slices.ContainsFunc(e.Attention, func(a outreach.Attention) bool { return string(a.Kind) == value })
	},
	"verdict": func(e *outreach.Entry, value string) bool {
		return slices.ContainsFunc(criteria, func(id string) bool { return verdictValue(id, e.Standing.Criteria[id]) == value })
	},
}

func verdictValue(criterion string, verdict scoring.Verdict) string {
	return criterion + "-" + string(verdict)
}

// group offers the values of a filter that lead to a country, with how many.
func (view *portfolioView) group(v *visit, title language.Key, name string, values []choice) filterGroup {
	link := func(value, label string) filterLink {
		query := url.Values{}
		for other := range filters {
			if is := view.filter.Get(other); is != "" && other != name {
				query.Set(other, is)
			}
		}
		if value != "" {
			query.Set(name, value)
		}
		href := "/outreach"
		if len(query) > 0 {
			href += "?" + query.Encode()
		}
		return filterLink{label, href, view.filter.Get(name) == value}
	}
	count := func(value string) int {
		n := 0
		for i := range view.all {
			if view.passes(&view.all[i], name) && (value == "" || filters[name](&view.all[i], value)) {
				n++
			}
		}
		return n
	}
	out := filterGroup{title: v.t(title), links: []filterLink{link("", v.t(language.ReviewFilterAll, "n", v.n(count(""))))}}
	for _, c := range values {
		if n := count(c.value); n > 0 || view.filter.Get(name) == c.value {
			out.links = append(out.links, link(c.value, v.t(language.ReviewFilterOne, "what", c.label, "n", v.n(n))))
		}
	}
	return out
}

func (view *portfolioView) byTrack(v *visit) filterGroup {
	return view.group(v, language.ReviewFilterTrack, "track", choicesOf(v, "track", questionnaire.Tracks...))
}

func (view *portfolioView) byAttention(v *visit) filterGroup {
	return view.group(v, language.ReviewFilterAttention, "attention", choicesOf(v, "review_attention",
		outreach.GateOpen, outreach.Withheld, outreach.Changed, outreach.Ageing, outreach.ToJudge, outreach.JudgeOnce, outreach.ToSettle))
}

func (view *portfolioView) byVerdict(v *visit) filterGroup {
	var values []choice
	for _, id := range criteria {
		for _, verdict := range []scoring.Verdict{scoring.Met, scoring.LargelyMet, scoring.PartlyMet, scoring.NotMet, scoring.Undetermined, scoring.NotAssessed} {
			values = append(values, choice{verdictValue(id, verdict), v.t(language.ReviewFilterCriterion, "criterion", v.word("criterion", id), "verdict", v.word("verdict", verdict))})
		}
	}
	return view.group(v, language.ReviewFilterVerdict, "verdict", values)
}

// heatCell is the class of a cell of a heat map; without a step for nothing to
// show.
func heatCell(step string) string {
	if step == "" {
		return "sa-heat__cell"
	}
	return "sa-heat__cell sa-heat__cell--" + step
}

// verdictStep is the step of a heat map for a verdict of either kind.
func verdictStep(verdict scoring.Verdict) string {
	switch verdict {
	case scoring.NotMet, scoring.NotReady:
		return "0"
	case scoring.PartlyMet, scoring.Building:
		return "2"
	case scoring.LargelyMet, scoring.Ready:
		return "3"
	case scoring.Met, scoring.Strong:
		return "4"
	case scoring.Undetermined:
		return "unknown"
	}
	return ""
}

// reasons says in words why a country is worth a look, but for its critical
// questions.
func (v *visit) reasons(e *outreach.Entry) []string {
	var all []string
	for _, a := range e.Attention {
		if a.Kind != outreach.GateOpen && a.Kind != outreach.Withheld {
			all = append(all, v.why(a))
		}
	}
	return all
}

// gatesTitle heads the critical questions that do not pass. Old grants do not
// tell them from those that were not released.
func (v *visit) gatesTitle(s *assessment.Standing) string {
	if s.WithheldGates == nil {
		return v.t(language.ReviewPortfolioGatesEither)
	}
	return v.t(language.ReviewPortfolioGates)
}

// questionOf is where a question of a country's record is read.
func (view *portfolioView) questionOf(e *outreach.Entry, id string) string {
	to := "/outreach/packages/" + e.Package
	if q := view.catalogue.Question(id); q != nil {
		to += "/sections/" + q.Section.ID + "#" + id
	}
	return to
}

func (v *visit) why(a outreach.Attention) string {
	switch a.Kind {
	case outreach.Changed:
		return v.t(language.ReviewWhyChanged, "criterion", v.word("criterion", a.About), "before", v.verdictOr(a.Before), "after", v.verdictOr(a.After))
	case outreach.Ageing:
		return v.count(language.ReviewWhyAgeing, a.Count)
	case outreach.ToJudge:
		return v.count(language.ReviewWhyToJudge, a.Count)
	case outreach.JudgeOnce:
		return v.count(language.ReviewWhyJudgeAgain, a.Count)
	case outreach.ToSettle:
		return v.count(language.ReviewWhyToSettle, a.Count)
	}
	return v.word("review_attention", a.Kind)
}

// verdictOr is the word for a verdict; a criterion that does not apply has none.
func (v *visit) verdictOr(verdict string) string {
	if verdict == "" {
		return v.word("verdict", scoring.NotAssessed)
	}
	return v.word("verdict", verdict)
}

// coverage says of each criterion how much of its weight was answered.
func (v *visit) coverage(s *assessment.Standing) []string {
	var parts []string
	for _, id := range criteria {
		if percent := s.Coverage[id]; percent != "" {
			parts = append(parts, v.t(language.ReviewPortfolioOfCriterion, "criterion", v.word("criterion", id), "percent", v.lang.Percent(percent)))
		}
	}
	return parts
}

// chosenLink marks the choice that holds.
func chosenLink(here bool) templ.Attributes {
	if here {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}
