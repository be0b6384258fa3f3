package outreach

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Judgement is a reviewer's own rating of one released answer, given on the
// country's ladder without its level in view; or the team's, which settles
// where reviewers differ. All are kept side by side.
type Judgement struct {
	Question string         `json:"question"`
	Version  int            `json:"version"`
	By       string         `json:"by"` // sub
	At       time.Time      `json:"at"`
	Rating   scoring.Review `json:"rating"`
	Note     string         `json:"note,omitempty"` // the reason for the rating, the team's own: never shown to the country
	Blind    bool           `json:"blind"`          // given before its author could see the country's level; never set by the caller, and never true of the team's
}

// Tally is how far a team has come with judging a package. It is kept with each
// judgement, so that a portfolio need not read them all.
type Tally struct {
	Package string `json:"package"`
	Version int    `json:"version"`
	Judged  int    `json:"judged"` // questions that somebody judged
	Once    int    `json:"once"`   // critical questions that one reviewer judged; they take two
	Differ  int    `json:"differ"` // questions on which reviewers differ and nothing is settled
}

// add counts a question by what reviewers hold of it, n times: -1 takes it out.
func (t *Tally) add(m *scoring.Method, q *questionnaire.Question, judgements []Judgement, n int) {
	if len(judgements) == 0 {
		return
	}
	t.Judged += n
	if q.GateMin > 0 && len(judgements) == 1 {
		t.Once += n
	}
	if !m.Settled(q.ID, ratings(judgements)) {
		t.Differ += n
	}
}

func ratings(judgements []Judgement) []scoring.Review {
	out := make([]scoring.Review, len(judgements))
	for i := range judgements {
		out[i] = judgements[i].Rating
	}
	return out
}

// judgeTries is how often a judgement is tried while colleagues judge other
// questions of the same package.
const judgeTries = 10

// ErrDisputant says that somebody would settle a difference of which their own
// rating is part. That is for a third, who has no rating to defend; a team
// without one invites one.
var ErrDisputant = errors.New("a third reviewer settles where two differ")

// Judge saves a reviewer's rating of a released answer whose author saw a
// version of it; 0 for none. One that is adjudicated is the team's: it is taken
// only where reviewers differ by two levels or more, and only of somebody who
// is not one of them; else the error is ErrDisputant.
func (d *Desk) Judge(ctx context.Context, team, pkg, question, by string, seen int, rating scoring.Review, note string) (*Judgement, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	m, err := d.Content.Method(p.Catalogue, p.Track)
	if err != nil {
		return nil, err
	}
	q := m.Catalogue.Question(question)
	if _, released := p.Responses[question]; !released || q == nil || !q.Scored() {
		return nil, ErrNotFound
	}
	if faults := checkRating(m, p, question, rating, note); faults.Err() != nil {
		return nil, faults
	}
	j := &Judgement{Question: question, Version: seen + 1, By: by, At: d.Now().UTC(), Rating: rating, Note: strings.TrimSpace(note)}
	for range judgeTries {
		if err = d.save(ctx, team, pkg, m, q, j); !errors.Is(err, errTally) {
			return j, err
		}
	}
	return nil, fmt.Errorf("saving the judgement: %w", assessment.ErrBusy)
}

// errTally says that a colleague's judgement of the package came in between.
var errTally = errors.New("the tally was changed in the meantime")

// save writes a judgement and the tally with it. Both depend on what was read
// here, so that no judgement is counted twice or not at all.
func (d *Desk) save(ctx context.Context, team, pkg string, m *scoring.Method, q *questionnaire.Question, j *Judgement) error {
	tally, err := d.Store.Tally(ctx, team, pkg)
	if err != nil {
		return err
	}
	before, err := d.Store.Judgements(ctx, team, pkg, q.ID)
	if err != nil {
		return err
	}
	mine := func(b Judgement) bool {
		return b.Rating.Adjudicated == j.Rating.Adjudicated && (j.Rating.Adjudicated || b.By == j.By)
	}
	others := slices.DeleteFunc(slices.Clone(before), mine)
	if j.Rating.Adjudicated && (len(others) < 2 || m.Settled(q.ID, ratings(others))) {
		return questionnaire.Faults{{Path: "adjudicated", Problem: "there is nothing to settle here", Advice: "only where two reviewers differ by two levels or more is a rating adjudicated; leave this out for a rating of your own"}}
	}
	after := append(others, *j)
	if slices.ContainsFunc(after, func(s Judgement) bool { return s.Rating.Adjudicated && s.By == j.By }) && Differs(m, q.ID, after, j.By) {
		return fmt.Errorf("saving the judgement: %w", ErrDisputant) // nor may whoever settled take a side later
	}
	var stood *Judgement
	version := 0
	if i := slices.IndexFunc(before, mine); i >= 0 {
		stood, version = &before[i], before[i].Version
	}
	if version != j.Version-1 {
		return fmt.Errorf("saving the judgement: %w", assessment.ErrConflict)
	}
	if j.Blind, err = d.blind(ctx, team, pkg, j, stood); err != nil {
		return err
	}
	tally.add(m, q, before, -1)
	tally.add(m, q, after, 1)
	tally.Version++
	err = d.Store.SaveJudgement(ctx, team, pkg, j, tally)
	if errors.Is(err, assessment.ErrConflict) {
		return errTally // or the judgement itself: then the next try sees it
	}
	return err
}

