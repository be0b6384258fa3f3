// Package language speaks to people in their language: the words of the pages,
// numbers, dates, plurals, lists and the direction of writing.
//
// The words are data, one file per language in the folder text. en.json is the
// source; every entry of another file carries a short hash of the English it
// was made from, so that a change of the English is found. The program
// generate turns the files into tables.go: static arrays that cost nothing at
// start, and a constant for each key.
//
// To add a key: add a line to text/en.json ("group.name": "Words with
// {names}", or {"one": ..., "other": ...} where a number is counted), the same
// key to each other file without a source, and run
//
//	go generate ./shared/web/language
//
// which stamps the new entries and writes tables.go. The test of generate says
// what is missing, stale or wrong.
//
// To change the English: change it and run go generate; entries in other
// languages are now stale. Look at each, mend it, delete its "source" and run
// go generate again. For a translator,
//
//	go run ./shared/web/language/generate -text shared/web/language/text -todo fr
//
// prints what is missing or stale with the English and the notes.
//
// To add a language: a file in text with its marks, months and words (-todo
// prints every line to fill in), and its plural rule in plural.go.
//
// Digits are Latin in every language, Arabic too. Answers are quoted between
// delegations, typed into spreadsheets and compared with documents of the
// regime and of the United Nations, whose Arabic texts use Latin digits; usage
// differs between the Maghreb and the Mashriq, and one form can be searched
// for and checked.
package language

//go:generate go run ./generate
