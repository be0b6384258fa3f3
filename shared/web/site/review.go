package site

import (
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// reviewRoutes are the pages of everything a reviewer sees.
func reviewRoutes() []route {
	const pkg = "/outreach/packages/{package}"
	return []route{
		{pattern: "GET /outreach", operation: "readPortfolio", handler: portfolioPage},
		{pattern: "GET " + pkg, operation: "readPackage", handler: packagePage},
		{pattern: "GET " + pkg + "/sections/{section}", operation: "readPackage", handler: packageSectionPage},
		{pattern: "GET " + pkg + "/judge", operation: "listJudgements", handler: judgePage},
		{pattern: "GET " + pkg + "/judge/{question}", operation: "listJudgements", handler: judgeQuestionPage},
		{pattern: "POST " + pkg + "/judge/{question}", operation: "writeJudgement", handler: saveJudgement},
		{pattern: "POST " + pkg + "/settle/{question}", operation: "writeJudgement", handler: settleJudgement},
		{pattern: "GET " + pkg + "/agreement", operation: "readReviewed", handler: agreementPage},
		{pattern: "GET " + pkg + "/clarifications", operation: "listAsked", handler: askedPage},
		{pattern: "POST " + pkg + "/clarifications", operation: "askClarification", handler: ask},
		{pattern: "GET " + pkg + "/findings", operation: "listTold", handler: toldPage},
		{pattern: "POST " + pkg + "/findings", operation: "tellFinding", handler: tell},
		{pattern: "GET " + pkg + "/compare", operation: "compareReleased", handler: comparePage},
		{pattern: "GET " + pkg + "/engagements", operation: "listArranged", handler: meetingsPage},
		{pattern: "POST " + pkg + "/engagements", operation: "inviteEngagement", handler: proposeMeeting},
		{pattern: "GET " + pkg + "/engagements/{engagement}", operation: "listArranged", handler: meetingPage},
		{pattern: "POST " + pkg + "/engagements/{engagement}", operation: "arrangeEngagement", handler: arrangeMeeting},
		{pattern: "GET " + pkg + "/visit", operation: "listGaps", handler: visitPage},
		{pattern: "GET /outreach/engagements", operation: "readCalendar", handler: calendarPage},
		{pattern: "GET /outreach/assistance", operation: "readAssistance", handler: assistancePage},
		{pattern: "POST /outreach/assistance", operation: "writeOffer", handler: saveOffer},
	}
}

// releasedRecord is a package with what it was asked under, in the person's
// language.
type releasedRecord struct {
	*assessment.Package
	method *scoring.Method
	words  *questionnaire.Wording

	preview string          // address of the preview that a country sees before it releases; empty: released
	hidden  map[string]bool // questions whose level is left out, for the reviewer has yet to judge them
	whole   bool            // the reviewer asked for all levels by name
}

// released opens the package that the path names; one that was not released to
// the person's team does not exist.
func (v *visit) released() (*releasedRecord, error) {
	id := v.PathValue("package")
	if !plain(id) {
		return nil, outreach.ErrNotFound
	}
	p, err := v.site.Reviews.Package(v.Context(), v.who.Owner, id)
	if err != nil {
		return nil, err
	}
	return v.recordOf(p)
}

// recordOf is a package with what it was asked under.
func (v *visit) recordOf(p *assessment.Package) (*releasedRecord, error) {
	m, err := v.site.Desk.Content.Method(p.Catalogue, p.Track)
	if err != nil {
		return nil, err
	}
	w, err := v.wording(m.Catalogue)
	return &releasedRecord{Package: p, method: m, words: w}, err
}

// path is the address of a page of the package.
func (r *releasedRecord) path(rest string) string { return "/outreach/packages/" + r.ID + rest }

// sectionPath is where the answers of a section are read.
func (r *releasedRecord) sectionPath(section string) string {
	if r.preview != "" {
		return r.preview + "&section=" + section
	}
	if r.whole {
		section += wholeView
	}
	return r.path("/sections/" + section)
}

// wholeView asks for a page of the record with the levels that the reviewer has
// yet to judge.
const wholeView = "?view=whole"

// leavesOut leaves out of a record what its reviewer has yet to judge; unless they
// ask for the whole by name, which is kept.
func (v *visit) leavesOut(r *releasedRecord) error {
	if r.whole = v.URL.Query().Get("view") == "whole"; r.whole {
		return v.site.Reviews.Open(v.Context(), r.Package, v.who.Owner, v.who.Sub)
	}
	var err error
	r.hidden, err = v.site.Reviews.Unjudged(v.Context(), v.who.Owner, r.Package, v.who.Sub)
	for id := range r.hidden {
		r.Responses[id] = outreach.WithoutLevel(r.Responses[id])
	}
	return err
}

// questionPath is where the answer to a question of the package is read.
func (r *releasedRecord) questionPath(id string) string {
	return r.sectionPath(r.question(id).Section.ID) + "#" + id
}

// question is the question of an id, which the package need not hold.
func (r *releasedRecord) question(id string) *questionnaire.Question {
	return r.method.Catalogue.Question(id)
}

// stem is the words of a question, or its id where there are none.
func (r *releasedRecord) stem(id string) string {
	if s := r.words.Questions[id].Stem; s != "" {
		return s
	}
	return id
}

// said is a released answer in words.
func (r *releasedRecord) said(v *visit, id string, response *questionnaire.Response) string {
	q, text := r.question(id), r.words.Questions[id]
	if q == nil {
		return v.word("state", response.State)
	}
	switch {
	case response.Level != nil && *response.Level < len(text.Options):
		return v.t(language.ReviewLevel, "n", v.n(*response.Level), "label", text.Options[*response.Level].Label)
	case response.Count != nil:
		return v.t(language.ReviewCount, "n", v.n(*response.Count), "all", v.n(q.CountOf))
	case response.Percent != nil:
		return v.lang.Percent(response.Percent.String())
	case len(response.Choices) > 0:
		return v.lang.Apart(labels(text.Choices, response.Choices))
	}
	return v.word("state", response.State)
}

// labels are the words of ids, in their order; an id without words is its own.
func labels(words map[string]string, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		if out[i] = words[id]; out[i] == "" {
			out[i] = id
		}
	}
	return out
}

