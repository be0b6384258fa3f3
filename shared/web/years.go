package web

import (
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

func readExplanation(c *call, f *assessment.File) (*reply, error) {
	e, err := c.api.Desk.Explanation(c.Context(), c.who.Owner, f, c.PathValue("criterion"))
	if err != nil {
		return nil, err
	}
	return ok(e)
}

func readSealedExplanation(c *call) (*reply, error) {
	e, err := c.api.Desk.SealedExplanation(c.Context(), c.who.Owner, c.PathValue("submission"), c.PathValue("criterion"))
	if err != nil {
		return nil, err
	}
	return ok(e)
}

func readWhatIf(c *call, f *assessment.File) (*reply, error) {
	do := c.URL.Query().Get("do")
	if do == "" {
		return nil, questionnaire.Faults{{Path: "do", Problem: "missing", Advice: "name the actions, such as UNBLOCK:LB-19, parted by commas"}}
	}
	w, err := c.api.Desk.WhatIf(c.Context(), c.who.Owner, f, assessment.ParsePicks(strings.Split(do, ",")))
	if err != nil {
		return nil, err
	}
	return ok(w)
}

func listTrend(c *call) (*reply, error) {
	points, err := c.api.Desk.Trend(c.Context(), c.who.Owner, questionnaire.Track(c.URL.Query().Get("track")))
	return listed("submissions", points, err)
}

func compareSubmissions(c *call) (*reply, error) {
	from, to := c.URL.Query().Get("from"), c.URL.Query().Get("to")
	if !plain(from) || !plain(to) {
		return nil, ErrUnknown
	}
	changes, err := c.api.Desk.Compare(c.Context(), c.who.Owner, from, to)
	if err != nil {
		return nil, err
	}
	return ok(changes)
}
