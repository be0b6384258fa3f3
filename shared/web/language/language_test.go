package language_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

func TestOf(t *testing.T) {
	for _, c := range []struct {
		want        language.Language
		preferences []string
	}{
		{language.English, nil},
		{language.English, []string{"", "  ", ",;,"}},
		{language.French, []string{"fr"}},
		{language.French, []string{"fr-CH"}},
		{language.Arabic, []string{"AR_eg"}},
		{language.French, []string{"", "fr", "ar"}},                         // the cookie is missing, the profile says French
		{language.Arabic, []string{"xx", "ar;q=0.1,xx"}},                    // what there is not is passed over
		{language.French, []string{"de-CH, fr-CH;q=0.9, en;q=0.8, *;q=.5"}}, // by quality
		{language.Arabic, []string{"en;q=0.8, fr;q=0.7, ar ; q=0.9"}},
		{language.English, []string{"en, fr"}}, // alike: the earlier
		{language.French, []string{"en;q=0, fr;q=0.1"}},
		{language.English, []string{"fr;q=much"}},
		{language.English, []string{"fr;q=NaN"}},
		{language.English, []string{"*", "fr"}},
	} {
		if got := language.Of(c.preferences...); got != c.want {
			t.Errorf("%q: got %s, want %s", c.preferences, got.Code(), c.want.Code())
		}
	}
}

