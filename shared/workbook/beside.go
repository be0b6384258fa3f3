package workbook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// guide is the first sheet: what the book is, and how it is filled in.
func (w *writer) guide() {
	name := w.lang.Text(language.WorkbookSheetGuide)
	w.do(w.file.SetSheetName("Sheet1", name))
	w.do(w.file.SetColWidth(name, "A", "A", 28))
	w.do(w.file.SetColWidth(name, "B", "B", 84))
	t := w.lang.Text
	body := w.Body
	if body == "" {
		body = t(language.WorkbookAboutWhole)
	}
	made := w.lang.Date(w.Made.Date())
	rows := [][2]string{
		{t(language.WorkbookTitle), ""},
		{t(language.WorkbookAboutCountry), w.Country.Name},
		{t(language.WorkbookAboutFile), w.File.Cycle + " · " + w.lang.Word("track", string(w.File.Track))},
		{t(language.WorkbookAboutBody), body},
		{t(language.WorkbookAboutQuestions), w.lang.Number(len(w.Questions))},
		{t(language.WorkbookAboutMade), made},
		{t(language.WorkbookAboutCatalogue), w.Catalogue.ID},
		{t(language.WorkbookAboutMarking), t(language.WorkbookMarking)},
		{"", ""},
		{t(language.WorkbookGuideHow), t(language.WorkbookGuide1)},
		{"", t(language.WorkbookGuide2)}, {"", t(language.WorkbookGuide3)}, {"", t(language.WorkbookGuide4)}, {"", t(language.WorkbookGuide5)},
		{"", ""},
		{"", t(language.PageNotice)},
	}
	if w.text.Language != w.lang.Code() {
		rows = append(rows, [2]string{"", t(language.QuestionWordsIn)})
	}
	for i, row := range rows {
		n := strconv.Itoa(i + 1)
		w.set(name, "A"+n, row[0])
		w.set(name, "B"+n, row[1])
		lines := 1 + len([]rune(row[1]))/82
		w.do(w.file.SetRowHeight(name, i+1, float64(18+15*(lines-1))))
	}
	last := strconv.Itoa(len(rows))
	w.do(w.file.SetCellStyle(name, "A1", "A"+last, w.styles.label))
	w.do(w.file.SetCellStyle(name, "B1", "B"+last, w.styles.prose))
	w.do(w.file.SetCellStyle(name, "A1", "B1", w.styles.title))
	w.do(w.file.SetRowHeight(name, 1, 34))
	w.look(name)
	w.protect(name)
}

// ticked reports whether a question is answered by ticking.
func ticked(q *questionnaire.Question) bool {
	return q.Type == questionnaire.Profile || len(q.Elements) > 0
}

// choicesSheet has a row for everything that can be ticked.
func (w *writer) choicesSheet() {
	if !slices.ContainsFunc(w.Questions, ticked) {
		return
	}
	name, l := w.lang.Text(language.WorkbookSheetChoices), &choicesLayout
	w.sheet(name, l, name, w.lang.Text(language.WorkbookChoicesHelp))
	row, choose := firstRow, chooser{writer: w, sheet: name}
	for _, q := range w.Questions {
		if !ticked(q) {
			continue
		}
		given := w.Records[q.ID].Response.Choices
		for _, o := range w.choices(w.Catalogue, q) {
			row++
			fill := func(key, value string) { w.fill(name, l, key, row, value) }
			fill("id", q.ID)
			fill("choice", o.code)
			fill("number", q.ID)
			fill("label", o.label)
			if slices.Contains(given, o.code) {
				fill("tick", labelOf(w.yesNo(), "yes"))
			}
		}
	}
	w.do(w.file.SetCellStyle(name, l.letter("label")+strconv.Itoa(1+firstRow), l.letter("label")+strconv.Itoa(row), w.styles.words))
	w.heights(name, 1)
	choose.column(l, "tick", 1+firstRow, row, w.yesNo())
	choose.finish()
}

// room is how many empty rows there are for more proofs and laws.
const room = 300

// evidenceSheet has the second and further proofs of every answer.
func (w *writer) evidenceSheet() {
	name, l := w.lang.Text(language.WorkbookSheetEvidence), &evidenceLayout
	w.sheet(name, l, name, w.lang.Text(language.WorkbookEvidenceHelp))
	row, choose := firstRow, chooser{writer: w, sheet: name}
	for _, q := range w.Questions {
		for i, e := range w.Records[q.ID].Response.Evidence {
			if i == 0 {
				continue // beside its answer
			}
			row++
			w.fill(name, l, "id", row, q.ID)
			w.proof(name, l, row, e)
		}
	}
	w.heights(name, 1)
	choose.column(l, "id", 1+firstRow, row+room, w.ids())
	choose.proofs(l, 1+firstRow, row+room)
	choose.finish()
}

