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

// Files are what a program reads and writes as files. What it takes to do so is
// slow to start, so most programs do without.
type Files struct {
	Workbooks func(*assessment.Content) assessment.Workbooks // nil: none are served
	Reports   []report.Format                                // nil: none are written
}

// Side is one side of the product with what it can do. The sides are functions,
// so that a program links those that it names and no others: the outreach
// function holds nothing that could read or show a draft.
type Side struct {
	Name       access.Side
	Operations web.Operations
	Pages      site.Pages
}

// National is the side of a country's own officials.
func National() Side { return Side{access.National, web.National, site.National} }

// Outreach is the side of reviewers.
func Outreach() Side { return Side{access.Outreach, web.Outreach, site.Outreach} }

// NewProduct puts the product together for the sides and the files that a
// program serves.
func NewProduct(content fs.FS, t table.Table, signIn SignIn, files Files, log *slog.Logger, sides ...Side) (*Product, error) {
	var operations []web.Operations
	var pages []site.Pages
	for _, s := range sides {
		operations, pages = append(operations, s.Operations), append(pages, s.Pages)
	}
	if signIn.Gallery != nil {
		pages = append(pages, signIn.Gallery)
	}
	prepared := assessment.NewContent(content)
	var books assessment.Workbooks
	if files.Workbooks != nil {
		books = files.Workbooks(prepared)
	}
	keep := store.New(t)
	desk := &assessment.Desk{Store: keep, Content: prepared, Now: time.Now, NewID: NewID}
	reviews := &outreach.Desk{Store: keep, Content: prepared, Now: time.Now}
	api, err := (&web.API{Desk: desk, Reviews: reviews, Workbooks: books, Reports: files.Reports, Operations: operations, Log: log}).Handler()
	if err != nil {
		return nil, err
	}
	html, err := (&site.Site{Desk: desk, Reviews: reviews, Workbooks: books, Reports: files.Reports, Sessions: keep, Provider: signIn.Provider, People: signIn.People,
		Secure: signIn.Secure, Pages: pages, NewToken: newToken, Log: log}).Handler()
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

// Function returns the Lambda function of one side from its environment.
func Function(content fs.FS, side Side, files Files, getenv func(string) string, logs io.Writer) (lambda.Handler, error) {
	config, err := Read(getenv)
	if err != nil {
		return nil, err
	}
	tables, err := Table(config.Tables)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewJSONHandler(logs, nil))
	p, err := NewProduct(content, tables, SignIn{Provider: NewProvider(config.SignIn), Secure: true}, files, log, side)
	if err != nil {
		return nil, err
	}
	return Handler(Observed(p.Web, log, time.Now), p.Lookup(side.Name), log), nil
}
