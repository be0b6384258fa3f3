package questionnaire

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with a file, where it stands and what to do
// about it.
type Fault struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"` // counted from 1; 0 where a line says nothing
	Path    string `json:"path,omitempty"` // place within the file, for example responses.LB-01.evidence[0].date
	Problem string `json:"problem"`
	Advice  string `json:"advice,omitempty"`
	Warning bool   `json:"warning,omitempty"` // worth a look, blocks nothing
}

// String writes the fault on one line.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	if f.Path != "" {
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(f.Path)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	if f.Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(f.Problem)
	if f.Advice != "" {
		b.WriteString("; ")
		b.WriteString(f.Advice)
	}
	return b.String()
}

// Faults is everything that is wrong with a file or a set of files. As an
// error it lists all of them, one a line.
type Faults []Fault

// Error lists the faults, one a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Err returns the faults as an error, or nil when none of them is more than a
// warning.
func (fs Faults) Err() error {
	if slices.ContainsFunc(fs, func(f Fault) bool { return !f.Warning }) {
		return fs
	}
	return nil
}

// In returns the faults with the file name set.
func (fs Faults) In(file string) Faults {
	for i := range fs {
		fs[i].File = file
	}
	return fs
}

// add appends a fault at a path.
func (fs *Faults) add(path, problem, advice string) {
	*fs = append(*fs, Fault{Path: path, Problem: problem, Advice: advice})
}
