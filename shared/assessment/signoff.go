package assessment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// SignOff says that somebody stands behind a section as it was. It is bound to
// the hash of what was signed, so a later change voids it without anybody
// having to take it back. One without a hash was taken back.
type SignOff struct {
	Section   string            `json:"section"`
	Version   int               `json:"version"`
	Revision  int               `json:"revision"`            // of the file, when it was signed
	Hash      string            `json:"hash,omitempty"`      // of what was signed
	Questions map[string]string `json:"questions,omitempty"` // question -> hash of its answer, to say which changed
	By        string            `json:"by,omitempty"`
	At        time.Time         `json:"at,omitzero"`
}

// Signature is a sign-off as it goes into a submission.
type Signature struct {
	Section string    `json:"section"`
	Hash    string    `json:"hash"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// SectionState is a section beside its sign-off.
type SectionState struct {
	Section  string    `json:"section"`
	Now      string    `json:"now"`     // hash of the section as it stands: what would be signed
	Version  int       `json:"version"` // of the sign-off; 0: never signed
	Signed   bool      `json:"signed"`
	Holds    bool      `json:"holds"`   // signed, and nothing changed since
	Changed  []string  `json:"changed"` // the questions that void it
	Assigned bool      `json:"assigned"`
	By       string    `json:"by,omitempty"`
	At       time.Time `json:"at,omitzero"`
}

// fingerprints are the hashes of a section's answers, by question. Who saved
// them, when, and flags are no part of what is signed; an answer that was
// changed and changed back is the same answer.
func fingerprints(file *asked, records []Record, section string) map[string]string {
	out := map[string]string{}
	for i := range records {
		r := &records[i]
		if file.sectionOf(r.Question) != section {
			continue
		}
		out[r.Question] = hashOf(struct {
			Question    string
			Response    questionnaire.Response
			Instruments []Citation
		}{r.Question, r.Response, r.Instruments})
	}
	return out
}

// stateOf compares a section with what was signed of it; signed may be nil.
func stateOf(file *asked, records []Record, section string, signed *SignOff) SectionState {
	prints := fingerprints(file, records, section)
	s := SectionState{Section: section, Now: hashOf(prints), Changed: []string{}}
	if signed == nil {
		return s
	}
	s.Version = signed.Version
	if signed.Hash == "" {
		return s
	}
	s.Signed, s.By, s.At = true, signed.By, signed.At
	s.Holds = signed.Hash == s.Now
	for q := range prints {
		if prints[q] != signed.Questions[q] {
			s.Changed = append(s.Changed, q)
		}
	}
	for q := range signed.Questions {
		if prints[q] == "" {
			s.Changed = append(s.Changed, q)
		}
	}
	slices.Sort(s.Changed)
	return s
}

// sectionStates compares every section of a file with its sign-off, in the
// order of the questionnaires.
func sectionStates(file *asked, records []Record, m *margin) []SectionState {
	signed := map[string]*SignOff{}
	for i := range m.signOffs {
		signed[m.signOffs[i].Section] = &m.signOffs[i]
	}
	assigned := map[string]bool{}
	sections := file.sections()
	for i := range m.assignments {
		for question, section := range sections {
			assigned[section] = assigned[section] || m.assignments[i].covers(section, question)
		}
	}
	var out []SectionState
	for _, id := range file.sectionIDs() {
		s := stateOf(file, records, id, signed[id])
		s.Assigned = assigned[id]
		out = append(out, s)
	}
	return out
}

// SignOffs says for every section of a file whether somebody signed it and
// whether that still holds.
func (d *Desk) SignOffs(ctx context.Context, country string, f *File) ([]SectionState, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	records, err := d.Store.Records(ctx, country, f, "")
	if err != nil {
		return nil, err
	}
	m, err := d.margin(ctx, country, f)
	if err != nil {
		return nil, err
	}
	return sectionStates(file, records, m), nil
}

// Sign signs a section off. hash is that of the section its author read: what
// changed since is not signed. An empty one takes back what was signed. seen is
// the version of the sign-off before.
func (d *Desk) Sign(ctx context.Context, a Act, f *File, section string, seen int, hash string) (*SectionState, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	if !file.asks(section) {
		return nil, ErrNotFound
	}
	if f.State != Draft {
		return nil, ErrSealed
	}
	records, err := d.Store.Records(ctx, a.Country, f, section)
	if err != nil {
		return nil, err
	}
	s := &SignOff{Section: section, Version: seen + 1, Revision: f.Revision, Hash: hash, By: a.By, At: d.Now().UTC()}
	kind, detail := "sign_off_taken_back", section
	if hash != "" {
		kind, detail = "signed_off", section+" "+hash
		s.Questions = fingerprints(file, records, section)
	}
	if hash != "" && hash != hashOf(s.Questions) {
		return nil, fmt.Errorf("signing section %s, which is no longer what was read: %w", section, ErrConflict)
	}
	if err := d.Store.SaveSignOff(ctx, a.Country, f.ID, s, d.event(a, kind, f.ID, detail)); err != nil {
		return nil, err
	}
	state := stateOf(file, records, section, s)
	return &state, nil
}

// unsigned are the sections that nobody stands behind as they are. One that is
// assigned blocks. Any other with answers is a warning, and only in a file in
// which sections are assigned or signed at all: who works alone stands behind
// what they wrote, and would be warned of every section.
func unsigned(states []SectionState, answered map[string]bool) []Problem {
	used := slices.ContainsFunc(states, func(s SectionState) bool { return s.Assigned || s.Signed })
	var out []Problem
	for _, s := range states {
		p := Problem{Kind: "unsigned", Section: s.Section, Blocks: s.Assigned}
		switch {
		case s.Holds:
			continue
		case s.Signed:
			p.Text = "changed after it was signed off: " + strings.Join(s.Changed, ", ") + "; it has to be signed again"
		case s.Assigned:
			p.Text = "assigned, and not signed off yet"
		case used && answered[s.Section]:
			p.Text = "answered, and nobody signed it off"
		default:
			continue
		}
		out = append(out, p)
	}
	return out
}

// signatures are the sign-offs that hold, as they go into a submission.
func signatures(states []SectionState) []Signature {
	var out []Signature
	for _, s := range states {
		if s.Holds {
			out = append(out, Signature{s.Section, s.Now, s.By, s.At})
		}
	}
	return out
}

// asks reports whether the file has a section of that id.
func (a *asked) asks(section string) bool {
	return slices.Contains(a.sectionIDs(), section)
}

// sectionIDs lists the sections of the track in the order of the
// questionnaires.
func (a *asked) sectionIDs() []string {
	var ids []string
	for _, q := range a.catalogue().Questions() {
		if q.On(a.Track) && !slices.Contains(ids, q.Section.ID) {
			ids = append(ids, q.Section.ID)
		}
	}
	return ids
}
