package assessment

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Instrument is one law, decree or rule in a country's ledger, so that many
// answers can rest on one entry. Every version is kept: an answer cites the
// one its author read.
type Instrument struct {
	ID          string             `json:"id"`
	Version     int                `json:"version"`
	Title       string             `json:"title"`
	Kind        string             `json:"kind"`
	Number      string             `json:"number,omitempty"`
	Articles    []string           `json:"articles,omitempty"` // those that matter here
	IssuingBody string             `json:"issuing_body"`
	Language    string             `json:"language"`
	From        questionnaire.Date `json:"in_force_from,omitzero"` // none: not in force yet
	To          questionnaire.Date `json:"in_force_to,omitzero"`   // the last day; none: until further notice
	Link        string             `json:"link,omitempty"`
	By          string             `json:"by"`
	At          time.Time          `json:"at"`
}

// InstrumentKinds are the kinds that an instrument may be of.
var InstrumentKinds = []string{"constitution", "law", "decree", "regulation", "order", "treaty", "guideline", "other"}

// Citation names a version of an instrument.
type Citation struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
}

// Law is what a submission rests on: the instruments its answers cite, as they
// stood.
type Law struct {
	Cited       map[string][]Citation `json:"cited"` // by question
	Instruments []Instrument          `json:"instruments"`
}

// maxCited is how many instruments one answer may cite.
const maxCited = 20

// InForce reports whether the instrument is in force on a day.
func (i *Instrument) InForce(day questionnaire.Date) bool {
	return !i.From.IsZero() && !i.From.After(day) && (i.To.IsZero() || !day.After(i.To))
}

// Check says what is wrong with an instrument.
func (i *Instrument) Check() questionnaire.Faults {
	var fs faults
	fs.text("title", i.Title, 1, questionnaire.MaxShortText)
	if !slices.Contains(InstrumentKinds, i.Kind) {
		fs.add("kind", "not a kind of instrument", "use "+strings.Join(InstrumentKinds, ", "))
	}
	fs.text("number", i.Number, 0, 100)
	if len(i.Articles) > 100 {
		fs.add("articles", "more than 100 articles", "name those that the answers rest on")
	}
	for n, article := range i.Articles {
		fs.text(at("articles", n), article, 1, 100)
	}
	fs.text("issuing_body", i.IssuingBody, 1, 200)
	fs.text("language", i.Language, 2, 12)
	if !i.To.IsZero() && (i.From.IsZero() || i.From.After(i.To)) {
		fs.add("in_force_to", "it ends before it begins", "give the day from which it was in force, and a last day not before that")
	}
	fs.text("link", i.Link, 0, 1000)
	if u, err := url.Parse(i.Link); i.Link != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		fs.add("link", "not a link to a page", "write it as in https://laws.example/act-12")
	}
	return fs.Faults
}

// Instruments lists the newest version of each instrument of a country.
func (d *Desk) Instruments(ctx context.Context, country string) ([]Instrument, error) {
	all, err := d.Store.Instruments(ctx, country)
	if err != nil {
		return nil, err
	}
	return newestOf(all), nil
}

// newestOf keeps the newest of all versions, which stand in order.
func newestOf(all []Instrument) []Instrument {
	var out []Instrument
	for _, i := range all {
		if n := len(out); n > 0 && out[n-1].ID == i.ID {
			out[n-1] = i
			continue
		}
		out = append(out, i)
	}
	return out
}

// InstrumentVersions lists every version of an instrument, oldest first.
func (d *Desk) InstrumentVersions(ctx context.Context, country, id string) ([]Instrument, error) {
	all, err := d.Store.Instruments(ctx, country)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(i Instrument) bool { return i.ID != id })
	if len(all) == 0 {
		return nil, ErrNotFound
	}
	return all, nil
}

// AddInstrument adds an instrument to the ledger and gives it an id.
func (d *Desk) AddInstrument(ctx context.Context, a Act, i *Instrument) error {
	if faults := i.Check(); faults.Err() != nil {
		return faults
	}
	i.ID, i.Version, i.By, i.At = d.NewID(), 1, a.By, d.Now().UTC()
	return d.Store.SaveInstrument(ctx, a.Country, i, d.event(a, "instrument_added", i.ID, i.Title))
}

