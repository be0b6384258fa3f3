package site

import (
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// annexRoutes are the pages of the national control list beside the Annex.
func annexRoutes() []route {
	return []route{
		{pattern: "GET /files/{file}/annex", operation: "readConcordance", handler: annexPage},
		{pattern: "GET /files/{file}/annex/list", operation: "readNationalList", handler: nationalListPage},
		{pattern: "GET /files/{file}/annex/{row}", operation: "readAnnexRow", handler: annexRowPage},
		{pattern: "POST /files/{file}/annex/{row}", operation: "writeOverride", handler: decideRow},
	}
}

// annexView is the concordance of a file, or what a filter leaves of it.
type annexView struct {
	*opened
	grid    *assessment.Concordance
	item    int         // of the filter; 0: every item
	only    annex.State // of the filter; empty: every state
	names   map[string]string
	closed  error // why the person may not write to it; nil: they may
	answers []suggested
}

// suggested is an answer that the concordance gives, beside the one that stands.
type suggested struct {
	question, stem string
	of             int
	gives, stands  questionnaire.Response
}

// concordance reads the concordance of the file that the path names.
func (v *visit) concordance() (*annexView, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	view := &annexView{opened: o}
	if view.grid, err = v.site.Desk.Concordance(v.Context(), v.who.Owner, o.File); err != nil {
		return nil, err
	}
	if view.names, err = v.whoIsWho(); err != nil {
		return nil, err
	}
	view.closed = v.site.Desk.MayConcord(v.Context(), v.act, o.File)
	switch {
	case view.closed != nil && !closes(view.closed):
		return nil, view.closed
	case view.closed == nil && !v.writes():
		view.closed = web.Refused(access.Permission{Side: access.National}, v.who)
	}
	return view, nil
}

// whoIsWho are the names of the country's people by subject.
func (v *visit) whoIsWho() (map[string]string, error) {
	members, err := v.site.Desk.Store.Members(v.Context(), v.who.Owner)
	names := map[string]string{}
	for _, m := range members {
		names[m.Sub] = m.Name
	}
	return names, err
}

func annexPage(v *visit) (*page, error) {
	view, err := v.concordance()
	if err != nil {
		return nil, err
	}
	query := v.URL.Query()
	view.item, _ = strconv.Atoi(query.Get("item")) // what is no number filters nothing
	view.only = annex.State(query.Get("state"))
	if err := v.suggestions(view); err != nil {
		return nil, err
	}
	return &page{title: v.t(language.AnnexPageTitle), body: annexBody(v, view), trail: v.trail(view.opened)}, nil
}

// suggestions sets what the concordance answers beside what is answered.
func (v *visit) suggestions(view *annexView) error {
	if view.grid.Summary == nil {
		return nil
	}
	for id, gives := range assessment.Suggestions(*view.grid.Summary) {
		q := view.catalogue.Question(id)
		if q == nil {
			continue
		}
		record, err := v.site.Desk.Record(v.Context(), v.who.Owner, view.File, id)
		if err != nil {
			return err
		}
		view.answers = append(view.answers, suggested{id, view.words.Questions[id].Stem, q.CountOf, gives, record.Response})
	}
	sort.SliceStable(view.answers, func(i, j int) bool { return view.answers[i].question < view.answers[j].question })
	return nil
}

// answeredBy says an answer that is a count as the question asks for it, and a
// silence by its name.
func (v *visit) answeredBy(r questionnaire.Response, of int) string {
	switch {
	case r.Count != nil:
		return v.t(language.CheckSectionCount, "n", v.n(*r.Count), "all", v.n(of))
	case r.State == "":
		return v.word("state", questionnaire.Unanswered)
	}
	return v.word("state", r.State)
}

// rows are those that the filter leaves.
func (view *annexView) rows() []assessment.AnnexRow { return view.where(view.item, view.only) }

// where are the rows of an item in a state; 0 and empty leave every one.
func (view *annexView) where(item int, only annex.State) []assessment.AnnexRow {
	var left []assessment.AnnexRow
	for _, r := range view.grid.Rows {
		if (item == 0 || r.Entry.Item == item) && (only == "" || r.State == only) {
			left = append(left, r)
		}
	}
	return left
}

// annexStates are the states of a row once there is a list, best first.
var annexStates = []annex.State{annex.Covered, annex.Confirmed, annex.Partly, annex.NotFound}

// inState counts the rows in a state.
func (view *annexView) inState(s annex.State) int {
	n := 0
	for _, r := range view.grid.Rows {
		if r.State == s {
			n++
		}
	}
	return n
}

// annexItem is one item of the Annex with its rows.
type annexItem struct {
	number int
	rows   []assessment.AnnexRow
}

// lacking are the rows of the item that the list does not carry whole.
func (i annexItem) lacking() []assessment.AnnexRow {
	return slices.DeleteFunc(slices.Clone(i.rows), func(r assessment.AnnexRow) bool { return r.State.Carried() })
}

// items are the rows by item, in Annex order.
func (view *annexView) items() []annexItem {
	var all []annexItem
	for _, r := range view.grid.Rows {
		if n := len(all); n == 0 || all[n-1].number != r.Entry.Item {
			all = append(all, annexItem{number: r.Entry.Item})
		}
		last := &all[len(all)-1]
		last.rows = append(last.rows, r)
	}
	return all
}

// filtered is the address of the page with a filter.
func (view *annexView) filtered(item int, s annex.State) string {
	query := url.Values{}
	if item > 0 {
		query.Set("item", strconv.Itoa(item))
	}
	if s != "" {
		query.Set("state", string(s))
	}
	if len(query) == 0 {
		return view.path("/annex")
	}
	return view.path("/annex?" + query.Encode())
}

// name is the name of a person, or their subject where there is none any more.
func (view *annexView) name(sub string) string {
	if n := view.names[sub]; n != "" {
		return n
	}
	return sub
}

// coverage draws the states of the rows by item.
func (view *annexView) coverage(v *visit) chart.Coverage {
	c := chart.Coverage{
		Frame:  chart.Frame{ID: "annex", RTL: v.lang.Direction() == "rtl", Title: v.t(language.AnnexPageChart)},
		Corner: v.t(language.AnnexPageItemHead), CountAll: v.t(language.AnnexPageAll),
	}
	for i, s := range annexStates {
		c.States = append(c.States, chart.Segment{Label: v.word("annex_state", s), Level: chart.Level(len(annexStates) - i)})
	}
	c.Desc = v.t(language.AnnexPageChartText, "covered", v.n(view.inState(annex.Covered)), "confirmed", v.n(view.inState(annex.Confirmed)),
		"partly", v.n(view.inState(annex.Partly)), "missing", v.n(view.inState(annex.NotFound)))
	for _, item := range view.items() {
		bar := chart.Covered{Name: v.itemName(item.number), All: v.n(len(item.rows))}
		for _, s := range annexStates {
			n := len(slices.DeleteFunc(slices.Clone(item.rows), func(r assessment.AnnexRow) bool { return r.State != s }))
			bar.Counts = append(bar.Counts, chart.Value{At: float64(n), Text: v.n(n)})
		}
		c.Items = append(c.Items, bar)
	}
	return c
}

// itemName is an item's number with its name in our own words.
func (v *visit) itemName(n int) string { return v.n(n) + " " + v.word("annex_item", n) }

// annexStatus is the look of a row's state.
func annexStatus(s annex.State) string {
	switch s {
	case annex.Covered, annex.Confirmed:
		return "sa-status sa-status--done"
	case annex.Partly:
		return "sa-status sa-status--in-progress"
	case annex.NotFound:
		return "sa-status sa-status--sent-back"
	}
	return "sa-status"
}

// limits are the figures of a row, with the signs as they are printed.
func limits(text string) string {
	return strings.NewReplacer(">=", "≥\u00a0", "<=", "≤\u00a0", ">", ">\u00a0", "<", "<\u00a0").Replace(text)
}

// linesOf names the lines of the list that speak for a row, as printed.
func linesOf(v *visit, r *assessment.AnnexRow) []string {
	var all []string
	for _, m := range r.Matches {
		all = append(all, kept(v.t(language.AnnexPageAt, "code", m.Code, "n", v.n(m.Line))))
	}
	return all
}

// version is that of the list that stands now; 0 for none.
func (view *annexView) version() int {
	if view.grid.List == nil {
		return 0
	}
	return view.grid.List.Version
}

// edition writes the day of an edition, which is its id.
func (v *visit) edition(id string) string {
	day, err := questionnaire.ParseDate(id)
	if err != nil {
		return id
	}
	return v.day(day)
}
