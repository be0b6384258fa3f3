package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/table"
	"github.com/mtcr-outreach/self-assessment/shared/table/tabletest"
)

// counting adds up what calls cost.
type counting struct {
	table.Table
	lock           sync.Mutex
	spent          table.Units
	queries, calls int
}

func (c *counting) Get(ctx context.Context, k table.Key, reading table.Reading) (table.Item, table.Units, error) {
	item, units, err := c.Table.Get(ctx, k, reading)
	c.spend(units)
	return item, units, err
}

func (c *counting) Query(ctx context.Context, q table.Query) (table.Page, error) {
	page, err := c.Table.Query(ctx, q)
	c.spend(page.Units)
	c.queries++
	return page, err
}

func (c *counting) Write(ctx context.Context, ops ...table.Op) (table.Units, error) {
	units, err := c.Table.Write(ctx, ops...)
	c.spend(units)
	return units, err
}

// spend keeps the freezers apart, who write at the same time.
func (c *counting) spend(u table.Units) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.spent = c.spent.Add(u)
	c.calls++
}

// words is a text of about n bytes that packs like one in a language.
func words(r *rand.Rand, n int) string {
	var b strings.Builder
	for b.Len() < n {
		w := r.IntN(800)
		b.WriteString(strings.Repeat(string(rune('a'+w%26)), 1+w%3) + fmt.Sprintf("%x", w*7919) + " ")
	}
	return b.String()[:n]
}

// mixed is the answers of a whole file: those of the sample state, with the
// mix of texts that the budget is for: 60% none, 30% 600 B, 10% 4 KB.
func mixed(t testing.TB, m *scoring.Method) questionnaire.Responses {
	t.Helper()
	data, err := os.ReadFile("../sample/xa.json")
	if err != nil {
		t.Fatal(err)
	}
	var xa struct{ Responses questionnaire.Responses }
	if err := json.Unmarshal(data, &xa); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	out := questionnaire.Responses{}
	for _, q := range m.Catalogue.Questions() {
		if !q.On(questionnaire.Prospective) {
			continue
		}
		answer, ok := xa.Responses[q.ID]
		if !ok {
			answer.State = questionnaire.NotKnown
		}
		answer.Release = questionnaire.ReleaseOutreach
		switch n := len(out) % 10; {
		case n < 6:
			answer.Text = ""
		case n < 9:
			answer.Text = words(r, 600)
		default:
			answer.Text = words(r, 4<<10)
		}
		out[q.ID] = answer
	}
	return out
}

// till is a file on its way through its life, with what each step costs.
type till struct {
	*testing.T
	table *counting
	store *Store
	desk  *assessment.Desk
	file  *assessment.File
}

func (b *till) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// within makes a call and holds what it costs to the budget; 0: none.
func (b *till) within(name string, most table.Units, call func() error) {
	b.Helper()
	b.table.spent, b.table.queries, b.table.calls = table.Units{}, 0, 0
	b.must(call())
	spent := b.table.spent
	b.Logf("%-36s %5.1f WRU %5.1f RRU in %d calls", name, spent.Write, spent.Read, b.table.calls)
	if most.Write > 0 && spent.Write > most.Write || most.Read > 0 && spent.Read > most.Read {
		b.Errorf("%s: %v; the budget is %v", name, spent, most)
	}
}

// begin does what every request begins with.
func (b *till) begin() {
	_, err := b.store.Principal(b.Context(), access.National, "lead")
	b.must(err)
	_, err = b.store.File(b.Context(), land, b.file.ID, 1)
	b.must(err)
}

func (b *till) save(section, question string, r questionnaire.Response) error {
	_, err := b.store.SaveRecord(b.Context(), land, b.file, section, &assessment.Record{
		Question: question, Version: 1, Response: r, By: "lead", At: start, Request: "0123456789abcdef0123456789abcdef"})
	return err
}

