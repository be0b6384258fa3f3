package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// styles are the looks of cells, as the library numbers them.
type styles struct {
	title, head, label, prose    int
	locked, words                int // the book's own: in the language of the page, in that of the questions
	line, text, day, number, sel int // to be filled in
	wordsOpen                    int // an answer in the language of the questions
}

// of is the look of a column.
func (s *styles) of(i input) int {
	switch i {
	case line:
		return s.line
	case text, number:
		return s.text
	case chosen:
		return s.sel
	case day:
		return s.day
	}
	return s.locked
}

// colours of the pages, for paper and screen.
const (
	inkColour  = "0B0C0C"
	headColour = "1D4F76"
	greyColour = "F3F2F1"
	lineColour = "B1B4B6"
)

func (w *writer) makeStyles() {
	// Reading order: 1 left to right, 2 right to left.
	own, questions := readingOrder(w.lang), readingOrder(language.Of(w.text.Language))
	borders := []excelize.Border{}
	for _, side := range []string{"left", "top", "right", "bottom"} {
		borders = append(borders, excelize.Border{Type: side, Color: lineColour, Style: 1})
	}
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{greyColour}}
	make := func(order uint64, change func(*excelize.Style)) int {
		s := &excelize.Style{
			Font:      &excelize.Font{Family: "Arial", Size: 10, Color: inkColour},
			Alignment: &excelize.Alignment{Vertical: "top", WrapText: true, ReadingOrder: order},
			Border:    borders,
		}
		if order != own { // text of the other direction keeps to its own side
			s.Alignment.Horizontal = "left"
		}
		change(s)
		id, err := w.file.NewStyle(s)
		w.do(err)
		return id
	}
	open := func(format int) func(*excelize.Style) {
		return func(s *excelize.Style) {
			s.NumFmt, s.Protection = format, &excelize.Protection{Locked: false}
		}
	}
	const asText = 49 // @: what is typed stays as it was typed
	dayFormat, shareFormat := "yyyy-mm-dd", "0.##"
	w.styles = styles{
		title: make(own, func(s *excelize.Style) {
			s.Font.Size, s.Font.Bold, s.Font.Color, s.Border, s.Alignment.WrapText, s.Alignment.Vertical = 15, true, headColour, nil, false, "center"
		}),
		head: make(own, func(s *excelize.Style) {
			s.Font.Bold, s.Font.Color, s.Alignment.Vertical = true, "FFFFFF", "center"
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{headColour}}
		}),
		label:     make(own, func(s *excelize.Style) { s.Font.Bold, s.Border = true, nil }),
		prose:     make(own, func(s *excelize.Style) { s.Border = nil }),
		locked:    make(own, func(s *excelize.Style) { s.Fill = grey }),
		words:     make(questions, func(s *excelize.Style) { s.Fill = grey }),
		line:      make(0, open(asText)),
		text:      make(0, open(asText)),
		sel:       make(own, open(0)),
		wordsOpen: make(questions, open(0)),
		day:       make(own, func(s *excelize.Style) { open(0)(s); s.NumFmt, s.CustomNumFmt = 0, &dayFormat }),
		number:    make(own, func(s *excelize.Style) { open(0)(s); s.NumFmt, s.CustomNumFmt = 0, &shareFormat }),
	}
}

func readingOrder(l language.Language) uint64 {
	if l.Direction() == "rtl" {
		return 2
	}
	return 1
}

// listsName is the hidden sheet of the drop-downs' entries. Formulas name it, so
// it bears the same name in every language.
const listsName = "lists"

// lists are the drop-downs of a book; equal ones are kept once.
type lists struct {
	all [][]option
	at  map[string]string // entries -> range
}

// ranged is where the entries stand.
func (l *lists) ranged(options []option) string {
	var entries strings.Builder
	for _, o := range options {
		entries.WriteString(o.label + "\x00")
	}
	place, known := l.at[entries.String()]
	if !known {
		row := len(l.all) + 1
		place = fmt.Sprintf("%s!$A$%d:$%s$%[2]d", listsName, row, letters(len(options)-1))
		l.all = append(l.all, options)
		l.at[entries.String()] = place
	}
	return place
}

// chooser collects the validations of one sheet: those that are alike become
// one.
type chooser struct {
	*writer
	sheet string
	order []string
	cells map[string][]string // list or number -> cells
	rules map[string]func(*excelize.DataValidation) error
}

func (c *chooser) add(key string, cells string, rule func(*excelize.DataValidation) error) {
	if c.cells == nil {
		c.cells, c.rules = map[string][]string{}, map[string]func(*excelize.DataValidation) error{}
	}
	if c.rules[key] == nil {
		c.order, c.rules[key] = append(c.order, key), rule
	}
	c.cells[key] = append(c.cells[key], cells)
}

// from lets cells be chosen from entries; without any there is nothing to choose.
func (c *chooser) from(cells string, options []option) {
	if len(options) == 0 {
		return
	}
	place := c.lists.ranged(options)
	c.add(place, cells, func(v *excelize.DataValidation) error {
		v.SetSqrefDropList(place)
		v.SetError(excelize.DataValidationErrorStyleStop, c.lang.Text(language.WorkbookTitle), c.lang.Text(language.WorkbookChoose))
		return nil
	})
}

// number lets cells take a number up to a limit.
func (c *chooser) number(cells string, kind excelize.DataValidationType, most int) {
	c.add(fmt.Sprint("number ", kind, most), cells, func(v *excelize.DataValidation) error {
		v.SetError(excelize.DataValidationErrorStyleStop, c.lang.Text(language.WorkbookTitle), c.lang.Text(language.WorkbookRange, "n", c.lang.Number(most)))
		return v.SetRange(0, most, kind, excelize.DataValidationOperatorBetween)
	})
}

// column lets the cells of a column be chosen from entries.
func (c *chooser) column(l *layout, key string, from, to int, options []option) {
	if from <= to {
		c.from(fmt.Sprintf("%s%d:%[1]s%[3]d", l.letter(key), from, to), options)
	}
}

// proofs does so for the columns of a proof.
func (c *chooser) proofs(l *layout, from, to int) {
	c.column(l, "evidence.grade", from, to, c.grades())
	c.column(l, "evidence.sealed", from, to, c.yesNo())
	at := l.letter("evidence.date")
	c.add("day", fmt.Sprintf("%s%d:%[1]s%[3]d", at, from, to), func(v *excelize.DataValidation) error {
		v.SetError(excelize.DataValidationErrorStyleStop, c.lang.Text(language.WorkbookTitle), c.lang.Text(language.WorkbookDateForm))
		return v.SetRange(1, 100_000, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)
	})
}

// finish writes the validations.
func (c *chooser) finish() {
	for _, key := range c.order {
		v := excelize.NewDataValidation(true)
		v.SetSqref(strings.Join(c.cells[key], " "))
		c.do(c.rules[key](v))
		if c.err == nil {
			c.do(c.file.AddDataValidation(c.sheet, v))
		}
	}
}
