package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/workbook"
)

// world is the whole product over a file in a folder of the test's own, with
// the sample states in it.
type world struct {
	t       *testing.T
	store   *store.Store
	desk    *assessment.Desk
	api     http.Handler
	logs    *bytes.Buffer
	keys    int
	reports int // that sweeps asked for
	clock   time.Time
	path    string // of the file
}

// seeded is a file of the sample states, made once: each test works on a copy.
var seeded = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "world")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	name := filepath.Join(folder, "table.db")
	file, err := embedded.Open(name, "records")
	if err != nil {
		return nil, err
	}
	w := &world{store: store.New(file.Table("records")), clock: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	err = errors.Join(sample.Seed(context.Background(), w.store, w.newDesk(0)), file.Close())
	if err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})

// newDesk is a desk over the world's table, whose ids count on from a number.
func (w *world) newDesk(ids int) *assessment.Desk {
	var lock sync.Mutex // several people may be at it
	return &assessment.Desk{Store: w.store, Content: content(),
		Now: func() time.Time {
			lock.Lock()
			defer lock.Unlock()
			w.clock = w.clock.Add(time.Second)
			return w.clock
		},
		NewID: func() string {
			lock.Lock()
			defer lock.Unlock()
			ids++
			return fmt.Sprintf("id%08d", ids)
		}}
}

// content is read once for all tests.
var content = sync.OnceValue(func() *assessment.Content { return assessment.NewContent(questionnaires.Files) })

func newWorld(t *testing.T) *world {
	t.Helper()
	sample, err := seeded()
	if err != nil {
		t.Fatal(err)
	}
	return worldOf(t, sample)
}

// worldOf is a world over a copy of a file.
func worldOf(t *testing.T, kept []byte) *world {
	t.Helper()
	name := filepath.Join(t.TempDir(), "table.db")
	if err := os.WriteFile(name, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := embedded.Open(name, "records")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	w := &world{t: t, store: store.New(file.Table("records")), logs: &bytes.Buffer{}, clock: time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC), path: name}
	w.desk = w.newDesk(1000)
	api := &web.API{Desk: w.desk, Reviews: &outreach.Desk{Store: w.store, Content: content(), Now: w.desk.Now},
		Workbooks: workbook.New(content()), Reports: pdftest.Formats(), Operations: w.operations(), Log: w.log()}
	if w.api, err = api.Handler(); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) operations() []web.Operations {
	return []web.Operations{web.National, web.NationalWorkbooks, web.NationalReports, web.Outreach, web.OutreachReports}
}

func (w *world) log() *slog.Logger { return slog.New(slog.NewTextHandler(w.logs, nil)) }

// answer is what a call came back with.
type answer struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// call makes a request as a sample person; headers stand as name, value pairs.
func (w *world) call(sub, method, path, body string, headers ...string) *answer {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if sub != "" {
		r = r.WithContext(access.With(r.Context(), w.principal(sub)))
	}
	rec := httptest.NewRecorder()
	w.api.ServeHTTP(rec, r)
	a := &answer{status: rec.Code, header: rec.Header(), text: rec.Body.String()}
	if err := json.Unmarshal(rec.Body.Bytes(), &a.body); err != nil && rec.Body.Len() > 0 && strings.Contains(rec.Header().Get("Content-Type"), "json") {
		w.t.Fatalf("%s %s: the answer is not JSON: %s", method, path, a.text)
	}
	return a
}

func (w *world) principal(sub string) *access.Principal {
	w.t.Helper()
	for _, p := range sample.People {
		if p.Sub == sub {
			who, err := w.store.Principal(context.Background(), p.Side, sub)
			if err != nil {
				w.t.Fatal(err)
			}
			return who
		}
	}
	who, err := w.store.Principal(context.Background(), access.National, sub)
	if err != nil {
		w.t.Fatal(err)
	}
	return who
}

// key is a new idempotency key.
func (w *world) key() string {
	w.keys++
	return fmt.Sprintf("key-%022d", w.keys)
}

// want fails unless the call came back with the status.
func (a *answer) want(t *testing.T, status int) *answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.text)
	}
	return a
}

// file is the id of a country's last file.
func (w *world) file(sub string) string {
	w.t.Helper()
	files := w.call(sub, "GET", "/api/v1/assessments", "").want(w.t, 200).body["assessments"].([]any)
	return files[len(files)-1].(map[string]any)["id"].(string)
}

// headers are those that a call must carry: the version that stands there, and
// a new key.
func (w *world) headers(c *contract, p access.Permission, sub, path string) []string {
	var headers []string
	if c.takes(p, "IfMatch") {
		version := `"0"` // of what is not there yet
		if before, _, ok := strings.Cut(path, "/explanations/"); ok {
			path = before
		}
		path = strings.TrimSuffix(path, "/position") // its version is that of the pair
		if strings.Contains(path, "/clarifications/") {
			version = `"1"` // as it was asked
		} else if list, id, ok := strings.Cut(path, "/engagements/"); ok {
			version = w.versionIn(sub, list+"/engagements", "engagements", id)
		} else if got := w.call(sub, "GET", path, ""); got.status == 200 {
			version = got.header.Get("ETag")
		}
		headers = append(headers, "If-Match", version)
	}
	if c.takes(p, "IdempotencyKey") {
		headers = append(headers, "Idempotency-Key", w.key())
	}
	return headers
}

// versionIn is the version of a thing that is read in a list only.
func (w *world) versionIn(sub, path, name, id string) string {
	w.t.Helper()
	for _, item := range w.call(sub, "GET", path, "").want(w.t, 200).body[name].([]any) {
		if thing := item.(map[string]any); thing["id"] == id {
			return fmt.Sprintf("\"%v\"", thing["version"])
		}
	}
	w.t.Fatalf("%s has no %s", path, id)
	return ""
}

// send makes a request as any person at all, of the sample or not.
func (w *world) send(who *access.Principal, method, path, body string, headers ...string) *answer {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.api.ServeHTTP(rec, r.WithContext(access.With(r.Context(), who)))
	a := &answer{status: rec.Code, header: rec.Header(), text: rec.Body.String()}
	_ = json.Unmarshal(rec.Body.Bytes(), &a.body)
	return a
}

// checked returns a world whose every request and answer is held against the
// contract, whatever a test asks for.
func checked(t *testing.T) (*world, *contract) {
	t.Helper()
	w, c := newWorld(t), readContract(t)
	mux := http.NewServeMux() // only to find the route of a request
	routes := map[string]access.Permission{}
	for _, p := range permissions(t) {
		mux.HandleFunc(p.Pattern(), func(http.ResponseWriter, *http.Request) {})
		routes[p.Pattern()] = p
	}
	inner := w.api
	w.api = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		rec := httptest.NewRecorder()
		inner.ServeHTTP(rec, r)
		if _, pattern := mux.Handler(r); pattern != "" && r.Method != http.MethodHead {
			if err := c.exchange(routes[pattern], r, body, rec); err != nil {
				t.Errorf("%s %s with %.200q answered %d: %v", r.Method, r.URL, body, rec.Code, err)
			}
		}
		for name, values := range rec.Header() {
			rw.Header()[name] = values
		}
		rw.WriteHeader(rec.Code)
		_, _ = rw.Write(rec.Body.Bytes())
	})
	return w, c
}
