package embedded

import (
	"path/filepath"
	"testing"
)

// TestSync: a killed process loses nothing that the system has, so that only
// this says that a write is on the disk before it is acknowledged.
func TestSync(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "tables"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.db.NoSync || s.db.NoGrowSync || s.db.NoFreelistSync {
		t.Errorf("writes are not synced: %v", s.db)
	}
}
