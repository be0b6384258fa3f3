package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

// deniedFilters matches the metric filter behind each alarm on refusals.
var deniedFilters = regexp.MustCompile(`(?m)^  (\w+)DeniedCount:\n(?:    .*\n)*?      FilterPattern: '"(\w+)"'\n`)

// deniedTerms are what the filters look for, by function.
func deniedTerms(t *testing.T) map[string]string {
	t.Helper()
	template, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	terms := map[string]string{}
	for _, filter := range deniedFilters.FindAllStringSubmatch(string(template), -1) {
		terms[filter[1]] = filter[2]
	}
	return terms
}

// TestDenied: IAM's refusal is a line in the logs that the alarm of that
// function counts, and the caller learns nothing of it.
func TestDenied(t *testing.T) {
	terms := deniedTerms(t)
	calls := []struct{ function, folder, path string }{
		{"National", "national", "/api/v1/assessments"},
		{"NationalWorkbooks", "national-workbooks", "/api/v1/assessments/file/workbook"},
		{"NationalReports", "national-reports", "/api/v1/assessments/file/report?format=json"},
		{"Outreach", "outreach", "/api/v1/outreach/portfolio"},
		{"OutreachReports", "outreach-reports", "/api/v1/outreach/packages/package/report?format=json"},
	}
	if len(terms) != len(calls) {
		t.Fatalf("the template has the filters %v", terms)
	}
	stub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { refuse(w, "AccessDeniedException", nil) }))
	t.Cleanup(stub.Close)
	for _, c := range calls {
		f, logs := logged(t, "../../functions/"+c.folder, pointing(stub.URL, "records", "ledger"))
		f.want(200, "", "GET", "/api/v1/health", "") // needs no table: it is not counted
		a := f.call("ada", "GET", c.path, "")
		if a.StatusCode != 503 {
			t.Errorf("%s answers %d", c.function, a.StatusCode)
		}
		discreet(t, a.Body)
		f.end() // all that it printed is there
		if n := counted(logs, terms[c.function]); n != 1 {
			t.Errorf("%s: the alarm counts %d of\n%s", c.function, n, logs)
		}
	}
}

// TestDeniedWrite: the person is known, and what they asked for is refused.
func TestDeniedWrite(t *testing.T) {
	server, endpoint := connect(t)
	records, ledger := cloud(t, server)
	operator(t, pointing(endpoint, records, ledger), "country", "-name", "Ada "+surname, "-sub", "ada")
	open := &proxy{target: endpoint}
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".TransactWriteItems") {
			refuse(w, "AccessDeniedException", nil)
			return
		}
		open.ServeHTTP(w, r)
	}))
	t.Cleanup(door.Close)
	f, logs := logged(t, "../../functions/national", pointing(door.URL, records, ledger))
	f.want(200, "ada", "GET", "/api/v1/assessments", "")
	a := f.call("ada", "PUT", "/api/v1/country", profile(countryName), "If-Match", `"0"`)
	if a.StatusCode != 500 && a.StatusCode != 503 {
		t.Errorf("answers %d %s", a.StatusCode, a.Body)
	}
	discreet(t, a.Body)
	f.end()
	if n := counted(logs, deniedTerms(t)["National"]); n != 1 {
		t.Errorf("the alarm counts %d of\n%s", n, logs)
	}
	silent(t, logs)
}

// logged runs a program whose logs the test reads.
func logged(t *testing.T, folder string, environment []string) (*function, *journal) {
	t.Helper()
	logs := &journal{}
	f, err := launch(build(t, folder), environment, logs)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.end)
	f.t = t
	return f, logs
}

// counted is how many lines a filter for a quoted term counts. CloudWatch looks
// for it as it is written, capitals too.
func counted(logs *journal, term string) int {
	n := 0
	for line := range strings.Lines(logs.String()) {
		if strings.Contains(line, term) {
			n++
		}
	}
	return n
}

// discreet fails if an answer says what went wrong behind it.
func discreet(t *testing.T, body string) {
	t.Helper()
	for _, detail := range []string{"denied", "injected", "exception", "dynamo", "table", "records", "ledger", "https://dyn", "api error", "p#", "request id", "requestid"} {
		if strings.Contains(strings.ToLower(body), detail) {
			t.Errorf("the answer holds %q: %s", detail, body)
		}
	}
}
