package workbook

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// lint checks the files whole; each fault names the cell that it comes from,
// where one cell does.
func (a *assembly) lint(files map[string][]byte, lists map[string][]string) error {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range files {
		part, err := z.CreateHeader(&zip.FileHeader{Name: name})
		if err == nil {
			_, err = part.Write(data)
		}
		if err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	folder, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return err
	}
	broken := a.faults != nil
	for _, f := range questionnaire.Lint(folder, lists) {
		if f.Warning || f.File == a.id { // a book does not hold the catalogues before it
			continue
		}
		at := a.find(f.File, f.Path)
		if broken && a.follows(at) {
			continue
		}
		if at.row != nil {
			f.File, f.Path = "", at.row.place(at.key)
		}
		if len(a.faults) < maxFaults {
			a.faults = append(a.faults, f)
		}
	}
	return a.faults.Err()
}

// What else than a column stands among the faults of a row.
const (
	outside  = "section" // a question in no section
	unlisted = "list"    // a choice of which list cannot be read
)

// look is what a fault of content may come from in other rows: the cells of some
// columns of a sheet.
type look struct {
	sheet *authorSheet
	keys  []string
}

var (
	asked   = look{surveySheet, []string{"questionnaire", "type", "name", outside}}
	within  = look{surveySheet, []string{"questionnaire", "type", "name", outside, "criterion"}}
	scaled  = look{surveySheet, []string{"points"}}
	offered = look{listsSheet, []string{"list_name", "name"}}
	cited   = look{referencesSheet, []string{"name"}}
	forms   = look{formsSheet, []string{"questionnaire", "catalogue"}}
)

// looks are what is looked at in other rows, by the field that is checked.
var looks = map[string][]look{
	"type": {within, forms}, "questions": {within, forms}, "requires": {asked, forms},
	"na_when": {asked, scaled, offered, forms}, "enable_when": {asked, scaled, offered, forms}, "when": {asked, scaled, offered, forms},
	"references": {cited}, "offices": {offered},
	"exclusive": {offered}, "elements": {offered}, "choices": {offered}, "options": {offered}, "points": {offered}, "count_of": {offered}, "measure": {offered},
}

// naming are the columns that say what a row is.
var naming = []string{"questionnaire", "type", "name", "list_name"}

// follows reports whether a fault of content may only follow from a fault of
// form, in which case it is told once that is mended. Words are held to be read
// if their own cell and those that say what the row is can be; anything else
// needs its whole row, that of its question and the rows of its choices, and what
// it looks for in other rows. What stands in no one row needs the whole book.
func (a *assembly) follows(at spot) bool {
	rec := at.row
	switch {
	case rec == nil:
		return true
	case at.words:
		return rec.bad[at.key] || slices.ContainsFunc(naming, func(key string) bool { return rec.bad[key] })
	case rec.bad != nil:
		return true
	}
	list := ""
	switch rec.table.authorSheet {
	case surveySheet:
		list = rec.cells["name"]
	case listsSheet:
		list = rec.cells["list_name"]
		if asks := a.asks[list]; asks != nil && asks.bad != nil {
			return true
		}
	}
	if list != "" && slices.ContainsFunc(a.lists[list], func(c *record) bool { return c.bad != nil }) {
		return true
	}
	return slices.ContainsFunc(looks[at.field], func(l look) bool { return a.hurt(l.sheet, l.keys...) })
}

// keyOfWords are the columns of words that have other names in files.
var keyOfWords = map[string]string{"id": "name", "title": "label", "summary": "hint", "stem": "label", "help": "hint"}

// spot is where in the book stands what a file holds at a path.
type spot struct {
	row   *record // nil where no one row has it
	key   string  // of its column
	field string  // of the file, within the row
	words bool    // a text, which is checked for itself
}

// texts are the fields that hold words and nothing else.
var texts = strings.Fields("title summary stem help proof label text")

// find looks for what stands at a path of a file.
func (a *assembly) find(file, path string) spot {
	code := ""
	if parts := strings.Split(file, "."); len(parts) == 3 {
		code = "::" + parts[1]
	}
	rest := ""
	for at := path; ; {
		if rec := a.from[file+":"+at]; rec != nil {
			first, more := cutPath(strings.TrimLeft(rest, "."))
			single := rest == "" && (rec.table.authorSheet == listsSheet || rec.table.authorSheet == criteriaSheet)
			s := spot{row: rec, key: "name", field: first, words: code != "" && (single || slices.Contains(texts, first))}
			for _, key := range []string{first + code, keyOfWords[first] + code, more + code, keyOfWords[more] + code, "label" + code} {
				if _, ok := rec.table.at[key]; ok {
					s.key = key
					break
				}
			}
			return s
		}
		i := strings.LastIndexAny(at, ".[")
		if i < 0 && at == "" {
			return spot{}
		}
		at, rest = at[:max(i, 0)], path[max(i, 0):]
	}
}

// ladders are the types whose options are numbered.
var ladders = []questionnaire.Type{questionnaire.YesNo, questionnaire.Three, questionnaire.Law, questionnaire.Practice, questionnaire.Lag, questionnaire.Band}
