package scoring

import "github.com/mtcr-outreach/self-assessment/shared/questionnaire"

// Version names this engine. It enters the seed of the seeded runs, so a
// change of arithmetic is a change of version.
const Version = "0.9"

// Params are the parameters of the method (section 15). They are stored with
// each result. Thresholds are in points or per cent.
type Params struct {
	CoverageMin     int `json:"coverage_min"`     // below: not assessed
	CoverageMet     int `json:"coverage_met"`     // needed for MET
	Met             int `json:"met"`              // needed for MET
	Largely         int `json:"largely"`          // below: PARTLY_MET
	Partly          int `json:"partly"`           // below: NOT_MET
	SectionMet      int `json:"section_met"`      // lowest section needed for MET
	SectionLargely  int `json:"section_largely"`  // lowest section needed for LARGELY_MET
	CapOne          int `json:"cap_one"`          // one bad gate, or one unproven
	CapTwo          int `json:"cap_two"`          // two bad gates
	IndexFloor      int `json:"index_floor"`      // keeps a zero from wiping out the index
	Runs            int `json:"mc_runs"`          // seeded runs
	CommonMin       int `json:"kappa_min"`        // per cent of weight two versions must share to be compared
	StabilityRobust int `json:"stability_robust"` // per cent of runs that keep the verdict
	StabilityFairly int `json:"stability_fairly"`
}

// DefaultParams are those of the published method.
var DefaultParams = Params{
	CoverageMin: 80, CoverageMet: 90, Met: 80, Largely: 60, Partly: 40,
	SectionMet: 50, SectionLargely: 30, CapOne: 59, CapTwo: 39, IndexFloor: 1,
	Runs: 1000, CommonMin: 70, StabilityRobust: 95, StabilityFairly: 80,
}

// discount is the multiplier in hundredths by how many grades the evidence
// falls short, 0 to 4 (section 4).
type discount [5]int64

var (
	baseTable    = discount{100, 85, 60, 40, 25}
	lenientTable = discount{100, 95, 80, 65, 50}
	strictTable  = discount{100, 70, 40, 20, 0}
	noDiscount   = discount{100, 100, 100, 100, 100} // the claimed view
)

// omegas are the weights of the criteria in the index (section 8). A criterion
// that is missing is reported but not counted.
var omegas = map[questionnaire.Track]map[string]int64{
	questionnaire.Prospective: {"C1": 25, "C2": 25, "C3": 25, "C4": 25},
	questionnaire.Adherent:    {"C2": 25, "C3": 40, "C4": 35},
}

var effortPoints = map[questionnaire.Effort]int{"S": 1, "M": 2, "L": 4, "XL": 8}

// PrerequisiteMet is the number of points from which a prerequisite without a
// gate is met (section 11).
const PrerequisiteMet = 40
