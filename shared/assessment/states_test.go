package assessment

import (
	"slices"
	"strings"
	"testing"
)

// TestStates: every line would pass as a profile, and the regime has 35
// Partners.
func TestStates(t *testing.T) {
	all, err := States()
	if err != nil {
		t.Fatal(err)
	}
	partners := 0
	for _, s := range all {
		c := Country{Name: s.Name, ISO: s.ISO, Status: s.Status, TimeZone: "UTC", Language: "en"}
		if faults := c.Check(); faults.Err() != nil {
			t.Errorf("%s: %v", s.Name, faults)
		}
		if s.Status == Partner {
			partners++
		}
	}
	if partners != 35 {
		t.Errorf("%d Partners", partners)
	}
	if !slices.IsSortedFunc(all, func(a, b SuggestedState) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not by name")
	}
}
