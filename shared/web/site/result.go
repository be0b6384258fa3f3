package site

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// resultRoutes are the pages of the result, how it was made, what to do next, the plan, the years.
func resultRoutes() []route {
	return []route{
		{pattern: "GET /files/{file}/result", operation: "readResult", handler: resultPage},
		{pattern: "GET /files/{file}/result/sensitivity", operation: "readResult", handler: sensitivityPage},
		{pattern: "GET /files/{file}/result/{criterion}", operation: "readExplanation", handler: madePage},
		{pattern: "GET /submissions/{submission}/result", operation: "readSubmission", handler: sealedResultPage},
		{pattern: "GET /submissions/{submission}/result/sensitivity", operation: "readSubmission", handler: sealedSensitivityPage},
		{pattern: "GET /submissions/{submission}/result/{criterion}", operation: "readSealedExplanation", handler: sealedMadePage},
		{pattern: "GET /files/{file}/next", operation: "readWhatIf", handler: nextPage},
		{pattern: "POST /files/{file}/next", operation: "addPlanItem", handler: adoptActions},
		{pattern: "GET /files/{file}/plan", operation: "readPlan", handler: planPage},
		{pattern: "GET /files/{file}/plan/{item}", operation: "readPlanItem", handler: planItemPage},
		{pattern: "POST /files/{file}/plan/{item}", operation: "writePlanItem", handler: savePlanItem},
		{pattern: "GET /years", operation: "listTrend", handler: yearsPage},
		{pattern: "GET /years/compare", operation: "compareSubmissions", handler: changesPage},
	}
}

// basis is what a result is about: a file as it stands today, or a sealed
// record.
type basis struct {
	*opened
	base   string             // address of its pages
	sealed *assessment.Sealed // nil: a file
}

// openSealed opens the submission that the path names.
func (v *visit) openSealed() (*basis, error) { return v.openRecord(v.PathValue("submission")) }

// openRecord opens a submission.
func (v *visit) openRecord(id string) (*basis, error) {
	if !plain(id) {
		return nil, assessment.ErrNotFound
	}
	s, err := v.site.Desk.Sealed(v.Context(), v.who.Owner, id)
	if err != nil {
		return nil, err
	}
	f := &assessment.File{ID: s.File, Revision: s.Revision, Cycle: s.Cycle, Track: s.Content.Track, Catalogue: s.Content.Catalogue, State: assessment.Submitted, Submission: s.ID}
	m, err := v.site.Desk.Content.Method(f.Catalogue, f.Track)
	if err != nil {
		return nil, err
	}
	w, err := v.wording(m.Catalogue)
	return &basis{&opened{f, m.Catalogue, w}, "/submissions/" + s.ID, s}, err
}

// openDraft opens the file that the path names.
func (v *visit) openDraft() (*basis, error) {
	o, err := v.open()
	if err != nil {
		return nil, err
	}
	return &basis{opened: o, base: o.path("")}, nil
}

// trailOf leads to the pages of the record.
func (r *basis) trailOf(v *visit, more ...crumb) []crumb { return v.trail(r.opened, more...) }

// resultView is a result to be shown.
type resultView struct {
	*basis
	a *scoring.Assessment
}

func (v *visit) result() (*resultView, error) {
	r, err := v.openDraft()
	if err != nil {
		return nil, err
	}
	a, err := v.site.Desk.Result(v.Context(), v.who.Owner, r.File, nil)
	return &resultView{r, a}, err
}

func (v *visit) sealedResult() (*resultView, error) {
	r, err := v.openSealed()
	if err != nil {
		return nil, err
	}
	return &resultView{r, r.sealed.Result}, nil
}

func resultPage(v *visit) (*page, error)       { return v.showResult(v.result()) }
func sealedResultPage(v *visit) (*page, error) { return v.showResult(v.sealedResult()) }

func (v *visit) showResult(view *resultView, err error) (*page, error) {
	if err != nil {
		return nil, err
	}
	return &page{title: v.t(language.ResultTitle), body: resultBody(v, view), trail: view.trailOf(v)}, nil
}

func sensitivityPage(v *visit) (*page, error)       { return v.showSensitivity(v.result()) }
func sealedSensitivityPage(v *visit) (*page, error) { return v.showSensitivity(v.sealedResult()) }

func (v *visit) showSensitivity(view *resultView, err error) (*page, error) {
	if err != nil {
		return nil, err
	}
	return &page{title: v.t(language.SensitivityTitle), body: sensitivityBody(v, view),
		trail: view.trailOf(v, crumb{v.t(language.NavResult), view.base + "/result"})}, nil
}

// madeView is how the result of one criterion was made.
type madeView struct {
	*basis
	e *scoring.CriterionExplanation
}

func madePage(v *visit) (*page, error) {
	r, err := v.openDraft()
	if err != nil {
		return nil, err
	}
	e, err := v.site.Desk.Explanation(v.Context(), v.who.Owner, r.File, v.PathValue("criterion"))
	return v.showMade(r, e, err)
}

