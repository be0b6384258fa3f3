package chart

import (
	"cmp"
	"slices"
)

// spread moves things apart along a line, as little as may be and within low
// and high, so that they do not overlap. It takes the centre and the size of
// each and gives the new centres. Things too large for the line together
// overlap evenly.
func spread(centres, sizes []float64, low, high float64) []float64 {
	order := make([]int, len(centres))
	var total float64
	for i := range order {
		order[i] = i
		total += sizes[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(centres[a], centres[b]) })
	squeeze := 1.0
	if total > high-low {
		squeeze = max(high-low, 0) / total
	}
	// Once each is moved back by what stands before it, "no overlap" means
	// "never decreasing"; pooling neighbours that decrease is the least move.
	type pool struct {
		sum float64
		n   int
	}
	var pools []pool
	before := make([]float64, len(centres))
	var at float64
	for k, i := range order {
		before[k] = at + sizes[i]*squeeze/2
		at += sizes[i] * squeeze
		p := pool{centres[i] - before[k], 1}
		for len(pools) > 0 && pools[len(pools)-1].sum*float64(p.n) > p.sum*float64(pools[len(pools)-1].n) {
			last := pools[len(pools)-1]
			p, pools = pool{p.sum + last.sum, p.n + last.n}, pools[:len(pools)-1]
		}
		pools = append(pools, p)
	}
	moved := make([]float64, len(centres))
	k := 0
	for _, p := range pools {
		base := min(max(p.sum/float64(p.n), low), high-at)
		for range p.n {
			moved[order[k]] = base + before[k]
			k++
		}
	}
	return moved
}

// stride is the least k for which every k-th of the spans, the first among
// them, can stand without touching. The spans run from low to high and rise, or
// fall, along the scale.
func stride(low, high []float64) int {
	const gap = 6
	touch := func(k int) bool {
		for i := k; i < len(low); i += k {
			if low[i] < high[i-k]+gap && low[i-k] < high[i]+gap {
				return true
			}
		}
		return false
	}
	k := 1
	for touch(k) {
		k++
	}
	return k
}

// label is a text that belongs to a place on a horizontal scale.
type label struct {
	x    float64
	text block
}

// labelsBelow writes labels side by side, as near under their places as they
// can stand, with a leader from y to each. It gives the y below them.
func (c *canvas) labelsBelow(y float64, labels []label) float64 {
	if len(labels) == 0 {
		return y
	}
	const rise, gap = 8, 6
	centres, sizes := make([]float64, len(labels)), make([]float64, len(labels))
	for i, l := range labels {
		centres[i], sizes[i] = l.x, l.text.width+gap
	}
	var height float64
	for i, x := range spread(centres, sizes, -gap/2, c.width+gap/2) {
		c.shape(leader, false, point{labels[i].x, y}, point{x, y + rise})
		c.text(labels[i].text, middle, x, y+rise+12)
		height = max(height, labels[i].text.height())
	}
	return y + rise + height + 4
}

// key is one entry of a legend: a sign, drawn around the middle of a field 20
// wide, and what it means.
type key struct {
	sign func(x, y float64)
	text string
}

// legend writes keys in rows and gives the y below them. The first key without a
// sign begins a row, or it would read as part of the one before.
func (c *canvas) legend(y float64, keys []key) float64 {
	const field, gap = 26, 18
	var x, height float64
	signed := true
	for _, k := range keys {
		if k.text == "" {
			continue
		}
		lead := float64(field)
		if k.sign == nil {
			lead = 0
		}
		b := body.wrap(k.text, c.width-lead, 4)
		note := signed && k.sign == nil
		signed = k.sign != nil
		if x > 0 && (note || x+lead+b.width > c.width) {
			x, y, height = 0, y+height+5, 0
		}
		if k.sign != nil {
			k.sign(x+10, y+8)
		}
		c.text(b, start, x+lead, y+12)
		height = max(height, b.height())
		x += lead + b.width + gap
	}
	if height > 0 {
		y += height + 4
	}
	return y
}
