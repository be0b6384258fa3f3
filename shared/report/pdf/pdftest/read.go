// Package pdftest reads reports in PDF without the help of what wrote them, for
// tests: their text by way of the fonts' own tables, structure, bookmarks and
// links. It also holds the formats that tests write.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// File is a file that was read.
type File struct {
	Objects map[Ref]any
	Trailer Dict
	Catalog Dict
	Pages   []*Page
	Top     *Element // the structure
	Outline []*Bookmark
}

// Page is one page. Text is in the order in which it is drawn, which of what
// runs from the right is the last first.
type Page struct {
	Ref    Ref
	Dict   Dict
	Text   string
	Pieces []string // text of each piece of the structure
	Beside string   // text outside of the structure
	Shapes []Shape
}

// Shape is one shape that is drawn.
type Shape struct {
	Font  string // its name
	Glyph int
	Text  string
}

// Element is a part of the structure.
type Element struct {
	Tag  string
	Dict Dict
	Own  string // text of its own pieces, with a space between them
	Kids []*Element
}

// Bookmark is one bookmark.
type Bookmark struct {
	Title string
	Page  int // from 1
	Below []*Bookmark
}

// Read reads a file. What is broken is an error.
func Read(data []byte) (f *File, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("reading a PDF: %v", r)
		}
	}()
	f = &File{Objects: map[Ref]any{}}
	f.objects(data)
	f.Catalog = f.Dict(f.Trailer["Root"])
	f.pages()
	f.structure()
	if f.Catalog["Outlines"] != nil {
		f.Outline = f.bookmarks(f.Dict(f.Catalog["Outlines"]))
	}
	return f, nil
}

// Get follows references.
func (f *File) Get(v any) any {
	for {
		r, ok := v.(Ref)
		if !ok {
			return v
		}
		if v, ok = f.Objects[r]; !ok {
			panic(fmt.Errorf("object %d is missing", r))
		}
	}
}

// Dict is a value that must be a dictionary, or a stream with one.
func (f *File) Dict(v any) Dict {
	if s, ok := f.Get(v).(Stream); ok {
		return s.Dict
	}
	return f.Get(v).(Dict)
}

func (f *File) array(v any) Array {
	if v == nil {
		return nil
	}
	return f.Get(v).(Array)
}

// objects reads every object by the table at the end.
func (f *File) objects(data []byte) {
	tail := strings.Fields(string(data[max(0, len(data)-64):]))
	start, err := strconv.Atoi(tail[len(tail)-2])
	if err != nil || tail[len(tail)-1] != "%%EOF" {
		panic("the end is no end")
	}
	table := stream(data, start)
	f.Trailer = table.Dict
	packed := map[Ref]bool{}
	for i := 0; (i+1)*7 <= len(table.Data); i++ {
		entry := table.Data[i*7:]
		at := int(binary.BigEndian.Uint32(entry[1:]))
		switch entry[0] {
		case 1:
			f.Objects[Ref(i)] = stream(data, at)
		case 2:
			packed[Ref(at)] = true
		}
	}
	for holder := range packed {
		s := f.Objects[holder].(Stream)
		heads := &parser{data: s.Data}
		for range int(s.Dict["N"].(float64)) {
			number, offset := heads.value().(float64), heads.value().(float64)
			body := &parser{data: s.Data, at: int(s.Dict["First"].(float64)) + int(offset)}
			f.Objects[Ref(number)] = body.value()
		}
	}
}

func stream(data []byte, at int) Stream {
	p := &parser{data: data, at: at}
	p.value() // the number, with its generation
	p.value()
	if p.value() != Operator("obj") {
		panic(fmt.Errorf("no object at byte %d", at))
	}
	s := Stream{Dict: p.value().(Dict)}
	if p.space(); !p.has("stream\n") {
		panic(fmt.Errorf("no stream at byte %d", p.at))
	}
	s.Data = data[p.at : p.at+int(s.Dict["Length"].(float64))]
	if s.Dict["Filter"] == Name("FlateDecode") {
		z, err := zlib.NewReader(bytes.NewReader(s.Data))
		if err == nil {
			s.Data, err = io.ReadAll(z)
		}
		if err != nil {
			panic(err)
		}
	}
	return s
}

