package assessment

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Pair is one question put to two bodies, neither of which sees what the other
// replies. The lead sees both, and records the agreed national position; who
// does not agree has that kept here, inside the country.
type Pair struct {
	Question string    `json:"question"`
	Version  int       `json:"version"`
	Bodies   []string  `json:"bodies"` // two
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Position *Position `json:"position,omitempty"` // none: not agreed yet
}

// Position is what a country agreed to answer.
type Position struct {
	Record   int               `json:"record"`            // version of the question's answer that holds it
	AgreedBy []string          `json:"agreed_by"`         // of the two bodies
	Dissent  map[string]string `json:"dissent,omitempty"` // body -> what it holds against it
	By       string            `json:"by"`
	At       time.Time         `json:"at"`
	Call     string            `json:"call,omitempty"` // hash of the call that recorded it, by which a repeat is known
}

// Reply is what one body of a pair holds.
type Reply struct {
	Question string                 `json:"question"`
	Body     string                 `json:"body"`
	Version  int                    `json:"version"`
	Response questionnaire.Response `json:"response"`
	By       string                 `json:"by"`
	At       time.Time              `json:"at"`
}

// PairView is a pair as one person may see it.
type PairView struct {
	Pair
	Earlier []Position `json:"earlier,omitempty"` // for the lead: positions that the one that stands took the place of, oldest first
	Replies []Reply    `json:"replies"`
	Differ  *bool      `json:"differ,omitempty"` // for the lead, once both replied
}

// paired reports whether a question is put to two bodies.
func (d *Desk) paired(ctx context.Context, country string, f *File, question string) (bool, error) {
	_, err := d.Store.Pair(ctx, country, f.ID, question)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// repliesFor reports whether somebody writes and reads the reply of a body.
// The lead sees both and so writes neither; nor does somebody who speaks for
// both bodies.
func (p *Pair) repliesFor(a *Act, body string) bool {
	other := slices.ContainsFunc(p.Bodies, func(b string) bool { return b != body && a.SpeaksFor(b) })
	return !a.Lead && slices.Contains(p.Bodies, body) && a.SpeaksFor(body) && !other
}

// OpenPair puts a question to two bodies.
func (d *Desk) OpenPair(ctx context.Context, a Act, f *File, question string, bodies []string) (*Pair, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	if f.State != Draft {
		return nil, ErrSealed
	}
	var fs faults
	fs.question(file, question)
	if len(bodies) != 2 || bodies[0] == bodies[1] {
		fs.add("bodies", "not two bodies", "name the two whose replies are to be compared")
		return nil, fs.Faults
	}
	for i, b := range bodies {
		fs.body(at("bodies", i), b)
	}
	members, err := d.Store.Members(ctx, a.Country)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if m.Active && !m.leads() && slices.Contains(m.Bodies, bodies[0]) && slices.Contains(m.Bodies, bodies[1]) {
			fs.add("bodies", m.Name+" speaks for both, so the replies would not be blind", "choose another body, or change whom this person speaks for")
		}
	}
	if fs.Err() != nil {
		return nil, fs.Faults
	}
	p := &Pair{Question: question, Version: 1, Bodies: bodies, By: a.By, At: d.Now().UTC()}
	err = d.Store.SavePair(ctx, a.Country, f.ID, p, d.event(a, "pair_opened", question, strings.Join(bodies, " ")))
	if errors.Is(err, ErrConflict) {
		err = fmt.Errorf("putting %s to two bodies a second time: %w", question, ErrExists)
	}
	return p, err
}

// Pairs lists the pairs of a file that somebody may see, each with the replies
// they may see: the lead all, the others what their own body wrote.
func (d *Desk) Pairs(ctx context.Context, a Act, f *File) ([]PairView, error) {
	pairs, err := d.Store.Pairs(ctx, a.Country, f.ID)
	if err != nil {
		return nil, err
	}
	replies, err := d.Store.Replies(ctx, a.Country, f.ID, "")
	if err != nil {
		return nil, err
	}
	var out []PairView
	for i := range pairs {
		if v := pairs[i].view(&a, replies); v != nil {
			out = append(out, *v)
		}
	}
	return out, nil
}

