package workbook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

// maxFaults is how many faults of a book are told; who has mended those reads
// it once more.
const maxFaults = 200

// record is a row of an authoring book on its way in.
type record struct {
	table *authorTable
	n     int               // of the row
	cells map[string]string // as authorRow
	bad   map[string]bool   // columns whose cell has a fault of form
}

// spoil notes a fault of form.
func (r *record) spoil(key string) {
	if r.bad == nil {
		r.bad = map[string]bool{}
	}
	r.bad[key] = true
}

// authorTable is a sheet of an authoring book whose columns are known.
type authorTable struct {
	*authorSheet
	at      map[string]int // columns by key, or KEY::CODE
	records []*record
	lost    bool // a row of which nothing could be read
}

// place is where the cell of a column stands, or that of the row's first
// column if there is no such column.
func (r *record) place(key string) string {
	return r.table.name + "!" + xlsx.Letters(r.table.at[key]) + strconv.Itoa(r.n)
}

// authorReader is an authoring book on its way in.
type authorReader struct {
	tables map[*authorSheet]*authorTable
	codes  []string // of the languages, the source first
	faults questionnaire.Faults
}

func (r *authorReader) wrong(place, problem, advice string) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, questionnaire.Fault{Path: place, Problem: problem, Advice: advice})
	}
}

// wrongIn is wrong with the cell of a row, a fault of form.
func (r *authorReader) wrongIn(rec *record, key, problem, advice string) {
	rec.spoil(key)
	r.wrong(rec.place(key), problem, advice)
}

// hurt reports whether a row of a sheet has a fault of form in one of some
// columns, in any where none is named.
func (r *authorReader) hurt(s *authorSheet, keys ...string) bool {
	t := r.tables[s]
	return t.lost || slices.ContainsFunc(t.records, func(rec *record) bool {
		return len(keys) == 0 && rec.bad != nil || slices.ContainsFunc(keys, func(key string) bool { return rec.bad[key] })
	})
}

// Import reads a book for authors: the files of a content folder that holds
// its one catalogue, as a draft, by name. Otherwise the error is
// questionnaire.Faults, all there are (200 at most), each with its sheet and
// cell. lists is as for questionnaire.Open. As with Read, nothing that a file
// holds makes it take more than some 30 MiB of memory.
func Import(data []byte, lists map[string][]string) (map[string][]byte, error) {
	a, err := open(data)
	if err != nil {
		return nil, err
	}
	f, err := load(a)
	if err != nil {
		return nil, err
	}
	r := &authorReader{tables: map[*authorSheet]*authorTable{}}
	raw := map[*authorSheet]*sheet{}
	for _, ref := range f.sheets {
		i := slices.IndexFunc(authorSheets, func(s *authorSheet) bool { return s.name == ref.name })
		if i < 0 || raw[authorSheets[i]] != nil {
			r.wrong(fmt.Sprintf("%.60s!A1", ref.name), "the book has no place for this sheet", "take it out; the sheets are "+sheetNames())
			continue
		}
		if raw[authorSheets[i]], err = f.read(ref); err != nil {
			return nil, err
		}
	}
	if raw[surveySheet] != nil && raw[criteriaSheet] == nil && raw[contradictionsSheet] == nil && raw[referencesSheet] == nil {
		return nil, refuse("the workbook is a plain XLSForm, or lacks the sheets criteria, contradictions and references", "make a workbook of the form with `offline questionnaire draft`, complete it and import that")
	}
	for _, s := range slices.Backward(authorSheets) { // that of settings first: it names the languages
		if raw[s] == nil {
			r.wrong(s.name+"!A1", "the book lacks this sheet", "export the questionnaires again and take it from there; it may be empty below its first row")
			continue
		}
		r.head(s, raw[s])
	}
	if r.faults != nil { // the rows would be misread
		return nil, r.faults
	}
	for _, s := range authorSheets {
		r.read(r.tables[s], raw[s])
	}
	return assemble(r, lists)
}

