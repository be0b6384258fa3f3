package web

import "github.com/mtcr-outreach/self-assessment/shared/assessment"

func listFindings(c *call) (*reply, error) {
	all, err := c.api.Desk.Findings(c.Context(), c.who.Owner)
	return listed("findings", all, err)
}

func tellFinding(c *call) (*reply, error) {
	var in struct {
		Kind     assessment.FindingKind `json:"kind"`
		Question string                 `json:"question,omitempty"`
		Text     string                 `json:"text"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if err := c.key(); err != nil {
		return nil, err
	}
	told, err := c.api.Reviews.Tell(c.Context(), c.who.Owner, c.PathValue("package"), c.who.Sub, c.madeID(), in.Kind, in.Question, in.Text)
	if err != nil {
		return nil, err
	}
	return created(told, c.URL.Path)
}

func listTold(c *call) (*reply, error) {
	all, err := c.api.Reviews.Findings(c.Context(), c.who.Owner, c.PathValue("package"))
	return listed("findings", all, err)
}

func listEngagements(c *call) (*reply, error) {
	all, err := c.api.Desk.Engagements(c.Context(), c.who.Owner)
	return listed("engagements", all, err)
}

func proposeEngagement(c *call) (*reply, error) {
	var in struct {
		Team string `json:"team"`
		assessment.EngagementTerms
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	return c.propose(func(id string) (*assessment.Engagement, error) {
		if err := c.api.Desk.Store.Earlier(c.Context(), c.act.By, c.act.Request, c.act.Print); err != nil {
			return nil, err
		}
		return c.api.Desk.Propose(c.Context(), c.act, in.Team, id, in.EngagementTerms)
	})
}

func writeEngagement(c *call) (*reply, error) {
	return c.arrange(func(seen int, t assessment.EngagementTerms) (*assessment.Engagement, error) {
		return c.api.Desk.Arrange(c.Context(), c.act, c.PathValue("engagement"), seen, t)
	})
}

func listArranged(c *call) (*reply, error) {
	all, err := c.api.Reviews.Engagements(c.Context(), c.who.Owner, c.PathValue("package"))
	return listed("engagements", all, err)
}

func inviteEngagement(c *call) (*reply, error) {
	var in assessment.EngagementTerms
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	return c.propose(func(id string) (*assessment.Engagement, error) {
		return c.api.Reviews.Propose(c.Context(), c.who.Owner, c.PathValue("package"), c.who.Sub, id, in)
	})
}

func arrangeEngagement(c *call) (*reply, error) {
	return c.arrange(func(seen int, t assessment.EngagementTerms) (*assessment.Engagement, error) {
		return c.api.Reviews.Arrange(c.Context(), c.who.Owner, c.PathValue("package"), c.who.Sub, c.PathValue("engagement"), seen, t)
	})
}

func readCalendar(c *call) (*reply, error) {
	all, err := c.api.Reviews.Calendar(c.Context(), c.who.Owner)
	return listed("engagements", all, err)
}

// propose makes a meeting under the call's own key.
func (c *call) propose(make func(id string) (*assessment.Engagement, error)) (*reply, error) {
	if err := c.key(); err != nil {
		return nil, err
	}
	e, err := make(c.madeID())
	if err != nil {
		return nil, err
	}
	return made(e, e.Version, c.URL.Path+"/"+e.ID)
}

// arrange changes a meeting.
func (c *call) arrange(change func(seen int, t assessment.EngagementTerms) (*assessment.Engagement, error)) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in assessment.EngagementTerms
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	e, err := change(seen, in)
	if err != nil {
		return nil, err
	}
	return versioned(e, e.Version)
}
