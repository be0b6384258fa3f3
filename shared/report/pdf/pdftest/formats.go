package pdftest

import (
	"sync"

	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/fonts"
)

// Formats returns all formats of reports, with the fonts that this repository
// has.
var Formats = sync.OnceValue(func() []report.Format {
	all, err := pdf.Formats(fonts.Files)
	if err != nil {
		panic(err) // they are in the program
	}
	return all
})