func sheetNames() string {
	names := make([]string, len(authorSheets))
	for i, s := range authorSheets {
		names[i] = s.name
	}
	return strings.Join(names, ", ")
}

var spokenHead = regexp.MustCompile(`^([a-z_]+)::.*\(([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\)$`)

// keyOfColumn is the key of a column by what stands at its head.
func keyOfColumn(title string) string {
	if m := spokenHead.FindStringSubmatch(title); m != nil {
		return m[1] + "::" + m[2]
	}
	return title
}

// head finds the columns of a sheet by its first row.
func (r *authorReader) head(s *authorSheet, raw *sheet) {
	t := &authorTable{authorSheet: s, at: map[string]int{}}
	r.tables[s] = t
	for _, m := range raw.merged[:min(len(raw.merged), maxReasons)] {
		r.wrong(fmt.Sprintf("%s!%s%d", s.name, xlsx.Letters(m.left), m.top), "these cells are merged", "unmerge them")
	}
	if s == formsSheet && len(raw.rows) > 0 {
		for _, c := range raw.rows[0].cells {
			if key, code, ok := strings.Cut(keyOfColumn(c.text), "::"); ok && key == "label" {
				r.codes = append(r.codes, code)
			}
		}
	}
	var wanted []string
	for _, c := range s.columns {
		if c.form != spoken {
			wanted = append(wanted, c.key)
			continue
		}
		for _, code := range r.codes {
			wanted = append(wanted, c.key+"::"+code)
		}
	}
	if len(raw.rows) > 0 && raw.rows[0].n == 1 {
		for _, c := range raw.rows[0].cells {
			place := s.name + "!" + xlsx.Letters(c.col) + "1"
			key := keyOfColumn(c.text)
			_, twice := t.at[key]
			switch {
			case !slices.Contains(wanted, key):
				r.wrong(place, fmt.Sprintf("%.60q is no column of this sheet", c.text), "correct or delete it; a language begins with a column label::Name (code) in the sheet settings")
			case twice:
				r.wrong(place, fmt.Sprintf("the column %.60q stands here twice", c.text), "delete one of the two")
			default:
				t.at[key] = c.col
			}
		}
	}
	for _, key := range wanted {
		if _, ok := t.at[key]; !ok {
			r.wrong(s.name+"!A1", fmt.Sprintf("the column %s is missing", key), "add it; its cells may be empty where a row does not need it")
		}
	}
	if s == formsSheet && r.codes == nil {
		r.wrong(s.name+"!A1", "no column label::Name (code) names a language", "add one, such as label::English (en)")
	}
}

// read reads the rows of a sheet below its first.
func (r *authorReader) read(t *authorTable, raw *sheet) {
	keys := map[int]string{}
	for key, col := range t.at {
		keys[col] = key
	}
	for _, row := range raw.rows[1:] {
		rec := &record{table: t, n: row.n, cells: map[string]string{}}
		for _, c := range row.cells {
			place := t.name + "!" + xlsx.Letters(c.col) + strconv.Itoa(row.n)
			text, bad := c.words()
			told := len(r.faults)
			switch {
			case bad != nil:
				r.wrong(place, bad.problem, bad.advice)
			case strings.ContainsFunc(text, func(c rune) bool { return unicode.IsControl(c) && c != '\n' }):
				r.wrong(place, "the cell holds a character that cannot be seen, such as a tab", "write the text anew")
			case text != "" && keys[c.col] == "":
				r.wrong(place, "the cell stands in no column of the sheet", "delete it, or move it under a heading")
			}
			if text != "" {
				rec.cells[keys[c.col]] = text
			}
			if len(r.faults) > told || told == maxFaults {
				rec.spoil(keys[c.col])
			}
		}
		if len(rec.cells) > 0 {
			t.records = append(t.records, rec)
		} else if rec.bad != nil {
			t.lost = true
		}
	}
}

