package assessment

import (
	"testing"
	"time"
)

// TestZones: every zone that is offered is one, and is taken.
func TestZones(t *testing.T) {
	for _, name := range Zones() {
		if _, err := time.LoadLocation(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !isZone(name) {
			t.Errorf("%s is offered and refused", name)
		}
	}
	for name, want := range map[string]bool{"": false, "Local": false, "Africa/Atlantis": false, "../etc/passwd": false, "Etc/GMT+3": true} {
		if isZone(name) != want {
			t.Errorf("%q is a zone: %v", name, !want)
		}
	}
}
