package workbook

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// writer is a book on its way out. The first error of the spreadsheet library
// is kept, and what comes after it does nothing.
type writer struct {
	*assessment.Book
	words
	file   *excelize.File
	styles styles
	lists  lists
	lines  map[int]int // of the sheet that is written, by row: how many lines it takes
	err    error
}

// Write implements assessment.Workbooks.
func (f *format) Write(to io.Writer, b *assessment.Book, code string) error {
	text, err := f.content.Wording(b.Catalogue, code)
	if err != nil {
		return err
	}
	w := &writer{Book: b, words: words{language.Of(code), text}, file: excelize.NewFile(), lists: lists{at: map[string]string{}}}
	defer func() { _ = w.file.Close() }()
	w.file.SetZipWriter(quick)
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
	w.do(w.file.ProtectWorkbook(&excelize.WorkbookProtectionOptions{LockStructure: true}))
	w.file.SetActiveSheet(0)
	if w.err == nil {
		w.err = w.file.Write(to)
	}
	if w.err != nil {
		return fmt.Errorf("writing the workbook of file %s: %w", b.File.ID, w.err)
	}
	return nil
}

// quick packs faster than by default, and a little larger: one compressor serves
// all parts in turn.
func quick(to io.Writer) excelize.ZipWriter {
	z := zip.NewWriter(to)
	packer, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err == nil { // as it is for every level that there is
		z.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) {
			packer.Reset(to)
			return packer, nil
		})
	}
	return z
}

// do keeps the first error.
func (w *writer) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

// set writes a cell, unless there is nothing to write.
func (w *writer) set(sheet, cell, value string) {
	if value != "" && w.err == nil {
		w.do(w.file.SetCellStr(sheet, cell, escape(value)))
	}
}

// fill writes a cell of a layout's row, and notes how many lines it takes.
func (w *writer) fill(sheet string, l *layout, key string, row int, value string) {
	c := l.columns[indexOf(l, key)]
	w.set(sheet, l.letter(key)+strconv.Itoa(row), value)
	if c.input == hidden || w.err != nil {
		return
	}
	lines := 0
	for part := range strings.SplitSeq(value, "\n") {
		lines += 1 + int(float64(len([]rune(part)))/c.width)
	}
	w.lines[row] = max(w.lines[row], lines)
}

// heights gives rows the room that their lines need: not every program does so
// by itself. least is that of an empty row, in lines.
func (w *writer) heights(sheet string, least int) {
	const line, most = 13.5, 400 // points
	for row, lines := range w.lines {
		w.do(w.file.SetRowHeight(sheet, row, min(4+line*float64(max(lines, least)), most)))
	}
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

// sheet makes a sheet of a layout with its hidden first row, title, heads and
// protection, for rows of people to come after.
func (w *writer) sheet(name string, l *layout, title, about string) {
	if w.err != nil {
		return
	}
	_, err := w.file.NewSheet(name)
	w.do(err)
	w.lines = map[int]int{}
	first := "A"
	for i, c := range l.columns {
		at := letters(i)
		w.do(w.file.SetColWidth(name, at, at, c.width))
		w.do(w.file.SetColStyle(name, at, w.styles.of(c.input)))
		key := c.key
		if i == 0 {
			key = mark + l.mark
		}
		w.set(name, at+"1", key)
		if c.input == hidden {
			w.do(w.file.SetColVisible(name, at, false))
			first = letters(i + 1)
			continue
		}
		w.set(name, fmt.Sprint(at, 1+headRow), w.lang.Text(c.head))
	}
	last := letters(len(l.columns) - 1)
	w.do(w.file.SetCellStyle(name, "A1", last+"1", w.styles.locked))
	w.do(w.file.SetCellStyle(name, "A2", last+"2", w.styles.title))
	w.do(w.file.SetCellStyle(name, "A3", last+"3", w.styles.head))
	w.do(w.file.SetRowVisible(name, 1, false))
	w.do(w.file.SetRowHeight(name, 2, 30))
	w.do(w.file.SetRowHeight(name, 3, 32))
	w.set(name, first+"2", title)
	if about != "" {
		w.note(name, first+"2", about)
	}
	w.freeze(name, max(indexOf(l, "stem")+1, 0), 1+firstRow)
	w.look(name)
	w.protect(name)
}

// indexOf is the place of a column, -1 for none.
func indexOf(l *layout, key string) int {
	for i, c := range l.columns {
		if c.key == key {
			return i
		}
	}
	return -1
}

// freeze keeps the columns and rows before a cell in sight.
func (w *writer) freeze(sheet string, columns, row int) {
	pane := "bottomRight"
	if columns == 0 {
		pane = "bottomLeft"
	}
	w.do(w.file.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: columns, YSplit: row - 1, TopLeftCell: fmt.Sprint(letters(columns), row), ActivePane: pane}))
}

