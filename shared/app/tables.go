package app

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/dynamo"
)

// Table opens the two tables as one: partitions of the
// append-only zones lie in the ledger. Everything is explicit; no file and no
// variable beside the configuration is read.
func Table(t Tables) (table.Table, error) {
	credentials := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: t.AccessKey, SecretAccessKey: t.SecretKey, SessionToken: t.SessionToken}, nil
	})
	client := dynamo.Connect(t.Region, t.Endpoint, credentials, nil)
	return dynamo.New(client, func(partition string) string {
		if store.LedgerZone(partition) {
			return t.Ledger
		}
		return t.Records
	}, dynamo.Options{Jitter: jitter, Sleep: sleep, Token: NewID})
}

// TableFromEnvironment opens the tables that the environment names.
func TableFromEnvironment(getenv func(string) string) (table.Table, error) {
	t, err := ReadTables(getenv)
	if err != nil {
		return nil, err
	}
	return Table(t)
}

// sleep waits unless the context ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// jitter is a random number from 0 up to 1.
func jitter() float64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails; it ends the program instead
	return float64(binary.BigEndian.Uint64(b[:])>>11) / (1 << 53)
}

// idLetters leave out what is mistaken for something else.
const idLetters = "0123456789abcdefghjkmnpqrstvwxyz"

// NewID returns 20 random letters and digits, 100 bits.
func NewID() string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // never fails; it ends the program instead
	for i := range b {
		b[i] = idLetters[b[i]%32]
	}
	return string(b[:])
}
