package assessment

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Returned is a Book that came back, as far as it can be read without the file
// that it was made from.
type Returned struct {
	Country   string // id
	File      string
	Revision  int
	Catalogue string
	Answers   []ReturnedAnswer // in the order of the book
}

// ReturnedAnswer is one answer of a book.
type ReturnedAnswer struct {
	Question    string
	Base        int // version of the answer from which the book was made; 0 for none
	Response    questionnaire.Response
	Flag        string
	Instruments []Citation
	Reasons     []Reason         // why it cannot be read
	Places      map[string]Place // where a part stands, by its path, such as response.level; "" is the whole answer
}

// Place is a cell of a workbook.
type Place struct {
	Sheet string `json:"sheet,omitempty"`
	Cell  string `json:"cell,omitempty"`
}

// Reason says why an answer of a book is refused, where it stands and what to
// do.
type Reason struct {
	Place
	Problem string `json:"problem"`
	Advice  string `json:"advice,omitempty"`
}

// ChangeKind says what comes of an answer of a book.
type ChangeKind string

// What may come of an answer. Those that stand online are newer in a conflict,
// and stay unless somebody ticks the other.
const (
	ChangeApply     ChangeKind = "apply"     // it differs, and nobody changed the one online since
	ChangeUnchanged ChangeKind = "unchanged" // it says what stands online, or was not touched in the book
	ChangeConflict  ChangeKind = "conflict"  // it was changed in the book and online
	ChangeRefused   ChangeKind = "refused"
)

// Claim is what an answer says, without its trace.
type Claim struct {
	Response    questionnaire.Response `json:"response"`
	Flag        string                 `json:"flag,omitempty"`
	Instruments []Citation             `json:"instruments,omitempty"`
}

// Change is what an import would do to one question.
type Change struct {
	Question string     `json:"question"`
	Kind     ChangeKind `json:"kind"`
	Version  int        `json:"version"` // of the answer online
	Online   Claim      `json:"online"`
	Book     *Claim     `json:"book,omitempty"` // none: refused
	Reasons  []Reason   `json:"reasons,omitempty"`
}

// importing is what a preview needs to know of a file, read once.
type importing struct {
	*asked
	act     Act
	book    *Returned
	origin  *File // the revision that the book was made from
	records map[string]Record
	given   []Assignment
	paired  map[string]bool
	ledger  []Instrument
}

