package e2e_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// effects is what the clients were told: what has to be in the tables once, and
// what may be there, since nobody knows what became of the call.
type effects struct {
	lock   sync.Mutex
	makes  map[[2]string]span // by beginning of the sort key and text in the body
	writes map[string]*writes // by key
	names  []name

	explains map[[2]string][]string // texts that may stand, by beginning of the key and rule
}

// span is how many there should be.
type span struct{ least, most int }

// writes are those of one item that is written over.
type writes struct {
	texts map[int]string // by version that was acknowledged
	maybe int
	twice []int // versions that were acknowledged to two callers
}

// name is an item that a call named, and the event that tells of it, if one
// tells of it alone.
type name struct{ key, event string }

func newEffects() *effects {
	return &effects{makes: map[[2]string]span{}, writes: map[string]*writes{}, explains: map[[2]string][]string{}}
}

// tells says how often a call took effect at least and at most. A refusal of
// what was sent before may be that of its own effect.
func (a *answer) tells() span {
	switch {
	case a.ok():
		return span{1, 1}
	case a.known() && !a.again:
		return span{0, 0}
	}
	return span{0, 1}
}

// made keeps what a call that makes an item with a text of its own came to.
func (e *effects) made(sort, text string, a *answer) {
	e.lock.Lock()
	defer e.lock.Unlock()
	k, s := [2]string{sort, text}, a.tells()
	e.makes[k] = span{e.makes[k].least + s.least, e.makes[k].most + s.most}
}

// wrote keeps what a call that writes the next version of an item came to.
func (e *effects) wrote(key, text string, a *answer) {
	e.lock.Lock()
	defer e.lock.Unlock()
	w := e.writes[key]
	if w == nil {
		w = &writes{texts: map[int]string{}}
		e.writes[key] = w
	}
	if !a.ok() {
		w.maybe += a.tells().most
		return
	}
	if _, twice := w.texts[a.version]; twice {
		w.twice = append(w.twice, a.version)
	}
	w.texts[a.version] = text
}

// named keeps an item that a call said it made or changed.
func (e *effects) named(key, event string, a *answer) {
	e.lock.Lock()
	defer e.lock.Unlock()
	if a.ok() {
		e.names = append(e.names, name{key, event})
	}
}

// explained keeps what a call to explain a rule came to. One person explains,
// so what was acknowledged last stands, or what nobody knows of since.
func (e *effects) explained(file, rule, text string, a *answer) {
	e.lock.Lock()
	defer e.lock.Unlock()
	k := [2]string{file, rule}
	switch a.tells() {
	case span{1, 1}:
		e.explains[k] = []string{text}
	case span{0, 1}:
		if e.explains[k] == nil {
			e.explains[k] = []string{""} // perhaps none
		}
		e.explains[k] = append(e.explains[k], text)
	}
}

// checkExplained compares that with the latest revision of each file.
func (e *effects) checkExplained(items map[string]stored) []string {
	var wrong []string
	for k, texts := range e.explains {
		var last stored
		for key, i := range items {
			if strings.HasPrefix(key, k[0]) && i.sk > last.sk {
				last = i
			}
		}
		var body struct{ Explained map[string]string }
		_ = json.Unmarshal([]byte(last.body), &body) // fsck reads it
		if got := body.Explained[k[1]]; !slices.Contains(texts, got) {
			wrong = append(wrong, fmt.Sprintf("%s: %s is explained with %q, not one of %q", k[0], k[1], got, texts))
		}
	}
	return wrong
}

// stored is an item as it was dumped.
type stored struct{ pk, sk, version, body string }

var markers = regexp.MustCompile(`said \d{7}|"submission":"\w+"`)

// check compares what was told with what is there.
func (e *effects) check(dump []stored) []string {
	var wrong []string
	there := map[[2]string]int{}
	items, events := map[string]stored{}, map[string]int{}
	for _, i := range dump {
		items[i.pk+" "+i.sk] = i
		if strings.HasPrefix(i.pk, "A#") {
			var event struct{ Kind, About string }
			if err := json.Unmarshal([]byte(i.body), &event); err != nil {
				wrong = append(wrong, fmt.Sprintf("%s %s: %v", i.pk, i.sk, err))
			}
			events[event.Kind+" "+event.About]++
		}
		sort, _, some := strings.Cut(i.sk, "#")
		if some {
			sort += "#"
		}
		if sort == "H#" && !strings.Contains(i.body, `"request":"`) {
			continue // carried over by reopening
		}
		for _, text := range markers.FindAllString(i.body, -1) {
			there[[2]string{sort, text}]++
		}
	}
	for k, want := range e.makes {
		if n := there[k]; n < want.least || n > want.most {
			wrong = append(wrong, fmt.Sprintf("%s with %s is there %d times, not %d to %d", k[0], k[1], n, want.least, want.most))
		}
	}
	for key, w := range e.writes {
		wrong = append(wrong, w.check(key, items[key])...)
	}
	for _, n := range e.names {
		if _, ok := items[n.key]; !ok || n.event != "" && events[n.event] != 1 {
			wrong = append(wrong, fmt.Sprintf("%s is there: %t; events %q: %d", n.key, ok, n.event, events[n.event]))
		}
	}
	return append(wrong, e.checkExplained(items)...)
}