// Everything is every text in the file: what is drawn, with the ends of lines
// taken out so that no word is cut, bookmarks, alternatives of charts, and what
// the file says of itself.
func (f *File) Everything() string {
	var all strings.Builder
	for _, p := range f.Pages {
		all.WriteString(strings.ReplaceAll(p.Text, "\n", "") + "\n")
	}
	var strs func(v any)
	strs = func(v any) {
		switch v := v.(type) {
		case Dict:
			for _, x := range v {
				strs(x)
			}
		case Array:
			for _, x := range v {
				strs(x)
			}
		case Stream:
			all.Write(v.Data)
		case string:
			all.WriteString(Words(v) + "\n")
		}
	}
	for _, v := range f.Objects {
		strs(v)
	}
	return all.String()
}

// structure reads the tree and checks that each piece of a page has one place
// in it, which the page's own list names.
func (f *File) structure() {
	root := f.Dict(f.Catalog["StructTreeRoot"])
	seen := map[string]Ref{}
	f.Top = f.element(root["K"], f.Catalog["StructTreeRoot"].(Ref), seen)
	nums := f.array(f.Dict(root["ParentTree"])["Nums"])
	lists := map[int]any{}
	for i := 0; i+1 < len(nums); i += 2 {
		lists[int(nums[i].(float64))] = f.Get(nums[i+1])
	}
	for _, p := range f.Pages {
		owners := lists[int(p.Dict["StructParents"].(float64))].(Array)
		if len(owners) != len(p.Pieces) {
			panic(fmt.Errorf("a page has %d pieces and a list of %d", len(p.Pieces), len(owners)))
		}
		for i, owner := range owners {
			if key := fmt.Sprint(p.Ref, "/", i); seen[key] != owner {
				panic(fmt.Errorf("piece %s belongs to %v and is listed under %v", key, seen[key], owner))
			}
		}
		for _, a := range f.array(p.Dict["Annots"]) {
			link := f.Dict(a)
			list := lists[int(link["StructParent"].(float64))]
			if _, ok := list.(Dict); !ok {
				panic("a link is not part of the structure")
			}
		}
	}
}

func (f *File) element(v any, parent Ref, seen map[string]Ref) *Element {
	own := v.(Ref)
	d := f.Dict(v)
	if d["P"] != parent {
		panic(fmt.Errorf("element %d does not lead to its parent", own))
	}
	e := &Element{Tag: string(d["S"].(Name)), Dict: d}
	piece := func(page any, n int) {
		for _, p := range f.Pages {
			if p.Ref == page {
				e.Own += p.Pieces[n] + " "
			}
		}
		key := fmt.Sprint(page, "/", n)
		if _, twice := seen[key]; twice {
			panic(fmt.Errorf("piece %s stands twice in the structure", key))
		}
		seen[key] = own
	}
	for _, k := range f.array(d["K"]) {
		switch k := k.(type) {
		case float64:
			piece(d["Pg"], int(k))
		case Ref:
			e.Kids = append(e.Kids, f.element(k, own, seen))
		case Dict:
			if k["Type"] == Name("MCR") {
				piece(k["Pg"], int(k["MCID"].(float64)))
			}
		}
	}
	return e
}

// All lists the elements of a tag below an element, in order.
func (e *Element) All(tag string) (found []*Element) {
	for _, k := range e.Kids {
		if k.Tag == tag {
			found = append(found, k)
		}
		found = append(found, k.All(tag)...)
	}
	return found
}

// Text is the text of an element and of all below it.
func (e *Element) Text() string {
	text := e.Own
	for _, k := range e.Kids {
		text += k.Text()
	}
	return text
}

// bookmarks reads one level and checks that each leads to its neighbours.
func (f *File) bookmarks(parent Dict) (all []*Bookmark) {
	var before any
	for at := parent["First"]; at != nil; {
		d := f.Dict(at)
		if d["Prev"] != before {
			panic("a bookmark does not lead to the one before")
		}
		b := &Bookmark{Title: Words(d["Title"].(string))}
		for i, p := range f.Pages {
			if p.Ref == f.array(d["Dest"])[0] {
				b.Page = i + 1
			}
		}
		if d["First"] != nil {
			b.Below = f.bookmarks(d)
		}
		all = append(all, b)
		before, at = at, d["Next"]
	}
	if before != parent["Last"] {
		panic("the last bookmark is another")
	}
	return all
}

// Words decodes UTF-16 with the byte order mark, or without.
func Words(s string) string {
	s = strings.TrimPrefix(s, "\xfe\xff")
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16([]byte(s[2*i:]))
	}
	return string(utf16.Decode(units))
}
