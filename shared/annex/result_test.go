package annex

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestRealLists holds the counts of the three real lists. They were worked out
// a second time by a script that shares no code with this package.
func TestRealLists(t *testing.T) {
	tests := []struct {
		name, file string
		lines      int
		scheme     Scheme
		notes      int
		want       Summary
	}{
		// 152 base ECCNs. Covered are entries all of whose ECCNs are base codes
		// on the list; entries that name paragraphs (1C111.d) are partly, since
		// the list has the base alone; not found are those that the US keeps on
		// its munitions list (9A104, 9A116, 9A117) and those without an ECCN.
		// Category I: 1.A.2, 1.B.1, 1.D.1, 1.E.1, 2.B.2, 2.D.1-5 and 2.E.1 are
		// covered, so 105 + 11 = 116.
		{"United States", "us-ccl-mt.csv", 152, USStyle, 0,
			Summary{Covered: 105, Partly: 34, NotFound: 40, Carried: 116, CarriedOf: 200, Kinds: []string{}, KindsOf: 5, Unmatched: 28}},
		// Covered by printed references: 2.A.1.f, 3.A.1-2, 4.C.2.a and c to f,
		// 4.C.6.b, 11.A.1-2, 12.A.1-2 and 4, 16.D.1, 17.A.1, C.1, D.1, and
		// 4.C.4.b through all five of its finer rows: 19, one of Category I.
		// Partly: 4.C.1 by ML8; 4.C.2.b, 4.C.4.a, 4.C.5, 4.C.6.a, c, d, e by
		// finer references; 4.C.3.a-b and 12.A.5.a-b by references above them.
		// Notes: 14 repeated codes, and 21 references such as [M-h].
		{"United Kingdom", "uk-military-2018.csv", 456, EUStyle, 35,
			Summary{Covered: 19, Partly: 12, NotFound: 148, Carried: 20, CarriedOf: 200, Kinds: []string{}, KindsOf: 5, Unmatched: 187}},
		// 31 lines: one names Item 2 as a whole and speaks for nothing; 6-2.A.1
		// stands above 2.A.1.a and 2.A.1.b, two lines name finer rows of
		// 2.A.1.b, one a part of 6.A.2: three partly. The other 26 each name an
		// entry, four of them (2.A.1.c to f) of Category I.
		{"Canada", "ca-cgl-group6.csv", 31, AnnexReferences, 0,
			Summary{Covered: 26, Partly: 3, NotFound: 150, Carried: 30, CarriedOf: 200, Kinds: []string{}, KindsOf: 5, Unmatched: 1}},
	}
	e := open(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := mustRead(t, string(real(t, tt.file)), KeepRepeats)
			d := e.Detect(l)
			if len(l.Lines) != tt.lines || d.Scheme != tt.scheme || !d.Sure || len(l.Notes) != tt.notes {
				t.Errorf("%d lines, %d notes, %+v", len(l.Lines), len(l.Notes), d)
			}
			c, err := e.Concord(l, d.Scheme)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Summary(); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("summary is %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestRealListWithRepeats: the UK list prints 14 codes again, some for other
// things (ML9a2d), so it is refused unless the caller asks to keep them.
func TestRealListWithRepeats(t *testing.T) {
	_, err := ReadList(real(t, "uk-military-2018.csv"))
	checkFaults(t, err, "reading the control list:", []string{
		"line 37: code “ML9a2d” stands on line 36", "line 41: code “ML9a2a”", "line 42: code “ML9a2c”", "line 45: code “ML9a2b”",
		"line 338: code “ML16”", "line 348: code “ML20”", "line 349: code “ML20a”", "line 350: code “ML20b”", "line 360: code “ML16”",
		"line 379: code “ML11”", "line 380: code “ML11a”", "line 381: code “ML11b”", "line 382: code “ML11c”", "line 416: code “ML16”",
	})
}

func TestWrongScheme(t *testing.T) {
	e := open(t)
	l := mustRead(t, string(real(t, "us-ccl-mt.csv")))
	us, err := e.Concord(l, USStyle)
	if err != nil {
		t.Fatal(err)
	}
	eu, err := e.Concord(l, EUStyle)
	if err != nil {
		t.Fatal(err)
	}
	for entry, want := range map[string][2]State{"19.A.3": {Covered, NotFound}, "3.A.8": {NotFound, Covered}} {
		a, _ := us.Row(entry)
		b, _ := eu.Row(entry)
		if a.State != want[0] || b.State != want[1] {
			t.Errorf("%s is %s in US style and %s in EU style, want %v", entry, a.State, b.State, want)
		}
	}
}

func TestOverride(t *testing.T) {
	c := concord(t, EUStyle, "9A106", "ML4")
	reason := "Order 12/2025, schedule 3, names it in full"
	confirmed, err := c.Override(Override{Entry: "M2A1f", State: Confirmed, Reason: "  " + reason, By: "A. Officer "})
	if err != nil {
		t.Fatal(err)
	}
	row, _ := confirmed.Row("2.A.1.f")
	if row.State != Confirmed || row.Computed != Partly || *row.Override != (Override{"2.A.1.f", Confirmed, reason, "A. Officer"}) {
		t.Errorf("row is %+v", row)
	}
	if before, _ := c.Row("2.A.1.f"); before.State != Partly || before.Override != nil {
		t.Error("the concordance it was called on has changed")
	}
	if was, is := c.Summary(), confirmed.Summary(); was.Carried != 0 || is.Carried != 2 || is.Confirmed != 1 || is.Partly != was.Partly-1 {
		t.Errorf("summary went from %+v to %+v", was, is)
	}
	lowered, err := confirmed.Override(Override{"2.A.1.f", NotFound, "The order was repealed in 2026", "B. Officer"})
	if err != nil || lowered.Summary().Carried != 0 {
		t.Errorf("a later override does not replace the earlier: %v", err)
	}
}

func TestOverrideFaults(t *testing.T) {
	c := concord(t, EUStyle, "9A106")
	long := "twenty characters ok"
	tests := []struct {
		name string
		o    Override
		want []string
	}{
		{"unknown entry", Override{"9.A.99", Confirmed, long, "A"}, []string{`edition 2024-03-14 has no entry "9.A.99"`}},
		{"finer row", Override{"4.C.4.a.1", Confirmed, long, "A"}, []string{`edition 2024-03-14 has no entry "4.C.4.a.1"`}},
		{"covered is for the list to say", Override{"9.A.1", Covered, long, "A"}, []string{`the state is "covered"; use "confirmed", "partly" or "not found"`}},
		{"one character short", Override{"9.A.1", Confirmed, " " + long[1:] + " ", "A"}, []string{"the reason has 19 characters; say in at least 20 why"}},
		{"everything", Override{}, []string{`edition 2024-03-14 has no entry ""`, `the state is ""`, "the reason has 0 characters", "the name is empty; say who decided"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := c.Override(tt.o)
			if got != nil {
				t.Error("an override was made")
			}
			checkFaults(t, err, "overriding row "+tt.o.Entry, tt.want)
		})
	}
}

func TestKinds(t *testing.T) {
	var lines []string
	for _, entry := range open(t).Entries() {
		if entry.Subcategory == "C" || entry.Subcategory == "D" {
			lines = append(lines, "X"+entry.Code+"|"+entry.Code)
		}
	}
	if got := concord(t, EUStyle, lines...).Summary(); !slices.Equal(got.Kinds, []string{"C", "D"}) {
		t.Errorf("kinds are %v", got.Kinds)
	}
	if got := concord(t, EUStyle, lines[1:]...).Summary(); !slices.Equal(got.Kinds, []string{"C"}) {
		t.Errorf("kinds without %s are %v", lines[0], got.Kinds)
	}
}

// TestFullCredit: a list that refers to every entry has all 200 points and all
// five kinds, and lacks nothing.
func TestFullCredit(t *testing.T) {
	var lines []string
	for _, entry := range open(t).Entries() {
		lines = append(lines, "6-"+entry.Code)
	}
	c := concord(t, AnnexReferences, lines...)
	got := c.Summary()
	if got.Carried != 200 || got.CarriedOf != 200 || len(got.Kinds) != 5 || got.Covered != 179 || len(c.Missing()) > 0 || len(c.Unmatched) > 0 {
		t.Errorf("summary is %+v", got)
	}
}

func TestMissing(t *testing.T) {
	missing := concord(t, EUStyle, "9A106", "ML4").Missing()
	var items []int
	rows := 0
	for _, m := range missing {
		items = append(items, m.Item)
		rows += len(m.Rows)
	}
	if want := []int{1, 2, 3, 4, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}; !slices.Equal(items, want) || rows != 179 {
		t.Errorf("items %v with %d rows", items, rows)
	}
	if row := missing[0].Rows[0]; row.Entry.Code != "1.A.1" || row.Provenance != Matched || !slices.Equal(row.Missing, []string{"9A004", "9A104"}) {
		t.Errorf("first missing row is %+v", row)
	}
}

func TestTouched(t *testing.T) {
	next := edited(t,
		"max power >10 kW", "max power >8 kW",
		"CAS 10544-73-7", "CAS 10544-73-7 and others",
		"radial ball bearings,2A001;2A101,", "radial ball bearings,2A101,")
	changes := Diff(open(t), next)
	asks := []struct {
		item        int
		subcategory string
		want        bool
	}{{0, "", true}, {3, "", true}, {3, "A", true}, {0, "C", true}, {4, "C", true}, {3, "C", false}, {9, "", false}, {0, "E", false}}
	for _, a := range asks {
		if got := changes.Touches(a.item, a.subcategory); got != a.want {
			t.Errorf("Touches(%d, %q) = %v", a.item, a.subcategory, got)
		}
	}
	if onlyPairing := Diff(open(t), edited(t, "radial ball bearings,2A001;2A101,", "radial ball bearings,2A101,")); onlyPairing.Touches(0, "") || len(onlyPairing.Rows) != 1 {
		t.Errorf("a corrected correlation counts as a change of the Annex: %+v", onlyPairing)
	}
	c := concord(t, EUStyle, "9A101", "9A102.a", "X|M4C4a", "2A001", "Y|M9A1")
	var got []string
	for _, line := range c.Touched(changes) {
		got = append(got, line.Line.Code+": "+strings.Join(line.Entries, " "))
	}
	if want := []string{"9A102.a: 3.A.9", "X: 4.C.4.a", "2A001: 3.A.7"}; !slices.Equal(got, want) {
		t.Errorf("touched lines are %q, want %q", got, want)
	}
	if same := Diff(next, next); len(same.Rows) > 0 || len(c.Touched(same)) > 0 {
		t.Errorf("an edition differs from itself: %+v", same)
	}
}
