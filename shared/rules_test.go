package shared

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mtcr-outreach/self-assessment/"

// rule says what one package may import beside the standard library, and what
// its tests may import on top of that.
type rule struct {
	imports []string
	tests   []string
	// edge packages read the clock, randomness and the environment; everywhere
	// else these are arguments.
	edge bool
}

// rules names every package of the tree. A package without a rule fails.
var rules = map[string]rule{
	"infra/e2e": {tests: []string{
		"questionnaires", "shared/access", "shared/app", "shared/assessment", "shared/questionnaire", "shared/report/pdf/pdftest", "shared/sample", "shared/table", "shared/table/dynamo",
		"github.com/aws/aws-lambda-go/events", "github.com/aws/aws-lambda-go/lambda", "github.com/aws/smithy-go/middleware",
		"github.com/aws/aws-sdk-go-v2/aws", "github.com/aws/aws-sdk-go-v2/service/dynamodb", "github.com/aws/aws-sdk-go-v2/service/dynamodb/types",
	}},
	// how much a test does; linked into no program
	"infra/effort":         {edge: true},
	"infra/policy":         {imports: []string{"go.yaml.in/yaml/v3"}, tests: []string{"infra/policy", "shared/access", "shared/app"}}, // reads the templates; linked into no program
	"questionnaires":       {tests: []string{"questionnaires", "shared/annex", "shared/questionnaire", "github.com/santhosh-tekuri/jsonschema/v6"}},
	"shared":               {},
	"shared/questionnaire": {},
	"shared/scoring":       {imports: []string{"shared/questionnaire"}, tests: []string{"questionnaires", "shared/annex", "shared/scoring"}},
	"shared/annex":         {tests: []string{"shared/annex"}},
	"shared/access":        {},
	"shared/assessment":    {imports: []string{"shared/annex", "shared/questionnaire", "shared/scoring"}, tests: []string{"questionnaires"}},
	"shared/outreach":      {imports: []string{"shared/assessment", "shared/questionnaire", "shared/scoring"}},
	"shared/report": {
		imports: []string{
			"shared/assessment", "shared/questionnaire", "shared/scoring", "shared/web/language",
			"github.com/a-h/templ", "github.com/a-h/templ/runtime",
		},
		tests: []string{
			"questionnaires", "shared/report", "shared/report/pdf/pdftest", "github.com/santhosh-tekuri/jsonschema/v6", "golang.org/x/net/html",
		},
	},
	"shared/report/pdf": {
		imports: []string{
			"shared/questionnaire", "shared/report", "golang.org/x/image/math/fixed",
			"github.com/go-text/typesetting/bidi", "github.com/go-text/typesetting/di", "github.com/go-text/typesetting/font", "github.com/go-text/typesetting/font/opentype",
			"github.com/go-text/typesetting/harfbuzz", "github.com/go-text/typesetting/language", "github.com/go-text/typesetting/segmenter", "github.com/go-text/typesetting/shaping",
		},
		tests: []string{"questionnaires", "shared/assessment", "shared/questionnaire", "shared/report/pdf", "shared/report/pdf/fonts", "shared/report/pdf/pdftest", "shared/scoring", "shared/web/language"},
	},
	"shared/report/pdf/fonts":   {},
	"shared/report/pdf/pdftest": {imports: []string{"shared/report", "shared/report/pdf", "shared/report/pdf/fonts"}}, // linked into no program
	"shared/sample":             {imports: []string{"shared/access", "shared/assessment", "shared/outreach", "shared/questionnaire", "shared/scoring"}},
	"shared/command":            {},
	"shared/command/offline": {
		imports: []string{"shared/annex", "shared/assessment", "shared/command", "shared/questionnaire", "shared/report", "shared/report/pdf", "shared/scoring", "shared/store", "shared/table", "shared/table/embedded", "shared/workbook"},
		tests:   []string{"questionnaires", "shared/command/offline", "shared/report/pdf/fonts", "shared/report/pdf/pdftest", "shared/sample", "shared/web/language", "github.com/xuri/excelize/v2"},
	},
	"shared/command/operator": {
		imports: []string{"shared/access", "shared/assessment", "shared/command", "shared/store"},
		tests:   []string{"shared/command/operator", "shared/questionnaire", "shared/table/embedded"},
	},
	"shared/store": {
		imports: []string{"shared/access", "shared/assessment", "shared/outreach", "shared/questionnaire", "shared/scoring", "shared/table"},
		tests:   []string{"questionnaires", "shared/sample", "shared/table/tabletest", "github.com/anishathalye/porcupine"},
	},
	"shared/web": {
		imports: []string{
			"shared/access", "shared/annex", "shared/assessment", "shared/outreach", "shared/questionnaire", "shared/report", "shared/scoring", "shared/web/asset", "shared/web/language",
		},
		tests: []string{"questionnaires", "shared/sample", "shared/store", "shared/table/embedded", "shared/report/pdf/pdftest", "shared/web", "shared/workbook", "github.com/santhosh-tekuri/jsonschema/v6", "github.com/xuri/excelize/v2"},
	},
	"shared/web/language": {
		tests: []string{"shared/access", "shared/assessment", "shared/questionnaire", "shared/scoring", "shared/web/language"},
	},
	"shared/web/language/generate": {edge: true}, // go generate runs it; linked into no program
	"shared/web/asset":             {},
	"shared/web/site": {
		imports: []string{
			"shared/access", "shared/assessment", "shared/outreach", "shared/questionnaire", "shared/report", "shared/scoring",
			"shared/annex", "shared/web", "shared/web/asset", "shared/web/chart", "shared/web/language", "github.com/a-h/templ", "github.com/a-h/templ/runtime",
		},
		tests: []string{
			"infra/policy", "questionnaires", "shared/report/pdf/pdftest", "shared/sample", "shared/store", "shared/table", "shared/table/embedded", "shared/web/site", "shared/workbook",
			"github.com/a-h/templ/generator", "github.com/a-h/templ/parser/v2", "golang.org/x/net/html", "github.com/xuri/excelize/v2",
		},
	},
	"shared/web/chart": {tests: []string{"shared/web/chart"}},
	"shared/workbook": {
		imports: []string{"shared/annex", "shared/assessment", "shared/questionnaire", "shared/web/language", "shared/workbook/xlsx"},
		tests:   []string{"questionnaires", "shared/sample", "shared/store", "shared/table/embedded", "shared/workbook", "github.com/xuri/excelize/v2"},
	},
	"shared/workbook/xlsx": {tests: []string{"shared/workbook/xlsx", "github.com/xuri/excelize/v2"}},
	"shared/app": {
		imports: []string{
			"shared/access", "shared/assessment", "shared/outreach", "shared/report", "shared/store", "shared/table", "shared/table/dynamo", "shared/web", "shared/web/site",
			"github.com/aws/aws-lambda-go/events", "github.com/aws/aws-lambda-go/lambda", "github.com/awslabs/aws-lambda-go-api-proxy/httpadapter",
			"github.com/aws/aws-sdk-go-v2/aws",
			"github.com/coreos/go-oidc/v3/oidc", "golang.org/x/oauth2",
		},
		tests: []string{"shared/app"},
		edge:  true,
	},
	"shared/app/users": {
		imports: []string{
			"github.com/aws/aws-sdk-go-v2/aws", "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider", "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types",
		},
		tests: []string{"shared/app/users"},
	},
	"shared/local": {
		imports: []string{
			"shared/access", "shared/app", "shared/report", "shared/sample", "shared/table", "shared/table/embedded", "shared/web/site",
			"github.com/aws/aws-lambda-go/events", "github.com/aws/aws-lambda-go/lambda",
		},
		tests: []string{"questionnaires", "shared/app", "shared/local"},
	},
	"shared/table": {tests: []string{"shared/table"}},
	"shared/table/embedded": {
		imports: []string{"shared/table", "go.etcd.io/bbolt", "go.etcd.io/bbolt/errors"},
		tests:   []string{"shared/table/embedded", "shared/table/tabletest"},
	},
	"shared/table/dynamo": {
		imports: []string{
			"shared/table",
			"github.com/aws/aws-sdk-go-v2/aws",
			"github.com/aws/aws-sdk-go-v2/aws/transport/http",
			"github.com/aws/aws-sdk-go-v2/service/dynamodb",
			"github.com/aws/aws-sdk-go-v2/service/dynamodb/types",
			"github.com/aws/smithy-go",
			"github.com/aws/smithy-go/transport/http",
		},
		tests: []string{"shared/table/dynamo", "shared/table/tabletest"},
	},
	"shared/table/tabletest":       {imports: []string{"shared/table", "pgregory.net/rapid", "github.com/anishathalye/porcupine"}},
	"functions/national":           {imports: []string{"questionnaires", "shared/app", "github.com/aws/aws-lambda-go/lambda"}, edge: true},
	"functions/national-workbooks": {imports: []string{"questionnaires", "shared/app", "shared/workbook", "github.com/aws/aws-lambda-go/lambda"}, edge: true},
	"functions/national-reports":   {imports: []string{"questionnaires", "shared/app", "shared/report/pdf", "github.com/aws/aws-lambda-go/lambda"}, edge: true},
	"functions/outreach":           {imports: []string{"questionnaires", "shared/app", "github.com/aws/aws-lambda-go/lambda"}, edge: true},
	"functions/outreach-reports":   {imports: []string{"questionnaires", "shared/app", "shared/report/pdf", "github.com/aws/aws-lambda-go/lambda"}, edge: true},
	"functions/local":              {imports: []string{"questionnaires", "shared/local", "shared/report/pdf", "shared/report/pdf/fonts", "shared/workbook"}, edge: true},
	"functions/operator":           {imports: []string{"shared/app", "shared/app/users", "shared/command", "shared/command/operator", "shared/local", "shared/store", "shared/table"}, edge: true},
	"functions/offline":            {imports: []string{"questionnaires", "shared/command", "shared/command/offline", "shared/report/pdf/fonts"}, edge: true},
}

