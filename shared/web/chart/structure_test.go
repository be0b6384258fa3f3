package chart_test

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
)

// each runs a check on every sample and every awkward chart at both widths.
func each(t *testing.T, check func(t *testing.T, c chart.Chart, width int, root *node)) {
	for name, charts := range map[string]map[string]chart.Chart{"sample": samples(false), "arabic": samples(true), "awkward": awkward()} {
		for _, key := range slices.Sorted(maps.Keys(charts)) {
			for _, width := range []int{chart.Narrow, chart.Wide} {
				t.Run(fmt.Sprintf("%s/%s/%d", name, key, width), func(t *testing.T) {
					check(t, charts[key], width, parse(t, charts[key].SVG(width)))
				})
			}
		}
	}
}

// TestAccessible: title and description come first and name the drawing.
func TestAccessible(t *testing.T) {
	each(t, func(t *testing.T, c chart.Chart, width int, root *node) {
		if root.name != "svg" || root.attr["role"] != "img" {
			t.Errorf("<%s role=%q>", root.name, root.attr["role"])
		}
		if len(root.children) < 2 || root.children[0].name != "title" || root.children[1].name != "desc" {
			t.Fatal("title and desc are not the first elements")
		}
		title, desc := root.children[0], root.children[1]
		if want := title.attr["id"] + " " + desc.attr["id"]; root.attr["aria-labelledby"] != want {
			t.Errorf("labelled by %q; want %q", root.attr["aria-labelledby"], want)
		}
		if title.text != c.Table().Caption {
			t.Errorf("title %q, caption %q", title.text, c.Table().Caption)
		}
		if w, h := root.size(t); w != float64(width) || h < 0 || root.attr["width"] != "100%" {
			t.Errorf("viewBox %q, width %q", root.attr["viewBox"], root.attr["width"])
		}
	})
}

// TestNames: ids are unique in the drawing and begin with the given one;
// references lead somewhere.
func TestNames(t *testing.T) {
	reference := regexp.MustCompile(`url\(#(.*)\)`)
	each(t, func(t *testing.T, c chart.Chart, width int, root *node) {
		ids := map[string]bool{}
		prefix := reflect.ValueOf(c).FieldByName("ID").String() + "-" + strconv.Itoa(width) + "-"
		for _, n := range root.all() {
			if id, ok := n.attr["id"]; ok {
				if ids[id] || !strings.HasPrefix(id, prefix) {
					t.Errorf("id %q is used twice or does not begin with %q", id, prefix)
				}
				ids[id] = true
			}
			if m := reference.FindStringSubmatch(n.attr["fill"]); m != nil && !ids[m[1]] {
				t.Errorf("nothing before %s has the id %s", n.name, m[1])
			}
		}
	})
}

// TestColours: no style attributes; colours are the text's own or a class's,
// and the style sheet has every class and no other.
func TestColours(t *testing.T) {
	css, err := os.ReadFile("chart.css")
	if err != nil {
		t.Fatal(err)
	}
	defined := map[string]bool{}
	for _, m := range regexp.MustCompile(`\.(sc-[a-z0-9]+)`).FindAllStringSubmatch(string(css), -1) {
		defined[m[1]] = true
	}
	used := map[string]bool{"sc-both": true}
	each(t, func(t *testing.T, _ chart.Chart, _ int, root *node) {
		for _, n := range root.all() {
			for name, value := range n.attr {
				switch {
				case name == "style" || strings.HasPrefix(name, "on") || name == "href":
					t.Errorf("<%s> has %s", n.name, name)
				case name == "fill" || name == "stroke":
					if value != "none" && value != "currentColor" && !strings.HasPrefix(value, "url(#") {
						t.Errorf("<%s> has %s=%q", n.name, name, value)
					}
				case name == "font-size":
					if size, _ := strconv.Atoi(value); size < 11 {
						t.Errorf("text of size %s", value)
					}
				}
			}
			for class := range strings.FieldsSeq(n.attr["class"]) {
				if used[class] = true; !defined[class] {
					t.Errorf("chart.css does not have .%s", class)
				}
			}
		}
	})
	for class := range defined {
		if !used[class] {
			t.Errorf("chart.css has .%s, which no chart of the tests uses", class)
		}
	}
}

