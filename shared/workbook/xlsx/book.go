package xlsx

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// The limits of the format, in UTF-16 units as Excel counts. A program that
// opens a file beyond them calls it damaged.
const (
	maxText    = 32_767
	maxName    = 31
	maxTitle   = 32
	maxMessage = 255
)

// Book is a spreadsheet file.
type Book struct {
	Creator    string    // the program, in the properties of the document
	Made       time.Time // zero: the document does not say
	Properties []Property
	Locked     bool // sheets cannot be added, moved, renamed or removed

	sheets []*Sheet
	looks  []Look
	texts  []string
	at     map[string]int // in texts
	faults []error
}

// Property is a property of the document, for other programs to read.
type Property struct{ Name, Value string }

// Style is the number of a look in its book.
type Style int

// Look is how cells look and what may be done to them. The letters are Arial.
// Colours are RRGGBB; an empty one is none, for letters black.
type Look struct {
	Size         int // of the letters, in points; 0 is 10
	Bold         bool
	Colour       string // of the letters
	Fill, Border string
	Format       string // of numbers, as the format writes it, such as 0.## or @ for text; empty is general
	Order        Order
	Left, Middle bool // to the left whatever the order of reading; in the middle of the height and not at its top
	Wrap         bool // long lines are broken
	Open         bool // can be changed though its sheet is locked
}

// Order is the order of reading.
type Order int

// The orders of reading, as the format numbers them.
const (
	ByContent Order = iota
	LeftToRight
	RightToLeft
)

// Look returns the number of a look; like looks have one number.
func (b *Book) Look(l Look) Style {
	if len(b.looks) == 0 {
		b.looks = []Look{{}}
	}
	if i := slices.Index(b.looks, l); i >= 0 {
		return Style(i)
	}
	b.looks = append(b.looks, l)
	return Style(len(b.looks) - 1)
}

// Sheet adds a sheet, behind those that the book has.
func (b *Book) Sheet(name string) *Sheet {
	s := &Sheet{book: b, name: name}
	if name == "" || units(name) > maxName || strings.ContainsAny(name, `[]:*?/\`) || strings.Trim(name, "'") != name {
		b.fault(fmt.Errorf(`the sheet %q: a name has 1 to %d characters, without []:*?/\ and without ' at its ends`, name, maxName))
	}
	for _, other := range b.sheets {
		if strings.EqualFold(other.name, name) {
			b.fault(fmt.Errorf("two sheets are called %q", name))
		}
	}
	b.sheets = append(b.sheets, s)
	return s
}

// fault keeps what Write will refuse.
func (b *Book) fault(err error) { b.faults = append(b.faults, err) }

// err is all that is wrong with the book.
func (b *Book) err() error {
	if len(b.sheets) == 0 {
		b.fault(errors.New("the book has no sheet"))
	}
	return errors.Join(b.faults...)
}

// text returns the number of a text that cells share.
func (b *Book) text(s string) int {
	n, known := b.at[s]
	if !known {
		if b.at == nil {
			b.at = map[string]int{}
		}
		n = len(b.texts)
		b.at[s] = n
		b.texts = append(b.texts, s)
	}
	return n
}

// units is the length of a text as Excel counts it.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// Letters is the name of a column.
func Letters(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return Letters(column/26-1) + string(rune('A'+column%26))
}

// Name is the name of a cell.
func Name(column, row int) string { return Letters(column) + strconv.Itoa(row+1) }

// Down is the name of the cells of a column from one row to another.
func Down(column, from, to int) string { return Name(column, from) + ":" + Name(column, to) }