// vague are package names that say nothing.
var vague = []string{"model", "models", "service", "repository", "dto", "util", "utils", "common", "helper", "helpers", "types", "domain"}

const (
	maxFileLines     = 400
	maxFunctionLines = 80
	maxMainLines     = 50
)

// goFile is one parsed file.
type goFile struct {
	name   string // from the root of the module
	folder string
	test   bool
	tree   *ast.File
	data   []byte
}

func readTree(t *testing.T) ([]goFile, *token.FileSet) {
	t.Helper()
	fset := token.NewFileSet()
	var files []goFile
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator)))
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(rel) != ".go" {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		tree, err := parser.ParseFile(fset, rel, data, parser.ParseComments)
		files = append(files, goFile{rel, path.Dir(rel), strings.HasSuffix(rel, "_test.go"), tree, data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no Go files found; the test must run in the folder shared of the module")
	}
	return files, fset
}

func TestImports(t *testing.T) {
	files, fset := readTree(t)
	for _, f := range files {
		r, ok := rules[f.folder]
		if !ok {
			t.Errorf("%s: package %s has no rule; add one to shared/rules_test.go and say in infra/decisions why the package is needed", f.name, f.folder)
			continue
		}
		allowed := r.imports
		if f.test {
			allowed = slices.Concat(r.imports, r.tests, []string{"infra/effort"})
		}
		for _, spec := range f.tree.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			own := strings.TrimPrefix(name, module)
			first, _, _ := strings.Cut(name, "/")
			if standard := own == name && !strings.Contains(first, "."); !standard && !slices.Contains(allowed, own) {
				t.Errorf("%s: package %s may not import %s", fset.Position(spec.Pos()), f.folder, name)
			}
		}
	}
}

