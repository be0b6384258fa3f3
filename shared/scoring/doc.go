// Package scoring turns responses into a result by the method of the product:
// two views of every score, gated, exact wherever a verdict rests on it.
//
// Method prepares a catalogue for one track. Score gives the result of a File;
// Sensitivity says how far it hangs on choices of method; Actions and Path say
// what would move it; Compare sets two files side by side; Agree sets
// reviewers beside the country and each other; Explain opens any figure down
// to the answers and rules that made it.
//
// The package is pure: no clock, no input or output, no state. The same file,
// catalogue, track and parameters give the same result everywhere. Section
// numbers in comments are those of the published scoring method.
package scoring
