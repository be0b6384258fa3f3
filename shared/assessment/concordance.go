package assessment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// MaxListBytes is the size of the largest national list that a file takes. A
// list of every item of the Annex with its texts is a quarter of that.
const MaxListBytes = 240_000

// NationalList is a country's control list as it was handed in for a file. No
// version of it is ever written again.
type NationalList struct {
	Version     int          `json:"version"`
	Name        string       `json:"name"`
	Scheme      annex.Scheme `json:"scheme,omitempty"`       // how its codes are to be read; empty: as they look
	KeepRepeats bool         `json:"keep_repeats,omitempty"` // the published list itself prints a code twice
	Hash        string       `json:"hash"`                   // SHA-256 of the text, in hex
	By          string       `json:"by"`
	At          time.Time    `json:"at"`
	CSV         string       `json:"csv,omitempty"` // the text, whole; left out where only the list is named

	Sheet *annex.Sheet         `json:"-"` // where the text is to be taken from as it is handed in; nil: it is CSV
	Wrong questionnaire.Faults `json:"-"` // of a file that holds no list, told with those of the rest; nil: it holds one
}

// Override is what a person decided about one row of the Annex, in place of
// what the list says. One without a state was taken back.
type Override struct {
	Row     string      `json:"row"` // code of the entry, such as 3.A.1
	Version int         `json:"version"`
	State   annex.State `json:"state,omitempty"` // confirmed, partly or not found
	Reason  string      `json:"reason,omitempty"`
	List    int         `json:"list"` // version of the list that stood there
	By      string      `json:"by"`
	At      time.Time   `json:"at"`
}

// Concordance is the national list of a file beside its edition of the Annex.
type Concordance struct {
	Edition   string            `json:"edition"`
	List      *NationalList     `json:"list,omitempty"` // without its text; nil before one is handed in
	Detected  *annex.Detection  `json:"detected,omitempty"`
	Scheme    annex.Scheme      `json:"scheme,omitempty"` // under which the codes were read
	Lines     int               `json:"lines"`            // of the list that carry a code
	Absent    int               `json:"absent"`           // lines that say that nothing stands there
	Rows      []AnnexRow        `json:"rows"`             // one for each entry, in Annex order
	Unmatched []annex.Unmatched `json:"unmatched"`
	Notes     []annex.Fault     `json:"notes"`
	Summary   *annex.Summary    `json:"summary,omitempty"` // nil without a list
}

// NoList is the state of every row before a list is handed in: nothing is
// known, which is not the same as not found.
const NoList annex.State = "unknown"

// AnnexRow is a row of a concordance with what a person decided about it.
type AnnexRow struct {
	annex.Row
	Override *Override `json:"override,omitempty"` // also one that was taken back
}

// The questions that a concordance answers.
const (
	coverageQuestion = "AX-02" // for how many rows the list has an equivalent
	kindsQuestion    = "AX-03" // which of the five kinds of entry it carries
)

// kinds are the subcategories of the Annex as the question about them has them.
var kinds = map[string]string{"A": "equipment", "B": "test_and_production", "C": "materials", "D": "software", "E": "technology"}

// Suggestions are the responses that a concordance gives to the questions about
// it, by question. A person gives the answer; nothing is written by itself.
func Suggestions(sum annex.Summary) map[string]questionnaire.Response {
	carried := []string{}
	for _, k := range sum.Kinds {
		carried = append(carried, kinds[k])
	}
	count := len(carried)
	return map[string]questionnaire.Response{
		coverageQuestion: {State: questionnaire.Value, Count: &sum.Carried},
		kindsQuestion:    {State: questionnaire.Value, Count: &count, Choices: carried},
	}
}

