package chart_test

import (
	"math"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
)

// awkward are charts of data that nobody hopes for.
func awkward() map[string]chart.Chart {
	const long = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch and a good many further words that go on for longer than any place for them"
	frame := chart.Frame{ID: "a", Title: "Title", Desc: "Description"}

	atTheEnd := bar(false)
	atTheEnd.Shown.Value, atTheEnd.Claimed.Value, atTheEnd.Reviewed.Value = number(100), number(100), number(100)
	atTheEnd.Range.Low, atTheEnd.Range.High = 100, 100
	atTheStart := bar(false)
	atTheStart.Shown.Value, atTheStart.Claimed.Value, atTheStart.Reviewed.Value = number(0), number(0.1), number(0)
	atTheStart.Thresholds = []chart.Mark{{Label: long, Value: whole(0)}, {Label: long, Value: whole(1)}, {Label: "Met", Value: whole(2)}, {Label: "So", Value: whole(2)}}
	atTheStart.Notes = append(atTheStart.Notes, chart.Note{Label: long, Text: long})
	outside := bar(false)
	outside.Shown.Value, outside.Claimed.Value, outside.Reviewed.Value = number(-40), number(4000), chart.Value{At: math.Inf(1), Text: "none"}

	onePoint := trend(false)
	onePoint.Cycles = onePoint.Cycles[:1]
	many := trend(false)
	many.Thresholds = append(many.Thresholds, chart.Mark{Label: long, Value: whole(58)})
	many.Cycles = nil
	for i := range 24 {
		k := chart.Cycle{Label: "Cycle of " + strconv.Itoa(2027+i), LikeForLike: number(50), AsAssessed: number(50), Break: i == 9}
		k.Band = chart.Range{Low: 50, High: 50, Text: "50.0"}
		if i%2 == 0 {
			k.Changes = []chart.Change{{Letter: string(rune('A' + i)), Text: long}}
		}
		many.Cycles = append(many.Cycles, k)
	}
	lonely := trend(false) // no two neighbours
	for i := range lonely.Cycles {
		lonely.Cycles[i].Break = true
	}

	wide := portfolio(false, 60)
	wide.Columns = nil
	for i := range 26 {
		wide.Columns = append(wide.Columns, "Section "+strconv.Itoa(i+1)+strings.Repeat(" of the control of intangible transfers", i%2))
		for r := range wide.Rows[:59] { // the last is short of cells
			wide.Rows[r].Cells = append(wide.Rows[r].Cells, chart.Cell{Level: chart.Level(i%9 - 2), Text: "40.0"})
		}
	}
	wide.Rows[7].Cells[1].Text = long

	dense := chart.HeatMap{Frame: frame, Steps: strings.Fields("a b c d e f"), NoneText: "n", UnknownText: "u", Columns: []string{long}}
	for i := range 9 {
		dense.Rows = append(dense.Rows, chart.Row{Name: long, Cells: []chart.Cell{{Level: chart.Level(i - 1), Text: strconv.Itoa(i)}}})
	}

	undated := timeline(false)
	undated.Months, undated.Today = nil, chart.Mark{}
	for i := range undated.Items {
		undated.Items[i].Start, undated.Items[i].Due = chart.Value{}, chart.Value{}
	}
	sameDay := timeline(false)
	sameDay.Months = nil
	for i := range sameDay.Items {
		v := chart.Value{At: 7, Text: "7"}
		sameDay.Items[i] = chart.Item{Name: long, Owner: long, Start: v, Due: v, State: chart.State(i)}
	}
	points := timeline(false)
	points.Today.Label = long
	for i := range points.Items {
		points.Items[i].State = chart.State(i % 4)
		if points.Items[i].Start = (chart.Value{}); i == 2 {
			points.Items[i].Start, points.Items[i].Due = points.Items[i].Due, chart.Value{At: nothing, Text: "open"}
		}
	}

	counts := coverage(false)
	counts.Items[0].Counts = []chart.Value{{At: 1e9, Text: "1000000000"}, {At: -4, Text: "-4"}, {At: math.NaN(), Text: "NaN"}, whole(1)}
	counts.Items[1].Counts = nil
	counts.Items[2].Name = long
	return map[string]chart.Chart{
		"bar empty": chart.CriterionBar{Frame: frame}, "bar end": atTheEnd, "bar start": atTheStart, "bar outside": outside,
		"trend empty": chart.Trend{Frame: frame}, "trend one": onePoint, "trend many": many, "trend lonely": lonely,
		"heat empty": chart.HeatMap{Frame: frame}, "heat no columns": chart.HeatMap{Frame: frame, Rows: wide.Rows[:2]}, "heat 60 by 26": wide, "heat dense": dense,
		"timeline empty": chart.Timeline{Frame: frame}, "timeline undated": undated, "timeline one day": sameDay, "timeline points": points,
		"coverage empty": chart.Coverage{Frame: frame}, "coverage counts": counts,
	}
}
