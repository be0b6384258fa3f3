package assessment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// OutcomeKind says what became of a change that was chosen.
type OutcomeKind string

// What may become of a chosen change.
const (
	OutcomeSaved     OutcomeKind = "saved"
	OutcomeUnchanged OutcomeKind = "unchanged" // it says what stands online
	OutcomeConflict  OutcomeKind = "conflict"  // changed online since the preview
	OutcomeRefused   OutcomeKind = "refused"
	OutcomeNotSaved  OutcomeKind = "not_saved" // try again with the same book; what was saved is found unchanged then
)

// Outcome is what became of one chosen change.
type Outcome struct {
	Question string      `json:"question"`
	Kind     OutcomeKind `json:"kind"`
	Version  int         `json:"version"` // of the answer online now, as far as it is known
	Reasons  []Reason    `json:"reasons,omitempty"`
}

// Chosen is a change that somebody ticked, with the version of the answer
// online that its preview showed.
type Chosen struct {
	Question string
	Version  int
}

// importTime is kept back at the end of a request to tell what was saved.
const importTime = 1500 * time.Millisecond

// ApplyImport saves the chosen answers of a book, each as if it had been typed
// in by itself over the version that the preview showed, and says of every one
// what became of it. Saving is no transaction: an error means that nothing was
// begun.
func (d *Desk) ApplyImport(ctx context.Context, a Act, f *File, book *Returned, chosen []Chosen) ([]Outcome, error) {
	changes, err := d.PreviewImport(ctx, a, f, book)
	if err != nil {
		return nil, err
	}
	var out []Outcome
	for i, pick := range chosen {
		at := slices.IndexFunc(changes, func(c Change) bool { return c.Question == pick.Question })
		o := Outcome{Question: pick.Question, Version: pick.Version}
		deadline, limited := ctx.Deadline()
		switch {
		case slices.ContainsFunc(chosen[:i], func(c Chosen) bool { return c.Question == pick.Question }):
			continue
		case at < 0:
			o.Kind, o.Reasons = OutcomeRefused, []Reason{{Problem: "the workbook holds no answer to " + pick.Question, Advice: "choose among those of the preview"}}
		case changes[at].Kind == ChangeRefused:
			o.Kind, o.Version, o.Reasons = OutcomeRefused, changes[at].Version, changes[at].Reasons
		case changes[at].Kind == ChangeUnchanged:
			o.Kind, o.Version = OutcomeUnchanged, changes[at].Version
		case changes[at].Version != pick.Version:
			o.Kind, o.Version = OutcomeConflict, changes[at].Version
		case ctx.Err() != nil || limited && deadline.Sub(d.Now()) < importTime:
			o.Kind, o.Reasons = OutcomeNotSaved, []Reason{{Problem: "there was no time left for it", Advice: "import the same workbook once more"}}
		default:
			d.applyOne(ctx, a, f, &changes[at], &o)
		}
		out = append(out, o)
	}
	return out, nil
}

// applyOne saves one change and notes what became of it.
func (d *Desk) applyOne(ctx context.Context, a Act, f *File, c *Change, o *Outcome) {
	a.Request = hashOf([]string{a.By, f.ID, c.Question, fmt.Sprint(c.Version), hashOf(c.Book)})
	record, err := d.Answer(ctx, a, f, c.Question, c.Version, c.Book.by(a), c.Book.Flag, c.Book.Instruments...)
	var conflict *Conflict
	var faults questionnaire.Faults
	switch {
	case err == nil:
		o.Kind, o.Version = OutcomeSaved, record.Version
	case errors.As(err, &conflict):
		o.Kind, o.Version = OutcomeConflict, conflict.Current.Version
	case errors.As(err, &faults): // the day or the ledger went on since the preview
		o.Kind = OutcomeRefused
		for _, fault := range faults {
			o.Reasons = append(o.Reasons, Reason{Problem: fault.Problem, Advice: fault.Advice})
		}
	case errors.Is(err, ErrSealed), errors.Is(err, ErrNotAssigned), errors.Is(err, ErrPaired), errors.Is(err, ErrConflict):
		o.Kind, o.Reasons = OutcomeRefused, []Reason{{Problem: err.Error()}}
	default:
		o.Kind, o.Reasons = OutcomeNotSaved, []Reason{{Problem: "it could not be saved, or it is not known whether it was", Advice: "import the same workbook once more"}}
	}
}
