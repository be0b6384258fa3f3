package workbook_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// content is read once for all tests.
var content = sync.OnceValue(func() *assessment.Content { return assessment.NewContent(questionnaires.Files) })

var format = workbook.New(content())

// world is the sample states over a file of the test's own.
type world struct {
	t    testing.TB
	desk *assessment.Desk
	file *assessment.File // XA's draft
	lead assessment.Act
}

// seeded is a file of the sample states, made once: each test works on a copy.
var seeded = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "workbook")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	name := filepath.Join(folder, "table.db")
	file, err := embedded.Open(name, "records")
	if err != nil {
		return nil, err
	}
	keep := store.New(file.Table("records"))
	if err := errors.Join(sample.Seed(context.Background(), keep, newDesk(keep)), file.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})

func newDesk(keep *store.Store) *assessment.Desk {
	n := 0
	return &assessment.Desk{Store: keep, Content: content(),
		Now:   func() time.Time { return time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC) },
		NewID: func() string { n++; return fmt.Sprintf("id%08d", n) }}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	data, err := seeded()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "table.db")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := embedded.Open(name, "records")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	w := &world{t: t, desk: newDesk(store.New(file.Table("records")))}
	w.lead = assessment.Act{Country: sample.XA, By: "sample-ada", Lead: true}
	files, err := w.desk.Store.Files(context.Background(), sample.XA)
	if err != nil {
		t.Fatal(err)
	}
	w.file = &files[len(files)-1]
	due := questionnaire.Date{Year: 2026, Month: 12, Day: 18}
	for _, given := range []assessment.Assignment{
		{Body: "customs", Version: 1, Sections: []string{"EN-C"}, Questions: []string{"LB-01", "AX-03"}, Due: due},
		// enough for most tests; the whole book is slow to change
		{Body: "treasury", Version: 1, Sections: []string{"LB-A"}, Questions: []string{"EN-41", "AX-02", "AX-03", "NC-02", "NC-07"}, Due: due},
	} {
		if err := w.desk.Assign(context.Background(), w.lead, w.file, &given); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// book is XA's file as it stands, whole or what a body was given.
func (w *world) book(body string) *assessment.Book {
	w.t.Helper()
	b, err := w.desk.Book(context.Background(), w.lead, w.file, body)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func write(t testing.TB, b *assessment.Book, language string) []byte {
	t.Helper()
	var data bytes.Buffer
	if err := format.Write(&data, b, language); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

func read(t testing.TB, data []byte) *assessment.Returned {
	t.Helper()
	book, err := format.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// preview is what a book would change, by question.
func (w *world) preview(a assessment.Act, book *assessment.Returned) map[string]assessment.Change {
	w.t.Helper()
	changes, err := w.desk.PreviewImport(context.Background(), a, w.file, book)
	if err != nil {
		w.t.Fatal(err)
	}
	all := map[string]assessment.Change{}
	for _, c := range changes {
		all[c.Question] = c
	}
	return all
}

// save saves an answer of XA online.
func (w *world) save(question string, r questionnaire.Response, flag string, cited ...assessment.Citation) *assessment.Record {
	w.t.Helper()
	now, err := w.desk.Record(context.Background(), sample.XA, w.file, question)
	if err != nil {
		w.t.Fatal(err)
	}
	record, err := w.desk.Answer(context.Background(), w.lead, w.file, question, now.Version, r, flag, cited...)
	if err != nil {
		w.t.Fatal(err)
	}
	return record
}

// parts unpacks a book.
func parts(t testing.TB, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// pack makes a book of parts.
func pack(t testing.TB, all map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p, err := z.Create(name)
		if err == nil {
			_, err = p.Write(all[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
