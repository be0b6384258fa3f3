package site

import (
	"maps"
	"slices"
	"strconv"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// packageView is a released record at a glance.
type packageView struct {
	*releasedRecord
	result   *scoring.Assessment
	rows     []sectionRow
	withheld []withheldRow
	reasons  []string // for which something was withheld
}

// sectionRow is a section with what was released of it.
type sectionRow struct {
	*questionnaire.Section
	held, withheld, of int
	score              *scoring.Section // nil: not scored
}

// withheldRow counts what was withheld of a section for one reason.
type withheldRow struct {
	section, reason string
	n               int
}

func packagePage(v *visit) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	view, err := r.view()
	if err != nil {
		return nil, err
	}
	if err := v.leavesOut(r); err != nil {
		return nil, err
	}
	return v.recordPage(r, 0, "", packageBody(v, view)), nil
}

// view is the record at a glance.
func (r *releasedRecord) view() (*packageView, error) {
	view := &packageView{releasedRecord: r}
	var err error
	if view.result, err = outreach.ResultOf(r.Package); err != nil {
		return nil, err
	}
	scores := map[string]*scoring.Section{}
	for i := range view.result.Criteria {
		for j := range view.result.Criteria[i].Sections {
			s := &view.result.Criteria[i].Sections[j]
			scores[s.ID] = s
		}
	}
	for _, s := range r.sections() {
		row := sectionRow{Section: s, score: scores[s.ID]}
		reasons := map[string]int{}
		for _, q := range r.asked(s) {
			row.of++
			if _, held := r.Responses[q.ID]; held {
				row.held++
			}
			if why, withheld := r.Withheld[q.ID]; withheld {
				reasons[why]++
				row.withheld++
			}
		}
		view.rows = append(view.rows, row)
		for _, why := range slices.Sorted(maps.Keys(reasons)) {
			view.withheld = append(view.withheld, withheldRow{s.ID, why, reasons[why]})
			if !slices.Contains(view.reasons, why) {
				view.reasons = append(view.reasons, why)
			}
		}
	}
	return view, nil
}

// citedLaws is how many instruments the released answers cite.
func (r *releasedRecord) citedLaws() int {
	if r.Law == nil {
		return 0
	}
	return len(r.Law.Instruments)
}

// withheldWhy is the reason for which an answer was withheld, in words.
func (v *visit) withheldWhy(reason string) string {
	if reason == "not cleared for this team" {
		return v.t(language.ReleaseWithheld)
	}
	return reason
}

// bandStep is the step of a heat map for a score.
func bandStep(b scoring.Band) string {
	if i := slices.Index(scoring.Bands[:], b); i >= 0 {
		return strconv.Itoa(i)
	}
	return "unknown"
}

// band says a score in words, with its number.
func (v *visit) band(n scoring.Number) string {
	if !n.Valid() {
		return v.word("verdict", scoring.Undetermined)
	}
	return v.t(language.ReviewRecordBand, "band", v.word("band", n.Band()), "score", v.score(n))
}

// openGates are the critical questions of a criterion that do not pass, and
// those that the package hides.
func (r *releasedRecord) openGates(c *scoring.Criterion) (open, withheld []string) {
	for _, g := range c.Gates {
		switch {
		case g.Shown == scoring.GatePass:
		case r.Hides(g.Question):
			withheld = append(withheld, g.Question)
		default:
			open = append(open, g.Question)
		}
	}
	return open, withheld
}

// force says from when an instrument is in force.
func (v *visit) force(i *assessment.Instrument) string {
	if i.From.IsZero() {
		return v.t(language.ReviewRecordNotInForce)
	}
	return v.t(language.ReviewRecordInForce, "date", v.day(i.From))
}

// lawFacts are what an instrument is, who issued it, whether it is in force, and
// the articles that matter.
func (v *visit) lawFacts(i *assessment.Instrument) string {
	facts := v.comma(v.comma(v.word("instrument", i.Kind), i.IssuingBody), v.force(i))
	if len(i.Articles) > 0 {
		facts = v.comma(facts, v.t(language.ReviewRecordArticles, "list", v.lang.List(i.Articles)))
	}
	return facts
}

// packageSectionView is one section of a released record with its answers.
type packageSectionView struct {
	*releasedRecord
	section        *questionnaire.Section
	previous, next *questionnaire.Section
}

func packageSectionPage(v *visit) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	view, err := r.sectionView(v.PathValue("section"))
	if err != nil {
		return nil, err
	}
	if err := v.leavesOut(r); err != nil {
		return nil, err
	}
	return v.recordPage(r, 0, r.words.Sections[view.section.ID].Title, packageSectionBody(v, view)), nil
}

// sectionView is a section of the record with those around it.
func (r *releasedRecord) sectionView(id string) (*packageSectionView, error) {
	all := r.sections()
	at := slices.IndexFunc(all, func(s *questionnaire.Section) bool { return s.ID == id })
	if at < 0 {
		return nil, outreach.ErrNotFound
	}
	view := &packageSectionView{releasedRecord: r, section: all[at]}
	if at > 0 {
		view.previous = all[at-1]
	}
	if at+1 < len(all) {
		view.next = all[at+1]
	}
	return view, nil
}

// hiddenOf counts the answers of a section whose level is left out.
func (r *releasedRecord) hiddenOf(s *questionnaire.Section) int {
	n := 0
	for i := range s.Questions {
		if r.hidden[s.Questions[i].ID] {
			n++
		}
	}
	return n
}

// option is the descriptor of the level that an answer chose; empty for none.
func (r *releasedRecord) option(id string, response *questionnaire.Response) string {
	options := r.words.Questions[id].Options
	if response.Level == nil || *response.Level >= len(options) {
		return ""
	}
	return options[*response.Level].Text
}

// laws are the instruments that an answer cites, as they stood.
func (r *releasedRecord) laws(id string) []assessment.Instrument {
	var all []assessment.Instrument
	if r.Law == nil {
		return nil
	}
	for _, c := range r.Law.Cited[id] {
		for _, i := range r.Law.Instruments {
			if i.ID == c.ID && i.Version == c.Version {
				all = append(all, i)
			}
		}
	}
	return all
}

// gradeWords is the word for a kind of proof.
func (v *visit) gradeWords(grade int) string { return v.word("evidence.grade", strconv.Itoa(grade)) }

// sectionSilent says why a section of a package has no score.
func (v *visit) sectionSilent(row *sectionRow) string {
	if row.score == nil {
		return v.word("verdict", scoring.NotAssessed)
	}
	return v.t(language.ReviewRecordNothing)
}

// proofHead says what kind of proof there is and of which day.
func (v *visit) proofHead(e *questionnaire.Evidence) string {
	if e.Date.IsZero() {
		return v.gradeWords(e.Grade)
	}
	return v.t(language.ReviewRecordProof, "grade", v.gradeWords(e.Grade), "date", v.day(e.Date))
}
