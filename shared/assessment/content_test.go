package assessment

import (
	"testing"
	"testing/fstest"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
)

// TestEditionsOpenOnce: an edition is parsed when it is first asked for, by
// whatever part, and what was parsed is kept.
func TestEditionsOpenOnce(t *testing.T) {
	c := NewContent(fstest.MapFS{})
	if _, err := c.Choices(); err != nil {
		t.Fatal(err)
	}
	for _, id := range annex.Editions() {
		kept := c.editions.made[id]
		if kept == nil {
			t.Errorf("edition %s was opened for the choices and not kept", id)
		}
		if again, err := c.edition(id); again != kept || err != nil {
			t.Errorf("edition %s was parsed again: %v", id, err)
		}
	}
	for range 2 { // a failure is not kept for an edition
		if _, err := c.Overtaken("1987-04-16", day("2026-11-26"), nil); err == nil {
			t.Error("an edition that is not built in was opened")
		}
	}
}
