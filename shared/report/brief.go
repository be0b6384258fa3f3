package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// Foremost is how many shortfalls and strengths a brief names.
const Foremost = 5

// strongFrom is the tenths of a point from which a question is a strength.
const strongFrom = 800

// Shortfalls are at most Foremost questions that hold the country back:
// critical questions whose gate does not pass first, then those that lose most
// weight, which is the question's weight x (100 - points shown); equal ones in
// the order of the questionnaires. Questions that were withheld, declined or do
// not apply are left out: silence by choice is no shortfall.
func (d *Document) Shortfalls() []*Question {
	return d.foremost(func(q *Question) (first bool, size int) { return q.held(), q.lost() })
}

// Strengths are at most Foremost questions that carry most weight, of those
// that show 80 points and more and whose gate, if there is one, passes: the
// question's weight x points shown; equal ones in the order of the
// questionnaires.
func (d *Document) Strengths() []*Question {
	return d.foremost(func(q *Question) (first bool, size int) {
		if q.tenths() < strongFrom || q.held() {
			return false, 0
		}
		return false, q.asked.Weight * q.tenths()
	})
}

// foremost ranks the questions that count by what rank says; those of no size
// are left out.
func (d *Document) foremost(rank func(*Question) (first bool, size int)) []*Question {
	type ranked struct {
		q     *Question
		class int
		size  int
	}
	var all []ranked
	for q := range d.each {
		first, size := rank(q)
		if !q.counts() || size == 0 {
			continue
		}
		r := ranked{q, 1, size}
		if first {
			r.class = 0
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(b.size, a.size)) })
	var out []*Question
	for _, r := range all[:min(Foremost, len(all))] {
		out = append(out, r.q)
	}
	return out
}

// each goes through the questions in order.
func (d *Document) each(yield func(*Question) bool) {
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			if !yield(&d.Sections[i].Questions[j]) {
				return
			}
		}
	}
}

// counts reports whether a question has points, now or once it is answered.
func (q *Question) counts() bool {
	switch q.State {
	case Withheld, Parked, string(questionnaire.Declined), string(questionnaire.NA):
		return false
	}
	return q.asked.Scored()
}

// held reports whether the question is critical and does not pass.
func (q *Question) held() bool { return q.Critical && q.Gate != "" && q.Gate != scoring.GatePass }

// tenths are the points shown, in tenths.
func (q *Question) tenths() int {
	n, _ := strconv.Atoi(strings.Replace(q.Shown, ".", "", 1)) // none: 0
	return n
}

// lost is the weight that the question loses, in tenths of a point.
func (q *Question) lost() int { return q.asked.Weight * (1000 - q.tenths()) }

// open reports whether there is something to talk about: no answer yet, one
// that does not apply and nobody has accepted that, a gate that does not pass,
// or more claimed than shown.
func (q *Question) open() bool {
	if q.State == string(questionnaire.NA) {
		return q.asked.Scored() && !q.Response.Accepted
	}
	return q.counts() && (q.State != string(questionnaire.Value) || q.held() || q.Claimed != q.Shown)
}

// Clarifications adds what teams asked. A brief lists those about its package
// that nobody has replied to.
func (s *Source) Clarifications(all []assessment.Clarification) {
	s.asked = slices.DeleteFunc(slices.Clone(all), func(c assessment.Clarification) bool {
		return c.Package != s.id || c.Reply != ""
	})
}

// Changes adds what changed since the package of an earlier cycle or revision,
// which since names: of answers that both packages hold.
func (s *Source) Changes(since string, all []scoring.AnswerChange) { s.since, s.changes = since, all }

// How many letters of a text and of a name a summary has room for; the full
// record has them whole.
const (
	longestShort = 100
	longestName  = 40
)

// short cuts a text to so many letters, on one line.
func short(text string, letters int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= letters {
		return text
	}
	return string([]rune(text)[:letters-1]) + "…"
}

// pointTable lists shortfalls or strengths.
func (d *Document) pointTable(title, note language.Key, questions []*Question) *Table {
	t := &Table{Title: d.Language.Text(title), Note: d.Language.Text(note),
		Heads: d.heads(language.ReportQuestionId, language.ReportQuestion, language.ReportAnswer, language.ReportShown, language.ReportGate)}
	for _, q := range questions {
		t.Rows = append(t.Rows, []string{q.ID, q.Text, short(d.standing(q), longestShort), d.Language.Decimal(q.Shown), d.word("gate", string(q.Gate))})
	}
	return t
}

func (d *Document) shortfallTable() *Table {
	return d.pointTable(language.ReportShortfalls, language.ReportShortfallsHelp, d.Shortfalls())
}