// look sets direction, paper and what stands on every page.
func (w *writer) look(sheet string) {
	rtl, grid, fit, orientation, a4, wide, tall := w.lang.Direction() == "rtl", false, true, "landscape", 9, 1, 0
	w.do(w.file.SetSheetView(sheet, 0, &excelize.ViewOptions{RightToLeft: &rtl, ShowGridLines: &grid}))
	w.do(w.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	w.do(w.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &orientation, Size: &a4, FitToWidth: &wide, FitToHeight: &tall}))
	side, foot := 0.4, 0.6
	w.do(w.file.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &side, Bottom: &foot}))
	marking := strings.ReplaceAll(w.lang.Text(language.WorkbookMarking), "&", "&&")
	w.do(w.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&8" + marking + "&R&8&A  &P / &N"}))
}

// paper prints a section on pages side by side, each with the question on it:
// its answer, its proof, and the rest.
func (w *writer) paper(sheet string) {
	fit, scale := false, uint(72)
	w.do(w.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	w.do(w.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{AdjustTo: &scale}))
	for _, key := range []string{"evidence.title", "cited"} {
		w.do(w.file.InsertPageBreak(sheet, answersLayout.letter(key)+"1"))
	}
	titles := fmt.Sprintf("'%s'!$%s:$%s,'%[1]s'!$2:$3", sheet, answersLayout.letter("number"), answersLayout.letter("stem"))
	w.do(w.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: sheet}))
}

// protect locks what is not there to be filled in. It keeps honest people from
// accidents and is no secret, so it has no password.
func (w *writer) protect(sheet string) {
	w.do(w.file.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true,
	}))
}

// note puts guidance on a cell.
func (w *writer) note(sheet, cell, text string) {
	if text == "" || w.err != nil {
		return
	}
	lines := uint(2)
	for part := range strings.SplitSeq(text, "\n") {
		lines += 1 + uint(len([]rune(part)))/62
	}
	w.do(w.file.AddComment(sheet, excelize.Comment{Author: w.lang.Text(language.PageProduct), Cell: cell, Text: text, Width: 420, Height: min(lines*17, 560)}))
}

