package dynamo_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/dynamo"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

func TestMain(m *testing.M) {
	flag.Set("rapid.checks", strconv.Itoa(effort.Of(30, 1000))) // a server is slow
	flag.Parse()
	os.Exit(m.Run())
}

func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func token() string { return fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()) }

// identity and region are those of the environment, for a real table; any other
// server takes whatever it is told.
func identity(ctx context.Context) (aws.Credentials, error) {
	id := os.Getenv("AWS_ACCESS_KEY_ID")
	if id == "" {
		return credentials(ctx)
	}
	return aws.Credentials{AccessKeyID: id, SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: os.Getenv("AWS_SESSION_TOKEN")}, nil
}

func region() string { return cmp.Or(os.Getenv("AWS_REGION"), "eu-central-1") }

// dynoxide mends what the server of infra/dynamodb.sh (1.2.1) does otherwise
// than DynamoDB:
//
//   - begins_with on a sort key takes ASCII letters of either case for the same.
//     The prefix is asked for as a range instead, which is as good for the keys
//     of the tests; TestRequests looks at what is really sent.
//
// A server without the fault gets the product's own expression.
type dynoxide struct{}

func (dynoxide) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(body, []byte("begins_with(sk, :a)")) {
		var call map[string]any
		if err := json.Unmarshal(body, &call); err != nil {
			return nil, err
		}
		call["KeyConditionExpression"] = "pk = :pk AND sk BETWEEN :a AND :z"
		values := call["ExpressionAttributeValues"].(map[string]any)
		prefix := values[":a"].(map[string]any)["S"].(string)
		values[":z"] = map[string]any{"S": prefix + strings.Repeat("\U0010FFFF", 10)}
		if body, err = json.Marshal(call); err != nil {
			return nil, err
		}
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return http.DefaultClient.Do(r)
}

// folds is whether the server has the fault; the first table tells.
var folds struct {
	sync.Once
	yes bool
}

// probe asks an empty table, and leaves it empty.
func probe(t *testing.T, tb table.Table) {
	t.Helper()
	ops := make([]table.Op, 2)
	for i, sk := range []string{"a", "A"} {
		ops[i].Item.Key = table.Key{PK: "probe", SK: sk}
	}
	_, err := tb.Write(t.Context(), ops...)
	if err != nil {
		t.Fatal(err)
	}
	page, err := tb.Query(t.Context(), table.Query{PK: "probe", Prefix: "a", Reading: table.Strong})
	if err != nil {
		t.Fatal(err)
	}
	for i := range ops {
		ops[i].Kind = table.Delete
	}
	if _, err := tb.Write(t.Context(), ops...); err != nil {
		t.Fatal(err)
	}
	if folds.yes = len(page.Items) != 1; folds.yes {
		t.Log("the server takes either case of a prefix; it is asked for ranges instead")
	}
}

var tables atomic.Int64

// open makes a table on the server that DYNAMODB_ENDPOINT names: the one that
// infra/dynamodb.sh starts, another, or DynamoDB.
func open(t *testing.T) table.Table {
	t.Helper()
	endpoint := os.Getenv("DYNAMODB_ENDPOINT")
	if endpoint == "" {
		t.Skip("no server: export DYNAMODB_ENDPOINT=$(infra/dynamodb.sh start)")
	}
	client := dynamo.Connect(region(), endpoint, aws.CredentialsProviderFunc(identity), nil)
	name := fmt.Sprintf("test-%d-%d-%s", os.Getpid(), tables.Add(1), token()[:8])
	create(t, client, name)
	over := func(client *dynamodb.Client) table.Table {
		tb, err := dynamo.New(client, dynamo.Named(name), dynamo.Options{Jitter: rand.Float64, Sleep: sleep, Token: token})
		if err != nil {
			t.Fatal(err)
		}
		return tb
	}
	tb := over(client)
	folds.Do(func() { probe(t, tb) })
	if folds.yes {
		tb = over(dynamo.Connect(region(), endpoint, aws.CredentialsProviderFunc(identity), dynoxide{}))
	}
	return tb
}

// create makes a table for the time of the test.
func create(t *testing.T, client *dynamodb.Client, name string) {
	t.Helper()
	_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Error(err)
		}
	})
	ready := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay, o.MaxDelay = time.Second, 2*time.Second })
	if err := ready.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute); err != nil { // DynamoDB takes seconds
		t.Fatal(err)
	}
}

func TestContract(t *testing.T)     { tabletest.Run(t, open) }
func TestModel(t *testing.T)        { tabletest.Model(t, open) }
func TestLinearizable(t *testing.T) { tabletest.Linearizable(t, open) }

// TestFaulty has a count of its own: the table has the full one without faults.
func TestFaulty(t *testing.T) {
	defer flag.Set("rapid.checks", flag.Lookup("rapid.checks").Value.String())
	flag.Set("rapid.checks", "20")
	tabletest.RunFaulty(t, open, rand.New(rand.NewPCG(1, 2)).Float64)
}
