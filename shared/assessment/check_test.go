package assessment

import (
	"slices"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// said writes a problem as the table below has it: its kind, ! if it blocks,
// and every place that it names.
func (p *Problem) said() string {
	kind := p.Kind
	if p.Blocks {
		kind += "!"
	}
	for _, place := range append([]string{p.Section, p.Question, p.Instrument, p.Rule}, p.Questions...) {
		if place != "" {
			kind += " " + place
		}
	}
	return kind
}

// problemsOf are the problems of a file of the newest catalogue on 26 November
// 2026. What is merely not answered is left out.
func problemsOf(t *testing.T, f *File, records []Record, m *margin) []string {
	t.Helper()
	d := &Desk{Content: NewContent(questionnaires.Files), Now: func() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) }}
	all, err := d.problems(f, records, m)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range all {
		if all[i].Text == "" {
			t.Errorf("%s says nothing", all[i].said())
		}
		if all[i].Kind != "unanswered" {
			out = append(out, all[i].said())
		}
	}
	return out
}

// proved is a level with a proof of each of some days.
func proved(n int, days ...string) questionnaire.Response {
	r := level(n)
	for _, on := range days {
		r.Evidence = append(r.Evidence, questionnaire.Evidence{Grade: 4, Date: day(on), Title: "Report of " + on})
	}
	return r
}

func ticked(choice string) questionnaire.Response {
	return questionnaire.Response{State: questionnaire.Value, Choices: []string{choice}}
}

// signedNow is a sign-off of a section as the records have it.
func signedNow(file *asked, records []Record, section string) SignOff {
	prints := fingerprints(file, records, section)
	return SignOff{Section: section, Version: 1, Hash: hashOf(prints), Questions: prints}
}

