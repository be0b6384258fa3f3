package questionnaire

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// scales are the points of the types whose ladder is fixed by the method; a
// band states its own.
var scales = map[Type][]int{
	YesNo:    {0, 100},
	Three:    {0, 50, 100},
	Law:      {0, 10, 60, 90, 100},
	Practice: {0, 10, 40, 80, 100},
	Lag:      {0, 10, 40, 75, 100},
}

// criteria are the four matters that Partners tend to weigh.
var criteria = []string{"C1", "C2", "C3", "C4"}

// structure checks everything about a catalogue that needs no words.
func (l *linter) structure(e IndexEntry, c *Catalogue) {
	known := map[string]bool{}
	for i, r := range c.References.References {
		if known[r.ID] || r.ID == "" {
			l.fault(path.Join(e.Dir, "references.json"), fmt.Sprintf("references[%d].id", i), fmt.Sprintf("%q stands here twice or is empty", r.ID), "give every reference its own id")
		}
		known[r.ID] = true
	}
	weights := map[string]int{}
	owner := map[string]string{} // every id of a section, question or rule, and where it stands
	for _, n := range c.Questionnaires {
		file := path.Join(e.Dir, n.ID+".json")
		claim := func(at, id string) {
			if id == "" {
				l.fault(file, at+".id", "the id is missing", "give it one; ids are permanent")
			} else if owner[id] != "" {
				l.fault(file, at+".id", fmt.Sprintf("%s is used before, at %s", id, owner[id]), "ids are permanent and never reused; choose a new one")
			}
			owner[id] = file + " " + at
		}
		for i := range n.Sections {
			s := &n.Sections[i]
			at := fmt.Sprintf("sections[%d]", i)
			claim(at, s.ID)
			l.section(file, at, s)
			weights[s.Criterion] += s.Weight
			for j := range s.Questions {
				q := &s.Questions[j]
				at := fmt.Sprintf("sections[%d].questions[%d](%s)", i, j, q.ID)
				claim(at, q.ID)
				check := questionCheck{linter: l, c: c, q: q, file: file, at: at}
				check.run(known)
			}
		}
		for i, r := range n.Contradictions {
			at := fmt.Sprintf("contradictions[%d](%s)", i, r.ID)
			claim(at, r.ID)
			l.condition(file, at+".when", c, &r.When)
		}
	}
	for _, id := range criteria {
		if weights[id] != 100 {
			l.fault(IndexFile, e.ID, fmt.Sprintf("the section weights of %s sum to %d over the catalogue", id, weights[id]), "make them sum to 100")
		}
	}
	l.loops(e, c)
}

func (l *linter) section(file, at string, s *Section) {
	switch {
	case s.Criterion == "" && s.Weight != 0:
		l.fault(file, at+".weight", "a section without a criterion has a weight", "take it out")
	case s.Criterion != "" && !slices.Contains(criteria, s.Criterion):
		l.fault(file, at+".criterion", fmt.Sprintf("%q is not a criterion", s.Criterion), "use C1 to C4")
	case s.Criterion != "" && (s.Weight < 1 || s.Weight > 100):
		l.fault(file, at+".weight", fmt.Sprintf("%d is out of range", s.Weight), "use 1 to 100")
	}
	if len(s.Questions) == 0 {
		l.fault(file, at+".questions", "the section is empty", "add a question or take the section out")
	}
}

// questionCheck is the check of one question.
type questionCheck struct {
	*linter
	c        *Catalogue
	q        *Question
	file, at string
}

func (k questionCheck) wrong(field, problem, advice string) {
	k.fault(k.file, k.at+"."+field, problem, advice)
}

