package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// fault is one thing that is wrong, with what to do.
type fault struct {
	file, key, problem, advice string
	blocks                     bool // tables made of this would be wrong
}

func (f fault) String() string {
	return fmt.Sprintf("%s: %s: %s; %s", f.file, f.key, f.problem, f.advice)
}

func blocked(all []fault) bool {
	return slices.ContainsFunc(all, func(f fault) bool { return f.blocks })
}

var (
	keyForm = regexp.MustCompile(`^[a-z][a-z0-9]*([._][a-z0-9]+)+$`)
	blank   = regexp.MustCompile(`\{[a-z]+\}`)
)

// checker collects what is wrong with one file.
type checker struct {
	*sheet
	faults []fault
}

func (c *checker) add(blocks bool, key, problem, advice string) {
	c.faults = append(c.faults, fault{c.file, key, problem, advice, blocks})
}

// check says everything that is wrong with the words, file by file.
func check(sheets []*sheet) []fault {
	var all []fault
	for i, s := range sheets {
		c := &checker{sheet: s}
		c.heading()
		for _, key := range s.twice {
			c.add(true, key, "stands twice", "keep one of the two")
		}
		for k := range s.entries {
			c.words(&s.entries[k])
		}
		if i == 0 {
			c.keys()
		} else {
			c.against(sheets[0])
		}
		all = append(all, c.faults...)
	}
	return all
}

func (c *checker) heading() {
	if c.file != "text/"+c.Code+".json" {
		c.add(true, "code", "is not the name of the file", "name the file after the code, such as text/fr.json")
	}
	if c.Name == "" || !regexp.MustCompile(`^[A-Z][A-Za-z]+$`).MatchString(c.InEnglish) || c.Decimal == "" || c.Group == "" {
		c.add(true, "name, in_english, decimal, group", "missing or not one word", "fill them in as in text/en.json")
	}
	if c.Direction != "ltr" && c.Direction != "rtl" {
		c.add(true, "direction", "is neither ltr nor rtl", "write one of them")
	}
	for _, f := range c.Forms {
		if !slices.Contains(categories, f) {
			c.add(true, "forms", f+" is no plural category", "use "+strings.Join(categories, ", "))
		}
	}
}

// keys checks what the source alone decides: the keys and their names.
func (c *checker) keys() {
	named := map[string]string{}
	for i := range c.entries {
		e := &c.entries[i]
		c.blanks(e, e) // its forms among themselves
		if !keyForm.MatchString(e.Key) {
			c.add(true, e.Key, "is not a key", "write group.name in small letters, digits and _")
		}
		if other, taken := named[constant(e.Key)]; taken && other != e.Key {
			c.add(true, e.Key, "has the same constant as "+other, "rename one of the two")
		}
		named[constant(e.Key)] = e.Key
	}
}

// words checks one entry by itself.
func (c *checker) words(e *entry) {
	forms := e.forms()
	switch {
	case e.Text == "" && len(forms) == 0:
		c.add(true, e.Key, "has no words", `write them as "text", or as plural forms`)
	case e.Text != "" && len(forms) > 0:
		c.add(true, e.Key, "has a text and plural forms", "keep one of the two")
	case e.Text == "" && !slices.Equal(forms, c.ordered()):
		c.add(true, e.Key, "has the plural forms "+strings.Join(forms, ", "), "write exactly "+strings.Join(c.ordered(), ", "))
	}
	for _, text := range e.all() {
		if text != strings.TrimSpace(text) || strings.Contains(text, "  ") || strings.ContainsFunc(text, unicode.IsControl) {
			c.add(true, e.Key, "has spaces at an end, two in a row, or a control character", "take them out")
		}
		if strings.ContainsAny(blank.ReplaceAllString(text, ""), "{}") {
			c.add(true, e.Key, "has a brace that is not part of a {name}", "write names in small letters, in braces")
		}
		if strings.ContainsAny(text, `'"`) {
			c.add(true, e.Key, "has a straight quotation mark", "write ’ for an apostrophe, and the quotation marks of the language")
		}
	}
	if e.Note != "" && c.Code != "en" {
		c.add(true, e.Key, "has a note", "notes for translators stand in text/en.json")
	}
}

