package workbook_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// hostile are files that are refused as a whole, each with words of what its
// reader is told.
var hostile = []struct {
	name string
	make func(t testing.TB, good []byte) []byte
	want string
}{
	{"nothing", raw(""), "empty"},
	{"a text", raw("LB-01;yes\r\nLB-02;no\r\n"), "not a workbook"},
	{"comma-separated values named xlsx", raw("question,answer\nLB-01,3\n"), "CSV"},
	{"UTF-16 text", raw("\xff\xfeL\x00B\x00"), "not a workbook"},
	{"a web page", raw("\ufeff <html><body><table>"), "web page"},
	{"XML of a spreadsheet", raw(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`), "web page or XML"},
	{"a PDF", raw("%PDF-1.7\n%âãÏÓ"), "PDF"},
	{"an old workbook", raw("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600) + wide("Workbook")), "(XLS)"},
	{"a workbook with a password", encrypted, "password"},
	{"a password's container", raw("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + wide("EncryptedPackage")), "password"},
	{"a zip with a password", func(t testing.TB, good []byte) []byte { return flagged(good) }, "password"},
	{"an OpenDocument spreadsheet", zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"), "ODS"},
	{"a binary workbook", zipped("xl/workbook.bin", "x"), "XLSB"},
	{"a text document", zipped("[Content_Types].xml", "<x/>", "word/document.xml", "<x/>"), "text document"},
	{"a presentation", zipped("ppt/presentation.xml", "<x/>"), "presentation"},
	{"an archive of something", zipped("readme.txt", "hello"), "no workbook"},
	{"an empty archive", zipped(), "no workbook"},
	{"cut off", func(_ testing.TB, good []byte) []byte { return good[:len(good)/2] }, "cut off"},
	{"cut off at its end", func(_ testing.TB, good []byte) []byte { return good[:len(good)-30] }, "cut off"},
	{"its head alone", func(_ testing.TB, good []byte) []byte { return good[:4] }, "cut off"},
	{"damaged inside", func(_ testing.TB, good []byte) []byte {
		bad := bytes.Clone(good)
		begin := bytes.Index(bad, []byte("xl/worksheets/sheet2.xml")) + 100
		for i := begin; i < begin+1000; i++ {
			bad[i] ^= 0x5a
		}
		return bad
	}, "save it again as XLSX"},
	{"too large", func(testing.TB, []byte) []byte { return append([]byte("PK\x03\x04"), make([]byte, 4<<20)...) }, "larger than 4 MB"},
	{"macros", with("xl/vbaProject.bin", "x"), "macros"},
	{"macros by another name", with("xl/VBAPROJECT.BIN", "x"), "macros"},
	{"macros of the old kind", with("xl/macrosheets/sheet1.xml", "<x/>"), "macros"},
	{"100,000 parts", manyParts(100_000), "larger than 4 MB"},
	{"30,000 parts", manyParts(30_000), "30000 parts"},
	{"parts that are not counted", func(t testing.TB, good []byte) []byte { return miscounted(manyParts(30_000)(t, good)) }, "damaged"},
	{"a part outside the archive", with("../../etc/passwd", "x"), "no spreadsheet program gives"},
	{"a part at the root", with("/etc/passwd", "x"), "no spreadsheet program gives"},
	{"a part with backslashes", with(`xl\workbook.xml`, "x"), "no spreadsheet program gives"},
	{"the workbook twice", twice("xl/workbook.xml"), "twice"},
	{"a bomb of zeros in a sheet", filled("xl/worksheets/sheet2.xml", "<worksheet>", " ", 50<<20, ""), "unpacks to"},
	{"a bomb of texts", filled("xl/sharedStrings.xml", "<sst>", "<si><t>x</t></si>", 600_000, ""), "unpacks to"},
	{"a bomb below the limit of a part", filled("xl/sharedStrings.xml", "<sst>", "<si><t/></si>", 400_000, ""), "far more cells"},
	{"a bomb of cells", filled("xl/worksheets/sheet2.xml", "<worksheet><sheetData><row>", "<c/>", 1_000_000, ""), "far more cells"},
	{"a bomb in many parts", bombs(9), "far more than a workbook"},
	{"a bomb that lies about its size", lying("xl/worksheets/sheet2.xml"), "damaged"},
	{"a bomb in a part that is not read", filled("xl/media/image1.png", "", "\x00", 50<<20, ""), "far more than a workbook"},
	{"a zip that holds its own beginning", quine, "no workbook"},
	{"as much as is read at all", largest, "was not made here"},
	{"a zip in a zip in a zip", nested, "no workbook"},
	{"entities that grow", with("xl/sharedStrings.xml", laughs), "declarations"},
	{"an entity of a file", with("xl/workbook.xml", `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>`), "declarations"},
	{"an entity that is not declared", with("xl/workbook.xml", `<workbook>&x;</workbook>`), "damaged"},
	{"a comment with quotes", with("xl/workbook.xml", `<workbook><!-- " --></workbook>`), "declarations"},
	{"an element of a million attributes", filled("xl/workbook.xml", "<workbook ", `a="" `, 1_000_000, "/>"), "not what a spreadsheet program writes"},
	{"attributes that hide their number", filled("xl/workbook.xml", "<workbook ", `a=">" `, 900_000, "/>"), "not what a spreadsheet program writes"},
	{"elements a million deep", filled("xl/workbook.xml", "", "<a>", 1_000_000, ""), "far more cells"},
	{"another alphabet's XML", with("xl/workbook.xml", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><workbook/>"), "damaged"},
	{"XML that is none", with("xl/workbook.xml", "<workbook <"), "damaged"},
	{"a workbook without a list of its parts", without("xl/_rels/workbook.xml.rels"), "lacks its part"},
	{"a workbook without a sheet that it names", without("xl/worksheets/sheet3.xml"), "lacks its part"},
	{"a workbook of somebody else", func(t testing.TB, _ []byte) []byte { return closed(t, excelize.NewFile()) }, "was not made here"},
	{"settings deleted", changed(func(t testing.TB, f *excelize.File) { must(t, f.DeleteSheet("settings")) }), "was not made here"},
	{"settings that name another country", changed(setting("country", "xb00000000")), "was changed"},
	{"settings that name another version", changed(setting("format", "9")), "is of form"},
	{"settings emptied", changed(func(t testing.TB, f *excelize.File) {
		for r := 4; r < 30; r++ {
			must(t, f.SetCellValue("settings", fmt.Sprint("A", r), nil))
		}
	}), "is of form"},
	{"a hidden column deleted", changed(func(t testing.TB, f *excelize.File) { must(t, f.RemoveCol("LB-A", "B")) }), `sheet "LB-A" lacks its column "base"`},
	{"a thousand merged cells", with("xl/worksheets/sheet2.xml", `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>mtcr:cited</t></is></c><c r="B1" t="inlineStr"><is><t>cited</t></is></c></row></sheetData><mergeCells>`+
		strings.Repeat(`<mergeCell ref="A5:B9"/>`, 1000)+`</mergeCells></worksheet>`), "1000 merged cells"},
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func raw(s string) func(testing.TB, []byte) []byte {
	return func(testing.TB, []byte) []byte { return []byte(s) }
}

func wide(s string) string {
	var b strings.Builder
	for _, c := range s {
		b.WriteString(string(c) + "\x00")
	}
	return b.String()
}

// zipped is an archive of names and texts.
func zipped(parts ...string) func(testing.TB, []byte) []byte {
	return func(t testing.TB, _ []byte) []byte {
		all := map[string][]byte{}
		for i := 0; i < len(parts); i += 2 {
			all[parts[i]] = []byte(parts[i+1])
		}
		return pack(t, all)
	}
}

// with is the good book with one part replaced or added.
func with(name, text string) func(testing.TB, []byte) []byte {
	return func(t testing.TB, good []byte) []byte {
		all := parts(t, good)
		all[name] = []byte(text)
		return pack(t, all)
	}
}

// filled is the good book with a part in which one thing stands over and over.
func filled(name, head, unit string, n int, tail string) func(testing.TB, []byte) []byte {
	return func(t testing.TB, good []byte) []byte { return with(name, head+strings.Repeat(unit, n)+tail)(t, good) }
}

func without(name string) func(testing.TB, []byte) []byte {
	return func(t testing.TB, good []byte) []byte {
		all := parts(t, good)
		delete(all, name)
		return pack(t, all)
	}
}

// changed is the good book as somebody changed it in a spreadsheet program.
func changed(change func(testing.TB, *excelize.File)) func(testing.TB, []byte) []byte {
	return func(t testing.TB, good []byte) []byte {
		f := opened(t, good)
		must(t, f.UnprotectWorkbook())
		change(t, f)
		return closed(t, f)
	}
}

func setting(key, value string) func(testing.TB, *excelize.File) {
	return func(t testing.TB, f *excelize.File) {
		for row := 4; row < 30; row++ {
			if got, _ := f.GetCellValue("settings", fmt.Sprint("A", row)); got == key {
				must(t, f.SetCellValue("settings", fmt.Sprint("B", row), value))
			}
		}
	}
}

func encrypted(t testing.TB, good []byte) []byte {
	data, err := excelize.Encrypt(good, &excelize.Options{Password: "secret"})
	must(t, err)
	return data
}

// flagged marks the parts of an archive as encrypted.
func flagged(good []byte) []byte {
	data := bytes.Clone(good)
	for i := range len(data) - 10 {
		if bytes.HasPrefix(data[i:], []byte("PK\x01\x02")) {
			data[i+8] |= 1
		}
	}
	return data
}

func manyParts(n int) func(testing.TB, []byte) []byte {
	return func(t testing.TB, _ []byte) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := range n {
			_, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprint(i)})
			must(t, err)
		}
		must(t, z.Close())
		return b.Bytes()
	}
}

// miscounted says at the end of an archive that it holds five parts.
func miscounted(data []byte) []byte {
	at := bytes.LastIndex(data, []byte("PK\x05\x06"))
	binary.LittleEndian.PutUint16(data[at+8:], 5)
	binary.LittleEndian.PutUint16(data[at+10:], 5)
	return data
}

func twice(name string) func(testing.TB, []byte) []byte {
	return func(t testing.TB, _ []byte) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for range 2 {
			_, err := z.Create(name)
			must(t, err)
		}
		must(t, z.Close())
		return b.Bytes()
	}
}

// bombs is the good book with many parts of 6 MB each.
func bombs(n int) func(testing.TB, []byte) []byte {
	return func(t testing.TB, good []byte) []byte {
		all := parts(t, good)
		for i := range n {
			all[fmt.Sprintf("xl/worksheets/more%d.xml", i)] = bytes.Repeat([]byte(" "), 6<<20)
		}
		return pack(t, all)
	}
}

// lying is the good book with a part that says it is small and is not.
func lying(name string) func(testing.TB, []byte) []byte {
	return func(t testing.TB, good []byte) []byte {
		all := parts(t, good)
		all[name] = bytes.Repeat([]byte(" "), 20<<20)
		data := pack(t, all)
		size := binary.LittleEndian.AppendUint32(nil, 20<<20)
		at := bytes.LastIndex(data, size)
		if at < 0 {
			t.Fatal("no size to lie about")
		}
		binary.LittleEndian.PutUint32(data[at:], 1000)
		return data
	}
}

// quine is an archive whose one part is a beginning of itself.
func quine(t testing.TB, _ []byte) []byte {
	data := zipped("r/r.zip", strings.Repeat("r", 440))(t, nil)
	at := bytes.Index(data, []byte(strings.Repeat("r", 20)))
	if at > 0 {
		copy(data[at:], data[:min(440, len(data)-at)])
	}
	sum := crc32.ChecksumIEEE(data)
	binary.LittleEndian.PutUint32(data[14:], sum)
	return data
}

func nested(t testing.TB, good []byte) []byte {
	for range 5 {
		good = pack(t, map[string][]byte{"book.xlsx": good})
	}
	return good
}

// largest is a book just inside every limit: texts, cells and attributes.
func largest(t testing.TB, good []byte) []byte {
	all := parts(t, good)
	for name := range all {
		if strings.HasPrefix(name, "xl/worksheets/sheet") && name != "xl/worksheets/sheet1.xml" {
			all[name] = []byte("<worksheet/>")
		}
	}
	all["xl/sharedStrings.xml"] = []byte("<sst><si><t>" + strings.Repeat("x", 5_500_000) + "</t></si></sst>")
	crowd := `<c r="A1" a=""/>`
	all["xl/worksheets/sheet1.xml"] = []byte("<worksheet><sheetData><row>" + strings.Repeat(crowd, 280_000) + "</row></sheetData></worksheet>")
	return pack(t, all)
}

const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><sst><si><t>&c;</t></si></sst>`

// TestHostile: a file that cannot be read is refused with words that say what
// it is, within bounds of memory and time.
func TestHostile(t *testing.T) {
	effort.OneGoroutine(t)
	good := write(t, newWorld(t).book("treasury"), "en")
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			data := h.make(t, good)
			var err error
			peak, took := measured(func() { _, err = format.Read(data) })
			var faults questionnaire.Faults
			if !errors.As(err, &faults) || len(faults) != 1 || !strings.Contains(faults[0].Problem+" "+faults[0].Advice, h.want) || faults[0].Advice == "" {
				t.Errorf("%v; wanted words with %q", err, h.want)
			}
			if strings.ContainsAny(fmt.Sprint(err), "\x00\x1b") {
				t.Errorf("%q", err)
			}
			t.Logf("%d bytes: %d KiB, %v", len(data), peak>>10, took)
			if peak > 64<<20 {
				t.Errorf("%d MiB of memory", peak>>20)
			}
		})
	}
}

// measured is the most memory that a call held beyond what was held before, as
// far as looking at it again and again shows, and how long it took.
func measured(call func()) (peak uint64, took time.Duration) {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	before := stats.HeapAlloc
	var most atomic.Uint64
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				most.Store(max(most.Load(), now.HeapAlloc))
			}
		}
	}()
	began := time.Now()
	call()
	took = time.Since(began)
	close(stop)
	<-stopped
	runtime.ReadMemStats(&stats)
	most.Store(max(most.Load(), stats.HeapAlloc))
	return most.Load() - min(before, most.Load()), took
}
