package workbook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

// guide is the first sheet: what the book is, and how it is filled in.
func (w *writer) guide() {
	s := w.file.Sheet(w.lang.Text(language.WorkbookSheetGuide))
	s.Columns = []xlsx.Column{{Width: 28}, {Width: 84}}
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
		for column, value := range row {
			if value != "" {
				s.Text(column, i, value)
			}
		}
		lines := 1 + len([]rune(row[1]))/82
		s.Height(i, float64(18+15*(lines-1)))
	}
	last := len(rows) - 1
	s.Style(0, 0, 0, last, w.styles.label)
	s.Style(1, 0, 1, last, w.styles.prose)
	s.Style(0, 0, 1, 0, w.styles.title)
	s.Height(0, 34)
	w.look(s)
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
	name := w.lang.Text(language.WorkbookSheetChoices)
	p := w.page(name, &choicesLayout, name, w.lang.Text(language.WorkbookChoicesHelp))
	row := firstRow
	for _, q := range w.Questions {
		if !ticked(q) {
			continue
		}
		given := w.Records[q.ID].Response.Choices
		for _, o := range w.choices(w.Catalogue, q) {
			p.fill("id", row, q.ID)
			p.fill("choice", row, o.code)
			p.fill("number", row, q.ID)
			p.fill("label", row, o.label)
			if slices.Contains(given, o.code) {
				p.fill("tick", row, labelOf(w.yesNo(), "yes"))
			}
			p.style("label", row, w.styles.words)
			row++
		}
	}
	p.heights(1)
	p.column("tick", firstRow, row-1, w.yesNo())
}

// room is how many empty rows there are for more proofs and laws.
const room = 300

// evidenceSheet has the second and further proofs of every answer.
func (w *writer) evidenceSheet() {
	name := w.lang.Text(language.WorkbookSheetEvidence)
	p := w.page(name, &evidenceLayout, name, w.lang.Text(language.WorkbookEvidenceHelp))
	row := firstRow
	for _, q := range w.Questions {
		for i, e := range w.Records[q.ID].Response.Evidence {
			if i == 0 {
				continue // beside its answer
			}
			p.fill("id", row, q.ID)
			p.proof(row, e)
			row++
		}
	}
	p.heights(1)
	p.column("id", firstRow, row-1+room, w.ids())
	p.proofs(firstRow, row-1+room)
}

// citedSheet has the second and further instruments that every answer cites.
func (w *writer) citedSheet() {
	name := w.lang.Text(language.WorkbookSheetCited)
	p := w.page(name, &citedLayout, name, w.lang.Text(language.WorkbookCitedHelp))
	row := firstRow
	for _, q := range w.Questions {
		for i, c := range w.Records[q.ID].Instruments {
			if i == 0 {
				continue
			}
			p.fill("id", row, q.ID)
			p.fill("cited", row, w.law(c))
			row++
		}
	}
	p.heights(1)
	p.column("id", firstRow, row-1+room, w.ids())
	p.column("cited", firstRow, row-1+room, w.laws())
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
	name := w.lang.Text(language.WorkbookSheetInstruments)
	p := w.page(name, &instrumentsLayout, name, w.lang.Text(language.WorkbookInstrumentsHelp))
	for n := range w.Ledger {
		i := &w.Ledger[n]
		fill := func(key, value string) { p.fill(key, firstRow+n, value) }
		fill("citation", fmt.Sprintf("%s@%d", i.ID, i.Version))
		fill("label", citing(i, w.Ledger))
		fill("kind", w.lang.Word("instrument", i.Kind))
		fill("articles", strings.Join(i.Articles, "; "))
		fill("body", i.IssuingBody)
		fill("from", i.From.String())
		fill("to", i.To.String())
	}
	p.heights(1)
}

// listsSheet holds the entries of the drop-downs, those of each in a row: in columns,
// every row would be as wide as there are drop-downs.
func (w *writer) listsSheet() {
	s := w.file.Sheet(listsName)
	for row, options := range w.lists.all {
		for column, o := range options {
			s.Text(column, row, o.label)
		}
	}
	s.Hidden, s.Locked = true, true
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
	p := w.page("settings", &settingsLayout, "", "")
	for i, row := range rows {
		p.fill("key", firstRow+i, row[0])
		p.fill("value", firstRow+i, row[1])
		if row[0] != settingQuestions && row[1] != "" {
			w.file.Properties = append(w.file.Properties, xlsx.Property{Name: mark + row[0], Value: row[1]})
		}
	}
	p.to.Hidden = true
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
