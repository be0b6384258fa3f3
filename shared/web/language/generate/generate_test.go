package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const folder = "../text"

// TestWords holds every file of words to the source, and the committed files
// to what would be generated.
func TestWords(t *testing.T) {
	sheets, err := readAll(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range check(sheets) {
		t.Error(f)
	}
	files, err := render(sheets)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the words make; run go generate ./shared/web/language and commit it", filepath.Clean(filepath.Join("language/text", name)))
		}
	}
}

// example reads an English and a Spanish file with these entries.
func example(t *testing.T, english, spanish string) []*sheet {
	t.Helper()
	var sheets []*sheet
	for _, f := range []struct{ file, text string }{
		{"text/en.json", `{"code":"en","in_english":"English","name":"English","direction":"ltr","reviewed":true,"decimal":".","group":",","forms":["one","other"],"text":{` + english + `}}`},
		{"text/es.json", `{"code":"es","in_english":"Spanish","name":"Español","direction":"ltr","reviewed":false,"decimal":",","group":".","forms":["one","other"],"no_break_before":"%","text":{` + spanish + `}}`},
	} {
		s, err := read(f.file, []byte(f.text))
		if err != nil {
			t.Fatal(err)
		}
		sheets = append(sheets, s)
	}
	return sheets
}

// TestCheck: each kind of fault is found, named by file and key, and nothing
// else is.
func TestCheck(t *testing.T) {
	const one, many = `"a.b": "At {time}"`, `"c.d": {"one": "{n} day at {time}", "other": "{n} days at {time}"}`
	for name, c := range map[string]struct {
		english, spanish string
		want             []string // file: key: problem
		blocks           bool
	}{
		"sound":              {one, `"a.b": "A las {time}"`, nil, false},
		"sound plural":       {many, `"c.d": {"one": "un día a las {time}", "other": "{n} días a las {time}"}`, nil, false},
		"missing":            {one, ``, []string{"text/es.json: a.b: missing"}, false},
		"stale":              {one, `"a.b": {"source": "00000000", "text": "A las {time}"}`, []string{"text/es.json: a.b: stale"}, false},
		"extra":              {one, `"a.b": "A las {time}", "a.c": {"source": "x", "text": "Sí"}`, []string{"text/es.json: a.c: extra"}, false},
		"other name":         {one, `"a.b": "A las {hora}"`, []string{"text/es.json: a.b: has {hora}", "text/es.json: a.b: lacks {time}"}, true},
		"no category":        {many, `"c.d": {"other": "{n} días a las {time}"}`, []string{"text/es.json: c.d: has the plural forms other"}, true},
		"strange category":   {many, `"c.d": {"one": "un día a las {time}", "few": "{n} a las {time}", "other": "{n} a las {time}"}`, []string{"text/es.json: c.d: has the plural forms one, few, other"}, true},
		"no number":          {many, `"c.d": {"one": "un día a las {time}", "other": "días a las {time}"}`, []string{"text/es.json: c.d: lacks {n}"}, true},
		"one without time":   {many, `"c.d": {"one": "un día", "other": "{n} días a las {time}"}`, []string{"text/es.json: c.d: lacks {time}"}, true},
		"counted or not":     {`"a.b": "Day"`, `"a.b": {"one": "día", "other": "días"}`, []string{"text/es.json: a.b: is counted"}, true},
		"twice":              {`"a.b": "x", "a.b": "y"`, `"a.b": "x"`, []string{"text/en.json: a.b: stands twice", "text/es.json: a.b: stale"}, true},
		"no words":           {`"a.b": ""`, `"a.b": "x"`, []string{"text/en.json: a.b: has no words"}, true},
		"text and forms":     {`"a.b": {"text": "x", "other": "y"}`, `"a.b": {"text": "x", "other": "y"}`, []string{"text/en.json: a.b: has a text and", "text/es.json: a.b: has a text and"}, true},
		"no key":             {`"Save": "x"`, `"Save": "x"`, []string{"text/en.json: Save: is not a key"}, true},
		"same constant":      {`"a.b_c": "x", "a.b.c": "x"`, `"a.b_c": "x", "a.b.c": "x"`, []string{"text/en.json: a.b.c: has the same constant as a.b_c"}, true},
		"brace":              {`"a.b": "{Time"`, `"a.b": "x"`, []string{"text/en.json: a.b: has a brace"}, true},
		"spaces":             {`"a.b": "x "`, `"a.b": "x"`, []string{"text/en.json: a.b: has spaces"}, true},
		"straight quotation": {`"a.b": "it's"`, `"a.b": "x"`, []string{"text/en.json: a.b: has a straight"}, true},
		"note":               {`"a.b": "x"`, `"a.b": {"text": "x", "note": "y"}`, []string{"text/es.json: a.b: has a note"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			sheets := example(t, c.english, c.spanish)
			stamp(sheets)
			faults := check(sheets)
			if blocked(faults) != c.blocks {
				t.Errorf("stops the tables: %t, want %t", !c.blocks, c.blocks)
			}
			same := func(f fault, want string) bool { return strings.HasPrefix(f.String(), want) }
			for _, f := range faults {
				if !slices.ContainsFunc(c.want, func(w string) bool { return same(f, w) }) {
					t.Errorf("not expected: %s", f)
				}
			}
			for _, w := range c.want {
				if !slices.ContainsFunc(faults, func(f fault) bool { return same(f, w) }) {
					t.Errorf("not found: %s", w)
				}
			}
		})
	}
}

