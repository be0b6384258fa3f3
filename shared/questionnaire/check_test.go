package questionnaire

import (
	"strings"
	"testing"
)

func decodeResponses(t *testing.T, text string) Responses {
	t.Helper()
	var in struct {
		Responses Responses `json:"responses"`
	}
	if faults := Decode([]byte(`{"responses":`+text+`}`), &in); faults != nil {
		t.Fatal(faults)
	}
	return in.Responses
}

// TestCheck: each response has just the faults that are expected.
func TestCheck(t *testing.T) {
	c := smallCatalogue(t)
	tests := []struct {
		name, responses, want string // want is empty for no fault
	}{
		{"level", `{"L1":{"state":"value","level":4}}`, ""},
		{"level out of range", `{"L1":{"state":"value","level":5}}`, "L1.level: 5 is out of range; L1 takes levels 0 (lowest) to 4"},
		{"level below", `{"L1":{"state":"value","level":-1}}`, "L1.level: -1 is out of range"},
		{"level missing", `{"L1":{"state":"value"}}`, "L1.level: missing; L1 takes a level from 0 to 4"},
		{"level and count", `{"L1":{"state":"value","level":1,"count":1}}`, "L1.count: does not belong here"},
		{"count", `{"V2":{"state":"value","count":2,"choices":["b","a"]}}`, ""},
		{"count out of range", `{"V2":{"state":"value","count":3}}`, "V2.count: 3 is out of range; V2 counts from 0 to 2"},
		{"elements and count differ", `{"V2":{"state":"value","count":1,"choices":["a","b"]}}`, "2 elements are named but the count is 1"},
		{"unknown element", `{"V2":{"state":"value","count":1,"choices":["c"]}}`, `V2 has no choice "c"`},
		{"percent", `{"V1":{"state":"value","percent":87.5}}`, ""},
		{"level for a percentage", `{"V1":{"state":"value","level":1}}`, "V1.percent: missing"},
		{"choices", `{"P1":{"state":"value","choices":["9.A.3","many"],"text":"as of today"}}`, ""},
		{"choice unknown", `{"P1":{"state":"value","choices":["9.A.99"]}}`, `P1.choices[0]: P1 has no choice "9.A.99"`},
		{"choice twice", `{"P1":{"state":"value","choices":["many","many"]}}`, `"many" is ticked twice`},
		{"exclusive choice", `{"P1":{"state":"value","choices":["none","many"]}}`, `"none" may only be ticked alone`},
		{"profile with nothing", `{"P1":{"state":"value","text":" "}}`, "nothing is given"},
		{"choices where there are none", `{"L1":{"state":"value","level":1,"choices":["a"]}}`, "L1 has nothing to tick"},
		{"not known", `{"L1":{"state":"not_known"}}`, ""},
		{"not known with a level", `{"L1":{"state":"not_known","level":1}}`, "state not_known takes no level"},
		{"N/A", `{"L3":{"state":"na","reason":"nobody here makes such goods"}}`, ""},
		{"N/A not allowed", `{"L1":{"state":"na","reason":"nobody here makes such goods"}}`, "L1 may not be declared not applicable"},
		{"N/A without reason", `{"L3":{"state":"na","reason":"  too short         "}}`, "the reason has 9 characters; say in at least 20"},
		{"accepted value", `{"L1":{"state":"value","level":1,"accepted":true}}`, "only an answer of not applicable is accepted"},
		{"unknown state", `{"L1":{"state":"maybe"}}`, `"maybe" is not a state`},
		{"unknown release", `{"L1":{"state":"declined","release":"all"}}`, `"all" is not a release level`},
		{"unknown id", `{"L9":{"state":"declined"}}`, "L9: catalogue 2021-01 has no question with this id"},
		{"grade", `{"L1":{"state":"value","level":1,"evidence":[{"grade":5,"date":"2026-01-01"}]}}`, "L1.evidence[0].grade: 5 is not a grade"},
		{"future evidence", `{"L1":{"state":"value","level":1,"evidence":[{"grade":3,"date":"2026-11-24"}]}}`, "L1.evidence[0].date: 2026-11-24 is later than the day of the assessment, 2026-11-23"},
		{"seen but not sealed", `{"L1":{"state":"value","level":1,"evidence":[{"grade":3,"date":"2026-01-01","seen":true}]}}`, "only sealed evidence is marked as seen"},
		{"too much evidence", `{"L1":{"state":"value","level":1,"evidence":[` + strings.TrimSuffix(strings.Repeat(`{"grade":3,"date":"2026-01-01"},`, 11), ",") + `]}}`, "11 items; keep the best; at most 10"},
		{"control character", `{"L1":{"state":"declined","text":"a\u0007b"}}`, "L1.text: it holds a control character"},
		{"control character in a proof", `{"L1":{"state":"value","level":1,"evidence":[{"grade":3,"date":"2026-01-01","title":"\u0085"}]}}`, "L1.evidence[0].title: it holds a control character"},
		{"lines and columns", `{"L1":{"state":"declined","text":"a\r\n\tb"}}`, ""},
		{"long text", `{"L1":{"state":"declined","text":"` + strings.Repeat("x", MaxText+1) + `"}}`, "shorten them to 32768"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			faults := c.CheckAll(Prospective, Date{2026, 11, 23}, decodeResponses(t, test.responses))
			switch {
			case test.want == "" && faults != nil:
				t.Errorf("unexpected: %v", faults)
			case test.want != "" && (len(faults) != 1 && !strings.Contains(test.name, "level for") || !strings.Contains(faults.Error(), test.want)):
				t.Errorf("want one fault with %q, got:\n%v", test.want, faults)
			}
		})
	}
	faults := c.CheckAll(Adherent, Date{2026, 11, 23}, decodeResponses(t, `{"V1":{"state":"value","percent":1}}`))
	if want := "V1: this question is on the prospective track only; the file is on the adherent track"; !strings.Contains(faults.Error(), want) {
		t.Errorf("want %q, got %v", want, faults)
	}
}

