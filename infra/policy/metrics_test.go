package policy_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/app"
)

// emitted are the metrics that the functions log, as the template names the
// functions: one for each class of answers, and how long all of them take.
func emitted(t *testing.T) map[string]bool {
	t.Helper()
	event, err := os.ReadFile(filepath.Join("..", "..", "shared", "app", "testdata", "event.json"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for name := range parts {
		for _, status := range []int{200, 303, 404, 503} {
			var logs bytes.Buffer
			answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
			if _, err := app.Handler("${"+name+"}", answer, nil, slog.New(slog.NewJSONHandler(&logs, nil))).Invoke(t.Context(), event); err != nil {
				t.Fatal(err)
			}
			var line map[string]any
			var directives struct {
				AWS struct {
					CloudWatchMetrics []struct {
						Namespace  string
						Dimensions [][]string
						Metrics    []struct{ Name string }
					}
				} `json:"_aws"`
			}
			if json.Unmarshal(logs.Bytes(), &line) != nil || json.Unmarshal(logs.Bytes(), &directives) != nil {
				t.Fatalf("not one line: %s", logs.String())
			}
			for _, d := range directives.AWS.CloudWatchMetrics {
				for _, m := range d.Metrics {
					for _, names := range d.Dimensions {
						words := []string{d.Namespace, m.Name}
						for _, n := range names {
							words = append(words, n, asText(line[n]))
						}
						found[strings.Join(words, " ")] = true
					}
				}
			}
		}
	}
	return found
}

// shown are the metrics on the dashboard. In a list "." is the word above, and
// "..." all words above that are not given again.
func shown(t *testing.T) map[string]bool {
	t.Helper()
	template, _ := load(t)
	body := asText(template.Resolve("dashboard", nil).Resources["Dashboard"].Properties["DashboardBody"])
	var board struct {
		Widgets []struct{ Properties struct{ Metrics [][]any } }
	}
	if err := json.Unmarshal([]byte(body), &board); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, w := range board.Widgets {
		var above []string
		for _, metric := range w.Properties.Metrics {
			var words []string
			for _, v := range metric {
				switch word, isText := v.(string); {
				case !isText: // options
				case word == ".":
					words = append(words, above[len(words)])
				case word == "...":
					given := 0
					for _, later := range metric[1:] {
						if _, ok := later.(string); ok {
							given++
						}
					}
					words = append(words, above[:len(above)-given]...)
				default:
					words = append(words, word)
				}
			}
			above = words
			found[strings.Join(words, " ")] = true
		}
	}
	return found
}

// TestMetrics: the dashboard shows every metric that the functions log, and none
// that they do not; what they cost is in the table of costs.
func TestMetrics(t *testing.T) {
	logged, board := emitted(t), shown(t)
	maps.DeleteFunc(board, func(name string, _ bool) bool { return !strings.HasPrefix(name, "SelfAssessment ") })
	for _, name := range slices.Sorted(maps.Keys(logged)) {
		if !board[name] {
			t.Errorf("logged and paid for, but not on the dashboard: %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(board)) {
		if !logged[name] {
			t.Errorf("on the dashboard, but logged by nobody: %s", name)
		}
	}
	if len(logged) > 25 {
		t.Errorf("%d metrics, each paid for by the month; 25 are enough", len(logged))
	}
}
