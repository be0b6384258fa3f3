// Package operator is the command line of whoever runs the product: it brings
// in a country with its first lead and an outreach team with its first
// reviewer, invites again, and suspends.
//
// It can do nothing else. It reads and writes no answer, and every act is an
// event that the country or team sees.
package operator

import (
	"context"
	"errors"
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
	Exists(ctx context.Context, side access.Side, owner string) (bool, error)
	Membership(ctx context.Context, side access.Side, sub string) (store.Membership, error)
	Invite(ctx context.Context, side access.Side, sub string, m store.Membership, e assessment.Event) error
	Reinvited(ctx context.Context, owner string, e assessment.Event) error
	Suspend(ctx context.Context, side access.Side, sub string, active bool, e assessment.Event) error
}

// Users are the people at the identity provider, by their e-mail address.
type Users interface {
	// Make makes a user, to whom the provider sends an invitation, and returns
	// their sub; of one that is there already, only the sub.
	Make(ctx context.Context, email string) (string, error)
	// Find returns the sub of a user.
	Find(ctx context.Context, email string) (string, error)
	// Resend sends the invitation again to a user who never signed in.
	Resend(ctx context.Context, email string) error
}

// World is what the commands need of where they run.
type World struct {
	// Open opens the table that a flag names: a data folder, or the tables in
	// the cloud with "". What it returns last closes it.
	Open  func(data string) (Keeper, func(), error)
	Users Users // nil where there is no identity provider; then the sub is given with -sub
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
			{Name: "reinvite", About: "send a person their invitation again", Setup: w.reinvite(ctx)},
			{Name: "suspend", Args: "SUB", About: "take a person's rights away at once", Least: 1, Most: 1, Setup: w.suspend(ctx, false)},
			{Name: "restore", Args: "SUB", About: "give a person whom the operator suspended their rights back", Least: 1, Most: 1, Setup: w.suspend(ctx, true)},
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
	case w.Users == nil:
		return command.Usagef("-sub is missing: there is no identity provider here to make a user at")
	case *p.email == "":
		return command.Usagef("-email or -sub is missing: say who is invited")
	}
	keep, done, err := w.Open(*p.data)
	if err != nil {
		return err
	}
	defer done()
	if kind != "owner_created" { // nobody is made a user for an owner that is not there
		there, err := keep.Exists(ctx, side, owner)
		if err != nil {
			return err
		}
		if !there {
			return fmt.Errorf("inviting %s: there is no %s %q; give the id that was printed when it was brought in, and -team for a team", *p.name, kinds[side], owner)
		}
	}
	if sub == "" {
		if sub, err = w.Users.Make(ctx, *p.email); err != nil {
			return err
		}
	}
	m := store.Membership{Owner: owner, Name: *p.name, Roles: []string{string(role)}, Active: true}
	e := assessment.Event{At: w.Now(), By: by, Kind: kind, About: sub, Detail: string(role), Name: called}
	if err := keep.Invite(ctx, side, sub, m, e); err != nil {
		return err
	}
	x.Printer().Line("%s %s: %s is %s, subject %s", side, owner, *p.name, role, sub)
	return nil
}

// kinds say what an owner on a side is.
var kinds = map[access.Side]string{access.National: "country", access.Outreach: "team"}

// reinvite sends an invitation again, and only to somebody who was brought in:
// their country or team sees it. It is recorded once it was sent; a run that
// breaks off in between is made again.
func (w World) reinvite(ctx context.Context) func(*flag.FlagSet) command.Run {
	return func(f *flag.FlagSet) command.Run {
		email := f.String("email", "", "the `address` to which the person was invited")
		team := f.Bool("team", false, "the person is a reviewer, not a national official")
		data := f.String("data", "", "work on the table in this `folder` instead of the tables in the cloud")
		return func(x command.IO, _ []string) error {
			switch {
			case w.Users == nil:
				return command.Usagef("there is no identity provider here to send an invitation")
			case *email == "":
				return command.Usagef("-email is missing: say who is invited again")
			}
			side := access.National
			if *team {
				side = access.Outreach
			}
			keep, done, err := w.Open(*data)
			if err != nil {
				return err
			}
			defer done()
			sub, err := w.Users.Find(ctx, *email)
			if err != nil {
				return err
			}
			m, err := keep.Membership(ctx, side, sub)
			if errors.Is(err, assessment.ErrNotFound) {
				return fmt.Errorf("inviting %s again: nobody brought this person into a %s; use invite, or -team for a reviewer", *email, kinds[side])
			}
			if err != nil {
				return err
			}
			if err := w.Users.Resend(ctx, *email); err != nil {
				return err
			}
			if err := keep.Reinvited(ctx, m.Owner, assessment.Event{At: w.Now(), By: by, Kind: "member_reinvited", About: sub}); err != nil {
				return fmt.Errorf("the invitation was sent and is not recorded; run this again: %w", err)
			}
			x.Printer().Line("%s %s: %s is invited again, subject %s", side, m.Owner, m.Name, sub)
			return nil
		}
	}
}

// by is the author of every event of these commands.
const by = "operator"

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
			e := assessment.Event{At: w.Now(), By: by, Kind: kind, About: args[0]}
			switch err := keep.Suspend(ctx, side, args[0], active, e); {
			case errors.Is(err, assessment.ErrConflict) && active:
				return fmt.Errorf("restoring %s: the operator did not suspend them; whom a lead suspended, the lead restores", args[0])
			case errors.Is(err, assessment.ErrConflict):
				return fmt.Errorf("suspending %s: they are suspended already; nothing is left to do", args[0])
			case err != nil:
				return fmt.Errorf("%s: %w", args[0], err)
			}
			x.Printer().Line("%s: %s", args[0], kind)
			return nil
		}
	}
}
