package site

import (
	"errors"
	"slices"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// talksView is what teams asked and told this country.
type talksView struct {
	*releasedRecord // nothing but the questionnaires and their words
	asked           []assessment.Clarification
	told            []assessment.Finding
	file            *assessment.File  // the newest; nil: none
	names           map[string]string // of the country's own people; those of a team's stay with the team
	teams           map[string]string // what the teams call themselves
	replying        string            // the clarification whose reply was refused
	reply           string            // as typed
	faults          questionnaire.Faults
	stale           bool
}

// current is the questionnaires of today in the person's language, for what is
// about a question but about no file.
func (v *visit) current() (*releasedRecord, error) {
	m, err := v.site.Desk.Content.Method("", questionnaire.Prospective) // any track: a catalogue holds the questions of both
	if err != nil {
		return nil, err
	}
	w, err := v.wording(m.Catalogue)
	return &releasedRecord{Package: &assessment.Package{}, method: m, words: w}, err
}

func (v *visit) talks() (*talksView, error) {
	words, err := v.current()
	if err != nil {
		return nil, err
	}
	view := &talksView{releasedRecord: words}
	if view.asked, err = v.site.Desk.Clarifications(v.Context(), v.who.Owner); err != nil {
		return nil, err
	}
	if view.told, err = v.site.Desk.Findings(v.Context(), v.who.Owner); err != nil {
		return nil, err
	}
	if view.teams, err = v.site.Desk.TeamNames(v.Context(), v.who.Owner); err != nil {
		return nil, err
	}
	files, err := v.site.Desk.Store.Files(v.Context(), v.who.Owner)
	if err != nil {
		return nil, err
	}
	if newest := newestRevisions(files); len(newest) > 0 {
		view.file = &newest[0]
	}
	view.names, err = v.members()
	return view, err
}

// asks reports whether the country's newest file asks a question.
func (view *talksView) asks(question string) bool {
	q := view.question(question)
	return q != nil && view.file != nil && q.On(view.file.Track)
}

func clarificationsPage(v *visit) (*page, error) {
	view, err := v.talks()
	if err != nil {
		return nil, err
	}
	return v.showClarifications(view, 0), nil
}

// showClarifications puts what waits for a reply first.
func (v *visit) showClarifications(view *talksView, status int) *page {
	slices.SortStableFunc(view.asked, func(a, b assessment.Clarification) int {
		switch waits := a.Reply == ""; {
		case waits == (b.Reply == ""):
			return 0
		case waits:
			return -1
		}
		return 1
	})
	return &page{status: status, title: v.t(language.NavClarifications), body: clarificationsBody(v, view)}
}

// replyToTeam replies to a clarification, or changes the reply.
func replyToTeam(v *visit) (*page, error) {
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	id, reply := v.PathValue("clarification"), v.field("reply")
	_, err = v.site.Desk.Clarify(v.Context(), v.act, id, seen, reply)
	faults := faultsOf(err)
	stale := errors.Is(err, assessment.ErrConflict)
	if err != nil && faults == nil && !stale {
		return nil, err
	}
	if err == nil {
		return to("/clarifications#" + id)
	}
	view, err := v.talks()
	if err != nil {
		return nil, err
	}
	view.replying, view.reply, view.faults, view.stale = id, reply, faults, stale
	if stale {
		return v.showClarifications(view, 412), nil
	}
	return v.showClarifications(view, 422), nil
}

func findingsPage(v *visit) (*page, error) {
	view, err := v.talks()
	if err != nil {
		return nil, err
	}
	return &page{title: v.t(language.NavFindings), body: findingsBody(v, view)}, nil
}

// fromTeam says which team something is from, and of which day.
func (view *talksView) fromTeam(v *visit, team string, at time.Time) string {
	if name := view.teams[team]; name != "" {
		return v.t(language.ReviewBy, "name", name, "date", v.at(at))
	}
	return v.t(language.LeadTalksAskedBy, "team", team, "date", v.at(at))
}

// typedReply is what the form of a clarification shows.
func (view *talksView) typedReply(c *assessment.Clarification) string {
	if view.replying == c.ID {
		return view.reply
	}
	return c.Reply
}

// replyFaults are those of a clarification's form.
func (view *talksView) replyFaults(c *assessment.Clarification) questionnaire.Faults {
	if view.replying == c.ID {
		return view.faults
	}
	return nil
}

// engagements is the meetings of the country with teams. Offered as topics is
// what teams asked or told it about.
func (v *visit) engagements() (*meetingsView, error) {
	talks, err := v.talks()
	if err != nil {
		return nil, err
	}
	view := &meetingsView{releasedRecord: talks.releasedRecord, home: "/engagements", show: v.showEngagements}
	if view.all, err = v.site.Desk.Engagements(v.Context(), v.who.Owner); err != nil {
		return nil, err
	}
	if view.teams, err = v.teams(); err != nil {
		return nil, err
	}
	for _, c := range talks.asked {
		view.about(c.Question)
	}
	for _, f := range talks.told {
		view.about(f.Question)
	}
	return view, view.choose(v.PathValue("engagement"))
}

// about offers a question as a topic.
func (view *meetingsView) about(question string) {
	if question != "" && !slices.ContainsFunc(view.gaps, func(g outreach.Gap) bool { return g.Question == question }) {
		view.gaps = append(view.gaps, outreach.Gap{Question: question})
	}
}

func engagementsPage(v *visit) (*page, error) {
	view, err := v.engagements()
	if err != nil {
		return nil, err
	}
	return v.showEngagements(view, 0), nil
}

func (v *visit) showEngagements(view *meetingsView, status int) *page {
	return &page{status: status, title: v.t(language.NavEngagements), body: engagementsBody(v, view)}
}

// proposeEngagement proposes a meeting to a team.
func proposeEngagement(v *visit) (*page, error) {
	view, err := v.engagements()
	if err != nil {
		return nil, err
	}
	id, err := v.formID()
	if err != nil {
		return nil, err
	}
	view.team = v.field("team")
	return v.arrange(view, func(t assessment.EngagementTerms) error {
		_, err := v.make(func() (string, error) {
			_, err := v.site.Desk.Propose(v.Context(), v.act, view.team, id, t)
			return id, err
		})
		return err
	})
}

// writeEngagement changes a meeting.
func writeEngagement(v *visit) (*page, error) {
	view, err := v.engagements()
	if err != nil {
		return nil, err
	}
	seen, err := v.seen()
	if err != nil {
		return nil, err
	}
	return v.arrange(view, func(t assessment.EngagementTerms) error {
		_, err := v.site.Desk.Arrange(v.Context(), v.act, view.open.ID, seen, t)
		return err
	})
}
