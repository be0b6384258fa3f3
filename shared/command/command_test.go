package command

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"
)

// program has one command that says what it was called with.
func program(fail error) Program {
	return Program{Name: "demo", About: "demo shows how commands are read.", Commands: []Command{{
		Name: "say", Args: "WORD [WORD]", About: "say words", Least: 1, Most: 2,
		Setup: func(f *flag.FlagSet) Run {
			loud := f.Bool("loud", false, "in capitals")
			return func(x IO, args []string) error {
				text := strings.Join(args, " ")
				if *loud {
					text = strings.ToUpper(text)
				}
				x.Printer().Line("%s", text)
				return fail
			}
		},
	}}}
}

func TestRun(t *testing.T) {
	tests := []struct {
		name     string
		args     string
		fail     error
		code     int
		out, err string
	}{
		{"done", "say a b", nil, 0, "a b\n", ""},
		{"flag first", "say -loud a", nil, 0, "A\n", ""},
		{"flag last", "say a -loud", nil, 0, "A\n", ""},
		{"flag between", "say a -loud b", nil, 0, "A B\n", ""},
		{"after two dashes all is argument", "say a -- -loud", nil, 0, "a -loud\n", ""},
		{"bad input", "say a", errors.New("a: no such word"), 1, "a\n", "demo say: a: no such word\n"},
		{"said already", "say a", ErrReported, 1, "a\n", ""},
		{"wrong usage", "say a", Usagef("not %s", "today"), 2, "a\n", "demo say: wrong usage: not today\nusage: demo say WORD [WORD]\n"},
		{"too few", "say", nil, 2, "", "0 arguments given, 1 to 2 needed"},
		{"too many", "say a b c", nil, 2, "", "3 arguments given, 1 to 2 needed"},
		{"unknown flag", "say a -quiet", nil, 2, "", "flag provided but not defined: -quiet"},
		{"unknown command", "sing a", nil, 2, "", `there is no command "sing"; run ` + "`demo help`"},
		{"help", "help", nil, 0, "say WORD [WORD]", ""},
		{"no arguments", "", nil, 0, "say WORD [WORD]", ""},
		{"help of a command", "say -h", nil, 0, "in capitals", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, err bytes.Buffer
			code := program(test.fail).Run(IO{Out: &out, Err: &err}, strings.Fields(test.args))
			if code != test.code {
				t.Errorf("code %d, want %d", code, test.code)
			}
			if !strings.Contains(out.String(), test.out) || !strings.Contains(err.String(), test.err) || test.err == "" && err.Len() > 0 {
				t.Errorf("out %q, err %q; want %q and %q", out.String(), err.String(), test.out, test.err)
			}
		})
	}
}

func TestRead(t *testing.T) {
	x := IO{In: strings.NewReader("from input"), ReadFile: func(name string) ([]byte, error) {
		if name == "there" {
			return []byte("from file"), nil
		}
		return nil, fmt.Errorf("open %s: no such file", name)
	}}
	for _, test := range []struct {
		name      string
		limit     int
		want, err string
	}{
		{"there", 100, "from file", ""},
		{"there", 4, "", "there is larger than"},
		{"gone", 100, "", "open gone: no such file"},
		{"-", 100, "from input", ""},
	} {
		data, err := x.Read(test.name, test.limit)
		if string(data) != test.want || (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: got %q, %v", test.name, data, err)
		}
	}
}

// TestPrinter: text keeps to the width, columns line up whatever the colour,
// and colour is left out where it is not welcome.
func TestPrinter(t *testing.T) {
	long := strings.Repeat("word ", 40)
	for _, colour := range []bool{false, true} {
		var out bytes.Buffer
		p := IO{Out: &out, Colour: colour}.Printer()
		p.Heading("Heading")
		p.Para(6, "  1. ", long)
		p.Table([][]Cell{{{Text: "a"}, {Text: "10", Right: true}, {Text: long, Style: Bad}}, {{Text: "äöü"}, {Text: "9", Right: true}, {Text: "short"}}})
		if p.Err() != nil {
			t.Fatal(p.Err())
		}
		if got := strings.Contains(out.String(), "\x1b["); got != colour {
			t.Errorf("colour %v, but escape codes: %v", colour, got)
		}
		if !colour {
			for _, line := range strings.Split(out.String(), "\n") {
				if len([]rune(line)) > Width {
					t.Errorf("%d columns: %q", len([]rune(line)), line)
				}
			}
			if !strings.Contains(out.String(), "\n  a    10  word") || !strings.Contains(out.String(), "\n  äöü   9  short\n") {
				t.Errorf("columns do not line up:\n%s", out.String())
			}
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestPrinterError: an error of writing is not lost.
func TestPrinterError(t *testing.T) {
	p := IO{Out: full{}}.Printer()
	p.Line("one")
	p.Line("two")
	if err := p.Err(); err == nil || !strings.Contains(err.Error(), "writing the output: no space left") {
		t.Errorf("got %v", err)
	}
	if err := (IO{Out: full{}}).JSON(1); err == nil {
		t.Error("JSON loses the error")
	}
	if err := (IO{Out: io.Discard}).JSON(1); err != nil {
		t.Error(err)
	}
}
