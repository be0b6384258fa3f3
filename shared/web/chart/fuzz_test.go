package chart_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
)

// fill puts a text and a number in every place of a chart's data.
func fill(v reflect.Value, text string, at float64) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Float64:
		v.SetFloat(at)
	case reflect.Struct:
		for _, f := range v.Fields() {
			fill(f, text, at)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), text, at)
		}
	}
}

// legal is what an XML reader is to see of a text.
func legal(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return utf8.RuneError
		}
		return r
	}, s)
}

// FuzzWellFormed: any text and number in any place gives well-formed XML, and
// the reader of it sees the text again.
func FuzzWellFormed(f *testing.F) {
	for _, s := range []string{"", "plain", `<script>alert("x")</script>`, "a & b", "]]>", "'\"", "\x00\x01\x1f\x7f", "\u202Eoverride\u2066isolate", "\uFFFE\uFFFF", "\xff\xfe bad", "العربية 48.6", "e\u0301\u0301\u0301", "a\r\nb\tc", strings.Repeat("漢字", 90), "-->", "<!--", "<![CDATA[", "&#0;"} {
		f.Add(s, 48.6)
	}
	f.Add("end", nothing)
	f.Add("end", 1e300)
	f.Add("end", -1e300)
	f.Fuzz(func(t *testing.T, text string, at float64) {
		for name, c := range samples(len(text)%2 == 0) {
			v := reflect.New(reflect.TypeOf(c)).Elem()
			v.Set(reflect.ValueOf(c))
			fill(v, text, at)
			for _, width := range []int{0, chart.Narrow, chart.Wide} {
				root := parse(t, v.Interface().(chart.Chart).SVG(width))
				if got, want := root.children[0].text, legal(text); got != want {
					t.Fatalf("%s: title %q; want %q", name, got, want)
				}
			}
		}
	})
}

func BenchmarkCharts(b *testing.B) {
	charts := samples(false)
	charts["portfolio of 60"] = portfolio(false, 60)
	for name, c := range charts {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.SVG(chart.Wide)
			}
		})
	}
}