// PreviewImport says what a book would change in a file, in the order of the
// book. A book of something else is questionnaire.Faults.
func (d *Desk) PreviewImport(ctx context.Context, a Act, f *File, book *Returned) ([]Change, error) {
	in, err := d.importing(ctx, a, f, book)
	if err != nil {
		return nil, err
	}
	changes := make([]Change, len(book.Answers))
	for i := range book.Answers {
		if changes[i], err = d.change(ctx, in, &book.Answers[i]); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

func (d *Desk) importing(ctx context.Context, a Act, f *File, book *Returned) (*importing, error) {
	if f.State != Draft {
		return nil, ErrSealed
	}
	if faults := book.belongs(a, f); faults != nil {
		return nil, faults
	}
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	in := &importing{asked: file, act: a, book: book, origin: f, records: map[string]Record{}, paired: map[string]bool{}}
	if book.Revision != f.Revision {
		if in.origin, err = d.Store.File(ctx, a.Country, f.ID, book.Revision); err != nil {
			return nil, err
		}
	}
	records, err := d.Store.Records(ctx, a.Country, f, "")
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		in.records[r.Question] = r
	}
	pairs, err := d.Store.Pairs(ctx, a.Country, f.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		in.paired[p.Question] = true
	}
	if in.given, err = d.Store.Assignments(ctx, a.Country, f.ID); err != nil {
		return nil, err
	}
	in.ledger, err = d.Store.Instruments(ctx, a.Country)
	return in, err
}

// belongs says what a book was made from, when it was not made from the file.
func (b *Returned) belongs(a Act, f *File) error {
	var fs faults
	switch {
	case b.Country != a.Country:
		fs.add("", "this workbook was made for another country", "nothing was read from it; choose the workbook that was downloaded from this file")
	case b.File != f.ID:
		fs.add("", "this workbook was made from another file of your country", "open that file, or choose the workbook that was downloaded from this one")
	case b.Catalogue != f.Catalogue:
		fs.add("", fmt.Sprintf("this workbook holds the questionnaires %s, and this file is asked under %s", b.Catalogue, f.Catalogue), "download a new workbook from this file")
	case b.Revision < 1 || b.Revision > f.Revision:
		fs.add("", fmt.Sprintf("this workbook names revision %d of the file, which does not exist", b.Revision), "download a new workbook from this file")
	}
	return fs.Err()
}

// change says what one answer of a book would do.
func (d *Desk) change(ctx context.Context, in *importing, r *ReturnedAnswer) (Change, error) {
	current := in.records[r.Question]
	online := Claim{current.Response, current.Flag, current.Instruments}
	c := Change{Question: r.Question, Version: current.Version, Online: online, Reasons: r.Reasons}
	c.Book = r.claim(&online)
	if online.Response.State == "" {
		c.Online.Response.State = questionnaire.Unanswered
	}
	moved := in.origin != in.File || current.Version != r.Base
	touched := true
	if moved && len(r.Reasons) == 0 {
		before, err := d.before(ctx, in, r)
		if err != nil {
			return c, err
		}
		touched = before == nil || !c.Book.equal(before)
		if before != nil && !in.act.Lead && c.Book.plain().Response.Release == before.plain().Response.Release {
			c.Book.Response.Release = online.Response.Release // the lead's doing, which the book does not touch
		}
	}
	touched = touched && !c.Book.equal(&c.Online) || len(r.Reasons) > 0
	if !touched {
		c.Kind = ChangeUnchanged
		return c, nil
	}
	c.Reasons = append(slices.Clone(r.Reasons), d.refusals(in, r, &c)...)
	switch {
	case len(c.Reasons) > 0:
		c.Kind, c.Book = ChangeRefused, nil
	case moved:
		c.Kind = ChangeConflict
	default:
		c.Kind = ChangeApply
	}
	return c, nil
}

// before is what an answer said when its book was made; nil when that is not
// known any more.
func (d *Desk) before(ctx context.Context, in *importing, r *ReturnedAnswer) (*Claim, error) {
	if r.Base == 0 {
		return &Claim{Response: questionnaire.Response{State: questionnaire.Unanswered}}, nil
	}
	history, err := d.Store.History(ctx, in.act.Country, in.origin, in.sectionOf(r.Question), r.Question)
	if err != nil {
		return nil, err
	}
	for _, h := range history {
		if h.Version == r.Base {
			return &Claim{h.Response, h.Flag, h.Instruments}, nil
		}
	}
	return nil, nil
}

// claim is what an answer of a book says. What reviewers found is never taken
// from it: their findings stay on what the book leaves as it stands.
func (r *ReturnedAnswer) claim(online *Claim) *Claim {
	c := &Claim{r.Response, r.Flag, r.Instruments}
	c.Response.Accepted = online.Response.Accepted && c.Response.State == questionnaire.NA && tidy(c.Response.Reason) == tidy(online.Response.Reason)
	c.Response.Evidence = slices.Clone(c.Response.Evidence)
	for i := range c.Response.Evidence {
		e := &c.Response.Evidence[i]
		e.Seen, e.Rejected = false, false
		for _, old := range online.Response.Evidence {
			if plainEvidence(*e) == plainEvidence(old) {
				e.Seen, e.Rejected = old.Seen, old.Rejected
			}
		}
	}
	if c.Response.Release == questionnaire.ReleaseMinistry && online.Response.Release == "" {
		c.Response.Release = ""
	}
	return c
}

// equal reports whether two claims say the same. Findings of reviewers, and
// how a text is wrapped and spaced at its ends, do not count.
func (c *Claim) equal(other *Claim) bool {
	return reflect.DeepEqual(c.plain(), other.plain())
}

// plain is a claim as it is compared.
func (c *Claim) plain() Claim {
	r := c.Response
	r.Text, r.Reason, r.Accepted = tidy(r.Text), tidy(r.Reason), false
	if r.State == "" {
		r.State = questionnaire.Unanswered
	}
	if r.Release == "" {
		r.Release = questionnaire.ReleaseMinistry
	}
	r.Choices = append([]string{}, slices.Sorted(slices.Values(r.Choices))...)
	evidence := []questionnaire.Evidence{}
	for _, e := range r.Evidence {
		evidence = append(evidence, plainEvidence(e))
	}
	r.Evidence = evidence
	return Claim{r, tidy(c.Flag), append([]Citation{}, c.Instruments...)}
}

// plainEvidence is a proof as the country gave it.
func plainEvidence(e questionnaire.Evidence) questionnaire.Evidence {
	return questionnaire.Evidence{Grade: e.Grade, Date: e.Date, Title: tidy(e.Title), Pinpoint: tidy(e.Pinpoint), Sealed: e.Sealed,
		Custodian: tidy(e.Custodian), Identifier: tidy(e.Identifier)}
}

// tidy is a text without spaces around it and with plain line ends.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// refusals are the reasons why a person's change is not taken.
func (d *Desk) refusals(in *importing, r *ReturnedAnswer, c *Change) []Reason {
	if r.Question == "" { // what belongs to no question
		return nil
	}
	q := in.question(r.Question)
	if q == nil {
		return []Reason{{r.place(""), "there is no question " + r.Question + " in this file", "download a new workbook from this file"}}
	}
	if !in.act.Lead {
		if !mayAnswer(in.given, in.act.Bodies, q.Section.ID, q.ID) {
			return []Reason{{r.place(""), "this question is not given to a body that you speak for", "ask the lead to assign it, or to import the workbook"}}
		}
		if in.paired[q.ID] {
			return []Reason{{r.place(""), "this question is put to two bodies", "write the reply of yours on the page of the question"}}
		}
	}
	if len(r.Reasons) > 0 {
		return nil // what could be read of it need not be right
	}
	var fs faults
	if !in.act.Lead && c.Book.plain().Response.Release != c.Online.plain().Response.Release {
		fs.add("response.release", "only the lead says how far an answer may travel", "leave it as it was")
	}
	fs.text("flag", r.Flag, 0, maxFlag)
	var out []Reason
	for _, f := range slices.Concat(fs.Faults, d.checkResponse(in.act, in.asked, q.ID, c.Book.by(in.act)), citedFaults(in.ledger, r.Instruments)) {
		out = append(out, Reason{r.place(f.Path), f.Problem, f.Advice})
	}
	return out
}

// by is the response as its author may save it: how far it travels is the
// lead's to say, and anybody else's change waits for that.
func (c *Claim) by(a Act) questionnaire.Response {
	r := c.Response
	if !a.Lead {
		r.Release = ""
	}
	return r
}

// place is where a part of an answer stands, or the part around it.
func (r *ReturnedAnswer) place(path string) Place {
	for {
		if p, ok := r.Places[path]; ok || path == "" {
			return p
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
}
