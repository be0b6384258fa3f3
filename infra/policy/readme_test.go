package policy_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// runbook is infra/README.md.
func runbook(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestRunbook: the figures in infra/README.md are those of the template, and
// each alarm has a line that says what to do.
func TestRunbook(t *testing.T) {
	template, _ := load(t)
	text := runbook(t)
	alarms, metrics := 0, 0
	first := firstColumn(text, "| Alarm |")
	for name, r := range template.Resolve("live", map[string]string{"Stage": "live"}).Resources {
		if r.Type != "AWS::CloudWatch::Alarm" {
			continue
		}
		alarms++
		several, _ := r.Properties["Metrics"].([]any)
		for _, m := range several {
			if m.(map[string]any)["MetricStat"] != nil {
				metrics++
			}
		}
		if len(several) == 0 {
			metrics++
		}
		if !first.MatchString(name) {
			t.Errorf("infra/README.md does not say what to do on the alarm %s", name)
		}
	}
	if want := fmt.Sprintf("%d alarms of %d metrics", alarms, metrics); !strings.Contains(text, want) {
		t.Errorf("infra/README.md should say: %s", want)
	}
	if want := fmt.Sprintf("%d metrics of our own", len(emitted(t))); !strings.Contains(text, want) {
		t.Errorf("infra/README.md should say: %s", want)
	}
}

// firstColumn matches what the first column of a table names, "..." for any
// beginning.
func firstColumn(text, head string) *regexp.Regexp {
	_, table, _ := strings.Cut(text, "\n"+head)
	table, _, _ = strings.Cut(table, "\n\n")
	var names []string
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "|"); len(cells) > 2 {
			for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[1], -1) {
				names = append(names, strings.ReplaceAll(regexp.QuoteMeta(name[1]), `\.\.\.`, ".*"))
			}
		}
	}
	return regexp.MustCompile("^(" + strings.Join(names, "|") + ")$")
}

// TestRestoreSteps: what is to be typed in when a table is lost can be read by
// bash, and stops and opens every function.
func TestRestoreSteps(t *testing.T) {
	_, text, _ := strings.Cut(runbook(t), "\n## Restore\n")
	text, _, _ = strings.Cut(text, "\n## ")
	commands := ""
	for _, block := range regexp.MustCompile("(?s)```bash\n(.*?)```").FindAllStringSubmatch(text, -1) {
		commands += block[1]
	}
	if out, err := exec.Command("bash", "-n", "-c", commands).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	loop := "for f in " + strings.Join(slices.Sorted(maps.Keys(parts)), " ") + "; do"
	for _, wanted := range []struct {
		text  string
		times int
	}{
		{loop, 3}, // stop, look, open
		{"--reserved-concurrent-executions 0", 1},
		{"go run ./functions/offline fsck restore/records/*.gz restore/ledger/*.gz", 1},
		{"--stack-policy-body file://infra/stack-policy.json", 1},
	} {
		if n := strings.Count(commands, wanted.text); n != wanted.times {
			t.Errorf("%q stands %d times, wanted %d", wanted.text, n, wanted.times)
		}
	}
}
