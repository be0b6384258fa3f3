package outreach

import (
	"context"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Offer is help that a team can give on a topic, which is a section of the
// questionnaires. It stays with the team, which tells a country of it when
// they meet.
type Offer struct {
	Topic   string             `json:"topic"`
	Version int                `json:"version"`
	Text    string             `json:"text"`
	Until   questionnaire.Date `json:"until,omitzero"` // the last day; none: until further notice
	Open    bool               `json:"open"`           // false: no longer offered
	By      string             `json:"by"`             // sub
	At      time.Time          `json:"at"`
}

// maxOffer is the longest text of an offer, in characters.
const maxOffer = 4000

// SaveOffer saves what the team offers on a topic, whose author saw a version
// of it; 0 for none.
func (d *Desk) SaveOffer(ctx context.Context, team, by, topic string, seen int, text string, until questionnaire.Date, open bool) (*Offer, error) {
	m, err := d.Content.Method("", questionnaire.Prospective)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(m.Catalogue.Questions(), func(q *questionnaire.Question) bool { return q.Section.ID == topic }) {
		return nil, ErrNotFound
	}
	if fault := textFault("text", text, 1, maxOffer); fault != nil {
		return nil, questionnaire.Faults{*fault}
	}
	o := &Offer{Topic: topic, Version: seen + 1, Text: strings.TrimSpace(text), Until: until, Open: open, By: by, At: d.Now().UTC()}
	return o, d.Store.SaveOffer(ctx, team, o)
}

// Match sets the help that is wanted on a topic beside the help that is
// offered.
type Match struct {
	Topic  string   `json:"topic"`
	Offer  *Offer   `json:"offer,omitempty"` // one that stands; none: nobody offers
	Wanted []Wanted `json:"wanted"`          // by name; empty: nobody asked
}

// Wanted is a country that wants help, and where it says so.
type Wanted struct {
	Country string `json:"country"`
	Name    string `json:"name"`
	Package string `json:"package"`
}

// Assistance sets what countries of the portfolio want beside what the team
// offers, by topic.
func (d *Desk) Assistance(ctx context.Context, team string) ([]Match, error) {
	entries, err := d.Portfolio(ctx, team)
	if err != nil {
		return nil, err
	}
	offers, err := d.Store.Offers(ctx, team)
	if err != nil {
		return nil, err
	}
	byTopic := map[string]*Match{}
	on := func(topic string) *Match {
		if byTopic[topic] == nil {
			byTopic[topic] = &Match{Topic: topic, Wanted: []Wanted{}}
		}
		return byTopic[topic]
	}
	now := d.Now().UTC()
	today := questionnaire.Date{Year: now.Year(), Month: int(now.Month()), Day: now.Day()}
	for i, o := range offers {
		if o.Open && (o.Until.IsZero() || !today.After(o.Until)) {
			on(o.Topic).Offer = &offers[i]
		}
	}
	for _, e := range entries {
		for _, topic := range e.Standing.Wanted {
			on(topic).Wanted = append(on(topic).Wanted, Wanted{e.Country, e.Name, e.Package})
		}
	}
	matches := []Match{}
	for _, m := range byTopic {
		matches = append(matches, *m)
	}
	sort.SliceStable(matches, func(i, j int) bool { return matches[i].Topic < matches[j].Topic })
	return matches, nil
}
