package offline

import (
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// language is the language that the command line speaks.
const language = "en"

// consensus stands on everything that shows a result.
const consensus = "This is a self-assessment aid. It describes what the answers show. Membership of the MTCR is decided by consensus of the Partners on more than this tool can see, and adherence is not a stage of membership."

// draftNote stands on results of a catalogue that is not yet confirmed.
const draftNote = "Catalogue %s is a draft: its weights and words are not yet confirmed by practitioners."

var verdictWords = map[scoring.Verdict]string{
	scoring.Met: "met", scoring.LargelyMet: "largely met", scoring.PartlyMet: "partly met", scoring.NotMet: "not met",
	scoring.Undetermined: "cannot be said yet", scoring.NotAssessed: "not assessed",
}

var verdictStyles = map[scoring.Verdict]command.Style{
	scoring.Met: command.Good, scoring.LargelyMet: command.Good, scoring.PartlyMet: command.Warn, scoring.NotMet: command.Bad,
	scoring.Undetermined: command.Warn, scoring.NotAssessed: command.Warn,
	scoring.Strong: command.Good, scoring.Ready: command.Good, scoring.Building: command.Warn, scoring.NotReady: command.Bad,
}

// ruleWords say in words which rule of the decision table made a criterion's
// verdict.
var ruleWords = [...]string{1: "a critical question is unanswered, or less than 80 per cent of the weight has an answer",
	2: "a critical question fails", 3: "the answer to a critical question is not known",
	4: "the score is below 40", 5: "the score is below 60, or a critical answer is not proven",
	6: "the score is 80 or more, every section 50 or more, and 90 per cent of the weight has an answer",
	7: "the score is 60 or more and every section 30 or more", 8: "a section is below 30"}

var overallWords = map[questionnaire.Track]map[scoring.Verdict]string{
	questionnaire.Prospective: {scoring.NotReady: "Important gaps remain", scoring.NotAssessed: "Assessment incomplete", scoring.Undetermined: "Cannot be said yet",
		scoring.Strong: "All elements in place and shown", scoring.Ready: "Main elements in place", scoring.Building: "Being built"},
	questionnaire.Adherent: {scoring.NotReady: "Important gaps remain", scoring.NotAssessed: "Assessment incomplete", scoring.Undetermined: "Cannot be said yet",
		scoring.Strong: "Adherence fully substantiated", scoring.Ready: "Adherence sustained", scoring.Building: "Gaps to close"},
}

var overallRules = [...]string{1: "at least one criterion is not met", 2: "at least one criterion is not assessed", 3: "at least one criterion cannot be said yet",
	4: "every criterion is met", 5: "every criterion is met or largely met", 6: "at least one criterion is only partly met"}

var kindWords = map[scoring.Kind]string{scoring.Unblock: "Unblock", scoring.Improve: "Improve", scoring.Prove: "Prove", scoring.FindOut: "Find out"}

var runWords = map[string]string{
	"base": "as the method defines", "flat_question_weights": "all questions weigh the same", "flat_section_weights": "all sections weigh the same",
	"equal_steps": "levels in equal steps", "evidence_lenient": "missing proof costs less", "evidence_strict": "missing proof costs more",
	"unknown_full": "what is not known counts in full", "arithmetic": "plain mean of the criteria", "half_minimum": "half the lowest criterion, half the mean",
	"claims_only": "claims only, proof not asked for",
}

var agreementWords = map[string]string{
	"reliable": "reliable", "tentative": "to be taken with care", "rewrite": "too low; settle the differences and reword the questions",
	"insufficient": "too few questions to say", "no variation": "no variation to measure",
}

var effortWords = map[int]string{1: "weeks", 2: "months", 4: "a law or a system", 8: "years"}

var gateWords = map[scoring.GateState]string{
	scoring.GateFail: "fails", scoring.GateUnknown: "not known", scoring.GateUnanswered: "unanswered",
	scoring.GateUnproven: "not proven", scoring.GatePass: "passes",
}

// texts is the words of a catalogue.
type texts struct {
	questions  questionnaire.Words
	sections   map[string]questionnaire.SectionText
	rules      map[string]questionnaire.ContradictionText
	references *questionnaire.ReferenceText
}

func readTexts(c *questionnaire.Catalogue) (*texts, error) {
	t := &texts{sections: map[string]questionnaire.SectionText{}, rules: map[string]questionnaire.ContradictionText{}, questions: questionnaire.Words{}}
	for _, n := range c.Questionnaires {
		words, err := c.Text(n.ID, language)
		if err != nil {
			return nil, err
		}
		for id, s := range words.Sections {
			t.sections[id] = s
		}
		for id, q := range words.Questions {
			t.questions[id] = q
		}
		for id, r := range words.Contradictions {
			t.rules[id] = r
		}
	}
	var err error
	t.references, err = c.ReferenceText(language)
	return t, err
}

// answer says in words what an action leads to.
func (t *texts) answer(q *questionnaire.Question, to scoring.Target) string {
	switch {
	case to.Level != nil:
		return fmt.Sprintf("level %d (%q)", *to.Level, t.label(q.ID, *to.Level))
	case to.Count != nil:
		return fmt.Sprintf("%d of %d", *to.Count, q.CountOf)
	case to.Percent != nil:
		return to.Percent.String() + " per cent"
	}
	return ""
}

// label is the label of an option.
func (t *texts) label(id string, level int) string {
	if o := t.questions[id].Options; level < len(o) {
		return o[level].Label
	}
	return ""
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

var months = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

func day(d questionnaire.Date) string {
	return fmt.Sprintf("%d %s %d", d.Day, months[d.Month-1], d.Year)
}