// Concordance sets the national list of a file beside the Annex.
func (d *Desk) Concordance(ctx context.Context, country string, f *File) (*Concordance, error) {
	list, err := d.Store.NationalList(ctx, country, f.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	overrides, err := d.Store.Overrides(ctx, country, f.ID)
	if err != nil {
		return nil, err
	}
	return d.concord(f, list, overrides)
}

// concord sets a list beside the edition that a file is pinned to; a nil list
// leaves every row unknown.
func (d *Desk) concord(f *File, list *NationalList, overrides []Override) (*Concordance, error) {
	edition, err := d.Content.edition(f.AnnexEdition)
	if err != nil {
		return nil, err
	}
	c := &Concordance{Edition: edition.ID, Unmatched: []annex.Unmatched{}, Notes: []annex.Fault{}}
	if list == nil {
		for _, e := range edition.Entries() {
			c.Rows = append(c.Rows, AnnexRow{Row: annex.Row{Entry: e, State: NoList, Computed: NoList}})
		}
		return c, nil
	}
	var options []annex.Option
	if list.KeepRepeats {
		options = append(options, annex.KeepRepeats)
	}
	var read *annex.List
	if list.Sheet != nil {
		read, err = annex.ReadSheet(list.Sheet, options...)
	} else {
		read, err = annex.ReadList([]byte(list.CSV), options...)
	}
	if err != nil {
		return nil, err
	}
	detected := edition.Detect(read)
	c.Detected, c.Scheme, c.Lines, c.Absent = &detected, list.Scheme, len(read.Lines), len(read.Absent)
	if c.Scheme == "" {
		c.Scheme = detected.Scheme
	}
	compared, err := edition.Concord(read, c.Scheme)
	if err != nil {
		return nil, err
	}
	decided := map[string]*Override{}
	for i := range overrides {
		o := &overrides[i]
		decided[o.Row] = o
		if o.State == "" {
			continue
		}
		if compared, err = compared.Override(annex.Override{Entry: o.Row, State: o.State, Reason: o.Reason, By: o.By}); err != nil {
			return nil, err
		}
	}
	named := *list
	named.CSV = ""
	sum := compared.Summary()
	c.List, c.Summary = &named, &sum
	c.Unmatched, c.Notes = append(c.Unmatched, compared.Unmatched...), append(c.Notes, read.Notes...)
	for _, row := range compared.Rows {
		c.Rows = append(c.Rows, AnnexRow{row, decided[row.Entry.Code]})
	}
	return c, nil
}

// Row returns the row of an entry by its code; nil for none.
func (c *Concordance) Row(code string) *AnnexRow {
	i := slices.IndexFunc(c.Rows, func(r AnnexRow) bool { return r.Entry.Code == code })
	if i < 0 {
		return nil
	}
	return &c.Rows[i]
}

// AnnexRow reads one row of a file's concordance.
func (d *Desk) AnnexRow(ctx context.Context, country string, f *File, code string) (*AnnexRow, error) {
	c, err := d.Concordance(ctx, country, f)
	if err != nil {
		return nil, err
	}
	if row := c.Row(code); row != nil {
		return row, nil
	}
	return nil, ErrNotFound
}

// MayConcord says why a person may not write to the concordance of a file; nil
// if they may: it is proof of one answer, and is written by those who give it.
func (d *Desk) MayConcord(ctx context.Context, a Act, f *File) error {
	return d.MayAnswer(ctx, a, f, coverageQuestion)
}

// WriteList takes a national list whose author saw Version-1, in place of the
// one that stood there.
func (d *Desk) WriteList(ctx context.Context, a Act, f *File, list *NationalList) error {
	if err := d.MayConcord(ctx, a, f); err != nil {
		return err
	}
	if err := d.checkList(f, list); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(list.CSV))
	list.Hash, list.By, list.At = hex.EncodeToString(sum[:]), a.By, d.Now().UTC()
	return d.Store.SaveNationalList(ctx, a.Country, f.ID, list, d.event(a, "list_changed", ListOf(f.ID), list.Name))
}

// ListOf is what the events about a file's national list are about.
func ListOf(file string) string { return file + " list" }

// checkList says what is wrong with a list, with paths from its fields. Its text
// may be a file in any encoding that package annex reads, or that of a sheet; it
// becomes UTF-8.
func (d *Desk) checkList(f *File, list *NationalList) error {
	list.Name = strings.TrimSpace(list.Name)
	unread := list.Wrong != nil
	var fs faults
	fs.text("name", list.Name, 1, 200)
	switch list.Scheme {
	case "", annex.EUStyle, annex.USStyle, annex.AnnexReferences:
	default:
		fs.add("scheme", "not a way to read codes", "use eu, us or reference, or leave it out")
		unread = true
	}
	field := "csv"
	if list.Sheet != nil {
		field, list.CSV = "xlsx", list.Sheet.Text()
	}
	text, err := annex.Text([]byte(list.CSV))
	if err == nil {
		list.CSV = text
	}
	if n := len(list.CSV); n > MaxListBytes {
		fs.add(field, fmt.Sprintf("the list has %d bytes, at most %d are taken", n, MaxListBytes), "remove what is not part of the list, such as long notes")
		unread = true
	}
	fs.Faults = append(fs.Faults, list.Wrong...)
	if unread {
		return fs.Faults
	}
	_, err = d.concord(f, list, nil)
	var wrong annex.Faults
	if err != nil && !errors.As(err, &wrong) {
		return err
	}
	for i, fault := range wrong {
		if i == mostListFaults {
			fs.add(field, fmt.Sprintf("there are %d more", len(wrong)-i), "correct these first")
			break
		}
		fs.add(field, placed(fault), fault.Advice)
	}
	return fs.Err()
}

