package chart

import "strings"

// For tests only.
var Spread = spread

// TextWidth estimates a text of a class as the layout does.
func TextWidth(class, s string) float64 {
	for _, f := range []face{strong, small} {
		if strings.Contains(f.style, `"`+class+`"`) {
			return f.width(s)
		}
	}
	return body.width(s)
}

// Wrap gives the lines of a text and what was cut.
func Wrap(s string, width float64, limit int) ([]string, string) {
	b := body.wrap(s, width, limit)
	return b.lines, b.full
}