// TestClockAndChance: outside the edge, time, randomness and the environment
// are arguments, so that a result can be made again.
func TestClockAndChance(t *testing.T) {
	forbidden := map[string][]string{
		"time": {"Now", "Since", "Until", "Sleep", "After", "Tick"},
		"os":   {"Getenv", "LookupEnv", "Environ", "Args", "Exit", "Stdin", "Stdout", "Stderr"},
	}
	files, fset := readTree(t)
	for _, f := range files {
		if f.test || rules[f.folder].edge {
			continue
		}
		for _, spec := range f.tree.Imports {
			if strings.Contains(spec.Path.Value, "/rand") {
				t.Errorf("%s: randomness is an argument outside functions and app", fset.Position(spec.Pos()))
			}
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && slices.Contains(forbidden[pkg.Name], sel.Sel.Name) {
				t.Errorf("%s: %s.%s is read only in functions and app", fset.Position(n.Pos()), pkg.Name, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestSizes(t *testing.T) {
	files, fset := readTree(t)
	for _, f := range files {
		if ast.IsGenerated(f.tree) {
			continue
		}
		limit := maxFileLines
		if path.Base(f.name) == "main.go" {
			limit = maxMainLines
		}
		if n := lines(f.data); n > limit {
			t.Errorf("%s: %d lines; at most %d", f.name, n, limit)
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if fn, ok := n.(*ast.FuncDecl); ok {
				if n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1; n > maxFunctionLines {
					t.Errorf("%s: %s has %d lines; at most %d", fset.Position(fn.Pos()), fn.Name.Name, n, maxFunctionLines)
				}
			}
			return true
		})
	}
}

func lines(data []byte) int {
	n := 0
	for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
		n++
	}
	return n
}

// TestPackageSentences: every package says in its first sentence what it is
// for, and its name says something.
func TestPackageSentences(t *testing.T) {
	files, _ := readTree(t)
	sentence, program := map[string]string{}, map[string]bool{}
	for _, f := range files {
		if f.test {
			continue
		}
		name := f.tree.Name.Name
		program[f.folder] = name == "main"
		if slices.Contains(vague, name) {
			t.Errorf("%s: the package name %q says nothing", f.name, name)
		}
		if f.tree.Doc != nil && !ast.IsGenerated(f.tree) {
			sentence[f.folder] = f.tree.Doc.Text()
		} else if _, ok := sentence[f.folder]; !ok {
			sentence[f.folder] = ""
		}
	}
	for folder, text := range sentence {
		lead := fmt.Sprintf("Package %s ", path.Base(folder))
		if program[folder] {
			lead = fmt.Sprintf("Command %s ", path.Base(folder))
		}
		if !strings.HasPrefix(text, lead) || len(text) < len(lead)+20 {
			t.Errorf("%s: the package comment must begin with %q and say what the package is for", folder, lead)
		}
	}
}

// TestFunctions: a program is a folder with a main.go and nothing else in Go.
func TestFunctions(t *testing.T) {
	files, _ := readTree(t)
	for _, f := range files {
		if strings.HasPrefix(f.folder, "functions/") && !f.test && path.Base(f.name) != "main.go" {
			t.Errorf("%s: a program's folder holds main.go only; its code belongs in shared", f.name)
		}
	}
}