// Differs reports whether a reviewer's own rating of a question is two levels or
// more from a colleague's. What settled the difference changes nothing in that.
func Differs(m *scoring.Method, question string, judgements []Judgement, by string) bool {
	own := slices.DeleteFunc(slices.Clone(judgements), func(j Judgement) bool { return j.Question != question || j.Rating.Adjudicated })
	mine := slices.IndexFunc(own, func(j Judgement) bool { return j.By == by })
	return mine >= 0 && slices.ContainsFunc(own, func(j Judgement) bool {
		return !m.Settled(question, []scoring.Review{own[mine].Rating, j.Rating})
	})
}

// checkRating says what is wrong with a judgement, with paths within its
// rating.
func checkRating(m *scoring.Method, p *assessment.Package, question string, rating scoring.Review, note string) questionnaire.Faults {
	check := scoring.File{Track: p.Track, AsOf: p.AsOf, Reviews: map[string][]scoring.Review{question: {rating}}}
	faults := check.Check(m.Catalogue)
	for i := range faults {
		faults[i].Path = strings.TrimPrefix(faults[i].Path, "reviews."+question+"[0].")
	}
	return append(faults, ReasonFaults(note)...)
}

// ReasonFaults says what is wrong with the reason of a judgement. Without it
// neither those who differ nor whoever settles could weigh the rating.
func ReasonFaults(note string) questionnaire.Faults {
	if fault := textFault("note", note, questionnaire.MinReason, maxNote); fault != nil {
		return questionnaire.Faults{*fault}
	}
	return nil
}

// maxNote is the longest reason of a judgement, in characters.
const maxNote = 8000

// Judgements lists what the team's reviewers hold of a package, as one of them
// may see it: what they have not judged themselves comes without a colleague's
// rating, until two have judged and a third may settle.
func (d *Desk) Judgements(ctx context.Context, team, pkg, by string) ([]Judgement, error) {
	if _, err := d.Package(ctx, team, pkg); err != nil {
		return nil, err
	}
	all, err := d.Store.Judgements(ctx, team, pkg, "")
	if err != nil {
		return nil, err
	}
	judged, own := map[string]int{}, map[string]bool{}
	for _, j := range all {
		judged[j.Question]++
		own[j.Question] = own[j.Question] || j.By == by
	}
	for i, j := range all {
		if !own[j.Question] && judged[j.Question] < 2 {
			all[i].Rating, all[i].Note = scoring.Review{}, ""
		}
	}
	return all, nil
}

// Reviewed is a package with the judgements of the team laid beside the
// country's answers, and how many of them were not given blind. What figures of
// agreement say of blind ratings, they say the less the more were not.
type Reviewed struct {
	*scoring.Assessment
	Ratings  int `json:"ratings"`   // reviewers' own; what the team settled is none
	NotBlind int `json:"not_blind"` // of these
}

// Reviewed scores a package with the judgements of the team. What was withheld
// counts as declined. While a reviewer has yet to judge and did not open
// the levels, it comes to them without what would tell one: the actions and the
// path, and which answers contradict each other.
func (d *Desk) Reviewed(ctx context.Context, team, pkg, by string) (*Reviewed, error) {
	p, err := d.Package(ctx, team, pkg)
	if err != nil {
		return nil, err
	}
	judgements, err := d.Store.Judgements(ctx, team, pkg, "")
	if err != nil {
		return nil, err
	}
	m, f, err := d.Content.Released(p)
	if err != nil {
		return nil, err
	}
	out := &Reviewed{}
	f.Reviews = map[string][]scoring.Review{}
	for _, j := range judgements {
		f.Reviews[j.Question] = append(f.Reviews[j.Question], j.Rating)
		if !j.Rating.Adjudicated {
			out.Ratings++
			if !j.Blind {
				out.NotBlind++
			}
		}
	}
	out.Assessment = m.Assess(f, scoring.Seed(pkg, p.Catalogue))
	if len(unjudged(m, p, judgements, by)) == 0 {
		return out, nil
	}
	opened, err := d.Store.Opened(ctx, team, pkg, by)
	if err != nil {
		return nil, err
	}
	if !opened {
		out.Actions, out.Steps, out.Stuck = []scoring.Action{}, []scoring.Step{}, nil
		out.Applied.Held, out.Applied.Open = []string{}, []string{}
	}
	return out, nil
}

// Waits reports whether a question still takes a judgement of a reviewer, who
// has not judged it: nobody has, or it is critical and one person has, for it
// takes two.
func Waits(q *questionnaire.Question, judgements []Judgement, by string) bool {
	people := 0
	for _, j := range judgements {
		switch {
		case j.Question != q.ID || j.Rating.Adjudicated:
		case j.By == by:
			return false
		default:
			people++
		}
	}
	return people == 0 || people == 1 && q.GateMin > 0
}
