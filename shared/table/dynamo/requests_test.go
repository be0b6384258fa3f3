package dynamo_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/dynamo"
)

// TestRequests: what is sent for each kind of call, as parts of its JSON.
func TestRequests(t *testing.T) {
	write := func(ops ...table.Op) func(context.Context, table.Table) error {
		return func(ctx context.Context, tb table.Table) error { _, err := tb.Write(ctx, ops...); return err }
	}
	query := func(q table.Query) func(context.Context, table.Table) error {
		q.PK = "p"
		return func(ctx context.Context, tb table.Table) error { _, err := tb.Query(ctx, q); return err }
	}
	full := table.Item{Key: key, Version: "v2", Expires: 4102444800, Body: []byte{0xff}}
	cases := []struct {
		name string
		call func(context.Context, table.Table) error
		want []string
	}{
		{"put", write(table.Op{Kind: table.Put, Item: full}), []string{"PutItem ", `"TableName":"records"`,
			`"pk":{"S":"p"}`, `"sk":{"S":"s"}`, `"v":{"S":"v2"}`, `"x":{"N":"4102444800"}`, `"b":{"B":"/w=="}`, `"ReturnConsumedCapacity":"TOTAL"`}},
		{"put of an empty item", write(table.Op{Kind: table.Put, Item: table.Item{Key: key}}), []string{`"v":{"S":""}`, `"b":{"B":""}`}},
		{"put if absent", write(fresh...), []string{`"attribute_not_exists(pk)"`, `"ReturnValuesOnConditionCheckFailure":"ALL_OLD"`}},
		{"put on a version", write(saved...), []string{`"v = :v"`, `":v":{"S":"v1"}`}},
		{"delete", write(gone...), []string{"DeleteItem ", `"v = :v"`, `"ALL_OLD"`}},
		{"check", write(table.Op{Kind: table.Check, Item: v2, If: table.Present()}), []string{"TransactWriteItems ", `"ConditionCheck":{`, `"attribute_exists(pk)"`, `"ALL_OLD"`}},
		{"two", write(pair...), []string{"TransactWriteItems ", `"Put":{`, `"ClientRequestToken":"token 1"`, `"ReturnConsumedCapacity":"TOTAL"`}},
		{"all", query(table.Query{}), []string{"Query ", `"pk = :pk"`, `"ScanIndexForward":true`, `"ConsistentRead":false`}},
		{"prefix", query(table.Query{Prefix: "a", Reading: table.Strong}), []string{`begins_with(sk, :a)"`, `":a":{"S":"a"}`, `"ConsistentRead":true`}},
		{"range", query(table.Query{From: "a", To: "b"}), []string{`BETWEEN :a AND :b"`}},
		{"from", query(table.Query{From: "a", Limit: 7}), []string{`sk \u003e= :a"`, `"Limit":7`}},
		{"to, from behind", query(table.Query{To: "b", Backward: true, After: "a"}), []string{`sk \u003c= :a"`, `"ScanIndexForward":false`, `"ExclusiveStartKey":{`}},
	}
	for _, c := range cases {
		s := newStub(t, fine)
		if err := c.call(t.Context(), s); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		sent := strings.NewReplacer(`>=`, `\u003e=`, `<=`, `\u003c=`).Replace(s.calls()[0])
		for _, part := range c.want {
			if !strings.Contains(sent, part) {
				t.Errorf("%s: no %s in %s", c.name, part, sent)
			}
		}
	}
	s := newStub(t, fine)
	if page, err := s.Query(t.Context(), table.Query{PK: "p", Prefix: "b", After: "c"}); err != nil || page.Next != "" || len(s.calls()) != 0 {
		t.Errorf("a cursor beyond all: %v, %v, sent %v", page, err, s.calls())
	}
}

const standing = `{"pk":{"S":"p"},"sk":{"S":"s"},"v":{"S":"v9"},"b":{"B":"/w=="},"x":{"N":"7"}}`

func TestAnswers(t *testing.T) {
	want := table.Item{Key: key, Version: "v9", Expires: 7, Body: []byte{0xff}}
	same := func(i table.Item) bool {
		return i.Key == want.Key && i.Version == want.Version && i.Expires == want.Expires && slices.Equal(i.Body, want.Body)
	}
	// Capacity units are the server's; here they are unlike the rule's.
	s := newStub(t, reply{status: 200, body: `{"Item":` + standing + `,"ConsumedCapacity":{"CapacityUnits":3.5}}`})
	if got, units, err := s.Get(t.Context(), key, table.Strong); err != nil || !same(got) || units.Read != 3.5 {
		t.Errorf("get: %v, %v, %v", got, units, err)
	}
	s = newStub(t, reply{status: 200, body: `{"Items":[` + standing + `],"LastEvaluatedKey":{"pk":{"S":"p"},"sk":{"S":"s"}},"ConsumedCapacity":{"CapacityUnits":3.5}}`})
	if page, err := s.Query(t.Context(), table.Query{PK: "p"}); err != nil || len(page.Items) != 1 || !same(page.Items[0]) || page.Next != "s" || page.Units.Read != 3.5 {
		t.Errorf("query: %v, %v", page, err)
	}
	s = newStub(t, reply{status: 200, body: `{"ConsumedCapacity":[{"CapacityUnits":9,"ReadCapacityUnits":2}]}`})
	if units, err := s.Write(t.Context(), pair...); err != nil || units != (table.Units{Read: 2, Write: 7}) {
		t.Errorf("write: %v, %v", units, err)
	}
	s = newStub(t, reply{status: 400, body: `{"__type":"TransactionCanceledException","CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Item":` + standing + `}]}`})
	units, err := s.Write(t.Context(), pair...)
	var conditions *table.ConditionError
	if !errors.As(err, &conditions) || len(conditions.Failed) != 1 || conditions.Failed[0].Op != 1 || !same(*conditions.Failed[0].Current) || units.Write != 4 {
		t.Errorf("refused: %v, %v", units, err)
	}
}

