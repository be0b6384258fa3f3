package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

func readSelf(c *call) (*reply, error) {
	return ok(map[string]any{"sub": c.who.Sub, "name": c.who.Name, "side": c.who.Side, "owner": c.who.Owner, "roles": c.who.Roles, "bodies": nonNil(c.who.Bodies)})
}

func readCountry(c *call) (*reply, error) {
	country, err := c.api.Desk.Country(c.Context(), c.who.Owner)
	if err != nil {
		return nil, err
	}
	return versioned(country, country.Version)
}

func writeCountry(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Name     string            `json:"name"`
		ISO      string            `json:"iso,omitempty"`
		Status   assessment.Status `json:"status"`
		TimeZone string            `json:"time_zone"`
		Language string            `json:"language"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	country := &assessment.Country{ID: c.who.Owner, Version: seen + 1, Name: in.Name, ISO: in.ISO, Status: in.Status, TimeZone: in.TimeZone, Language: in.Language}
	if err := c.api.Desk.SaveCountry(c.Context(), c.act, country); err != nil {
		return nil, err
	}
	return versioned(country, country.Version)
}

func listSuggestions(*call) (*reply, error) {
	all, err := assessment.States()
	return listed("states", all, err)
}

func listMembers(c *call) (*reply, error) {
	people, err := c.api.Desk.Store.People(c.Context(), c.who.Owner)
	return listed("members", people, err)
}

func writeMember(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Name   string   `json:"name"`
		Roles  []string `json:"roles"`
		Bodies []string `json:"bodies,omitempty"`
		Active bool     `json:"active"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	m := &assessment.Member{Sub: c.PathValue("sub"), Version: seen + 1, Name: in.Name, Roles: in.Roles, Bodies: in.Bodies, Active: in.Active}
	known := make([]string, 0, len(access.Roles[access.National]))
	for _, r := range access.Roles[access.National] {
		known = append(known, string(r))
	}
	if err := c.api.Desk.SaveMember(c.Context(), c.act, m, known); err != nil {
		return nil, err
	}
	return versioned(m, m.Version)
}

// pageSize is how many events a page has.
const pageSize = 50

func listEvents(c *call) (*reply, error) {
	before := 0
	if text := c.URL.Query().Get("before"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1_000_000_000 {
			return nil, questionnaire.Faults{{Path: "before", Problem: "not a number of an event", Advice: "use the number that next gives"}}
		}
		before = n
	}
	events, err := c.api.Desk.Store.Events(c.Context(), c.who.Owner, before, pageSize)
	if err != nil {
		return nil, err
	}
	next := 0
	if n := len(events); n == pageSize && events[n-1].Number > 1 {
		next = events[n-1].Number
	}
	return ok(map[string]any{"events": nonNil(events), "next": next})
}

func listFiles(c *call) (*reply, error) {
	files, err := c.api.Desk.Store.Files(c.Context(), c.who.Owner)
	return listed("assessments", files, err)
}

