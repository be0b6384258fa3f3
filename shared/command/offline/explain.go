package offline

import (
	"flag"
	"fmt"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// explain is the command that opens a figure.
func (w World) explain(f *flag.FlagSet) command.Run {
	c := w.flags(f)
	return func(x command.IO, args []string) error {
		o, err := c.open(x, args[0])
		if err != nil {
			return err
		}
		e, err := o.method.Explain(o.file, strings.ToUpper(args[1]))
		if err != nil {
			return command.Usagef("%v", err)
		}
		if *c.json {
			return x.JSON(e)
		}
		t, err := readTexts(o.method.Catalogue)
		if err != nil {
			return err
		}
		s := explanation{p: x.Printer(), o: o, t: t}
		if e.Criterion != nil {
			s.criterion(e.Criterion)
		} else {
			s.question(e.Question)
		}
		return s.p.Err()
	}
}

type explanation struct {
	p *command.Printer
	o *opened
	t *texts
}

// criterion shows the sums: questions make sections, sections make the
// criterion, gates hold it, the decision table judges it.
func (s explanation) criterion(c *scoring.CriterionExplanation) {
	p := s.p
	p.Title(c.ID + "  " + s.t.references.Criteria[c.ID])
	if !c.Applicable {
		p.Para(2, "", "No question applies, so there is nothing to explain.")
		return
	}
	p.Para(2, "", "A question adds: its share of the criterion, times its points, times the multiplier of its evidence. Share: section weight out of the weights of the sections that apply, times question weight out of the weights in the section that apply.")
	for _, w := range c.Weights {
		if !w.Share.Valid() {
			p.Heading(fmt.Sprintf("%s  %s: nothing in it applies", w.ID, s.t.sections[w.ID].Title))
			continue
		}
		p.Heading(fmt.Sprintf("%s  %s: weight %d, %s per cent of the criterion", w.ID, s.t.sections[w.ID].Title, w.Weight, percent(w.Share)))
		rows := [][]command.Cell{{{Text: ""}, {Text: "share", Right: true}, {Text: "points", Right: true}, {Text: "grade", Right: true}, {Text: "times", Right: true}, {Text: "adds", Right: true}, {Text: "claimed", Right: true}, {Text: ""}}}
		for _, q := range w.Questions {
			rows = append(rows, s.row(&q))
		}
		p.Table(rows)
	}
	p.Heading("Result")
	v := c.Shown
	p.Para(2, "", fmt.Sprintf("The column \"adds\" sums to the shown score of %s, the column \"claimed\" to %s.", v.Score.Text(4), c.Claimed.Score.Text(4)))
	if c.Limit < 100 {
		p.Para(2, "", fmt.Sprintf("Gates hold the criterion at %d: %s.", c.Limit, openGates(&c.Criterion)))
	} else {
		p.Para(2, "", "Every gate passes, so nothing holds the score.")
	}
	p.Para(2, "", fmt.Sprintf("Judged on %s (rounded half up to one decimal), coverage %s, lowest section %s: %s, by rule %d: %s.",
		v.Gated.Text(1), c.Coverage.Text(1), c.LowestSection, verdictWords[v.Verdict], v.Rule, ruleWords[v.Rule]))
}

func (s explanation) row(q *scoring.QuestionExplanation) []command.Cell {
	note := strings.ReplaceAll(q.State, "_", " ")
	if q.State == "value" {
		note = ""
	}
	if q.Gate != scoring.GateNone {
		note = strings.TrimSpace(note + " gate " + gateWords[q.Gate])
	}
	if len(q.HeldBy) > 0 {
		note = strings.TrimSpace(note + " held by " + strings.Join(q.HeldBy, ", "))
	}
	grade := "-"
	if q.Points.Valid() {
		grade = fmt.Sprintf("%d of %d", q.Grade, q.Required)
	}
	return []command.Cell{{Text: q.Question}, {Text: share(q.Share), Right: true}, {Text: q.Points.Text(1), Right: true}, {Text: grade, Right: true},
		{Text: q.Multiplier.Text(2), Right: true}, {Text: q.Shown.Text(4), Right: true}, {Text: q.Claimed.Text(4), Right: true}, {Text: note}}
}

func share(x scoring.Number) string {
	if !x.Valid() {
		return "-"
	}
	return percent(x) + "%"
}

// question shows one question with its evidence.
func (s explanation) question(q *scoring.QuestionExplanation) {
	p, words := s.p, s.t.questions[q.Question]
	p.Title(q.Question)
	p.Para(2, "", words.Stem)
	p.Line("")
	p.Para(2, "", fmt.Sprintf("In section %s of %s, with weight %d: %s of the criterion.", q.Section, q.Criterion, q.Weight, share(q.Share)))
	p.Para(2, "", s.state(q))
	if q.State == "value" {
		s.evidence(q)
	}
	if q.Gate != scoring.GateNone {
		p.Para(2, "", fmt.Sprintf("Critical: needs %d points, with evidence of at least grade %d. Its gate %s.", q.GateMin, max(2, q.Required-1), gateText(q.Gate)))
	}
	if len(q.WaitsFor) > 0 {
		p.Para(2, "", "To improve it, settle first: "+strings.Join(q.WaitsFor, ", ")+".")
	}
}

func gateText(g scoring.GateState) string {
	if g == scoring.GatePass || g == scoring.GateFail {
		return gateWords[g]
	}
	return "is " + gateWords[g]
}

func (s explanation) state(q *scoring.QuestionExplanation) string {
	switch q.State {
	case "value":
		r := s.o.file.Responses[q.Question]
		target := scoring.Target{Level: r.Level, Count: r.Count, Percent: r.Percent}
		return fmt.Sprintf("Answer: %s, worth %s of 100 points.", s.t.answer(s.o.method.Catalogue.Question(q.Question), target), q.Points.Text(2))
	case "parked":
		return "Parked: an earlier answer takes it out" + because(q.ParkedBy, "asked only when") + ". The answer is kept and comes back if that changes."
	case "na_accepted":
		return "Not applicable, accepted" + because(q.NotAsked, "because of the country profile:") + ". It is left out of the score."
	case "na_pending":
		return "Declared not applicable, not yet accepted: it counts as nothing now, and could be anything."
	case "declined":
		return "Declined: it counts as nothing now, and could be anything. Nobody will ask again."
	case "not_known":
		return "Not known: it counts as nothing now, and could be anything."
	}
	return "Unanswered: it counts as nothing now, and could be anything."
}

// because says in words what a condition asks.
func because(c *questionnaire.Condition, lead string) string {
	if c == nil {
		return ""
	}
	var parts []string
	c.Leaves(func(leaf *questionnaire.Condition) {
		switch {
		case leaf.HasAny != nil:
			parts = append(parts, leaf.Question+" says "+strings.Join(leaf.HasAny, " or "))
		case leaf.Op != "":
			parts = append(parts, fmt.Sprintf("%s has points %s %d", leaf.Question, leaf.Op, leaf.Points))
		default:
			parts = append(parts, leaf.Question)
		}
	})
	return ", " + lead + " " + strings.Join(parts, "; ")
}

func (s explanation) evidence(q *scoring.QuestionExplanation) {
	p := s.p
	if len(q.Evidence) == 0 {
		p.Para(2, "", "No evidence: grade 0.")
	}
	for i, e := range q.Evidence {
		name := strings.TrimSpace(e.Title + " " + e.Pinpoint)
		if name == "" {
			name = "untitled"
		}
		text := fmt.Sprintf("%s, %s, grade %d", name, day(e.Date), e.Grade)
		if e.Sealed {
			text += "; sealed and not yet seen: one less"
		}
		if e.AgeLoss > 0 {
			text += fmt.Sprintf("; %d months old: %d less", e.AgeMonths, e.AgeLoss)
		}
		p.Para(7, fmt.Sprintf("    %d. ", i+1), fmt.Sprintf("%s. Counts as grade %d.", text, e.Effective))
	}
	if q.AnnexLoss {
		p.Para(2, "", "A newer edition of the Annex changes what this rests on: one grade less until it is confirmed again.")
	}
	for _, id := range q.HeldBy {
		p.Para(2, "", "Held as a mere statement by contradiction "+id+": "+s.t.rules[id].Title+".")
	}
	if q.Grade >= q.Required {
		p.Para(2, "", fmt.Sprintf("The best counts: grade %d; grade %d is asked for, so nothing is taken off.", q.Grade, q.Required))
	} else {
		p.Para(2, "", fmt.Sprintf("The best counts: grade %d, where grade %d is asked for: the points are multiplied by %s.", q.Grade, q.Required, q.Multiplier.Text(2)))
	}
	p.Para(2, "", fmt.Sprintf("It adds %s to %s as shown, %s as claimed.", q.Shown.Text(4), q.Criterion, q.Claimed.Text(4)))
}
