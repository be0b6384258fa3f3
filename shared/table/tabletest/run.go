package tabletest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Run checks every promise of package table. open returns an empty table, a new
// one each time; it is closed by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) table.Table) {
	cases := []struct {
		name string
		test func(*testing.T, table.Table)
	}{
		{"what was put comes back", putComesBack},
		{"nothing is not found", nothingIsNotFound},
		{"keys are bytes", keysAreBytes},
		{"bodies are not shared", bodiesAreNotShared},
		{"a put replaces all of an item", putReplaces},
		{"an eventual read catches up", eventualCatchesUp},
		{"wrong calls", wrongCalls},
		{"a wrong operation stops the whole write", wrongOperation},
		{"limits can be reached", limitsReached},
		{"conditions", conditions},
		{"all operations or none", allOrNone},
		{"every refused operation is named", everyRefusal},
		{"a write has all kinds of operations", mixedWrite},
		{"ended context", endedContext},
		{"queries", queries},
		{"a partition is alone", partitionAlone},
		{"any cursor will do", anyCursor},
		{"a cursor outlives its item", cursorOutlivesItem},
		{"pages end at MaxPage", largePages},
		{"reads cost", readUnits},
		{"writes cost", writeUnits},
		{"writers do not lose each other's writes", noLostUpdate},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func key(pk, sk string) table.Key { return table.Key{PK: pk, SK: sk} }

func item(pk, sk, version, body string) table.Item {
	return table.Item{Key: key(pk, sk), Version: version, Body: []byte(body)}
}

func put(i table.Item) table.Op            { return table.Op{Kind: table.Put, Item: i} }
func remove(pk, sk string) table.Op        { return table.Op{Kind: table.Delete, Item: item(pk, sk, "", "")} }
func check(pk, sk string) table.Op         { return table.Op{Kind: table.Check, Item: item(pk, sk, "", "")} }
func same(a, b table.Item) bool            { return a.Key == b.Key && sameValue(a, b) }
func sized(i table.Item, n int) table.Item { i.Body = make([]byte, n-(i.Size()-len(i.Body))); return i }

func sameValue(a, b table.Item) bool {
	return a.Version == b.Version && a.Expires == b.Expires && bytes.Equal(a.Body, b.Body)
}

func (w when) op(o table.Op) table.Op { o.If = table.Condition(w); return o }

// when makes an operation conditional.
type when table.Condition

func write(t *testing.T, tb table.Table, ops ...table.Op) table.Units {
	t.Helper()
	units, err := tb.Write(t.Context(), ops...)
	if err != nil {
		t.Fatal(err)
	}
	return units
}

// stands checks what is there under the item's key.
func stands(t *testing.T, tb table.Table, want table.Item) {
	t.Helper()
	got, _, err := tb.Get(t.Context(), want.Key, table.Strong)
	if err != nil {
		t.Errorf("%q/%q: %v", want.PK, want.SK, err)
	} else if !same(got, want) {
		t.Errorf("got %.200v, want %.200v", got, want)
	}
}

func absent(t *testing.T, tb table.Table, k table.Key) {
	t.Helper()
	if got, _, err := tb.Get(t.Context(), k, table.Strong); !errors.Is(err, table.ErrNotFound) {
		t.Errorf("%q/%q: got %.200v, %v; want ErrNotFound", k.PK, k.SK, got, err)
	}
}

// all follows a query's cursors to the end.
func all(t rapid.TB, tb table.Table, q table.Query) []table.Item {
	t.Helper()
	var items []table.Item
	for pages := 0; ; pages++ {
		page, err := tb.Query(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if pages > 10_000 {
			t.Fatalf("the query %+v does not end", q)
		}
		if q.Limit != 0 && len(page.Items) > q.Limit {
			t.Errorf("a page of %d items; the limit is %d", len(page.Items), q.Limit)
		}
		size := 0
		for _, i := range page.Items {
			size += i.Size()
		}
		if size > table.MaxPage {
			t.Errorf("a page of %d bytes; at most %d", size, table.MaxPage)
		}
		items = append(items, page.Items...)
		if page.Next == "" {
			return items
		}
		q.After = page.Next
	}
}

func sortKeys(items []table.Item) string {
	sks := make([]string, len(items))
	for i, it := range items {
		sks[i] = it.SK
	}
	return strings.Join(sks, " ")
}

func putComesBack(t *testing.T, tb table.Table) {
	binary := make([]byte, 256)
	for i := range binary {
		binary[i] = byte(i)
	}
	items := []table.Item{
		{Key: key("all parts", "s"), Version: "v1", Expires: 4102444800, Body: []byte("body")},
		{Key: key("nothing but a key", "s")},
		{Key: key("empty body", "s"), Version: "v", Body: []byte{}},
		{Key: key("odd expiry", "s"), Expires: 1<<53 + 1},
		{Key: key("any bytes", "s"), Body: binary},
		{Key: key("P#مثال#1", "R#例#\x00#\U0010FFFF"), Version: "é\x00", Body: []byte("{}")},
	}
	for _, i := range items {
		write(t, tb, put(i))
	}
	for _, i := range items {
		stands(t, tb, i)
		if got := all(t, tb, table.Query{PK: i.PK, Reading: table.Strong}); len(got) != 1 || !same(got[0], i) {
			t.Errorf("query of %q: got %v, want %v", i.PK, got, i)
		}
	}
}

func nothingIsNotFound(t *testing.T, tb table.Table) {
	write(t, tb, put(item("p", "s", "", "")))
	for _, k := range []table.Key{key("p", "t"), key("q", "s"), key("p", "s "), key("p", "S")} {
		absent(t, tb, k)
	}
	if got := all(t, tb, table.Query{PK: "q", Reading: table.Strong}); len(got) != 0 {
		t.Errorf("a partition without items: %v", got)
	}
	write(t, tb, remove("p", "s"))
	absent(t, tb, key("p", "s"))
	write(t, tb, remove("p", "s")) // of nothing: no error
}

func keysAreBytes(t *testing.T, tb table.Table) {
	keys := []table.Key{
		key("a", "bc"), key("ab", "c"), key("a#b", "c"), key("a", "b#c"), key("A", "bc"),
		key("a\x00", "b"), key("a", "\x00b"), key("é", "e"), key("e\u0301", "e"), // two ways to write é
	}
	for i, k := range keys {
		write(t, tb, table.Op{Kind: table.Put, Item: table.Item{Key: k, Body: []byte{byte(i)}}, If: table.Absent()})
	}
	for i, k := range keys {
		stands(t, tb, table.Item{Key: k, Body: []byte{byte(i)}})
	}
}

func bodiesAreNotShared(t *testing.T, tb table.Table) {
	want := item("p", "s", "v", "body")
	given := item("p", "s", "v", "body")
	write(t, tb, put(given))
	given.Body[0] = 'X'
	stands(t, tb, want)

	got, _, err := tb.Get(t.Context(), want.Key, table.Strong)
	if err != nil {
		t.Fatal(err)
	}
	got.Body[0] = 'X'
	_ = append(got.Body, "more"...)
	stands(t, tb, want)

	page := all(t, tb, table.Query{PK: "p", Reading: table.Strong})
	page[0].Body[0] = 'X'
	stands(t, tb, want)

	_, err = tb.Write(t.Context(), when(table.Absent()).op(put(given)))
	var refused *table.ConditionError
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	refused.Failed[0].Current.Body[0] = 'X'
	stands(t, tb, want)
}

func putReplaces(t *testing.T, tb table.Table) {
	write(t, tb, put(table.Item{Key: key("p", "s"), Version: "v", Expires: 4102444800, Body: []byte("body")}))
	write(t, tb, put(table.Item{Key: key("p", "s")}))
	stands(t, tb, table.Item{Key: key("p", "s")})
}

func eventualCatchesUp(t *testing.T, tb table.Table) {
	want := item("p", "s", "v", "body")
	write(t, tb, put(want))
	get := func() bool {
		got, _, err := tb.Get(t.Context(), want.Key, table.Eventual)
		if err != nil && !errors.Is(err, table.ErrNotFound) {
			t.Fatal(err)
		}
		return err == nil && same(got, want)
	}
	query := func() bool {
		got := all(t, tb, table.Query{PK: "p"})
		return len(got) == 1 && same(got[0], want)
	}
	if !soon(get) || !soon(query) {
		t.Error("an eventual read does not see a write after many tries")
	}
}

// soon tries until an eventual read is as far as it should be.
func soon(seen func() bool) bool {
	return slices.ContainsFunc(make([]int, 1000), func(int) bool { return seen() })
}

func endedContext(t *testing.T, tb table.Table) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := tb.Get(ended, key("p", "s"), table.Strong)
	_, errQuery := tb.Query(ended, table.Query{PK: "p"})
	_, errWrite := tb.Write(ended, put(item("p", "s", "", "")))
	_, errWrites := tb.Write(ended, put(item("p", "s", "", "")), put(item("p", "t", "", "")))
	for _, err := range []error{err, errQuery, errWrite, errWrites} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	}
}
