package scoring

// Assessment is everything the method says about one file: the result, how far
// it hangs on choices of method, and what would move it.
type Assessment struct {
	*Result
	Stability *Stability `json:"stability"`
	Runs      []Run      `json:"runs"`
	Actions   []Action   `json:"actions"`
	Steps     []Step     `json:"path"`
	Target    Verdict    `json:"path_target"`
	Reached   bool       `json:"path_reached"`
	Stuck     []Stuck    `json:"path_stuck,omitempty"`
	Agreement *Agreement `json:"agreement,omitempty"` // when reviewers have rated
}

// Assess scores a file that has passed Check and works out stability from a
// state of the generator, the named runs, the actions and the path. It also sets
// law and practice apart.
func (m *Method) Assess(f *File, seed uint64) *Assessment {
	p := m.Path(f)
	out := &Assessment{
		Result: m.Score(f), Stability: m.Stability(f, seed), Runs: m.NamedRuns(f),
		Actions: m.Actions(f), Steps: p.Steps, Target: p.Target, Reached: p.Reached, Stuck: p.Stuck,
	}
	m.addSides(out.Result, m.sheet(f).entries)
	for c, share := range out.Stability.Criteria {
		out.Criteria[c].Stability = share
	}
	if len(f.Reviews) > 0 {
		out.Agreement = m.Agree(f)
	}
	return out
}
