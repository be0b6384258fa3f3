package assessment

import (
	"slices"
	"testing"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

func day(text string) questionnaire.Date {
	d, err := questionnaire.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// level is an answer by a ladder.
func level(n int) questionnaire.Response {
	return questionnaire.Response{State: questionnaire.Value, Level: &n}
}

// prospective is a file of the newest catalogue.
func prospective(t *testing.T) *asked {
	t.Helper()
	d := &Desk{Content: NewContent(questionnaires.Files)}
	file, err := d.with(&File{ID: "f", Revision: 1, Track: questionnaire.Prospective, State: Draft})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestMayAnswer(t *testing.T) {
	given := []Assignment{{Body: "customs", Sections: []string{"EN-C"}}, {Body: "mint"}, {Body: "justice", Questions: []string{"LB-36"}}}
	for _, test := range []struct {
		name              string
		given             []Assignment
		bodies            []string
		section, question string
		want              bool
	}{
		{"nothing is assigned", nil, nil, "EN-C", "EN-16", true},
		{"what was assigned was taken back", given[1:2], nil, "EN-C", "EN-16", true},
		{"a section of theirs", given, []string{"customs"}, "EN-C", "EN-16", true},
		{"a question of theirs", given, []string{"mint", "justice"}, "LB-E", "LB-36", true},
		{"another question of that section", given, []string{"justice"}, "LB-E", "LB-35", false},
		{"another body's", given, []string{"justice"}, "EN-C", "EN-16", false},
		{"nobody's", given, []string{"customs"}, "EN-A", "EN-01", false},
		{"of a body without anything", given, []string{"mint"}, "EN-C", "EN-16", false},
		{"of somebody without a body", given, nil, "EN-C", "EN-16", false},
	} {
		if got := mayAnswer(test.given, test.bodies, test.section, test.question); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestStateOf(t *testing.T) {
	file := prospective(t)
	before := []Record{{Question: "LB-01", Version: 1, Response: level(3)}, {Question: "LB-02", Version: 1, Response: level(2)}, {Question: "EN-01", Response: level(1)}}
	prints := fingerprints(file, before, "LB-A")
	signed := &SignOff{Section: "LB-A", Version: 4, Hash: hashOf(prints), Questions: prints}
	edit := func(change func(r []Record) []Record) []Record { return change(slices.Clone(before)) }
	for _, test := range []struct {
		name    string
		records []Record
		changed []string
	}{
		{"as it was", before, nil},
		{"in another order", edit(func(r []Record) []Record { slices.Reverse(r); return r }), nil},
		{"saved again by somebody else, and flagged", edit(func(r []Record) []Record { r[0].Version, r[0].By, r[0].Flag = 9, "x", "look"; return r }), nil},
		{"another section changed", edit(func(r []Record) []Record { r[2].Response = level(2); return r }), nil},
		{"a level", edit(func(r []Record) []Record { r[0].Response = level(2); return r }), []string{"LB-01"}},
		{"a release level", edit(func(r []Record) []Record { r[1].Response.Release = questionnaire.ReleasePublic; return r }), []string{"LB-02"}},
		{"the law cited", edit(func(r []Record) []Record { r[1].Instruments = []Citation{{"law", 1}}; return r }), []string{"LB-02"}},
		{"an answer more", append(slices.Clone(before), Record{Question: "LB-03", Response: level(1)}), []string{"LB-03"}},
		{"an answer less", before[1:], []string{"LB-01"}},
		{"two", edit(func(r []Record) []Record { r[0].Response, r[1].Response = level(0), level(0); return r }), []string{"LB-01", "LB-02"}},
	} {
		s := stateOf(file, test.records, "LB-A", signed)
		if s.Holds != (test.changed == nil) || !slices.Equal(s.Changed, test.changed) || !s.Signed || s.Version != 4 {
			t.Errorf("%s: %+v", test.name, s)
		}
	}
	if s := stateOf(file, before, "LB-A", nil); s.Signed || s.Holds || s.Version != 0 || s.Now != signed.Hash {
		t.Errorf("never signed: %+v", s)
	}
	if s := stateOf(file, before, "LB-A", &SignOff{Section: "LB-A", Version: 5}); s.Signed || s.Holds || s.Version != 5 {
		t.Errorf("taken back: %+v", s)
	}
}

func TestInForce(t *testing.T) {
	for _, test := range []struct {
		from, to string
		want     bool
	}{
		{"", "", false}, {"2026-11-26", "", true}, {"2026-11-27", "", false}, {"2020-01-01", "2026-11-26", true}, {"2020-01-01", "2026-11-25", false},
	} {
		var i Instrument
		if test.from != "" {
			i.From = day(test.from)
		}
		if test.to != "" {
			i.To = day(test.to)
		}
		if got := i.InForce(day("2026-11-26")); got != test.want {
			t.Errorf("from %q to %q: %v", test.from, test.to, got)
		}
	}
}

func TestInstrumentCheck(t *testing.T) {
	good := Instrument{Title: "Act", Kind: "law", IssuingBody: "Parliament", Language: "en", From: day("2020-01-01"), Link: "https://laws.example/1"}
	if fs := good.Check(); fs != nil {
		t.Fatal(fs)
	}
	for path, spoil := range map[string]func(*Instrument){
		"title":        func(i *Instrument) { i.Title = " " },
		"kind":         func(i *Instrument) { i.Kind = "song" },
		"articles[1]":  func(i *Instrument) { i.Articles = []string{"1", ""} },
		"issuing_body": func(i *Instrument) { i.IssuingBody = "" },
		"language":     func(i *Instrument) { i.Language = "e" },
		"in_force_to":  func(i *Instrument) { i.To = day("2019-12-31") },
		"link":         func(i *Instrument) { i.Link = "javascript:alert(1)" },
	} {
		bad := good
		spoil(&bad)
		if fs := bad.Check(); len(fs) != 1 || fs[0].Path != path {
			t.Errorf("%s: %v", path, fs)
		}
	}
}

// TestLacksLaw: EN-16, a practice, requires the law of LB-36.
func TestLacksLaw(t *testing.T) {
	file := prospective(t)
	high, q := len(file.catalogue().Question("EN-16").Points)-1, file.catalogue().Question("EN-16")
	na := questionnaire.Response{State: questionnaire.NA}
	for _, test := range []struct {
		name      string
		responses questionnaire.Responses
		want      string
	}{
		{"claimed with law", questionnaire.Responses{"EN-16": level(high), "LB-36": level(3)}, ""},
		{"claimed with a weak law", questionnaire.Responses{"EN-16": level(high), "LB-36": level(0)}, "LB-36"},
		{"claimed, and the law is not answered", questionnaire.Responses{"EN-16": level(high)}, "LB-36"},
		{"claimed where the law does not apply", questionnaire.Responses{"EN-16": level(high), "LB-36": na}, ""},
		{"not claimed", questionnaire.Responses{"EN-16": level(0)}, ""},
		{"not answered", nil, ""},
	} {
		if got := lacksLaw(file, q, test.responses); got != test.want {
			t.Errorf("%s: %q", test.name, got)
		}
	}
}

func TestPairView(t *testing.T) {
	p := &Pair{Question: "EN-20", Bodies: []string{"customs", "licensing"}, Position: &Position{AgreedBy: []string{"licensing"}, Dissent: map[string]string{"customs": "no"}, Call: "c"}}
	replies := []Reply{{Question: "EN-20", Body: "customs", Response: level(1)}, {Question: "EN-20", Body: "licensing", Response: level(2)}, {Question: "EN-33", Body: "customs"}}
	for _, test := range []struct {
		name    string
		act     Act
		sees    []string // whose replies; nil: not the pair at all
		dissent int
		writes  bool // the reply of customs
	}{
		{"the lead", Act{Lead: true}, []string{"customs", "licensing"}, 1, false},
		{"a lead who speaks for one", Act{Lead: true, Bodies: []string{"customs"}}, []string{"customs", "licensing"}, 1, false},
		{"one body", Act{Bodies: []string{"customs", "mint"}}, []string{"customs"}, 1, true},
		{"the other", Act{Bodies: []string{"licensing"}}, []string{"licensing"}, 0, false},
		{"a third", Act{Bodies: []string{"mint"}}, nil, 0, false},
		{"somebody who came to speak for both", Act{Bodies: []string{"customs", "licensing"}}, nil, 0, false},
	} {
		v := p.view(&test.act, replies)
		if v == nil || test.sees == nil {
			if (v == nil) != (test.sees == nil) {
				t.Errorf("%s sees %+v", test.name, v)
			}
			continue
		}
		var bodies []string
		for _, r := range v.Replies {
			bodies = append(bodies, r.Body)
		}
		if !slices.Equal(bodies, test.sees) || len(v.Position.Dissent) != test.dissent || (v.Differ != nil) != test.act.Lead || p.repliesFor(&test.act, "customs") != test.writes {
			t.Errorf("%s sees %+v with %+v", test.name, v, v.Position)
		}
	}
	if p.Position.Call != "c" || len(p.Position.Dissent) != 1 {
		t.Error("showing a pair changed it")
	}
}

func TestAgreementCheck(t *testing.T) {
	p := &Pair{Bodies: []string{"customs", "licensing"}}
	both := []Reply{{Body: "customs"}, {Body: "licensing"}}
	const why = "We have no such record in two offices."
	for _, test := range []struct {
		name    string
		replies []Reply
		agreed  []string
		dissent map[string]string
		path    string // of the one fault; empty: none
	}{
		{"both agree", both, p.Bodies, nil, ""},
		{"one dissents", both, p.Bodies[:1], map[string]string{"licensing": why}, ""},
		{"both dissent", both, nil, map[string]string{"licensing": why, "customs": why}, ""},
		{"one has not replied", both[:1], p.Bodies, nil, "response"},
		{"one says nothing", both, p.Bodies[:1], nil, "dissent.licensing"},
		{"one says too little", both, p.Bodies[:1], map[string]string{"licensing": "no"}, "dissent.licensing"},
		{"one does both", both, p.Bodies, map[string]string{"customs": why}, "dissent.customs"},
		{"a stranger agrees", both, append(slices.Clone(p.Bodies), "mint"), nil, "agreed_by[2]"},
		{"a stranger dissents", both, p.Bodies, map[string]string{"mint": why}, "dissent.mint"},
	} {
		g := Agreement{AgreedBy: test.agreed, Dissent: test.dissent}
		if fs := g.check(p, test.replies); len(fs) > 1 || len(fs) == 1 != (test.path != "") || len(fs) == 1 && fs[0].Path != test.path {
			t.Errorf("%s: %v", test.name, fs)
		}
	}
}
