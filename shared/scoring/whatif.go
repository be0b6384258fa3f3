package scoring

import (
	"maps"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Pick names one action of a file's list.
type Pick struct {
	Kind     Kind   `json:"kind"`
	Question string `json:"question"`
}

// WhatIf is what a file would show if some of its actions were done.
type WhatIf struct {
	Actions []Action `json:"actions"` // those picked, in the order of Actions
	Gain    Approx   `json:"gain"`    // of all together: index after less index before
	Before  *Result  `json:"before"`
	After   *Result  `json:"after"`
}

// WhatIf tries picked actions together; the file stays as it is. As in a path,
// what is found out becomes the answer nearest 50 points. missing are the
// picks that the file offers no action for now; they are left out.
func (m *Method) WhatIf(f *File, picks []Pick) (w *WhatIf, missing []Pick) {
	w = &WhatIf{Actions: []Action{}, Before: m.Score(f)}
	offered := m.Actions(f)
	for _, p := range picks {
		if !slices.ContainsFunc(offered, p.names) {
			missing = append(missing, p)
		}
	}
	for _, a := range offered {
		if slices.ContainsFunc(picks, func(p Pick) bool { return p.names(a) }) {
			w.Actions = append(w.Actions, a)
		}
	}
	g := *f
	if g.Responses = maps.Clone(f.Responses); g.Responses == nil {
		g.Responses = questionnaire.Responses{}
	}
	for _, prove := range []bool{true, false} { // an answer that rises brings its own proof, and must come last
		for _, a := range w.Actions {
			if (a.Kind == Prove) == prove {
				m.apply(&g, a)
			}
		}
	}
	w.After = m.Score(&g)
	if before, after := w.Before.Overall.Shown.Index, w.After.Overall.Shown.Index; before != nil && after != nil {
		w.Gain = *after - *before
	}
	return w, missing
}

func (p Pick) names(a Action) bool { return a.Kind == p.Kind && a.Question == p.Question }
