package assessment

import (
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// concorder is a desk that needs no store, and a file of the newest edition.
func concorder() (*Desk, *File) {
	content := NewContent(questionnaires.Files)
	return &Desk{Content: content}, &File{ID: "f", AnnexEdition: content.Annex, Track: questionnaire.Prospective, State: Draft}
}

// TestConcord: without a list nothing is known; with one, its lines speak, and
// where a person decided, they do; a decision that was taken back is shown and
// changes nothing.
func TestConcord(t *testing.T) {
	d, f := concorder()
	none, err := d.concord(f, nil, nil)
	if err != nil || len(none.Rows) != 179 || none.Summary != nil || none.List != nil || none.Rows[0].State != NoList {
		t.Fatalf("without a list: %d rows, %v, %v", len(none.Rows), none.Summary, err)
	}
	list := &NationalList{Version: 3, Name: "List", CSV: "code,mtcr\nSG1,3.A.1\nSG2,3.A.2\nSG3,\n"}
	overrides := []Override{
		{Row: "3.A.1", Version: 1, State: annex.NotFound, Reason: "The line was repealed last year.", By: "ada"},
		{Row: "3.A.2", Version: 2, By: "ada"},
		{Row: "4.B.1", Version: 1, State: annex.Confirmed, Reason: "It is carried by another statute.", By: "ada"},
	}
	c, err := d.concord(f, list, overrides)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		row             string
		state, computed annex.State
		version         int
	}{{"3.A.1", annex.NotFound, annex.Covered, 1}, {"3.A.2", annex.Covered, annex.Covered, 2}, {"4.B.1", annex.Confirmed, annex.NotFound, 1}, {"6.A.1", annex.NotFound, annex.NotFound, 0}} {
		row := c.Row(test.row)
		if row == nil {
			t.Fatalf("no row %s", test.row)
		}
		version := 0
		if row.Override != nil {
			version = row.Override.Version
		}
		if row.State != test.state || row.Computed != test.computed || version != test.version {
			t.Errorf("%s: %q, by itself %q, decision %d", test.row, row.State, row.Computed, version)
		}
	}
	if c.List.CSV != "" || list.CSV == "" || c.List.Version != 3 {
		t.Error("the concordance names a list without its text, and leaves the list as it is")
	}
	if len(c.Unmatched) != 1 || c.Unmatched[0].Line.Number != 4 {
		t.Errorf("lines for no row: %+v", c.Unmatched)
	}
	if got := Suggestions(*c.Summary); *got["AX-02"].Count != c.Summary.Carried || *got["AX-03"].Count != 0 {
		t.Errorf("suggested: %+v", got)
	}
	if c.Row("99.A.1") != nil {
		t.Error("a row that is no entry")
	}
}

// TestCheckList: a list that cannot be read is refused with the line and the
// column of each fault, and not with thousands of them.
func TestCheckList(t *testing.T) {
	d, f := concorder()
	for _, test := range []struct {
		name string
		list NationalList
		want string // of the first fault; empty: none
	}{
		{"a list", NationalList{Name: "L", CSV: "code\n9A101\n"}, ""},
		{"without a name", NationalList{Name: " ", CSV: "code\n9A101\n"}, "name: missing"},
		{"another scheme", NationalList{Name: "L", CSV: "code\n9A101\n", Scheme: "fr"}, "scheme: not a way"},
		{"too large", NationalList{Name: "L", CSV: "code\n" + strings.Repeat("x", MaxListBytes)}, "csv: the list has 240005 bytes"},
		{"in UTF-16", NationalList{Name: "L", CSV: "\xff\xfec\x00o\x00d\x00e\x00\n\x009\x00A\x001\x000\x001\x00"}, ""},
		{"no text", NationalList{Name: "L", CSV: "code\n9A101\xff\n"}, "csv: line 2: the byte 0xFF"},
		{"a formula", NationalList{Name: "L", CSV: "code,title\n9A101,=1+1\n"}, "csv: line 2, column title: the title cell starts a formula"},
		{"no such entry", NationalList{Name: "L", CSV: "code,mtcr\nSG1,9.A.99\n"}, "csv: line 2, column Annex reference: unknown reference"},
		{"a code twice", NationalList{Name: "L", CSV: "code\n9A101\n9A101\n"}, "csv: line 3, column code: code"},
		{"a code twice, as published", NationalList{Name: "L", CSV: "code\n9A101\n9A101\n", KeepRepeats: true}, ""},
		{"nothing", NationalList{Name: "L"}, "csv: the file is empty"},
		{"nothing but faults", NationalList{Name: "L", CSV: "code,title\n" + strings.Repeat("9A101,=1\n", 5000)}, "csv: line 2"},
	} {
		err := d.checkList(f, &test.list)
		faults, _ := err.(questionnaire.Faults)
		got := ""
		if len(faults) > 0 {
			got = faults[0].Path + ": " + faults[0].Problem
		}
		if (err == nil) != (test.want == "") || !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
		if len(faults) > mostListFaults+1 {
			t.Errorf("%s: %d faults at once", test.name, len(faults))
		}
	}
}
