package web_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
)

// failing is a store that does not read a country.
type failing struct {
	assessment.Store
	err error
}

func (f failing) Country(context.Context, string) (*assessment.Country, error) {
	return nil, fmt.Errorf("reading the country: %w", f.err)
}

// TestPassingFaults: what passes is 503 and says when to try again; what does
// not is 500.
func TestPassingFaults(t *testing.T) {
	for _, test := range []struct {
		err    error
		status int
		kind   string
	}{
		{assessment.ErrBusy, 503, "busy"}, {assessment.ErrUnsure, 503, "unsure"}, {errors.New("the disk is full"), 500, "internal"},
	} {
		w := newWorld(t)
		w.desk.Store = failing{w.store, test.err}
		got := w.call("sample-ada", "GET", "/api/v1/country", "").want(t, test.status)
		if !strings.HasSuffix(got.body["type"].(string), "/"+test.kind) || (got.header.Get("Retry-After") != "") != (test.status == 503) {
			t.Errorf("%v: %s, Retry-After %q", test.err, got.text, got.header.Get("Retry-After"))
		}
	}
}
