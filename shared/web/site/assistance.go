package site

import (
	"errors"
	"slices"
	"sort"
	"strconv"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// assistanceView is what is wanted beside what is offered, by topic, and the
// form of one offer.
type assistanceView struct {
	words   *questionnaire.Wording
	topics  []choice // every topic there is
	matches []outreach.Match
	offers  []outreach.Offer

	topic  string // whose offer the form shows; empty: none
	form   offerForm
	faults questionnaire.Faults
	stale  bool
}

// offerForm is an offer as its form has it.
type offerForm struct {
	text, until string
	open        bool
}

func assistancePage(v *visit) (*page, error) {
	view, err := v.assistance(v.URL.Query().Get("topic"))
	if err != nil {
		return nil, err
	}
	view.form = offerForm{open: true}
	if o := view.offer(); o != nil {
		view.form = offerForm{o.Text, o.Until.String(), o.Open}
	}
	return v.showAssistance(view, 0), nil
}

func (v *visit) assistance(topic string) (*assistanceView, error) {
	desk, ctx := v.site.Reviews, v.Context()
	m, err := v.site.Desk.Content.Method("", questionnaire.Prospective) // any track: a catalogue holds the sections of both
	if err != nil {
		return nil, err
	}
	view := &assistanceView{topic: topic}
	if view.words, err = v.wording(m.Catalogue); err != nil {
		return nil, err
	}
	for _, n := range m.Catalogue.Questionnaires {
		for i := range n.Sections {
			id := n.Sections[i].ID
			view.topics = append(view.topics, choice{id, view.title(id)})
		}
	}
	if topic != "" && !slices.ContainsFunc(view.topics, func(c choice) bool { return c.value == topic }) {
		return nil, outreach.ErrNotFound
	}
	if view.matches, err = desk.Assistance(ctx, v.who.Owner); err != nil {
		return nil, err
	}
	view.offers, err = desk.Store.Offers(ctx, v.who.Owner)
	sort.SliceStable(view.offers, func(i, j int) bool { return view.offers[i].Topic < view.offers[j].Topic })
	return view, err
}

// offer is what stands on the topic of the form; nil for none.
func (view *assistanceView) offer() *outreach.Offer {
	for i := range view.offers {
		if view.offers[i].Topic == view.topic {
			return &view.offers[i]
		}
	}
	return nil
}

// version is that of the offer which the form replaces.
func (view *assistanceView) version() string {
	if o := view.offer(); o != nil {
		return strconv.Itoa(o.Version)
	}
	return "0"
}

// title is the name of a topic; of another catalogue it may have none here.
func (view *assistanceView) title(topic string) string {
	if t := view.words.Sections[topic].Title; t != "" {
		return t
	}
	return topic
}

func (v *visit) showAssistance(view *assistanceView, status int) *page {
	return &page{status: status, title: v.t(language.NavAssistance), body: assistanceBody(v, view), trail: []crumb{{v.t(language.NavPortfolio), "/outreach"}}}
}

// until says until when an offer stands.
func (v *visit) until(o *outreach.Offer) string {
	switch {
	case !o.Open:
		return v.t(language.ReviewHelpEnded)
	case o.Until.IsZero():
		return v.t(language.ReviewHelpStanding)
	}
	return v.t(language.ReviewHelpUntil, "date", v.day(o.Until))
}

// saveOffer saves what the team offers on a topic.
func saveOffer(v *visit) (*page, error) {
	view, err := v.assistance(v.field("topic"))
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	view.form = offerForm{v.field("text"), v.field("until"), v.ticked("open")}
	until, err := v.date("until")
	if err != nil {
		view.faults = questionnaire.Faults{{Path: "until", Problem: err.Error()}}
		return v.showAssistance(view, 422), nil
	}
	_, err = v.site.Reviews.SaveOffer(v.Context(), v.who.Owner, v.who.Sub, view.topic, seen, view.form.text, until, view.form.open)
	switch view.faults = faultsOf(err); {
	case view.faults != nil:
		return v.showAssistance(view, 422), nil
	case errors.Is(err, assessment.ErrConflict):
		view.stale = true
		return v.showAssistance(view, 412), nil
	case err != nil:
		return nil, err
	}
	return to("/outreach/assistance")
}
