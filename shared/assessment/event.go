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
		if err := follows(last, events[i]); err != nil {
			return err
		}
		last = &events[i]
	}
	return nil
}

// VerifyRun checks a part of a chain, the newest event first, as Store.Events
// lists it: each follows from the one before. The oldest is taken as it is,
// unless it is the first of the chain.
func VerifyRun(events []Event) error {
	for i := range events {
		var before *Event
		switch {
		case i+1 < len(events):
			before = &events[i+1]
		case events[i].Number > 1:
			return nil
		}
		if err := follows(before, events[i]); err != nil {
			return err
		}
	}
	return nil
}

// follows checks that an event comes right after another; after none, that it
// is the first.
func follows(before *Event, e Event) error {
	number := 1
	if before != nil {
		number = before.Number + 1
	}
	if Chain(before, e).plain() != e.plain() {
		return fmt.Errorf("event %d does not follow from the one before: it was changed, or one is missing", number)
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