// Pair reads one pair as somebody may see it.
func (d *Desk) Pair(ctx context.Context, a Act, f *File, question string) (*PairView, error) {
	p, err := d.Store.Pair(ctx, a.Country, f.ID, question)
	if err != nil {
		return nil, err
	}
	replies, err := d.Store.Replies(ctx, a.Country, f.ID, question)
	if err != nil {
		return nil, err
	}
	v := p.view(&a, replies)
	if v == nil {
		return nil, ErrNotFound
	}
	if a.Lead && p.Version > 2 { // the first position is version 2
		all, err := d.Store.Positions(ctx, a.Country, f.ID, question)
		if err != nil {
			return nil, err
		}
		v.Earlier = all[:max(0, len(all)-1)]
	}
	return v, nil
}

// ReadReply reads what a body of a pair holds, for those who may see it; one
// that has not replied holds version 0.
func (d *Desk) ReadReply(ctx context.Context, a Act, f *File, question, body string) (*Reply, error) {
	v, err := d.Pair(ctx, a, f, question)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(v.Bodies, body) || !a.Lead && !v.repliesFor(&a, body) {
		return nil, ErrNotFound
	}
	for i := range v.Replies {
		if v.Replies[i].Body == body {
			return &v.Replies[i], nil
		}
	}
	return &Reply{Question: question, Body: body, Response: questionnaire.Response{State: questionnaire.Unanswered}}, nil
}

// view is the pair as somebody may see it; nil for somebody it is not put to.
func (p *Pair) view(a *Act, replies []Reply) *PairView {
	v := &PairView{Pair: *p, Replies: []Reply{}}
	sees := func(body string) bool { return a.Lead || p.repliesFor(a, body) }
	if !slices.ContainsFunc(p.Bodies, sees) {
		return nil
	}
	for _, r := range replies {
		if r.Question == p.Question && sees(r.Body) {
			v.Replies = append(v.Replies, r)
		}
	}
	if a.Lead && len(v.Replies) == 2 {
		differ := differs(&v.Replies[0].Response, &v.Replies[1].Response)
		v.Differ = &differ
	}
	if p.Position != nil && !a.Lead {
		own := *p.Position
		own.Dissent, own.AgreedBy, own.Call = map[string]string{}, []string{}, ""
		for _, b := range p.Position.AgreedBy {
			if sees(b) {
				own.AgreedBy = append(own.AgreedBy, b)
			}
		}
		for b, text := range p.Position.Dissent {
			if sees(b) {
				own.Dissent[b] = text
			}
		}
		v.Position = &own
	}
	return v
}

// differs reports whether two replies claim different things. Words and
// evidence may differ between bodies that agree.
func differs(a, b *questionnaire.Response) bool {
	x, y := slices.Sorted(slices.Values(a.Choices)), slices.Sorted(slices.Values(b.Choices))
	return a.State != b.State || !reflect.DeepEqual(a.Level, b.Level) || !reflect.DeepEqual(a.Count, b.Count) ||
		!reflect.DeepEqual(a.Percent, b.Percent) || !slices.Equal(x, y)
}

// WriteReply saves what a body holds, whose author saw a version of it; 0 for none.
// For anybody else the pair does not exist.
func (d *Desk) WriteReply(ctx context.Context, a Act, f *File, question, body string, seen int, r questionnaire.Response) (*Reply, error) {
	p, err := d.Store.Pair(ctx, a.Country, f.ID, question)
	if err != nil {
		return nil, err
	}
	if !p.repliesFor(&a, body) {
		return nil, ErrNotFound
	}
	switch {
	case f.State != Draft:
		return nil, ErrSealed
	case p.Position != nil:
		return nil, ErrAgreed
	}
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	if faults := d.checkResponse(a, file, question, r); faults.Err() != nil {
		return nil, faults
	}
	reply := &Reply{Question: question, Body: body, Version: seen + 1, Response: r, By: a.By, At: d.Now().UTC()}
	return reply, d.Store.SaveReply(ctx, a.Country, f.ID, reply)
}

