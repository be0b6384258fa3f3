package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/web"
)

// Product is the product put together over a table.
type Product struct {
	Store *store.Store
	Desk  *assessment.Desk
	API   http.Handler
}

// NewProduct puts the product together for the sides that a program serves.
func NewProduct(content fs.FS, t table.Table, log *slog.Logger, sides ...access.Side) (*Product, error) {
	prepared := assessment.NewContent(content)
	keep := store.New(t)
	desk := &assessment.Desk{Store: keep, Content: prepared, Now: time.Now, NewID: NewID}
	reviews := &outreach.Desk{Store: keep, Content: prepared, Now: time.Now}
	api, err := (&web.API{Desk: desk, Reviews: reviews, Sides: sides, Log: log}).Handler()
	return &Product{keep, desk, api}, err
}

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
func Function(content fs.FS, side access.Side, getenv func(string) string, logs io.Writer) (lambda.Handler, error) {
	config, err := Read(getenv)
	if err != nil {
		return nil, err
	}
	tables, err := Table(config)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewJSONHandler(logs, nil))
	p, err := NewProduct(content, tables, log, side)
	if err != nil {
		return nil, err
	}
	return Handler(Observed(p.API, log, time.Now), p.Lookup(side), log), nil
}
