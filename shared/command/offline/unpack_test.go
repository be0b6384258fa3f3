package offline

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

// TestUnpackLimit: a small file that unpacks to a large one is refused.
func TestUnpackLimit(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(make([]byte, 1000)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	if data, err := unpack("x.gz", b.Bytes(), 1000); err != nil || len(data) != 1000 {
		t.Errorf("at the limit: %d bytes, %v", len(data), err)
	}
	if _, err := unpack("x.gz", b.Bytes(), 999); err == nil || !strings.Contains(err.Error(), "more than 999 bytes") {
		t.Errorf("beyond the limit: %v", err)
	}
}
