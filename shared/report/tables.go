package report

import (
	"io"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// The tables beside the answers. Each has one row for each thing that it is
// about.

// annex is a table beside the answers, and where to count what was written of
// it.
type annex struct {
	table *Table
	wrote *int
}

func (d *Document) annexes(n *Counts) []annex {
	return []annex{
		{d.contradictionTable(), &n.Contradictions}, {d.instrumentTable(), &n.Instruments}, {d.stepTable(), &n.Steps},
		{d.requestTable(), &n.Requests}, {d.dutyTable(), &n.Duties}, {d.dateTable(), &n.Dates},
	}
}

func (d *Document) contradictionTable() *Table {
	t := &Table{Title: d.Language.Text(language.ReportContradictions),
		Heads: d.heads(language.ReportQuestionId, language.ReportContradictions, language.ReportText, language.ReportExplanation)}
	for _, c := range d.Contradictions {
		explanation := c.Explanation
		if explanation == "" {
			explanation = d.Language.Text(language.ReportOpen)
		}
		t.Rows = append(t.Rows, []string{c.ID, c.Title, c.Text, explanation})
	}
	return t
}

func (d *Document) instrumentTable() *Table {
	t := &Table{Title: d.Language.Text(language.NavInstruments),
		Heads: d.heads(language.EvidenceName, language.ReportKind, language.ReportNumber, language.ReportArticles, language.ReportBody, language.ReportLanguage,
			language.ReportFrom, language.ReportTo, language.ReportLink, language.ReportCitedBy)}
	for _, i := range d.Instruments {
		t.Rows = append(t.Rows, []string{i.Title, d.Language.Word("instrument", i.Kind), i.Number, strings.Join(i.Articles, ", "), i.IssuingBody, i.Instrument.Language,
			d.Date(i.From), d.Date(i.To), i.Link, strings.Join(i.By, ", ")})
	}
	return t
}

func (d *Document) stepTable() *Table {
	t := &Table{Title: d.Language.Text(language.NavPlan),
		Heads: d.heads(language.ReportQuestionId, language.ReportGap, language.ReportAction, language.ReportOwner, language.ReportDue, language.ReportEffort,
			language.ReportWanted, language.ReportConsent, language.ReportProgress, language.ReportNote)}
	for i := range d.Steps {
		s := &d.Steps[i]
		t.Rows = append(t.Rows, []string{s.Question, s.Gap, d.Language.Word("step", string(s.Kind)), s.Owner, d.Date(s.Due), d.EffortOf(s),
			s.Assistance, d.YesNo(s.Share), d.Language.Word("progress", string(s.Progress)), s.Note})
	}
	return t
}

// requestTable is the request for assistance: the gap as it stands, what is to
// be done about it, what it costs, what help is wanted, and whether the country
// agrees that others see it.
func (d *Document) requestTable() *Table {
	t := &Table{Title: d.Language.Text(language.ReportAssistance),
		Heads: d.heads(language.ReportQuestionId, language.ReportGap, language.ReportAnswer, language.ReportAction, language.ReportEffort, language.ReportWanted,
			language.ReportConsent, language.ReportOwner, language.ReportDue)}
	now := map[string]*Question{}
	for i := range d.Sections {
		for j := range d.Sections[i].Questions {
			now[d.Sections[i].Questions[j].ID] = &d.Sections[i].Questions[j]
		}
	}
	for i := range d.Steps {
		s := &d.Steps[i]
		if !s.Wants() {
			continue
		}
		stands := ""
		if q := now[s.Question]; q != nil {
			stands = d.standing(q)
		}
		t.Rows = append(t.Rows, []string{s.Question, s.Gap, stands, d.Language.Word("step", string(s.Kind)), d.EffortOf(s), s.Assistance, d.YesNo(s.Share), s.Owner, d.Date(s.Due)})
	}
	return t
}

// standing says in a few words how a question stands.
func (d *Document) standing(q *Question) string {
	if q.Answer != "" {
		return q.Answer
	}
	return d.StateOf(q)
}

// dutyTable sets what the country has beside each obligation, as reports under
// resolution 1540 do.
func (d *Document) dutyTable() *Table {
	t := &Table{Title: d.Language.Text(language.ReportLegalBasis),
		Heads: d.heads(language.ReportObligation, language.ReportText, language.ReportSide, language.ReportQuestionId, language.ReportQuestion, language.ReportAnswer,
			language.ReportCited, language.EvidenceTitle)}
	for _, x := range d.Duties {
		side := language.SideLaw
		if x.Practice {
			side = language.SidePractice
		}
		t.Rows = append(t.Rows, []string{x.Obligation, x.Title, d.Language.Text(side), x.Question.ID, x.Question.Text, d.standing(x.Question), x.Question.citations(), d.evidence(x.Question)})
	}
	return t
}

func (d *Document) dateTable() *Table {
	t := &Table{Title: d.Language.Text(language.ReportDates), Heads: d.heads(language.ReportFrom, language.ReportTo, language.EvidenceName, language.ReportText)}
	t.Heads[0], t.Heads[1] = d.Language.Text(language.ReportDay), d.Language.Text(language.ReportDue)
	for _, x := range d.Dates {
		t.Rows = append(t.Rows, []string{d.Date(x.From), d.Date(x.To), x.Title, joined("\n", x.Text, x.Place)})
	}
	return t
}

func writeAssistance(w io.Writer, d *Document) (Counts, error) {
	t := d.requestTable()
	n := Counts{Requests: len(t.Rows)}
	return n, d.pageOf(w, t, n)
}

func writeAssistanceCSV(w io.Writer, d *Document) (Counts, error) {
	t := d.requestTable()
	return Counts{Requests: len(t.Rows)}, d.fileOf(w, t)
}

func writeDuties(w io.Writer, d *Document) (Counts, error) {
	t := d.dutyTable()
	n := Counts{Duties: len(t.Rows)}
	return n, d.pageOf(w, t, n)
}

func writeDutiesCSV(w io.Writer, d *Document) (Counts, error) {
	t := d.dutyTable()
	return Counts{Duties: len(t.Rows)}, d.fileOf(w, t)
}

// pageOf writes one table as a page of its own.
func (d *Document) pageOf(w io.Writer, t *Table, n Counts) error {
	p := d.page(t.Title, n)
	return p.render(w, single(p, t))
}

// fileOf writes one table as CSV. What it is and from when stands in columns of
// every row, so that a row that was copied out still says so.
func (d *Document) fileOf(w io.Writer, t *Table) error {
	whole := Table{Title: t.Title, Heads: append(d.heads(language.ReportCountry, language.ReportCycle, language.ReportMarking, language.ReportDay), t.Heads...)}
	for _, row := range t.Rows {
		whole.Rows = append(whole.Rows, append([]string{d.Country, d.Cycle, d.Marking, d.Day.String()}, row...))
	}
	if _, err := io.WriteString(w, byteOrder); err != nil {
		return err
	}
	return whole.writeTo(w)
}
