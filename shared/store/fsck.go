package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// Fault is one thing that is wrong with what a table holds.
type Fault struct {
	Key     table.Key
	Problem string
}

func (f Fault) String() string { return f.Key.PK + " " + f.Key.SK + ": " + f.Problem }

// Fsck checks a dump of all items, of one table or several, and returns every
// fault in order of keys, and how many items there were. An item may come with
// an error that says how it is damaged. The dump must be of one moment and is
// held in memory.
//
// A dump is right when every answer has its whole history; marks are those of
// the sealing that the header names, or were left by one that was given up; a
// submitted file has its submission, whole, and a released package its grants; a
// file has every version of its national list as it was handed in; every chain
// of events is whole and tells of every act that left a trace; and
// nothing in the ledger was written twice.
func Fsck(items iter.Seq2[table.Item, error]) ([]Fault, int) {
	c := &checker{dump: dump{}, told: map[[2]string]int{}}
	n := 0
	for item, damage := range items {
		n++
		if damage != nil {
			c.add(item.Key, "%v", damage)
			continue
		}
		if c.dump[item.PK] == nil {
			c.dump[item.PK] = map[string]table.Item{}
		}
		if _, twice := c.dump[item.PK][item.SK]; twice {
			c.add(item.Key, "it stands in the dump twice")
		}
		c.dump[item.PK][item.SK] = item
		if ledgerZone(item.PK) && item.Version != "1" {
			c.add(item.Key, "version %q in the ledger, where everything is written once", item.Version)
		}
	}
	c.store = New(c.dump)
	for pk := range c.dump {
		if owner, ok := within(pk, "A#"); ok {
			c.chain(owner)
		}
	}
	for pk := range c.dump {
		c.partition(pk)
	}
	slices.SortStableFunc(c.faults, func(a, b Fault) int { return strings.Compare(a.String(), b.String()) })
	return c.faults, n
}

// checker goes through a dump partition by partition.
type checker struct {
	dump   dump
	store  *Store
	told   map[[2]string]int // how many events an owner has about a thing
	faults []Fault
}

func (c *checker) add(k table.Key, format string, args ...any) {
	c.faults = append(c.faults, Fault{k, fmt.Sprintf(format, args...)})
}

// read decodes an item; one that cannot be read is a fault.
func (c *checker) read(item table.Item, v any) bool {
	if err := json.Unmarshal(item.Body, v); err != nil {
		c.add(item.Key, "it cannot be read: %v", err)
		return false
	}
	return true
}

// within takes the single id out of a partition of the form zone, id, #.
func within(pk, zone string) (string, bool) {
	id, ok := strings.CutPrefix(pk, zone)
	id, closed := strings.CutSuffix(id, "#")
	return id, ok && closed && !strings.Contains(id, "#")
}

func (c *checker) partition(pk string) {
	ids := strings.Split(strings.TrimSuffix(pk, "#"), "#")
	switch {
	case ids[0] == "P" && len(ids) == 2:
		c.country(ids[1])
	case ids[0] == "P" && len(ids) == 3:
		c.nationalLists(pk, ids[1], ids[2])
	case ids[0] == "P" && len(ids) == 4:
		c.working(pk, ids[1], ids[2], ids[3])
	case ids[0] == "N" && len(ids) == 3:
		c.submission(ids[1], ids[2])
	case ids[0] == "S" && len(ids) == 2:
		c.pkg(ids[1])
	case ids[0] == "G" && len(ids) == 2:
		for _, item := range c.dump.sorted(pk, "") {
			c.grant(item, func(g *assessment.Grant) table.Key { return key(private(g.Country), "G#"+g.Package) })
		}
	case ids[0] == "R" && len(ids) == 2:
		c.members(pk, ids[1])
	}
}

// chain checks the events of an owner and counts what they are about.
func (c *checker) chain(owner string) {
	var events []assessment.Event
	for i, item := range c.dump.sorted(audit(owner), "") {
		var e assessment.Event
		if !c.read(item, &e) {
			return
		}
		events = append(events, e)
		c.told[[2]string{owner, e.About}]++
		c.told[[2]string{owner, e.Kind + " " + e.About}]++
		if item.SK != eventKey(i+1) || e.Number != i+1 {
			c.add(item.Key, "event %d stands where event %d should", e.Number, i+1)
			return
		}
	}
	if err := assessment.VerifyChain(events); err != nil {
		c.add(key(audit(owner), ""), "%v", err)
	}
}

// recorded checks that an act has at least so many events: a chain that lost
// its end is whole in itself.
func (c *checker) recorded(k table.Key, owner, what string, least int) {
	if n := c.told[[2]string{owner, what}]; n < least {
		c.add(k, "%d events %q where there should be %d: the chain of %s lost some", n, what, least, owner)
	}
}

