package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// answerForm is an answer as its form has it, which may be half filled in.
type answerForm struct {
	choice   string // a level as a number, value, or a state without one
	number   string // of a count or a share
	ticked   []string
	text     string
	reason   string
	flag     string
	release  string
	evidence []evidenceForm
	cited    []string // id@version
}

// evidenceForm is one proof as its form has it.
type evidenceForm struct {
	grade, date, title, pinpoint, custodian, identifier string
	sealed                                              bool
}

func (e evidenceForm) empty() bool {
	return e.grade == "" && e.date == "" && e.title == "" && e.pinpoint == "" && e.custodian == "" && e.identifier == "" && !e.sealed
}

// formOf shows an answer in its form.
func formOf(r *assessment.Record) answerForm {
	a := r.Response
	f := answerForm{choice: string(a.State), ticked: a.Choices, text: a.Text, reason: a.Reason, flag: r.Flag, release: string(a.Release)}
	switch {
	case a.Level != nil:
		f.choice = strconv.Itoa(*a.Level)
	case a.Count != nil:
		f.number = strconv.Itoa(*a.Count)
	case a.Percent != nil:
		f.number = a.Percent.String()
	}
	for _, e := range a.Evidence {
		f.evidence = append(f.evidence, evidenceForm{strconv.Itoa(e.Grade), e.Date.String(), e.Title, e.Pinpoint, e.Custodian, e.Identifier, e.Sealed})
	}
	for _, c := range r.Instruments {
		f.cited = append(f.cited, citing(c.ID, c.Version))
	}
	return f
}

// readAnswer reads the form of an answer.
func (v *visit) readAnswer() answerForm {
	f := answerForm{choice: v.field("choice"), number: v.field("number"), ticked: v.fields("ticked"), text: v.field("response.text"),
		reason: v.field("response.reason"), flag: v.field("flag"), release: v.field("response.release"), cited: newestCited(v.fields("cited"))}
	for i := range questionnaire.MaxEvidence + 1 {
		at := fmt.Sprintf("response.evidence[%d].", i)
		if !v.PostForm.Has(at+"grade") || v.ticked(at+"remove") {
			continue
		}
		e := evidenceForm{v.field(at + "grade"), v.field(at + "date"), v.field(at + "title"), v.field(at + "pinpoint"), v.field(at + "custodian"), v.field(at + "identifier"), v.ticked(at + "sealed")}
		if !e.empty() {
			f.evidence = append(f.evidence, e)
		}
	}
	return f
}

// newestCited keeps the newest version of each instrument: one that changed
// is offered beside the version that was cited.
func newestCited(all []string) []string {
	var out []string
	for _, c := range all {
		id, version, _ := strings.Cut(c, "@")
		n, _ := strconv.Atoi(version)
		i := slices.IndexFunc(out, func(o string) bool { return strings.HasPrefix(o, id+"@") })
		if i < 0 {
			out = append(out, c)
		} else if before, _ := strconv.Atoi(strings.TrimPrefix(out[i], id+"@")); n > before {
			out[i] = c
		}
	}
	return out
}

// response turns the form into an answer to a question. What cannot be read
// is a fault; whether the rest is right, the desk says.
func (f *answerForm) response(q *questionnaire.Question) (questionnaire.Response, []assessment.Citation, questionnaire.Faults) {
	var faults questionnaire.Faults
	wrong := func(path, problem, advice string) {
		faults = append(faults, questionnaire.Fault{Path: path, Problem: problem, Advice: advice})
	}
	r := questionnaire.Response{State: questionnaire.State(f.choice), Text: f.text, Reason: f.reason, Release: questionnaire.Release(f.release)}
	if level, err := strconv.Atoi(f.choice); err == nil {
		r.State, r.Level = questionnaire.Value, &level
	}
	switch {
	case f.choice == "":
		r.State = questionnaire.Unanswered
	case r.State != questionnaire.Value:
	case q.Type == questionnaire.Profile:
		r.Choices = f.ticked
	case q.Percent:
		p, err := questionnaire.ParsePercent(strings.ReplaceAll(f.number, ",", "."))
		if err != nil {
			wrong("response.percent", err.Error(), "")
		}
		r.Percent = &p
	case q.Type == questionnaire.Coverage:
		n, err := strconv.Atoi(f.number)
		switch {
		case len(q.Elements) > 0:
			n, r.Choices = len(f.ticked), f.ticked
		case err != nil:
			wrong("response.count", "this must be a whole number", fmt.Sprintf("write one from 0 to %d", q.CountOf))
		}
		r.Count = &n
	}
	for i, e := range f.evidence {
		at := fmt.Sprintf("response.evidence[%d].", i)
		grade, err := strconv.Atoi(e.grade)
		if err != nil {
			wrong(at+"grade", "missing", "say what kind of proof it is")
		}
		var day questionnaire.Date
		if e.date != "" {
			if day, err = questionnaire.ParseDate(e.date); err != nil {
				wrong(at+"date", err.Error(), "")
			}
		}
		r.Evidence = append(r.Evidence, questionnaire.Evidence{Grade: grade, Date: day, Title: e.title, Pinpoint: e.pinpoint, Sealed: e.sealed, Custodian: e.custodian, Identifier: e.identifier})
	}
	var cited []assessment.Citation
	for i, c := range f.cited {
		id, version, _ := strings.Cut(c, "@")
		n, err := strconv.Atoi(version)
		if err != nil {
			wrong(fmt.Sprintf("instruments[%d]", i), "this is no instrument of the list", "choose one of the list")
		}
		cited = append(cited, assessment.Citation{ID: id, Version: n})
	}
	return r, cited, faults
}
