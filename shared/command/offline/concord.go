package offline

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// concordFlags are the flags of concord.
type concordFlags struct {
	json, repeats, rows        *bool
	edition, scheme, overrides *string
}

// concord is the command that sets a national control list beside the Annex.
func (w World) concord(f *flag.FlagSet) command.Run {
	fl := concordFlags{
		json:      f.Bool("json", false, "print for programs"),
		edition:   f.String("edition", "", "compare with this `edition` of the Annex, such as 2024-03-14, instead of the newest"),
		scheme:    f.String("scheme", "", "read the codes as `eu`, us or reference instead of as detected"),
		overrides: f.String("overrides", "", "`file` with rows that a person confirmed or changed: a JSON list of entry, state, reason, by"),
		repeats:   f.Bool("keep-repeats", false, "accept a list that itself prints a code twice"),
		rows:      f.Bool("rows", false, "print every row, not only what is missing"),
	}
	return func(x command.IO, args []string) error {
		found, err := fl.compare(x, args[0])
		if err != nil {
			return err
		}
		if *fl.json {
			return x.JSON(found)
		}
		p := x.Printer()
		found.print(p, args[0], *fl.rows)
		return p.Err()
	}
}

// concorded is what concord found out.
type concorded struct {
	Notice      string             `json:"notice"`
	Detected    annex.Detection    `json:"detected"`
	Encoding    string             `json:"encoding"`
	Lines       int                `json:"lines"`
	Absent      []annex.Line       `json:"absent,omitempty"`
	Notes       []annex.Fault      `json:"notes,omitempty"`
	Summary     annex.Summary      `json:"summary"`
	Concordance *annex.Concordance `json:"concordance"`

	Answers map[string]questionnaire.Response `json:"answers"` // what AX-02 and AX-03 may be answered with
}

func (fl concordFlags) compare(x command.IO, name string) (*concorded, error) {
	edition, err := fl.open()
	if err != nil {
		return nil, err
	}
	data, err := x.Read(name, annex.MaxBytes+1) // annex says what is too large
	if err != nil {
		return nil, err
	}
	var options []annex.Option
	if *fl.repeats {
		options = append(options, annex.KeepRepeats)
	}
	list, err := readList(data, options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	detected := edition.Detect(list)
	scheme := detected.Scheme
	if *fl.scheme != "" {
		scheme = annex.Scheme(*fl.scheme)
	}
	c, err := edition.Concord(list, scheme)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if c, err = fl.settle(x, c); err != nil {
		return nil, err
	}
	sum := c.Summary()
	return &concorded{
		Notice: annex.Notice, Detected: detected, Encoding: list.Encoding, Lines: len(list.Lines), Absent: list.Absent, Notes: list.Notes,
		Summary: sum, Concordance: c, Answers: assessment.Suggestions(sum),
	}, nil
}

// readList reads a list from CSV or from a workbook.
func readList(data []byte, options []annex.Option) (*annex.List, error) {
	if !annex.IsWorkbook(data) {
		return annex.ReadList(data, options...)
	}
	sheet, err := workbook.List(data)
	if err != nil {
		return nil, fmt.Errorf("looking for the control list in the workbook: %w", err)
	}
	return annex.ReadSheet(sheet, options...)
}

func (fl concordFlags) open() (*annex.Edition, error) {
	editions := annex.Editions()
	id := editions[len(editions)-1]
	if *fl.edition != "" {
		id = *fl.edition
	}
	edition, err := annex.Open(id)
	if err != nil {
		return nil, command.Usagef("-edition: %v", err)
	}
	switch annex.Scheme(*fl.scheme) {
	case "", annex.EUStyle, annex.USStyle, annex.AnnexReferences:
		return edition, nil
	}
	return nil, command.Usagef("-scheme %s: use %s, %s or %s", *fl.scheme, annex.EUStyle, annex.USStyle, annex.AnnexReferences)
}

// settle applies what a person decided; every fault of the file is reported.
func (fl concordFlags) settle(x command.IO, c *annex.Concordance) (*annex.Concordance, error) {
	if *fl.overrides == "" {
		return c, nil
	}
	data, err := x.Read(*fl.overrides, maxFile)
	if err != nil {
		return nil, err
	}
	var overrides []annex.Override
	if faults := questionnaire.Decode(data, &overrides); faults != nil {
		return nil, faults.In(*fl.overrides)
	}
	var wrong []error
	for i, o := range overrides {
		next, err := c.Override(o)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: [%d]: %w", *fl.overrides, i, err))
			continue
		}
		c = next
	}
	return c, errors.Join(wrong...)
}

