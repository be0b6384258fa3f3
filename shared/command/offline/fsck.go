package offline

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/embedded"
)

// maxTables is the largest file that is checked, in bytes, unpacked: what it
// holds is held in memory.
const maxTables = 1 << 30

// fsck is the command that checks what the product keeps.
func (w World) fsck(f *flag.FlagSet) command.Run {
	asJSON := f.Bool("json", false, "print for programs")
	return func(x command.IO, args []string) error {
		var wrong error
		faults, n := store.Fsck(func(yield func(table.Item, error) bool) {
			for _, name := range args {
				if wrong = dumpFile(x, name, yield); wrong != nil {
					return
				}
			}
		})
		if wrong != nil {
			return wrong
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

// dumpFile gives every item of a file, with what is wrong with the item.
func dumpFile(x command.IO, name string, each func(table.Item, error) bool) error {
	data, err := x.Read(name, maxTables)
	packed := bytes.HasPrefix(data, []byte{0x1f, 0x8b})
	if err == nil && packed {
		data, err = unpack(name, data, maxTables)
	}
	switch {
	case err != nil:
		return err
	case !isTableFile(data):
		return dumpExport(name, data, each)
	case packed:
		return fmt.Errorf("%s is a packed table file; unpack it, and give the name of what comes out", name)
	case name == "-":
		return errors.New("a table file cannot be read from standard input; give its name")
	}
	return dumpTableFile(name, each)
}

// unpack takes data out of a file that gzip made, at most so many bytes.
func unpack(name string, data []byte, limit int) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(z, int64(limit)+1))
	}
	if err != nil {
		return nil, fmt.Errorf("unpacking %s: %w; make the export, or copy it, once more", name, err)
	}
	if len(data) > limit {
		return nil, fmt.Errorf("unpacking %s: more than %d bytes come out; export the table in smaller files", name, limit)
	}
	return data, nil
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

func dumpTableFile(name string, each func(table.Item, error) bool) error {
	file, err := embedded.OpenReadOnly(name)
	if err != nil {
		return err
	}
	err = file.Dump(func(_ string, item table.Item, damage error) bool { return each(item, damage) })
	return errors.Join(err, file.Close())
}

// exported is a line of a table's export from DynamoDB to JSON.
type exported struct {
	Item *struct {
		PK, SK, V struct{ S string }
		B         struct{ B []byte }
		X         struct{ N string }
	}
}

// dumpExport reads an export of one item a line.
func dumpExport(name string, data []byte, each func(table.Item, error) bool) error {
	for at, line := range lines(data) {
		item, err := readExported(line)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, at, err)
		}
		if !each(item, nil) {
			return nil
		}
	}
	return nil
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
