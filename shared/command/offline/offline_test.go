package offline_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/command/offline"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/fonts"
)

// samples are the files that come with the program.
const samples = "../../../functions/offline/testdata/"

// run calls the program as a person would.
func run(in string, args ...string) (string, string, int) {
	var out, err bytes.Buffer
	world := offline.World{Content: questionnaires.Files, Fonts: fonts.Files, Dir: func(name string) fs.FS { return os.DirFS(name) }, WriteFile: func(name string, data []byte) error { return os.WriteFile(name, data, 0o600) },
		MakeDir: func(name string) error { return os.MkdirAll(name, 0o700) }}
	code := offline.Program(world).Run(command.IO{In: strings.NewReader(in), Out: &out, Err: &err, ReadFile: os.ReadFile}, args)
	return out.String(), err.String(), code
}

// TestForPeople: what people read names what it should, keeps to 80 columns,
// and has no colour where output is no terminal.
func TestForPeople(t *testing.T) {
	xa := samples + "xa.json"
	tests := []struct {
		name string
		args []string
		want []string
	}{
		{"score", []string{"score", xa}, []string{
			"Overall: Important gaps remain", "held at 59.0 by LB-19", "Critical questions that do not pass: LB-19 fails.", "is a draft",
			"decided by consensus", "Shortest path found to \"Main elements in place\"", "re-scorings", "Reviewers beside the country",
		}},
		{"explain a criterion", []string{"explain", xa, "C3"}, []string{"LB-C  Catch-all", "gate fails", "Gates hold the criterion at 59: LB-19 fails."}},
		{"explain a question", []string{"explain", xa, "EN-03"}, []string{"sealed and not yet seen: one less", "Counts as grade 3."}},
		{"explain what does not apply", []string{"explain", xa, "nc-22"}, []string{"because of the country profile: NC-01 says none or no_state_exporter"}},
		{"explain an aged proof", []string{"explain", xa, "NC-21"}, []string{"45 months old: 1 less", "multiplied by 0.85"}},
		{"path", []string{"path", xa}, []string{"Unblock LB-19 to level 2", "From here: Main elements in place.", "decided by consensus"}},
		{"compare", []string{"compare", samples + "xa-2025.json", xa}, []string{"From 20 November 2025", "like for like", "Improved", "Corrected by reviewers"}},
		{"concord", []string{"concord", samples + "us-ccl-mt.csv"}, []string{"152 lines; codes read as US style", "AX-02: 116 of 200", "AX-03: 0 of 5", "Item 1: not carried", "matched, to be confirmed", "the official edition"}},
		{"concord, every row", []string{"concord", "-rows", samples + "us-ccl-mt.csv"}, []string{"Every row", "20.E.1"}},
		{"questions", []string{"questions"}, []string{"LB-A  Legal authority", "!", "p prospective track only"}},
		{"one question", []string{"questions", "lb-19"}, []string{"LB-19", "Acceptable proof", "Who usually knows", "Guidelines, paragraph 7, part A", "Critical: below 60 points it holds the whole criterion."}},
		{"a band by track", []string{"questions", "NC-23"}, []string{"prospective: 100; adherent: 60 points"}},
		{"a profile question", []string{"questions", "NC-01"}, []string{"any entry of the Annex, such as 9.A.3", "Never scored"}},
		{"lint", []string{"lint"}, []string{"0 faults, 0 warnings."}},
		{"help", []string{"help"}, []string{"score FILE", "It describes what a file shows"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, errs, code := run("", test.args...)
			if code != 0 || errs != "" {
				t.Fatalf("code %d: %s", code, errs)
			}
			flat := strings.Join(strings.Fields(out), " ")
			for _, want := range test.want {
				if !strings.Contains(flat, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("%q is missing from:\n%s", want, out)
				}
			}
			for _, line := range strings.Split(out, "\n") {
				if n := utf8.RuneCountInString(line); n > command.Width {
					t.Errorf("%d columns: %s", n, line)
				}
			}
			if strings.Contains(out, "\x1b") || strings.Contains(out, "%!") {
				t.Errorf("colour codes or a broken format in:\n%s", out)
			}
		})
	}
}