// Agreement is the outcome of a pair as the lead records it.
type Agreement struct {
	Response questionnaire.Response
	Replaces int // version of the question's answer that the lead saw
	AgreedBy []string
	Dissent  map[string]string
}

// Agree records the national position: it becomes the question's answer, and
// the pair keeps who agreed and what the others hold against it. seen is the
// version of the pair. A repeat under the same request changes nothing.
func (d *Desk) Agree(ctx context.Context, a Act, f *File, question string, seen int, g Agreement) (*Pair, error) {
	p, err := d.Store.Pair(ctx, a.Country, f.ID, question)
	if err != nil {
		return nil, err
	}
	call := hashOf([]string{a.By, a.Request, a.Print})
	if p.Position != nil && p.Position.Call == call {
		return p, nil
	}
	if p.Version != seen {
		return nil, fmt.Errorf("recording the position on %s: %w", question, ErrConflict)
	}
	replies, err := d.Store.Replies(ctx, a.Country, f.ID, question)
	if err != nil {
		return nil, err
	}
	if faults := g.check(p, replies); faults.Err() != nil {
		return nil, faults
	}
	// The answer goes first: a repeat finds it saved under the same request,
	// and a pair never names an answer that is not there.
	record, err := d.Answer(ctx, a, f, question, g.Replaces, g.Response, "")
	if errors.Is(err, ErrConflict) {
		return nil, fmt.Errorf("recording the position on %s, whose answer was changed: %w", question, ErrConflict)
	}
	if err != nil {
		return nil, err
	}
	if hashOf(record.Response) != hashOf(g.Response) {
		return nil, ErrKeyUsed // an earlier call under this key saved another answer
	}
	p.Version++
	p.Position = &Position{Record: record.Version, AgreedBy: distinct(g.AgreedBy), Dissent: g.Dissent, By: a.By, At: d.Now().UTC(), Call: call}
	e := d.event(a, "position_agreed", question, "") // everybody reads events, so no word of who dissents
	e.Key = ""                                       // the request id stands in the position
	return p, d.Store.SavePair(ctx, a.Country, f.ID, p, e)
}

// check says what is missing for a position: both replies, and of each body
// that it agreed or why not.
func (g *Agreement) check(p *Pair, replies []Reply) questionnaire.Faults {
	var fs faults
	for _, b := range p.Bodies {
		if !slices.ContainsFunc(replies, func(r Reply) bool { return r.Body == b }) {
			fs.add("response", b+" has not replied yet", "wait for its reply, so that the position rests on both")
		}
		text, dissents := g.Dissent[b]
		agrees := slices.Contains(g.AgreedBy, b)
		switch {
		case agrees && dissents:
			fs.add("dissent."+b, b+" cannot both agree and dissent", "keep one of them")
		case !agrees:
			fs.text("dissent."+b, text, questionnaire.MinReason, 4000)
		}
	}
	for i, b := range g.AgreedBy {
		if !slices.Contains(p.Bodies, b) {
			fs.add(at("agreed_by", i), "not a body of this pair", "use "+strings.Join(p.Bodies, " or "))
		}
	}
	for b := range g.Dissent {
		if !slices.Contains(p.Bodies, b) {
			fs.add("dissent."+b, "not a body of this pair", "use "+strings.Join(p.Bodies, " or "))
		}
	}
	return fs.Faults
}

// pairProblems are the pairs without an agreed position. They block nothing:
// the question has the answer it has.
func pairProblems(file *asked, pairs []Pair) []Problem {
	var out []Problem
	for _, p := range pairs {
		if p.Position == nil {
			out = append(out, Problem{Kind: "pair_open", Question: p.Question, Section: file.sectionOf(p.Question),
				Text: "put to " + strings.Join(p.Bodies, " and ") + ", and no position is agreed yet"})
		}
	}
	return out
}
