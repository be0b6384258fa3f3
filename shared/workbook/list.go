package workbook

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

// headRows is among how many rows of a sheet its heading is looked for: lists
// have titles above it.
const headRows = 30

// noLists are files that people choose in place of a list, by how they begin.
var noLists = map[string]string{"\x89PNG": "a picture (PNG)", "\xFF\xD8\xFF": "a picture (JPEG)", "%PDF": "a document (PDF)"}

// List implements assessment.Workbooks.
func (f *format) List(data []byte) (*annex.Sheet, error) { return List(data) }

// List finds the national control list in a workbook: the one sheet that can be
// seen and has a row with the names of the columns. Otherwise the error is
// questionnaire.Faults. What cannot be read in a cell, annex.ReadSheet tells.
func List(data []byte) (*annex.Sheet, error) {
	for head, kind := range noLists {
		if bytes.HasPrefix(data, []byte(head)) {
			return nil, refuse("this is "+kind+", not a list", "save the list as XLSX or CSV and choose it again")
		}
	}
	a, err := open(data)
	if err != nil {
		return nil, err
	}
	f, err := load(a)
	if err != nil {
		return nil, err
	}
	var found []*listSheet
	var seen, hidden []string
	for _, ref := range f.sheets {
		if ref.hidden {
			hidden = append(hidden, ref.name)
			continue
		}
		seen = append(seen, ref.name)
		s, err := f.read(ref)
		if err != nil {
			return nil, err
		}
		if l := listIn(s); l != nil {
			found = append(found, l)
		}
	}
	const names = "name the columns in one row: code, title and, if the list has them, mtcr_reference, in_force, note"
	switch {
	case len(found) == 0 && len(hidden) > 0:
		return nil, refuse(fmt.Sprintf("no sheet that can be seen has a column named “code” (there are %s; hidden and not read: %s)", quoted(seen), quoted(hidden)), names+"; if the list is hidden, show its sheet")
	case len(found) == 0:
		return nil, refuse(fmt.Sprintf("no sheet has a column named “code” in its first %d rows (there are %s)", headRows, quoted(seen)), names)
	case len(found) > 1:
		var all []string
		for _, l := range found {
			all = append(all, l.name)
		}
		return nil, refuse(fmt.Sprintf("the sheets %s all have a column named “code”, so it is not known which is the list", quoted(all)), "keep one of them, hide the others, or hand them in as several lists")
	}
	return found[0].take(f.from)
}

func quoted(names []string) string {
	var all []string
	for _, n := range names[:min(len(names), 10)] {
		all = append(all, fmt.Sprintf("%.40q", n))
	}
	return strings.Join(all, ", ")
}

// listSheet is a sheet that holds a control list.
type listSheet struct {
	*sheet
	head    int            // index of the row of the heading
	columns map[int]string // what a column is for
}

// listIn finds the heading of a list: the row among the first that names most
// columns, since a title above it may hold a word such as “No.”; nil for none.
func listIn(s *sheet) *listSheet {
	var best *listSheet
	for i := range s.rows[:min(len(s.rows), headRows)] {
		if c := annex.Columns(s.rows[i].texts()); len(c) > 0 && (best == nil || len(c) > len(best.columns)) {
			best = &listSheet{s, i, c}
		}
	}
	return best
}

// maxColumns is in how many columns of a sheet a list is looked for.
const maxColumns = 1000

// texts are the texts of a row by column.
func (r row) texts() []string {
	var all []string
	for _, c := range r.cells {
		if c.kind != textCell || c.col >= maxColumns {
			continue
		}
		for len(all) <= c.col {
			all = append(all, "")
		}
		all[c.col] = c.text
	}
	return all
}

// take reads the rows of the list. Only the columns that it knows are taken: what
// else stands in the sheet is nobody's business but its author's.
func (l *listSheet) take(from int) (*annex.Sheet, error) {
	out := &annex.Sheet{Name: l.name, Columns: map[string]string{}}
	places := slices.Sorted(maps.Keys(l.columns))
	for _, col := range places {
		out.Columns[l.columns[col]] = xlsx.Letters(col)
	}
	last, most := 0, l.rows[l.head].n+annex.MaxLines
	for i, row := range l.rows[l.head:] {
		line := row.texts()
		if i > 0 {
			line = l.line(out, row, places[len(places)-1]+1, from)
		}
		used := slices.ContainsFunc(line, func(s string) bool { return s != "" })
		switch {
		case row.n <= last:
			return nil, refuse(fmt.Sprintf("the rows of sheet %.40q do not stand in order", l.name), "open the workbook and save it again as XLSX")
		case used && (row.n > most || row.n > 2*annex.MaxLines):
			return nil, refuse(fmt.Sprintf("sheet %.40q goes on in row %d; at most %d rows are read below the names of the columns", l.name, row.n, annex.MaxLines), "keep only the rows that are part of the list, or hand it in as several lists")
		case used:
			out.Add(row.n, line)
		}
		last = row.n
	}
	l.merges(out, places)
	return out, nil
}

// line is what a row says in the columns of the list.
func (l *listSheet) line(out *annex.Sheet, row row, width, from int) []string {
	line := make([]string, width)
	for _, c := range row.cells {
		title := l.columns[c.col]
		if title == "" {
			continue
		}
		text, bad := c.listed(title, from)
		if bad != nil {
			out.Wrong(row.n, title, bad.problem, bad.advice)
			text = fmt.Sprintf("?%d", row.n) // something, lest the lack of it is told as well
		}
		line[c.col] = text
	}
	return line
}

// merges tells of cells that one value stands in for several rows. Those
// within a row are as the author sees them: their value is that of the first.
func (l *listSheet) merges(out *annex.Sheet, places []int) {
	for _, m := range l.merged {
		i := slices.IndexFunc(places, func(col int) bool { return m.left <= col && col <= m.right })
		if i < 0 || m.top <= l.rows[l.head].n || m.top == m.bottom {
			continue
		}
		out.Wrong(m.top, l.columns[places[i]], fmt.Sprintf("the cells down to row %d are merged into one, so it is not known to which line of the list it belongs", m.bottom), "unmerge them and write the value in each row that it is meant for")
	}
}

var wholeNumber = regexp.MustCompile(`^[0-9]{1,9}$`)

// listed is the text of a cell in the column of a list that is for title.
func (c cell) listed(title string, from int) (string, *fault) {
	text, bad := c.words()
	if bad != nil || c.kind != numberCell {
		return text, bad
	}
	switch title {
	case annex.CodeColumn, annex.ReferenceColumn:
		if c.form || !wholeNumber.MatchString(text) { // what was typed as 1.10, 1E101 or 3-4 is lost
			return "", &fault{fmt.Sprintf("the cell holds a number or date (%.20s), of which it cannot be told how the code is written", text), "format the column as text and write the code anew: 1.10 as a number is 1.1, and 1E101 is a 1 with 101 zeros"}
		}
	case annex.InForceColumn:
		if d, bad := c.date(from); bad == nil {
			return d.String(), nil
		}
	}
	if x, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(x) < 1e15 {
		text = strconv.FormatFloat(x, 'f', -1, 64)
	}
	return text, nil
}
