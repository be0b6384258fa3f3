package language

import (
	"testing"
)

// TestForms: the rule of a language gives exactly the categories that its file
// writes words for.
func TestForms(t *testing.T) {
	for _, l := range All() {
		var given, written [forms]bool
		for n := range uint64(10_000) {
			given[tongues[l].plural(n)] = true
		}
		for f := range forms {
			written[f] = plurals[l][CountQuestions][f] != ""
		}
		if given != written {
			t.Errorf("text/%s.json: the rule in plural.go gives the categories %v (zero to other), the file has words for %v", l.Code(), given, written)
		}
	}
}

// The samples are those of the CLDR for whole numbers.
func TestPluralRules(t *testing.T) {
	for _, c := range []struct {
		language Language
		want     form
		numbers  []uint64
	}{
		{English, one, []uint64{1}},
		{English, other, []uint64{0, 2, 3, 11, 100, 101, 1_000_000}},
		{French, one, []uint64{0, 1}},
		{French, other, []uint64{2, 3, 17, 100, 101, 1000, 1_000_000}}, // the CLDR has "many" for the last
		{Arabic, zero, []uint64{0}},
		{Arabic, one, []uint64{1}},
		{Arabic, two, []uint64{2}},
		{Arabic, few, []uint64{3, 4, 10, 103, 110, 1003}},
		{Arabic, many, []uint64{11, 26, 99, 111, 163, 1011}},
		{Arabic, other, []uint64{100, 101, 102, 200, 202, 300, 1000, 1_000_000}},
	} {
		for _, n := range c.numbers {
			if got := tongues[c.language].plural(n); got != c.want {
				t.Errorf("%s: %d is of category %d, not %d", c.language.Code(), n, got, c.want)
			}
		}
	}
}

// TestIsolate: no value can end the isolate around it or leave one open.
func TestIsolate(t *testing.T) {
	for value, want := range map[string]string{
		"LB-19":                           "\u2068LB-19\u2069",
		"a \u2069b":                       "\u2068a b\u2069",
		"a \u2068b":                       "\u2068a b\u2069",
		"\u2068a\u2069 and \u2067b\u2069": "\u2068\u2068a\u2069 and \u2067b\u2069\u2069",
		"\u2069\u2068":                    "\u2068\u2069",
	} {
		if got := Arabic.fill("{v}", []string{"v", value}); got != want {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
	}
	for value, marked := range map[string]bool{
		"Ministry of Trade": false, "Ministère de l’économie": false, "14:02": false, "商务部": false,
		"وزارة التجارة": true, "משרד": true, "a\u202eb": true, "\U0001e900": true, "": false,
	} {
		if got := English.fill("{v}", []string{"v", value}) != value; got != marked {
			t.Errorf("%q in English: marked %t, want %t", value, got, marked)
		}
	}
}
