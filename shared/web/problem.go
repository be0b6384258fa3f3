package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"path"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Problem is an error as callers see it (RFC 9457). Its type names one of the
// kinds that the contract documents.
type Problem struct {
	Type     string        `json:"type"`
	Title    string        `json:"title"`
	Status   int           `json:"status"`
	Detail   string        `json:"detail,omitempty"`
	Errors   []FieldError  `json:"errors,omitempty"`
	Problems []FileProblem `json:"problems,omitempty"` // what blocks sealing
	Current  any           `json:"current,omitempty"`  // what stands there now
	version  int
}

// FieldError is one fault of the body.
type FieldError struct {
	Pointer string `json:"pointer"` // JSON pointer (RFC 6901)
	Detail  string `json:"detail"`
	Advice  string `json:"advice,omitempty"`
}

func (p *Problem) Error() string { return p.Title }

// Name is the last part of the type, such as not-found.
func (p *Problem) Name() string { return path.Base(p.Type) }

func kind(status int, name, title string) *Problem {
	return &Problem{Type: "https://mtcr-outreach.github.io/self-assessment/problems/" + name, Title: title, Status: status}
}

// The problems that rest on the request alone.
var (
	ErrUnknown  = kind(http.StatusNotFound, "not-found", "There is nothing here for you")
	ErrSignIn   = kind(http.StatusUnauthorized, "sign-in", "Please sign in")
	errRole     = kind(http.StatusForbidden, "role", "Your role does not allow this; ask the lead of your country")
	ErrOrigin   = kind(http.StatusForbidden, "cross-origin", "A page of another site may not change anything here")
	ErrLarge    = kind(http.StatusRequestEntityTooLarge, "too-large", "The request is larger than 256 KiB, or the workbook than 4 MiB")
	errLong     = kind(http.StatusRequestEntityTooLarge, "answer-too-large", "The answer has more than 4 MiB; ask for one section (?section=), for one question, or for a report in parts")
	ErrBody     = kind(http.StatusBadRequest, "body", "The body could not be read")
	errKeyForm  = kind(http.StatusBadRequest, "idempotency-key", "An Idempotency-Key has 22 to 64 letters, digits, - or _")
	errKeyNone  = kind(http.StatusBadRequest, "idempotency-key", "This call needs an Idempotency-Key header, a new one for each thing to be made")
	ErrNoMatch  = kind(http.StatusPreconditionRequired, "if-match", "Say in If-Match which version you saw; \"0\" if there was none")
	errMatch    = kind(http.StatusBadRequest, "if-match", "If-Match must be one version in quotes, such as \"3\"")
	errInternal = kind(http.StatusInternalServerError, "internal", "Something went wrong on our side; nothing was lost. Please try again")
)

// domainProblems turn the domain's errors into problems; the first that fits.
var domainProblems = []struct {
	is error
	as *Problem
}{
	{assessment.ErrNotFound, ErrUnknown},
	{outreach.ErrNotFound, ErrUnknown},
	{assessment.ErrConflict, kind(http.StatusPreconditionFailed, "conflict", "Somebody else changed this in the meantime")},
	{assessment.ErrSealed, kind(http.StatusConflict, "sealed", "The file is sealed; the lead can reopen it")},
	{assessment.ErrNotAssigned, kind(http.StatusForbidden, "not-assigned", "This is not given to a body you speak for; ask the lead to assign it")},
	{assessment.ErrPaired, kind(http.StatusConflict, "paired", "This question is put to two bodies; write the reply of yours, and the lead records what is agreed")},
	{assessment.ErrAgreed, kind(http.StatusConflict, "agreed", "The national position on this question is agreed; the lead can record another")},
	{outreach.ErrDisputant, kind(http.StatusConflict, "own-dispute", "Your own rating is one of those that differ here; a third reviewer settles it, and a team without one asks for one to be invited")},
	{outreach.ErrClosed, kind(http.StatusConflict, "levels-closed", "This shows the country's own levels, which you have not opened. Open the record with them first (?view=whole); judgements that you give afterwards are marked as not blind")},
	{assessment.ErrExists, kind(http.StatusConflict, "exists", "This exists already")},
	{assessment.ErrKeyUsed, kind(http.StatusUnprocessableEntity, "key-used", "This Idempotency-Key was used for another request; use a new one")},
	{assessment.ErrBusy, kind(http.StatusServiceUnavailable, "busy", "Many people are saving at this moment; try again")},
	{assessment.ErrUnsure, kind(http.StatusServiceUnavailable, "unsure", "What is kept could not be reached, and this may have been saved or not; send the same request again")},
}

// Refused is the problem of somebody who is signed in and may not use a route.
func Refused(p access.Permission, who *access.Principal) error { return errForbidden(p, who) }

// ProblemOf says how an error is shown. What it does not know shows nothing.
func ProblemOf(err error) *Problem {
	var p *Problem
	var faults questionnaire.Faults
	var conflict *assessment.Conflict
	var notReady *assessment.NotReady
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &faults):
		return faulty(faults)
	case errors.As(err, &notReady):
		q := *kind(http.StatusConflict, "not-ready", "The file cannot be sealed yet")
		q.Problems = placed(notReady.File, notReady.Problems)
		return &q
	case errors.As(err, &conflict):
		q := *kind(http.StatusPreconditionFailed, "conflict", "Somebody else saved this in the meantime; both texts are kept until you decide")
		q.Current, q.version = plainly(conflict.Current), conflict.Current.Version
		return &q
	}
	for _, d := range domainProblems {
		if errors.Is(err, d.is) {
			return d.as
		}
	}
	return errInternal
}

// FileProblem is a problem of a file with the place where it is settled.
type FileProblem struct {
	assessment.Problem
	Place string `json:"place"` // path of the resource
}

// placed says of each problem of a file where it is settled.
func placed(file string, problems []assessment.Problem) []FileProblem {
	out := make([]FileProblem, len(problems))
	for i := range problems {
		out[i] = FileProblem{problems[i], fileAt(file, placeOf(&problems[i]))}
	}
	return out
}

// placeOf is the place of a problem within its file: what is written to settle
// it, or the answers of its section.
func placeOf(p *assessment.Problem) string {
	switch {
	case p.Rule != "":
		return "/explanations/" + p.Rule
	case p.Kind == "pair_open":
		return "/pairs/" + p.Question
	case p.Kind == "unsigned":
		return "/signoffs/" + p.Section
	case p.Question != "":
		return "/responses/" + p.Question
	}
	return "/responses?section=" + p.Section
}

// faulty lists the faults of a body.
func faulty(faults questionnaire.Faults) *Problem {
	p := *kind(http.StatusUnprocessableEntity, "faults", "The request has faults; nothing was saved")
	for _, f := range faults {
		p.Errors = append(p.Errors, FieldError{pointer(f.Path), f.Problem, f.Advice})
	}
	return &p
}

// pointer writes a path such as evidence[0].date as /evidence/0/date. An
// unknown field may bear any name, so ~ and / in it are escaped.
func pointer(path string) string {
	if path == "" {
		return ""
	}
	return "/" + strings.NewReplacer("~", "~0", "/", "~1", "[", "/", "].", "/", "]", "", ".", "/").Replace(path)
}

// fail writes an error. What is ours to mend is logged here and nowhere else.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := ProblemOf(err)
	if p.Status >= http.StatusInternalServerError {
		a.Log.ErrorContext(r.Context(), "a request went wrong", "route", r.Pattern, "error", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if p.Current != nil {
		h.Set("ETag", etag(p.version))
	}
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "2")
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the caller may be gone
}
