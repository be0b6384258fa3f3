package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/dynamo"
)

// The benchmarks here say what our code adds to the calls of the SDK that it
// makes; the aim is a ratio of 1.15 at most. They need a server that was just
// started: one that has remembered many transactions answers slowly, and our
// part looks small beside it.

// twins are two tables that begin alike. What ours sends to the one is recorded
// and, a step later, sent bare to the other: the same calls in number, size and
// consistency, whose inputs stand ready. Both take turns in going first.
type twins struct {
	b      *testing.B
	client *dynamodb.Client // bare, for the second table
	table  table.Table      // ours, the first
	names  [2]string
	sent   []any // inputs of the calls that ours made and that were not yet sent bare
}

func newTwins(b *testing.B) *twins {
	client, _ := connect(b)
	t := &twins{b: b, client: client}
	for i, name := range []string{"ours", "bare"} {
		t.names[i] = fmt.Sprintf("%s-%d-%d", name, os.Getpid(), rand.Uint32())
		create(b, t.client, t.names[i])
	}
	recorded := dynamodb.New(t.client.Options(), func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, t.record) })
	var err error
	t.table, err = dynamo.New(recorded, dynamo.Named(t.names[0]), dynamo.Options{
		Jitter: rand.Float64, Token: app.NewID, Sleep: func(context.Context, time.Duration) error { return nil }})
	t.must(err)
	return t
}

// record makes the SDK keep the input of every call.
func (t *twins) record(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("record", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
		t.sent = append(t.sent, in.Parameters)
		return next.HandleInitialize(ctx, in)
	}), middleware.Before)
}

// prepared takes what was sent and points it at the second table.
func (t *twins) prepared() []any {
	calls := t.sent
	t.sent = nil
	name := &t.names[1]
	for _, call := range calls {
		switch in := call.(type) {
		case *dynamodb.GetItemInput:
			in.TableName = name
		case *dynamodb.QueryInput:
			in.TableName = name
		case *dynamodb.PutItemInput:
			in.TableName = name
		case *dynamodb.TransactWriteItemsInput:
			in.ClientRequestToken = aws.String(app.NewID())
			for _, item := range in.TransactItems {
				switch {
				case item.Put != nil:
					item.Put.TableName = name
				case item.ConditionCheck != nil:
					item.ConditionCheck.TableName = name
				}
			}
		}
	}
	return calls
}