// TestMirrored: right to left, every place is at the width less what it was.
func TestMirrored(t *testing.T) {
	for name, c := range samples(false) {
		for _, width := range []int{chart.Narrow, chart.Wide} {
			left, right := parse(t, c.SVG(width)), parse(t, directed(c, true).SVG(width))
			if right.attr["direction"] != "rtl" || left.attr["direction"] != "ltr" {
				t.Errorf("%s: directions %q and %q", name, left.attr["direction"], right.attr["direction"])
			}
			a, b := left.all(), right.all()
			if len(a) != len(b) {
				t.Fatalf("%s: %d and %d elements", name, len(a), len(b))
			}
			for i := range a {
				for _, attr := range []string{"x", "x1", "x2", "cx"} {
					if _, ok := a[i].attr[attr]; !ok {
						continue
					}
					want := float64(width) - a[i].number(t, attr)
					if a[i].name == "rect" {
						want -= a[i].number(t, "width")
					}
					if got := b[i].number(t, attr); !near(got, want) {
						t.Errorf("%s: <%s %s> at %v; want %v", name, a[i].name, attr, got, want)
					}
				}
				if a[i].text != strings.Trim(b[i].text, "\u2066\u2069") || a[i].attr["text-anchor"] != b[i].attr["text-anchor"] {
					t.Errorf("%s: %q became %q", name, a[i].text, b[i].text)
				}
			}
		}
	}
}

// TestOwnWords: a drawing says nothing that its data do not say.
func TestOwnWords(t *testing.T) {
	each(t, func(t *testing.T, c chart.Chart, _ int, root *node) {
		given := strings.Join(texts(reflect.ValueOf(c)), "\n")
		for _, n := range root.all() {
			for word := range strings.FieldsSeq(n.text) {
				bare := strings.TrimSuffix(strings.Trim(word, "\u2066\u2069"), "…") // a mark of direction is no word
				if word = strings.TrimSuffix(word, "…"); !strings.Contains(given, word) && !strings.Contains(given, bare) {
					t.Errorf("%q is not in the data", word)
				}
			}
		}
	})
}

// TestRoom: no text lies over another or leaves the drawing.
func TestRoom(t *testing.T) {
	each(t, func(t *testing.T, c chart.Chart, width int, _ *node) {
		root := parse(t, directed(c, false).SVG(width)) // also of what is drawn right to left: its mirror image
		w, h := root.size(t)
		list := lines(t, root)
		for i, a := range list {
			// Half a number may hang over the end of a scale.
			if a.left < -3 || a.right > w+3 || a.top < 0 || a.bottom > h+1 {
				t.Errorf("%q leaves the drawing of %v by %v: %+v", a.text, w, h, a)
			}
			for _, b := range list[:i] {
				if a.overlaps(b) {
					t.Errorf("%q lies over %q", a.text, b.text)
				}
			}
		}
	})
}

// TestBoth: the two drawings of one chart can stand in one page.
func TestBoth(t *testing.T) {
	root := parse(t, chart.Both(portfolio(false, 3)))
	ids := map[string]bool{}
	for _, n := range root.all() {
		if id, ok := n.attr["id"]; ok && ids[id] {
			t.Errorf("id %q twice", id)
		} else if ok {
			ids[id] = true
		}
	}
	if len(root.children) != 2 || root.attr["class"] != "sc-both" {
		t.Errorf("%d drawings in class %q", len(root.children), root.attr["class"])
	}
}

func TestDeterministic(t *testing.T) {
	again := samples(false)
	for name, c := range samples(false) {
		if c.SVG(chart.Wide) != again[name].SVG(chart.Wide) {
			t.Errorf("%s: two drawings of the same data differ", name)
		}
	}
}

// TestTables: each row has a cell for each head.
func TestTables(t *testing.T) {
	each(t, func(t *testing.T, c chart.Chart, _ int, _ *node) {
		table := c.Table()
		for _, row := range table.Rows {
			if len(row) != len(table.Head) {
				t.Errorf("row %q for heads %q", row, table.Head)
			}
		}
	})
}
