package tabletest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// The part of Run about queries and units.

func fill(t *testing.T, tb table.Table, pk string, sks ...string) {
	t.Helper()
	for _, sk := range sks {
		write(t, tb, put(item(pk, sk, "v", "body of "+sk)))
	}
}

func queries(t *testing.T, tb table.Table) {
	// In order of bytes: upper case before lower, é after every ASCII letter.
	fill(t, tb, "p", "b#2", "a", "b#10", "B", "b", "é", "b#1", "c", "b\U0010FFFF", "~")
	cases := []struct {
		name  string
		query table.Query
		want  string
	}{
		{"all", table.Query{}, "B a b b#1 b#10 b#2 b\U0010FFFF c ~ é"},
		{"prefix", table.Query{Prefix: "b"}, "b b#1 b#10 b#2 b\U0010FFFF"},
		{"longer prefix", table.Query{Prefix: "b#1"}, "b#1 b#10"},
		{"prefix of nothing", table.Query{Prefix: "b#3"}, ""},
		{"last prefix", table.Query{Prefix: "é"}, "é"},
		{"from", table.Query{From: "b#10"}, "b#10 b#2 b\U0010FFFF c ~ é"},
		{"from between", table.Query{From: "b#1\x00"}, "b#10 b#2 b\U0010FFFF c ~ é"},
		{"from beyond all", table.Query{From: "ê"}, ""},
		{"to", table.Query{To: "b#1"}, "B a b b#1"},
		{"to between", table.Query{To: "b\""}, "B a b"},
		{"to before all", table.Query{To: "A"}, ""},
		{"from to", table.Query{From: "b", To: "b#2"}, "b b#1 b#10 b#2"},
		{"from to one", table.Query{From: "c", To: "c"}, "c"},
		{"from to none", table.Query{From: "d", To: "e"}, ""},
	}
	for _, c := range cases {
		for _, limit := range []int{0, 1, 2, 3, 100} {
			c.query.PK, c.query.Reading, c.query.Limit = "p", table.Strong, limit
			forward := all(t, tb, c.query)
			if got := sortKeys(forward); got != c.want {
				t.Errorf("%s, limit %d: got %q, want %q", c.name, limit, got, c.want)
			}
			for _, i := range forward {
				if want := item("p", i.SK, "v", "body of "+i.SK); !same(i, want) {
					t.Errorf("%s: got %v, want %v", c.name, i, want)
				}
			}
			c.query.Backward = true
			backward := all(t, tb, c.query)
			slices.Reverse(backward)
			if got := sortKeys(backward); got != c.want {
				t.Errorf("%s, limit %d, backward: got %q, want %q from its end", c.name, limit, got, c.want)
			}
			c.query.Backward = false
		}
	}
}

func partitionAlone(t *testing.T, tb table.Table) {
	for _, pk := range []string{"p", "o", "q", "pp", "p#", "p\x00", "P", "p "} {
		fill(t, tb, pk, "1 of "+pk, "2 of "+pk)
	}
	for _, backward := range []bool{false, true} {
		got := all(t, tb, table.Query{PK: "p", Backward: backward, Reading: table.Strong})
		slices.SortFunc(got, func(a, b table.Item) int { return int(a.SK[0]) - int(b.SK[0]) })
		if sortKeys(got) != "1 of p 2 of p" {
			t.Errorf("partition p holds %q", sortKeys(got))
		}
	}
}

// anyCursor also hands on cursors outside of what is asked for.
func anyCursor(t *testing.T, tb table.Table) {
	fill(t, tb, "p", "a1", "b1", "b2", "b3", "c1")
	cursors := []string{"a", "a1", "b", "b1", "b15", "b2", "b3", "b4", "c", "c1", "d", "\x00", "\U0010FFFF"}
	for _, q := range []table.Query{{}, {Prefix: "b"}, {From: "b1", To: "b3"}, {From: "b2"}, {To: "b2"}, {From: "b2", To: "b2"}} {
		for _, backward := range []bool{false, true} {
			for _, after := range cursors {
				q.PK, q.Reading, q.Backward, q.After = "p", table.Strong, backward, after
				want := slices.DeleteFunc([]string{"a1", "b1", "b2", "b3", "c1"}, func(sk string) bool { return !q.Wants(sk) })
				if backward {
					slices.Reverse(want)
				}
				if got := sortKeys(all(t, tb, q)); got != joined(want) {
					t.Errorf("%+v: got %q, want %q", q, got, joined(want))
				}
			}
		}
	}
}

func joined(sks []string) string {
	items := make([]table.Item, len(sks))
	for i, sk := range sks {
		items[i].SK = sk
	}
	return sortKeys(items)
}

func cursorOutlivesItem(t *testing.T, tb table.Table) {
	fill(t, tb, "p", "1", "2", "3", "4")
	page, err := tb.Query(t.Context(), table.Query{PK: "p", Limit: 2, Reading: table.Strong})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) == 0 || page.Next == "" {
		t.Fatalf("got %v, want a page and a cursor", page)
	}
	last := page.Items[len(page.Items)-1].SK
	write(t, tb, remove("p", last), put(item("p", "0", "", "")), put(item("p", "9", "", "")))
	want := "2 3 4 9"[2*len(page.Items)-2:]
	if got := sortKeys(all(t, tb, table.Query{PK: "p", After: page.Next, Reading: table.Strong})); got != want {
		t.Errorf("after %q, which is gone: got %q, want %q", last, got, want)
	}
}

