// Package access says who may do what: one table of permissions, reviewed as a
// table, from route to roles.
//
// permissions.csv is that table. A route that is not in it is open to nobody.
// What a permission depends on beyond the role (which country, which sections
// were assigned to a body, whether a file is sealed) is said by the package
// that owns the thing; this one never reads it.
package access

import (
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Side is whom a person acts for.
type Side string

// The two sides. They never share a session, a function or a table zone.
const (
	National Side = "national" // a country's own officials
	Outreach Side = "outreach" // reviewers of an outreach team
)

// Role is what a person may do on their side.
type Role string

// The roles. A person may have several.
const (
	Lead        Role = "lead"        // leads the country's assessment: people, sealing, release
	Contributor Role = "contributor" // answers what was assigned to their bodies
	Approver    Role = "approver"    // signs sections off
	Reader      Role = "reader"      // reads the country's file
	Reviewer    Role = "reviewer"    // of an outreach team
)

// Roles lists the roles of each side in the order in which they are shown.
var Roles = map[Side][]Role{
	National: {Lead, Contributor, Approver, Reader},
	Outreach: {Reviewer},
}

// Principal is the person who makes a request: who they are by signed claims,
// and what they may do by their membership as it stands now.
type Principal struct {
	Sub    string // subject of the identity provider
	Name   string
	Side   Side
	Owner  string   // id of the country or team they act for
	Roles  []Role   // none: suspended, or not a member
	Bodies []string // the bodies (ministries) a contributor speaks for
}

// Is reports whether the person has one of the roles.
func (p *Principal) Is(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(p.Roles, r) })
}

// Session is one sign-in of a person in a browser. What the browser holds is
// random; only its hash is kept.
type Session struct {
	Began  time.Time `json:"began"`  // the person signed in
	Issued time.Time `json:"issued"` // this hash was given out; it is changed while the session goes on
	Ends   time.Time `json:"ends"`
}

// Permission is one line of the table.
type Permission struct {
	Method    string
	Path      string // with the wildcards of net/http, such as /api/v1/assessments/{assessment}
	Operation string // its name in the contract of the API
	Side      Side   // empty: open to everybody, without signing in
	Roles     []Role // any of these
}

// Pattern is the route as net/http writes it.
func (p Permission) Pattern() string { return p.Method + " " + p.Path }

// Allows reports whether the person may use the route.
func (p Permission) Allows(who *Principal) bool {
	return p.Side == "" || who != nil && who.Side == p.Side && who.Is(p.Roles...)
}

//go:embed permissions.csv
var table string

// Permissions are the lines of the table, in the order of the file. They are
// read once, at the first call.
func Permissions() ([]Permission, error) {
	all, err := permissions()
	return slices.Clone(all), err
}

// ByOperation are the lines of the table by the names of their operations.
func ByOperation() (map[string]Permission, error) {
	all, err := permissions()
	byName := make(map[string]Permission, len(all))
	for _, p := range all {
		byName[p.Operation] = p
	}
	return byName, err
}

var permissions = sync.OnceValues(func() ([]Permission, error) { return read(table) })

func read(table string) ([]Permission, error) {
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading permissions.csv: %w", err)
	}
	var all []Permission
	for i, row := range rows[1:] {
		p := Permission{Method: row[0], Path: row[1], Operation: row[2], Side: Side(row[3])}
		for _, name := range strings.Fields(row[4]) {
			p.Roles = append(p.Roles, Role(name))
		}
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("reading permissions.csv: line %d: %w", i+2, err)
		}
		all = append(all, p)
	}
	return all, nil
}

func (p Permission) check() error {
	if p.Side == "" {
		if len(p.Roles) > 0 {
			return fmt.Errorf("%s is open to everybody and yet names roles", p.Pattern())
		}
		return nil
	}
	if len(p.Roles) == 0 {
		return fmt.Errorf("%s names no role", p.Pattern())
	}
	for _, r := range p.Roles {
		if !slices.Contains(Roles[p.Side], r) {
			return fmt.Errorf("%s: %q is no role of the %s side", p.Pattern(), r, p.Side)
		}
	}
	return nil
}

type contextKey struct{}

// With returns a context that carries who makes the request.
func With(ctx context.Context, p *Principal) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// From returns who makes the request; nil for nobody. It is set from signed
// claims alone, never from anything in the request itself.
func From(ctx context.Context) *Principal {
	p, _ := ctx.Value(contextKey{}).(*Principal)
	return p
}
