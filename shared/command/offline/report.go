package offline

import (
	"flag"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf"
)

// report is the command that writes a file of responses, or a sealed package,
// in another format.
func (w World) report(f *flag.FlagSet) command.Run {
	c := w.flags(f)
	name := f.String("format", "html", "write this `format`; with one that there is not, the formats are listed")
	code := f.String("language", language, "write in this `language`, such as fr or ar")
	part := f.String("part", "", "write only what is about this `questionnaire`, such as legal-basis")
	out := f.String("out", "", "write to this `file` instead of standard output")
	return func(x command.IO, args []string) error {
		if *c.json {
			*name = "json"
		}
		formats, err := pdf.Formats(w.Fonts)
		if err != nil {
			return err
		}
		format, err := report.Find(formats, *name)
		if err != nil {
			return command.Usagef("%v", err)
		}
		l, err := report.Language(*code)
		if err != nil {
			return command.Usagef("%v", err)
		}
		source, err := c.source(x, args[0])
		if err != nil {
			return err
		}
		d, err := report.New(source, l)
		if err == nil && *part != "" {
			d, err = d.Only(*part)
		}
		if err != nil {
			return err
		}
		data, err := format.Render(d)
		if err != nil {
			return err
		}
		if *out != "" {
			return w.WriteFile(*out, data)
		}
		_, err = x.Out.Write(data)
		return err
	}
}

// source reads what a report is made of. A sealed package is proven whole
// first.
func (c content) source(x command.IO, name string) (*report.Source, error) {
	data, err := x.Read(name, maxFile)
	if err != nil {
		return nil, err
	}
	if report.IsPackage(data) {
		v, err := report.Verify(c.known, data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return v.Source, nil
	}
	o, err := c.check(name, data)
	if err != nil {
		return nil, err
	}
	from := c.known
	if *c.dir != "" {
		from = assessment.NewContent(c.world.Dir(*c.dir))
	}
	return report.OfFile(from, o.file)
}

// verify is the command that proves a sealed package whole.
func (w World) verify(f *flag.FlagSet) command.Run {
	known := assessment.NewContent(w.Content)
	asJSON := f.Bool("json", false, "print for programs")
	return func(x command.IO, args []string) error {
		data, err := x.Read(args[0], report.MaxPackage)
		if err != nil {
			return err
		}
		v, err := report.Verify(known, data)
		if err != nil {
			return fmt.Errorf("%s: %w", args[0], err)
		}
		if *asJSON {
			return x.JSON(v)
		}
		p := x.Printer()
		p.Title("The sealed package is whole")
		p.Para(0, "", fmt.Sprintf("%s: %s record of %s, %d files, each as its manifest says.", args[0], v.Kind, v.Country, v.Files))
		p.Para(0, "", scoredWords(v))
		if v.BuiltIn {
			p.Para(0, "", "The questionnaires inside are those of this program.")
		} else {
			p.Para(0, "", "The questionnaires inside are not those of this program. They have no faults; whether they are the right ones, only their publisher can say.")
		}
		p.Line("")
		p.Para(0, "", "Hash, to be compared with the one on the country's receipt:")
		p.Line("  %s", v.Hash)
		p.Line("")
		p.Para(0, "", consensus)
		return p.Err()
	}
}

// scoredWords say whether the result was made again.
func scoredWords(v *report.Verified) string {
	switch {
	case v.Scored:
		return fmt.Sprintf("Its result was made again from its answers by engine %s, and is the same.", v.Engine)
	case v.Source.Whole():
		return "Its result is the one over the whole sealed record, of which it holds a part; so the result could not be made again here. It is the one that was released."
	}
	return fmt.Sprintf("Its result was made by engine %s, which is not the one of this program; so it was not made again. Use a program with that engine.", v.Engine)
}
