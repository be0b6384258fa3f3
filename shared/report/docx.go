package report

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// writeDocx writes the full record for word processors: every question with
// what became of it, then the tables beside the answers on pages that lie on
// their side.
func writeDocx(w io.Writer, d *Document) (Counts, error) {
	x := newDocx(d)
	x.front(language.ReportTitle)
	x.paragraph("Contents", d.Language.Text(language.ReportContents))
	x.before = x.body.Len()
	x.raw(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	x.verdict()
	x.rows(d.criteriaTable(true), portrait)
	x.paragraph("Normal")
	x.rows(d.sectionTable(), portrait)
	x.heading(1, d.Language.Text(language.ReportAnswers))
	var n Counts
	for i := range d.Sections {
		s := &d.Sections[i]
		x.heading(2, s.ID+" ", s.Title)
		for j := range s.Questions {
			x.question(&s.Questions[j])
			n.add(&s.Questions[j])
		}
	}
	x.turn(false)
	for _, a := range d.annexes(&n) {
		x.heading(1, a.table.Title)
		*a.wrote = x.rows(a.table, landscape)
	}
	x.turn(true)
	x.counts(n)
	return n, x.close(w)
}

// annex is a table beside the answers, and where to count what was written of
// it.
type annex struct {
	table *Table
	wrote *int
}

func (d *Document) annexes(n *Counts) []annex {
	return []annex{
		{d.contradictionTable(), &n.Contradictions}, {d.instrumentTable(), &n.Instruments}, {d.stepTable(), &n.Steps},
		{d.requestTable(), &n.Requests}, {d.dutyTable(), &n.Duties}, {d.dateTable(), &n.Dates},
	}
}

// catalogueWords are the texts of the document that are the catalogue's own.
func (d *Document) catalogueWords() map[string]bool {
	words := map[string]bool{}
	for _, s := range d.Sections {
		words[s.Title] = true
		for i := range s.Questions {
			words[s.Questions[i].Text], words[s.Questions[i].Answer], words[s.Questions[i].Meaning] = true, true, true
		}
	}
	for _, c := range d.Contradictions {
		words[c.Title], words[c.Text] = true, true
	}
	for _, x := range d.Duties {
		words[x.Title] = true
	}
	for _, n := range d.Questionnaires {
		words[n.Title] = true
	}
	for _, s := range d.Steps {
		words[s.Gap] = true
	}
	for _, text := range d.words.References.Criteria {
		words[text] = true
	}
	for _, text := range d.words.References.Offices {
		words[text] = true
	}
	return words
}

// pair is one line of a table of two columns: what it is, and how it stands.
type pair struct {
	label language.Key
	cell
}

// labelWidth is the width of the first column of pairs.
const labelWidth = 2700

// pairs writes a table of those pairs that say something.
func (x *docx) pairs(caption string, pairs []pair) {
	widths := []int{labelWidth, portrait - labelWidth}
	x.table(caption, widths, false)
	for _, p := range pairs {
		if p.texts = slices.DeleteFunc(p.texts, func(t string) bool { return t == "" }); len(p.texts) > 0 {
			x.row(false, widths, cell{"Label", []string{x.d.Language.Text(p.label)}}, p.cell)
		}
	}
	x.raw("</w:tbl>")
}

func plain(texts ...string) cell { return cell{"Cell", texts} }

// front writes what stands before all else: the marking, the title, what the
// document is of, and the notes.
func (x *docx) front(title language.Key) {
	d, l := x.d, x.d.Language
	x.title = joined(" - ", l.Text(title), d.Country, d.Cycle)
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
func (x *docx) verdict() {
	l, overall := x.d.Language, &x.d.Result.Overall
	x.heading(1, l.Text(language.NavResult))
	x.paragraph("Verdict", x.d.Overall(overall.Shown))
	x.paragraph("Lead", l.Text(language.ViewClaimed)+": "+x.d.Overall(overall.Claimed))
}

// criteriaTable is the result by criterion, with the critical questions of each
// or without.
func (d *Document) criteriaTable(critical bool) *Table {
	t := &Table{Title: d.Language.Text(language.ReportCriterion),
		Heads: d.heads(language.ReportCriterion, language.ReportVerdict, language.ViewShown, language.ViewClaimed, language.CoverageTitle, language.ConfidenceTitle, language.GateTitle)}
	if !critical {
		t.Heads = t.Heads[:len(t.Heads)-1]
	}
	for i, c := range d.criteria() {
		var gates []string
		for _, g := range d.Result.Criteria[i].Gates {
			gates = append(gates, d.apart(g.Question)+": "+d.Language.Word("gate", string(g.Shown)))
		}
		row := []string{c.name, c.verdict, c.shown, c.claimed, c.coverage, c.confidence, strings.Join(gates, "\n")}
		t.Rows = append(t.Rows, row[:len(t.Heads)])
	}
	return t
}

func (d *Document) sectionTable() *Table {
	t := &Table{Title: d.Language.Text(language.ReportSection), Heads: d.heads(language.ReportSection, language.ViewShown, language.ViewClaimed)}
	for _, s := range d.scoredSections() {
		t.Rows = append(t.Rows, []string{s.name, s.shown, s.claimed})
	}
	return t
}

// question writes a question and what became of it. Proofs, citations and the
// flag have styles of their own, by which they can be found.
func (x *docx) question(q *Question) {
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
func (x *docx) rows(t *Table, width int) int {
	if len(t.Rows) == 0 {
		x.paragraph("Normal", x.d.Language.Text(language.ReportNone))
		return 0
	}
	widths := t.widths(width)
	x.table(t.Title, widths, true)
	head := make([]cell, len(t.Heads))
	for i, text := range t.Heads {
		head[i] = cell{"Head", []string{text}}
	}
	x.row(true, widths, head...)
	for _, row := range t.Rows {
		cells := make([]cell, len(row))
		for i, text := range row {
			cells[i] = plain(lines(text)...)
		}
		x.row(false, widths, cells...)
	}
	x.raw("</w:tbl>")
	return len(t.Rows)
}

// Widths of columns, in twentieths of a point: a column holds its longest word
// up to so many letters, and what is left is shared by how much they hold.
const (
	letter   = 112
	padding  = 180
	longWord = 16
	longText = 200
)

// widths shares a width among the columns by what they hold.
func (t *Table) widths(width int) []int {
	least, wants := make([]int, len(t.Heads)), make([]int, len(t.Heads))
	for i, head := range t.Heads {
		word, text := longest(head), 0
		for _, row := range t.Rows {
			word = max(word, longest(row[i]))
			text = max(text, utf8.RuneCountInString(row[i]))
		}
		least[i], wants[i] = min(word, longWord)*letter+padding, 1+min(text, longText)
	}
	for longest := longWord; sum(least) > width; longest-- { // long words break before short ones do
		for i := range least {
			least[i] = min(least[i], longest*letter+padding)
		}
	}
	room, all := width-sum(least), sum(wants)
	for i := range least {
		least[i] += room * wants[i] / all
	}
	least[len(least)-1] += width - sum(least)
	return least
}

// longest is the length of the longest word of a text, in letters.
func longest(text string) (most int) {
	for word := range strings.FieldsSeq(text) {
		most = max(most, utf8.RuneCountInString(word))
	}
	return most
}

// counts writes how much of each kind the document holds.
func (x *docx) counts(n Counts) {
	l := x.d.Language
	x.heading(1, l.Text(language.ReportCounts))
	x.paragraph("Normal", l.Text(language.ReportCountsHelp))
	widths := []int{2 * labelWidth, labelWidth / 2}
	x.table(l.Text(language.ReportCounts), widths, false)
	for _, r := range x.d.countRows(n) {
		x.row(false, widths, cell{"Label", []string{r.name}}, plain(r.number))
	}
	x.raw("</w:tbl>")
	x.paragraph("Turn")
}

// The characters that stand for the fields of a footer until its words are
// cut there; no words hold them.
const (
	pageField  = "\uE000"
	pagesField = "\uE001"
)

// footer writes the number of each page, and of how many.
func (x *docx) footer() {
	text := x.d.Language.Text(language.ReportPageOf, "page", pageField, "pages", pagesField)
	rtl := x.open("Footer", []string{text})
	for text != "" {
		i := strings.IndexAny(text, pageField+pagesField)
		if i < 0 {
			x.runs(text, rtl)
			break
		}
		x.runs(text[:i], rtl)
		name := "PAGE"
		if strings.HasPrefix(text[i:], pagesField) {
			name = "NUMPAGES"
		}
		x.raw(`<w:fldSimple w:instr=" `, name, ` "><w:r><w:t>1</w:t></w:r></w:fldSimple>`)
		text = text[i+len(pageField):]
	}
	x.raw("</w:p>")
}
