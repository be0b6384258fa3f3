package site_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

// TestGenerated: the Go of every template, those of reports as well, is what
// the template says now.
func TestGenerated(t *testing.T) {
	names, err := filepath.Glob("*.templ")
	reports, wrong := filepath.Glob("../../report/*.templ")
	if err != nil || wrong != nil || len(names) == 0 || len(reports) == 0 {
		t.Fatal(names, err, reports, wrong)
	}
	for _, name := range append(names, reports...) {
		source, err := parser.Parse(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var want bytes.Buffer
		if _, err := generator.Generate(source, &want, generator.WithFileName(name)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := os.ReadFile(strings.TrimSuffix(name, ".templ") + "_templ.go")
		if err != nil || string(plain(got)) != string(plain(want.Bytes())) {
			t.Errorf("%s: its Go is not what it says now (%v): go generate in its folder", name, err)
		}
	}
}

// plain leaves out what formatting and the file's own name make.
func plain(code []byte) []byte {
	code = regexp.MustCompile(`(?m)^(// templ: .*|//line .*)\n`).ReplaceAll(code, nil)
	code = regexp.MustCompile("FileName: `[^`]*`").ReplaceAll(code, nil)
	return regexp.MustCompile(`\s+`).ReplaceAll(code, nil)
}
