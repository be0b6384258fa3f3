package table_test

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

func TestSize(t *testing.T) {
	const names = len("pk" + "sk" + "v" + "b")
	key := table.Key{PK: "p", SK: "é"} // three bytes
	cases := []struct {
		name string
		item table.Item
		want int
	}{
		{"key only", table.Item{Key: key}, names + 3},
		{"version and body", table.Item{Key: key, Version: "v1", Body: make([]byte, 10)}, names + 3 + 12},
		{"one digit", table.Item{Key: key, Expires: 7}, names + 3 + 1 + 2},
		{"ten digits", table.Item{Key: key, Expires: 4102444801}, names + 3 + 1 + 6},
		{"two digits that count", table.Item{Key: key, Expires: 4100000000}, names + 3 + 1 + 2},
	}
	for _, c := range cases {
		if got := c.item.Size(); got != c.want {
			t.Errorf("%s: %d bytes, want %d", c.name, got, c.want)
		}
	}
}

func TestConditionError(t *testing.T) {
	err := &table.ConditionError{Failed: []table.Failure{{Op: 1}, {Op: 3}}}
	if got := err.Error(); !strings.Contains(got, "[1 3]") {
		t.Errorf("%q does not name the operations", got)
	}
}

func TestUnitsAdd(t *testing.T) {
	if got := (table.Units{Read: 0.5, Write: 2}).Add(table.Units{Read: 1, Write: 4}); got != (table.Units{Read: 1.5, Write: 6}) {
		t.Errorf("got %v", got)
	}
}
