// Package shared is a folder, not a package: this file is the tour, and
// rules_test.go holds the rules of the tree. No other code stands here.
//
// Read bottom up, one sentence each:
//
//   - questionnaire: what is asked and what may be answered.
//   - scoring: responses in, result out; exact and pure.
//   - annex: editions of the MTCR Annex, and what of them a national control
//     list carries.
//   - access: who may do what, one table of permissions.
//   - assessment: one country's file and its life.
//   - outreach: what reviewers see and judge of what was released.
//   - report: one document of a file, submission or package, and the writers of
//     its formats; report/pdf: the same on pages; report/pdf/fonts: the fonts for
//     it, where they are part of a program; report/pdf/pdftest reads them again,
//     for tests.
//   - table: the narrow contract of a table, with two backends.
//   - store: the domain in a table.
//   - web: the API; web/language: the words of the pages in each language,
//     numbers, dates, plurals and direction.
//   - web/chart: results as SVG, and the table of the same numbers.
//   - workbook: answers in a spreadsheet, and back.
//   - app, local: what it takes to start, in the cloud and on one computer.
//   - sample: two invented states and a team.
//   - command: what the command lines share; command/offline and
//     command/operator hold the commands of those programs.
//
// The content itself (questions, weights, routing, words) is data in the
// top-level folder questionnaires; a program is a folder in functions with a
// main of a dozen lines.
//
// What flows: a Catalogue (questionnaire) and a File of responses go into a
// scoring.Method, which gives a Result; the Annex feeds two answers, AX-02 and
// AX-03, through a Concordance. Nothing lower in the list is imported by
// anything higher.
//
// How to test: `go test ./...` needs Go alone. infra/check.sh is the whole
// check, the same at the desk and in CI.
package shared
