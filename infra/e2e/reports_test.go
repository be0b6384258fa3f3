package e2e_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
)

const layer = "../../shared/report/pdf/fonts/layer"

// TestFontsMissing: a function of reports whose layer lacks a font does not
// start, and says which and where.
func TestFontsMissing(t *testing.T) {
	const lost = "noto-sans-sc-chinese-simplified-400-normal.woff"
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(layer)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, lost)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"national-reports", "outreach-reports"} {
		f, logs := logged(t, "../../functions/"+name, append(environment[:len(environment):len(environment)], "REPORT_FONTS="+folder))
		if _, err := f.invoke("", "GET", "/api/v1/health", ""); err == nil {
			t.Errorf("%s starts without a font", name)
		}
		if said := logs.String(); strings.Count(said, ".woff") != 1 || !strings.Contains(said, lost) || !strings.Contains(said, folder) {
			t.Errorf("%s says: %s", name, said)
		}
	}
}

// TestReport: a draft comes out of the deployed program as PDF with the fonts
// beside it, and the same again.
func TestReport(t *testing.T) {
	server, endpoint := connect(t)
	records, ledger := cloud(t, server)
	environment := pointing(endpoint, records, ledger)
	operator(t, environment, "country", "-name", "Ada "+surname, "-sub", "ada")
	national := start(t, build(t, "../../functions/national"), environment...)
	national.want(200, "ada", "PUT", "/api/v1/country", profile(countryName+" 汉字"), "If-Match", `"0"`)
	file := national.want(201, "ada", "POST", "/api/v1/assessments", `{"cycle":"2026","track":"prospective"}`, "Idempotency-Key", fmt.Sprintf("key-%022d", 1))
	reports := start(t, build(t, "../../functions/national-reports"), environment...)
	var first string
	for range 2 {
		a := reports.call("ada", "GET", fmt.Sprintf("/api/v1/assessments/%s/report?format=pdf-summary&language=ar", file["id"]), "")
		data, err := base64.StdEncoding.DecodeString(a.Body)
		if a.StatusCode != 200 || err != nil {
			t.Fatalf("%d %v %.200s", a.StatusCode, err, a.Body)
		}
		f, err := pdftest.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		if text := f.Everything(); !strings.Contains(text, "汉字") || !strings.Contains(text, countryName) {
			t.Errorf("the report says: %s", text)
		}
		if first == "" {
			first = a.Body
		}
		if a.Body != first {
			t.Error("the second report has other bytes")
		}
	}
}
