package workbook

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// assembly puts the files of a content folder together from the rows of a
// book, and remembers which part of which file came from which row.
type assembly struct {
	*authorReader
	id      string // of the catalogue, and of its folder
	format  int
	order   []*questionnaire.Questionnaire
	texts   map[string]map[string]*questionnaire.Text // by questionnaire and language
	lists   map[string][]*record                      // choices by the name of their list
	used    map[string]bool                           // lists that something asks for
	from    map[string]*record                        // by file, a colon and a path
	content map[string]any                            // what each file holds
}

// rows are those of a sheet.
func (a *assembly) rows(s *authorSheet) []*record { return a.tables[s].records }

// assemble makes files of the rows and checks them as `offline lint` does.
func assemble(r *authorReader, lists map[string][]string) (map[string][]byte, error) {
	a := &assembly{
		authorReader: r,
		texts:        map[string]map[string]*questionnaire.Text{}, lists: map[string][]*record{}, used: map[string]bool{},
		from: map[string]*record{}, content: map[string]any{},
	}
	for _, rec := range a.rows(listsSheet) {
		name := rec.cells["list_name"]
		a.lists[name] = append(a.lists[name], rec)
	}
	a.twice(listsSheet, "list_name", "name")
	a.twice(criteriaSheet, "name")
	a.forms()
	a.survey()
	a.contradictions()
	a.references()
	for _, name := range slices.Sorted(maps.Keys(a.lists)) {
		if !a.used[name] {
			a.wrong(a.lists[name][0].place("list_name"), fmt.Sprintf("no question takes the list %.40q", name), "correct the name, or delete its rows")
		}
	}
	if a.faults != nil {
		return nil, a.faults
	}
	out, err := a.encode()
	if err != nil {
		return nil, err
	}
	if err := a.lint(out, lists); err != nil {
		return nil, err
	}
	return out, nil
}

var fileName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// forms reads the sheet of settings: a row for each questionnaire.
func (a *assembly) forms() {
	for _, rec := range a.rows(formsSheet) {
		var h formHead
		a.decode(rec, &h)
		switch {
		case !fileName.MatchString(h.Questionnaire) || h.Questionnaire == "references":
			a.wrong(rec.place("questionnaire"), fmt.Sprintf("%.40q cannot be the name of a questionnaire", h.Questionnaire), "use small letters, digits and hyphens")
		case a.texts[h.Questionnaire] != nil:
			a.wrong(rec.place("questionnaire"), fmt.Sprintf("%s stands here twice", h.Questionnaire), "delete one of the two rows")
		case !fileName.MatchString(h.Catalogue):
			a.wrong(rec.place("catalogue"), fmt.Sprintf("%.40q cannot be the name of a catalogue", h.Catalogue), "use year and month, such as 2026-11")
		case a.id != "" && a.id != h.Catalogue:
			a.wrong(rec.place("catalogue"), fmt.Sprintf("a book holds one catalogue, and the rows above say %s", a.id), "name one catalogue in all rows")
		default:
			a.form(rec, h)
		}
	}
	if a.order == nil {
		a.wrong(formsSheet.name+"!A2", "no questionnaire is named", "write a row for each")
	}
}

func (a *assembly) form(rec *record, h formHead) {
	a.id, a.format = h.Catalogue, h.Format
	n := &questionnaire.Questionnaire{Format: h.Format, ID: h.Questionnaire, Version: h.Version}
	a.order = append(a.order, n)
	a.file(rec, n.ID+".json", "", n)
	a.texts[n.ID] = map[string]*questionnaire.Text{}
	for _, code := range a.codes {
		t := &questionnaire.Text{
			Format: h.Format, Questionnaire: n.ID, Version: h.Version, Language: code,
			Title: rec.cells["label::"+code], Summary: rec.cells["hint::"+code],
			Sections: map[string]questionnaire.SectionText{}, Questions: map[string]questionnaire.QuestionText{},
			Contradictions: map[string]questionnaire.ContradictionText{},
		}
		a.texts[n.ID][code] = t
		a.file(rec, n.ID+"."+code+".json", "", t)
	}
}

// file notes what a file holds.
func (a *assembly) file(rec *record, name, path string, v any) {
	a.content[a.id+"/"+name] = v
	a.stands(rec, name, path)
}

// stands notes that what is at a path of a file came from a row.
func (a *assembly) stands(rec *record, name, path string) {
	a.from[a.id+"/"+name+":"+path] = rec
}

// owner is the questionnaire that a row belongs to.
func (a *assembly) owner(rec *record) *questionnaire.Questionnaire {
	id := rec.cells["questionnaire"]
	i := slices.IndexFunc(a.order, func(n *questionnaire.Questionnaire) bool { return n.ID == id })
	if i < 0 {
		if a.order != nil { // otherwise that fault is told
			a.wrong(rec.place("questionnaire"), fmt.Sprintf("the sheet settings has no questionnaire %.40q", id), "name one of its rows, or add one there")
		}
		return nil
	}
	return a.order[i]
}