func (c *checker) country(country string) {
	pk := private(country)
	if item, ok := c.dump[pk]["PROFILE"]; ok {
		var profile assessment.Country
		if c.read(item, &profile) {
			c.recorded(item.Key, country, country, profile.Version)
		}
	}
	c.members(pk, country)
	for _, item := range c.dump.sorted(pk, "F#") {
		c.header(country, item)
	}
	for _, item := range c.dump.sorted(pk, "G#") {
		c.grant(item, func(g *assessment.Grant) table.Key { return key(grants(g.Team), g.Package) })
		var g assessment.Grant
		if json.Unmarshal(item.Body, &g) == nil && !g.Withdrawn.IsZero() {
			c.recorded(item.Key, country, "withdrawn "+g.Package, 1)
		}
	}
}

func (c *checker) members(pk, owner string) {
	for _, item := range c.dump.sorted(pk, "M#") {
		var m assessment.Member
		if c.read(item, &m) {
			c.recorded(item.Key, owner, m.Sub, m.Version)
		}
	}
}

func (c *checker) header(country string, item table.Item) {
	var f assessment.File
	if !c.read(item, &f) {
		return
	}
	if item.Version != (stamp{version: f.Version}).String() {
		c.add(item.Key, "version %q of a header that says %d", item.Version, f.Version)
	}
	if (f.State == assessment.Draft) != (f.SealID == "") {
		c.add(item.Key, "a file in state %q that names the seal %q", f.State, f.SealID)
	}
	c.recorded(item.Key, country, f.ID, f.Revision) // opened, and reopened for each revision after
	if f.State == assessment.Submitted && c.dump[sealed(country, f.Submission)] == nil {
		c.add(item.Key, "submitted, but its submission %q is missing", f.Submission)
	}
}

// working checks the answers of one revision of a file.
func (c *checker) working(pk, country, file, revision string) {
	var f *assessment.File
	if item, ok := c.dump[private(country)]["F#"+file+"#"+revision]; ok {
		f = &assessment.File{}
		if json.Unmarshal(item.Body, f) != nil {
			return // said by header
		}
	}
	history := map[string][]table.Item{}
	for _, item := range c.dump.sorted(pk, "H#") {
		answer := "A#" + strings.TrimPrefix(item.SK[:strings.LastIndexByte(item.SK, '#')], "H#")
		if _, ok := c.dump[pk][answer]; !ok {
			c.add(item.Key, "the history of an answer that is missing")
		}
		history[answer] = append(history[answer], item)
	}
	for _, item := range c.dump.sorted(pk, "A#") {
		stands, err := parseStamp(item.Version)
		if err != nil {
			c.add(item.Key, "%v", err)
			continue
		}
		c.history(item, stands.version, history[item.SK])
		c.mark(item, stands, f, country)
	}
}

// history checks that an answer stands as its newest history, and that the
// history has every version.
func (c *checker) history(item table.Item, version int, history []table.Item) {
	for i, was := range history {
		if n := fmt.Sprintf("%05d", i+1); !strings.HasSuffix(was.SK, "#"+n) {
			c.add(item.Key, "version %s is missing in the history", n)
			return
		}
	}
	r, err := recordOf(&item)
	switch {
	case err != nil:
		c.add(item.Key, "%v", err)
	case len(history) != version || r == nil && version > 0 || r != nil && r.Version != version:
		c.add(item.Key, "version %d stands, and the history ends with %d", version, len(history))
	case version > 0 && !bytes.Equal(item.Body, history[version-1].Body):
		c.add(item.Key, "it differs from its newest history, version %d", version)
	}
}

// mark checks the mark of an answer. A mark that the header does not name is
// what a sealing that was given up leaves behind in a draft; it must never have
// become a submission.
func (c *checker) mark(item table.Item, stands stamp, f *assessment.File, country string) {
	switch {
	case f == nil && (stands.mark != "" || stands.version > 1):
		c.add(item.Key, "an answer of a file without a header")
	case f == nil: // the file was never opened to the end
	case f.State == assessment.Submitted && stands.mark != f.SealID:
		c.add(item.Key, "the file was sealed with %q, and the answer has the mark %q", f.SealID, stands.mark)
	case stands.mark != "" && stands.mark != f.SealID && c.dump[sealed(country, stands.mark)] != nil:
		c.add(item.Key, "the mark %q is of a submission that the header does not name", stands.mark)
	}
}

