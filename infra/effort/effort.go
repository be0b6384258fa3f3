// Package effort says how much a test does: little for whoever waits for it, and
// what the product promises where infra/check.sh sets CHECK=full. Only tests
// import it; it is linked into no program.
package effort

import (
	"os"
	"testing"
)

var check = os.Getenv("CHECK")

// Full reports whether the promised amount is asked for.
func Full() bool { return check == "full" }

// Of is how often a test tries: quick, or the promised number.
func Of[N int | uint64](quick, full N) N {
	if Full() {
		return full
	}
	return quick
}

// OneGoroutine skips a test in the run with the race detector, CHECK=race. It is
// for the work of one goroutine, which races with nobody and which the detector
// makes ten times as slow; the same check runs it without the detector too.
func OneGoroutine(t testing.TB) {
	t.Helper()
	if check == "race" {
		t.Skip("one goroutine alone races with nobody")
	}
}
