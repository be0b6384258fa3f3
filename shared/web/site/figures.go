package site

import (
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// frame begins a drawing in the person's language.
func (v *visit) frame(id, title, desc string) chart.Frame {
	return chart.Frame{ID: id, Title: title, Desc: desc, RTL: v.lang.Direction() == "rtl"}
}

// mark is a score on a drawing; nothing is drawn where there is none.
func (v *visit) mark(n scoring.Number) chart.Value {
	if !n.Valid() {
		return chart.Value{}
	}
	return chart.Value{At: n.Float(), Text: v.score(n)}
}

// axis are the numbers of a line from 0 to 100.
func (v *visit) axis() []chart.Value {
	var all []chart.Value
	for _, n := range []int{0, 20, 40, 60, 80, 100} {
		all = append(all, chart.Value{At: float64(n), Text: v.n(n)})
	}
	return all
}

// thresholds are the points from which a verdict can be reached.
func (v *visit) thresholds(p *scoring.Params) []chart.Mark {
	var all []chart.Mark
	for _, t := range []struct {
		verdict scoring.Verdict
		points  int
	}{{scoring.PartlyMet, p.Partly}, {scoring.LargelyMet, p.Largely}, {scoring.Met, p.Met}} {
		all = append(all, chart.Mark{Label: v.word("verdict", t.verdict), Value: chart.Value{At: float64(t.points), Text: v.n(t.points)}})
	}
	return all
}

// criterionBar draws a criterion as it is judged: after its critical questions.
// A range that says nothing is left out.
func (v *visit) criterionBar(view *resultView, c *scoring.Criterion) chart.CriterionBar {
	high := c.Shown.Score.Plus(c.InfoGap)
	b := chart.CriterionBar{
		Frame:      v.frame("bar-"+c.ID, v.word("criterion", c.ID), v.t(language.ResultBar, "shown", v.score(c.Shown.Gated), "claimed", v.score(c.Claimed.Gated), "high", v.score(high))),
		Shown:      chart.Mark{Label: v.t(language.ViewShown), Value: v.mark(c.Shown.Gated)},
		Claimed:    chart.Mark{Label: v.t(language.ViewClaimed), Value: v.mark(c.Claimed.Gated)},
		Axis:       v.axis(),
		Thresholds: v.thresholds(&view.a.Params),
		Head:       [2]string{v.t(language.ResultMeasure), v.t(language.ResultPoints)},
	}
	if c.Reviewed != nil {
		b.Reviewed = chart.Mark{Label: v.t(language.ViewReviewed), Value: v.mark(c.Reviewed.Gated)}
	}
	label := v.t(language.ResultRange)
	if held(c) {
		label = v.t(language.ResultRangeFree)
		b.Notes = append(b.Notes, chart.Note{Label: v.t(language.ResultHolding), Text: v.lang.List(holding(c))},
			chart.Note{Label: v.t(language.ResultBeforeGates), Text: v.score(c.Shown.Score)})
	}
	if high.Tenths() != c.Shown.Score.Tenths() {
		b.Range = chart.Range{Label: label, Low: c.Shown.Score.Float(), High: high.Float(), Text: v.t(language.ResultSpan, "low", v.score(c.Shown.Score), "high", v.score(high))}
	}
	return b
}

// bands are the bands of a score, from the lowest.
var bands = []scoring.Band{"Not started", "Foundational", "Developing", "Established", "Sustained"}

// bandCell is a score as a cell of a heat map, by its band.
func (v *visit) bandCell(n scoring.Number) chart.Cell {
	if !n.Valid() {
		return chart.Cell{Text: "–", Full: v.t(language.ResultNoneAsked)}
	}
	level := min(n.Tenths()/200, len(bands)-1)
	return chart.Cell{Level: chart.Level(level + 1), Text: v.score(n), Full: v.lang.List([]string{v.score(n), v.word("band", bands[level])})}
}

// sectionMap draws the sections of a result, law and practice apart.
func (v *visit) sectionMap(view *resultView) chart.HeatMap {
	m := chart.HeatMap{
		Frame:    v.frame("sections", v.t(language.ResultMap), v.t(language.ResultMapHelp)),
		Corner:   v.t(language.ResultSection),
		Columns:  []string{v.t(language.ViewShown), v.t(language.SideLaw), v.t(language.SidePractice)},
		NoneText: v.t(language.ResultNoneAsked),
	}
	for _, b := range bands {
		m.Steps = append(m.Steps, v.word("band", b))
	}
	for i := range view.a.Criteria {
		for _, s := range view.a.Criteria[i].Sections {
			row := chart.Row{Name: view.sectionTitle(s.ID), Cells: []chart.Cell{v.bandCell(s.Shown)}}
			if s.Sides != nil {
				row.Cells = append(row.Cells, v.bandCell(s.Sides.Law), v.bandCell(s.Sides.Practice))
			}
			m.Rows = append(m.Rows, row)
		}
	}
	return m
}

// lines are the lines of a cell of a chart's table.
func lines(cell string) []string { return strings.Split(cell, "\n") }
