// Package operator is the command line of whoever runs the product: it brings
// in a country with its first lead and an outreach team with its first
// reviewer, invites again, and suspends.
//
// It can do nothing else. It reads and writes no answer, and every act is an
// event that the country or team sees.
package operator

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/store"
)

// Keeper is what the operator can do to the table.
type Keeper interface {
	Invite(ctx context.Context, side access.Side, sub string, m store.Membership, e assessment.Event) error
	Suspend(ctx context.Context, side access.Side, sub string, active bool, e assessment.Event) error
}

// World is what the commands need of where they run.
type World struct {
	// Open opens the table that a flag names: a data folder, or the tables in
	// the cloud with "". What it returns last closes it.
	Open func(data string) (Keeper, func(), error)
	// User makes a user at the identity provider and returns their sub; nil
	// where there is none, and then the sub is given with -sub.
	User  func(ctx context.Context, email string) (string, error)
	Now   func() time.Time
	NewID func() string
}

// Program returns the command line.
func Program(ctx context.Context, w World) command.Program {
	return command.Program{
		Name: "operator",
		About: "operator brings countries and outreach teams in, invites people again and suspends\n" +
			"them. It reads no answer; every act is an event that the country or team sees.",
		Commands: []command.Command{
			{Name: "country", About: "bring in a country with its first lead", Setup: w.bring(ctx, access.National, access.Lead)},
			{Name: "team", About: "bring in an outreach team with its first reviewer", Setup: w.bring(ctx, access.Outreach, access.Reviewer)},
			{Name: "invite", Args: "OWNER", About: "invite another lead or reviewer of a country or team", Least: 1, Most: 1, Setup: w.invite(ctx)},
			{Name: "suspend", Args: "SUB", About: "take a person's rights away at once", Least: 1, Most: 1, Setup: w.suspend(ctx, false)},
			{Name: "restore", Args: "SUB", About: "give a suspended person their rights back", Least: 1, Most: 1, Setup: w.suspend(ctx, true)},
		},
	}
}

// person is the flags that say who is invited.
type person struct{ name, email, sub, data *string }

func (w World) person(f *flag.FlagSet) person {
	return person{
		name:  f.String("name", "", "the person's `name`"),
		email: f.String("email", "", "the person's e-mail `address`, to which the identity provider sends the invitation"),
		sub:   f.String("sub", "", "the person's `subject` at the identity provider, if they have one already"),
		data:  f.String("data", "", "work on the table in this `folder` instead of the tables in the cloud"),
	}
}

// bring makes a new country or team: its random id with its first person.
func (w World) bring(ctx context.Context, side access.Side, role access.Role) func(*flag.FlagSet) command.Run {
	return func(f *flag.FlagSet) command.Run {
		p := w.person(f)
		called := new(string)
		if side == access.Outreach {
			called = f.String("called", "", "the `name` by which countries know the team; it cannot be changed later")
		}
		return func(x command.IO, _ []string) error {
			return w.add(ctx, x, p, side, role, w.NewID(), "owner_created", *called)
		}
	}
}

func (w World) invite(ctx context.Context) func(*flag.FlagSet) command.Run {
	return func(f *flag.FlagSet) command.Run {
		p := w.person(f)
		team := f.Bool("team", false, "the owner is an outreach team, not a country")
		return func(x command.IO, args []string) error {
			side, role := access.National, access.Lead
			if *team {
				side, role = access.Outreach, access.Reviewer
			}
			return w.add(ctx, x, p, side, role, args[0], "member_invited", "")
		}
	}
}

// add gives a person their first rights, and a new team the name that it is
// called by.
func (w World) add(ctx context.Context, x command.IO, p person, side access.Side, role access.Role, owner, kind, called string) error {
	if *p.name == "" {
		return command.Usagef("-name is missing: the country and its events show it")
	}
	sub := *p.sub
	switch {
	case sub != "":
	case w.User == nil:
		return command.Usagef("-sub is missing: there is no identity provider here to make a user at")
	case *p.email == "":
		return command.Usagef("-email or -sub is missing: say who is invited")
	}
	keep, done, err := w.Open(*p.data)
	if err != nil {
		return err
	}
	defer done()
	if sub == "" {
		if sub, err = w.User(ctx, *p.email); err != nil {
			return err
		}
	}
	m := store.Membership{Owner: owner, Name: *p.name, Roles: []string{string(role)}, Active: true}
	e := assessment.Event{At: w.Now(), By: "operator", Kind: kind, About: sub, Detail: string(role), Name: called}
	if err := keep.Invite(ctx, side, sub, m, e); err != nil {
		return err
	}
	x.Printer().Line("%s %s: %s is %s, subject %s", side, owner, *p.name, role, sub)
	return nil
}

func (w World) suspend(ctx context.Context, active bool) func(*flag.FlagSet) command.Run {
	return func(f *flag.FlagSet) command.Run {
		team := f.Bool("team", false, "the person is a reviewer, not a national official")
		data := f.String("data", "", "work on the table in this `folder` instead of the tables in the cloud")
		return func(x command.IO, args []string) error {
			side, kind := access.National, "member_suspended"
			if *team {
				side = access.Outreach
			}
			if active {
				kind = "member_restored"
			}
			keep, done, err := w.Open(*data)
			if err != nil {
				return err
			}
			defer done()
			e := assessment.Event{At: w.Now(), By: "operator", Kind: kind, About: args[0]}
			if err := keep.Suspend(ctx, side, args[0], active, e); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			x.Printer().Line("%s: %s", args[0], kind)
			return nil
		}
	}
}
