package annex

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// heading is the first line of an edition file, in this order.
var heading = [...]string{"entry", "item", "category", "subcategory", "short_title", "eu_code", "eccn", "source", "eu_source", "eccn_source", "us_jurisdiction", "usml", "threshold", "level", "edition"}

// ParseEdition reads an edition from CSV in UTF-8 with the columns entry,
// item, category, subcategory, short_title, eu_code, eccn, source, eu_source,
// eccn_source, us_jurisdiction, usml, threshold, level and edition. Several
// codes in a cell are divided by semicolons. Rows stand in Annex order, finer
// rows (level subentry) below the entry they belong to. The id is the date of
// the edition, as 2024-03-14, and every row repeats it.
//
// Reading is strict: the error holds Faults, all of them, and nothing is
// returned with it.
func ParseEdition(id string, csv []byte) (*Edition, error) {
	doing := "reading Annex edition " + id
	var faults Faults
	if _, err := time.Parse(time.DateOnly, id); err != nil {
		faults.add(0, "name the edition by its date, as 2024-03-14", "the id %q is no date", id)
	}
	text, _, decoding := decodeText(csv)
	records, _, broken := readRecords(text, ',', MaxLines)
	faults = append(append(faults, decoding...), broken...)
	if len(records) == 0 || !slices.Equal(records[0].cells, heading[:]) {
		faults.add(1, "write "+strings.Join(heading[:], ","), "the heading is not that of an edition")
		return nil, faults.err(doing)
	}
	p := editionParser{edition: &Edition{ID: id, Published: id}, faults: faults, seen: map[string]int{}}
	for _, rec := range records[1:] {
		p.row(rec)
	}
	if len(p.edition.entries) == 0 {
		p.add("add one row for each entry", "the edition has no entries")
	}
	if err := p.faults.err(doing); err != nil {
		return nil, err
	}
	p.edition.index()
	return p.edition, nil
}

type editionParser struct {
	edition *Edition
	faults  Faults
	seen    map[string]int // code to line
	line    int
}

func (p *editionParser) add(advice, format string, args ...any) {
	p.faults.add(p.line, advice, format, args...)
}

// row reads one row; every check is made, whatever the others say.
func (p *editionParser) row(rec record) {
	p.line = rec.line
	if len(rec.cells) != len(heading) {
		p.add("quote cells that hold commas", "the row has %d cells instead of %d", len(rec.cells), len(heading))
		return
	}
	cell := make(map[string]string, len(heading))
	for i, name := range heading {
		cell[name] = rec.cells[i]
		if strings.TrimSpace(rec.cells[i]) != rec.cells[i] {
			p.add("remove the spaces", "%s has spaces around it", name)
		}
	}
	entry := Entry{
		Code: cell["entry"], Category: cell["category"], Subcategory: cell["subcategory"], Title: cell["short_title"],
		Threshold: cell["threshold"], Source: Source(cell["source"]), Jurisdiction: cell["us_jurisdiction"], USML: split(cell["usml"]),
		EU: p.codes("eu_code", cell), EUProvenance: Provenance(cell["eu_source"]),
		ECCN: p.codes("eccn", cell), ECCNProvenance: Provenance(cell["eccn_source"]),
	}
	entry.Item, _ = strconv.Atoi(cell["item"])
	p.checkCode(entry, cell["item"])
	p.oneOf("category", entry.Category, "I", "II")
	p.oneOf("source", cell["source"], string(SourceFound), string(SourceKnown))
	p.oneOf("us_jurisdiction", entry.Jurisdiction, "EAR", "ITAR", "EAR+ITAR")
	p.checkProvenance("eu", entry.EU, entry.EUProvenance)
	p.checkProvenance("eccn", entry.ECCN, entry.ECCNProvenance)
	if entry.Title == "" {
		p.add("describe the entry in a few words", "short_title is empty")
	}
	if cell["edition"] != p.edition.ID {
		p.add("write "+p.edition.ID, "edition is %q", cell["edition"])
	}
	p.place(entry, cell["level"])
}

// checkCode checks the code and that item, category and subcategory agree with
// it.
func (p *editionParser) checkCode(entry Entry, item string) {
	codes, strange := readCell(entry.Code)
	if len(codes) != 1 || len(strange) > 0 || codes[0].family != reference || codes[0].text != entry.Code {
		p.add("write it as 4.C.2.b", "entry %q is no Annex reference in its plain spelling", entry.Code)
		return
	}
	if before, ok := p.seen[entry.Code]; ok {
		p.add("remove one of the two", "entry %s stands on line %d already", entry.Code, before)
	}
	p.seen[entry.Code] = p.line
	if want := item + "." + entry.Subcategory + "."; !strings.HasPrefix(entry.Code, want) {
		p.add("make them agree", "item %q and subcategory %q are not those of entry %s", item, entry.Subcategory, entry.Code)
	}
	first := entry.Item == 1 || entry.Item == 2
	if first != (entry.Category == "I") {
		p.add("Items 1 and 2 are Category I, all others Category II", "category %q is not that of entry %s", entry.Category, entry.Code)
	}
	if !strings.Contains("ABCDE", entry.Subcategory) {
		p.add("use A, B, C, D or E", "subcategory is %q", entry.Subcategory)
	}
}

func (p *editionParser) oneOf(name, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		p.add("use one of: "+strings.Join(allowed, ", "), "%s is %q", name, value)
	}
}

// checkProvenance checks that codes have a provenance and only codes have one.
func (p *editionParser) checkProvenance(name string, codes []string, provenance Provenance) {
	if len(codes) > 0 {
		p.oneOf(name+"_source", string(provenance), string(Table), string(Matched), string(Mixed), string(Known))
	} else if provenance != NoCodes {
		p.add("leave it empty", "%s_source is %q, but there is no code", name, provenance)
	}
}

// codes reads a cell of codes in their plain spelling.
func (p *editionParser) codes(name string, cell map[string]string) []string {
	texts := split(cell[name])
	for i, text := range texts {
		codes, strange := readCell(text)
		if len(codes) != 1 || len(strange) > 0 || codes[0].text != text || codes[0].family != dualUse && codes[0].family != military {
			p.add("write codes as 9A106.d or ML8, divided by semicolons", "%s holds %q", name, text)
		}
		if slices.Contains(texts[:i], text) {
			p.add("remove one of the two", "%s holds %s twice", name, text)
		}
	}
	return texts
}

// place puts the entry into the edition, finer rows under their entry.
func (p *editionParser) place(entry Entry, level string) {
	all := p.edition.entries
	switch level {
	case "entry":
		if i := len(all) - 1; i >= 0 && strings.HasPrefix(entry.Code, all[i].Code+".") {
			p.add("make it a subentry", "entry %s lies under entry %s", entry.Code, all[i].Code)
		}
		p.edition.entries = append(all, entry)
	case "subentry":
		i := len(all) - 1
		if i < 0 || !strings.HasPrefix(entry.Code, all[i].Code+".") {
			p.add("put it below the row of its entry", "subentry %s does not follow the entry it belongs to", entry.Code)
			return
		}
		all[i].Finer = append(all[i].Finer, entry)
	default:
		p.oneOf("level", level, "entry", "subentry")
	}
}

// split cuts a cell at its semicolons; an empty cell has no parts.
func split(cell string) []string {
	if cell == "" {
		return nil
	}
	parts := strings.Split(cell, ";")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// String writes the edition as its users name it.
func (e *Edition) String() string {
	return fmt.Sprintf("MTCR Annex, edition of %s", e.Published)
}
