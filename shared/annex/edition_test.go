package annex

import (
	"os"
	"slices"
	"strings"
	"testing"
)

const edition2024 = "2024-03-14"

// open opens the built-in edition.
func open(t testing.TB) *Edition {
	t.Helper()
	e, err := Open(edition2024)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEditions(t *testing.T) {
	if got := Editions(); !slices.Equal(got, []string{edition2024}) {
		t.Errorf("editions are %v", got)
	}
	if _, err := Open("2022-10-21"); err == nil || !strings.Contains(err.Error(), "the editions are 2024-03-14") {
		t.Errorf("opening an unknown edition: %v", err)
	}
}

func TestEntries(t *testing.T) {
	e := open(t)
	entries := e.Entries()
	first, finer, noCode := 0, 0, []string(nil)
	for _, entry := range entries {
		if entry.Category == "I" {
			first++
		}
		finer += len(entry.Finer)
		if len(entry.EU) == 0 && len(entry.ECCN) == 0 {
			noCode = append(noCode, entry.Code)
		}
	}
	if len(entries) != 179 || first != 21 || finer != 34 {
		t.Errorf("%d entries, %d of Category I, %d finer rows; want 179, 21, 34", len(entries), first, finer)
	}
	if want := []string{"2.D.6", "10.E.1", "11.A.4", "16.E.1"}; !slices.Equal(noCode, want) {
		t.Errorf("entries without a code: %v, want %v", noCode, want)
	}
	if entries[0].Code != "1.A.1" || entries[178].Code != "20.E.1" {
		t.Errorf("the entries run from %s to %s", entries[0].Code, entries[178].Code)
	}
}

func TestEntry(t *testing.T) {
	e := open(t)
	for _, code := range []string{"9.A.2", "M9A2", "[M9A2]", "6-9.A.2"} {
		entry, ok := e.Entry(code)
		if !ok || entry.Code != "9.A.2" || entry.EUProvenance != Table || entry.ECCNProvenance != Matched || entry.Source != SourceFound {
			t.Errorf("Entry(%q) = %+v, %v", code, entry, ok)
		}
	}
	for _, code := range []string{"", "9.A.99", "4.C.4.a.1", "9A101", "9.A.1 9.A.2"} {
		if entry, ok := e.Entry(code); ok {
			t.Errorf("Entry(%q) = %s", code, entry.Code)
		}
	}
	oxidisers, _ := e.Entry("4.C.4.a")
	if len(oxidisers.Finer) != 6 || oxidisers.Finer[5].Code != "4.C.4.a.6" || !slices.Equal(oxidisers.Finer[5].EU, []string{"1C238", "ML8"}) {
		t.Errorf("finer rows of 4.C.4.a: %+v", oxidisers.Finer)
	}
	if Table.ToConfirm() || NoCodes.ToConfirm() || !Matched.ToConfirm() || !Mixed.ToConfirm() || !Known.ToConfirm() {
		t.Error("matched, mixed and known correlations are to be confirmed, and only they")
	}
}

// csv2024 is the text of the built-in edition, for tests to change.
func csv2024(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("editions/2024-03-14.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestParseEditionFaults(t *testing.T) {
	head := strings.Join(heading[:], ",") + "\n"
	row := "9.A.1,9,II,A,Instruments,7A103.b,7A103.b,found,matched,matched,EAR,,,entry,2024-03-14\n"
	tests := []struct {
		name, id, csv string
		want          []string
	}{
		{"no date", "latest", head + strings.ReplaceAll(row, "2024-03-14", "latest"), []string{`the id "latest" is no date`}},
		{"empty", edition2024, "", []string{"line 1: the heading is not that of an edition; write entry,item"}},
		{"other heading", edition2024, "code,title\n", []string{"line 1: the heading is not that of an edition"}},
		{"no rows", edition2024, head, []string{"the edition has no entries"}},
		{"short row", edition2024, head + "9.A.1,9\n", []string{"line 2: the row has 2 cells instead of 15"}},
		{"twice", edition2024, head + row + row, []string{"line 3: entry 9.A.1 stands on line 2 already"}},
		{"not plain", edition2024, head + strings.Replace(row, "9.A.1", "M9A1", 1), []string{`line 2: entry "M9A1" is no Annex reference in its plain spelling`}},
		{"item differs", edition2024, head + strings.Replace(row, ",9,", ",8,", 1), []string{`line 2: item "8" and subcategory "A" are not those of entry 9.A.1`}},
		{"category differs", edition2024, head + strings.Replace(row, ",II,", ",I,", 1), []string{`line 2: category "I" is not that of entry 9.A.1`}},
		{"spaces", edition2024, head + strings.Replace(row, "Instruments", " Instruments", 1), []string{"line 2: short_title has spaces around it"}},
		{"subentry alone", edition2024, head + row + strings.Replace(strings.Replace(row, "9.A.1", "9.A.2.a", 1), "entry", "subentry", 1), []string{"line 3: subentry 9.A.2.a does not follow the entry it belongs to"}},
		{"entry under entry", edition2024, head + row + strings.Replace(row, "9.A.1", "9.A.1.a", 1), []string{"line 3: entry 9.A.1.a lies under entry 9.A.1"}},
		{"code twice", edition2024, head + strings.Replace(row, "7A103.b", "7A103.b;7A103.b", 1), []string{"line 2: eu_code holds 7A103.b twice"}},
		{"not UTF-8", edition2024, head + row + "\xff", []string{"line 3: the byte 0xFF"}},
		{"all faults at once", edition2024, head + "9.F.1,9,III,F,,9A1,7A103.b,seen,,guess,UK,,,part,2020-01-01\n", []string{
			`subcategory is "F"`, "short_title is empty", `category is "III"`, `eu_code holds "9A1"`, `source is "seen"`,
			`eu_source is ""`, `eccn_source is "guess"`, `us_jurisdiction is "UK"`, `level is "part"`, `edition is "2020-01-01"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := ParseEdition(tt.id, []byte(tt.csv))
			if e != nil || err == nil {
				t.Fatalf("no error, edition %v", e)
			}
			for _, want := range append(tt.want, "reading Annex edition "+tt.id) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not say %q:\n%v", want, err)
				}
			}
		})
	}
}

// edited returns the built-in edition with texts replaced, under a later date.
func edited(t testing.TB, oldnew ...string) *Edition {
	t.Helper()
	text := csv2024(t)
	for i := 0; i < len(oldnew); i += 2 {
		if strings.Count(text, oldnew[i]) != 1 {
			t.Fatalf("%q does not stand exactly once in the edition", oldnew[i])
		}
		text = strings.Replace(text, oldnew[i], oldnew[i+1], 1)
	}
	e, err := ParseEdition("2026-10-01", []byte(strings.ReplaceAll(text, edition2024, "2026-10-01")))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestDiff(t *testing.T) {
	tail := ",entry,2024-03-14\n"
	row := func(text string) string { return text + tail }
	turboprop := row("3.A.9,3,II,A,Turboprop engine systems for long-range unmanned aircraft,9A102,9A102,found,matched,matched,EAR,,max power >10 kW (civil-certified excluded)")
	last := row("20.E.1,20,II,E,Technology for Item 20 subsystems and software,9E101;9E102,9E101;9E102,found,matched,matched,ITAR,IV(i),")
	next := edited(t,
		turboprop, "",
		last, last+"20.E.2,20,II,E,New row,,,found,,,EAR,,,entry,2024-03-14\n",
		"radial ball bearings,2A001;2A101,", "radial ball bearings,2A101,",
	)
	changes := Diff(open(t), next)
	var got []string
	for _, c := range changes.Rows {
		got = append(got, c.String())
	}
	want := []string{
		`3.A.7 changed: EU codes from "2A001; 2A101" to "2A101"`,
		"20.E.2 added: New row",
		"3.A.9 removed: Turboprop engine systems for long-range unmanned aircraft",
	}
	if !slices.Equal(got, want) {
		t.Errorf("changes are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
