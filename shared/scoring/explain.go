package scoring

import (
	"fmt"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Explanation opens a figure of a result: either a criterion with its sections
// and questions, or one question with its evidence.
type Explanation struct {
	Criterion *CriterionExplanation `json:"criterion,omitempty"`
	Question  *QuestionExplanation  `json:"question,omitempty"`
}

// CriterionExplanation says how a criterion was made: its result, the sums
// that led there, the limit its gates set, and every question.
type CriterionExplanation struct {
	Criterion
	Limit   int64           `json:"limit"` // points at which gates hold the shown view
	Weights []SectionWeight `json:"weights"`
}

// SectionWeight is a section's part of its criterion.
type SectionWeight struct {
	ID        string                `json:"id"`
	Weight    int64                 `json:"weight"`
	Share     Number                `json:"share"` // of the criterion; none when nothing in it applies
	Questions []QuestionExplanation `json:"questions"`
}

// QuestionExplanation says how one question was counted: share x points x
// multiplier is what it adds to its criterion.
type QuestionExplanation struct {
	Question   string                   `json:"question"`
	Section    string                   `json:"section"`
	Criterion  string                   `json:"criterion"`
	State      string                   `json:"state"`
	Weight     int64                    `json:"weight"`
	Share      Number                   `json:"share"`
	Points     Number                   `json:"points"`
	Evidence   []EvidenceEffect         `json:"evidence,omitempty"`
	AnnexLoss  bool                     `json:"annex_loss,omitempty"` // a newer Annex edition took a grade off
	HeldBy     []string                 `json:"held_by,omitempty"`    // open contradictions
	Grade      int                      `json:"grade"`                // effective
	Required   int                      `json:"required_grade"`
	Multiplier Number                   `json:"multiplier"`
	Claimed    Number                   `json:"adds_claimed"`
	Shown      Number                   `json:"adds_shown"`
	Gate       GateState                `json:"gate,omitempty"`
	GateMin    int                      `json:"gate_min,omitempty"`
	WaitsFor   []string                 `json:"waits_for,omitempty"` // prerequisites that are not met
	ParkedBy   *questionnaire.Condition `json:"parked_unless,omitempty"`
	NotAsked   *questionnaire.Condition `json:"not_applicable_when,omitempty"`
}

// EvidenceEffect is how one proof counts today.
type EvidenceEffect struct {
	Title     string             `json:"title,omitempty"`
	Pinpoint  string             `json:"pinpoint,omitempty"`
	Date      questionnaire.Date `json:"date"`
	Grade     int                `json:"grade"`
	Sealed    bool               `json:"sealed_unseen,omitempty"` // one grade less until a reviewer has seen it
	AgeMonths int                `json:"age_months"`
	AgeLoss   int                `json:"age_loss"`
	Effective int                `json:"effective"`
}

// Explain opens a criterion (C3) or a question (LB-19) of a file that has
// passed Check. The error says which ids there are.
func (m *Method) Explain(f *File, id string) (*Explanation, error) {
	r := m.Score(f)
	b := m.newBench(f)
	for c := range r.Criteria {
		if r.Criteria[c].ID == id {
			return &Explanation{Criterion: m.explainCriterion(b, r, c)}, nil
		}
	}
	if i, ok := m.index[id]; ok {
		q := m.explainQuestion(b, i)
		return &Explanation{Question: &q}, nil
	}
	if q := m.Catalogue.Question(id); q != nil && !q.Scored() {
		return nil, fmt.Errorf("explaining %s: a profile question is never scored; it only drives routing", id)
	} else if q != nil {
		return nil, fmt.Errorf("explaining %s: this question is not on the %s track", id, m.Track)
	}
	return nil, fmt.Errorf("explaining %s: there is no criterion or question with this id; use C1 to C4 or a question id such as LB-19", id)
}

// Questions says of every scored question of the track how it was counted, in
// the order of the catalogue.
func (m *Method) Questions(f *File) []QuestionExplanation {
	b := m.newBench(f)
	out := make([]QuestionExplanation, len(m.items))
	for i := range m.items {
		out[i] = m.explainQuestion(b, i)
	}
	return out
}

func (m *Method) explainCriterion(b *bench, r *Result, c int) *CriterionExplanation {
	out := &CriterionExplanation{Criterion: r.Criteria[c], Limit: m.Params.limit(b.scorer.marks[c].gates)}
	total := b.sectionWeights(c)
	for _, s := range m.criteria[c].sections {
		w := SectionWeight{ID: m.sections[s].id, Weight: m.sections[s].weight}
		if b.scorer.weight[s] > 0 {
			w.Share = Number{n: w.Weight, d: total}
		}
		for _, i := range m.sections[s].items {
			w.Questions = append(w.Questions, m.explainQuestion(b, i))
		}
		out.Weights = append(out.Weights, w)
	}
	return out
}

// sectionWeights sums the weights of a criterion's sections that have an
// applicable question.
func (b *bench) sectionWeights(c int) int64 {
	total := int64(0)
	for _, s := range b.m.criteria[c].sections {
		if b.scorer.weight[s] > 0 {
			total += b.m.sections[s].weight
		}
	}
	return total
}

func (m *Method) explainQuestion(b *bench, i int) QuestionExplanation {
	it, e := &m.items[i], &b.sheet.entries[i]
	response := b.f.Responses[it.q.ID]
	out := QuestionExplanation{
		Question: it.q.ID, Section: m.sections[it.section].id, Criterion: m.criteria[it.crit].id, State: stateNames[e.state],
		Weight: it.weight, Required: it.q.EvidenceGrade, Gate: m.gate(it, e, false), GateMin: it.q.GateMin,
	}
	if !e.state.out() {
		out.Share = Number{n: m.sections[it.section].weight * it.weight, d: b.sectionWeights(it.crit) * b.scorer.weight[it.section]}
	}
	switch e.state {
	case parked:
		out.ParkedBy = it.q.EnableWhen
	case naAccepted:
		if !response.Accepted {
			out.NotAsked = it.q.NAWhen
		}
	case answered:
		for k := range response.Evidence {
			out.Evidence = append(out.Evidence, effect(it.q, &response.Evidence[k], b.f.AsOf))
		}
		best := bestGrade(it.q, response.Evidence, b.f.AsOf, false)
		out.AnnexLoss = b.f.penalise(it.q.ID, best) < best
		for _, k := range it.rules {
			if id := m.rules[k].ID; slices.Contains(b.sheet.open, id) {
				out.HeldBy = append(out.HeldBy, id)
			}
		}
		out.Points, out.Grade = Number{n: e.points, d: m.den}, e.grade()
		out.Multiplier = Number{n: baseTable[it.shortfall(e)], d: 100}
		claimed := out.Share.Rat()
		claimed.Mul(claimed, out.Points.Rat())
		out.Claimed = ratNumber(claimed)
		shown := out.Claimed.Rat()
		out.Shown = ratNumber(shown.Mul(shown, out.Multiplier.Rat()))
	}
	for _, p := range it.requires {
		if b.unmet(p) {
			out.WaitsFor = append(out.WaitsFor, m.items[p].q.ID)
		}
	}
	return out
}

func effect(q *questionnaire.Question, e *questionnaire.Evidence, asOf questionnaire.Date) EvidenceEffect {
	age := e.Date.MonthsTo(asOf)
	return EvidenceEffect{
		Title: e.Title, Pinpoint: e.Pinpoint, Date: e.Date, Grade: e.Grade, Sealed: e.Sealed && !e.Seen,
		AgeMonths: age, AgeLoss: min(2, age/q.MaxAgeMonths), Effective: effective(q, e, asOf, false),
	}
}
