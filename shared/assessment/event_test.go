package assessment

import (
	"slices"
	"testing"
	"time"
)

// TestVerifyRun: a part of a chain is whole or not, wherever it is cut.
func TestVerifyRun(t *testing.T) {
	var chain []Event
	var last *Event
	for _, kind := range []string{"opened", "assigned", "sealed", "released"} {
		e := Chain(last, Event{At: time.Date(2026, 11, 26, 10, len(chain), 0, 0, time.UTC), By: "lead", Kind: kind})
		chain = append(chain, e)
		last = &chain[len(chain)-1]
	}
	slices.Reverse(chain)
	changed, missing := slices.Clone(chain), slices.Delete(slices.Clone(chain), 1, 2)
	changed[1].By = "another"
	first := slices.Clone(chain)
	first[3].Before = "something"
	for name, test := range map[string]struct {
		run   []Event
		whole bool
	}{
		"all": {chain, true}, "the newest": {chain[:2], true}, "the oldest": {chain[2:], true}, "one": {chain[1:2], true}, "none": {nil, true},
		"one was changed": {changed, false}, "one is missing": {missing, false}, "something stands before the first": {first, false},
	} {
		if err := VerifyRun(test.run); (err == nil) != test.whole {
			t.Errorf("%s: %v", name, err)
		}
	}
}
