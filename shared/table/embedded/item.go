package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// An item in the file:
//
//	key    partition key, 0xFF, sort key
//	value  CRC-32C of the key and all that follows (4 bytes, big endian),
//	       Expires (varint), length of Version (uvarint), Version, Body
//
// No UTF-8 has a byte 0xFF, so that no two keys meet and a partition's items
// stand together in order of the bytes of their sort keys. The checksum tells
// an item that the disk has damaged from one that was written so.

const separator = "\xff"

const checksumSize = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func encodeKey(key table.Key) []byte { return []byte(key.PK + separator + key.SK) }

func encode(key []byte, item table.Item) []byte {
	value := make([]byte, checksumSize, checksumSize+2*binary.MaxVarintLen64+len(item.Version)+len(item.Body))
	value = binary.AppendVarint(value, item.Expires)
	value = binary.AppendUvarint(value, uint64(len(item.Version)))
	value = append(value, item.Version...)
	value = append(value, item.Body...)
	binary.BigEndian.PutUint32(value, checksum(key, value))
	return value
}

func checksum(key, value []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value[checksumSize:])
}

// decode copies what it returns: bbolt's bytes end with their transaction. Of a
// damaged item the key may be right.
func decode(key, value []byte) (table.Item, error) {
	pk, sk, _ := strings.Cut(string(key), separator)
	item := table.Item{Key: table.Key{PK: pk, SK: sk}}
	if len(value) < checksumSize || binary.BigEndian.Uint32(value) != checksum(key, value) {
		return item, fmt.Errorf("item %q of partition %q is damaged: its checksum is wrong; restore the file from a copy", sk, pk)
	}
	rest := value[checksumSize:]
	expires, n := binary.Varint(rest)
	rest = rest[max(n, 0):]
	size, m := binary.Uvarint(rest)
	rest = rest[max(m, 0):]
	if n <= 0 || m <= 0 || size > uint64(len(rest)) {
		return item, errors.New("an item with a right checksum has no version: not written by this program")
	}
	item.Expires = expires
	item.Version = string(rest[:size])
	item.Body = slices.Clone(rest[size:])
	return item, nil
}
