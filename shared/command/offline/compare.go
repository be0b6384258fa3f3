package offline

import (
	"flag"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// compare is the command that sets two files side by side.
func (w World) compare(f *flag.FlagSet) command.Run {
	c := w.flags(f)
	return func(x command.IO, args []string) error {
		a, err := c.open(x, args[0])
		if err != nil {
			return err
		}
		b, err := c.open(x, args[1])
		if err != nil {
			return err
		}
		found, err := scoring.Compare(a.method, a.file, b.method, b.file)
		if err != nil {
			return err
		}
		if *c.json {
			return x.JSON(found)
		}
		t, err := readTexts(b.method.Catalogue)
		if err != nil {
			return err
		}
		p := x.Printer()
		printComparison(p, t, found)
		return p.Err()
	}
}

// changeWords say what became of an answer, in the order in which they are
// printed.
var changeWords = []struct{ change, words string }{
	{"improved", "Improved"}, {"fell", "Fell"}, {"proven", "Newly proven"}, {"expired", "Evidence aged or taken out"},
	{"corrected", "Corrected by reviewers"}, {"answered", "Newly answered"}, {"no_longer_answered", "No longer answered"},
	{"not_applicable", "No longer applicable"}, {"applies_again", "Applies again"}, {"new", "New question"}, {"retired", "Question retired"},
}

func printComparison(p *command.Printer, t *texts, c *scoring.Comparison) {
	p.Title(fmt.Sprintf("From %s (catalogue %s) to %s (catalogue %s), %s track", day(c.From.AsOf), c.From.Catalogue, day(c.To.AsOf), c.To.Catalogue, c.Track))
	p.Para(2, "", "Shown scores before gates. Like for like: what the country moved on the questions both versions ask. Instrument: what moved because the questions did.")
	p.Line("")
	rows := [][]command.Cell{{{Text: ""}, {Text: "before", Right: true}, {Text: "after", Right: true}, {Text: "change", Right: true}, {Text: "like for like", Right: true}, {Text: "instrument", Right: true}, {Text: "common"}}}
	for _, k := range c.Criteria {
		common := k.Common.Text(1) + "%"
		if !k.Comparable {
			common += " too little in common to compare"
		}
		rows = append(rows, []command.Cell{{Text: k.ID, Style: command.Bold}, {Text: k.Before.Text(1), Right: true}, {Text: k.After.Text(1), Right: true},
			{Text: change(k.Total), Right: true}, {Text: change(k.LikeForLike), Right: true}, {Text: change(k.Instrument), Right: true}, {Text: common}})
	}
	p.Table(rows)
	if len(c.Answers) == 0 {
		p.Heading("No answer changed.")
	}
	for _, w := range changeWords {
		printAnswers(p, t, c.Answers, w.change, w.words)
	}
}

func change(x scoring.Number) string {
	if x.Valid() && x.Rat().Sign() >= 0 {
		return "+" + x.Text(1)
	}
	return x.Text(1)
}

func printAnswers(p *command.Printer, t *texts, answers []scoring.AnswerChange, kind, words string) {
	var rows [][]command.Cell
	for _, a := range answers {
		if a.Change == kind {
			rows = append(rows, []command.Cell{{Text: a.Question}, {Text: a.Before.Text(0), Right: true}, {Text: "to"}, {Text: a.After.Text(0), Right: true}, {Text: t.questions[a.Question].Stem}})
		}
	}
	if len(rows) > 0 {
		p.Heading(words)
		p.Table(rows)
	}
}
