package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sheet is one language's file.
type sheet struct {
	head
	file    string // such as text/fr.json
	entries []entry
	twice   []string // keys that stand twice in the file
}

// head is what a file says of its language, in the order in which it is
// written.
type head struct {
	Code          string   `json:"code"`
	InEnglish     string   `json:"in_english"` // names the constant
	Name          string   `json:"name"`       // in the language itself
	Direction     string   `json:"direction"`  // ltr or rtl
	Reviewed      bool     `json:"reviewed"`   // by a native official
	Decimal       string   `json:"decimal"`    // mark of decimals
	Group         string   `json:"group"`      // mark of thousands
	Forms         []string `json:"forms"`      // plural categories of whole numbers, as in the CLDR
	NoBreakBefore string   `json:"no_break_before,omitempty"`
	NoBreakAfter  string   `json:"no_break_after,omitempty"`
}

// entry is the words of one key: Text, or one of the forms for each category.
type entry struct {
	Key    string `json:"-"`
	Source string `json:"source,omitempty"` // hash of the English that was translated
	Text   string `json:"text,omitempty"`
	Zero   string `json:"zero,omitempty"`
	One    string `json:"one,omitempty"`
	Two    string `json:"two,omitempty"`
	Few    string `json:"few,omitempty"`
	Many   string `json:"many,omitempty"`
	Other  string `json:"other,omitempty"`
	Note   string `json:"note,omitempty"` // for translators, in English
}

// categories of the CLDR in the order of the runtime's forms.
var categories = []string{"zero", "one", "two", "few", "many", "other"}

func (e *entry) form(category string) string {
	return [...]string{e.Zero, e.One, e.Two, e.Few, e.Many, e.Other}[slices.Index(categories, category)]
}

// forms lists the categories that an entry has words for.
func (e *entry) forms() []string {
	return slices.DeleteFunc(slices.Clone(categories), func(c string) bool { return e.form(c) == "" })
}

func (e *entry) plural() bool { return len(e.forms()) > 0 }

// hash is the short hash of an English entry, without its note.
func (e *entry) hash() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{e.Text, e.Zero, e.One, e.Two, e.Few, e.Many, e.Other}, "\x00")))
	return hex.EncodeToString(sum[:4])
}

// find returns the entry of a key; nil for none.
func (s *sheet) find(key string) *entry {
	i := slices.IndexFunc(s.entries, func(e entry) bool { return e.Key == key })
	if i < 0 {
		return nil
	}
	return &s.entries[i]
}

// readAll reads every file of the folder, English first, then by code.
func readAll(folder string) ([]*sheet, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no files of words in %s; run from shared/web/language or give -text", folder)
	}
	var sheets []*sheet
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading words: %w", err)
		}
		s, err := read("text/"+filepath.Base(name), data)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		sheets = append(sheets, s)
	}
	slices.SortStableFunc(sheets, func(a, b *sheet) int {
		if a.Code == "en" || b.Code == "en" {
			return map[bool]int{true: -1, false: 1}[a.Code == "en"]
		}
		return strings.Compare(a.InEnglish, b.InEnglish)
	})
	if sheets[0].Code != "en" {
		return nil, fmt.Errorf("en.json is missing in %s: English is the source of all words", folder)
	}
	return sheets, nil
}

// read decodes one file strictly and keeps the order of its entries. An entry
// may be a bare string.
func read(file string, data []byte) (*sheet, error) {
	var whole struct {
		head
		Text json.RawMessage `json:"text"`
	}
	if err := strict(data, &whole); err != nil {
		return nil, err
	}
	s := &sheet{head: whole.head, file: file}
	d := json.NewDecoder(bytes.NewReader(whole.Text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("text must be an object of keys")
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		e := entry{Key: t.(string)}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, err
		}
		into := any(&e)
		if raw[0] == '"' {
			into = &e.Text
		}
		if err := strict(raw, into); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Key, err)
		}
		if s.find(e.Key) != nil {
			s.twice = append(s.twice, e.Key)
		}
		s.entries = append(s.entries, e)
	}
	return s, nil
}

func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// stamp marks the entries that have no source as made from the English as it
// is now.
func stamp(sheets []*sheet) {
	for _, s := range sheets[1:] {
		for i := range s.entries {
			e := &s.entries[i]
			if source := sheets[0].find(e.Key); source != nil && e.Source == "" {
				e.Source = source.hash()
			}
		}
	}
}
