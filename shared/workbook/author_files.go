package workbook

import (
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
	asks    map[string]*record                        // questions by id
	from    map[string]*record                        // by file, a colon and a path
	content map[string]any                            // what each file holds
}

// rows are those of a sheet.
func (a *assembly) rows(s *authorSheet) []*record { return a.tables[s].records }

// assemble makes files of the rows and checks them as `offline lint` does. Where
// rows have faults of form, what can be read of the others is checked all the same.
func assemble(r *authorReader, lists map[string][]string) (map[string][]byte, error) {
	a := &assembly{
		authorReader: r,
		texts:        map[string]map[string]*questionnaire.Text{}, lists: map[string][]*record{}, used: map[string]bool{}, asks: map[string]*record{},
		from: map[string]*record{}, content: map[string]any{},
	}
	for _, rec := range a.rows(listsSheet) {
		if name := rec.cells["list_name"]; !rec.bad["list_name"] {
			a.lists[name] = append(a.lists[name], rec)
		} else {
			rec.spoil(unlisted)
		}
	}
	a.twice(listsSheet, "list_name", "name")
	a.twice(criteriaSheet, "name")
	a.forms()
	a.survey()
	a.contradictions()
	a.references()
	for _, name := range slices.Sorted(maps.Keys(a.lists)) {
		if !a.used[name] && !a.hurt(surveySheet, "name") {
			a.wrongIn(a.lists[name][0], "list_name", fmt.Sprintf("no question takes the list %.40q", name), "correct the name, or delete its rows")
		}
	}
	if a.order == nil {
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
		case rec.bad["questionnaire"] || rec.bad["catalogue"]:
		case !fileName.MatchString(h.Questionnaire) || h.Questionnaire == "references":
			a.wrongIn(rec, "questionnaire", fmt.Sprintf("%.40q cannot be the name of a questionnaire", h.Questionnaire), "use small letters, digits and hyphens")
		case a.texts[h.Questionnaire] != nil:
			a.wrongIn(rec, "questionnaire", fmt.Sprintf("%s stands here twice", h.Questionnaire), "delete one of the two rows")
		case !fileName.MatchString(h.Catalogue):
			a.wrongIn(rec, "catalogue", fmt.Sprintf("%.40q cannot be the name of a catalogue", h.Catalogue), "use year and month, such as 2026-11")
		case a.id != "" && a.id != h.Catalogue:
			a.wrongIn(rec, "catalogue", fmt.Sprintf("a book holds one catalogue, and the rows above say %s", a.id), "name one catalogue in all rows")
		default:
			a.form(rec, h)
		}
	}
	if a.order == nil && !a.hurt(formsSheet) {
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
		named := func(h *record) bool { return h.cells["questionnaire"] == id }
		if !a.hurt(formsSheet, "questionnaire") && !rec.bad["questionnaire"] && !slices.ContainsFunc(a.rows(formsSheet), named) { // otherwise that fault is told
			a.wrongIn(rec, "questionnaire", fmt.Sprintf("the sheet settings has no questionnaire %.40q", id), "name one of its rows, or add one there")
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
		case n == nil || rec.bad["type"]:
			a.used[rec.cells["name"]] = true
		case rec.cells["type"] == sectionType:
			a.section(rec, n)
		case n.Sections == nil && a.hurt(surveySheet, "type", "questionnaire"): // the section may be among those
			a.used[rec.cells["name"]] = true
		case n.Sections == nil:
			a.used[rec.cells["name"]] = true
			rec.spoil(outside)
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
	if q.Tracks == nil {
		q.Tracks = []questionnaire.Track{} // as a file must have it
	}
	id := rec.cells["name"]
	a.asks[id] = rec
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
	case slices.Contains(ladders, q.Type):
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
	if a.hurt(listsSheet, unlisted) {
		return // a row of the list may be among those whose list cannot be read
	}
	for i, c := range choices {
		if c.cells["name"] != strconv.Itoa(i) && !c.bad["name"] {
			a.wrongIn(c, "name", fmt.Sprintf("the row is number %d of its list and is named %.20q", i, c.cells["name"]), "number the rows of a list 0, 1, 2 and so on, lowest first")
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