func (c *checker) ordered() []string {
	return slices.DeleteFunc(slices.Clone(categories), func(f string) bool { return !slices.Contains(c.Forms, f) })
}

// all lists the texts of an entry.
func (e *entry) all() []string {
	if !e.plural() {
		return []string{e.Text}
	}
	var texts []string
	for _, f := range e.forms() {
		texts = append(texts, e.form(f))
	}
	return texts
}

// against compares a translation with its source.
func (c *checker) against(source *sheet) {
	for i := range source.entries {
		english := &source.entries[i]
		e := c.find(english.Key)
		switch {
		case e == nil:
			c.add(false, english.Key, "missing", "translate it; go run ./shared/web/language/generate -text shared/web/language/text -todo "+c.Code+" prints the line")
			continue
		case e.Source == "":
			c.add(false, e.Key, "does not say which English it was made from", "run go generate ./shared/web/language")
		case e.Source != english.hash():
			c.add(false, e.Key, "stale: the English has changed", "mend the words, delete the entry's source and run go generate ./shared/web/language")
		}
		if e.plural() != english.plural() {
			c.add(true, e.Key, "is counted in one language and not in the other", "use plural forms in both or in none")
		}
		c.blanks(e, english)
	}
	for _, e := range c.entries {
		if source.find(e.Key) == nil {
			c.add(false, e.Key, "extra: English has no such key", "delete it, or rename it as in text/en.json")
		}
	}
}

// blanks compares the {names}. A plural form for few numbers may leave names
// out ("one question"); the others may not.
func (c *checker) blanks(e, english *entry) {
	want := blanksIn(english.all()...)
	compare := func(text string, want []string) {
		got := blanksIn(text)
		if strange := without(got, want); len(strange) > 0 {
			c.add(true, e.Key, "has "+strings.Join(strange, ", ")+", which English has not", "use the names of text/en.json")
		}
		if lost := without(want, got); len(lost) > 0 {
			c.add(true, e.Key, "lacks "+strings.Join(lost, ", "), "put every name of the English into the words")
		}
	}
	if !e.plural() {
		compare(e.Text, want)
	}
	for _, form := range e.forms() {
		text, n := e.form(form), []string{"{n}"}
		if slices.Contains([]string{"zero", "one", "two"}, form) && len(without(n, blanksIn(text))) > 0 {
			compare(text, without(want, n))
		} else {
			compare(text, want)
		}
	}
}

func blanksIn(texts ...string) []string {
	all := blank.FindAllString(strings.Join(texts, " "), -1)
	slices.Sort(all)
	return slices.Compact(all)
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(some, s) })
}

// printTodo prints for a translator the lines of a file that are missing or
// stale, with the English in the place of the words to write.
func printTodo(w io.Writer, sheets []*sheet, code string) error {
	i := slices.IndexFunc(sheets, func(s *sheet) bool { return s.Code == code })
	if i <= 0 {
		return fmt.Errorf("there is no text/%s.json to translate into; make one with the head of another file and an empty text", code)
	}
	for k := range sheets[0].entries {
		english := sheets[0].entries[k]
		now := sheets[i].find(english.Key)
		if now != nil && (now.Source == "" || now.Source == english.hash()) {
			continue
		}
		if english.Note != "" {
			fmt.Fprintf(w, "note: %s\n", english.Note)
		}
		if now != nil {
			fmt.Fprintf(w, "stale, now: %s\n", line(now, sheets[i].Forms))
		}
		english.Note = ""
		fmt.Fprintf(w, "%s,\n\n", line(&english, sheets[i].Forms))
	}
	return nil
}