// recordTitle names a package: its country, cycle and track.
func (v *visit) recordTitle(p *assessment.Package) string {
	f := &assessment.File{Cycle: p.Cycle, Track: p.Track, Revision: p.Revision}
	return v.t(language.ReviewPackage, "country", p.Name, "file", v.fileTitle(f))
}

// recordPage is a page of a package, under the portfolio and the package.
func (v *visit) recordPage(r *releasedRecord, status int, title string, body templ.Component) *page {
	trail := []crumb{{v.t(language.NavPortfolio), "/outreach"}}
	if title != "" {
		trail = append(trail, crumb{v.recordTitle(r.Package), r.path("")})
		title = v.t(language.ReviewPackage, "country", r.Name, "file", title)
	} else {
		title = v.recordTitle(r.Package)
	}
	return &page{status: status, title: title, body: body, trail: trail}
}

// areas are the pages of a package.
func (r *releasedRecord) areas(v *visit) []area {
	var all []area
	add := func(k language.Key, rest string) {
		href := r.path(rest)
		here := v.URL.Path == href || rest == "" && strings.HasPrefix(v.URL.Path, href+"/sections/") ||
			(rest == "/engagements" || rest == "/judge") && strings.HasPrefix(v.URL.Path, href+"/")
		all = append(all, area{v.t(k), href, here})
	}
	add(language.NavPackage, "")
	add(language.NavJudging, "/judge")
	add(language.NavAgreement, "/agreement")
	add(language.ReviewCompareTitle, "/compare")
	add(language.NavClarifications, "/clarifications")
	add(language.NavFindings, "/findings")
	add(language.NavEngagements, "/engagements")
	add(language.ReviewVisit, "/visit")
	add(language.ReportsTitle, "/reports")
	return all
}

// sections are the sections that the track asks, in the order of the
// questionnaires.
func (r *releasedRecord) sections() []*questionnaire.Section {
	var all []*questionnaire.Section
	for _, q := range r.method.Catalogue.Questions() {
		if q.On(r.Track) && !slices.Contains(all, q.Section) {
			all = append(all, q.Section)
		}
	}
	return all
}

// asked are the questions of a section that the track asks.
func (r *releasedRecord) asked(s *questionnaire.Section) []*questionnaire.Question {
	var all []*questionnaire.Question
	for i := range s.Questions {
		if s.Questions[i].On(r.Track) {
			all = append(all, &s.Questions[i])
		}
	}
	return all
}

// heldQuestions are the released questions as choices, under one for the whole.
func (r *releasedRecord) heldQuestions(v *visit) []choice {
	all := []choice{{"", v.t(language.ReviewWhole)}}
	for _, q := range r.method.Catalogue.Questions() {
		if _, held := r.Responses[q.ID]; held {
			all = append(all, choice{q.ID, q.ID + " " + r.stem(q.ID)})
		}
	}
	return all
}

// colleagues are the names of people of the team by sub.
func (v *visit) colleagues(subs []string) (map[string]string, error) {
	people, err := v.site.Reviews.Store.Reviewers(v.Context(), v.who.Owner, subs)
	names := map[string]string{}
	for _, p := range people {
		names[p.Sub] = p.Name
	}
	return names, err
}

// nameIn is a name by sub, or the sub of somebody who has left.
func nameIn(names map[string]string, sub string) string {
	if n := names[sub]; n != "" {
		return n
	}
	return sub
}

// formID is the id of what a form makes. A form without a key makes nothing.
func (v *visit) formID() (string, error) {
	if v.act.Request == "" {
		return "", web.ErrBody
	}
	return v.madeID(), nil
}

// inWords marks words of a catalogue with their language and direction.
func inWords(w *questionnaire.Wording) templ.Attributes {
	return templ.Attributes{"lang": w.Language, "dir": directionOf(w.Language)}
}

// dayOf writes the day of a moment.
func (v *visit) dayOf(t time.Time) string { return v.lang.Date(t.In(v.zone).Date()) }
