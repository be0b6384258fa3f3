package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Chain returns the event that follows the last one of a chain, with its
// number and hashes. last is nil for the first.
func Chain(last *Event, e Event) Event {
	e.Number, e.Before = 1, ""
	if last != nil {
		e.Number, e.Before = last.Number+1, last.Hash
	}
	e.At = e.At.UTC()
	e.Hash = ""
	e.Hash = hashOf(e)
	return e
}

// plain is the event without what is kept apart from it.
func (e Event) plain() Event {
	e.Key, e.Print = "", ""
	return e
}

// VerifyChain checks that events, in order from the first, are a whole chain.
// The error names the first one that does not fit.
func VerifyChain(events []Event) error {
	var last *Event
	for i := range events {
		want := Chain(last, events[i])
		if want.plain() != events[i].plain() {
			return fmt.Errorf("event %d does not follow from the one before: it was changed, or one is missing", i+1)
		}
		last = &events[i]
	}
	return nil
}

// hashOf is the SHA-256 of a value's JSON, in hexadecimal. Fields stand in the
// order of their type and maps in the order of their keys, so equal values
// have equal hashes.
func hashOf(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("assessment: %T cannot be written as JSON: %v", v, err)) // a mistake in our own types
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
