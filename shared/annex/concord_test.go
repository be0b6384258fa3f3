package annex

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// concord compares a list of codes, one "code" or "code|reference" each, with
// the built-in edition.
func concord(t testing.TB, s Scheme, lines ...string) *Concordance {
	t.Helper()
	c, err := open(t).Concord(listOf(t, lines...), s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func listOf(t testing.TB, lines ...string) *List {
	t.Helper()
	return mustRead(t, "code;mtcr\n"+strings.ReplaceAll(strings.Join(lines, "\n"), "|", ";")+"\n")
}

func TestConcordRules(t *testing.T) {
	tests := []struct {
		name   string
		scheme Scheme
		lines  []string
		entry  string
		state  State
		basis  Basis
		reason string // a part of it
	}{
		{"the one code", EUStyle, []string{"9A102"}, "3.A.9", Covered, ByCode, "every EU code of the entry: 9A102"},
		{"every code of several", EUStyle, []string{"9A011", "9A111", "9A118"}, "3.A.2", Covered, ByCode, "every EU code"},
		{"some of several", EUStyle, []string{"9A011", "9A118"}, "3.A.2", Partly, ByCode, "for 9A111 the list has nothing"},
		{"none", EUStyle, []string{"9A120"}, "3.A.2", NotFound, ByNothing, "none of 9A011, 9A111, 9A118"},
		{"parent only", EUStyle, []string{"9A106"}, "3.A.5", Partly, ByCode, "for 9A106.d the list has 9A106, which stands above it"},
		{"the paragraph itself", EUStyle, []string{"9A106.d"}, "3.A.5", Covered, ByCode, "9A106.d"},
		{"child of a paragraph", EUStyle, []string{"9A106.d.1"}, "3.A.5", Partly, ByCode, "9A106.d.1, which is only part of it"},
		{"child of a code", EUStyle, []string{"9A102.a"}, "3.A.9", Partly, ByCode, "9A102.a, which is only part of it"},
		{"sibling", EUStyle, []string{"9A106.c"}, "3.A.5", NotFound, ByNothing, "neither 9A106.d nor a reference to 3.A.5"},
		{"spelling does not matter", EUStyle, []string{"9a106 . D"}, "3.A.5", Covered, ByCode, ""},
		{"range", EUStyle, []string{"9A117 to 9A120"}, "3.A.8", Covered, ByCode, ""},
		{"parts of a code are not the code", EUStyle, []string{"9A108.a"}, "3.A.3", Partly, ByCode, "for 9A008 the list has nothing"},

		{"9A120 in EU style means tanks", EUStyle, []string{"9A120", "9A012"}, "3.A.8", Covered, ByCode, ""},
		{"9A120 in EU style is no aerosol aircraft", EUStyle, []string{"9A120"}, "19.A.3", NotFound, ByNothing, ""},
		{"9A120 in US style means aerosol aircraft", USStyle, []string{"9A120", "9A012"}, "19.A.3", Covered, ByCode, ""},
		{"9A120 alone in US style is half of it", USStyle, []string{"9A120"}, "19.A.3", Partly, ByCode, "for 9A012 the list has nothing"},
		{"9A120 in US style means no tanks", USStyle, []string{"9A120", "9A012"}, "3.A.8", NotFound, ByNothing, "neither 9A103"},
		{"US column: no mixing with the EU column", USStyle, []string{"9B107"}, "15.B.6", NotFound, ByNothing, "neither 9B104"},

		{"military list is always partly", EUStyle, []string{"ML4"}, "2.A.1.f", Partly, ByCode, "ML4, a military-list number that names far more"},
		{"military paragraph", EUStyle, []string{"ML8.a"}, "4.C.1", Partly, ByCode, "military-list number"},
		{"military and dual-use, all there", EUStyle, []string{"1C111.c.6", "ML8"}, "4.C.6.c", Partly, ByCode, "military-list number among them"},
		{"military and dual-use, one there", EUStyle, []string{"ML8"}, "4.C.6.c", Partly, ByCode, "for 1C111.c.6 the list has nothing"},
		{"military in US style says nothing", USStyle, []string{"ML8"}, "4.C.1", NotFound, ByNothing, "no ECCN"},

		{"reference", EUStyle, []string{"X1|3.A.9"}, "3.A.9", Covered, ByReference, "refers to 3.A.9: 3.A.9 on line 2"},
		{"reference under the US scheme", USStyle, []string{"X1|M3A9"}, "3.A.9", Covered, ByReference, ""},
		{"reference goes before part of the codes", EUStyle, []string{"9A011|[M3A2*]"}, "3.A.2", Covered, ByReference, "[M3A2*] on line 2"},
		{"codes go before part of a reference", EUStyle, []string{"9A102|3.A.9.a"}, "3.A.9", Covered, ByCode, ""},
		{"entry without a code needs a reference", EUStyle, []string{"9D104"}, "2.D.6", NotFound, ByNothing, "no EU code, so only an explicit reference to 2.D.6"},
		{"entry without a code has one", EUStyle, []string{"X1|2.D.6"}, "2.D.6", Covered, ByReference, ""},
		{"parent reference", EUStyle, []string{"X1|[M4C3]"}, "4.C.3.b", Partly, ByReference, "what stands above 4.C.3.b: [M4C3] on line 2"},
		{"finer reference without known rows", EUStyle, []string{"X1|M4C2b4k"}, "4.C.2.b", Partly, ByReference, "only to part of 4.C.2.b"},
		{"some finer rows", EUStyle, []string{"X1|11.A.3.a"}, "11.A.3", Partly, ByReference, "only to part of 11.A.3"},
		{"every finer row", EUStyle, []string{"X1|11.A.3.a/b"}, "11.A.3", Covered, ByReference, "all 2 finer rows of 11.A.3"},
		{"parts of every finer row", EUStyle, []string{"X1|11.A.3.a.1", "X2|11.A.3.b"}, "11.A.3", Partly, ByReference, ""},
		{"whole item says nothing of its entries", AnnexReferences, []string{"6-2"}, "2.A.1.c", NotFound, ByNothing, "does not refer to 2.A.1.c"},

		{"Annex numbering", AnnexReferences, []string{"6-3.A.2"}, "3.A.2", Covered, ByReference, "6-3.A.2 on line 2"},
		{"Annex numbering, range", AnnexReferences, []string{"6-4.C.2.c to 6-4.C.2.f"}, "4.C.2.e", Covered, ByReference, ""},
		{"Annex numbering does not read codes", AnnexReferences, []string{"9A102"}, "3.A.9", NotFound, ByNothing, ""},
		{"EU style does not read Annex numbering in the code column", EUStyle, []string{"6-3.A.9"}, "3.A.9", NotFound, ByNothing, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			row, ok := concord(t, tt.scheme, tt.lines...).Row(tt.entry)
			if !ok || row.State != tt.state || row.Computed != tt.state || row.Basis != tt.basis {
				t.Errorf("%s is %s by %q (%s), want %s by %q", tt.entry, row.State, row.Basis, row.Reason, tt.state, tt.basis)
			}
			if row.Reason == "" || !strings.Contains(row.Reason, tt.reason) {
				t.Errorf("reason is %q, want %q in it", row.Reason, tt.reason)
			}
		})
	}
}

func TestRowDetails(t *testing.T) {
	row, _ := concord(t, EUStyle, "X1", "9A106", "9A108.c.1|[M2A1e*]").Row("2.A.1.e")
	want := []Match{
		{3, "9A106", "9A106", "9A106.c", "9A106", ByCode, Parent},
		{4, "9A108.c.1", "2.A.1.e", "2.A.1.e", "[M2A1e*]", ByReference, Exact},
		{4, "9A108.c.1", "9A108.c.1", "9A108.c", "9A108.c.1", ByCode, Child},
	}
	if !slices.Equal(row.Matches, want) {
		t.Errorf("matches are %+v, want %+v", row.Matches, want)
	}
	if !slices.Equal(row.Missing, []string{"9A106.c", "9A108.c"}) || row.Provenance != Matched {
		t.Errorf("missing %v, provenance %s", row.Missing, row.Provenance)
	}
}

func TestUnmatched(t *testing.T) {
	tests := []struct {
		name   string
		scheme Scheme
		line   string
		reason string
	}{
		{"own code", EUStyle, "PL5001a", "the code is the country's own and the line has no Annex reference"},
		{"code of no entry", EUStyle, "5A002", "no entry of edition 2024-03-14 has this code as its EU code"},
		{"code of the other column", USStyle, "9A112.b", "only the EU style has 9A112, and the list is read as US style"},
		{"code of neither column", EUStyle, "9A604", "no entry of edition"},
		{"US base in an EU list", EUStyle, "7A107", "only the US style has 7A107"},
		{"whole item", AnnexReferences, "6-2", "Item 2 is named as a whole"},
		{"entry that is not there", AnnexReferences, "6-9.A.99", "edition 2024-03-14 has no entry 9.A.99"},
		{"Annex code in an EU list", EUStyle, "6-9.A.1", "the code is an Annex reference, but the list is read as EU style"},
		{"EU code among references", AnnexReferences, "9A101", "not an Annex reference"},
		{"not understood", EUStyle, "ML21a|[M-h]", "reference “[M-h]” not understood"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := concord(t, tt.scheme, "9A102|3.A.9", tt.line)
			if len(c.Unmatched) != 1 || c.Unmatched[0].Line.Number != 3 || !strings.Contains(c.Unmatched[0].Reason, tt.reason) {
				t.Errorf("unmatched lines are %+v, want %q", c.Unmatched, tt.reason)
			}
		})
	}
}

