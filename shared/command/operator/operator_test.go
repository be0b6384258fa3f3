package operator_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/command/operator"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
)

// TestOperator: a country comes in with its first lead, is seen in its events,
// takes its profile and list of members over, and a suspended person has no
// rights at their next request.
func TestOperator(t *testing.T) {
	file, err := embedded.Open(filepath.Join(t.TempDir(), "table.db"), "records")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	keep := store.New(file.Table("records"))
	ids := 0
	world := operator.World{
		Open:  func(string) (operator.Keeper, func(), error) { return keep, func() {}, nil },
		User:  func(_ context.Context, email string) (string, error) { return "sub-of-" + email, nil },
		Now:   func() time.Time { return time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) },
		NewID: func() string { ids++; return fmt.Sprintf("owner%05d", ids) },
	}
	ctx := context.Background()
	run := func(code int, args string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if got := operator.Program(ctx, world).Run(command.IO{Out: &out, Err: &errs}, strings.Fields(args)); got != code {
			t.Fatalf("%s: code %d, want %d: %s%s", args, got, code, out.String(), errs.String())
		}
		return out.String() + errs.String()
	}
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
	run(0, "suspend "+ada)
	if who, err := keep.Principal(ctx, access.National, ada); err != nil || len(who.Roles) > 0 {
		t.Errorf("suspended, yet %+v, %v", who, err)
	}
	run(0, "restore "+ada)
	run(1, "suspend nobody")
	events, err := keep.Events(ctx, "owner00001", 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for i := len(events) - 1; i >= 0; i-- {
		kinds = append(kinds, events[i].Kind)
	}
	if got := strings.Join(kinds, " "); got != "owner_created member_added member_suspended member_restored" {
		t.Errorf("the country sees %s", got)
	}
}
