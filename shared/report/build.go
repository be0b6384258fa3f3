package report

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// New builds the document of a source in a language. The questions' own words
// are in that language where the catalogue has been translated.
func New(s *Source, l language.Language) (*Document, error) {
	catalogue := s.method.Catalogue
	words, err := s.content.Wording(catalogue, l.Code())
	if err != nil {
		return nil, fmt.Errorf("reading the words of the report: %w", err)
	}
	if s.law == nil {
		s.law = &assessment.Law{}
	}
	d := &Document{
		Language: l, WordsIn: words.Language, Kind: s.kind, Marking: marking(l, s), ID: s.id, Country: s.country, Cycle: s.cycle, Revision: s.revision,
		Track: s.file.Track, Day: s.day, AsOf: s.file.AsOf, Hash: s.hash, Catalogue: catalogue.ID, Status: catalogue.Status, Annex: s.file.AnnexEdition,
		Result: s.result, Whole: s.whole, source: s, words: words,
	}
	for _, n := range catalogue.Questionnaires {
		d.Questionnaires = append(d.Questionnaires, Questionnaire{n.ID, n.Version, words.Titles[n.ID]})
	}
	d.questions()
	d.contradictions()
	d.instruments()
	d.plan()
	d.duties()
	d.dates()
	d.count()
	return d, d.whole()
}

// whole checks that everything the source holds found its place.
func (d *Document) whole() error {
	s := d.source
	var given, withheld, cited int
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			q := &d.Sections[i].Questions[j]
			cited += len(q.Cited)
			if q.State == Withheld {
				withheld++
			}
			if q.Response.State != "" {
				given++
			}
		}
	}
	citations := 0
	for _, c := range s.law.Cited {
		citations += len(c)
	}
	if given != len(s.answers) || withheld != len(s.withheld) || cited != citations || len(d.Steps) != len(s.steps) {
		return fmt.Errorf("building the report of %s %s: the questionnaires have no place for %d answers, %d withheld, %d citations; they are not those that were answered",
			s.kind, s.id, len(s.answers)-given, len(s.withheld)-withheld, citations-cited)
	}
	return nil
}

// questions lists every question of the track with what became of it.
func (d *Document) questions() {
	s := d.source
	counted := map[string]*scoring.QuestionExplanation{}
	explained := s.method.Questions(s.file)
	for i := range explained {
		counted[explained[i].Question] = &explained[i]
	}
	parked := s.method.Catalogue.Route(s.file.Track, s.file.Responses).Parked
	for _, n := range s.method.Catalogue.Questionnaires {
		for i := range n.Sections {
			section := Section{ID: n.Sections[i].ID, Title: d.words.Sections[n.Sections[i].ID].Title, Questionnaire: n.ID, Criterion: n.Sections[i].Criterion}
			for j := range n.Sections[i].Questions {
				if q := &n.Sections[i].Questions[j]; q.On(s.file.Track) {
					section.Questions = append(section.Questions, d.question(q, counted[q.ID], parked[q.ID]))
				}
			}
			if len(section.Questions) > 0 {
				d.Sections = append(d.Sections, section)
			}
		}
	}
}

func (d *Document) question(q *questionnaire.Question, e *scoring.QuestionExplanation, parked bool) Question {
	s := d.source
	record := s.records[q.ID]
	out := Question{
		ID: q.ID, Text: d.words.Questions[q.ID].Stem, Critical: q.GateMin > 0, Response: s.answers[q.ID], Withheld: s.withheld[q.ID],
		References: q.References, Required: q.EvidenceGrade, Flag: record.Flag, Carried: record.Carried, asked: q,
	}
	out.State = cmp.Or(string(out.Response.State), string(questionnaire.Unanswered))
	switch {
	case out.Withheld != "":
		out.State = Withheld
	case parked:
		out.State = Parked
	}
	if out.Response.State == questionnaire.Value {
		out.Answer, out.Meaning = d.answer(q, &out.Response)
	}
	if e != nil && out.State != Parked && out.State != Withheld {
		out.Gate = e.Gate
	}
	if e != nil && out.State == string(questionnaire.Value) {
		claimed := e.Points.Rat()
		out.Claimed = e.Points.Text(1)
		out.Shown = new(big.Rat).Mul(claimed, e.Multiplier.Rat()).FloatString(1)
		out.Grade = e.Grade
	}
	for _, c := range s.law.Cited[q.ID] {
		cited := Cited{Citation: c}
		if i := s.instrument(c); i != nil {
			cited.Title, cited.Articles = i.Title, i.Articles
		}
		out.Cited = append(out.Cited, cited)
	}
	return out
}

