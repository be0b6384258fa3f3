package assessment

import (
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// State is where a file is in its life.
type State string

// The states of a file. A file that is sealing is on its way to submitted or
// back to draft; whoever comes next finishes it.
const (
	Draft     State = "draft"
	Sealing   State = "sealing"
	Submitted State = "submitted"
)

// File is one revision of a country's assessment for one cycle on one track.
// What it was asked under is pinned for its whole life.
type File struct {
	ID           string              `json:"id"` // random; the same for every revision
	Revision     int                 `json:"revision"`
	Version      int                 `json:"version"` // of this header
	Cycle        string              `json:"cycle"`   // a name the country gives, such as 2026
	Track        questionnaire.Track `json:"track"`
	Catalogue    string              `json:"catalogue"`
	AnnexEdition string              `json:"annex_edition"`
	State        State               `json:"state"`
	SealID       string              `json:"seal_id,omitempty"` // while sealing: what marks its records; ids are never used again
	SealingSince time.Time           `json:"sealing_since,omitzero"`
	Opened       time.Time           `json:"opened"`
	OpenedBy     string              `json:"opened_by"`
	CarriedFrom  string              `json:"carried_from,omitempty"` // submission whose answers it started from
	Submission   string              `json:"submission,omitempty"`   // id, once submitted
	Explained    map[string]string   `json:"explained,omitempty"`    // contradiction rule -> the lead's explanation
}

// Record is the answer to one question with its trace. Version counts the
// saves; a question without a record has version 0.
type Record struct {
	Question    string                 `json:"question"`
	Version     int                    `json:"version"`
	Response    questionnaire.Response `json:"response"`
	By          string                 `json:"by"` // sub of the author
	At          time.Time              `json:"at"`
	Flag        string                 `json:"flag,omitempty"`        // why somebody should look again; empty: not flagged
	Instruments []Citation             `json:"instruments,omitempty"` // the law it rests on
	Carried     bool                   `json:"carried,omitempty"`     // from an earlier submission, not yet confirmed by a save
	Request     string                 `json:"request,omitempty"`     // id of the request that saved it, by which a repeat is known
}

// Event is one act that everybody concerned can see. Events of a country or
// team form a chain: each carries the hash of the one before.
type Event struct {
	Number int       `json:"number"` // from 1
	At     time.Time `json:"at"`
	By     string    `json:"by"`   // sub, or operator
	Kind   string    `json:"kind"` // such as sealed, released, withdrawn, member_suspended
	About  string    `json:"about,omitempty"`
	Detail string    `json:"detail,omitempty"`
	Name   string    `json:"name,omitempty"` // of the team that the event brought in, by which countries know it
	Before string    `json:"before"`         // hash of the event before; empty for the first

	// Key is the idempotency key of the call that the event records, and
	// Print what was asked with it. They are kept with the effect, apart from
	// the event.
	Key   string `json:"-"`
	Print string `json:"-"`

	Hash string `json:"hash"` // of this event without this field
}
