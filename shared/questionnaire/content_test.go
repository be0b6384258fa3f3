package questionnaire

import (
	"fmt"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// small is a content folder that passes Lint, to be spoiled by tests: a
// published catalogue of one questionnaire and a draft that follows it.
type small struct {
	index Index
	// files by name; structures and words are kept decoded so that a test can
	// change one thing
	questionnaires map[string]*Questionnaire
	words          map[string]*Text
	references     map[string]*ReferenceList
	cited          map[string]*ReferenceText
}

func newSmall() *small {
	s := &small{
		questionnaires: map[string]*Questionnaire{}, words: map[string]*Text{},
		references: map[string]*ReferenceList{}, cited: map[string]*ReferenceText{},
	}
	s.index = Index{Format: 1, Current: "2021-01"}
	for _, id := range []string{"2020-01", "2021-01"} {
		s.index.Catalogues = append(s.index.Catalogues, IndexEntry{ID: id, Status: Draft, Dir: id, Questionnaires: []string{"basics"}, Languages: []string{"en"}})
		n, t := smallQuestionnaire(id)
		s.questionnaires[id+"/basics.json"], s.words[id+"/basics.en.json"] = n, t
		s.references[id+"/references.json"] = &ReferenceList{Format: 1, References: []Reference{{ID: "MG 1", Status: "found"}, {ID: "AX 4", Status: "known", Annex: []AnnexRow{{Item: 4}}}}, Offices: []string{"licensing"}}
		s.cited[id+"/references.en.json"] = &ReferenceText{Format: 1, Language: "en",
			References: map[string]CitedText{"MG 1": {"Guidelines, paragraph 1", "The aim."}, "AX 4": {"Annex, item 4", "Propellants."}},
			Offices:    map[string]string{"licensing": "Licensing office"},
			Criteria:   map[string]string{"C1": "one", "C2": "two", "C3": "three", "C4": "four"},
			Grades:     []string{"nothing", "statement", "draft", "document", "record"},
		}
	}
	s.index.Catalogues[0].Status = Published
	return s
}

func smallQuestionnaire(version string) (*Questionnaire, *Text) {
	n := &Questionnaire{Format: 1, ID: "basics", Version: version}
	t := &Text{Format: 1, Questionnaire: "basics", Version: version, Language: "en", Title: "Basics", Summary: "The basics.",
		Sections: map[string]SectionText{}, Questions: map[string]QuestionText{}, Contradictions: map[string]ContradictionText{}}
	add := func(section, criterion string, questions ...Question) {
		sec := Section{ID: section, Criterion: criterion, Questions: questions}
		if criterion != "" {
			sec.Weight = 100
		}
		n.Sections = append(n.Sections, sec)
		t.Sections[section] = SectionText{"Section " + section, "What it is about."}
		for _, q := range questions {
			t.Questions[q.ID] = smallText(q)
		}
	}
	law := func(id string) Question {
		return Question{ID: id, Type: Law, Weight: 3, Tracks: Tracks, EvidenceGrade: 3, MaxAgeMonths: 36, Effort: "L", Points: []int{0, 10, 60, 90, 100}, References: []string{"MG 1"}, Offices: []string{"licensing"}}
	}
	critical := law("L1")
	critical.GateMin = 60
	follow := law("L2")
	follow.Requires, follow.EnableWhen = []string{"L1"}, &Condition{Question: "L1", Op: ">=", Points: 60}
	makers := law("L3")
	makers.NAAllowed, makers.NAWhen = true, &Condition{Question: "P1", HasAny: []string{"none"}}
	makers.References = []string{"AX 4"}
	share := Question{ID: "V1", Type: Coverage, Weight: 2, Tracks: []Track{Prospective}, EvidenceGrade: 4, MaxAgeMonths: 36, Effort: "M", Percent: true, References: []string{"MG 1"}, Offices: []string{"licensing"}}
	count := Question{ID: "V2", Type: Coverage, Weight: 2, Tracks: Tracks, EvidenceGrade: 3, MaxAgeMonths: 36, Effort: "M", CountOf: 2, Elements: []string{"a", "b"}, References: []string{"MG 1"}, Offices: []string{"licensing"}}
	band := Question{ID: "B1", Type: Band, Weight: 1, Tracks: Tracks, EvidenceGrade: 3, MaxAgeMonths: 24, Effort: "S", Points: []int{0, 50, 100}, PointsByTrack: map[Track][]int{Adherent: {0, 40, 100}}, References: []string{"MG 1"}, Offices: []string{"licensing"}}
	profile := Question{ID: "P1", Type: Profile, Tracks: Tracks, Choices: []string{"none", "many"}, ChoicesFrom: "annex", Exclusive: []string{"none"}, Offices: []string{"licensing"}}
	add("SP", "", profile)
	add("S1", "C1", critical, follow)
	add("S2", "C2", makers)
	add("S3", "C3", share, count)
	add("S4", "C4", band)
	n.Contradictions = []Contradiction{{ID: "X1", When: Condition{All: []Condition{{Question: "B1", Op: "=", Points: 100}, {Question: "L1", Op: "<", Points: 60}}}}}
	t.Contradictions["X1"] = ContradictionText{"Does not fit", "Look at both."}
	return n, t
}

func smallText(q Question) QuestionText {
	t := QuestionText{Stem: "Is " + q.ID + " in force?", Help: "Say what is meant.", Proof: "Gazette 12."}
	for i := range q.Points {
		t.Options = append(t.Options, OptionText{fmt.Sprintf("Level %d", i), "What is true here."})
	}
	if q.Elements != nil {
		t.Elements = map[string]string{"a": "first", "b": "second"}
	}
	if q.Choices != nil {
		t.Choices = map[string]string{"none": "Nobody", "many": "Many"}
	}
	if q.Percent {
		t.Measure = &Measure{"posts", "filled posts", "today"}
	}
	return t
}

// smallLists is what questions may choose from elsewhere.
var smallLists = map[string][]string{"annex": {"9.A.3"}}

// fs writes the folder with hashes up to date and the first catalogue frozen.
func (s *small) fs(t testing.TB) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	put := func(name string, v any) {
		data, err := Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		fsys[name] = &fstest.MapFile{Data: data}
	}
	for name, v := range s.questionnaires {
		put(name, v)
	}
	for name, v := range s.words {
		put(name, v)
	}
	for name, v := range s.references {
		put(name, v)
	}
	for name, v := range s.cited {
		put(name, v)
	}
	var frozen strings.Builder
	frozen.WriteString("# published files\n")
	for i := range s.index.Catalogues {
		e := &s.index.Catalogues[i]
		e.Files = map[string]string{}
		for _, name := range fileNames(*e) {
			if file := fsys[path.Join(e.Dir, name)]; file != nil {
				e.Files[name] = hash(file.Data)
				if e.Status == Published {
					fmt.Fprintf(&frozen, "%s  %s\n", hash(file.Data), path.Join(e.Dir, name))
				}
			}
		}
	}
	put(IndexFile, s.index)
	fsys[PublishedFile] = &fstest.MapFile{Data: []byte(frozen.String())}
	return fsys
}

// draft returns the questionnaire and words of the second catalogue, and a
// question of it by id.
func (s *small) draft() (*Questionnaire, *Text) {
	return s.questionnaires["2021-01/basics.json"], s.words["2021-01/basics.en.json"]
}

func (s *small) question(id string) *Question {
	n, _ := s.draft()
	for i := range n.Sections {
		for j := range n.Sections[i].Questions {
			if n.Sections[i].Questions[j].ID == id {
				return &n.Sections[i].Questions[j]
			}
		}
	}
	panic("no question " + id)
}

// smallCatalogue opens the draft.
func smallCatalogue(t testing.TB) *Catalogue {
	t.Helper()
	l, err := Open(newSmall().fs(t), smallLists)
	if err != nil {
		t.Fatal(err)
	}
	c, err := l.Catalogue("")
	if err != nil {
		t.Fatal(err)
	}
	return c
}
