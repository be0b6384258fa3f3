package assessment

import (
	"context"
	"fmt"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Desk carries out what a country's officials ask for. It may be used by
// several goroutines.
type Desk struct {
	Store   Store
	Content *Content
	Now     func() time.Time
	NewID   func() string // random, of letters and digits, never the same twice
}

// Act is who asks, for which country, and under which request id. A request
// that is repeated under its id has its effect once.
type Act struct {
	Country string
	By      string // sub
	Request string
	Print   string // of what was asked, so that a key used for something else is noticed

	Lead   bool     // they lead the assessment
	Bodies []string // they speak for these
}

// event begins the event that records an act.
func (d *Desk) event(a Act, kind, about, detail string) Event {
	return Event{At: d.Now(), By: a.By, Kind: kind, About: about, Detail: detail, Key: a.Request, Print: a.Print}
}

// today is the day of an assessment that is still being worked on.
func (d *Desk) today() questionnaire.Date {
	t := d.Now().UTC()
	return questionnaire.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}

// asked is a file with what it is asked under.
type asked struct {
	*File
	method *scoring.Method
}

func (a *asked) catalogue() *questionnaire.Catalogue { return a.method.Catalogue }

// question returns a question of the track by its id; nil when it is not asked.
func (a *asked) question(id string) *questionnaire.Question {
	if q := a.catalogue().Question(id); q != nil && q.On(a.Track) {
		return q
	}
	return nil
}

// sectionOf says in which section a question stands.
func (a *asked) sectionOf(question string) string {
	if q := a.catalogue().Question(question); q != nil {
		return q.Section.ID
	}
	return ""
}

// sections says in which section every question of the track stands.
func (a *asked) sections() map[string]string {
	all := map[string]string{}
	for _, q := range a.catalogue().Questions() {
		if q.On(a.Track) {
			all[q.ID] = q.Section.ID
		}
	}
	return all
}

// File reads a file's newest revision.
func (d *Desk) File(ctx context.Context, country, id string) (*File, error) {
	files, err := d.Store.Files(ctx, country)
	if err != nil {
		return nil, err
	}
	var newest *File
	for i := range files {
		if files[i].ID == id && (newest == nil || files[i].Revision > newest.Revision) {
			newest = &files[i]
		}
	}
	if newest == nil {
		return nil, ErrNotFound
	}
	return newest, nil
}

// with adds the method that a file is scored by.
func (d *Desk) with(f *File) (*asked, error) {
	m, err := d.Content.Method(f.Catalogue, f.Track)
	if err != nil {
		return nil, fmt.Errorf("opening the questionnaires of file %s: %w", f.ID, err)
	}
	return &asked{f, m}, nil
}
