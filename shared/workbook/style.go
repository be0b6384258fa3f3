package workbook

import (
	"fmt"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/web/language"
	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

// styles are the looks of cells, as their book numbers them.
type styles struct {
	title, head, label, prose    xlsx.Style
	locked, words                xlsx.Style // the book's own: in the language of the page, in that of the questions
	line, text, day, number, sel xlsx.Style // to be filled in
	wordsOpen                    xlsx.Style // an answer in the language of the questions
}

// of is the look of a column.
func (s *styles) of(i input) xlsx.Style {
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
	own, questions := readingOrder(w.lang), readingOrder(language.Of(w.text.Language))
	look := func(order xlsx.Order, change func(*xlsx.Look)) xlsx.Style {
		l := xlsx.Look{Colour: inkColour, Border: lineColour, Wrap: true, Order: order, Left: order != own} // text of the other direction keeps to its own side
		change(&l)
		return w.file.Look(l)
	}
	open := func(format string) func(*xlsx.Look) {
		return func(l *xlsx.Look) { l.Format, l.Open = format, true }
	}
	const asText = "@" // what is typed stays as it was typed
	w.styles = styles{
		title: look(own, func(l *xlsx.Look) {
			l.Size, l.Bold, l.Colour, l.Border, l.Wrap, l.Middle = 15, true, headColour, "", false, true
		}),
		head: look(own, func(l *xlsx.Look) {
			l.Bold, l.Colour, l.Fill, l.Middle = true, "FFFFFF", headColour, true
		}),
		label:     look(own, func(l *xlsx.Look) { l.Bold, l.Border = true, "" }),
		prose:     look(own, func(l *xlsx.Look) { l.Border = "" }),
		locked:    look(own, func(l *xlsx.Look) { l.Fill = greyColour }),
		words:     look(questions, func(l *xlsx.Look) { l.Fill = greyColour }),
		line:      look(xlsx.ByContent, open(asText)),
		text:      look(xlsx.ByContent, open(asText)),
		sel:       look(own, open("")),
		wordsOpen: look(questions, open("")),
		day:       look(own, open("yyyy-mm-dd")),
		number:    look(own, open("0.##")),
	}
}

func readingOrder(l language.Language) xlsx.Order {
	if l.Direction() == "rtl" {
		return xlsx.RightToLeft
	}
	return xlsx.LeftToRight
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
		place = fmt.Sprintf("%s!$A$%d:$%s$%[2]d", listsName, row, xlsx.Letters(len(options)-1))
		l.all = append(l.all, options)
		l.at[entries.String()] = place
	}
	return place
}

// choose lets cells be chosen from entries; without any there is nothing to
// choose.
func (p *page) choose(cells string, options []option) {
	if len(options) > 0 {
		p.rule(cells, xlsx.Rule{Kind: xlsx.List, Source: p.lists.ranged(options)}, p.lang.Text(language.WorkbookChoose))
	}
}

// number lets cells take a number up to a limit.
func (p *page) number(cells string, kind xlsx.Kind, most int) {
	p.rule(cells, xlsx.Rule{Kind: kind, To: float64(most)}, p.lang.Text(language.WorkbookRange, "n", p.lang.Number(most)))
}

// rule refuses what does not fit, and says why.
func (p *page) rule(cells string, r xlsx.Rule, message string) {
	r.Title, r.Message = p.lang.Text(language.WorkbookTitle), message
	p.to.Rule(cells, r)
}

// column lets the cells of a column be chosen from entries.
func (p *page) column(key string, from, to int, options []option) {
	if from <= to {
		p.choose(xlsx.Down(p.layout.at(key), from, to), options)
	}
}

// proofs does so for the columns of a proof.
func (p *page) proofs(from, to int) {
	p.column("evidence.grade", from, to, p.grades())
	p.column("evidence.sealed", from, to, p.yesNo())
	const farDay = 100_000 // in the year 2173
	p.rule(xlsx.Down(p.layout.at("evidence.date"), from, to), xlsx.Rule{Kind: xlsx.Date, From: 1, To: farDay}, p.lang.Text(language.WorkbookDateForm))
}
