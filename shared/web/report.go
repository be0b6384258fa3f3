package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// maxReport is the largest report that is sent in one piece, in bytes: what a
// function may answer with, less what its encoding adds.
const maxReport = 4 << 20

// download is a file that a handler answers with.
type download struct {
	name, contentType string
	data              []byte
}

// readFileReport reports on a file as it stands, for the country itself.
func readFileReport(c *call, f *assessment.File) (*reply, error) {
	return c.national(func(country *assessment.Country) (*report.Source, error) {
		d := c.api.Desk
		records, err := d.Records(c.Context(), c.who.Owner, f, "")
		if err != nil {
			return nil, err
		}
		ledger, err := d.Store.Instruments(c.Context(), c.who.Owner)
		if err != nil {
			return nil, err
		}
		now := d.Now().UTC()
		day := questionnaire.Date{Year: now.Year(), Month: int(now.Month()), Day: now.Day()}
		source, err := report.OfDraft(d.Content, country, f, records, ledger, day)
		if err != nil {
			return nil, err
		}
		given, err := d.Store.Assignments(c.Context(), c.who.Owner, f.ID)
		if err != nil {
			return nil, err
		}
		source.Assigned(given)
		return source, c.beside(source, f.ID)
	})
}

// readSubmissionReport reports on a sealed record, for the country itself.
func readSubmissionReport(c *call) (*reply, error) {
	return c.national(func(country *assessment.Country) (*report.Source, error) {
		s, err := c.api.Desk.Store.Submission(c.Context(), c.who.Owner, c.PathValue("submission"))
		if err != nil {
			return nil, err
		}
		receipt, err := c.api.Desk.Receipt(c.Context(), c.who.Owner, s.ID)
		if err != nil {
			return nil, err
		}
		source, err := report.OfSubmission(c.api.Desk.Content, country.Name, s, receipt)
		if err != nil {
			return nil, err
		}
		return source, c.beside(source, s.File)
	})
}

// readPackageReport reports on a released package, for the team it was
// released to. It is made of the package and what both sides arranged, and of
// nothing else.
func readPackageReport(c *call) (*reply, error) {
	p, err := c.api.Reviews.Package(c.Context(), c.who.Owner, c.PathValue("package"))
	if err != nil {
		return nil, err
	}
	source, err := report.OfPackage(c.api.Reviews.Content, p)
	if err != nil {
		return nil, err
	}
	meetings, err := c.api.Reviews.Engagements(c.Context(), c.who.Owner, p.ID)
	if err != nil {
		return nil, err
	}
	source.Meetings(meetings)
	asked, err := c.api.Reviews.Clarifications(c.Context(), c.who.Owner, p.ID)
	if err != nil {
		return nil, err
	}
	source.Clarifications(asked)
	changed, err := c.api.Reviews.Compare(c.Context(), c.who.Owner, p.ID, "")
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(changed.Packages, func(r outreach.Released) bool { return r.Package == changed.From }); i >= 0 && changed.To == p.ID {
		source.Changes(fmt.Sprintf("%s, %d", changed.Packages[i].Cycle, changed.Packages[i].Revision), changed.Answers)
	}
	return c.report(source, language.English.Code())
}

// national reports on something of the caller's own country, in its language
// unless another is asked for.
func (c *call) national(of func(*assessment.Country) (*report.Source, error)) (*reply, error) {
	country, err := c.api.Desk.Country(c.Context(), c.who.Owner)
	if err != nil {
		return nil, err
	}
	source, err := of(country)
	if err != nil {
		return nil, err
	}
	return c.report(source, language.Of(country.Language).Code())
}

// beside adds the plan of a file and, for those who may see them, the meetings
// of the country.
func (c *call) beside(source *report.Source, file string) error {
	plan, err := c.api.Desk.Plan(c.Context(), c.who.Owner, &assessment.File{ID: file})
	if err != nil {
		return err
	}
	source.Plan(plan)
	if !c.who.Is(access.Lead) && !c.who.Is(access.Approver) && !c.who.Is(access.Reader) {
		return nil // as for listEngagements
	}
	meetings, err := c.api.Desk.Engagements(c.Context(), c.who.Owner)
	source.Meetings(meetings)
	return err
}

// report writes the report that the query asks for: format, language, part.
func (c *call) report(source *report.Source, usual string) (*reply, error) {
	query := c.URL.Query()
	asked := func(name, otherwise string) string {
		if query.Has(name) {
			return query.Get(name)
		}
		return otherwise
	}
	format, err := report.Find(report.Formats, asked("format", "json"))
	if err != nil {
		return nil, err
	}
	l, err := report.Language(asked("language", usual))
	if err != nil {
		return nil, err
	}
	d, err := report.New(source, l)
	if err == nil && query.Has("part") {
		d, err = d.Only(query.Get("part"))
	}
	if err != nil {
		return nil, err
	}
	data, err := format.Render(d)
	if err != nil {
		return nil, err
	}
	if len(data) > maxReport {
		return nil, tooLong(d, len(data))
	}
	return &reply{status: http.StatusOK, file: &download{format.FileName(d), format.ContentType, data}}, nil
}

// tooLong says how to have a report that does not go in one piece.
func tooLong(d *report.Document, size int) error {
	advice := "ask for another format, or for fewer long texts"
	if d.Part == "" {
		advice = "ask for json, html or csv in parts, with part one of " + strings.Join(d.Parts(), ", ")
	}
	return questionnaire.Faults{{Path: "part", Problem: fmt.Sprintf("the report has %d MB; at most 4 go in one piece", (size+999_999)/1_000_000), Advice: advice}}
}
