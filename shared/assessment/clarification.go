package assessment

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// Clarification is a team's question about a released package and the
// country's reply. Both sides see it; it reaches nothing that was withheld.
type Clarification struct {
	ID       string    `json:"id"`
	Version  int       `json:"version"`
	Country  string    `json:"country"`
	Team     string    `json:"team"`
	Package  string    `json:"package"`
	Question string    `json:"question,omitempty"` // what it is about; empty: the package
	Asked    string    `json:"asked"`
	AskedBy  string    `json:"asked_by"` // sub
	AskedAt  time.Time `json:"asked_at"`
	Reply    string    `json:"reply,omitempty"`
	ReplyBy  string    `json:"reply_by,omitempty"`
	ReplyAt  time.Time `json:"reply_at,omitzero"`
}

// Clarifications lists what teams asked this country, oldest first.
func (d *Desk) Clarifications(ctx context.Context, country string) ([]Clarification, error) {
	all, err := ofTeams(ctx, d, country, d.Store.Clarifications)
	sort.SliceStable(all, func(i, j int) bool { return all[i].AskedAt.Before(all[j].AskedAt) })
	return all, err
}

// teams lists the teams that a country ever released something to.
func (d *Desk) teams(ctx context.Context, country string) ([]string, error) {
	grants, err := d.Store.Grants(ctx, country)
	var teams []string
	for _, g := range grants {
		if !slices.Contains(teams, g.Team) {
			teams = append(teams, g.Team)
		}
	}
	return teams, err
}

// TeamNames are what the teams call themselves to which a country ever released
// something, by id. A team without a name is left out.
func (d *Desk) TeamNames(ctx context.Context, country string) (map[string]string, error) {
	teams, err := d.teams(ctx, country)
	names := map[string]string{}
	for _, team := range teams {
		name, err := d.Store.TeamName(ctx, team)
		if err != nil {
			return nil, err
		}
		if name != "" {
			names[team] = name
		}
	}
	return names, err
}

// ofTeams lists what stands between a country and each of its teams.
func ofTeams[T any](ctx context.Context, d *Desk, country string, list func(ctx context.Context, country, team string) ([]T, error)) ([]T, error) {
	teams, err := d.teams(ctx, country)
	if err != nil {
		return nil, err
	}
	var all []T
	for _, team := range teams {
		some, err := list(ctx, country, team)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// Clarify replies to a clarification whose author saw a version of it.
func (d *Desk) Clarify(ctx context.Context, a Act, id string, seen int, text string) (*Clarification, error) {
	if seen < 1 {
		return nil, ErrConflict // what was asked has a version
	}
	var fs faults
	fs.text("reply", text, 1, 8000)
	if fs.Err() != nil {
		return nil, fs.Faults
	}
	all, err := d.Clarifications(ctx, a.Country)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(c Clarification) bool { return c.ID == id })
	if i < 0 {
		return nil, ErrNotFound
	}
	c := all[i]
	c.Version, c.Reply, c.ReplyBy, c.ReplyAt = seen+1, strings.TrimSpace(text), a.By, d.Now().UTC()
	if err := d.Store.SaveClarification(ctx, &c); err != nil {
		return nil, fmt.Errorf("replying: %w", err)
	}
	return &c, nil
}
