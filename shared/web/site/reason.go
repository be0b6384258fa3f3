package site

import (
	"cmp"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// because says a verdict and why it is this one, in this case: with the figures
// and the questions that decided. A rule of the method may hold for one of
// several causes; a reader who is to act must know which.
func (v *visit) because(w *questionnaire.Wording, c *scoring.Criterion, p *scoring.Params) string {
	return v.t(language.VerdictBecause, "verdict", v.word("verdict", c.Shown.Verdict), "rule", v.reason(w, c, p))
}

// becauseOverall does so for the overall verdict.
func (v *visit) becauseOverall(t questionnaire.Track, r *scoring.Result) string {
	return v.t(language.VerdictBecause, "verdict", v.word(overallGroup(t), r.Overall.Shown.Verdict), "rule", v.reasonOverall(r))
}

// reason is what brought a criterion to its shown verdict: the cause, or the
// causes, for which its rule of the decision table holds.
func (v *visit) reason(w *questionnaire.Wording, c *scoring.Criterion, p *scoring.Params) string {
	var causes []string
	gates := func(state scoring.GateState, words language.Plural) {
		if by := inState(c, state); len(by) > 0 {
			causes = append(causes, v.count(words, len(by), "questions", v.lang.List(by)))
		}
	}
	below := func(limit int) {
		if c.Shown.Score.Tenths() < 10*limit {
			causes = append(causes, v.t(language.ReasonBelow, "score", v.score(c.Shown.Score), "limit", v.n(limit)))
		}
	}
	section := lowest(c)
	switch c.Shown.Rule {
	case 1:
		gates(scoring.GateUnanswered, language.ReasonUnanswered)
		if c.Coverage.Tenths() < 10*p.CoverageMin {
			causes = append(causes, v.t(language.ReasonCoverage, "coverage", v.perCent(c.Coverage), "least", v.lang.Percent(v.n(p.CoverageMin))))
		}
	case 2:
		gates(scoring.GateFail, language.ReasonFail)
	case 3:
		gates(scoring.GateUnknown, language.ReasonUnknown)
	case 4:
		below(p.Partly)
	case 5:
		below(p.Largely)
		gates(scoring.GateUnproven, language.ReasonUnproven)
	case 6:
		causes = append(causes, v.t(language.ReasonMet, "score", v.score(c.Shown.Score), "met", v.n(p.Met), "lowest", v.score(section.Shown), "section", v.n(p.SectionMet),
			"coverage", v.perCent(c.Coverage), "least", v.lang.Percent(v.n(p.CoverageMet))))
	case 7:
		causes = append(causes, v.t(language.ReasonLargely, "score", v.score(c.Shown.Score), "largely", v.n(p.Largely), "lowest", v.score(section.Shown), "section", v.n(p.SectionLargely)))
	case 8:
		causes = append(causes, v.t(language.ReasonLowest, "section", w.Sections[section.ID].Title, "lowest", v.score(section.Shown), "limit", v.n(p.SectionLargely)))
	}
	return cmp.Or(v.lang.List(causes), v.word("rule", c.Shown.Rule))
}

// reasonOverall names the criteria that brought the overall verdict where it is.
func (v *visit) reasonOverall(r *scoring.Result) string {
	name := func(verdict scoring.Verdict, words language.Plural) string {
		var all []string
		for i := range r.Criteria {
			if c := &r.Criteria[i]; c.Counted && c.Applicable && c.Shown.Verdict == verdict {
				all = append(all, v.word("criterion", c.ID))
			}
		}
		if len(all) == 0 {
			return ""
		}
		return v.count(words, len(all), "criteria", v.lang.List(all))
	}
	said := ""
	switch r.Overall.Shown.Rule {
	case 1:
		said = name(scoring.NotMet, language.ReasonAllNotMet)
	case 2:
		said = name(scoring.NotAssessed, language.ReasonAllNotAssessed)
	case 3:
		said = name(scoring.Undetermined, language.ReasonAllUndetermined)
	case 6:
		said = name(scoring.PartlyMet, language.ReasonAllPartlyMet)
	}
	return cmp.Or(said, v.word("overall_rule", r.Overall.Shown.Rule))
}

// inState are the critical questions that are in a state in the shown view.
func inState(c *scoring.Criterion, state scoring.GateState) []string {
	var all []string
	for _, g := range c.Gates {
		if g.Shown == state {
			all = append(all, g.Question)
		}
	}
	return all
}

// lowest is the section that is shown lowest; an empty one where none is.
func lowest(c *scoring.Criterion) scoring.Section {
	if i := slices.IndexFunc(c.Sections, func(s scoring.Section) bool { return s.ID == c.LowestSection }); i >= 0 {
		return c.Sections[i]
	}
	return scoring.Section{}
}

// params are the figures of the method by which a record is scored.
func (b *basis) params() *scoring.Params {
	if b.sealed != nil {
		return &b.sealed.Result.Params
	}
	return &scoring.DefaultParams
}

// reach says the shown score. Where critical questions hold it, it says what
// it would be without them, and where something is not known, how high it could
// be: "shown" has one figure on a page, the one that counts.
func (v *visit) reach(c *scoring.Criterion) string {
	shown, score, high := v.score(c.Shown.Gated), v.score(c.Shown.Score), v.score(c.Shown.Score.Plus(c.InfoGap))
	open := high != score
	said := shown
	switch {
	case held(c) && open:
		said = v.t(language.ScoreHeldRange, "shown", shown, "score", score, "questions", v.lang.List(holding(c)), "high", high)
	case held(c):
		said = v.t(language.ScoreHeld, "shown", shown, "score", score, "questions", v.lang.List(holding(c)))
	case open:
		said = v.t(language.ScoreRange, "score", score, "high", high)
	}
	return v.pair(v.t(language.ViewShown), said)
}

// held reports whether critical questions hold the shown score down.
func held(c *scoring.Criterion) bool { return c.Shown.Gated.Tenths() != c.Shown.Score.Tenths() }

// holding are the critical questions that do not pass in the shown view.
func holding(c *scoring.Criterion) []string {
	var all []string
	for _, g := range c.Gates {
		if g.Shown != scoring.GatePass && g.Shown != scoring.GateNone {
			all = append(all, g.Question)
		}
	}
	return all
}
