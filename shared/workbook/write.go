package workbook

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

// writer is a book on its way out.
type writer struct {
	*assessment.Book
	words
	file   xlsx.Book
	styles styles
	lists  lists
}

// Write implements assessment.Workbooks.
func (f *format) Write(to io.Writer, b *assessment.Book, code string) error {
	text, err := f.content.Wording(b.Catalogue, code)
	if err != nil {
		return err
	}
	w := &writer{Book: b, words: words{language.Of(code), text}, lists: lists{at: map[string]string{}}}
	w.file.Creator, w.file.Made, w.file.Locked = w.lang.Text(language.PageProduct), b.Made, true
	w.makeStyles()
	w.guide()
	for _, s := range w.sections() {
		w.section(s)
	}
	w.choicesSheet()
	w.evidenceSheet()
	w.citedSheet()
	w.instrumentsSheet()
	w.listsSheet()
	w.settingsSheet()
	if err := w.file.Write(to); err != nil {
		return fmt.Errorf("writing the workbook of file %s: %w", b.File.ID, err)
	}
	return nil
}

// sectionPart is the questions of one section that the book holds.
type sectionPart struct {
	id        string
	questions []*questionnaire.Question
}

func (w *writer) sections() []sectionPart {
	var all []sectionPart
	for _, q := range w.Questions {
		if n := len(all); n == 0 || all[n-1].id != q.Section.ID {
			all = append(all, sectionPart{id: q.Section.ID})
		}
		last := &all[len(all)-1]
		last.questions = append(last.questions, q)
	}
	return all
}

// page is a sheet of a layout on its way out.
type page struct {
	*writer
	layout *layout
	to     *xlsx.Sheet
	lines  map[int]int // by row: how many lines it takes
}

// page makes a sheet of a layout with its hidden first row, title, heads and
// protection, for rows of people to come after.
func (w *writer) page(name string, l *layout, title, about string) *page {
	p := &page{w, l, w.file.Sheet(name), map[int]int{}}
	first, last := 0, len(l.columns)-1
	for i, c := range l.columns {
		p.to.Columns = append(p.to.Columns, xlsx.Column{Width: c.width, Style: w.styles.of(c.input), Hidden: c.input == hidden})
		key := c.key
		if i == 0 {
			key = mark + l.mark
		}
		p.text(i, 0, key)
		if c.input == hidden {
			first = i + 1
			continue
		}
		p.text(i, headRow, w.lang.Text(c.head))
	}
	p.to.Style(0, 0, last, 0, w.styles.locked)
	p.to.Style(0, titleRow, last, titleRow, w.styles.title)
	p.to.Style(0, headRow, last, headRow, w.styles.head)
	p.to.Hide(0)
	p.to.Height(titleRow, 30)
	p.to.Height(headRow, 32)
	p.text(first, titleRow, title)
	p.note(first, titleRow, about)
	p.to.FrozenRows = firstRow
	for i, c := range l.columns {
		if c.key == "stem" {
			p.to.FrozenColumns = i + 1
		}
	}
	w.look(p.to)
	return p
}

// look sets direction, paper and what stands on every page, and locks what is
// not there to be filled in. That keeps honest people from accidents and is no
// secret, so there is no password.
func (w *writer) look(s *xlsx.Sheet) {
	marking := strings.ReplaceAll(w.lang.Text(language.WorkbookMarking), "&", "&&")
	s.RightToLeft, s.NoGrid, s.Locked = w.lang.Direction() == "rtl", true, true
	s.Print = &xlsx.Print{Fit: true, Footer: "&L&8" + marking + "&R&8&A  &P / &N"}
}

// text writes a cell, unless there is nothing to write.
func (p *page) text(column, row int, value string) {
	if value != "" {
		p.to.Text(column, row, value)
	}
}

// fill writes a cell of the layout's row, and notes how many lines it takes.
func (p *page) fill(key string, row int, value string) {
	at := p.layout.at(key)
	p.text(at, row, value)
	c := p.layout.columns[at]
	if c.input == hidden {
		return
	}
	lines := 0
	for part := range strings.SplitSeq(value, "\n") {
		lines += 1 + int(float64(len([]rune(part)))/c.width)
	}
	p.lines[row] = max(p.lines[row], lines)
}

// heights gives rows the room that their lines need: not every program does so
// by itself. least is that of an empty row, in lines.
func (p *page) heights(least int) {
	const line, most = 13.5, 400 // points
	for row, lines := range p.lines {
		p.to.Height(row, min(4+line*float64(max(lines, least)), most))
	}
}

// note puts guidance on a cell.
func (p *page) note(column, row int, text string) {
	if text == "" {
		return
	}
	lines := 2
	for part := range strings.SplitSeq(text, "\n") {
		lines += 1 + len([]rune(part))/62
	}
	p.to.Note(column, row, text, 420, min(lines*17, 560))
}

// style gives a cell of the layout's row a look.
func (p *page) style(key string, row int, style xlsx.Style) {
	at := p.layout.at(key)
	p.to.Style(at, row, at, row, style)
}

// paper prints a section on pages side by side, each with the question on it:
// its answer, its proof, and the rest.
func (p *page) paper() {
	p.to.Print.Fit, p.to.Print.Scale = false, 72
	p.to.Print.Breaks = []int{p.layout.at("evidence.title"), p.layout.at("cited")}
	p.to.Print.Title = &xlsx.Title{Left: p.layout.at("number"), Right: p.layout.at("stem"), Top: titleRow, Bottom: headRow}
}