// TestCost holds what people do most, and what is dearest, to the budget of
// the design. One file goes through its life.
func TestCost(t *testing.T) {
	ctx := t.Context()
	tb := &counting{Table: &tabletest.Memory{}}
	b := &till{T: t, table: tb, store: New(tb), desk: newDesk(tb, fullContent(t))}
	bringTeam(t, b.store)
	person := &assessment.Member{Sub: "lead", Version: 1, Name: "Lead", Roles: []string{"lead"}, Active: true}
	b.must(b.store.SaveMember(ctx, land, person, assessment.Event{By: "operator"}))
	b.must(b.store.SaveCountry(ctx, &assessment.Country{ID: land, Version: 1, Name: "Land"}, assessment.Event{By: "operator"}))
	var err error
	b.file, err = b.desk.Open(ctx, deskAct("lead", "open"), "2026", questionnaire.Prospective, "")
	b.must(err)
	b.within("sign in", table.Units{Read: 2}, func() error {
		_, err := b.store.Principal(ctx, access.National, "lead")
		return err
	})
	for i := range 10 { // browsers of a working day: their sessions are read with the person
		hash := fmt.Sprintf("%064x", i)
		b.within("sign in to the pages", table.Units{Read: 2}, func() error {
			_, _, err := b.store.Visitor(ctx, access.National, "lead", "")
			b.must(err)
			return b.store.SaveSession(ctx, access.National, "lead", hash, access.Session{Began: start, Issued: start, Ends: start.Add(8 * time.Hour)})
		})
		b.within("come with a session", table.Units{Read: 2}, func() error {
			_, session, err := b.store.Visitor(ctx, access.National, "lead", hash)
			if session == nil {
				b.Error("the session is gone")
			}
			return err
		})
	}
	b.answers()
	explained, err := b.desk.Explain(ctx, deskAct("lead", ""), b.file, b.file.Version, "CR-05", strings.Repeat("because it is so ", 3))
	b.must(err)
	var sub *assessment.Submission
	b.within("seal them", table.Units{Write: 400}, func() error {
		var err error
		sub, err = b.desk.Seal(ctx, deskAct("lead", "seal"), explained)
		return err
	})
	b.within("release", table.Units{Write: 264}, func() error {
		_, err := b.desk.Release(ctx, deskAct("lead", "release"), sub.ID, assessment.Clearance{Team: team})
		return err
	})
	b.portfolio()
}

// answers saves and reads the answers of the whole file.
func (b *till) answers() {
	ctx := b.Context()
	m, err := b.desk.Content.Method(b.file.Catalogue, b.file.Track)
	b.must(err)
	answers := mixed(b, m)
	small := answers["LB-01"]
	small.Text = words(rand.New(rand.NewPCG(2, 2)), 640)
	b.within("save an answer of 1 KB", table.Units{Write: 4, Read: 2}, func() error {
		b.begin()
		return b.save("LB-A", "LB-01", small)
	})
	item, _, err := b.table.Get(ctx, key(working(land, b.file), recordKey("LB-A", "LB-01")), table.Strong)
	if err != nil || item.Size() < 900 || item.Size() > 1<<10 {
		b.Errorf("the item has %d bytes, not about 1 KB: %v", item.Size(), err)
	}
	b.within("the same as the API does it", table.Units{Write: 4, Read: 2}, func() error {
		_, err := b.store.Principal(ctx, access.National, "lead")
		b.must(err)
		f, err := b.desk.File(ctx, land, b.file.ID)
		b.must(err)
		_, err = b.desk.Answer(ctx, deskAct("lead", "0123456789abcdef0123456789abcde2"), f, "LB-01", 1, small, "")
		return err
	})
	sections, largest := map[string]int{}, ""
	for q, r := range answers {
		at := m.Catalogue.Question(q).Section.ID
		if q != "LB-01" {
			b.must(b.save(at, q, r))
		}
		sections[at]++
	}
	for at, n := range sections {
		if n > sections[largest] || n == sections[largest] && at < largest {
			largest = at
		}
	}
	b.within(fmt.Sprintf("open a section of %d answers", sections[largest]), table.Units{Read: 4}, func() error {
		b.begin()
		_, err := b.desk.Records(ctx, land, b.file, largest)
		return err
	})
	b.within(fmt.Sprintf("running result over %d answers", len(answers)), table.Units{Read: 20}, func() error {
		_, err := b.desk.Result(ctx, land, b.file, nil)
		return err
	})
}

// portfolio gives the team the grant of the file and those of 199 countries
// more.
func (b *till) portfolio() {
	given, err := b.store.Grants(b.Context(), land)
	b.must(err)
	for i := range 199 {
		g := given[0]
		g.Package, g.Country = fmt.Sprintf("package%03d", i), fmt.Sprintf("country%03d", i)
		ops, err := putGrant(&g)
		b.must(err)
		tally, err := put(key(reviewers(team), "T#"+g.Package), "1", outreach.Tally{Package: g.Package, Version: 1, Judged: 60, Once: 10, Differ: 2}, table.Absent())
		b.must(err)
		_, err = b.table.Write(b.Context(), append(ops, tally)...)
		b.must(err)
	}
	reviews := &outreach.Desk{Store: b.store, Content: b.desk.Content, Now: b.desk.Now}
	b.within("portfolio of 200 countries", table.Units{Read: 50}, func() error {
		all, err := reviews.Portfolio(b.Context(), team)
		if len(all) != 200 || b.table.queries != 2 { // what was released, and how far judging has come
			b.Errorf("%d countries in %d queries", len(all), b.table.queries)
		}
		return err
	})
}
