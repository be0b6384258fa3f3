// Package annex says which entries of the MTCR Annex a national control list
// carries, and what a new edition of the Annex changes.
//
// An Edition is one dated Annex as data: Open returns one that is built in,
// ParseEdition reads one from CSV. Each Entry carries the EU and US codes that
// stand for it and where each pairing comes from, because most pairings are
// made by comparing subject matter and are to be confirmed; show Notice, and
// Provenance.ToConfirm, wherever they are shown.
//
// ReadList reads a national control list from CSV, ReadSheet from a sheet of a
// workbook. Edition.Detect says whether its codes are written in the EU style,
// in the US style or as Annex references; a person may correct that.
// Edition.Concord then compares the list with the edition and gives one Row per
// entry: covered, partly or not found, with the lines that say so. A person may
// confirm or override a row with Concordance.Override. Concordance.Summary has
// the counts that answer AX-02 and AX-03; Concordance.Missing lists what is
// still wanting, by item.
//
// Diff compares two editions; Changes.Touches and Concordance.Touched say
// which questions and which national lines a change concerns.
//
// Codes are read as people print them (9a101 . a, M9A2, 6-4.C.2.c to f) by
// readCell in cell.go; code.go holds the three families of codes. What is
// wrong with an input is returned as Faults, all of them, each with its line;
// what is only worth a look is a note. The package holds no state and reads no
// clock; values it returns are not changed afterwards and may be shared.
package annex