func (k questionCheck) run(references map[string]bool) {
	q := k.q
	if len(q.Tracks) == 0 {
		k.wrong("tracks", "no track", "name prospective, adherent or both")
	}
	for _, t := range q.Tracks {
		if !slices.Contains(Tracks, t) {
			k.wrong("tracks", fmt.Sprintf("%q is not a track", t), "use prospective or adherent")
		}
	}
	for _, id := range q.References {
		if !references[id] {
			k.wrong("references", fmt.Sprintf("%q is not in the list of known references", id), "add it to references.json or correct it")
		}
	}
	for _, id := range q.Offices {
		if !slices.Contains(k.c.References.Offices, id) {
			k.wrong("offices", fmt.Sprintf("%q is not a known office", id), "add it to references.json or correct it")
		}
	}
	if len(q.Offices) == 0 {
		k.wrong("offices", "nobody is named who usually knows", "name at least one office")
	}
	if q.Scored() {
		k.scored()
	} else {
		k.profile()
	}
	k.links()
}

// scored checks what only questions that count have.
func (k questionCheck) scored() {
	q := k.q
	if q.Section.Criterion == "" {
		k.wrong("type", "a scored question stands in a section without a criterion", "move it, or make it a profile question")
	}
	if q.Weight < 1 || q.Weight > 5 {
		k.wrong("weight", fmt.Sprintf("%d is out of range", q.Weight), "use 1 to 5")
	}
	if q.EvidenceGrade < 2 || q.EvidenceGrade > 4 {
		k.wrong("evidence_grade", fmt.Sprintf("%d is out of range", q.EvidenceGrade), "use 2 to 4")
	}
	months := 36
	if q.Type == Practice || q.Type == Band {
		months = 24
	}
	if q.MaxAgeMonths != months {
		k.wrong("max_age_months", fmt.Sprintf("%d", q.MaxAgeMonths), fmt.Sprintf("the method fixes %d for type %s", months, q.Type))
	}
	if !strings.Contains(" S M L XL ", " "+string(q.Effort)+" ") || q.Effort == "" {
		k.wrong("effort", fmt.Sprintf("%q is not an effort", q.Effort), "use S, M, L or XL")
	}
	if len(q.References) == 0 {
		k.wrong("references", "no reference", "cite the paragraph that the question rests on, or own design")
	}
	if q.Choices != nil || q.ChoicesFrom != "" || q.Exclusive != nil {
		k.wrong("choices", "only profile questions have choices", "take them out")
	}
	if q.Type == Coverage {
		k.coverage()
	} else {
		k.ladder()
	}
}

func (k questionCheck) coverage() {
	q := k.q
	if q.Percent == (q.CountOf > 0) {
		k.wrong("count_of", "a coverage question counts elements or takes a percentage", "set count_of or percent, not both")
	}
	if q.CountOf < 0 || q.CountOf > 1000 {
		k.wrong("count_of", fmt.Sprintf("%d is out of range", q.CountOf), "use 1 to 1000")
	}
	if q.Elements != nil && len(q.Elements) != q.CountOf {
		k.wrong("elements", fmt.Sprintf("%d elements for a count of %d", len(q.Elements), q.CountOf), "list each element once")
	}
	if q.Points != nil || q.PointsByTrack != nil {
		k.wrong("points", "a coverage question has no options", "take them out")
	}
}

func (k questionCheck) ladder() {
	q := k.q
	scale, fixed := scales[q.Type]
	if !fixed && q.Type != Band {
		k.wrong("type", fmt.Sprintf("%q is not a type", q.Type), "use YN, TRI, LAW, PRA, COV, LAG, BAND or PROFILE")
		return
	}
	if fixed && !slices.Equal(q.Points, scale) {
		k.wrong("points", fmt.Sprintf("%v", q.Points), fmt.Sprintf("type %s has the points %v", q.Type, scale))
	}
	if q.CountOf != 0 || q.Percent || q.Elements != nil {
		k.wrong("count_of", "only coverage questions count", "take it out")
	}
	k.points("points", q.Points)
	for _, t := range slices.Sorted(maps.Keys(q.PointsByTrack)) {
		at := "points_by_track." + string(t)
		k.points(at, q.PointsByTrack[t])
		if len(q.PointsByTrack[t]) != len(q.Points) {
			k.wrong(at, fmt.Sprintf("%d options instead of %d", len(q.PointsByTrack[t]), len(q.Points)), "give every option its points")
		}
		if !q.On(t) {
			k.wrong(at, "the question is not on this track", "take it out")
		}
	}
}