// TestForeignItems: what others wrote into the table is an error, not a guess.
func TestForeignItems(t *testing.T) {
	for name, item := range map[string]string{
		"no version":    `{"pk":{"S":"p"},"sk":{"S":"s"},"b":{"B":"/w=="}}`,
		"no body":       `{"pk":{"S":"p"},"sk":{"S":"s"},"v":{"S":""}}`,
		"body a string": `{"pk":{"S":"p"},"sk":{"S":"s"},"v":{"S":""},"b":{"S":"x"}}`,
		"expiry text":   `{"pk":{"S":"p"},"sk":{"S":"s"},"v":{"S":""},"b":{"B":""},"x":{"S":"7"}}`,
		"half a second": `{"pk":{"S":"p"},"sk":{"S":"s"},"v":{"S":""},"b":{"B":""},"x":{"N":"7.5"}}`,
	} {
		calls := map[string]error{}
		_, _, calls["get"] = newStub(t, reply{status: 200, body: `{"Item":` + item + `}`}).Get(t.Context(), key, table.Strong)
		_, calls["query"] = newStub(t, reply{status: 200, body: `{"Items":[` + item + `]}`}).Query(t.Context(), table.Query{PK: "p"})
		_, calls["write"] = newStub(t, reply{status: 400, body: `{"__type":"ConditionalCheckFailedException","Item":` + item + `}`}).Write(t.Context(), fresh...)
		_, calls["writes"] = newStub(t, reply{status: 400, body: `{"__type":"TransactionCanceledException","CancellationReasons":[{"Code":"ConditionalCheckFailed","Item":` + item + `}]}`}).Write(t.Context(), pair...)
		for call, err := range calls {
			if err == nil || !strings.Contains(err.Error(), "not written by this program") {
				t.Errorf("%s, %s: %v", name, call, err)
			}
		}
	}
}

// TestTimes: a server that does not answer holds nobody longer than Operation,
// nor longer than the caller's own context.
func TestTimes(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	client := dynamo.Connect("eu-central-1", server.URL, aws.CredentialsProviderFunc(credentials), nil)
	tb, err := dynamo.New(client, dynamo.Named("records"), dynamo.Options{Jitter: rand.Float64, Sleep: sleep, Token: token,
		Attempt: 50 * time.Millisecond, Operation: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	_, err = tb.Write(t.Context(), pair...)
	if took := time.Since(begun); took > time.Second || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, table.ErrBusy) {
		t.Errorf("after %v: %v", took, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	begun = time.Now()
	_, _, err = tb.Get(ctx, key, table.Strong)
	if took := time.Since(begun); took > time.Second || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("own context, after %v: %v", took, err)
	}
}

// slowly answers before net/http has looked whether more of the request follows,
// as happens on a machine that has much to do.
type slowly struct{ look func(body io.ReadCloser) }

func (s slowly) Do(r *http.Request) (*http.Response, error) {
	s.look(r.Body)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{}`))}, nil
}

// TestBodyOutlivesAnswer: the body of a request can be read to its end when the
// answer has begun, and sent again. Otherwise net/http ends the connection.
func TestBodyOutlivesAnswer(t *testing.T) {
	var body io.ReadCloser
	client := dynamo.Connect("eu-central-1", "", aws.CredentialsProviderFunc(credentials), slowly{func(b io.ReadCloser) { body = b }})
	tb, err := dynamo.New(client, dynamo.Named("records"), dynamo.Options{Jitter: rand.Float64, Sleep: sleep, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := tb.Get(t.Context(), key, table.Strong); !errors.Is(err, table.ErrNotFound) {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, body); n == 0 || err != nil {
		t.Errorf("%d bytes, then %v", n, err)
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := dynamo.New(nil, dynamo.Named("records"), dynamo.Options{Jitter: rand.Float64, Token: token}); !errors.Is(err, table.ErrInvalid) {
		t.Errorf("without Sleep: %v", err)
	}
}
