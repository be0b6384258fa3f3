package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Format is one kind of file. Write streams a document and returns how much of
// each kind it wrote; Holds says how much of what the document counts that must
// be.
type Format struct {
	Name        string // as it is asked for
	ContentType string
	Extension   string // of the file, with its dot
	Holds       func(Counts) Counts
	Write       func(io.Writer, *Document) (Counts, error)
}

// Formats are the formats that cost a program nothing at its start.
var Formats = []Format{
	{"json", "application/json", ".json", answersOnly, writeJSON},
	{"html", "text/html; charset=utf-8", ".html", everything, writeHTML},
	{"docx", docxType, ".docx", everything, writeDocx},
	{"docx-summary", docxType, ".summary.docx", summarized, writeSummary},
	{"brief", "text/html; charset=utf-8", ".brief.html", briefed, writeBrief},
	{"docx-brief", docxType, ".brief.docx", briefed, writeBriefDocx},
	{"csv", "text/csv; charset=utf-8", ".csv", rows, writeCSV},
	{"csv-plain", "text/csv; charset=utf-8", ".plain.csv", rows, writePlainCSV},
	{"package", "application/zip", ".zip", answersOnly, writePackage},
	{"calendar", "text/calendar; charset=utf-8", ".ics", datesOnly, writeCalendar},
	{"assistance", "text/html; charset=utf-8", ".assistance.html", requestsOnly, writeAssistance},
	{"assistance-csv", "text/csv; charset=utf-8", ".assistance.csv", requestsOnly, writeAssistanceCSV},
	{"obligations", "text/html; charset=utf-8", ".obligations.html", dutiesOnly, writeDuties},
	{"obligations-csv", "text/csv; charset=utf-8", ".obligations.csv", dutiesOnly, writeDutiesCSV},
}

// What formats hold.
func everything(n Counts) Counts   { return n }
func answersOnly(n Counts) Counts  { return Counts{Answers: n.Answers, Proofs: n.Proofs} }
func datesOnly(n Counts) Counts    { return Counts{Dates: n.Dates} }
func requestsOnly(n Counts) Counts { return Counts{Requests: n.Requests} }
func dutiesOnly(n Counts) Counts   { return Counts{Duties: n.Duties} }

// DatesOnly reports whether the format holds dates and nothing of any answer.
func (f Format) DatesOnly() bool {
	all := Counts{Questions: 1, Answers: 1, Dates: 1}
	return f.Holds(all) == datesOnly(all)
}

// rows is what stands in one row for each question.
func rows(n Counts) Counts {
	return Counts{Questions: n.Questions, Answers: n.Answers, Withheld: n.Withheld, Parked: n.Parked, Flags: n.Flags, Proofs: n.Proofs, Citations: n.Citations}
}

// Find returns the format with a name from a list. The faults name those there
// are.
func Find(formats []Format, name string) (Format, error) {
	i := slices.IndexFunc(formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		names := make([]string, len(formats))
		for k, f := range formats {
			names[k] = f.Name
		}
		return Format{}, questionnaire.Faults{{Path: "format", Problem: "there is no such format", Advice: "use one of " + strings.Join(names, ", ")}}
	}
	return formats[i], nil
}

// Render writes a document in the format, and fails rather than leave anything
// out.
func (f Format) Render(d *Document) ([]byte, error) {
	var b bytes.Buffer
	wrote, err := f.Write(&b, d)
	if err != nil {
		return nil, err
	}
	if want := f.Holds(d.Counts); wrote != want {
		return nil, fmt.Errorf("writing the report %s as %s: %+v went in and %+v came out", d.ID, f.Name, want, wrote)
	}
	return b.Bytes(), nil
}

// FileName is what the file is called: what it is, of when, and its marking,
// in letters that every system takes.
func (f Format) FileName(d *Document) string {
	parts := []string{"self-assessment", string(d.Kind), d.Day.String(), d.ID}
	if d.Revision > 0 {
		parts = append(parts, fmt.Sprintf("r%d", d.Revision))
	}
	if d.Part != "" {
		parts = append(parts, d.Part)
	}
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '-'
	}, strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "-"))
	return name + f.Extension
}
