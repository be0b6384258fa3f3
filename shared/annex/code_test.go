package annex

import (
	"slices"
	"strings"
	"testing"
)

// texts writes codes as one string, divided by a space.
func texts(codes []code) string {
	var all []string
	for _, c := range codes {
		all = append(all, c.text)
	}
	return strings.Join(all, " ")
}

// cells are code cells as lists print them, what they stand for, and what in
// them is no code.
var cells = []struct {
	name, cell, want, strange string
}{
	{"EU code", "9A101", "9A101", ""},
	{"dotted sub-paragraph", "9A101.a", "9A101.a", ""},
	{"joined sub-paragraph", "9A101a", "9A101.a", ""},
	{"joined deep", "1C111a2b", "1C111.a.2.b", ""},
	{"case and spaces", "9a101 . a", "9A101.a", ""},
	{"spaced sub-paragraph", "9A101 a.", "9A101.a", ""},
	{"parentheses", "9A101(a)(1)", "9A101.a.1", ""},
	{"parentheses with a remark", "9A101 (turbojets)", "9A101", "turbojets"},
	{"dotted dual-use code", "9.A.101.a", "9A101.a", ""},
	{"spaced dual-use code", "9 A 101", "9A101", ""},
	{"digits after digits with dots", "3A001.a.5.a", "3A001.a.5.a", ""},
	{"part that looks like a head", "9A101.a.1.b", "9A101.a.1.b", ""},
	{"ECCN word", "ECCN 9A604.c", "9A604.c", ""},
	{"non-breaking space", "9A101\u00a0.b", "9A101.b", ""},
	{"foreign and is no sub-paragraph", "9A101 e 9A102", "9A101 9A102", "e"},

	{"military", "ML8", "ML8", ""},
	{"military joined", "ML8a12a5", "ML8.a.12.a.5", ""},
	{"military dotted lower case", "ml 8.a", "ML8.a", ""},
	{"military printed with a space", "ML13d2 ", "ML13.d.2", ""},
	{"military letters", "ML8f4o", "ML8.f.4.o", ""},

	{"reference", "9.A.1", "9.A.1", ""},
	{"reference undotted", "9A1", "9.A.1", ""},
	{"M reference", "M9A1", "9.A.1", ""},
	{"MTCR word", "MTCR 9.A.1", "9.A.1", ""},
	{"MTCR joined", "MTCR9A1", "9.A.1", ""},
	{"MTCR Annex item", "MTCR Annex Item 9.A.1", "9.A.1", ""},
	{"spaced reference", "M 9 A 1", "9.A.1", ""},
	{"Group 6", "6-9.A.1", "9.A.1", ""},
	{"Group 6 with full stop", "6-2.A.1.", "2.A.1", ""},
	{"Group 6 with a long dash", "6–12.D.3", "12.D.3", ""},
	{"undotted deep", "M4C2b4k", "4.C.2.b.4.k", ""},
	{"two-digit item", "M11A1", "11.A.1", ""},
	{"leading zeros", "03.A.01", "3.A.1", ""},
	{"brackets", "[M9A2]", "9.A.2", ""},
	{"star", "[M2A1f*]", "2.A.1.f", ""},
	{"slash", "M3A1/2", "3.A.1 3.A.2", ""},
	{"slash, brackets and star", "[M3A1/2*]", "3.A.1 3.A.2", ""},
	{"two bracketed with slashes", "[M11A1/2*] [M12A4/5*]", "11.A.1 11.A.2 12.A.4 12.A.5", ""},
	{"brackets without a space", "[M17A1*][M17C1*]", "17.A.1 17.C.1", ""},
	{"ampersand and stars", "[M4C2e*&f*]", "4.C.2.e 4.C.2.f", ""},
	{"comma and short form", "4.C.2.e, f", "4.C.2.e 4.C.2.f", ""},
	{"semicolons", "9.A.1; 9.A.2;11.A.3", "9.A.1 9.A.2 11.A.3", ""},
	{"commas and and", "9.A.1, 9.A.2 and 11.A.3", "9.A.1 9.A.2 11.A.3", ""},
	{"spaces", "9.A.1 9.A.2", "9.A.1 9.A.2", ""},
	{"spaces after letters", "4.C.2.e 4.C.2.f", "4.C.2.e 4.C.2.f", ""},
	{"full stops and spaces", "4.C.2.e. 4.C.2.f.", "4.C.2.e 4.C.2.f", ""},
	{"spaces between M forms", "M3A1 M9A2", "3.A.1 9.A.2", ""},
	{"slash between whole references", "3.A.1/3.A.2", "3.A.1 3.A.2", ""},
	{"repeated", "9.A.1; M9A1", "9.A.1", ""},
	{"line break in the cell", "9.A.1\n9.A.2", "9.A.1 9.A.2", ""},
	{"soft hyphen and quotes", "‘9.A.1’", "9.A.1", ""},

	{"Canadian range", "6-4.C.2.c to 6-4.C.2.f", "4.C.2.c 4.C.2.d 4.C.2.e 4.C.2.f", ""},
	{"Canadian range in a sentence's commas", "6-4.C.4.a.1., 6-4.C.4.a.3. to 6-4.C.4.a.6.,", "4.C.4.a.1 4.C.4.a.3 4.C.4.a.4 4.C.4.a.5 4.C.4.a.6", ""},
	{"short range", "4.C.2.c to f", "4.C.2.c 4.C.2.d 4.C.2.e 4.C.2.f", ""},
	{"dash range", "4.C.2.c – 4.C.2.e", "4.C.2.c 4.C.2.d 4.C.2.e", ""},
	{"joined dash range", "4.C.2.c-e", "4.C.2.c 4.C.2.d 4.C.2.e", ""},
	{"code range", "9A101 to 9A103", "9A101 9A102 9A103", ""},
	{"range keeps zeros", "9A008-9A011", "9A008 9A009 9A010 9A011", ""},
	{"number range", "1C111.a.1 to 1C111.a.4", "1C111.a.1 1C111.a.2 1C111.a.3 1C111.a.4", ""},
	{"range the wrong way round", "4.C.2.f to 4.C.2.c", "", "4.C.2.f to 4.C.2.c"},
	{"range across entries", "4.C.2.f to 4.C.3.a", "", "4.C.2.f to 4.C.3.a"},
	{"range across families", "9A101 to 9.A.3", "", "9A101 to 9.A.3"},
	{"range too long", "9A001 to 9A999", "", "9A001 to 9A999"},

	{"whole item", "6-2", "Item 2", ""},
	{"whole item in words", "Item 11", "Item 11", ""},
	{"whole subcategory", "M9A", "Item 9.A", ""},
	{"parent reference", "[M4C3]", "4.C.3", ""},

	{"UK letter", "[M-h]", "", "M-h"},
	{"UK letter joined", "[Md]", "", "Md"},
	{"UK star", "[M*]", "", "M"},
	{"UK misprint", "[MC2b4*]", "", "MC2b4"},
	{"UK letter with a space", "[M-i ]", "", "M-i"},
	{"national code", "PL5001a", "", "PL5001a"},
	{"bare number", "9", "", "9"},
	{"four digits", "9A1011", "", "9A1011"},
	{"tail that is no part", "9A101xy", "", "9A101xy"},
	{"M before a dual-use code", "M9A101", "", "M9A101"},
	{"other regime", "WA ML4.a, M9A1", "ML4.a 9.A.1", "WA"},
	{"words", "see the schedule", "", "see the schedule"},
	{"empty", " [*] ", "", ""},
}

