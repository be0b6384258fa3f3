package assessment

import (
	"context"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Open begins a file for a cycle on a track. With a submission to start from,
// its answers are carried over: marked so, counted, and to be confirmed.
func (d *Desk) Open(ctx context.Context, a Act, cycle string, t questionnaire.Track, from string) (*File, error) {
	var fs faults
	fs.text("cycle", cycle, 1, 40)
	m, err := d.Content.Method("", t)
	if err != nil {
		fs.add("track", "not a track", "use prospective or adherent")
	}
	if fs.Err() != nil {
		return nil, fs.Faults
	}
	f := &File{
		ID: d.NewID(), Revision: 1, Version: 1, Cycle: strings.TrimSpace(cycle), Track: t, Catalogue: m.Catalogue.ID,
		AnnexEdition: d.Content.Annex, State: Draft, Opened: d.Now().UTC(), OpenedBy: a.By, CarriedFrom: from,
	}
	var records []Record
	if from != "" {
		s, err := d.Store.Submission(ctx, a.Country, from)
		if err != nil {
			return nil, err
		}
		records = d.carry(a, m.Catalogue, t, s)
	}
	file := &asked{f, m}
	return f, d.Store.OpenFile(ctx, a.Country, f, records, file.sectionOf, f.beside, d.event(a, "opened", f.ID, f.Cycle+" "+string(t)))
}

// beside refuses a file next to another one of its cycle and track that is open.
func (f *File) beside(files []File) error {
	if slices.ContainsFunc(files, func(o File) bool {
		return o.ID != f.ID && o.State != Submitted && o.Track == f.Track && strings.EqualFold(o.Cycle, f.Cycle)
	}) {
		return questionnaire.Faults{{Path: "cycle", Problem: "a file of this cycle and track is open already", Advice: "go on with that one, or give another name"}}
	}
	return nil
}

// carry makes the first records of a file from a submission. What the
// catalogue or track does not ask stays behind.
func (d *Desk) carry(a Act, c *questionnaire.Catalogue, t questionnaire.Track, s *Submission) []Record {
	var records []Record
	for _, q := range c.Questions() {
		r, ok := s.Content.Responses[q.ID]
		if !ok || !q.On(t) {
			continue
		}
		record := Record{Question: q.ID, Version: 1, Response: r, By: a.By, At: d.Now().UTC(), Carried: true}
		if s.Law != nil {
			record.Instruments = s.Law.Cited[q.ID]
		}
		records = append(records, record)
	}
	return records
}

// maxFlag is the longest flag, in characters.
const maxFlag = 1000

// Answer saves a response to a question whose author saw a version of it; 0
// for none. cited is the law it rests on. Bad input is questionnaire.Faults,
// with paths from response, instruments and flag.
func (d *Desk) Answer(ctx context.Context, a Act, f *File, question string, seen int, r questionnaire.Response, flag string, cited ...Citation) (*Record, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	q := file.question(question)
	if q == nil {
		return nil, ErrNotFound
	}
	if err := d.mayAnswer(ctx, a, f, q); err != nil {
		return nil, err
	}
	law, err := d.checkCited(ctx, a.Country, cited)
	if err != nil {
		return nil, err
	}
	var about faults
	about.text("flag", flag, 0, maxFlag)
	if faults := slices.Concat(d.checkResponse(a, file, question, r), law, about.Faults); faults.Err() != nil {
		return nil, faults
	}
	record := &Record{Question: question, Version: seen + 1, Response: r, By: a.By, At: d.Now().UTC(), Flag: strings.TrimSpace(flag), Instruments: cited, Request: a.Request}
	return d.Store.SaveRecord(ctx, a.Country, f, q.Section.ID, record)
}

// checkResponse says what is wrong with a response of its author, with paths
// from response.
func (d *Desk) checkResponse(a Act, file *asked, question string, r questionnaire.Response) questionnaire.Faults {
	faults := file.catalogue().CheckAll(file.Track, d.today(), questionnaire.Responses{question: r})
	for i := range faults {
		faults[i].Path = "response." + strings.TrimPrefix(faults[i].Path, question+".")
	}
	if !a.Lead && r.Release != "" {
		faults = append(faults, questionnaire.Fault{Path: "response.release", Problem: "only the lead says how far an answer may travel", Advice: "leave it out"})
	}
	return faults
}

// Responses reads all answers of a file in the form they are scored in.
func (d *Desk) Responses(ctx context.Context, country string, f *File) (questionnaire.Responses, error) {
	records, err := d.Store.Records(ctx, country, f, "")
	if err != nil {
		return nil, err
	}
	return responsesOf(records), nil
}

func responsesOf(records []Record) questionnaire.Responses {
	out := questionnaire.Responses{}
	for _, r := range records {
		out[r.Question] = r.Response
	}
	return out
}

// Result scores a file as it stands today. A record that was just saved may be
// laid over, since reads may lag.
func (d *Desk) Result(ctx context.Context, country string, f *File, saved *Record) (*scoring.Assessment, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	responses, err := d.Responses(ctx, country, f)
	if err != nil {
		return nil, err
	}
	if saved != nil {
		responses[saved.Question] = saved.Response
	}
	return d.score(file, responses, d.today())
}

// score gives the assessment of responses as of a day. It is made of nothing
// but its arguments and what the file is pinned to.
func (d *Desk) score(file *asked, responses questionnaire.Responses, day questionnaire.Date) (*scoring.Assessment, error) {
	content, err := d.content(file, responses, day)
	if err != nil {
		return nil, err
	}
	return file.method.Assess(content, scoring.Seed(content.Assessment, file.Catalogue)), nil
}

// content is a file in the form that leaves and enters the product. Parked
// answers are left out of it.
func (d *Desk) content(file *asked, responses questionnaire.Responses, day questionnaire.Date) (*scoring.File, error) {
	kept := questionnaire.Responses{}
	parked := file.catalogue().Route(file.Track, responses).Parked
	for id, r := range responses {
		if !parked[id] {
			kept[id] = r
		}
	}
	changed, err := d.Content.Overtaken(file.AnnexEdition, day, file.catalogue())
	if err != nil {
		return nil, err
	}
	return &scoring.File{
		Track: file.Track, AsOf: day, Assessment: file.ID, Catalogue: file.Catalogue, AnnexEdition: file.AnnexEdition,
		Responses: kept, Explained: file.Explained, Changed: changed,
	}, nil
}

// Records reads the answers of a section, or of all with "".
func (d *Desk) Records(ctx context.Context, country string, f *File, section string) ([]Record, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	if section != "" && !file.asks(section) {
		return nil, ErrNotFound
	}
	return d.Store.Records(ctx, country, f, section)
}

// Record reads one answer; one that was never given has version 0.
func (d *Desk) Record(ctx context.Context, country string, f *File, question string) (*Record, error) {
	section, err := d.section(f, question)
	if err != nil {
		return nil, err
	}
	return d.Store.Record(ctx, country, f, section, question)
}

// History reads an answer as it was, oldest first.
func (d *Desk) History(ctx context.Context, country string, f *File, question string) ([]Record, error) {
	section, err := d.section(f, question)
	if err != nil {
		return nil, err
	}
	return d.Store.History(ctx, country, f, section, question)
}

// section says where a question of the file's track stands.
func (d *Desk) section(f *File, question string) (string, error) {
	file, err := d.with(f)
	if err != nil {
		return "", err
	}
	q := file.question(question)
	if q == nil {
		return "", ErrNotFound
	}
	return q.Section.ID, nil
}
