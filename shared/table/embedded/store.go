// Package embedded keeps tables in one file of one computer, durable without
// any server: for a ministry's isolated machine, and for tests.
//
// The file is one of bbolt's. A write is on the disk before it is acknowledged,
// and all of it or nothing is there after a crash at any moment. One process at
// a time has the file open. A read, strong or eventual, sees every acknowledged
// write.
package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// The file's outer buckets. tablesBucket holds one bucket for each table, which
// holds items as item.go lays them out.
var (
	formatBucket = []byte("format")
	versionKey   = []byte("version")
	tablesBucket = []byte("tables")
)

// formatVersion is that of the layout. A change of it needs a new number here
// and code that reads the old one.
const formatVersion = 1

// lockWait is how long Open waits for another process to let go of the file:
// enough for one that is just ending.
const lockWait = time.Second

// Store is an open file of tables.
type Store struct {
	db   *bbolt.DB
	path string
}

// Open opens the file, or makes it, with the tables named; tables that it holds
// beside these stay untouched. The folder must be there.
func Open(path string, tables ...string) (*Store, error) {
	_, err := os.Stat(path)
	fresh := errors.Is(err, os.ErrNotExist)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return nil, openError(path, err)
	}
	s := &Store{db, path}
	if err := s.prepare(tables, fresh); err != nil {
		return nil, errors.Join(fmt.Errorf("opening table file %s: %w", path, err), db.Close())
	}
	return s, nil
}

// OpenScratch is Open for a file that nobody wants after a crash: a write does not
// wait for the disk, and is many times as fast.
func OpenScratch(path string, tables ...string) (*Store, error) {
	s, err := Open(path, tables...)
	if err == nil {
		s.db.NoSync = true
	}
	return s, err
}

// OpenReadOnly opens a file as it stands, with every table in it, and changes no
// byte of it: a write is an error. Several may have a file open so at once, and
// none while another has it open to write.
func OpenReadOnly(path string) (*Store, error) {
	db, err := bbolt.Open(path, 0, &bbolt.Options{Timeout: lockWait, ReadOnly: true})
	if err != nil {
		return nil, openError(path, err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		if tx.Bucket(formatBucket) == nil || tx.Bucket(tablesBucket) == nil {
			return errNoFormat
		}
		return checkFormat(tx)
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening table file %s: %w", path, err), db.Close())
	}
	return &Store{db, path}, nil
}

func openError(path string, err error) error {
	switch {
	case errors.Is(err, bbolterrors.ErrTimeout):
		return fmt.Errorf("opening table file %s: another program has it open; end that program, then try again", path)
	case errors.Is(err, bbolterrors.ErrInvalid), errors.Is(err, bbolterrors.ErrChecksum), errors.Is(err, bbolterrors.ErrVersionMismatch):
		return fmt.Errorf("opening table file %s: it is not a table file, or it is damaged (%w); name another file or restore it from a copy", path, err)
	}
	return fmt.Errorf("opening table file %s: %w", path, err)
}

// prepare looks at the format and makes the buckets that are missing.
func (s *Store) prepare(tables []string, fresh bool) error {
	err := s.db.Update(func(tx *bbolt.Tx) error {
		if err := checkFormat(tx); err != nil {
			return err
		}
		all, err := tx.CreateBucketIfNotExists(tablesBucket)
		if err != nil {
			return err
		}
		for _, name := range tables {
			if _, err := all.CreateBucketIfNotExists([]byte(name)); err != nil {
				return fmt.Errorf("table %q: %w", name, err)
			}
		}
		return nil
	})
	if err != nil || !fresh {
		return err
	}
	return syncFolder(filepath.Dir(s.path))
}

var errNoFormat = errors.New("it was made by another program: it names no format; name another file")

// checkFormat writes the version into an empty file.
func checkFormat(tx *bbolt.Tx) error {
	format := tx.Bucket(formatBucket)
	if format == nil {
		if first, _ := tx.Cursor().First(); first != nil {
			return errNoFormat
		}
		format, err := tx.CreateBucket(formatBucket)
		if err != nil {
			return err
		}
		return format.Put(versionKey, []byte(strconv.Itoa(formatVersion)))
	}
	if got := string(format.Get(versionKey)); got != strconv.Itoa(formatVersion) {
		return fmt.Errorf("it has format version %q and this program knows %d; open it with the program that wrote it", got, formatVersion)
	}
	return nil
}

// syncFolder makes the name of a new file durable; bbolt does so for what is in
// it. Windows has no such call and needs none.
func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Close waits for the calls under way and lets go of the file.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("closing table file %s: %w", s.path, err)
	}
	return nil
}

