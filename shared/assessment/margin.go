package assessment

import (
	"context"
	"fmt"
	"slices"
)

// margin is what stands beside the answers of a file and decides with them
// whether it may be sealed.
type margin struct {
	assignments []Assignment
	signOffs    []SignOff
	instruments []Instrument // every version
	pairs       []Pair
}

// margin reads all of it.
func (d *Desk) margin(ctx context.Context, country string, f *File) (*margin, error) {
	var m margin
	var err error
	if m.assignments, err = d.Store.Assignments(ctx, country, f.ID); err != nil {
		return nil, err
	}
	if m.signOffs, err = d.Store.SignOffs(ctx, country, f.ID); err != nil {
		return nil, err
	}
	if m.instruments, err = d.Store.Instruments(ctx, country); err != nil {
		return nil, err
	}
	m.pairs, err = d.Store.Pairs(ctx, country, f.ID)
	return &m, err
}

// SpeaksFor reports whether somebody speaks for a body.
func (a *Act) SpeaksFor(body string) bool { return slices.Contains(a.Bodies, body) }

// at is the path of one member of a list.
func at(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// question checks that a file asks a question that a body of a request names.
func (fs *faults) question(file *asked, id string) {
	if file.question(id) == nil {
		fs.add("question", "there is no such question on this track", "use the id of a question, such as LB-01")
	}
}
