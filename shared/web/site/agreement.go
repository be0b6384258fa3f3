package site

import (
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// agreementView is how far the country and the team agree, and the result with
// the team's ratings.
type agreementView struct {
	*releasedRecord
	result *outreach.Reviewed
}

func agreementPage(v *visit) (*page, error) {
	r, err := v.released()
	if err != nil {
		return nil, err
	}
	view := &agreementView{releasedRecord: r}
	if view.result, err = v.site.Reviews.Reviewed(v.Context(), v.who.Owner, r.ID, v.who.Sub); err != nil {
		return nil, err
	}
	return v.recordPage(r, 0, v.t(language.NavAgreement), agreementBody(v, view)), nil
}

// figureRow is one figure of agreement with what it means.
type figureRow struct{ name, value, meaning string }

// few reports whether too few questions were judged for the measures that count
// chance out.
func few(l *scoring.LadderAgreement) bool { return l.Questions < scoring.MinRated }

// figures are those of a ladder, in words; of few questions, the mean alone.
func (v *visit) figures(l *scoring.LadderAgreement) []figureRow {
	approx := func(a *scoring.Approx, places int) string {
		if a == nil {
			return v.word("agreement", l.Label)
		}
		return v.lang.Decimal(a.Text(places))
	}
	rows := []figureRow{{v.t(language.ReviewAgreementInflation), approx(l.Inflation, 2), v.t(language.ReviewAgreementInflationHelp)}}
	if few(l) {
		return rows
	}
	rows = append(rows,
		figureRow{v.t(language.ReviewAgreementKappa), approx(l.Kappa, 2), v.t(language.ReviewAgreementKappaHelp)},
		figureRow{v.t(language.ReviewAgreementAlpha), approx(l.Alpha, 3), v.word("agreement", l.Label) + ". " + v.t(language.ReviewAgreementAlphaHelp)})
	if l.Between != nil {
		rows = append(rows, figureRow{v.t(language.ReviewAgreementBetween), approx(l.Between, 3), v.t(language.ReviewAgreementBetweenHelp)})
	}
	return rows
}

// inflation is how far a criterion is claimed above what the team found; a
// dash where both rated nothing of it.
func (view *agreementView) inflation(v *visit, criterion string) string {
	if view.result.Agreement != nil {
		for _, i := range view.result.Agreement.Criteria {
			if i.ID == criterion {
				return v.score(i.Points)
			}
		}
	}
	return "–"
}

// verdictScore is a verdict with the score that it rests on.
func (v *visit) verdictScore(view *scoring.View) string {
	switch {
	case view == nil:
		return "–"
	case view.Verdict == scoring.NotAssessed:
		return v.word("verdict", view.Verdict)
	}
	return v.t(language.ReviewAgreementCell, "verdict", v.word("verdict", view.Verdict), "score", v.score(view.Gated))
}
