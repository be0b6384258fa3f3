// Command operator brings countries and outreach teams in; see package
// shared/command/operator for its commands. It is never deployed.
package main

import (
	"context"
	"os"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/app/users"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/command/operator"
	"github.com/mtcr-outreach/self-assessment/shared/local"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

func main() {
	world := operator.World{Open: open, Now: time.Now, NewID: app.NewID}
	if pool := users.Pool(os.Getenv); pool != nil {
		world.Users = pool
	}
	os.Exit(operator.Program(context.Background(), world).Run(command.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, ReadFile: os.ReadFile}, os.Args[1:]))
}

// open opens the table in a folder, or the tables that the environment names.
func open(data string) (operator.Keeper, func(), error) {
	var t table.Table
	var err error
	done := func() {}
	if data != "" {
		t, done, err = local.Open(data)
	} else {
		t, err = app.TableFromEnvironment(os.Getenv)
	}
	return store.New(t), done, err
}
