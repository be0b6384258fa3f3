package scoring_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// TestFileFaults: every fault of a file is named, with its place and what to
// do.
func TestFileFaults(t *testing.T) {
	c := bank(t)
	tests := []struct{ name, file, want string }{
		{"unknown question", `"responses":{"LB-99":{"state":"value","level":1}}`, "responses.LB-99: catalogue 2026-11 has no question with this id"},
		{"other track", `"responses":{"NC-29":{"state":"value","level":1}}`, "this question is on the adherent track only; the file is on the prospective track"},
		{"level out of range", `"responses":{"LB-01":{"state":"value","level":5}}`, "responses.LB-01.level: 5 is out of range; LB-01 takes levels 0 (lowest) to 4"},
		{"level and count", `"responses":{"LB-25":{"state":"value","level":1,"count":3}}`, "responses.LB-25.level: does not belong here; LB-25 takes a count from 0 to 6"},
		{"evidence without date", `"responses":{"LB-01":{"state":"value","level":1,"evidence":[{"grade":3}]}}`, "responses.LB-01.evidence[0].date: missing"},
		{"evidence of the future", `"responses":{"LB-01":{"state":"value","level":1,"evidence":[{"grade":3,"date":"2026-11-24"}]}}`, "2026-11-24 is later than the day of the assessment, 2026-11-23"},
		{"unknown field", `"responses":{"LB-01":{"state":"value","levle":1}}`, "responses.LB-01.levle: unknown field"},
		{"twice", `"responses":{"LB-01":{"state":"not_known"},"LB-01":{"state":"declined"}}`, "responses.LB-01: this name stands here twice"},
		{"not applicable where it must apply", `"responses":{"LB-01":{"state":"na","reason":"we have no such statute at all"}}`, "LB-01 may not be declared not applicable"},
		{"short reason", `"responses":{"EN-05":{"state":"na","reason":"no makers"}}`, "the reason has 9 characters; say in at least 20"},
		{"three decimals", `"responses":{"EN-41":{"state":"value","percent":87.125}}`, `"87.125" is not a percentage`},
		{"unknown rule", `"responses":{},"explained":{"CR-99":"the two answers are both right"}`, "explained.CR-99"},
		{"review of nothing", `"responses":{},"reviews":{"NC-01":[{"grade":3}]}`, "reviews.NC-01: there is no scored question with this id"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, faults := scoring.ReadFile([]byte(`{"track":"prospective","as_of":"2026-11-23",` + test.file + `}`))
			if faults == nil {
				faults = f.Check(c)
			}
			if !strings.Contains(faults.Error(), test.want) {
				t.Errorf("want %q, got:\n%v", test.want, faults)
			}
			for _, fault := range faults {
				if fault.Path == "" {
					t.Errorf("no place: %v", fault)
				}
			}
		})
	}
	if _, faults := scoring.ReadFile([]byte(`{"track":"prospective","responses":{}}`)); !strings.Contains(faults.Error(), "as_of: missing") {
		t.Errorf("a file without a day: %v", faults)
	}
}

// FuzzFile: whatever is read and passes Check can be scored, and is read again
// as it was written.
func FuzzFile(f *testing.F) {
	c := bank(f)
	r := rand.New(rand.NewPCG(3, 3))
	for _, track := range questionnaire.Tracks {
		file := oracleRandomFile(r, c, track)
		data, err := questionnaire.Encode(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"track":"prospective","as_of":"2026-11-23","responses":{"LB-01":{"state":"value","level":3,"evidence":[{"grade":3,"date":"2026-10-01"}]},"EN-41":{"state":"value","percent":87.5}}}`))
	methods := map[questionnaire.Track]*scoring.Method{}
	for _, track := range questionnaire.Tracks {
		methods[track] = methodOf(f, c, track, 2)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, faults := scoring.ReadFile(data)
		if faults != nil || file.Check(c).Err() != nil {
			return
		}
		methods[file.Track].Assess(file, 1)
		first, err := questionnaire.Encode(file)
		if err != nil {
			t.Fatal(err)
		}
		again, faults := scoring.ReadFile(first)
		if faults != nil {
			t.Fatalf("what was written cannot be read:\n%v", faults)
		}
		if second, err := questionnaire.Encode(again); err != nil || !bytes.Equal(first, second) {
			t.Errorf("written twice, the file differs:\n%s\n%s", first, second)
		}
	})
}
