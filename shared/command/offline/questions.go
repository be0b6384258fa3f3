package offline

import (
	"flag"
	"fmt"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// questions is the command that lists the questions or prints one.
func (w World) questions(f *flag.FlagSet) command.Run {
	c := w.flags(f)
	track := f.String("track", "", "only the questions of this `track`")
	id := f.String("catalogue", "", "another catalogue `id` than the current one")
	return func(x command.IO, args []string) error {
		library, err := c.library()
		if err != nil {
			return err
		}
		catalogue, err := library.Catalogue(*id)
		if err != nil {
			return command.Usagef("%v", err)
		}
		t, err := readTexts(catalogue)
		if err != nil {
			return err
		}
		switch *track {
		case "", string(questionnaire.Prospective), string(questionnaire.Adherent):
		default:
			return command.Usagef("%q is not a track; use prospective or adherent", *track)
		}
		p := catalog{x.Printer(), catalogue, t, questionnaire.Track(*track)}
		if len(args) == 1 {
			q := catalogue.Question(strings.ToUpper(args[0]))
			if q == nil {
				return command.Usagef("there is no question %s in catalogue %s; `offline questions` lists them", args[0], catalogue.ID)
			}
			if *c.json {
				return x.JSON(printed{q, t.questions[q.ID]})
			}
			p.question(q)
			return p.Err()
		}
		if *c.json {
			all := []printed{}
			for _, q := range catalogue.Questions() {
				if p.wanted(q) {
					all = append(all, printed{q, t.questions[q.ID]})
				}
			}
			return x.JSON(all)
		}
		p.list()
		return p.Err()
	}
}

// printed is a question with its words, for programs.
type printed struct {
	*questionnaire.Question
	Text questionnaire.QuestionText `json:"text"`
}

type catalog struct {
	*command.Printer
	c     *questionnaire.Catalogue
	t     *texts
	track questionnaire.Track // empty: both
}

func (p catalog) wanted(q *questionnaire.Question) bool { return p.track == "" || q.On(p.track) }

func (p catalog) list() {
	for _, n := range p.c.Questionnaires {
		for i := range n.Sections {
			s := &n.Sections[i]
			head := s.ID + "  " + p.t.sections[s.ID].Title
			if s.Criterion != "" {
				head += fmt.Sprintf(" (%s, weight %d)", s.Criterion, s.Weight)
			}
			p.Heading(head)
			var rows [][]command.Cell
			for j := range s.Questions {
				q := &s.Questions[j]
				if p.wanted(q) {
					rows = append(rows, []command.Cell{{Text: q.ID}, {Text: mark(q)}, {Text: p.t.questions[q.ID].Stem}})
				}
			}
			p.Table(rows)
		}
	}
	p.Line("")
	p.Para(0, "", "! critical   p prospective track only   a adherent track only")
}

// mark is what the list shows before a stem.
func mark(q *questionnaire.Question) string {
	m := " "
	if q.GateMin > 0 {
		m = "!"
	}
	switch {
	case !q.On(questionnaire.Adherent):
		return m + "p"
	case !q.On(questionnaire.Prospective):
		return m + "a"
	}
	return m + " "
}

func (p catalog) question(q *questionnaire.Question) {
	words := p.t.questions[q.ID]
	p.Title(q.ID)
	p.Para(2, "", p.Set(command.Bold, words.Stem))
	p.Line("")
	p.answers(q, words)
	p.Line("")
	p.Para(2, "", words.Help)
	p.Heading("Acceptable proof, for example")
	p.Para(2, "", words.Proof)
	if q.EvidenceGrade > 0 {
		p.Para(2, "", fmt.Sprintf("Asked for: grade %d, %s. Proof older than %d months counts one grade less.", q.EvidenceGrade, p.t.references.Grades[q.EvidenceGrade], q.MaxAgeMonths))
	}
	p.Heading("Who usually knows")
	var offices []string
	for _, id := range q.Offices {
		offices = append(offices, p.t.references.Offices[id])
	}
	p.Para(2, "", strings.Join(offices, "; "))
	if len(q.References) > 0 {
		p.Heading("Rests on")
		for _, id := range q.References {
			cited := p.t.references.References[id]
			p.Para(4, "  ", cited.Title+": "+cited.Text)
		}
	}
	p.Heading("How it counts")
	p.Para(2, "", p.counts(q))
}

func (p catalog) answers(q *questionnaire.Question, words questionnaire.QuestionText) {
	for i, o := range words.Options {
		p.Para(6, fmt.Sprintf("   %d  ", i), fmt.Sprintf("%s (%s). %s", p.Set(command.Bold, o.Label), p.points(q, i), o.Text))
	}
	for i, id := range q.Elements {
		p.Para(6, fmt.Sprintf("%4d  ", i+1), words.Elements[id]+" ["+id+"]")
	}
	for _, id := range q.Choices {
		p.Para(6, "   -  ", words.Choices[id]+" ["+id+"]")
	}
	if q.ChoicesFrom == "annex" {
		p.Para(6, "   -  ", "any entry of the Annex, such as 9.A.3")
	}
	if m := words.Measure; m != nil {
		p.Para(6, "", "Out of: "+m.Of)
		p.Para(6, "", "Counted: "+m.Counted)
		p.Para(6, "", "As of: "+m.Date)
	}
}

// points says what an option is worth, by track where the tracks differ.
func (p catalog) points(q *questionnaire.Question, i int) string {
	if q.PointsByTrack == nil {
		return plural(q.Points[i], "point", "points")
	}
	var parts []string
	for _, t := range q.Tracks {
		parts = append(parts, fmt.Sprintf("%s: %d", t, q.OptionPoints(t)[i]))
	}
	return strings.Join(parts, "; ") + " points"
}

func (p catalog) counts(q *questionnaire.Question) string {
	if !q.Scored() {
		return "Never scored: it describes the country, and decides which questions do not apply."
	}
	text := fmt.Sprintf("Section %s of %s, weight %d of 5.", q.Section.ID, q.Section.Criterion, q.Weight)
	if q.CountOf > 0 {
		text += fmt.Sprintf(" Each of the %d counts the same.", q.CountOf)
	}
	if q.GateMin > 0 {
		text += fmt.Sprintf(" Critical: below %d points it holds the whole criterion.", q.GateMin)
	}
	if q.NAAllowed {
		text += " It may be declared not applicable, with a reason."
	}
	if len(q.Requires) > 0 {
		text += " To improve it, settle first: " + strings.Join(q.Requires, ", ") + "."
	}
	if len(q.Tracks) == 1 {
		text += " Only on the " + string(q.Tracks[0]) + " track."
	}
	return text
}