func TestConcordFaults(t *testing.T) {
	e := open(t)
	l := listOf(t, "A|9.A.99", "B|9.A.1", "C|5.A.1, Item 5", "D|4.C.2.z", "E|9.F.1", "F|4.C.4.a.9.b")
	c, err := e.Concord(l, EUStyle)
	if c != nil {
		t.Error("half a concordance")
	}
	checkFaults(t, err, "comparing the control list with the Annex:", []string{
		"line 2: unknown reference 9.A.99: edition 2024-03-14 has no such entry; correct it",
		"line 4: unknown reference 5.A.1", "line 4: unknown reference Item 5", "line 5: unknown reference 4.C.2.z", "line 6: unknown reference 9.F.1",
	})
	if _, err := e.Concord(l, "mixed"); err == nil || !strings.Contains(err.Error(), `"mixed" is no scheme; use eu, us or reference`) {
		t.Errorf("unknown scheme: %v", err)
	}
}

func TestDetect(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  Scheme
		sure  bool
	}{
		{"EU numbers", []string{"9A112", "9B107", "9A101"}, EUStyle, true},
		{"military numbers", []string{"ML4", "ML8.a"}, EUStyle, true},
		{"US series", []string{"9A604", "9A515.d", "9A101"}, USStyle, true},
		{"US numbers", []string{"7A107", "1A101"}, USStyle, true},
		{"Annex numbers", []string{"6-1.A.1", "M9A2", "3.A.1"}, AnnexReferences, true},
		{"own codes with references", []string{"X1|9.A.1", "X2|9.A.2"}, AnnexReferences, true},
		{"own codes alone", []string{"X1", "X2"}, AnnexReferences, false},
		{"nothing tells", []string{"9A120", "9A101"}, EUStyle, false},
		{"nothing tells, but paragraphs are US", []string{"1C111.e", "1C111.d.1"}, USStyle, false},
		{"contradiction", []string{"9A112", "9A604"}, EUStyle, false},
		{"mostly US", []string{"9A112", "9A604", "9A515", "7A107", "1A101", "3A991"}, USStyle, true},
		{"Annex numbers among EU codes", []string{"6-1.A.1", "9A112"}, AnnexReferences, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := open(t).Detect(listOf(t, tt.lines...))
			if d.Scheme != tt.want || d.Sure != tt.sure {
				t.Errorf("detected %s, sure %v, %q; want %s, %v", d.Scheme, d.Sure, d.Reasons, tt.want, tt.sure)
			}
			if asks := strings.HasSuffix(strings.Join(d.Reasons, "\n"), "please check the scheme"); asks == d.Sure {
				t.Errorf("sure %v, reasons %q", d.Sure, d.Reasons)
			}
		})
	}
}