// submission checks that a submission is whole and its header names it.
func (c *checker) submission(country, id string) {
	at := key(sealed(country, id), "M")
	s, err := c.store.Submission(context.Background(), country, id)
	if err != nil {
		c.add(at, "it is not whole: %v", err)
		return
	}
	sections := map[string]string{}
	parts, err := c.store.readBlobs(context.Background(), "checking", at.PK, table.Strong)
	for name, data := range parts {
		var responses questionnaire.Responses
		if strings.HasPrefix(name, "~") {
			continue
		}
		err = errors.Join(err, json.Unmarshal(data, &responses))
		for q := range responses {
			sections[q] = name
		}
	}
	m, wrong := assessment.NewManifest(s, func(q string) string { return sections[q] })
	if err := errors.Join(err, wrong); err != nil {
		c.add(at, "%v", err)
		return
	}
	m.Engine, m.Hash = s.Manifest.Engine, "" // another engine may have sealed it
	if m.Hash, err = digest(questionnaire.Encode(m)); err != nil {
		c.add(at, "%v", err)
	}
	for _, part := range []struct {
		name string
		same bool
	}{
		{"the answers", maps.Equal(m.Sections, s.Manifest.Sections)}, {"the rest", m.Rest == s.Manifest.Rest},
		{"the result", m.Result == s.Manifest.Result}, {"what is cited", m.Law == s.Manifest.Law},
		{"who signed", m.Signed == s.Manifest.Signed}, {"the whole", m.Hash == s.Manifest.Hash},
	} {
		if !part.same {
			c.add(at, "the hash of %s differs from the manifest", part.name)
		}
	}
	f, err := c.store.File(context.Background(), country, s.File, s.Revision)
	if err != nil || f.Submission != id || f.State != assessment.Submitted {
		c.add(at, "the header of %s, revision %d, does not name this submission", s.File, s.Revision)
	}
	c.recorded(at, country, "sealed "+id, 1)
}

func digest(data []byte, err error) (string, error) {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), err
}

// pkg checks that a released package is whole and has its grants.
func (c *checker) pkg(id string) {
	at := key(shared(id), "M")
	p := &assessment.Package{}
	item, ok := c.dump[at.PK][at.SK]
	if !ok {
		c.add(at, "a package without its head")
		return
	}
	if !c.read(item, p) {
		return
	}
	parts, err := c.store.readBlobs(context.Background(), "checking", at.PK, table.Strong)
	if err == nil {
		p.Law, err = takeLaw("checking", parts)
	}
	if err == nil {
		p.Responses, p.Result, err = gather("checking", parts)
	}
	want := p.Hash
	p.Hash = ""
	if got, wrong := digest(json.Marshal(p)); err != nil || wrong != nil || got != want {
		c.add(at, "it is not what was released: its hash differs (%v)", errors.Join(err, wrong))
	}
	for _, k := range []table.Key{key(grants(p.Team), id), key(private(p.Country), "G#"+id)} {
		if _, ok := c.dump[k.PK][k.SK]; !ok {
			c.add(at, "the grant %s %s is missing", k.PK, k.SK)
		}
	}
	c.recorded(at, p.Country, "released "+id, 1)
}

// grant checks that a grant has its package and agrees with its other copy.
func (c *checker) grant(item table.Item, other func(*assessment.Grant) table.Key) {
	var g assessment.Grant
	if !c.read(item, &g) {
		return
	}
	if _, ok := c.dump[shared(g.Package)]["M"]; !ok {
		c.add(item.Key, "a grant of a package that is missing")
	}
	k := other(&g)
	if twin, ok := c.dump[k.PK][k.SK]; !ok || twin.Version != item.Version || !bytes.Equal(twin.Body, item.Body) {
		c.add(item.Key, "its copy %s %s is missing or differs", k.PK, k.SK)
	}
}

// dump is a table that was read whole, by partition and sort key.
type dump map[string]map[string]table.Item

// sorted returns the items of a partition whose sort keys begin so, in order.
func (d dump) sorted(pk, prefix string) []table.Item {
	var items []table.Item
	for _, sk := range slices.Sorted(maps.Keys(d[pk])) {
		if strings.HasPrefix(sk, prefix) {
			items = append(items, d[pk][sk])
		}
	}
	return items
}

func (d dump) Get(_ context.Context, k table.Key, _ table.Reading) (table.Item, table.Units, error) {
	item, ok := d[k.PK][k.SK]
	if !ok {
		return item, table.Units{}, table.ErrNotFound
	}
	return item, table.Units{}, nil
}

func (d dump) Query(_ context.Context, q table.Query) (table.Page, error) {
	return table.Page{Items: d.sorted(q.PK, q.Prefix)}, nil
}

func (d dump) Write(context.Context, ...table.Op) (table.Units, error) {
	return table.Units{}, fmt.Errorf("a dump is not written to: %w", table.ErrInvalid)
}
