// Package pdf puts reports on pages of a fixed size and writes them as tagged
// PDF: with a structure that screen readers follow, bookmarks, a table of
// contents with links, charts, and text in Latin, Greek, Cyrillic, Arabic and
// Chinese letters that can be copied out again.
//
// It knows blocks of words (report.Print) and nothing of what they are about.
// The way of a report through it: press lays the blocks out; a paragraph is
// shaped into clusters and broken into lines (text.go), in the fonts of a
// folder (fonts.go); lines are drawn on a page for an element of the structure
// (page.go, tree.go); at the end the used shapes of each font, the pages and
// the structure become objects of one file (subset.go, file.go, write.go).
//
// Lengths are whole thousandths of a point, so that the same report gives the
// same bytes on every processor. Distances down a page are from its top.
package pdf