func (d *Document) strengthTable() *Table {
	return d.pointTable(language.ReportStrengths, language.ReportStrengthsHelp, d.Strengths())
}

// gateTable lists the critical questions.
func (d *Document) gateTable() *Table {
	t := &Table{Title: d.Language.Text(language.GateTitle), Note: d.Language.Text(language.GateHelp),
		Heads: d.heads(language.ReportQuestionId, language.ReportQuestion, language.ReportAnswer, language.ReportGate)}
	for q := range d.each {
		if q.Critical {
			t.Rows = append(t.Rows, []string{q.ID, q.Text, short(d.standing(q), longestShort), d.word("gate", string(q.Gate))})
		}
	}
	return t
}

// moveTable lists the actions that the method names first.
func (d *Document) moveTable() *Table {
	t := &Table{Title: d.Language.Text(language.ReportMoves),
		Heads: d.heads(language.ReportAction, language.ReportQuestionId, language.ReportQuestion, language.ReportGoal, language.ReportEffort, language.ReportGain)}
	for _, a := range d.Result.Actions {
		q := d.source.method.Catalogue.Question(a.Question)
		if len(t.Rows) == Foremost {
			break
		}
		if q == nil || d.source.withheld[a.Question] != "" {
			continue
		}
		t.Rows = append(t.Rows, []string{d.Language.Word("step", string(a.Kind)), a.Question, d.words.Questions[a.Question].Stem, d.target(q, &a.To),
			d.EffortOf(&Step{Effort: a.Effort}), d.Language.Decimal(a.Gain.Text(1))})
	}
	return t
}

// target says which answer an action leads to, and with what evidence.
func (d *Document) target(q *questionnaire.Question, to *scoring.Target) string {
	if to.Points != nil {
		return d.Language.Text(language.ReportFound)
	}
	answer, _ := d.answer(q, &questionnaire.Response{Level: to.Level, Count: to.Count, Percent: to.Percent})
	return d.Language.Text(language.ReportWithGrade, "answer", strings.TrimSpace(answer), "grade", d.Language.Number(to.Grade))
}

// first is how many open questions of an office the agenda says in words.
const first = 3

// agendaTable lists by office the questions that are open, those that lose most
// weight first. Each stands once, with the office that usually knows best.
func (d *Document) agendaTable() *Table {
	t := &Table{Title: d.Language.Text(language.ReportAgenda), Note: d.Language.Text(language.ReportAgendaHelp),
		Heads: d.heads(language.ReportOffice, language.ReportOpenQuestions, language.ReportFirstQuestions, language.ReportFurtherQuestions)}
	of := map[string][]*Question{}
	for q := range d.each {
		if q.open() {
			office := ""
			if len(q.asked.Offices) > 0 {
				office = q.asked.Offices[0]
			}
			of[office] = append(of[office], q)
		}
	}
	for _, office := range append(slices.Clone(d.source.method.Catalogue.References.Offices), "") {
		open := of[office]
		if len(open) == 0 {
			continue
		}
		slices.SortStableFunc(open, func(a, b *Question) int { return cmp.Compare(b.lost(), a.lost()) })
		var begin, then []string
		for i, q := range open {
			if i < first {
				begin = append(begin, q.ID+" "+q.Text)
			} else {
				then = append(then, q.ID)
			}
		}
		name := cmp.Or(d.words.References.Offices[office], office, d.Language.Text(language.ReportNoOffice))
		t.Rows = append(t.Rows, []string{name, d.Language.Number(len(open)), strings.Join(begin, "\n"), strings.Join(then, ", ")})
	}
	return t
}

// clarificationTable lists what was asked and not replied to.
func (d *Document) clarificationTable() *Table {
	t := &Table{Title: d.Language.Text(language.ReportClarifications), Heads: d.heads(language.ReportQuestionId, language.ReportAsked, language.ReportAskedOn)}
	for _, c := range d.source.asked {
		t.Rows = append(t.Rows, []string{cmp.Or(c.Question, d.Language.Text(language.ReportAboutAll)), c.Asked, d.Date(dayOf(c.AskedAt))})
	}
	return t
}

// changeTable lists what changed since an earlier package.
func (d *Document) changeTable() *Table {
	t := &Table{Title: d.Language.Text(language.ReportChanges), Note: d.source.since,
		Heads: d.heads(language.ReportQuestionId, language.ReportQuestion, language.ReportChange, language.ReportBefore, language.ReportAfter)}
	for _, c := range d.source.changes {
		t.Rows = append(t.Rows, []string{c.Question, d.words.Questions[c.Question].Stem, d.Language.Word("change", c.Change), d.figure(c.Before), d.figure(c.After)})
	}
	return t
}
