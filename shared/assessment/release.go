package assessment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Clearance says for which release levels a package is made, and whether the
// result over the whole sealed record goes along.
type Clearance struct {
	Team  string `json:"team"`
	Whole bool   `json:"whole_result"`
}

// cleared are the levels that an outreach team may see.
var cleared = []questionnaire.Release{questionnaire.ReleaseOutreach, questionnaire.ReleasePublic}

// Preview makes the package that a release would make, without keeping it, so
// that a lead sees exactly what the team will see.
func (d *Desk) Preview(ctx context.Context, a Act, submission string, c Clearance) (*Package, *Grant, error) {
	var fs faults
	fs.text("team", c.Team, 1, 40)
	if fs.Err() != nil {
		return nil, nil, fs.Faults
	}
	if err := d.knowsTeam(ctx, c.Team); err != nil {
		return nil, nil, err
	}
	s, err := d.Store.Submission(ctx, a.Country, submission)
	if err != nil {
		return nil, nil, err
	}
	country, err := d.Country(ctx, a.Country)
	if err != nil {
		return nil, nil, err
	}
	if country.Version == 0 {
		return nil, nil, questionnaire.Faults{{Path: "team", Problem: "the country has no profile yet", Advice: "fill it in first: the team sees its name"}}
	}
	m, err := d.Content.Method(s.Content.Catalogue, s.Content.Track)
	if err != nil {
		return nil, nil, err
	}
	p := &Package{
		Country: country.ID, Name: country.Name, Team: c.Team, Submission: s.ID, Cycle: s.Cycle, Revision: s.Revision,
		Track: s.Content.Track, Catalogue: s.Content.Catalogue, Annex: s.Content.AnnexEdition, AsOf: s.Content.AsOf, At: d.Now().UTC(),
		Responses: questionnaire.Responses{}, Withheld: map[string]string{}, Whole: c.Whole, Result: s.Result,
	}
	shown := s.Content
	if shown.Changed, err = d.Content.Overtaken(p.Annex, p.AsOf, m.Catalogue); err != nil {
		return nil, nil, err
	}
	if !c.Whole {
		shown.Responses = questionnaire.Responses{}
	}
	for id, r := range s.Content.Responses {
		if slices.Contains(cleared, r.Release) {
			p.Responses[id] = r
			shown.Responses[id] = r
			continue
		}
		p.Withheld[id] = "not cleared for this team"
		if q := m.Catalogue.Question(id); !c.Whole && q != nil && q.Scored() {
			shown.Responses[id] = questionnaire.Response{State: questionnaire.Declined}
		}
	}
	result := m.Score(&shown)
	if !c.Whole {
		if p.Result, err = json.Marshal(m.Assess(&shown, scoring.Seed(shown.Assessment, shown.Catalogue))); err != nil {
			return nil, nil, fmt.Errorf("writing the result: %w", err)
		}
	}
	file := &asked{method: m}
	p.Explained = explained(m, &s.Content, p.Responses)
	p.Law = s.Law.of(p.Responses)
	if p.Plan, err = d.sharedSteps(ctx, a.Country, s.File, file); err != nil {
		return nil, nil, err
	}
	p.ID = d.NewID()
	p.Hash = p.Digest()
	g := &Grant{
		Package: p.ID, Country: country.ID, Name: country.Name, Team: c.Team, Cycle: s.Cycle, Revision: s.Revision,
		At: p.At, Version: 1, Standing: standingOf(result),
	}
	g.Standing.part(p)
	g.Standing.attend(m, p)
	g.Standing.bands(m, p, result)
	return p, g, nil
}

// explained lists the contradictions that stand among the released answers and
// that the country explained. Without them a reader would score those answers
// lower than the country did; one that rests on a withheld answer tells of it,
// and is left out.
func explained(m *scoring.Method, content *scoring.File, released questionnaire.Responses) []string {
	alone := *content
	alone.Responses, alone.Explained = released, nil
	return slices.DeleteFunc(m.Score(&alone).Applied.Open, func(rule string) bool {
		_, known := content.Explained[rule]
		return !known
	})
}

// knowsTeam returns a fault when there is no such team.
func (d *Desk) knowsTeam(ctx context.Context, team string) error {
	known, err := d.Store.IsTeam(ctx, team)
	if err == nil && !known {
		err = questionnaire.Faults{{Path: "team", Problem: "there is no such team", Advice: "use the id that the team gave you"}}
	}
	return err
}