// TestProblems: each kind of problem occurs exactly when it should, blocks or
// warns, and names its place.
func TestProblems(t *testing.T) {
	const lately = "2026-06-01"
	one := func(question string, r questionnaire.Response) []Record {
		return []Record{{Question: question, Response: r}}
	}
	cites := func(version int) []Record {
		return []Record{{Question: "LB-01", Response: proved(3, lately), Instruments: []Citation{{"act", version}}}}
	}
	law := func(versions ...Instrument) margin {
		for i := range versions {
			versions[i].ID, versions[i].Version, versions[i].Title = "act", i+1, "Act"
		}
		return margin{instruments: versions}
	}
	since := Instrument{From: day("2020-01-01")}
	disputed := []Record{{Question: "EN-01", Response: proved(3, lately)}, {Question: "LB-01", Response: proved(3, lately)}, {Question: "LB-03", Response: level(0)}}
	for _, test := range []struct {
		name    string
		records []Record
		margin  margin
		want    []string
	}{
		{"nothing", nil, margin{}, nil},
		{"a level without proof", one("LB-01", level(3)), margin{}, []string{"no_evidence LB-A LB-01"}},
		{"a level with proof", one("LB-01", proved(3, lately)), margin{}, nil},
		{"a level without points needs no proof", one("LB-01", level(0)), margin{}, nil},
		{"nor does what is not known", one("LB-01", questionnaire.Response{State: questionnaire.NotKnown}), margin{}, nil},
		{"nor the profile", one("NC-01", ticked("none")), margin{}, nil},

		{"proof that ages today", one("LB-01", proved(3, "2023-11-26")), margin{}, []string{"old_evidence LB-A LB-01"}},
		{"proof that ages tomorrow", one("LB-01", proved(3, "2023-11-27")), margin{}, nil},
		{"two old proofs of three", one("LB-01", proved(3, "2020-01-01", lately, "2021-01-01")), margin{}, []string{"old_evidence LB-A LB-01", "old_evidence LB-A LB-01"}},
		{"proof of a practice ages sooner", one("EN-20", proved(2, "2024-11-26")), margin{}, []string{"old_evidence EN-C EN-20"}},

		{"law in force", cites(1), law(since), nil},
		{"a bill", cites(1), law(Instrument{}), []string{"not_in_force LB-A LB-01 act"}},
		{"law that was repealed", cites(1), law(Instrument{From: since.From, To: day("2026-11-25")}), []string{"not_in_force LB-A LB-01 act"}},
		{"law that was changed since", cites(1), law(since, since), []string{"instrument_changed LB-A LB-01 act"}},
		{"law as it was changed", cites(2), law(since, since), nil},
		{"law that was changed and repealed", cites(1), law(since, Instrument{}), []string{"not_in_force LB-A LB-01 act"}},

		{"a practice with its law", append(one("EN-16", proved(3, lately)), one("LB-36", proved(2, lately))...), margin{}, nil},
		{"a practice with a draft of its law", append(one("EN-16", proved(3, lately)), one("LB-36", proved(1, lately))...), margin{}, []string{"no_law EN-C EN-16", "contradiction! CR-09 EN-16 LB-36"}},
		{"a practice whose law is not answered", one("EN-16", proved(3, lately)), margin{}, []string{"no_law EN-C EN-16"}},
		{"a practice that is begun", one("EN-16", proved(2, lately)), margin{}, nil},

		{"half of a section does not apply", one("NC-01", ticked("none")), margin{}, nil},
		{"more than half", append(one("NC-01", ticked("none")), one("NC-02", ticked("no_hub"))...), margin{}, []string{"thin NC-D"}},

		{"answers that contradict each other", disputed, margin{}, []string{"no_law EN-A EN-01", "contradiction! CR-01 EN-01 LB-03"}},
		{"answers that go together", disputed[:2], margin{}, []string{"no_law EN-A EN-01"}},

		{"a pair without a position", nil, margin{pairs: []Pair{{Question: "EN-20", Bodies: []string{"customs", "licensing"}}}}, []string{"pair_open EN-C EN-20"}},
		{"a pair with one", nil, margin{pairs: []Pair{{Question: "EN-20", Position: &Position{}}}}, nil},
	} {
		if got := problemsOf(t, &File{ID: "f", Track: questionnaire.Prospective}, test.records, &test.margin); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	explained := &File{ID: "f", Track: questionnaire.Prospective, Explained: map[string]string{"CR-01": "The licence is issued under an older act."}}
	if got := problemsOf(t, explained, disputed, &margin{}); !slices.Equal(got, []string{"no_law EN-A EN-01"}) {
		t.Errorf("a contradiction that is explained: %q", got)
	}
}

// TestStandsBehind: what was carried over is confirmed by a save or signed off
// with its section before the file is sealed; a sign-off that is missing blocks
// where it was asked for, and is a warning in a file that has any.
func TestStandsBehind(t *testing.T) {
	file := prospective(t)
	plain := []Record{{Question: "LB-01", Response: level(0)}}
	carried := []Record{{Question: "LB-01", Response: level(0), Carried: true}, {Question: "LB-02", Response: level(0)}}
	emptied := []Record{{Question: "LB-01", Response: questionnaire.Response{State: questionnaire.Unanswered}, Carried: true}}
	void := SignOff{Section: "LB-A", Version: 1, Hash: "0", Questions: map[string]string{"LB-01": "0"}}
	back := SignOff{Section: "LB-A", Version: 2}
	elsewhere := signedNow(file, plain, "EN-A")
	given := []Assignment{{Body: "justice", Questions: []string{"LB-01"}}}
	for _, test := range []struct {
		name    string
		records []Record
		margin  margin
		want    []string
	}{
		{"one person's file", plain, margin{}, nil},
		{"a sign-off taken back, and no other", plain, margin{signOffs: []SignOff{back}}, nil},
		{"another section is signed", plain, margin{signOffs: []SignOff{elsewhere}}, []string{"unsigned LB-A"}},
		{"another section is signed, and nothing is answered here", nil, margin{signOffs: []SignOff{elsewhere}}, nil},
		{"another section is signed, and what was answered here is taken out", emptied, margin{signOffs: []SignOff{elsewhere}}, nil},
		{"another section is assigned", plain, margin{assignments: []Assignment{{Body: "customs", Sections: []string{"EN-C"}}}}, []string{"unsigned LB-A", "unsigned! EN-C"}},
		{"an assignment of nothing", plain, margin{assignments: []Assignment{{Body: "customs"}}}, nil},
		{"assigned", plain, margin{assignments: given}, []string{"unsigned! LB-A"}},
		{"assigned and not answered", nil, margin{assignments: given}, []string{"unsigned! LB-A"}},
		{"assigned and signed", plain, margin{assignments: given, signOffs: []SignOff{signedNow(file, plain, "LB-A")}}, nil},
		{"assigned and changed since", plain, margin{assignments: given, signOffs: []SignOff{void}}, []string{"unsigned! LB-A"}},
		{"changed since and not assigned", plain, margin{signOffs: []SignOff{void}}, []string{"unsigned LB-A"}},
		{"carried", carried, margin{}, []string{"carried! LB-A LB-01"}},
		{"carried and signed", carried, margin{signOffs: []SignOff{signedNow(file, carried, "LB-A")}}, nil},
		{"carried, signed and changed since", carried, margin{signOffs: []SignOff{void}}, []string{"carried! LB-A LB-01", "unsigned LB-A"}},
		{"carried, and nothing was answered", emptied, margin{}, nil},
	} {
		if got := problemsOf(t, file.File, test.records, &test.margin); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	parked := []Record{{Question: "NC-23", Response: level(0)}, {Question: "NC-29", Response: questionnaire.Response{State: questionnaire.NotKnown}, Carried: true}}
	if got := problemsOf(t, &File{ID: "f", Track: questionnaire.Adherent}, parked, &margin{}); got != nil {
		t.Errorf("carried, and parked by another answer: %q", got)
	}
}

// TestUnanswered: what is asked and has no answer is a warning; what the
// profile rules out, what another answer parks and what the track does not ask
// are none.
func TestUnanswered(t *testing.T) {
	d := &Desk{Content: NewContent(questionnaires.Files), Now: time.Now}
	for _, test := range []struct {
		track   questionnaire.Track
		records []Record
		asked   map[string]bool
	}{
		{questionnaire.Prospective, nil, map[string]bool{"LB-01": true, "NC-19": true, "NC-29": false}},
		{questionnaire.Prospective, []Record{{Question: "LB-01", Response: level(0)}, {Question: "NC-01", Response: ticked("none")}}, map[string]bool{"LB-01": false, "NC-19": false, "NC-21": true}},
		{questionnaire.Prospective, []Record{{Question: "LB-01", Response: questionnaire.Response{State: questionnaire.Unanswered}}}, map[string]bool{"LB-01": true}},
		{questionnaire.Adherent, nil, map[string]bool{"NC-23": true, "NC-29": true}},
		{questionnaire.Adherent, []Record{{Question: "NC-23", Response: level(0)}}, map[string]bool{"NC-23": false, "NC-29": false}},
	} {
		all, err := d.problems(&File{ID: "f", Track: test.track}, test.records, &margin{})
		if err != nil {
			t.Fatal(err)
		}
		for id, want := range test.asked {
			section := id[:2] + "-"
			if got := slices.ContainsFunc(all, func(p Problem) bool {
				return p.Kind == "unanswered" && p.Question == id && !p.Blocks && p.Section[:3] == section
			}); got != want {
				t.Errorf("%s, %v: %s is not answered: %v", test.track, test.records, id, got)
			}
		}
	}
}
