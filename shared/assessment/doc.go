// Package assessment is one country's working file and its life: who works on
// it, what they answer, how it is sealed, what of it is released to whom, and
// the events that everybody concerned can see.
//
// A Country has Members. It opens a File for a cycle on a track; every question
// of the file has a Record, saved under the version its author saw. Sealing
// freezes the records, scores them and makes a Submission that never changes;
// releasing copies what was cleared for one audience into a Package. Reopening
// begins a new revision and keeps the old one.
//
// Beside the answers of a file stand Assignments to bodies, SignOffs of
// sections, Comments on questions, Pairs of blind replies, the Plan, and the
// national control list with its Concordance; the country's ledger of
// Instruments is what answers cite.
//
// A Desk carries out what officials ask for. It keeps everything in a Store,
// which this package describes and package store implements. The clock and new
// ids are handed in. Rules about who may do what by role are package access's;
// rules about this country's file are here.
package assessment
