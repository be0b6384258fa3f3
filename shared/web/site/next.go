package site

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// nextView is what to do next in a file, and what would follow from the
// actions that are ticked.
type nextView struct {
	*resultView
	ticked []string // as addresses name actions, such as UNBLOCK:LB-19
	tried  *scoring.WhatIf
	terms  assessment.PlanTerms // of the form that takes them over
	faults questionnaire.Faults
	plan   []assessment.PlanItem
	bodies []string // that are known in the country
}

// firstActions is how many actions the page lists at first.
const firstActions = 20

func nextPage(v *visit) (*page, error) {
	view, err := v.next(v.URL.Query()["do"])
	if err != nil {
		return nil, err
	}
	return v.showNext(view), nil
}

// next reads the page with these actions ticked. Actions that are offered no
// longer are a fault, and are left out.
func (v *visit) next(ticked []string) (*nextView, error) {
	r, err := v.result()
	if err != nil {
		return nil, err
	}
	view := &nextView{resultView: r, ticked: ticked}
	if view.plan, err = v.site.Desk.Plan(v.Context(), v.who.Owner, r.File); err != nil || len(ticked) == 0 {
		return view, err
	}
	people, err := v.site.Desk.Store.Members(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	given, err := v.site.Desk.Assignments(v.Context(), v.who.Owner, r.File)
	if err != nil {
		return nil, err
	}
	view.bodies = bodiesOf(people, given)
	view.tried, err = v.site.Desk.WhatIf(v.Context(), v.who.Owner, r.File, assessment.ParsePicks(ticked))
	if view.faults = faultsOf(err); view.faults != nil {
		err = nil
	}
	return view, err
}

func (v *visit) showNext(view *nextView) *page {
	p := &page{title: v.t(language.AheadTitle), body: nextBody(v, view), trail: view.trailOf(v)}
	if len(view.faults) > 0 {
		p.status = http.StatusUnprocessableEntity
	}
	return p
}

// adoptActions takes the ticked actions over into the plan. Each has a key of
// its own, made of the form's, so that a form sent twice makes each once.
func adoptActions(v *visit) (*page, error) {
	view, err := v.next(v.fields("do"))
	if err != nil {
		return nil, err
	}
	due, err := v.date("due")
	view.terms = assessment.PlanTerms{Owner: v.field("owner"), Due: due, Assistance: v.field("assistance"), Share: v.ticked("share")}
	if err != nil {
		view.faults = append(view.faults, questionnaire.Fault{Path: "due", Problem: err.Error()})
	}
	if len(view.ticked) == 0 {
		view.faults = append(view.faults, questionnaire.Fault{Path: "do", Problem: "no action is ticked", Advice: "tick one at least"})
	}
	if view.faults != nil {
		return v.showNext(view), nil
	}
	key := v.act.Request
	if key == "" {
		return nil, web.ErrBody
	}
	for _, p := range assessment.ParsePicks(view.ticked) {
		sum := sha256.Sum256([]byte(key + ":" + string(p.Kind) + ":" + p.Question))
		v.act.Request = hex.EncodeToString(sum[:16])
		_, err := v.make(func() (string, error) {
			item, err := v.site.Desk.Adopt(v.Context(), v.act, view.File, p.Kind, p.Question, view.terms)
			if err != nil {
				return "", err
			}
			return item.ID, nil
		})
		if view.faults = faultsOf(err); view.faults != nil {
			v.act.Request = key
			return v.showNext(view), nil
		}
		if err != nil {
			return nil, err
		}
	}
	return to(view.path("/plan"))
}

// pickName is how addresses name an action.
func pickName(a *scoring.Action) string { return string(a.Kind) + ":" + a.Question }

// listed are the actions that the page lists: the first, those that are ticked,
// and all when it is asked for them.
func (view *nextView) listed(v *visit) []scoring.Action {
	if v.URL.Query().Has("all") || len(view.a.Actions) <= firstActions {
		return view.a.Actions
	}
	out := slices.Clone(view.a.Actions[:firstActions])
	for i := range view.a.Actions[firstActions:] {
		if a := &view.a.Actions[firstActions+i]; view.isTicked(a) {
			out = append(out, *a)
		}
	}
	return out
}

func (view *nextView) isTicked(a *scoring.Action) bool {
	return slices.Contains(view.ticked, pickName(a))
}

// planned reports whether the plan holds an action that is not dropped.
func (view *nextView) planned(a *scoring.Action) bool {
	return slices.ContainsFunc(view.plan, func(p assessment.PlanItem) bool {
		return p.Kind == a.Kind && p.Question == a.Question && p.Progress != assessment.Dropped
	})
}

// all is the address of the page with every action, and what is ticked.
func (view *nextView) all() string {
	return view.path("/next?" + url.Values{"all": {""}, "do": view.ticked}.Encode())
}

// effortWord is the word for effort points.
func (v *visit) effortWord(points int) string {
	for size, p := range map[string]int{"s": 1, "m": 2, "l": 4, "xl": 8} {
		if p == points {
			return v.word("effort", size)
		}
	}
	return v.n(points)
}

// kindWords says what is done to a question, such as "Find out, improve".
func (v *visit) kindWords(kinds []scoring.Kind) string {
	var words []string
	for _, k := range kinds {
		if w := v.word("step", k); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return v.lang.List(words)
}

// actionWords says what an action does to a question, such as "Unblock LB-19".
func (v *visit) actionWords(kinds []scoring.Kind, question string) string {
	return v.kindWords(kinds) + " " + question
}

// targetWords says which answer the actions on a question lead to. What is
// only found out leads to no certain answer, and what is only proven to no
// other.
func (v *visit) targetWords(o *opened, kinds []scoring.Kind, question string, t *scoring.Target) string {
	text := o.words.Questions[question]
	answer, grade := "", v.n(t.Grade)
	switch {
	case t.Level != nil && *t.Level < len(text.Options):
		answer = text.Options[*t.Level].Label
	case t.Count != nil:
		answer = v.t(language.AheadCount, "n", v.n(*t.Count), "all", v.n(o.catalogue.Question(question).CountOf))
	case t.Percent != nil:
		answer = v.lang.Percent(t.Percent.String())
	}
	only := func(k scoring.Kind) bool {
		return !slices.ContainsFunc(kinds, func(other scoring.Kind) bool { return other != k })
	}
	switch {
	case answer == "" || only(scoring.FindOut):
		return v.t(language.AheadFound, "grade", grade)
	case only(scoring.Prove):
		return v.t(language.AheadProven, "answer", answer, "grade", grade)
	}
	return v.t(language.AheadWithProof, "answer", answer, "grade", grade)
}

// pathRow is a step of the path as the page shows it.
type pathRow struct {
	*scoring.Step
	further bool            // an earlier step was on the same question
	turns   scoring.Verdict // the overall verdict from here on; empty where it stays
}

// kinds are all that a step does to its question.
func (r pathRow) kinds() []scoring.Kind {
	return append([]scoring.Kind{r.Kind}, r.Then...)
}

// steps are those to the next verdict.
func (view *nextView) steps() []pathRow {
	rows := make([]pathRow, 0, len(view.a.Steps))
	verdict, seen := view.a.Overall.Shown.Verdict, map[string]bool{}
	for i := range view.a.Steps {
		s := &view.a.Steps[i]
		row := pathRow{Step: s, further: seen[s.Question]}
		if s.Verdict != verdict {
			row.turns = s.Verdict
		}
		verdict, seen[s.Question] = s.Verdict, true
		rows = append(rows, row)
	}
	return rows
}

// smallGain is the gain below which the full list folds actions away: it would
// be written as 0.0 with one decimal.
const smallGain = 0.05

// smallWords names the actions that are folded away.
func (v *visit) smallWords(n int) string {
	return v.t(language.AheadSmall, "gain", v.lang.Decimal(strconv.FormatFloat(smallGain, 'f', -1, 64)), "n", v.n(n))
}

// parted are the actions that the page lists openly, and apart those that gain
// next to nothing and open no way past a critical question: a person who reads
// on is to see them, and nobody is to take them for advice.
func (view *nextView) parted(v *visit) (weighty, small []scoring.Action) {
	for _, a := range view.listed(v) {
		if a.Gain < smallGain && !a.Gate {
			small = append(small, a)
		} else {
			weighty = append(weighty, a)
		}
	}
	return weighty, small
}

// gain writes a gain in points of the index, with its sign.
func (v *visit) gain(a scoring.Approx) string {
	text := a.Text(1)
	if a > 0 && text == "0.0" {
		text = a.Text(2)
	}
	if a > 0 {
		text = "+" + text
	}
	return v.lang.Decimal(text)
}

// mayPlan reports whether the person takes actions over.
func (v *visit) mayPlan() bool { return v.is(access.Lead) }
