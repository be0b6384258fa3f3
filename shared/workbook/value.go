package workbook

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// fault is why a cell cannot be read, and what to do.
type fault struct{ problem, advice string }

// epoch is day 0 of spreadsheets, for days from March 1900 on.
var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// Days are kept as numbers from 1950 on: below that, a number is more likely a
// year that somebody typed.
const (
	firstDay = 18_264    // 1950-01-01
	lastDay  = 2_958_465 // 9999-12-31
)

// serial is a day as spreadsheets count them; 0 for none, and for those that
// are written as text.
func serial(d questionnaire.Date) int {
	n := int(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Sub(epoch).Hours() / 24)
	if d.IsZero() || n < firstDay {
		return 0
	}
	return n
}

// fold is a text as it is compared with the entries of a list, or read as a
// number: without marks that cannot be seen, with plain spaces and digits.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		case r == '٫':
			return ','
		case r == '٪':
			return '%'
		}
		return unicode.ToLower(r)
	}, s)
	return strings.Join(strings.Fields(s), " ") // also those that do not break
}

// words reads a text; empty for an empty cell.
func (c cell) words() (string, *fault) {
	switch c.kind {
	case formulaCell:
		return "", &fault{"the cell holds a formula", "put its value in its place"}
	case errorCell:
		return "", &fault{"the cell holds an error value such as #N/A", "write the answer itself"}
	case longCell:
		return "", &fault{fmt.Sprintf("the cell holds over %d characters", maxCell), "shorten it to 32,000 together with what stands beside it, and keep the rest as a document of its own"}
	case boolCell:
		return map[bool]string{true: "TRUE", false: "FALSE"}[c.text == "1"], nil
	}
	return strings.TrimSpace(strings.ReplaceAll(c.text, "\r\n", "\n")), nil
}

// choose reads one of a list; empty for an empty cell.
func (c cell) choose(options []option) (string, *fault) {
	s, bad := c.words()
	if bad != nil || s == "" {
		return "", bad
	}
	wanted := fold(s)
	for _, o := range options {
		if fold(o.label) == wanted {
			return o.code, nil
		}
	}
	return "", &fault{fmt.Sprintf("%.60q is none of the list", s), "choose one of the list of the cell"}
}

// level reads a level of a ladder: as the list has it, or its number alone.
func (c cell) level(options []option) (*int, *fault) {
	code, bad := c.choose(options)
	if bad != nil {
		for _, o := range options {
			if c.kind != formulaCell && fold(c.text) == o.code {
				code, bad = o.code, nil
			}
		}
	}
	n, err := strconv.Atoi(code)
	if bad != nil || err != nil {
		return nil, bad
	}
	return &n, nil
}

// yes reads yes or no; an empty cell is no.
func (c cell) yes(options []option) (bool, *fault) {
	s, bad := c.words()
	switch fold(s) {
	case "x", "true":
		return true, bad
	case "false":
		return false, bad
	}
	code, bad := c.choose(options)
	return code == "yes", bad
}

// count reads a whole number; nil for an empty cell.
func (c cell) count() (*int, *fault) {
	s, bad := c.words()
	if bad != nil || s == "" {
		return nil, bad
	}
	x, err := strconv.ParseFloat(fold(s), 64)
	if err != nil || x != math.Trunc(x) || math.Abs(x) > 1_000_000 || c.share {
		return nil, &fault{fmt.Sprintf("%.60q is not a whole number", s), "write one, such as 12"}
	}
	n := int(x)
	return &n, nil
}

// percent reads a share of a hundred, also where it was written as 87,5 or 87.5%;
// nil for an empty cell.
func (c cell) percent() (*questionnaire.Percent, *fault) {
	s, bad := c.words()
	if bad != nil || s == "" {
		return nil, bad
	}
	plain := strings.ReplaceAll(strings.TrimSpace(strings.TrimSuffix(fold(s), "%")), ",", ".")
	if c.kind == numberCell { // spreadsheets keep numbers as floats
		x, err := strconv.ParseFloat(s, 64)
		if c.share {
			x *= 100
		}
		if hundredths := math.Round(x * 100); err == nil && math.Abs(x*100-hundredths) < 1e-6 && x >= 0 && x <= 100 {
			p := questionnaire.Percent(hundredths)
			return &p, nil
		}
	}
	p, err := questionnaire.ParsePercent(plain)
	if err != nil {
		return nil, &fault{fmt.Sprintf("%.60q is not a share of a hundred", s), "write a number from 0 to 100 with at most two decimal places, for example 87.5"}
	}
	return &p, nil
}

// date reads a day, as spreadsheets count them from a first one, or as people
// write it; no date for an empty cell.
func (c cell) date(from int) (questionnaire.Date, *fault) {
	const advice = "write it as year-month-day, for example 2026-11-23"
	s, bad := c.words()
	if bad != nil || s == "" {
		return questionnaire.Date{}, bad
	}
	if x, err := strconv.ParseFloat(s, 64); c.kind == numberCell && err == nil {
		if x = math.Floor(x) + float64(from); x < firstDay || x > lastDay {
			return questionnaire.Date{}, &fault{fmt.Sprintf("%.60q is not a date after 1949", s), advice}
		}
		t := epoch.AddDate(0, 0, int(x))
		return questionnaire.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}, nil
	}
	plain := fold(s)
	for _, form := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "2.1.2006"} {
		if t, err := time.Parse(form, plain); err == nil {
			return questionnaire.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}, nil
		}
	}
	first, err1 := time.Parse("2/1/2006", plain)
	second, err2 := time.Parse("1/2/2006", plain)
	switch {
	case err1 == nil && err2 == nil && !first.Equal(second):
		return questionnaire.Date{}, &fault{fmt.Sprintf("%.60q may be two different days", s), advice}
	case err1 != nil && err2 == nil:
		first, err1 = second, nil
	}
	if err1 != nil {
		return questionnaire.Date{}, &fault{fmt.Sprintf("%.60q is not a date", s), advice}
	}
	return questionnaire.Date{Year: first.Year(), Month: int(first.Month()), Day: first.Day()}, nil
}