func TestSaidOfItself(t *testing.T) {
	want := []string{"en English ltr", "ar العربية rtl", "fr Français ltr"}
	for i, l := range language.All() {
		if got := l.Code() + " " + l.Name() + " " + l.Direction(); got != want[i] {
			t.Errorf("got %s, want %s", got, want[i])
		}
		if l.Reviewed() != (l == language.English) {
			t.Errorf("%s: reviewed is %t; French and Arabic are not yet read by a native official", l.Code(), l.Reviewed())
		}
	}
	if got := language.Language(200).Code(); got != "en" {
		t.Errorf("a language that there is not is %s, want en", got)
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{language.English.Text(language.ActionSaveContinue), "Save and continue"},
		{language.French.Text(language.ActionSaveContinue), "Enregistrer et continuer"},
		{language.English.Text(language.SavedAt, "time", "14:02"), "Saved at 14:02"},
		{language.Arabic.Text(language.SavedAt, "time", "14:02"), "حُفظ في الساعة \u206814:02\u2069"},
		{language.English.Text(language.SavedBy, "name", "ليلى", "date", "{time}", "time", "9"), "Saved by \u2068ليلى\u2069 on {time} at 9"}, // a value is no words
		{language.English.Text(language.SavedAt), "Saved at …"},
		{language.English.Text(language.SavedAt, "time"), "Saved at …"},
		{language.English.Text(60_000), ""},
		{language.French.Text(language.PageErrorTitle, "title", "x"), "Erreur\u00a0: x"}, // no break before the colon
		{language.English.Word("verdict", "LARGELY_MET"), "Largely met"},
		{language.English.Word("stability", "fairly robust"), "fairly robust"},
		{language.French.Word("refused", "not-found"), "Page introuvable"},
		{language.English.Word("role", "emperor"), "emperor"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestCount(t *testing.T) {
	in := func(n string) string { return "\u2068" + n + "\u2069" }
	for _, c := range []struct {
		language language.Language
		n        int
		want     string
	}{
		{language.English, 0, "0 questions"}, {language.English, 1, "1 question"}, {language.English, 1163, "1,163 questions"}, {language.English, -1, "−1 question"},
		{language.French, 0, "0 question"}, {language.French, 1, "1 question"}, {language.French, 2, "2 questions"}, {language.French, 1_000_000, "1\u202f000\u202f000 questions"},
		{language.Arabic, 0, "لا أسئلة"}, {language.Arabic, 1, "سؤال واحد"}, {language.Arabic, 2, "سؤالان"},
		{language.Arabic, 3, in("3") + " أسئلة"}, {language.Arabic, 11, in("11") + " سؤالا"}, {language.Arabic, 100, in("100") + " سؤال"},
	} {
		if got := c.language.Count(language.CountQuestions, c.n); got != c.want {
			t.Errorf("%s, %d: got %q, want %q", c.language.Code(), c.n, got, c.want)
		}
	}
	if got := language.English.Count(60_000, 1); got != "" {
		t.Errorf("a plural that there is not reads %q", got)
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ text, english, french, arabic string }{
		{"0", "0", "0", "0"},
		{"62.5", "62.5", "62,5", "62.5"},
		{"100.0", "100.0", "100,0", "100.0"},
		{"1234567.89", "1,234,567.89", "1\u202f234\u202f567,89", "1,234,567.89"},
		{"-0.7", "−0.7", "−0,7", "\u200e−0.7"},
		{"+2.98", "+2.98", "+2,98", "\u200e+2.98"},
		{"1.", "1.", "1.", "1."},
		{"", "", "", ""},
		{"-", "-", "-", "-"},
		{"1e3", "1e3", "1e3", "1e3"},
	} {
		for l, want := range map[language.Language]string{language.English: c.english, language.French: c.french, language.Arabic: c.arabic} {
			if got := l.Decimal(c.text); got != want {
				t.Errorf("%s, %q: got %q, want %q", l.Code(), c.text, got, want)
			}
		}
	}
	for got, want := range map[string]string{
		language.English.Number(-1500): "−1,500", language.French.Number(179): "179",
		language.English.Percent("83.3"): "83.3%", language.French.Percent("83.3"): "83,3\u00a0%", language.Arabic.Percent("83.3"): "83.3%",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDatesAndLists(t *testing.T) {
	at := time.Date(2026, 11, 23, 14, 2, 0, 0, time.UTC)
	for got, want := range map[string]string{
		language.English.Date(at.Date()):                 "23 November 2026",
		language.French.Date(at.Date()):                  "23 novembre 2026",
		language.Arabic.Date(at.Date()):                  "23 تشرين الثاني/نوفمبر 2026",
		language.French.Date(2026, 1, 1):                 "1er janvier 2026",
		language.English.Date(2026, 5, 1):                "1 May 2026",
		language.English.Date(2026, 13, 1):               "2026-13-01",
		language.English.Time(at):                        "14:02",
		language.English.DateTime(at):                    "23 November 2026, 14:02",
		language.French.DateTime(at):                     "23 novembre 2026 à 14:02",
		language.Arabic.DateTime(at):                     "23 تشرين الثاني/نوفمبر 2026، الساعة 14:02",
		language.English.List(nil):                       "",
		language.English.List([]string{"A"}):             "A",
		language.English.List([]string{"A", "B"}):        "A and B",
		language.English.List([]string{"A", "B", "C"}):   "A, B and C",
		language.French.List([]string{"A", "B", "C"}):    "A, B et C",
		language.Arabic.List([]string{"LB-01", "وزارة"}): "\u2068LB-01\u2069 و\u2068وزارة\u2069",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for m := time.January; m <= time.December; m++ {
		if got := language.English.Date(2026, m, 2); got != "2 "+m.String()+" 2026" {
			t.Errorf("month %d: %s", m, got)
		}
	}
}

// FuzzText: nothing panics, no {name} is left and every isolate is closed,
// whatever the values.
func FuzzText(f *testing.F) {
	f.Add(uint8(0), uint16(language.SavedBy), 3, "name", "Ada", "fr;q=0.5")
	f.Add(uint8(1), uint16(language.ScoreHeld), -1, "score", "\u2069\u202e62.5", "*")
	f.Fuzz(func(t *testing.T, code uint8, key uint16, n int, name, value, text string) {
		l := language.Language(code)
		for _, got := range []string{
			l.Text(language.Key(key), name, value), l.Text(language.Key(key), name, value, value, text, name),
			l.Count(language.Plural(key), n, name, value), l.List([]string{value, text, name}),
		} {
			if !strings.ContainsAny(name+value+text, "{}") && strings.ContainsAny(got, "{}") {
				t.Errorf("%s: a name is left in %q", l.Code(), got)
			}
			if l.Direction() == "rtl" && strings.Count(got, "\u2066")+strings.Count(got, "\u2067")+strings.Count(got, "\u2068") != strings.Count(got, "\u2069") {
				t.Errorf("%s: an isolate is left open in %q", l.Code(), got)
			}
		}
		l.Decimal(text)
		l.Percent(value)
		l.Word(name, value)
		l.Date(n, time.Month(n), n)
		language.Of(name, text, value)
	})
}

var sink string

func BenchmarkText(b *testing.B) {
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sink = language.Arabic.Text(language.ActionSave)
		}
	})
	b.Run("one value", func(b *testing.B) {
		for b.Loop() {
			sink = language.Arabic.Text(language.SavedAt, "time", "14:02")
		}
	})
	b.Run("count", func(b *testing.B) {
		for b.Loop() {
			sink = language.Arabic.Count(language.CountQuestions, 163)
		}
	})
	b.Run("word", func(b *testing.B) {
		for b.Loop() {
			sink = language.Arabic.Word("verdict", "LARGELY_MET")
		}
	})
	b.Run("date", func(b *testing.B) {
		for b.Loop() {
			sink = language.Arabic.Date(2026, 11, 23)
		}
	})
}
