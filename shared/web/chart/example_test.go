package chart_test

import (
	"fmt"
	"math"

	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
)

func ExampleCriterionBar() {
	value := func(at float64, text string) chart.Value { return chart.Value{At: at, Text: text} }
	c := chart.CriterionBar{
		Frame:      chart.Frame{ID: "c3", Title: "Criterion 3", Desc: "Shown 48.6 of 100; up to 65.2."},
		Shown:      chart.Mark{Label: "Shown", Value: value(48.6, "48.6")},
		Claimed:    chart.Mark{Label: "Claimed", Value: value(63.1, "63.1")},
		Range:      chart.Range{Label: "Range", Low: 48.6, High: 65.2, Text: "48.6 to 65.2"},
		Axis:       []chart.Value{value(0, "0"), value(50, "50"), value(100, "100")},
		Thresholds: []chart.Mark{{Label: "Met", Value: value(80, "80")}},
		Notes:      []chart.Note{{Label: "Gates:", Text: "5 held, 1 open"}},
		Head:       [2]string{"Measure", "Points"},
	}
	html := chart.Both(c) // one drawing for telephones, one for desks
	fmt.Println(len(html) > 0, c.Table().Rows)
	// Output: true [[Shown 48.6] [Claimed 63.1] [Range 48.6 to 65.2] [Met 80] [Gates: 5 held, 1 open]]
}

func ExampleHeatMap() {
	c := chart.HeatMap{
		Frame:   chart.Frame{ID: "sections", Title: "Sections", Desc: "Law beside practice."},
		Corner:  "Section",
		Columns: []string{"Law", "Practice"},
		Steps:   []string{"Not started", "Foundational", "Developing", "Established", "Sustained"},
		Rows: []chart.Row{{Name: "Licensing", Cells: []chart.Cell{
			{Level: 5, Text: "85.4", Full: "85.4, sustained"},
			{Level: chart.Unknown, Text: "?", Full: "not known"},
		}}},
		UnknownText: "Not known",
	}
	_ = c.SVG(chart.Wide)
	fmt.Println(c.Table().Head, c.Table().Rows)
	// Output: [Section Law Practice] [[Licensing 85.4, sustained not known]]
}

func ExampleTrend() {
	c := chart.Trend{
		Frame:       chart.Frame{ID: "trend", Title: "Criterion 4", Desc: "From 31.0 to 38.2."},
		LikeForLike: "Like for like", AsAssessed: "As assessed", Band: "Range",
		CycleHead: "Cycle", ChangeHead: "Changes",
		Cycles: []chart.Cycle{
			{Label: "2026", LikeForLike: chart.Value{At: 31, Text: "31.0"}, AsAssessed: chart.Value{At: 36.5, Text: "36.5"}},
			{Label: "2027", LikeForLike: chart.Value{At: math.NaN(), Text: "not comparable"}, AsAssessed: chart.Value{At: 38.2, Text: "38.2"},
				Changes: []chart.Change{{Letter: "A", Text: "Method 2.0"}}, Break: true},
		},
	}
	_ = c.SVG(chart.Wide)
	fmt.Printf("%q\n", c.Table().Rows)
	// Output: [["2026" "31.0" "36.5" "" ""] ["2027" "not comparable" "38.2" "" "A Method 2.0"]]
}

func ExampleTimeline() {
	c := chart.Timeline{
		Frame:  chart.Frame{ID: "plan", Title: "Plan", Desc: "One item, in progress."},
		Months: []chart.Value{{At: 0, Text: "Jan"}, {At: 31, Text: "Feb"}},
		Today:  chart.Mark{Label: "Today", Value: chart.Value{At: 20, Text: "21 Jan 2027"}},
		Items: []chart.Item{{
			Name: "Adopt the national list", Owner: "Ministry of Trade", State: chart.InProgress,
			Start: chart.Value{At: 4, Text: "5 Jan 2027"}, Due: chart.Value{At: 45, Text: "15 Feb 2027"},
		}},
		States: [4]string{"Open", "In progress", "Done", "Late"},
		Head:   [5]string{"Item", "Owner", "Start", "Due", "State"},
	}
	_ = c.SVG(chart.Narrow)
	fmt.Printf("%q\n", c.Table().Rows)
	// Output: [["Adopt the national list" "Ministry of Trade" "5 Jan 2027" "15 Feb 2027" "In progress"]]
}

func ExampleCoverage() {
	c := chart.Coverage{
		Frame:  chart.Frame{ID: "annex", Title: "Annex coverage", Desc: "Item 4 is covered in part."},
		Corner: "Item", CountAll: "All",
		States: []chart.Segment{{"Full", 4}, {"Part", 3}, {"None", 1}, {"Unknown", chart.Unknown}},
		Items: []chart.Covered{{Name: "4 Propellants", All: "9", Counts: []chart.Value{
			{At: 6, Text: "6"}, {At: 2, Text: "2"}, {At: 1, Text: "1"}, {At: 0, Text: "0"},
		}}},
	}
	_ = c.SVG(chart.Wide)
	fmt.Println(c.Table().Head, c.Table().Rows)
	// Output: [Item Full Part None Unknown All] [[4 Propellants 6 2 1 0 9]]
}
