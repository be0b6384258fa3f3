package store

import (
	"context"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Files lists the headers of a country's files, by id and revision.
func (s *Store) Files(ctx context.Context, country string) ([]assessment.File, error) {
	return list[assessment.File](ctx, s, "listing the files", table.Query{PK: private(country), Prefix: "F#", Reading: table.Strong})
}

// File reads a header.
func (s *Store) File(ctx context.Context, country, id string, revision int) (*assessment.File, error) {
	f := &assessment.File{}
	_, err := s.get(ctx, "reading the file", key(private(country), headerKey(id, revision)), table.Strong, f)
	return f, err
}

// putHeader makes the operation that writes a header whose author saw
// Version-1.
func putHeader(country string, f *assessment.File) (table.Op, error) {
	return put(key(private(country), headerKey(f.ID, f.Revision)), stamp{version: f.Version}.String(), f, seen(f.Version-1))
}

// batch is how many records one transaction carries beside their history and a
// check of the header.
const batch = (table.MaxOps - 1) / 2

// OpenFile keeps the first records and then the header: a file without a
// header does not exist, so a half-made one is never seen, and making it again
// is harmless. Once the header is there nothing is made again: somebody who
// opens the same revision at the same time must not write over what was saved
// in it since.
func (s *Store) OpenFile(ctx context.Context, country string, f *assessment.File, records []assessment.Record, sectionOf func(question string) string, beside func([]assessment.File) error, e assessment.Event) error {
	const doing = "opening the file"
	none := table.Op{Kind: table.Check, Item: table.Item{Key: key(private(country), headerKey(f.ID, f.Revision))}, If: table.Absent()}
	for from := 0; from < len(records); from += batch {
		ops := []table.Op{none}
		for _, r := range records[from:min(from+batch, len(records))] {
			section := sectionOf(r.Question)
			record, err := put(key(working(country, f), recordKey(section, r.Question)), stamp{version: r.Version}.String(), r, table.Condition{})
			if err != nil {
				return err
			}
			history, err := put(key(working(country, f), historyKey(section, r.Question, r.Version)), "1", r, table.Condition{})
			if err != nil {
				return err
			}
			ops = append(ops, record, history)
		}
		if err := s.write(ctx, doing, ops...); err != nil {
			return s.unless(ctx, doing, e, err)
		}
	}
	header, err := putHeader(country, f)
	if err != nil {
		return err
	}
	return s.withEventIf(ctx, doing, country, e, func() error {
		files, err := s.Files(ctx, country)
		if err != nil {
			return err
		}
		return beside(files)
	}, header)
}
