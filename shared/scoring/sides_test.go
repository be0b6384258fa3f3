package scoring_test

import (
	"encoding/json"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// TestExampleSides: law and practice of the worked example, by hand. LAG and
// other types enter neither, and what is not known counts as nothing.
func TestExampleSides(t *testing.T) {
	v := oracleReadVectors(t)["T19"]
	a := methodOf(t, v.catalogue(), v.File.Track, 10).Assess(v.File, 42)
	want := map[string][2]string{
		"C1": {"-", "80.0"}, // YN is neither
		"C2": {"-", "68.0"},
		"C3": {"60.4", "-"}, // (40 x 600.5/13 + 60 x 666/13) / (40 + 60 x 9/13)
		"C4": {"90.0", "37.7"},
		"S1": {"46.2", "-"},
		"S2": {"74.0", "-"}, // without q05
		"S3": {"-", "59.0"}, // without q09, which does not apply
		"S4": {"90.0", "1.1"},
	}
	check := func(id string, s *scoring.Sides) {
		if got := [2]string{s.Law.Text(1), s.Practice.Text(1)}; want[id] != [2]string{} && got != want[id] {
			t.Errorf("%s: law and practice are %v, by hand %v", id, got, want[id])
		}
	}
	for _, c := range a.Criteria {
		check(c.ID, c.Sides)
		for _, s := range c.Sections {
			check(s.ID, s.Sides)
		}
	}
}

// TestExampleWhatIf: the steps of the shortest path, ticked together, come out
// where the path says; the file stays as it was.
func TestExampleWhatIf(t *testing.T) {
	v := oracleReadVectors(t)["T19"]
	m := methodOf(t, v.catalogue(), v.File.Track, 10)
	for _, test := range []struct {
		picks   []scoring.Pick
		gain    string
		verdict scoring.Verdict
		missing int
	}{
		{nil, "0.0000", scoring.NotReady, 0},
		{[]scoring.Pick{{scoring.Unblock, "q02"}}, "2.9752", scoring.Building, 0},
		{[]scoring.Pick{{scoring.Unblock, "q02"}, {scoring.FindOut, "q11"}, {scoring.Improve, "q08"}}, "8.1520", scoring.Ready, 0},
		{[]scoring.Pick{{scoring.Improve, "q15"}, {scoring.Prove, "q15"}}, "4.8247", scoring.NotReady, 0}, // the proof comes with the rise
		{[]scoring.Pick{{scoring.Unblock, "q01"}, {scoring.Prove, "none"}}, "0.0000", scoring.NotReady, 2},
	} {
		w, missing := m.WhatIf(v.File, test.picks)
		if w.Gain.Text(4) != test.gain || w.After.Overall.Shown.Verdict != test.verdict || len(missing) != test.missing || len(w.Actions)+len(missing) != len(test.picks) {
			t.Errorf("%v: gain %s, %s, %d missing; want %s, %s, %d", test.picks, w.Gain.Text(4), w.After.Overall.Shown.Verdict, len(missing), test.gain, test.verdict, test.missing)
		}
		if w.Before.Overall.Shown.Verdict != scoring.NotReady || m.Score(v.File).Overall.Shown.Verdict != scoring.NotReady {
			t.Error("trying changed the file")
		}
	}
}

// TestResultAgain: a result that was kept as JSON reads back as it was written;
// what is no plain decimal is refused.
func TestResultAgain(t *testing.T) {
	v := oracleReadVectors(t)["T19"]
	written, err := json.Marshal(methodOf(t, v.catalogue(), v.File.Track, 10).Assess(v.File, 42))
	if err != nil {
		t.Fatal(err)
	}
	var a scoring.Assessment
	if err := json.Unmarshal(written, &a); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(&a); err != nil || string(again) != string(written) {
		t.Errorf("%v\n%s\n%s", err, again, written)
	}
	for _, bad := range []string{`1e9`, `"1"`, `true`, `1/3`} {
		if err := json.Unmarshal([]byte(bad), new(scoring.Number)); err == nil {
			t.Errorf("%s is read as a number", bad)
		}
	}
}
