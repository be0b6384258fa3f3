package outreach

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// maxFinding is the longest text of a finding, in characters.
const maxFinding = 8000

// textFault checks the length and the signs of a text in characters; nil: fine.
func textFault(path, s string, least, most int) *questionnaire.Fault {
	switch n := utf8.RuneCountInString(strings.TrimSpace(s)); {
	case n < least:
		problem, advice := "missing", fmt.Sprintf("write up to %d characters", most)
		if n > 0 {
			problem = fmt.Sprintf("it has %d characters", n)
		}
		if least > 1 {
			advice = fmt.Sprintf("write %d to %d characters", least, most)
		}
		return &questionnaire.Fault{Path: path, Problem: problem, Advice: advice}
	case n > most:
		return &questionnaire.Fault{Path: path, Problem: "too long", Advice: fmt.Sprintf("shorten it to %d characters", most)}
	case questionnaire.HasControl(s):
		return &questionnaire.Fault{Path: path, Problem: "it holds a control character", Advice: "type the text again, or paste it as plain text"}
	}
	return nil
}

// checkSaid says what is wrong with a text that a team sends a country about a
// question of a package, or about the package.
func (d *Desk) checkSaid(p *assessment.Package, question, path, text string, most int) error {
	m, err := d.Content.Method(p.Catalogue, p.Track)
	if err != nil {
		return err
	}
	var faults questionnaire.Faults
	if question != "" && m.Catalogue.Question(question) == nil {
		faults = append(faults, questionnaire.Fault{Path: "question", Problem: "the questionnaires have no such question", Advice: "name one, or leave it out to speak of the package"})
	}
	if fault := textFault(path, text, 1, most); fault != nil {
		faults = append(faults, *fault)
	}
	return faults.Err()
}

// Tell lets a country know a finding about a package. A call that is repeated
// under its id tells once.
func (d *Desk) Tell(ctx context.Context, team, pkg, by, id string, kind assessment.FindingKind, question, text string) (*assessment.Finding, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(assessment.FindingKinds, kind) {
		return nil, questionnaire.Faults{{Path: "kind", Problem: fmt.Sprintf("%q is no kind of finding", kind), Advice: "use shortfall, strength or advice"}}
	}
	if err := d.checkSaid(p, question, "text", text, maxFinding); err != nil {
		return nil, err
	}
	f := &assessment.Finding{ID: id, Version: 1, Country: p.Country, Team: team, Package: pkg, Kind: kind, Question: question,
		Text: strings.TrimSpace(text), By: by, At: d.Now().UTC()}
	return f, d.Store.SaveFinding(ctx, f)
}

// Findings lists what the team told a package's country, newest first.
func (d *Desk) Findings(ctx context.Context, team, pkg string) ([]assessment.Finding, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	all, err := d.Store.Findings(ctx, p.Country, team)
	sort.SliceStable(all, func(i, j int) bool { return all[j].At.Before(all[i].At) })
	return all, err
}

// Propose begins to arrange a meeting with a package's country. A call that is
// repeated under its id proposes once.
func (d *Desk) Propose(ctx context.Context, team, pkg, by, id string, t assessment.EngagementTerms) (*assessment.Engagement, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	e := assessment.Engagement{ID: id, Country: p.Country, Team: team}
	return e.Arrange(ctx, d.Content, d.Store, t, by, d.Now())
}

// Engagements lists the meetings with a package's country, the latest first.
func (d *Desk) Engagements(ctx context.Context, team, pkg string) ([]assessment.Engagement, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	all, err := d.Store.Engagements(ctx, p.Country, team)
	assessment.SortEngagements(all)
	return all, err
}

// Arrange changes a meeting with a package's country whose author saw a
// version of it.
func (d *Desk) Arrange(ctx context.Context, team, pkg, by, id string, seen int, t assessment.EngagementTerms) (*assessment.Engagement, error) {
	all, err := d.Engagements(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	return assessment.Rearrange(ctx, d.Content, d.Store, all, id, seen, t, by, d.Now())
}

// Calendar lists the meetings with every country of the portfolio, the latest
// first.
func (d *Desk) Calendar(ctx context.Context, team string) ([]assessment.Engagement, error) {
	grants, err := d.Store.Portfolio(ctx, team)
	if err != nil {
		return nil, err
	}
	var all []assessment.Engagement
	seen := map[string]bool{}
	for _, g := range grants {
		if seen[g.Country] {
			continue
		}
		seen[g.Country] = true
		some, err := d.Store.Engagements(ctx, g.Country, team)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	assessment.SortEngagements(all)
	return all, nil
}

// Gap is a question of a package that a meeting may be about.
type Gap struct {
	Question string  `json:"question"`
	Section  string  `json:"section"`
	Why      GapKind `json:"why,omitempty"` // empty: a reviewer reads it once they have judged the answer, or opened the levels
}

// GapKind is why a question is open; the first that holds.
type GapKind string

// The kinds of gaps.
const (
	GapGate     GapKind = "gate"      // a gate that does not pass
	GapNotKnown GapKind = "not_known" // the country does not know
	GapDeclined GapKind = "declined"  // the country would not say here
	GapLow      GapKind = "low"       // claimed below what law in force with gaps is worth
)

// lowPoints is what law in force with material gaps is worth, of 100.
const lowPoints = 60

// Gaps lists the open questions of a package in the order of the
// questionnaires, of what was released alone. Why one with a level is open a
// reviewer is told once they have judged it or opened the levels.
func (d *Desk) Gaps(ctx context.Context, team, pkg, by string) ([]Gap, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	m, err := d.Content.Method(p.Catalogue, p.Track)
	if err != nil {
		return nil, err
	}
	result, err := ResultOf(p) // explanations are not released, but they count
	if err != nil {
		return nil, err
	}
	hidden, err := d.hidden(ctx, team, p, by)
	if err != nil {
		return nil, err
	}
	open := map[string]bool{}
	for i := range result.Criteria {
		for _, g := range result.Criteria[i].Gates {
			open[g.Question] = g.Shown != scoring.GatePass
		}
	}
	var gaps []Gap
	for _, q := range m.Catalogue.Questions() {
		r, ok := p.Responses[q.ID]
		if !ok || !q.Scored() {
			continue
		}
		if why := gapOf(q, p.Track, &r, open[q.ID]); why != "" {
			if hidden[q.ID] {
				why = ""
			}
			gaps = append(gaps, Gap{q.ID, q.Section.ID, why})
		}
	}
	return gaps, nil
}

func gapOf(q *questionnaire.Question, t questionnaire.Track, r *questionnaire.Response, gate bool) GapKind {
	switch {
	case gate:
		return GapGate
	case r.State == questionnaire.NotKnown:
		return GapNotKnown
	case r.State == questionnaire.Declined:
		return GapDeclined
	case r.State == questionnaire.Value && q.PointsOf(t, r).Cmp(lowPoints) < 0:
		return GapLow
	}
	return ""
}
