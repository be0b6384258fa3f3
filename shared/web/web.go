// Package web is the HTTP face of the product: the API, as its contract in
// openapi.json says.
//
// Every route comes from the table of permissions; one without a line there
// does not exist. The wrapper around a handler checks the person, the request
// and its size, and turns what a handler returns into an answer: a handler
// never sees a request that it may not carry out, and never writes an error
// itself.
package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/report"
)

// API answers the routes of one or both sides.
type API struct {
	Desk       *assessment.Desk
	Reviews    *outreach.Desk
	Operations []Operations         // that this program serves, besides those open to everybody
	Workbooks  assessment.Workbooks // for operations that need them
	Reports    []report.Format      // for operations that need them
	Log        *slog.Logger
}

// call is one request that may be carried out.
type call struct {
	*http.Request
	api  *API
	who  *access.Principal
	act  assessment.Act
	body []byte
}

// reply is what a handler answers with.
type reply struct {
	status   int
	body     any // written as JSON; nil: nothing
	version  int // ETag, where there is one
	versions bool
	location string
	file     *Download // in place of body
}

// ok answers with a value.
func ok(v any) (*reply, error) { return &reply{status: http.StatusOK, body: v}, nil }

// versioned answers with a value and its version.
func versioned(v any, version int) (*reply, error) {
	return &reply{status: http.StatusOK, body: v, version: version, versions: true}, nil
}

// listed answers with a list under its name, [] when it is empty, or with the
// error that came in its place.
func listed[T any](name string, items []T, err error) (*reply, error) {
	if err != nil {
		return nil, err
	}
	return ok(map[string]any{name: nonNil(items)})
}

func nonNil[T any](s []T) []T { return append([]T{}, s...) }

// created answers with what a call made and which never changes.
func created(v any, location string) (*reply, error) {
	return &reply{status: http.StatusCreated, body: v, location: location}, nil
}

// made answers with what a call made and its version.
func made(v any, version int, location string) (*reply, error) {
	return &reply{status: http.StatusCreated, body: v, version: version, versions: true, location: location}, nil
}

// handler carries out one operation.
type handler func(*call) (*reply, error)

// withFile makes a handler of one that needs nothing but the file that the path
// names.
func withFile(h func(*call, *assessment.File) (*reply, error)) handler {
	return func(c *call) (*reply, error) {
		f, err := c.file()
		if err != nil {
			return nil, err
		}
		return h(c, f)
	}
}

// maxBody is the largest body of a request, in bytes. A response with the
// longest texts is far smaller.
const maxBody = 256 << 10

// maxAnswer is the largest answer, in bytes, a report too: the 6 MB that a
// function in the cloud can hand on, less what its encoding adds.
const maxAnswer = 4 << 20

// contract is openapi.json, packed: a tenth of it.
//
//go:generate gzip -9nkf openapi.json
//go:embed openapi.json.gz
var contract []byte

// Handler returns the API. The error names an operation without a permission.
func (a *API) Handler() (http.Handler, error) {
	permissions, err := access.ByOperation()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, operations := range append(slices.Clone(a.Operations), common) {
		side, handlers := operations()
		for name, h := range handlers {
			p, known := permissions[name]
			if !known || p.Side != side {
				return nil, fmt.Errorf("operation %q of the side %q has no line in the permissions", name, side)
			}
			mux.HandleFunc(p.Pattern(), a.wrap(p, h))
		}
	}
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, ErrOrigin) }))
	return protect.Handler(a.unknown(mux)), nil
}

// unknown answers for paths that are no route, in the form of every other
// error. A path that net/http would clean and redirect is none either.
func (a *API) unknown(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" || path.Clean(r.URL.Path) != r.URL.Path {
			a.fail(w, r, ErrUnknown)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// wrap checks the person, reads the body and writes what the handler answers.
func (a *API) wrap(p access.Permission, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who := access.From(r.Context())
		if p.Side != "" && (who == nil || len(who.Roles) == 0) {
			a.fail(w, r, ErrSignIn)
			return
		}
		if !p.Allows(who) {
			a.fail(w, r, errForbidden(p, who))
			return
		}
		if !named(r) {
			a.fail(w, r, ErrUnknown)
			return
		}
		c := &call{Request: r, api: a, who: who}
		if err := c.read(w, limitOf(p.Operation)); err != nil {
			a.fail(w, r, err)
			return
		}
		answer, err := h(c)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		a.write(w, r, answer)
	}
}

// errForbidden tells a person of the right side what role it takes; to anybody
// else the route does not exist.
func errForbidden(p access.Permission, who *access.Principal) error {
	if who.Side != p.Side {
		return ErrUnknown
	}
	return errRole
}

// read takes the body, within its limit, and says who acts.
func (c *call) read(w http.ResponseWriter, limit int64) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, c.Request.Body, limit))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return ErrLarge
		}
		return ErrBody
	}
	c.body = body
	if c.who == nil {
		return nil
	}
	c.act = assessment.Act{Country: c.who.Owner, By: c.who.Sub, Lead: c.who.Is(access.Lead), Bodies: c.who.Bodies}
	sum := sha256.Sum256(bytes.Join([][]byte{[]byte(c.Method), []byte(c.URL.Path), body}, []byte{0}))
	c.act.Print = hex.EncodeToString(sum[:])
	return nil
}

func (a *API) write(w http.ResponseWriter, r *http.Request, answer *reply) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if answer.versions {
		h.Set("ETag", etag(answer.version))
	}
	if answer.location != "" {
		h.Set("Location", answer.location)
	}
	if f := answer.file; f != nil {
		h.Set("Content-Type", f.ContentType)
		h.Set("Content-Disposition", `attachment; filename="`+f.Name+`"`)
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'") // should it be opened in place
		a.send(w, r, answer.status, f.Data)
		return
	}
	if answer.body == nil {
		w.WriteHeader(answer.status)
		return
	}
	data, err := json.Marshal(answer.body)
	if err != nil {
		a.fail(w, r, fmt.Errorf("writing the answer: %w", err))
		return
	}
	if len(data) > maxAnswer {
		a.fail(w, r, errLong)
		return
	}
	h.Set("Content-Type", "application/json")
	a.send(w, r, answer.status, append(data, '\n'))
}

func (a *API) send(w http.ResponseWriter, r *http.Request, status int, data []byte) {
	w.WriteHeader(status)
	if _, err := w.Write(data); err != nil {
		a.Log.InfoContext(r.Context(), "the caller went away", "error", err)
	}
}
