package assessment

import (
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// explainedElsewhere stands for an explanation that was not released: that
// there is one counts, and its words stay with the country.
const explainedElsewhere = "The country explained this; its words were not released."

// Digest is the hash of the package without its own.
func (p *Package) Digest() string {
	bare := *p
	bare.Hash = ""
	return hashOf(&bare)
}

// Released is a package in the form that is scored, with the method that does
// it. What was withheld counts as declined; so the package's own result comes
// out again, unless it is the one over the whole record.
func (c *Content) Released(p *Package) (*scoring.Method, *scoring.File, error) {
	m, err := c.Method(p.Catalogue, p.Track)
	if err != nil {
		return nil, nil, err
	}
	f := &scoring.File{Track: p.Track, AsOf: p.AsOf, Catalogue: p.Catalogue, AnnexEdition: p.Annex, Responses: questionnaire.Responses{}}
	for id, r := range p.Responses {
		f.Responses[id] = r
	}
	for id := range p.Withheld {
		if q := m.Catalogue.Question(id); q != nil && q.Scored() {
			f.Responses[id] = questionnaire.Response{State: questionnaire.Declined}
		}
	}
	if f.Changed, err = c.Overtaken(p.Annex, p.AsOf, m.Catalogue); err != nil {
		return nil, nil, err
	}
	for _, rule := range p.Explained {
		if f.Explained == nil {
			f.Explained = map[string]string{}
		}
		f.Explained[rule] = explainedElsewhere
	}
	return m, f, nil
}
