package workbook

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// given is a condition of an XLSForm under which a question is asked, and where
// it stands.
type given struct{ text, place string }

// enabled is the condition of a question as its JSON; empty for none.
func (d *drafter) enabled(q *draftQuestion) string {
	var all []questionnaire.Condition
	for _, g := range q.given {
		r := &relevant{drafter: d, of: q, tokens: relevantTokens.FindAllString(g.text, -1)}
		c := r.either()
		if r.bad.problem == "" && r.at < len(r.tokens) {
			r.fail("is not understood from "+fmt.Sprintf("%.40q", r.tokens[r.at])+" on", plainRelevant)
		}
		if r.bad.problem != "" {
			d.wrong(g.place, "the condition "+r.bad.problem, r.bad.advice)
			continue
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return ""
	}
	data, _ := json.Marshal(joinedBy(all, func(c *questionnaire.Condition) *[]questionnaire.Condition { return &c.All })) // plain data
	return string(data)
}

const plainRelevant = "write it as ${question} = 'option' or selected(${question}, 'option'), joined by and, or and brackets"

var relevantTokens = regexp.MustCompile(`\$\{[^}]*\}|'[^']*'|"[^"]*"|[A-Za-z0-9_.-]+|!=|<=|>=|\S`)

// relevant reads one condition.
type relevant struct {
	*drafter
	of     *draftQuestion
	tokens []string
	at     int
	depth  int
	bad    fault
}

func (r *relevant) fail(problem, advice string) {
	if r.bad.problem == "" {
		r.bad = fault{problem, advice}
	}
}

// next takes the next token, if it is the one that is wanted.
func (r *relevant) next(want string) bool {
	if r.at < len(r.tokens) && strings.EqualFold(r.tokens[r.at], want) {
		r.at++
		return true
	}
	return false
}

// take takes the next token, whatever it is; empty at the end.
func (r *relevant) take() string {
	if r.at == len(r.tokens) {
		return ""
	}
	r.at++
	return r.tokens[r.at-1]
}

// joinedBy is one condition alone, or several in the list that a condition has
// for them.
func joinedBy(parts []questionnaire.Condition, list func(*questionnaire.Condition) *[]questionnaire.Condition) questionnaire.Condition {
	if len(parts) == 1 {
		return parts[0]
	}
	var c questionnaire.Condition
	*list(&c) = parts
	return c
}

func (r *relevant) either() questionnaire.Condition {
	parts := []questionnaire.Condition{r.both()}
	for r.next("or") {
		parts = append(parts, r.both())
	}
	return joinedBy(parts, func(c *questionnaire.Condition) *[]questionnaire.Condition { return &c.Any })
}

func (r *relevant) both() questionnaire.Condition {
	parts := []questionnaire.Condition{r.test()}
	for r.next("and") {
		parts = append(parts, r.test())
	}
	return joinedBy(parts, func(c *questionnaire.Condition) *[]questionnaire.Condition { return &c.All })
}

// maxNested is how deep brackets may nest; forms need two or three.
const maxNested = 20

func (r *relevant) test() questionnaire.Condition {
	if r.next("(") {
		if r.depth++; r.depth > maxNested {
			r.fail("nests too deep", plainRelevant)
			return questionnaire.Condition{}
		}
		c := r.either()
		r.depth--
		if !r.next(")") {
			r.fail("lacks a closing bracket", plainRelevant)
		}
		return c
	}
	selected := r.next("selected")
	if selected && !r.next("(") {
		r.fail("lacks a bracket after selected", plainRelevant)
	}
	name, asks := strings.CutPrefix(r.take(), "${")
	name = strings.TrimSpace(strings.TrimSuffix(name, "}"))
	between := map[bool]string{true: ",", false: "="}[selected]
	if !asks || !r.next(between) {
		r.fail("asks something that questionnaires cannot ask", plainRelevant)
		return questionnaire.Condition{}
	}
	value := strings.Trim(r.take(), `'"`)
	if selected && !r.next(")") {
		r.fail("lacks a closing bracket", plainRelevant)
	}
	return r.holds(name, value)
}

// holds is the condition that a question is answered with an option.
func (r *relevant) holds(name, value string) questionnaire.Condition {
	c := questionnaire.Condition{Question: name}
	q := r.questions[name]
	if q == nil || q == r.of {
		r.fail(fmt.Sprintf("asks about %.40q, which is no other question that was taken", name), "correct the name, or mend that question first")
		return c
	}
	at := -1
	for i, o := range q.options {
		if o.cells["name"] == value {
			at = i
		}
	}
	switch {
	case q.kind == "":
		// its own fault is told
	case at < 0:
		r.fail(fmt.Sprintf("asks for %.40q, which is no option of %.40q", value, name), "correct it; only options can be asked for")
	case q.kind == questionnaire.Profile:
		c.HasAny = []string{value}
	case at == len(q.options)-1:
		c.LevelAtLeast = at
	case q.points == nil || at > 0 && q.points[at] == q.points[at-1] || q.points[at] == q.points[at+1]:
		r.fail(fmt.Sprintf("asks for the option %.40q alone, which is not the highest of %.40q, and whose points are not known or not its own", value, name), "add the column points to the sheet choices, each option of the list with its own, or ask for the highest option")
	default:
		c.Op, c.Points = "=", q.points[at]
	}
	return c
}
