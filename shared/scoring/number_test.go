package scoring_test

import (
	"encoding/json"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// TestNumberReads: a number that was written is read as it stands, and nothing
// else is.
func TestNumberReads(t *testing.T) {
	for _, text := range []string{"null", "0", "62.5", "-0.25", "99.9999"} {
		var n scoring.Number
		if err := json.Unmarshal([]byte(text), &n); err != nil {
			t.Fatal(err)
		}
		if again, err := json.Marshal(n); err != nil || string(again) != text {
			t.Errorf("%s comes back as %s, %v", text, again, err)
		}
	}
	for _, text := range []string{`"1"`, `1e9`, `true`, `{}`, `0.` + "12345678901234567890123456789012345678901234567890"} {
		if err := json.Unmarshal([]byte(text), new(scoring.Number)); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}
