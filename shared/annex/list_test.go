package annex

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// mustRead reads a list that has no faults.
func mustRead(t testing.TB, csv string, options ...Option) *List {
	t.Helper()
	l, err := ReadList([]byte(csv), options...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// real reads one of the real lists.
func real(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/lists/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func utf16Bytes(text string, order binary.AppendByteOrder, mark bool) []byte {
	var data []byte
	if mark {
		data = order.AppendUint16(data, 0xfeff)
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		data = order.AppendUint16(data, unit)
	}
	return data
}

func TestReadListForms(t *testing.T) {
	plain := "code,title,mtcr_reference,in_force,note\n9A101,\"Engines, small – é\",3.A.1,2025-01-31,new\n9A102,Turboprops 🚀,,,\n"
	want := mustRead(t, plain)
	other := func(sep string) string {
		return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(plain, ",", sep), `"Engines`+sep, `"Engines,`), "Engines,", "Engines,")
	}
	tests := []struct {
		name      string
		data      []byte
		encoding  string
		separator rune
		shift     int // lines above the heading
	}{
		{"UTF-8 with mark", []byte("\xef\xbb\xbf" + plain), "UTF-8 with byte order mark", ',', 0},
		{"UTF-16 LE with mark", utf16Bytes(plain, binary.LittleEndian, true), "UTF-16 LE", ',', 0},
		{"UTF-16 BE with mark", utf16Bytes(plain, binary.BigEndian, true), "UTF-16 BE", ',', 0},
		{"UTF-16 LE without mark", utf16Bytes(plain, binary.LittleEndian, false), "UTF-16 LE", ',', 0},
		{"UTF-16 BE without mark", utf16Bytes(plain, binary.BigEndian, false), "UTF-16 BE", ',', 0},
		{"semicolons", []byte(other(";")), "UTF-8", ';', 0},
		{"tabs in UTF-16, Excel's Unicode text", utf16Bytes(other("\t"), binary.LittleEndian, true), "UTF-16 LE", '\t', 0},
		{"Excel's sep line", []byte("sep=;\r\n" + other(";")), "UTF-8", ';', 1},
		{"Windows line ends", []byte(strings.ReplaceAll(plain, "\n", "\r\n")), "UTF-8", ',', 0},
		{"old Mac line ends", []byte(strings.ReplaceAll(plain, "\n", "\r")), "UTF-8", ',', 0},
		{"blank lines above", []byte("\n\n" + plain), "UTF-8", ',', 2},
		{"empty rows and trailing separators", []byte(strings.ReplaceAll(plain, "\n", ",,\n") + ",,,,,,\n"), "UTF-8", ',', 0},
		{"columns in another order, with others", []byte("Note,MTCR Ref.,x,Description,National Code,Effective date\nnew,3.A.1,=1+1,\"Engines, small – é\",9A101,2025-01-31\n,,y,Turboprops 🚀,9A102,\n"), "UTF-8", ',', 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadList(tt.data)
			if err != nil {
				t.Fatal(err)
			}
			if got.Encoding != tt.encoding || got.Separator != tt.separator {
				t.Errorf("read as %s with %q", got.Encoding, got.Separator)
			}
			for i := range got.Lines {
				got.Lines[i].Number -= tt.shift
			}
			if !reflect.DeepEqual(got.Lines, want.Lines) {
				t.Errorf("lines are %+v, want %+v", got.Lines, want.Lines)
			}
		})
	}
}

func TestReadListAbsent(t *testing.T) {
	l := mustRead(t, `code,title
9A101,Not used
9A102,[Reserved]
9A103,(not used.)
9A104,Not used since 2009; see 9A004
9A105,[RESERVED]—see 9A106
9A106 [Reserved],
9A107,Reserved for future use
9A108,Reserved capacity batteries
9A109,Notes used by licensing officers
`)
	var kept []string
	for _, line := range l.Lines {
		kept = append(kept, line.Code)
	}
	if want := []string{"9A108", "9A109"}; !slices.Equal(kept, want) || len(l.Absent) != 7 {
		t.Errorf("lines are %v and %d absent, want %v and 7", kept, len(l.Absent), want)
	}
}

func TestReadListNotes(t *testing.T) {
	tests := []struct{ name, csv, want string }{
		{"reference of another form", "code,title,mtcr\nML21a,Software,[M-h]\n", "line 2: reference “[M-h]” not understood; write it as in 9.A.1 if it is an Annex reference"},
		{"misprint", "code,mtcr\nML8d9,[MC2b4*]\n", "line 2: reference “[MC2b4*]” not understood"},
		{"one of two", "code,mtcr\n7A103,M9A1; NSG 3\n", "line 2: reference “NSG” not understood"},
		{"code as reference", "code,mtcr\nX1,9A101\n", "line 2: reference “9A101” is a control-list code, not an Annex reference"},
		{"no code", "code,title\n,Part 1: engines\n9A101,x\n", "line 2: the line has no code and was left out (Part 1: engines)"},
		{"date", "code,in force\n9A101,1.2.2025\n", "line 2: in-force date “1.2.2025” kept as written; write dates as 2026-01-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := mustRead(t, tt.csv)
			if len(l.Lines) != 1 || len(l.Notes) == 0 || !strings.HasPrefix(l.Notes[0].String(), tt.want) {
				t.Errorf("%d lines, notes %v, want %q", len(l.Lines), l.Notes, tt.want)
			}
		})
	}
	quiet := mustRead(t, "code,title,mtcr\n9A101,- small engines,-\n9A102,+ turboprops,n/a\n9A103,x,none\n")
	if len(quiet.Notes) > 0 || len(quiet.Lines) != 3 {
		t.Errorf("notes on words for nothing: %v", quiet.Notes)
	}
}

