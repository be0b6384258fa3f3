package workbook_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

func level(n int) questionnaire.Response {
	return questionnaire.Response{State: questionnaire.Value, Level: &n}
}

// chosenOf ticks questions of a preview.
func chosenOf(changes map[string]assessment.Change, questions ...string) []assessment.Chosen {
	var all []assessment.Chosen
	for _, q := range questions {
		all = append(all, assessment.Chosen{Question: q, Version: changes[q].Version})
	}
	return all
}

func (w *world) apply(book *assessment.Returned, chosen []assessment.Chosen) map[string]assessment.Outcome {
	w.t.Helper()
	outcomes, err := w.desk.ApplyImport(context.Background(), w.lead, w.file, book, chosen)
	if err != nil {
		w.t.Fatal(err)
	}
	all := map[string]assessment.Outcome{}
	for _, o := range outcomes {
		all[o.Question] = o
	}
	return all
}

func (w *world) answer(question string) *assessment.Record {
	w.t.Helper()
	r, err := w.desk.Record(context.Background(), sample.XA, w.file, question)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// TestMinistries: a lead gives two ministries books of one day and takes them
// back in another order; what neither touched is no conflict, and what was
// changed on both sides is one.
func TestMinistries(t *testing.T) {
	w := newWorld(t)
	good := write(t, w.book(""), "en")
	customs := read(t, changed(both(put("EN-16", "answer", 0), put("LB-01", "answer", 1)))(t, good))
	justice := read(t, changed(both(put("LB-01", "answer", 2), put("LB-02", "answer", 1)))(t, good))

	first := w.preview(w.lead, justice)
	if got := w.apply(justice, chosenOf(first, "LB-01", "LB-02")); got["LB-01"].Kind != assessment.OutcomeSaved || got["LB-02"].Kind != assessment.OutcomeSaved {
		t.Fatalf("%+v", got)
	}
	for id, c := range w.preview(w.lead, justice) {
		if c.Kind != assessment.ChangeUnchanged {
			t.Errorf("the same book again: %s is %s", id, c.Kind)
		}
	}
	second := w.preview(w.lead, customs)
	kinds := map[assessment.ChangeKind][]string{}
	for id, c := range second {
		kinds[c.Kind] = append(kinds[c.Kind], id)
	}
	if !slices.Equal(kinds[assessment.ChangeApply], []string{"EN-16"}) || !slices.Equal(kinds[assessment.ChangeConflict], []string{"LB-01"}) || len(kinds[assessment.ChangeRefused]) > 0 {
		t.Fatalf("%v", kinds)
	}
	if c := second["LB-01"]; *c.Online.Response.Level != 2 || *c.Book.Response.Level != 1 {
		t.Errorf("both are shown: %+v", c)
	}
	if w.apply(customs, chosenOf(second, "EN-16"))["EN-16"].Kind != assessment.OutcomeSaved || *w.answer("LB-01").Response.Level != 2 {
		t.Error("what stands online stays unless it is ticked")
	}
	if w.apply(customs, chosenOf(second, "LB-01"))["LB-01"].Kind != assessment.OutcomeSaved || *w.answer("LB-01").Response.Level != 1 {
		t.Error("a ticked conflict is saved")
	}
	for id, c := range w.preview(w.lead, customs) {
		if c.Kind != assessment.ChangeUnchanged {
			t.Errorf("the second book again: %s is %s", id, c.Kind)
		}
	}
}

// TestStalePreview: an answer that was changed after the preview is not
// overwritten, and each outcome is told.
func TestStalePreview(t *testing.T) {
	w := newWorld(t)
	book := read(t, changed(both(put("LB-01", "answer", 1), put("LB-02", "answer", 1), put("LB-03", "answer", "9")))(t, write(t, w.book(""), "en")))
	changes := w.preview(w.lead, book)
	w.save("LB-01", level(0), "")
	chosen := append(chosenOf(changes, "LB-01", "LB-02", "LB-02", "LB-03", "LB-04"), assessment.Chosen{Question: "LB-99"})
	got := w.apply(book, chosen)
	for question, kind := range map[string]assessment.OutcomeKind{"LB-01": assessment.OutcomeConflict, "LB-02": assessment.OutcomeSaved, "LB-03": assessment.OutcomeRefused,
		"LB-04": assessment.OutcomeUnchanged, "LB-99": assessment.OutcomeRefused} {
		if got[question].Kind != kind {
			t.Errorf("%s is %+v, wanted %s", question, got[question], kind)
		}
	}
	if *w.answer("LB-01").Response.Level != 0 {
		t.Error("somebody's answer was overwritten")
	}
}

// TestWhoImports: a contributor imports what is given to their body and leaves
// the release level alone.
func TestWhoImports(t *testing.T) {
	w := newWorld(t)
	kofi := assessment.Act{Country: sample.XA, By: "sample-kofi", Bodies: []string{"customs"}}
	book := read(t, changed(both(put("EN-16", "answer", 0), put("LB-02", "answer", 1), put("LB-01", "release", "National"), put("AX-03", "flag", "see")))(t, write(t, w.book(""), "en")))
	changes := w.preview(kofi, book)
	for question, want := range map[string]string{"EN-16": "", "AX-03": "", "LB-02": "not given to a body", "LB-01": "only the lead says how far"} {
		c := changes[question]
		if want == "" && c.Kind != assessment.ChangeApply || want != "" && (c.Kind != assessment.ChangeRefused || !strings.Contains(told(t, c), want)) {
			t.Errorf("%s: %s %s", question, c.Kind, told(t, c))
		}
	}
	if changes["EN-16"].Book.Response.Release != w.answer("EN-16").Response.Release {
		t.Error("the release level was lost")
	}
	if got := w.book("customs"); len(got.Questions) < 5 || len(got.Questions) > 40 {
		t.Errorf("the book of customs holds %d questions", len(got.Questions))
	}
	var faults questionnaire.Faults
	if _, err := w.desk.Book(context.Background(), w.lead, w.file, "mint"); !errors.As(err, &faults) {
		t.Errorf("a body without anything: %v", err)
	}
}

// TestAnothersBook: a book of another country, file, questionnaire or time is
// refused as a whole, and says so.
func TestAnothersBook(t *testing.T) {
	w := newWorld(t)
	good := *read(t, write(t, w.book(""), "en"))
	for name, test := range map[string]struct {
		change func(*assessment.Returned)
		want   string
	}{
		"country":       {func(b *assessment.Returned) { b.Country = sample.XB }, "another country"},
		"file":          {func(b *assessment.Returned) { b.File = "id00000099" }, "another file"},
		"questionnaire": {func(b *assessment.Returned) { b.Catalogue = "2031-01" }, "2031-01"},
		"revision":      {func(b *assessment.Returned) { b.Revision = 7 }, "revision 7"},
	} {
		book := good
		test.change(&book)
		_, err := w.desk.PreviewImport(context.Background(), w.lead, w.file, &book)
		_, err2 := w.desk.ApplyImport(context.Background(), w.lead, w.file, &book, []assessment.Chosen{{Question: "LB-01", Version: 1}})
		if err == nil || err2 == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, %v", name, err, err2)
		}
	}
	sealed := *w.file
	sealed.State = assessment.Submitted
	if _, err := w.desk.PreviewImport(context.Background(), w.lead, &sealed, &good); !errors.Is(err, assessment.ErrSealed) {
		t.Errorf("a sealed file: %v", err)
	}
}

