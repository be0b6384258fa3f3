package offline

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// questionnaire is the command that carries questionnaires into a workbook for
// authors and back, and drafts such a workbook from an XLSForm.
func (w World) questionnaire(f *flag.FlagSet) command.Run {
	asJSON := f.Bool("json", false, "print for programs")
	return func(x command.IO, args []string) error {
		choices, err := assessment.NewContent(w.Content).Choices()
		if err != nil {
			return err
		}
		carry := map[string]func(command.IO, string, string, map[string][]string) (carried, error){
			"export": w.exportBook, "import": w.importBook, "draft": w.draftBook,
		}[args[0]]
		if carry == nil {
			return command.Usagef("%q is not done to questionnaires; use export, import or draft", args[0])
		}
		c, err := carry(x, args[1], args[2], choices)
		if err != nil {
			return err
		}
		if *asJSON {
			return x.JSON(c)
		}
		p := x.Printer()
		for _, name := range c.Files {
			p.Line("%s", name)
		}
		p.Line("%s written.", plural(len(c.Files), "file", "files"))
		for _, told := range []struct {
			heading string
			faults  questionnaire.Faults
		}{{"What was decided or left out, by cells of the form", c.Notes}, {"What is to be completed first, by cells of the workbook; its import tells what is left then", c.Missing}} {
			if len(told.faults) > 0 {
				p.Heading(told.heading)
			}
			for _, f := range told.faults {
				p.Para(4, "  - ", f.String())
			}
		}
		return p.Err()
	}
}

// carried is what the command wrote.
type carried struct {
	Files   []string             `json:"files"`
	Notes   questionnaire.Faults `json:"notes,omitempty"`   // draft: what was decided or left out
	Missing questionnaire.Faults `json:"missing,omitempty"` // draft: what its import asks for first
}

func (c *carried) write(w World, name string, data []byte) error {
	c.Files = append(c.Files, name)
	if err := w.WriteFile(name, data); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// exportBook writes a catalogue as a book: one that is built in, by its id, or the
// current one of a folder.
func (w World) exportBook(_ command.IO, source, name string, choices map[string][]string) (c carried, err error) {
	library, err := questionnaire.Open(w.Content, choices)
	if err != nil {
		return c, err
	}
	catalogue, err := library.Catalogue(source)
	if err != nil {
		folder := w.Dir(source)
		if _, missing := fs.Stat(folder, questionnaire.IndexFile); missing != nil {
			return c, fmt.Errorf("%s is no folder with %s, and %w", source, questionnaire.IndexFile, err)
		}
		if library, err = questionnaire.Open(folder, choices); err != nil {
			return c, err
		}
		if catalogue, err = library.Catalogue(""); err != nil {
			return c, err
		}
	}
	data, err := workbook.Export(catalogue, choices)
	if err != nil {
		return c, err
	}
	err = c.write(w, name, data)
	return c, err
}

// importBook writes the files of a book into a folder that has none yet.
func (w World) importBook(x command.IO, name, out string, choices map[string][]string) (c carried, err error) {
	if _, err := fs.Stat(w.Dir(out), questionnaire.IndexFile); err == nil {
		return c, command.Usagef("%s holds questionnaires already; name a new folder", out)
	}
	data, err := x.Read(name, maxFile)
	if err != nil {
		return c, err
	}
	files, err := workbook.Import(data, choices)
	if faults := (questionnaire.Faults)(nil); errors.As(err, &faults) {
		return c, fmt.Errorf("nothing was written; the workbook has faults:\n%w", faults.In(name))
	}
	if err != nil {
		return c, err
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		at := filepath.Join(out, filepath.FromSlash(file))
		if err := w.MakeDir(filepath.Dir(at)); err != nil {
			return c, fmt.Errorf("making a folder for the questionnaires: %w", err)
		}
		if err := c.write(w, at, files[file]); err != nil {
			return c, err
		}
	}
	return c, nil
}

// draftBook writes a workbook for authors with what an XLSForm says.
func (w World) draftBook(x command.IO, name, out string, choices map[string][]string) (c carried, err error) {
	library, err := questionnaire.Open(w.Content, choices)
	if err != nil {
		return c, err
	}
	shared, err := library.Catalogue("")
	if err != nil {
		return c, err
	}
	data, err := x.Read(name, maxFile)
	if err != nil {
		return c, err
	}
	book, notes, err := workbook.Draft(data, shared)
	if faults := (questionnaire.Faults)(nil); errors.As(err, &faults) {
		return c, fmt.Errorf("nothing was written; the form asks what questionnaires cannot take:\n%w", faults.In(name))
	}
	if err != nil {
		return c, err
	}
	c.Notes = notes
	if _, err := workbook.Import(book, choices); !errors.As(err, &c.Missing) && err != nil {
		return c, err
	}
	err = c.write(w, out, book)
	return c, err
}
