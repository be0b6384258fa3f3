package language

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Language is a language of the pages. The zero Language is English.
type Language uint8

// Key names a text; Plural names a text that changes with a number.
type (
	Key    uint16
	Plural uint16
)

// tongue is what is said of a language at the head of its file.
type tongue struct {
	code, name     string
	rightToLeft    bool
	reviewed       bool
	decimal, group string // marks of numbers
	plural         func(n uint64) form
}

// Of chooses the first language that there is. Preferences are in order, such
// as what a cookie, a profile and Accept-Language say; each is a code (fr,
// fr-CH) or a list as Accept-Language has it. Without any: English.
func Of(preferences ...string) Language {
	for _, list := range preferences {
		if l, ok := best(list); ok {
			return l
		}
	}
	return English
}

// best chooses from one list by quality, and the earlier of two that are alike.
func best(list string) (Language, bool) {
	var chosen Language
	top := 0.0
	for part := range strings.SplitSeq(list, ",") {
		tag, params, weighed := strings.Cut(part, ";")
		quality := 1.0
		if weighed {
			number, _ := strings.CutPrefix(strings.TrimSpace(params), "q=")
			quality, _ = strconv.ParseFloat(number, 64) // what cannot be read is not wanted: 0
		}
		if l, ok := byCode(tag); ok && quality > top {
			chosen, top = l, quality
		}
	}
	return chosen, top > 0
}

// byCode finds a language by the first part of its tag; * is English.
func byCode(tag string) (Language, bool) {
	code := strings.TrimSpace(tag)
	if i := strings.IndexAny(code, "-_"); i >= 0 {
		code = code[:i]
	}
	if code == "*" {
		return English, true
	}
	i := slices.IndexFunc(tongues[:], func(t tongue) bool { return strings.EqualFold(t.code, code) })
	return Language(max(i, 0)), i >= 0
}

// All lists the languages in the order in which they are offered.
func All() []Language {
	all := make([]Language, len(tongues))
	for i := range all {
		all[i] = Language(i)
	}
	return all
}

// index keeps a Language that was made by hand inside the tables.
func (l Language) index() int {
	if int(l) < len(tongues) {
		return int(l)
	}
	return int(English)
}

// Code is the code for lang attributes, such as fr.
func (l Language) Code() string { return tongues[l.index()].code }

// Name is the language's name in itself, such as Français.
func (l Language) Name() string { return tongues[l.index()].name }

// Direction is ltr or rtl, for dir attributes.
func (l Language) Direction() string {
	if tongues[l.index()].rightToLeft {
		return "rtl"
	}
	return "ltr"
}

// Reviewed reports whether an official who speaks the language natively has
// read all its words. A page in another language says that nobody has.
func (l Language) Reviewed() bool { return tongues[l.index()].reviewed }

// Text returns the words of a key. args are pairs of a name and its value, for
// each {name} in the words; numbers and dates are written by the language's own
// methods first. A value is kept apart from the direction of the words around
// it (see isolate); one that is not given shows as "…".
func (l Language) Text(k Key, args ...string) string {
	row := &texts[l.index()]
	if int(k) >= len(row) {
		return ""
	}
	return l.fill(row[k], args)
}

// Count returns the words for a number of things, by the plural rules of the
// language. {n} in the words is the number; args are as in Text.
func (l Language) Count(p Plural, n int, args ...string) string {
	row := &plurals[l.index()]
	if int(p) >= len(row) {
		return ""
	}
	size := uint64(n)
	if n < 0 {
		size = -size
	}
	words := row[p][tongues[l.index()].plural(size)]
	return l.fill(words, append([]string{"n", l.Number(n)}, args...))
}

// Find returns the key of a name made of parts, such as the group "role" and a
// role. Parts are read as data has them: NOT_MET, not-found and "fairly robust"
// are not_met, not_found and fairly_robust.
func Find(parts ...string) (Key, bool) {
	name := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return '_'
		}
		return unicode.ToLower(r)
	}, strings.Join(parts, "."))
	i, ok := slices.BinarySearch(names[:], name)
	return Key(i), ok
}

// Word returns the words for a value of the data, found as in Find. A value
// that has no words shows as it is.
func (l Language) Word(group, value string) string {
	if k, ok := Find(group, value); ok {
		return l.Text(k)
	}
	return value
}

// fill puts values in the place of names in one pass, so that a value is never
// read as words.
func (l Language) fill(words string, args []string) string {
	if strings.IndexByte(words, '{') < 0 {
		return words
	}
	size := len(words)
	for i := 1; i < len(args); i += 2 {
		size += len(args[i]) + len(firstStrong) + len(popIsolate)
	}
	var b strings.Builder
	b.Grow(size)
	for {
		before, rest, more := strings.Cut(words, "{")
		b.WriteString(before)
		if !more {
			return b.String()
		}
		var name string
		name, words, _ = strings.Cut(rest, "}")
		l.isolate(&b, valueOf(args, name))
	}
}

func valueOf(args []string, name string) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return "…"
}
