package questionnaire

import (
	"slices"
	"strings"
)

// Track is the purpose a country answers for. A question that is not on the
// track does not exist for it.
type Track string

// The two tracks. Adherence is not a stage of membership, so neither contains
// the other.
const (
	Prospective Track = "prospective"
	Adherent    Track = "adherent"
)

// Tracks lists every track in the order in which they are shown.
var Tracks = []Track{Prospective, Adherent}

// Type is the kind of answer a question takes (scoring method, section 2).
type Type string

// The answer types. All but Coverage and Profile are ladders: ordered options
// with points that rise.
const (
	YesNo    Type = "YN"
	Three    Type = "TRI"
	Law      Type = "LAW"
	Practice Type = "PRA"
	Coverage Type = "COV"
	Lag      Type = "LAG"
	Band     Type = "BAND"
	Profile  Type = "PROFILE"
)

// Effort is what closing a gap costs: S weeks, M months, L a law or a system,
// XL years.
type Effort string

// Status says whether a catalogue may still change.
type Status string

// A draft's weights and words are not yet confirmed by practitioners, and
// every result says so. A published catalogue never changes.
const (
	Draft     Status = "draft"
	Published Status = "published"
)

// Catalogue is one dated set of questionnaires. Ids are unique within it.
// It is not changed after Open and may be shared between goroutines.
type Catalogue struct {
	ID             string
	Status         Status
	Languages      []string
	Questionnaires []*Questionnaire
	References     *ReferenceList

	folder content
	lists  map[string][]string
	byID   map[string]*Question
}

// Questionnaire is one structure file: sections of questions, and the
// contradictions that are kept with them.
type Questionnaire struct {
	Format         int             `json:"format"`
	ID             string          `json:"id"`
	Version        string          `json:"version"`
	Sections       []Section       `json:"sections"`
	Contradictions []Contradiction `json:"contradictions,omitempty"`
}

// Section groups questions that count towards one criterion. Weight is an
// integer; the weights of a criterion sum to 100 over the catalogue. A section
// of profile questions has no criterion and no weight.
type Section struct {
	ID        string     `json:"id"`
	Criterion string     `json:"criterion,omitempty"`
	Weight    int        `json:"weight,omitempty"`
	Questions []Question `json:"questions"`
}

// Question is what is asked, without its words. FORMAT.md explains each field
// to authors.
type Question struct {
	ID            string          `json:"id"`
	Type          Type            `json:"type"`
	Weight        int             `json:"weight,omitempty"`         // 1 to 5; absent for profile questions
	GateMin       int             `json:"gate_min,omitempty"`       // points from which a critical question passes; 0: not critical
	Tracks        []Track         `json:"tracks"`                   // at least one
	EvidenceGrade int             `json:"evidence_grade,omitempty"` // required grade, 2 to 4
	MaxAgeMonths  int             `json:"max_age_months,omitempty"` // months after which evidence loses a grade
	Effort        Effort          `json:"effort,omitempty"`
	Points        []int           `json:"points,omitempty"`          // ladders: one per option, 0 to 100, lowest first
	PointsByTrack map[Track][]int `json:"points_by_track,omitempty"` // replaces Points on that track
	CountOf       int             `json:"count_of,omitempty"`        // coverage by count: of how many
	Elements      []string        `json:"elements,omitempty"`        // what is counted, where it can be listed
	Percent       bool            `json:"percent,omitempty"`         // coverage by percentage
	Choices       []string        `json:"choices,omitempty"`         // profile: what may be ticked
	ChoicesFrom   string          `json:"choices_from,omitempty"`    // profile: name of a list kept elsewhere, added to Choices
	Exclusive     []string        `json:"exclusive,omitempty"`       // choices that may only be ticked alone
	NAAllowed     bool            `json:"na_allowed,omitempty"`
	NAWhen        *Condition      `json:"na_when,omitempty"`     // profile answers that make it not applicable
	EnableWhen    *Condition      `json:"enable_when,omitempty"` // asked unless this is false
	Requires      []string        `json:"requires,omitempty"`    // questions to settle before this one can be improved
	References    []string        `json:"references,omitempty"`
	Offices       []string        `json:"offices,omitempty"` // who usually knows, best first
	From          []string        `json:"from,omitempty"`    // questions of the previous catalogue that this one grew out of
	Reworded      string          `json:"reworded,omitempty"`

	Section *Section `json:"-"`
}

