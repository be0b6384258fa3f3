package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Submission is the sealed national record of one revision. It never changes.
type Submission struct {
	ID       string          `json:"id"`
	File     string          `json:"file"` // id of the file it was sealed from
	Revision int             `json:"revision"`
	Cycle    string          `json:"cycle"`
	At       time.Time       `json:"at"`
	By       string          `json:"by"` // sub of the lead
	Content  scoring.File    `json:"content"`
	Result   json.RawMessage `json:"result"`           // of scoring over just this content
	Law      *Law            `json:"law,omitempty"`    // what the answers cite, as it stood
	Signed   []Signature     `json:"signed,omitempty"` // who stands behind which section
	Manifest Manifest        `json:"manifest"`
}

// Manifest holds the hashes that prove a submission whole. All are SHA-256 in
// hexadecimal over canonical JSON.
type Manifest struct {
	Catalogue string            `json:"catalogue"`
	Engine    string            `json:"engine"`
	Sections  map[string]string `json:"sections"` // section id -> hash of its responses
	Rest      string            `json:"rest"`     // hash of the content without its responses
	Result    string            `json:"result"`
	Law       string            `json:"law,omitempty"`    // none when nothing is cited
	Signed    string            `json:"signed,omitempty"` // none when nothing is signed off
	Hash      string            `json:"hash"`             // over all of the above; this is the submission's hash
}

// NewManifest works the hashes of a submission out. sectionOf says in which
// section a question stands.
func NewManifest(s *Submission, sectionOf func(question string) string) (Manifest, error) {
	content := s.Content
	m := Manifest{Catalogue: content.Catalogue, Engine: scoring.Version, Sections: map[string]string{}}
	var err error
	hash := func(v any) string {
		data, e := questionnaire.Encode(v)
		if e != nil && err == nil {
			err = fmt.Errorf("hashing the submission: %w", e)
		}
		sum := sha256.Sum256(data)
		return hex.EncodeToString(sum[:])
	}
	for s, responses := range BySection(content.Responses, sectionOf) {
		m.Sections[s] = hash(responses)
	}
	content.Responses = nil
	m.Rest, m.Result = hash(content), hash(s.Result)
	if s.Law != nil {
		m.Law = hash(s.Law)
	}
	if len(s.Signed) > 0 {
		m.Signed = hash(s.Signed)
	}
	m.Hash = hash(m)
	return m, err
}

// Differs names what of a submission is not as its manifest says, whichever
// engine scored it; nothing for one that is whole.
func (s *Submission) Differs(sectionOf func(question string) string) ([]string, error) {
	now, err := NewManifest(s, sectionOf)
	if err != nil {
		return nil, err
	}
	was := s.Manifest
	now.Engine, now.Hash = was.Engine, ""
	data, err := questionnaire.Encode(now)
	sum := sha256.Sum256(data)
	now.Hash = hex.EncodeToString(sum[:])
	var out []string
	for _, part := range []struct {
		name string
		same bool
	}{
		{"the answers", maps.Equal(now.Sections, was.Sections)}, {"the rest", now.Rest == was.Rest && now.Catalogue == was.Catalogue},
		{"the result", now.Result == was.Result}, {"what is cited", now.Law == was.Law},
		{"who signed", now.Signed == was.Signed}, {"the whole", now.Hash == was.Hash},
	} {
		if !part.same {
			out = append(out, part.name)
		}
	}
	return out, err
}

// BySection parts responses into sections. sectionOf says in which section a
// question stands.
func BySection(responses questionnaire.Responses, sectionOf func(question string) string) map[string]questionnaire.Responses {
	out := map[string]questionnaire.Responses{}
	for id, r := range responses {
		section := sectionOf(id)
		if out[section] == nil {
			out[section] = questionnaire.Responses{}
		}
		out[section][id] = r
	}
	return out
}

// Receipt is what the country keeps to prove what it sealed and when.
type Receipt struct {
	Submission string    `json:"submission"`
	Cycle      string    `json:"cycle"`
	Revision   int       `json:"revision"`
	At         time.Time `json:"at"`
	Hash       string    `json:"hash"`
	Event      string    `json:"event"` // hash of the event that recorded it
}

