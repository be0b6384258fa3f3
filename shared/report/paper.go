package report

import (
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// paper is what a report is laid out on, from top to bottom. A text is in the
// style of its name, which is the same for word processors and for pages of a
// fixed size. Widths are twentieths of a point.
type paper interface {
	named(title string) // what the document is called
	paragraph(style string, parts ...string)
	heading(level int, parts ...string)
	listed(title string) // the table of contents stands here, under this title
	// table's caption is what a screen reader says first; headed says that the
	// first row is heads, otherwise the first column is.
	table(caption string, widths []int, headed bool, rows [][]cell)
	chart(c *Chart)
	turn(onSide bool) // pages from here on lie on their side, or stand upright
}

// cell is one cell of a table: paragraphs in a style.
type cell struct {
	style string
	texts []string
}

// script writes the parts of a report on paper.
type script struct {
	d *Document
	paper
}

// record writes the full record: every question with what became of it, then
// the tables beside the answers on pages that lie on their side.
func (x script) record() Counts {
	x.front(language.ReportTitle)
	x.listed(x.d.Language.Text(language.ReportContents))
	x.verdict()
	x.chart(x.d.criteriaChart())
	x.rows(x.d.criteriaTable(true), portrait)
	x.paragraph("Normal")
	for _, c := range x.d.sectionCharts() {
		x.chart(c)
	}
	x.rows(x.d.sectionTable(), portrait)
	x.heading(1, x.d.Language.Text(language.ReportAnswers))
	var n Counts
	for i := range x.d.Sections {
		s := &x.d.Sections[i]
		x.heading(2, s.ID+" ", s.Title)
		for j := range s.Questions {
			x.question(&s.Questions[j])
			n.add(&s.Questions[j])
		}
	}
	x.turn(true)
	for _, a := range x.d.annexes(&n) {
		x.heading(1, a.table.Title)
		*a.wrote = x.rows(a.table, landscape)
	}
	x.turn(false)
	x.counts(n)
	return n
}

// summary writes at most five pages for those who decide: the verdict, the
// criteria, what is weakest and strongest, the critical questions, what would
// move the result, and the laws.
func (x script) summary() Counts {
	x.front(language.ReportSummary)
	x.verdict()
	x.chart(x.d.criteriaChart())
	x.rows(x.d.criteriaTable(false), portrait)
	for _, t := range []*Table{x.d.shortfallTable(), x.d.strengthTable(), x.d.gateTable(), x.d.moveTable()} {
		x.titled(t)
	}
	return Counts{Instruments: x.titled(x.d.lawTable())}
}

// brief writes the visit brief.
func (x script) brief() (n Counts) {
	x.front(language.ReportBrief)
	x.verdict()
	x.rows(x.d.criteriaTable(false), portrait)
	for _, a := range x.d.briefTables(&n) {
		*a.wrote = x.titled(a.table)
	}
	x.counts(n)
	return n
}

// titled writes a table with its title and note, upright.
func (x script) titled(t *Table) int {
	x.heading(1, t.Title)
	if t.Note != "" {
		x.paragraph("Lead", t.Note)
	}
	return x.rows(t, portrait)
}

// pair is one line of a table of two columns: what it is, and how it stands.
type pair struct {
	label language.Key
	cell
}

// labelWidth is the width of the first column of pairs.
const labelWidth = 2700

// pairs writes a table of those pairs that say something.
func (x script) pairs(caption string, pairs []pair) {
	var rows [][]cell
	for _, p := range pairs {
		if p.texts = slices.DeleteFunc(p.texts, func(t string) bool { return t == "" }); len(p.texts) > 0 {
			rows = append(rows, []cell{{"Label", []string{x.d.Language.Text(p.label)}}, p.cell})
		}
	}
	x.table(caption, []int{labelWidth, portrait - labelWidth}, false, rows)
}

func plain(texts ...string) cell { return cell{"Cell", texts} }

// front writes what stands before all else: the marking, the title, what the
// document is of, and the notes.
func (x script) front(title language.Key) {
	d, l := x.d, x.d.Language
	x.named(joined(" - ", l.Text(title), d.Country, d.Cycle))
	x.paragraph("Marking", d.Marking)
	x.paragraph("Title", joined(" - ", d.apart(l.Text(title)), d.apart(d.Country), d.apart(d.Cycle)))
	answered := []string{d.Catalogue + " (" + l.Word("report", "status_"+string(d.Status)) + ")"}
	for _, n := range d.Questionnaires {
		answered = append(answered, joined(", ", n.Title, n.Version))
	}
	x.pairs(l.Text(language.ReportAbout), []pair{
		{language.ReportCountry, plain(d.Country)}, {language.ReportCycle, plain(d.Cycle)}, {language.ReportRevision, plain(positive(d.Revision))},
		{language.HomeTrack, plain(l.Word("track", string(d.Track)))}, {language.ReportMarking, plain(d.Marking)}, {language.ReportDay, plain(d.Date(d.Day))},
		{language.ReportAsOf, plain(d.Date(d.AsOf))}, {language.ReportLanguage, plain(l.Name())}, {language.ReportQuestionnaires, plain(answered...)},
		{language.ReportAnnex, plain(d.Annex)}, {language.ReportEngine, plain(d.Result.Engine)}, {language.ReportHash, plain(d.Hash)},
	})
	for _, note := range d.Notes() {
		x.paragraph("Note", note)
	}
}

// verdict writes the overall verdict in words, as shown and as claimed.
func (x script) verdict() {
	l, overall := x.d.Language, &x.d.Result.Overall
	x.heading(1, l.Text(language.NavResult))
	x.paragraph("Verdict", x.d.Overall(overall.Shown))
	x.paragraph("Lead", l.Text(language.ViewClaimed)+": "+x.d.Overall(overall.Claimed))
}

// question writes a question and what became of it. Proofs, citations and the
// flag have styles of their own, by which they can be found.
func (x script) question(q *Question) {
	d, l := x.d, x.d.Language
	title := []string{q.ID + " "}
	if q.Critical {
		title = append(title, "("+l.Text(language.QuestionCritical)+") ")
	}
	x.heading(3, append(title, q.Text)...)
	state := d.StateOf(q)
	if q.Carried {
		state += " (" + l.Text(language.ReportCarried) + ")"
	}
	proofs := make([]string, len(q.Response.Evidence))
	for i, e := range q.Response.Evidence {
		proofs[i] = d.Proof(e)
	}
	cited := make([]string, len(q.Cited))
	for i, c := range q.Cited {
		cited[i] = c.String()
	}
	x.pairs(q.ID, []pair{
		{language.ReportState, plain(state)}, {language.ReportAnswer, cell{"Answer", []string{q.Answer}}}, {language.ReportMeaning, plain(q.Meaning)},
		{language.ReportClaimed, plain(l.Decimal(q.Claimed))}, {language.ReportShown, plain(l.Decimal(q.Shown))}, {language.ReportGate, plain(d.word("gate", string(q.Gate)))},
		{language.ReportText, plain(lines(q.Response.Text)...)}, {language.QuestionReason, plain(lines(q.Reason(d))...)},
		{language.EvidenceTitle, cell{"Evidence", proofs}}, {language.ReportCited, cell{"Citation", cited}},
		{language.QuestionReferences, plain(strings.Join(q.References, ", "))}, {language.ReportFlag, cell{"Flag", []string{q.Flag}}},
		{language.ReportLevel, plain(d.word("release", string(q.Response.Release)))},
	})
}

// rows writes a table in a width, and says how many rows it wrote.
func (x script) rows(t *Table, width int) int {
	if len(t.Rows) == 0 {
		x.paragraph("Normal", x.d.Language.Text(language.ReportNone))
		return 0
	}
	rows := make([][]cell, 1, 1+len(t.Rows))
	for _, text := range t.Heads {
		rows[0] = append(rows[0], cell{"Head", []string{text}})
	}
	for _, texts := range t.Rows {
		row := make([]cell, len(texts))
		for i, text := range texts {
			row[i] = plain(lines(text)...)
		}
		rows = append(rows, row)
	}
	x.table(t.Title, t.widths(width), true, rows)
	return len(t.Rows)
}

// counts writes how much of each kind the document holds.
func (x script) counts(n Counts) {
	l := x.d.Language
	x.heading(1, l.Text(language.ReportCounts))
	x.paragraph("Normal", l.Text(language.ReportCountsHelp))
	var rows [][]cell
	for _, r := range x.d.countRows(n) {
		rows = append(rows, []cell{{"Label", []string{r.name}}, plain(r.number)})
	}
	x.table(l.Text(language.ReportCounts), []int{2 * labelWidth, labelWidth / 2}, false, rows)
}
