package operator_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/command/operator"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
)

// pool is an identity provider that knows the addresses that were made users,
// and keeps to whom it sent an invitation.
type pool struct{ known, sent []string }

func (p *pool) Make(_ context.Context, email string) (string, error) {
	if !slices.Contains(p.known, email) {
		p.known, p.sent = append(p.known, email), append(p.sent, email)
	}
	return "sub-of-" + email, nil
}

func (p *pool) Find(_ context.Context, email string) (string, error) {
	if !slices.Contains(p.known, email) {
		return "", errors.New("there is no such user")
	}
	return "sub-of-" + email, nil
}

func (p *pool) Resend(_ context.Context, email string) error {
	p.sent = append(p.sent, email)
	return nil
}

// broken is a store that refuses writes while it is down.
type broken struct {
	*store.Store
	down bool
}

func (b *broken) Invite(ctx context.Context, side access.Side, sub string, m store.Membership, e assessment.Event) error {
	if b.down {
		return errors.New("the table is away")
	}
	return b.Store.Invite(ctx, side, sub, m, e)
}

// bench is the program over a table of its own.
type bench struct {
	*testing.T
	keep  *broken
	users *pool
	world operator.World
}

func newBench(t *testing.T) *bench {
	t.Helper()
	file, err := embedded.Open(filepath.Join(t.TempDir(), "table.db"), "records")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	b, ids := &bench{T: t, keep: &broken{Store: store.New(file.Table("records"))}, users: &pool{}}, 0
	b.world = operator.World{
		Open:  func(string) (operator.Keeper, func(), error) { return b.keep, func() {}, nil },
		Users: b.users,
		Now:   func() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) },
		NewID: func() string { ids++; return fmt.Sprintf("owner%05d", ids) },
	}
	return b
}

// run runs a command, and fails unless it ends with code.
func (b *bench) run(code int, args string) string {
	b.Helper()
	var out, errs bytes.Buffer
	if got := operator.Program(b.Context(), b.world).Run(command.IO{Out: &out, Err: &errs}, strings.Fields(args)); got != code {
		b.Fatalf("%s: code %d, want %d: %s%s", args, got, code, out.String(), errs.String())
	}
	return out.String() + errs.String()
}

// sees fails unless the events of an owner are of these kinds.
func (b *bench) sees(owner, want string) {
	b.Helper()
	events, err := b.keep.Events(b.Context(), owner, 0, 100)
	if err != nil {
		b.Fatal(err)
	}
	var kinds []string
	for i := len(events) - 1; i >= 0; i-- {
		kinds = append(kinds, events[i].Kind)
	}
	if got := strings.Join(kinds, " "); got != want {
		b.Errorf("%s sees %s, want %s", owner, got, want)
	}
}

// roles are those that a person has at their next request.
func (b *bench) roles(sub string) []access.Role {
	b.Helper()
	who, err := b.keep.Principal(b.Context(), access.National, sub)
	if err != nil {
		b.Fatal(err)
	}
	return who.Roles
}

// TestOperator: a country comes in with its first lead, is seen in its events,
// takes its profile and list of members over, and a suspended person has no
// rights at their next request.
func TestOperator(t *testing.T) {
	b := newBench(t)
	keep, run, ctx := b.keep, b.run, t.Context()
	if got := run(0, "country -name Ada -email ada@example.org"); !strings.Contains(got, "national owner00001: Ada is lead, subject sub-of-ada@example.org") {
		t.Errorf("said %q", got)
	}
	run(0, "team -name Rosa -sub rosa")
	run(1, "country -name Ada -email ada@example.org") // she works for somebody already
	run(2, "country -email ada@example.org")
	run(2, "team -name Rosa")

	ada := "sub-of-ada@example.org"
	who, err := keep.Principal(ctx, access.National, ada)
	if err != nil || who.Owner != "owner00001" || !who.Is(access.Lead) {
		t.Fatalf("the lead is %+v, %v", who, err)
	}
	member := &assessment.Member{Sub: ada, Version: 1, Name: "Ada", Roles: []string{"lead"}, Active: true}
	if err := keep.SaveMember(ctx, "owner00001", member, assessment.Event{By: ada, Kind: "member_added"}); err != nil {
		t.Errorf("the lead cannot enter the list of members: %v", err)
	}
	if err := keep.SaveMember(ctx, "owner00009", member, assessment.Event{By: "x", Kind: "member_added"}); !errors.Is(err, assessment.ErrExists) {
		t.Errorf("another country took her: %v", err)
	}
	known := *member
	known.Version = 2
	if err := keep.SaveMember(ctx, "owner00009", &known, assessment.Event{By: "x", Kind: "member_changed"}); !errors.Is(err, assessment.ErrConflict) {
		t.Errorf("another country changed her: %v", err)
	}
	run(0, "suspend "+ada)
	if who, err := keep.Principal(ctx, access.National, ada); err != nil || len(who.Roles) > 0 {
		t.Errorf("suspended, yet %+v, %v", who, err)
	}
	run(0, "restore "+ada)
	run(1, "suspend nobody")
	b.sees("owner00001", "owner_created member_added member_suspended member_restored")
}