// TestWithoutLoss: texts, proofs, laws and ticks come back as they were,
// whatever is in them; what reviewers found stays.
func TestWithoutLoss(t *testing.T) {
	w := newWorld(t)
	r := level(2)
	r.Text, r.Reason = "_x000D_ _x005F_x000D_ =1+1 \"quoted\" <b>&amp;\u200f قانون\u2069\n\ttwo  spaces", "'+@-"
	r.Release = questionnaire.ReleaseOutreach
	for i := range questionnaire.MaxEvidence {
		r.Evidence = append(r.Evidence, questionnaire.Evidence{Grade: i % 5, Date: questionnaire.Date{Year: 1899 + 14*i, Month: 2, Day: 28}, Title: "007", Pinpoint: "1/2",
			Sealed: i%2 == 0, Custodian: "1E5", Identifier: strings.Repeat("ي", 500), Seen: i == 2, Rejected: i == 3})
	}
	cited := []assessment.Citation{{ID: "sample-law", Version: 1}}
	i := &assessment.Instrument{Title: "Strategic Goods Order 2024", Number: "12 of 2024", Kind: "law", IssuingBody: "Parliament", Language: "en"}
	if err := w.desk.AddInstrument(context.Background(), w.lead, i); err != nil {
		t.Fatal(err)
	}
	cited = append(cited, assessment.Citation{ID: i.ID, Version: 1})
	w.save("LB-01", r, "look & see", cited...)
	w.save("LB-02", questionnaire.Response{State: questionnaire.Unanswered, Text: "to be asked"}, "")
	w.save("NC-02", questionnaire.Response{State: questionnaire.Value, Text: "in words alone"}, "")
	w.save("NC-07", questionnaire.Response{State: questionnaire.NA, Reason: "There is no such body in our country."}, "")
	share := questionnaire.Percent(3333)
	w.save("EN-41", questionnaire.Response{State: questionnaire.Value, Percent: &share}, "")
	for _, language := range []string{"en", "ar"} {
		changes := w.preview(w.lead, read(t, write(t, w.book(""), language)))
		for id, c := range changes {
			if c.Kind != assessment.ChangeUnchanged {
				t.Errorf("%s: %s is %s: %s\nonline %s", language, id, c.Kind, told(t, c), plainJSON(t, c.Online))
			}
		}
		book := changes["LB-01"].Book
		if book.Response.Text != r.Text || !slices.Equal(book.Instruments, cited) || !slices.Equal(book.Response.Evidence, r.Evidence) {
			t.Errorf("%s: %s\n%s", language, plainJSON(t, book), plainJSON(t, r))
		}
	}
}

