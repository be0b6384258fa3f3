package site

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"sync"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
)

// policy lets a page load nothing but our own style and script. What people
// type is shown as text; should it ever slip through, nothing runs.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

// also lets forms lead to the host of an address as well, as its end of the
// policy: signing out is a form, and browsers hold the redirects that follow it
// to the policy too.
func also(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return " " + u.Scheme + "://" + u.Host
}

// guard sets the headers that every answer has. What is no page, such as the
// style, says otherwise itself about how long it may be kept.
func (s *Site) guard(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Security-Policy", s.policy)
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=63072000")
	}
}

// packers pack as small as gzip can: a weak line is slower than we are.
var packers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is one of gzip's own
	}
	return z
}}

// write renders a page, or sends the browser to another.
func (s *Site) write(w http.ResponseWriter, v *visit, p *page) {
	h := w.Header()
	for _, c := range p.cookies {
		http.SetCookie(w, c)
	}
	if p.to != "" {
		h.Set("Location", p.to)
		w.WriteHeader(http.StatusSeeOther)
		return
	}
	if p.file != nil {
		h.Set("Content-Type", p.file.ContentType)
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", p.file.Name))
		if _, err := w.Write(p.file.Data); err != nil {
			s.Log.InfoContext(v.Context(), "the caller went away", "error", err)
		}
		return
	}
	var b bytes.Buffer
	if p.status == http.StatusUnprocessableEntity { // the summary of faults stands above the fields that say what they are called
		_ = p.body.Render(v.Context(), io.Discard) // an error comes again
	}
	if err := layout(v, p).Render(v.Context(), &b); err != nil {
		s.Log.ErrorContext(v.Context(), "a page cannot be rendered", "route", v.Pattern, "error", err)
		http.Error(w, v.lang.Word("error", "500"), http.StatusInternalServerError)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Encoding")
	body := b.Bytes()
	if strings.Contains(v.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = pack(body)
	}
	if p.status != 0 {
		w.WriteHeader(p.status)
	}
	if _, err := w.Write(body); err != nil {
		s.Log.InfoContext(v.Context(), "the caller went away", "error", err)
	}
}

func pack(data []byte) []byte {
	var b bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	_, _ = z.Write(data) // into memory
	_ = z.Close()
	return b.Bytes()
}

// fail answers with what went wrong and what to do next. What was typed stands
// on the page, to be sent again.
func (s *Site) fail(w http.ResponseWriter, v *visit, err error) {
	p := web.ProblemOf(err)
	switch {
	case p.Status == http.StatusUnauthorized && v.Method == http.MethodGet:
		s.write(w, v, &page{to: v.signInFor(v.URL.RequestURI())})
		return
	case p.Status >= http.StatusInternalServerError:
		s.Log.ErrorContext(v.Context(), "a page went wrong", "route", v.Pattern, "error", err)
	}
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	s.write(w, v, &page{status: p.Status, title: v.word("error", p.Status), body: problemPage(v, p)})
}

// faultsOf are the faults of a form, for the page to show it again with them;
// nil for any other error.
func faultsOf(err error) questionnaire.Faults {
	var faults questionnaire.Faults
	if errors.As(err, &faults) {
		return faults
	}
	return nil
}

// typed lists what was sent, by name and value, but for what a page adds by
// itself.
func (v *visit) typed() [][2]string {
	var all [][2]string
	for name, values := range v.PostForm {
		for _, value := range values {
			all = append(all, [2]string{name, value})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i][0] < all[j][0] })
	return all
}