func openFile(c *call) (*reply, error) {
	var in struct {
		Cycle string              `json:"cycle"`
		Track questionnaire.Track `json:"track"`
		From  string              `json:"from,omitempty"` // submission to start from
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if !plain(in.From) {
		return nil, questionnaire.Faults{{Path: "from", Problem: "not the id of a submission", Advice: "use the id that its receipt names"}}
	}
	id, err := c.make(func() (string, error) {
		f, err := c.api.Desk.Open(c.Context(), c.act, in.Cycle, in.Track, in.From)
		if err != nil {
			return "", err
		}
		return f.ID, nil
	})
	if err != nil {
		return nil, err
	}
	f, err := c.api.Desk.File(c.Context(), c.who.Owner, id)
	if err != nil {
		return nil, err
	}
	return made(f, f.Version, "/api/v1/assessments/"+f.ID)
}

func readFile(c *call, f *assessment.File) (*reply, error) {
	return versioned(f, f.Version)
}

func listResponses(c *call, f *assessment.File) (*reply, error) {
	records, err := c.api.Desk.Records(c.Context(), c.who.Owner, f, c.URL.Query().Get("section"))
	return listed("responses", records, err)
}

func readResponse(c *call, f *assessment.File) (*reply, error) {
	r, err := c.api.Desk.Record(c.Context(), c.who.Owner, f, c.PathValue("question"))
	if err != nil {
		return nil, err
	}
	return versioned(plainly(r), r.Version)
}

// plainly shows an answer that was never given as unanswered.
func plainly(r *assessment.Record) *assessment.Record {
	shown := *r
	if shown.Response.State == "" {
		shown.Response.State = questionnaire.Unanswered
	}
	return &shown
}

func writeResponse(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	if err := c.key(); err != nil {
		return nil, err
	}
	var in struct {
		Response    questionnaire.Response `json:"response"`
		Flag        string                 `json:"flag,omitempty"`
		Instruments []assessment.Citation  `json:"instruments,omitempty"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	if faults := reviewed(in.Response); faults != nil {
		return nil, faults
	}
	r, err := c.api.Desk.Answer(c.Context(), c.act, f, c.PathValue("question"), seen, in.Response, in.Flag, in.Instruments...)
	if err != nil {
		return nil, err
	}
	if !same(r, in.Response, in.Flag) || !slices.Equal(r.Instruments, in.Instruments) { // what an earlier call under this key saved
		return nil, assessment.ErrKeyUsed
	}
	return versioned(r, r.Version)
}

// reviewed says which fields of an answer a country may not set, since they
// are what a reviewer found.
func reviewed(r questionnaire.Response) questionnaire.Faults {
	var faults questionnaire.Faults
	refuse := func(set bool, path string) {
		if set {
			faults = append(faults, questionnaire.Fault{Path: "response." + path, Problem: "only a reviewer says this", Advice: "leave it out"})
		}
	}
	refuse(r.Accepted, "accepted")
	for i, e := range r.Evidence {
		refuse(e.Seen, fmt.Sprintf("evidence[%d].seen", i))
		refuse(e.Rejected, fmt.Sprintf("evidence[%d].rejected", i))
	}
	return faults
}

// same reports whether a record holds just this answer.
func same(r *assessment.Record, response questionnaire.Response, flag string) bool {
	saved, err := json.Marshal(r.Response)
	asked, err2 := json.Marshal(response)
	return err == nil && err2 == nil && bytes.Equal(saved, asked) && r.Flag == strings.TrimSpace(flag)
}

// within puts a field in front of the paths of faults, except those of the
// fields that stand beside it.
func within(field string, err error, beside ...string) error {
	var faults questionnaire.Faults
	if !errors.As(err, &faults) {
		return err
	}
	faults = slices.Clone(faults)
	for i := range faults {
		switch path := faults[i].Path; {
		case path == "":
			faults[i].Path = field
		case !slices.Contains(beside, path):
			faults[i].Path = field + "." + path
		}
	}
	return faults
}

func readHistory(c *call, f *assessment.File) (*reply, error) {
	history, err := c.api.Desk.History(c.Context(), c.who.Owner, f, c.PathValue("question"))
	return listed("history", history, err)
}

func writeExplanation(c *call) (*reply, error) {
	seen, err := c.seen()
	if err != nil {
		return nil, err
	}
	var in struct {
		Text string `json:"text"`
	}
	f, err := c.input(&in)
	if err != nil {
		return nil, err
	}
	next, err := c.api.Desk.Explain(c.Context(), c.act, f, seen, c.PathValue("rule"), in.Text)
	if err != nil {
		return nil, err
	}
	return versioned(next, next.Version)
}

func listProblems(c *call, f *assessment.File) (*reply, error) {
	problems, err := c.api.Desk.Problems(c.Context(), c.who.Owner, f)
	return listed("problems", placed(f.ID, problems), err)
}

func listTasks(c *call, f *assessment.File) (*reply, error) {
	work, err := c.api.Desk.Work(c.Context(), c.act, f)
	if err != nil {
		return nil, err
	}
	return ok(work)
}

func readResult(c *call, f *assessment.File) (*reply, error) {
	result, err := c.api.Desk.Result(c.Context(), c.who.Owner, f, nil)
	if err != nil {
		return nil, err
	}
	return ok(result)
}
