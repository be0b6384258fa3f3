package questionnaire

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestLintAcceptsSmall(t *testing.T) {
	if faults := Lint(newSmall().fs(t), smallLists); faults != nil {
		t.Fatalf("a clean folder has faults:\n%v", faults)
	}
}

// TestLintFinds spoils one thing at a time and expects a fault that names file,
// place and problem.
func TestLintFinds(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*small)
		want  string
	}{
		{"weight out of range", func(s *small) { s.question("L1").Weight = 6 }, "(L1).weight: 6 is out of range; use 1 to 5"},
		{"section weights", func(s *small) { n, _ := s.draft(); n.Sections[1].Weight = 90 }, "2021-01: the section weights of C1 sum to 90 over the catalogue; make them sum to 100"},
		{"points fall", func(s *small) { s.question("B1").Points = []int{0, 60, 50} }, "(B1).points[2]: 50 after 60"},
		{"points of a type", func(s *small) { s.question("L1").Points = []int{0, 10, 60, 80, 100} }, "type LAW has the points"},
		{"gate above the top", func(s *small) { s.question("B1").GateMin = 101 }, "(B1).gate_min: 101 is above the highest option, 100"},
		{"prerequisite loop", func(s *small) { s.question("L1").Requires = []string{"L2"} }, "L1 -> L2 -> L1"},
		{"routing loop", func(s *small) { s.question("L1").EnableWhen = &Condition{Question: "L2", Op: "=", Points: 0} }, "routing: these depend on each other in a loop"},
		{"prerequisite unknown", func(s *small) { s.question("L2").Requires = []string{"L9"} }, "(L2).requires: there is no scored question L9"},
		{"routing to an unknown question", func(s *small) { s.question("L2").EnableWhen.Question = "L9" }, "(L2).enable_when.question: there is no question L9"},
		{"routing to an unknown choice", func(s *small) { s.question("L3").NAWhen.HasAny = []string{"few"} }, `(L3).na_when.has_any: P1 has no choice "few"`},
		{"level that is not there", func(s *small) { s.question("L2").EnableWhen = &Condition{Question: "L1", LevelAtLeast: 5} }, "L1 has no level 5; use 1 to 4"},
		{"two tests in one condition", func(s *small) { s.question("L2").EnableWhen.HasAny = []string{"none"} }, "use exactly one"},
		{"reference unknown", func(s *small) { s.question("L1").References = []string{"MG 99"} }, `"MG 99" is not in the list of known references`},
		{"office unknown", func(s *small) { s.question("L1").Offices = []string{"navy"} }, `"navy" is not a known office`},
		{"id reused in a catalogue", func(s *small) { s.question("L2").ID = "L1" }, "L1 is used before"},
		{"id missing", func(s *small) { s.question("L2").ID = "" }, "the id is missing"},
		{"scale changed under an id", func(s *small) { s.question("B1").Points = []int{0, 100, 100} }, "type or scale differ from catalogue 2020-01"},
		{"N/A without leave", func(s *small) { s.question("L3").NAAllowed = false }, "(L3).na_when: the question may not be declared not applicable"},
		{"N/A of a critical question", func(s *small) { s.question("L3").GateMin = 60 }, "only a reviewer accepts"},
		{"profile that counts", func(s *small) { s.question("P1").Weight = 1 }, "nothing that is scored"},
		{"exclusive choice unknown", func(s *small) { s.question("P1").Exclusive = []string{"few"} }, `"few" is not among the choices`},
		{"list unknown", func(s *small) { s.question("P1").ChoicesFrom = "atlas" }, `there is no list "atlas"`},
		{"elements do not match", func(s *small) { s.question("V2").Elements = []string{"a"} }, "1 elements for a count of 2"},
		{"count and percentage", func(s *small) { s.question("V1").CountOf = 5 }, "set count_of or percent, not both"},
		{"age of evidence", func(s *small) { s.question("B1").MaxAgeMonths = 36 }, "the method fixes 24 for type BAND"},
		{"unknown type", func(s *small) { s.question("B1").Type = "SCALE" }, `"SCALE" is not a type`},
		{"track unknown", func(s *small) { s.question("B1").Tracks = []Track{"partner"} }, `"partner" is not a track`},
		{"text missing", func(s *small) { _, w := s.draft(); delete(w.Questions, "L1") }, "basics.en.json: questions.L1: the text is missing"},
		{"text too long", func(s *small) {
			_, w := s.draft()
			q := w.Questions["L1"]
			q.Stem = strings.Repeat("long ", 60) + "?"
			w.Questions["L1"] = q
		}, "questions.L1.stem: 301 characters; shorten it to 240"},
		{"text of nothing", func(s *small) { _, w := s.draft(); w.Questions["L8"] = w.Questions["L1"] }, "questions.L8: the structure has nothing with this id"},
		{"option without words", func(s *small) {
			_, w := s.draft()
			q := w.Questions["L1"]
			q.Options = q.Options[:4]
			w.Questions["L1"] = q
		}, "4 texts for 5 options"},
		{"from an unknown question", func(s *small) { s.question("L1").From = []string{"L0"} }, "the catalogue before has no question L0"},
		{"current unknown", func(s *small) { s.index.Current = "2022-01" }, `current: there is no catalogue "2022-01"`},
		{"unknown format", func(s *small) { n, _ := s.draft(); n.Format = 2 }, "format: 2 is not a format"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newSmall()
			test.spoil(s)
			faults := Lint(s.fs(t), smallLists)
			if faults.Err() == nil {
				t.Fatal("no fault found")
			}
			found := false
			for _, f := range faults {
				found = found || strings.Contains(f.String(), test.want) && f.File != "" && f.Advice != ""
			}
			if !found {
				t.Errorf("no fault with file, advice and %q among:\n%v", test.want, faults)
			}
		})
	}
}

