package web_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// cast are the people of the columns of the matrix, in its order: they act for
// XA, or for the team that it releases to. What the matrix calls given to a
// body is given to the customs; approver and reader speak for it too, since no
// right may come from that alone.
var cast = []struct {
	column string
	who    access.Principal
}{
	{"lead", access.Principal{Sub: "matrix-lead", Side: access.National, Owner: sample.XA, Roles: []access.Role{access.Lead}}},
	{"contributor", access.Principal{Sub: "matrix-customs", Side: access.National, Owner: sample.XA, Roles: []access.Role{access.Contributor}, Bodies: []string{"customs"}}},
	{"other body", access.Principal{Sub: "matrix-licensing", Side: access.National, Owner: sample.XA, Roles: []access.Role{access.Contributor}, Bodies: []string{"licensing"}}},
	{"approver", access.Principal{Sub: "matrix-approver", Side: access.National, Owner: sample.XA, Roles: []access.Role{access.Approver}, Bodies: []string{"customs"}}},
	{"reader", access.Principal{Sub: "matrix-reader", Side: access.National, Owner: sample.XA, Roles: []access.Role{access.Reader}, Bodies: []string{"customs"}}},
	{"reviewer", access.Principal{Sub: "matrix-reviewer", Side: access.Outreach, Owner: sample.Team, Roles: []access.Role{access.Reviewer}}},
}

// strangers are those whom people of the same side act for elsewhere.
var strangers = map[access.Side]string{access.National: sample.XB, access.Outreach: "team999999"}

// matrixCalls stand in for examples that would not do: the lead's, where a
// contributor may say less, and one about a person who is there already.
var matrixCalls = map[string]struct{ path, body string }{
	"readPackage":               {"/outreach/packages/{package}", ""}, // the whole writes: TestOpened
	"writeMember":               {"/members/sample-kofi", `{"name":"Kofi Sarpong","roles":["contributor"],"bodies":["customs"],"active":true}`},
	"contributor writeResponse": {"/assessments/{file}/responses/EN-16", `{"response":{"state":"value","level":3}}`},
	"contributor writePlanItem": {"/assessments/{file}/plan/sample-step", `{"owner":"customs","due":"2027-06-30","assistance":"training of officers","share":false,"progress":"under_way"}`},
}

// matrixVersions are those of what cannot be read by its own path.
var matrixVersions = map[string]string{"writeMember": `"1"`, "writeAssignment": `"1"`, "arrangeEngagement": `"1"`}

// line is one line of the matrix, its cells by column.
type line struct {
	operation string
	states    []string
	cells     map[string]string
}

// readMatrix reads the reviewed matrix, with groups of states written out.
func readMatrix(t *testing.T) []line {
	t.Helper()
	text, err := os.ReadFile("testdata/matrix.csv")
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comment, r.TrimLeadingSpace = '#', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := []string{"operation", "state"}
	for _, c := range cast {
		columns = append(columns, c.column)
	}
	if columns = append(columns, "nobody", "foreign", "note"); !slices.Equal(rows[0], columns) {
		t.Fatalf("the columns are %q, want %q", rows[0], columns)
	}
	var lines []line
	for _, row := range rows[1:] {
		l := line{operation: row[0], cells: map[string]string{}}
		for _, state := range strings.Fields(row[1]) {
			switch state {
			case "any":
				l.states = append(l.states, states...)
			case "sealed":
				l.states = append(l.states, states[2:]...)
			default:
				l.states = append(l.states, state)
			}
		}
		for i, c := range columns[2 : len(columns)-1] {
			l.cells[c] = row[i+2]
		}
		lines = append(lines, l)
	}
	return lines
}

