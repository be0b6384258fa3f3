package report

import (
	"io"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// File is the document in the form in which answers leave and enter the
// product: offline score reads it and gives the same result. What a package
// withholds stands in it as declined.
func (d *Document) File() *scoring.File {
	f := *d.source.file
	f.Catalogue = d.Catalogue
	if d.Part == "" {
		return &f
	}
	all := f.Responses
	f.Responses = questionnaire.Responses{}
	for _, s := range d.Sections {
		for _, q := range s.Questions {
			if r, ok := all[q.ID]; ok {
				f.Responses[q.ID] = r
			}
		}
	}
	return &f
}

func writeJSON(w io.Writer, d *Document) (Counts, error) {
	f := d.File()
	data, err := questionnaire.Encode(f)
	if err != nil {
		return Counts{}, err
	}
	var n Counts
	for id, r := range f.Responses {
		if _, shown := d.source.answers[id]; !shown {
			continue // stands for what was withheld
		}
		if r.State != questionnaire.Unanswered {
			n.Answers++
		}
		n.Proofs += len(r.Evidence)
	}
	_, err = w.Write(data)
	return n, err
}
