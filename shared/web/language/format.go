package language

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// minus is the sign of negative numbers, not a hyphen.
const minus = "−"

// leftToRight keeps a sign before its digits where text runs right to left.
const leftToRight = "\u200e"

// Number writes a whole number, such as 1,234 or 1 234.
func (l Language) Number(n int) string { return l.Decimal(strconv.Itoa(n)) }

// Decimal writes an exact decimal, given with a point (such as 62.5, -0.7 or
// +2.98), by the marks of the language. The digits stay as they are; so does a
// text that is no decimal.
func (l Language) Decimal(text string) string {
	sign, digits := "", text
	if text != "" && (text[0] == '-' || text[0] == '+') {
		sign, digits = text[:1], text[1:]
	}
	whole, places, dotted := strings.Cut(digits, ".")
	if !numeral(whole) || dotted && !numeral(places) {
		return text
	}
	t := &tongues[l.index()]
	var b strings.Builder
	b.Grow(len(text) + 8)
	if sign != "" && t.rightToLeft {
		b.WriteString(leftToRight)
	}
	if sign == "-" {
		sign = minus
	}
	b.WriteString(sign)
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(t.group)
		}
		b.WriteByte(whole[i])
	}
	if dotted {
		b.WriteString(t.decimal)
		b.WriteString(places)
	}
	return b.String()
}

func numeral(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// Percent writes a percentage given as in Decimal, with its sign.
func (l Language) Percent(text string) string {
	return l.compose(FormatPercent, "n", l.Decimal(text))
}

// Date writes a day in words. It takes what time.Time.Date returns. A month
// that is none leaves the day in figures.
func (l Language) Date(year int, month time.Month, day int) string {
	if month < time.January || month > time.December {
		return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	}
	figure := strconv.Itoa(day)
	if day == 1 {
		figure = l.Text(FormatFirstDay)
	}
	return l.compose(FormatDate, "day", figure, "month", l.Text(months[month-1]), "year", strconv.Itoa(year))
}

var months = [...]Key{
	MonthJanuary, MonthFebruary, MonthMarch, MonthApril, MonthMay, MonthJune,
	MonthJuly, MonthAugust, MonthSeptember, MonthOctober, MonthNovember, MonthDecember,
}

// Time writes the time of day as 14:02, in the zone that t is in. Every
// language here reads it so.
func (l Language) Time(t time.Time) string { return t.Format("15:04") }

// DateTime writes day and time, in the zone that t is in.
func (l Language) DateTime(t time.Time) string {
	return l.compose(FormatDateTime, "date", l.Date(t.Date()), "time", l.Time(t))
}

// List joins items as a sentence would: "A, B and C". Each item is kept apart
// as a value of Text is.
func (l Language) List(items []string) string {
	var b strings.Builder
	for i, item := range items {
		b.WriteString(l.Before(i, len(items)))
		l.isolate(&b, item)
	}
	return b.String()
}

// Before is what stands before item i of a list of n, for items such as links
// that List cannot join.
func (l Language) Before(i, n int) string {
	switch i {
	case 0:
		return ""
	case n - 1:
		return l.between(FormatListLast)
	}
	return l.between(FormatListNext)
}

// Apart joins items that may hold commas themselves, such as the choices of an
// answer: "A, with B; C". Each item is kept apart as a value of Text is.
func (l Language) Apart(items []string) string {
	var b strings.Builder
	for i, item := range items {
		if i > 0 {
			b.WriteString(l.between(FormatListApart))
		}
		l.isolate(&b, item)
	}
	return b.String()
}

// between is what stands between the two items of a list's pattern.
func (l Language) between(k Key) string {
	return strings.TrimSuffix(strings.TrimPrefix(texts[l.index()][k], "{before}"), "{item}")
}

// compose is Text for parts that are of the language themselves and need no
// isolation.
func (l Language) compose(k Key, args ...string) string {
	words := texts[l.index()][k]
	for i := 0; i < len(args); i += 2 {
		words = strings.Replace(words, "{"+args[i]+"}", args[i+1], 1)
	}
	return words
}
