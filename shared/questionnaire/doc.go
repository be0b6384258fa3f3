// Package questionnaire says what is asked and what may be answered.
//
// A Catalogue is one dated set of questionnaires with the rules that tie them
// together; Open reads it from the content folder and Lint says everything
// that is wrong with that folder. A Response is one answer in one of five
// states; Check says what is wrong with it, Route says which questions an
// assessment's answers park or make not applicable, and Diff compares two
// catalogues so that answers can be carried from one to the next.
//
// Structure (ids, weights, points, routing) and texts (one file per language)
// are separate, so a translator never touches a weight. The package reads no
// clock and holds no state; how answers become scores is package scoring's.
package questionnaire