func TestDecodeReportsEveryFault(t *testing.T) {
	type inner struct {
		Grade int  `json:"grade"`
		Date  Date `json:"date"`
	}
	type file struct {
		Name    string           `json:"name"`
		Percent *Percent         `json:"percent,omitempty"`
		Items   []inner          `json:"items,omitempty"`
		By      map[string]inner `json:"by,omitempty"`
		Flag    bool             `json:"flag,omitempty"`
	}
	data := `{
  "nam": {"deep": [1, 2]},
  "percent": 87.555,
  "items": [
    {"grade": "3", "date": "2026-02-30"},
    {"grade": 1.5}
  ],
  "by": {"a": {"grade": 1, "date": "2026-02-28"}, "a": 7},
  "flag": "yes", "flag": true
}`
	got := Decode([]byte(data), new(file)).Error()
	for _, want := range []string{
		":2: nam: unknown field; known here: by, flag, items, name, percent",
		`:3: percent: "87.555" is not a percentage`,
		":5: items[0].grade: this must be a whole number",
		`:5: items[0].date: "2026-02-30" is not a date`,
		":6: items[1].grade: this must be a whole number",
		"items[1].date: missing; this field is required",
		":8: by.a: this name stands here twice",
		"by.a: this must be an object in braces",
		":9: flag: this must be true or false",
		"name: missing; this field is required",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in:\n%s", want, got)
		}
	}
	for _, test := range []struct{ data, want string }{
		{"", "the file is empty"}, {`{"name":"a"} x`, "something follows"}, {"{\n\n\"name\" 1}", ":3: this is not JSON"},
		{"\xff", "not UTF-8"}, {`[]`, "this must be an object in braces"}, {`{"name":null}`, "name: this must be a text in quotes"},
	} {
		if got := Decode([]byte(test.data), new(file)).Error(); !strings.Contains(got, test.want) {
			t.Errorf("%q: want %q, got %s", test.data, test.want, got)
		}
	}
}

func TestPercent(t *testing.T) {
	for text, want := range map[string]Percent{"0": 0, "100": 10000, "87.5": 8750, "0.01": 1, "33.33": 3333, "100.00": 10000} {
		if got, err := ParsePercent(text); err != nil || got != want {
			t.Errorf("%s: got %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "100.01", "101", "-1", "1e1", "87.555", ".5", "5.", "1 0", "0x1", "٣"} {
		if _, err := ParsePercent(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
	if got := Percent(8750).String(); got != "87.5" {
		t.Errorf("got %s", got)
	}
}

// TestMonthsTo: whole calendar months completed, without correction at the end
// of a month.
func TestMonthsTo(t *testing.T) {
	for _, test := range []struct {
		from, to string
		want     int
	}{
		{"2026-01-31", "2026-02-28", 0}, {"2026-01-31", "2026-03-01", 1}, {"2026-01-31", "2026-03-31", 2},
		{"2024-02-29", "2025-02-28", 11}, {"2024-02-29", "2025-03-01", 12}, {"2023-11-23", "2026-11-23", 36}, {"2023-11-24", "2026-11-23", 35},
	} {
		from, _ := ParseDate(test.from)
		to, _ := ParseDate(test.to)
		if got := from.MonthsTo(to); got != test.want {
			t.Errorf("%s to %s: got %d, want %d", test.from, test.to, got, test.want)
		}
	}
}

// FuzzCheck: whatever a response says, Check answers with faults that name a
// place, and a response without faults has points from 0 to 100.
func FuzzCheck(f *testing.F) {
	c := smallCatalogue(f)
	f.Add([]byte(`{"state":"value","level":2,"evidence":[{"grade":3,"date":"2026-10-01","sealed":true}]}`))
	f.Add([]byte(`{"state":"value","count":2,"choices":["a","b"],"release":"outreach"}`))
	f.Add([]byte(`{"state":"value","percent":33.33}`))
	f.Add([]byte(`{"state":"na","reason":"There is nothing of this kind here.","accepted":true}`))
	f.Add([]byte(`{"state":"value","choices":["9.A.3"],"text":"a maker of accelerometers"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Response
		if Decode(data, &r) != nil {
			return
		}
		for _, q := range c.Questions() {
			faults := Check(q, r, c.ChoicesOf(q))
			for _, fault := range faults {
				if fault.Path == "" || fault.Problem == "" {
					t.Errorf("%s: a fault without a place: %v", q.ID, fault)
				}
			}
			if faults == nil && r.State == Value {
				if p := q.PointsOf(Prospective, &r); p.Cmp(0) < 0 || p.Cmp(100) > 0 {
					t.Errorf("%s: %v points for %s", q.ID, p, data)
				}
			}
		}
	})
}
