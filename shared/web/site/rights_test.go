package site_test

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/infra/policy"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/store"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/web/site"
)

// pinned is a table as a function of the template finds it: what its role does
// not allow fails the test.
type pinned struct {
	table.Table
	t        *testing.T
	stack    *policy.Stack
	function string
	zones    map[string]bool // first letters of the partitions that were read
}

func (p *pinned) may(action, key string) {
	in := "Records"
	if store.LedgerZone(key) {
		in = "Ledger"
	}
	if p.zones[key[:1]] = true; !p.stack.May(p.function, action, in, key) {
		p.t.Errorf("%s asks for %s of %s in %s, which its role does not allow", p.function, action, key, in)
	}
}

func (p *pinned) Get(ctx context.Context, k table.Key, r table.Reading) (table.Item, table.Units, error) {
	p.may("GetItem", k.PK)
	return p.Table.Get(ctx, k, r)
}

func (p *pinned) Query(ctx context.Context, q table.Query) (table.Page, error) {
	p.may("Query", q.PK)
	return p.Table.Query(ctx, q)
}

func (p *pinned) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	for _, op := range ops {
		p.may(map[table.OpKind]string{table.Put: "PutItem", table.Delete: "DeleteItem", table.Check: "ConditionCheckItem"}[op.Kind], op.Item.PK)
	}
	return p.Table.Write(ctx, ops...)
}

// TestReportsRights: what the functions of reports ask the tables for, from
// drafts, sealed records and packages in every format, is what their roles allow:
// nothing is written, not even when a session is to be changed. Every zone that a
// role may read is needed.
func TestReportsRights(t *testing.T) {
	effort.OneGoroutine(t)
	template, err := policy.Load(filepath.Join("..", "..", "..", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	stack := template.Resolve("rights", nil)
	w := newWorld(t)
	f, err := w.desk.File(t.Context(), sample.XB, w.file(sample.XB))
	if err != nil {
		t.Fatal(err)
	}
	grants, err := w.store.Portfolio(t.Context(), sample.Team)
	if err != nil || len(grants) == 0 {
		t.Fatal(grants, err)
	}
	people := map[string]*browser{}
	for _, sub := range []string{"sample-ada", "sample-ines", "sample-rosa"} {
		people[sub] = w.as(sub)
	}
	people["sample-rosa"].get("/outreach/packages/" + grants[0].Package + "?view=whole").want(200)
	w.later(time.Hour) // their sessions are to be changed long since
	whole, draft := w.table, "/files/"+w.file(sample.XA)
	for _, c := range []struct {
		function string
		pages    site.Pages
		from     map[string]string // path by who takes reports from it
		zones    []string
	}{
		{"NationalReports", site.NationalReports, map[string]string{"sample-ada": draft, "sample-ines": "/submissions/" + f.Submission}, []string{"A", "E", "N", "P", "U"}},
		{"OutreachReports", site.OutreachReports, map[string]string{"sample-rosa": "/outreach/packages/" + grants[0].Package}, []string{"E", "G", "R", "S", "U"}},
	} {
		p := &pinned{whole, t, stack, c.function, map[string]bool{}}
		w.over(store.New(p))
		w.site = w.build(func(s *site.Site) { s.Pages = []site.Pages{c.pages} })
		for sub, path := range c.from {
			for _, input := range people[sub].get(path+"/reports").want(200).all("input", "name", "format") {
				people[sub].get(path + "/reports/download?format=" + attribute(input, "value")).want(200)
			}
			people[sub].get(path + "/reports/download?format=poetry").want(422)
		}
		if got := slices.Sorted(maps.Keys(p.zones)); !slices.Equal(got, c.zones) {
			t.Errorf("%s reads the zones %v, and its role is for %v", c.function, got, c.zones)
		}
	}
}
