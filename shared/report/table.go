package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// Table is rows of cells under heads, in the words of a language. Cells are
// text as it stands; a writer passes each through Cell where its format could
// take text for something else.
type Table struct {
	Title string
	Note  string // how to read it; may be empty
	Heads []string
	Rows  [][]string
}

// Cell makes text safe to stand in a cell of a spreadsheet: what a program
// could take for a formula gets an apostrophe in front, and characters that no
// cell can hold become U+FFFD. It is the one place where text becomes a cell.
func Cell(text string) string {
	text = strings.Map(func(c rune) rune {
		if c == utf8.RuneError || c == '\uFEFF' || c == '\uFFFE' || c == '\uFFFF' || c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return utf8.RuneError
		}
		return c
	}, text)
	// Full-width signs are read as formulas by some East Asian versions.
	if first, _ := utf8.DecodeRuneInString(text); strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + text
	}
	return text
}

// byteOrder says to spreadsheet programs that a text is UTF-8.
const byteOrder = "\ufeff"

// writeTo writes the table as CSV with the line ends of RFC 4180.
func (t *Table) writeTo(w io.Writer) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := make([]string, len(t.Heads))
	for i := -1; i < len(t.Rows); i++ {
		cells := t.Heads
		if i >= 0 {
			cells = t.Rows[i]
		}
		for k, text := range cells {
			row[k] = Cell(text)
		}
		if err := out.Write(row[:len(cells)]); err != nil {
			return fmt.Errorf("writing a table: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// column is one column of the answers: for people and, where that differs, for
// programs.
type column struct {
	name string // for programs
	head language.Key
	cell func(*Document, *Section, *Question) string
	code func(*Document, *Section, *Question) string // nil: as cell
}

// columns are those of the answers, one row for each country, cycle and
// question. Names are not changed and new ones are added at the end, so that
// tables of several years stand under each other.
var columns = []column{
	{"country", language.ReportCountry, func(d *Document, _ *Section, _ *Question) string { return d.Country }, nil},
	{"cycle", language.ReportCycle, func(d *Document, _ *Section, _ *Question) string { return d.Cycle }, nil},
	{"revision", language.ReportRevision, func(d *Document, _ *Section, _ *Question) string { return positive(d.Revision) }, nil},
	{"track", language.HomeTrack, func(d *Document, _ *Section, _ *Question) string { return d.Language.Word("track", string(d.Track)) },
		func(d *Document, _ *Section, _ *Question) string { return string(d.Track) }},
	{"marking", language.ReportMarking, func(d *Document, _ *Section, _ *Question) string { return d.Marking },
		func(d *Document, _ *Section, _ *Question) string { return string(d.Kind) }},
	{"date", language.ReportDay, func(d *Document, _ *Section, _ *Question) string { return d.Day.String() }, nil},
	{"hash", language.ReportHash, func(d *Document, _ *Section, _ *Question) string { return d.Hash }, nil},
	{"catalogue", language.ReportCatalogue, func(d *Document, _ *Section, _ *Question) string { return d.Catalogue }, nil},
	{"questionnaire", language.ReportQuestionnaire, func(d *Document, s *Section, _ *Question) string { return d.title(s.Questionnaire) },
		func(_ *Document, s *Section, _ *Question) string { return s.Questionnaire }},
	{"criterion", language.ReportCriterion, func(_ *Document, s *Section, _ *Question) string { return s.Criterion }, nil},
	{"section", language.ReportSection, func(_ *Document, s *Section, _ *Question) string { return s.ID + " " + s.Title },
		func(_ *Document, s *Section, _ *Question) string { return s.ID }},
	{"question", language.ReportQuestionId, func(_ *Document, _ *Section, q *Question) string { return q.ID }, nil},
	{"question_text", language.ReportQuestion, func(_ *Document, _ *Section, q *Question) string { return q.Text }, nil},
	{"critical", language.QuestionCritical, func(d *Document, _ *Section, q *Question) string { return d.YesNo(q.Critical) },
		func(_ *Document, _ *Section, q *Question) string { return strconv.FormatBool(q.Critical) }},
	{"state", language.ReportState, func(d *Document, _ *Section, q *Question) string { return d.StateOf(q) },
		func(_ *Document, _ *Section, q *Question) string { return q.State }},
	{"answer", language.ReportAnswer, func(_ *Document, _ *Section, q *Question) string { return q.Answer },
		func(_ *Document, _ *Section, q *Question) string { return value(&q.Response) }},
	{"meaning", language.ReportMeaning, func(_ *Document, _ *Section, q *Question) string { return q.Meaning }, nil},
	{"points_claimed", language.ReportClaimed, func(_ *Document, _ *Section, q *Question) string { return q.Claimed }, nil},
	{"points_shown", language.ReportShown, func(_ *Document, _ *Section, q *Question) string { return q.Shown }, nil},
	{"gate", language.ReportGate, func(d *Document, _ *Section, q *Question) string { return d.word("gate", string(q.Gate)) },
		func(_ *Document, _ *Section, q *Question) string { return string(q.Gate) }},
	{"text", language.ReportText, func(_ *Document, _ *Section, q *Question) string { return q.Response.Text }, nil},
	{"reason", language.QuestionReason, func(d *Document, _ *Section, q *Question) string { return q.Reason(d) },
		func(_ *Document, _ *Section, q *Question) string { return q.Response.Reason + q.Withheld }},
	{"proofs", language.ReportProofs, func(_ *Document, _ *Section, q *Question) string { return strconv.Itoa(len(q.Response.Evidence)) }, nil},
	{"evidence", language.EvidenceTitle, func(d *Document, _ *Section, q *Question) string { return d.evidence(q) }, nil},
	{"grade", language.ReportGrade, func(_ *Document, _ *Section, q *Question) string { return gradeOf(q, q.Grade) }, nil},
	{"grade_asked", language.ReportRequired, func(_ *Document, _ *Section, q *Question) string { return positive(q.Required) }, nil},
	{"cited", language.ReportCited, func(_ *Document, _ *Section, q *Question) string { return q.citations() }, nil},
	{"references", language.QuestionReferences, func(_ *Document, _ *Section, q *Question) string { return strings.Join(q.References, "; ") }, nil},
	{"flag", language.ReportFlag, func(_ *Document, _ *Section, q *Question) string { return q.Flag }, nil},
	{"release", language.ReportLevel, func(d *Document, _ *Section, q *Question) string {
		return d.word("release", string(q.Response.Release))
	},
		func(_ *Document, _ *Section, q *Question) string { return string(q.Response.Release) }},
	{"carried", language.ReportCarried, func(d *Document, _ *Section, q *Question) string { return d.YesNo(q.Carried) },
		func(_ *Document, _ *Section, q *Question) string { return strconv.FormatBool(q.Carried) }},
}

// answers is the table of the answers, for people or for programs, with what it
// holds.
func (d *Document) answers(programs bool) (*Table, Counts) {
	t := &Table{Title: d.Language.Text(language.ReportTitle)}
	for _, c := range columns {
		head := c.name
		if !programs {
			head = d.Language.Text(c.head)
		}
		t.Heads = append(t.Heads, head)
	}
	var n Counts
	for i := range d.Sections {
		s := &d.Sections[i]
		for j := range s.Questions {
			q := &s.Questions[j]
			row := make([]string, len(columns))
			for k, c := range columns {
				cell := c.cell
				if programs && c.code != nil {
					cell = c.code
				}
				row[k] = cell(d, s, q)
			}
			t.Rows = append(t.Rows, row)
			n.add(q)
		}
	}
	return t, n
}

// writeCSV writes the answers in words, with the mark by which spreadsheet
// programs know UTF-8.
func writeCSV(w io.Writer, d *Document) (Counts, error) {
	t, n := d.answers(false)
	if _, err := io.WriteString(w, byteOrder); err != nil {
		return n, err
	}
	return n, t.writeTo(w)
}

// writePlainCSV writes the answers by names and codes that do not change with
// the language, for programs.
func writePlainCSV(w io.Writer, d *Document) (Counts, error) {
	t, n := d.answers(true)
	return n, t.writeTo(w)
}

// positive writes a number that is none when it is 0.
func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func gradeOf(q *Question, grade int) string {
	if q.Claimed == "" {
		return ""
	}
	return strconv.Itoa(grade)
}

// value is an answer in figures and ids.
func value(r *questionnaire.Response) string {
	switch {
	case r.Level != nil:
		return strconv.Itoa(*r.Level)
	case r.Count != nil:
		return strconv.Itoa(*r.Count)
	case r.Percent != nil:
		return r.Percent.String()
	}
	return strings.Join(r.Choices, "; ")
}
