package assessment

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// MaxPicks is how many actions may be tried together.
const MaxPicks = 100

// now is a file with its answers as they stand today, ready to be scored.
func (d *Desk) now(ctx context.Context, country string, f *File) (*asked, *scoring.File, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, nil, err
	}
	responses, err := d.Responses(ctx, country, f)
	if err != nil {
		return nil, nil, err
	}
	content, err := d.content(file, responses, d.today())
	return file, content, err
}

// Explanation opens a criterion (C1 to C4) of a file as it stands today, down
// to its questions and their evidence.
func (d *Desk) Explanation(ctx context.Context, country string, f *File, criterion string) (*scoring.CriterionExplanation, error) {
	file, content, err := d.now(ctx, country, f)
	if err != nil {
		return nil, err
	}
	return explain(file.method, content, criterion)
}

func explain(m *scoring.Method, content *scoring.File, criterion string) (*scoring.CriterionExplanation, error) {
	e, err := m.Explain(content, criterion)
	if err != nil || e.Criterion == nil {
		return nil, ErrNotFound
	}
	return e.Criterion, nil
}

// Effect is a criterion, and the whole result, before an answer was saved and after
// it.
type Effect struct {
	Before, After *scoring.CriterionExplanation
	Was, Is       *scoring.Result // of all criteria
}

// Effect says what an answer that was just saved did to a criterion (C1 to C4),
// compared with the answer before it. All others are as they are given.
func (d *Desk) Effect(f *File, given questionnaire.Responses, saved *Record, before questionnaire.Response, criterion string) (*Effect, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	responses := maps.Clone(given)
	made := func(r questionnaire.Response) (*scoring.CriterionExplanation, *scoring.Result, error) {
		responses[saved.Question] = r // the one that was saved too: reads may lag
		content, err := d.content(file, responses, d.today())
		if err != nil {
			return nil, nil, err
		}
		of, err := explain(file.method, content, criterion)
		return of, file.method.Score(content), err
	}
	e := &Effect{}
	if e.Before, e.Was, err = made(before); err != nil {
		return nil, err
	}
	e.After, e.Is, err = made(saved.Response)
	return e, err
}

// WhatIf says what a file would show if some of its actions were done. Nothing
// is saved.
func (d *Desk) WhatIf(ctx context.Context, country string, f *File, picks []scoring.Pick) (*scoring.WhatIf, error) {
	if len(picks) > MaxPicks {
		return nil, questionnaire.Faults{{Path: "do", Problem: fmt.Sprintf("more than %d actions", MaxPicks), Advice: "try fewer at a time"}}
	}
	file, content, err := d.now(ctx, country, f)
	if err != nil {
		return nil, err
	}
	w, missing := file.method.WhatIf(content, picks)
	var faults questionnaire.Faults
	for _, p := range missing {
		faults = append(faults, questionnaire.Fault{Path: "do", Problem: fmt.Sprintf("scoring offers no action %.20s on %.20s now", p.Kind, p.Question), Advice: "choose from the actions that the result lists"})
	}
	if faults != nil {
		return nil, faults
	}
	return w, nil
}

// ParsePicks reads actions as addresses name them, such as UNBLOCK:LB-19. What
// names no action is said by whoever looks for it.
func ParsePicks(names []string) []scoring.Pick {
	var picks []scoring.Pick
	for _, n := range names {
		kind, question, _ := strings.Cut(n, ":")
		picks = append(picks, scoring.Pick{Kind: scoring.Kind(kind), Question: question})
	}
	return picks
}

// Sealed is a submission with its result as it was kept.
type Sealed struct {
	*Submission
	Result *scoring.Assessment // to four decimals

	method *scoring.Method
}

// Sealed reads a submission with its result. What was sealed is never scored
// again: its result is the one of that day.
func (d *Desk) Sealed(ctx context.Context, country, id string) (*Sealed, error) {
	s, err := d.Store.Submission(ctx, country, id)
	if err != nil {
		return nil, err
	}
	out := &Sealed{Submission: s}
	if err := json.Unmarshal(s.Result, &out.Result); err != nil {
		return nil, fmt.Errorf("reading the result of submission %s: %w", id, err)
	}
	out.method, err = d.Content.Method(s.Content.Catalogue, s.Content.Track)
	return out, err
}

// sealedContent is what was sealed, ready to be scored as on its day.
func (d *Desk) sealedContent(s *Sealed) (*scoring.File, error) {
	content := s.Content
	var err error
	content.Changed, err = d.Content.Overtaken(content.AnnexEdition, content.AsOf, s.method.Catalogue)
	return &content, err
}

// SealedExplanation opens a criterion of a submission, as Explanation does for
// a file.
func (d *Desk) SealedExplanation(ctx context.Context, country, id, criterion string) (*scoring.CriterionExplanation, error) {
	s, err := d.Sealed(ctx, country, id)
	if err != nil {
		return nil, err
	}
	content, err := d.sealedContent(s)
	if err != nil {
		return nil, err
	}
	return explain(s.method, content, criterion)
}

// SealedQuestions says of every scored question of a submission how it was
// counted.
func (d *Desk) SealedQuestions(s *Sealed) ([]scoring.QuestionExplanation, error) {
	content, err := d.sealedContent(s)
	if err != nil {
		return nil, err
	}
	return s.method.Questions(content), nil
}
