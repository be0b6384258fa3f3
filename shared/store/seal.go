package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// SaveFile writes a header whose author saw Version-1: one writer wins.
func (s *Store) SaveFile(ctx context.Context, country string, f *assessment.File) error {
	op, err := putHeader(country, f)
	if err != nil {
		return err
	}
	return conflict("saving the file's header", s.write(ctx, "saving the file's header", op))
}

// freezers is how many records are marked at a time.
const freezers = 8

// Freeze marks every question of the file with the header's seal id and
// returns the records it marked. What is marked is the content: a save that is
// acknowledged either came before the mark and is in it, or is refused. Anyone
// may do this again; what bears the mark already is taken as it stands.
// sections says in which section each question stands.
func (s *Store) Freeze(ctx context.Context, country string, f *assessment.File, sections map[string]string) ([]assessment.Record, error) {
	items, err := s.all(ctx, "freezing the file", table.Query{PK: working(country, f), Prefix: "A#", Reading: table.Strong})
	if err != nil {
		return nil, err
	}
	stands := map[string]*table.Item{}
	for i := range items {
		stands[items[i].SK] = &items[i]
	}
	questions := make(chan string)
	var (
		wait    sync.WaitGroup
		lock    sync.Mutex
		records []assessment.Record
		wrong   []error
	)
	for range freezers {
		wait.Go(func() {
			for q := range questions {
				k := key(working(country, f), recordKey(sections[q], q))
				r, err := s.mark(ctx, country, f, k, stands[k.SK])
				lock.Lock()
				if wrong = append(wrong, err); r != nil {
					records = append(records, *r)
				}
				lock.Unlock()
			}
		})
	}
	for q := range sections {
		questions <- q
	}
	close(questions)
	wait.Wait()
	return records, errors.Join(wrong...)
}

// mark puts the seal's mark on one record as it stands, whatever it holds by
// then, and returns it. A mark of another seal is replaced only while the
// header names this one. The header is read after the mark was seen: a sealer
// that others gave up, and that knows nothing of it, must not take away the
// mark of the sealing after it.
func (s *Store) mark(ctx context.Context, country string, f *assessment.File, k table.Key, now *table.Item) (*assessment.Record, error) {
	for range 20 {
		marked, condition := table.Item{Key: k, Version: stamp{mark: f.SealID}.String()}, table.Absent()
		if now != nil {
			was, err := parseStamp(now.Version)
			if err != nil {
				return nil, err
			}
			if was.mark == f.SealID {
				return recordOf(now)
			}
			if was.mark != "" {
				if err := s.stillSealing(ctx, country, f); err != nil {
					return nil, err
				}
			}
			marked.Version, marked.Body, condition = stamp{was.version, f.SealID}.String(), now.Body, table.Version(now.Version)
		}
		err := s.write(ctx, "freezing an answer", table.Op{Kind: table.Put, Item: marked, If: condition})
		switch {
		case err == nil:
			return recordOf(&marked)
		case failed(err) != nil: // somebody saved, or another sealer was here: take it as it stands
			now, _ = failedAt(err, 0)
		case errors.Is(err, assessment.ErrUnsure): // the next round finds the mark, or puts it
		default:
			return nil, err
		}
	}
	return nil, fmt.Errorf("freezing %s: %w", k.SK, assessment.ErrBusy)
}

// stillSealing returns ErrConflict when the header names another seal, or none.
func (s *Store) stillSealing(ctx context.Context, country string, f *assessment.File) error {
	header, err := s.File(ctx, country, f.ID, f.Revision)
	if err == nil && header.SealID != f.SealID {
		err = fmt.Errorf("freezing the file: this sealing was given up: %w", assessment.ErrConflict)
	}
	return err
}

// FinishSeal keeps the submission, the header that names it and the event in
// one transaction. Answers too long for one go ahead of it: they are frozen, so
// whoever finishes the sealing keeps the same. What rests on more than them, the
// result and the law, never does. A submission that is there already is the same
// one. ErrUnkept is one that no try would keep.
func (s *Store) FinishSeal(ctx context.Context, country string, f *assessment.File, sub *assessment.Submission, sectionOf func(string) string, e assessment.Event) error {
	partition := sealed(country, sub.ID)
	head := *sub
	head.Content.Responses, head.Result, head.Law = nil, nil, nil
	manifest, err := put(key(partition, "M"), "1", head, table.Absent())
	if err != nil {
		return err
	}
	header, err := putHeader(country, f)
	if err != nil {
		return err
	}
	answers, result, err := scatter(partition, sub.Content.Responses, sectionOf, sub.Result)
	if err != nil {
		return err
	}
	law, err := putLaw(partition, sub.Law)
	if err != nil {
		return err
	}
	rest := slices.Concat([]table.Op{header, manifest}, result, law)
	if answers, err = s.ahead(ctx, "sealing", answers, rest...); err != nil {
		return err
	}
	return s.withEvent(ctx, "sealing", country, e, slices.Concat(rest, answers)...)
}

// resultPart is the name of the part that holds a result; no section is named
// so.
const resultPart = "~result"

// scatter makes the operations that keep responses, a part for each section,
// and their result; gather is its inverse.
func scatter(partition string, responses questionnaire.Responses, sectionOf func(string) string, result json.RawMessage) (answers, scored []table.Op, err error) {
	for section, some := range assessment.BySection(responses, sectionOf) {
		part, err := blobs(partition, section, some)
		if err != nil {
			return nil, nil, err
		}
		answers = append(answers, part...)
	}
	scored, err = blobs(partition, resultPart, result)
	return answers, scored, err
}

// gather puts responses and result together from their parts.
func gather(doing string, parts map[string][]byte) (questionnaire.Responses, json.RawMessage, error) {
	responses := questionnaire.Responses{}
	var result json.RawMessage
	for name, data := range parts {
		if name == resultPart {
			if err := json.Unmarshal(data, &result); err != nil {
				return nil, nil, fmt.Errorf("%s: the result: %w", doing, err)
			}
			continue
		}
		if err := json.Unmarshal(data, &responses); err != nil {
			return nil, nil, fmt.Errorf("%s: section %s: %w", doing, name, err)
		}
	}
	return responses, result, nil
}

// Submission reads a sealed record whole.
func (s *Store) Submission(ctx context.Context, country, id string) (*assessment.Submission, error) {
	const doing = "reading the submission"
	sub := &assessment.Submission{}
	if _, err := s.get(ctx, doing, key(sealed(country, id), "M"), table.Strong, sub); err != nil {
		return nil, err
	}
	parts, err := s.readBlobs(ctx, doing, sealed(country, id), table.Strong)
	if err != nil {
		return nil, err
	}
	if sub.Law, err = takeLaw(doing, parts); err != nil {
		return nil, err
	}
	sub.Content.Responses, sub.Result, err = gather(doing, parts)
	return sub, err
}
