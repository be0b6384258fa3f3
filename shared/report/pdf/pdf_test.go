package pdf_test

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/fonts"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
)

// open returns the fonts that programs for one computer hold.
func open(t testing.TB) *pdf.Fonts {
	t.Helper()
	f, err := pdf.Open(fonts.Files)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// printed is a report of these blocks.
func printed(t testing.TB, blocks ...report.Block) *pdftest.File {
	t.Helper()
	f, err := pdftest.Read(written(t, blocks...))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func written(t testing.TB, blocks ...report.Block) []byte {
	t.Helper()
	var b bytes.Buffer
	err := open(t).Write(&b, &report.Print{
		Title: "A report", Description: "Draft", Identifier: "file000000", Language: "en", Running: "Draft", Day: questionnaire.Date{Year: 2026, Month: 11, Day: 26}, Blocks: blocks,
		PageOf:  func(page, pages int) string { return fmt.Sprint(page, " of ", pages) },
		Undrawn: func(letters string) report.Paragraph { return text("not drawn: " + letters) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func text(s string) report.Paragraph { return report.Paragraph{Style: "Normal", Text: s} }

func paragraph(s string) report.Block { return report.Block{Paragraph: text(s)} }

func right(s string) report.Block {
	return report.Block{Paragraph: report.Paragraph{Style: "Normal", Text: s, RTL: true}}
}

// arabic are words with the shapes that HarfBuzz 6.0 gives them in the same
// font, from left to right.
//
//go:embed testdata/arabic.txt
var arabic string

// TestArabicShapes: Arabic words have the shapes that another shaper gives them.
func TestArabicShapes(t *testing.T) {
	for row := range strings.Lines(arabic) {
		fields := strings.Fields(row)
		f := printed(t, right(fields[0]))
		var got []string
		letters := ""
		for _, s := range f.Pages[0].Shapes {
			if !strings.HasSuffix(s.Font, "+IBMPlexSansArabic-Regular") {
				continue
			}
			if s.Glyph < blank {
				got = append(got, fmt.Sprint(s.Glyph))
			}
			letters += s.Text
		}
		// marks are drawn after what they stand on, and by a shaper before
		slices.Sort(got)
		want := slices.Sorted(slices.Values(fields[1:]))
		if !slices.Equal(got, want) {
			t.Errorf("%s has the shapes %v, wanted %v", fields[0], got, want)
		}
		back := []rune(letters)
		slices.Reverse(back)
		if string(back) != fields[0] {
			t.Errorf("%s is copied as %s", fields[0], string(back))
		}
	}
}

// blank is the shape behind those of the Arabic font.
const blank = 1304

// TestOrder: what runs from the right and what does not stand as UAX 9 has them,
// figures inside of it too.
func TestOrder(t *testing.T) {
	for _, c := range []struct {
		block report.Block
		want  string
	}{
		{right("قرار 1540 من"), "نم 1540 رارق"},
		{right("اسم Act 2021 نص"), "صن Act 2021 مسا"},
		{paragraph("Act باب 12 باب end"), "Act باب 12 باب end"},
		{right("باب (a) باب"), "باب )a( باب"}, // whose shapes are turned
		{right("\u2068Act 1\u2069، باب"), "باب ،Act 1"},
	} {
		got := strings.TrimSpace(printed(t, c.block).Top.Text())
		if c.want = strings.TrimSpace(c.want); got != c.want {
			t.Errorf("%q is drawn as %q, wanted %q", c.block.Text, got, c.want)
		}
	}
}

// TestHostileText: nothing that somebody writes is lost without a sign, breaks
// the file or leaves the page.
func TestHostileText(t *testing.T) {
	hostile := []string{
		"a\x00b\x0bc\x7f", "\ufeffstart\ufffe\uffff", "bad \xff byte", "\u202eevil\u202c after", "\u2066\u2067\u2068 open", "🛰 emoji", "ᚠ rune", "e\u0301 \u0301", "\u00ad\u200b\u200c\u200d",
		"(brackets) \\ <hex> /Name %comment", "tab\there", "one\r\ntwo\rthree\u2028four\u0085five", strings.Repeat("W", 5000), strings.Repeat("م", 3000), strings.Repeat("字", 3000),
		strings.Repeat("\u0651", 300), strings.Repeat("long words ", 2000), "", " ", strings.Repeat(" ", 500), "אבג", "हिन्दी", "𝒳",
	}
	var blocks []report.Block
	var rows [][]report.GridCell
	for _, s := range hostile {
		blocks = append(blocks, paragraph(s), right(s))
		rows = append(rows, []report.GridCell{{text(s)}, {text(s), text(s)}})
	}
	blocks = append(blocks, report.Block{Grid: &report.Grid{Caption: "hostile", Widths: []int{1200, 8000}, Rows: rows}},
		report.Block{Paragraph: text("\u202e🛰 heading\x00"), Level: 1})
	f := printed(t, blocks...)
	everything := f.Everything()
	for _, want := range []string{"U+0000", "U+000B", "U+1F6F0", "U+16A0", "U+05D0", "🛰", "evil after", "(brackets) \\ <hex> /Name %comment", "字字", "three", "five"} {
		if !strings.Contains(everything, want) {
			t.Errorf("the file lacks %.20q", want)
		}
	}
	for letter, times := range map[string]int{"W": 5000, "م": 3000, "字": 3000, "long words": 2000} { // each in two paragraphs and two cells
		if got := strings.Count(everything, letter); got < 4*times {
			t.Errorf("%s is there %d times, wanted %d", letter, got, 4*times)
		}
	}
	if strings.ContainsAny(everything, "\u202e\u2066\u2067") {
		t.Error("the file turns what stands after it")
	}
	replaced := 0
	for _, s := range f.Pages[0].Shapes {
		if s.Text == "🛰" && s.Glyph != 0 {
			replaced++
		}
	}
	if replaced != 2 {
		t.Errorf("an emoji is shown %d times on the first page, wanted 2", replaced)
	}
	if got := strings.Count(everything, "not drawn"); got != 1 {
		t.Errorf("the note about letters stands %d times", got)
	}
}

// TestTooLong: a report that takes too long to lay out is refused, and says what
// to ask for.
func TestTooLong(t *testing.T) {
	long := strings.Repeat("x", 1<<19+1)
	for _, blocks := range [][]report.Block{
		{paragraph(long), paragraph(long)},
		{{Grid: &report.Grid{Widths: []int{9000}, Rows: [][]report.GridCell{{{text(long)}}, {{text(long)}}}}}},
	} {
		err := open(t).Write(&bytes.Buffer{}, &report.Print{Blocks: blocks})
		if faults := (questionnaire.Faults{}); !errors.As(err, &faults) || !strings.Contains(err.Error(), "in parts") {
			t.Errorf("the error is %v", err)
		}
	}
}

// TestNoNote: a report in which everything can be drawn says nothing of letters.
func TestNoNote(t *testing.T) {
	if got := printed(t, paragraph("Latin, Ελληνικά, кириллица, Ўзбек, Tiếng Việt, 汉字、国。"), right("عربي، ۱۲")).Everything(); strings.Contains(got, "not drawn") {
		t.Error(got)
	}
}

// TestSameBytes: the same blocks give the same bytes.
func TestSameBytes(t *testing.T) {
	blocks := []report.Block{paragraph("Latin 汉字 🛰"), right("عربي"), {Paragraph: text("One"), Level: 1}}
	if !bytes.Equal(written(t, blocks...), written(t, blocks...)) {
		t.Error("the bytes differ")
	}
}

// TestLongTable: a row that is longer than a page goes on over the next ones,
// under the same heads, which the structure has once.
func TestLongTable(t *testing.T) {
	cell := func(s string) report.GridCell { return report.GridCell{text(s)} }
	rows := [][]report.GridCell{{cell("First head")[0:1], cell("Second head")}}
	for i := range 60 {
		rows = append(rows, []report.GridCell{cell(fmt.Sprint("row ", i, ".")), cell(strings.Repeat("some words ", 1+i*20))})
	}
	f := printed(t, report.Block{Grid: &report.Grid{Caption: "long", Widths: []int{3000, 6000}, Headed: true, Rows: rows}})
	table := f.Top.All("Table")[0]
	if heads, got := len(table.All("TH")), len(table.All("TBody")[0].All("TR")); heads != 2 || got != 60 {
		t.Errorf("%d heads and %d rows", heads, got)
	}
	for i, p := range f.Pages {
		if n := strings.Count(p.Text, "First head"); n != 1 || i > 0 && !strings.Contains(p.Beside, "First head") {
			t.Errorf("page %d has the heads %d times", i+1, n)
		}
		if want := fmt.Sprint(i+1, " of ", len(f.Pages)); !strings.Contains(p.Beside, want) {
			t.Errorf("page %d does not say %q", i+1, want)
		}
	}
	if all := table.Text(); strings.Count(all, "some words") < 60*59*10 || !strings.Contains(all, "row 59.") {
		t.Error("words of the table are missing")
	}
}

// counted is a folder that counts how often each file is read.
type counted struct {
	fstest.MapFS
	reads map[string]int
}

func (c counted) ReadFile(name string) ([]byte, error) {
	c.reads[name]++
	return c.MapFS.ReadFile(name)
}

// folder is the folder of the fonts, in memory.
func folder(t *testing.T) counted {
	t.Helper()
	c := counted{fstest.MapFS{}, map[string]int{}}
	files, err := os.ReadDir("fonts/layer")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile("fonts/layer/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		c.MapFS[f.Name()] = &fstest.MapFile{Data: data}
	}
	return c
}

// TestOpen: the folder of the fonts holds those that are wanted, their licences
// and nothing else. One that is missing is named before any report is written.
func TestOpen(t *testing.T) {
	c := folder(t)
	for name, file := range c.MapFS {
		if strings.HasPrefix(name, "LICENSE.") {
			continue
		}
		delete(c.MapFS, name)
		if _, err := pdf.Open(c); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
		c.MapFS[name] = file
	}
	if _, err := pdf.Open(fstest.MapFS{}); err == nil || strings.Count(err.Error(), ".woff") != 15 {
		t.Errorf("without any: %v", err)
	}
}

// TestReadOnce: a font is read for the first letter that needs it, and for no
// report after that.
func TestReadOnce(t *testing.T) {
	c := folder(t)
	f, err := pdf.Open(c)
	if err != nil || len(c.reads) != 0 {
		t.Fatal(err, c.reads)
	}
	const latin, chinese = "ibm-plex-sans-latin-400-normal.woff", "noto-sans-sc-chinese-simplified-400-normal.woff"
	for _, step := range []struct {
		text        string
		wantChinese int
	}{{"Latin", 0}, {"汉字", 1}, {"汉字 again", 1}} {
		if err := f.Write(io.Discard, &report.Print{Blocks: []report.Block{paragraph(step.text)}, PageOf: func(int, int) string { return "" }}); err != nil {
			t.Fatal(err)
		}
		if c.reads[latin] != 1 || c.reads[chinese] != step.wantChinese {
			t.Errorf("after %q: %v", step.text, c.reads)
		}
	}
}
