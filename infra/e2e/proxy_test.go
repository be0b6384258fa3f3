package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// proxy stands before a DynamoDB endpoint and makes some calls fault.
type proxy struct {
	target string
	dice   *dice
	on     atomic.Bool
	lock   sync.Mutex
	calls  int
	faults map[string]int // by kind
}

// The kinds of faults, and how many of a thousand calls each meets: 50 together.
// A conflict is one of a transaction; another call is throttled in its place.
var faultKinds = []struct {
	name     string
	thousand int
}{
	{"throttled", 14}, {"conflict", 12}, {"cut before", 11}, {"cut after commit", 12}, {"timed out", 1},
}

func newProxy(t *testing.T, target string, d *dice) (*proxy, string) {
	t.Helper()
	p := &proxy{target: target, dice: d, faults: map[string]int{}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return p, server.URL
}

// draw says what happens to a call; "" for nothing.
func (p *proxy) draw(transaction bool) string {
	if !p.on.Load() {
		return ""
	}
	kind, n := "", p.dice.below(1000)
	for _, f := range faultKinds {
		if n -= f.thousand; n < 0 {
			kind = f.name
			break
		}
	}
	if kind == "conflict" && !transaction {
		kind = "throttled"
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.calls++; kind != "" {
		p.faults[kind]++
	}
	return kind
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the process was killed
	}
	switch p.draw(strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".TransactWriteItems")) {
	case "throttled":
		refuse(w, "ProvisionedThroughputExceededException", nil)
	case "conflict":
		refuse(w, "TransactionCanceledException", conflicts(body))
	case "cut before":
		panic(http.ErrAbortHandler)
	case "timed out":
		<-r.Context().Done() // the caller gives up
	case "cut after commit":
		p.forward(httptest.NewRecorder(), r, body)
		panic(http.ErrAbortHandler)
	default:
		p.forward(w, r, body)
	}
}

// conflicts are the reasons of a transaction that met another at its last item.
func conflicts(body []byte) []map[string]string {
	var in struct{ TransactItems []json.RawMessage }
	_ = json.Unmarshal(body, &in) // without items there are no reasons
	reasons := make([]map[string]string, len(in.TransactItems))
	for i := range reasons {
		reasons[i] = map[string]string{"Code": "None"}
	}
	if n := len(reasons); n > 0 {
		reasons[n-1] = map[string]string{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
	}
	return reasons
}

// refuse answers as DynamoDB does when it did not carry a call out.
func refuse(w http.ResponseWriter, name string, reasons []map[string]string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]any{"__type": "com.amazonaws.dynamodb.v20120810#" + name, "message": "injected", "CancellationReasons": reasons})
}

// forward carries a call out, also when its caller is gone: DynamoDB would too.
func (p *proxy) forward(w http.ResponseWriter, r *http.Request, body []byte) {
	out, err := http.NewRequest(r.Method, p.target+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	out.Header = r.Header.Clone()
	answer, err := http.DefaultClient.Do(out)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer answer.Body.Close()
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body) // the caller may be gone
}
