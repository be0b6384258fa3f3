// Package xlsx writes spreadsheets as Office Open XML (ISO/IEC 29500-1 with the
// notes of part 4), as far as the workbooks of this product need it: texts and
// numbers, looks, drop-downs and other rules of entry, notes, locked and hidden
// sheets, frozen heads, print set-up and properties of the document. It knows
// nothing of assessments, and reads nothing.
//
// Columns and rows count from 0 everywhere but in names of cells, such as E4.
// The same book gives the same bytes.
package xlsx
