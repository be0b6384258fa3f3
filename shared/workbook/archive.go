package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Limits of a book that is read. A book of every question with a page of text
// each stays far below them; together they keep reading under 64 MiB and half a
// second, whatever the file is.
const (
	maxFile     = 4 << 20 // bytes of the file
	maxEntries  = 1000    // files in the archive
	maxPart     = 6 << 20 // bytes of one file in it, unpacked
	maxUnpacked = 12 << 20
	maxElements = 150_000 // XML elements
	maxPerTag   = 100     // attributes of one element
	maxCell     = 40_000  // bytes of one cell
)

// refuse is the whole book refused.
func refuse(problem, advice string) error {
	return questionnaire.Faults{{Problem: problem, Advice: advice}}
}

const (
	fresh = "download a new workbook and copy the answers into it"
	anew  = "copy what it holds into a new workbook, and save that as XLSX" // for a book of any kind
)

// archive is the parts of a book. What is taken out of it is counted.
type archive struct {
	parts    map[string]*zip.File
	unpacked int
	elements int
}

// open looks what a file is, and that its archive is one that can be unpacked.
func open(data []byte) (*archive, error) {
	if len(data) > maxFile {
		return nil, refuse(fmt.Sprintf("the file is larger than %d MB", maxFile>>20), "take out pictures and other things that do not belong to it, or send it in parts")
	}
	if err := known(data); err != nil {
		return nil, err
	}
	if n := entries(data); n > maxEntries {
		return nil, refuse(fmt.Sprintf("the file holds %d parts; a workbook has less than %d", n, maxEntries), anew)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refuse("the file is damaged or was cut off on its way", "send it once more, or open it and save it again as XLSX")
	}
	a := &archive{parts: make(map[string]*zip.File, min(len(z.File), maxEntries))}
	if len(z.File) > maxEntries {
		return nil, refuse(fmt.Sprintf("the file holds %d parts; a workbook has less than %d", len(z.File), maxEntries), anew)
	}
	declared := uint64(0)
	for _, f := range z.File {
		declared += min(f.UncompressedSize64, 1<<40)
		switch name := f.Name; {
		case declared > 4*maxUnpacked:
			return nil, refuse("the file unpacks to far more than a workbook", anew)
		case name == "" || name[0] == '/' || strings.Contains(name, "..") || strings.Contains(name, `\`):
			return nil, refuse(fmt.Sprintf("the file holds a part with the name %.60q, which no spreadsheet program gives", name), anew)
		case a.parts[name] != nil:
			return nil, refuse(fmt.Sprintf("the file holds the part %.60q twice", name), "open it and save it again as XLSX")
		case f.Flags&1 != 0:
			return nil, refuse("the file is protected with a password", "save it without a password")
		default:
			a.parts[name] = f
		}
	}
	return a, a.kind()
}

// known refuses what is not an archive at all, by what it is.
func known(data []byte) error {
	wide := func(s string) []byte { // as old containers write names
		var b []byte
		for _, c := range s {
			b = binary.LittleEndian.AppendUint16(b, uint16(c))
		}
		return b
	}
	switch {
	case len(data) == 0:
		return refuse("the file is empty", "choose the workbook")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return nil
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")) && bytes.Contains(data, wide("EncryptedPackage")):
		return refuse("the file is protected with a password", "save it without a password")
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return refuse("the file is a workbook of an old kind (XLS) or a document of one (DOC)", "save it as XLSX")
	case bytes.HasPrefix(data, []byte("%PDF")):
		return refuse("the file is a PDF", "choose the workbook itself (XLSX)")
	case bytes.HasPrefix(bytes.TrimLeft(data, "\xEF\xBB\xBF \r\n\t"), []byte("<")):
		return refuse("the file is a web page or XML, not a workbook", "save it as XLSX")
	}
	return refuse("the file is not a workbook", "choose the workbook, saved as XLSX; a CSV file or a text does not hold what is needed")
}

// entries is how many parts the end of an archive says it has, so that a list
// of a hundred thousand is never read.
func entries(data []byte) int {
	at := bytes.LastIndex(data, []byte("PK\x05\x06"))
	if at < 0 || at+12 > len(data) {
		return 0 // the reader says what is wrong
	}
	return int(binary.LittleEndian.Uint16(data[at+10:]))
}

// kind refuses archives that are something else than a workbook without
// macros.
func (a *archive) kind() error {
	switch {
	case a.parts["mimetype"] != nil:
		return refuse("the file is an OpenDocument spreadsheet (ODS)", "save it as XLSX")
	case a.parts["xl/workbook.bin"] != nil:
		return refuse("the file is a binary workbook (XLSB)", "save it as XLSX")
	case a.parts["EncryptedPackage"] != nil:
		return refuse("the file is protected with a password", "save it without a password")
	case a.parts["word/document.xml"] != nil, a.parts["ppt/presentation.xml"] != nil:
		return refuse("the file is a text document or a presentation", "choose the workbook (XLSX)")
	}
	for name := range a.parts {
		if strings.HasSuffix(strings.ToLower(name), "vbaproject.bin") || strings.HasPrefix(name, "xl/macrosheets/") {
			return refuse("the workbook holds macros", "save it as XLSX, without macros")
		}
	}
	if a.parts["xl/workbook.xml"] == nil {
		return refuse("the file is an archive, but no workbook", "choose the workbook, saved as XLSX")
	}
	return nil
}

// part unpacks one part and looks that it can be read within the limits.
func (a *archive) part(name string) ([]byte, error) {
	f := a.parts[name]
	if f == nil {
		return nil, refuse(fmt.Sprintf("the workbook lacks its part %.60q", name), "open it and save it again as XLSX")
	}
	left := min(maxPart, maxUnpacked-a.unpacked)
	large := refuse(fmt.Sprintf("the workbook's part %.60q unpacks to more than is read", name), "take out what does not belong to it; long texts are at most 32,000 characters in a cell")
	if f.UncompressedSize64 > uint64(left) {
		return nil, large
	}
	r, err := f.Open()
	if err != nil {
		return nil, refuse(fmt.Sprintf("the workbook's part %.60q cannot be unpacked", name), "open it and save it again as XLSX")
	}
	defer func() { _ = r.Close() }()
	b := bytes.NewBuffer(make([]byte, 0, f.UncompressedSize64+bytes.MinRead)) // never to be copied
	n, err := io.Copy(b, io.LimitReader(r, int64(left)+1))
	a.unpacked += int(n)
	switch {
	case n > int64(left):
		return nil, large
	case err != nil:
		return nil, refuse(fmt.Sprintf("the workbook's part %.60q is damaged", name), "send it once more, or open it and save it again as XLSX")
	}
	return b.Bytes(), a.plain(name, b.Bytes())
}

// plain refuses XML that could cost more to read than its size says: with
// declarations (so no entities), with very many elements, or with very many
// attributes in one.
func (a *archive) plain(name string, data []byte) error {
	for i := 0; i < len(data); i++ {
		next := bytes.IndexByte(data[i:], '<')
		if next < 0 {
			return nil
		}
		i += next + 1
		if i < len(data) && data[i] == '!' {
			return refuse(fmt.Sprintf("the workbook's part %.60q holds declarations or comments, which no spreadsheet program writes", name), anew)
		}
		if a.elements++; a.elements > 2*maxElements { // each begins and ends
			return refuse("the workbook holds far more cells than are read", "take out what does not belong to it, such as empty cells with a look of their own")
		}
		quotes, quote := 0, byte(0)
		for ; i < len(data) && (quote != 0 || data[i] != '>'); i++ {
			switch c := data[i]; {
			case quote != 0 && c == quote:
				quote = 0
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
				if quotes++; quotes > maxPerTag {
					return refuse(fmt.Sprintf("the workbook's part %.60q is not what a spreadsheet program writes", name), anew)
				}
			}
		}
	}
	return nil
}