// TestForPrograms: every command but help takes -json, wherever it stands, and
// prints one JSON value.
func TestForPrograms(t *testing.T) {
	xa := samples + "xa.json"
	for _, args := range [][]string{
		{"score", xa, "-json"},
		{"explain", "-json", xa, "C3"},
		{"explain", xa, "LB-19", "-json"},
		{"path", xa, "-json"},
		{"compare", samples + "xa-2025.json", "-json", xa},
		{"concord", "-json", samples + "us-ccl-mt.csv"},
		{"questions", "-json"},
		{"questions", "LB-19", "-json"},
		{"lint", "-json"},
		{"report", "-json", xa},
		{"questionnaire", "export", "2026-11", filepath.Join(t.TempDir(), "book.xlsx"), "-json"},
	} {
		out, errs, code := run("", args...)
		var v any
		if err := json.Unmarshal([]byte(out), &v); err != nil || code != 0 || errs != "" {
			t.Errorf("%v: code %d, %v, %s", args, code, err, errs)
		}
	}
}

// TestScoreJSON: the promised fields are there, the seed can be set, and the
// same file gives the same bytes from a file and from standard input.
func TestScoreJSON(t *testing.T) {
	data, err := os.ReadFile(samples + "xa.json")
	if err != nil {
		t.Fatal(err)
	}
	file, _, _ := run("", "score", "-json", samples+"xa.json")
	input, _, _ := run(string(data), "score", "-json", "-")
	if file != input {
		t.Error("standard input gives another result than the file")
	}
	var result struct {
		Track     string
		Catalogue string
		Criteria  []struct {
			ID            string
			Claimed       map[string]any
			Shown         map[string]any
			Coverage      float64
			Gates         []map[string]string
			Sections      []map[string]any
			Stability     map[string]any
			High, Conf    any
			Confidence    float64
			LowestSection string `json:"lowest_section"`
		}
		Overall   map[string]map[string]any
		Stability map[string]any
		Applied   map[string][]string
		Actions   []map[string]any
		Path      []map[string]any
	}
	if err := json.Unmarshal([]byte(file), &result); err != nil {
		t.Fatal(err)
	}
	if result.Track != "prospective" || result.Catalogue != "2026-11" || len(result.Criteria) != 4 || len(result.Actions) == 0 || len(result.Path) == 0 || len(result.Applied["na_accepted"]) == 0 {
		t.Errorf("fields are missing: %+v", result)
	}
	state, _, _ := run("", "score", "-json", "-state", "42", samples+"xa.json")
	if !strings.Contains(state, `"seed": "42"`) {
		t.Error("-state does not set the state of the generator")
	}
	seeded, _, _ := run("", "score", "-json", "-seed", "another", samples+"xa.json")
	if seeded == file {
		t.Error("-seed changes nothing")
	}
}

// TestErrors: each names file and place, says what to do, and ends with the
// code it should.
func TestErrors(t *testing.T) {
	file := func(body string) string {
		return `{"track":"prospective","as_of":"2026-11-23",` + body + `}`
	}
	tests := []struct {
		name string
		in   string
		args []string
		code int
		want string
	}{
		{"no such file", "", []string{"score", "nowhere.json"}, 1, "nowhere.json"},
		{"not JSON", "{\n\"track\": }", []string{"score", "-"}, 1, "-:2: this is not JSON"},
		{"unknown catalogue", file(`"catalogue":"1999-01","responses":{}`), []string{"score", "-"}, 1, `there is no catalogue "1999-01"; there are: 2026-11`},
		{"unknown edition", file(`"annex_edition":"1999-01-01","responses":{}`), []string{"score", "-"}, 1, "annex_edition"},
		{"every fault", file(`"responses":{"LB-01":{"state":"value","level":9},"XX-01":{"state":"na"}}`), []string{"score", "-"}, 1, "responses.LB-01.level"},
		{"every fault, the second", file(`"responses":{"LB-01":{"state":"value","level":9},"XX-01":{"state":"na"}}`), []string{"score", "-"}, 1, "responses.XX-01"},
		{"explain nothing", file(`"responses":{}`), []string{"explain", "-", "C9"}, 2, "there is no criterion or question with this id"},
		{"explain profile", file(`"responses":{}`), []string{"explain", "-", "NC-01"}, 2, "never scored"},
		{"explain other track", file(`"responses":{}`), []string{"explain", "-", "NC-29"}, 2, "not on the prospective track"},
		{"bad state", file(`"responses":{}`), []string{"score", "-", "-state", "-1"}, 2, "-state"},
		{"unknown question", "", []string{"questions", "LB-99"}, 2, "`offline questions` lists them"},
		{"unknown track", "", []string{"questions", "-track", "both"}, 2, "use prospective or adherent"},
		{"compare backwards", "", []string{"compare", samples + "xa.json", samples + "xa-2025.json"}, 1, "give the earlier file first"},
		{"list with a formula", "code,title\n9A101,=1+1\n", []string{"concord", "-"}, 1, "line 2: the title cell starts a formula"},
		{"list of a wrong scheme", "code\n9A101\n", []string{"concord", "-", "-scheme", "fr"}, 2, "use eu, us or reference"},
		{"list and edition", "code\n9A101\n", []string{"concord", "-", "-edition", "1987-04-16"}, 2, "the editions are 2024-03-14"},
		{"empty list", "", []string{"concord", "-"}, 1, "the file is empty"},
		{"no content there", "", []string{"questions", "-questionnaires", "nowhere"}, 1, "catalogue.json"},
		{"write the built-in content", "", []string{"lint", "-write"}, 2, "-write needs a DIR"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, errs, code := run(test.in, test.args...)
			if code != test.code || out != "" || !strings.Contains(errs, test.want) {
				t.Errorf("code %d, want %d; out %q; want %q in:\n%s", code, test.code, out, test.want, errs)
			}
		})
	}
}

