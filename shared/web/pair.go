package web

import (
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

func listPairs(c *call, f *assessment.File) (*reply, error) {
	pairs, err := c.api.Desk.Pairs(c.Context(), c.act, f)
	return listed("pairs", pairs, err)
}

func readPair(c *call, f *assessment.File) (*reply, error) {
	p, err := c.api.Desk.Pair(c.Context(), c.act, f, c.PathValue("question"))
	if err != nil {
		return nil, err
	}
	return versioned(p, p.Version)
}

func openPair(c *call) (*reply, error) {
	var in struct {
		Question string   `json:"question"`
		Bodies   []string `json:"bodies"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	question, err := c.make(func() (string, error) {
		_, err := c.api.Desk.OpenPair(c.Context(), c.act, f, in.Question, in.Bodies)
		return in.Question, err
	})
	if err != nil {
		return nil, err
	}
	p, err := c.api.Desk.Pair(c.Context(), c.act, f, question)
	if err != nil {
		return nil, err
	}
	return made(p, p.Version, c.inFile("/pairs/"+question))
}

func readPairReply(c *call, f *assessment.File) (*reply, error) {
	r, err := c.api.Desk.ReadReply(c.Context(), c.act, f, c.PathValue("question"), c.PathValue("body"))
	if err != nil {
		return nil, err
	}
	return versioned(r, r.Version)
}

func writePairReply(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Response questionnaire.Response `json:"response"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	if faults := reviewed(in.Response); faults != nil {
		return nil, faults
	}
	r, err := c.api.Desk.WriteReply(c.Context(), c.act, f, c.PathValue("question"), c.PathValue("body"), seen, in.Response)
	if err != nil {
		return nil, err
	}
	return versioned(r, r.Version)
}

// writePosition records what is agreed. If-Match is the version of the pair;
// the version of the answer that it replaces stands in the body.
func writePosition(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	if err := c.key(); err != nil {
		return nil, err
	}
	var in struct {
		Response questionnaire.Response `json:"response"`
		Replaces int                    `json:"replaces"`
		AgreedBy []string               `json:"agreed_by"`
		Dissent  map[string]string      `json:"dissent,omitempty"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	if faults := reviewed(in.Response); faults != nil {
		return nil, faults
	}
	if in.Replaces < 0 || in.Replaces > 1_000_000 {
		return nil, questionnaire.Faults{{Path: "replaces", Problem: "not a version of the answer", Advice: "send the version that the answer's ETag gives; 0 if there is none"}}
	}
	question := c.PathValue("question")
	_, err = c.api.Desk.Agree(c.Context(), c.act, f, question, seen,
		assessment.Agreement{Response: in.Response, Replaces: in.Replaces, AgreedBy: in.AgreedBy, Dissent: in.Dissent})
	if err != nil {
		return nil, err
	}
	p, err := c.api.Desk.Pair(c.Context(), c.act, f, question)
	if err != nil {
		return nil, err
	}
	return versioned(p, p.Version)
}
