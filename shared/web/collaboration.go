package web

import (
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

func (c *call) inFile(place string) string { return fileAt(c.PathValue("file"), place) }

// fileAt is the path of a place in a file.
func fileAt(file, place string) string { return "/api/v1/assessments/" + file + place }

func listAssignments(c *call, f *assessment.File) (*reply, error) {
	given, err := c.api.Desk.Assignments(c.Context(), c.who.Owner, f)
	return listed("assignments", given, err)
}

func writeAssignment(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Sections  []string           `json:"sections,omitempty"`
		Questions []string           `json:"questions,omitempty"`
		Due       questionnaire.Date `json:"due"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	given := &assessment.Assignment{Body: c.PathValue("body"), Version: seen + 1, Sections: in.Sections, Questions: in.Questions, Due: in.Due}
	if err := c.api.Desk.Assign(c.Context(), c.act, f, given); err != nil {
		return nil, err
	}
	return versioned(given, given.Version)
}

func listSignOffs(c *call, f *assessment.File) (*reply, error) {
	states, err := c.api.Desk.SignOffs(c.Context(), c.who.Owner, f)
	return listed("sections", states, err)
}

// writeSignOff signs a section as its caller read it; an empty hash takes the
// sign-off back.
func writeSignOff(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Hash string `json:"hash"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	state, err := c.api.Desk.Sign(c.Context(), c.act, f, c.PathValue("section"), seen, in.Hash)
	if err != nil {
		return nil, err
	}
	return versioned(state, state.Version)
}

func listComments(c *call, f *assessment.File) (*reply, error) {
	comments, err := c.api.Desk.Comments(c.Context(), c.who.Owner, f, c.URL.Query().Get("question"))
	return listed("comments", comments, err)
}

func readComment(c *call, f *assessment.File) (*reply, error) {
	comment, err := c.api.Desk.Comment(c.Context(), c.who.Owner, f, c.PathValue("comment"))
	if err != nil {
		return nil, err
	}
	return versioned(comment, comment.Version)
}

func addComment(c *call) (*reply, error) {
	var in struct {
		Question string `json:"question"`
		Thread   string `json:"thread,omitempty"`
		Text     string `json:"text"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	id, err := c.make(func() (string, error) {
		comment, err := c.api.Desk.Remark(c.Context(), c.act, f, in.Question, in.Thread, in.Text)
		if err != nil {
			return "", err
		}
		return comment.ID, nil
	})
	if err != nil {
		return nil, err
	}
	comment, err := c.api.Desk.Comment(c.Context(), c.who.Owner, f, id)
	if err != nil {
		return nil, err
	}
	return made(comment, comment.Version, c.inFile("/comments/"+id))
}

func resolveComment(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Resolved bool `json:"resolved"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	comment, err := c.api.Desk.Resolve(c.Context(), c.act, f, c.PathValue("comment"), seen, in.Resolved)
	if err != nil {
		return nil, err
	}
	return versioned(comment, comment.Version)
}

func readPlan(c *call, f *assessment.File) (*reply, error) {
	items, err := c.api.Desk.Plan(c.Context(), c.who.Owner, f)
	return listed("items", items, err)
}

func readPlanItem(c *call, f *assessment.File) (*reply, error) {
	item, err := c.api.Desk.PlanItem(c.Context(), c.who.Owner, f, c.PathValue("item"))
	if err != nil {
		return nil, err
	}
	return versioned(item, item.Version)
}

func addPlanItem(c *call) (*reply, error) {
	var in struct {
		Kind       scoring.Kind       `json:"kind"`
		Question   string             `json:"question"`
		Owner      string             `json:"owner"`
		Due        questionnaire.Date `json:"due"`
		Assistance string             `json:"assistance,omitempty"`
		Share      bool               `json:"share"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	id, err := c.make(func() (string, error) {
		terms := assessment.PlanTerms{Owner: in.Owner, Due: in.Due, Assistance: in.Assistance, Share: in.Share}
		item, err := c.api.Desk.Adopt(c.Context(), c.act, f, in.Kind, in.Question, terms)
		if err != nil {
			return "", err
		}
		return item.ID, nil
	})
	if err != nil {
		return nil, err
	}
	item, err := c.api.Desk.PlanItem(c.Context(), c.who.Owner, f, id)
	if err != nil {
		return nil, err
	}
	return made(item, item.Version, c.inFile("/plan/"+id))
}

func writePlanItem(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Owner      string              `json:"owner"`
		Due        questionnaire.Date  `json:"due"`
		Assistance string              `json:"assistance,omitempty"`
		Share      bool                `json:"share"`
		Progress   assessment.Progress `json:"progress"`
		Note       string              `json:"note,omitempty"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	terms := assessment.PlanTerms{Owner: in.Owner, Due: in.Due, Assistance: in.Assistance, Share: in.Share}
	item, err := c.api.Desk.Advance(c.Context(), c.act, f, c.PathValue("item"), seen, terms, in.Progress, in.Note)
	if err != nil {
		return nil, err
	}
	return versioned(item, item.Version)
}
