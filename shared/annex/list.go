package annex

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of a national control list.
const (
	MaxLines = 20_000   // lines below the heading
	MaxBytes = 16 << 20 // size of the file
	maxLine  = 1 << 18  // bytes of a line of the file
	maxCells = 1_000    // cells of a line
	maxCell  = 1_000    // bytes of a code or reference cell
	maxCodes = 200      // codes that one cell may stand for
)

// List is a national control list as ReadList read it.
type List struct {
	Lines     []Line  // in file order, without headings that have no code and without absent lines
	Absent    []Line  // lines that say “Not used” or “[Reserved]”: they carry nothing
	Notes     []Fault // worth a look, blocks nothing; in line order
	Encoding  string  // how the text was written, such as "UTF-16 LE"; "XLSX" for a sheet
	Separator rune    // what divides the cells: comma, semicolon or tab

	sheet *Sheet // where the list stood; nil for text
}

// Line is one line of a national control list, its cells as printed.
type Line struct {
	Number    int    `json:"number"` // line of the file, counted from 1
	Code      string `json:"code"`   // never empty
	Title     string `json:"title"`
	Reference string `json:"reference"` // Annex references, as printed
	InForce   string `json:"in_force"`  // date since which the line is in force, as printed
	Note      string `json:"note"`

	codes      []code   // what Code stands for; none for a code of the country's own
	references []code   // what Reference stands for
	strange    []string // parts of Reference that are no Annex reference
	key        string   // the same for two spellings of one code
}

// Option changes how ReadList reads.
type Option int

// KeepRepeats keeps lines that repeat a code, with a note each, for a list
// whose source itself prints a code twice (the UK Military List repeats whole
// entries). Without it a repeated code is a fault.
const KeepRepeats Option = 1

// ReadList reads a national control list from CSV. The first line names the
// columns, in any order and either case: code (required), title, Annex
// reference, in-force date and note, also under the names that national lists
// use for them (columns.go lists them); other columns are left out. Text may be UTF-8 or UTF-16,
// with or without a byte order mark; cells may be divided by comma, semicolon
// or tab.
//
// Either the whole list is read or none of it: the error then holds Faults,
// every one with its line. Faults are text that cannot be decoded, cells that
// start a formula, broken quoting, more cells than columns, a code used twice,
// a line with a reference but no code, a cell or line of absurd length, an empty
// list, and a list above MaxLines or MaxBytes. A reference that cannot be understood is a note, since
// lists print other regimes' references too; one that is well formed but names
// no entry is found by Edition.Concord, which knows the entries.
func ReadList(data []byte, options ...Option) (*List, error) {
	return readList(data, nil, options)
}

// readList reads a list from text, which stood in a sheet if there is one.
func readList(data []byte, sheet *Sheet, options []Option) (*List, error) {
	const doing = "reading the control list"
	var faults Faults
	if len(data) > MaxBytes {
		faults.add(0, "split the list, or remove what is not part of it", "the file has %d bytes, at most %d are read", len(data), MaxBytes)
		return nil, faults.err(doing)
	}
	text, encoding, faults := decodeText(data)
	if len(faults) > 0 {
		return nil, faults.err(doing)
	}
	text, separator := cutSeparator(text)
	records, rows, faults := readRecords(text, separator, MaxLines+2)
	if len(records) == 0 {
		if len(faults) == 0 {
			faults.add(0, "give one line with the column names and one line for each code", "the file is empty")
		}
		return nil, faults.err(doing)
	}
	if n := rows - 1; n > MaxLines {
		faults = nil
		faults.add(records[len(records)-1].line, "keep only the lines that are part of the list, or hand it in as several lists", "the list has %d lines, at most %d are read; those from here on are too many", n, MaxLines)
		return nil, faults.err(doing)
	}
	r := reader{list: &List{Encoding: encoding, Separator: separator, sheet: sheet}, faults: faults, keepRepeats: slices.Contains(options, KeepRepeats)}
	r.read(records)
	if len(r.faults) > 0 {
		return nil, r.faults.err(doing)
	}
	sortByLine(r.list.Notes)
	return r.list, nil
}

// reader collects a list and everything that is wrong with it.
type reader struct {
	list        *List
	faults      Faults
	keepRepeats bool
}

func (r *reader) read(records []record) {
	columns := r.findColumns(records[0])
	if columns == nil {
		return // without a code column nothing can be said about the lines
	}
	if len(records) == 1 && len(r.faults) == 0 {
		r.faults.add(records[0].line, "add one line for each code of the list", "the file has column names but no lines")
	}
	lines := make([]Line, 0, len(records)-1)
	for _, rec := range records[1:] {
		if line, ok := r.readLine(rec, columns, len(records[0].cells)); ok {
			lines = append(lines, line)
		}
	}
	r.checkRepeats(lines)
	r.list.Lines = lines
	if len(lines) == 0 && len(r.list.Absent) == 0 && len(r.faults) == 0 {
		r.faults.add(records[0].line, "write the codes in the code column", "no line of the list has a code")
	}
}