// check compares the writes of one item that were acknowledged with the version
// that stands: none was lost, and none counted twice.
func (w *writes) check(key string, item stored) []string {
	var wrong []string
	if len(w.twice) > 0 {
		wrong = append(wrong, fmt.Sprintf("%s: versions %v were acknowledged twice", key, w.twice))
	}
	var body struct{ Version int }
	if item.body != "" {
		if err := json.Unmarshal([]byte(item.body), &body); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", key, err))
		}
	}
	first := 0 // versions that others made, such as the pair or step that was opened
	if slices.ContainsFunc([]string{"# X#", "# T#", "# C#", "# M#", "# CL#", "# VI#", "# PROFILE"}, func(kind string) bool { return strings.Contains(key, kind) }) {
		first = 1
	}
	if n := len(w.texts) + first; body.Version < n && len(w.texts) > 0 || body.Version > n+w.maybe {
		wrong = append(wrong, fmt.Sprintf("%s: version %d stands after %d acknowledged writes, and %d of which nobody knows", key, body.Version, len(w.texts), w.maybe))
	}
	if text := w.texts[body.Version]; !strings.Contains(item.body, text) {
		wrong = append(wrong, fmt.Sprintf("%s: version %d does not say %q, which was acknowledged", key, body.Version, text))
	}
	return wrong
}

// recordedKinds are the events that items tell of too.
var recordedKinds = []string{"sealed", "released", "opened reopened", "instrument_added instrument_changed", "withdrawn", "assigned",
	"signed_off sign_off_taken_back", "pair_opened", "position_agreed", "country_changed", "member_added member_changed", "list_changed"}

// recorded compares the events of a dump with what the items say was done, of
// all owners together.
func recorded(dump []stored) []string {
	events, items := map[string]int{}, map[string]int{}
	for _, kinds := range recordedKinds {
		items[kinds] = 0 // events without a single item are wrong too
	}
	for _, i := range dump {
		var body struct {
			Kind      string
			Version   int
			Withdrawn string
			Bodies    []string
		}
		if i.pk[0] == 'P' && strings.HasPrefix(i.sk, "K#") {
			items["list_changed"]++ // one item for each version, packed
			continue
		}
		if i.pk[0] != 'A' && i.pk[0] != 'P' && i.sk != "M" || json.Unmarshal([]byte(i.body), &body) != nil {
			continue // read by fsck
		}
		switch zone, ids := i.pk[:2], strings.Count(i.pk, "#"); {
		case zone == "A#":
			events[body.Kind]++
		case zone == "N#":
			items["sealed"]++
		case zone == "S#":
			items["released"]++
		case ids == 2 && strings.HasPrefix(i.sk, "F#"):
			items["opened reopened"]++
		case ids == 2 && strings.HasPrefix(i.sk, "L#"):
			items["instrument_added instrument_changed"]++
		case ids == 2 && strings.HasPrefix(i.sk, "G#") && body.Withdrawn != "":
			items["withdrawn"]++
		case ids == 2 && i.sk == "PROFILE":
			items["country_changed"] += body.Version
		case ids == 2 && strings.HasPrefix(i.sk, "M#") && len(body.Bodies) > 0: // not the lead, whom the operator brought in
			items["member_added member_changed"] += body.Version
		case ids == 3 && strings.HasPrefix(i.sk, "B#"):
			items["assigned"] += body.Version
		case ids == 3 && strings.HasPrefix(i.sk, "O#"):
			items["signed_off sign_off_taken_back"] += body.Version
		case ids == 3 && strings.HasPrefix(i.sk, "X#"):
			items["pair_opened"]++
			items["position_agreed"] += body.Version - 1
		}
	}
	var wrong []string
	for kinds, want := range items {
		n := 0
		for kind := range strings.FieldsSeq(kinds) {
			n += events[kind]
		}
		if n != want {
			wrong = append(wrong, fmt.Sprintf("%d events %s, and the items tell of %d", n, kinds, want))
		}
	}
	return wrong
}
