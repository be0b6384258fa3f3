package site_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
	"github.com/mtcr-outreach/self-assessment/shared/web/site"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// world is the pages over a file of the test's own, with the sample states in
// it.
type world struct {
	t     testing.TB
	table table.Table
	store *store.Store
	desk  *assessment.Desk
	site  http.Handler
	logs  *bytes.Buffer
	lock  sync.Mutex
	clock time.Time
	ids   int
}

// content is read once for all tests.
var content = sync.OnceValue(func() *assessment.Content { return assessment.NewContent(questionnaires.Files) })

// seeded is a file of the sample states, made once: each test works on a copy.
var seeded = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "site")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	name := filepath.Join(folder, "table.db")
	file, err := embedded.Open(name, "records")
	if err != nil {
		return nil, err
	}
	w := &world{clock: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	w.over(store.New(file.Table("records")))
	if err := errors.Join(sample.Seed(context.Background(), w.store, w.desk), file.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})

func (w *world) over(s *store.Store) {
	w.store = s
	w.desk = &assessment.Desk{Store: s, Content: content(), Now: w.now, NewID: w.newID}
}

func (w *world) now() time.Time {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.clock = w.clock.Add(time.Second)
	return w.clock
}

func (w *world) newID() string {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.ids++
	return fmt.Sprintf("id%018d", w.ids)
}

// later lets time pass.
func (w *world) later(d time.Duration) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.clock = w.clock.Add(d)
}

func newWorld(t testing.TB) *world {
	t.Helper()
	data, err := seeded()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "table.db")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := embedded.Open(name, "records")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	w := &world{t: t, logs: &bytes.Buffer{}, clock: time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC), ids: 1000}
	w.table = file.Table("records")
	w.over(store.New(w.table))
	w.site = w.build(func(*site.Site) {})
	return w
}

// build makes the pages, with something about them changed.
func (w *world) build(change func(*site.Site)) http.Handler {
	w.t.Helper()
	s := &site.Site{Desk: w.desk, Reviews: &outreach.Desk{Store: w.store, Content: content(), Now: w.now}, Sessions: w.store, Workbooks: workbook.New(content()), Reports: pdftest.Formats(),
		Pages: []site.Pages{site.National, site.NationalWorkbooks, site.NationalReports, site.Outreach, site.OutreachReports, site.Gallery}, NewToken: func() string { return w.newID() + w.newID() }, Log: slog.New(slog.NewTextHandler(w.logs, nil))}
	for _, p := range sample.People {
		s.People = append(s.People, site.Person{Sub: p.Sub, Name: p.Name, About: p.About, Side: p.Side})
	}
	change(s)
	h, err := s.Handler()
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

// browser is one person's browser: it keeps cookies and follows no redirect by
// itself.
type browser struct {
	w        *world
	jar      http.CookieJar
	language string // of Accept-Language
}

// as opens a browser in which a sample person is signed in; nobody with "".
func (w *world) as(sub string) *browser {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	b := &browser{w: w, jar: jar}
	if sub != "" {
		b.post("/sign-in", url.Values{"sub": {sub}}).want(303)
	}
	return b
}

// doc is a page that came back.
type doc struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	text   string // the HTML
	root   *html.Node
}

