package questionnaire

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Check says everything that is wrong with a response to a question, with
// paths within the response. choices is what a profile question offers
// (Catalogue.ChoicesOf); it may be nil for other types.
func Check(q *Question, r Response, choices []string) Faults {
	var fs Faults
	switch r.State {
	case Value:
		fs = checkValue(q, r, choices)
	case NotKnown, Declined, Unanswered:
		fs = checkEmpty(r)
	case NA:
		fs = checkEmpty(r)
		if !q.NAAllowed {
			fs.add("state", q.ID+" may not be declared not applicable", "give a value, or not_known, or declined")
		}
		if n := utf8.RuneCountInString(strings.TrimSpace(r.Reason)); n < MinReason {
			fs.add("reason", fmt.Sprintf("the reason has %d characters", n), fmt.Sprintf("say in at least %d why this does not apply", MinReason))
		}
	default:
		fs.add("state", fmt.Sprintf("%q is not a state", r.State), "use value, not_known, declined, na or unanswered")
	}
	if r.Accepted && r.State != NA {
		fs.add("accepted", "only an answer of not applicable is accepted", "take this field out, or set state to na")
	}
	if len(r.Text)+len(r.Reason) > MaxText {
		fs.add("text", fmt.Sprintf("text and reason have %d bytes together", len(r.Text)+len(r.Reason)), fmt.Sprintf("shorten them to %d", MaxText))
	}
	for _, part := range []struct{ field, text string }{{"text", r.Text}, {"reason", r.Reason}} {
		if HasControl(part.text) {
			fs.add(part.field, controlFault, controlAdvice)
		}
	}
	switch r.Release {
	case "", ReleaseMinistry, ReleaseNational, ReleaseOutreach, ReleasePublic:
	default:
		fs.add("release", fmt.Sprintf("%q is not a release level", r.Release), "use ministry, national, outreach or public")
	}
	return append(fs, checkEvidence(r.Evidence)...)
}

const (
	controlFault  = "it holds a control character, which no page or file can show"
	controlAdvice = "type the text again, or paste it as plain text"
)

// HasControl reports whether a text holds a control character other than those
// that end lines and set columns. Such characters come in by pasting; files of
// most formats cannot hold them.
func HasControl(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool {
		return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t'
	})
}

// CheckAll says everything that is wrong with the responses of an assessment
// on a track as of a day, with paths that begin with the question id. Faults
// are in order of id.
func (c *Catalogue) CheckAll(t Track, asOf Date, responses Responses) Faults {
	var fs Faults
	ids := make([]string, 0, len(responses))
	for id := range responses {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		q := c.Question(id)
		if q == nil {
			fs.add(id, "catalogue "+c.ID+" has no question with this id", "`offline questions` lists the ids")
			continue
		}
		if !q.On(t) {
			fs.add(id, fmt.Sprintf("this question is on the %s track only; the file is on the %s track", q.tracksText(), t), "take the answer out, or change the track")
			continue
		}
		r := responses[id]
		var choices []string
		if q.Type == Profile {
			choices = c.ChoicesOf(q)
		}
		for _, f := range Check(q, r, choices) {
			f.Path = id + "." + f.Path
			fs = append(fs, f)
		}
		for i, e := range r.Evidence {
			if e.Date.After(asOf) {
				fs.add(fmt.Sprintf("%s.evidence[%d].date", id, i), fmt.Sprintf("%s is later than the day of the assessment, %s", e.Date, asOf), "correct one of the two dates")
			}
		}
	}
	return fs
}