// Contradiction is a pair (or more) of conditions that cannot all hold.
type Contradiction struct {
	ID   string    `json:"id"`
	When Condition `json:"when"`
}

// Questions are the questions whose answers contradict each other.
func (c *Contradiction) Questions() []string {
	var ids []string
	c.When.Leaves(func(l *Condition) {
		if !slices.Contains(ids, l.Question) {
			ids = append(ids, l.Question)
		}
	})
	return ids
}

// ReferenceList is what questions may cite and who may be named as knowing.
type ReferenceList struct {
	Format     int         `json:"format"`
	References []Reference `json:"references"`
	Offices    []string    `json:"offices"`
}

// Reference is a document and paragraph that questions cite. Annex says which
// rows of the Annex it means, if any, so that a change of the Annex can be
// followed to the questions it touches.
type Reference struct {
	ID     string     `json:"id"`
	Status string     `json:"status"` // found: seen in a source; known: to be confirmed against the official text
	Annex  []AnnexRow `json:"annex,omitempty"`
}

// AnnexRow means the rows of one item and subcategory; zero values mean any.
type AnnexRow struct {
	Item        int    `json:"item,omitempty"`
	Subcategory string `json:"subcategory,omitempty"`
}

// Question returns the question with that id, or nil.
func (c *Catalogue) Question(id string) *Question { return c.byID[id] }

// Questions returns every question in the order of the files.
func (c *Catalogue) Questions() []*Question {
	var all []*Question
	for _, n := range c.Questionnaires {
		for i := range n.Sections {
			for j := range n.Sections[i].Questions {
				all = append(all, &n.Sections[i].Questions[j])
			}
		}
	}
	return all
}

// Contradictions returns the rules of all questionnaires, in file order.
func (c *Catalogue) Contradictions() []Contradiction {
	var all []Contradiction
	for _, n := range c.Questionnaires {
		all = append(all, n.Contradictions...)
	}
	return all
}

// ChoicesOf returns every choice a profile question offers: those of the file
// and those of the list it names.
func (c *Catalogue) ChoicesOf(q *Question) []string {
	return append(slices.Clone(q.Choices), c.lists[q.ChoicesFrom]...)
}

// TouchedByAnnex returns the ids of the questions that cite a row for which
// changed is true, sorted. changed is asked with 0 and "" for any item and any
// subcategory.
func (c *Catalogue) TouchedByAnnex(changed func(item int, subcategory string) bool) []string {
	touched := map[string]bool{}
	for _, r := range c.References.References {
		for _, row := range r.Annex {
			touched[r.ID] = touched[r.ID] || changed(row.Item, row.Subcategory)
		}
	}
	var ids []string
	for _, q := range c.Questions() {
		if slices.ContainsFunc(q.References, func(id string) bool { return touched[id] }) {
			ids = append(ids, q.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// On reports whether the question exists for the track.
func (q *Question) On(t Track) bool { return slices.Contains(q.Tracks, t) }

// Scored reports whether the question counts; profile questions never do.
func (q *Question) Scored() bool { return q.Type != Profile }

// Ladder reports whether the question is answered by one of ordered options.
func (q *Question) Ladder() bool { return q.Type != Profile && q.Type != Coverage }

// OptionPoints returns the points of each option on the track, lowest first;
// nil for coverage and profile questions.
func (q *Question) OptionPoints(t Track) []int {
	if p := q.PointsByTrack[t]; p != nil {
		return p
	}
	return q.Points
}

// tracksText names the tracks of a question for a message.
func (q *Question) tracksText() string {
	names := make([]string, len(q.Tracks))
	for i, t := range q.Tracks {
		names[i] = string(t)
	}
	return strings.Join(names, " and ")
}
