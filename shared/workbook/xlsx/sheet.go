package xlsx

import "fmt"

// Sheet is one sheet of a book.
type Sheet struct {
	Columns     []Column // from the first; those behind them are as programs make them
	Hidden      bool
	Locked      bool // only open cells can be changed; there is no password
	RightToLeft bool
	NoGrid      bool // lines between cells are not shown

	// FrozenColumns and FrozenRows are how many stay in sight.
	FrozenColumns, FrozenRows int

	Print *Print // nil: as programs print by themselves

	book  *Book
	name  string
	rows  []row
	rules []ruled
	notes []note
}

// Column is how a column is shown, and the look of its cells that have none of
// their own.
type Column struct {
	Width  float64 // in characters
	Style  Style
	Hidden bool
}

// Print is how a sheet is printed: on A4, landscape.
type Print struct {
	Footer string // as the format writes it: &L, &R, &P and so on
	Fit    bool   // all columns on one page
	Scale  int    // in per cent, if not Fit; 0 is 100
	Breaks []int  // columns that begin a page
	Title  *Title // what stands on every page; nil: nothing
}

// Title are the columns and rows that stand on every page, both ends in it.
type Title struct{ Left, Right, Top, Bottom int }

type row struct {
	height float64 // in points; 0 is as programs make it
	hidden bool
	cells  []cell
}

type cell struct {
	styled bool
	style  Style
	kind   kind
	text   int    // among the texts of the book
	number string // as the format writes it
}

type kind byte

const (
	empty kind = iota
	textCell
	numberCell
)

func (s *Sheet) row(n int) *row {
	for len(s.rows) <= n {
		s.rows = append(s.rows, row{})
	}
	return &s.rows[n]
}

func (s *Sheet) cell(column, n int) *cell {
	r := s.row(n)
	for len(r.cells) <= column {
		r.cells = append(r.cells, cell{})
	}
	return &r.cells[column]
}

// Text puts a text into a cell. A cell holds at most 32 767 UTF-16 units; Write
// refuses more.
func (s *Sheet) Text(column, row int, text string) {
	if n := units(text); n > maxText {
		s.book.fault(fmt.Errorf("%s!%s: the text has %d characters, and a cell holds %d", s.name, Name(column, row), n, maxText))
		return
	}
	c := s.cell(column, row)
	c.kind, c.text = textCell, s.book.text(text)
}

// Number puts a number into a cell. A date is the days since 30 December 1899.
func (s *Sheet) Number(column, row int, number float64) {
	c := s.cell(column, row)
	c.kind, c.number = numberCell, decimal(number)
}

// Style gives cells a look, all from one corner to the other.
func (s *Sheet) Style(left, top, right, bottom int, style Style) {
	for n := top; n <= bottom; n++ {
		for column := left; column <= right; column++ {
			c := s.cell(column, n)
			c.styled, c.style = true, style
		}
	}
}

// Height makes a row as high as that many points.
func (s *Sheet) Height(row int, points float64) { s.row(row).height = points }

// Hide hides a row.
func (s *Sheet) Hide(row int) { s.row(row).hidden = true }

// Kind is what a rule lets cells hold.
type Kind string

// The kinds of rules.
const (
	List    Kind = "list"
	Whole   Kind = "whole"
	Decimal Kind = "decimal"
	Date    Kind = "date"
)

// Rule is what may be entered into cells. An empty cell is always allowed.
type Rule struct {
	Kind     Kind
	Source   string  // of a list: a range or a formula
	From, To float64 // of a number or a date

	// Title and Message are shown to who enters something else; Warn lets it
	// stay. Without Message anything may be entered. Hint is shown in advance.
	Title, Message, Hint string
	Warn                 bool
}

// Rule adds a rule for cells, such as E4:E10; like rules become one. Excel shows
// at most 32 UTF-16 units of a title and 255 of a message or hint; Write refuses
// more.
func (s *Sheet) Rule(cells string, r Rule) {
	if units(r.Title) > maxTitle || units(r.Message) > maxMessage || units(r.Hint) > maxMessage {
		s.book.fault(fmt.Errorf("%s!%s: the title of a rule has at most %d characters, its message and its hint %d", s.name, cells, maxTitle, maxMessage))
	}
	for i := range s.rules {
		if s.rules[i].Rule == r {
			s.rules[i].cells += " " + cells
			return
		}
	}
	s.rules = append(s.rules, ruled{r, cells})
}

// ruled is a rule with the names of its cells.
type ruled struct {
	Rule
	cells string
}

// note is a text beside a cell.
type note struct {
	column, row   int
	text          string
	width, height int // pixels
}

// Note puts a text beside a cell, in a box of so many pixels; a cell has one at
// most.
func (s *Sheet) Note(column, row int, text string, width, height int) {
	if n := units(text); n > maxText {
		s.book.fault(fmt.Errorf("%s!%s: the note has %d characters, and a cell's holds %d", s.name, Name(column, row), n, maxText))
		return
	}
	s.notes = append(s.notes, note{column, row, text, width, height})
}
