package questionnaire

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// State is what kind of answer a response is. The four silences differ: none
// of them means no.
type State string

// The five states.
const (
	Value      State = "value"
	NotKnown   State = "not_known"
	Declined   State = "declined"
	NA         State = "na"
	Unanswered State = "unanswered"
)

// Open reports whether nobody has answered: unanswered, or no state at all.
func (s State) Open() bool { return s == "" || s == Unanswered }

// Release says how far a response may travel beyond the body that gave it.
type Release string

// Release levels, narrowest first. An empty level means ministry.
const (
	ReleaseMinistry Release = "ministry"
	ReleaseNational Release = "national"
	ReleaseOutreach Release = "outreach"
	ReleasePublic   Release = "public"
)

// Limits on one response. They keep a stored response far below the size
// limit of a table item.
const (
	MaxEvidence  = 10       // evidence items
	MaxText      = 32 << 10 // bytes of Text and Reason together
	MinReason    = 20       // characters of a reason that is required
	MaxShortText = 500      // characters of a title, pinpoint, custodian or identifier
)

// Response is one country's answer to one question.
type Response struct {
	State    State      `json:"state"`
	Level    *int       `json:"level,omitempty"`   // ladders: options counted from the lowest, 0
	Count    *int       `json:"count,omitempty"`   // coverage by count
	Percent  *Percent   `json:"percent,omitempty"` // coverage by percentage
	Choices  []string   `json:"choices,omitempty"` // profile; or the elements that make up a count
	Text     string     `json:"text,omitempty"`
	Reason   string     `json:"reason,omitempty"`   // required for na
	Accepted bool       `json:"accepted,omitempty"` // na: accepted by a reviewer
	Evidence []Evidence `json:"evidence,omitempty"`
	Release  Release    `json:"release,omitempty"`
}

// Responses holds one assessment's responses by question id. A question that
// is missing is unanswered.
type Responses map[string]Response

// Evidence is one proof of a response. Grade: 0 nothing, 1 statement, 2 draft
// or secondary source, 3 official document with pinpoint, 4 record of
// operation. Sealed evidence is a reference only; the file stays with its
// custodian and counts one grade less until a reviewer has seen it.
type Evidence struct {
	Grade      int    `json:"grade"`
	Date       Date   `json:"date"`
	Title      string `json:"title,omitempty"`
	Pinpoint   string `json:"pinpoint,omitempty"`
	Sealed     bool   `json:"sealed,omitempty"`
	Custodian  string `json:"custodian,omitempty"`
	Identifier string `json:"identifier,omitempty"`
	Seen       bool   `json:"seen,omitempty"`     // a reviewer recorded having seen sealed evidence
	Rejected   bool   `json:"rejected,omitempty"` // a reviewer did not accept it; counts in the reviewed view
}

// Percent is an exact percentage in hundredths, 0 to 10000. It never passes
// through a float.
type Percent int

// ParsePercent reads a decimal from 0 to 100 with at most two places.
func ParsePercent(s string) (Percent, error) {
	whole, frac, dotted := strings.Cut(s, ".")
	if len(whole) == 0 || len(whole) > 3 || len(frac) > 2 || (dotted && frac == "") || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, fmt.Errorf("%q is not a percentage: write a number from 0 to 100 with at most two decimal places, for example 87.5", s)
	}
	n, err := strconv.Atoi(whole + (frac + "00")[:2])
	if err != nil || n > 10000 {
		return 0, fmt.Errorf("%s per cent is out of range: the share must be from 0 to 100", s)
	}
	return Percent(n), nil
}

// String writes the percentage without trailing zeros, for example 87.5.
func (p Percent) String() string {
	s := fmt.Sprintf("%d.%02d", int(p)/100, int(p)%100)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// MarshalJSON writes a JSON number.
func (p Percent) MarshalJSON() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalJSON reads the digits of a JSON number as they stand.
func (p *Percent) UnmarshalJSON(b []byte) error {
	v, err := ParsePercent(string(b))
	if err != nil {
		return err
	}
	*p = v
	return nil
}

// Date is a calendar day without a time zone; the zero Date is no date.
type Date struct{ Year, Month, Day int }

// ParseDate reads a day of the form 2026-11-23.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || len(s) != len(time.DateOnly) {
		return Date{}, fmt.Errorf("%q is not a date: write year-month-day, for example 2026-11-23", s)
	}
	return Date{t.Year(), int(t.Month()), t.Day()}, nil
}

// IsZero reports whether no date was given.
func (d Date) IsZero() bool { return d == Date{} }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool {
	if d.Year != e.Year {
		return d.Year > e.Year
	}
	if d.Month != e.Month {
		return d.Month > e.Month
	}
	return d.Day > e.Day
}

// MonthsTo returns the whole calendar months completed from d to e; there is
// no correction at the end of a month. Negative when e is earlier.
func (d Date) MonthsTo(e Date) int {
	months := 12*(e.Year-d.Year) + e.Month - d.Month
	if e.Day < d.Day {
		months--
	}
	return months
}

// AddMonths returns the same day some months later; like MonthsTo it does not
// correct the end of a month, so the day may not exist.
func (d Date) AddMonths(n int) Date {
	months := 12*d.Year + d.Month - 1 + n
	return Date{months / 12, months%12 + 1, d.Day}
}

// String writes the day as 2026-11-23, or nothing for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalJSON writes a JSON string.
func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads a JSON string; an empty one is an error.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("a date is a text such as \"2026-11-23\", not %s", b)
	}
	v, err := ParseDate(s)
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Points is an exact number of points from 0 to 100 as a fraction.
type Points struct{ Num, Den int64 }

// Cmp compares with a whole number of points: -1 below, 0 equal, +1 above.
func (p Points) Cmp(points int) int {
	d := p.Num - int64(points)*p.Den
	switch {
	case d < 0:
		return -1
	case d > 0:
		return 1
	}
	return 0
}

// Expires returns the day from which the newest evidence of a response loses a
// grade for its age; no date where there is none, or where age does not matter.
func (q *Question) Expires(r *Response) Date {
	var newest Date
	for _, e := range r.Evidence {
		if e.Date.After(newest) {
			newest = e.Date
		}
	}
	if q.MaxAgeMonths == 0 || newest.IsZero() {
		return Date{}
	}
	return newest.AddMonths(q.MaxAgeMonths)
}

// PointsOf returns the points of a response in state value on the track. The
// response must have passed Check; profile questions have no points.
func (q *Question) PointsOf(t Track, r *Response) Points {
	switch {
	case r.Level != nil:
		return Points{int64(q.OptionPoints(t)[*r.Level]), 1}
	case r.Count != nil:
		return Points{100 * int64(*r.Count), int64(q.CountOf)}
	case r.Percent != nil:
		return Points{int64(*r.Percent), 100}
	}
	return Points{0, 1}
}
