package web

import (
	"net/http"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// make carries out a call that makes something, once under its key, and
// returns the id of what it or an earlier call made.
func (c *call) make(carryOut func() (string, error)) (string, error) {
	made, err := c.once()
	if err != nil || made != "" {
		return made, err
	}
	made, err = carryOut()
	if about, repeated := asRepeated(err); repeated {
		return about, nil
	}
	return made, err
}

// made answers with what a call made and its version.
func made(v any, version int, location string) (*reply, error) {
	return &reply{status: http.StatusCreated, body: v, version: version, versions: true, location: location}, nil
}

func (c *call) inFile(place string) string {
	return "/api/v1/assessments/" + c.PathValue("file") + place
}

func listAssignments(c *call) (*reply, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	given, err := c.api.Desk.Assignments(c.Context(), c.who.Owner, f)
	if err != nil {
		return nil, err
	}
	return ok(map[string]any{"assignments": nonNil(given)})
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
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	given := &assessment.Assignment{Body: c.PathValue("body"), Version: seen + 1, Sections: in.Sections, Questions: in.Questions, Due: in.Due}
	if err := c.api.Desk.Assign(c.Context(), c.act, f, given); err != nil {
		return nil, err
	}
	return versioned(given, given.Version)
}

func listSignOffs(c *call) (*reply, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	states, err := c.api.Desk.SignOffs(c.Context(), c.who.Owner, f)
	if err != nil {
		return nil, err
	}
	return ok(map[string]any{"sections": nonNil(states)})
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
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	state, err := c.api.Desk.Sign(c.Context(), c.act, f, c.PathValue("section"), seen, in.Hash)
	if err != nil {
		return nil, err
	}
	return versioned(state, state.Version)
}

func listComments(c *call) (*reply, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	comments, err := c.api.Desk.Comments(c.Context(), c.who.Owner, f, c.URL.Query().Get("question"))
	if err != nil {
		return nil, err
	}
	return ok(map[string]any{"comments": nonNil(comments)})
}

func readComment(c *call) (*reply, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
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
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	f, err := c.file()
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
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	comment, err := c.api.Desk.Resolve(c.Context(), c.act, f, c.PathValue("comment"), seen, in.Resolved)
	if err != nil {
		return nil, err
	}
	return versioned(comment, comment.Version)
}

func readPlan(c *call) (*reply, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	items, err := c.api.Desk.Plan(c.Context(), c.who.Owner, f)
	if err != nil {
		return nil, err
	}
	return ok(map[string]any{"items": nonNil(items)})
}

func readPlanItem(c *call) (*reply, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
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
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	f, err := c.file()
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
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	f, err := c.file()
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
