package report

import (
	"io"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// shortList is how many instruments the summary lists, so that it stays within
// five pages whatever a country has.
const shortList = 20

// summarized is what the summary holds of a document.
func summarized(n Counts) Counts { return Counts{Instruments: min(n.Instruments, shortList)} }

// briefed is what a visit brief holds.
func briefed(n Counts) Counts {
	return Counts{Contradictions: n.Contradictions, Requests: n.Requests}
}

// lawTable lists the instruments that most answers cite.
func (d *Document) lawTable() *Table {
	t := &Table{Title: d.Language.Text(language.NavInstruments),
		Heads: d.heads(language.EvidenceName, language.ReportKind, language.ReportNumber, language.ReportBody, language.ReportFrom, language.ReportCitations)}
	l := d.Language
	all := slices.Clone(d.Instruments)
	slices.SortStableFunc(all, func(a, b Instrument) int { return len(b.By) - len(a.By) })
	for _, i := range all[:min(shortList, len(all))] {
		t.Rows = append(t.Rows, []string{short(i.Title, longestShort), l.Word("instrument", i.Kind), short(i.Number, longestName), short(i.IssuingBody, longestName), d.Date(i.From), l.Number(len(i.By))})
	}
	if len(all) > shortList {
		t.Note = l.Text(language.ReportFirstOf, "n", l.Number(shortList), "all", l.Number(len(all)))
	}
	return t
}

// briefTables are what a visit brief says beside the result. n counts what they
// hold.
func (d *Document) briefTables(n *Counts) []annex {
	var rest int // of what documents do not count
	return []annex{
		{d.shortfallTable(), &rest}, {d.strengthTable(), &rest}, {d.gateTable(), &rest}, {d.agendaTable(), &rest},
		{d.clarificationTable(), &rest}, {d.changeTable(), &rest}, {d.contradictionTable(), &n.Contradictions}, {d.requestTable(), &n.Requests},
	}
}

// writeBrief writes the visit brief as a page.
func writeBrief(w io.Writer, d *Document) (Counts, error) {
	var n Counts
	if err := d.mayBrief(); err != nil {
		return n, err
	}
	tables := d.briefTables(&n)
	for _, a := range tables {
		*a.wrote = len(a.table.Rows)
	}
	p := d.page(d.Language.Text(language.ReportBrief), n)
	return n, p.render(w, brief(p, tables))
}

// writeBriefDocx writes the visit brief for word processors.
func writeBriefDocx(w io.Writer, d *Document) (Counts, error) {
	var n Counts
	if err := d.mayBrief(); err != nil {
		return n, err
	}
	x := newDocx(d)
	n = script{d, x}.brief()
	return n, x.close(w)
}

// mayBrief refuses a brief of anything but what was released: it goes to a
// team of Partners.
func (d *Document) mayBrief() error {
	if d.Kind == Released {
		return nil
	}
	return questionnaire.Faults{{Path: "format", Problem: "a visit brief is made of a released package, and this is none", Advice: "release a package and ask for its brief, or ask for docx-summary"}}
}
