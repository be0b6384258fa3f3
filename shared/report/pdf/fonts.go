package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// source is a font, read when its first letter is needed: the Chinese one takes
// longer than all else together.
type source struct {
	name string // in the report
	file string
	only bool // there is no bold one beside it
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

func newSource(folder fs.FS, name, file string) *source {
	file += "-normal.woff"
	return &source{name: name, file: file, read: sync.OnceValues(func() (*opened, error) {
		o, err := openFont(folder, file)
		if err != nil {
			return nil, fmt.Errorf("reading the font %s: %w", file, err)
		}
		return o, nil
	})}
}

func openFont(folder fs.FS, name string) (*opened, error) {
	data, err := fs.ReadFile(folder, name)
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

// Fonts are the fonts in the order in which a letter is looked for. All reports
// of a program share them.
type Fonts struct{ upright, boldface []*source }

// Open looks whether the fonts are in a folder, and reads none: each is read once,
// when its first letter is needed. The error names every one that is not there.
func Open(folder fs.FS) (*Fonts, error) {
	chinese := newSource(folder, "NotoSansSC-Regular", "noto-sans-sc-chinese-simplified-400")
	chinese.only = true // a second weight would double the size of all fonts
	regular, bold := weight(folder, "Regular", "400"), weight(folder, "Bold", "700")
	var missing []error
	for _, s := range slices.Concat(regular, bold, []*source{chinese}) {
		if _, err := fs.Stat(folder, s.file); err != nil {
			missing = append(missing, err)
		}
	}
	if missing != nil {
		return nil, fmt.Errorf("looking for the fonts of reports:\n%w", errors.Join(missing...))
	}
	return &Fonts{append(regular, chinese), append(bold, chinese)}, nil
}

func weight(folder fs.FS, name, number string) []*source {
	var all []*source
	for _, part := range []struct{ name, file string }{
		{"Latin", "latin"}, {"LatinExt", "latin-ext"}, {"Cyrillic", "cyrillic"}, {"CyrillicExt", "cyrillic-ext"}, {"Greek", "greek"}, {"Vietnamese", "vietnamese"},
	} {
		all = append(all, newSource(folder, "IBMPlexSans"+part.name+"-"+name, "ibm-plex-sans-"+part.file+"-"+number))
	}
	return append(all, newSource(folder, "IBMPlexSansArabic-"+name, "ibm-plex-sans-arabic-arabic-"+number))
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
	fonts *Fonts
	used  map[*source]*face
	all   []*face // in the order of their first use
	bold  bool    // which weight is looked through
	err   error
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
	from := s.fonts.upright
	if s.bold {
		from = s.fonts.boldface
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
