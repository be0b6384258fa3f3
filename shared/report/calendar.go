package report

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// writeCalendar writes the dates as an iCalendar file (RFC 5545) of entries
// that take whole days.
func writeCalendar(w io.Writer, d *Document) (Counts, error) {
	c := calendar{w: w}
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//MTCR outreach//self-assessment//EN")
	c.line("CALSCALE", "GREGORIAN")
	c.line("X-WR-CALNAME", value5545(joined(" - ", d.Language.Text(language.ReportTitle), d.Country, d.Cycle)))
	var n Counts
	for _, x := range d.Dates {
		n.Dates++
		c.line("BEGIN", "VEVENT")
		c.line("UID", value5545(x.ID+"@self-assessment.invalid"))
		c.line("DTSTAMP", figures(d.Day)+"T000000Z")
		c.line("DTSTART;VALUE=DATE", figures(x.From))
		c.line("DTEND;VALUE=DATE", figures(after(x.To))) // the first day that is no part of it
		c.line("SUMMARY", value5545(x.Title))
		c.line("DESCRIPTION", value5545(joined("\n", x.Text, d.Marking)))
		if x.Place != "" {
			c.line("LOCATION", value5545(x.Place))
		}
		c.line("CLASS", "CONFIDENTIAL")
		if x.Called {
			c.line("STATUS", "CANCELLED")
		}
		c.line("TRANSP", "TRANSPARENT")
		c.line("END", "VEVENT")
	}
	c.line("END", "VCALENDAR")
	return n, c.err
}

// calendar writes lines and keeps the first error.
type calendar struct {
	w   io.Writer
	err error
}

// lineOctets is how long a line may be; longer ones go on after a space.
const lineOctets = 75

func (c *calendar) line(name, value string) {
	text := name + ":" + value
	var b strings.Builder
	room := lineOctets
	for _, r := range text {
		if n := utf8.RuneLen(r); n > room {
			b.WriteString("\r\n ")
			room = lineOctets - 1
		}
		room -= utf8.RuneLen(r)
		b.WriteRune(r)
	}
	b.WriteString("\r\n")
	if c.err != nil {
		return
	}
	if _, err := io.WriteString(c.w, b.String()); err != nil {
		c.err = fmt.Errorf("writing the calendar: %w", err)
	}
}

// value5545 escapes a text, and leaves out what no calendar can hold.
func value5545(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == utf8.RuneError {
			return utf8.RuneError
		}
		return r
	}, text)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(text)
}

func figures(d questionnaire.Date) string {
	return fmt.Sprintf("%04d%02d%02d", d.Year, d.Month, d.Day)
}

// after is the next day.
func after(d questionnaire.Date) questionnaire.Date {
	return dayOf(time.Date(d.Year, time.Month(d.Month), d.Day+1, 0, 0, 0, 0, time.UTC))
}