// bare makes the calls with nothing of ours around them.
func (t *twins) bare(calls []any) error {
	ctx := t.b.Context()
	for _, call := range calls {
		var err error
		switch in := call.(type) {
		case *dynamodb.GetItemInput:
			_, err = t.client.GetItem(ctx, in)
		case *dynamodb.QueryInput:
			_, err = t.client.Query(ctx, in)
		case *dynamodb.PutItemInput:
			_, err = t.client.PutItem(ctx, in)
		case *dynamodb.TransactWriteItemsInput:
			_, err = t.client.TransactWriteItems(ctx, in)
		default:
			err = fmt.Errorf("no bare call for a %T", call)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *twins) must(err error) {
	t.b.Helper()
	if err != nil {
		t.b.Fatal(err)
	}
}

// compare measures steps of ours, numbered from 1, against their calls bare.
func (t *twins) compare(prepare func(n int) (step func() error)) {
	t.b.Helper()
	t.must(t.bare(t.prepared())) // what made the first table as it is
	t.must(prepare(1)())
	var times [2][]time.Duration
	calls := 0
	for n := 2; t.b.Loop(); n++ {
		prepared := t.prepared()
		calls = len(prepared)
		turns := []func() error{func() error { return t.bare(prepared) }, prepare(n)}
		for i := range turns {
			i = (i + n) % len(turns)
			began := time.Now()
			err := turns[i]()
			times[i] = append(times[i], time.Since(began))
			t.must(err)
		}
	}
	report(t.b, []string{"bare", "ours"}, times[:])
	t.b.ReportMetric(float64(calls), "calls")
}

// BenchmarkTable writes as saving an answer of about 1 KB does: the answer in
// place of an earlier one, and its history.
func BenchmarkTable(b *testing.B) {
	t := newTwins(b)
	item := func(sort, version string) table.Item {
		return table.Item{Key: table.Key{PK: "P#country#file#01#", SK: sort}, Version: version, Body: []byte(strings.Repeat("0123456789abcdef", 60))}
	}
	_, err := t.table.Write(b.Context(), table.Op{Item: item("A#LB-A#LB-01", "0"), If: table.Absent()})
	t.must(err)
	t.compare(func(n int) func() error {
		ops := []table.Op{
			{Item: item("A#LB-A#LB-01", fmt.Sprint(n)), If: table.Version(fmt.Sprint(n - 1))},
			{Item: item(fmt.Sprintf("H#LB-A#LB-01#%05d", n), "1"), If: table.Absent()},
		}
		return func() error {
			_, err := t.table.Write(b.Context(), ops...)
			return err
		}
	})
}

// BenchmarkSave saves an answer of about 1 KB as the lead does, who needs the
// fewest calls: the person, the file, the write. The part desk is what stands on
// the table; function is all that the national function does, from the event of
// the gateway to the answer for it: its JSON, checks and logs too.
func BenchmarkSave(b *testing.B) {
	b.Run("desk", func(b *testing.B) {
		t := newTwins(b)
		t.compare(seeded(t).atDesk)
	})
	b.Run("function", func(b *testing.B) {
		t := newTwins(b)
		t.compare(seeded(t).inFunction)
	})
}

// saved is an answer of the sample state that its lead changes again and again.
type saved struct {
	b        *testing.B
	product  *app.Product
	function lambda.Handler
	file     *assessment.File
	version  int // before the first save
}

const (
	lead     = "sample-ada"
	question = "LB-02"
)

var answerText = strings.Repeat("0123456789abcde ", 40)

func seeded(t *twins) *saved {
	t.b.Helper()
	ctx := t.b.Context()
	log := slog.New(slog.NewJSONHandler(io.Discard, nil))
	p, err := app.NewProduct(questionnaires.Files, t.table, app.SignIn{Secure: true}, log, app.National())
	t.must(err)
	t.must(sample.Seed(ctx, p.Store, p.Desk))
	files, err := p.Store.Files(ctx, sample.XA)
	t.must(err)
	record, err := p.Desk.Record(ctx, sample.XA, &files[0], question)
	t.must(err)
	return &saved{t.b, p, app.Handler("national", p.Web, p.Lookup(access.National), log), &files[0], record.Version}
}

func (s *saved) atDesk(n int) func() error {
	level := 1
	response := questionnaire.Response{State: questionnaire.Value, Level: &level, Text: answerText}
	return func() error {
		ctx := s.b.Context()
		who, err := s.product.Store.Principal(ctx, access.National, lead)
		if err != nil {
			return err
		}
		f, err := s.product.Desk.File(ctx, who.Owner, s.file.ID)
		if err != nil {
			return err
		}
		act := assessment.Act{Country: who.Owner, By: who.Sub, Request: requestID(n), Lead: who.Is(access.Lead)}
		_, err = s.product.Desk.Answer(ctx, act, f, question, s.version+n-1, response, "")
		return err
	}
}

func (s *saved) inFunction(n int) func() error {
	event, err := request(lead, "PUT", "/api/v1/assessments/"+s.file.ID+"/responses/"+question, fmt.Sprintf(`{"response":{"state":"value","level":1,"text":%q}}`, answerText),
		"If-Match", fmt.Sprintf(`"%d"`, s.version+n-1), "Idempotency-Key", requestID(n))
	return func() error {
		if err != nil {
			return err
		}
		answer, err := s.function.Invoke(s.b.Context(), event)
		if err == nil && !bytes.Contains(answer, []byte(`"statusCode":200`)) {
			err = fmt.Errorf("the function answers %s", answer)
		}
		return err
	}
}

func requestID(n int) string { return fmt.Sprintf("key-%022d", n) }
