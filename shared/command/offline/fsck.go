package offline

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"iter"
	"strconv"

	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
)

// maxTables is the largest dump that is checked: it is held in memory.
const maxTables = 1 << 30

// fsck is the command that checks what the product keeps.
func (w World) fsck(f *flag.FlagSet) command.Run {
	asJSON := f.Bool("json", false, "print for programs")
	return func(x command.IO, args []string) error {
		data, err := x.Read(args[0], maxTables)
		if err != nil {
			return err
		}
		var faults []store.Fault
		var n int
		if isTableFile(data) {
			if args[0] == "-" {
				return errors.New("a table file cannot be read from standard input; give its name")
			}
			faults, n, err = checkTableFile(args[0])
		} else {
			faults, n, err = checkExport(args[0], data)
		}
		if err != nil {
			return err
		}
		if err := printTableFaults(x, *asJSON, faults, n); err != nil {
			return err
		}
		if len(faults) > 0 {
			return command.ErrReported
		}
		return nil
	}
}

func printTableFaults(x command.IO, asJSON bool, faults []store.Fault, n int) error {
	if asJSON {
		lines := []string{}
		for _, f := range faults {
			lines = append(lines, f.String())
		}
		return x.JSON(map[string]any{"items": n, "faults": lines})
	}
	p := x.Printer()
	for _, f := range faults {
		p.Line("%s", f)
	}
	if len(faults) == 0 {
		p.Line("%s, no fault.", plural(n, "item", "items"))
	} else {
		p.Line("%s, %s.", plural(n, "item", "items"), plural(len(faults), "fault", "faults"))
	}
	return p.Err()
}

// isTableFile reports whether data is a file of package embedded: one of bbolt,
// whose first page has this number after its head.
func isTableFile(data []byte) bool {
	const magic, at = 0xED0CDAED, 16
	return len(data) >= at+4 && (binary.LittleEndian.Uint32(data[at:]) == magic || binary.BigEndian.Uint32(data[at:]) == magic)
}

func checkTableFile(name string) (faults []store.Fault, n int, err error) {
	file, err := embedded.Open(name)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var wrong error
	faults, n = store.Fsck(func(yield func(table.Item, error) bool) {
		wrong = file.Dump(func(_ string, item table.Item, damage error) bool { return yield(item, damage) })
	})
	return faults, n, wrong
}

// exported is a line of a table's export from DynamoDB to JSON.
type exported struct {
	Item *struct {
		PK, SK, V struct{ S string }
		B         struct{ B []byte }
		X         struct{ N string }
	}
}

// checkExport checks a dump of one item a line. Lines of several tables may
// follow each other.
func checkExport(name string, data []byte) ([]store.Fault, int, error) {
	var wrong error
	faults, n := store.Fsck(func(yield func(table.Item, error) bool) {
		for at, line := range lines(data) {
			item, err := readExported(line)
			if err != nil {
				wrong = fmt.Errorf("%s:%d: %w", name, at, err)
				return
			}
			if !yield(item, nil) {
				return
			}
		}
	})
	return faults, n, wrong
}

// lines walks over the lines that are not empty, with their numbers.
func lines(data []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		at := 0
		for line := range bytes.Lines(data) {
			at++
			if line = bytes.TrimSpace(line); len(line) > 0 && !yield(at, line) {
				return
			}
		}
	}
}

func readExported(line []byte) (table.Item, error) {
	var e exported
	err := json.Unmarshal(line, &e)
	if err != nil || e.Item == nil || e.Item.PK.S == "" || e.Item.SK.S == "" {
		return table.Item{}, errors.Join(errors.New("this is neither a table file nor a line of a table's export as JSON"), err)
	}
	item := table.Item{Key: table.Key{PK: e.Item.PK.S, SK: e.Item.SK.S}, Version: e.Item.V.S, Body: e.Item.B.B}
	if e.Item.X.N != "" {
		if item.Expires, err = strconv.ParseInt(e.Item.X.N, 10, 64); err != nil {
			return item, fmt.Errorf("the time of expiry: %w", err)
		}
	}
	return item, nil
}