// standingOf is what a portfolio shows of a result.
func standingOf(r *scoring.Result) Standing {
	s := Standing{Track: r.Track, Overall: r.Overall.Shown.Verdict, Criteria: map[string]scoring.Verdict{}, OpenGates: []string{}, Coverage: map[string]string{}}
	for i := range r.Criteria {
		c := &r.Criteria[i]
		if !c.Applicable {
			continue
		}
		s.Criteria[c.ID] = c.Shown.Verdict
		s.Coverage[c.ID] = c.Coverage.Text(1)
		for _, g := range c.Gates {
			if g.Shown != scoring.GatePass {
				s.OpenGates = append(s.OpenGates, g.Question)
			}
		}
	}
	return s
}

// part takes what the package hides out of the gates that do not pass.
func (s *Standing) part(p *Package) {
	s.WithheldGates = []string{}
	s.OpenGates = slices.DeleteFunc(s.OpenGates, func(id string) bool {
		hidden := p.Hides(id)
		if hidden {
			s.WithheldGates = append(s.WithheldGates, id)
		}
		return hidden
	})
}

// bands adds the band of each section. One that nothing was released of has
// none: its answers counted as declined, which says nothing about the country.
func (s *Standing) bands(m *scoring.Method, p *Package, r *scoring.Result) {
	seen := map[string]bool{}
	for id := range p.Responses {
		if q := m.Catalogue.Question(id); q != nil && q.Scored() {
			seen[q.Section.ID] = true
		}
	}
	s.Sections = map[string]scoring.Band{}
	for i := range r.Criteria {
		for _, section := range r.Criteria[i].Sections {
			if section.Shown.Valid() && (p.Whole || seen[section.ID]) {
				s.Sections[section.ID] = section.Shown.Band()
			}
		}
	}
}

// attend adds what says later whether the package needs attention.
func (s *Standing) attend(m *scoring.Method, p *Package) {
	s.Ageing = map[string]int{}
	past := p.At.UTC().AddDate(0, 0, -p.At.UTC().Day()).Format("2006-01") // the month before: old already
	for id, r := range p.Responses {
		q := m.Catalogue.Question(id)
		if q == nil || !q.Scored() {
			continue
		}
		s.Scored++
		if day := q.Expires(&r); !day.IsZero() {
			s.Ageing[max(past, fmt.Sprintf("%04d-%02d", day.Year, day.Month))]++
		}
	}
	for _, step := range p.Plan {
		if step.Assistance != "" && step.Progress != Done && !slices.Contains(s.Wanted, step.Section) {
			s.Wanted = append(s.Wanted, step.Section)
		}
	}
	slices.Sort(s.Wanted)
}

// sharedSteps lists the items of a file's plan that the country shares.
func (d *Desk) sharedSteps(ctx context.Context, country, id string, file *asked) ([]SharedStep, error) {
	plan, err := d.Plan(ctx, country, &File{ID: id})
	if err != nil {
		return nil, err
	}
	var out []SharedStep
	for _, i := range plan {
		if i.Share && i.Progress != Dropped {
			out = append(out, SharedStep{i.Kind, i.Question, file.sectionOf(i.Question), i.Owner, i.Due, i.Assistance, i.Progress})
		}
	}
	return out, nil
}

// Release makes a package of a submission for a team and lets it read it.
func (d *Desk) Release(ctx context.Context, a Act, submission string, c Clearance) (*Grant, error) {
	p, g, err := d.Preview(ctx, a, submission, c)
	if err != nil {
		return nil, err
	}
	m, err := d.Content.Method(p.Catalogue, p.Track)
	if err != nil {
		return nil, err
	}
	file := &asked{method: m}
	err = d.Store.Release(ctx, a.Country, p, g, file.sectionOf, d.event(a, "released", p.ID, c.Team))
	if errors.Is(err, ErrUnkept) {
		err = unkept()
	}
	return g, err
}

// Withdraw ends a team's right to read a package. What was downloaded before
// cannot be called back.
func (d *Desk) Withdraw(ctx context.Context, a Act, pkg string) (*Grant, error) {
	grants, err := d.Store.Grants(ctx, a.Country)
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		if g.Package != pkg {
			continue
		}
		if !g.Withdrawn.IsZero() {
			return &g, nil // a repeat changes nothing
		}
		g.Withdrawn, g.Version = d.Now().UTC(), g.Version+1
		return &g, d.Store.Withdraw(ctx, a.Country, &g, d.event(a, "withdrawn", pkg, ""))
	}
	return nil, ErrNotFound
}

// Grant reads one grant of a country.
func (d *Desk) Grant(ctx context.Context, country, pkg string) (*Grant, error) {
	grants, err := d.Store.Grants(ctx, country)
	if err != nil {
		return nil, err
	}
	for i := range grants {
		if grants[i].Package == pkg {
			return &grants[i], nil
		}
	}
	return nil, ErrNotFound
}
