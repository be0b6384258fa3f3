package chart_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
)

// find lists the elements of a name and class.
func find(root *node, name, class string) []*node {
	var list []*node
	for _, n := range root.all() {
		if n.name == name && n.attr["class"] == class {
			list = append(list, n)
		}
	}
	return list
}

// TestBarPlaces: on a bar of 340 the scale runs from 12 to 328.
func TestBarPlaces(t *testing.T) {
	c := bar(false)
	c.Shown.Value, c.Claimed.Value, c.Reviewed.Value = number(25), number(75), number(50)
	c.Range.Low, c.Range.High = 25, 100
	for _, test := range []struct {
		name              string
		rtl               bool
		ring, diamond, at string
	}{
		{"left to right", false, "249", "85,37 91,31 97,37 91,43", "91"},
		{"right to left", true, "91", "255,37 249,31 243,37 249,43", "12"},
	} {
		c.RTL = test.rtl
		root := parse(t, c.SVG(chart.Narrow))
		if got := find(root, "circle", "sc-hollow")[0].attr["cx"]; got != test.ring {
			t.Errorf("%s: ring at %s; want %s", test.name, got, test.ring)
		}
		if got := find(root, "polygon", "sc-solid")[0].attr["points"]; got != test.diamond {
			t.Errorf("%s: diamond at %s; want %s", test.name, got, test.diamond)
		}
		if got := find(root, "rect", "sc-span")[0]; got.attr["x"] != test.at || got.attr["width"] != "237" {
			t.Errorf("%s: range at %s, %s wide; want %s, 237", test.name, got.attr["x"], got.attr["width"], test.at)
		}
	}
}

// TestAbsent: a value without text or number leaves no mark; its text stands in
// the table.
func TestAbsent(t *testing.T) {
	c := bar(false)
	c.Reviewed = chart.Mark{}
	c.Claimed.Value = chart.Value{At: nothing, Text: "not assessed"}
	c.Range.High = nothing
	root := parse(t, c.SVG(chart.Narrow))
	if n := len(find(root, "circle", "sc-hollow")) + len(find(root, "rect", "sc-span")); n != 0 {
		t.Errorf("%d marks of absent values", n)
	}
	want := [][]string{{"Shown", "48.6"}, {"Claimed", "not assessed"}, {"Range", "48.6 to 65.2"}, {"Partly met", "40"}, {"Largely met", "60"}, {"Met", "80"}, {"Gates:", "5 held, 1 open"}}
	if got := c.Table().Rows; !reflect.DeepEqual(got, want) {
		t.Errorf("rows %q; want %q", got, want)
	}
}

// TestTrendGaps: cycles without a value and breaks part the lines.
func TestTrendGaps(t *testing.T) {
	c := trend(false) // six cycles, the fourth without values
	for _, test := range []struct {
		name     string
		breaks   []int
		segments int
	}{{"gap", nil, 2}, {"gap and break", []int{1}, 2}, {"break in the middle of three", []int{2}, 2}, {"no neighbours", []int{1, 2, 5}, 0}} {
		c.Cycles = slices.Clone(c.Cycles)
		for i := range c.Cycles {
			c.Cycles[i].Break = slices.Contains(test.breaks, i)
		}
		// One more is in the legend.
		if got := len(find(parse(t, c.SVG(chart.Wide)), "polyline", "sc-line")) - 1; got != test.segments {
			t.Errorf("%s: %d segments; want %d", test.name, got, test.segments)
		}
	}
	if got := c.Table().Rows[2][4]; got != "A Annex of October 2024\nB Questionnaire 2025-01: 17 of 94 questions differ" {
		t.Errorf("changes %q", got)
	}
}

// TestHeatMapOrder: rows stand as given, at every width.
func TestHeatMapOrder(t *testing.T) {
	c := portfolio(false, 60)
	slices.Reverse(c.Rows)
	for _, width := range []int{chart.Narrow, chart.Wide} {
		svg := c.SVG(width)
		at := 0
		for _, r := range c.Rows {
			if strings.HasPrefix(r.Name, "Country") {
				next := strings.Index(svg[at:], ">"+r.Name+"<")
				if next < 0 {
					t.Fatalf("at %d: %s is not after the row above it", width, r.Name)
				}
				at += next
			}
		}
	}
	if got := len(c.Table().Rows); got != 60 {
		t.Errorf("%d rows", got)
	}
}

