package assessment

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Finding is what a team tells a country about a package. It is not changed
// afterwards: a second one says what has become of the first.
type Finding struct {
	ID       string      `json:"id"`
	Version  int         `json:"version"`
	Country  string      `json:"country"`
	Team     string      `json:"team"`
	Package  string      `json:"package"`
	Kind     FindingKind `json:"kind"`
	Question string      `json:"question,omitempty"` // what it is about; empty: the package
	Text     string      `json:"text"`
	By       string      `json:"by"` // sub
	At       time.Time   `json:"at"`
}

// FindingKind is what a finding says.
type FindingKind string

// FindingKinds are all kinds of findings.
var FindingKinds = []FindingKind{"shortfall", "strength", "advice"}

// Engagement is a meeting of a country and a team, from the first proposal to
// what followed from it. Both sides see it and change it.
type Engagement struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Country string `json:"country"`
	Team    string `json:"team"`
	EngagementTerms
	By string    `json:"by"` // sub of who changed it last
	At time.Time `json:"at"`
}

// EngagementTerms is what the two sides arrange.
type EngagementTerms struct {
	Kind         EngagementKind     `json:"kind"`
	State        EngagementState    `json:"state"`
	From         questionnaire.Date `json:"from"` // first day
	To           questionnaire.Date `json:"to"`   // last day
	Place        string             `json:"place,omitempty"`
	Participants string             `json:"participants,omitempty"`
	Topics       []string           `json:"topics,omitempty"` // questions of the questionnaires
	Agenda       string             `json:"agenda,omitempty"`
	FollowUp     []FollowUp         `json:"follow_up,omitempty"`
}

// FollowUp is one thing that was agreed to be done.
type FollowUp struct {
	What string             `json:"what"`
	Who  string             `json:"who"`
	Due  questionnaire.Date `json:"due,omitzero"`
	Done bool               `json:"done"`
}

// EngagementKind is the form that a meeting takes.
type EngagementKind string

// EngagementKinds are the forms in which Partners meet others. A visit is made
// by a team drawn from three to four Partners.
var EngagementKinds = []EngagementKind{"chair_dialogue", "visit", "bilateral_exchange", "technical_outreach"}

// EngagementState is how far the arrangement has come.
type EngagementState string

// EngagementStates are the steps of an arrangement.
var EngagementStates = []EngagementState{"proposed", "agreed", "held", "called_off"}

// Limits on an engagement, that keep it far below the size of an item.
const (
	maxTopics   = 100
	maxFollowUp = 30
)

// check says what is wrong with the terms, whose topics are questions of a
// catalogue.
func (t *EngagementTerms) check(c *questionnaire.Catalogue) questionnaire.Faults {
	var fs faults
	oneOf(&fs, "kind", t.Kind, EngagementKinds)
	oneOf(&fs, "state", t.State, EngagementStates)
	switch {
	case t.From.IsZero() || t.To.IsZero():
		fs.add("from", "missing", "give the first and the last day; they may be changed later")
	case t.From.After(t.To):
		fs.add("to", "it ends before it begins", "give a last day that is not before the first")
	}
	fs.text("place", t.Place, 0, 200)
	fs.text("participants", t.Participants, 0, 2000)
	fs.text("agenda", t.Agenda, 0, 4000)
	if len(t.Topics) > maxTopics {
		fs.add("topics", fmt.Sprintf("more than %d topics", maxTopics), "choose those that the meeting is about")
	}
	for i, q := range t.Topics {
		switch {
		case c.Question(q) == nil:
			fs.add(at("topics", i), "the questionnaires have no such question", "name a question, such as LB-19")
		case slices.Contains(t.Topics[:i], q):
			fs.add(at("topics", i), "this topic is named twice", "name it once")
		}
	}
	if len(t.FollowUp) > maxFollowUp {
		fs.add("follow_up", fmt.Sprintf("more than %d things to follow up", maxFollowUp), "leave out what was done long ago")
	}
	for i, f := range t.FollowUp {
		fs.text(at("follow_up", i)+".what", f.What, 1, 500)
		fs.text(at("follow_up", i)+".who", f.Who, 1, 200)
	}
	return fs.Faults
}

// oneOf checks that a value is one of a closed list.
func oneOf[T ~string](fs *faults, path string, v T, all []T) {
	if !slices.Contains(all, v) {
		names := make([]string, len(all))
		for i := range all {
			names[i] = string(all[i])
		}
		fs.add(path, fmt.Sprintf("%q is not known", v), "use "+strings.Join(names, ", "))
	}
}

// Findings lists what teams told a country, newest first.
func (d *Desk) Findings(ctx context.Context, country string) ([]Finding, error) {
	all, err := ofTeams(ctx, d, country, d.Store.Findings)
	sort.SliceStable(all, func(i, j int) bool { return all[j].At.Before(all[i].At) })
	return all, err
}

// Engagements lists the meetings of a country with teams, the latest first.
func (d *Desk) Engagements(ctx context.Context, country string) ([]Engagement, error) {
	all, err := ofTeams(ctx, d, country, d.Store.Engagements)
	SortEngagements(all)
	return all, err
}

// SortEngagements puts the latest first.
func SortEngagements(all []Engagement) {
	sort.SliceStable(all, func(i, j int) bool { return all[j].From.String() < all[i].From.String() })
}

// Propose begins to arrange a meeting with a team that something was released
// to. A call that is repeated under its id proposes once.
func (d *Desk) Propose(ctx context.Context, a Act, team, id string, t EngagementTerms) (*Engagement, error) {
	teams, err := d.teams(ctx, a.Country)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(teams, team) {
		return nil, questionnaire.Faults{{Path: "team", Problem: "nothing was ever released to a team with this id", Advice: "release a submission to the team first"}}
	}
	e := Engagement{ID: id, Country: a.Country, Team: team}
	return e.Arrange(ctx, d.Content, d.Store, t, a.By, d.Now())
}

// Arrange changes a meeting whose author saw a version of it.
func (d *Desk) Arrange(ctx context.Context, a Act, id string, seen int, t EngagementTerms) (*Engagement, error) {
	all, err := d.Engagements(ctx, a.Country)
	if err != nil {
		return nil, err
	}
	return Rearrange(ctx, d.Content, d.Store, all, id, seen, t, a.By, d.Now())
}

// Rearrange changes one of the meetings that a side has, and whose author saw
// a version of it.
func Rearrange(ctx context.Context, c *Content, keep Dialogue, all []Engagement, id string, seen int, t EngagementTerms, by string, now time.Time) (*Engagement, error) {
	i := slices.IndexFunc(all, func(e Engagement) bool { return e.ID == id })
	switch {
	case i < 0:
		return nil, ErrNotFound
	case seen < 1:
		return nil, ErrConflict // what was proposed has a version
	}
	e := all[i]
	e.Version = seen
	return e.Arrange(ctx, c, keep, t, by, now)
}

// Arrange saves other terms over the version that e has, for either side; over
// version 0 they are the first proposal.
func (e Engagement) Arrange(ctx context.Context, c *Content, keep Dialogue, t EngagementTerms, by string, now time.Time) (*Engagement, error) {
	m, err := c.Method("", questionnaire.Prospective) // any track: a catalogue holds the questions of both
	if err != nil {
		return nil, err
	}
	if faults := t.check(m.Catalogue); faults.Err() != nil {
		return nil, faults
	}
	e.Version, e.EngagementTerms, e.By, e.At = e.Version+1, t, by, now.UTC()
	if err := keep.SaveEngagement(ctx, &e); err != nil {
		return nil, fmt.Errorf("arranging the meeting: %w", err)
	}
	return &e, nil
}
