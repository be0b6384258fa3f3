package site

import (
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/annex"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// rowWhy says why the list gives a row its state; nothing where there is no
// list.
func (v *visit) rowWhy(r *annex.Row) string {
	w := &r.Why
	switch w.Kind {
	case "":
		return ""
	case annex.WhySome:
		return v.absentCodes(w.Absent)
	}
	return v.whySaid(w, "entry", r.Entry.Code, "where", v.whyLines(r.Entry.Code, w), "codes", v.lang.List(w.Codes), "column", v.word("annex_column", w.Scheme))
}

// lineWhy says why a line of the list speaks for no row.
func (v *visit) lineWhy(w *annex.Why) string {
	return v.whySaid(w, "codes", v.lang.List(w.Codes), "column", v.word("annex_column", w.Scheme), "style", v.word("annex_style", w.Scheme))
}

// whySaid is the sentence of a kind of reason.
func (v *visit) whySaid(w *annex.Why, args ...string) string {
	k, _ := language.Find("annex_why", string(w.Kind))
	return v.t(k, args...)
}

// whyLines names the lines that a reason rests on; what they print is said
// where it is not the code itself.
func (v *visit) whyLines(code string, w *annex.Why) string {
	var all []string
	for _, m := range w.Lines {
		line := v.t(language.AnnexPageLine, "n", v.n(m.Line))
		if m.Printed != code {
			line = v.t(language.AnnexPageAt, "code", m.Printed, "n", v.n(m.Line))
		}
		all = append(all, line)
	}
	if w.More > 0 {
		all = append(all, v.count(language.CountMoreLines, w.More))
	}
	return v.lang.List(all)
}

// absentCodes says what the list has in place of codes that it lacks.
func (v *visit) absentCodes(all []annex.Absent) string {
	var said []string
	for _, a := range all {
		key := language.AnnexWhyPartOf
		switch {
		case a.Found == "":
			key = language.AnnexWhyNothing
		case a.Fit == annex.Parent:
			key = language.AnnexWhyStandsAbove
		}
		said = append(said, v.t(key, "code", a.Sought, "found", a.Found))
	}
	return strings.Join(said, " ")
}
