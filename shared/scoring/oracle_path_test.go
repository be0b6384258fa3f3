package scoring_test

import (
	"maps"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// oracleStep is one step of a path: the action taken and the shown overall
// result after it.
type oracleStep struct {
	Kind     string       `json:"kind"`
	Question string       `json:"question"`
	To       oracleTarget `json:"to"`
	Index    *float64     `json:"index"`
	Verdict  string       `json:"verdict"`
}

// oraclePathResult is the shortest path to the next verdict. Steps are as
// taken; oracleMerged shows consecutive ones on a question as one.
type oraclePathResult struct {
	Target  string
	Reached bool
	Steps   []oracleStep
	After   *scoring.File // the file with every step applied
}

// oraclePath carries out the second list of section 11: greedy, with a full
// score after each step. limit is 500 by default.
func oraclePath(c *questionnaire.Catalogue, f *scoring.File, limit int) oraclePathResult {
	p := oraclePathResult{Target: "READY", After: f}
	now := oracleScore(c, f)
	if v := now.Overall[oracleShown].Verdict; v == "READY" || v == "STRONG" {
		p.Target = "STRONG"
	}
	for {
		verdict := now.Overall[oracleShown].Verdict
		p.Reached = verdict == p.Target || verdict == "STRONG"
		if p.Reached || len(p.Steps) >= limit {
			return p
		}
		k := oracleRead(c, p.After)
		a := k.firstEligible(oracleBehind(now, p.After.Track, p.Target))
		if a == nil {
			return p
		}
		p.After = oracleApply(p.After, a)
		now = oracleScore(c, p.After)
		shown := now.Overall[oracleShown]
		p.Steps = append(p.Steps, oracleStep{a.Kind, a.Question, a.To, shown.Index, shown.Verdict})
	}
}

// oracleBehind are the counted criteria below the target level, shown.
func oracleBehind(r *oracleResult, t questionnaire.Track, target string) map[string]bool {
	behind := map[string]bool{}
	for _, c := range r.Criteria {
		v := c.Shown.Verdict
		there := v == "MET" || v == "LARGELY_MET" && target == "READY"
		behind[c.ID] = oracleOmega(t)[c.ID] > 0 && !there
	}
	return behind
}

// firstEligible is the first action of the list whose criterion is behind, or
// that acts on an unmet prerequisite of a question with something to do in one
// that is.
func (k *oracleCase) firstEligible(behind map[string]bool) *oracleAction {
	ahead := map[string]bool{}
	for _, a := range k.possible() {
		if behind[a.criterion] {
			k.unmetBelow(k.c.Question(a.Question), ahead)
		}
	}
	for _, a := range k.actions() {
		if (behind[a.criterion] || ahead[a.Question] && a.Kind != oracleProve) && !k.idle(a) {
			return &a
		}
	}
	return nil
}

// idle reports whether a proof changes neither a grade nor a contradiction.
func (k *oracleCase) idle(a oracleAction) bool {
	after := k.with(a.Question, k.trial(a))
	q := k.c.Question(a.Question)
	return a.Kind == oracleProve && k.grade(q, oracleShown) == after.grade(q, oracleShown) && slices.Equal(k.open, after.open)
}

// oracleApply is the file with an action taken.
func oracleApply(f *scoring.File, a *oracleAction) *scoring.File {
	n := *f
	n.Responses = maps.Clone(f.Responses)
	if n.Responses == nil {
		n.Responses = questionnaire.Responses{}
	}
	n.Responses[a.Question] = questionnaire.Response{
		State: questionnaire.Value, Level: a.To.Level, Count: a.To.Count, Percent: a.To.Percent,
		Evidence: []questionnaire.Evidence{{Grade: a.To.Grade, Date: f.AsOf}},
	}
	return &n
}

// oracleMerged shows consecutive steps on one question as one (section 11):
// the kind of the first, the outcome of the last.
func oracleMerged(steps []oracleStep) []oracleStep {
	var list []oracleStep
	for _, s := range steps {
		if n := len(list); n > 0 && list[n-1].Question == s.Question {
			s.Kind = list[n-1].Kind
			list[n-1] = s
			continue
		}
		list = append(list, s)
	}
	return slices.Clip(list)
}
