package report_test

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// marked returns the elements that carry an attribute.
func marked(t fataler, data []byte, attribute string) []*html.Node {
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var found []*html.Node
	for n := range root.Descendants() {
		if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == attribute }) {
			found = append(found, n)
		}
	}
	return found
}

// text is all text below a node, with runs of space as one.
func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return squeezed(b.String())
}

// squeezed is a text with runs of space as one.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

func countHTML(t fataler, d *report.Document, data []byte) report.Counts {
	var n report.Counts
	asked := map[string]report.Question{}
	for _, s := range d.Sections {
		for _, q := range s.Questions {
			asked[q.ID] = q
		}
	}
	for _, node := range marked(t, data, "data-question") {
		n.Questions++
		id, state := node.Attr[0].Val, node.Attr[1].Val
		q := asked[id]
		switch state {
		case report.Withheld:
			n.Withheld++
		case report.Parked:
			n.Parked++
		}
		if q.Given() {
			n.Answers++
		}
		for _, want := range []string{q.Text, q.Answer, q.Meaning, q.Response.Text, q.Response.Reason, q.Flag} {
			if !strings.Contains(text(node), squeezed(want)) {
				t.Fatal(id, "lacks", want)
			}
		}
	}
	n.Proofs, n.Citations, n.Flags = len(marked(t, data, "data-proof")), len(marked(t, data, "data-cited")), len(marked(t, data, "data-flag"))
	rows := len(marked(t, data, "data-row"))
	n.Contradictions, n.Instruments, n.Steps, n.Requests, n.Duties, n.Dates = d.Counts.Contradictions, d.Counts.Instruments, d.Counts.Steps, d.Counts.Requests, d.Counts.Duties, d.Counts.Dates
	if rows != n.Contradictions+n.Instruments+n.Steps+n.Requests+n.Duties+n.Dates {
		t.Fatal(rows, "rows in the tables of", d.Counts)
	}
	return n
}

// TestMarkings: every format that people read says what it is, that Partners
// decide, and under what it was answered.
func TestMarkings(t *testing.T) {
	f := draw(5)
	for _, l := range language.All() {
		for _, kind := range kinds {
			d := f.document(t, kind, l)
			if d.Marking == "" || strings.Contains(d.Marking, "{") {
				t.Errorf("%s in %s is marked %q", kind, l.Code(), d.Marking)
			}
			page := string(render(t, d, "html"))
			root, err := html.Parse(strings.NewReader(page))
			if err != nil {
				t.Fatal(err)
			}
			shown := text(root)
			for _, want := range []string{l.Text(language.PageNotice), d.Catalogue, d.Hash, d.Date(d.Day), d.Marking, l.Text(language.ReportTitle)} {
				if !strings.Contains(shown, squeezed(want)) {
					t.Errorf("%s in %s lacks %q", kind, l.Code(), want)
				}
			}
			if !strings.Contains(page, `<html lang="`+l.Code()+`" dir="`+l.Direction()+`">`) {
				t.Errorf("%s in %s: language or direction", kind, l.Code())
			}
			for _, never := range []string{"<script", "<link", "<img", " src=", "ZgotmplZ", "http://", "@import", "url("} {
				if strings.Contains(page, never) {
					t.Errorf("%s in %s holds %q", kind, l.Code(), never)
				}
			}
			style := page[strings.Index(page, "<style>")+len("<style>") : strings.Index(page, "</style>")]
			head, _, _ := strings.Cut(style[strings.Index(style, "MTCR - "):], "\n")
			if shown := unescaped(head); !strings.HasPrefix(shown, "MTCR - "+d.Marking) {
				t.Errorf("%s in %s: the head of a printed page says %s", kind, l.Code(), shown)
			}
			if strings.Count(head, `"`) != 1 || !strings.Contains(head, "2026") {
				t.Errorf("%s in %s: the head of a printed page is %s", kind, l.Code(), head)
			}
			if !strings.Contains(style, "@top-center") || strings.Contains(style, "<") {
				t.Errorf("%s in %s: the style is %.400s", kind, l.Code(), style)
			}
		}
	}
}

// unescaped is a string of a style sheet as it is shown (CSS Syntax 3, 4.3.7).
func unescaped(text string) string {
	return regexp.MustCompile(`\\[0-9a-f]{1,6}\s?`).ReplaceAllStringFunc(text, func(escape string) string {
		n, _ := strconv.ParseUint(strings.TrimSpace(escape[1:]), 16, 32)
		return string(rune(n))
	})
}
