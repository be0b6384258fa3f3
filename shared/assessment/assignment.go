package assessment

import (
	"context"
	"slices"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Assignment gives sections or single questions of a file to a body until a
// day. One that names neither was taken back.
type Assignment struct {
	Body      string             `json:"body"`
	Version   int                `json:"version"`
	Sections  []string           `json:"sections"`
	Questions []string           `json:"questions"`
	Due       questionnaire.Date `json:"due"`
	By        string             `json:"by"`
	At        time.Time          `json:"at"`
}

// covers reports whether a question is part of the assignment.
func (a *Assignment) covers(section, question string) bool {
	return slices.Contains(a.Sections, section) || slices.Contains(a.Questions, question)
}

// mayAnswer reports whether somebody who speaks for bodies may answer a
// question. While nothing of the file is assigned, everybody may.
func mayAnswer(given []Assignment, bodies []string, section, question string) bool {
	assigned := false
	for i := range given {
		g := &given[i]
		if slices.Contains(bodies, g.Body) && g.covers(section, question) {
			return true
		}
		assigned = assigned || len(g.Sections)+len(g.Questions) > 0
	}
	return !assigned
}

// mayAnswer returns ErrNotAssigned or ErrPaired for a question that its author
// may not answer. The lead may answer every question.
func (d *Desk) mayAnswer(ctx context.Context, a Act, f *File, q *questionnaire.Question) error {
	if a.Lead {
		return nil
	}
	given, err := d.Store.Assignments(ctx, a.Country, f.ID)
	if err != nil {
		return err
	}
	if !mayAnswer(given, a.Bodies, q.Section.ID, q.ID) {
		return ErrNotAssigned
	}
	// The answer is seen by everybody, so writing it would show one body of a
	// pair what the other holds.
	paired, err := d.paired(ctx, a.Country, f, q.ID)
	if err == nil && paired {
		return ErrPaired
	}
	return err
}

// Assign gives parts of a file to a body, in place of what it was given; its
// author saw Version-1.
func (d *Desk) Assign(ctx context.Context, a Act, f *File, given *Assignment) error {
	file, err := d.with(f)
	if err != nil {
		return err
	}
	var fs faults
	if fs.body("body", given.Body); fs.Err() != nil {
		return ErrNotFound // it stands in the path
	}
	for i, id := range given.Sections {
		if !file.asks(id) {
			fs.add(at("sections", i), "there is no section "+id+" on this track", "use the id of a section, such as LB-A")
		}
	}
	for i, id := range given.Questions {
		if file.question(id) == nil {
			fs.add(at("questions", i), "there is no question "+id+" on this track", "use the id of a question, such as LB-01")
		}
	}
	if given.Due.IsZero() {
		fs.add("due", "missing", "name the day until which the body answers")
	}
	if fs.Err() != nil {
		return fs.Faults
	}
	given.Sections, given.Questions = distinct(given.Sections), distinct(given.Questions)
	given.By, given.At = a.By, d.Now().UTC()
	return d.Store.SaveAssignment(ctx, a.Country, f.ID, given, d.event(a, "assigned", f.ID, given.Body+" "+given.Due.String()))
}

// distinct returns ids in order, each once; never nil, so that it is written
// as a list.
func distinct(ids []string) []string {
	all := append([]string{}, ids...)
	slices.Sort(all)
	return slices.Compact(all)
}

// Assigned is an assignment with how far it has come.
type Assigned struct {
	Assignment
	Of       int  `json:"of"` // questions asked of the body; parked ones are not
	Answered int  `json:"answered"`
	Overdue  bool `json:"overdue"` // the day has passed and something is not answered
}

// Assignments lists what of a file is assigned to whom, by body.
func (d *Desk) Assignments(ctx context.Context, country string, f *File) ([]Assigned, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	given, err := d.Store.Assignments(ctx, country, f.ID)
	if err != nil {
		return nil, err
	}
	responses, err := d.Responses(ctx, country, f)
	if err != nil {
		return nil, err
	}
	parked := file.catalogue().Route(f.Track, responses).Parked
	sections := file.sections()
	out := make([]Assigned, len(given))
	for i := range given {
		s := &out[i]
		s.Assignment = given[i]
		for question, section := range sections {
			if parked[question] || !given[i].covers(section, question) {
				continue
			}
			s.Of++
			if state := responses[question].State; state != "" && state != questionnaire.Unanswered {
				s.Answered++
			}
		}
		s.Overdue = s.Answered < s.Of && d.today().After(given[i].Due)
	}
	return out, nil
}
