package e2e_test

import (
	"os"
	"testing"
)

// TestSizes: a program that is deployed, for the processor it is deployed on,
// is at most so many bytes. 12 MB is the bar for what people wait for; what
// reads and writes files holds a spreadsheet library and fonts
// (infra/decisions/0021-size.md), and may not grow by more than them.
func TestSizes(t *testing.T) {
	if os.Getenv("CHECK") != "full" {
		t.Skip("builds every program for another processor; CHECK=full does so")
	}
	for name, limit := range map[string]int64{"national": 12_000_000, "outreach": 12_000_000, "operator": 12_000_000, "national-files": 20_500_000, "outreach-files": 14_000_000} {
		info, err := os.Stat(build(t, "../../functions/"+name, "GOOS=linux", "GOARCH=arm64"))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > limit {
			t.Errorf("%s has %d bytes, at most %d are wanted: see what was added, or record why in infra/decisions/0021-size.md", name, info.Size(), limit)
		}
	}
}
