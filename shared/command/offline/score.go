package offline

import (
	"flag"
	"fmt"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// score is the command that scores a file.
func (w World) score(f *flag.FlagSet) command.Run {
	c := w.flags(f)
	seed := f.String("seed", "", "`text` that stands in place of the assessment id in the seed of the seeded runs")
	state := f.String("state", "", "start the generator of the seeded runs at this `number`")
	return func(x command.IO, args []string) error {
		o, err := c.open(x, args[0])
		if err != nil {
			return err
		}
		id := o.file.Assessment
		if *seed != "" {
			id = *seed
		}
		start := scoring.Seed(id, o.method.Catalogue.ID)
		if *state != "" {
			if start, err = strconv.ParseUint(*state, 10, 64); err != nil {
				return command.Usagef("-state %s is not a whole number from 0 to 18446744073709551615", *state)
			}
		}
		a := o.method.Assess(o.file, start)
		if *c.json {
			return x.JSON(a)
		}
		t, err := readTexts(o.method.Catalogue)
		if err != nil {
			return err
		}
		s := sheet{p: x.Printer(), o: o, a: a, t: t}
		s.print(args[0])
		return s.p.Err()
	}
}

// sheet prints a result for people.
type sheet struct {
	p *command.Printer
	o *opened
	a *scoring.Assessment
	t *texts
}

func (s *sheet) print(file string) {
	p, a := s.p, s.a
	p.Title("What the answers show against the four criteria")
	p.Para(0, "", fmt.Sprintf("%s: %s track, as of %s, catalogue %s, engine %s", file, a.Track, day(a.AsOf), a.Catalogue, a.Engine))
	p.Heading("Overall: " + overallWords[a.Track][a.Overall.Shown.Verdict])
	p.Para(2, "", "As shown by evidence, because "+overallRules[a.Overall.Shown.Rule]+".")
	if a.Overall.Claimed.Verdict != a.Overall.Shown.Verdict {
		p.Para(2, "", "As claimed, before evidence is counted: "+overallWords[a.Track][a.Overall.Claimed.Verdict]+".")
	}
	if r := a.Overall.Reviewed; r != nil {
		p.Para(2, "", "As reviewed: "+overallWords[a.Track][r.Verdict]+".")
	}
	s.summary()
	for i := range a.Criteria {
		s.criterion(&a.Criteria[i])
	}
	s.actions()
	s.steps()
	s.sensitivity()
	s.applied()
	s.agreement()
	p.Line("")
	if a.Status == "draft" {
		p.Para(0, "", fmt.Sprintf(draftNote, a.Catalogue))
	}
	p.Para(0, "", consensus)
}

// summary is the table of the criteria, law and practice in rows of their own.
func (s *sheet) summary() {
	rows := [][]command.Cell{{{Text: ""}, {Text: "shown", Right: true}, {Text: "up to", Right: true}, {Text: "claimed", Right: true}, {Text: "verdict (shown)"}}}
	for i := range s.a.Criteria {
		c := &s.a.Criteria[i]
		if !c.Applicable {
			rows = append(rows, []command.Cell{{Text: c.ID, Style: command.Bold}, {Text: "-", Right: true}, {Text: "-", Right: true}, {Text: "-", Right: true}, {Text: "no question applies"}})
			continue
		}
		verdict := verdictWords[c.Shown.Verdict]
		if !c.Counted {
			verdict += " (reported, not counted on this track)"
		}
		rows = append(rows, []command.Cell{{Text: c.ID, Style: command.Bold}, {Text: c.Shown.Gated.Text(1), Right: true}, {Text: upTo(c).Text(1), Right: true},
			{Text: c.Claimed.Gated.Text(1), Right: true}, {Text: verdict, Style: verdictStyles[c.Shown.Verdict]}})
	}
	s.p.Line("")
	s.p.Table(rows)
	if s.a.Coherence {
		s.p.Para(2, "", "Note: enforcement (C4) comes out better than law (C3). Enforcing well without full law needs explaining.")
	}
}

// upTo is what the shown score could be once everything unknown is known.
func upTo(c *scoring.Criterion) scoring.Number { return c.Shown.Score.Plus(c.InfoGap) }

func (s *sheet) criterion(c *scoring.Criterion) {
	p := s.p
	p.Heading(c.ID + "  " + s.t.references.Criteria[c.ID])
	if !c.Applicable {
		p.Para(4, "", "No question applies.")
		return
	}
	p.Para(4, "", fmt.Sprintf("%s: %s (rule %d). Band: %s.", p.Set(verdictStyles[c.Shown.Verdict], capital(verdictWords[c.Shown.Verdict])), ruleWords[c.Shown.Rule], c.Shown.Rule, c.Shown.Band))
	p.Para(4, "", s.scoreSentence(c))
	if c.EvidenceOutstanding {
		p.Para(4, "", fmt.Sprintf("Evidence outstanding: the answers as claimed would make it %q. The next move is to prove, not to legislate.", verdictWords[c.Claimed.Verdict]))
	}
	if c.Reviewed != nil {
		p.Para(4, "", fmt.Sprintf("Reviewers: %s, %s.", c.Reviewed.Gated.Text(1), verdictWords[c.Reviewed.Verdict]))
	}
	detail := fmt.Sprintf("Coverage %s per cent.", c.Coverage.Text(1))
	if c.Confidence.Valid() {
		detail += fmt.Sprintf(" Confidence %s (%s): what is shown out of what is claimed.", c.Confidence.Text(1), c.ConfidenceLabel)
	}
	detail += fmt.Sprintf(" Holds in %s per cent of re-scorings: %s.", percent(c.Stability.Share), c.Stability.Label)
	p.Para(4, "", detail)
	if gates := openGates(c); gates != "" {
		p.Para(4, "", "Critical questions that do not pass: "+gates+".")
	}
	rows := [][]command.Cell{{{Text: "  section"}, {Text: "shown", Right: true}, {Text: "claimed", Right: true}, {Text: ""}}}
	for _, sec := range c.Sections {
		title, style := s.t.sections[sec.ID].Title, command.Plain
		if sec.Thin {
			title += " (thin: more than half is not applicable)"
		}
		if sec.ID == c.LowestSection {
			title, style = title+" (lowest)", command.Warn
		}
		rows = append(rows, []command.Cell{{Text: "  " + sec.ID}, {Text: sec.Shown.Text(1), Right: true}, {Text: sec.Claimed.Text(1), Right: true}, {Text: title, Style: style}})
	}
	p.Table(rows)
}

// scoreSentence says the shown score, what holds it, and how far it may go.
func (s *sheet) scoreSentence(c *scoring.Criterion) string {
	text := "Shown by evidence: " + c.Shown.Score.Text(1)
	if c.Shown.Gated.Text(1) != c.Shown.Score.Text(1) {
		text += fmt.Sprintf(", held at %s by %s", c.Shown.Gated.Text(1), strings.Join(holding(c), ", "))
	}
	if up := upTo(c).Text(1); up != c.Shown.Score.Text(1) {
		text += fmt.Sprintf("; could be up to %s once what is not known is known", up)
	}
	return text + fmt.Sprintf(". Claimed: %s.", c.Claimed.Score.Text(1))
}

// holding lists the critical questions that hold the shown score.
func holding(c *scoring.Criterion) []string {
	var ids []string
	for _, g := range c.Gates {
		if g.Shown != scoring.GatePass {
			ids = append(ids, g.Question)
		}
	}
	return ids
}

func openGates(c *scoring.Criterion) string {
	var out []string
	for _, g := range c.Gates {
		if g.Shown != scoring.GatePass {
			out = append(out, g.Question+" "+gateWords[g.Shown])
		}
	}
	return strings.Join(out, ", ")
}

// shownActions is how many actions are printed for people.
const shownActions = 10

func (s *sheet) actions() {
	s.p.Heading("What would move it most")
	if len(s.a.Actions) == 0 {
		s.p.Para(2, "", "Nothing: every answer is at its top and proven, or only the country or a reviewer can move it.")
		return
	}
	for i, a := range s.a.Actions[:min(shownActions, len(s.a.Actions))] {
		s.p.Para(5, fmt.Sprintf("%3d. ", i+1), s.action(a.Kind, a.Question, a.To, a.Effort, a.Gain))
	}
	if more := len(s.a.Actions) - shownActions; more > 0 {
		s.p.Para(2, "", fmt.Sprintf("and %d more; -json lists all.", more))
	}
}

func (s *sheet) action(kind scoring.Kind, id string, to scoring.Target, effort int, gain scoring.Approx) string {
	q := s.o.method.Catalogue.Question(id)
	cost := effortWords[effort]
	if cost == "" {
		cost = fmt.Sprintf("effort %d", effort)
	}
	goal := fmt.Sprintf("%s %s to %s", kindWords[kind], id, s.t.answer(q, to))
	if to.Points != nil {
		goal = fmt.Sprintf("%s %s, counted on at %d points", kindWords[kind], id, *to.Points)
	}
	return fmt.Sprintf("%s, evidence grade %d (%s; index %s). %s", goal, to.Grade, cost, signed(gain), s.t.questions[id].Stem)
}

func signed(a scoring.Approx) string {
	text := a.Text(1)
	if strings.HasPrefix(text, "-") {
		return text
	}
	return "+" + text
}

func (s *sheet) steps() {
	printPath(s, s.a.Target, s.a.Reached, s.a.Steps, s.a.Stuck)
}

func (s *sheet) sensitivity() {
	st := s.a.Stability
	s.p.Heading("How far this hangs on the method")
	s.p.Para(2, "", fmt.Sprintf("The overall verdict holds in %s of %d reasonable re-scorings: %s. (Seed %s.)", countOf(st.Share.Share, st.Runs), st.Runs, st.Label, st.Seed))
	if st.P5 != nil {
		s.p.Para(2, "", fmt.Sprintf("Index, for following one country over time only: %s shown; in the re-scorings from %s to %s, median %s.", s.a.Overall.Shown.Index.Text(1), st.P5.Text(1), st.P95.Text(1), st.P50.Text(1)))
	}
	var rows [][]command.Cell
	for _, r := range s.a.Runs {
		index := "-"
		if r.Index != nil {
			index = r.Index.Text(1)
		}
		rows = append(rows, []command.Cell{{Text: runWords[r.Name]}, {Text: index, Right: true}, {Text: overallWords[s.a.Track][r.Verdict], Style: verdictStyles[r.Verdict]}})
	}
	s.p.Table(rows)
}

func (s *sheet) applied() {
	a := s.a.Applied
	if len(a.Parked)+len(a.NAAccepted)+len(a.Held)+len(a.ToAdjudicate)+len(a.ToReviewAgain) == 0 && len(a.Open) == 0 {
		return
	}
	s.p.Heading("What was taken into account")
	for _, l := range []struct {
		what string
		ids  []string
	}{
		{"Parked by earlier answers, counted nowhere", a.Parked}, {"Not applicable, accepted", a.NAAccepted},
		{"Held as mere statements by an open contradiction", a.Held}, {"Reviewers differ; to be settled", a.ToAdjudicate},
		{"Critical, reviewed once; a second reviewer is due", a.ToReviewAgain},
	} {
		if len(l.ids) > 0 {
			s.p.Para(2, "", l.what+": "+strings.Join(l.ids, ", ")+".")
		}
	}
	for _, id := range a.Open {
		s.p.Para(4, "", "Contradiction "+id+": "+s.t.rules[id].Title+". "+s.t.rules[id].Text)
	}
}

func (s *sheet) agreement() {
	if s.a.Agreement == nil {
		return
	}
	s.p.Heading("Reviewers beside the country")
	s.p.Para(2, "", plural(s.a.Agreement.Rated, "question", "questions")+" rated by both.")
	for _, l := range s.a.Agreement.Ladders {
		text := fmt.Sprintf("%d levels, %s: the country rates itself %s level on average against the reviewers; they agree on %d, within one level on %d.",
			l.Levels, plural(l.Questions, "question", "questions"), signedWith(l.Inflation, 2), l.Exact, l.WithinOne)
		if l.Kappa != nil && l.Alpha != nil {
			text += fmt.Sprintf(" Weighted kappa %s, alpha %s: %s.", l.Kappa.Text(2), l.Alpha.Text(2), agreementWords[l.Label])
		} else {
			text += " Figures of agreement: " + agreementWords[l.Label] + "."
		}
		s.p.Para(2, "", text)
	}
}

func signedWith(a *scoring.Approx, places int) string {
	if text := a.Text(places); strings.HasPrefix(text, "-") {
		return text
	}
	return "+" + a.Text(places)
}

func percent(share scoring.Number) string { return share.Times(100).Text(1) }

func countOf(share scoring.Number, runs int) string { return share.Times(int64(runs)).Text(0) }

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