// decode reads the cells of a record, all but some, into a value, as far as
// they can be read. Of a cell one thing is told: that it cannot be read, or what
// it says wrong.
func (r *authorReader) decode(rec *record, into any, except ...string) {
	fields := map[string]json.RawMessage{}
	for _, c := range rec.table.columns {
		text := rec.cells[c.key]
		if text == "" || c.form == spoken || slices.Contains(except, c.key) {
			continue
		}
		raw, bad := c.form.parse(text)
		if bad != nil {
			r.wrongIn(rec, c.key, bad.problem, bad.advice)
			continue
		}
		fields[c.field()] = raw
	}
	data, err := json.Marshal(fields)
	if err != nil {
		return
	}
	unread := maps.Clone(rec.bad)
	for _, f := range questionnaire.Decode(data, into) {
		at, rest := cutPath(f.Path)
		if unread[keyOfField(at)] {
			continue
		}
		if rest != "" {
			f.Problem = rest + ": " + f.Problem
		}
		if f.Advice == "" || strings.HasPrefix(f.Advice, "known here") && rest == "" {
			f.Advice = "empty or correct the cell; FORMAT.md says what it may hold"
		}
		r.wrongIn(rec, keyOfField(at), f.Problem, f.Advice)
	}
}

// twice refuses records that have the same texts in some columns.
func (r *authorReader) twice(s *authorSheet, keys ...string) {
	known := map[string]bool{}
	for _, rec := range r.tables[s].records {
		all, read := "", true
		for _, key := range keys {
			all += rec.cells[key] + "\n"
			read = read && !rec.bad[key]
		}
		if !read {
			continue
		}
		if known[all] {
			r.wrongIn(rec, "name", fmt.Sprintf("%.40q stands here twice", rec.cells["name"]), "correct the name, or delete one of the two rows")
		}
		known[all] = true
	}
}

// only refuses words in columns that a row of its kind does not have.
func (r *authorReader) only(rec *record, keys ...string) {
	for _, c := range rec.table.columns {
		for _, code := range r.codes {
			if c.form == spoken && !slices.Contains(keys, c.key) && rec.cells[c.key+"::"+code] != "" {
				r.wrongIn(rec, c.key+"::"+code, "a row of this kind has no words here", "empty the cell")
			}
		}
	}
}

// cutPath is the first name of a path, and what comes after it.
func cutPath(path string) (first, rest string) {
	if i := strings.IndexAny(path, ".["); i >= 0 {
		return path[:i], strings.TrimPrefix(path[i:], ".")
	}
	return path, ""
}

// keyOfField is the column of a field.
func keyOfField(field string) string {
	if field == "id" {
		return "name"
	}
	return field
}

// parse reads what a cell says of a field.
func (f form) parse(text string) (json.RawMessage, *fault) {
	var v any = text
	switch f {
	case whole:
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, &fault{fmt.Sprintf("%.40q is not a whole number", text), "write digits alone"}
		}
		v = n
	case flagged:
		if fold(text) != "yes" {
			return nil, &fault{fmt.Sprintf("%.40q is not yes", text), "write yes, or leave the cell empty"}
		}
		v = true
	case list:
		v = strings.Fields(text)
	case lines:
		ids := []string{}
		for line := range strings.SplitSeq(text, "\n") {
			if id := strings.TrimSpace(line); id != "" {
				ids = append(ids, id)
			}
		}
		v = ids
	case series:
		numbers := []int{}
		for word := range strings.FieldsSeq(text) {
			n, err := strconv.Atoi(word)
			if err != nil {
				return nil, &fault{fmt.Sprintf("%.40q is not a whole number", word), "write numbers with spaces between them, such as 0 50 100"}
			}
			numbers = append(numbers, n)
		}
		v = numbers
	case asJSON:
		if !json.Valid([]byte(text)) {
			return nil, &fault{"this is not JSON", `write it as FORMAT.md says, such as {"question": "NC-01", "has_any": ["none"]}; look for quotes that the program made round`}
		}
		return bytes.TrimSpace([]byte(text)), nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, &fault{err.Error(), "write it anew"}
	}
	return data, nil
}
