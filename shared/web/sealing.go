package web

import "github.com/mtcr-outreach/self-assessment/shared/assessment"

func seal(c *call) (*reply, error) {
	f, err := c.input(&struct{}{})
	if err != nil {
		return nil, err
	}
	submission, err := c.make(func() (string, error) {
		s, err := c.api.Desk.Seal(c.Context(), c.act, f)
		if err != nil {
			return "", err
		}
		return s.ID, nil
	})
	if err != nil {
		return nil, err
	}
	receipt, err := c.api.Desk.Receipt(c.Context(), c.who.Owner, submission)
	if err != nil {
		return nil, err
	}
	return created(receipt, "/api/v1/submissions/"+submission)
}

func reopen(c *call) (*reply, error) {
	var in struct {
		Reason string `json:"reason"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	_, err = c.make(func() (string, error) {
		_, err := c.api.Desk.Reopen(c.Context(), c.act, f, in.Reason)
		return f.ID, err
	})
	if err != nil {
		return nil, err
	}
	if f, err = c.file(); err != nil {
		return nil, err
	}
	return made(f, f.Version, c.inFile(""))
}

func readSubmission(c *call) (*reply, error) {
	s, err := c.api.Desk.Store.Submission(c.Context(), c.who.Owner, c.PathValue("submission"))
	if err != nil {
		return nil, err
	}
	s.Content.Responses, err = c.api.Desk.Content.OfSection(c.URL.Query().Get("section"), s.Content.Catalogue, s.Content.Track, s.Content.Responses)
	if err != nil {
		return nil, err
	}
	return ok(s)
}

func readReceipt(c *call) (*reply, error) {
	receipt, err := c.api.Desk.Receipt(c.Context(), c.who.Owner, c.PathValue("submission"))
	if err != nil {
		return nil, err
	}
	return ok(receipt)
}

func previewRelease(c *call) (*reply, error) {
	var in assessment.Clearance
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	p, _, err := c.api.Desk.Preview(c.Context(), c.act, c.PathValue("submission"), in)
	if err != nil {
		return nil, err
	}
	return ok(p)
}

func release(c *call) (*reply, error) {
	var in assessment.Clearance
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	pkg, err := c.make(func() (string, error) {
		g, err := c.api.Desk.Release(c.Context(), c.act, c.PathValue("submission"), in)
		if err != nil {
			return "", err
		}
		return g.Package, nil
	})
	if err != nil {
		return nil, err
	}
	g, err := c.api.Desk.Grant(c.Context(), c.who.Owner, pkg)
	if err != nil {
		return nil, err
	}
	return created(g, "/api/v1/releases")
}

func listReleases(c *call) (*reply, error) {
	grants, err := c.api.Desk.Store.Grants(c.Context(), c.who.Owner)
	return listed("releases", grants, err)
}

func withdraw(c *call) (*reply, error) {
	if err := c.decode(&struct{}{}); err != nil {
		return nil, err
	}
	g, err := c.api.Desk.Withdraw(c.Context(), c.act, c.PathValue("package"))
	if err != nil {
		return nil, err
	}
	return ok(g)
}