// Audience is for whom a package is made.
type Audience string

// AudienceTeam returns the audience of one outreach team.
func AudienceTeam(team string) Audience { return Audience("team:" + team) }

// Package is the released copy of a submission for one audience. It holds only
// what was cleared; what was not is absent, and named with its reason.
type Package struct {
	ID         string                  `json:"id"`
	Country    string                  `json:"country"` // id
	Name       string                  `json:"name"`    // of the country, as shown
	Team       string                  `json:"team"`    // id of the audience
	Submission string                  `json:"submission"`
	Cycle      string                  `json:"cycle"`
	Revision   int                     `json:"revision"`
	Track      questionnaire.Track     `json:"track"`
	Catalogue  string                  `json:"catalogue"`
	Annex      string                  `json:"annex_edition,omitempty"` // pinned edition
	AsOf       questionnaire.Date      `json:"as_of"`
	At         time.Time               `json:"at"`
	Responses  questionnaire.Responses `json:"responses"`
	Law        *Law                    `json:"law,omitempty"`       // what the released answers cite, as it stood
	Plan       []SharedStep            `json:"plan,omitempty"`      // items of the plan that the country shares
	Explained  []string                `json:"explained,omitempty"` // contradictions among the released answers that the country explained
	Withheld   map[string]string       `json:"withheld"`            // question -> why
	Whole      bool                    `json:"whole_result"`        // the result is over the whole sealed record; otherwise over what was released, with the rest counted as declined
	Result     json.RawMessage         `json:"result"`
	Hash       string                  `json:"hash"` // of the package without this field
}

// Hides reports whether nothing can be said of a question: it was withheld and
// counted as declined. Where the whole result goes along, every question stands
// as it was sealed.
func (p *Package) Hides(question string) bool {
	_, withheld := p.Withheld[question]
	return withheld && !p.Whole
}

// Grant lets a team read a package until it is withdrawn.
type Grant struct {
	Package   string    `json:"package"`
	Country   string    `json:"country"`
	Name      string    `json:"name"`
	Team      string    `json:"team"`
	Cycle     string    `json:"cycle"`
	Revision  int       `json:"revision"`
	At        time.Time `json:"at"`
	Version   int       `json:"version"`
	Withdrawn time.Time `json:"withdrawn,omitzero"`
	Standing  Standing  `json:"standing"`
}

// Standing is what a portfolio shows of a package: verdicts and gates, never
// the index. It is kept small enough to stand in a list of all countries.
type Standing struct {
	Track     questionnaire.Track        `json:"track"`
	Overall   scoring.Verdict            `json:"overall"`
	Criteria  map[string]scoring.Verdict `json:"criteria"`
	OpenGates []string                   `json:"open_gates"`
	Coverage  map[string]string          `json:"coverage"` // per cent, one decimal

	// Critical questions that were withheld, of which nothing can be said. A grant
	// from before these were kept has none, and counts them as open.
	WithheldGates []string `json:"withheld_gates,omitzero"`

	// The band of each section that something was released of, or of all where
	// the whole result goes along.
	Sections map[string]scoring.Band `json:"sections,omitempty"`

	// What says whether a package needs attention, of released answers alone.
	Scored int            `json:"scored"`           // how many a reviewer can judge
	Ageing map[string]int `json:"ageing,omitempty"` // month, as 2027-03, in which evidence becomes too old -> of how many
	Wanted []string       `json:"wanted,omitempty"` // sections in which help is wanted
}

// SharedStep is an item of the plan as a team sees it.
type SharedStep struct {
	Kind       scoring.Kind       `json:"kind"`
	Question   string             `json:"question"`
	Section    string             `json:"section"`
	Owner      string             `json:"owner"`
	Due        questionnaire.Date `json:"due"`
	Assistance string             `json:"assistance,omitempty"` // what help is wanted; empty: none
	Progress   Progress           `json:"progress"`
}
