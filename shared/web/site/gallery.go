package site

import (
	"fmt"
	"math"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/chart"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// galleryPage shows every component in the visitor's language and direction, to
// look at after a change of style. Its figures and texts are made up.
func galleryPage(v *visit) (*page, error) {
	return &page{title: v.t(language.GalleryTitle), body: galleryBody(v), trail: []crumb{{v.t(language.NavHome), "/"}}}, nil
}

// galleryFaults are faults of the form that the gallery shows.
func galleryFaults(v *visit) questionnaire.Faults {
	return questionnaire.Faults{
		{Path: "sample", Problem: v.t(language.PageRequired), Advice: v.t(language.GallerySample)},
		{Path: "reason", Problem: v.t(language.PageRequired)},
	}
}

// galleryProblems are the errors that a page can end in.
func galleryProblems() []*web.Problem {
	var all []*web.Problem
	for _, err := range []error{web.ErrUnknown, web.ErrSignIn, web.ErrLarge, web.ErrNoMatch, assessment.ErrConflict, assessment.ErrSealed, assessment.ErrNotAssigned, assessment.ErrBusy, fmt.Errorf("unknown")} {
		all = append(all, web.ProblemOf(err))
	}
	return all
}

var galleryVerdicts = []scoring.Verdict{scoring.Met, scoring.LargelyMet, scoring.PartlyMet, scoring.NotMet, scoring.Undetermined, scoring.NotAssessed}

var galleryStates = []assessment.TaskStatus{assessment.TaskNotStarted, assessment.TaskInProgress, assessment.TaskWaiting, assessment.TaskSentBack, assessment.TaskDone, assessment.TaskCannotStart}

// galleryCharts are one of each kind of drawing.
func galleryCharts(v *visit) []chart.Chart {
	return []chart.Chart{galleryBar(v), galleryHeat(v), galleryCoverage(v), galleryTrend(v), galleryPlan(v)}
}

func galleryFrame(v *visit, id, title string) chart.Frame {
	return chart.Frame{ID: id, Title: title, Desc: v.t(language.GallerySample), RTL: v.lang.Direction() == "rtl"}
}

// galleryValue is a value with its text.
func galleryValue(v *visit, at float64) chart.Value {
	return chart.Value{At: at, Text: v.lang.Decimal(fmt.Sprintf("%.1f", at))}
}

func galleryMark(v *visit, group, word string, at float64) chart.Mark {
	return chart.Mark{Label: v.word(group, word), Value: galleryValue(v, at)}
}

func galleryAxis(v *visit) (axis []chart.Value, thresholds []chart.Mark) {
	for at := 0; at <= 100; at += 20 {
		axis = append(axis, chart.Value{At: float64(at), Text: v.n(at)})
	}
	p := scoring.DefaultParams
	mark := func(verdict scoring.Verdict, at int) chart.Mark {
		return chart.Mark{Label: v.word("verdict", verdict), Value: chart.Value{At: float64(at), Text: v.n(at)}}
	}
	return axis, []chart.Mark{mark(scoring.PartlyMet, p.Partly), mark(scoring.LargelyMet, p.Largely), mark(scoring.Met, p.Met)}
}

func galleryBar(v *visit) chart.Chart {
	axis, thresholds := galleryAxis(v)
	return chart.CriterionBar{
		Frame: galleryFrame(v, "g-bar", v.word("criterion", "C3")), Shown: galleryMark(v, "view", "shown", 48.6), Claimed: galleryMark(v, "view", "claimed", 63.1), Reviewed: galleryMark(v, "view", "reviewed", 51),
		Range: chart.Range{Label: v.t(language.GallerySample), Low: 48.6, High: 65.2, Text: "48.6 – 65.2"}, Axis: axis, Thresholds: thresholds,
		Head: [2]string{v.word("view", "shown"), v.t(language.MethodAnswerPoints)},
	}
}

func galleryHeat(v *visit) chart.Chart {
	h := chart.HeatMap{Frame: galleryFrame(v, "g-heat", v.t(language.GalleryTables)), NoneText: v.word("state", "na"), UnknownText: v.word("state", "not_known"),
		Columns: []string{v.t(language.SideLaw), v.t(language.SidePractice)}, Corner: v.t(language.MethodCriterion)}
	for _, band := range []string{"not started", "foundational", "developing", "established", "sustained"} {
		h.Steps = append(h.Steps, v.word("band", band))
	}
	for i, c := range []string{"C1", "C2", "C3", "C4"} {
		law, practice := chart.Level(1+i), chart.Level(5-i)
		h.Rows = append(h.Rows, chart.Row{Name: v.word("criterion", c), Cells: []chart.Cell{{Level: law, Text: v.n(20*i + 9), Full: h.Steps[law-1]}, {Level: practice, Text: v.n(89 - 20*i), Full: h.Steps[practice-1]}}})
	}
	h.Rows[0].Cells[1] = chart.Cell{Level: chart.None, Text: "–", Full: h.NoneText}
	h.Rows[1].Cells[0] = chart.Cell{Level: chart.Unknown, Text: "?", Full: h.UnknownText}
	return h
}

func galleryCoverage(v *visit) chart.Chart {
	view := &annexView{grid: &assessment.Concordance{}}
	for i := range 30 {
		row := annex.Row{Entry: annex.Entry{Item: 1 + i/10}, State: annexStates[i*7/3%len(annexStates)]}
		view.grid.Rows = append(view.grid.Rows, assessment.AnnexRow{Row: row})
	}
	return view.coverage(v)
}

func galleryTrend(v *visit) chart.Chart {
	axis, thresholds := galleryAxis(v)
	t := chart.Trend{Frame: galleryFrame(v, "g-trend", v.t(language.NavYears)), LikeForLike: v.word("view", "shown"), AsAssessed: v.word("view", "claimed"), Band: v.t(language.GallerySample),
		Axis: axis, Thresholds: thresholds, CycleHead: v.t(language.NavYears), ChangeHead: v.t(language.ActionChange)}
	for i, at := range []float64{31, 38.2, math.NaN(), 58.4} {
		c := chart.Cycle{Label: fmt.Sprint(2024 + i), LikeForLike: chart.Value{At: at, Text: "–"}, AsAssessed: chart.Value{At: at, Text: "–"}}
		if !math.IsNaN(at) {
			c.LikeForLike, c.AsAssessed = galleryValue(v, at), galleryValue(v, at+4)
			c.Band = chart.Range{Low: at, High: at + 12, Text: v.n(int(at)) + "–" + v.n(int(at)+12)}
		}
		t.Cycles = append(t.Cycles, c)
	}
	t.Cycles[3].Changes = []chart.Change{{Letter: "A", Text: v.t(language.GallerySample)}}
	return t
}

func galleryPlan(v *visit) chart.Chart {
	t := chart.Timeline{Frame: galleryFrame(v, "g-plan", v.t(language.NavPlan)),
		States: [4]string{v.word("progress", "planned"), v.word("progress", "under_way"), v.word("progress", "done"), v.t(language.TaskOverdue, "date", v.lang.Date(2027, 5, 31))},
		Head:   [5]string{v.t(language.NavPlan), v.t(language.GallerySample), v.t(language.AnnexPageBefore), v.t(language.AnnexPageAfter), v.t(language.AnnexPageState)}}
	day := func(at int) chart.Value {
		d := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, at)
		return chart.Value{At: float64(at), Text: v.lang.Date(d.Date())}
	}
	for m := range 12 {
		month := time.Date(2027, time.Month(m+1), 1, 0, 0, 0, 0, time.UTC)
		t.Months = append(t.Months, chart.Value{At: float64(month.YearDay() - 1), Text: v.word("month", monthNames[m])})
	}
	t.Today = chart.Mark{Label: v.t(language.GallerySample), Value: day(150)}
	for i, state := range []chart.State{chart.Open, chart.InProgress, chart.Done, chart.Late} {
		t.Items = append(t.Items, chart.Item{Name: v.t(language.GallerySample), Owner: v.t(language.GallerySample), Start: day(20 + 40*i), Due: day(120 + 50*i), State: state})
	}
	return t
}
