package pdf

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// setter makes lines of texts.
type setter struct {
	faces
	shaper   shaping.HarfbuzzShaper
	splitter shaping.Segmenter
	levels   bidi.Paragraph
	breaks   segmenter.Segmenter
	known    map[phrase][]cluster // short texts that were shaped before
	undrawn  map[rune]bool        // letters that no font has
}

func newSetter(f *Fonts) *setter {
	return &setter{faces: faces{fonts: f, used: map[*source]*face{}}, known: map[phrase][]cluster{}, undrawn: map[rune]bool{}}
}

// phrase is a text as it is to be shaped.
type phrase struct {
	text      string
	rtl, bold bool
}

// knownLength is how long a text may be to be kept, in bytes: labels and
// answers come again and again, and tables are looked at before they are drawn.
const knownLength = 400

// cluster is letters that are not taken apart, as shapes from left to right.
// Widths are thousandths of the size.
type cluster struct {
	shapes  []shape
	width   int
	level   bidi.Level // odd: runs from the right (UAX 9)
	letters int
	space   bool
	last    bool // a line may end behind it (UAX 14)
}

// shape is one shape where the pen is, or beside it. A silent one is a part of
// another, which stands for its letters too.
type shape struct {
	face            *face
	glyph           font.GID
	text            string
	code            int // of both
	advance, dx, dy int
	silent          bool
}

// line is one line, from left to right.
type line struct {
	clusters []cluster
	width    int // without the spaces at its end
	outside  int // width of spaces that stand before its left edge
}

// replacement stands for a letter that cannot be drawn.
const replacement = '\uFFFD'

// lineEnds cuts a text where it says that a line ends.
func lineEnds(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Split(strings.Map(func(c rune) rune {
		switch c {
		case '\r', '\u0085', '\u2028', '\u2029':
			return '\n'
		}
		return c
	}, text), "\n")
}

// drawable returns a text as it is drawn beside the text it stands for. What
// overrides direction is left out: what somebody wrote must not turn the words
// after it; so is the mark of byte order, which no table of a font may name.
func (s *setter) drawable(text string) (drawn, meant []rune) {
	for _, c := range text {
		seen := c
		switch {
		case c >= 0x202A && c <= 0x202E, c == '\uFEFF':
			continue
		case c == '\t':
			seen, c = ' ', ' '
		case harfbuzz.IsDefaultIgnorable(c) || unicode.Is(unicode.Zs, c):
		case unicode.IsControl(c) || s.find(c) == nil:
			s.undrawn[c] = true
			seen = replacement
		}
		drawn, meant = append(drawn, seen), append(meant, c)
	}
	return drawn, meant
}

// shaped makes clusters of a text that has one line, in the order in which it
// is read.
func (s *setter) shaped(p phrase) []cluster {
	if done, ok := s.known[p]; ok {
		return done
	}
	s.bold = p.bold
	drawn, meant := s.drawable(p.text)
	out := s.shape(drawn, meant, p)
	if len(p.text) <= knownLength {
		s.known[p] = out
	}
	return out
}

// noLigatures keeps letters apart that need not be joined, for readers split
// the text of joined ones wrongly; those that a script requires stay.
var noLigatures = []shaping.FontFeature{{Tag: opentype.MustNewTag("liga"), Value: 0}}

func (s *setter) shape(drawn, meant []rune, p phrase) []cluster {
	if len(drawn) == 0 {
		return nil
	}
	way, base := di.DirectionLTR, bidi.LeftToRight
	if p.rtl {
		way, base = di.DirectionRTL, bidi.RightToLeft
	}
	levels := make([]bidi.Level, 0, len(drawn))
	runs := s.levels.Segment(drawn, base)
	for i := range runs.NumRuns() {
		r := runs.Run(i)
		for range r.End - r.Start {
			levels = append(levels, r.Level)
		}
	}
	var out []cluster
	for _, run := range s.splitter.Split(shaping.Input{
		Text: drawn, RunEnd: len(drawn), Direction: way, Size: fixed.I(perEm), Language: language.NewLanguage("en"), FontFeatures: noLigatures,
	}, s) {
		out = append(out, s.run(run, meant, levels[run.RunStart])...)
	}
	s.breaks.Init(drawn)
	ends := make([]bool, len(drawn))
	for lines := s.breaks.LineIterator(); lines.Next(); {
		l := lines.Line()
		ends[l.Offset+len(l.Text)-1] = true
	}
	at := 0
	for i := range out {
		at += out[i].letters
		out[i].last = ends[at-1]
	}
	return out
}

