package language_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// values turns the domain's constants into texts.
func values[T ~string](all ...T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

func count(from, to int) []string {
	var out []string
	for i := from; i <= to; i++ {
		out = append(out, strconv.Itoa(i))
	}
	return out
}

// TestDomainHasWords: what the domain says by a code has words here.
func TestDomainHasWords(t *testing.T) {
	criterion := values(scoring.Met, scoring.LargelyMet, scoring.PartlyMet, scoring.NotMet, scoring.Undetermined, scoring.NotAssessed)
	overall := values(scoring.Strong, scoring.Ready, scoring.Building, scoring.NotReady, scoring.Undetermined, scoring.NotAssessed)
	groups := map[string][]string{
		"role":                values(append(access.Roles[access.National], access.Roles[access.Outreach]...)...),
		"status":              values(assessment.Statuses...),
		"track":               values(questionnaire.Tracks...),
		"state":               values(questionnaire.Value, questionnaire.NotKnown, questionnaire.Declined, questionnaire.NA, questionnaire.Unanswered),
		"release":             values(questionnaire.ReleaseMinistry, questionnaire.ReleaseNational, questionnaire.ReleaseOutreach, questionnaire.ReleasePublic),
		"verdict":             criterion,
		"overall.prospective": overall,
		"overall.adherent":    overall,
		"rule":                count(1, 8),
		"overall_rule":        count(1, 6),
		"criterion":           {"C1", "C2", "C3", "C4"},
		"gate":                values(scoring.GateFail, scoring.GateUnknown, scoring.GateUnanswered, scoring.GateUnproven, scoring.GatePass),
		"step":                values(scoring.Unblock, scoring.Improve, scoring.Prove, scoring.FindOut),
		"effort":              {"S", "M", "L", "XL"},
		"progress":            values(assessment.Planned, assessment.UnderWay, assessment.Done, assessment.Dropped),
		"file":                values(assessment.Draft, assessment.Sealing, assessment.Submitted),
		"evidence.grade":      count(0, 4),
		// what stands in the code as text
		"band":       found(t, "scoring/verdict.go", `\[\.\.\.\]Band\{.*?\}`),
		"confidence": found(t, "scoring/score.go", `(?s)func confidenceLabel.*?\n}`),
		"stability":  found(t, "scoring/sensitivity.go", `label :?= ".*?"`),
		"agreement":  found(t, "scoring/agreement.go", `Label(?: =|:) ".*?"`),
		"run":        found(t, "scoring/sensitivity.go", `\{"[a-z_]+", \w+[},{]`),
		"change":     found(t, "scoring/compare.go", `Change(?:, change\.After)?(?: =|:) ".*?"`, `return ".+?"\n`, `map\[int\]string\{.*?\}`),
		"instrument": found(t, "assessment/instrument.go", `InstrumentKinds = \[\]string\{.*?\}`),
		"problem":    found(t, "assessment/*.go", `Problem\{Kind: ".*?"`, `problem\.Kind(?:, problem\.Text)? = ".*?"`, `\badd\(".*?", (?:true|false),`),
		"event":      found(t, "*/*.go", `d\.event\(a, ".*?"`, `sealedEvent = ".*?"`, `kind(?:, detail)? :?= ".*?"`),
		"refused":    found(t, "web/problem.go", `kind\(http\.\w+, ".*?",`),
	}
	groups["event"] = append(groups["event"], found(t, "command/operator/operator.go", `"(?:member|owner)_\w+"`)...)
	for group, all := range groups {
		if len(all) < 2 {
			t.Errorf("%s: found %q; the domain is read wrongly", group, all)
		}
		for _, value := range all {
			if _, ok := language.Find(group, value); !ok {
				t.Errorf("%s %q has no words; add %s to text/en.json and go generate", group, value, group+"."+strings.ToLower(value))
			}
		}
	}
	for _, group := range []string{"role", "status", "track", "state", "release", "step"} {
		for _, value := range groups[group] {
			if _, ok := language.Find(group, value, "help"); !ok {
				t.Errorf("%s %q has no explanation; add %s.help to text/en.json and go generate", group, value, group+"."+value)
			}
		}
	}
}

var quoted = regexp.MustCompile(`"([^"]+)"`)

// found reads the quoted words that stand in code where one of the patterns
// matches.
func found(t *testing.T, files string, patterns ...string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", files))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s", files)
	}
	var out []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, pattern := range patterns {
			for _, m := range regexp.MustCompile(pattern).FindAllString(string(data), -1) {
				for _, word := range quoted.FindAllStringSubmatch(m, -1) {
					out = append(out, word[1])
				}
			}
		}
	}
	return out
}
