package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// ref is the number of an object of the file.
type ref int

func (r ref) String() string { return strconv.Itoa(int(r)) + " 0 R" }

// file is the objects of a PDF 1.7 file; object n is objects[n-1].
type file struct {
	objects []object
	packer  *zlib.Writer
}

// object is a dictionary or another value, and the stream behind it.
type object struct {
	value  string
	stream []byte
	packed bool
}

// reserve numbers an object that is set later.
func (f *file) reserve() ref {
	f.objects = append(f.objects, object{})
	return ref(len(f.objects))
}

func (f *file) set(r ref, value string) { f.objects[r-1].value = value }

func (f *file) add(value string) ref {
	r := f.reserve()
	f.set(r, value)
	return r
}

// stream adds data behind a dictionary of these entries.
func (f *file) stream(entries string, data []byte) ref {
	r := f.reserve()
	f.objects[r-1] = object{value: entries, stream: data, packed: true}
	return r
}

// open adds data that programs read without unpacking it.
func (f *file) open(entries string, data []byte) ref {
	r := f.reserve()
	f.objects[r-1] = object{value: entries, stream: data}
	return r
}

// together is how many objects without a stream are packed into one.
const together = 200

// write writes the file. Objects without a stream are packed together: the
// structure of a record is thousands of small ones.
func (f *file) write(w io.Writer, root, info ref) error {
	type place struct{ kind, at, index int }
	var err error
	if f.packer, err = zlib.NewWriterLevel(nil, zlib.BestSpeed); err != nil {
		return err
	}
	own := len(f.objects)
	places := make([]place, own+1, own+own/together+3)
	for begin := 0; begin < own; {
		var heads, bodies bytes.Buffer
		holder := len(f.objects) + 1
		n := 0
		for ; begin < own && n < together; begin++ {
			if f.objects[begin].stream != nil {
				continue
			}
			fmt.Fprintf(&heads, "%d %d ", begin+1, bodies.Len())
			bodies.WriteString(f.objects[begin].value)
			bodies.WriteByte('\n')
			places[begin+1] = place{2, holder, n}
			n++
		}
		if n > 0 {
			f.stream(fmt.Sprintf("/Type/ObjStm/N %d/First %d", n, heads.Len()), append(heads.Bytes(), bodies.Bytes()...))
			places = append(places, place{})
		}
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range f.objects {
		if o.stream == nil {
			continue
		}
		places[i+1] = place{1, out.Len(), 0}
		if err := f.writeStream(&out, i+1, o); err != nil {
			return err
		}
	}
	last := len(f.objects) + 1
	places = append(places, place{1, out.Len(), 0})
	var table bytes.Buffer
	for _, p := range places {
		table.Write([]byte{byte(p.kind), byte(p.at >> 24), byte(p.at >> 16), byte(p.at >> 8), byte(p.at), byte(p.index >> 8), byte(p.index)})
	}
	start, sum := out.Len(), sha256.Sum256(out.Bytes())
	id := hex.EncodeToString(sum[:16])
	err = f.writeStream(&out, last, object{
		value:  fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/Root %v/Info %v/ID[<%s><%s>]", last+1, root, info, id, id),
		stream: table.Bytes(), packed: true,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(&out, "startxref\n%d\n%%%%EOF\n", start)
	_, err = out.WriteTo(w)
	return err
}

func (f *file) writeStream(out *bytes.Buffer, number int, o object) error {
	data, filter := o.stream, ""
	if o.packed {
		var packed bytes.Buffer
		f.packer.Reset(&packed)
		if _, err := f.packer.Write(data); err != nil {
			return err
		}
		if err := f.packer.Close(); err != nil {
			return err
		}
		data, filter = packed.Bytes(), "/Filter/FlateDecode"
	}
	fmt.Fprintf(out, "%d 0 obj\n<<%s%s/Length %d>>\nstream\n", number, o.value, filter, len(data))
	out.Write(data)
	out.WriteString("\nendstream\nendobj\n")
	return nil
}

// clean leaves out of a text for people what they do not see: what overrides
// direction, and characters that control.
func clean(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 0x202A && c <= 0x202E:
			return -1
		case unicode.IsControl(c):
			return ' '
		}
		return c
	}, text)
}

// words writes a text as a string of PDF, for people to read.
func words(text string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(clean(text))) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	b.WriteByte('>')
	return b.String()
}

// length writes thousandths of a point as points with at most two places.
func length(n int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	n = (n + 5) / 10
	whole, part := n/100, n%100
	switch {
	case part == 0 && whole == 0:
		return "0"
	case part == 0:
		return sign + strconv.Itoa(whole)
	case part%10 == 0:
		return fmt.Sprintf("%s%d.%d", sign, whole, part/10)
	}
	return fmt.Sprintf("%s%d.%02d", sign, whole, part)
}
