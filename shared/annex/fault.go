package annex

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with an input, or worth a look in it, where
// it stands and what to do about it.
type Fault struct {
	Line    int    `json:"line,omitempty"`   // line of the file, counted from 1; 0 where the whole file is meant
	Column  string `json:"column,omitempty"` // what the cell is for, such as code; empty where the whole line is meant
	Cell    string `json:"cell,omitempty"`   // in a workbook: where the line and column are, such as Sheet1!C7
	Problem string `json:"problem"`          // what is wrong
	Advice  string `json:"advice,omitempty"` // what to do next; may be empty
}

// String writes the fault on one line.
func (f Fault) String() string {
	var b strings.Builder
	switch {
	case f.Cell != "":
		b.WriteString(f.Cell + ": ")
	case f.Line > 0:
		fmt.Fprintf(&b, "line %d: ", f.Line)
	}
	b.WriteString(f.Problem)
	if f.Advice != "" {
		b.WriteString("; ")
		b.WriteString(f.Advice)
	}
	return b.String()
}

// Faults is everything that is wrong with an input; above 20,000 a last one
// says that there are more. As an error it lists all of them, one a line. ReadList, ParseEdition and Edition.Concord return it
// wrapped; get at it with errors.As.
type Faults []Fault

// Error lists the faults, one a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// maxFaults keeps a hostile file from becoming an error many times its size.
const maxFaults = MaxLines

// add appends a fault.
func (fs *Faults) add(line int, advice, format string, args ...any) {
	if len(*fs) == maxFaults {
		*fs = append(*fs, Fault{Problem: fmt.Sprintf("there are more than %d remarks", maxFaults), Advice: "correct those that are listed and read the file again"})
	}
	if len(*fs) > maxFaults {
		return
	}
	*fs = append(*fs, Fault{Line: line, Problem: fmt.Sprintf(format, args...), Advice: advice})
}

// addIn appends a fault of one cell of a line.
func (fs *Faults) addIn(c column, line int, advice, format string, args ...any) {
	n := len(*fs)
	if fs.add(line, advice, format, args...); n < len(*fs) && n < maxFaults {
		(*fs)[n].Column = columnTitles[c]
	}
}

// err wraps the faults, in line order, with what was being done; nil when
// there are none.
func (fs Faults) err(doing string) error {
	if len(fs) == 0 {
		return nil
	}
	sortByLine(fs)
	return fmt.Errorf("%s:\n%w", doing, fs)
}

func sortByLine(fs []Fault) {
	slices.SortStableFunc(fs, func(a, b Fault) int { return a.Line - b.Line })
}
