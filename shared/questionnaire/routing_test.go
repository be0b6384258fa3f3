package questionnaire

import (
	"maps"
	"slices"
	"testing"
)

// TestThreeValues: all and any in three-valued logic.
func TestThreeValues(t *testing.T) {
	answers := map[string]Answer{
		"yes":    {Known: true, Points: Points{100, 1}, Level: 2, Grade: 2},
		"no":     {Known: true, Points: Points{0, 1}},
		"open":   {},
		"parked": {Closed: true},
	}
	full := func(id string) Condition { return Condition{Question: id, Op: "=", Points: 100} }
	tests := []struct {
		name string
		c    Condition
		want Truth
	}{
		{"true", full("yes"), True},
		{"false", full("no"), False},
		{"unknown", full("open"), Unknown},
		{"closed", full("parked"), False},
		{"all with a false one", Condition{All: []Condition{full("open"), full("no")}}, False},
		{"all with an unknown one", Condition{All: []Condition{full("yes"), full("open")}}, Unknown},
		{"all true", Condition{All: []Condition{full("yes"), full("yes")}}, True},
		{"any with a true one", Condition{Any: []Condition{full("open"), full("yes")}}, True},
		{"any with an unknown one", Condition{Any: []Condition{full("no"), full("open")}}, Unknown},
		{"any false", Condition{Any: []Condition{full("no"), full("parked")}}, False},
		{"level reached", Condition{Question: "yes", LevelAtLeast: 2}, True},
		{"level not reached", Condition{Question: "yes", LevelAtLeast: 3}, False},
		{"no good evidence", Condition{Question: "yes", NoEvidenceOfGrade: 3}, True},
		{"good evidence", Condition{Question: "yes", NoEvidenceOfGrade: 2}, False},
		{"below", Condition{Question: "no", Op: "<", Points: 1}, True},
		{"at most", Condition{Question: "no", Op: "<=", Points: 0}, True},
		{"above", Condition{Question: "no", Op: ">", Points: 0}, False},
		{"at least", Condition{Question: "yes", Op: ">=", Points: 100}, True},
	}
	for _, test := range tests {
		if got := test.c.Eval(func(id string) Answer { return answers[id] }); got != test.want {
			t.Errorf("%s: got %d, want %d", test.name, got, test.want)
		}
	}
}

// TestRoute: a question is parked only when its condition is false, and comes
// back when the branch reopens; a profile answer never overrides an answer.
func TestRoute(t *testing.T) {
	c := smallCatalogue(t)
	tests := []struct {
		name, responses string
		parked, na      []string
	}{
		{"nothing known: shown", `{}`, nil, nil},
		{"condition false: parked, answered or not", `{"L1":{"state":"value","level":1},"L2":{"state":"value","level":4}}`, []string{"L2"}, nil},
		{"condition true: back", `{"L1":{"state":"value","level":2},"L2":{"state":"value","level":4}}`, nil, nil},
		{"not known: shown", `{"L1":{"state":"not_known"}}`, nil, nil},
		{"unanswered becomes N/A", `{"P1":{"state":"value","choices":["none"]}}`, nil, []string{"L3"}},
		{"na becomes accepted", `{"P1":{"state":"value","choices":["none"]},"L3":{"state":"na","reason":"nobody here makes such goods"}}`, nil, []string{"L3"}},
		{"a value stays", `{"P1":{"state":"value","choices":["none"]},"L3":{"state":"value","level":0}}`, nil, nil},
		{"declined stays", `{"P1":{"state":"value","choices":["none"]},"L3":{"state":"declined"}}`, nil, nil},
		{"profile says otherwise", `{"P1":{"state":"value","choices":["many"]}}`, nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := c.Route(Prospective, decodeResponses(t, test.responses))
			if got := slices.Sorted(maps.Keys(r.Parked)); !slices.Equal(got, test.parked) {
				t.Errorf("parked %v, want %v", got, test.parked)
			}
			if got := slices.Sorted(maps.Keys(r.NotApplicable)); !slices.Equal(got, test.na) {
				t.Errorf("not applicable %v, want %v", got, test.na)
			}
		})
	}
}

func TestTouchedByAnnex(t *testing.T) {
	c := smallCatalogue(t)
	four := func(item int, _ string) bool { return item == 0 || item == 4 }
	if got := c.TouchedByAnnex(four); !slices.Equal(got, []string{"L3"}) {
		t.Errorf("got %v", got)
	}
	if got := c.TouchedByAnnex(func(item int, _ string) bool { return item == 9 }); got != nil {
		t.Errorf("got %v", got)
	}
}
