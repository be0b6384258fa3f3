package questionnaire

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Longest texts in characters. They keep a question on one screen of a phone
// and a label on one line of a report.
const (
	maxTitle   = 90
	maxSummary = 300
	maxStem    = 240
	maxLabel   = 60
	maxOption  = 260
	maxItem    = 140 // an element, a choice, an office
	maxMeasure = 160
	maxHelp    = 480
	maxProof   = 220
	maxCited   = 400
)

// texts checks the words of a catalogue in one language. source is true for
// the language the others are translated from.
func (l *linter) texts(e IndexEntry, c *Catalogue, language string, source bool) {
	for _, n := range c.Questionnaires {
		file := path.Join(e.Dir, n.ID+"."+language+".json")
		t, ok := lintFile[Text](l, file)
		if !ok {
			continue
		}
		l.checkFormat(file, t.Format)
		if t.Questionnaire != n.ID || t.Version != n.Version || t.Language != language {
			l.fault(file, "", fmt.Sprintf("the file says it is for %s %s in %q", t.Questionnaire, t.Version, t.Language), fmt.Sprintf("it must be for %s %s in %q", n.ID, n.Version, language))
		}
		k := textCheck{l, file}
		k.text("title", t.Title, maxTitle)
		k.text("summary", t.Summary, maxSummary)
		k.questionnaire(n, t, source)
	}
	l.referenceTexts(e, c, language)
}

func (l *linter) referenceTexts(e IndexEntry, c *Catalogue, language string) {
	file := path.Join(e.Dir, "references."+language+".json")
	t, ok := lintFile[ReferenceText](l, file)
	if !ok {
		return
	}
	l.checkFormat(file, t.Format)
	k := textCheck{l, file}
	var ids []string
	for _, r := range c.References.References {
		ids = append(ids, r.ID)
		k.text("references."+r.ID+".title", t.References[r.ID].Title, maxTitle)
		k.text("references."+r.ID+".text", t.References[r.ID].Text, maxCited)
		if r.Status != "found" && r.Status != "known" {
			l.fault(path.Join(e.Dir, "references.json"), r.ID+".status", fmt.Sprintf("%q", r.Status), "use found or known")
		}
	}
	extra(k, "references", t.References, ids)
	k.labels("offices", t.Offices, c.References.Offices)
	k.labels("criteria", t.Criteria, criteria)
	if len(t.Grades) != 5 {
		l.fault(file, "grades", fmt.Sprintf("%d texts", len(t.Grades)), "say what evidence grades 0 to 4 mean")
	}
}

// textCheck is the check of one file of words.
type textCheck struct {
	*linter
	file string
}

// text checks that a text is there and not too long.
func (k textCheck) text(at, s string, longest int) {
	switch n := utf8.RuneCountInString(s); {
	case strings.TrimSpace(s) == "":
		k.fault(k.file, at, "the text is missing", "write it")
	case n > longest:
		k.fault(k.file, at, fmt.Sprintf("%d characters", n), fmt.Sprintf("shorten it to %d", longest))
	case s != strings.TrimSpace(s) || strings.ContainsAny(s, "\n\t"):
		k.fault(k.file, at, "space at an end, or a line break inside", "take it out")
	}
}

// extra reports texts that belong to nothing.
func extra[V any](k textCheck, at string, texts map[string]V, ids []string) {
	for id := range texts {
		if !slices.Contains(ids, id) {
			k.fault(k.file, at+"."+id, "the structure has nothing with this id", "take the text out or correct the id")
		}
	}
}

// labels checks that every id has a label and every label an id.
func (k textCheck) labels(at string, labels map[string]string, ids []string) {
	for _, id := range ids {
		k.text(at+"."+id, labels[id], maxItem)
	}
	extra(k, at, labels, ids)
}

func (k textCheck) questionnaire(n *Questionnaire, t *Text, source bool) {
	var sections, questions, rules []string
	for i := range n.Sections {
		s := &n.Sections[i]
		sections = append(sections, s.ID)
		k.text("sections."+s.ID+".title", t.Sections[s.ID].Title, maxTitle)
		k.text("sections."+s.ID+".summary", t.Sections[s.ID].Summary, maxSummary)
		for j := range s.Questions {
			q := &s.Questions[j]
			questions = append(questions, q.ID)
			if words, ok := t.Questions[q.ID]; ok {
				k.question(q, words, source)
			} else {
				k.fault(k.file, "questions."+q.ID, "the text is missing", "write it")
			}
		}
	}
	for _, r := range n.Contradictions {
		rules = append(rules, r.ID)
		k.text("contradictions."+r.ID+".title", t.Contradictions[r.ID].Title, maxTitle)
		k.text("contradictions."+r.ID+".text", t.Contradictions[r.ID].Text, maxCited)
	}
	extra(k, "sections", t.Sections, sections)
	extra(k, "questions", t.Questions, questions)
	extra(k, "contradictions", t.Contradictions, rules)
}

func (k textCheck) question(q *Question, t QuestionText, source bool) {
	at := "questions." + q.ID + "."
	k.text(at+"stem", t.Stem, maxStem)
	k.text(at+"help", t.Help, maxHelp)
	k.text(at+"proof", t.Proof, maxProof)
	if source {
		k.compound(at, t)
	}
	if len(t.Options) != len(q.Points) {
		k.fault(k.file, at+"options", fmt.Sprintf("%d texts for %d options", len(t.Options), len(q.Points)), "give every option its label and descriptor, lowest first")
	}
	labels := map[string]bool{}
	for i, o := range t.Options {
		k.text(fmt.Sprintf("%soptions[%d].label", at, i), o.Label, maxLabel)
		k.text(fmt.Sprintf("%soptions[%d].text", at, i), o.Text, maxOption)
		if o.Label != "" && labels[strings.ToLower(o.Label)] { // otherwise it is told that it is missing
			k.fault(k.file, fmt.Sprintf("%soptions[%d].label", at, i), "two options have the same label", "tell them apart")
		}
		labels[strings.ToLower(o.Label)] = true
	}
	k.labels(at+"elements", t.Elements, q.Elements)
	k.labels(at+"choices", t.Choices, q.Choices)
	needsMeasure := q.Type == Coverage && q.Elements == nil
	switch {
	case needsMeasure && t.Measure == nil:
		k.fault(k.file, at+"measure", "the text is missing", "say out of what, what counts and as of when")
	case !needsMeasure && t.Measure != nil:
		k.fault(k.file, at+"measure", "this question is not measured", "take it out")
	case needsMeasure:
		k.text(at+"measure.of", t.Measure.Of, maxMeasure)
		k.text(at+"measure.counted", t.Measure.Counted, maxMeasure)
		k.text(at+"measure.date", t.Measure.Date, maxMeasure)
	}
}

// compound warns of two tests in one question: a top-level yes would hide what
// stands beneath it.
func (k textCheck) compound(at string, t QuestionText) {
	joined := strings.Contains(strings.ToLower(t.Stem), " and ")
	switch {
	case joined && t.AndReason == "":
		k.faults = append(k.faults, Fault{File: k.file, Path: at + "stem", Warning: true,
			Problem: `"and" may join two tests in one question`, Advice: "split it, or say in and_reason why it is one test"})
	case !joined && t.AndReason != "":
		k.fault(k.file, at+"and_reason", `the question has no "and"`, "take the reason out")
	}
}