func largePages(t *testing.T, tb table.Table) {
	const items = 8
	want := ""
	for n := range items {
		i := sized(item("p", fmt.Sprint(n), "v", ""), 300_000) // three and a half to a page
		write(t, tb, put(i))
		want += " " + i.SK
	}
	for _, limit := range []int{0, 2, items} {
		got := all(t, tb, table.Query{PK: "p", Limit: limit, Reading: table.Strong}) // looks at each page's size
		if " "+sortKeys(got) != want {
			t.Errorf("limit %d: got %q, want %q", limit, sortKeys(got), want[1:])
		}
	}
}

func readUnits(t *testing.T, tb table.Table) {
	cases := []struct {
		name  string
		sizes []int // of the items of one partition
		want  float64
	}{
		{"nothing", nil, 1},
		{"small", []int{100}, 1},
		{"4 KB", []int{4096}, 1},
		{"4 KB and a byte", []int{4097}, 2},
		{"two that share a unit", []int{2000, 2096}, 1},
		{"two that do not", []int{2000, 2097}, 2},
		{"the largest", []int{table.MaxItem}, 100},
	}
	for _, c := range cases {
		for n, size := range c.sizes {
			write(t, tb, put(sized(item(c.name, fmt.Sprint(n), "v", ""), size)))
		}
		for reading, share := range map[table.Reading]float64{table.Strong: 1, table.Eventual: 0.5} {
			want := table.Units{Read: c.want * share}
			var got table.Units
			if !soon(func() bool { // an eventual read may not see all at once
				page, err := tb.Query(t.Context(), table.Query{PK: c.name, Reading: reading})
				got = page.Units
				return err == nil && got == want
			}) {
				t.Errorf("%s, strong %v: a query costs %v, want %v", c.name, reading, got, want)
			}
			if len(c.sizes) > 1 {
				continue
			}
			if !soon(func() bool {
				_, got, _ = tb.Get(t.Context(), key(c.name, "0"), reading)
				return got == want
			}) {
				t.Errorf("%s, strong %v: a get costs %v, want %v", c.name, reading, got, want)
			}
		}
	}
}

func writeUnits(t *testing.T, tb table.Table) {
	of := func(sk string, size int) table.Item { return sized(item("p", sk, "v", ""), size) }
	refused := table.Version("other")
	cases := []struct {
		name   string
		before []table.Item
		ops    []table.Op
		want   table.Units
	}{
		{"put", nil, []table.Op{put(of("1", 100))}, table.Units{Write: 1}},
		{"put 1 KB", nil, []table.Op{put(of("1", 1024))}, table.Units{Write: 1}},
		{"put 1 KB and a byte", nil, []table.Op{put(of("1", 1025))}, table.Units{Write: 2}},
		{"put over a larger one", []table.Item{of("1", 5000)}, []table.Op{put(of("1", 100))}, table.Units{Write: 5}},
		{"put over a smaller one", []table.Item{of("1", 100)}, []table.Op{put(of("1", 5000))}, table.Units{Write: 5}},
		{"delete", []table.Item{of("1", 5000)}, []table.Op{remove("p", "1")}, table.Units{Write: 5}},
		{"delete nothing", nil, []table.Op{remove("p", "1")}, table.Units{Write: 1}},
		{"check", []table.Item{of("1", 5000)}, []table.Op{when(table.Present()).op(check("p", "1"))}, table.Units{Write: 10}},
		{"check nothing", nil, []table.Op{when(table.Absent()).op(check("p", "1"))}, table.Units{Write: 2}},
		{"several", []table.Item{of("2", 5000), of("3", 5000), of("4", 5000)},
			[]table.Op{put(of("1", 1500)), put(of("2", 100)), remove("p", "3"), when(table.Present()).op(check("p", "4"))},
			table.Units{Write: 2*2 + 2*5 + 2*5 + 2*5}},
		{"refused", []table.Item{of("1", 5000)}, []table.Op{when(refused).op(put(of("1", 100)))}, table.Units{Write: 5}},
		{"refused by nothing", nil, []table.Op{when(refused).op(put(of("1", 100)))}, table.Units{Write: 1}},
		{"several refused", []table.Item{of("1", 5000)},
			[]table.Op{when(refused).op(put(of("1", 100))), put(of("2", 1500))}, table.Units{Write: 2*5 + 2*2}},
	}
	for _, c := range cases {
		write(t, tb, remove("p", "1"), remove("p", "2"), remove("p", "3"), remove("p", "4"))
		for _, i := range c.before {
			write(t, tb, put(i))
		}
		if got, _ := tb.Write(t.Context(), c.ops...); got != c.want {
			t.Errorf("%s costs %v, want %v", c.name, got, c.want)
		}
	}
}
