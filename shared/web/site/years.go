package site

import (
	"math"
	"slices"
	"sort"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// yearsView is a country's sealed records on one track.
type yearsView struct {
	tracks []questionnaire.Track // on which something was sealed
	track  questionnaire.Track
	points []assessment.TrendPoint
}

// yearsPage shows the track that the address names, or that of the last file
// that was sealed.
func yearsPage(v *visit) (*page, error) {
	files, err := v.site.Desk.Store.Files(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	view := &yearsView{track: questionnaire.Track(v.URL.Query().Get("track"))}
	sort.SliceStable(files, func(i, j int) bool { return files[i].Opened.Before(files[j].Opened) })
	last := questionnaire.Prospective
	for i := range files {
		if files[i].Submission != "" {
			last = files[i].Track
		}
	}
	for _, t := range questionnaire.Tracks {
		if slices.ContainsFunc(files, func(f assessment.File) bool { return f.Submission != "" && f.Track == t }) {
			view.tracks = append(view.tracks, t)
		}
	}
	if !slices.Contains(questionnaire.Tracks, view.track) {
		view.track = last
	}
	if view.points, err = v.site.Desk.Trend(v.Context(), v.who.Owner, view.track); err != nil {
		return nil, err
	}
	return &page{title: v.t(language.YearsTitle), body: yearsBody(v, view)}, nil
}

// pointName names a sealed record.
func (v *visit) pointName(p *assessment.TrendPoint) string {
	if p.Revision > 1 {
		return v.lang.List([]string{p.Cycle, v.t(language.HomeRevision, "n", v.n(p.Revision))})
	}
	return p.Cycle
}

// records are what can be compared, the earliest first.
func (v *visit) records(points []assessment.TrendPoint) []choice {
	var all []choice
	for i := range points {
		p := &points[i]
		all = append(all, choice{p.Submission, v.t(language.YearsRecord, "cycle", v.pointName(p), "date", v.dayOf(p.At))})
	}
	return all
}

// trend draws one criterion over the years; the points that have it are more
// than none.
func (v *visit) trend(view *yearsView, c int) chart.Trend {
	first, last := &view.points[0], &view.points[len(view.points)-1]
	id := last.Criteria[c].ID
	t := chart.Trend{
		Frame: v.frame("trend-"+id, v.word("criterion", id), v.t(language.YearsChart,
			"first", v.score(first.Criteria[c].AsAssessed), "last", v.score(last.Criteria[c].AsAssessed), "n", v.n(len(view.points)))),
		LikeForLike: v.t(language.YearsLike), AsAssessed: v.t(language.YearsAssessed), Band: v.t(language.ResultRange),
		Axis: v.axis(), CycleHead: v.t(language.YearsCycle), ChangeHead: v.t(language.YearsChanges),
	}
	letter := 'A'
	for i := range view.points {
		p := &view.points[i]
		k := &p.Criteria[c]
		cycle := chart.Cycle{Label: v.pointName(p), LikeForLike: v.mark(k.LikeForLike), AsAssessed: v.mark(k.AsAssessed), Break: k.Break}
		switch {
		case !k.AsAssessed.Valid():
		case k.AsAssessed.Tenths() == k.High.Tenths(): // all is answered: there is no range
			cycle.Band = chart.Range{Low: math.NaN(), High: math.NaN(), Text: "–"}
		default:
			cycle.Band = chart.Range{Low: k.AsAssessed.Float(), High: k.High.Float(), Text: v.t(language.ResultSpan, "low", v.score(k.AsAssessed), "high", v.score(k.High))}
		}
		if i > 0 {
			for _, text := range v.changesOf(&view.points[i-1], p, k) {
				cycle.Changes = append(cycle.Changes, chart.Change{Letter: string(letter), Text: text})
				letter++
			}
		}
		t.Cycles = append(t.Cycles, cycle)
	}
	return t
}

// changesOf says what a record was asked under otherwise than the one before,
// and which critical questions turned.
func (v *visit) changesOf(before, p *assessment.TrendPoint, k *assessment.TrendCriterion) []string {
	var all []string
	if p.Catalogue != before.Catalogue {
		all = append(all, v.t(language.YearsCatalogue, "id", p.Catalogue))
	}
	if p.Engine != before.Engine {
		all = append(all, v.t(language.YearsEngine, "id", p.Engine))
	}
	if p.AnnexEdition != before.AnnexEdition {
		all = append(all, v.t(language.YearsAnnex, "id", p.AnnexEdition))
	}
	if k.Break {
		all = append(all, v.t(language.YearsBroken))
	}
	if len(k.Opened) > 0 {
		all = append(all, v.t(language.YearsOpened, "questions", v.lang.List(k.Opened)))
	}
	if len(k.Closed) > 0 {
		all = append(all, v.t(language.YearsClosed, "questions", v.lang.List(k.Closed)))
	}
	return all
}

// compareView is what changed between two sealed records.
type compareView struct {
	before, after *basis
	changes       *scoring.Comparison
	was, is       map[string]*scoring.QuestionExplanation // by question
}

func changesPage(v *visit) (*page, error) {
	from, err := v.openRecord(v.URL.Query().Get("from"))
	if err != nil {
		return nil, err
	}
	to, err := v.openRecord(v.URL.Query().Get("to"))
	if err != nil {
		return nil, err
	}
	changes, err := v.site.Desk.Compare(v.Context(), v.who.Owner, from.sealed.ID, to.sealed.ID)
	if err != nil {
		return nil, err
	}
	view := &compareView{before: from, after: to, changes: changes}
	if view.was, err = v.countedIn(from); err != nil {
		return nil, err
	}
	if view.is, err = v.countedIn(to); err != nil {
		return nil, err
	}
	return &page{title: v.t(language.YearsCompare), body: compareBody(v, view),
		trail: []crumb{{v.t(language.NavHome), "/"}, {v.t(language.YearsTitle), "/years?track=" + string(to.Track)}}}, nil
}

// countedIn says how each question of a sealed record was counted.
func (v *visit) countedIn(b *basis) (map[string]*scoring.QuestionExplanation, error) {
	all, err := v.site.Desk.SealedQuestions(b.sealed)
	by := map[string]*scoring.QuestionExplanation{}
	for i := range all {
		by[all[i].Question] = &all[i]
	}
	return by, err
}

// effect is how many points more an answer adds to its criterion than before.
func (view *compareView) effect(question string) scoring.Number {
	var effect scoring.Number
	if e := view.is[question]; e != nil {
		effect = e.Shown
	}
	if e := view.was[question]; e != nil && e.Shown.Valid() {
		if less := e.Shown.Times(-1); effect.Valid() {
			effect = effect.Plus(less)
		} else {
			effect = less
		}
	}
	return effect
}

// changed are the answers of one criterion that changed; what moved it most
// comes first.
func (view *compareView) changed(criterion string) []scoring.AnswerChange {
	var all []scoring.AnswerChange
	for _, a := range view.changes.Answers {
		if q := view.asked(a.Question).catalogue.Question(a.Question); q != nil && q.Section.Criterion == criterion {
			all = append(all, a)
		}
	}
	size := func(a *scoring.AnswerChange) float64 {
		if e := view.effect(a.Question); e.Valid() {
			return math.Abs(e.Float())
		}
		return 0
	}
	sort.SliceStable(all, func(i, j int) bool { return size(&all[j]) < size(&all[i]) })

	return all
}

// answerAt is an answer of a sealed record in words; a dash where the record
// was not asked.
func (v *visit) answerAt(b *basis, question string) string {
	q := b.catalogue.Question(question)
	if q == nil {
		return "–"
	}
	text, response := b.words.Questions[question], b.sealed.Content.Responses[question]
	return v.answerWords(q, &text, &response)
}

// asked is the record whose catalogue has a question: the later one, unless
// the question was retired.
func (view *compareView) asked(question string) *basis {
	if view.after.catalogue.Question(question) == nil {
		return view.before
	}
	return view.after
}

// recordName names one side of a comparison.
func (v *visit) recordName(b *basis) string {
	return v.t(language.YearsRecord, "cycle", b.Cycle, "date", v.dayOf(b.sealed.At))
}
