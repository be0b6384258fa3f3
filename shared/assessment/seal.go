package assessment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// NotReady says why a file cannot be sealed yet.
type NotReady struct {
	File     string
	Problems []Problem
}

func (e *NotReady) Error() string {
	return fmt.Sprintf("the file cannot be sealed: %d problems block it", len(e.Problems))
}

// sealedEvent is the kind of the event that records a sealing; it is about the
// submission.
const sealedEvent = "sealed"

// sealPatience is how long a sealing that did not end is left alone before the
// next caller finishes it.
const sealPatience = 2 * time.Minute

// Seal freezes a draft, scores it and makes a submission of it. Whoever saves
// meanwhile is either in the submission or refused. A sealing that broke off
// is finished by the next caller: every step may be done again.
func (d *Desk) Seal(ctx context.Context, a Act, f *File) (*Submission, error) {
	switch {
	case f.State == Submitted:
		return nil, ErrSealed
	case f.State == Sealing && d.Now().Sub(f.SealingSince) < sealPatience:
		return nil, fmt.Errorf("another sealing is under way: %w", ErrBusy)
	case f.State == Draft:
		if _, err := d.mayBeSealed(ctx, a, f, nil); err != nil {
			return nil, err
		}
		begun := *f
		begun.Version++
		begun.State, begun.SealID, begun.SealingSince = Sealing, d.NewID(), d.Now().UTC()
		if err := d.Store.SaveFile(ctx, a.Country, &begun); err != nil {
			return nil, err
		}
		f = &begun
	}
	return d.finish(ctx, a, f)
}

// finish carries a sealing to its end.
func (d *Desk) finish(ctx context.Context, a Act, f *File) (*Submission, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	records, err := d.Store.Freeze(ctx, a.Country, f, file.sections())
	if err != nil {
		return nil, err
	}
	m, err := d.mayBeSealed(ctx, a, f, records)
	if err != nil {
		return nil, errors.Join(err, d.giveUp(ctx, a, f))
	}
	sub, err := d.submission(a, file, records, m)
	if err != nil {
		return nil, err
	}
	done := *f
	done.Version++
	done.State, done.Submission = Submitted, sub.ID
	event := d.event(a, sealedEvent, sub.ID, sub.Manifest.Hash)
	switch err := d.Store.FinishSeal(ctx, a.Country, &done, sub, file.sectionOf, event); {
	case errors.Is(err, ErrUnkept):
		return nil, errors.Join(unkept(), d.giveUp(ctx, a, f))
	case err != nil:
		return nil, err
	}
	return sub, nil
}

// giveUp makes a draft again of a file that is being sealed.
func (d *Desk) giveUp(ctx context.Context, a Act, f *File) error {
	draft := *f
	draft.Version++
	draft.State, draft.SealID, draft.SealingSince = Draft, "", time.Time{}
	return d.Store.SaveFile(ctx, a.Country, &draft)
}

// unkept says what to do about ErrUnkept.
func unkept() error {
	return questionnaire.Faults{{Problem: "the texts are too long to be kept together", Advice: "shorten the longest answers and the entries of the laws that they cite, then try again"}}
}

// Receipt is what the country keeps of a submission, with the event that
// recorded its sealing.
func (d *Desk) Receipt(ctx context.Context, country, submission string) (*Receipt, error) {
	s, err := d.Store.Submission(ctx, country, submission)
	if err != nil {
		return nil, err
	}
	receipt := &Receipt{Submission: s.ID, Cycle: s.Cycle, Revision: s.Revision, At: s.At, Hash: s.Manifest.Hash}
	for before := 0; ; {
		events, err := d.Store.Events(ctx, country, before, 100)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if e.Kind == sealedEvent && e.About == submission {
				receipt.Event = e.Hash
				return receipt, nil
			}
		}
		if len(events) == 0 { // they are written together
			return nil, fmt.Errorf("making the receipt of submission %s: no event records its sealing; check the stored data with fsck", submission)
		}
		before = events[len(events)-1].Number
	}
}

// submission makes the sealed record of what was frozen. Its id is that of the
// seal, so that a sealing that is finished twice makes the same one.
func (d *Desk) submission(a Act, file *asked, records []Record, m *margin) (*Submission, error) {
	day := questionnaire.Date{Year: file.SealingSince.Year(), Month: int(file.SealingSince.Month()), Day: file.SealingSince.Day()}
	content, err := d.content(file, responsesOf(records), day)
	if err != nil {
		return nil, err
	}
	assessed, err := d.score(file, content.Responses, day)
	if err != nil {
		return nil, err
	}
	result, err := json.Marshal(assessed)
	if err != nil {
		return nil, fmt.Errorf("writing the result: %w", err)
	}
	s := &Submission{
		ID: file.SealID, File: file.ID, Revision: file.Revision, Cycle: file.Cycle,
		At: file.SealingSince, By: a.By, Content: *content, Result: result,
		Law: lawOf(content.Responses, records, m.instruments), Signed: signatures(sectionStates(file, records, m)),
	}
	s.Manifest, err = NewManifest(s, file.sectionOf)
	return s, err
}

// Reopen begins the next revision of a submitted file with its answers. The
// old revision and its submission stay as they are.
func (d *Desk) Reopen(ctx context.Context, a Act, f *File, reason string) (*File, error) {
	var fs faults
	fs.text("reason", reason, questionnaire.MinReason, 500)
	if fs.Err() != nil {
		return nil, fs.Faults
	}
	if f.State != Submitted {
		return nil, fmt.Errorf("only a submitted file is reopened: %w", ErrConflict)
	}
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	records, err := d.Store.Records(ctx, a.Country, f, "")
	if err != nil {
		return nil, err
	}
	next := *f
	next.Revision, next.Version = f.Revision+1, 1
	next.State, next.SealID, next.SealingSince, next.Submission = Draft, "", time.Time{}, ""
	next.Opened, next.OpenedBy, next.CarriedFrom = d.Now().UTC(), a.By, f.Submission
	sort.SliceStable(records, func(i, j int) bool { return records[i].Question < records[j].Question })
	for i := range records {
		records[i].Version, records[i].Request = 1, ""
	}
	return &next, d.Store.OpenFile(ctx, a.Country, &next, records, file.sectionOf, next.beside, d.event(a, "reopened", f.ID, reason))
}
