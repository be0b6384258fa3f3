package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

//go:embed report.html
var source string

// pages are the templates of each language, read when the first report is
// written.
var pages = func() []func() (*template.Template, error) {
	all := make([]func() (*template.Template, error), len(language.All()))
	for i, l := range language.All() {
		all[i] = sync.OnceValues(func() (*template.Template, error) {
			return template.New("report").Funcs(template.FuncMap{"word": func(name string) (string, error) {
				k, ok := language.Find(name)
				if !ok {
					return "", fmt.Errorf("there are no words %q", name)
				}
				return l.Text(k), nil
			}}).Parse(source)
		})
	}
	return all
}()

// page is a document as the templates see it.
type page struct {
	*Document
	Heading string
	Wrote   Counts // what the page holds, printed at its end
}

// sheet writes a page made of named parts; those that are tables follow their
// data.
type sheet struct {
	w    io.Writer
	t    *template.Template
	page page
	err  error
}

func newSheet(w io.Writer, d *Document, heading string) *sheet {
	s := &sheet{w: w, page: page{Document: d, Heading: joined(" - ", heading, d.Country, d.Cycle)}}
	s.t, s.err = pages[int(d.Language)%len(pages)]()
	s.part("head", s.page)
	return s
}

func (s *sheet) part(name string, data any) {
	if s.err == nil {
		s.err = s.t.ExecuteTemplate(s.w, name, data)
	}
}

// end closes the page with how much it holds.
func (s *sheet) end(wrote Counts) error {
	s.page.Wrote = wrote
	s.part("counts", s.page)
	s.part("foot", nil)
	if s.err != nil {
		return fmt.Errorf("writing the page of report %s: %w", s.page.ID, s.err)
	}
	return nil
}

// writeHTML writes the whole document as one page that prints well and loads
// nothing.
func writeHTML(w io.Writer, d *Document) (Counts, error) {
	s := newSheet(w, d, d.Language.Text(language.ReportTitle))
	s.part("about", s.page)
	s.part("result", s.page)
	var n Counts
	s.part("answers", s.page)
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			n.add(&d.Sections[i].Questions[j])
		}
	}
	for _, a := range d.annexes(&n) {
		s.part("table", a.table)
		*a.wrote = len(a.table.Rows)
	}
	return n, s.end(n)
}

// Running is what stands at the head of every printed page.
func (p page) Running() string {
	return joined(" - ", p.Marking, p.Country, p.Cycle, p.Date(p.Day))
}

// TrackName is the track in words.
func (p page) TrackName() string { return p.Language.Word("track", string(p.Track)) }

// StatusName says whether the questionnaires may still change.
func (p page) StatusName() string { return p.Language.Word("report", "status_"+string(p.Status)) }

// ReleaseName is a release level in words.
func (p page) ReleaseName(r questionnaire.Release) string { return p.word("release", string(r)) }

// GateOf is the state of a question's gate in words.
func (p page) GateOf(q Question) string { return p.word("gate", string(q.Gate)) }

// StateOf and ReasonOf take what a template ranges over.
func (p page) StateOf(q Question) string { return p.Document.StateOf(&q) }

// ReasonOf says why there is no value.
func (p page) ReasonOf(q Question) string { return q.Reason(p.Document) }

// Decimal writes a figure by the marks of the language.
func (p page) Decimal(text string) string { return p.Language.Decimal(text) }

// criterionRow is one criterion of the result in words.
type criterionRow struct {
	Name, Verdict, Shown, Claimed, Coverage, Confidence string
	Gates                                               []string
}

// Criteria are the rows of the result.
func (p page) Criteria() []criterionRow {
	rows := make([]criterionRow, len(p.Result.Criteria))
	for i := range p.Result.Criteria {
		c, row := &p.Result.Criteria[i], &rows[i]
		row.Name = c.ID + " " + p.words.References.Criteria[c.ID]
		if c.Shown == nil || c.Claimed == nil {
			row.Verdict = p.Language.Text(language.ReportNone)
			continue
		}
		row.Verdict = p.Language.Word("verdict", string(c.Shown.Verdict))
		if !c.Counted {
			row.Verdict += " (" + p.Language.Text(language.CriterionNotCounted) + ")"
		}
		row.Shown, row.Claimed = p.figure(c.Shown.Gated), p.figure(c.Claimed.Gated)
		row.Coverage = p.Language.Percent(c.Coverage.Text(1))
		row.Confidence = p.word("confidence", c.ConfidenceLabel)
		for _, g := range c.Gates {
			row.Gates = append(row.Gates, g.Question+": "+p.Language.Word("gate", string(g.Shown)))
		}
	}
	return rows
}

// ScoredSections are the sections that have a score.
func (p page) ScoredSections() []criterionRow {
	var rows []criterionRow
	for i := range p.Result.Criteria {
		for _, s := range p.Result.Criteria[i].Sections {
			rows = append(rows, criterionRow{Name: s.ID + " " + p.words.Sections[s.ID].Title, Shown: p.figure(s.Shown), Claimed: p.figure(s.Claimed)})
		}
	}
	return rows
}

func (d *Document) figure(n scoring.Number) string {
	if !n.Valid() {
		return ""
	}
	return d.Language.Decimal(n.Text(1))
}

// CountRow is one line of what a document holds.
type CountRow struct {
	Name   string
	Number string
}

// CountRows says in words how much of each kind the page holds.
func (p page) CountRows() []CountRow { return p.Document.countRows(p.Wrote) }

// countRows are counts in words, in the order in which they are shown; of a
// file that holds one kind of thing, that kind alone.
func (d *Document) countRows(n Counts) []CountRow {
	var rows []CountRow
	for _, r := range []struct {
		key language.Key
		n   int
	}{
		{language.ReportQuestions, n.Questions}, {language.ReportAnswers, n.Answers}, {language.ReportWithheld, n.Withheld}, {language.ReportParked, n.Parked},
		{language.ReportFlags, n.Flags}, {language.ReportProofs, n.Proofs}, {language.ReportCitations, n.Citations}, {language.NavInstruments, n.Instruments},
		{language.ReportContradictions, n.Contradictions}, {language.NavPlan, n.Steps}, {language.ReportRequests, n.Requests},
		{language.ReportDuties, n.Duties}, {language.ReportDates, n.Dates},
	} {
		if r.n > 0 || n.Questions > 0 {
			rows = append(rows, CountRow{d.Language.Text(r.key), d.Language.Number(r.n)})
		}
	}
	return rows
}

// heads are the words of keys, for the heads of a table.
func (d *Document) heads(keys ...language.Key) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = strings.TrimSpace(d.Language.Text(k))
	}
	return out
}
