package offline

import (
	"flag"
	"fmt"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// path is the command that finds the shortest path to the next verdict.
func (w World) path(f *flag.FlagSet) command.Run {
	c := w.flags(f)
	return func(x command.IO, args []string) error {
		o, err := c.open(x, args[0])
		if err != nil {
			return err
		}
		found := o.method.Path(o.file)
		if *c.json {
			return x.JSON(found)
		}
		t, err := readTexts(o.method.Catalogue)
		if err != nil {
			return err
		}
		s := &sheet{p: x.Printer(), o: o, t: t}
		printPath(s, found.Target, found.Reached, found.Steps, found.Stuck)
		s.p.Line("")
		s.p.Para(0, "", consensus)
		return s.p.Err()
	}
}

func printPath(s *sheet, target scoring.Verdict, reached bool, steps []scoring.Step, stuck []scoring.Stuck) {
	words := overallWords[s.o.method.Track]
	s.p.Heading(fmt.Sprintf("Shortest path found to %q", words[target]))
	if len(steps) == 0 && reached {
		s.p.Para(2, "", "The file is there already.")
	}
	for i, step := range steps {
		text := s.action(step.Kind, step.Question, step.To, step.Effort, step.Gain)
		if len(step.Then) > 0 {
			text = fmt.Sprintf("(%d steps in one) %s", 1+len(step.Then), text)
		}
		if i == 0 || step.Verdict != steps[i-1].Verdict {
			text += " From here: " + words[step.Verdict] + "."
		}
		s.p.Para(5, fmt.Sprintf("%3d. ", i+1), text)
	}
	if reached {
		return
	}
	s.p.Para(2, "", "The path ends before that verdict. What cannot be moved from here:")
	for _, k := range stuck {
		s.p.Para(5, "   - ", strings.TrimSpace(k.Criterion+" "+k.Question)+": "+k.Why)
	}
}
