package assessment

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// TrendPoint is one submission among those of its country and track.
type TrendPoint struct {
	Submission   string             `json:"submission"`
	Cycle        string             `json:"cycle"`
	Revision     int                `json:"revision"`
	At           time.Time          `json:"at"`
	AsOf         questionnaire.Date `json:"as_of"`
	Catalogue    string             `json:"catalogue"`
	Engine       string             `json:"engine"`
	AnnexEdition string             `json:"annex_edition"`
	Overall      scoring.Verdict    `json:"overall"`
	Index        *scoring.Approx    `json:"index"`
	Criteria     []TrendCriterion   `json:"criteria"`

	result *Sealed
}

// TrendCriterion is one criterion at one point of a trend, in the shown view
// before gates. Beside the first point, Common and what follows say how it
// stands to the point before.
type TrendCriterion struct {
	ID         string          `json:"id"`
	Verdict    scoring.Verdict `json:"verdict,omitempty"` // none where nothing applies
	AsAssessed scoring.Number  `json:"as_assessed"`       // as it was sealed
	High       scoring.Number  `json:"high"`              // as assessed, if all that is unknown were full
	// LikeForLike ends at the last point's own score and goes back from there
	// by like-for-like changes alone; none before a break.
	LikeForLike scoring.Number `json:"like_for_like"`
	Common      scoring.Number `json:"common"`           // per cent of the weight that both versions ask
	Break       bool           `json:"break"`            // cannot be compared with the point before
	Opened      []string       `json:"opened,omitempty"` // gates that pass since
	Closed      []string       `json:"closed,omitempty"` // gates that hold since
}

// Trend sets all submissions of a country on a track beside each other, the
// earliest first.
func (d *Desk) Trend(ctx context.Context, country string, t questionnaire.Track) ([]TrendPoint, error) {
	if !slices.Contains(questionnaire.Tracks, t) {
		return nil, questionnaire.Faults{{Path: "track", Problem: "not a track", Advice: "use prospective or adherent"}}
	}
	files, err := d.Store.Files(ctx, country)
	if err != nil {
		return nil, err
	}
	var points []TrendPoint
	for _, f := range files {
		if f.Submission == "" || f.Track != t {
			continue
		}
		s, err := d.Sealed(ctx, country, f.Submission)
		if err != nil {
			return nil, err
		}
		points = append(points, pointOf(s))
	}
	sort.SliceStable(points, func(i, j int) bool { return points[i].At.Before(points[j].At) })
	for i := 1; i < len(points); i++ {
		change, err := d.compared(points[i-1].result, points[i].result)
		if err != nil {
			return nil, err
		}
		points[i].follow(&points[i-1], change)
	}
	anchor(points)
	return points, nil
}

func pointOf(s *Sealed) TrendPoint {
	r := s.Result
	p := TrendPoint{Submission: s.ID, Cycle: s.Cycle, Revision: s.Revision, At: s.At, AsOf: r.AsOf, Catalogue: r.Catalogue, Engine: r.Engine,
		AnnexEdition: s.Content.AnnexEdition, Overall: r.Overall.Shown.Verdict, Index: r.Overall.Shown.Index, result: s}
	for i := range r.Criteria {
		c := &r.Criteria[i]
		t := TrendCriterion{ID: c.ID}
		if c.Applicable {
			t.Verdict, t.AsAssessed, t.High = c.Shown.Verdict, c.Shown.Score, c.Shown.Score.Plus(c.InfoGap)
		}
		p.Criteria = append(p.Criteria, t)
	}
	return p
}

// follow says how a point stands to the one before it. LikeForLike holds the
// compared until anchor makes a line of it.
func (p *TrendPoint) follow(before *TrendPoint, change *scoring.Comparison) {
	for i := range p.Criteria {
		c := &p.Criteria[i]
		at := slices.IndexFunc(change.Criteria, func(x scoring.CriterionChange) bool { return x.ID == c.ID })
		if at < 0 {
			c.Break = true
			continue
		}
		c.Common, c.Break, c.LikeForLike = change.Criteria[at].Common, !change.Criteria[at].Comparable, change.Criteria[at].LikeForLike
		was := gatesOf(before.result, c.ID)
		for id, now := range gatesOf(p.result, c.ID) {
			switch then, asked := was[id]; {
			case !asked || (then == scoring.GatePass) == (now == scoring.GatePass):
			case now == scoring.GatePass:
				c.Opened = append(c.Opened, id)
			default:
				c.Closed = append(c.Closed, id)
			}
		}
		slices.Sort(c.Opened)
		slices.Sort(c.Closed)
	}
}

func gatesOf(s *Sealed, criterion string) map[string]scoring.GateState {
	gates := map[string]scoring.GateState{}
	for i := range s.Result.Criteria {
		for _, g := range s.Result.Criteria[i].Gates {
			if s.Result.Criteria[i].ID == criterion {
				gates[g.Question] = g.Shown
			}
		}
	}
	return gates
}

// anchor turns like-for-like changes into lines that end at the last score.
func anchor(points []TrendPoint) {
	if len(points) == 0 {
		return
	}
	last := len(points) - 1
	for c := range points[last].Criteria {
		line := points[last].Criteria[c].AsAssessed
		for i := last; i >= 0; i-- {
			k := &points[i].Criteria[c]
			change := k.LikeForLike
			k.LikeForLike = line
			if i == 0 || k.Break {
				line = scoring.Number{}
			} else {
				line = line.Plus(change.Times(-1))
			}
		}
	}
}

// compared compares two submissions, each scored by its own catalogue.
func (d *Desk) compared(from, to *Sealed) (*scoring.Comparison, error) {
	a, err := d.sealedContent(from)
	if err != nil {
		return nil, err
	}
	b, err := d.sealedContent(to)
	if err != nil {
		return nil, err
	}
	return scoring.Compare(from.method, a, to.method, b)
}

// Compare says what changed between two submissions of a country, question by
// question, and why each criterion moved.
func (d *Desk) Compare(ctx context.Context, country, from, to string) (*scoring.Comparison, error) {
	a, err := d.Sealed(ctx, country, from)
	if err != nil {
		return nil, err
	}
	b, err := d.Sealed(ctx, country, to)
	if err != nil {
		return nil, err
	}
	switch {
	case a.Content.Track != b.Content.Track:
		return nil, questionnaire.Faults{{Path: "to", Problem: fmt.Sprintf("this is of the %s track, the other of the %s track", b.Content.Track, a.Content.Track), Advice: "compare submissions of one track"}}
	case a.At.After(b.At) || a.Content.AsOf.After(b.Content.AsOf):
		return nil, questionnaire.Faults{{Path: "from", Problem: "this was sealed after the other", Advice: "give the earlier one first"}}
	}
	return d.compared(a, b)
}
