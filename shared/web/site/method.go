package site

import (
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// methodPage explains the scoring method. Every figure that the engine or the
// questionnaires hold is read from them.
func methodPage(v *visit) (*page, error) {
	m, err := v.site.Desk.Content.Method("", questionnaire.Prospective)
	if err != nil {
		return nil, err
	}
	example, err := v.workedExample()
	if err != nil {
		return nil, err
	}
	p := scoring.DefaultParams
	return about(v, language.NavMethod, language.MethodIntro,
		v.chapter("principles", language.MethodPrinciples, v.draftOf(m.Catalogue), text(v.t(language.MethodPrinciplesDecide)), text(v.t(language.MethodPrinciplesAlone)), text(v.t(language.MethodPrinciplesConsensus))),
		v.chapter("points", language.MethodPoints, text(v.t(language.MethodPointsText)), v.ladders(m.Catalogue), text(v.t(language.MethodPointsCoverage))),
		v.chapter("silences", language.MethodSilences,
			block{list: []string{v.explained("state", questionnaire.NotKnown), v.explained("state", questionnaire.Declined), v.explained("state", questionnaire.Unanswered), v.explained("state", questionnaire.NA)}},
			text(v.t(language.MethodSilencesRange)), text(v.t(language.MethodSilencesNa, "n", v.n(questionnaire.MinReason)))),
		v.proofRules(m.Catalogue),
		v.chapter("score", language.MethodScore, text(v.t(language.MethodScoreText)),
			block{list: []string{v.explained("view", "claimed"), v.explained("view", "shown"), v.explained("view", "reviewed")}}, text(v.t(language.MethodScoreCoverage))),
		v.criticalRules(m.Catalogue, p),
		v.verdictRules(p),
		v.overallRules(p),
		v.nextRules(),
		v.chapter("firm", language.MethodFirm, text(v.t(language.MethodFirmText, "runs", v.n(p.Runs), "robust", v.n(p.StabilityRobust), "fairly", v.n(p.StabilityFairly))), v.variants()),
		v.chapter("reviewers", language.MethodReviewers, text(v.t(language.MethodReviewersText))),
		v.chapter("years", language.MethodYears, text(v.t(language.MethodYearsText, "common", v.n(p.CommonMin)))),
		example,
	), nil
}

// draftOf says that a catalogue is a draft while it is one.
func (v *visit) draftOf(c *questionnaire.Catalogue) block {
	if c.Status != questionnaire.Draft {
		return block{}
	}
	return text(v.t(language.PageDraft, "catalogue", c.ID))
}

// first is the first question of a type for which ok holds; nil for none.
func first(c *questionnaire.Catalogue, t questionnaire.Type, ok func(*questionnaire.Question) bool) *questionnaire.Question {
	for _, q := range c.Questions() {
		if q.Type == t && ok(q) {
			return q
		}
	}
	return nil
}

// ladders are the points of the levels by type of question.
func (v *visit) ladders(c *questionnaire.Catalogue) block {
	table := &chart.Table{Caption: v.t(language.MethodPoints), Head: []string{v.t(language.MethodKind), v.t(language.MethodKindPoints)}}
	for _, t := range []questionnaire.Type{questionnaire.Law, questionnaire.Practice, questionnaire.Three, questionnaire.YesNo, questionnaire.Lag} {
		if q := first(c, t, func(q *questionnaire.Question) bool { return len(q.PointsByTrack) == 0 }); q != nil {
			table.Rows = append(table.Rows, []string{v.word("method.type", t), v.numbers(q.Points)})
		}
	}
	return block{table: table}
}

func (v *visit) proofRules(c *questionnaire.Catalogue) chapter {
	grades := &chart.Table{Caption: v.t(language.MethodProof), Head: []string{v.t(language.MethodGrade), v.t(language.MethodMeaning)}}
	factors := &chart.Table{Caption: v.t(language.MethodFactor), Head: []string{v.t(language.MethodShort), v.t(language.MethodFactor), v.t(language.MethodFactorLenient), v.t(language.MethodFactorStrict)}}
	base, lenient, strict := scoring.Discounts()
	for i := range base {
		grades.Rows = append(grades.Rows, []string{v.n(i), v.word("evidence", fmt.Sprint("grade.", i))})
		factors.Rows = append(factors.Rows, []string{v.n(i), v.hundredths(base[i]), v.hundredths(lenient[i]), v.hundredths(strict[i])})
	}
	ages := func(t questionnaire.Type) string {
		q := first(c, t, func(q *questionnaire.Question) bool { return q.MaxAgeMonths > 0 })
		return v.n(q.MaxAgeMonths)
	}
	return v.chapter("proof", language.MethodProof, text(v.t(language.MethodProofText)), block{table: grades}, block{table: factors}, text(v.t(language.MethodFactorText)),
		text(v.t(language.MethodProofAge, "law", ages(questionnaire.Law), "practice", ages(questionnaire.Practice))), text(v.t(language.MethodProofLess)))
}

func (v *visit) criticalRules(c *questionnaire.Catalogue, p scoring.Params) chapter {
	critical := 0
	for _, q := range c.Questions() {
		if q.GateMin > 0 {
			critical++
		}
	}
	passes := func(t questionnaire.Type) string {
		return v.n(first(c, t, func(q *questionnaire.Question) bool { return q.GateMin > 0 }).GateMin)
	}
	return v.chapter("critical", language.MethodCritical,
		text(v.t(language.MethodCriticalPass, "questions", v.n(critical), "law", passes(questionnaire.Law), "practice", passes(questionnaire.Practice))),
		text(v.t(language.MethodCriticalCap, "one", v.n(p.CapOne), "two", v.n(p.CapTwo))))
}

// verdictByRule is what each rule of the decision table comes to, from rule 1.
var verdictByRule = []scoring.Verdict{scoring.NotAssessed, scoring.NotMet, scoring.Undetermined, scoring.NotMet, scoring.PartlyMet, scoring.Met, scoring.LargelyMet, scoring.PartlyMet}

func (v *visit) verdictRules(p scoring.Params) chapter {
	table := &chart.Table{Caption: v.t(language.MethodVerdict), Head: []string{v.t(language.MethodRule), v.t(language.MethodCondition), v.t(language.MethodThen)}}
	conditions := []string{
		v.t(language.MethodRule1, "coverage", v.n(p.CoverageMin)), v.t(language.MethodRule2), v.t(language.MethodRule3),
		v.t(language.MethodRule4, "partly", v.n(p.Partly)), v.t(language.MethodRule5, "largely", v.n(p.Largely)),
		v.t(language.MethodRule6, "met", v.n(p.Met), "section", v.n(p.SectionMet), "coverage", v.n(p.CoverageMet)),
		v.t(language.MethodRule7, "section", v.n(p.SectionLargely)), v.t(language.MethodRule8),
	}
	for i, c := range conditions {
		table.Rows = append(table.Rows, []string{v.n(i + 1), c, v.word("verdict", verdictByRule[i])})
	}
	var bands []string
	for _, b := range []string{"Not started", "Foundational", "Developing", "Established", "Sustained"} {
		bands = append(bands, v.word("band", b))
	}
	return v.chapter("verdict", language.MethodVerdict, text(v.t(language.MethodVerdictText)), block{table: table}, text(v.t(language.MethodVerdictViews, "bands", v.lang.List(bands))))
}

// overallByRule is what each rule of the overall verdict comes to, from rule 1.
var overallByRule = []scoring.Verdict{scoring.NotReady, scoring.NotAssessed, scoring.Undetermined, scoring.Strong, scoring.Ready, scoring.Building}

func (v *visit) overallRules(p scoring.Params) chapter {
	rules := &chart.Table{Caption: v.t(language.MethodOverall), Head: []string{v.t(language.MethodRule), v.t(language.MethodCondition)}}
	weights := &chart.Table{Caption: v.t(language.MethodWeights), Head: []string{v.t(language.MethodCriterion)}}
	for _, t := range questionnaire.Tracks {
		rules.Head, weights.Head = append(rules.Head, v.word("track", t)), append(weights.Head, v.word("track", t))
	}
	for i, verdict := range overallByRule {
		row := []string{v.n(i + 1), v.word("method", fmt.Sprint("overall_", i+1))}
		for _, t := range questionnaire.Tracks {
			row = append(row, v.word("overall."+string(t), verdict))
		}
		rules.Rows = append(rules.Rows, row)
	}
	for _, c := range []string{"C1", "C2", "C3", "C4"} {
		row := []string{v.word("criterion", c)}
		for _, t := range questionnaire.Tracks {
			share, counts := scoring.CriterionWeights(t)[c]
			if counts {
				row = append(row, v.n(int(share)))
			} else {
				row = append(row, v.t(language.CriterionNotCounted))
			}
		}
		weights.Rows = append(weights.Rows, row)
	}
	return v.chapter("overall", language.MethodOverall, text(v.t(language.MethodOverallText)), block{table: rules}, text(v.t(language.MethodIndex, "floor", v.n(p.IndexFloor))), block{table: weights})
}

func (v *visit) nextRules() chapter {
	steps := block{}
	for _, kind := range []scoring.Kind{scoring.Unblock, scoring.Improve, scoring.Prove, scoring.FindOut} {
		steps.list = append(steps.list, v.explained("step", kind))
	}
	table := &chart.Table{Caption: v.t(language.MethodEffort), Head: []string{v.t(language.MethodEffort), v.t(language.MethodEffortPoints)}}
	points := scoring.EffortPoints()
	for _, e := range []questionnaire.Effort{"S", "M", "L", "XL"} {
		table.Rows = append(table.Rows, []string{v.word("effort", e), v.n(points[e])})
	}
	return v.chapter("next", language.MethodNext, steps, text(v.t(language.MethodNextText)), block{table: table}, text(v.t(language.MethodNextWaits, "points", v.n(scoring.PrerequisiteMet))))
}

// variants are the named ways in which a file is scored again.
func (v *visit) variants() block {
	all := block{}
	for _, run := range []string{"flat_question_weights", "flat_section_weights", "equal_steps", "evidence_lenient", "evidence_strict", "unknown_full", "arithmetic", "half_minimum", "claims_only"} {
		all.list = append(all.list, v.word("run", run))
	}
	return all
}

// workedExample scores the example of the method and shows two of its criteria.
func (v *visit) workedExample() (chapter, error) {
	m, f, err := scoring.Example()
	if err != nil {
		return chapter{}, err
	}
	c := v.chapter("example", language.MethodExample, text(v.t(language.MethodExampleText, "questions", v.n(len(m.Catalogue.Questions())))))
	for _, id := range []string{"C3", "C4"} {
		made, err := m.Explain(f, id)
		if err != nil {
			return chapter{}, err
		}
		c.blocks = append(c.blocks, v.exampleCriterion(made.Criterion)...)
	}
	overall := m.Score(f).Overall.Shown
	c.blocks = append(c.blocks, text(v.t(language.MethodExampleOverall)+" "+v.word("overall."+string(f.Track), overall.Verdict)+"."))
	return c, nil
}

func (v *visit) exampleCriterion(c *scoring.CriterionExplanation) []block {
	name := v.word("criterion", c.ID)
	lines := []string{}
	for _, s := range c.Sections {
		lines = append(lines, v.t(language.MethodExampleSection, "section", s.ID, "claimed", v.score(s.Claimed), "shown", v.score(s.Shown)))
	}
	lines = append(lines, v.t(language.MethodExampleScore, "claimed", v.score(c.Claimed.Score), "shown", v.score(c.Shown.Score), "coverage", v.score(c.Coverage)))
	if c.InfoGap.Tenths() > 0 {
		lines = append(lines, v.t(language.MethodExampleHigh, "high", v.score(c.Shown.Score.Plus(c.InfoGap))))
	}
	var held []string
	for _, g := range c.Gates {
		if g.Shown != scoring.GatePass {
			held = append(held, g.Question)
		}
	}
	if len(held) > 0 {
		lines = append(lines, v.t(language.MethodExampleHeld, "limit", v.n(int(c.Limit)), "questions", v.lang.List(held)))
	}
	lines = append(lines, v.t(language.MethodExampleVerdict, "rule", v.n(c.Shown.Rule))+" "+v.word("verdict", c.Shown.Verdict)+".")
	return []block{{heading: name}, {table: v.exampleQuestions(name, c)}, {list: lines}}
}

// exampleQuestions are the questions of a criterion as they count.
func (v *visit) exampleQuestions(name string, c *scoring.CriterionExplanation) *chart.Table {
	table := &chart.Table{Caption: name, Head: []string{v.t(language.MethodQuestion), v.t(language.MethodSection), v.t(language.MethodSectionWeight), v.t(language.MethodWeight), v.t(language.MethodAnswerPoints),
		v.t(language.MethodHasGrade), v.t(language.MethodAskedGrade), v.t(language.MethodCounts), v.t(language.MethodGateHead)}}
	const none = "–"
	for _, s := range c.Weights {
		for _, q := range s.Questions {
			row := []string{q.Question, s.ID, v.n(int(s.Weight)), v.n(int(q.Weight)), none, none, v.n(q.Required), none, none}
			switch q.State {
			case string(questionnaire.Value):
				row[4], row[5], row[7] = v.lang.Decimal(q.Points.Text(0)), v.n(q.Grade), v.lang.Decimal(q.Multiplier.Text(2))
			case "na_accepted":
				row[4] = v.t(language.ReasonNaAccepted)
			default:
				row[4] = v.word("state", q.State)
			}
			if q.Gate != "" {
				row[8] = v.word("gate", q.Gate)
			}
			table.Rows = append(table.Rows, row)
		}
	}
	return table
}