// TestStale: an entry without a source is stamped, and a change of the English
// makes it stale.
func TestStale(t *testing.T) {
	sheets := example(t, `"a.b": "Save"`, `"a.b": "Guardar"`)
	if f := check(sheets); len(f) != 1 || !strings.Contains(f[0].problem, "does not say") {
		t.Errorf("before stamping: %v", f)
	}
	stamp(sheets)
	sheets[0].entries[0].Text = "Save all"
	stamp(sheets)
	if f := check(sheets); len(f) != 1 || !strings.Contains(f[0].problem, "stale") {
		t.Errorf("after a change: %v", f)
	}
}

// TestFallback: until words are translated the English stands, in every form.
func TestFallback(t *testing.T) {
	sheets := example(t, `"a.b": "Save", "c.d": {"one": "{n} %", "other": "{n} % of all"}`, `"c.d": {"one": "{n} %", "other": "{n} % de todo"}`)
	got := string(tables(sheets))
	for _, want := range []string{"{ // Spanish\n\"Save\",\n", "AB Key = 0 // Save\n", "CD Plural = 0 // {n} % of all\n", "{one: \"{n}\u00a0%\",other: \"{n}\u00a0% de todo\",},\n"} {
		if !strings.Contains(got, want) && !strings.Contains(got, strings.ReplaceAll(want, "\u00a0", `\u00a0`)) {
			t.Errorf("the tables lack %q:\n%s", want, got)
		}
	}
}

func TestTodo(t *testing.T) {
	sheets := example(t,
		`"a.b": {"text": "Save", "note": "A button"}, "a.c": "Back", "c.d": {"one": "day", "other": "{n} days"}`,
		`"a.c": {"source": "00000000", "text": "Atrás"}`)
	sheets[1].Forms = []string{"one", "many", "other"}
	var b bytes.Buffer
	if err := printTodo(&b, sheets, "es"); err != nil {
		t.Fatal(err)
	}
	want := `note: A button
"a.b": "Save",

stale, now: "a.c": {"source":"00000000","text":"Atrás"}
"a.c": "Back",

"c.d": {"one":"day","many":"{n} days","other":"{n} days"},

`
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
	if err := printTodo(&b, sheets, "ru"); err == nil {
		t.Error("a language without a file has nothing to do")
	}
}

// TestRead: what is not understood is not passed over.
func TestRead(t *testing.T) {
	for _, data := range []string{`{"text": []}`, `{"text": {"a.b": {"txet": "x"}}}`, `{"text": {"a.b": 3}}`, `{"colour": "red", "text": {}}`, `{`} {
		if _, err := read("text/en.json", []byte(data)); err == nil {
			t.Errorf("%s is read", data)
		}
	}
	if _, err := readAll(t.TempDir()); err == nil {
		t.Error("an empty folder is read")
	}
}