// readLine reads one row; ok is false when it gives no line of the list.
func (r *reader) readLine(rec record, columns columns, width int) (Line, bool) {
	for i := width; i < len(rec.cells); i++ {
		if strings.TrimSpace(rec.cells[i]) != "" {
			r.faults.add(rec.line, "put a cell that holds the separator in double quotes", "the line has %d cells, the heading %d", len(rec.cells), width)
			return Line{}, false
		}
	}
	line := Line{Number: rec.line}
	for c, into := range line.cells() {
		i, ok := columns[column(c)]
		if !ok || i >= len(rec.cells) {
			continue
		}
		*into = strings.TrimSpace(rec.cells[i])
		if formula(*into) {
			r.faults.addIn(column(c), rec.line, "replace it by its value: text only", "the %s cell starts a formula (%s)", columnTitles[c], shorten(*into))
		}
	}
	switch {
	case line.Code == "" && line.Reference != "":
		r.faults.addIn(codeColumn, rec.line, "give the line the code by which the national list names it", "the line has an Annex reference but no code")
		return Line{}, false
	case line.Code == "":
		r.note(rec.line, "", "the line has no code and was left out (%s)", shorten(line.Title+line.Note))
		return Line{}, false
	case absent(line):
		r.list.Absent = append(r.list.Absent, line)
		return Line{}, false
	}
	return line, r.readCodes(&line)
}

// readCodes fills in what the cells of a line stand for.
func (r *reader) readCodes(line *Line) bool {
	for _, c := range [...]column{codeColumn, referenceColumn} {
		if cell := *line.cells()[c]; len(cell) > maxCell {
			r.faults.addIn(c, line.Number, "give it lines of its own", "a code or reference cell has %d characters, at most %d are read", utf8.RuneCountInString(cell), maxCell)
			return false
		}
	}
	codes, strange := readCell(line.Code)
	line.codes, line.key = codes, keyOf(line.Code, codes, strange)
	if !none(line.Reference) {
		r.readReferences(line)
	}
	if n := max(len(line.codes), len(line.references)); n > maxCodes {
		r.faults.add(line.Number, "give it lines of its own", "one cell stands for %d codes, at most %d are read", n, maxCodes)
		return false
	}
	if line.InForce != "" {
		if _, err := time.Parse(time.DateOnly, line.InForce); err != nil {
			r.note(line.Number, "write dates as 2026-01-31", "in-force date %s kept as written", quote(line.InForce))
		}
	}
	return true
}

func (r *reader) readReferences(line *Line) {
	const advice = "write it as in 9.A.1 if it is an Annex reference"
	codes, strange := readCell(line.Reference)
	for _, s := range strange {
		if len(codes) == 0 {
			s = line.Reference // nothing else in the cell: show it as printed
		}
		if !slices.Contains(line.strange, s) {
			line.strange = append(line.strange, s)
			r.note(line.Number, advice, "reference %s not understood", quote(s))
		}
	}
	for _, c := range codes {
		switch c.family {
		case reference, wholeItem:
			line.references = append(line.references, c)
		default:
			line.strange = append(line.strange, c.text)
			r.note(line.Number, advice, "reference %s is a control-list code, not an Annex reference", quote(c.text))
		}
	}
}

// checkRepeats finds codes that stand on more than one line.
func (r *reader) checkRepeats(lines []Line) {
	first := make(map[string]int, len(lines))
	for _, line := range lines {
		before, repeated := first[line.key]
		switch {
		case !repeated:
			first[line.key] = line.Number
		case r.keepRepeats:
			r.note(line.Number, "", "code %s stands %s already; both are kept", quote(line.Code), r.list.sheet.on(before))
		default:
			r.faults.addIn(codeColumn, line.Number, "remove one of the two or correct its code; if the published list itself prints it twice, read the list with repeated codes kept", "code %s stands %s already", quote(line.Code), r.list.sheet.on(before))
		}
	}
}

// keyOf gives two spellings of one code the same key; a code of the country's
// own is compared as printed but for case, spaces and full stops.
func keyOf(printed string, codes []code, strange []string) string {
	if len(codes) == 0 || len(strange) > 0 {
		return strings.ToUpper(strings.Map(func(r rune) rune {
			if r == ' ' || r == '\u00a0' || r == '.' {
				return -1
			}
			return r
		}, printed))
	}
	if len(codes) == 1 {
		return codes[0].text
	}
	texts := make([]string, len(codes))
	for i, c := range codes {
		texts[i] = c.text
	}
	return strings.Join(texts, ";")
}

func (r *reader) note(line int, advice, format string, args ...any) {
	notes := Faults(r.list.Notes)
	notes.add(line, advice, format, args...)
	r.list.Notes = notes
}
