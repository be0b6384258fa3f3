package chart_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
)

// rewrite must be the very number of drawings that differ, so that no golden
// file changes unseen.
var rewrite = flag.Int("rewrite", 0, "rewrite the golden files, if exactly so many drawings differ")

func TestGolden(t *testing.T) {
	drawings := map[string]string{}
	for name, c := range samples(false) {
		drawings[name+"-wide.svg"] = c.SVG(chart.Wide)
	}
	for name, c := range samples(true) {
		drawings[name+"-narrow-rtl.svg"] = c.SVG(chart.Narrow)
	}
	const folder = "testdata/golden"
	differ := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(drawings)) {
		got := strings.ReplaceAll(drawings[name], "><", ">\n<") + "\n" // one element a line, for whoever reads the change
		want, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil && string(want) == got {
			continue
		}
		differ[name] = got
		if *rewrite == 0 {
			t.Errorf("%s differs (%v): %s", name, err, firstChange(string(want), got))
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil && *rewrite == 0 {
		t.Error(err)
	}
	for _, e := range entries {
		if _, ok := drawings[e.Name()]; !ok {
			t.Errorf("%s/%s belongs to no sample; remove it", folder, e.Name())
		}
	}
	if *rewrite == 0 {
		if len(differ) > 0 {
			t.Errorf("look at the drawings; if they are right, run go test ./shared/web/chart -run TestGolden -rewrite %d", len(differ))
		}
		return
	}
	if len(differ) != *rewrite {
		t.Fatalf("%d drawings differ, not %d: %v; nothing was written", len(differ), *rewrite, slices.Sorted(maps.Keys(differ)))
	}
	for name, got := range differ {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func firstChange(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "got " + b[i] + " where the file has " + a[i]
		}
	}
	return "one is longer"
}
