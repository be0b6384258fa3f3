// Package dynamo keeps a table in DynamoDB.
//
// A table's key is pk (string) and sk (string); the other attributes are v
// (version), b (body) and, for items that expire, x (seconds since 1970), which
// the table's time to live should name. A write of one operation is a PutItem or
// DeleteItem, any other a TransactWriteItems.
//
// Every call ends within Options.Operation. What DynamoDB certainly did not
// carry out, for a conflict or throttling, is tried again, five times in all.
// After an answer that leaves the outcome open (a time-out, a lost connection, a
// fault of the server) a read is tried again; so is a write that cannot take
// effect twice: a transaction, by its token, and a single one that depends on a
// version and changes it. Other writes return that error, table.ErrUnsure, at once.
package dynamo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Options are what a Table needs beside its client. Jitter, Sleep and Token have
// no default: New refuses a Table without them.
type Options struct {
	Jitter func() float64                             // random numbers from 0 up to 1, to spread tries out
	Sleep  func(context.Context, time.Duration) error // returns an error if the context ends first
	Token  func() string                              // 1 to 36 characters unlike any before, to know a transaction by

	Attempt   time.Duration // for one try; 0: 3 s
	Operation time.Duration // for a call with all its tries; 0: 8 s
}

// Table is one table of DynamoDB, or several that share one space of keys.
type Table struct {
	client  *dynamodb.Client
	name    func(partition string) string
	options Options
}

// Named keeps every partition in the table of that name.
func Named(name string) func(string) string { return func(string) string { return name } }

// Connect makes a client without reading the environment or any file. The
// endpoint may be empty for the region's own; httpClient may be nil for the
// SDK's.
func Connect(region, endpoint string, credentials aws.CredentialsProvider, httpClient dynamodb.HTTPClient) *dynamodb.Client {
	if httpClient == nil {
		httpClient = awshttp.NewBuildableClient()
	}
	options := dynamodb.Options{
		Region:      region,
		Credentials: credentials,
		HTTPClient:  inMemory{httpClient},
		Retryer:     aws.NopRetryer{}, // Table tries again by itself
	}
	if endpoint != "" {
		options.BaseEndpoint = aws.String(endpoint)
	}
	return dynamodb.New(options)
}

// inMemory sends the body of a request from bytes of its own. The SDK's body is
// closed as soon as the answer begins, and from then on fails a last look for
// more of it (smithy-go 1.28.9, safeWriteToReadCloser.WriteTo): on a machine that
// has much to do, net/http then ended the connection while the answer was read.
// Bytes that net/http knows to be in memory also go out together with the head,
// and again on another connection if the first took nothing.
type inMemory struct{ dynamodb.HTTPClient }

func (c inMemory) Do(r *http.Request) (*http.Response, error) {
	if r.ContentLength == 0 {
		return c.HTTPClient.Do(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r = r.WithContext(r.Context()) // the SDK keeps its own
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, _ = r.GetBody()
	return c.HTTPClient.Do(r)
}

// New returns a table whose partitions lie in the tables that name says; these
// must be there. A write may span them. The client's own retries are not used.
func New(client *dynamodb.Client, name func(partition string) string, options Options) (*Table, error) {
	if options.Jitter == nil || options.Sleep == nil || options.Token == nil {
		return nil, fmt.Errorf("opening the table: %w: Jitter, Sleep and Token must be given", table.ErrInvalid)
	}
	if options.Attempt == 0 {
		options.Attempt = 3 * time.Second
	}
	if options.Operation == 0 {
		options.Operation = 8 * time.Second
	}
	return &Table{client, name, options}, nil
}

// Get implements table.Table.
func (t *Table) Get(ctx context.Context, key table.Key, reading table.Reading) (table.Item, table.Units, error) {
	item, units, err := t.get(ctx, key, reading)
	if err != nil {
		err = fmt.Errorf("reading an item of table %s: %w", t.name(key.PK), err)
	}
	return item, units, err
}

func (t *Table) get(ctx context.Context, key table.Key, reading table.Reading) (table.Item, table.Units, error) {
	if err := table.CheckKey(key); err != nil {
		return table.Item{}, table.Units{}, err
	}
	var out *dynamodb.GetItemOutput
	err := t.try(ctx, repeatable, func(ctx context.Context, _ bool) error {
		answer, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
			TableName:              aws.String(t.name(key.PK)),
			Key:                    encodeKey(key),
			ConsistentRead:         aws.Bool(reading == table.Strong),
			ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
		}, once)
		out = answer
		return err
	})
	if err != nil {
		return table.Item{}, table.Units{}, err
	}
	if len(out.Item) == 0 {
		return table.Item{}, readUnits(out.ConsumedCapacity, 0, reading), table.ErrNotFound
	}
	item, err := decode(out.Item)
	if err != nil {
		return table.Item{}, table.Units{}, err
	}
	return item, readUnits(out.ConsumedCapacity, item.Size(), reading), nil
}

// Query implements table.Table.
func (t *Table) Query(ctx context.Context, q table.Query) (table.Page, error) {
	page, err := t.query(ctx, q)
	if err != nil {
		return table.Page{}, fmt.Errorf("querying table %s: %w", t.name(q.PK), err)
	}
	return page, nil
}

