package outreach

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Comparison is what changed between two packages of a country on one track.
// Answers are compared where both packages hold them: of what one withholds
// nothing is said, for silence is no change.
type Comparison struct {
	Packages []Released             `json:"packages"` // all there are on the track, oldest first
	From     string                 `json:"from"`     // package; empty: there is one only
	To       string                 `json:"to"`
	Criteria []VerdictChange        `json:"criteria"`
	Answers  []scoring.AnswerChange `json:"answers"`
	Apart    []string               `json:"apart"`  // questions that only one of the two holds
	Hidden   map[string]string      `json:"hidden"` // questions that changed and are not told of before they are judged -> package to judge them in
}

// Released names a package.
type Released struct {
	Package  string    `json:"package"`
	Cycle    string    `json:"cycle"`
	Revision int       `json:"revision"`
	At       time.Time `json:"at"`
}

// VerdictChange is the verdict of a criterion in both packages; empty where it
// did not apply.
type VerdictChange struct {
	ID     string          `json:"id"`
	Before scoring.Verdict `json:"before"`
	After  scoring.Verdict `json:"after"`
}

// Compare sets a package beside another of the same country and track; beside
// the one before it with "".
func (d *Desk) Compare(ctx context.Context, team, pkg, with string) (*Comparison, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	grants, err := d.Store.Portfolio(ctx, team)
	if err != nil {
		return nil, err
	}
	grants = slices.DeleteFunc(grants, func(g assessment.Grant) bool {
		return g.Country != p.Country || g.Standing.Track != p.Track
	})
	sort.SliceStable(grants, func(i, j int) bool { return grants[i].At.Before(grants[j].At) })
	out := &Comparison{To: pkg, Criteria: []VerdictChange{}, Answers: []scoring.AnswerChange{}, Apart: []string{}, Hidden: map[string]string{}}
	at, other := -1, -1
	for i, g := range grants {
		out.Packages = append(out.Packages, Released{g.Package, g.Cycle, g.Revision, g.At})
		switch g.Package {
		case pkg:
			at = i
		case with:
			other = i
		}
	}
	switch {
	case at < 0, with != "" && other < 0:
		return nil, ErrNotFound
	case with == "" && len(grants) == 1:
		return out, nil
	case with == "":
		other = max(at-1, 1-at) // the one after it for the first
	}
	return out, d.compare(ctx, team, grants[min(at, other)], grants[max(at, other)], out)
}

// CompareBlind sets a package beside another as a reviewer may see it while
// judging: without the answers that they have yet to judge in the later of the
// two; of what only the earlier holds, in that one. Whoever has judged the later
// may see what stood before it; whoever opened the levels of one, that one.
func (d *Desk) CompareBlind(ctx context.Context, team, pkg, with, by string) (*Comparison, error) {
	c, err := d.Compare(ctx, team, pkg, with)
	if err != nil || c.From == "" {
		return c, err
	}
	var later *assessment.Package
	hidden := map[string]string{}
	for _, id := range []string{c.To, c.From} {
		p, err := d.Package(ctx, team, id)
		if err != nil {
			return nil, err
		}
		if later == nil {
			later = p
		}
		of, err := d.hidden(ctx, team, p, by)
		if err != nil {
			return nil, err
		}
		for question := range of {
			if _, held := later.Responses[question]; p == later || !held {
				hidden[question] = id
			}
		}
	}
	c.Answers = slices.DeleteFunc(c.Answers, func(a scoring.AnswerChange) bool {
		in, hide := hidden[a.Question]
		if hide {
			c.Hidden[a.Question] = in
		}
		return hide
	})
	return c, nil
}

// compare fills in what changed from one grant to another.
func (d *Desk) compare(ctx context.Context, team string, before, after assessment.Grant, c *Comparison) error {
	from, err := d.Package(ctx, team, before.Package)
	if err != nil {
		return err
	}
	to, err := d.Package(ctx, team, after.Package)
	if err != nil {
		return err
	}
	if from.AsOf.After(to.AsOf) { // an earlier submission was released later
		before, after, from, to = after, before, to, from
	}
	c.From, c.To = from.ID, to.ID
	for _, id := range []string{"C1", "C2", "C3", "C4"} {
		c.Criteria = append(c.Criteria, VerdictChange{id, before.Standing.Criteria[id], after.Standing.Criteria[id]})
	}
	a, was, err := d.Content.Released(from)
	if err != nil {
		return err
	}
	b, is, err := d.Content.Released(to)
	if err != nil {
		return err
	}
	c.Apart = append(c.Apart, slices.Sorted(maps.Keys(apart(from, to)))...)
	for _, id := range c.Apart {
		delete(was.Responses, id)
		delete(is.Responses, id)
	}
	change, err := scoring.Compare(a, was, b, is)
	if err != nil {
		return fmt.Errorf("comparing the packages %s and %s: %w", from.ID, to.ID, err)
	}
	for _, answer := range change.Answers {
		_, before := from.Responses[answer.Question]
		_, after := to.Responses[answer.Question]
		if before && after || answer.Change == "new" && after || answer.Change == "retired" && before {
			c.Answers = append(c.Answers, answer)
		}
	}
	return nil
}

// apart are the questions that one package holds and the other withholds.
func apart(a, b *assessment.Package) map[string]bool {
	out := map[string]bool{}
	for _, side := range [][2]*assessment.Package{{a, b}, {b, a}} {
		for id := range side[0].Responses {
			if _, withheld := side[1].Withheld[id]; withheld {
				out[id] = true
			}
		}
	}
	return out
}

// ResultOf reads the result that a package carries: over the whole sealed
// record, or over what was released, as the package says.
func ResultOf(p *assessment.Package) (*scoring.Assessment, error) {
	a := &scoring.Assessment{}
	if err := json.Unmarshal(p.Result, a); err != nil {
		return nil, fmt.Errorf("reading the result of package %s: %w", p.ID, err)
	}
	return a, nil
}

// Judgeable are the questions of a package that a reviewer can judge, in the
// order of the questionnaires.
func Judgeable(m *scoring.Method, p *assessment.Package) []*questionnaire.Question {
	var all []*questionnaire.Question
	for _, q := range m.Catalogue.Questions() {
		if _, released := p.Responses[q.ID]; released && q.Scored() {
			all = append(all, q)
		}
	}
	return all
}
