package site

import (
	"errors"
	"net/url"
	"slices"
	"sort"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// instrumentForm is an instrument as it was typed.
type instrumentForm struct {
	title, kind, number, articles, body, language, from, to, link string
}

// ledgerView is the country's laws and rules.
type ledgerView struct {
	all    []assessment.Instrument
	form   instrumentForm
	faults questionnaire.Faults
	back   string // the page to go back to when one was added; empty: none
}

// instrumentView is one law or rule in all its versions.
type instrumentView struct {
	versions []assessment.Instrument // newest first
	names    map[string]string
	form     instrumentForm
	faults   questionnaire.Faults
	stale    bool // somebody changed it meanwhile; the form shows what was typed
	back     string
}

func (view *instrumentView) now() *assessment.Instrument { return &view.versions[0] }

// formOfInstrument shows an instrument in its form: an article on each line.
func formOfInstrument(i *assessment.Instrument) instrumentForm {
	return instrumentForm{i.Title, i.Kind, i.Number, strings.Join(i.Articles, "\n"), i.IssuingBody, i.Language, dateText(i.From), dateText(i.To), i.Link}
}

// dateText is a day as a form has it; nothing for none.
func dateText(d questionnaire.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// readInstrument reads the form. What cannot be read is a fault; whether the
// rest is right, the desk says.
func (v *visit) readInstrument() (instrumentForm, *assessment.Instrument, questionnaire.Faults) {
	f := instrumentForm{v.field("title"), v.field("kind"), v.field("number"), v.field("articles"), v.field("issuing_body"), v.field("language"), v.field("in_force_from"), v.field("in_force_to"), v.field("link")}
	f.language = v.tongue(f.language)
	i := &assessment.Instrument{Title: f.title, Kind: f.kind, Number: f.number, IssuingBody: f.body, Language: f.language, Link: f.link}
	for line := range strings.Lines(f.articles) {
		if line = strings.TrimSpace(line); line != "" {
			i.Articles = append(i.Articles, line)
		}
	}
	var faults questionnaire.Faults
	for name, day := range map[string]*questionnaire.Date{"in_force_from": &i.From, "in_force_to": &i.To} {
		var err error
		if *day, err = v.date(name); err != nil {
			faults = append(faults, questionnaire.Fault{Path: name, Problem: err.Error()})
		}
	}
	return f, i, faults
}

// tongues are the languages that are offered by name: those of the United
// Nations first, then others in which many laws are written. Any other is
// written by its code.
var tongues = []string{"ar", "zh", "en", "fr", "ru", "es", "de", "fa", "he", "hi", "id", "it", "ja", "kk", "ko", "ms", "pt", "sw", "th", "tr", "uk", "ur", "vi"}

// tongue is the code of a language that was written by its name, in any case of
// letters; what is no name of one is taken for a code.
func (v *visit) tongue(written string) string {
	for _, code := range tongues {
		if strings.EqualFold(v.word("tongue", code), written) {
			return code
		}
	}
	return written
}

// instrumentFaults are the faults of an instrument as its form has its fields:
// the articles stand in one.
func instrumentFaults(err error) questionnaire.Faults {
	faults := slices.Clone(faultsOf(err))
	for i := range faults {
		if name, _, listed := strings.Cut(faults[i].Path, "["); listed {
			faults[i].Path = name
		}
	}
	return faults
}

// mayLegislate reports whether the person may add and change instruments.
func (v *visit) mayLegislate() bool { return v.is(access.Lead, access.Contributor) }

// back is the page that the person came from to look something up; empty for
// none.
func (v *visit) back() string {
	to := v.URL.Query().Get("to")
	if to == "" {
		return ""
	}
	return own(to, v.who.Side)
}

// withBack is an address that leads back to a page in the end.
func withBack(address, back string) string {
	if back == "" {
		return address
	}
	return address + "?" + url.Values{"to": {back}}.Encode()
}

func instrumentsPage(v *visit) (*page, error) {
	return v.ledger(instrumentForm{language: v.country.Language}, nil)
}

func (v *visit) ledger(form instrumentForm, faults questionnaire.Faults) (*page, error) {
	all, err := v.site.Desk.Instruments(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Title < all[j].Title })
	p := &page{title: v.t(language.NavInstruments), body: ledgerBody(v, &ledgerView{all: all, form: form, faults: faults, back: v.back()})}
	if faults != nil {
		p.status = 422
	}
	return p, nil
}

func addInstrument(v *visit) (*page, error) {
	form, i, faults := v.readInstrument()
	if faults != nil {
		return v.ledger(form, faults)
	}
	_, err := v.make(func() (string, error) {
		err := v.site.Desk.AddInstrument(v.Context(), v.act, i)
		return i.ID, err
	})
	if faults := instrumentFaults(err); faults != nil {
		return v.ledger(form, faults)
	}
	if err != nil {
		return nil, err
	}
	if back := v.back(); back != "" {
		return to(back)
	}
	return to("/instruments")
}

func (v *visit) instrument() (*instrumentView, error) {
	versions, err := v.site.Desk.InstrumentVersions(v.Context(), v.who.Owner, v.PathValue("instrument"))
	if err != nil {
		return nil, err
	}
	slices.Reverse(versions)
	view := &instrumentView{versions: versions, form: formOfInstrument(&versions[0]), back: v.back()}
	view.names, err = v.members()
	return view, err
}

func (v *visit) showInstrument(view *instrumentView, status int) *page {
	return &page{status: status, title: view.now().Title, body: instrumentBody(v, view), trail: []crumb{{v.t(language.NavHome), "/"}, {v.t(language.NavInstruments), "/instruments"}}}
}

func instrumentPage(v *visit) (*page, error) {
	view, err := v.instrument()
	if err != nil {
		return nil, err
	}
	return v.showInstrument(view, 0), nil
}

// changeInstrument adds a version to an instrument; those before stay.
func changeInstrument(v *visit) (*page, error) {
	view, err := v.instrument()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	var i *assessment.Instrument
	if view.form, i, view.faults = v.readInstrument(); view.faults != nil {
		return v.showInstrument(view, 422), nil
	}
	i.ID, i.Version = view.now().ID, seen+1
	_, err = v.make(func() (string, error) {
		return i.ID, v.site.Desk.SaveInstrument(v.Context(), v.act, i)
	})
	if view.faults = instrumentFaults(err); view.faults != nil {
		return v.showInstrument(view, 422), nil
	}
	if errors.Is(err, assessment.ErrConflict) {
		view.stale = true
		return v.showInstrument(view, 412), nil
	}
	if err != nil {
		return nil, err
	}
	if view.back != "" {
		return to(view.back)
	}
	return to("/instruments/" + i.ID)
}
