package assessment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Country is the profile of a country that assesses itself. Its id is random
// and never an ISO code, so that a key tells nobody who it is.
type Country struct {
	ID       string `json:"id"`
	Version  int    `json:"version"`
	Name     string `json:"name"`
	ISO      string `json:"iso,omitempty"` // two letters; empty for invented states
	Status   Status `json:"status"`
	TimeZone string `json:"time_zone"` // as in the IANA database, such as Africa/Accra
	Language string `json:"language"`  // such as en
}

// Status is the country's standing with the regime, in its own words. It is
// never scored, and adherence is no stage of membership.
type Status string

// The statuses.
const (
	Partner            Status = "partner"
	AdherentFormal     Status = "adherent_formal"     // notified under the policy of 2014
	AdherentUnilateral Status = "adherent_unilateral" // an older or unilateral declaration
	NonPartner         Status = "non_partner"
)

// Statuses lists every status.
var Statuses = []Status{Partner, AdherentFormal, AdherentUnilateral, NonPartner}

// Check says what is wrong with a profile.
func (c *Country) Check() questionnaire.Faults {
	var fs faults
	fs.text("name", c.Name, 1, 120)
	if c.ISO != "" && (len(c.ISO) != 2 || strings.ToUpper(c.ISO) != c.ISO) {
		fs.add("iso", "not two capital letters", "leave it empty or write the ISO 3166 code")
	}
	if !slices.Contains(Statuses, c.Status) {
		fs.add("status", "not a status", "use partner, adherent_formal, adherent_unilateral or non_partner")
	}
	if !isZone(c.TimeZone) {
		fs.add("time_zone", "not a time zone", "write it as in Africa/Accra, or UTC")
	}
	fs.text("language", c.Language, 2, 12)
	return fs.Faults
}

// maxBodies is how many bodies one person may speak for.
const maxBodies = 50

// Member is a person who works on a country's file.
type Member struct {
	Sub     string   `json:"sub"` // subject of the identity provider
	Version int      `json:"version"`
	Name    string   `json:"name"`
	Roles   []string `json:"roles"`            // of access.Roles
	Bodies  []string `json:"bodies,omitempty"` // the bodies a contributor speaks for
	Active  bool     `json:"active"`           // false: suspended, with effect at once
}

// Person is a member as the list of people shows them.
type Person struct {
	Member
	SuspendedByOperator bool `json:"suspended_by_operator,omitempty"` // whatever Active says, they may do nothing until the operator restores them
}

// Check says what is wrong with a member; known are the roles there are.
func (m *Member) Check(known []string) questionnaire.Faults {
	var fs faults
	fs.text("sub", m.Sub, 1, 128)
	if strings.ContainsFunc(m.Sub, func(c rune) bool { return c <= ' ' || c > '~' || c == '#' }) {
		fs.add("sub", "not a subject of the identity provider", "copy it from there: letters, digits and signs without spaces")
	}
	fs.text("name", m.Name, 1, 120)
	if len(m.Roles) == 0 {
		fs.add("roles", "missing", "give at least one of "+strings.Join(known, ", "))
	}
	for _, r := range m.Roles {
		if !slices.Contains(known, r) {
			fs.add("roles", "unknown role "+r, "use "+strings.Join(known, ", "))
		}
	}
	if len(m.Bodies) > maxBodies {
		fs.add("bodies", fmt.Sprintf("more than %d bodies", maxBodies), "name those that the person speaks for")
	}
	for _, b := range m.Bodies {
		fs.body("bodies", b)
	}
	if slices.Contains(m.Roles, "contributor") && len(m.Bodies) == 0 {
		fs.add("bodies", "a contributor speaks for at least one body", "name the ministry or agency, for example customs")
	}
	return fs.Faults
}

// faults collects what is wrong with input.
type faults struct{ questionnaire.Faults }

func (fs *faults) add(path, problem, advice string) {
	fs.Faults = append(fs.Faults, questionnaire.Fault{Path: path, Problem: problem, Advice: advice})
}

// text checks the length of a text in characters.
func (fs *faults) text(path, s string, least, most int) {
	switch n := len([]rune(strings.TrimSpace(s))); {
	case n < least && n == 0:
		fs.add(path, "missing", "this text is required")
	case n < least:
		fs.add(path, "too short", "write a little more")
	case n > most:
		fs.add(path, "too long", fmt.Sprintf("shorten it to %d characters", most))
	case questionnaire.HasControl(s):
		fs.add(path, "it holds a control character, which no page or file can show", "type the text again, or paste it as plain text")
	}
}

// body checks the id of a body: short, lower case, no spaces, since it stands
// in keys and links.
func (fs *faults) body(path, id string) {
	if id == "" || len(id) > 40 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
		fs.add(path, "not the id of a body", "use up to 40 of a-z, 0-9, _ and -, for example customs")
	}
}

// FaultsOfBody says what is wrong with the id of a body that somebody typed;
// nil for nothing. Where the id stands in a path, it is only not found.
func FaultsOfBody(path, id string) questionnaire.Faults {
	var fs faults
	fs.body(path, id)
	return fs.Faults
}

// Country reads a country's profile. A country that was only just brought in
// has one of version 0, to be filled in by its lead.
func (d *Desk) Country(ctx context.Context, id string) (*Country, error) {
	c, err := d.Store.Country(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return &Country{ID: id, Status: NonPartner, TimeZone: "UTC", Language: "en"}, nil
	}
	return c, err
}

// SaveCountry saves a profile whose author saw Version-1.
func (d *Desk) SaveCountry(ctx context.Context, a Act, c *Country) error {
	if faults := c.Check(); faults.Err() != nil {
		return faults
	}
	return d.Store.SaveCountry(ctx, c, d.event(a, "country_changed", c.ID, ""))
}

// SaveMember adds or changes a person, whose author saw Version-1. known are
// the roles there are. The last lead cannot go, and who was suspended by the
// operator gets no rights here.
func (d *Desk) SaveMember(ctx context.Context, a Act, m *Member, known []string) error {
	if faults := m.Check(known); faults.Err() != nil {
		return faults
	}
	if err := d.keepsLead(ctx, a, m); err != nil {
		return err
	}
	kind := "member_changed"
	switch {
	case m.Version == 1:
		kind = "member_added"
	case !m.Active:
		kind = "member_suspended"
	}
	err := d.Store.SaveMember(ctx, a.Country, m, d.event(a, kind, m.Sub, strings.Join(m.Roles, " ")))
	if errors.Is(err, ErrSuspended) {
		return questionnaire.Faults{{Path: "active", Problem: "the operator of this service suspended this person", Advice: "ask the operator to restore them first, or save them as suspended"}}
	}
	return err
}

// keepsLead refuses to let the last lead go. Whoever acts is a lead, so only
// their own leaving can be the last one's.
func (d *Desk) keepsLead(ctx context.Context, a Act, m *Member) error {
	if m.Sub != a.By || m.leads() {
		return nil
	}
	members, err := d.Store.Members(ctx, a.Country)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(members, func(other Member) bool { return other.Sub != m.Sub && other.leads() }) {
		return nil
	}
	return questionnaire.Faults{{Path: "roles", Problem: "this is the last active lead", Advice: "name another lead first"}}
}

func (m *Member) leads() bool { return m.Active && slices.Contains(m.Roles, "lead") }
