package dynamo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/dynamo"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

func TestMain(m *testing.M) {
	checks := "30" // a server is slow
	if os.Getenv("CHECK") == "full" {
		checks = "1000"
	}
	flag.Set("rapid.checks", checks)
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

// dynoxide mends what the server of infra/dynamodb.sh (1.2.1) does otherwise
// than DynamoDB:
//
//   - begins_with on a sort key takes ASCII letters of either case for the same.
//     The prefix is asked for as a range instead, which is as good for the keys
//     of the tests; TestRequests looks at what is really sent.
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

var tables atomic.Int64

// open makes a table on the server that infra/dynamodb.sh starts.
func open(t *testing.T) table.Table {
	t.Helper()
	endpoint := os.Getenv("DYNAMODB_ENDPOINT")
	if endpoint == "" {
		t.Skip("no server: export DYNAMODB_ENDPOINT=$(infra/dynamodb.sh start)")
	}
	client := dynamo.Connect("eu-central-1", endpoint, aws.CredentialsProviderFunc(credentials), dynoxide{})
	name := fmt.Sprintf("test-%d-%d-%s", os.Getpid(), tables.Add(1), token()[:8])
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
	tb, err := dynamo.New(client, dynamo.Named(name), dynamo.Options{Jitter: rand.Float64, Sleep: sleep, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	return tb
}

func TestContract(t *testing.T)     { tabletest.Run(t, open) }
func TestModel(t *testing.T)        { tabletest.Model(t, open) }
func TestLinearizable(t *testing.T) { tabletest.Linearizable(t, open) }