func (t *Table) query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := table.CheckQuery(q); err != nil {
		return table.Page{}, err
	}
	in, some := encodeQuery(q)
	if !some {
		return table.Page{Units: table.ReadCost(0, q.Reading)}, ctx.Err()
	}
	in.TableName = aws.String(t.name(q.PK))
	var out *dynamodb.QueryOutput
	err := t.try(ctx, repeatable, func(ctx context.Context, _ bool) error {
		answer, err := t.client.Query(ctx, in, once)
		out = answer
		return err
	})
	if err != nil {
		return table.Page{}, err
	}
	page := table.Page{Items: make([]table.Item, len(out.Items))}
	size := 0
	for i, attributes := range out.Items {
		if page.Items[i], err = decode(attributes); err != nil {
			return table.Page{}, err
		}
		size += page.Items[i].Size()
	}
	if last := out.LastEvaluatedKey; last != nil {
		if page.Next, err = text(last, "sk"); err != nil {
			return table.Page{}, err
		}
	}
	page.Units = readUnits(out.ConsumedCapacity, size, q.Reading)
	return page, nil
}

// Write implements table.Table.
func (t *Table) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	units, err := t.write(ctx, ops)
	if err != nil {
		err = fmt.Errorf("writing %d items: %w", len(ops), err)
	}
	return units, err
}

func (t *Table) write(ctx context.Context, ops []table.Op) (table.Units, error) {
	if err := table.CheckWrite(ops); err != nil {
		return table.Units{}, err
	}
	var units table.Units
	var err error
	switch {
	case len(ops) == 1 && ops[0].Kind == table.Put:
		units, err = t.put(ctx, ops[0])
	case len(ops) == 1 && ops[0].Kind == table.Delete:
		units, err = t.remove(ctx, ops[0])
	default:
		units, err = t.transact(ctx, ops)
	}
	if err == nil {
		return units, nil
	}
	conditions, fault := refusal(err)
	if fault != nil {
		return table.Units{}, fault
	}
	if conditions == nil {
		return table.Units{}, err
	}
	return table.WriteCost(ops, sizesBefore(ops, conditions)), conditions
}

func (t *Table) put(ctx context.Context, op table.Op) (table.Units, error) {
	in := &dynamodb.PutItemInput{
		TableName:                           aws.String(t.name(op.Item.PK)),
		Item:                                encode(op.Item),
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityTotal,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	in.ConditionExpression, in.ExpressionAttributeValues = encodeCondition(op.If)
	var out *dynamodb.PutItemOutput
	err := t.try(ctx, single(op), func(ctx context.Context, _ bool) error {
		answer, err := t.client.PutItem(ctx, in, once)
		out = answer
		return err
	})
	if err != nil {
		return table.Units{}, err
	}
	return writeUnits([]table.Op{op}, out.ConsumedCapacity), nil
}

func (t *Table) remove(ctx context.Context, op table.Op) (table.Units, error) {
	in := &dynamodb.DeleteItemInput{
		TableName:                           aws.String(t.name(op.Item.PK)),
		Key:                                 encodeKey(op.Item.Key),
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityTotal,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	in.ConditionExpression, in.ExpressionAttributeValues = encodeCondition(op.If)
	var out *dynamodb.DeleteItemOutput
	err := t.try(ctx, single(op), func(ctx context.Context, _ bool) error {
		answer, err := t.client.DeleteItem(ctx, in, once)
		out = answer
		return err
	})
	if err != nil {
		return table.Units{}, err
	}
	return writeUnits([]table.Op{op}, out.ConsumedCapacity), nil
}

func (t *Table) transact(ctx context.Context, ops []table.Op) (table.Units, error) {
	items := make([]types.TransactWriteItem, len(ops))
	for i, op := range ops {
		items[i] = encodeOp(t.name(op.Item.PK), op)
	}
	var token string
	var out *dynamodb.TransactWriteItemsOutput
	err := t.try(ctx, repeatable, func(ctx context.Context, open bool) error {
		if !open { // else DynamoDB must know that it is the same once more
			token = t.options.Token()
		}
		answer, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
			TransactItems:          items,
			ClientRequestToken:     &token,
			ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
		}, once)
		out = answer
		return err
	})
	if err != nil {
		return table.Units{}, err
	}
	if len(out.ConsumedCapacity) == 0 {
		return writeUnits(ops, nil), nil
	}
	var units table.Units // one entry for each table that the write spans
	for i := range out.ConsumedCapacity {
		units = units.Add(writeUnits(ops, &out.ConsumedCapacity[i]))
	}
	return units, nil
}

// once keeps the SDK from trying again by itself.
func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

// refusal returns the conditions that did not hold, or nil if that is not what
// the error says; and what is wrong with an answer that cannot be read.
func refusal(err error) (*table.ConditionError, error) {
	var one *types.ConditionalCheckFailedException
	if errors.As(err, &one) {
		current, fault := decodeStanding(one.Item)
		return &table.ConditionError{Failed: []table.Failure{{Op: 0, Current: current}}}, fault
	}
	var several *types.TransactionCanceledException
	if !errors.As(err, &several) {
		return nil, nil
	}
	var failed []table.Failure
	for i, reason := range several.CancellationReasons {
		if aws.ToString(reason.Code) != "ConditionalCheckFailed" {
			continue
		}
		current, fault := decodeStanding(reason.Item)
		if fault != nil {
			return nil, fault
		}
		failed = append(failed, table.Failure{Op: i, Current: current})
	}
	if failed == nil {
		return nil, nil
	}
	return &table.ConditionError{Failed: failed}, nil
}
