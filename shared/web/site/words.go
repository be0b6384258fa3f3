package site

import (
	"fmt"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// t is a text in the person's language; args are pairs of name and value.
func (v *visit) t(k language.Key, args ...string) string { return v.lang.Text(k, args...) }

// word is the word for a code of the domain, such as a state or a role.
func (v *visit) word(group string, value any) string { return v.lang.Word(group, fmt.Sprint(value)) }

// help is the sentence that explains such a word; empty where there is none.
func (v *visit) help(group string, value any) string {
	if k, ok := language.Find(group, fmt.Sprint(value), "help"); ok {
		return v.t(k)
	}
	return ""
}

// count is a counted thing; args are further pairs of name and value.
func (v *visit) count(p language.Plural, n int, args ...string) string {
	return v.lang.Count(p, n, args...)
}

// label is a name before a value that is not plain text.
func (v *visit) label(name string) string { return v.t(language.PageLabel, "name", name) }

// pair writes a name and its value, as the language sets the colon.
func (v *visit) pair(name, value string) string {
	return v.t(language.PagePair, "name", name, "value", value)
}

// comma puts a comma of the person's language between two texts.
func (v *visit) comma(before, item string) string {
	return v.t(language.FormatListNext, "before", before, "item", item)
}

// n is a number.
func (v *visit) n(n int) string { return v.lang.Number(n) }

// day writes a day; nothing for none.
func (v *visit) day(d questionnaire.Date) string {
	if d.IsZero() {
		return ""
	}
	return v.lang.Date(d.Year, time.Month(d.Month), d.Day)
}

// at writes a moment in the country's own time.
func (v *visit) at(t time.Time) string { return v.lang.DateTime(t.In(v.zone)) }

// clock writes the time of a moment in the country's own time.
func (v *visit) clock(t time.Time) string { return v.lang.Time(t.In(v.zone)) }

// score writes a score with one decimal; a dash where there is none.
func (v *visit) score(n scoring.Number) string {
	if !n.Valid() {
		return "–"
	}
	return v.lang.Decimal(n.Text(1))
}

// slug is a code as a class name has it: LARGELY_MET is largely-met.
func slug(code any) string {
	return strings.ToLower(strings.ReplaceAll(fmt.Sprint(code), "_", "-"))
}

// wording is the words of a catalogue in the person's language, or in the one
// that it was written in.
func (v *visit) wording(c *questionnaire.Catalogue) (*questionnaire.Wording, error) {
	return v.site.Desk.Content.Wording(c, v.lang.Code())
}

// foreign reports whether words are in another language than the page.
func (v *visit) foreign(w *questionnaire.Wording) bool { return w.Language != v.lang.Code() }

// directionOf is the direction in which a language is written.
func directionOf(code string) string { return language.Of(code).Direction() }

// today is the day by which what is dated is in force, overdue or aged.
func (v *visit) today() questionnaire.Date {
	year, month, day := v.site.Desk.Now().UTC().Date()
	return questionnaire.Date{Year: year, Month: int(month), Day: day}
}
