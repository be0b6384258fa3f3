package questionnaire

import (
	"fmt"
	"testing"
)

// TestDiff: each kind of change between two catalogues.
func TestDiff(t *testing.T) {
	s := newSmall()
	open := func(id string) (*Catalogue, Words) {
		l, err := Open(s.fs(t), smallLists)
		if err != nil {
			t.Fatal(err)
		}
		c, err := l.Catalogue(id)
		if err != nil {
			t.Fatal(err)
		}
		w, err := c.Words("en")
		if err != nil {
			t.Fatal(err)
		}
		return c, w
	}
	n, words := s.draft()
	reword := func(id, how string) {
		s.question(id).Reworded = how
		q := words.Questions[id]
		q.Stem = "Is " + id + " now in force?"
		words.Questions[id] = q
	}
	reword("L1", "keep")
	reword("L2", "confirm")
	reword("L3", "") // says nothing: the safe side
	help := words.Questions["B1"]
	help.Help = "Better help."
	words.Questions["B1"] = help
	grown := func(id string, from ...string) Question {
		q := *s.question("V2")
		q.ID, q.From = id, from
		words.Questions[id] = smallText(q)
		return q
	}
	split1, split2, merged, fresh := grown("V3", "V2"), grown("V4", "V2"), grown("V5", "V1", "P1"), grown("V6")
	n.Sections[3].Questions = []Question{split1, split2, merged, fresh}
	delete(words.Questions, "V1")
	delete(words.Questions, "V2")

	before, beforeWords := open("2020-01")
	after, afterWords := open("2021-01")
	got := map[string]Change{}
	for _, step := range Diff(before, after, beforeWords, afterWords) {
		got[fmt.Sprint(step.Old, step.New)] = step.Change
	}
	want := map[string]Change{
		"[P1] [P1]": Same, "[L1] [L1]": RewordedKeep, "[L2] [L2]": RewordedConfirm, "[L3] [L3]": RewordedConfirm, "[B1] [B1]": Same,
		"[V2] [V3 V4]": Split, "[V1 P1] [V5]": Merged, "[] [V6]": New,
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s: got %q, want %q", k, got[k], v)
		}
	}
	back := map[string]Change{}
	for _, step := range Diff(after, before, afterWords, beforeWords) {
		back[fmt.Sprint(step.Old)] = step.Change
	}
	if back["[V6]"] != Retired {
		t.Errorf("a question that is gone is %q, want retired", back["[V6]"])
	}
}
