// Package local is the whole product in one process on one computer: the same
// handlers behind the same event adapter as in the cloud, over a table in one
// file, with invented people to sign in as.
//
// It is for trying the product out, for development, and for the tests of
// whole journeys. It answers on this computer only: anybody who reaches it can
// sign in as anybody.
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
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
	"github.com/mtcr-outreach/self-assessment/shared/web/site"
)

// Options say how to start.
type Options struct {
	Address string      // to listen on; loopback only
	Data    string      // folder of the table file
	Reset   bool        // begin with the sample states as new
	Content fs.FS       // the questionnaires
	Table   table.Table // another table than the file; nil: the file
	Out     io.Writer   // what it does, for the person who started it

	Workbooks app.Workbooks // nil: none are served
}

// tableFile is the name of the table's file in the data folder.
const tableFile = "self-assessment.db"

// Run serves until the context ends. It says what it does on Out.
func Run(ctx context.Context, o Options) error {
	if err := loopback(o.Address); err != nil {
		return err
	}
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	records, close, err := o.open()
	if err != nil {
		return err
	}
	defer close()
	log := slog.New(slog.NewTextHandler(o.Out, &slog.HandlerOptions{Level: slog.LevelWarn}))
	p, err := app.NewProduct(o.Content, records, app.SignIn{People: people()}, o.Workbooks, log, access.National, access.Outreach)
	if err != nil {
		return err
	}
	if err := sample.Seed(ctx, p.Store, p.Desk); err != nil {
		return err
	}
	g := newGateway(app.Handler(p.Web, p.Lookup(access.National, access.Outreach), log), app.NewID)
	listener, err := net.Listen("tcp", o.Address)
	if err != nil {
		return fmt.Errorf("starting on %s: %w; another address can be given with -address", o.Address, err)
	}
	if err := o.keepTokens(g); err != nil {
		return err
	}
	o.say(listener.Addr().String(), g)
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

// loopback refuses to answer the network: there is no real sign-in here.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("reading the address %q: %w; write it as 127.0.0.1:8080", address, err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%s can be reached from other computers, and this program lets anybody sign in as anybody; use 127.0.0.1, or deploy the product with real sign-in (infra/README.md)", host)
}

// open opens the table and says how to close it.
func (o Options) open() (table.Table, func(), error) {
	if o.Table != nil {
		return o.Table, func() {}, nil
	}
	path := filepath.Join(o.Data, tableFile)
	if o.Reset {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fmt.Errorf("beginning anew: %w", err)
		}
	}
	return Open(o.Data)
}

// Open opens the table in a data folder and says how to close it.
func Open(data string) (table.Table, func(), error) {
	file, err := embedded.Open(filepath.Join(data, tableFile), "records")
	if err != nil {
		return nil, nil, err
	}
	return file.Table("records"), func() { _ = file.Close() }, nil
}

// keepTokens writes each person's token into a file of the data folder, for
// scripts.
func (o Options) keepTokens(g *gateway) error {
	for _, p := range sample.People {
		if err := os.WriteFile(filepath.Join(o.Data, p.Sub+".token"), []byte(g.token(p.Sub)), 0o600); err != nil {
			return fmt.Errorf("writing the token of %s: %w", p.Sub, err)
		}
	}
	return nil
}

// say tells the person what runs, where the data is and how to stop.
func (o Options) say(address string, g *gateway) {
	p := func(format string, args ...any) { fmt.Fprintf(o.Out, format+"\n", args...) }
	p("MTCR self-assessment on this computer: http://%s", address)
	if o.Table == nil {
		p("Data: %s (kept between starts; -reset begins anew)", filepath.Join(o.Data, tableFile))
	}
	p("")
	p("Invented people, each with a bearer token for this start (also in %s/SUB.token):", o.Data)
	for _, person := range sample.People {
		p("  %-14s %-36s %s", person.Sub, g.token(person.Sub), person.About)
	}
	p("")
	p("Try: curl -H \"Authorization: Bearer %s\" http://%s/api/v1/me", g.token(sample.People[0].Sub), address)
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
