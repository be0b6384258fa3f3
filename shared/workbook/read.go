package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

// reader is a book on its way in.
type reader struct {
	words
	file      *file
	tables    map[string][]*table // by mark
	catalogue *questionnaire.Catalogue
	laws      []option // of the book's ledger: citation and label
	order     []string // questions of the book
	entries   map[string]*entry
	stray     assessment.ReturnedAnswer // what belongs to no question of the book
}

// entry is one question as it is put together from its sheets.
type entry struct {
	assessment.ReturnedAnswer
	q     *questionnaire.Question
	found bool // its row is there
}

// Read implements assessment.Workbooks.
func (f *format) Read(data []byte) (*assessment.Returned, error) {
	a, err := open(data)
	if err != nil {
		return nil, err
	}
	r := &reader{tables: map[string][]*table{}, entries: map[string]*entry{}}
	if r.file, err = load(a); err != nil {
		return nil, err
	}
	for _, ref := range r.file.sheets {
		if err := r.table(ref); err != nil {
			return nil, err
		}
	}
	book, err := r.settings(f.content)
	if err != nil {
		return nil, err
	}
	r.instruments()
	r.answers()
	r.choices()
	r.beside("evidence", r.evidence)
	r.beside("cited", r.cite)
	for _, id := range r.order {
		book.Answers = append(book.Answers, r.entries[id].finish())
	}
	if len(r.stray.Reasons) > 0 {
		book.Answers = append(book.Answers, r.stray)
	}
	return book, nil
}

// table is a sheet whose columns are known.
type table struct {
	*sheet
	columns map[string]int
	rows    []row // with what people and the book wrote
}

// layouts are what a sheet may be.
var layouts = []*layout{&answersLayout, &choicesLayout, &evidenceLayout, &citedLayout, &instrumentsLayout, &settingsLayout}

// table reads a sheet, if it is one of ours.
func (r *reader) table(ref sheetRef) error {
	s, err := r.file.read(ref)
	if err != nil {
		return err
	}
	for _, top := range s.rows[:min(len(s.rows), 10)] {
		for _, c := range top.cells {
			name, ours := strings.CutPrefix(c.text, mark)
			i := slices.IndexFunc(layouts, func(l *layout) bool { return l.mark == name })
			if ours && c.kind == textCell && i >= 0 {
				return r.known(s, layouts[i], top, c.col)
			}
		}
	}
	return nil
}

// maxMerged is how many merged ranges a sheet may have before it is refused
// as a whole; ours have none.
const maxMerged = 500

// known finds the columns of a sheet by the hidden row that its mark stands in.
func (r *reader) known(s *sheet, l *layout, keys row, first int) error {
	t := &table{sheet: s, columns: map[string]int{l.columns[0].key: first}}
	for _, c := range keys.cells {
		if c.kind == textCell && c.col != first {
			t.columns[c.text] = c.col
		}
	}
	for _, c := range l.columns {
		if _, ok := t.columns[c.key]; !ok {
			return refuse(fmt.Sprintf("sheet %q lacks its column %q, or the hidden row or column that tells it apart was deleted", s.name, c.key), fresh)
		}
	}
	if len(s.merged) > maxMerged {
		return refuse(fmt.Sprintf("sheet %q has %d merged cells", s.name, len(s.merged)), "unmerge them, or "+fresh)
	}
	for _, row := range s.rows {
		if row.n >= keys.n+firstRow && len(row.cells) > 0 {
			t.rows = append(t.rows, row)
		}
	}
	r.tables[l.mark] = append(r.tables[l.mark], t)
	return nil
}

// cell is the cell of a row in a column, with its place.
func (t *table) cell(r row, key string) (cell, assessment.Place) {
	col := t.columns[key]
	place := assessment.Place{Sheet: t.name, Cell: xlsx.Letters(col) + strconv.Itoa(r.n)}
	for _, c := range r.cells {
		if c.col == col {
			return c, place
		}
	}
	return cell{col: col}, place
}

