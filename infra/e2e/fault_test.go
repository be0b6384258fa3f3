package e2e_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
)

// How much is done: operations, and the countries that do it at the same time.
const (
	quickOperations = 300
	fullOperations  = 10_000
	countries       = 3
	filesOfEach     = 3
)

// TestFaults: ministries, leads and reviewers work at the same time while one
// call to DynamoDB in twenty faults and processes are killed at work. What was
// acknowledged is there once, and the stored data has no fault.
func TestFaults(t *testing.T) {
	server, endpoint := connect(t)
	operations := effort.Of(quickOperations, fullOperations)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	records, ledger := cloud(t, server)
	proxy, address := newProxy(t, endpoint, newDice(seed, 1))
	environment, logs := pointing(address, records, ledger), &journal{}
	t.Cleanup(func() { silent(t, logs) }) // after the programs have ended
	w := &world{keep: newEffects(), tally: map[string]int{}}
	w.left.Store(int64(operations))
	w.team = operator(t, environment, "team", "-name", "Rosa "+surname, "-sub", "rosa")
	w.national = newFleet(t, 5, build(t, "../../functions/national"), environment, logs, newDice(seed, 2))
	w.uploads = newFleet(t, 2, build(t, "../../functions/national-workbooks"), environment, logs, newDice(seed, 4))
	w.outreach = newFleet(t, 2, build(t, "../../functions/outreach"), environment, logs, newDice(seed, 3))

	crews := map[*client][]act{{world: w, fleet: w.outreach, sub: "rosa"}: reviewerActs}
	for n := range countries {
		for c, acts := range w.crew(t, environment, n) {
			crews[c] = acts
		}
	}
	began := time.Now()
	w.disturb(proxy, true)
	var people sync.WaitGroup
	stream := uint64(10)
	for c, acts := range crews {
		stream++
		c.rand = rand.New(rand.NewPCG(seed, stream))
		people.Go(func() { c.work(acts) })
	}
	people.Wait()
	w.disturb(proxy, false)
	t.Logf("%d operations in %v over %d calls to DynamoDB; faults: %v; kills: %d", operations, time.Since(began).Round(time.Second),
		proxy.calls, proxy.faults, w.national.kills.Load()+w.uploads.kills.Load()+w.outreach.kills.Load())
	var counts strings.Builder
	for _, what := range slices.Sorted(maps.Keys(w.tally)) {
		fmt.Fprintf(&counts, "\n%6d %s", w.tally[what], what)
	}
	t.Log("operations and answers:", counts.String())

	tables := [][]stored{scan(t, server, records), scan(t, server, ledger)}
	dump := slices.Concat(tables...)
	for _, wrong := range slices.Concat(w.wrong, w.keep.check(dump), recorded(dump)) {
		t.Error(wrong)
	}
	if n := w.tally["answers 500"]; n > 0 {
		t.Errorf("%d answers 500: what passes by itself is 503", n)
	}
	for _, a := range slices.Concat(ministryActs, leadActs, reviewerActs) {
		if operations == fullOperations && w.tally[a.name+": done"] == 0 {
			t.Errorf("%q was never done: the run proves less than it says", a.name)
		}
	}
	fsck(t, tables)
	if t.Failed() {
		t.Logf("seed %d; what the functions logged as wrong:\n%s", seed, errorLines(logs))
	}
}

// disturb begins or ends the faults and kills.
func (w *world) disturb(p *proxy, on bool) {
	p.on.Store(on)
	w.national.deadly.Store(on)
	w.outreach.deadly.Store(on)
	w.uploads.deadly.Store(on)
}

// crew brings in a country with a lead, three ministries and the files that
// they work on, and says what each of them does.
func (w *world) crew(t *testing.T, environment []string, n int) map[*client][]act {
	t.Helper()
	sub := func(name string) string { return fmt.Sprintf("%s-%d", name, n) }
	lead := &client{world: w, fleet: w.national, sub: sub("ada")}
	lead.rand = rand.New(rand.NewPCG(0, 0)) // for its waits while it sets up
	lead.country = operator(t, environment, "country", "-name", "Ada "+surname, "-sub", lead.sub)
	must := func(a *answer) *answer {
		t.Helper()
		if !a.ok() {
			t.Fatalf("%d: %v", a.status, a.body)
		}
		return a
	}
	must(lead.put("/api/v1/country", 0, profile(sub(countryName))))
	for i := range filesOfEach {
		f := must(lead.post("/api/v1/assessments", fmt.Sprintf(`{"cycle":"%d","track":"prospective"}`, 2026+i)))
		lead.files = append(lead.files, f.text("id"))
	}
	all := lead.files
	lead.files = all[:1] // so that reviewers have something to do from the start
	for _, do := range []func(*client) *answer{save, seal, release, reopen} {
		must(do(lead))
	}
	lead.files = all
	crew := map[*client][]act{lead: leadActs}
	for _, body := range ministries {
		must(lead.put("/api/v1/members/"+sub(body), 0, member(body, "contributor", body)))
		crew[&client{world: w, fleet: w.national, sub: sub(body), country: lead.country, body: body, files: lead.files}] = ministryActs
	}
	return crew
}

// scan reads a whole table.
func scan(t *testing.T, client *dynamodb.Client, name string) []stored {
	t.Helper()
	var all []stored
	for p := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &name}); p.HasMorePages(); {
		page, err := p.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			text := func(name string) string {
				v, _ := item[name].(*types.AttributeValueMemberS)
				return v.Value
			}
			body, _ := item["b"].(*types.AttributeValueMemberB)
			all = append(all, stored{text("pk"), text("sk"), text("v"), string(body.Value)})
		}
	}
	return all
}

// fsck writes the tables as DynamoDB exports them and lets the program that an
// operator has check them.
func fsck(t *testing.T, tables [][]stored) {
	t.Helper()
	folder := t.TempDir()
	program := filepath.Join(folder, "offline")
	if text, err := exec.Command("go", "build", "-o", program, "../../functions/offline").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	args := []string{"fsck"}
	for n, items := range tables {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		lines := json.NewEncoder(z)
		for _, i := range items {
			text := func(s string) map[string]string { return map[string]string{"S": s} }
			err := lines.Encode(map[string]any{"Item": map[string]any{"pk": text(i.pk), "sk": text(i.sk), "v": text(i.version), "b": map[string][]byte{"B": []byte(i.body)}}})
			if err != nil {
				t.Fatal(err)
			}
		}
		args = append(args, filepath.Join(folder, fmt.Sprintf("table-%d.json.gz", n)))
		if err := errors.Join(z.Close(), os.WriteFile(args[len(args)-1], packed.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	text, err := exec.Command(program, args...).CombinedOutput()
	if t.Logf("offline fsck: %s", bytes.TrimSpace(text)); err != nil {
		t.Errorf("offline fsck: %v", err)
	}
}

// errorLines are the errors in logs, each kind of them once.
func errorLines(logs *journal) string {
	const enough = 200 // bytes, before ids and addresses
	var lines []string
	for line := range strings.Lines(logs.String()) {
		var entry struct{ Level, Msg, Route, Error string }
		if json.Unmarshal([]byte(line), &entry) == nil && entry.Level == "ERROR" {
			line = entry.Msg + " " + entry.Route + " " + entry.Error
			lines = append(lines, line[:min(enough, len(line))])
		}
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "\n")
}
