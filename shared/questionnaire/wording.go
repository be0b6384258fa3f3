package questionnaire

import (
	"maps"
	"slices"
)

// Wording is every word of a catalogue in one language.
type Wording struct {
	Language       string
	Titles         map[string]string // of the questionnaires
	Sections       map[string]SectionText
	Questions      Words
	Contradictions map[string]ContradictionText
	References     *ReferenceText
}

// Wording reads the words of the catalogue in a language, or in its source
// language where it has not been translated into that one.
func (c *Catalogue) Wording(language string) (*Wording, error) {
	if !slices.Contains(c.Languages, language) {
		language = c.Languages[0]
	}
	w := &Wording{Language: language, Titles: map[string]string{}, Sections: map[string]SectionText{}, Questions: Words{}, Contradictions: map[string]ContradictionText{}}
	for _, n := range c.Questionnaires {
		t, err := c.Text(n.ID, language)
		if err != nil {
			return nil, err
		}
		w.Titles[n.ID] = t.Title
		maps.Copy(w.Sections, t.Sections)
		maps.Copy(w.Questions, t.Questions)
		maps.Copy(w.Contradictions, t.Contradictions)
	}
	var err error
	w.References, err = c.ReferenceText(language)
	return w, err
}
