package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/report"
)

// TestRead: every fault of the environment is named at once.
func TestRead(t *testing.T) {
	_, err := app.Read(func(name string) string {
		return map[string]string{"AWS_ENDPOINT_URL": "here", "RECORDS_TABLE": "one", "LEDGER_TABLE": "one", "BASE_URL": "https://assess.example/", "SIGN_IN_ISSUER": "http://people.example"}[name]
	})
	for _, want := range []string{"AWS_LAMBDA_FUNCTION_NAME is missing", "AWS_REGION is missing", "AWS_ACCESS_KEY_ID is missing", "AWS_SECRET_ACCESS_KEY is missing", `AWS_ENDPOINT_URL is "here"`, "name the same table",
		`BASE_URL is "https://assess.example/": nothing may stand behind the host`, `SIGN_IN_ISSUER is "http://people.example": write it as https`, "SIGN_IN_CLIENT is missing", "SIGN_IN_URL is missing"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
}

// TestReadWhole: what a function needs is enough, and people who work on the
// tables alone need no sign-in.
func TestReadWhole(t *testing.T) {
	whole := map[string]string{
		"AWS_LAMBDA_FUNCTION_NAME": "national", "AWS_REGION": "eu-central-1", "RECORDS_TABLE": "records", "LEDGER_TABLE": "ledger", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
		"BASE_URL": "https://assess.example", "SIGN_IN_ISSUER": "https://people.example/pool", "SIGN_IN_CLIENT": "client", "SIGN_IN_URL": "https://sign-in.example",
	}
	getenv := func(name string) string { return whole[name] }
	want := app.OpenID{Base: "https://assess.example", Issuer: "https://people.example/pool", Client: "client", SignOut: "https://sign-in.example"}
	if c, err := app.Read(getenv); err != nil || c.Name != "national" || c.SignIn != want || c.Tables.Ledger != "ledger" {
		t.Errorf("%+v %v", c, err)
	}
	for _, name := range []string{"AWS_LAMBDA_FUNCTION_NAME", "BASE_URL", "SIGN_IN_ISSUER", "SIGN_IN_CLIENT", "SIGN_IN_URL"} {
		delete(whole, name)
	}
	if _, err := app.TableFromEnvironment(getenv); err != nil {
		t.Error(err)
	}
	if _, err := app.Read(getenv); err == nil {
		t.Error("a function was told of no sign-in")
	}
}

// TestReadReports: a folder that lacks a font is named with every other fault of
// the environment, and so is the font; the formats are made of that folder.
func TestReadReports(t *testing.T) {
	folder := t.TempDir()
	getenv := func(name string) string { return map[string]string{"REPORT_FONTS": folder}[name] }
	formats := func(fonts fs.FS) ([]report.Format, error) {
		_, err := fs.Stat(fonts, "one.woff")
		return report.Formats, err
	}
	_, _, err := app.ReadReports(getenv, formats)
	for _, want := range []string{"AWS_REGION is missing", "REPORT_FONTS is \"" + folder + "\": stat one.woff"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "one.woff"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, all, err := app.ReadReports(getenv, formats); len(all) != len(report.Formats) || strings.Contains(err.Error(), "REPORT_FONTS") {
		t.Errorf("%d formats, %v", len(all), err)
	}
	if _, _, err := app.ReadReports(func(string) string { return "" }, nil); err == nil || !strings.Contains(err.Error(), "REPORT_FONTS is missing") {
		t.Error(err)
	}
}
