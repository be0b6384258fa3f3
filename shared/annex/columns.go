package annex

import (
	"slices"
	"strings"
	"unicode"
)

// column is one of the columns that ReadList knows.
type column int

const (
	codeColumn column = iota
	titleColumn
	referenceColumn
	inForceColumn
	noteColumn
)

// columns says at which place each column stands.
type columns map[column]int

var columnTitles = [...]string{CodeColumn, TitleColumn, ReferenceColumn, InForceColumn, NoteColumn}

// columnNames are the headings each column is known by, best first, in lower
// case and without spaces and marks; also in the languages of the pages. Where
// several are present the first one here counts.
var columnNames = [...][]string{
	codeColumn:      {"code", "nationalcode", "controlcode", "listcode", "itemcode", "entrycode", "controllistcode", "controlentry", "eccn", "eucode", "código", "codigo", "entry", "item", "rubrique", "numéro", "الرمز", "رمز", "رقمالبند", "البند", "number", "no", "nr"},
	titleColumn:     {"title", "shorttitle", "description", "designation", "text", "titre", "título", "titulo", "désignation", "libellé", "intitulé", "العنوان", "الوصف", "التسمية", "heading", "name"},
	referenceColumn: {"mtcrreference", "annexreference", "mtcrref", "annexref", "mtcrannex", "mtcrannexreference", "mtcrentry", "annexentry", "mtcrcode", "mtcritem", "annexitem", "mtcr", "annex", "référencemtcr", "référencerctm", "référenceannexe", "annexemtcr", "rctm", "annexe", "مرجعالمرفق", "المرفق", "المرجع", "reference", "référence", "ref"},
	inForceColumn:   {"inforce", "inforcedate", "inforcesince", "dateinforce", "entryintoforce", "effectivedate", "effective", "since", "entréeenvigueur", "dateentréeenvigueur", "datedentréeenvigueur", "envigueur", "تاريخالنفاذ", "تاريخالسريان", "date"},
	noteColumn:      {"note", "notes", "remark", "remarks", "comment", "comments", "remarque", "remarques", "observations", "ملاحظة", "ملاحظات"},
}

// cells are the places in the line that the columns fill.
func (l *Line) cells() [5]*string {
	return [5]*string{&l.Code, &l.Title, &l.Reference, &l.InForce, &l.Note}
}

// findColumns reads the heading; nil when it has no code column.
func (r *reader) findColumns(heading record) columns {
	names := make([]string, len(heading.cells))
	for i, cell := range heading.cells {
		names[i] = strings.Map(func(c rune) rune {
			if unicode.IsLetter(c) {
				return unicode.ToLower(c)
			}
			return -1
		}, cell)
	}
	found := columns{}
	for c, known := range columnNames {
		for _, name := range known {
			i := slices.Index(names, name)
			if i < 0 {
				continue
			}
			if j := slices.Index(names[i+1:], name); j >= 0 {
				r.faults.add(heading.line, "keep one of them", "two columns are named %s", quote(strings.TrimSpace(heading.cells[i])))
			}
			found[column(c)] = i
			break
		}
	}
	if _, ok := found[codeColumn]; ok {
		return found
	}
	r.faults.add(heading.line, "name the columns in the first line: code, title and, if the list has them, mtcr_reference, in_force, note",
		"no column is named “code” (found: %s)", shorten(strings.Join(heading.cells, ", ")))
	return nil
}

// formula reports whether a spreadsheet would run the cell. A dash or plus
// before a space or at the end is a bullet of the printed list.
func formula(cell string) bool {
	if cell == "" {
		return false
	}
	switch cell[0] {
	case '=', '@':
		return true
	case '+', '-':
		return len(cell) > 1 && cell[1] != ' ' && strings.Trim(cell, "-") != ""
	}
	return false
}

// absent reports whether a line says that nothing stands there: its title, or
// what its code cell says besides the code, is “Not used” or “[Reserved]”.
func absent(line Line) bool {
	return saysAbsent(line.Title) || line.Title == "" && saysAbsent(line.Note) ||
		strings.ContainsAny(line.Code, "dD") && slices.ContainsFunc([]string{"not used", "reserved"}, func(word string) bool {
			i := strings.Index(strings.ToLower(line.Code), word)
			return i >= 0 && saysAbsent(line.Code[i:])
		})
}

func saysAbsent(text string) bool {
	text = strings.TrimLeft(text, "[({<\"'“‘-–—. ")
	for _, said := range [...]string{"not used", "reserved"} {
		end, ok := skipWord(text, 0, said)
		if !ok {
			continue
		}
		rest := strings.ToLower(strings.TrimLeft(text[end:], "])}>\"'”’ "))
		if rest == "" || strings.IndexAny(rest, ".;,:-–—") == 0 || strings.HasPrefix(rest, "since") || strings.HasPrefix(rest, "for future use") {
			return true
		}
	}
	return false
}

// none reports whether a reference cell says in words that there is none.
func none(cell string) bool {
	switch strings.ToLower(strings.Trim(cell, ".[]() ")) {
	case "", "-", "--", "–", "—", "n/a", "na", "none", "nil", "no":
		return true
	}
	return false
}

// shorten keeps messages readable when a cell holds a page of text.
func shorten(text string) string {
	const most = 60
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

// quote sets printed text off from the words of a message.
func quote(text string) string { return "“" + shorten(text) + "”" }
