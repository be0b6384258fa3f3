package assessment

import (
	"context"
	"slices"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Work is what there is to answer in a file, for one person.
type Work struct {
	Tasks    []Task `json:"tasks"`
	Of       int    `json:"of"`       // questions that are asked; parked ones are not
	Answered int    `json:"answered"` // of these
	Resume   string `json:"resume"`   // the first open question after the person's last save; empty: none is open to them
}

// Task is one section of a file with how far it has come. It says how much is
// answered, never how well.
type Task struct {
	Section  string             `json:"section"`
	Status   TaskStatus         `json:"status"`
	Of       int                `json:"of"`
	Answered int                `json:"answered"`
	Flagged  []string           `json:"flagged"` // questions that somebody should look at again
	Changed  []string           `json:"changed"` // questions that void the sign-off
	Bodies   []string           `json:"bodies"`  // to whom some of it is assigned
	Due      questionnaire.Date `json:"due,omitzero"`
	Open     string             `json:"open"` // the first question that still asks for an answer; empty: none
}

// TaskStatus is how far a section has come.
type TaskStatus string

// The statuses; the first that holds.
const (
	TaskCannotStart TaskStatus = "cannot_start" // answers elsewhere park all of it
	TaskSentBack    TaskStatus = "sent_back"    // flagged, or changed after it was signed off
	TaskWaiting     TaskStatus = "waiting"      // another body answers it, or has yet to
	TaskNotStarted  TaskStatus = "not_started"
	TaskInProgress  TaskStatus = "in_progress"
	TaskDone        TaskStatus = "done" // answered, and signed off where it is assigned
)

// Work says for every section of a file how far it has come.
func (d *Desk) Work(ctx context.Context, a Act, f *File) (*Work, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	records, err := d.Store.Records(ctx, a.Country, f, "")
	if err != nil {
		return nil, err
	}
	m, err := d.margin(ctx, a.Country, f)
	if err != nil {
		return nil, err
	}
	t := &tally{file: file, act: a, given: m.assignments, records: map[string]*Record{}, routing: file.catalogue().Route(f.Track, responsesOf(records))}
	for i := range records {
		t.records[records[i].Question] = &records[i]
	}
	w := &Work{}
	for _, state := range sectionStates(file, records, m) {
		task := t.task(&state)
		w.Of, w.Answered = w.Of+task.Of, w.Answered+task.Answered
		w.Tasks = append(w.Tasks, task)
	}
	w.Resume = t.resume()
	return w, nil
}

// tally looks through the answers of a file.
type tally struct {
	file    *asked
	act     Act
	given   []Assignment
	records map[string]*Record
	routing questionnaire.Routing
}

// answered reports whether nothing is left to do about a question: somebody
// answered it, or the profile says that it does not apply.
func (t *tally) answered(question string) bool {
	r := t.records[question]
	return t.routing.NotApplicable[question] || r != nil && r.Response.State != questionnaire.Unanswered
}

func (t *tally) mine(q *questionnaire.Question) bool {
	return t.act.Lead || mayAnswer(t.given, t.act.Bodies, q.Section.ID, q.ID)
}

func (t *tally) task(state *SectionState) Task {
	task := Task{Section: state.Section, Flagged: []string{}, Changed: state.Changed, Bodies: []string{}}
	mine := false
	for _, q := range t.file.catalogue().Questions() {
		if !q.On(t.file.Track) || q.Section.ID != state.Section {
			continue
		}
		for i := range t.given {
			g := &t.given[i]
			if g.covers(state.Section, q.ID) && !slices.Contains(task.Bodies, g.Body) {
				task.Bodies = append(task.Bodies, g.Body)
				if task.Due.IsZero() || task.Due.After(g.Due) {
					task.Due = g.Due
				}
			}
		}
		mine = mine || t.mine(q)
		if r := t.records[q.ID]; r != nil && r.Flag != "" {
			task.Flagged = append(task.Flagged, q.ID)
		}
		switch {
		case t.routing.Parked[q.ID]:
			continue
		case t.answered(q.ID):
			task.Answered++
		case task.Open == "" && t.mine(q):
			task.Open = q.ID
		}
		task.Of++
	}
	task.Status = statusOf(&task, state, mine, t.act.Lead)
	return task
}

func statusOf(task *Task, state *SectionState, mine, lead bool) TaskStatus {
	elsewhere := !mine || lead && state.Assigned && task.Answered == 0
	switch {
	case task.Of == 0:
		return TaskCannotStart
	case len(task.Flagged) > 0 || state.Signed && !state.Holds:
		return TaskSentBack
	case task.Answered == task.Of && (!state.Assigned || state.Holds):
		return TaskDone
	case elsewhere:
		return TaskWaiting
	case task.Answered == 0:
		return TaskNotStarted
	}
	return TaskInProgress
}

// resume is the first open question after the one that the person saved last,
// and from the beginning when there is none after it.
func (t *tally) resume() string {
	var open, last string
	var at time.Time
	for _, r := range t.records {
		if r.By == t.act.By && r.At.After(at) {
			last, at = r.Question, r.At
		}
	}
	passed := last == ""
	for _, q := range t.file.catalogue().Questions() {
		passed = passed || q.ID == last
		if !q.On(t.file.Track) || t.routing.Parked[q.ID] || t.answered(q.ID) || !t.mine(q) {
			continue
		}
		if passed {
			return q.ID
		}
		if open == "" {
			open = q.ID
		}
	}
	return open
}

// Closed says, by question, why a person may not answer it: ErrSealed,
// ErrNotAssigned or ErrPaired. What it does not name is open to them.
func (d *Desk) Closed(ctx context.Context, a Act, f *File) (map[string]error, error) {
	file, err := d.with(f)
	if err != nil {
		return nil, err
	}
	var given []Assignment
	paired := map[string]bool{}
	if !a.Lead {
		if given, err = d.Store.Assignments(ctx, a.Country, f.ID); err != nil {
			return nil, err
		}
		pairs, err := d.Store.Pairs(ctx, a.Country, f.ID)
		if err != nil {
			return nil, err
		}
		for i := range pairs {
			paired[pairs[i].Question] = true
		}
	}
	closed := map[string]error{}
	for question, section := range file.sections() {
		switch {
		case f.State != Draft:
			closed[question] = ErrSealed
		case a.Lead:
		case !mayAnswer(given, a.Bodies, section, question):
			closed[question] = ErrNotAssigned
		case paired[question]:
			closed[question] = ErrPaired
		}
	}
	return closed, nil
}

// MayAnswer says why a person may not answer a question of a file; nil if they
// may.
func (d *Desk) MayAnswer(ctx context.Context, a Act, f *File, question string) error {
	file, err := d.with(f)
	if err != nil {
		return err
	}
	q := file.question(question)
	switch {
	case q == nil:
		return ErrNotFound
	case f.State != Draft:
		return ErrSealed
	}
	return d.mayAnswer(ctx, a, f, q)
}