// TestMatrixWhole: the matrix speaks of every operation, and of each in every
// state in which what its path names is there.
func TestMatrixWhole(t *testing.T) {
	said := map[string][]string{}
	for _, l := range readMatrix(t) {
		said[l.operation] = append(said[l.operation], l.states...)
	}
	for _, p := range permissions(t) {
		want := states
		path, _ := exampleOf(t, p.Operation)
		switch {
		case strings.Contains(path, "{package}"), strings.Contains(path, "{clarification}"), strings.Contains(path, "{engagement}"):
			want = states[3:]
		case strings.Contains(path, "{submission}"):
			want = states[2:]
		}
		got := said[p.Operation]
		delete(said, p.Operation)
		slices.Sort(got)
		if !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s is in the matrix in the states %q, want each of %q once", p.Operation, got, want)
		}
	}
	for operation := range said {
		t.Errorf("%s is in the matrix and not in permissions.csv", operation)
	}
}

// exampleOf is the path and the body of an operation's example.
func exampleOf(t *testing.T, operation string) (path, body string) {
	t.Helper()
	for _, e := range examples {
		if e.operation == operation {
			return e.path, e.body
		}
	}
	t.Fatalf("%s has no example", operation)
	return "", ""
}

// TestMatrix drives every cell of the matrix in every state. Nothing that is
// refused or read leaves a trace, and what is a caller's own neither shows nor
// changes anything of XA or its team.
func TestMatrix(t *testing.T) {
	t.Parallel()
	c := readContract(t)
	routes := map[string]access.Permission{} // for method and path alone: what they allow is what is tested
	for _, p := range permissions(t) {
		routes[p.Operation] = p
	}
	lines := readMatrix(t)
	for _, state := range states {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, state)
			for _, l := range lines {
				if p, known := routes[l.operation]; known && slices.Contains(l.states, state) {
					t.Run(l.operation, func(t *testing.T) { s.line(t, c, p, l) })
				}
			}
			if !s.untouched() {
				t.Error("something that was refused, or only read, has written")
			}
		})
	}
}

// line drives one line of the matrix.
func (s *stage) line(t *testing.T, c *contract, p access.Permission, l line) {
	usual := attack{Permission: p}
	usual.path, usual.body = exampleOf(t, l.operation)
	if other, ok := matrixCalls[l.operation]; ok {
		usual.path, usual.body = other.path, other.body
	}
	s.fill(c, &usual)
	s.cell(t, usual, "nobody", nil, l.cells["nobody"])
	for _, one := range cast {
		a, stranger, suspended := usual, one.who, one.who
		if other, ok := matrixCalls["contributor "+l.operation]; ok && one.who.Is(access.Contributor) {
			a.body = other.body
		}
		s.cell(t, a, one.column, &one.who, l.cells[one.column])
		suspended.Roles = nil
		s.cell(t, a, "suspended "+one.column, &suspended, l.cells["nobody"])
		if one.column == "other body" { // to whom a thing was given matters at home alone
			continue
		}
		stranger.Owner = strangers[stranger.Side]
		want := l.cells["foreign"]
		if own := l.cells[one.column]; own == "403" || own == "404" { // a right that is not theirs at home either
			want = own
		}
		s.cell(t, a, "foreign "+one.column, &stranger, want)
	}
}

// cell makes one call. One that may write has a world of its own; the others
// share one.
func (s *stage) cell(t *testing.T, a attack, column string, who *access.Principal, want string) {
	done := want == "ok" || want == "own"
	w, before := s.w, ""
	if done && a.Method != "GET" {
		w = worldOf(t, s.kept)
	}
	if want == "own" {
		before = s.home(w)
	}
	got := w.send(who, a.Method, a.path, a.body, a.headers...)
	fits := fmt.Sprint(got.status) == want || done && got.status/100 == 2
	if want == "own" {
		fits = fits || got.status == 412 // XA's version is seldom that of the caller's own
		for _, mark := range s.marks[who.Side] {
			if strings.Contains(got.text, mark) {
				t.Errorf("to %s it shows %q: %.300s", column, mark, got.text)
			}
		}
		if s.home(w) != before {
			t.Errorf("%s changed what is not their own", column)
		}
	}
	if w.logs.Len() > 0 && got.status != 503 { // which the operator should see
		t.Errorf("logged: %s", w.logs)
	}
	w.logs.Reset()
	if fits {
		return
	}
	t.Errorf("%s is answered %d, not %s: %.300s", column, got.status, want, got.text)
	if w == s.w && got.status < 300 { // so that the cells after it stand on firm ground
		s.open()
	}
}
