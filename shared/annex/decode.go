package annex

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Text reads the bytes of a list's file as ReadList does, for whoever keeps the
// text of a list. The error holds Faults.
func Text(data []byte) (string, error) {
	text, _, faults := decodeText(data)
	return text, faults.err("reading the text of the control list")
}

// decodeText turns the bytes of a file into UTF-8 without a byte order mark
// and with \n line ends, and names the encoding it found.
func decodeText(data []byte) (string, string, Faults) {
	switch order, skip := utf16Order(data); {
	case order != nil:
		text, faults := decodeUTF16(data[skip:], order)
		name := "UTF-16 LE"
		if order == binary.BigEndian {
			name = "UTF-16 BE"
		}
		return lineEnds(text), name, faults
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return lineEnds(string(data[3:])), "UTF-8 with byte order mark", invalidUTF8(data)
	default:
		return lineEnds(string(data)), "UTF-8", invalidUTF8(data)
	}
}

// utf16Order finds the byte order of UTF-16 text and how many bytes its mark
// takes; nil for other text. Without a mark it goes by the first character: a
// list starts with an ASCII heading, so one of its two bytes is zero.
func utf16Order(data []byte) (binary.ByteOrder, int) {
	switch {
	case len(data) < 2:
		return nil, 0
	case data[0] == 0xff && data[1] == 0xfe:
		return binary.LittleEndian, 2
	case data[0] == 0xfe && data[1] == 0xff:
		return binary.BigEndian, 2
	case data[0] != 0 && data[1] == 0:
		return binary.LittleEndian, 0
	case data[0] == 0 && data[1] != 0:
		return binary.BigEndian, 0
	}
	return nil, 0
}

func decodeUTF16(data []byte, order binary.ByteOrder) (string, Faults) {
	const advice = "save the list again as “CSV UTF-8”"
	var faults Faults
	if len(data)%2 != 0 {
		faults.add(0, advice, "the UTF-16 text ends in half a character")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	text := string(utf16.Decode(units))
	if !strings.ContainsAny(text, "\x00\ufffd") {
		return text, faults
	}
	line := 0
	for row := range strings.Lines(text) {
		line++
		if strings.ContainsAny(row, "\x00\ufffd") {
			faults.add(line, advice, "the line holds what is no UTF-16 text")
		}
	}
	return text, faults
}

// invalidUTF8 reports each line that is not UTF-8 or holds a zero byte.
func invalidUTF8(data []byte) Faults {
	const advice = "save the list as “CSV UTF-8” in Excel, or choose UTF-8 when exporting it"
	if utf8.Valid(data) && !bytes.ContainsRune(data, 0) {
		return nil
	}
	var faults Faults
	line := 0
	for row := range bytes.Lines(data) {
		line++
		if i := firstInvalid(row); i >= 0 {
			faults.add(line, advice, "the byte 0x%02X at place %d of the line is no UTF-8 text", row[i], i+1)
		}
	}
	return faults
}

// firstInvalid returns the index of the first byte that is no UTF-8 text, or
// -1.
func firstInvalid(row []byte) int {
	for i := 0; i < len(row); {
		r, size := utf8.DecodeRune(row[i:])
		if r == 0 || r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// lineEnds makes one line of every line of a file that old spreadsheets end
// with a carriage return alone; encoding/csv reads \r\n itself.
func lineEnds(text string) string {
	if strings.Contains(text, "\n") {
		return text
	}
	return strings.ReplaceAll(text, "\r", "\n")
}

// record is one row of a CSV file and the line it starts on.
type record struct {
	line  int
	cells []string
}

// blank reports whether the row holds nothing at all.
func (r record) blank() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// readRecords reads every row that is not blank and counts them; a row that is
// no CSV is a fault and the reading goes on behind it. Rows above most are
// counted but not kept.
func readRecords(text string, separator rune, most int) ([]record, int, Faults) {
	faults := longLines(text)
	if len(faults) > 0 {
		return nil, 0, faults
	}
	var records []record
	rows := 0
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator
	r.FieldsPerRecord = -1
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return records, rows, faults
		}
		if err != nil {
			rows++
			faults.addCSV(err)
			continue
		}
		line, _ := r.FieldPos(0)
		rec := record{line, cells}
		if rec.blank() {
			continue
		}
		rows++
		if len(cells) > maxCells {
			faults.add(line, "remove the empty columns", "the line has %d cells, at most %d are read", len(cells), maxCells)
		} else if rows <= most {
			records = append(records, rec)
		}
	}
}

// longLines reports lines so long that no list has them, before time and
// memory are spent on them.
func longLines(text string) Faults {
	var faults Faults
	line := 0
	for row := range strings.Lines(text) {
		line++
		if len(row) > maxLine {
			faults.add(line, "check that this is a list in CSV, one line for each code", "the line has %d bytes, at most %d are read", len(row), maxLine)
		}
	}
	return faults
}

func (fs *Faults) addCSV(err error) {
	parse := new(csv.ParseError)
	if !errors.As(err, &parse) {
		fs.add(0, "", "%v", err)
		return
	}
	advice := "put the whole cell in double quotes and double every quote inside it"
	if parse.StartLine != parse.Line {
		fs.add(parse.StartLine, advice, "a quoted cell that starts here is not closed properly (seen on line %d)", parse.Line)
		return
	}
	fs.add(parse.StartLine, advice, "a double quote stands where none may be (place %d)", parse.Column)
}

// separators are what divides cells, in order of preference where a heading
// does not tell.
const separators = ",;\t"

// cutSeparator finds what divides the cells of a file. Excel's own first line
// "sep=;" is believed and blanked, so that lines keep their numbers; else the
// heading decides.
func cutSeparator(text string) (string, rune) {
	trimmed := strings.TrimLeft(text, "\r\n")
	first, rest, _ := strings.Cut(trimmed, "\n")
	if sep, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(first)), "sep="); ok && len(sep) == 1 && strings.Contains(separators, sep) {
		return text[:len(text)-len(trimmed)] + "\n" + rest, rune(sep[0])
	}
	best, most := ',', 0
	for _, sep := range separators {
		if n := strings.Count(first, string(sep)); n > most {
			best, most = sep, n
		}
	}
	return text, best
}
