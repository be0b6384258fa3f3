package site_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/site"
)

// TestAbout: the pages that explain are open to everybody, in every language
// and direction, without a word that a result is no place for.
func TestAbout(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/method", "/privacy", "/accessibility", "/gallery"} {
		for _, language := range []string{"en", "fr", "ar"} {
			b := w.as("")
			b.language = language
			d := b.get(path).want(200)
			if root := d.all("html", "lang", language); len(root) != 1 {
				t.Errorf("%s in %s is in another language", path, language)
			}
			for _, word := range []string{"…", "eligib", "qualif", "éligib", "مؤهل", "%!"} {
				if word == "…" && path == "/gallery" { // where drawings shorten
					continue
				}
				if strings.Contains(strings.ToLower(d.words()), word) {
					t.Errorf("%s in %s says %q", path, language, word)
				}
			}
			ids := map[string]bool{}
			for n := range d.root.Descendants() {
				if id := attribute(n, "id"); n.Type == html.ElementNode && id != "" {
					if ids[id] {
						t.Errorf("%s in %s: two elements have the id %s", path, language, id)
					}
					ids[id] = true
				}
			}
			for _, a := range d.all("a", "href", "") {
				if to, local := strings.CutPrefix(attribute(a, "href"), "#"); local && to != "main" && !ids[to] && path != "/gallery" {
					t.Errorf("%s in %s leads to #%s, which is not there", path, language, to)
				}
			}
		}
	}
	w.as("sample-rosa").get("/method").want(200)
	w.as("").get("/privacy").want(200).has("after 8 hours", "10 minutes at most", "Nothing, until the lead releases")
}

// TestGalleryLocal: the gallery is served only where people are invented.
func TestGalleryLocal(t *testing.T) {
	w := newWorld(t)
	real := &site.Site{Desk: w.desk, Sessions: w.store, Pages: []site.Pages{site.National, site.Gallery}, NewToken: w.newID}
	pages, err := real.Handler()
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	pages.ServeHTTP(rec, httptest.NewRequest("GET", "/gallery", nil))
	if rec.Code != 404 {
		t.Errorf("the gallery is served to real people: %d", rec.Code)
	}
}

// TestMethodFigures: the page says the figures of the engine, and its worked
// example comes to what the method publishes.
func TestMethodFigures(t *testing.T) {
	d := newWorld(t).as("").get("/method").want(200)
	p := scoring.DefaultParams
	base, _, strict := scoring.Discounts()
	d.has(
		fmt.Sprintf("holds the criterion at %d points", p.CapOne), fmt.Sprintf("hold it at %d", p.CapTwo),
		fmt.Sprintf("the score is below %d", p.Partly), fmt.Sprintf("the score is %d or more, every section is at %d or more, and %d%%", p.Met, p.SectionMet, p.CoverageMet),
		fmt.Sprintf("less than %d%% of the weight", p.CoverageMin), fmt.Sprintf("scored again %s times", "1,000"),
		fmt.Sprintf("2 %d.%02d", base[2]/100, base[2]%100), fmt.Sprintf("%d.%02d", strict[3]/100, strict[3]%100),
		"Law 0, 10, 60, 90 and 100", "Practice 0, 10, 40, 80 and 100", "Legally based, effective export control system 25 40",
		"Section S1: claimed 52.3, shown 46.2", "Section S2: claimed 85.4, shown 74.3", "claimed 72.2, shown 63.1", "Held at 59 by q02", "By rule 2: Not met",
		"claimed 52.5, shown 48.6. 83.3% of the weight has an answer", "could raise the shown score to 65.2", "By rule 5: Partly met", "Important gaps remain.",
	)
}

// TestMethodRules: the verdict beside each rule is the one that the engine's
// vectors come to by that rule.
func TestMethodRules(t *testing.T) {
	d := newWorld(t).as("").get("/method").want(200)
	words := map[string]string{"MET": "Met", "LARGELY_MET": "Largely met", "PARTLY_MET": "Partly met", "NOT_MET": "Not met", "UNDETERMINED": "Cannot be said yet", "NOT_ASSESSED": "Not assessed"}
	said := map[string]string{}
	for _, table := range d.all("table", "class", "sa-table") {
		if caption := text(first(table, "caption")); caption != "The verdict on a criterion" {
			continue
		}
		for row := range table.Descendants() {
			if row.Type == html.ElementNode && row.Data == "tr" && first(row, "td") != nil {
				said[strings.TrimSpace(text(first(row, "th")))] = strings.TrimSpace(text(row.LastChild))
			}
		}
	}
	names, err := filepath.Glob("../../scoring/testdata/vectors/*.json")
	if err != nil || len(names) < 20 || len(said) != 8 {
		t.Fatal(names, said, err)
	}
	seen := map[string]bool{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var v struct {
			Expect struct {
				Criteria []struct {
					Claimed, Shown struct {
						Verdict string
						Rule    int
					}
				}
			}
		}
		if err := json.Unmarshal(data, &v); err != nil {
			continue // a vector of another shape
		}
		for _, c := range v.Expect.Criteria {
			for _, view := range []struct {
				Verdict string
				Rule    int
			}{c.Claimed, c.Shown} {
				if view.Rule == 0 || view.Verdict == "" {
					continue
				}
				rule := fmt.Sprint(view.Rule)
				seen[rule] = true
				if said[rule] != words[view.Verdict] {
					t.Errorf("%s: rule %s comes to %s, and the page says %q", name, rule, view.Verdict, said[rule])
				}
			}
		}
	}
	if len(seen) < 6 {
		t.Errorf("the vectors use only the rules %v", slices.Sorted(maps.Keys(seen)))
	}
}

// first is the first element of a name under a node; nil for none.
func first(n *html.Node, name string) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == name {
			return d
		}
	}
	return nil
}

// text is the text under a node.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
