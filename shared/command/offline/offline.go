// Package offline is the command line that a ministry or a reviewer runs on an
// isolated computer to get the same result as the service: it checks content,
// scores a file, explains any figure, finds a path, sets a control list beside
// the Annex, compares two files, prints questions, writes reports, proves
// sealed packages and carries questionnaires into a workbook and back.
//
// Every command prints for people, or with -json for programs. Content is
// built in; -questionnaires takes another folder.
package offline

import (
	"flag"
	"fmt"
	"io/fs"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// maxFile is the largest file that is read.
const maxFile = 16 << 20

// World is what the commands need of the computer beside input and output.
type World struct {
	Content   fs.FS // the questionnaires that are built in
	Fonts     fs.FS // of reports
	Dir       func(name string) fs.FS
	WriteFile func(name string, data []byte) error
	MakeDir   func(name string) error // with the folders above it; one that is there is left alone
}

// Program returns the command line.
func Program(w World) command.Program {
	return command.Program{
		Name: "offline",
		About: "offline scores a self-assessment of export controls against the Guidelines and\n" +
			"Annex of the MTCR on this computer alone. It describes what a file shows; it\n" +
			"never says what Partners will decide.",
		Commands: []command.Command{
			{Name: "score", Args: "FILE", About: "score a file of responses", Least: 1, Most: 1, Setup: w.score},
			{Name: "explain", Args: "FILE C3|LB-19", About: "open a figure down to the answers behind it", Least: 2, Most: 2, Setup: w.explain},
			{Name: "path", Args: "FILE", About: "the shortest path to the next overall verdict", Least: 1, Most: 1, Setup: w.path},
			{Name: "compare", Args: "A B", About: "what changed from file A to the later file B", Least: 2, Most: 2, Setup: w.compare},
			{Name: "concord", Args: "LIST", About: "set a national list (CSV, XLSX) beside the Annex", Least: 1, Most: 1, Setup: w.concord},
			{Name: "questions", Args: "[ID]", About: "list the questions, or print one with its ladder", Least: 0, Most: 1, Setup: w.questions},
			{Name: "report", Args: "FILE", About: "write answers or a package in another format", Least: 1, Most: 1, Setup: w.report},
			{Name: "verify", Args: "FILE", About: "prove a sealed package whole, and its result right", Least: 1, Most: 1, Setup: w.verify},
			{Name: "lint", Args: "[DIR]", About: "check a folder of questionnaires", Least: 0, Most: 1, Setup: w.lint},
			{Name: "questionnaire", Args: "DO FROM TO", About: "DO: export, import, or draft (from an XLSForm)", Least: 3, Most: 3, Setup: w.questionnaire},
			{Name: "fsck", Args: "FILE...", About: "check table files, or exports (.json, .json.gz)", Least: 1, Most: command.Any, Setup: w.fsck},
		},
	}
}

// content is the flag that chooses the questionnaires, and their reader.
type content struct {
	world World
	known *assessment.Content // the built-in one, with the Annex
	dir   *string
	json  *bool
}

// flags names the flags that most commands share.
func (w World) flags(f *flag.FlagSet) content {
	return content{
		world: w,
		known: assessment.NewContent(w.Content),
		dir:   f.String("questionnaires", "", "use the questionnaires in this `folder` instead of the built-in ones"),
		json:  f.Bool("json", false, "print for programs"),
	}
}

// library opens the questionnaires. A folder of the person's own is checked
// first, since the rest of the program trusts what it reads.
func (c content) library() (*questionnaire.Library, error) {
	choices, err := c.known.Choices()
	if err != nil {
		return nil, err
	}
	if *c.dir == "" {
		return questionnaire.Open(c.world.Content, choices)
	}
	folder := c.world.Dir(*c.dir)
	if err := questionnaire.Lint(folder, choices).Err(); err != nil {
		return nil, fmt.Errorf("the questionnaires in %s have faults; `offline lint %s` shows them:\n%w", *c.dir, *c.dir, err)
	}
	return questionnaire.Open(folder, choices)
}

// opened is a file of responses that passed every check, with the method it is
// scored by.
type opened struct {
	file    *scoring.File
	method  *scoring.Method
	library *questionnaire.Library
}

// open reads and checks a file of responses.
func (c content) open(x command.IO, name string) (*opened, error) {
	data, err := x.Read(name, maxFile)
	if err != nil {
		return nil, err
	}
	return c.check(name, data)
}

// check reads a file of responses and holds it against the questionnaires.
func (c content) check(name string, data []byte) (*opened, error) {
	library, err := c.library()
	if err != nil {
		return nil, err
	}
	file, faults := scoring.ReadFile(data)
	if faults != nil {
		return nil, faults.In(name)
	}
	catalogue, err := library.Catalogue(file.Catalogue)
	if err != nil {
		return nil, fmt.Errorf("%s: catalogue: %w", name, err)
	}
	if err := file.Check(catalogue).In(name).Err(); err != nil {
		return nil, err
	}
	if file.Changed, err = c.known.Overtaken(file.AnnexEdition, file.AsOf, catalogue); err != nil {
		return nil, fmt.Errorf("%s: annex_edition: %w", name, err)
	}
	method, err := scoring.New(catalogue, file.Track, scoring.DefaultParams)
	if err != nil {
		return nil, err
	}
	return &opened{file, method, library}, nil
}