func TestReadListFaults(t *testing.T) {
	long := strings.Repeat("9A101 ", 200)
	tests := []struct {
		name, data string
		want       []string
	}{
		{"nothing", "", []string{"the file is empty; give one line with the column names"}},
		{"only blank lines", "\n , \n\n", []string{"the file is empty"}},
		{"only a mark", "\xef\xbb\xbf", []string{"the file is empty"}},
		{"only a heading", "code,title\n", []string{"line 1: the file has column names but no lines"}},
		{"no codes at all", "code,title\n,x\n", []string{"line 1: no line of the list has a code"}},
		{"no heading", "9A101,Engines\n9A102,Turboprops\n", []string{"line 1: no column is named “code” (found: 9A101, Engines); name the columns in the first line"}},
		{"two code columns", "code,Code\n9A101,9A102\n", []string{"line 1: two columns are named “code”; keep one of them"}},
		{"repeated codes", "code\n9A101.a\n9A102\n9a101 . a\n9A101a\n", []string{
			"line 4: code “9a101 . a” stands on line 2 already; remove one of the two", "line 5: code “9A101a” stands on line 2 already"}},
		{"repeated national codes", "code\nPL 5001.\npl5001\n", []string{"line 3: code “pl5001” stands on line 2 already"}},
		{"formulas", "code,title,note\n=A1,x,\n9A101,@SUM(1),\n9A102,+1+1,\n9A103,x,-2+3\n", []string{
			"line 2: the code cell starts a formula (=A1); replace it by its value",
			"line 3: the title cell starts a formula", "line 4: the title cell starts a formula", "line 5: the note cell starts a formula"}},
		{"Excel's text trick", "code\n\"=\"\"9A101\"\"\"\n", []string{"line 2: the code cell starts a formula (=\"9A101\")"}},
		{"formula behind spaces", "code\n\"  =cmd|' /C calc'!A0\"\n", []string{"line 2: the code cell starts a formula"}},
		{"Latin-1", "code,title\n9A101,Moteurs\n9A102,r\xe9acteurs\n9A103,\xe9\n", []string{
			"line 3: the byte 0xE9 at place 8 of the line is no UTF-8 text; save the list as “CSV UTF-8” in Excel", "line 4: the byte 0xE9"}},
		{"zero byte", "code,title\n9A101,a\x00b\n", []string{"line 2: the byte 0x00"}},
		{"UTF-16 cut off", "\xff\xfec\x00o", []string{"the UTF-16 text ends in half a character"}},
		{"half a UTF-16 pair", "\xff\xfec\x00\n\x00\x00\xd8x\x00", []string{"line 2: the line holds what is no UTF-16 text"}},
		{"UTF-32", "\xff\xfe\x00\x00c\x00\x00\x00", []string{"line 1: the line holds what is no UTF-16 text"}},
		{"unquoted separator", "code,title\n9A101,Engines, small\n", []string{"line 2: the line has 3 cells, the heading 2; put a cell that holds the separator in double quotes"}},
		{"quote inside", "code,title\n9A101,6\" pipe\n9A102,a \"b\"\n", []string{"line 2: a double quote stands where none may be", "line 3: a double quote"}},
		{"quote not closed", "code,title\n9A101,ok\n9A102,\"open\n9A103,x\n", []string{"line 3: a quoted cell that starts here is not closed properly"}},
		{"reference without a code", "code,mtcr\n,9.A.1\n", []string{"line 2: the line has an Annex reference but no code"}},
		{"endless cell", "code\n" + long + "\n", []string{"line 2: a code or reference cell has 1199 characters, at most 1000 are read"}},
		{"too many codes in a cell", "code\n\"1A001-1A099, 1B001-1B099, 1C001-1C099\"\n", []string{"line 2: one cell stands for 297 codes, at most 200 are read"}},
		{"ranges over ranges", "code,mtcr\nX," + strings.Repeat("M4C2a-z ", 100) + "\n", []string{"line 2: one cell stands for 401 codes, at most 200 are read"}},
		{"endless line", "code\n" + strings.Repeat("x", maxLine) + "\n", []string{"line 2: the line has 262145 bytes, at most 262144 are read"}},
		{"endless columns", "code\n9A101" + strings.Repeat(",", 5000) + "\n", []string{"line 2: the line has 5001 cells, at most 1000 are read; remove the empty columns"}},
		{"everything at once", "code,title,mtcr\n=1,x,\n9A101,a,b,c\n,x,9.A.1\n9A102,,\n9A102,,\n", []string{"line 2:", "line 3:", "line 4:", "line 6:"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := ReadList([]byte(tt.data))
			if l != nil {
				t.Errorf("half a list was read: %+v", l)
			}
			checkFaults(t, err, "reading the control list:", tt.want)
		})
	}
}