func (b *browser) get(path string) *doc {
	b.w.t.Helper()
	path, _, _ = strings.Cut(path, "#") // a browser keeps that to itself
	return b.do(httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends a form as a browser does.
func (b *browser) post(path string, form url.Values) *doc {
	b.w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// do sends a request as a page of the site does.
func (b *browser) do(r *http.Request) *doc {
	b.w.t.Helper()
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.send(r)
}

// send sends a request with the cookies that the browser has.
func (b *browser) send(r *http.Request) *doc {
	b.w.t.Helper()
	home := &url.URL{Scheme: "http", Host: "127.0.0.1", Path: r.URL.Path}
	for _, c := range b.jar.Cookies(home) {
		r.AddCookie(c)
	}
	r.Header.Set("Accept-Language", b.language)
	rec := httptest.NewRecorder()
	b.w.site.ServeHTTP(rec, r)
	b.jar.SetCookies(home, rec.Result().Cookies())
	d := &doc{t: b.w.t, what: r.Method + " " + r.URL.Path, status: rec.Code, header: rec.Header(), text: rec.Body.String()}
	var err error
	if d.root, err = html.Parse(strings.NewReader(d.text)); err != nil {
		b.w.t.Fatal(err)
	}
	return d
}

// want fails unless the page came with the status.
func (d *doc) want(status int) *doc {
	d.t.Helper()
	if d.status != status {
		d.t.Fatalf("%s: status %d, want %d: %.3000s", d.what, d.status, status, d.words())
	}
	return d
}

// has fails unless the page's words hold all of these.
func (d *doc) has(parts ...string) *doc {
	d.t.Helper()
	words := d.words()
	for _, p := range parts {
		if !strings.Contains(words, p) {
			d.t.Errorf("%s: %q is not among its words: %.3000s", d.what, p, words)
		}
	}
	return d
}

// lacks fails if the page's words hold any of these.
func (d *doc) lacks(parts ...string) *doc {
	d.t.Helper()
	words := d.words()
	for _, p := range parts {
		if strings.Contains(words, p) {
			d.t.Errorf("%s: %q is among its words: %.3000s", d.what, p, words)
		}
	}
	return d
}

// words are the page's texts, with single spaces.
func (d *doc) words() string { return textOf(d.root) }

func textOf(of *html.Node) string {
	var b strings.Builder
	for n := range of.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// all are the elements of a name that have an attribute of a value; any value
// with "".
func (d *doc) all(element, attribute, value string) []*html.Node {
	var found []*html.Node
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || n.Data != element {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == attribute && (value == "" || a.Val == value) {
				found = append(found, n)
			}
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// form are the fields of the page's form with that action, as they would be
// sent if its first button was pressed.
func (d *doc) form(action string) url.Values {
	d.t.Helper()
	forms := d.all("form", "action", action)
	if len(forms) == 0 {
		d.t.Fatalf("%s has no form for %s", d.what, action)
	}
	return fieldsOf(forms[0])
}

// forms are the fields of every form of the page with that action.
func (d *doc) forms(action string) []url.Values {
	var all []url.Values
	for _, n := range d.all("form", "action", action) {
		all = append(all, fieldsOf(n))
	}
	return all
}

func fieldsOf(form *html.Node) url.Values {
	out := url.Values{}
	for n := range form.Descendants() {
		name := attribute(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.Data {
		case "textarea":
			if n.FirstChild != nil {
				out.Add(name, n.FirstChild.Data)
			} else {
				out.Add(name, "")
			}
		case "select":
			out.Add(name, selected(n))
		case "input":
			kind := attribute(n, "type")
			if _, checked := attributes(n)["checked"]; checked || kind != "radio" && kind != "checkbox" {
				out.Add(name, attribute(n, "value"))
			}
		}
	}
	return out
}

func attributes(n *html.Node) map[string]string {
	all := map[string]string{}
	for _, a := range n.Attr {
		all[a.Key] = a.Val
	}
	return all
}

// selected is the value of the option that is chosen, or of the first.
func selected(n *html.Node) string {
	first, value := true, ""
	for o := range n.Descendants() {
		if o.Type != html.ElementNode || o.Data != "option" {
			continue
		}
		if _, chosen := attributes(o)["selected"]; chosen || first {
			value, first = attribute(o, "value"), false
		}
	}
	return value
}

// file is the id of a country's last file.
func (w *world) file(country string) string {
	w.t.Helper()
	files, err := w.store.Files(context.Background(), country)
	if err != nil || len(files) == 0 {
		w.t.Fatal(files, err)
	}
	return files[len(files)-1].ID
}
