package workbook_test

import (
	"bytes"
	"testing"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// TestRoundTrip: a book that comes back as it was changes nothing, in every
// language, whole or in part.
func TestRoundTrip(t *testing.T) {
	w := newWorld(t)
	for _, language := range []string{"en", "fr", "ar"} {
		for _, body := range []string{"", "customs"} {
			b := w.book(body)
			data := write(t, b, language)
			if !bytes.Equal(data, write(t, b, language)) {
				t.Errorf("%s: the same book gives other bytes", language)
			}
			changes := w.preview(w.lead, read(t, data))
			if len(changes) != len(b.Questions) {
				t.Errorf("%s %s: %d answers of %d came back", language, body, len(changes), len(b.Questions))
			}
			for id, c := range changes {
				if c.Kind != assessment.ChangeUnchanged {
					t.Errorf("%s: %s is %s: %v\n%+v\n%+v", language, id, c.Kind, c.Reasons, c.Online, c.Book)
				}
			}
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	book := newWorld(b).book("")
	b.ReportAllocs()
	for b.Loop() {
		write(b, book, "en")
	}
}

func BenchmarkRead(b *testing.B) {
	data := write(b, newWorld(b).book(""), "en")
	b.ReportMetric(float64(len(data)), "bytes")
	b.ReportAllocs()
	for b.Loop() {
		read(b, data)
	}
}

// BenchmarkAuthorWrite exports the built-in catalogue, which reads its own book back.
func BenchmarkAuthorWrite(b *testing.B) {
	c, lists := known(b)
	b.ReportAllocs()
	for b.Loop() {
		_, err := workbook.Export(c, lists)
		must(b, err)
	}
}

func BenchmarkAuthorRead(b *testing.B) {
	data, lists := authored(b, questionnaires.Files)
	b.ReportMetric(float64(len(data)), "bytes")
	b.ReportAllocs()
	for b.Loop() {
		imported(b, data, lists)
	}
}