// TestInvite: people are invited only into what was brought in; a run that broke
// off can be made again; an invitation is sent again to who was invited, and the
// country sees it.
func TestInvite(t *testing.T) {
	b := newBench(t)
	b.keep.down = true
	b.run(1, "country -name Ada -email ada@x")
	b.keep.down = false
	b.run(0, "country -name Ada -email ada@x") // the user is there already
	b.run(0, "team -name Rosa -email rosa@x -called North")
	const country, team = "owner00002", "owner00003"
	for _, owner := range []string{"owner00001", "owner00009", team, "-team " + country} {
		if got := b.run(1, "invite -name Kofi -email kofi@x "+owner); !strings.Contains(got, "there is no") {
			t.Errorf("invite %s said %q", owner, got)
		}
	}
	if len(b.users.sent) != 2 {
		t.Errorf("invitations went to %q", b.users.sent)
	}
	b.run(0, "invite -name Kofi -email kofi@x "+country)
	b.run(0, "invite -team -name Omar -email omar@x "+team)
	b.run(1, "invite -name Kofi -email kofi@x "+country) // again is another command

	b.run(0, "reinvite -email kofi@x")
	b.run(1, "reinvite -email eve@x")
	if got := b.run(1, "reinvite -team -email kofi@x"); !strings.Contains(got, "nobody brought this person into a team") {
		t.Errorf("said %q", got)
	}
	b.run(0, "reinvite -team -email omar@x")
	b.run(2, "reinvite")
	if got := strings.Join(b.users.sent, " "); got != "ada@x rosa@x kofi@x omar@x kofi@x omar@x" {
		t.Errorf("invitations went to %s", got)
	}
	b.sees(country, "owner_created member_invited member_reinvited")
	b.sees(team, "owner_created member_invited member_reinvited")
	b.world.Users = nil
	b.run(2, "reinvite -email kofi@x")
	b.run(2, "invite -name Nana -email nana@x "+country)
}

// TestSuspensionStands: what the lead saves does not lift a suspension by the
// operator, and the operator does not lift the lead's.
func TestSuspensionStands(t *testing.T) {
	b := newBench(t)
	b.run(0, "country -name Ada -sub ada")
	b.run(0, "invite -name Kofi -sub kofi owner00001")
	desk := &assessment.Desk{Store: b.keep, Now: b.world.Now}
	version := 0
	save := func(active bool) error {
		version++
		m := &assessment.Member{Sub: "kofi", Version: version, Name: "Kofi", Roles: []string{"contributor"}, Bodies: []string{"customs"}, Active: active}
		err := desk.SaveMember(t.Context(), assessment.Act{Country: "owner00001", By: "ada", Lead: true}, m, []string{"contributor"})
		if err != nil {
			version--
		}
		return err
	}
	if err := save(true); err != nil || len(b.roles("kofi")) != 1 {
		t.Fatalf("Kofi is not in: %v", err)
	}
	b.run(0, "suspend kofi")
	if got := b.run(1, "suspend kofi"); !strings.Contains(got, "suspended already") {
		t.Errorf("said %q", got)
	}
	var faults questionnaire.Faults
	if err := save(true); !errors.As(err, &faults) || faults[0].Path != "active" || !strings.Contains(faults[0].Problem, "operator") || len(b.roles("kofi")) > 0 {
		t.Errorf("the lead gives rights back to %v: %v", b.roles("kofi"), err)
	}
	if err := save(false); err != nil || len(b.roles("kofi")) > 0 {
		t.Errorf("the lead may not suspend as well: %v", err)
	}
	b.run(0, "restore kofi")
	if roles := b.roles("kofi"); len(roles) > 0 {
		t.Errorf("the operator lifted what the lead did: %v", roles)
	}
	if got := b.run(1, "restore kofi"); !strings.Contains(got, "the lead restores") {
		t.Errorf("said %q", got)
	}
	if err := save(true); err != nil || len(b.roles("kofi")) != 1 {
		t.Errorf("the lead cannot restore: %v", err)
	}
}