// answer says a value in words, and what must be true at it.
func (d *Document) answer(q *questionnaire.Question, r *questionnaire.Response) (answer, meaning string) {
	text := d.words.Questions[q.ID]
	named := func(names map[string]string) string {
		items := make([]string, len(r.Choices))
		for i, id := range r.Choices {
			items[i] = cmp.Or(names[id], id)
		}
		return d.Language.List(items)
	}
	switch {
	case r.Level != nil && *r.Level < len(text.Options):
		return text.Options[*r.Level].Label, text.Options[*r.Level].Text
	case r.Level != nil:
		return d.Language.Text(language.QuestionLevel, "n", d.Language.Number(*r.Level)), ""
	case r.Count != nil:
		return d.Language.Text(language.ReportOf, "n", d.Language.Number(*r.Count), "all", d.Language.Number(q.CountOf)), named(text.Elements)
	case r.Percent != nil:
		return d.Language.Percent(r.Percent.String()), ""
	}
	return named(text.Choices), ""
}

// contradictions lists the rules that the answers break, explained or open.
func (d *Document) contradictions() {
	f := d.source.file
	for _, rule := range d.source.method.Catalogue.Contradictions() {
		text := d.words.Contradictions[rule.ID]
		explanation, explained := f.Explained[rule.ID]
		if explained || slices.Contains(d.Result.Applied.Open, rule.ID) {
			d.Contradictions = append(d.Contradictions, Contradiction{rule.ID, text.Title, text.Text, explanation})
		}
	}
}

// instruments lists what is cited, by title.
func (d *Document) instruments() {
	by := map[assessment.Citation][]string{}
	for i := range d.Sections {
		for _, q := range d.Sections[i].Questions {
			for _, c := range q.Cited {
				by[c.Citation] = append(by[c.Citation], q.ID)
			}
		}
	}
	for _, i := range d.source.law.Instruments {
		if cited := by[assessment.Citation{ID: i.ID, Version: i.Version}]; cited != nil {
			d.Instruments = append(d.Instruments, Instrument{i, cited})
		}
	}
	slices.SortStableFunc(d.Instruments, func(a, b Instrument) int { return cmp.Compare(a.Title, b.Title) })
}

// efforts are what closing a gap costs, as the method counts it.
var efforts = map[questionnaire.Effort]int{"S": 1, "M": 2, "L": 4, "XL": 8}

// plan adds the words of their questions to the steps.
func (d *Document) plan() {
	for _, step := range d.source.steps {
		step.Gap = d.words.Questions[step.Question].Stem
		if q := d.source.method.Catalogue.Question(step.Question); q != nil {
			step.Section = q.Section.ID
			step.Effort = cmp.Or(step.Effort, efforts[q.Effort])
		}
		d.Steps = append(d.Steps, step)
	}
}

// duties sets the questions beside the paragraphs of resolution 1540 that they
// cite, by paragraph.
func (d *Document) duties() {
	for _, reference := range d.source.method.Catalogue.References.References {
		for i := range d.Sections {
			for j := range d.Sections[i].Questions {
				q := &d.Sections[i].Questions[j]
				if slices.Contains(obligations(q.asked), reference.ID) {
					d.Duties = append(d.Duties, Duty{reference.ID, d.words.References.References[reference.ID].Title, q, q.asked.Type != questionnaire.Law})
				}
			}
		}
	}
}

