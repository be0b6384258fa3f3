package annex

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// What the columns of a list are for, as Columns and faults name them.
const (
	CodeColumn      = "code"
	TitleColumn     = "title"
	ReferenceColumn = "Annex reference"
	InForceColumn   = "in-force date"
	NoteColumn      = "note"
)

// Columns finds the columns of a list by the cells of its heading: what each is
// for, by its place counted from 0. Without a column of codes there is none.
func Columns(heading []string) map[int]string {
	r := reader{list: &List{}}
	var places map[int]string
	for c, i := range r.findColumns(record{cells: heading}) {
		if places == nil {
			places = map[int]string{}
		}
		places[i] = columnTitles[c]
	}
	return places
}

// IsWorkbook reports whether a list's file is to be read as a workbook and not
// as text: an archive, as XLSX is, or what people choose in its place, such as a
// picture of a list. Whoever reads workbooks says what is wrong with the latter.
func IsWorkbook(data []byte) bool {
	return slices.ContainsFunc([]string{"PK\x03\x04", "PK\x05\x06", "\xD0\xCF\x11\xE0", "%PDF", "\x89PNG", "\xFF\xD8\xFF"}, func(head string) bool {
		return bytes.HasPrefix(data, []byte(head))
	})
}

// Sheet is a national control list as it stood in a sheet of a workbook. It
// becomes the text that ReadList reads, whose line 7 is row 7 of the sheet.
type Sheet struct {
	Name    string
	Columns map[string]string // what a column is for, such as CodeColumn: its letters

	text   bytes.Buffer
	lines  int
	faults Faults // of cells that no text could be made of
}

// Text is the list as CSV.
func (s *Sheet) Text() string { return s.text.String() }

// Add adds a row below those that were added, the heading first. Rows count
// from 1; one without words is left out.
func (s *Sheet) Add(row int, cells []string) {
	heading := s.lines == 0
	line := make([]string, len(cells))
	for i, cell := range cells {
		line[i] = strings.TrimSpace(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || heading && strings.ContainsRune(separators, r) {
				return ' ' // a line is a row, and the heading says by its separators what divides cells
			}
			return r
		}, cell))
	}
	if (record{cells: line}).blank() {
		return
	}
	for ; s.lines < row-1; s.lines++ {
		s.text.WriteByte('\n')
	}
	w := csv.NewWriter(&s.text)
	_ = w.Write(line) // a buffer takes everything
	w.Flush()
	s.lines++
}

// Wrong notes that no text could be made of a cell of the column that is for
// title.
func (s *Sheet) Wrong(row int, title, problem, advice string) {
	if len(s.faults) < maxFaults {
		s.faults = append(s.faults, Fault{Line: row, Column: title, Problem: problem, Advice: advice})
	}
}

// ReadSheet reads a list from a sheet of a workbook, under the rules of
// ReadList. Faults and notes say in which cell they stand.
func ReadSheet(s *Sheet, options ...Option) (*List, error) {
	list, err := readList(s.text.Bytes(), s, options)
	faults := slices.Clone(s.faults)
	var more Faults
	if errors.As(err, &more) {
		faults = append(faults, more...)
	}
	if err := s.placed(faults).err("reading the control list"); err != nil {
		return nil, err
	}
	list.Encoding = "XLSX"
	s.placed(list.Notes)
	return list, nil
}

// placed gives faults the cells in which they stand: that of their column, or
// of the code where the whole row is meant.
func (s *Sheet) placed(faults Faults) Faults {
	if s == nil {
		return faults
	}
	for i := range faults {
		f := &faults[i]
		if f.Line > 0 {
			f.Cell = s.cell(f.Column, f.Line)
		}
	}
	return faults
}

// cell is the cell of a row in the column that is for title, that of the code
// where none is.
func (s *Sheet) cell(title string, row int) string {
	return s.Name + "!" + cmp.Or(s.Columns[title], s.Columns[CodeColumn]) + strconv.Itoa(row)
}

// on says where the code of a line stands, within a sentence.
func (s *Sheet) on(line int) string {
	if s == nil {
		return "on line " + strconv.Itoa(line)
	}
	return "in " + s.cell(CodeColumn, line)
}
