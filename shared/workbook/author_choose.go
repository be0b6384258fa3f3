package workbook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

// offer is what the cells of a column are chosen from: fixed entries, or what
// stands in a column of the book, so that what an author adds there is offered
// at once.
type offer struct {
	entries string // with commas between them
	from    *authorSheet
	key     string // of the column
	within  string // only the rows of this list, in the sheet of choices
	several string // a cell may hold several: how they stand, and nothing is checked
	strict  bool   // nothing else is taken; otherwise a program warns and asks
}

// offers are the drop-downs of an authoring book by sheet and column. Strict is
// what no catalogue may add to.
var offers = map[*authorSheet]map[string]offer{
	surveySheet: {
		"questionnaire":  {from: formsSheet, key: "questionnaire"},
		"type":           {entries: "section,YN,TRI,LAW,PRA,COV,LAG,BAND,PROFILE", strict: true},
		"criterion":      {from: criteriaSheet, key: "name"},
		"tracks":         {entries: "prospective adherent,prospective,adherent"},
		"evidence_grade": {entries: "2,3,4"},
		"max_age_months": {entries: "24,36"},
		"effort":         {entries: "S,M,L,XL", strict: true},
		"percent":        {entries: "yes", strict: true},
		"choices_from":   {entries: "annex"},
		"na_allowed":     {entries: "yes", strict: true},
		"reworded":       {entries: "keep,confirm", strict: true},
		"requires":       {from: surveySheet, key: "name", several: "with spaces between them"},
		"references":     {from: referencesSheet, key: "name", several: "one a line"},
		"offices":        {from: listsSheet, key: "name", within: officesList, several: "with spaces between them, best first"},
	},
	listsSheet:          {"list_name": {from: surveySheet, key: "name"}},
	contradictionsSheet: {"questionnaire": {from: formsSheet, key: "questionnaire"}},
	referencesSheet:     {"status": {entries: "found,known", strict: true}},
	formsSheet:          {"format": {entries: "1"}},
}

// lastChosen is the last row that drop-downs reach, and in which they look.
const lastChosen = 10_000

// letter is the column of a key that has no words.
func (w *authorWriter) letter(s *authorSheet, key string) string {
	at := 0
	for _, c := range s.columns {
		if c.key == key {
			break
		}
		if at++; c.form == spoken {
			at += len(w.tongues) - 1
		}
	}
	return xlsx.Letters(at)
}

// source is the formula of what a column is chosen from.
func (w *authorWriter) source(o offer) string {
	if o.from == nil {
		return `"` + o.entries + `"`
	}
	column := func(key string) string {
		return fmt.Sprintf("%s!$%s$2:$%[2]s$%d", o.from.name, w.letter(o.from, key), lastChosen)
	}
	first := fmt.Sprintf("%s!$%s$2", o.from.name, w.letter(o.from, o.key))
	if o.within == "" {
		return fmt.Sprintf("OFFSET(%s,0,0,MAX(1,COUNTA(%s)),1)", first, column(o.key))
	}
	lists := column("list_name")
	return fmt.Sprintf(`OFFSET(%s,MATCH("%s",%s,0)-1,0,COUNTIF(%[3]s,"%[2]s"),1)`, first, o.within, lists)
}

// choose writes the drop-downs of a sheet.
func (w *authorWriter) choose(sheet *xlsx.Sheet, s *authorSheet) {
	for _, c := range s.columns {
		o, ok := offers[s][c.key]
		if !ok {
			continue
		}
		cells := func(from, to int) string { return fmt.Sprintf("%s%d:%[1]s%[3]d", w.letter(s, c.key), from, to) }
		if s != listsSheet {
			choose(sheet, cells(2, lastChosen), w.source(o), o)
			continue
		}
		last := len(w.rows[s]) + 1 // the lists that belong to no question come last
		i := slices.IndexFunc(w.rows[s], func(r authorRow) bool { return r[c.key] == officesList || r[c.key] == gradesList })
		if i < 0 {
			i = last - 1
		}
		own := cells(last+1, lastChosen)
		if i > 0 {
			own = cells(2, i+1) + " " + own
		}
		choose(sheet, own, w.source(o), o)
		if i+2 <= last {
			shared := offer{entries: officesList + "," + gradesList}
			choose(sheet, cells(i+2, last), w.source(shared), shared)
		}
	}
}

// choose writes one drop-down.
func choose(sheet *xlsx.Sheet, cells, source string, o offer) {
	r := xlsx.Rule{Kind: xlsx.List, Source: source, Title: "Workbook for authors", Warn: !o.strict}
	entries := strings.ReplaceAll(o.entries, ",", ", ")
	switch {
	case o.several != "":
		r.Hint = "Choosing from the list replaces what the cell holds. Several stand " + o.several + "."
	case o.strict:
		r.Message = "Choose one of the list of the cell: " + entries + "."
	case o.from != nil:
		r.Message = "The sheet " + o.from.name + " does not have this. Add it there as well, or choose one of the list of the cell."
	default:
		r.Message = "The checks of an import may refuse this. Usual here: " + entries + "."
	}
	sheet.Rule(cells, r)
}
