package questionnaire

import (
	"reflect"
	"slices"
)

// Change is what became of a question from one catalogue to the next. It says
// what happens to an answer that is carried over.
type Change string

// The changes.
const (
	Same            Change = "same"             // the answer is carried
	RewordedKeep    Change = "reworded_keep"    // an editorial change: the answer is carried
	RewordedConfirm Change = "reworded_confirm" // the answer is carried and must be looked at again
	Split           Change = "split"            // one question became several, to be answered anew beside the old answer
	Merged          Change = "merged"           // several became one, to be answered anew beside the old answers
	Retired         Change = "retired"          // the answer stays with the old catalogue
	New             Change = "new"              // to be answered
)

// Step is one question's, or one family of questions', way between two
// catalogues. Old or New is empty for new and retired questions.
type Step struct {
	Change Change   `json:"change"`
	Old    []string `json:"old,omitempty"`
	New    []string `json:"new,omitempty"`
}

// Words is the texts of all questions of a catalogue in one language.
type Words map[string]QuestionText

// Words reads the texts of all questions in a language.
func (c *Catalogue) Words(language string) (Words, error) {
	words := Words{}
	for _, n := range c.Questionnaires {
		t, err := c.Text(n.ID, language)
		if err != nil {
			return nil, err
		}
		for id, q := range t.Questions {
			words[id] = q
		}
	}
	return words, nil
}

// Diff says what became of every question from the old catalogue to the new,
// in the order of the new and then of the old. Both texts are in the same
// language. A question that was reworded without saying whether answers stand
// must be confirmed: that is the safe side.
func Diff(before, after *Catalogue, beforeWords, afterWords Words) []Step {
	children := map[string][]string{} // old id -> new questions that grew out of it
	for _, q := range after.Questions() {
		for _, id := range q.From {
			children[id] = append(children[id], q.ID)
		}
	}
	var steps []Step
	for _, q := range after.Questions() {
		old := before.Question(q.ID)
		switch {
		case old != nil:
			steps = append(steps, Step{carried(q, beforeWords[q.ID], afterWords[q.ID]), []string{q.ID}, []string{q.ID}})
		case len(q.From) > 1:
			steps = append(steps, Step{Merged, q.From, []string{q.ID}})
		case len(q.From) == 1 && len(children[q.From[0]]) > 1:
			if family := children[q.From[0]]; family[0] == q.ID {
				steps = append(steps, Step{Split, q.From, family})
			}
		default:
			steps = append(steps, Step{New, q.From, []string{q.ID}})
		}
	}
	for _, q := range before.Questions() {
		if after.Question(q.ID) == nil && children[q.ID] == nil {
			steps = append(steps, Step{Change: Retired, Old: []string{q.ID}})
		}
	}
	return steps
}

// carried says how the answer to a question that kept its id is carried. Help
// and the example of proof do not change what is asked.
func carried(q *Question, before, after QuestionText) Change {
	same := before.Stem == after.Stem &&
		slices.Equal(before.Options, after.Options) &&
		reflect.DeepEqual(before.Elements, after.Elements) &&
		reflect.DeepEqual(before.Measure, after.Measure)
	switch {
	case same:
		return Same
	case q.Reworded == "keep":
		return RewordedKeep
	}
	return RewordedConfirm
}
