package e2e_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestEffects: the check reports what was lost, what is there twice and what is
// there by half, and nothing of what is as it was told.
func TestEffects(t *testing.T) {
	const history, reply, grant, header, event = "P#c#f#01# H#LB-A#LB-01#00001", "P#c#f# Y#LB-19#customs", "P#c# G#pkg", "P#c# F#f#01", "A#c# E#00001"
	done := func(version int) *answer { return &answer{status: 200, version: version} }
	told := newEffects()
	told.made("H#", "said 0000001", done(1))
	told.made("H#", "said 0000002", &answer{status: 503, again: true}) // nobody knows
	told.made("H#", "said 0000003", &answer{status: 412})              // refused
	told.wrote(reply, "said 0000004", done(1))
	told.wrote(reply, "said 0000005", done(2))
	told.named(grant, "withdrawn pkg", done(0))
	told.explained("P#c# F#f#", "CR-01", "because", done(2))
	told.explained("P#c# F#f#", "CR-01", "perhaps", &answer{})
	right := map[string]string{
		history: `{"text":"said 0000001","request":"k1"}`,
		reply:   `{"version":2,"text":"said 0000005"}`,
		grant:   `{"withdrawn":"2026-11-27"}`,
		header:  `{"explained":{"CR-01":"because"}}`,
		event:   `{"kind":"withdrawn","about":"pkg"}`,
	}
	const header2 = "P#c# F#f#02"
	const another = "P#c#f#01# H#LB-A#LB-01#00002"
	for _, c := range []struct {
		name, key, body string // what of the dump is changed; without a body the item is left out
		want            string // part of the only complaint; empty for none
	}{
		{"as told", history, right[history], ""},
		{"perhaps there", another, `{"text":"said 0000002","request":"k2"}`, ""},
		{"carried over by reopening", another, `{"text":"said 0000001"}`, ""},
		{"explained by what nobody knows", header2, `{"explained":{"CR-01":"perhaps"}}`, ""},
		{"an explanation lost", header2, `{}`, `CR-01 is explained with ""`},
		{"lost", history, "", "H# with said 0000001 is there 0 times"},
		{"doubled", another, `{"text":"said 0000001","request":"k1"}`, "H# with said 0000001 is there 2 times"},
		{"refused, and there", another, `{"text":"said 0000003","request":"k3"}`, "H# with said 0000003 is there 1 times"},
		{"a write lost", reply, `{"version":1,"text":"said 0000004"}`, "version 1 stands after 2 acknowledged writes"},
		{"a write doubled", reply, `{"version":3,"text":"said 0000005"}`, "version 3 stands after 2 acknowledged writes"},
		{"a write torn", reply, `{"version":2,"text":"said 0000004"}`, `version 2 does not say "said 0000005"`},
		{"an item torn", reply, `{"version":2,"text":"said 0000005`, "unexpected end"},
		{"no item for an event", grant, "", grant + " is there: false"},
		{"no event for an item", event, "", `events "withdrawn pkg": 0`},
		{"an event twice", "A#c# E#00002", right[event], `events "withdrawn pkg": 2`},
	} {
		dump := maps.Clone(right)
		if dump[c.key] = c.body; c.body == "" {
			delete(dump, c.key)
		}
		wrong := told.check(dumped(dump))
		if c.want == "" && len(wrong) > 0 || c.want != "" && !slices.ContainsFunc(wrong, func(w string) bool { return strings.Contains(w, c.want) }) {
			t.Errorf("%s: reported %q, want %q", c.name, wrong, c.want)
		}
	}
	told.wrote(reply, "said 0000006", done(2))
	if wrong := fmt.Sprint(told.check(dumped(right))); !strings.Contains(wrong, "versions [2] were acknowledged twice") {
		t.Errorf("one version for two callers: reported %s", wrong)
	}
}

// TestRecorded: events that tell of more or less than the items do are reported.
func TestRecorded(t *testing.T) {
	right := map[string]string{
		"P#c# F#f#01":      `{}`,
		"P#c#f# B#customs": `{"version":2}`,
		"A#c# E#00001":     `{"kind":"opened"}`,
		"A#c# E#00002":     `{"kind":"assigned"}`,
		"A#c# E#00003":     `{"kind":"assigned"}`,
	}
	if wrong := recorded(dumped(right)); len(wrong) > 0 {
		t.Errorf("reported %q", wrong)
	}
	for _, kind := range []string{"opened", "assigned", "sealed"} {
		more, less := maps.Clone(right), maps.Clone(right)
		more["A#c# E#00004"] = fmt.Sprintf(`{"kind":%q}`, kind)
		maps.DeleteFunc(less, func(key, body string) bool { return strings.Contains(body, kind) })
		for _, dump := range []map[string]string{more, less} {
			if len(dump) == len(right) {
				continue // there was none to be left out
			}
			if wrong := recorded(dumped(dump)); len(wrong) != 1 || !strings.Contains(wrong[0], kind) {
				t.Errorf("%v: reported %q", dump, wrong)
			}
		}
	}
}

// dumped are items as they are scanned, of bodies by key.
func dumped(bodies map[string]string) []stored {
	var all []stored
	for key, body := range bodies {
		pk, sk, _ := strings.Cut(key, " ")
		all = append(all, stored{pk: pk, sk: sk, body: body})
	}
	return all
}
