package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Source is what a Document is made of, whatever it came from.
type Source struct {
	kind     Kind
	id       string
	country  string
	audience string
	cycle    string
	revision int
	day      questionnaire.Date
	hash     string
	whole    bool

	content  *assessment.Content
	method   *scoring.Method
	file     *scoring.File           // as it is scored
	answers  questionnaire.Responses // as they are shown: without what stands for withheld ones
	result   *scoring.Assessment
	records  map[string]assessment.Record // flags, and what was carried over
	law      *assessment.Law
	withheld map[string]string
	steps    []Step
	given    []assessment.Assignment
	meetings []assessment.Engagement
	asked    []assessment.Clarification // without a reply
	since    string                     // with what changes compares
	changes  []scoring.AnswerChange

	submission *assessment.Submission
	receipt    *assessment.Receipt
	pkg        *assessment.Package
}

// OfFile is the source of a file of responses that passed Check: a draft of
// nobody in particular.
func OfFile(c *assessment.Content, f *scoring.File) (*Source, error) {
	s := &Source{kind: Draft, id: f.Assessment, day: f.AsOf, file: f, answers: f.Responses}
	return s, s.assess(c)
}

// OfDraft is the source of a file that is being worked on, as of a day. ledger
// holds every version of the country's instruments.
func OfDraft(c *assessment.Content, country *assessment.Country, f *assessment.File, records []assessment.Record, ledger []assessment.Instrument, day questionnaire.Date) (*Source, error) {
	s := &Source{
		kind: Draft, id: f.ID, country: country.Name, cycle: f.Cycle, revision: f.Revision, day: day,
		answers: questionnaire.Responses{}, records: map[string]assessment.Record{},
	}
	if f.State == assessment.Submitted {
		s.kind = Part
	}
	law := &assessment.Law{Cited: map[string][]assessment.Citation{}, Instruments: ledger}
	for _, r := range records {
		s.answers[r.Question], s.records[r.Question] = r.Response, r
		law.Cited[r.Question] = r.Instruments
	}
	s.law = law
	s.file = &scoring.File{
		Track: f.Track, AsOf: day, Assessment: f.ID, Catalogue: f.Catalogue, AnnexEdition: f.AnnexEdition,
		Responses: s.answers, Explained: f.Explained,
	}
	return s, s.assess(c)
}

// OfSubmission is the source of a sealed record.
func OfSubmission(c *assessment.Content, country string, sub *assessment.Submission, r *assessment.Receipt) (*Source, error) {
	content := sub.Content
	s := &Source{
		kind: National, id: sub.ID, country: country, cycle: sub.Cycle, revision: sub.Revision, day: dayOf(sub.At), hash: sub.Manifest.Hash,
		file: &content, answers: content.Responses, law: sub.Law, submission: sub, receipt: r,
	}
	return s, s.read(c, sub.Result)
}

// OfPackage is the source of a released package.
func OfPackage(c *assessment.Content, p *assessment.Package) (*Source, error) {
	s := &Source{
		kind: Released, id: p.ID, country: p.Name, audience: p.Team, cycle: p.Cycle, revision: p.Revision, day: dayOf(p.At), hash: p.Hash, whole: p.Whole,
		answers: p.Responses, law: p.Law, withheld: p.Withheld, pkg: p,
	}
	for _, step := range p.Plan {
		s.steps = append(s.steps, Step{SharedStep: step, Share: true})
	}
	var err error
	if _, s.file, err = c.Released(p); err != nil {
		return nil, err
	}
	return s, s.read(c, p.Result)
}

// Whole reports whether the result of a package is over the whole sealed
// record, of which the package holds a part.
func (s *Source) Whole() bool { return s.whole }

// Plan adds the plan of the file.
func (s *Source) Plan(items []assessment.PlanItem) {
	for _, i := range items {
		s.steps = append(s.steps, Step{
			SharedStep: assessment.SharedStep{Kind: i.Kind, Question: i.Question, Owner: i.Owner, Due: i.Due, Assistance: i.Assistance, Progress: i.Progress},
			Effort:     i.Effort, Share: i.Share, Note: i.Note,
		})
	}
}

// Assigned adds what bodies have to answer until when.
func (s *Source) Assigned(given []assessment.Assignment) { s.given = given }

// Meetings adds what was arranged with teams.
func (s *Source) Meetings(all []assessment.Engagement) { s.meetings = all }

// open finds the method, and the newer edition of the Annex if there is one.
func (s *Source) open(c *assessment.Content) (err error) {
	s.content = c
	if s.method, err = c.Method(s.file.Catalogue, s.file.Track); err != nil {
		return fmt.Errorf("opening the questionnaires of the report: %w", err)
	}
	s.file.Changed, err = c.Overtaken(s.file.AnnexEdition, s.file.AsOf, s.method.Catalogue)
	return err
}

// assess scores what has no result yet.
func (s *Source) assess(c *assessment.Content) error {
	if err := s.open(c); err != nil {
		return err
	}
	s.result = s.method.Assess(s.file, scoring.Seed(s.file.Assessment, s.method.Catalogue.ID))
	return nil
}

// read takes the result that was sealed or released. Where this program's
// engine makes the same one, its exact numbers take the place of those with
// four decimals, so that a figure is rounded once.
func (s *Source) read(c *assessment.Content, result json.RawMessage) error {
	if err := s.open(c); err != nil {
		return err
	}
	s.result = &scoring.Assessment{}
	if err := json.Unmarshal(result, s.result); err != nil || s.result.Result == nil || s.result.Stability == nil {
		return fmt.Errorf("reading the result of %s %s: it is not one of this program (%v)", s.kind, s.id, err)
	}
	if s.file.Assessment == "" {
		s.file.Assessment = s.result.Assessment // a package: so that its seed is the same
	}
	exact := s.method.Score(s.file)
	if len(exact.Criteria) != len(s.result.Criteria) {
		return nil
	}
	for i := range exact.Criteria {
		exact.Criteria[i].Stability = s.result.Criteria[i].Stability
	}
	was, err := json.Marshal(s.result.Result)
	now, wrong := json.Marshal(exact)
	if err == nil && wrong == nil && slices.Equal(was, now) {
		s.result.Result = exact
	}
	return nil
}

func dayOf(t time.Time) questionnaire.Date {
	t = t.UTC()
	return questionnaire.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}

// instrument finds what an answer cites; nil where it is no part of the source.
func (s *Source) instrument(c assessment.Citation) *assessment.Instrument {
	i := slices.IndexFunc(s.law.Instruments, func(x assessment.Instrument) bool { return x.ID == c.ID && x.Version == c.Version })
	if i < 0 {
		return nil
	}
	return &s.law.Instruments[i]
}

// obligations are the references of a question to resolution 1540.
func obligations(q *questionnaire.Question) []string {
	return slices.DeleteFunc(slices.Clone(q.References), func(id string) bool { return !strings.HasPrefix(id, "1540 ") })
}
