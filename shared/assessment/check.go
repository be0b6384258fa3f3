package assessment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Problem is one thing that is wrong with a file before it is sealed.
type Problem struct {
	Kind       string   `json:"kind"`
	Question   string   `json:"question,omitempty"`
	Section    string   `json:"section,omitempty"`
	Instrument string   `json:"instrument,omitempty"` // id of the law that the answer cites
	Rule       string   `json:"rule,omitempty"`       // contradiction
	Questions  []string `json:"questions,omitempty"`  // between which the contradiction is
	Text       string   `json:"text"`
	Blocks     bool     `json:"blocks"` // an error; otherwise a warning
}

// Problems says what is wrong with a file, in the order of its questions.
func (d *Desk) Problems(ctx context.Context, country string, f *File) ([]Problem, error) {
	records, err := d.Store.Records(ctx, country, f, "")
	if err != nil {
		return nil, err
	}
	m, err := d.margin(ctx, country, f)
	if err != nil {
		return nil, err
	}
	return d.problems(f, records, m)
}

func (d *Desk) problems(f *File, records []Record, m *margin) ([]Problem, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	responses := responsesOf(records)
	day := d.today()
	content, err := d.content(file, responses, day)
	if err != nil {
		return nil, err
	}
	result := file.method.Score(content)
	carried := map[string]bool{}
	for _, r := range records {
		carried[r.Question] = r.Carried
	}
	states := sectionStates(file, records, m)
	signed, answered := map[string]bool{}, map[string]bool{} // by section
	for _, s := range states {
		signed[s.Section] = s.Holds
	}
	var out []Problem
	add := func(kind string, blocks bool, q *questionnaire.Question, format string, args ...any) {
		out = append(out, Problem{Kind: kind, Question: q.ID, Section: q.Section.ID, Text: fmt.Sprintf(format, args...), Blocks: blocks})
	}
	parked := result.Applied.Parked
	for _, q := range file.catalogue().Questions() {
		if !q.On(f.Track) || slices.Contains(parked, q.ID) {
			continue
		}
		r := responses[q.ID]
		given := r.State != "" && r.State != questionnaire.Unanswered
		answered[q.Section.ID] = answered[q.Section.ID] || given
		switch {
		case !given && !slices.Contains(result.Applied.NAAccepted, q.ID):
			add("unanswered", false, q, "not answered")
		case r.State == questionnaire.Value && q.Scored() && len(r.Evidence) == 0 && q.PointsOf(f.Track, &r).Cmp(0) > 0:
			add("no_evidence", false, q, "an answer without evidence counts at grade 0; grade %d is asked for", q.EvidenceGrade)
		}
		if q.MaxAgeMonths > 0 {
			for _, e := range r.Evidence {
				if age := e.Date.MonthsTo(day); age >= q.MaxAgeMonths {
					add("old_evidence", false, q, "%q is %d months old; after %d it counts one grade less", e.Title, age, q.MaxAgeMonths)
				}
			}
		}
		if law := lacksLaw(file, q, responses); law != "" {
			add("no_law", false, q, "a practice is claimed, and %s, the law that it rests on, is not in place", law)
		}
		if given && carried[q.ID] && !signed[q.Section.ID] {
			add("carried", true, q, "carried over from an earlier submission, and neither confirmed nor signed off with its section")
		}
	}
	out = slices.Concat(out, lawProblems(file, records, m.instruments, day), pairProblems(file, m.pairs), unsigned(states, answered))
	for _, c := range file.catalogue().Contradictions() {
		if !slices.Contains(result.Applied.Open, c.ID) {
			continue
		}
		out = append(out, Problem{Kind: "contradiction", Rule: c.ID, Questions: c.Questions(), Text: "answers contradict each other: change one or explain it", Blocks: true})
	}
	for i := range result.Criteria {
		for _, s := range result.Criteria[i].Sections {
			if s.Thin {
				out = append(out, Problem{Kind: "thin", Section: s.ID, Text: "more than half of this section does not apply"})
			}
		}
	}
	return out, nil
}

// The points from which a practice is claimed, and below which the law that it
// rests on is not in place.
const (
	practicePoints = 80
	lawPoints      = 60
)

// lacksLaw names the law that a claimed practice requires and that the file
// does not claim; empty for none. A law that does not apply is not missing.
func lacksLaw(file *asked, q *questionnaire.Question, responses questionnaire.Responses) string {
	claims := func(q *questionnaire.Question, points int) bool {
		r := responses[q.ID]
		return r.State == questionnaire.Value && q.PointsOf(file.Track, &r).Cmp(points) >= 0
	}
	if q.Type != questionnaire.Practice || !claims(q, practicePoints) {
		return ""
	}
	for _, id := range q.Requires {
		law := file.question(id)
		if law == nil || law.Type != questionnaire.Law || responses[id].State == questionnaire.NA {
			continue
		}
		if !claims(law, lawPoints) {
			return id
		}
	}
	return ""
}

// mayBeSealed returns *NotReady while something blocks, and otherwise what
// stands beside the answers. records are those that were frozen; nil reads
// them.
func (d *Desk) mayBeSealed(ctx context.Context, a Act, f *File, records []Record) (*margin, error) {
	if records == nil {
		var err error
		if records, err = d.Store.Records(ctx, a.Country, f, ""); err != nil {
			return nil, err
		}
	}
	m, err := d.margin(ctx, a.Country, f)
	if err != nil {
		return nil, err
	}
	all, err := d.problems(f, records, m)
	if err != nil {
		return nil, err
	}
	blocking := slices.DeleteFunc(all, func(p Problem) bool { return !p.Blocks })
	if len(blocking) > 0 {
		return nil, &NotReady{f.ID, blocking}
	}
	return m, nil
}

// Explain keeps the lead's written explanation of a contradiction; empty takes
// it back. seen is the version of the header that its author saw.
func (d *Desk) Explain(ctx context.Context, a Act, f *File, seen int, rule, text string) (*File, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(file.catalogue().Contradictions(), func(c questionnaire.Contradiction) bool { return c.ID == rule }) {
		return nil, ErrNotFound
	}
	if f.State != Draft {
		return nil, ErrSealed
	}
	text = strings.TrimSpace(text)
	var fs faults
	if text != "" {
		fs.text("text", text, questionnaire.MinReason, 2000)
	}
	if fs.Err() != nil {
		return nil, fs.Faults
	}
	next := *f
	next.Version, next.Explained = seen+1, map[string]string{}
	for id, t := range f.Explained {
		next.Explained[id] = t
	}
	if next.Explained[rule] = text; text == "" {
		delete(next.Explained, rule)
	}
	return &next, d.Store.SaveFile(ctx, a.Country, &next)
}
