package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/site"
)

// Product is the product put together over a table.
type Product struct {
	Store *store.Store
	Desk  *assessment.Desk
	Web   http.Handler // the API and the pages
}

// SignIn says how people sign in to the pages.
type SignIn struct {
	Provider site.Provider // nil: as one of People
	People   []site.Person // invented; only on a computer of one's own
	Gallery  site.Pages    // what is shown to them besides; nil: nothing
	Secure   bool          // people come by https
}

// Part is a part of the product that one function serves. The parts are
// functions, so that a program links those that it names and no others: the
// outreach function holds nothing that could read or show a draft.
type Part struct {
	Side       access.Side
	Operations web.Operations
	Pages      site.Pages
	Workbooks  Workbooks       // nil: it reads and writes none
	Reports    []report.Format // nil: it writes none
}

// Workbooks makes what reads and writes workbooks. It is large, so it comes from
// the programs that have such a part, as what writes reports on pages does.
type Workbooks func(*assessment.Content) assessment.Workbooks

// National is what a country's own officials work with day by day.
func National() Part {
	return Part{Side: access.National, Operations: web.National, Pages: site.National}
}

// NationalWorkbooks is what they take out as workbooks and bring in.
func NationalWorkbooks(w Workbooks) Part {
	return Part{Side: access.National, Operations: web.NationalWorkbooks, Pages: site.NationalWorkbooks, Workbooks: w}
}

// NationalReports is the reports that they take out.
func NationalReports(formats []report.Format) Part {
	return Part{Side: access.National, Operations: web.NationalReports, Pages: site.NationalReports, Reports: formats}
}

// Outreach is what reviewers work with.
func Outreach() Part {
	return Part{Side: access.Outreach, Operations: web.Outreach, Pages: site.Outreach}
}

// OutreachReports is the reports that they take out.
func OutreachReports(formats []report.Format) Part {
	return Part{Side: access.Outreach, Operations: web.OutreachReports, Pages: site.OutreachReports, Reports: formats}
}

// NewDesk returns the domain over a table, with nothing to reach it by.
func NewDesk(content fs.FS, t table.Table) (*store.Store, *assessment.Desk) {
	keep := store.New(t)
	return keep, &assessment.Desk{Store: keep, Content: assessment.NewContent(content), Now: time.Now, NewID: NewID}
}

// NewProduct puts the parts together that a program serves.
func NewProduct(content fs.FS, t table.Table, signIn SignIn, log *slog.Logger, parts ...Part) (*Product, error) {
	keep, desk := NewDesk(content, t)
	prepared := desk.Content
	reviews := &outreach.Desk{Store: keep, Content: prepared, Now: time.Now}
	service := &web.API{Desk: desk, Reviews: reviews, Log: log}
	pages := &site.Site{Desk: desk, Reviews: reviews, Log: log, Sessions: keep, Provider: signIn.Provider, People: signIn.People, Secure: signIn.Secure, NewToken: newToken}
	for _, p := range parts {
		service.Operations, pages.Pages = append(service.Operations, p.Operations), append(pages.Pages, p.Pages)
		if p.Workbooks != nil {
			service.Workbooks = p.Workbooks(prepared)
		}
		if p.Reports != nil {
			service.Reports = p.Reports
		}
	}
	pages.Workbooks, pages.Reports = service.Workbooks, service.Reports
	if signIn.Gallery != nil {
		pages.Pages = append(pages.Pages, signIn.Gallery)
	}
	api, err := service.Handler()
	if err != nil {
		return nil, err
	}
	html, err := pages.Handler()
	if err != nil {
		return nil, err
	}
	// The two have routes of their own kinds, which would not go into one mux.
	both := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
			api.ServeHTTP(w, r)
			return
		}
		html.ServeHTTP(w, r)
	}
	return &Product{keep, desk, http.HandlerFunc(both)}, nil
}

// newToken is what a session's cookie holds: 200 random bits.
func newToken() string { return NewID() + NewID() }

// Lookup finds people on one side.
func (p *Product) Lookup(sides ...access.Side) Lookup {
	return func(ctx context.Context, sub string) (*access.Principal, error) {
		for _, side := range sides {
			person, err := p.Store.Principal(ctx, side, sub)
			if !errors.Is(err, assessment.ErrNotFound) {
				return person, err
			}
		}
		return nil, nil
	}
}

// Function returns the Lambda function of one part from its environment.
func Function(content fs.FS, part Part, getenv func(string) string, logs io.Writer) (lambda.Handler, error) {
	config, err := Read(getenv)
	if err != nil {
		return nil, err
	}
	return config.function(content, part, logs)
}

// ReportsFunction returns the Lambda function of a part that writes reports. The
// formats are made with the fonts of the folder that its environment names.
func ReportsFunction(content fs.FS, part func([]report.Format) Part, formats Formats, getenv func(string) string, logs io.Writer) (lambda.Handler, error) {
	config, all, err := ReadReports(getenv, formats)
	if err != nil {
		return nil, err
	}
	return config.function(content, part(all), logs)
}

func (config Config) function(content fs.FS, part Part, logs io.Writer) (lambda.Handler, error) {
	tables, err := Table(config.Tables)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewJSONHandler(logs, nil))
	p, err := NewProduct(content, tables, SignIn{Provider: NewProvider(config.SignIn), Secure: true}, log, part)
	if err != nil {
		return nil, err
	}
	return Handler(config.Name, p.Web, p.Lookup(part.Side), log), nil
}
