package store

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// meeting is a table on which something else happens before one of its calls.
type meeting struct {
	table.Table
	calls  int // until it happens
	happen func()
}

func (b *meeting) call() {
	if b.calls--; b.calls == 0 {
		b.happen()
	}
}

func (b *meeting) Get(ctx context.Context, k table.Key, r table.Reading) (table.Item, table.Units, error) {
	b.call()
	return b.Table.Get(ctx, k, r)
}

func (b *meeting) Query(ctx context.Context, q table.Query) (table.Page, error) {
	b.call()
	return b.Table.Query(ctx, q)
}

func (b *meeting) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	b.call()
	return b.Table.Write(ctx, ops...)
}

// TestRightsMeet: of a change of roles and a suspension that meet, at whatever
// step, neither is lost; roles that come after the suspension are refused.
func TestRightsMeet(t *testing.T) {
	ctx := context.Background()
	kofi := &assessment.Member{Sub: "kofi", Version: 1, Name: "Kofi", Roles: []string{"contributor"}, Active: true}
	promoted := *kofi
	promoted.Version, promoted.Roles = 2, []string{"approver"}
	save := func(s *Store, m *assessment.Member) error {
		return s.SaveMember(ctx, land, m, assessment.Event{By: "lead", Kind: "member_changed", About: "kofi"})
	}
	suspend := func(s *Store) error {
		return s.Suspend(ctx, access.National, "kofi", false, assessment.Event{By: "operator", Kind: "member_suspended", About: "kofi"})
	}
	refused, kept := 0, 0
	for _, saveFirst := range []bool{true, false} {
		for calls := 1; ; calls++ {
			memory := &tabletest.Memory{}
			plain := New(memory)
			if err := save(plain, kofi); err != nil {
				t.Fatal(err)
			}
			var saved, suspended error
			steps := &meeting{Table: memory, calls: calls}
			if saveFirst {
				steps.happen = func() { suspended = suspend(plain) }
				saved = save(New(steps), &promoted)
			} else {
				steps.happen = func() { saved = save(plain, &promoted) }
				suspended = suspend(New(steps))
			}
			if steps.calls > 0 { // it did not come to that many
				break
			}
			m, err := plain.Membership(ctx, access.National, "kofi")
			if err != nil || suspended != nil || m.SuspendedBy != "operator" || len(m.principal(access.National, "kofi").Roles) > 0 {
				t.Errorf("before call %d: suspended with %v, and stands as %+v, %v", calls, suspended, m, err)
			}
			people, err := plain.People(ctx, land)
			if err != nil || len(people) != 1 || !people[0].SuspendedByOperator || !people[0].Active {
				t.Errorf("before call %d: the list of people is %+v, %v", calls, people, err)
			}
			want := "approver"
			if errors.Is(saved, assessment.ErrSuspended) {
				want = "contributor"
				refused++
			} else if kept++; saved != nil {
				t.Errorf("before call %d: saved with %v", calls, saved)
			}
			if m.Roles[0] != want {
				t.Errorf("before call %d: the roles are %v, want %s", calls, m.Roles, want)
			}
		}
	}
	if refused == 0 || kept == 0 {
		t.Errorf("%d refused, %d kept: they did not meet", refused, kept)
	}
}

// TestSaveMemberUnknown: a person that no membership knows is new, and nobody
// is changed who is not there.
func TestSaveMemberUnknown(t *testing.T) {
	s := New(&tabletest.Memory{})
	for version, want := range map[int]error{2: assessment.ErrConflict, 1: nil} {
		m := &assessment.Member{Sub: "kofi" + string(rune('0'+version)), Version: version, Name: "Kofi", Active: true}
		if err := s.SaveMember(context.Background(), land, m, assessment.Event{By: "lead", Kind: "member_changed", About: m.Sub}); !errors.Is(err, want) {
			t.Errorf("version %d: %v, want %v", version, err, want)
		}
	}
	e := assessment.Event{By: "operator", Kind: "member_suspended", About: "eve"}
	if err := s.Suspend(context.Background(), access.National, "eve", false, e); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("nobody was suspended: %v", err)
	}
}

// TestReviewers: the people of a team are known by name from what the operator
// wrote; nobody else's are told.
func TestReviewers(t *testing.T) {
	ctx := context.Background()
	s := New(&tabletest.Memory{})
	bringTeam(t, s)
	other := Membership{Owner: "other00000", Name: "Eve", Roles: []string{"reviewer"}, Active: true}
	if err := s.Invite(ctx, access.Outreach, "eve", other, assessment.Event{By: "operator", Kind: "owner_created", About: "eve", Detail: "reviewer"}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Reviewers(ctx, team, []string{"rosa", "eve", "nobody", "rosa"})
	if want := []assessment.Member{{Sub: "rosa", Name: "Rosa", Roles: []string{"reviewer"}, Active: true}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the team has %+v, %v; want %+v", got, err, want)
	}
}
