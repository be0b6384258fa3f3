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
		"RECORDS_TABLE=" + records, "LEDGER_TABLE=" + ledger, "AWS_ENDPOINT_URL=" + endpoint}, signIn...)
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

// TestStory: the whole story in the programs that are deployed, from a country
// that was just brought in to a package that was withdrawn.
func TestStory(t *testing.T) {
	client, endpoint := connect(t)
	records, ledger := cloud(t, client)
	environment := pointing(endpoint, records, ledger)
	operator(t, environment, "country", "-name", "Ada", "-sub", "ada")
	team := operator(t, environment, "team", "-name", "Rosa", "-sub", "rosa")
	national, outreach := start(t, build(t, "../../functions/national"), environment...), start(t, build(t, "../../functions/outreach"), environment...)
	keys := 0
	key := func() string { keys++; return fmt.Sprintf("key-%022d", keys) }

	national.want(401, "", "GET", "/api/v1/me", "")
	national.want(401, "rosa", "GET", "/api/v1/assessments", "") // a reviewer is nobody here
	outreach.want(401, "ada", "GET", "/api/v1/outreach/portfolio", "")
	national.want(200, "ada", "PUT", "/api/v1/country", `{"name":"Xanadu","status":"non_partner","time_zone":"UTC","language":"en"}`, "If-Match", `"0"`)
	for _, who := range []string{"kofi", "lena", "yaw"} {
		national.want(200, "ada", "PUT", "/api/v1/members/"+who, `{"name":"`+who+`","roles":["contributor"],"bodies":["customs"],"active":true}`, "If-Match", `"0"`)
	}
	opening := key()
	file := national.want(201, "ada", "POST", "/api/v1/assessments", `{"cycle":"2026","track":"prospective"}`, "Idempotency-Key", opening)
	if again := national.want(201, "ada", "POST", "/api/v1/assessments", `{"cycle":"2026","track":"prospective"}`, "Idempotency-Key", opening); again["id"] != file["id"] {
		t.Errorf("the repeated call opened another file: %v and %v", file["id"], again["id"])
	}
	path := "/api/v1/assessments/" + file["id"].(string)

	// three ministries at once, one of them too late
	for i, question := range []string{"LB-01", "EN-16", "NC-08"} {
		national.want(200, []string{"kofi", "lena", "yaw"}[i], "PUT", path+"/responses/"+question, `{"response":{"state":"value","level":1}}`, "If-Match", `"0"`, "Idempotency-Key", key())
	}
	conflict := national.want(412, "lena", "PUT", path+"/responses/LB-01", `{"response":{"state":"not_known"}}`, "If-Match", `"0"`, "Idempotency-Key", key())
	if conflict["current"] == nil {
		t.Errorf("the conflict does not show what stands there: %v", conflict)
	}
	national.want(200, "ada", "PUT", path+"/responses/LB-01", `{"response":{"state":"value","level":2,"release":"outreach"}}`, "If-Match", `"1"`, "Idempotency-Key", key())

	sealed := national.want(201, "ada", "POST", path+"/seal", `{}`, "Idempotency-Key", key())
	national.want(409, "kofi", "PUT", path+"/responses/EN-01", `{"response":{"state":"not_known"}}`, "If-Match", `"0"`, "Idempotency-Key", key())
	submission := "/api/v1/submissions/" + sealed["submission"].(string)
	released := national.want(201, "ada", "POST", submission+"/releases", `{"team":"`+team+`","whole_result":false}`, "Idempotency-Key", key())
	pkg := "/api/v1/outreach/packages/" + released["package"].(string)
	if got := outreach.want(200, "rosa", "GET", pkg, ""); len(got["responses"].(map[string]any)) != 1 || got["responses"].(map[string]any)["LB-01"].(map[string]any)["level"] != nil {
		t.Errorf("released: %v", got["responses"])
	}
	outreach.want(422, "rosa", "PUT", pkg+"/judgements/LB-01", `{"rating":{"level":1,"grade":3},"note":"No date."}`, "If-Match", `"0"`)
	outreach.want(200, "rosa", "PUT", pkg+"/judgements/LB-01", `{"rating":{"level":1,"grade":3},"note":"No date in force found."}`, "If-Match", `"0"`)
	asked := outreach.want(201, "rosa", "POST", pkg+"/clarifications", `{"question":"LB-01","asked":"Which gaps are meant?"}`, "Idempotency-Key", key())
	national.want(200, "ada", "PUT", "/api/v1/clarifications/"+asked["id"].(string), `{"reply":"Brokering; see the draft."}`, "If-Match", `"1"`)
	if got := outreach.call("rosa", "GET", pkg+"/clarifications", "").Body; !strings.Contains(got, "Brokering") {
		t.Errorf("the team does not see the reply: %s", got)
	}
	national.want(200, "ada", "POST", "/api/v1/releases/"+released["package"].(string)+"/withdraw", `{}`)
	outreach.want(404, "rosa", "GET", pkg, "")
	reopened := national.want(201, "ada", "POST", path+"/reopen", `{"reason":"A new regulation came into force."}`, "Idempotency-Key", key())
	if reopened["revision"] != 2.0 {
		t.Errorf("reopened: %v", reopened)
	}
	events := national.call("ada", "GET", "/api/v1/events", "").Body
	for _, kind := range []string{"owner_created", "member_added", "opened", "sealed", "released", "withdrawn", "reopened"} {
		if !strings.Contains(events, `"kind":"`+kind+`"`) {
			t.Errorf("no event %s", kind)
		}
	}
}
