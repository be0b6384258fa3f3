package workbook

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// answer reads the row of a question.
func (r *reader) answer(e *entry, t *table, row row) {
	e.found = true
	e.whole(t, row)
	_, e.Places[""] = t.cell(row, "id")
	c, place := t.cell(row, "base")
	base, bad := c.count()
	if bad != nil || base == nil || *base < 0 {
		e.wrong(place, "the hidden version of the answer is missing", fresh)
	} else {
		e.Base = *base
	}
	a := &e.Response
	c, place = t.cell(row, "answer")
	switch q := e.q; {
	case q.Ladder():
		a.Level, bad = c.level(r.levels(q))
		e.note("response.level", place, bad)
	case q.Type == questionnaire.Profile: // ticked on a sheet of its own
	case q.Percent:
		a.Percent, bad = c.percent()
		e.note("response.percent", place, bad)
	default:
		a.Count, bad = c.count()
		e.note("response.count", place, bad)
	}
	c, place = t.cell(row, "state")
	state, bad := c.choose(r.states(true))
	e.note("response.state", place, bad)
	a.State = questionnaire.State(state)
	a.Text = e.text(t, row, "text", "response.text")
	a.Reason = e.text(t, row, "reason", "response.reason")
	e.Flag = e.text(t, row, "flag", "flag")
	c, place = t.cell(row, "release")
	release, bad := c.choose(r.releases())
	e.note("response.release", place, bad)
	a.Release = questionnaire.Release(release)
	r.evidence(e, t, row)
	r.cite(e, t, row)
}

// text reads a text of a row.
func (e *entry) text(t *table, row row, key, path string) string {
	c, place := t.cell(row, key)
	s, bad := c.words()
	e.note(path, place, bad)
	return s
}

// evidence reads the proof of a row, if there is one.
func (r *reader) evidence(e *entry, t *table, row row) {
	at := fmt.Sprintf("response.evidence[%d]", len(e.Response.Evidence))
	given := false
	for _, c := range proof {
		got, place := t.cell(row, c.key)
		given = given || got.kind != empty && strings.TrimSpace(got.text) != "" || got.kind == formulaCell
		if c.key == "evidence.title" {
			e.Places[at] = place
		}
	}
	if !given || len(e.Response.Evidence) > questionnaire.MaxEvidence { // one too many is told; more is not kept
		return
	}
	p := questionnaire.Evidence{
		Title: e.text(t, row, "evidence.title", at+".title"), Pinpoint: e.text(t, row, "evidence.pinpoint", at+".pinpoint"),
		Custodian: e.text(t, row, "evidence.custodian", at+".custodian"), Identifier: e.text(t, row, "evidence.identifier", at+".identifier"),
	}
	c, place := t.cell(row, "evidence.grade")
	grade, bad := c.level(r.grades())
	if bad == nil && grade == nil {
		bad = &fault{"the kind of proof is missing", "choose one of the list of the cell"}
	}
	e.note(at+".grade", place, bad)
	if grade != nil {
		p.Grade = *grade
	}
	c, place = t.cell(row, "evidence.date")
	p.Date, bad = c.date(r.file.from)
	e.note(at+".date", place, bad)
	c, place = t.cell(row, "evidence.sealed")
	p.Sealed, bad = c.yes(r.yesNo())
	e.note(at+".sealed", place, bad)
	e.Response.Evidence = append(e.Response.Evidence, p)
}

// cite reads the instrument that a row cites, if there is one.
func (r *reader) cite(e *entry, t *table, row row) {
	c, place := t.cell(row, "cited")
	code, bad := c.choose(r.laws)
	if bad != nil {
		bad.advice = "choose one of the list; a new law is first added to the ledger in the product"
	}
	e.note(fmt.Sprintf("instruments[%d]", len(e.Instruments)), place, bad)
	if code == "" || len(e.Instruments) > 2*questionnaire.MaxEvidence { // the desk takes so many
		return
	}
	id, number, _ := strings.Cut(code, "@")
	version, err := strconv.Atoi(number)
	if err != nil {
		e.wrong(place, "the hidden name of this law was changed", fresh)
	}
	e.Instruments = append(e.Instruments, assessment.Citation{ID: id, Version: version})
}

// choices reads what was ticked.
func (r *reader) choices() {
	missing := map[string]bool{}
	for _, id := range r.order {
		missing[id] = len(r.words.choices(r.catalogue, r.entries[id].q)) > 0
	}
	for _, t := range r.tables["choices"] {
		for _, row := range t.rows {
			id, place := t.cell(row, "id")
			choice, _ := t.cell(row, "choice")
			tick, at := t.cell(row, "tick")
			e := r.entries[strings.TrimSpace(id.text)]
			if e == nil || choice.kind != textCell {
				if tick.kind != empty {
					r.lost(place, "this row does not say which question it answers", fresh)
				}
				continue
			}
			delete(missing, e.Question)
			e.whole(t, row)
			yes, bad := tick.yes(r.yesNo())
			e.note(fmt.Sprintf("response.choices[%d]", len(e.Response.Choices)), at, bad)
			if _, known := e.Places["response.choices"]; !known {
				e.Places["response.choices"] = at
			}
			if yes {
				e.Response.Choices = append(e.Response.Choices, choice.text)
			}
		}
	}
	for id, gone := range missing {
		if gone {
			r.entries[id].wrong(assessment.Place{}, "the sheet or the rows where "+id+" is ticked were deleted", fresh)
		}
	}
}

// beside reads the sheets of further proofs or laws.
func (r *reader) beside(mark string, take func(*entry, *table, row)) {
	if len(r.tables[mark]) == 0 { // what stood there would be taken for deleted
		for _, e := range r.entries {
			e.wrong(assessment.Place{}, "the sheet of further proofs or laws was deleted", fresh)
		}
	}
	for _, t := range r.tables[mark] {
		for _, row := range t.rows {
			id, place := t.cell(row, "id")
			e := r.entries[strings.ToUpper(fold(id.text))]
			switch {
			case e != nil && id.kind == textCell:
				e.whole(t, row)
				take(e, t, row)
			case id.kind != empty || len(row.cells) > 0 && row.written():
				r.lost(place, "this row does not say which question it belongs to", "choose the question in its first column")
			}
		}
	}
}

// written reports whether a row holds anything but spaces.
func (r row) written() bool {
	for _, c := range r.cells {
		if c.kind == formulaCell || strings.TrimSpace(c.text) != "" {
			return true
		}
	}
	return false
}

// finish settles what kind of answer an entry is.
func (e *entry) finish() assessment.ReturnedAnswer {
	a := &e.Response
	if !e.found {
		e.wrong(assessment.Place{Sheet: e.q.Section.ID}, "the workbook does not hold this question any more: its sheet, its row or the hidden columns were deleted", fresh)
	}
	if len(e.q.Elements) > 0 && a.Count == nil && len(a.Choices) > 0 {
		n := len(a.Choices)
		a.Count = &n
	}
	given := a.Level != nil || a.Count != nil || a.Percent != nil || len(a.Choices) > 0
	switch {
	case a.State != "" && a.State != questionnaire.Unanswered:
	case given, a.State == "" && e.q.Type == questionnaire.Profile && a.Text != "":
		a.State = questionnaire.Value
	default:
		a.State = questionnaire.Unanswered
	}
	return e.ReturnedAnswer
}