// section writes the answers of one section.
func (w *writer) section(s sectionPart) {
	p := w.page(s.id, &answersLayout, s.id+"  "+w.text.Sections[s.id].Title, w.text.Sections[s.id].Summary)
	stem := p.layout.at("stem")
	for i, q := range s.questions {
		row := firstRow + i
		p.to.Style(0, row, stem, row, w.styles.locked)
		p.style("stem", row, w.styles.words)
		fill := func(key, value string) { p.fill(key, row, value) }
		fill("id", q.ID)
		fill("number", q.ID)
		fill("stem", w.text.Questions[q.ID].Stem)
		p.note(stem, row, w.guidance(q))
		r := w.Records[q.ID]
		p.to.Number(p.layout.at("base"), row, float64(r.Version))
		p.answer(row, q, &r.Response)
		p.choose(xlsx.Name(p.layout.at("state"), row), w.states(q.NAAllowed))
		fill("state", labelOf(w.states(true), string(r.Response.State)))
		fill("text", r.Response.Text)
		fill("reason", r.Response.Reason)
		if len(r.Response.Evidence) > 0 {
			p.proof(row, r.Response.Evidence[0])
		}
		if len(r.Instruments) > 0 {
			fill("cited", w.law(r.Instruments[0]))
		}
		fill("release", labelOf(w.releases(), string(r.Response.Release)))
		fill("flag", r.Flag)
	}
	p.heights(3)
	p.paper()
	from, to := firstRow, firstRow+len(s.questions)-1
	p.proofs(from, to)
	p.column("cited", from, to, w.laws())
	p.column("release", from, to, w.releases())
}

// answer writes the cell that holds a level, a count or a share.
func (p *page) answer(row int, q *questionnaire.Question, r *questionnaire.Response) {
	at, levels := p.layout.at("answer"), p.levels(q)
	cell := xlsx.Name(at, row)
	switch {
	case q.Ladder():
		p.choose(cell, levels)
		if r.Level != nil && *r.Level < len(levels) {
			p.fill("answer", row, levels[*r.Level].label)
		}
		p.style("answer", row, p.styles.wordsOpen)
		var about strings.Builder
		about.WriteString(p.lang.Text(language.WorkbookOptions))
		for i, o := range p.writer.text.Questions[q.ID].Options {
			fmt.Fprintf(&about, "\n\n%d: %s\n%s", i, o.Label, o.Text)
		}
		p.note(at, row, about.String())
	case q.Type == questionnaire.Profile:
		p.fill("answer", row, p.lang.Text(language.WorkbookSeeChoices, "sheet", p.lang.Text(language.WorkbookSheetChoices)))
		p.style("answer", row, p.styles.locked)
	case q.Percent:
		p.number(cell, xlsx.Decimal, 100)
		p.style("answer", row, p.styles.number)
		if r.Percent != nil {
			p.to.Number(at, row, float64(*r.Percent)/100)
		}
		p.note(at, row, p.measure(q))
	default:
		p.number(cell, xlsx.Whole, q.CountOf)
		p.style("answer", row, p.styles.number)
		if r.Count != nil {
			p.to.Number(at, row, float64(*r.Count))
		}
		p.note(at, row, p.measure(q))
	}
}

// measure says what a number counts.
func (w *writer) measure(q *questionnaire.Question) string {
	ask := w.lang.Text(language.QuestionPercent)
	if !q.Percent {
		ask = w.lang.Text(language.QuestionCount, "n", w.lang.Number(q.CountOf))
	}
	if len(q.Elements) > 0 {
		ask += "\n" + w.lang.Text(language.WorkbookSeeChoices, "sheet", w.lang.Text(language.WorkbookSheetChoices))
	}
	if m := w.text.Questions[q.ID].Measure; m != nil {
		ask += "\n\n" + m.Of + "\n" + m.Counted + "\n" + m.Date
	}
	return ask
}

// guidance is what helps to answer a question.
func (w *writer) guidance(q *questionnaire.Question) string {
	text := w.text.Questions[q.ID]
	parts := []string{text.Help, w.lang.Text(language.QuestionProof) + ":\n" + text.Proof}
	var cited []string
	for _, id := range q.References {
		cited = append(cited, id+": "+w.text.References.References[id].Title)
	}
	if len(cited) > 0 {
		parts = append(parts, w.lang.Text(language.QuestionReferences)+":\n"+strings.Join(cited, "\n"))
	}
	return strings.Join(parts, "\n\n")
}

// proof writes one proof into the columns of a row.
func (p *page) proof(row int, e questionnaire.Evidence) {
	fill := func(key, value string) { p.fill("evidence."+key, row, value) }
	fill("title", e.Title)
	fill("grade", labelOf(p.grades(), strconv.Itoa(e.Grade)))
	if n := serial(e.Date); n > 0 {
		p.to.Number(p.layout.at("evidence.date"), row, float64(n))
	} else {
		fill("date", e.Date.String())
	}
	fill("pinpoint", e.Pinpoint)
	if e.Sealed {
		fill("sealed", labelOf(p.yesNo(), "yes"))
	}
	fill("custodian", e.Custodian)
	fill("identifier", e.Identifier)
}

// law names a version of an instrument as the drop-downs do.
func (w *writer) law(c assessment.Citation) string {
	for i := range w.Ledger {
		if w.Ledger[i].ID == c.ID && w.Ledger[i].Version == c.Version {
			return citing(&w.Ledger[i], w.Ledger)
		}
	}
	return ""
}

// laws are the instruments that can be chosen.
func (w *writer) laws() []option {
	var all []option
	for i := range w.Ledger {
		all = append(all, option{fmt.Sprintf("%s@%d", w.Ledger[i].ID, w.Ledger[i].Version), citing(&w.Ledger[i], w.Ledger)})
	}
	return all
}

// labelOf is the entry of a drop-down that means a code.
func labelOf(options []option, code string) string {
	for _, o := range options {
		if o.code == code {
			return o.label
		}
	}
	return ""
}