var schemeWords = map[annex.Scheme]string{
	annex.EUStyle: "EU style (dual-use and military-list numbers)", annex.USStyle: "US style (ECCN)", annex.AnnexReferences: "Annex references",
}

var stateStyles = map[annex.State]command.Style{
	annex.Covered: command.Good, annex.Confirmed: command.Good, annex.Partly: command.Warn, annex.NotFound: command.Bad,
}

func (r *concorded) print(p *command.Printer, name string, all bool) {
	c, sum := r.Concordance, r.Summary
	p.Title("National control list beside the Annex, edition of " + c.Edition)
	p.Para(0, "", fmt.Sprintf("%s: %s; codes read as %s.", name, plural(r.Lines, "line", "lines"), schemeWords[c.Scheme]))
	if c.Scheme != r.Detected.Scheme {
		p.Para(2, "", "The program would have read them as "+schemeWords[r.Detected.Scheme]+".")
	} else if !r.Detected.Sure {
		p.Para(2, "", "The codes do not settle this: please check, and correct it with -scheme if it is wrong.")
	}
	for _, reason := range r.Detected.Reasons {
		p.Para(4, "  - ", reason)
	}
	p.Line("")
	p.Table([][]command.Cell{
		{{Text: "covered"}, {Text: fmt.Sprint(sum.Covered), Right: true}, {Text: "rows the list itself carries"}},
		{{Text: "confirmed"}, {Text: fmt.Sprint(sum.Confirmed), Right: true}, {Text: "rows a person confirmed"}},
		{{Text: "partly"}, {Text: fmt.Sprint(sum.Partly), Right: true}, {Text: "rows carried in part, or by a code that is wider or narrower"}},
		{{Text: "not found"}, {Text: fmt.Sprint(sum.NotFound), Right: true}, {Text: "rows with no line"}},
	})
	p.Line("")
	p.Para(2, "", fmt.Sprintf("AX-02: %d of %d (covered and confirmed rows; Category I counts twice).", sum.Carried, sum.CarriedOf))
	p.Para(2, "", fmt.Sprintf("AX-03: %d of %d kinds of entry are carried wherever the Annex has them%s.", len(sum.Kinds), sum.KindsOf, named(r.Answers["AX-03"].Choices)))
	if all {
		printRows(p, "Every row", c.Rows)
	} else {
		for _, item := range c.Missing() {
			printRows(p, fmt.Sprintf("Item %d: not carried, or only partly", item.Item), item.Rows)
		}
	}
	r.rest(p)
	p.Line("")
	p.Para(0, "", annex.Notice)
}

func named(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	words := make([]string, len(ids))
	for i, k := range ids {
		words[i] = strings.ReplaceAll(k, "_", " ")
	}
	return ": " + strings.Join(words, ", ")
}

func printRows(p *command.Printer, heading string, rows []annex.Row) {
	p.Heading(heading)
	var table [][]command.Cell
	for _, row := range rows {
		text := fmt.Sprintf("%s. %s", row.Entry.Title, capital(row.Reason))
		if row.Provenance.ToConfirm() {
			text += fmt.Sprintf(" (%s, to be confirmed)", row.Provenance)
		}
		if o := row.Override; o != nil {
			text += fmt.Sprintf("; %s by %s: %s", o.State, o.By, o.Reason)
		}
		table = append(table, []command.Cell{{Text: row.Entry.Code}, {Text: string(row.State), Style: stateStyles[row.State]}, {Text: text + "."}})
	}
	p.Table(table)
}

// rest prints the lines that speak for no row, and what is worth a look.
func (r *concorded) rest(p *command.Printer) {
	if unmatched := r.Concordance.Unmatched; len(unmatched) > 0 {
		p.Heading("Lines of the list that match no row of the Annex")
		var table [][]command.Cell
		for _, u := range unmatched {
			table = append(table, []command.Cell{{Text: fmt.Sprintf("line %d", u.Line.Number)}, {Text: u.Line.Code}, {Text: u.Reason}})
		}
		p.Table(table)
	}
	if len(r.Absent) > 0 {
		p.Para(2, "", fmt.Sprintf("Lines that say \"not used\" or \"reserved\" and so carry nothing: %d.", len(r.Absent)))
	}
	if len(r.Notes) > 0 {
		p.Heading("Worth a look")
		for _, n := range r.Notes {
			p.Para(4, "  - ", n.String())
		}
	}
}