func (k questionCheck) points(at string, points []int) {
	if len(points) < 2 {
		k.wrong(at, "fewer than two options", "a ladder has at least two")
		return
	}
	if points[0] != 0 {
		k.wrong(at, fmt.Sprintf("the lowest option has %d points", points[0]), "start at 0")
	}
	for i := 1; i < len(points); i++ {
		if points[i] < points[i-1] || points[i] > 100 {
			k.wrong(fmt.Sprintf("%s[%d]", at, i), fmt.Sprintf("%d after %d", points[i], points[i-1]), "points never fall and end at 100 at most")
		}
	}
	if highest := points[len(points)-1]; k.q.GateMin > highest {
		k.wrong("gate_min", fmt.Sprintf("%d is above the highest option, %d", k.q.GateMin, highest), "no answer could pass; lower it")
	}
	if k.q.GateMin < 0 {
		k.wrong("gate_min", "is negative", "use the points of the option from which the question passes")
	}
}

func (k questionCheck) profile() {
	q := k.q
	if q.Weight != 0 || q.GateMin != 0 || q.EvidenceGrade != 0 || q.MaxAgeMonths != 0 || q.Effort != "" || q.Points != nil || q.CountOf != 0 || q.Percent || q.Elements != nil {
		k.wrong("type", "a profile question has nothing that is scored", "take out weight, gate, evidence, effort, points and counts")
	}
	if q.Section.Criterion != "" {
		k.wrong("type", "a profile question stands in a section with a criterion", "move it to a section without one")
	}
	if q.ChoicesFrom != "" && k.lists[q.ChoicesFrom] == nil {
		k.wrong("choices_from", fmt.Sprintf("there is no list %q", q.ChoicesFrom), "use annex")
	}
	for _, id := range q.Exclusive {
		if !slices.Contains(q.Choices, id) {
			k.wrong("exclusive", fmt.Sprintf("%q is not among the choices", id), "correct it")
		}
	}
}

// links checks what a question says about other questions.
func (k questionCheck) links() {
	q := k.q
	for _, id := range q.Requires {
		if p := k.c.Question(id); p == nil || !p.Scored() {
			k.wrong("requires", fmt.Sprintf("there is no scored question %s", id), "correct the id")
		}
	}
	if q.NAWhen != nil {
		k.condition(k.file, k.at+".na_when", k.c, q.NAWhen)
		if !q.NAAllowed {
			k.wrong("na_when", "the question may not be declared not applicable", "set na_allowed or take this out")
		}
		if q.GateMin > 0 {
			k.wrong("na_when", "on a critical question only a reviewer accepts that it does not apply", "take this out")
		}
	}
	if q.EnableWhen != nil {
		k.condition(k.file, k.at+".enable_when", k.c, q.EnableWhen)
	}
	if q.Reworded != "" && q.Reworded != "keep" && q.Reworded != "confirm" {
		k.wrong("reworded", fmt.Sprintf("%q", q.Reworded), "say keep (the answer stands) or confirm (the answer must be looked at again)")
	}
}

