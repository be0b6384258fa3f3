package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// Download is a file that an operation answers with.
type Download struct {
	Name, ContentType string
	Data              []byte
}

// Reports makes the reports that a person may have.
type Reports struct {
	Formats []report.Format
	Desk    *assessment.Desk
	Reviews *outreach.Desk
	Who     *access.Principal
}

// OfFile reports on a file as it stands, for the country itself.
func (r Reports) OfFile(ctx context.Context, f *assessment.File, query url.Values) (*Download, error) {
	if f.Submission != "" && SealedFor(r.Who) {
		return r.OfSubmission(ctx, f.Submission, query)
	}
	country, err := r.Desk.Country(ctx, r.Who.Owner)
	if err != nil {
		return nil, err
	}
	records, err := r.Desk.Records(ctx, r.Who.Owner, f, "")
	if err != nil {
		return nil, err
	}
	ledger, err := r.Desk.Store.Instruments(ctx, r.Who.Owner)
	if err != nil {
		return nil, err
	}
	now := r.Desk.Now().UTC()
	day := questionnaire.Date{Year: now.Year(), Month: int(now.Month()), Day: now.Day()}
	source, err := report.OfDraft(r.Desk.Content, country, f, records, ledger, day)
	if err != nil {
		return nil, err
	}
	given, err := r.Desk.Store.Assignments(ctx, r.Who.Owner, f.ID)
	if err != nil {
		return nil, err
	}
	source.Assigned(given)
	return r.national(ctx, source, country, f.ID, query)
}

// OfSubmission reports on a sealed record, for the country itself.
func (r Reports) OfSubmission(ctx context.Context, id string, query url.Values) (*Download, error) {
	country, err := r.Desk.Country(ctx, r.Who.Owner)
	if err != nil {
		return nil, err
	}
	s, err := r.Desk.Store.Submission(ctx, r.Who.Owner, id)
	if err != nil {
		return nil, err
	}
	receipt, err := r.Desk.Receipt(ctx, r.Who.Owner, s.ID)
	if err != nil {
		return nil, err
	}
	source, err := report.OfSubmission(r.Desk.Content, country.Name, s, receipt)
	if err != nil {
		return nil, err
	}
	return r.national(ctx, source, country, s.File, query)
}

// SealedFor reports whether somebody may read sealed records, and not only the
// answers that they hold.
func SealedFor(who *access.Principal) bool {
	return who.Is(access.Lead, access.Approver, access.Reader)
}

// national adds the plan of the file and, for those who may see them, the
// meetings of the country. It is in the country's language unless another is
// asked for.
func (r Reports) national(ctx context.Context, source *report.Source, country *assessment.Country, file string, query url.Values) (*Download, error) {
	plan, err := r.Desk.Plan(ctx, r.Who.Owner, &assessment.File{ID: file})
	if err != nil {
		return nil, err
	}
	source.Plan(plan)
	if r.Who.Is(access.Lead, access.Approver, access.Reader) { // as for listEngagements
		meetings, err := r.Desk.Engagements(ctx, r.Who.Owner)
		if err != nil {
			return nil, err
		}
		source.Meetings(meetings)
	}
	return r.rendered(source, query, language.Of(country.Language).Code())
}

// OfPackage reports on a released package, for the team it was released to. It
// is made of the package, of what both sides arranged and said, and of the
// package before it, and of nothing else. Whatever holds more than dates shows
// the country's levels, and is for who has opened them: a report writes nothing,
// so that they were opened is kept elsewhere.
func (r Reports) OfPackage(ctx context.Context, id string, query url.Values) (*Download, error) {
	p, err := r.Reviews.Package(ctx, r.Who.Owner, id)
	if err != nil {
		return nil, err
	}
	f, err := r.format(query)
	if err == nil && !f.DatesOnly() {
		err = r.Reviews.MustBeOpen(ctx, r.Who.Owner, p.ID, r.Who.Sub)
	}
	if err != nil {
		return nil, err
	}
	source, err := report.OfPackage(r.Reviews.Content, p)
	if err != nil {
		return nil, err
	}
	meetings, err := r.Reviews.Engagements(ctx, r.Who.Owner, p.ID)
	if err != nil {
		return nil, err
	}
	source.Meetings(meetings)
	asked, err := r.Reviews.Clarifications(ctx, r.Who.Owner, p.ID)
	if err != nil {
		return nil, err
	}
	source.Clarifications(asked)
	if err := r.since(ctx, source, p); err != nil {
		return nil, err
	}
	return r.rendered(source, query, language.English.Code())
}

// since adds what changed since the package of the same track that came before
// this one, if there is one.
func (r Reports) since(ctx context.Context, source *report.Source, p *assessment.Package) error {
	changed, err := r.Reviews.Compare(ctx, r.Who.Owner, p.ID, "")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(changed.Packages, func(b outreach.Released) bool { return b.Package == changed.From })
	if i >= 0 && changed.To == p.ID {
		source.Changes(fmt.Sprintf("%s, %d", changed.Packages[i].Cycle, changed.Packages[i].Revision), changed.Answers)
	}
	return nil
}

// rendered writes the report that a query asks for: format, language, part.
func (r Reports) rendered(source *report.Source, query url.Values, usual string) (*Download, error) {
	format, err := r.format(query)
	if err != nil {
		return nil, err
	}
	l, err := report.Language(asked(query, "language", usual))
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
	if len(data) > maxAnswer {
		return nil, tooLong(d, len(data))
	}
	return &Download{format.FileName(d), format.ContentType, data}, nil
}

// format is the one that a query asks for.
func (r Reports) format(query url.Values) (report.Format, error) {
	return report.Find(r.Formats, asked(query, "format", "json"))
}

// asked is what a query says of a name, or what holds otherwise.
func asked(query url.Values, name, otherwise string) string {
	if query.Has(name) {
		return query.Get(name)
	}
	return otherwise
}

// tooLong says how to have a report that does not go in one piece.
func tooLong(d *report.Document, size int) error {
	advice := "ask for another format, or for fewer long texts"
	if d.Part == "" {
		advice = "ask for json, html or csv in parts, with part one of " + strings.Join(d.Parts(), ", ")
	}
	return questionnaire.Faults{{Path: "part", Problem: fmt.Sprintf("the report has %d MB; at most 4 go in one piece", (size+999_999)/1_000_000), Advice: advice}}
}

func (c *call) reports() Reports { return Reports{c.api.Reports, c.api.Desk, c.api.Reviews, c.who} }

// sent answers with a file, or with the error that came in its place.
func sent(file *Download, err error) (*reply, error) {
	if err != nil {
		return nil, err
	}
	return &reply{status: http.StatusOK, file: file}, nil
}

func readFileReport(c *call, f *assessment.File) (*reply, error) {
	return sent(c.reports().OfFile(c.Context(), f, c.URL.Query()))
}

func readSubmissionReport(c *call) (*reply, error) {
	return sent(c.reports().OfSubmission(c.Context(), c.PathValue("submission"), c.URL.Query()))
}

func readPackageReport(c *call) (*reply, error) {
	return sent(c.reports().OfPackage(c.Context(), c.PathValue("package"), c.URL.Query()))
}