// TestOverrides: a person's decisions count, and each fault of their file is
// reported.
func TestOverrides(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		full := filepath.Join(dir, name)
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return full
	}
	good := write("good.json", `[{"entry":"1.A.1","state":"confirmed","reason":"Listed in the munitions order, part 2.","by":"M. Adu"}]`)
	out, errs, code := run("", "concord", "-json", "-overrides", good, samples+"us-ccl-mt.csv")
	if code != 0 || !strings.Contains(out, `"carried": 118`) {
		t.Errorf("one Category I row more should count twice: code %d %s", code, errs)
	}
	bad := write("bad.json", `[{"entry":"99.A.1","state":"confirmed","reason":"Listed in the munitions order.","by":"M. Adu"},{"entry":"1.A.1","state":"covered","reason":"short","by":""}]`)
	_, errs, code = run("", "concord", "-overrides", bad, samples+"us-ccl-mt.csv")
	for _, want := range []string{"[0]", "has no entry", "[1]", "the reason has 5 characters", "the name is empty"} {
		if code != 1 || !strings.Contains(errs, want) {
			t.Errorf("code %d, %q is missing from:\n%s", code, want, errs)
		}
	}
}

// TestLintFolder: a folder is checked whole, and put in canonical form with
// -write.
func TestLintFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, questionnaires.Files); err != nil {
		t.Fatal(err)
	}
	legal := filepath.Join(dir, "2026-11", "legal-basis.json")
	data, err := os.ReadFile(legal)
	if err != nil {
		t.Fatal(err)
	}
	spoil := func(old, new string) {
		spoiled := bytes.Replace(data, []byte(old), []byte(new), 1)
		if err := os.WriteFile(legal, spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	spoil(`"weight": 12`, `"weight": 11`)
	out, _, code := run("", "lint", dir)
	if code != 1 || !strings.Contains(out, "the section weights of C3 sum to 99") || !strings.Contains(out, "the hash is not that of the file") {
		t.Errorf("code %d:\n%s", code, out)
	}
	if _, errs, code := run("", "score", "-questionnaires", dir, samples+"xa.json"); code != 1 || !strings.Contains(errs, "the section weights of C3 sum to 99") {
		t.Errorf("content with a fault was used: code %d %s", code, errs)
	}
	spoil("{", "{\n\n")
	if out, _, code := run("", "lint", "-write", dir); code != 0 {
		t.Errorf("after -write: code %d:\n%s", code, out)
	}
	builtIn, _, _ := run("", "score", "-json", samples+"xa.json")
	if folder, errs, _ := run("", "score", "-json", "-questionnaires", dir, samples+"xa.json"); folder != builtIn {
		t.Errorf("a copy of the content gives another result: %s", errs)
	}
}

// TestRoutedOut: an answer that routing parks is kept, named and left out.
func TestRoutedOut(t *testing.T) {
	file := `{"track":"adherent","as_of":"2026-11-23","responses":{"NC-23":{"state":"value","level":1},"NC-29":{"state":"value","level":2}}}`
	out, errs, code := run(file, "explain", "-", "NC-29")
	if code != 0 || !strings.Contains(out, "Parked: an earlier answer takes it out") {
		t.Errorf("code %d: %s%s", code, out, errs)
	}
}

// TestContentOnly: the program needs nothing but its content and the files it
// is given.
func TestContentOnly(t *testing.T) {
	world := offline.World{Content: fstest.MapFS{}}
	var errs bytes.Buffer
	code := offline.Program(world).Run(command.IO{Out: &bytes.Buffer{}, Err: &errs}, []string{"questions"})
	if code != 1 || !strings.Contains(errs.String(), "catalogue.json") {
		t.Errorf("code %d: %s", code, fmt.Sprint(errs.String()))
	}
}