// small is a book of one question, so that fuzzing is quick.
func small(t testing.TB) []byte {
	w := newWorld(t)
	given := &assessment.Assignment{Body: "mint", Version: 1, Questions: []string{"LB-01"}, Due: questionnaire.Date{Year: 2026, Month: 12, Day: 18}}
	must(t, w.desk.Assign(context.Background(), w.lead, w.file, given))
	return write(t, w.book("mint"), "en")
}

// FuzzRead: whatever a file holds, reading it ends in an answer or in faults.
func FuzzRead(f *testing.F) {
	good := small(f)
	f.Add(good)
	f.Add(changed(func(t testing.TB, file *excelize.File) { must(t, file.RemoveCol("LB-A", "B")) })(f, good))
	for _, h := range hostile[:12] {
		f.Add(h.make(f, good))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := format.Read(data)
		var faults questionnaire.Faults
		if err != nil && (!errors.As(err, &faults) || book != nil) {
			t.Errorf("%v, %v", book, err)
		}
	})
}

// FuzzCells: whatever the XML of a sheet holds, it is read or refused.
func FuzzCells(f *testing.F) {
	good := parts(f, small(f))
	const name = "xl/worksheets/sheet2.xml"
	f.Add(good[name])
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>mtcr:answers</t></is></c></row></sheetData></worksheet>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		all := map[string][]byte{}
		for n, part := range good {
			all[n] = part
		}
		all[name] = sheet
		var faults questionnaire.Faults
		if _, err := format.Read(pack(t, all)); err != nil && !errors.As(err, &faults) {
			t.Error(err)
		}
	})
}
