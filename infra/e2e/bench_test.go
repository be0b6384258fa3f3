package e2e_test

import (
	"os"
	"slices"
	"testing"
	"time"
)

// programs are the functions and, first, the least that one can be: each of
// our figures is a ratio to it from the same run, since machines differ.
var programs = []struct{ name, folder string }{
	{"hello", "./testdata/hello"}, {"national", "../../functions/national"}, {"workbooks", "../../functions/national-workbooks"}, {"reports", "../../functions/national-reports"}, {"outreach", "../../functions/outreach"}, {"outreach-reports", "../../functions/outreach-reports"},
}

// environment is enough to start without a table and without a provider.
var environment = append([]string{"AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "RECORDS_TABLE=records", "LEDGER_TABLE=ledger"}, around...)

// around is what a function finds beside the tables: where people would sign in,
// of which nobody is asked before somebody does, and the fonts of reports.
var around = []string{"BASE_URL=https://assess.example", "SIGN_IN_ISSUER=https://people.example", "SIGN_IN_CLIENT=client", "SIGN_IN_URL=https://sign-in.example",
	"REPORT_FONTS=" + layer}

// BenchmarkColdStart is the median from process start to the first answer, and
// the size of the program.
func BenchmarkColdStart(b *testing.B) {
	binaries := make([]string, len(programs))
	for i, p := range programs {
		binaries[i] = build(b, p.folder)
	}
	times := make([][]time.Duration, len(programs))
	for b.Loop() {
		for i := range programs { // in turn, so that a busy moment hits all
			began := time.Now()
			f := start(b, binaries[i], environment...)
			f.call("", "GET", "/api/v1/health", "")
			times[i] = append(times[i], time.Since(began))
			f.end()
		}
	}
	report(b, names(), times)
	for i, p := range programs {
		if info, err := os.Stat(binaries[i]); err == nil {
			b.ReportMetric(float64(info.Size())/1e6, p.name+"-MB")
		}
	}
}

// BenchmarkWarm is the median of an answer that needs no table.
func BenchmarkWarm(b *testing.B) {
	functions := make([]*function, len(programs))
	for i, p := range programs {
		functions[i] = start(b, build(b, p.folder), environment...)
		functions[i].call("", "GET", "/api/v1/health", "")
	}
	times := make([][]time.Duration, len(programs))
	for b.Loop() {
		for i, f := range functions {
			began := time.Now()
			f.call("", "GET", "/api/v1/health", "")
			times[i] = append(times[i], time.Since(began))
		}
	}
	report(b, names(), times)
}

func names() []string {
	all := make([]string, len(programs))
	for i, p := range programs {
		all[i] = p.name
	}
	return all
}

// report gives the median of each, and its ratio to that of the first.
func report(b *testing.B, names []string, times [][]time.Duration) {
	median := func(d []time.Duration) float64 {
		slices.Sort(d)
		return float64(d[len(d)/2].Microseconds()) / 1000
	}
	first := median(times[0])
	b.ReportMetric(0, "ns/op") // of all together it says nothing
	for i, name := range names {
		b.ReportMetric(median(times[i]), name+"-ms")
		if i > 0 {
			b.ReportMetric(median(times[i])/first, name+"/"+names[0])
		}
	}
}
