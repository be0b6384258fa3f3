package assessment

import (
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Content is the questionnaires and the Annex as the domain asks for them. It
// is read when it is first needed, so that a program starts at once, and kept.
// It may be used by several goroutines.
type Content struct {
	Annex string // the newest edition; new files are pinned to it

	library  func() (*questionnaire.Library, error)
	methods  memo[methodKey, *scoring.Method]
	editions memo[string, *annex.Edition]
	wording  memo[wordingKey, *questionnaire.Wording]
}

type methodKey struct {
	catalogue string // empty: the current one
	track     questionnaire.Track
}

type wordingKey struct{ catalogue, language string }

// NewContent opens a folder of questionnaires with the built-in editions of
// the Annex.
func NewContent(folder fs.FS) *Content {
	editions := annex.Editions()
	c := &Content{Annex: editions[len(editions)-1]}
	c.library = sync.OnceValues(func() (*questionnaire.Library, error) {
		choices, err := c.Choices()
		if err != nil {
			return nil, err
		}
		return questionnaire.Open(folder, choices)
	})
	return c
}

// edition returns a built-in edition of the Annex.
func (c *Content) edition(id string) (*annex.Edition, error) {
	return c.editions.get(id, func() (*annex.Edition, error) { return annex.Open(id) })
}

// Method returns the scoring method of a catalogue on a track; of the current
// catalogue with "".
func (c *Content) Method(catalogue string, t questionnaire.Track) (*scoring.Method, error) {
	return c.methods.get(methodKey{catalogue, t}, func() (*scoring.Method, error) {
		library, err := c.library()
		if err != nil {
			return nil, err
		}
		cat, err := library.Catalogue(catalogue)
		if err != nil {
			return nil, err
		}
		return scoring.New(cat, t, scoring.DefaultParams)
	})
}

// Excerpt returns the files of one catalogue, as a content folder of its own.
func (c *Content) Excerpt(catalogue string) (map[string][]byte, error) {
	library, err := c.library()
	if err != nil {
		return nil, err
	}
	return library.Excerpt(catalogue)
}

// Wording returns the words of a catalogue in a language, or in the one that it
// was written in.
func (c *Content) Wording(catalogue *questionnaire.Catalogue, language string) (*questionnaire.Wording, error) {
	return c.wording.get(wordingKey{catalogue.ID, language}, func() (*questionnaire.Wording, error) { return catalogue.Wording(language) })
}

// OfSection leaves of answers those to the questions of one section; all with "".
// A section that there is not is questionnaire.Faults.
func (c *Content) OfSection(section, catalogue string, t questionnaire.Track, all questionnaire.Responses) (questionnaire.Responses, error) {
	if section == "" {
		return all, nil
	}
	m, err := c.Method(catalogue, t)
	if err != nil {
		return nil, err
	}
	questions := m.Catalogue.Questions()
	if !slices.ContainsFunc(questions, func(q *questionnaire.Question) bool { return q.Section.ID == section }) {
		return nil, questionnaire.Faults{{Path: "section", Problem: "not a section of the questionnaires", Advice: "use the id of a section, such as " + questions[0].Section.ID + ", or leave it out"}}
	}
	if some := BySection(all, (&asked{method: m}).sectionOf)[section]; some != nil {
		return some, nil
	}
	return questionnaire.Responses{}, nil
}

// Choices returns the choices that questions take from the Annex, by the name
// of their list. Every edition counts, so that an answer given under an older
// one can still be read.
func (c *Content) Choices() (map[string][]string, error) {
	var codes []string
	seen := map[string]bool{}
	for _, id := range annex.Editions() {
		edition, err := c.edition(id)
		if err != nil {
			return nil, err
		}
		for _, e := range edition.Entries() {
			if !seen[e.Code] {
				seen[e.Code] = true
				codes = append(codes, e.Code)
			}
		}
	}
	return map[string][]string{"annex": codes}, nil
}

// Overtaken says whether a newer edition of the Annex than the pinned one was
// published by a day, and which questions it touches: the first newer one is
// what overtook it. Nil when none did, or none is pinned.
func (c *Content) Overtaken(pinned string, day questionnaire.Date, catalogue *questionnaire.Catalogue) (*scoring.AnnexChange, error) {
	if pinned == "" {
		return nil, nil
	}
	editions := annex.Editions()
	at := slices.Index(editions, pinned)
	if at == len(editions)-1 {
		return nil, nil // the newest, as most are: nothing to compare
	}
	before, err := c.edition(pinned)
	if err != nil {
		return nil, err
	}
	newer, err := c.edition(editions[at+1])
	if err != nil {
		return nil, err
	}
	published, err := questionnaire.ParseDate(newer.Published)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", newer.ID, err)
	}
	if published.After(day) {
		return nil, nil
	}
	return &scoring.AnnexChange{Published: published, Questions: catalogue.TouchedByAnnex(annex.Diff(before, newer).Touches)}, nil
}
