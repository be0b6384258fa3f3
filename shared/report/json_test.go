package report_test

import (
	"bytes"
	"os"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

var compiled = sync.OnceValues(func() (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return c.Compile("answers.schema.json")
})

func schema(t fataler) *jsonschema.Schema {
	s, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func plain(t fataler, data []byte) any {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestRoundTrip: what was exported and read comes out byte for byte.
func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"xa.json", "xa-2025.json"} {
		data, err := os.ReadFile("../../functions/offline/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for round := range 3 {
			f, faults := scoring.ReadFile(data)
			if faults != nil {
				t.Fatal(faults)
			}
			s, err := report.OfFile(content(), f)
			if err != nil {
				t.Fatal(err)
			}
			d, err := report.New(s, language.English)
			if err != nil {
				t.Fatal(err)
			}
			again := render(t, d, "json")
			if round > 0 && !bytes.Equal(again, data) { // the sample writes what may be left out
				t.Errorf("%s differs after a round trip", name)
			}
			data = again
		}
	}
}

// TestSchema: the published schema takes what the program does and refuses what
// it would refuse.
func TestSchema(t *testing.T) {
	for text, fits := range map[string]bool{
		`{"track":"adherent","as_of":"2026-11-26","responses":{}}`:                                                                       true,
		`{"track":"adherent","as_of":"2026-11-26","responses":{"LB-01":{"state":"value","level":1,"percent":87.5}}}`:                     true,
		`{"track":"adherent","as_of":"2026-11-26","responses":{"LB-01":{"state":"perhaps"}}}`:                                            false,
		`{"track":"adherent","as_of":"26 November","responses":{}}`:                                                                      false,
		`{"track":"member","as_of":"2026-11-26","responses":{}}`:                                                                         false,
		`{"track":"adherent","responses":{}}`:                                                                                            false,
		`{"track":"adherent","as_of":"2026-11-26","responses":{},"score":100}`:                                                           false,
		`{"track":"adherent","as_of":"2026-11-26","responses":{"LB-01":{"state":"value","evidence":[{"grade":5,"date":"2026-01-01"}]}}}`: false,
	} {
		if err := schema(t).Validate(plain(t, []byte(text))); (err == nil) != fits {
			t.Errorf("%s: %v", text, err)
		}
		if _, faults := scoring.ReadFile([]byte(text)); fits && faults != nil {
			t.Errorf("%s: the schema takes it and the program does not: %v", text, faults)
		}
	}
}
