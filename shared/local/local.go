// Package local is the whole product in one process on one computer: the same
// handlers behind the same event adapter as in the cloud, over a table in one
// file, with invented people to sign in as.
//
// It is for trying the product out, for development, and for the tests of
// whole journeys. It answers on this computer only, for anybody who reaches it
// can sign in as anybody; unless it is told to be public, and then people prove
// who they are to an identity provider, and nobody is invented.
package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/web/site"
)

// Options say how to start.
type Options struct {
	Address string     // to listen on; loopback only, unless public
	Public  bool       // answer other computers too; people sign in for real
	SignIn  app.OpenID // where; with Public only
	Data    string     // folder of the table file and of the tokens
	Reset   bool       // begin with the sample states as new
	Content fs.FS      // the questionnaires
	Out     io.Writer  // what it does, for the person who started it

	DynamoDB func(string) string // the environment that names DynamoDB tables; nil: the file
	Sample   bool                // make the sample states in those tables if they are not there

	Workbooks app.Workbooks
	Reports   []report.Format
}

// Run serves until the context ends. It says what it does on Out.
func Run(ctx context.Context, o Options) error {
	if err := o.check(); err != nil {
		return err
	}
	// Before any data: a start that fails here leaves the folder as it was.
	listener, err := net.Listen("tcp", o.Address)
	if err != nil {
		return fmt.Errorf("starting on %s: %w; another address can be given with -address", o.Address, err)
	}
	defer listener.Close()
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	d, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	signIn := app.SignIn{People: people(), Gallery: site.Gallery}
	if o.Public {
		signIn = app.SignIn{Provider: app.NewProvider(o.SignIn), Secure: o.SignIn.Secure()}
	}
	log := slog.New(slog.NewTextHandler(o.Out, &slog.HandlerOptions{Level: slog.LevelWarn}))
	p, err := app.NewProduct(o.Content, d.table, signIn, log, app.National(), app.NationalWorkbooks(o.Workbooks), app.NationalReports(o.Reports), app.Outreach(), app.OutreachReports(o.Reports))
	if err != nil {
		return err
	}
	g := &gateway{function: app.Handler("local", p.Web, p.Lookup(access.National, access.Outreach), log), newID: app.NewID}
	if !o.Public {
		if err := o.invent(ctx, p, d.where); err != nil {
			return err
		}
		if err := o.giveTokens(g); err != nil {
			return err
		}
	}
	o.say(listener.Addr().String(), d, g)
	return serve(ctx, listener, g)
}

// people are the sample people, to be signed in as.
func people() []site.Person {
	var all []site.Person
	for _, p := range sample.People {
		all = append(all, site.Person{Sub: p.Sub, Name: p.Name, About: p.About, Side: p.Side})
	}
	return all
}

// check refuses to answer the network where anybody could sign in as anybody,
// and what does not go together.
func (o Options) check() error {
	host, _, err := net.SplitHostPort(o.Address)
	switch {
	case err != nil:
		return fmt.Errorf("reading the address %q: %w; write it as 127.0.0.1:8080", o.Address, err)
	case o.Public && o.Reset:
		return errors.New("-reset begins anew with invented states, and -public is for real ones; leave one of them out")
	case o.Public && o.Sample:
		return errors.New("-sample makes invented states, and -public is for real ones; leave one of them out")
	case o.DynamoDB != nil && o.Reset:
		return errors.New("-reset begins anew in a file, and this program empties no DynamoDB table; leave -reset out, or make new tables")
	case o.DynamoDB == nil && o.Sample:
		return errors.New("-sample is for -dynamodb: a new file has the sample states anyway; leave it out")
	case o.Public:
		if wrong := o.SignIn.Faults(app.OpenID{Base: "-base-url", Issuer: "-issuer", Client: "-client"}); len(wrong) > 0 {
			return fmt.Errorf("-public needs an identity provider to sign in at:\n%w", errors.Join(wrong...))
		}
	case o.SignIn != app.OpenID{}:
		return errors.New("-base-url, -issuer and -client say where people sign in for real; give -public with them")
	case !app.Loopback(host):
		return fmt.Errorf("%q can be reached from other computers, and this program lets anybody sign in as anybody; use 127.0.0.1, or let people sign in for real with -public, -base-url, -issuer and -client", host)
	}
	return nil
}

// giveTokens gives each sample person a token for this start, and writes it
// into a file of the data folder, for scripts.
func (o Options) giveTokens(g *gateway) error {
	g.subs = map[string]string{}
	for _, p := range sample.People {
		token := app.NewID() + app.NewID()
		g.subs[token] = p.Sub
		if err := os.WriteFile(filepath.Join(o.Data, p.Sub+".token"), []byte(token), 0o600); err != nil {
			return fmt.Errorf("writing the token of %s: %w", p.Sub, err)
		}
	}
	return nil
}

// say tells the person what runs, where the data is and how to stop.
func (o Options) say(address string, d *data, g *gateway) {
	p := func(format string, args ...any) { fmt.Fprintf(o.Out, format+"\n", args...) }
	p("MTCR self-assessment on this computer: http://%s", address)
	p("Open it in a browser and choose whom to sign in as.")
	p("Data: %s (%s)", d.where, d.kept)
	p("")
	if o.Public {
		p("People come by %s and sign in at %s. Its client %s must know these addresses:", o.SignIn.Base, o.SignIn.Issuer, o.SignIn.Client)
		p("  %s/signed-in and %s/outreach/signed-in", o.SignIn.Base, o.SignIn.Base)
		p("This program itself speaks plain http: a server in front of it must end https and keep the Host header.")
		p("Nobody is invented, and the API takes no bearer tokens here.")
	} else {
		p("Invented people, each with a bearer token for this start (also in %s/SUB.token):", o.Data)
		for _, person := range sample.People {
			p("  %-14s %-36s %s", person.Sub, g.token(person.Sub), person.About)
		}
		p("")
		p("Try: curl -H \"Authorization: Bearer %s\" http://%s/api/v1/me", g.token(sample.People[0].Sub), address)
	}
	p("Stop with Ctrl-C.")
}

// serve answers until the context ends, then lets what is under way finish.
func serve(ctx context.Context, listener net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}
