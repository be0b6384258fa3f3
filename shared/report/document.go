package report

import (
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// Kind says what a Document was made of, and so who may see it.
type Kind string

// The kinds.
const (
	Draft    Kind = "draft"    // not sealed; the country's own
	Part     Kind = "part"     // of a sealed file: what somebody reads who may not read the sealed record
	National Kind = "national" // the sealed record; the country's own
	Released Kind = "released" // what was cleared for one audience
)

// Document is everything that a report says, in one language. Writers read it
// and leave it as it is.
type Document struct {
	Language language.Language
	WordsIn  string // language of the questions' words, which may not be translated yet
	Kind     Kind
	Marking  string // stands on every page: draft, national, or released to whom
	ID       string // of the file, submission or package
	Country  string // name; empty where the source names none
	Cycle    string
	Revision int // 0 where the source has none
	Track    questionnaire.Track
	Day      questionnaire.Date // from which this is: of the assessment, or of the release
	AsOf     questionnaire.Date // on which evidence is aged
	Hash     string             // of the submission or package; empty for a draft

	Catalogue      string
	Status         questionnaire.Status
	Annex          string
	Questionnaires []Questionnaire
	Part           string // id of the questionnaire that this is a part about; empty: all

	Sections       []Section
	Result         *scoring.Assessment
	Whole          bool // a released result that is over the whole sealed record
	Contradictions []Contradiction
	Instruments    []Instrument
	Steps          []Step
	Duties         []Duty
	Dates          []Date
	Counts         Counts

	source *Source
	words  *questionnaire.Wording
}

// Questionnaire is one that was answered.
type Questionnaire struct{ ID, Version, Title string }

// Section is a section with its questions of the track, in order.
type Section struct {
	ID, Title, Questionnaire, Criterion string
	Questions                           []Question
}

// Question is one question and what became of it. Points have one decimal and
// are empty where nothing is counted.
type Question struct {
	ID, Text       string
	Critical       bool
	State          string                 // of questionnaire.State, or parked, or withheld
	Withheld       string                 // why
	Response       questionnaire.Response // as it was given; parked ones keep theirs
	Answer         string                 // in words
	Meaning        string                 // what must be true at that answer
	Claimed, Shown string                 // points of 100
	Grade          int                    // of the evidence, as it counts
	Required       int                    // grade that is asked for; 0: none
	Gate           scoring.GateState
	Cited          []Cited
	References     []string
	Flag           string
	Carried        bool

	asked *questionnaire.Question
}

// States of a Question beside those of a response.
const (
	Parked   = "parked"
	Withheld = "withheld"
)

// Given reports whether somebody answered.
func (q *Question) Given() bool {
	return q.Response.State != "" && q.Response.State != questionnaire.Unanswered
}

// Cited is an instrument as an answer cites it. Title is empty where the
// instrument itself is not part of the source.
type Cited struct {
	assessment.Citation
	Title    string
	Articles []string
}

// Instrument is one that answers cite, with those that do.
type Instrument struct {
	assessment.Instrument
	By []string // questions
}

// Contradiction is a rule that the answers break.
type Contradiction struct {
	ID, Title, Text string
	Explanation     string // empty: open
}

// Step is an item of the plan.
type Step struct {
	assessment.SharedStep
	Gap    string // the question, in words
	Effort int    // 1 weeks, 2 months, 4 a law or a system, 8 years; 0 not known
	Share  bool   // the country agrees that reviewers see it
	Note   string
}

// Wants reports whether help is wanted with a step that still stands.
func (s *Step) Wants() bool {
	return s.Assistance != "" && s.Progress != assessment.Done && s.Progress != assessment.Dropped
}

// Duty is a question that bears on an obligation under resolution 1540.
type Duty struct {
	Obligation, Title string // the paragraph, and what it is called
	Question          *Question
	Practice          bool // how it is done; otherwise what is written
}

// Date is one entry of a calendar.
type Date struct {
	ID       string
	From, To questionnaire.Date // both days are part of it
	Title    string
	Text     string
	Place    string
	Called   bool // called off
	question string
}

// Counts says how much of each kind a Document holds or a writer wrote.
type Counts struct {
	Questions      int // of the track, whatever their state
	Answers        int // that were given, parked ones as well
	Withheld       int
	Parked         int
	Flags          int
	Proofs         int // items of evidence
	Citations      int // of instruments by answers
	Instruments    int
	Contradictions int
	Steps          int
	Requests       int // steps with which help is wanted
	Duties         int // obligation and question
	Dates          int
}

// add counts a question.
func (n *Counts) add(q *Question) {
	n.Questions++
	if q.Given() {
		n.Answers++
	}
	switch q.State {
	case Withheld:
		n.Withheld++
	case Parked:
		n.Parked++
	}
	if q.Flag != "" {
		n.Flags++
	}
	n.Proofs += len(q.Response.Evidence)
	n.Citations += len(q.Cited)
}

// count works out the counts of the document as it is.
func (d *Document) count() {
	d.Counts = Counts{Instruments: len(d.Instruments), Contradictions: len(d.Contradictions), Steps: len(d.Steps), Duties: len(d.Duties), Dates: len(d.Dates)}
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			d.Counts.add(&d.Sections[i].Questions[j])
		}
	}
	for i := range d.Steps {
		if d.Steps[i].Wants() {
			d.Counts.Requests++
		}
	}
}
