package assessment

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
)

// SuggestedState is a state or territory with the standing that public sources
// give it. It fills in a form faster and decides nothing: what a profile says
// is the country's own word.
type SuggestedState struct {
	ISO    string `json:"iso"`
	Name   string `json:"name"`
	Status Status `json:"status"`
	// Confirmed reports whether a source was seen; otherwise the standing is
	// commonly known and still to be looked up.
	Confirmed bool `json:"confirmed"`
}

//go:embed states.csv
var statesFile string

// States lists them by name.
var States = sync.OnceValues(func() ([]SuggestedState, error) {
	rows, err := csv.NewReader(strings.NewReader(statesFile)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading states.csv: %w", err)
	}
	var all []SuggestedState
	for _, row := range rows[1:] {
		all = append(all, SuggestedState{row[0], row[1], Status(row[2]), row[3] == "found"})
	}
	return all, nil
})