func sealedMadePage(v *visit) (*page, error) {
	r, err := v.openSealed()
	if err != nil {
		return nil, err
	}
	e, err := v.site.Desk.SealedExplanation(v.Context(), v.who.Owner, r.sealed.ID, v.PathValue("criterion"))
	return v.showMade(r, e, err)
}

func (v *visit) showMade(r *basis, e *scoring.CriterionExplanation, err error) (*page, error) {
	if err != nil {
		return nil, err
	}
	return &page{title: v.t(language.MadeTitle, "criterion", v.word("criterion", e.ID)), body: madeBody(v, &madeView{r, e}),
		trail: r.trailOf(v, crumb{v.t(language.NavResult), r.base + "/result"})}, nil
}

// overallGroup is the group of words of the overall verdict on a track.
func overallGroup(t questionnaire.Track) string { return "overall." + string(t) }

// stability says in how many re-scorings a verdict holds.
func (v *visit) stability(s *scoring.Share, runs int) string {
	return v.t(language.StabilitySentence, "kept", v.lang.Decimal(s.Share.Times(int64(runs)).Text(0)), "runs", v.n(runs), "label", v.word("stability", s.Label))
}

// coherence names the two verdicts of which the note on coherence speaks.
func (v *visit) coherence(a *scoring.Assessment) string {
	verdict := map[string]string{}
	for i := range a.Criteria {
		if c := &a.Criteria[i]; c.Shown != nil {
			verdict[c.ID] = v.word("verdict", c.Shown.Verdict)
		}
	}
	return v.t(language.ScoreCoherence, "law", verdict["C3"], "enforcement", verdict["C4"])
}

// gatesInOrder are the critical questions of a criterion, those that hold it
// first.
func gatesInOrder(c *scoring.Criterion) []scoring.Gate {
	passes := func(g scoring.Gate) bool { return g.Shown == scoring.GatePass }
	open := slices.DeleteFunc(slices.Clone(c.Gates), passes)
	return append(open, slices.DeleteFunc(slices.Clone(c.Gates), func(g scoring.Gate) bool { return !passes(g) })...)
}

// capital writes a word with a capital letter, for one that stands alone.
func capital(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

// kept says in how many re-scorings a verdict holds, without the word for it.
func (v *visit) kept(s *scoring.Share, runs int) string {
	return v.t(language.StabilityKept, "kept", v.lang.Decimal(s.Share.Times(int64(runs)).Text(0)), "runs", v.n(runs))
}

// percent writes a share of one as a percentage with a decimal.
func (v *visit) percent(n scoring.Number) string {
	if !n.Valid() {
		return "–"
	}
	return v.lang.Percent(n.Times(100).Text(1))
}

// perCent writes what is a percentage already.
func (v *visit) perCent(n scoring.Number) string {
	if !n.Valid() {
		return "–"
	}
	return v.lang.Percent(n.Text(1))
}

// index writes the index or a gain; a dash where there is none. It may stand
// on pages about sensitivity, trends and gains alone.
func (v *visit) index(a *scoring.Approx) string {
	if a == nil {
		return "–"
	}
	return v.lang.Decimal(a.Text(1))
}

// signed writes a change of a score with its sign.
func (v *visit) signed(n scoring.Number) string { return v.change(n, 1) }

// exactSigned writes a change of what a question adds with its sign.
func (v *visit) exactSigned(n scoring.Number) string { return v.change(n, 2) }

func (v *visit) change(n scoring.Number, places int) string {
	switch {
	case !n.Valid():
		return "–"
	case n.Rat().Sign() > 0:
		return v.lang.Decimal("+" + n.Text(places))
	}
	return v.lang.Decimal(n.Text(places))
}

// proofName names a proof and the place in it, where one is given.
func (v *visit) proofName(e *scoring.EvidenceEffect) string {
	if e.Pinpoint == "" {
		return e.Title
	}
	return v.t(language.FormatListNext, "before", e.Title, "item", e.Pinpoint)
}

// questionPath is the address of a question of the record.
func (o *opened) questionPath(id string) string { return o.path("/questions/" + id) }

// stem is a question in words; empty for one that the catalogue does not have.
func (o *opened) stem(id string) string { return o.words.Questions[id].Stem }

// sectionTitle is a section in words.
func (o *opened) sectionTitle(id string) string { return o.words.Sections[id].Title }

// width is a score as the width of a bar.
func width(n scoring.Number) string { return n.Text(1) + "%" }

// stateWord is the word for how an explanation says a question was counted.
func (v *visit) stateWord(state string) string {
	if strings.HasPrefix(state, "na_") {
		return v.word("reason", state)
	}
	return v.word("state", state)
}

// exact writes what a question adds, with two decimals: many add less than a
// tenth.
func (v *visit) exact(n scoring.Number) string {
	if !n.Valid() {
		return "–"
	}
	return v.lang.Decimal(n.Text(2))
}