// condition checks the form of a condition and that what it names exists.
func (l *linter) condition(file, at string, c *Catalogue, cond *Condition) {
	kinds := 0
	for _, set := range []bool{cond.All != nil, cond.Any != nil, cond.Question != ""} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		l.fault(file, at, "a condition is one of all, any or question", "use exactly one")
		return
	}
	for i := range cond.All {
		l.condition(file, fmt.Sprintf("%s.all[%d]", at, i), c, &cond.All[i])
	}
	for i := range cond.Any {
		l.condition(file, fmt.Sprintf("%s.any[%d]", at, i), c, &cond.Any[i])
	}
	if cond.Question == "" {
		return
	}
	q := c.Question(cond.Question)
	if q == nil {
		l.fault(file, at+".question", fmt.Sprintf("there is no question %s", cond.Question), "correct the id")
		return
	}
	tests := 0
	for _, set := range []bool{cond.Op != "", cond.LevelAtLeast != 0, cond.HasAny != nil, cond.NoEvidenceOfGrade != 0} {
		if set {
			tests++
		}
	}
	if tests != 1 {
		l.fault(file, at, "a question is tested by op with points, level_at_least, has_any or no_evidence_of_grade", "use exactly one")
	}
	if cond.Op != "" && (!slices.Contains([]string{"<", "<=", "=", ">=", ">"}, cond.Op) || !q.Scored()) {
		l.fault(file, at+".op", fmt.Sprintf("%q cannot be asked of %s", cond.Op, q.ID), "use < <= = >= > on a scored question")
	}
	if cond.LevelAtLeast < 0 || cond.LevelAtLeast > 0 && cond.LevelAtLeast >= len(q.Points) {
		l.fault(file, at+".level_at_least", fmt.Sprintf("%s has no level %d", q.ID, cond.LevelAtLeast), fmt.Sprintf("use 1 to %d", len(q.Points)-1))
	}
	if q.Scored() && cond.HasAny != nil {
		l.fault(file, at+".has_any", q.ID+" has no choices", "only profile questions have")
	} else if !q.Scored() {
		offered := c.ChoicesOf(q)
		for _, id := range cond.HasAny {
			if !slices.Contains(offered, id) {
				l.fault(file, at+".has_any", fmt.Sprintf("%s has no choice %q", q.ID, id), "correct it")
			}
		}
	}
}

// loops finds prerequisites and routing that depend on themselves.
func (l *linter) loops(e IndexEntry, c *Catalogue) {
	routing := func(q *Question) []string {
		var ids []string
		for _, cond := range []*Condition{q.NAWhen, q.EnableWhen} {
			if cond != nil {
				cond.Leaves(func(leaf *Condition) { ids = append(ids, leaf.Question) })
			}
		}
		return ids
	}
	requires := func(q *Question) []string { return q.Requires }
	for _, kind := range []struct {
		name string
		next func(*Question) []string
	}{{"prerequisites", requires}, {"routing", routing}} {
		done := map[string]bool{}
		for _, q := range c.Questions() {
			if loop := findLoop(c, q, kind.next, nil, done); loop != nil {
				l.fault(path.Join(e.Dir, q.ID), kind.name, "these depend on each other in a loop: "+strings.Join(loop, " -> "), "break the loop")
				break
			}
		}
	}
}

func findLoop(c *Catalogue, q *Question, next func(*Question) []string, trail []string, done map[string]bool) []string {
	if q == nil || done[q.ID] {
		return nil
	}
	if i := slices.Index(trail, q.ID); i >= 0 {
		return append(slices.Clone(trail[i:]), q.ID)
	}
	trail = append(trail, q.ID)
	for _, id := range next(q) {
		if loop := findLoop(c, c.Question(id), next, trail, done); loop != nil {
			return loop
		}
	}
	done[q.ID] = true
	return nil
}

// across checks a catalogue against those before it: an id keeps its type and
// scale for ever, and one that was retired does not come back.
func (l *linter) across(e IndexEntry, c *Catalogue, earlier []*Catalogue) {
	for _, q := range c.Questions() {
		at := q.ID
		gone := false
		for i := len(earlier) - 1; i >= 0; i-- {
			old := earlier[i].Question(q.ID)
			if old == nil {
				gone = true
				continue
			}
			if gone {
				l.fault(e.Dir, at, fmt.Sprintf("the id was retired after catalogue %s", earlier[i].ID), "ids are never reused; choose a new one")
			}
			if old.Type != q.Type || !slices.Equal(old.Points, q.Points) || old.CountOf != q.CountOf {
				l.fault(e.Dir, at, fmt.Sprintf("type or scale differ from catalogue %s", earlier[i].ID), "a change of meaning or scale needs a new id; say in from what it grew out of")
			}
			break
		}
		for _, id := range q.From {
			if len(earlier) == 0 || earlier[len(earlier)-1].Question(id) == nil {
				l.fault(e.Dir, at+".from", fmt.Sprintf("the catalogue before has no question %s", id), "correct the id")
			}
		}
	}
}