// SaveInstrument adds a version to an instrument whose author saw Version-1.
func (d *Desk) SaveInstrument(ctx context.Context, a Act, i *Instrument) error {
	versions, err := d.InstrumentVersions(ctx, a.Country, i.ID)
	if err != nil {
		return err
	}
	if faults := i.Check(); faults.Err() != nil {
		return faults
	}
	if newest := versions[len(versions)-1]; newest.Version != i.Version-1 {
		return fmt.Errorf("changing instrument %s: %w", i.ID, ErrConflict)
	}
	i.By, i.At = a.By, d.Now().UTC()
	return d.Store.SaveInstrument(ctx, a.Country, i, d.event(a, "instrument_changed", i.ID, i.Title))
}

// checkCited says which citations name nothing in the country's ledger.
func (d *Desk) checkCited(ctx context.Context, country string, cited []Citation) (questionnaire.Faults, error) {
	if len(cited) == 0 {
		return nil, nil
	}
	ledger, err := d.Store.Instruments(ctx, country)
	if err != nil {
		return nil, err
	}
	return citedFaults(ledger, cited), nil
}

func citedFaults(ledger []Instrument, cited []Citation) questionnaire.Faults {
	var fs faults
	if len(cited) > maxCited {
		fs.add("instruments", fmt.Sprintf("more than %d instruments", maxCited), "cite those that the answer rests on most")
	}
	for n, c := range cited {
		switch {
		case versionOf(ledger, c) == nil:
			fs.add(at("instruments", n), "there is no such version of an instrument in the ledger", "add the instrument first, and cite it by its id and version")
		case slices.ContainsFunc(cited[:n], func(b Citation) bool { return b.ID == c.ID }):
			fs.add(at("instruments", n), "this instrument is cited twice", "cite it once")
		}
	}
	return fs.Faults
}

func versionOf(ledger []Instrument, c Citation) *Instrument {
	for i := range ledger {
		if ledger[i].ID == c.ID && ledger[i].Version == c.Version {
			return &ledger[i]
		}
	}
	return nil
}

// lawProblems are the answers that rest on law that is not in force on a day,
// or that was changed after they cited it. An answer may well speak of a bill,
// so neither blocks.
func lawProblems(file *asked, records []Record, ledger []Instrument, day questionnaire.Date) []Problem {
	newest := map[string]Instrument{}
	for _, i := range newestOf(ledger) {
		newest[i.ID] = i
	}
	var out []Problem
	for _, r := range records {
		for _, c := range r.Instruments {
			now, ok := newest[c.ID]
			problem := Problem{Question: r.Question, Section: file.sectionOf(r.Question), Instrument: c.ID}
			switch {
			case !ok: // the ledger never loses one
			case !now.InForce(day):
				problem.Kind, problem.Text = "not_in_force", fmt.Sprintf("%q is not in force on %s", now.Title, day)
				out = append(out, problem)
			case now.Version != c.Version:
				problem.Kind = "instrument_changed"
				problem.Text = fmt.Sprintf("%q was changed after this answer cited it; confirm the answer and cite version %d", now.Title, now.Version)
				out = append(out, problem)
			}
		}
	}
	return out
}

// of is the part of the law that some answers cite; nil for nothing.
func (l *Law) of(responses questionnaire.Responses) *Law {
	if l == nil {
		return nil
	}
	var records []Record
	for id := range responses {
		records = append(records, Record{Question: id, Instruments: l.Cited[id]})
	}
	return lawOf(responses, records, l.Instruments)
}

// lawOf copies what the answers of a submission cite, as it stood; nil for
// nothing.
func lawOf(responses questionnaire.Responses, records []Record, ledger []Instrument) *Law {
	law := &Law{Cited: map[string][]Citation{}}
	wanted := map[Citation]bool{}
	for _, r := range records {
		if _, kept := responses[r.Question]; !kept || len(r.Instruments) == 0 {
			continue
		}
		law.Cited[r.Question] = r.Instruments
		for _, c := range r.Instruments {
			wanted[c] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	for _, i := range ledger {
		if wanted[Citation{i.ID, i.Version}] {
			law.Instruments = append(law.Instruments, i)
		}
	}
	return law
}