// run shapes one stretch of one font, script and direction.
func (s *setter) run(in shaping.Input, meant []rune, level bidi.Level) []cluster {
	shaped := s.shaper.ShapeNoExtents(in)
	f := s.owner(in)
	rtl := level%2 == 1
	var out []cluster
	for rest := shaped.Glyphs; len(rest) > 0; {
		n := max(rest[0].GlyphsCount(), 1)
		first, letters := rest[0].TextIndex(), max(rest[0].RunesCount(), 1)
		c := cluster{level: level, letters: letters, space: true}
		silent := true
		for _, letter := range meant[first : first+letters] {
			c.space = c.space && unicode.IsSpace(letter)
			silent = silent && unicode.Is(unicode.Bidi_Control, letter) // its work is done
		}
		if !silent {
			c.shapes, c.width = f.shapes(rest[:n], meant[first:first+letters], rtl)
		}
		out = append(out, c)
		rest = rest[n:]
	}
	if rtl {
		slices.Reverse(out)
	}
	return out
}

// owner is the font that a stretch is in.
func (s *setter) owner(in shaping.Input) *face {
	i := slices.IndexFunc(s.all, func(f *face) bool { return f.shaper == in.Face })
	return s.all[max(i, 0)]
}

// shapes returns the shapes of a cluster in the order in which they are drawn,
// and how wide it is. The letters of one that runs from the right are read one
// by one: the first shape stands for the first letter, and blank ones at its
// left for the others, for readers turn what they find from left to right.
// Marks and the like are then silent.
func (f *face) shapes(glyphs []shaping.Glyph, letters []rune, rtl bool) (out []shape, width int) {
	all := make([]shape, len(glyphs)) // with dx from where the cluster begins
	for i, g := range glyphs {
		all[i] = shape{face: f, glyph: g.GlyphID, dx: width + g.XOffset.Round(), dy: g.YOffset.Round(), silent: true}
		width += g.Advance.Round()
	}
	switch first := slices.IndexFunc(glyphs, func(g shaping.Glyph) bool { return g.Advance != 0 }); {
	case rtl:
		base := all[max(first, 0)]
		for i := len(letters) - 1; i > 0; i-- {
			out = append(out, shape{face: f, glyph: f.blank, dx: base.dx}.meaning(letters[i:i+1]))
		}
		out = append(out, base.meaning(letters[:1]))
		out = append(out, slices.Delete(all, max(first, 0), max(first, 0)+1)...)
	case len(all) == len(letters):
		for i, s := range all {
			out = append(out, s.meaning(letters[i:i+1]))
		}
	default:
		out = append(out, all[0].meaning(letters))
		out = append(out, all[1:]...)
	}
	moved := 0
	for i := range out {
		out[i].dx -= moved
		if i == 0 {
			out[i].advance, moved = width, width
		}
		out[i].code = f.code(use{out[i].glyph, out[i].text})
	}
	return out, width
}

// meaning gives a shape the letters that it stands for.
func (s shape) meaning(letters []rune) shape {
	s.text, s.silent = string(letters), false
	return s
}

// wrap breaks clusters into lines of a width. A word that is wider than a line
// is broken where the line is full.
func wrap(all []cluster, width int, rtl bool) []line {
	var lines []line
	for len(all) > 0 {
		end, used, spaces := 0, 0, 0
		fits := 0 // clusters up to the last place where the line may end
		for end < len(all) {
			c := &all[end]
			if c.space {
				spaces += c.width
			} else if used+spaces+c.width > width && end > 0 {
				break
			} else {
				used, spaces = used+spaces+c.width, 0
			}
			end++
			if c.last {
				fits = end
			}
		}
		if end < len(all) && fits > 0 {
			end = fits
		}
		lines = append(lines, ordered(all[:end], rtl))
		all = all[end:]
	}
	if lines == nil {
		lines = []line{{}}
	}
	return lines
}

// ordered sets a line from left to right (UAX 9, L1 and L2). Spaces at its end
// stand outside of it: they are there for who copies the text.
func ordered(read []cluster, rtl bool) line {
	end := len(read)
	for end > 0 && read[end-1].space {
		end--
	}
	seen, spaces := slices.Clone(read[:end]), read[end:]
	l := line{}
	highest := bidi.Level(0)
	for i := range seen {
		l.width += seen[i].width
		highest = max(highest, seen[i].level)
	}
	for level := highest; level > 0; level-- {
		for i := 0; i < len(seen); i++ {
			start := i
			for i < len(seen) && seen[i].level >= level {
				i++
			}
			slices.Reverse(seen[start:i])
		}
	}
	if !rtl {
		l.clusters = append(seen, spaces...)
		return l
	}
	for i := range spaces {
		l.outside += spaces[i].width
	}
	l.clusters = slices.Concat(spaces, seen)
	return l
}
