package dynamo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/dynamo"
)

// reply is one answer of a stub. Without a body the connection is cut.
type reply struct {
	status int
	body   string
	torn   bool // the body ends before it should
}

// stub answers with the replies given, one after the other and the last one for
// ever, and keeps what it was sent.
type stub struct {
	*dynamo.Table
	mu      sync.Mutex
	replies []reply
	sent    []string
	waits   []time.Duration
}

func newStub(t *testing.T, replies ...reply) *stub {
	t.Helper()
	s := &stub{replies: replies}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	tokens := 0
	tb, err := dynamo.New(
		dynamo.Connect("eu-central-1", server.URL, aws.CredentialsProviderFunc(credentials), nil), dynamo.Named("records"),
		dynamo.Options{
			Jitter: func() float64 { return 0.5 },
			Sleep:  func(ctx context.Context, d time.Duration) error { s.waits = append(s.waits, d); return ctx.Err() },
			Token:  func() string { tokens++; return fmt.Sprintf("token %d", tokens) },
		})
	if err != nil {
		t.Fatal(err)
	}
	s.Table = tb
	return s
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	s.sent = append(s.sent, call+" "+string(body))
	next := s.replies[0]
	if len(s.replies) > 1 {
		s.replies = s.replies[1:]
	}
	s.mu.Unlock()
	if next.body == "" {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if next.torn {
		w.Header().Set("Content-Length", strconv.Itoa(len(next.body)+1))
	}
	w.WriteHeader(next.status)
	io.WriteString(w, next.body)
}

// calls returns what was sent so far.
func (s *stub) calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

func fault(status int, code string) reply {
	return reply{status: status, body: fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"said the stub"}`, code)}
}

// cancelled is a transaction's, with a reason for each operation.
func cancelled(codes ...string) reply {
	reasons := make([]string, len(codes))
	for i, code := range codes {
		reasons[i] = fmt.Sprintf(`{"Code":%q}`, code)
	}
	return reply{status: 400, body: `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","message":"said the stub","CancellationReasons":[` + strings.Join(reasons, ",") + `]}`}
}

var (
	fine  = reply{status: 200, body: `{}`}
	cut   = reply{}
	key   = table.Key{PK: "p", SK: "s"}
	v2    = table.Item{Key: key, Version: "v2"}
	plain = []table.Op{{Kind: table.Put, Item: v2}}
	saved = []table.Op{{Kind: table.Put, Item: v2, If: table.Version("v1")}}
	fresh = []table.Op{{Kind: table.Put, Item: v2, If: table.Absent()}}
	gone  = []table.Op{{Kind: table.Delete, Item: table.Item{Key: key}, If: table.Version("v1")}}
	pair  = []table.Op{saved[0], {Kind: table.Put, Item: table.Item{Key: table.Key{PK: "p", SK: "t"}}}}
)

func TestWriteTries(t *testing.T) {
	const (
		success = "success"
		busy    = "busy"
		refused = "refused"
		unsure  = "unsure"
		other   = "other" // a mistake
	)
	failed := fault(400, "ConditionalCheckFailedException")
	conflict := fault(400, "TransactionConflictException")
	throttled := fault(400, "ThrottlingException")
	broken := fault(500, "InternalServerError")
	cases := []struct {
		name    string
		ops     []table.Op
		replies []reply
		want    string
		sent    int
	}{
		{"one, at once", plain, []reply{fine}, success, 1},
		{"one, conflict", plain, []reply{conflict, fine}, success, 2},
		{"one, throttled", plain, []reply{throttled, throttled, fine}, success, 3},
		{"one, over its share", plain, []reply{fault(400, "ProvisionedThroughputExceededException"), fine}, success, 2},
		{"one, too many requests", plain, []reply{fault(400, "RequestLimitExceeded"), fine}, success, 2},
		{"one, conflict for ever", plain, []reply{conflict}, busy, 5},
		{"one, refused", fresh, []reply{failed}, refused, 1},
		{"one, refused after a conflict", fresh, []reply{conflict, failed}, refused, 2},
		{"one, invalid", plain, []reply{fault(400, "ValidationException")}, other, 1},
		{"one, not allowed", plain, []reply{fault(400, "AccessDeniedException")}, other, 1},
		{"one, no such table", plain, []reply{fault(400, "ResourceNotFoundException")}, other, 1},
		{"put without condition, cut", plain, []reply{cut, fine}, unsure, 1},
		{"put without condition, server's fault", plain, []reply{broken, fine}, unsure, 1},
		{"put if absent, cut", fresh, []reply{cut, fine}, unsure, 1},
		{"put on a version, cut", saved, []reply{cut, fine}, success, 2},
		{"put on a version, server's fault", saved, []reply{broken, fine}, success, 2},
		{"put on a version, cut, then refused", saved, []reply{cut, failed}, unsure, 2},
		{"put on a version, cut, then conflict", saved, []reply{cut, conflict}, unsure, 5},
		{"put on a version, cut, then fault, then refused", saved, []reply{cut, broken, failed}, unsure, 3},
		{"put on a version that it keeps, cut", []table.Op{{Kind: table.Put, Item: v2, If: table.Version("v2")}}, []reply{cut, fine}, unsure, 1},
		{"delete on a version, cut", gone, []reply{cut, fine}, success, 2},
		{"delete on a version, refused", gone, []reply{failed}, refused, 1},
		{"delete on presence, cut", []table.Op{{Kind: table.Delete, Item: v2, If: table.Present()}}, []reply{cut, fine}, unsure, 1},
		{"several, conflict", pair, []reply{cancelled("None", "TransactionConflict"), fine}, success, 2},
		{"several, throttled", pair, []reply{cancelled("ThrottlingError", "TransactionConflict"), fine}, success, 2},
		{"several, over its share", pair, []reply{cancelled("ProvisionedThroughputExceeded", "None"), fine}, success, 2},
		{"several, conflict for ever", pair, []reply{cancelled("TransactionConflict", "None")}, busy, 5},
		{"several, refused", pair, []reply{cancelled("ConditionalCheckFailed", "None")}, refused, 1},
		{"several, refused and conflict", pair, []reply{cancelled("ConditionalCheckFailed", "TransactionConflict")}, refused, 1},
		{"several, another reason", pair, []reply{cancelled("ValidationError", "TransactionConflict")}, other, 1},
		{"several, no reason", pair, []reply{cancelled("None", "None")}, other, 1},
		{"several, cut", pair, []reply{cut, cut, fine}, success, 3},
		{"several, cut for ever", pair, []reply{cut}, unsure, 5},
		{"several, under way", pair, []reply{cut, fault(400, "TransactionInProgressException"), fine}, success, 3},
		{"several, refused in an answer that ends too soon", pair, []reply{{400, cancelled("ConditionalCheckFailed", "None").body, true}, fine}, success, 2},
		{"several, cut, then refused", pair, []reply{cut, cancelled("ConditionalCheckFailed", "None")}, unsure, 2},
	}
	for _, c := range cases {
		s := newStub(t, c.replies...)
		_, err := s.Write(t.Context(), c.ops...)
		got := other
		var conditions *table.ConditionError
		switch {
		case err == nil:
			got = success
		case errors.Is(err, table.ErrBusy):
			got = busy
		case errors.Is(err, table.ErrUnsure):
			got = unsure
		case errors.As(err, &conditions):
			got = refused
		}
		if got != c.want || len(s.calls()) != c.sent {
			t.Errorf("%s: %s after %d tries, want %s after %d: %v", c.name, got, len(s.calls()), c.want, c.sent, err)
		}
	}
}

func TestReadTries(t *testing.T) {
	throttled := fault(400, "ThrottlingException")
	cases := []struct {
		name    string
		replies []reply
		want    error // nil: none
		sent    int
	}{
		{"cut", []reply{cut, cut, cut, cut, fine}, nil, 5},
		{"server's fault", []reply{fault(503, "ServiceUnavailable"), fine}, nil, 2},
		{"throttled", []reply{throttled, fine}, nil, 2},
		{"throttled for ever", []reply{throttled}, table.ErrBusy, 5},
		{"cut for ever", []reply{cut}, table.ErrUnsure, 5},
	}
	for _, c := range cases {
		s := newStub(t, c.replies...)
		if _, err := s.Query(t.Context(), table.Query{PK: "p"}); !errors.Is(err, c.want) || len(s.calls()) != c.sent {
			t.Errorf("query, %s: %v after %d tries, want %v after %d", c.name, err, len(s.calls()), c.want, c.sent)
		}
		want := c.want
		if want == nil {
			want = table.ErrNotFound
		}
		s = newStub(t, c.replies...)
		if _, _, err := s.Get(t.Context(), key, table.Strong); !errors.Is(err, want) || len(s.calls()) != c.sent {
			t.Errorf("get, %s: %v after %d tries, want %v after %d", c.name, err, len(s.calls()), want, c.sent)
		}
	}
}

// TestTokens: a transaction keeps its token while it is open whether it was
// carried out, and gets another one once it was certainly not.
func TestTokens(t *testing.T) {
	conflict := cancelled("TransactionConflict", "None")
	s := newStub(t, conflict, cut, conflict, cut, fine)
	if _, err := s.Write(t.Context(), pair...); err != nil {
		t.Fatal(err)
	}
	var tokens []string
	for _, sent := range s.calls() {
		var call struct{ ClientRequestToken string }
		json.Unmarshal([]byte(sent[strings.Index(sent, "{"):]), &call)
		tokens = append(tokens, call.ClientRequestToken)
	}
	if got, want := strings.Join(tokens, ", "), "token 1, token 2, token 2, token 2, token 2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(s.waits), "[25ms 50ms 100ms 200ms]"; got != want {
		t.Errorf("waited %s, want %s", got, want)
	}
}
