package offline

import (
	"flag"
	"fmt"
	"path/filepath"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// lint is the command that checks questionnaires.
func (w World) lint(f *flag.FlagSet) command.Run {
	asJSON := f.Bool("json", false, "print for programs")
	write := f.Bool("write", false, "first put the files of DIR in canonical form and bring hashes up to date")
	return func(x command.IO, args []string) error {
		choices, err := assessment.NewContent(w.Content).Choices()
		if err != nil {
			return err
		}
		folder := w.Content
		if len(args) == 1 {
			folder = w.Dir(args[0])
		} else if *write {
			return command.Usagef("-write needs a DIR: the built-in questionnaires cannot be written")
		}
		if *write {
			files, err := questionnaire.Rewrite(folder)
			if err != nil {
				return err
			}
			for name, data := range files {
				if err := w.WriteFile(filepath.Join(args[0], filepath.FromSlash(name)), data); err != nil {
					return fmt.Errorf("writing the canonical form: %w", err)
				}
			}
		}
		faults := questionnaire.Lint(folder, choices)
		if *asJSON {
			if err := x.JSON(append(questionnaire.Faults{}, faults...)); err != nil {
				return err
			}
		} else {
			printFaults(x, faults)
		}
		if faults.Err() != nil {
			return command.ErrReported
		}
		return nil
	}
}

func printFaults(x command.IO, faults questionnaire.Faults) {
	p := x.Printer()
	warnings := 0
	for _, f := range faults {
		if f.Warning {
			warnings++
		}
		p.Line("%s", f)
	}
	p.Line("%s, %s.", plural(len(faults)-warnings, "fault", "faults"), plural(warnings, "warning", "warnings"))
}
