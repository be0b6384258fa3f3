package scoring

import "github.com/mtcr-outreach/self-assessment/shared/questionnaire"

// Result is what a file shows on a track. It names all it rests on, so that it
// can be made again.
type Result struct {
	Track      questionnaire.Track  `json:"track"`
	AsOf       questionnaire.Date   `json:"as_of"`
	Engine     string               `json:"engine"`
	Catalogue  string               `json:"catalogue"`
	Status     questionnaire.Status `json:"catalogue_status"` // draft: weights and words are not yet confirmed
	Assessment string               `json:"assessment,omitempty"`
	Params     Params               `json:"params"`

	Criteria []Criterion `json:"criteria"`
	Overall  Overall     `json:"overall"`
	Applied  Applied     `json:"applied"`

	// Coherence is set when administration and enforcement (C4) come out
	// better than law (C3): enforcing well without full law needs explaining.
	Coherence bool `json:"coherence_note"`
}

// Criterion is the result for one criterion.
type Criterion struct {
	ID                  string    `json:"id"`
	Counted             bool      `json:"counted"`    // enters the overall verdict on this track
	Applicable          bool      `json:"applicable"` // has a question that applies
	Claimed             *View     `json:"claimed"`
	Shown               *View     `json:"shown"`
	Reviewed            *View     `json:"reviewed,omitempty"`
	High                Number    `json:"high"`     // claimed, if all that is unknown were full
	InfoGap             Number    `json:"info_gap"` // high less claimed
	Coverage            Number    `json:"coverage"` // per cent of weight with a value
	Confidence          Number    `json:"confidence"`
	ConfidenceLabel     string    `json:"confidence_label,omitempty"`
	EvidenceOutstanding bool      `json:"evidence_outstanding"` // the claimed verdict is higher: prove, not legislate
	Sections            []Section `json:"sections"`
	LowestSection       string    `json:"lowest_section,omitempty"` // of the shown view
	Gates               []Gate    `json:"gates"`
	Sides               *Sides    `json:"sides,omitempty"`     // set by Assess
	Stability           *Share    `json:"stability,omitempty"` // set by Assess
}

// Share is the share of seeded runs that keep a verdict.
type Share struct {
	Share Number `json:"share"`
	Label string `json:"label"` // robust, fairly robust, fragile
}

// View is one way of counting: as claimed, as shown by evidence, as reviewed.
type View struct {
	Score   Number  `json:"score"` // before gates
	Gated   Number  `json:"gated"`
	Band    Band    `json:"band"`
	Verdict Verdict `json:"verdict"`
	Rule    int     `json:"rule"` // of the decision table
}

// Section is the score of one section, from 0 to 100.
type Section struct {
	ID       string  `json:"id"`
	Claimed  Number  `json:"claimed"`
	Shown    Number  `json:"shown"`
	Reviewed *Number `json:"reviewed,omitempty"`
	Thin     bool    `json:"thin,omitempty"`  // accepted N/A takes more than half of its weight
	Sides    *Sides  `json:"sides,omitempty"` // set by Assess
}

// Gate is the state of one critical question.
type Gate struct {
	Question string    `json:"question"`
	Claimed  GateState `json:"claimed"`
	Shown    GateState `json:"shown"`
	Reviewed GateState `json:"reviewed,omitempty"`
}

// Overall brings the counted criteria together.
type Overall struct {
	Claimed  Summary  `json:"claimed"`
	Shown    Summary  `json:"shown"`
	Reviewed *Summary `json:"reviewed,omitempty"`
}

// Summary is the overall verdict of one view. The index is for following one
// country over time; it decides nothing.
type Summary struct {
	Index   *Approx `json:"index"` // null when no counted criterion applies
	Verdict Verdict `json:"verdict"`
	Rule    int     `json:"rule"`
}

// Applied says what routing, N/A and contradictions did.
type Applied struct {
	Parked     []string `json:"parked"`
	NAAccepted []string `json:"na_accepted"`
	Held       []string `json:"held_at_e1"`
	Open       []string `json:"open_contradictions"`
	// ToAdjudicate lists questions whose reviewers differ by two levels or
	// more; ToReviewAgain critical questions with one reviewer only.
	ToAdjudicate  []string `json:"to_adjudicate,omitempty"`
	ToReviewAgain []string `json:"to_review_again,omitempty"`
}
