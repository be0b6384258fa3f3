package assessment

import (
	"context"
	"io"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Book is the answers of a file as they leave the product to be worked on
// elsewhere: all of them, or those that one body was given.
type Book struct {
	Country   *Country
	File      *File
	Body      string // empty: the whole file
	Catalogue *questionnaire.Catalogue
	Questions []*questionnaire.Question // in the order of the catalogue
	Records   map[string]Record         // by question; one that was never answered is missing
	Ledger    []Instrument              // the newest version of each instrument, and those that answers cite
	Made      time.Time
}

// Workbooks write books as spreadsheets and read them back, and read national
// lists. What does so is large, so only some programs have one. It may
// be used by several goroutines.
type Workbooks interface {
	// Write writes a book in a language. The same book gives the same bytes.
	Write(to io.Writer, b *Book, language string) error
	// Read reads a book that came back. A file that is no book of ours is
	// questionnaire.Faults that say what it is and what to do; an answer that
	// cannot be read carries its reasons.
	Read(data []byte) (*Returned, error)
	// List finds a national control list in a workbook, whoever made it. A file
	// that holds none, or more than one, is questionnaire.Faults.
	List(data []byte) (*annex.Sheet, error)
}

// Book collects the answers of a file, or of what was assigned to a body.
func (d *Desk) Book(ctx context.Context, a Act, f *File, body string) (*Book, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	b := &Book{File: f, Body: body, Catalogue: file.catalogue(), Records: map[string]Record{}, Made: d.Now().UTC()}
	if b.Country, err = d.Country(ctx, a.Country); err != nil {
		return nil, err
	}
	given, err := d.Store.Assignments(ctx, a.Country, f.ID)
	if err != nil {
		return nil, err
	}
	for _, q := range b.Catalogue.Questions() {
		if q.On(f.Track) && (body == "" || covered(given, body, q)) {
			b.Questions = append(b.Questions, q)
		}
	}
	if len(b.Questions) == 0 {
		var fs faults
		fs.add("body", "nothing of this file is assigned to it", "assign it sections or questions first, or take the whole file")
		return nil, fs.Faults
	}
	records, err := d.Store.Records(ctx, a.Country, f, "")
	if err != nil {
		return nil, err
	}
	cited := map[Citation]bool{}
	for _, r := range records {
		b.Records[r.Question] = r
		for _, c := range r.Instruments {
			cited[c] = true
		}
	}
	all, err := d.Store.Instruments(ctx, a.Country)
	if err != nil {
		return nil, err
	}
	for _, i := range newestOf(all) {
		cited[Citation{i.ID, i.Version}] = true
	}
	for _, i := range all {
		if cited[Citation{i.ID, i.Version}] {
			b.Ledger = append(b.Ledger, i)
		}
	}
	return b, nil
}

// covered reports whether a question was given to a body.
func covered(given []Assignment, body string, q *questionnaire.Question) bool {
	for i := range given {
		if given[i].Body == body && given[i].covers(q.Section.ID, q.ID) {
			return true
		}
	}
	return false
}
