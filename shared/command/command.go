// Package command is what the product's command lines share: how they read
// flags and files, print for people, and end.
//
// A Program is a list of Commands; Run picks one by its name, reads its flags
// wherever they stand, and turns its error into an exit code: 0 done, 1 the
// input is bad, 2 wrong usage. Errors go to standard error and name file and
// place.
package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// IO is the world as a command sees it. Everything it reads or writes comes
// through here, so that a test can stand in for a terminal.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	Colour   bool // Out is a terminal that shows colour
	ReadFile func(name string) ([]byte, error)
}

// Read reads a file, or standard input for "-". At most limit bytes are taken.
func (x IO) Read(name string, limit int) ([]byte, error) {
	var data []byte
	var err error
	if name == "-" {
		data, err = io.ReadAll(io.LimitReader(x.In, int64(limit)+1))
	} else {
		data, err = x.ReadFile(name)
	}
	if err != nil {
		return nil, err // the system's error names the file
	}
	if len(data) > limit {
		return nil, fmt.Errorf("%s is larger than %d MiB; this is not a file of this program", name, limit>>20)
	}
	return data, nil
}

// Program is one command line with its commands.
type Program struct {
	Name     string
	About    string
	Commands []Command
}

// Command is one verb. Setup names its flags and returns what runs once they
// are read.
type Command struct {
	Name  string
	Args  string // how its arguments are written in the help, for example FILE
	About string
	Least int // arguments
	Most  int // Any: no limit
	Setup func(*flag.FlagSet) Run
}

// Any is for Most where a command takes any number of arguments.
const Any = math.MaxInt

// Run carries a command out.
type Run func(x IO, args []string) error

// ErrUsage marks an error of usage, which ends the program with code 2.
var ErrUsage = errors.New("wrong usage")

// Usagef returns an error of usage.
func Usagef(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUsage, fmt.Sprintf(format, args...))
}

// ErrReported ends a command with code 1 when everything was said already.
var ErrReported = errors.New("reported")

// Run carries out the command that args name and returns the exit code.
func (p Program) Run(x IO, args []string) int {
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		p.help(x.Out)
		return 0
	}
	i := slices.IndexFunc(p.Commands, func(c Command) bool { return c.Name == args[0] })
	if i < 0 {
		fmt.Fprintf(x.Err, "%s: there is no command %q; run `%s help` for the list\n", p.Name, args[0], p.Name)
		return 2
	}
	c := p.Commands[i]
	err := c.call(x, p.Name, args[1:])
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, ErrReported):
		return 1
	case errors.Is(err, ErrUsage):
		fmt.Fprintf(x.Err, "%s %s: %v\nusage: %s %s\n", p.Name, c.Name, err, p.Name, strings.TrimSpace(c.Name+" "+c.Args))
		return 2
	}
	fmt.Fprintf(x.Err, "%s %s: %v\n", p.Name, c.Name, err)
	return 1
}

func (p Program) help(w io.Writer) {
	fmt.Fprintf(w, "%s\n\nCommands:\n", p.About)
	for _, c := range p.Commands {
		fmt.Fprintf(w, "  %-26s %s\n", strings.TrimSpace(c.Name+" "+c.Args), c.About)
	}
	fmt.Fprintf(w, "\n`%s COMMAND -h` shows a command's flags. A file named - is standard input.\n", p.Name)
}

// call reads flags wherever they stand among the arguments, then runs.
func (c Command) call(x IO, program string, args []string) error {
	flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	run := c.Setup(flags)
	var rest []string
	for {
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(x.Out, "usage: %s %s\n%s\n", program, strings.TrimSpace(c.Name+" "+c.Args), c.About)
			flags.SetOutput(x.Out)
			flags.PrintDefaults()
			return err
		} else if err != nil {
			return Usagef("%v", err)
		}
		left := flags.Args()
		if n := len(args) - len(left); n > 0 && args[n-1] == "--" {
			rest = append(rest, left...)
			break
		}
		if len(left) == 0 {
			break
		}
		rest, args = append(rest, left[0]), left[1:]
	}
	if len(rest) < c.Least || len(rest) > c.Most {
		return Usagef("%d arguments given, %s needed", len(rest), count(c.Least, c.Most))
	}
	return run(x, rest)
}

func count(least, most int) string {
	switch {
	case least == most:
		return fmt.Sprint(least)
	case most == Any:
		return fmt.Sprintf("at least %d", least)
	case least == 0:
		return fmt.Sprintf("at most %d", most)
	}
	return fmt.Sprintf("%d to %d", least, most)
}