// survey reads sections and questions.
func (a *assembly) survey() {
	for _, rec := range a.rows(surveySheet) {
		n := a.owner(rec)
		switch {
		case n == nil:
			a.used[rec.cells["name"]] = true
		case rec.cells["type"] == sectionType:
			a.section(rec, n)
		case n.Sections == nil:
			a.used[rec.cells["name"]] = true
			a.wrong(rec.place("type"), "the question stands before the first section of its questionnaire", "begin each questionnaire with a row of type section")
		default:
			a.question(rec, n)
		}
	}
}

func (a *assembly) section(rec *record, n *questionnaire.Questionnaire) {
	var h sectionHead
	a.decode(rec, &h, "questionnaire", "type")
	a.only(rec, "label", "hint")
	a.stands(rec, n.ID+".json", fmt.Sprintf("sections[%d]", len(n.Sections)))
	n.Sections = append(n.Sections, questionnaire.Section{ID: h.ID, Criterion: h.Criterion, Weight: h.Weight})
	for code, t := range a.texts[n.ID] {
		t.Sections[h.ID] = questionnaire.SectionText{Title: rec.cells["label::"+code], Summary: rec.cells["hint::"+code]}
		a.stands(rec, n.ID+"."+code+".json", "sections."+h.ID)
	}
}

func (a *assembly) question(rec *record, n *questionnaire.Questionnaire) {
	var q questionnaire.Question
	a.decode(rec, &q, "questionnaire")
	id := rec.cells["name"]
	q.ID, q.Type = id, questionnaire.Type(rec.cells["type"]) // also where another cell is at fault
	choices := a.take(id)
	var names []string
	for _, c := range choices {
		names = append(names, c.cells["name"])
	}
	switch {
	case q.Type == questionnaire.Coverage:
		q.Elements = names
	case q.Type == questionnaire.Profile:
		q.Choices = names
	default:
		a.numbered(choices)
	}
	for _, c := range choices {
		if !q.Ladder() {
			a.only(c, "label")
		}
	}
	s := &n.Sections[len(n.Sections)-1]
	a.stands(rec, n.ID+".json", fmt.Sprintf("sections[%d].questions[%d](%s)", len(n.Sections)-1, len(s.Questions), id))
	s.Questions = append(s.Questions, q)
	for code, t := range a.texts[n.ID] {
		a.stands(rec, n.ID+"."+code+".json", "questions."+id)
		t.Questions[id] = a.words(rec, &q, choices, n.ID+"."+code+".json", code)
	}
}

// words reads what a question says in one language.
func (a *assembly) words(rec *record, q *questionnaire.Question, choices []*record, file, code string) questionnaire.QuestionText {
	var text questionnaire.QuestionText
	for _, w := range questionWords {
		if said := rec.cells[w.key+"::"+code]; said != "" {
			*w.of(&text) = said
		}
	}
	for i, c := range choices {
		label, id := c.cells["label::"+code], c.cells["name"]
		list, at := &text.Choices, "choices."+id
		switch {
		case q.Ladder():
			text.Options = append(text.Options, questionnaire.OptionText{Label: label, Text: c.cells["text::"+code]})
			a.stands(c, file, fmt.Sprintf("questions.%s.options[%d]", q.ID, i))
			continue
		case q.Type == questionnaire.Coverage:
			list, at = &text.Elements, "elements."+id
		}
		a.stands(c, file, "questions."+q.ID+"."+at)
		if *list == nil {
			*list = map[string]string{}
		}
		(*list)[id] = label
	}
	return text
}

// take is a list of choices, which something asks for.
func (a *assembly) take(name string) []*record {
	a.used[name] = true
	return a.lists[name]
}

// numbered holds the names of a list to 0, 1, 2 and so on.
func (a *assembly) numbered(choices []*record) {
	for i, c := range choices {
		if c.cells["name"] != strconv.Itoa(i) {
			a.wrong(c.place("name"), fmt.Sprintf("the row is number %d of its list and is named %.20q", i, c.cells["name"]), "number the rows of a list 0, 1, 2 and so on, lowest first")
		}
	}
}

// contradictions reads the rules.
func (a *assembly) contradictions() {
	for _, rec := range a.rows(contradictionsSheet) {
		n := a.owner(rec)
		if n == nil {
			continue
		}
		var c questionnaire.Contradiction
		a.decode(rec, &c, "questionnaire")
		a.stands(rec, n.ID+".json", fmt.Sprintf("contradictions[%d](%s)", len(n.Contradictions), c.ID))
		n.Contradictions = append(n.Contradictions, c)
		for code, t := range a.texts[n.ID] {
			t.Contradictions[c.ID] = questionnaire.ContradictionText{Title: rec.cells["label::"+code], Text: rec.cells["text::"+code]}
			a.stands(rec, n.ID+"."+code+".json", "contradictions."+c.ID)
		}
	}
}

