package web

import (
	"crypto/sha256"
	"encoding/hex"
)

// madeID is the id of what a call makes, from who makes it and the call's key:
// a repeat makes the same.
func (c *call) madeID() string {
	sum := sha256.Sum256([]byte(c.act.By + "\x00" + c.act.Request))
	return hex.EncodeToString(sum[:10])
}

func askClarification(c *call) (*reply, error) {
	var in struct {
		Question string `json:"question,omitempty"`
		Asked    string `json:"asked"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if err := c.key(); err != nil {
		return nil, err
	}
	asked, err := c.api.Reviews.Ask(c.Context(), c.who.Owner, c.PathValue("package"), c.who.Sub, c.madeID(), in.Question, in.Asked)
	if err != nil {
		return nil, err
	}
	return made(asked, asked.Version, c.URL.Path)
}

func listAsked(c *call) (*reply, error) {
	all, err := c.api.Reviews.Clarifications(c.Context(), c.who.Owner, c.PathValue("package"))
	return listed("clarifications", all, err)
}

func listClarifications(c *call) (*reply, error) {
	all, err := c.api.Desk.Clarifications(c.Context(), c.who.Owner)
	return listed("clarifications", all, err)
}

func writeReply(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Reply string `json:"reply"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	answered, err := c.api.Desk.Clarify(c.Context(), c.act, c.PathValue("clarification"), seen, in.Reply)
	if err != nil {
		return nil, err
	}
	return versioned(answered, answered.Version)
}
