package app

import (
	"errors"
	"fmt"
	"net/url"
)

// Config is what a function is told by its environment.
type Config struct {
	Region       string
	RecordsTable string
	LedgerTable  string
	Endpoint     string // of DynamoDB; empty: AWS's own
	AccessKey    string
	SecretKey    string
	SessionToken string
}

// Read reads the whole environment once. The error names every variable that
// is missing or wrong and says what to write.
func Read(getenv func(string) string) (Config, error) {
	var wrong []error
	need := func(name, what string) string {
		value := getenv(name)
		if value == "" {
			wrong = append(wrong, fmt.Errorf("%s is missing: set it to %s", name, what))
		}
		return value
	}
	c := Config{
		Region:       need("AWS_REGION", "the Region of the tables, such as eu-central-1"),
		RecordsTable: need("RECORDS_TABLE", "the name of the table that changes"),
		LedgerTable:  need("LEDGER_TABLE", "the name of the append-only table"),
		AccessKey:    need("AWS_ACCESS_KEY_ID", "the access key; Lambda sets it by itself"),
		SecretKey:    need("AWS_SECRET_ACCESS_KEY", "the secret key; Lambda sets it by itself"),
		SessionToken: getenv("AWS_SESSION_TOKEN"),
		Endpoint:     getenv("AWS_ENDPOINT_URL"),
	}
	if c.Endpoint != "" {
		if u, err := url.Parse(c.Endpoint); err != nil || u.Host == "" {
			wrong = append(wrong, fmt.Errorf("AWS_ENDPOINT_URL is %q: write it as http://127.0.0.1:8000, or leave it out", c.Endpoint))
		}
	}
	if c.RecordsTable != "" && c.RecordsTable == c.LedgerTable {
		wrong = append(wrong, errors.New("RECORDS_TABLE and LEDGER_TABLE name the same table: the ledger is one of its own, which nothing can change"))
	}
	if len(wrong) > 0 {
		return Config{}, fmt.Errorf("reading the configuration:\n%w", errors.Join(wrong...))
	}
	return c, nil
}