// TestLintReportsAll: one pass shows every fault, not the first.
func TestLintReportsAll(t *testing.T) {
	s := newSmall()
	s.question("L1").Weight = 9
	s.question("L2").Effort = "XXL"
	s.question("B1").Offices = nil
	faults := Lint(s.fs(t), smallLists)
	for _, want := range []string{"(L1).weight", "(L2).effort", "(B1).offices"} {
		if !strings.Contains(faults.Error(), want) {
			t.Errorf("%s is missing from:\n%v", want, faults)
		}
	}
}

func TestLintCompoundIsAWarning(t *testing.T) {
	s := newSmall()
	_, w := s.draft()
	q := w.Questions["L1"]
	q.Stem = "Is there a law and is it used?"
	w.Questions["L1"] = q
	faults := Lint(s.fs(t), smallLists)
	if len(faults) != 1 || !faults[0].Warning || faults.Err() != nil {
		t.Fatalf("want one warning and no error, got:\n%v", faults)
	}
	q.AndReason = "Law and use are one test here."
	w.Questions["L1"] = q
	if faults := Lint(s.fs(t), smallLists); faults != nil {
		t.Errorf("the reason does not silence the warning:\n%v", faults)
	}
}

// TestRetiredIDsStayRetired: an id that was once dropped does not come back.
func TestRetiredIDsStayRetired(t *testing.T) {
	s := newSmall()
	third, words := smallQuestionnaire("2022-01")
	s.index.Catalogues = append(s.index.Catalogues, IndexEntry{ID: "2022-01", Status: Draft, Dir: "2022-01", Questionnaires: []string{"basics"}, Languages: []string{"en"}})
	s.questionnaires["2022-01/basics.json"], s.words["2022-01/basics.en.json"] = third, words
	s.references["2022-01/references.json"], s.cited["2022-01/references.en.json"] = s.references["2021-01/references.json"], s.cited["2021-01/references.en.json"]
	n, w := s.draft()
	n.Sections[3].Questions = n.Sections[3].Questions[:1] // drops V2 in 2021-01
	delete(w.Questions, "V2")
	if faults := Lint(s.fs(t), smallLists); !strings.Contains(faults.Error(), "the id was retired after catalogue 2020-01") {
		t.Errorf("a reused id was not found:\n%v", faults)
	}
}

// TestPublishedNeverChanges: published files are frozen, all of them, and stay.
func TestPublishedNeverChanges(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(fstest.MapFS)
		want  string
	}{
		{"changed", func(f fstest.MapFS) {
			file := f["2020-01/basics.en.json"]
			file.Data = []byte(strings.Replace(string(file.Data), "Say what is meant.", "Say what was meant.", 1))
		}, "2020-01/basics.en.json was published and has changed"},
		{"gone", func(f fstest.MapFS) { delete(f, "2020-01/references.json") }, "2020-01/references.json was published and is gone"},
		{"not listed", func(f fstest.MapFS) { f[PublishedFile].Data = nil }, "a file of a published catalogue is not listed"},
		{"torn line", func(f fstest.MapFS) { f[PublishedFile].Data = append(f[PublishedFile].Data, "abc\n"...) }, "this is not a hash"},
		{"no file", func(f fstest.MapFS) { delete(f, PublishedFile) }, "it is empty while nothing is published"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fsys := newSmall().fs(t)
			test.spoil(fsys)
			if faults := Lint(fsys, smallLists); !strings.Contains(faults.Error(), test.want) {
				t.Errorf("want %q, got:\n%v", test.want, faults)
			}
		})
	}
}

// TestRewrite puts a folder in canonical form and leaves published files alone.
func TestRewrite(t *testing.T) {
	fsys := newSmall().fs(t)
	for _, name := range []string{"2021-01/basics.json", "2020-01/basics.json"} {
		fsys[name].Data = append([]byte("\n"), fsys[name].Data...)
	}
	if faults := Lint(fsys, smallLists); !strings.Contains(faults.Error(), "2021-01/basics.json: not in canonical form; run `offline lint -write`") {
		t.Errorf("not found:\n%v", faults)
	}
	files, err := Rewrite(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 || files["2021-01/basics.json"] == nil {
		t.Fatalf("want the draft's file alone, got %d files", len(files))
	}
	for name, data := range files {
		fsys[name].Data = data
	}
	for _, f := range Lint(fsys, smallLists) {
		if strings.HasPrefix(f.File, "2021-01") {
			t.Errorf("still a fault: %v", f)
		}
	}
}
