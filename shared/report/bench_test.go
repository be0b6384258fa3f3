package report_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// xa is the sample country, whose answers are as those of a real one may be.
func xa(t fataler) *folder {
	data, err := os.ReadFile("../../functions/offline/testdata/xa.json")
	if err != nil {
		t.Fatal(err)
	}
	file, faults := scoring.ReadFile(data)
	if faults != nil {
		t.Fatal(faults)
	}
	return &folder{file: file}
}

// BenchmarkFormats writes each format of a sealed record.
func BenchmarkFormats(b *testing.B) {
	d := xa(b).document(b, "submission", language.English)
	for _, f := range pdftest.Formats() {
		if refused(f.Name, d.Kind) {
			continue
		}
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				data, err := f.Render(d)
				if err != nil {
					b.Fatal(err)
				}
				size = len(data)
			}
			b.ReportMetric(float64(size)/1000, "kB")
		})
	}
}

// BenchmarkDocument builds the document of a sealed record.
func BenchmarkDocument(b *testing.B) {
	s, err := xa(b).source("submission")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := report.New(s, language.English); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPackageVerify writes a sealed package and proves it whole.
func BenchmarkPackageVerify(b *testing.B) {
	d := xa(b).document(b, "submission", language.English)
	for b.Loop() {
		if _, err := report.Verify(content(), render(b, d, "package")); err != nil {
			b.Fatal(err)
		}
	}
}
