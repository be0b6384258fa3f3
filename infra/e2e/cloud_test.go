package e2e_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mtcr-outreach/self-assessment/shared/table/dynamo"
)

// connect makes a client of the server that DYNAMODB_ENDPOINT names.
func connect(t testing.TB) (client *dynamodb.Client, endpoint string) {
	t.Helper()
	if endpoint = os.Getenv("DYNAMODB_ENDPOINT"); endpoint == "" {
		t.Skip("DYNAMODB_ENDPOINT names no server: export DYNAMODB_ENDPOINT=$(infra/dynamodb.sh start)")
	}
	credentials := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
	})
	return dynamo.Connect("eu-central-1", endpoint, credentials, nil), endpoint
}

// create makes a table for the time of the test.
func create(t testing.TB, client *dynamodb.Client, name string) {
	t.Helper()
	attribute := func(n string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: aws.String(n), AttributeType: types.ScalarAttributeTypeS}
	}
	_, err := client.CreateTable(context.Background(), &dynamodb.CreateTableInput{
		TableName: aws.String(name), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{attribute("pk"), attribute("sk")},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}, {AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: aws.String(name)}) // the server ends anyway
	})
}

// cloud makes the two tables on that server and returns their names.
func cloud(t testing.TB, client *dynamodb.Client) (records, ledger string) {
	t.Helper()
	for i, name := range []*string{&records, &ledger} {
		*name = fmt.Sprintf("%s-%d-%s", t.Name(), os.Getpid(), []string{"records", "ledger"}[i])
		create(t, client, *name)
	}
	return records, ledger
}

// pointing is the environment of a program that works on the tables at an
// endpoint.
func pointing(endpoint, records, ledger string) []string {
	return append([]string{"AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
		"RECORDS_TABLE=" + records, "LEDGER_TABLE=" + ledger, "AWS_ENDPOINT_URL=" + endpoint}, around...)
}

// operator runs the operator's program and returns the id it tells of.
func operator(t *testing.T, environment []string, args ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "operator")
	if text, err := exec.Command("go", "build", "-o", binary, "../../functions/operator").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	command := exec.Command(binary, args...)
	command.Env = append(os.Environ(), environment...)
	text, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("operator %v: %v\n%s", args, err, text)
	}
	fields := strings.Fields(string(text)) // national ID: ...
	return strings.TrimSuffix(fields[1], ":")
}
