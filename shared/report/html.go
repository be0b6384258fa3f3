package report

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

//go:embed report.css
var style string

// page is a document as the templates see it.
type page struct {
	*Document
	heading string
	wrote   Counts // what the page holds, printed at its end
}

func (d *Document) page(heading string, wrote Counts) page {
	return page{d, joined(" - ", heading, d.Country, d.Cycle), wrote}
}

// render writes a page.
func (p page) render(w io.Writer, c templ.Component) error {
	if err := c.Render(context.Background(), w); err != nil {
		return fmt.Errorf("writing the page of report %s: %w", p.ID, err)
	}
	return nil
}

// writeHTML writes the whole document as one page that prints well and loads
// nothing.
func writeHTML(w io.Writer, d *Document) (Counts, error) {
	var n Counts
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			n.add(&d.Sections[i].Questions[j])
		}
	}
	annexes := d.annexes(&n)
	for _, a := range annexes {
		*a.wrote = len(a.table.Rows)
	}
	p := d.page(d.Language.Text(language.ReportTitle), n)
	return n, p.render(w, whole(p, annexes))
}

func (p page) t(k language.Key) string { return p.Language.Text(k) }

// style is the style sheet with what stands at the head of every printed page.
func (p page) style() string {
	running := joined(" - ", p.Marking, p.Country, p.Cycle, p.Date(p.Day))
	return "<style>\n" + strings.Replace(style, "RUNNING", cssText(running), 1) + "</style>"
}

// cssText writes text so that it can stand in a string of a style sheet and
// mean nothing else there: all but letters, digits and single spaces is escaped.
func cssText(text string) string {
	var b strings.Builder
	for _, c := range text {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) || c == ' ' {
			b.WriteRune(c)
		} else if c != 0 {
			fmt.Fprintf(&b, `\%x `, c) // the space ends the escape and is part of it
		}
	}
	return b.String()
}

// scoreRow is one criterion or section of the result in words.
type scoreRow struct {
	name, verdict, shown, claimed, coverage, confidence string
	gates                                               []string
}

// criteria are the rows of the result.
func (d *Document) criteria() []scoreRow {
	rows := make([]scoreRow, len(d.Result.Criteria))
	for i := range d.Result.Criteria {
		c, row := &d.Result.Criteria[i], &rows[i]
		row.name = c.ID + " " + d.words.References.Criteria[c.ID]
		if c.Shown == nil || c.Claimed == nil {
			row.verdict = d.Language.Text(language.ReportNone)
			continue
		}
		row.verdict = d.Language.Word("verdict", string(c.Shown.Verdict))
		if !c.Counted {
			row.verdict += " (" + d.Language.Text(language.CriterionNotCounted) + ")"
		}
		row.shown, row.claimed = d.figure(c.Shown.Gated), d.figure(c.Claimed.Gated)
		row.coverage = d.Language.Percent(c.Coverage.Text(1))
		row.confidence = d.word("confidence", c.ConfidenceLabel)
		for _, g := range c.Gates {
			row.gates = append(row.gates, g.Question+": "+d.Language.Word("gate", string(g.Shown)))
		}
	}
	return rows
}

// scoredSections are the sections that have a score.
func (d *Document) scoredSections() []scoreRow {
	var rows []scoreRow
	for i := range d.Result.Criteria {
		for _, s := range d.Result.Criteria[i].Sections {
			rows = append(rows, scoreRow{name: s.ID + " " + d.words.Sections[s.ID].Title, shown: d.figure(s.Shown), claimed: d.figure(s.Claimed)})
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

// countRow is one line of what a document holds.
type countRow struct{ name, number string }

// countRows are counts in words, in the order in which they are shown; of a
// file that holds one kind of thing, that kind alone.
func (d *Document) countRows(n Counts) []countRow {
	var rows []countRow
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
			rows = append(rows, countRow{d.Language.Text(r.key), d.Language.Number(r.n)})
		}
	}
	return rows
}

// heads are the words of keys, for the heads of a table.
func (d *Document) heads(keys ...language.Key) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = d.Language.Text(k)
	}
	return out
}