// checkValue checks that a value has just what its type asks for.
func checkValue(q *Question, r Response, choices []string) Faults {
	var fs Faults
	given := map[string]bool{"level": r.Level != nil, "count": r.Count != nil, "percent": r.Percent != nil}
	want, takes := "", ""
	switch {
	case q.Ladder():
		want, takes = "level", fmt.Sprintf("a level from 0 to %d", len(q.Points)-1)
		if r.Level != nil && (*r.Level < 0 || *r.Level >= len(q.Points)) {
			fs.add("level", fmt.Sprintf("%d is out of range", *r.Level), fmt.Sprintf("%s takes levels 0 (lowest) to %d", q.ID, len(q.Points)-1))
		}
	case q.Percent:
		want, takes = "percent", "a percent from 0 to 100"
		if r.Percent != nil && (*r.Percent < 0 || *r.Percent > 10000) {
			fs.add("percent", r.Percent.String()+" is out of range", "the share must be from 0 to 100")
		}
	case q.Type == Coverage:
		want, takes = "count", fmt.Sprintf("a count from 0 to %d", q.CountOf)
		if r.Count != nil && (*r.Count < 0 || *r.Count > q.CountOf) {
			fs.add("count", fmt.Sprintf("%d is out of range", *r.Count), fmt.Sprintf("%s counts from 0 to %d", q.ID, q.CountOf))
		}
	default:
		takes = "choices or text"
		if len(r.Choices) == 0 && strings.TrimSpace(r.Text) == "" {
			fs.add("choices", "a value was announced but nothing is given", "tick at least one choice or write a text")
		}
	}
	for _, field := range []string{"level", "count", "percent"} {
		switch {
		case field == want && !given[field]:
			fs.add(field, "missing", q.ID+" takes "+takes)
		case field != want && given[field]:
			fs.add(field, "does not belong here", q.ID+" takes "+takes)
		}
	}
	return append(fs, checkChoices(q, r, choices)...)
}

func checkChoices(q *Question, r Response, choices []string) Faults {
	var fs Faults
	if len(r.Choices) == 0 {
		return nil
	}
	if q.Elements != nil {
		choices = q.Elements
		if r.Count != nil && *r.Count != len(r.Choices) {
			fs.add("choices", fmt.Sprintf("%d elements are named but the count is %d", len(r.Choices), *r.Count), "make the two agree")
		}
	} else if q.Type != Profile {
		fs.add("choices", q.ID+" has nothing to tick", "take this field out")
		return fs
	}
	for i, id := range r.Choices {
		at := fmt.Sprintf("choices[%d]", i)
		switch {
		case slices.Contains(r.Choices[:i], id):
			fs.add(at, fmt.Sprintf("%q is ticked twice", id), "keep one")
		case !slices.Contains(choices, id):
			fs.add(at, fmt.Sprintf("%s has no choice %q", q.ID, id), "`offline questions "+q.ID+"` lists them")
		case slices.Contains(q.Exclusive, id) && len(r.Choices) > 1:
			fs.add(at, fmt.Sprintf("%q may only be ticked alone", id), "untick it or the others")
		}
	}
	return fs
}

// checkEmpty checks that a state without a value has none.
func checkEmpty(r Response) Faults {
	var fs Faults
	for field, given := range map[string]bool{"level": r.Level != nil, "count": r.Count != nil, "percent": r.Percent != nil, "choices": len(r.Choices) > 0} {
		if given {
			fs.add(field, "state "+string(r.State)+" takes no "+field, "take it out, or set state to value")
		}
	}
	slices.SortStableFunc(fs, func(a, b Fault) int { return strings.Compare(a.Path, b.Path) })
	return fs
}

func checkEvidence(items []Evidence) Faults {
	var fs Faults
	if len(items) > MaxEvidence {
		fs.add("evidence", fmt.Sprintf("%d items", len(items)), fmt.Sprintf("keep the best; at most %d", MaxEvidence))
	}
	for i, e := range items {
		at := fmt.Sprintf("evidence[%d].", i)
		if e.Grade < 0 || e.Grade > 4 {
			fs.add(at+"grade", fmt.Sprintf("%d is not a grade", e.Grade), "grades run from 0 (nothing) to 4 (record of operation)")
		}
		if e.Date.IsZero() {
			fs.add(at+"date", "missing", "every proof needs its own date, for example 2026-10-01")
		}
		if e.Seen && !e.Sealed {
			fs.add(at+"seen", "only sealed evidence is marked as seen", "take this field out, or mark the item as sealed")
		}
		for field, s := range map[string]string{"title": e.Title, "pinpoint": e.Pinpoint, "custodian": e.Custodian, "identifier": e.Identifier} {
			if utf8.RuneCountInString(s) > MaxShortText {
				fs.add(at+field, fmt.Sprintf("longer than %d characters", MaxShortText), "shorten it")
			}
			if HasControl(s) {
				fs.add(at+field, controlFault, controlAdvice)
			}
		}
	}
	slices.SortStableFunc(fs, func(a, b Fault) int { return strings.Compare(a.Path, b.Path) })
	return fs
}
