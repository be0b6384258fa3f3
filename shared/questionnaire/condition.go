package questionnaire

import "slices"

// Truth is the outcome of a condition when some answers may be missing.
type Truth int8

// The three values.
const (
	False   Truth = -1
	Unknown Truth = 0
	True    Truth = 1
)

// Condition asks something of the answers. Exactly one of All, Any or Question
// is set; with Question exactly one test: Op with Points, LevelAtLeast, HasAny,
// or NoEvidenceOfGrade.
type Condition struct {
	All               []Condition `json:"all,omitempty"`
	Any               []Condition `json:"any,omitempty"`
	Question          string      `json:"question,omitempty"`
	Op                string      `json:"op,omitempty"` // < <= = >= >
	Points            int         `json:"points,omitempty"`
	LevelAtLeast      int         `json:"level_at_least,omitempty"`       // ladders: this option, counted from 0, or a higher one
	HasAny            []string    `json:"has_any,omitempty"`              // one of these choices is ticked
	NoEvidenceOfGrade int         `json:"no_evidence_of_grade,omitempty"` // no evidence item of this grade or better as given
}

// Answer is what a condition sees of one question.
type Answer struct {
	Known   bool // in state value
	Closed  bool // parked or not on the track: it has no answer, and nothing can be concluded from it
	Points  Points
	Level   int // 0 where the question has no options
	Choices []string
	Grade   int // best grade of its evidence as given, 0 for none
}

// Eval works the condition out in three-valued logic. A question without a
// value is Unknown; a closed branch is False, so that what hangs on it closes
// with it.
func (c *Condition) Eval(look func(id string) Answer) Truth {
	switch {
	case c.Question != "":
		return c.test(look(c.Question))
	case c.All != nil:
		least := True
		for i := range c.All {
			least = min(least, c.All[i].Eval(look))
		}
		return least
	default:
		most := False
		for i := range c.Any {
			most = max(most, c.Any[i].Eval(look))
		}
		return most
	}
}

func (c *Condition) test(a Answer) Truth {
	var holds bool
	switch {
	case a.Closed:
		return False
	case !a.Known:
		return Unknown
	case c.HasAny != nil:
		holds = slices.ContainsFunc(c.HasAny, func(id string) bool { return slices.Contains(a.Choices, id) })
	case c.LevelAtLeast > 0:
		holds = a.Level >= c.LevelAtLeast
	case c.NoEvidenceOfGrade > 0:
		holds = a.Grade < c.NoEvidenceOfGrade
	default:
		holds = compare(a.Points.Cmp(c.Points), c.Op)
	}
	if holds {
		return True
	}
	return False
}

func compare(sign int, op string) bool {
	switch op {
	case "<":
		return sign < 0
	case "<=":
		return sign <= 0
	case "=":
		return sign == 0
	case ">=":
		return sign >= 0
	}
	return sign > 0
}

// Leaves calls visit for each question the condition asks about.
func (c *Condition) Leaves(visit func(*Condition)) {
	if c.Question != "" {
		visit(c)
	}
	for i := range c.All {
		c.All[i].Leaves(visit)
	}
	for i := range c.Any {
		c.Any[i].Leaves(visit)
	}
}

// AnswerOf returns what a condition sees of a response.
func (q *Question) AnswerOf(t Track, r *Response) Answer {
	if r.State != Value {
		return Answer{}
	}
	a := Answer{Known: true, Choices: r.Choices, Points: q.PointsOf(t, r)}
	if r.Level != nil {
		a.Level = *r.Level
	}
	for _, e := range r.Evidence {
		a.Grade = max(a.Grade, e.Grade)
	}
	return a
}
