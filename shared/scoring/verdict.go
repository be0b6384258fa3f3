package scoring

import "slices"

// Verdict is what the answers show for one criterion, or over all of them. It
// describes the file and never the chance of admission.
type Verdict string

// Criterion verdicts (section 7).
const (
	Met          Verdict = "MET"
	LargelyMet   Verdict = "LARGELY_MET"
	PartlyMet    Verdict = "PARTLY_MET"
	NotMet       Verdict = "NOT_MET"
	Undetermined Verdict = "UNDETERMINED"
	NotAssessed  Verdict = "NOT_ASSESSED"
)

// Overall verdicts (section 8), beside Undetermined and NotAssessed.
const (
	Strong   Verdict = "STRONG"
	Ready    Verdict = "READY"
	Building Verdict = "BUILDING"
	NotReady Verdict = "NOT_READY"
)

// rank orders the verdicts that say how much is met; 0 for the others.
func (v Verdict) rank() int {
	switch v {
	case NotMet:
		return 1
	case PartlyMet:
		return 2
	case LargelyMet:
		return 3
	case Met:
		return 4
	}
	return 0
}

// reaches reports whether a criterion verdict is enough for an overall target.
func (v Verdict) reaches(target Verdict) bool {
	return v == Met || target == Ready && v == LargelyMet
}

// Band names a range of a score.
type Band string

// Bands are the bands, lowest first.
var Bands = [...]Band{"Not started", "Foundational", "Developing", "Established", "Sustained"}

func bandOf(tenths int) Band { return Bands[min(tenths/200, 4)] }

// Band returns the band of a score; none for no number.
func (x Number) Band() Band {
	if !x.Valid() {
		return ""
	}
	return bandOf(x.Tenths())
}

// GateState is what a critical question does in one view (section 6).
type GateState string

// Gate states. GateNone is that of a question that is not applicable.
const (
	GateFail       GateState = "fail"
	GateUnknown    GateState = "unknown"
	GateUnanswered GateState = "unanswered"
	GateUnproven   GateState = "unproven"
	GatePass       GateState = "pass"
	GateNone       GateState = ""
)

// gate returns the state of a critical question's gate. In the claimed view
// proof is not asked for.
func (m *Method) gate(it *item, e *entry, claimed bool) GateState {
	switch {
	case it.q.GateMin == 0 || e.state.out():
		return GateNone
	case e.state == unanswered:
		return GateUnanswered
	case e.state != answered:
		return GateUnknown
	case e.points < int64(it.q.GateMin)*m.den:
		return GateFail
	case !claimed && e.grade() < max(2, it.q.EvidenceGrade-1):
		return GateUnproven
	}
	return GatePass
}

// gates counts the gates of one criterion that do not pass.
type gates struct{ fail, unknown, unanswered, unproven int }

func (g *gates) add(s GateState, n int) {
	switch s {
	case GateFail:
		g.fail += n
	case GateUnknown:
		g.unknown += n
	case GateUnanswered:
		g.unanswered += n
	case GateUnproven:
		g.unproven += n
	}
}

// limit returns the points at which the gates hold the criterion.
func (p *Params) limit(g gates) int64 {
	switch bad := g.fail + g.unknown + g.unanswered; {
	case bad >= 2:
		return int64(p.CapTwo)
	case bad == 1 || g.unproven > 0:
		return int64(p.CapOne)
	}
	return 100
}

// judge is the decision table of a criterion (section 7): the first rule that
// matches. score, coverage and lowest are in tenths, rounded half up.
func (p *Params) judge(g gates, score, coverage, lowest int) (Verdict, int) {
	switch {
	case g.unanswered > 0 || coverage < 10*p.CoverageMin:
		return NotAssessed, 1
	case g.fail > 0:
		return NotMet, 2
	case g.unknown > 0:
		return Undetermined, 3
	case score < 10*p.Partly:
		return NotMet, 4
	case score < 10*p.Largely || g.unproven > 0:
		return PartlyMet, 5
	case score >= 10*p.Met && lowest >= 10*p.SectionMet && coverage >= 10*p.CoverageMet:
		return Met, 6
	case lowest >= 10*p.SectionLargely:
		return LargelyMet, 7
	}
	return PartlyMet, 8
}

// overall is the decision table over the counted criteria (section 8).
func overall(verdicts []Verdict) (Verdict, int) {
	all := func(target Verdict) bool {
		return !slices.ContainsFunc(verdicts, func(v Verdict) bool { return !v.reaches(target) })
	}
	switch {
	case slices.Contains(verdicts, NotMet):
		return NotReady, 1
	case slices.Contains(verdicts, NotAssessed) || len(verdicts) == 0:
		return NotAssessed, 2
	case slices.Contains(verdicts, Undetermined):
		return Undetermined, 3
	case all(Strong):
		return Strong, 4
	case all(Ready):
		return Ready, 5
	}
	return Building, 6
}
