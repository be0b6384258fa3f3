package scoring_test

import (
	"math/rand/v2"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// benchCase is the full bank with a file half way: every state and kind of
// answer, most of it neither at the top nor fully proven.
func benchCase(t testing.TB) (*scoring.Method, *scoring.File) {
	c := bank(t)
	r := rand.New(rand.NewPCG(1, 1))
	for {
		f := oracleRandomFile(r, c, questionnaire.Prospective)
		f.Reviews, f.Changed = nil, nil
		m := methodOf(t, c, f.Track, 1000)
		if len(m.Actions(&f)) > 100 {
			return m, &f
		}
	}
}

// Each figure stands beside that of the plain big.Rat reading of the method,
// the oracle, in the same run.

func BenchmarkScore(b *testing.B) {
	m, f := benchCase(b)
	b.Run("engine", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.Score(f)
		}
	})
	b.Run("oracle", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			oracleScore(m.Catalogue, f)
		}
	})
}

func BenchmarkStability(b *testing.B) {
	m, f := benchCase(b)
	b.Run("engine", func(b *testing.B) {
		for b.Loop() {
			m.Stability(f, 42)
		}
	})
	b.Run("oracle", func(b *testing.B) {
		for b.Loop() {
			oracleSeededRuns(m.Catalogue, f, 42, 1000)
		}
	})
}

func BenchmarkActionsAndPath(b *testing.B) {
	m, f := benchCase(b)
	b.Run("engine", func(b *testing.B) {
		for b.Loop() {
			m.Actions(f)
			m.Path(f)
		}
	})
	b.Run("oracle", func(b *testing.B) {
		for b.Loop() {
			oracleActions(m.Catalogue, f)
			oraclePath(m.Catalogue, f, 500)
		}
	})
}

func BenchmarkNew(b *testing.B) {
	c := bank(b)
	for b.Loop() {
		if _, err := scoring.New(c, questionnaire.Prospective, scoring.DefaultParams); err != nil {
			b.Fatal(err)
		}
	}
}

// TestScoreAllocations: a score is cheap enough to be made on every save.
func TestScoreAllocations(t *testing.T) {
	m, f := benchCase(t)
	if n := testing.AllocsPerRun(20, func() { m.Score(f) }); n > 100 {
		t.Errorf("one score makes %v allocations; at most 100", n)
	}
}
