package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mtcr-outreach/self-assessment/shared/app"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
)

// tableFile is the name of the table's file in the data folder; records, of the
// one table in it.
const (
	tableFile = "self-assessment.db"
	records   = "records"
)

// data is the open table, and in words where it is and what becomes of it.
type data struct {
	table       table.Table
	where, kept string
	close       func()
}

// Open opens the table in a data folder and says how to close it.
func Open(folder string) (table.Table, func(), error) {
	file, err := embedded.Open(filepath.Join(folder, tableFile), records)
	if err != nil {
		return nil, nil, err
	}
	return file.Table(records), func() { _ = file.Close() }, nil
}

// open opens the DynamoDB tables or the file. In a file the sample states are
// made, if it is new, unless the program is public.
func (o Options) open(ctx context.Context) (*data, error) {
	if o.DynamoDB != nil {
		return o.openTables()
	}
	path := filepath.Join(o.Data, tableFile)
	file, err := embedded.Open(path, records)
	if err != nil {
		return nil, err
	}
	kept := "kept between starts; -reset begins anew"
	if o.Public {
		kept = "kept between starts; bring people in with functions/operator -data while this program does not run"
	} else if err := o.fill(ctx, file, path+".new"); err != nil {
		return nil, errors.Join(fmt.Errorf("making the sample states in %s: %w", path, err), file.Close())
	}
	return &data{file.Table(records), path, kept, func() { _ = file.Close() }}, nil
}

func (o Options) openTables() (*data, error) {
	names, err := app.ReadTables(o.DynamoDB)
	if err != nil {
		return nil, err
	}
	tables, err := app.Table(names)
	endpoint := names.Endpoint
	if endpoint == "" {
		endpoint = "the endpoint of AWS"
	}
	where := fmt.Sprintf("DynamoDB tables %s and %s, Region %s, at %s", names.Records, names.Ledger, names.Region, endpoint)
	return &data{tables, where, "this program never empties them", func() {}}, err
}

// fill makes the sample states in a file that holds nothing yet, or anew. They
// are made in a file of their own and copied in one write, so that whenever the
// program is killed, the file holds all of them or is as it was. Whoever has the
// file open has the other one to themselves too.
func (o Options) fill(ctx context.Context, file *embedded.Store, path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a start that was killed
		return err
	}
	fresh := true
	if err := file.Dump(func(string, table.Item, error) bool { fresh = false; return false }); err != nil {
		return err
	}
	if !fresh && !o.Reset {
		return nil
	}
	made, err := embedded.OpenScratch(path, records)
	if err != nil {
		return err
	}
	keep, desk := app.NewDesk(o.Content, made.Table(records))
	if err = sample.Seed(ctx, keep, desk); err == nil {
		err = file.Replace(made)
	} else if ctx.Err() != nil { // which every write under way would tell
		err = errors.New("stopped before all were made; the next start begins again")
	}
	return errors.Join(err, made.Close(), os.Remove(path))
}

// invent sees to it that the sample people are there to sign in as. The tables
// of others get them only where that was asked for: the contract of a table
// offers no way to see whether it holds anything else.
func (o Options) invent(ctx context.Context, p *app.Product, where string) error {
	found, err := sample.Found(ctx, p.Store)
	switch again := "begin anew with -reset"; {
	case errors.Is(err, sample.ErrPart):
		if o.DynamoDB != nil {
			again = "delete both tables, make them anew and give -sample again"
		}
		return fmt.Errorf("looking for the sample states in %s: %w; %s", where, err, again)
	case err != nil:
		return fmt.Errorf("looking for the sample states in %s: %w", where, err)
	case found:
		return nil
	case o.DynamoDB == nil:
		return fmt.Errorf("%s holds data but no sample states, whose people alone can sign in here; name another folder with -data, or let people sign in for real with -public", where)
	case !o.Sample:
		return fmt.Errorf("no sample states are in the %s, and their people alone can sign in here; -sample writes them there, which is for tables made to try the product out; for all others let people sign in for real with -public", where)
	}
	return sample.Seed(ctx, p.Store, p.Desk)
}
