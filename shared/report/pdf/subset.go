package pdf

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// subset returns a TrueType font that draws the shapes which were used and no
// others. Shapes keep their numbers, so that nothing inside of them changes.
func (f *face) subset() ([]byte, error) {
	glyf, offsets, err := f.outlines()
	if err != nil {
		return nil, fmt.Errorf("taking letters out of the font %s: %w", f.source.name, err)
	}
	offsets = append(offsets, offsets[len(offsets)-1]) // the blank one
	keep := make([]bool, len(offsets)-1)
	keep[0] = true
	var follow func(n int)
	follow = func(n int) {
		if n >= len(keep) || keep[n] && n != 0 {
			return
		}
		keep[n] = true
		for _, part := range parts(glyf[offsets[n]:offsets[n+1]]) {
			follow(part)
		}
	}
	for _, u := range f.uses {
		follow(int(u.shape))
	}
	// No shape behind the last one that is kept needs a place.
	count := len(keep)
	for !keep[count-1] {
		count--
	}
	var outlines, places []byte
	wide := min(int(binary.BigEndian.Uint16(f.tables["hhea"][34:])), count)
	hmtx := make([]byte, 4*wide+2*(count-wide))
	copy(hmtx, f.tables["hmtx"])
	for n := range count {
		places = binary.BigEndian.AppendUint32(places, uint32(len(outlines)))
		if keep[n] {
			outlines = append(outlines, glyf[offsets[n]:offsets[n+1]]...)
			for len(outlines)%4 != 0 {
				outlines = append(outlines, 0)
			}
		} else if n < wide {
			clear(hmtx[4*n : 4*n+4])
		}
	}
	places = binary.BigEndian.AppendUint32(places, uint32(len(outlines)))
	head, hhea, maxp := slices.Clone(f.tables["head"]), slices.Clone(f.tables["hhea"]), slices.Clone(f.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)  // the sum of the whole, which readers pass over
	binary.BigEndian.PutUint16(head[50:], 1) // places have four bytes
	binary.BigEndian.PutUint16(hhea[34:], uint16(wide))
	binary.BigEndian.PutUint16(maxp[4:], uint16(count))
	return assemble([]table{{"glyf", outlines}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", places}, {"maxp", maxp}}), nil
}

// outlines returns the shapes of the font and where each begins.
func (f *face) outlines() (glyf []byte, offsets []int, err error) {
	glyf, loca := f.tables["glyf"], f.tables["loca"]
	if binary.BigEndian.Uint16(f.tables["head"][50:]) == 0 {
		for i := 0; i+1 < len(loca); i += 2 {
			offsets = append(offsets, 2*int(binary.BigEndian.Uint16(loca[i:])))
		}
	} else {
		for i := 0; i+3 < len(loca); i += 4 {
			offsets = append(offsets, int(binary.BigEndian.Uint32(loca[i:])))
		}
	}
	if len(offsets) < 2 || !slices.IsSorted(offsets) || offsets[len(offsets)-1] > len(glyf) {
		return nil, nil, fmt.Errorf("its table of shapes is broken")
	}
	return glyf, offsets, nil
}

// Flags of a part of a shape that is made of others.
const (
	wideArguments = 1 << 0
	scaled        = 1 << 3
	moreParts     = 1 << 5
	scaledByTwo   = 1 << 6
	scaledByFour  = 1 << 7
)

// parts are the shapes that a shape is made of.
func parts(outline []byte) (all []int) {
	if len(outline) < 12 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return nil
	}
	for at := 10; at+4 <= len(outline); {
		flags := binary.BigEndian.Uint16(outline[at:])
		all = append(all, int(binary.BigEndian.Uint16(outline[at+2:])))
		at += 6
		if flags&wideArguments != 0 {
			at += 2
		}
		switch {
		case flags&scaled != 0:
			at += 2
		case flags&scaledByTwo != 0:
			at += 4
		case flags&scaledByFour != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			break
		}
	}
	return all
}

// table is one table of a font.
type table struct {
	tag  string
	data []byte
}

// assemble puts tables, which are in the order of their tags, into one font.
func assemble(tables []table) []byte {
	n := len(tables)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, power * 16, log, n*16 - power*16} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at := len(out) + 16*n
	var bodies []byte
	for _, t := range tables {
		out = append(out, t.tag...)
		size := len(t.data)
		padded := slices.Concat(t.data, make([]byte, (4-size%4)%4))
		sum := uint32(0)
		for i := 0; i < len(padded); i += 4 {
			sum += binary.BigEndian.Uint32(padded[i:])
		}
		for _, v := range []uint32{sum, uint32(at + len(bodies)), uint32(size)} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		bodies = append(bodies, padded...)
	}
	return append(out, bodies...)
}
