package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// Language finds a language by its code. The faults name those there are.
func Language(code string) (language.Language, error) {
	codes := make([]string, 0, len(language.All()))
	for _, l := range language.All() {
		if l.Code() == code {
			return l, nil
		}
		codes = append(codes, l.Code())
	}
	return language.English, questionnaire.Faults{{Path: "language", Problem: "reports are not written in this language", Advice: "use one of " + strings.Join(codes, ", ")}}
}

// word is the words for a value of the data; nothing for no value.
func (d *Document) word(group, value string) string {
	if value == "" {
		return ""
	}
	return d.Language.Word(group, value)
}

// YesNo says whether something is so.
func (d *Document) YesNo(yes bool) string {
	if yes {
		return d.Language.Text(language.ReportYes)
	}
	return d.Language.Text(language.ReportNo)
}

// StateOf says in words what became of a question.
func (d *Document) StateOf(q *Question) string {
	if q.State == Withheld {
		return d.Language.Text(language.ReleaseWithheld)
	}
	return d.Language.Word("state", q.State)
}

// Reason is why there is no value: what the country wrote, and for a question
// that is withheld or not applicable how that stands.
func (q *Question) Reason(d *Document) string {
	switch {
	case q.State == Withheld:
		return d.Language.Text(language.ReleaseWithheld)
	case q.Response.Accepted:
		return strings.TrimSpace(q.Response.Reason + "\n" + d.Language.Text(language.ReasonNaAccepted))
	case q.Response.State == questionnaire.NA:
		return strings.TrimSpace(q.Response.Reason + "\n" + d.Language.Text(language.ReasonNaPending))
	}
	return q.Response.Reason
}

// title is what a questionnaire is called.
func (d *Document) title(id string) string {
	for _, n := range d.Questionnaires {
		if n.ID == id {
			return n.Title
		}
	}
	return id
}

// Date writes a day in words; nothing for no day.
func (d *Document) Date(day questionnaire.Date) string {
	if day.IsZero() {
		return ""
	}
	return d.Language.Date(day.Year, time.Month(day.Month), day.Day)
}

// Proof is one item of evidence on one line.
func (d *Document) Proof(e questionnaire.Evidence) string {
	parts := []string{d.Language.Word("evidence.grade", fmt.Sprint(e.Grade)), e.Title, e.Pinpoint, d.Date(e.Date)}
	if e.Sealed {
		parts = append(parts, d.Language.Text(language.EvidenceSealed))
	}
	parts = append(parts, e.Custodian, e.Identifier)
	for i, p := range parts {
		parts[i] = d.apart(p)
	}
	return joined(", ", parts...)
}

// evidence is every proof of a question, one a line.
func (d *Document) evidence(q *Question) string {
	lines := make([]string, len(q.Response.Evidence))
	for i, e := range q.Response.Evidence {
		lines[i] = d.Proof(e)
	}
	return strings.Join(lines, "\n")
}

// String names what is cited, with its articles.
func (c Cited) String() string {
	if c.Title == "" {
		return fmt.Sprintf("%s, %d", c.ID, c.Version)
	}
	return joined(", ", append([]string{c.Title}, c.Articles...)...)
}

func (q *Question) citations() string {
	lines := make([]string, len(q.Cited))
	for i, c := range q.Cited {
		lines[i] = c.String()
	}
	return strings.Join(lines, "\n")
}

// joined puts what is not empty together.
func joined(between string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, between)
}

// effortWords are the words for what closing a gap costs.
var effortWords = map[int]language.Key{1: language.EffortS, 2: language.EffortM, 4: language.EffortL, 8: language.EffortXl}

// EffortOf says in words what a step costs.
func (d *Document) EffortOf(s *Step) string {
	if k, ok := effortWords[s.Effort]; ok {
		return d.Language.Text(k)
	}
	return ""
}

// Overall is the overall verdict of a view, in words.
func (d *Document) Overall(s scoring.Summary) string {
	return d.Language.Word("overall."+string(d.Track), string(s.Verdict))
}

// Notes are the sentences that stand on every report: who decides, what is not
// confirmed, and over what the result is.
func (d *Document) Notes() []string {
	l := d.Language
	notes := []string{l.Text(language.PageNotice) + " " + l.Text(language.PageNoticeMore)}
	if d.Status == questionnaire.Draft {
		notes = append(notes, l.Text(language.PageDraft, "catalogue", d.Catalogue))
	}
	switch {
	case d.Kind == Released && d.Whole:
		notes = append(notes, l.Text(language.ReportWholeResult))
	case d.Kind == Released:
		notes = append(notes, l.Text(language.ReportReleasedResult))
	}
	if d.Part != "" {
		notes = append(notes, l.Text(language.ReportPart, "questionnaire", d.title(d.Part)))
	}
	if d.WordsIn != l.Code() {
		notes = append(notes, l.Text(language.QuestionWordsIn))
	}
	if !l.Reviewed() {
		notes = append(notes, l.Text(language.PageNotReviewed))
	}
	return notes
}
