package scoring

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// File is everything a score rests on besides the catalogue: one country's
// responses on one track as of one day. It is also the form in which a
// country's answers leave and enter the product.
type File struct {
	Track        questionnaire.Track     `json:"track"`
	AsOf         questionnaire.Date      `json:"as_of"`
	Assessment   string                  `json:"assessment,omitempty"`    // id; enters the seed
	Catalogue    string                  `json:"catalogue,omitempty"`     // id; empty: the current one
	AnnexEdition string                  `json:"annex_edition,omitempty"` // pinned edition; empty: the newest
	Responses    questionnaire.Responses `json:"responses"`
	Explained    map[string]string       `json:"explained,omitempty"` // contradiction rule id -> written explanation
	Reviews      map[string][]Review     `json:"reviews,omitempty"`   // question id -> reviewers' own ratings

	// Changed is set by the caller when a newer Annex edition than the pinned
	// one has been published.
	Changed *AnnexChange `json:"-"`
}

// Review is one reviewer's rating of one question on the country's own ladder,
// given without seeing the country's level.
type Review struct {
	Level       *int                   `json:"level,omitempty"`
	Count       *int                   `json:"count,omitempty"`
	Percent     *questionnaire.Percent `json:"percent,omitempty"`
	Grade       int                    `json:"grade"`                 // 0 to 4
	Adjudicated bool                   `json:"adjudicated,omitempty"` // settles a difference between reviewers
}

// AnnexChange is a newer edition of the Annex: its day, and the questions
// whose Annex references it changes. Six whole months after that day their
// evidence counts one grade less.
type AnnexChange struct {
	Published questionnaire.Date
	Questions []string
}

// ReadFile decodes a file strictly, without checking it against a catalogue;
// Check does that.
func ReadFile(data []byte) (*File, questionnaire.Faults) {
	f := &File{}
	if faults := questionnaire.Decode(data, f); faults != nil {
		return nil, faults
	}
	return f, nil
}

// Check says everything that is wrong with the file against a catalogue.
func (f *File) Check(c *questionnaire.Catalogue) questionnaire.Faults {
	var fs questionnaire.Faults
	add := func(path, problem, advice string) {
		fs = append(fs, questionnaire.Fault{Path: path, Problem: problem, Advice: advice})
	}
	if !slices.Contains(questionnaire.Tracks, f.Track) {
		add("track", fmt.Sprintf("%q is not a track", f.Track), "use prospective or adherent")
		return fs
	}
	if f.AsOf.IsZero() {
		add("as_of", "missing", "give the day of the assessment, for example 2026-11-23")
		return fs
	}
	for _, fault := range c.CheckAll(f.Track, f.AsOf, f.Responses) {
		fault.Path = "responses." + fault.Path
		fs = append(fs, fault)
	}
	rules := map[string]bool{}
	for _, r := range c.Contradictions() {
		rules[r.ID] = true
	}
	for _, id := range sortedKeys(f.Explained) {
		if !rules[id] {
			add("explained."+id, "catalogue "+c.ID+" has no contradiction rule with this id", "the result's open_contradictions lists those that are open")
		}
		if n := utf8.RuneCountInString(strings.TrimSpace(f.Explained[id])); n < questionnaire.MinReason {
			add("explained."+id, fmt.Sprintf("the explanation has %d characters", n), fmt.Sprintf("write at least %d", questionnaire.MinReason))
		}
	}
	return append(fs, f.checkReviews(c)...)
}

func (f *File) checkReviews(c *questionnaire.Catalogue) questionnaire.Faults {
	var fs questionnaire.Faults
	for _, id := range sortedKeys(f.Reviews) {
		q := c.Question(id)
		if q == nil || !q.On(f.Track) || !q.Scored() {
			fs = append(fs, questionnaire.Fault{Path: "reviews." + id, Problem: "there is no scored question with this id on the " + string(f.Track) + " track", Advice: "correct the id or take the review out"})
			continue
		}
		for i, r := range f.Reviews[id] {
			at := fmt.Sprintf("reviews.%s[%d].", id, i)
			for _, fault := range questionnaire.Check(q, r.response(), nil) {
				fault.Path = at + fault.Path
				fs = append(fs, fault)
			}
			if r.Grade < 0 || r.Grade > 4 {
				fs = append(fs, questionnaire.Fault{Path: at + "grade", Problem: fmt.Sprintf("%d is not a grade", r.Grade), Advice: "grades run from 0 to 4"})
			}
		}
	}
	return fs
}

// response is the reviewer's rating in the form of an answer.
func (r Review) response() questionnaire.Response {
	return questionnaire.Response{State: questionnaire.Value, Level: r.Level, Count: r.Count, Percent: r.Percent}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
