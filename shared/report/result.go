package report

import (
	"strings"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

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

// criteriaChart shows the criteria beside each other.
func (d *Document) criteriaChart() *Chart {
	c := &Chart{Title: d.Language.Text(language.ReportChart)}
	for i, row := range d.criteria() {
		if x := &d.Result.Criteria[i]; x.Shown != nil && x.Claimed != nil {
			c.Bars = append(c.Bars, d.bar(row.name, x.Shown.Gated, x.Claimed.Gated))
		}
	}
	return c
}

// sectionCharts show the sections of each criterion.
func (d *Document) sectionCharts() []*Chart {
	var all []*Chart
	for i, row := range d.criteria() {
		c := &Chart{Title: joined(" - ", d.apart(row.name), row.verdict)}
		for _, s := range d.Result.Criteria[i].Sections {
			c.Bars = append(c.Bars, d.bar(s.ID+" "+d.words.Sections[s.ID].Title, s.Shown, s.Claimed))
		}
		all = append(all, c)
	}
	return all
}

func (d *Document) bar(name string, shown, claimed scoring.Number) Bar {
	return Bar{Name: name, ShownAt: place(shown), ClaimedAt: place(claimed), Shown: d.figure(shown), Claimed: d.figure(claimed)}
}

// place is where a bar of points ends.
func place(n scoring.Number) float64 {
	if !n.Valid() {
		return 0
	}
	at, _ := n.Rat().Float64()
	return min(max(at/100, 0), 1)
}
