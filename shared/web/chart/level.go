package chart

import "strconv"

// Level is a step of a ladder as a fill. Steps run from 1 to the number of
// steps that the chart names; a higher step is darker and more densely hatched.
type Level int

// Levels that are no step.
const (
	None    Level = 0  // nothing to show, or not applicable: an empty field, dashed
	Unknown Level = -1 // not known: a dotted field
)

// Fills: 0 none, 1 to 6 from light to dark, 7 unknown.
const (
	shades    = 8
	dark      = 6
	undefined = 7
)

// shade gives the fill of a level on a ladder of so many steps.
func (l Level) shade(steps int) int {
	switch {
	case l == None:
		return 0
	case l < None:
		return undefined
	case steps < 2:
		return dark
	}
	return 1 + (int(min(l, Level(steps)))-1)*(dark-1)/(steps-1)
}

// tints colour a field so lightly that text on it stays legible.
var tints = [shades]string{
	1: ` class="sc-tint1" fill-opacity=".03"`,
	` class="sc-tint2" fill-opacity=".08"`,
	` class="sc-tint3" fill-opacity=".14"`,
	` class="sc-tint4" fill-opacity=".2"`,
	` class="sc-tint5" fill-opacity=".27"`,
	` class="sc-tint6" fill-opacity=".34"`,
	` class="sc-tint7" fill-opacity=".03"`,
}

// tiles are the hatches: the length of a tile and the lines in it. A shade
// without lines is empty, or full if it is the darkest.
var tiles = [shades]struct {
	size int
	path string
}{
	2: {8, "M0 8L8 0M-2 2L2 -2M6 10L10 6"},
	3: {4, "M0 4L4 0M-1 1L1 -1M3 5L5 3"},
	4: {6, "M0 6L6 0M0 0L6 6"},
	5: {4, "M0 4L4 0M0 0L4 4"},
	7: {5, "M1.5 2.5h2"},
}

// appendTiles writes the hatches in use.
func (c *canvas) appendTiles(b []byte) []byte {
	opened := false
	for i, t := range tiles {
		if !c.tiles[i] || t.path == "" {
			continue
		}
		if !opened {
			b, opened = append(b, `<defs>`...), true
		}
		size := strconv.Itoa(t.size)
		b = append(b, `<pattern id="`+c.id+`-h`+strconv.Itoa(i)+`" width="`+size+`" height="`+size+`" patternUnits="userSpaceOnUse"><path class="sc-hatch" fill="none" stroke="currentColor" d="`+t.path+`"/></pattern>`...)
	}
	if opened {
		b = append(b, `</defs>`...)
	}
	return b
}

// fill draws fields of one shade: tinted all over, hatched where hatch says.
func (c *canvas) fill(shade int, fields, hatch []box) {
	if len(fields) == 0 {
		return
	}
	if shade == 0 {
		c.rects(absent, fields)
		return
	}
	c.rects(tints[shade], fields)
	switch {
	case shade == dark:
		c.rects(solid, hatch)
	case tiles[shade].path != "":
		c.tiles[shade] = true
		c.rects(` fill="url(#`+c.id+`-h`+strconv.Itoa(shade)+`)"`, hatch)
	}
	c.rects(edge, fields)
}

// swatch is the sign of a shade in a legend.
func (c *canvas) swatch(shade int) func(x, y float64) {
	return func(x, y float64) {
		field := []box{{x - 9.5, y - 6.5, 19, 13}}
		c.fill(shade, field, field)
	}
}