// section writes the answers of one section.
func (w *writer) section(s sectionPart) {
	l := &answersLayout
	w.sheet(s.id, l, s.id+"  "+w.text.Sections[s.id].Title, w.text.Sections[s.id].Summary)
	choose := chooser{writer: w, sheet: s.id}
	for i, q := range s.questions {
		row := 1 + firstRow + i
		at := func(key string) string { return l.letter(key) + strconv.Itoa(row) }
		w.do(w.file.SetCellStyle(s.id, "A"+strconv.Itoa(row), at("stem"), w.styles.locked))
		w.do(w.file.SetCellStyle(s.id, at("stem"), at("stem"), w.styles.words))
		fill := func(key, value string) { w.fill(s.id, l, key, row, value) }
		fill("id", q.ID)
		fill("number", q.ID)
		fill("stem", w.text.Questions[q.ID].Stem)
		w.note(s.id, at("stem"), w.guidance(q))
		r := w.Records[q.ID]
		w.do(w.file.SetCellInt(s.id, at("base"), int64(r.Version)))
		w.answer(&choose, row, q, &r.Response)
		choose.from(at("state"), w.states(q.NAAllowed))
		fill("state", labelOf(w.states(true), string(r.Response.State)))
		fill("text", r.Response.Text)
		fill("reason", r.Response.Reason)
		if len(r.Response.Evidence) > 0 {
			w.proof(s.id, l, row, r.Response.Evidence[0])
		}
		if len(r.Instruments) > 0 {
			fill("cited", w.law(r.Instruments[0]))
		}
		fill("release", labelOf(w.releases(), string(r.Response.Release)))
		fill("flag", r.Flag)
	}
	w.heights(s.id, 3)
	w.paper(s.id)
	from, to := 1+firstRow, firstRow+len(s.questions)
	choose.proofs(l, from, to)
	choose.column(l, "cited", from, to, w.laws())
	choose.column(l, "release", from, to, w.releases())
	choose.finish()
}

// answer writes the cell that holds a level, a count or a share.
func (w *writer) answer(choose *chooser, row int, q *questionnaire.Question, r *questionnaire.Response) {
	l, sheet, levels := &answersLayout, choose.sheet, w.levels(q)
	cell := l.letter("answer") + strconv.Itoa(row)
	switch {
	case q.Ladder():
		choose.from(cell, levels)
		if r.Level != nil && *r.Level < len(levels) {
			w.fill(sheet, l, "answer", row, levels[*r.Level].label)
		}
		w.do(w.file.SetCellStyle(sheet, cell, cell, w.styles.wordsOpen))
		var about strings.Builder
		about.WriteString(w.lang.Text(language.WorkbookOptions))
		for i, o := range w.text.Questions[q.ID].Options {
			fmt.Fprintf(&about, "\n\n%d: %s\n%s", i, o.Label, o.Text)
		}
		w.note(sheet, cell, about.String())
	case q.Type == questionnaire.Profile:
		w.fill(sheet, l, "answer", row, w.lang.Text(language.WorkbookSeeChoices, "sheet", w.lang.Text(language.WorkbookSheetChoices)))
		w.do(w.file.SetCellStyle(sheet, cell, cell, w.styles.locked))
	case q.Percent:
		choose.number(cell, excelize.DataValidationTypeDecimal, 100)
		w.do(w.file.SetCellStyle(sheet, cell, cell, w.styles.number))
		if r.Percent != nil {
			w.do(w.file.SetCellFloat(sheet, cell, float64(*r.Percent)/100, 2, 64))
		}
		w.note(sheet, cell, w.measure(q))
	default:
		choose.number(cell, excelize.DataValidationTypeWhole, q.CountOf)
		w.do(w.file.SetCellStyle(sheet, cell, cell, w.styles.number))
		if r.Count != nil {
			w.do(w.file.SetCellInt(sheet, cell, int64(*r.Count)))
		}
		w.note(sheet, cell, w.measure(q))
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
func (w *writer) proof(sheet string, l *layout, row int, e questionnaire.Evidence) {
	fill := func(key, value string) { w.fill(sheet, l, "evidence."+key, row, value) }
	fill("title", e.Title)
	fill("grade", labelOf(w.grades(), strconv.Itoa(e.Grade)))
	if n := serial(e.Date); n > 0 {
		w.do(w.file.SetCellInt(sheet, l.letter("evidence.date")+strconv.Itoa(row), int64(n)))
	} else {
		fill("date", e.Date.String())
	}
	fill("pinpoint", e.Pinpoint)
	if e.Sealed {
		fill("sealed", labelOf(w.yesNo(), "yes"))
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
