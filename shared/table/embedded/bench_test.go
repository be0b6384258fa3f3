package embedded_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// The benchmarks use the 163 responses of one file, of 800 bytes each.

const responses = 163

func benchTable(b *testing.B) table.Table {
	b.Helper()
	tb := open(b, filepath.Join(b.TempDir(), "tables"), "records").Table("records")
	for n := range responses {
		if _, err := tb.Write(b.Context(), benchOp(n)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	return tb
}

func benchOp(n int) table.Op {
	op := put("P#country#cycle", fmt.Sprintf("R#%03d", n), "")
	op.Item.Version = "v"
	op.Item.Body = make([]byte, 800)
	return op
}

func BenchmarkWrite(b *testing.B) {
	tb := benchTable(b)
	for n := 0; b.Loop(); n++ {
		if _, err := tb.Write(b.Context(), benchOp(n%responses)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSave writes as saving a response does: the response and its history.
func BenchmarkSave(b *testing.B) {
	tb := benchTable(b)
	for n := 0; b.Loop(); n++ {
		response, history := benchOp(n%responses), benchOp(0)
		response.If = table.Version("v")
		history.Item.SK = fmt.Sprintf("H#%03d#%08d", n%responses, n)
		history.If = table.Absent()
		if _, err := tb.Write(b.Context(), response, history); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	tb := benchTable(b)
	for n := 0; b.Loop(); n++ {
		if _, _, err := tb.Get(b.Context(), benchOp(n%responses).Item.Key, table.Strong); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkQuery reads all responses of the file.
func BenchmarkQuery(b *testing.B) {
	tb := benchTable(b)
	for b.Loop() {
		page, err := tb.Query(b.Context(), table.Query{PK: "P#country#cycle", Prefix: "R#"})
		if err != nil || len(page.Items) != responses {
			b.Fatal(len(page.Items), err)
		}
	}
}
