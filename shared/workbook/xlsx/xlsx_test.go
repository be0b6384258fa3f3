package xlsx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/shared/workbook/xlsx"
)

func written(t testing.TB, b *xlsx.Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// opened is a book as a library that is not ours reads it.
func opened(t testing.TB, b *xlsx.Book) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(written(t, b)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// parts are the parts of a file.
func parts(t testing.TB, data []byte) map[string][]byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range r.File {
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(from); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// got fails the test if what a reader found is not what was written.
func got[T comparable](t testing.TB, what string, found T, err error, want T) {
	t.Helper()
	if err != nil || found != want {
		t.Errorf("%s is %v (%v), want %v", what, found, err, want)
	}
}

func spaced(values ...any) string { return strings.TrimSuffix(fmt.Sprintln(values...), "\n") }

func example() *xlsx.Book {
	b := &xlsx.Book{Creator: "Example & Co", Made: time.Date(2026, 11, 27, 9, 30, 0, 0, time.FixedZone("", 3600)), Locked: true, Properties: []xlsx.Property{{Name: "mark", Value: "a<b"}}}
	open := b.Look(xlsx.Look{Format: "yyyy-mm-dd", Open: true, Order: xlsx.RightToLeft, Left: true})
	head := b.Look(xlsx.Look{Size: 12, Bold: true, Colour: "FFFFFF", Fill: "1D4F76", Border: "B1B4B6", Wrap: true, Middle: true})
	s := b.Sheet("It's first")
	s.Columns = []xlsx.Column{{Width: 8, Hidden: true}, {Width: 40.5, Style: open}}
	s.RightToLeft, s.NoGrid, s.Locked, s.FrozenColumns, s.FrozenRows = true, true, true, 1, 2
	s.Text(0, 0, "head")
	s.Style(0, 0, 2, 0, head)
	s.Number(1, 1, 46_353)
	s.Number(2, 1, 87.25)
	s.Text(1, 2, "in a column's look")
	s.Height(1, 33.5)
	s.Hide(2)
	s.Note(1, 1, "second note\nof two lines", 420, 100)
	s.Note(0, 0, "first note", 100, 50)
	s.Rule("B2:B9", xlsx.Rule{Kind: xlsx.List, Source: "lists!$A$1:$B$1", Title: "Title", Message: "Choose."})
	s.Rule("B12", xlsx.Rule{Kind: xlsx.List, Source: "lists!$A$1:$B$1", Title: "Title", Message: "Choose."})
	s.Rule("C2", xlsx.Rule{Kind: xlsx.Whole, To: 30, Title: "Title", Message: "To 30.", Hint: "A number", Warn: true})
	s.Print = &xlsx.Print{Footer: "&L<marked>", Scale: 72, Breaks: []int{2}, Title: &xlsx.Title{Left: 0, Right: 1, Top: 0, Bottom: 1}}
	lists := b.Sheet("lists")
	lists.Hidden = true
	lists.Text(0, 0, "yes")
	return b
}

// TestBook: another reader finds everything that was written.
func TestBook(t *testing.T) {
	f := opened(t, example())
	const sheet = "It's first"
	got(t, "the list of sheets", strings.Join(f.GetSheetList(), "|"), nil, "It's first|lists")
	visible, err := f.GetSheetVisible("lists")
	got(t, "that lists is visible", visible, err, false)
	for cell, want := range map[string]string{"A1": "head", "B2": "2026-11-27", "C2": "87.25", "B3": "in a column's look", "C1": "", "A2": ""} {
		value, err := f.GetCellValue(sheet, cell)
		got(t, cell, value, err, want)
	}
	id, err := f.GetCellStyle(sheet, "C1")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	got(t, "the head", spaced(style.Font.Bold, style.Font.Size, style.Font.Color, style.Font.Family, len(style.Border), style.Alignment.WrapText, style.Alignment.Vertical),
		nil, "true 12 FFFFFF Arial 4 true center")
	if looks := string(parts(t, written(t, example()))["xl/styles.xml"]); !strings.Contains(looks, `<patternFill patternType="solid"><fgColor rgb="FF1D4F76"/>`) {
		t.Errorf("no look has the fill: %s", looks)
	}
	id, err = f.GetCellStyle(sheet, "B3")
	if err != nil {
		t.Fatal(err)
	}
	if style, err = f.GetStyle(id); err != nil {
		t.Fatal(err)
	}
	got(t, "the look of a column's cell", spaced(style.Protection.Locked, style.Alignment.ReadingOrder, style.Alignment.Horizontal, style.Alignment.Vertical), nil, "false 2 left top")
	width, err := f.GetColWidth(sheet, "B")
	got(t, "the width of B", width, err, 40.5)
	shown, err := f.GetColVisible(sheet, "A")
	got(t, "that A is shown", shown, err, false)
	height, err := f.GetRowHeight(sheet, 2)
	got(t, "the height of row 2", height, err, 33.5)
	shown, err = f.GetRowVisible(sheet, 3)
	got(t, "that row 3 is shown", shown, err, false)
	view, err := f.GetSheetView(sheet, 0)
	got(t, "the view", spaced(*view.RightToLeft, *view.ShowGridLines), err, "true false")
	panes, err := f.GetPanes(sheet)
	got(t, "the panes", spaced(panes.Freeze, panes.XSplit, panes.YSplit, panes.TopLeftCell, panes.ActivePane), err, "true 1 2 B3 bottomRight")
	notes, err := f.GetComments(sheet)
	if err != nil || len(notes) != 2 || notes[0].Cell != "A1" || notes[1].Cell != "B2" || notes[1].Paragraph[0].Text != "second note\nof two lines" {
		t.Errorf("the notes are %+v (%v)", notes, err)
	}
	rules, err := f.GetDataValidations(sheet)
	if err != nil || len(rules) != 2 || rules[0].Sqref != "B2:B9 B12" || rules[0].Formula1 != "lists!$A$1:$B$1" || *rules[0].Error != "Choose." ||
		rules[1].Formula1 != "0" || rules[1].Formula2 != "30" || *rules[1].ErrorStyle != "warning" || *rules[1].Prompt != "A number" {
		t.Errorf("the rules are %+v (%v)", rules, err)
	}
	names := f.GetDefinedName()
	if len(names) != 1 || names[0].RefersTo != "'It''s first'!$A:$B,'It''s first'!$1:$2" || names[0].Scope != sheet {
		t.Errorf("the names are %+v", names)
	}
	footer, err := f.GetHeaderFooter(sheet)
	got(t, "the footer", footer.OddFooter, err, "&L<marked>")
	properties, err := f.GetCustomProps()
	if err != nil || len(properties) != 1 || properties[0].Name != "mark" || properties[0].Value != "a<b" {
		t.Errorf("the properties are %+v (%v)", properties, err)
	}
	about, err := f.GetDocProps()
	got(t, "the document", about.Creator+" "+about.Created, err, "Example & Co 2026-11-27T08:30:00Z")
	locked, err := f.GetSheetProtection(sheet)
	got(t, "the lock", spaced(locked.SelectLockedCells, locked.SelectUnlockedCells, locked.FormatColumns, locked.FormatRows, locked.FormatCells, locked.InsertRows), err, "true true true true false false")
	if data := written(t, example()); strings.Count(string(parts(t, data)["xl/worksheets/sheet2.xml"]), "sheetProtection") != 0 {
		t.Error("lists is locked too")
	}
	if err := f.UnprotectWorkbook(); err != nil {
		t.Errorf("the workbook: %v", err)
	}
}

// TestWords: a text comes back as it was, whatever it holds.
func TestWords(t *testing.T) {
	texts := []string{
		"plain", " spaces at its ends ", "two\nlines", "tab\there", `<b> & "quotes" 'and' ]]>`, "قانون 第二行 🚀", "_x0041_", "_x0041_x0042_", "__x0041__x0041_", "_x005F_x0041_", "a\x01b\x1f", "=1+1", "+49", "007",
		"\r\n", strings.Repeat("ä", 32_767), "1E101",
	}
	b := &xlsx.Book{}
	s := b.Sheet("Texts")
	for i, text := range texts {
		s.Text(0, i, text)
	}
	f := opened(t, b)
	for i, text := range texts {
		value, err := f.GetCellValue("Texts", xlsx.Name(0, i))
		if value != text || err != nil {
			t.Errorf("%.60q came back as %.60q (%v)", text, value, err)
		}
		if formula, err := f.GetCellFormula("Texts", xlsx.Name(0, i)); formula != "" || err != nil {
			t.Errorf("%.60q became the formula %q (%v)", text, formula, err)
		}
	}
}

// TestLimits: what Excel would call damaged is refused, and says where it
// stands; nothing is written.
func TestLimits(t *testing.T) {
	for name, c := range map[string]struct {
		make func(*xlsx.Book)
		want []string
	}{
		"no sheet":                {func(*xlsx.Book) {}, []string{"no sheet"}},
		"a name without letters":  {func(b *xlsx.Book) { b.Sheet("") }, []string{`the sheet ""`, "1 to 31"}},
		"a long name":             {func(b *xlsx.Book) { b.Sheet(strings.Repeat("n", 32)) }, []string{"nnn", "1 to 31"}},
		"a name with a colon":     {func(b *xlsx.Book) { b.Sheet("a:b") }, []string{`"a:b"`}},
		"a name in quotes":        {func(b *xlsx.Book) { b.Sheet("'a'") }, []string{`"'a'"`}},
		"one name twice":          {func(b *xlsx.Book) { b.Sheet("One"); b.Sheet("ONE") }, []string{`two sheets are called "ONE"`}},
		"a long text":             {func(b *xlsx.Book) { b.Sheet("One").Text(2, 6, strings.Repeat("x", 32_768)) }, []string{"One!C7", "32768", "32767"}},
		"a long text of pairs":    {func(b *xlsx.Book) { b.Sheet("One").Text(0, 0, strings.Repeat("🚀", 16_384)) }, []string{"One!A1", "32768"}},
		"a long note":             {func(b *xlsx.Book) { b.Sheet("One").Note(27, 0, strings.Repeat("x", 32_768), 1, 1) }, []string{"One!AB1", "note"}},
		"a rule of long title":    {func(b *xlsx.Book) { b.Sheet("One").Rule("A1", xlsx.Rule{Title: strings.Repeat("x", 33)}) }, []string{"One!A1", "title"}},
		"a rule of long message":  {func(b *xlsx.Book) { b.Sheet("One").Rule("A1", xlsx.Rule{Message: strings.Repeat("x", 256)}) }, []string{"One!A1", "message"}},
		"a rule of long hint":     {func(b *xlsx.Book) { b.Sheet("One").Rule("A1", xlsx.Rule{Hint: strings.Repeat("x", 256)}) }, []string{"One!A1", "hint"}},
		"all faults are together": {func(b *xlsx.Book) { b.Sheet("a?"); b.Sheet("b*") }, []string{"a?", "b*"}},
	} {
		b, out := &xlsx.Book{}, &bytes.Buffer{}
		c.make(b)
		err := b.Write(out)
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
				t.Errorf("%s: %v and %d bytes; wanted words with %q and none", name, err, out.Len(), want)
			}
		}
	}
}

// TestSame: the same book gives the same bytes, and a failing writer's error.
func TestSame(t *testing.T) {
	data := written(t, example())
	if !bytes.Equal(data, written(t, example())) {
		t.Error("two books that are alike differ")
	}
	for _, room := range []int{0, 100, len(data) - 10} {
		if err := example().Write(&narrow{room}); err == nil {
			t.Errorf("no error though only %d bytes were taken", room)
		}
	}
}

// narrow takes so many bytes.
type narrow struct{ room int }

func (n *narrow) Write(p []byte) (int, error) {
	if n.room -= len(p); n.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// TestFrozen: each way to freeze names the pane that scrolls.
func TestFrozen(t *testing.T) {
	for _, c := range []struct {
		columns, rows int
		pane          string
	}{{0, 3, "bottomLeft"}, {2, 0, "topRight"}, {2, 3, "bottomRight"}} {
		b := &xlsx.Book{}
		s := b.Sheet("One")
		s.FrozenColumns, s.FrozenRows = c.columns, c.rows
		panes, err := opened(t, b).GetPanes("One")
		got(t, "the pane", spaced(panes.XSplit, panes.YSplit, panes.ActivePane, panes.TopLeftCell), err, spaced(c.columns, c.rows, c.pane, xlsx.Name(c.columns, c.rows)))
	}
}

// TestBoxes: the box of a note has its size whatever is hidden under it.
func TestBoxes(t *testing.T) {
	b := &xlsx.Book{}
	s := b.Sheet("One")
	s.Columns = []xlsx.Column{{Width: 10}, {Width: 10, Hidden: true}, {Width: 20}, {Width: 10}} // 75, 0, 145 and 75 pixels
	s.Height(0, 30)                                                                             // 40 pixels
	s.Hide(1)
	s.Note(0, 0, "note", 200, 70)
	drawing := string(parts(t, written(t, b))["xl/drawings/vmlDrawing1.vml"])
	// From column 1, 15 pixels in: 15 + 200 are 145 of column 2 and 70 of column 3; 70 are 40 of row 0 and, past row 1, 20 of row 2 and 10 of row 3.
	for _, want := range []string{"<x:Anchor>1, 15, 0, 0, 3, 70, 3, 10</x:Anchor>", "width:150pt;height:52.5pt"} {
		if !strings.Contains(drawing, want) {
			t.Errorf("%s; wanted %s", drawing, want)
		}
	}
}