// references reads what all questionnaires share.
func (a *assembly) references() {
	known := &questionnaire.ReferenceList{Format: a.format, References: []questionnaire.Reference{}, Offices: []string{}}
	a.content[a.id+"/references.json"] = known
	texts := map[string]*questionnaire.ReferenceText{}
	for _, code := range a.codes {
		texts[code] = &questionnaire.ReferenceText{
			Format: a.format, Language: code, References: map[string]questionnaire.CitedText{},
			Offices: map[string]string{}, Criteria: map[string]string{}, Grades: []string{},
		}
		a.content[a.id+"/references."+code+".json"] = texts[code]
	}
	each := func(rec *record, at string, take func(*questionnaire.ReferenceText, string)) {
		if rec.table.authorSheet == listsSheet {
			a.only(rec, "label")
		}
		for code, t := range texts {
			take(t, rec.cells["label::"+code])
			a.stands(rec, "references."+code+".json", at)
		}
	}
	for _, rec := range a.rows(referencesSheet) {
		var ref questionnaire.Reference
		a.decode(rec, &ref)
		a.stands(rec, "references.json", fmt.Sprintf("references[%d]", len(known.References)))
		a.stands(rec, "references.json", ref.ID)
		known.References = append(known.References, ref)
		each(rec, "references."+ref.ID, func(t *questionnaire.ReferenceText, label string) {
			t.References[ref.ID] = questionnaire.CitedText{Title: label, Text: rec.cells["text::"+t.Language]}
		})
	}
	for _, rec := range a.take(officesList) {
		id := rec.cells["name"]
		known.Offices = append(known.Offices, id)
		each(rec, "offices."+id, func(t *questionnaire.ReferenceText, label string) { t.Offices[id] = label })
	}
	a.numbered(a.take(gradesList))
	for i, rec := range a.lists[gradesList] {
		each(rec, fmt.Sprintf("grades[%d]", i), func(t *questionnaire.ReferenceText, label string) { t.Grades = append(t.Grades, label) })
	}
	for _, rec := range a.rows(criteriaSheet) {
		id := rec.cells["name"]
		each(rec, "criteria."+id, func(t *questionnaire.ReferenceText, label string) { t.Criteria[id] = label })
	}
}

// encode writes the files, and the index that names them.
func (a *assembly) encode() (map[string][]byte, error) {
	entry := questionnaire.IndexEntry{ID: a.id, Status: questionnaire.Draft, Dir: a.id, Languages: a.codes, Files: map[string]string{}}
	for _, n := range a.order {
		entry.Questionnaires = append(entry.Questionnaires, n.ID)
	}
	out := map[string][]byte{questionnaire.PublishedFile: nil}
	var err error
	for name, v := range a.content {
		if out[name], err = questionnaire.Encode(v); err != nil {
			return nil, err
		}
		sum := sha256.Sum256(out[name])
		entry.Files[strings.TrimPrefix(name, a.id+"/")] = hex.EncodeToString(sum[:])
	}
	out[questionnaire.IndexFile], err = questionnaire.Encode(questionnaire.Index{Format: a.format, Current: a.id, Catalogues: []questionnaire.IndexEntry{entry}})
	return out, err
}

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
	for _, f := range questionnaire.Lint(folder, lists) {
		if f.Warning || f.File == a.id { // a book does not hold the catalogues before it
			continue
		}
		if place := a.place(f.File, f.Path); place != "" {
			f.File, f.Path = "", place
		}
		if len(a.faults) < maxFaults {
			a.faults = append(a.faults, f)
		}
	}
	return a.faults.Err()
}

// keyOfWords are the columns of words that have other names in files.
var keyOfWords = map[string]string{"id": "name", "title": "label", "summary": "hint", "stem": "label", "help": "hint"}

// place is the cell that holds what stands at a path of a file; empty if none
// does.
func (a *assembly) place(file, path string) string {
	code := ""
	if parts := strings.Split(file, "."); len(parts) == 3 {
		code = "::" + parts[1]
	}
	rest := ""
	for at := path; ; {
		if rec := a.from[file+":"+at]; rec != nil {
			first, more := cutPath(strings.TrimLeft(rest, "."))
			for _, name := range []string{first, more} {
				for _, key := range []string{name + code, keyOfWords[name] + code} {
					if _, ok := rec.table.at[key]; ok {
						return rec.place(key)
					}
				}
			}
			if _, ok := rec.table.at["label"+code]; ok {
				return rec.place("label" + code)
			}
			return rec.place("name")
		}
		i := strings.LastIndexAny(at, ".[")
		if i < 0 && at == "" {
			return ""
		}
		at, rest = at[:max(i, 0)], path[max(i, 0):]
	}
}