// states maps every entry to its state.
func states(c *Concordance) map[string]State {
	m := make(map[string]State, len(c.Rows))
	for _, row := range c.Rows {
		m[row.Entry.Code] = row.State
	}
	return m
}

// vocabulary is what random lists are made of: codes of both columns with
// parents and children, references of every depth, and things of no meaning.
func vocabulary(e *Edition) []string {
	words := []string{"PL5001", "5A002", "ML4.b", "Item 2|", "X|[M-h]"}
	for _, entry := range e.Entries() {
		words = append(words, "R"+entry.Code+"|"+entry.Code, "F"+entry.Code+"|"+entry.Code+".b", "6-"+entry.Code)
		for _, f := range entry.Finer {
			words = append(words, "S"+f.Code+"|"+f.Code)
		}
		for p := range (code{reference, entry.Code}).parents {
			words = append(words, "P"+entry.Code+"|"+p)
		}
		for _, text := range slices.Concat(entry.EU, entry.ECCN) {
			words = append(words, text, code{dualUse, text}.base())
			words = append(words, text+map[bool]string{true: ".1", false: ".a"}[isLetter(text[len(text)-1])])
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// TestConcordProperties checks on random lists that one more line never lowers
// a row and that the order of lines says nothing.
func TestConcordProperties(t *testing.T) {
	e := open(t)
	words := vocabulary(e)
	r := rand.New(rand.NewPCG(2024, 314))
	for n := range 150 {
		s := []Scheme{EUStyle, USStyle, AnnexReferences}[n%3]
		lines := slices.Clone(words)
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		lines = lines[:2+r.IntN(200)]
		all := states(concord(t, s, lines...))
		for entry, state := range states(concord(t, s, lines[:len(lines)-1]...)) {
			if rank(all[entry]) < rank(state) {
				t.Fatalf("%s: line %q lowers %s from %s to %s", s, lines[len(lines)-1], entry, state, all[entry])
			}
		}
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		if again := states(concord(t, s, lines...)); !maps.Equal(all, again) {
			t.Fatalf("%s: another order of %q gives other states", s, lines)
		}
	}
}

// slowState is the rule told once more, by going through all lines for every
// entry.
func slowState(entry Entry, l *List, s Scheme) State {
	refs := map[string]bool{}
	listed := map[string]bool{}
	for _, line := range l.Lines {
		for _, c := range line.references {
			refs[c.text] = true
		}
		for _, c := range line.codes {
			if annex := c.family == reference || c.family == wholeItem; annex && s == AnnexReferences {
				refs[c.text] = true
			} else if !annex && s != AnnexReferences {
				listed[c.text] = true
			}
		}
	}
	related := func(in map[string]bool, text string, least int) bool {
		for c := range in {
			if strings.HasPrefix(c, text+".") || strings.HasPrefix(text, c+".") && strings.Count(c, ".") >= least {
				return true
			}
		}
		return in[text]
	}
	finer := len(entry.Finer) > 0
	for _, f := range entry.Finer {
		finer = finer && refs[f.Code]
	}
	if refs[entry.Code] || finer {
		return Covered
	}
	state := NotFound
	if related(refs, entry.Code, 2) {
		state = Partly
	}
	codes, _ := entry.codes(s)
	every := len(codes) > 0
	for _, text := range codes {
		every = every && listed[text] && !strings.HasPrefix(text, "ML")
		if related(listed, text, 0) {
			state = Partly
		}
	}
	if every {
		return Covered
	}
	return state
}

func TestConcordAgainstSlowRule(t *testing.T) {
	e := open(t)
	words := vocabulary(e)
	r := rand.New(rand.NewPCG(7, 9))
	for n := range 90 {
		s := []Scheme{EUStyle, USStyle, AnnexReferences}[n%3]
		var lines []string
		for _, w := range words {
			if r.IntN(4) == 0 {
				lines = append(lines, w)
			}
		}
		l := listOf(t, lines...)
		c, err := e.Concord(l, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range c.Rows {
			if want := slowState(row.Entry, l, s); row.State != want {
				t.Fatalf("%s: %s is %s (%s), want %s", s, row.Entry.Code, row.State, row.Reason, want)
			}
		}
	}
}

// bigList is a list of n lines with titles and a reference on every fourth.
func bigList(e *Edition, n int) []byte {
	var b strings.Builder
	b.WriteString("code,title,mtcr_reference\n")
	entries := e.Entries()
	for i := range n {
		entry := entries[i%len(entries)]
		reference := ""
		if i%4 == 0 {
			reference = "[M" + strings.ReplaceAll(entry.Code, ".", "") + "*]"
		}
		fmt.Fprintf(&b, "%dA%03d.%c,\"%s, specially designed or modified for the systems specified elsewhere in this list and components therefor\",%s\n",
			i%10, 1+i/10%150, 'a'+i/1500, entry.Title, reference)
	}
	return []byte(b.String())
}

// BenchmarkConcordance reads and compares a list of 3,000 lines; at most 20 ms
// are allowed.
func BenchmarkConcordance(b *testing.B) {
	e := open(b)
	data := bigList(e, 3000)
	for b.Loop() {
		l, err := ReadList(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.Concord(l, e.Detect(l).Scheme); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		open(b)
	}
}