func TestReadCell(t *testing.T) {
	for _, tt := range cells {
		t.Run(tt.name, func(t *testing.T) {
			codes, strange := readCell(tt.cell)
			if got := texts(codes); got != tt.want {
				t.Errorf("readCell(%q) = %q, want %q", tt.cell, got, tt.want)
			}
			if got := strings.Join(strange, " "); got != tt.strange {
				t.Errorf("readCell(%q) does not understand %q, want %q", tt.cell, got, tt.strange)
			}
			checkIdempotent(t, codes)
		})
	}
}

// checkIdempotent checks that the plain spelling of a code is read as that
// code and nothing else.
func checkIdempotent(t *testing.T, codes []code) {
	t.Helper()
	for _, c := range codes {
		again, strange := readCell(c.text)
		if !slices.Equal(again, []code{c}) || len(strange) > 0 {
			t.Errorf("%v is read again as %v, %q", c, again, strange)
		}
	}
}

func TestParents(t *testing.T) {
	tests := []struct {
		name string
		code code
		want []string
	}{
		{"reference stops at its number", code{reference, "4.C.2.b.4.k"}, []string{"4.C.2.b.4", "4.C.2.b", "4.C.2"}},
		{"entry without parents", code{reference, "9.A.1"}, nil},
		{"dual-use stops at its head", code{dualUse, "9A106.d.1"}, []string{"9A106.d", "9A106"}},
		{"military", code{military, "ML8.a"}, []string{"ML8"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := slices.Collect(tt.code.parents); !slices.Equal(got, tt.want) {
				t.Errorf("parents are %v, want %v", got, tt.want)
			}
		})
	}
}

func FuzzReference(f *testing.F) {
	for _, seed := range []string{"9A101", "[M11A1/2*] [M12A4/5*]", "[M4C2e*&f*]", "6-4.C.2.c to 6-4.C.2.f", "9a101 . a", "MTCR 9.A.1", "ML8a12", "9A101(a)(1)", "M-h", "Item 2", "9A998-9A999", "ML0a0/00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		codes, strange := readCell(cell)
		checkIdempotent(t, codes)
		for _, s := range strange {
			if s == "" {
				t.Errorf("%q: an empty part is not understood", cell)
			}
		}
		var all []string
		for _, c := range codes {
			all = append(all, c.text)
		}
		again, left := readCell(strings.Join(all, "; "))
		if !slices.Equal(again, codes) || len(left) > 0 {
			t.Errorf("%q: %v is read again as %v, %q", cell, codes, again, left)
		}
	})
}
