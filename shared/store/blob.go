package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// maxChunk keeps an item of the ledger far below the limit of an item.
const maxChunk = 256 << 10

// blobs makes the operations that append v, compressed, under D#name#k.
func blobs(partition, name string, v any) ([]table.Op, error) {
	packed, err := pack(v)
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", name, err)
	}
	var ops []table.Op
	for k, data := 0, packed; len(data) > 0; k++ {
		n := min(maxChunk, len(data))
		ops = append(ops, table.Op{Kind: table.Put, If: table.Absent(), Item: table.Item{
			Key: key(partition, fmt.Sprintf("D#%s#%03d", name, k)), Version: "1", Body: data[:n],
		}})
		data = data[n:]
	}
	return ops, nil
}

// besides is room for what a transaction carries beside its record: event and
// outcome of the call.
const besides = 64 << 10

// ahead writes parts of a record, one by one, before the transaction that they
// would not fit into with the rest, and returns those that are left for it.
// Nobody finds a part before the head of its record stands. One that is there
// already must be the same, as it is when what is frozen is kept again.
func (s *Store) ahead(ctx context.Context, doing string, parts []table.Op, rest ...table.Op) ([]table.Op, error) {
	size := besides
	for _, op := range slices.Concat(parts, rest) {
		size += op.Item.Size()
	}
	if size <= table.MaxWrite && len(parts)+len(rest)+2 <= table.MaxOps {
		return parts, nil
	}
	for _, part := range parts {
		err := s.write(ctx, doing, part)
		if now, there := failedAt(err, 0); there {
			err = nil
			if now == nil || !bytes.Equal(now.Body, part.Item.Body) {
				err = fmt.Errorf("%s: an earlier try left another %s: %w", doing, part.Item.SK, assessment.ErrUnkept)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// readBlobs reads everything under D# of a partition by name, uncompressed.
func (s *Store) readBlobs(ctx context.Context, doing, partition string, reading table.Reading) (map[string][]byte, error) {
	items, err := s.all(ctx, doing, table.Query{PK: partition, Prefix: "D#", Reading: reading})
	if err != nil {
		return nil, err
	}
	packed := map[string][]byte{}
	for _, item := range items { // in order of k
		name := strings.TrimPrefix(item.SK[:strings.LastIndexByte(item.SK, '#')], "D#")
		packed[name] = append(packed[name], item.Body...)
	}
	out := map[string][]byte{}
	for name, data := range packed {
		if out[name], err = unpack(data); err != nil {
			return nil, fmt.Errorf("%s: part %s: %w", doing, name, err)
		}
	}
	return out, nil
}

// Packers and unpackers are used again: a new one takes hundreds of kilobytes,
// far more than what it packs.
var (
	packers   = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
	unpackers = sync.Pool{New: func() any { return new(gzip.Reader) }}
)

// pack writes v as JSON, compressed.
func pack(v any) ([]byte, error) {
	var b bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&b)
	enc := json.NewEncoder(z)
	enc.SetEscapeHTML(false)
	if err := errors.Join(enc.Encode(v), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// unpack returns the JSON that was packed.
func unpack(data []byte) ([]byte, error) {
	z := unpackers.Get().(*gzip.Reader)
	defer unpackers.Put(z)
	if err := z.Reset(bytes.NewReader(data)); err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
