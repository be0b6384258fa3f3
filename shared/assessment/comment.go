package assessment

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// Comment is one remark on a question. The first one of a thread can be marked
// resolved; the others name it. What was written stays as it is.
type Comment struct {
	ID         string    `json:"id"`
	Version    int       `json:"version"`
	Question   string    `json:"question"`
	Thread     string    `json:"thread,omitempty"` // id of the first comment; empty for that one
	Text       string    `json:"text"`
	By         string    `json:"by"`
	At         time.Time `json:"at"`
	Resolved   bool      `json:"resolved"`
	ResolvedBy string    `json:"resolved_by,omitempty"`
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
}

// Comments lists the comments on a question, or on all with "", oldest first.
func (d *Desk) Comments(ctx context.Context, country string, f *File, question string) ([]Comment, error) {
	if question != "" {
		if _, err := d.section(f, question); err != nil {
			return nil, err
		}
	}
	all, err := d.Store.Comments(ctx, country, f.ID, question)
	slices.SortStableFunc(all, func(a, b Comment) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return all, err
}

// Comment reads one comment.
func (d *Desk) Comment(ctx context.Context, country string, f *File, id string) (*Comment, error) {
	all, err := d.Store.Comments(ctx, country, f.ID, "")
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ID == id {
			return &all[i], nil
		}
	}
	return nil, ErrNotFound
}

// Remark writes a comment on a question; thread is the comment it replies to,
// or empty.
func (d *Desk) Remark(ctx context.Context, a Act, f *File, question, thread, text string) (*Comment, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	var fs faults
	fs.question(file, question)
	fs.text("text", text, 1, 4000)
	if fs.Err() != nil {
		return nil, fs.Faults
	}
	if thread != "" {
		all, err := d.Store.Comments(ctx, a.Country, f.ID, question)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(c Comment) bool { return c.ID == thread && c.Thread == "" }) {
			fs.add("thread", "no thread on this question begins with this comment", "use the id of the first comment of the thread, or leave it out")
			return nil, fs.Faults
		}
	}
	c := &Comment{ID: d.NewID(), Version: 1, Question: question, Thread: thread, Text: strings.TrimSpace(text), By: a.By, At: d.Now().UTC()}
	return c, d.Store.SaveComment(ctx, a, f.ID, c)
}

// Resolve marks a thread as resolved or as open again; its caller saw that
// version of its first comment.
func (d *Desk) Resolve(ctx context.Context, a Act, f *File, id string, seen int, resolved bool) (*Comment, error) {
	c, err := d.Comment(ctx, a.Country, f, id)
	if err != nil {
		return nil, err
	}
	if c.Thread != "" {
		var fs faults
		fs.add("resolved", "this comment is a reply", "resolve the first comment of its thread")
		return nil, fs.Faults
	}
	c.Version, c.Resolved, c.ResolvedBy, c.ResolvedAt = seen+1, resolved, "", time.Time{}
	if resolved {
		c.ResolvedBy, c.ResolvedAt = a.By, d.Now().UTC()
	}
	a.Request = "" // the version says whether this was done before
	return c, d.Store.SaveComment(ctx, a, f.ID, c)
}