// checkFaults checks that the error holds just the faults wanted, in order,
// each starting as given.
func checkFaults(t *testing.T, err error, doing string, want []string) {
	t.Helper()
	var faults Faults
	if !errors.As(err, &faults) || !strings.HasPrefix(err.Error(), doing) {
		t.Fatalf("error is %v", err)
	}
	if len(faults) != len(want) {
		t.Errorf("%d faults, want %d:\n%v", len(faults), len(want), err)
	}
	for i := range min(len(faults), len(want)) {
		if !strings.HasPrefix(faults[i].String(), want[i]) {
			t.Errorf("fault %d is %q, want %q", i, faults[i], want[i])
		}
	}
}

func TestReadListLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("code,title\n")
	for i := range MaxLines + 431 {
		if i == MaxLines {
			if l := mustRead(t, b.String()); len(l.Lines) != MaxLines {
				t.Errorf("%d lines were read", len(l.Lines))
			}
		}
		fmt.Fprintf(&b, "X%d,line\n", i)
	}
	_, err := ReadList([]byte(b.String()))
	checkFaults(t, err, "reading", []string{"line 20002: the list has 20431 lines, at most 20000 are read"})
	_, err = ReadList([]byte("code\n" + strings.Repeat("\xff\n", MaxLines+500)))
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != MaxLines+1 || faults[0].Problem != "there are more than 20000 remarks" {
		t.Errorf("%d faults", len(faults))
	}
	_, err = ReadList(make([]byte, MaxBytes+1))
	checkFaults(t, err, "reading", []string{"the file has 16777217 bytes, at most 16777216 are read"})
}

func TestKeepRepeats(t *testing.T) {
	csv := "code,title\nML16,Forgings\nML16,Castings\n"
	l := mustRead(t, csv, KeepRepeats)
	if len(l.Lines) != 2 || len(l.Notes) != 1 || l.Notes[0].String() != "line 3: code “ML16” stands on line 2 already; both are kept" {
		t.Errorf("%d lines, notes %v", len(l.Lines), l.Notes)
	}
}

func FuzzReadList(f *testing.F) {
	for _, seed := range []string{
		"code,title,mtcr_reference\n9A101,Engines,[M3A1/2*]\n", "sep=;\ncode;title\n\"a\nb\";c\n", "\xff\xfec\x00o\x00d\x00e\x00\n\x009\x00",
		"code\r9A101\r", "code,title\n9A101,Not used\n", "code\n\"1A001-1A099\"\n", "\x00c\x00o", "code\n=1\n",
	} {
		f.Add([]byte(seed))
	}
	e, err := Open(edition2024)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ReadList(data)
		var faults Faults
		if (l == nil) == (err == nil) || err != nil && !errors.As(err, &faults) {
			t.Fatalf("list %v, error %v", l, err)
		}
		if err != nil {
			return
		}
		d := e.Detect(l)
		c, err := e.Concord(l, d.Scheme)
		if err != nil && !errors.As(err, &faults) {
			t.Fatal(err)
		}
		if c != nil {
			if s := c.Summary(); s.Covered+s.Partly+s.NotFound != 179 || s.Carried > 200 {
				t.Errorf("summary is %+v", s)
			}
		}
	})
}

// TestColumns: a fault of a cell names the column, and one of a line does not.
func TestColumns(t *testing.T) {
	e, err := Open("2024-03-14")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("9", maxCell+1)
	for _, test := range []struct {
		name, csv, column string
		line              int
	}{
		{"a formula in a title", "code,title\n9A101,=1+1\n", "title", 2},
		{"a code twice", "code\n9A101\n9A102\n9A101\n", "code", 4},
		{"no code", "code,mtcr\n,9.A.1\n", "code", 2},
		{"a long code", "code\n" + long + "\n", "code", 2},
		{"a long reference", "code,mtcr\nX1," + long + "\n", "Annex reference", 2},
		{"no such entry", "code,mtcr\n9A101,9.A.99\n", "Annex reference", 2},
		{"too many cells", "code\n9A101,x\n", "", 2},
		{"nothing", "", "", 0},
	} {
		list, err := ReadList([]byte(test.csv))
		if err == nil {
			_, err = e.Concord(list, EUStyle)
		}
		var faults Faults
		if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Line != test.line || faults[0].Column != test.column {
			t.Errorf("%s: %+v", test.name, faults)
		}
	}
}