// Table returns the table of that name. Where Open did not get the name and the
// file does not hold it, every call on the table is ErrInvalid.
func (s *Store) Table(name string) table.Table { return &boltTable{s.db, name} }

// Dump calls each for every item of every table, by table and then by partition
// and sort key, until it returns false. A damaged item comes with its damage and
// as much as can be read. What each sees is one moment of the file; it must not
// write to the store.
func (s *Store) Dump(each func(name string, item table.Item, damage error) bool) error {
	err := s.db.View(func(tx *bbolt.Tx) error {
		tables := tx.Bucket(tablesBucket)
		for name, _ := range entries(tables) {
			for key, value := range entries(tables.Bucket(name)) {
				item, err := decode(key, value)
				if !each(string(name), item, err) {
					return nil
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("dumping table file %s: %w", s.path, err)
	}
	return nil
}

// Replace makes the file hold what another one holds and nothing else, in one
// write: after a crash it holds all of what it held before or all of the other.
func (s *Store) Replace(from *Store) error {
	err := from.db.View(func(read *bbolt.Tx) error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			tables := tx.Bucket(tablesBucket)
			if err := empty(tables); err != nil {
				return err
			}
			source := read.Bucket(tablesBucket)
			for name := range entries(source) {
				bucket, err := tables.CreateBucketIfNotExists(name)
				if err != nil {
					return err
				}
				for key, value := range entries(source.Bucket(name)) {
					if err := bucket.Put(key, value); err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("copying table file %s into %s: %w", from.path, s.path, err)
	}
	return nil
}

// empty leaves the tables there, with nothing in them.
func empty(tables *bbolt.Bucket) error {
	var names [][]byte // deleting while walking would skip some
	for name := range entries(tables) {
		names = append(names, slices.Clone(name))
	}
	for _, name := range names {
		if err := tables.DeleteBucket(name); err != nil {
			return err
		}
		if _, err := tables.CreateBucket(name); err != nil {
			return err
		}
	}
	return nil
}

// Sweep removes every item that has expired by now, in seconds since 1970, and
// says how many. Nothing else removes them; call it once a day or at the start.
func (s *Store) Sweep(now int64) (int, error) {
	removed := 0
	err := s.db.Update(func(tx *bbolt.Tx) error {
		removed = 0
		tables := tx.Bucket(tablesBucket)
		for name, _ := range entries(tables) {
			bucket := tables.Bucket(name)
			var expired [][]byte // deleting while walking would skip items
			for key, value := range entries(bucket) {
				item, err := decode(key, value)
				if err == nil && item.Expires != 0 && item.Expires < now {
					expired = append(expired, slices.Clone(key))
				}
			}
			for _, key := range expired {
				if err := bucket.Delete(key); err != nil {
					return err
				}
			}
			removed += len(expired)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("removing expired items of table file %s: %w", s.path, err)
	}
	return removed, nil
}

// entries walks a bucket in order of its keys.
func entries(b *bbolt.Bucket) func(yield func(key, value []byte) bool) {
	return func(yield func(key, value []byte) bool) {
		c := b.Cursor()
		for key, value := c.First(); key != nil; key, value = c.Next() {
			if !yield(key, value) {
				return
			}
		}
	}
}
