package workbook_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// TestDraftHostile: what is refused as an answer workbook for what it is as a
// file is no form either.
func TestDraftHostile(t *testing.T) {
	effort.OneGoroutine(t)
	c, _ := known(t)
	good := formBook(t, kobo())
	for _, h := range hostile {
		if otherBooks.MatchString(h.name + ": " + h.want) {
			continue
		}
		t.Run(h.name, func(t *testing.T) {
			data, err := h.make(t, good), error(nil)
			peak, _ := measured(func() { _, _, err = workbook.Draft(data, c) })
			var faults questionnaire.Faults
			if !errors.As(err, &faults) || !strings.Contains(err.Error(), h.want) {
				t.Errorf("%v; wanted words with %q", err, h.want)
			}
			if peak > 64<<20 {
				t.Errorf("%d MiB of memory", peak>>20)
			}
		})
	}
}

// FuzzDraft: whatever the XML of a form's survey holds, it makes a book or faults.
func FuzzDraft(f *testing.F) {
	c, _ := known(f)
	good := parts(f, formBook(f, kobo()))
	const name = "xl/worksheets/sheet5.xml"
	if good[name] == nil || !strings.Contains(string(good["xl/sharedStrings.xml"]), "begin_group") {
		f.Fatal("no survey to spoil")
	}
	f.Add(good[name])
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c><c t="inlineStr"><is><t>name</t></is></c></row><row r="2"><c t="inlineStr"><is><t>select_one depth</t></is></c></row></sheetData></worksheet>`))
	f.Fuzz(func(t *testing.T, survey []byte) {
		all := maps.Clone(good)
		all[name] = survey
		book, _, err := workbook.Draft(pack(t, all), c)
		var faults questionnaire.Faults
		if err != nil && (!errors.As(err, &faults) || book != nil) {
			t.Error(err)
		}
	})
}