// mostListFaults is how many faults of a list are told at once.
const mostListFaults = 100

// placed is a fault of a list with where it stands.
func placed(f annex.Fault) string {
	switch {
	case f.Line == 0:
		return f.Problem
	case f.Cell != "":
		return f.Cell + ": " + f.Problem
	case f.Column == "":
		return fmt.Sprintf("line %d: %s", f.Line, f.Problem)
	}
	return fmt.Sprintf("line %d, column %s: %s", f.Line, f.Column, f.Problem)
}

// ListChange is what a list would change that is not kept yet.
type ListChange struct {
	Before *annex.Summary   `json:"before,omitempty"` // nil where no list stood
	After  annex.Summary    `json:"after"`
	Scheme annex.Scheme     `json:"scheme"`
	Found  *annex.Detection `json:"detected"`
	Lines  int              `json:"lines"`
	Rows   []RowChange      `json:"rows"` // that would come out otherwise
	Notes  []annex.Fault    `json:"notes"`
}

// RowChange is a row that a list would change. What a person decided about a
// row stands, whatever the list says.
type RowChange struct {
	Row    string      `json:"row"`
	Title  string      `json:"title"`
	Before annex.State `json:"before"`
	After  annex.State `json:"after"`
}

// PreviewList says what a list would change, and keeps nothing.
func (d *Desk) PreviewList(ctx context.Context, a Act, f *File, list *NationalList) (*ListChange, error) {
	if err := d.MayConcord(ctx, a, f); err != nil {
		return nil, err
	}
	if err := d.checkList(f, list); err != nil {
		return nil, err
	}
	before, err := d.Concordance(ctx, a.Country, f)
	if err != nil {
		return nil, err
	}
	overrides, err := d.Store.Overrides(ctx, a.Country, f.ID)
	if err != nil {
		return nil, err
	}
	after, err := d.concord(f, list, overrides)
	if err != nil {
		return nil, err
	}
	change := &ListChange{Before: before.Summary, After: *after.Summary, Scheme: after.Scheme, Found: after.Detected, Lines: after.Lines, Rows: []RowChange{}, Notes: after.Notes}
	for i, row := range after.Rows {
		if was := before.Rows[i].State; was != row.State {
			change.Rows = append(change.Rows, RowChange{row.Entry.Code, row.Entry.Title, was, row.State})
		}
	}
	return change, nil
}

// Decide keeps what a person says about a row, whose author saw Version-1 of
// it, in place of what the list says; without a state, the list speaks again.
func (d *Desk) Decide(ctx context.Context, a Act, f *File, o *Override) error {
	if err := d.MayConcord(ctx, a, f); err != nil {
		return err
	}
	c, err := d.Concordance(ctx, a.Country, f)
	if err != nil {
		return err
	}
	if c.Row(o.Row) == nil {
		return ErrNotFound
	}
	o.Reason = strings.TrimSpace(o.Reason)
	var fs faults
	switch o.State {
	case annex.Confirmed, annex.Partly, annex.NotFound:
		fs.text("reason", o.Reason, annex.MinReason, 2000)
	case "":
		fs.text("reason", o.Reason, 0, 2000)
	default:
		fs.add("state", "not a state that a person may set", fmt.Sprintf("use %q, %q or %q, or leave it out to let the list speak", annex.Confirmed, annex.Partly, annex.NotFound))
	}
	if c.List == nil {
		fs.add("", "there is no national list yet", "hand one in first")
	}
	if fs.Err() != nil {
		return fs.Faults
	}
	o.List, o.By, o.At = c.List.Version, a.By, d.Now().UTC()
	return d.Store.SaveOverride(ctx, a.Country, f.ID, o)
}