// dates lists what is due and what was arranged, by day.
func (d *Document) dates() {
	l, s := d.Language, d.source
	for _, a := range s.given {
		if a.Due.IsZero() || len(a.Sections)+len(a.Questions) == 0 {
			continue
		}
		d.Dates = append(d.Dates, Date{ID: "assignment-" + s.id + "-" + a.Body, From: a.Due, To: a.Due,
			Title: l.Text(language.ReportDueAnswers, "body", a.Body), Text: strings.Join(slices.Concat(a.Sections, a.Questions), ", ")})
	}
	for _, step := range d.Steps {
		if step.Due.IsZero() || step.Progress == assessment.Done || step.Progress == assessment.Dropped {
			continue
		}
		d.Dates = append(d.Dates, Date{ID: "step-" + s.id + "-" + step.Question + "-" + string(step.Kind), From: step.Due, To: step.Due,
			Title: l.Text(language.ReportDueStep, "body", step.Owner, "step", l.Word("step", string(step.Kind)), "question", step.Question), Text: step.Gap, question: step.Question})
	}
	for _, m := range s.meetings {
		kind := l.Word("report", string(m.Kind))
		d.Dates = append(d.Dates, Date{ID: "meeting-" + m.ID, From: m.From, To: m.To, Place: m.Place, Called: m.State == "called_off",
			Title: kind + " (" + l.Word("report", string(m.State)) + ")", Text: strings.TrimSpace(m.Participants + "\n" + m.Agenda)})
		for i, f := range m.FollowUp {
			if !f.Due.IsZero() && !f.Done {
				d.Dates = append(d.Dates, Date{ID: fmt.Sprintf("follow-up-%s-%d", m.ID, i), From: f.Due, To: f.Due, Title: f.Who + ": " + f.What, Text: kind})
			}
		}
	}
	slices.SortStableFunc(d.Dates, func(a, b Date) int { return cmp.Compare(a.From.String(), b.From.String()) })
}

func marking(l language.Language, s *Source) string {
	switch s.kind {
	case National:
		return l.Text(language.ReportNational)
	case Part:
		return l.Text(language.ReportPartOfSealed)
	case Released:
		return l.Text(language.ReportReleased, "audience", s.audience)
	}
	return l.Text(language.ReportDraft)
}

// Only returns the part of the document about one questionnaire: its questions
// and what belongs to them. The result stays that of the whole.
func (d *Document) Only(id string) (*Document, error) {
	if !slices.ContainsFunc(d.Questionnaires, func(n Questionnaire) bool { return n.ID == id }) {
		return nil, questionnaire.Faults{{Path: "part", Problem: "there is no questionnaire with this id", Advice: "use one of " + strings.Join(d.Parts(), ", ")}}
	}
	p := *d
	p.Part = id
	kept := map[string]bool{}
	p.Sections = nil
	for _, s := range d.Sections {
		if s.Questionnaire != id {
			continue
		}
		p.Sections = append(p.Sections, s)
		for _, q := range s.Questions {
			kept[q.ID] = true
		}
	}
	p.Instruments = slices.DeleteFunc(slices.Clone(d.Instruments), func(i Instrument) bool {
		return !slices.ContainsFunc(i.By, func(q string) bool { return kept[q] })
	})
	p.Steps = slices.DeleteFunc(slices.Clone(d.Steps), func(s Step) bool { return !kept[s.Question] })
	p.Duties = slices.DeleteFunc(slices.Clone(d.Duties), func(x Duty) bool { return !kept[x.Question.ID] })
	p.Dates = slices.DeleteFunc(slices.Clone(d.Dates), func(x Date) bool { return x.question != "" && !kept[x.question] })
	p.count()
	return &p, nil
}

// Parts lists the ids of the questionnaires, by which a report can be had in
// parts.
func (d *Document) Parts() []string {
	ids := make([]string, len(d.Questionnaires))
	for i, n := range d.Questionnaires {
		ids[i] = n.ID
	}
	return ids
}