// settings reads what the book was made from.
func (r *reader) settings(content *assessment.Content) (*assessment.Returned, error) {
	if len(r.tables["settings"]) != 1 {
		return nil, refuse("the workbook was not made here, or lacks its hidden sheet of settings", fresh)
	}
	t := r.tables["settings"][0]
	said := map[string]string{}
	var rows [][2]string
	for _, row := range t.rows {
		key, _ := t.cell(row, "key")
		value, _ := t.cell(row, "value")
		said[key.text] = value.text
		rows = append(rows, [2]string{key.text, value.text})
	}
	if said[settingFormat] != version {
		return nil, refuse(fmt.Sprintf("the workbook is of form %.20q, and this program reads form %s", said[settingFormat], version), fresh)
	}
	if n := len(rows); rows[n-1][0] != settingStructure || rows[n-1][1] != structure(rows[:n-1]) {
		return nil, refuse("the workbook's hidden sheet of settings was changed", fresh)
	}
	track := questionnaire.Track(said[settingTrack])
	method, err := content.Method(said[settingCatalogue], track)
	if err != nil {
		return nil, refuse(fmt.Sprintf("the workbook holds the questionnaires %.40q, which this program does not know", said[settingCatalogue]), fresh)
	}
	revision, _ := strconv.Atoi(said[settingRevision])
	book := &assessment.Returned{Country: said[settingCountry], File: said[settingFile], Revision: revision, Catalogue: method.Catalogue.ID}
	r.catalogue, r.lang = method.Catalogue, language.Of(said[settingLanguage])
	if r.text, err = content.Wording(r.catalogue, r.lang.Code()); err != nil {
		return nil, err
	}
	for _, id := range strings.Fields(said[settingQuestions]) {
		q := r.catalogue.Question(id)
		if q == nil || r.entries[id] != nil {
			return nil, refuse("the workbook's hidden sheet of settings was changed", fresh)
		}
		r.order = append(r.order, id)
		r.entries[id] = &entry{q: q, ReturnedAnswer: assessment.ReturnedAnswer{Question: id, Places: map[string]assessment.Place{}}}
	}
	return book, nil
}

// instruments reads which label means which version of an instrument.
func (r *reader) instruments() {
	for _, t := range r.tables["instruments"] {
		for _, row := range t.rows {
			citation, _ := t.cell(row, "citation")
			label, _ := t.cell(row, "label")
			r.laws = append(r.laws, option{citation.text, label.text})
		}
	}
}

// answers reads the sheets of the sections.
func (r *reader) answers() {
	for _, t := range r.tables["answers"] {
		for _, row := range t.rows {
			id, place := t.cell(row, "id")
			e := r.entries[strings.TrimSpace(id.text)]
			switch {
			case id.kind == empty && !t.writtenIn(row):
			case id.kind != textCell || e == nil:
				r.lost(place, "this row does not say which question it answers", "write answers only into rows of questions; if hidden columns were changed, "+fresh)
			case e.found:
				e.wrong(place, "the workbook holds this question twice", "delete one of the two rows")
			default:
				r.answer(e, t, row)
			}
		}
	}
}

// writtenIn reports whether a row holds something in a column for people.
func (t *table) writtenIn(r row) bool {
	for _, c := range answersLayout.columns {
		if got, _ := t.cell(r, c.key); c.input > hidden && got.kind != empty {
			return true
		}
	}
	return false
}

// lost notes what belongs to no question. Where there is much of it, the first
// places will do.
func (r *reader) lost(p assessment.Place, problem, advice string) {
	if len(r.stray.Reasons) < maxReasons {
		r.stray.Reasons = append(r.stray.Reasons, assessment.Reason{Place: p, Problem: problem, Advice: advice})
	}
}

const maxReasons = 20

// wrong notes why the entry cannot be read.
func (e *entry) wrong(p assessment.Place, problem, advice string) {
	if len(e.Reasons) < maxReasons {
		e.Reasons = append(e.Reasons, assessment.Reason{Place: p, Problem: problem, Advice: advice})
	}
}

// note keeps where a part of the answer stands, and why it cannot be read, if
// so.
func (e *entry) note(path string, p assessment.Place, bad *fault) {
	e.Places[path] = p
	if bad != nil {
		e.wrong(p, bad.problem, bad.advice)
	}
}

// whole notes that a row lies in merged cells.
func (e *entry) whole(t *table, r row) {
	for _, m := range t.merged {
		if m.top <= r.n && r.n <= m.bottom {
			e.wrong(assessment.Place{Sheet: t.name, Cell: xlsx.Letters(m.left) + strconv.Itoa(m.top)},
				fmt.Sprintf("the cells up to %s%d are merged with it, so it is not known whose answer it holds", xlsx.Letters(m.right), m.bottom), "unmerge them and answer each by itself")
			return
		}
	}
}
