package scoring_test

import (
	"bytes"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
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

// TestResultReadBack: a result that was written and read is written the same.
func TestResultReadBack(t *testing.T) {
	bankCases(t, effort.Of(10, 200), func(_ *rand.Rand, m *scoring.Method, f *scoring.File) {
		was, err := json.Marshal(m.Assess(f, 1))
		if err != nil {
			t.Fatal(err)
		}
		var read scoring.Assessment
		if err := json.Unmarshal(was, &read); err != nil {
			t.Fatal(err)
		}
		if now, err := json.Marshal(&read); err != nil || !bytes.Equal(was, now) {
			t.Errorf("another result: %v\n%s\n%s", err, was, now)
		}
	})
}

// TestQuestions: what is said of all questions is what is said of each.
func TestQuestions(t *testing.T) {
	bankCases(t, effort.Of(4, 40), func(_ *rand.Rand, m *scoring.Method, f *scoring.File) {
		for _, q := range m.Questions(f) {
			one, err := m.Explain(f, q.Question)
			if err != nil {
				t.Fatal(err)
			}
			was, _ := json.Marshal(one.Question)
			now, _ := json.Marshal(q)
			if !bytes.Equal(was, now) {
				t.Errorf("%s: %s and %s", q.Question, was, now)
			}
			if q.Points.Valid() && q.Points.Rat().Cmp(big.NewRat(100, 1)) > 0 {
				t.Errorf("%s: %s points", q.Question, q.Points.Text(1))
			}
		}
	})
}
