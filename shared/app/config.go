package app

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"github.com/mtcr-outreach/self-assessment/shared/report"
)

// Config is what a function is told by its environment.
type Config struct {
	Name   string // of the function, which tells its metrics from those of others
	Tables Tables
	SignIn OpenID
}

// Tables are where the data is, and what opens it.
type Tables struct {
	Region       string
	Records      string // name of the table that changes
	Ledger       string // name of the append-only table
	Endpoint     string // of DynamoDB; empty: AWS's own
	AccessKey    string
	SecretKey    string
	SessionToken string
}

// Read reads the whole environment of a function once. The error names every
// variable that is missing or wrong and says what to write.
func Read(getenv func(string) string) (Config, error) {
	r := reader{getenv: getenv}
	c := r.config()
	return c, r.err()
}

// Formats makes the formats of reports with the fonts of a folder. The error
// names what the folder lacks.
type Formats func(fonts fs.FS) ([]report.Format, error)

// ReadReports reads the whole environment of a function that writes reports, and
// makes their formats. A folder that lacks a font is a fault like any other.
func ReadReports(getenv func(string) string, formats Formats) (Config, []report.Format, error) {
	r := reader{getenv: getenv}
	c := r.config()
	folder := r.need("REPORT_FONTS", "the folder of the fonts of reports; a Lambda layer is in /opt")
	if folder == "" {
		return c, nil, r.err()
	}
	all, err := formats(os.DirFS(folder))
	if err != nil {
		r.wrong = append(r.wrong, fmt.Errorf("REPORT_FONTS is %q: %w", folder, err))
	}
	return c, all, r.err()
}

// ReadTables reads what names the tables and nothing else.
func ReadTables(getenv func(string) string) (Tables, error) {
	r := reader{getenv: getenv}
	t := r.tables()
	return t, r.err()
}

// reader reads variables and keeps what is wrong with them.
type reader struct {
	getenv func(string) string
	wrong  []error
}

func (r *reader) need(name, what string) string {
	value := r.getenv(name)
	if value == "" {
		r.wrong = append(r.wrong, fmt.Errorf("%s is missing: set it to %s", name, what))
	}
	return value
}

func (r *reader) config() Config {
	return Config{r.need("AWS_LAMBDA_FUNCTION_NAME", "the name of the function; Lambda sets it by itself"), r.tables(), r.signIn()}
}

func (r *reader) tables() Tables {
	t := Tables{
		Region:       r.need("AWS_REGION", "the Region of the tables, such as eu-central-1"),
		Records:      r.need("RECORDS_TABLE", "the name of the table that changes"),
		Ledger:       r.need("LEDGER_TABLE", "the name of the append-only table"),
		AccessKey:    r.need("AWS_ACCESS_KEY_ID", "the access key; Lambda sets it by itself"),
		SecretKey:    r.need("AWS_SECRET_ACCESS_KEY", "the secret key; Lambda sets it by itself"),
		SessionToken: r.getenv("AWS_SESSION_TOKEN"),
		Endpoint:     r.getenv("AWS_ENDPOINT_URL"),
	}
	if t.Endpoint != "" {
		if u, err := url.Parse(t.Endpoint); err != nil || u.Host == "" {
			r.wrong = append(r.wrong, fmt.Errorf("AWS_ENDPOINT_URL is %q: write it as http://127.0.0.1:8000, or leave it out", t.Endpoint))
		}
	}
	if t.Records != "" && t.Records == t.Ledger {
		r.wrong = append(r.wrong, errors.New("RECORDS_TABLE and LEDGER_TABLE name the same table: the ledger is one of its own, which nothing can change"))
	}
	return t
}

func (r *reader) signIn() OpenID {
	names := OpenID{Base: "BASE_URL", Issuer: "SIGN_IN_ISSUER", Client: "SIGN_IN_CLIENT", SignOut: "SIGN_IN_URL"}
	o := OpenID{Base: r.getenv(names.Base), Issuer: r.getenv(names.Issuer), Client: r.getenv(names.Client), SignOut: r.getenv(names.SignOut)}
	r.wrong = append(r.wrong, o.Faults(names)...)
	return o
}

func (r *reader) err() error {
	if len(r.wrong) == 0 {
		return nil
	}
	return fmt.Errorf("reading the configuration:\n%w", errors.Join(r.wrong...))
}
