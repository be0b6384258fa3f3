// Package report turns an assessment, a submission or a released package into
// files that people print, carry, archive and compute with.
//
// There is one Document. New builds it from a Source, in a language: every
// question of the track in order, whatever became of it, the result, what the
// answers rest on and what is planned, and Counts of all of it. Each format is
// one line of Formats: a writer that takes a Document and returns how much of
// each kind it wrote. Render compares that with what the format promises to
// hold, so a file that dropped a row never leaves the product.
//
// To add a format, write func(io.Writer, *Document) (Counts, error) and add its
// line to Formats, or to a list of its own in a program that can bear the cost
// of its imports. Text becomes a cell of a table in Cell and nowhere else.
package report
