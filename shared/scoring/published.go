package scoring

import (
	_ "embed" // for the worked example
	"encoding/json"
	"fmt"
	"maps"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// What the method publishes beside Params, for pages that explain it.

// Discounts returns for how many hundredths an answer counts, by how many
// grades its evidence falls short, 0 to 4: as defined, and as sensitivity
// varies it.
func Discounts() (base, lenient, strict [5]int64) { return baseTable, lenientTable, strictTable }

// CriterionWeights returns the weights of the criteria that count on a track,
// by id; they sum to 100.
func CriterionWeights(t questionnaire.Track) map[string]int64 { return maps.Clone(omegas[t]) }

// EffortPoints returns by what a step's gain is divided, by its effort.
func EffortPoints() map[questionnaire.Effort]int { return maps.Clone(effortPoints) }

//go:embed testdata/vectors/t19.json
var example []byte

// Example returns the worked example of the method, with a method prepared for
// its questions: it is one of the vectors that the engine must give.
func Example() (*Method, *File, error) {
	var v struct {
		Questionnaires []*questionnaire.Questionnaire `json:"questionnaires"`
		File           *File                          `json:"file"`
	}
	if err := json.Unmarshal(example, &v); err != nil {
		return nil, nil, fmt.Errorf("reading the worked example: %w", err)
	}
	m, err := New(questionnaire.NewCatalogue("example", nil, v.Questionnaires...), v.File.Track, DefaultParams)
	return m, v.File, err
}
