package e2e_test

import (
	"os"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
)

// TestSizes: a program that is deployed, for the processor it is deployed on,
// is at most so many bytes (infra/decisions/0021-size.md).
func TestSizes(t *testing.T) {
	if !effort.Full() {
		t.Skip("builds every program for another processor; CHECK=full does so")
	}
	const most = 12_000_000
	for _, name := range []string{"national", "national-workbooks", "national-reports", "outreach", "outreach-reports", "operator"} {
		info, err := os.Stat(build(t, "../../functions/"+name, "GOOS=linux", "GOARCH=arm64"))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > most {
			t.Errorf("%s has %d bytes, at most %d are wanted: see what was added, or record why in infra/decisions/0021-size.md", name, info.Size(), most)
		}
	}
}