// citedSheet has the second and further instruments that every answer cites.
func (w *writer) citedSheet() {
	name, l := w.lang.Text(language.WorkbookSheetCited), &citedLayout
	w.sheet(name, l, name, w.lang.Text(language.WorkbookCitedHelp))
	row, choose := firstRow, chooser{writer: w, sheet: name}
	for _, q := range w.Questions {
		for i, c := range w.Records[q.ID].Instruments {
			if i == 0 {
				continue
			}
			row++
			w.fill(name, l, "id", row, q.ID)
			w.fill(name, l, "cited", row, w.law(c))
		}
	}
	w.heights(name, 1)
	choose.column(l, "id", 1+firstRow, row+room, w.ids())
	choose.column(l, "cited", 1+firstRow, row+room, w.laws())
	choose.finish()
}

// ids are the questions of the book, to be chosen from.
func (w *writer) ids() []option {
	var all []option
	for _, q := range w.Questions {
		all = append(all, option{q.ID, q.ID})
	}
	return all
}

// instrumentsSheet is the country's ledger, to look at.
func (w *writer) instrumentsSheet() {
	name, l := w.lang.Text(language.WorkbookSheetInstruments), &instrumentsLayout
	w.sheet(name, l, name, w.lang.Text(language.WorkbookInstrumentsHelp))
	for n := range w.Ledger {
		i := &w.Ledger[n]
		fill := func(key, value string) { w.fill(name, l, key, 1+firstRow+n, value) }
		fill("citation", fmt.Sprintf("%s@%d", i.ID, i.Version))
		fill("label", citing(i, w.Ledger))
		fill("kind", w.lang.Word("instrument", i.Kind))
		fill("articles", strings.Join(i.Articles, "; "))
		fill("body", i.IssuingBody)
		fill("from", i.From.String())
		fill("to", i.To.String())
	}
	w.heights(name, 1)
}

// listsSheet holds the entries of the drop-downs, those of each in a row: in columns,
// every row would be as wide as there are drop-downs.
func (w *writer) listsSheet() {
	const name = listsName
	if w.err != nil {
		return
	}
	_, err := w.file.NewSheet(name)
	w.do(err)
	for i, options := range w.lists.all {
		for n, o := range options {
			w.set(name, letters(n)+strconv.Itoa(i+1), o.label)
		}
	}
	w.do(w.file.SetSheetVisible(name, false))
	w.protect(name)
}

// The keys of the settings.
const (
	settingFormat    = "format"
	settingCountry   = "country"
	settingFile      = "file"
	settingRevision  = "revision"
	settingCatalogue = "catalogue"
	settingTrack     = "track"
	settingLanguage  = "language"
	settingBody      = "body"
	settingMade      = "made"
	settingQuestions = "questions"
	settingStructure = "structure"
)

// settingsSheet says what the book was made from, to Read and, as properties of
// the document, to other programs.
func (w *writer) settingsSheet() {
	const name = "settings"
	var ids []string
	for _, q := range w.Questions {
		ids = append(ids, q.ID)
	}
	rows := [][2]string{
		{settingFormat, version}, {settingCountry, w.Country.ID}, {settingFile, w.File.ID}, {settingRevision, strconv.Itoa(w.File.Revision)},
		{settingCatalogue, w.Catalogue.ID}, {settingTrack, string(w.File.Track)}, {settingLanguage, w.lang.Code()}, {settingBody, w.Body},
		{settingMade, w.Made.Format("2006-01-02T15:04:05Z")}, {settingQuestions, strings.Join(ids, " ")},
	}
	rows = append(rows, [2]string{settingStructure, structure(rows)})
	w.sheet(name, &settingsLayout, "", "")
	for i, row := range rows {
		n := strconv.Itoa(1 + firstRow + i)
		w.set(name, "A"+n, row[0])
		w.set(name, "B"+n, row[1])
		if row[0] != settingQuestions && row[1] != "" {
			w.do(w.file.SetCustomProps(excelize.CustomProperty{Name: mark + row[0], Value: row[1]}))
		}
	}
	w.do(w.file.SetSheetVisible(name, false))
}

// structure is the hash of the settings before it, by which a book is known
// whose settings were changed by hand.
func structure(rows [][2]string) string {
	h := sha256.New()
	for _, row := range rows {
		fmt.Fprintf(h, "%s=%s\n", row[0], row[1])
	}
	return hex.EncodeToString(h.Sum(nil))
}