// TestLongNames: what is cut on the drawing is told in full.
func TestLongNames(t *testing.T) {
	c := portfolio(false, 4)
	c.Rows[3].Name += " and of the territories beyond the sea that belong to it"
	var full []string
	for _, n := range parse(t, c.SVG(chart.Wide)).all() {
		if n.name == "text" && len(n.children) > 0 && n.children[0].name == "title" {
			full = append(full, n.children[0].text)
		}
	}
	if !slices.Equal(full, []string{c.Rows[3].Name}) {
		t.Errorf("told in full: %q", full)
	}
}

// TestCoverageShares: the segments of a bar are as long as their counts say.
func TestCoverageShares(t *testing.T) {
	c := coverage(false)
	c.Items = []chart.Covered{{Name: "1", Counts: []chart.Value{whole(6), whole(3), whole(0), whole(1)}, All: "10"}}
	root := parse(t, c.SVG(chart.Wide))
	var got []string // widths, in the order of the fills, the lightest first
	for _, n := range find(root, "path", "sc-edge") {
		if strings.Contains(n.attr["d"], "v14") {
			_, rest, _ := strings.Cut(n.attr["d"], "h")
			w, _, _ := strings.Cut(rest, "v")
			got = append(got, w)
		}
	}
	if want := []string{"86.4", "172.8", "28.8"}; !slices.Equal(got, want) {
		t.Errorf("segments %v; want %v", got, want)
	}
}

func TestSpread(t *testing.T) {
	for _, test := range []struct {
		name           string
		centres, sizes []float64
		want           []float64
	}{
		{"none", nil, nil, []float64{}},
		{"apart", []float64{80, 20}, []float64{10, 10}, []float64{80, 20}},
		{"equal", []float64{50, 50, 50}, []float64{10, 10, 10}, []float64{40, 50, 60}},
		{"at the ends", []float64{0, 100}, []float64{10, 20}, []float64{5, 90}},
		{"both pushed", []float64{98, 99}, []float64{10, 10}, []float64{85, 95}},
		{"too large", []float64{10, 90}, []float64{200, 200}, []float64{25, 75}},
	} {
		if got := chart.Spread(test.centres, test.sizes, 0, 100); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v; want %v", test.name, got, test.want)
		}
	}
}

// TestSpreadProperty: whatever fits stands in its order, apart and within.
func TestSpreadProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := 1 + r.IntN(8)
		centres, sizes := make([]float64, n), make([]float64, n)
		for i := range n {
			centres[i], sizes[i] = r.Float64()*140-20, 1+r.Float64()*11
		}
		got := chart.Spread(centres, sizes, 0, 100)
		for i := range n {
			if got[i]-sizes[i]/2 < -1e-9 || got[i]+sizes[i]/2 > 100+1e-9 {
				t.Fatalf("%v %v: %v leaves the line", centres, sizes, got)
			}
			for k := range i {
				if apart := math.Abs(got[i]-got[k]) - (sizes[i]+sizes[k])/2; apart < -1e-9 {
					t.Fatalf("%v %v: %v overlap", centres, sizes, got)
				}
				if (centres[i] < centres[k]) != (got[i] < got[k]) {
					t.Fatalf("%v %v: %v is out of order", centres, sizes, got)
				}
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		name, text string
		width      float64
		limit      int
		want       []string
		cut        bool
	}{
		{"empty", " ", 50, 2, nil, false},
		{"fits", "one two", 60, 2, []string{"one two"}, false},
		{"two lines", "one two three", 52, 2, []string{"one two", "three"}, false},
		{"cut", "one two three four five", 50, 2, []string{"one two", "three…"}, true},
		{"long word", "abcdefghijkl", 40, 4, []string{"abcde", "fghijkl"}, false},
		{"marks stay with their letter", "e\u0301e\u0301e\u0301", 8, 3, []string{"e\u0301", "e\u0301", "e\u0301"}, false},
		{"no room at all", "abc", 0, 5, []string{"a", "b", "c"}, false},
	} {
		got, full := chart.Wrap(test.text, test.width, test.limit)
		if !slices.Equal(got, test.want) || (full != "") != test.cut {
			t.Errorf("%s: %q, %q; want %q", test.name, got, full, test.want)
		}
	}
}
