package pdf

import (
	"bytes"
	"embed"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

//go:embed fonts/*.woff
var fontFiles embed.FS

// source is a font of this package, read when its first letter is needed: the
// Chinese one takes longer than all else together.
type source struct {
	name string // in the file
	read func() (*opened, error)
}

// opened is a font as every report shares it.
type opened struct {
	font   *font.Font
	tables map[string][]byte
}

// perEm is how many units of a font make its size; all of ours have this many,
// so that a unit is a thousandth of the size.
const perEm = 1000

func newSource(name, file string) *source {
	return &source{name, sync.OnceValues(func() (*opened, error) {
		o, err := openFont("fonts/" + file + "-normal.woff")
		if err != nil {
			return nil, fmt.Errorf("reading the font %s of this program: %w", file, err)
		}
		return o, nil
	})}
}

func openFont(name string) (*opened, error) {
	data, err := fontFiles.ReadFile(name)
	if err != nil {
		return nil, err
	}
	loader, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	o := &opened{tables: map[string][]byte{}}
	if o.font, err = font.NewFont(loader); err != nil {
		return nil, err
	}
	if o.font.Upem() != perEm {
		return nil, fmt.Errorf("it has %d units to its size, and must have %d", o.font.Upem(), perEm)
	}
	for _, tag := range []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf"} {
		if o.tables[tag], err = loader.RawTable(opentype.MustNewTag(tag)); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// The fonts in the order in which a letter is looked for. Chinese has one
// weight: a second would double the program.
var (
	chinese  = newSource("NotoSansSC-Regular", "noto-sans-sc-chinese-simplified-400")
	upright  = weight("Regular", "400")
	boldface = weight("Bold", "700")
)

func weight(name, number string) []*source {
	var all []*source
	for _, part := range []struct{ name, file string }{
		{"Latin", "latin"}, {"LatinExt", "latin-ext"}, {"Cyrillic", "cyrillic"}, {"CyrillicExt", "cyrillic-ext"}, {"Greek", "greek"}, {"Vietnamese", "vietnamese"},
	} {
		all = append(all, newSource("IBMPlexSans"+part.name+"-"+name, "ibm-plex-sans-"+part.file+"-"+number))
	}
	return append(all, newSource("IBMPlexSansArabic-"+name, "ibm-plex-sans-arabic-arabic-"+number), chinese)
}

// face is a font as one report uses it. Each pair of a shape and the text that
// it stands for is a character of its own, so that text that is copied out of
// the file is what went in, whatever shapes it took.
type face struct {
	*opened
	source *source
	shaper *font.Face
	blank  font.GID // a shape of no width with nothing in it, behind those of the font
	number int      // of the font in the file
	codes  map[use]int
	uses   []use // by code
}

type use struct {
	shape font.GID
	text  string // empty: part of the character before it
}

func (f *face) code(u use) int {
	n, known := f.codes[u]
	if !known {
		n = len(f.uses)
		f.codes[u] = n
		f.uses = append(f.uses, u)
	}
	return n
}

// width is the width of a shape of its own.
func (f *face) width(shape font.GID) int {
	if shape == f.blank {
		return 0
	}
	return int(f.shaper.HorizontalAdvance(shape))
}

// faces are the fonts of one report.
type faces struct {
	used map[*source]*face
	all  []*face // in the order of their first use
	bold bool    // which weight is looked through
	err  error
}

// of opens a font for the report.
func (s *faces) of(from *source) *face {
	f := s.used[from]
	if f == nil {
		o, err := from.read()
		if err != nil {
			s.err = err
			return nil
		}
		f = &face{
			opened: o, source: from, shaper: font.NewFace(o.font), number: len(s.all), codes: map[use]int{}, uses: []use{{}}, // code 0 is no character
			blank: font.GID(binary.BigEndian.Uint16(o.tables["maxp"][4:])),
		}
		s.used[from] = f
		s.all = append(s.all, f)
	}
	return f
}

// find returns the first font that has a letter; nil for none.
func (s *faces) find(letter rune) *face {
	from := upright
	if s.bold {
		from = boldface
	}
	for _, x := range from {
		f := s.of(x)
		if f == nil {
			return nil
		}
		if _, has := f.font.NominalGlyph(letter); has {
			return f
		}
	}
	return nil
}

// ResolveFace is how the shaper asks for the font of a letter; those without
// one have been replaced before.
func (s *faces) ResolveFace(letter rune) *font.Face {
	if f := s.find(letter); f != nil {
		return f.shaper
	}
	return s.all[0].shaper
}
