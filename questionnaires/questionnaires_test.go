package questionnaires_test

import (
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// lists is what questions may choose from the Annex.
func lists(t *testing.T) map[string][]string {
	t.Helper()
	var codes []string
	for _, id := range annex.Editions() {
		edition, err := annex.Open(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range edition.Entries() {
			codes = append(codes, e.Code)
		}
	}
	return map[string][]string{"annex": codes}
}

// TestLint: the content has no fault, and no warning without a reason.
func TestLint(t *testing.T) {
	for _, fault := range questionnaire.Lint(questionnaires.Files, lists(t)) {
		t.Error(fault)
	}
}

func current(t *testing.T) *questionnaire.Catalogue {
	t.Helper()
	library, err := questionnaire.Open(questionnaires.Files, lists(t))
	if err != nil {
		t.Fatal(err)
	}
	c, err := library.Catalogue("2026-11")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestBank holds catalogue 2026-11 to the question bank it was made from.
func TestBank(t *testing.T) {
	c := current(t)
	if c.Status != questionnaire.Draft {
		t.Errorf("status %s: practitioners have not confirmed weights and words", c.Status)
	}
	count := map[string]int{}
	for _, n := range c.Questionnaires {
		for i := range n.Sections {
			count["sections"]++
			for j := range n.Sections[i].Questions {
				q := &n.Sections[i].Questions[j]
				count[n.ID]++
				count[string(q.Type)]++
				count[q.Section.Criterion]++
				if q.GateMin > 0 {
					count["critical"]++
				}
				if len(q.Tracks) == 1 {
					count["only "+string(q.Tracks[0])]++
				}
			}
		}
	}
	for what, want := range map[string]int{
		"legal-basis": 40, "annex-implementation": 36, "enforcement": 45, "nonproliferation-commitment": 42,
		"sections": 23, "critical": 16, "only prospective": 17, "only adherent": 1,
		"C1": 17, "C2": 20, "C3": 69, "C4": 52, "PROFILE": 5, "BAND": 13, "COV": 12,
	} {
		if count[what] != want {
			t.Errorf("%s: %d, the bank has %d", what, count[what], want)
		}
	}
	if n := len(c.Contradictions()); n < 18 {
		t.Errorf("%d contradiction rules, at least 18 wanted", n)
	}
}

// TestWords: a country's standing is never put in words that only Partners
// could use, and every question names someone who usually knows.
func TestWords(t *testing.T) {
	c := current(t)
	words, err := c.Words("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range c.Questions() {
		text := strings.ToLower(string(encode(t, words[q.ID])))
		for _, never := range []string{"eligib", "qualifies", "fit to join", "ranking", "—"} {
			if strings.Contains(text, never) {
				t.Errorf("%s says %q", q.ID, never)
			}
		}
		for i, o := range words[q.ID].Options {
			if label := strings.ToLower(strings.Trim(o.Label, ". ")); label == "partly" || label == "yes" || label == "no" {
				t.Errorf("%s option %d is a bare %q", q.ID, i, o.Label)
			}
		}
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	data, err := questionnaire.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestSchema: schema.json describes the files, and refuses what the strict
// decoder refuses.
func TestSchema(t *testing.T) {
	schema := compile(t)
	err := fs.WalkDir(questionnaires.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".json") {
			return err
		}
		data, err := fs.ReadFile(questionnaires.Files, name)
		if err != nil {
			return err
		}
		if err := validate(t, schema, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	annexed, err := fs.ReadFile(questionnaires.Files, "2026-11/annex-implementation.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{
		{`"weight": 5`, `"weight": 6`}, {`"type": "LAW"`, `"type": "LAWS"`}, {`"effort": "L"`, `"efort": "L"`}, {`"tracks": [`, `"tracks": ["partner",`},
		{`"gate_min": 60`, `"gate_min": 101`}, {`"op": "<"`, `"op": "<>"`}, {`"max_age_months": 36`, `"max_age_months": 12`}, {`"format": 1`, `"format": 2`},
	} {
		spoiled := bytes.Replace(annexed, []byte(edit[0]), []byte(edit[1]), 1)
		if bytes.Equal(spoiled, annexed) {
			t.Errorf("%s does not stand in the file", edit[0])
			continue
		}
		if validate(t, schema, spoiled) == nil {
			t.Errorf("the schema accepts %s", edit[1])
		}
	}
}

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, data []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(v)
}
