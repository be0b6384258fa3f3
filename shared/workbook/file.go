package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// file is a workbook without what Read does not need of it.
type file struct {
	*archive
	sheets []sheetRef
	shared []string
	long   map[int]int  // shared strings that are too long, with their sizes
	shares map[int]bool // styles that show a share of a hundred
	formed map[int]bool // styles that show a number otherwise than it is, such as a date or 007
	from   int          // days by which the calendar begins later: 0 or 1462
}

type sheetRef struct {
	name, part string
	hidden     bool
}

// walk calls visit for every element as it begins, with what its attributes
// say, and for the text and the end of every element.
func walk(name string, data []byte, visit func(xml.Token) error) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return refuse(fmt.Sprintf("the workbook's part %.60q is damaged", name), "open it and save it again as XLSX")
		}
		if err := visit(t); err != nil {
			return err
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// load reads what all sheets share.
func load(a *archive) (*file, error) {
	f := &file{archive: a, long: map[int]int{}, shares: map[int]bool{}, formed: map[int]bool{}}
	targets := map[string]string{}
	const relations = "xl/_rels/workbook.xml.rels"
	data, err := f.part(relations)
	if err == nil {
		err = walk(relations, data, func(t xml.Token) error {
			if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" {
				target := attribute(e, "Target")
				if !strings.HasPrefix(target, "/") {
					target = path.Join("xl", target)
				}
				targets[attribute(e, "Id")] = strings.TrimPrefix(target, "/")
			}
			return nil
		})
	}
	if err != nil {
		return nil, err
	}
	if err := f.workbook(targets); err != nil {
		return nil, err
	}
	if f.parts["xl/sharedStrings.xml"] != nil {
		if err := f.strings(); err != nil {
			return nil, err
		}
	}
	if f.parts["xl/styles.xml"] != nil {
		return f, f.styles()
	}
	return f, nil
}

// workbook reads the list of sheets.
func (f *file) workbook(targets map[string]string) error {
	const name = "xl/workbook.xml"
	data, err := f.part(name)
	if err != nil {
		return err
	}
	return walk(name, data, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		switch {
		case ok && e.Name.Local == "workbookPr" && (attribute(e, "date1904") == "1" || attribute(e, "date1904") == "true"):
			f.from = 1462
		case ok && e.Name.Local == "sheet":
			id := ""
			for _, a := range e.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
			if part := targets[id]; strings.HasPrefix(part, "xl/worksheets/") {
				f.sheets = append(f.sheets, sheetRef{attribute(e, "name"), part, strings.HasSuffix(strings.ToLower(attribute(e, "state")), "hidden")})
			}
		}
		return nil
	})
}

// strings reads the texts that cells share.
func (f *file) strings() error {
	const name = "xl/sharedStrings.xml"
	data, err := f.part(name)
	if err != nil {
		return err
	}
	var r richText
	return walk(name, data, func(t xml.Token) error {
		if text, size, done := r.take(t, "si"); done {
			if size > maxCell {
				f.long[len(f.shared)] = size
			}
			f.shared = append(f.shared, text)
		}
		return nil
	})
}

// richText puts the runs of a text together, without what is said about how
// they are spoken.
type richText struct {
	b         strings.Builder
	size      int
	inside    bool
	t, spoken bool
}

// take notes a token; at the end of the element that holds the text it returns it.
func (r *richText) take(t xml.Token, holder string) (text string, size int, done bool) {
	switch e := t.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case holder:
			r.b.Reset()
			r.size, r.inside, r.t, r.spoken = 0, true, false, false
		case "t":
			r.t = r.inside
		case "rPh":
			r.spoken = true
		}
	case xml.CharData:
		if r.t && !r.spoken {
			r.size += len(e)
			if r.size <= maxCell {
				r.b.Write(e)
			}
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "t":
			r.t = false
		case "rPh":
			r.spoken = false
		case holder:
			r.inside = false
			return unescape(r.b.String()), r.size, true
		}
	}
	return "", 0, false
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape reads characters that XML cannot hold as spreadsheets write them.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:6], 16, 16)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}

// styles finds the looks that show a number otherwise than it is: a cell that
// shows 87.5% holds 0.875, and one that shows 1E101 may hold a 1 with 101 zeros.
func (f *file) styles() error {
	const name = "xl/styles.xml"
	data, err := f.part(name)
	if err != nil {
		return err
	}
	formats, plain := map[string]bool{"9": true, "10": true}, map[string]bool{"": true, "0": true, "1": true, "49": true}
	inside, n := false, 0
	return walk(name, data, func(t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "numFmt":
				id, code := attribute(e, "numFmtId"), attribute(e, "formatCode")
				formats[id], plain[id] = strings.Contains(code, "%"), code == "General" || code == "0" || code == "@"
			case e.Name.Local == "cellXfs":
				inside = true
			case e.Name.Local == "xf" && inside:
				id := attribute(e, "numFmtId")
				f.shares[n], f.formed[n] = formats[id], !plain[id]
				n++
			}
		case xml.EndElement:
			inside = inside && e.Name.Local != "cellXfs"
		}
		return nil
	})
}
