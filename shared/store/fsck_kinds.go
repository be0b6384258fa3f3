package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// kinds are the items that doc.go lists; made when first asked for, since no
// function asks. In a key {id} stands for an id and
// {number:5} for a number of five digits; where the body has a field of that
// name, both say the same. A new kind of item is a new line.
var kinds = sync.OnceValue(func() []kind {
	return []kind{
		keeps("U#{side}#{sub}#", "SELF", "{owner}", (*checker).membership),
		keeps[access.Session]("U#{side}#{sub}#", "S#{hash}", "1", nil, "U#{side}#{sub}# SELF"),
		keeps("P#{id}#", "PROFILE", "{version}", func(c *checker, at *found, p *assessment.Country) {
			c.owe(at.Key, act{p.ID, "", p.ID}, p.Version)
		}),
		keeps("P#{country}#", "M#{sub}", "{version}", func(c *checker, at *found, m *assessment.Member) {
			c.owe(at.Key, act{at.says["country"], "", m.Sub}, m.Version)
		}, "U#n#{sub}# SELF"),
		keeps("P#{country}#", "F#{id}#{revision:2}", "{version}", (*checker).header),
		keeps("P#{country}#", "G#{package}", "{version}", func(c *checker, at *found, g *assessment.Grant) {
			c.twin(at, key(grants(g.Team), g.Package))
			if !g.Withdrawn.IsZero() {
				c.owe(at.Key, act{g.Country, "withdrawn", g.Package}, 1)
			}
		}),
		keeps("P#{country}#", "L#{id}#{version:5}", "1", (*checker).instrument),
		keeps("P#{country}#{file}#", "B#{body}", "{version}", func(c *checker, at *found, g *assessment.Assignment) {
			c.owe(at.Key, act{at.says["country"], "assigned", at.says["file"]}, g.Version)
		}, ofFile),
		keeps("P#{country}#{file}#", "O#{section}", "{version}", func(c *checker, at *found, o *assessment.SignOff) {
			c.owe(at.Key, act{at.says["country"], "signed_off|sign_off_taken_back", at.says["file"]}, o.Version)
		}, ofFile),
		keeps[assessment.Comment]("P#{country}#{file}#", "C#{question}#{id}", "{version}", nil, ofFile, "P#{country}#{file}# C#{question}#{thread}"),
		keeps("P#{country}#{file}#", "X#{question}", "{version}", func(c *checker, at *found, p *assessment.Pair) {
			c.owe(at.Key, act{at.says["country"], "pair_opened", p.Question}, 1)
			c.owe(at.Key, act{at.says["country"], "position_agreed", p.Question}, p.Version-1)
		}, ofFile),
		keeps[assessment.Reply]("P#{country}#{file}#", "Y#{question}#{body}", "{version}", nil, "P#{country}#{file}# X#{question}"),
		keeps[assessment.Position]("P#{country}#{file}#", "Z#{question}#{version:5}", "1", nil, "P#{country}#{file}# X#{question}"),
		keeps[assessment.PlanItem]("P#{country}#{file}#", "T#{id}", "{version}", nil, ofFile),
		known("P#{country}#{file}#", "K#{version:5}"), // packed; checked with its versions
		keeps[assessment.Override]("P#{country}#{file}#", "V#{row}", "{version}", nil, ofFile),
		known("P#{country}#{file}#{revision:2}#", "A#{section}#{question}"), // is as its history
		keeps[assessment.Record]("P#{country}#{file}#{revision:2}#", "H#{section}#{question}#{version:5}", "1", nil),
		known("N#{country}#{submission}#", "D#{part}#{k:3}"), // hashed as a whole
		keeps[assessment.Submission]("N#{country}#{id}#", "M", "1", nil),
		known("S#{package}#", "D#{part}#{k:3}"), // hashed as a whole
		keeps[assessment.Package]("S#{id}#", "M", "1", nil),
		keeps("G#{team}#", "{package}", "{version}", func(c *checker, at *found, g *assessment.Grant) {
			c.twin(at, key(private(g.Country), "G#"+g.Package))
		}, "S#{package}# M"),
		keeps[outreach.Judgement]("R#{team}#{package}#", "J#{question}#{by}", "{version}", nil, "G#{team}# {package}"),
		keeps[outreach.Judgement]("R#{team}#{package}#", "J#{question}#", "{version}", nil, "G#{team}# {package}"), // the team's
		keeps[outreach.Opening]("R#{team}#{package}#{by}#", "OPENED", "1", nil, "G#{team}# {package}"),
		keeps[outreach.Tally]("R#{team}#", "T#{package}", "{version}", nil, "G#{team}# {package}"),
		keeps[outreach.Offer]("R#{team}#", "OF#{topic}", "{version}", nil),
		keeps[assessment.Clarification]("E#{country}#{team}#", "CL#{id}", "{version}", nil, "G#{team}# {package}", "P#{country}# G#{package}"),
		keeps[assessment.Finding]("E#{country}#{team}#", "RF#{id}", "{version}", nil, "G#{team}# {package}", "P#{country}# G#{package}"),
		keeps[assessment.Engagement]("E#{country}#{team}#", "VI#{id}", "{version}", nil),
		keeps[assessment.Event]("A#{owner}#", "{number:10}", "1", nil),
		keeps("I#{side}#{sub}#", "{key}", "1", func(c *checker, at *found, o *once) {
			c.made = append(c.made, effect{at.Key, o.About})
		}),
	}
})

// ofFile is what everything beside the answers of a file belongs to.
const ofFile = "P#{country}# F#{file}#01"

// kind is one kind of item.
type kind struct {
	pk, sk expression
	check  func(*checker, *found)
}

// expression is what a key of a kind looks like.
type expression struct {
	lead string // what it begins with, which most others do not
	*regexp.Regexp
}

// found is an item with what its key says, by name, and what its body says
// beside it.
type found struct {
	table.Item
	says map[string]string
}

// keeps is a kind of item whose body is a T. version is how it is stored, and
// needs are the keys of what it belongs to; both may name what key and body
// say, and a need that names nothing for this item is none. more checks what
// else there is to say of one; nil for nothing.
func keeps[T any](pk, sk, version string, more func(*checker, *found, *T), needs ...string) kind {
	k := known(pk, sk)
	k.check = func(c *checker, at *found) {
		v := new(T)
		if !c.read(at.Item, v) {
			return
		}
		c.agrees(at, v)
		if stored, _ := at.fill(version); stored != at.Version {
			c.add(at.Key, "version %q of an item that says %q", at.Version, stored)
		}
		for _, need := range needs {
			place, some := at.fill(need)
			pk, sk, _ := strings.Cut(place, " ")
			if some && !c.dump.has(key(pk, sk)) {
				c.add(at.Key, "it belongs to %s, which is missing", place)
			}
		}
		if more != nil {
			more(c, at, v)
		}
	}
	return k
}

// known is a kind of item that is checked with the rest of its partition.
func known(pk, sk string) kind {
	return kind{pattern(pk), pattern(sk), func(*checker, *found) {}}
}

var place = regexp.MustCompile(`\{(\w+)(:\d+)?\}`)

// pattern makes an expression of a key.
func pattern(key string) expression {
	lead, _, _ := strings.Cut(key, "{")
	return expression{lead, regexp.MustCompile("^" + place.ReplaceAllStringFunc(key, func(text string) string {
		p := place.FindStringSubmatch(text)
		if width := strings.TrimPrefix(p[2], ":"); width != "" {
			return fmt.Sprintf(`(?P<%s>\d{%s})`, p[1], width)
		}
		return fmt.Sprintf(`(?P<%s>[^#]+)`, p[1])
	}) + "$")}
}

// fill puts what an item says into a text; false: it says nothing for one of
// the names.
func (f *found) fill(text string) (string, bool) {
	some := true
	return place.ReplaceAllStringFunc(text, func(name string) string {
		said := f.says[strings.Trim(name, "{}")]
		some = some && said != ""
		return said
	}), some
}

// fits reports whether both expressions of a kind fit a key, and what their
// names stand for.
func (k *kind) fits(at table.Key) (map[string]string, bool) {
	if !strings.HasPrefix(at.PK, k.pk.lead) || !strings.HasPrefix(at.SK, k.sk.lead) {
		return nil, false
	}
	pk, sk := k.pk.FindStringSubmatch(at.PK), k.sk.FindStringSubmatch(at.SK)
	if pk == nil || sk == nil {
		return nil, false
	}
	says := map[string]string{}
	for i, name := range k.pk.SubexpNames()[1:] {
		says[name] = pk[i+1]
	}
	for i, name := range k.sk.SubexpNames()[1:] {
		says[name] = sk[i+1]
	}
	return says, true
}

// kindOf says of which kind an item is, and what its key says.
func kindOf(k table.Key) (*kind, map[string]string) {
	all := kinds()
	for i := range all {
		if says, ok := all[i].fits(k); ok {
			return &all[i], says
		}
	}
	return nil, nil
}

// items checks each item of a partition by itself.
func (c *checker) items(pk string) {
	for _, item := range c.dump[pk] {
		k, says := kindOf(item.Key)
		if k == nil {
			c.add(item.Key, "nothing in the product writes such a key")
			continue
		}
		for _, id := range says {
			c.named[id] = true
		}
		k.check(c, &found{item, says})
	}
}

// agrees compares key and body, and adds the fields of the body, which was read
// as v, to what the item says.
func (c *checker) agrees(at *found, v any) {
	data, err := json.Marshal(v) // not the body: a field that it lacks differs too
	var fields map[string]any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := errors.Join(err, d.Decode(&fields)); err != nil {
		c.add(at.Key, "it cannot be read: %v", err)
		return
	}
	for name, v := range fields {
		text := fmt.Sprint(v)
		said, inKey := at.says[name]
		if _, number := v.(json.Number); number && inKey {
			said = strings.TrimLeft(said, "0")
		}
		if inKey && said != text {
			c.add(at.Key, "it says that its %s is %q", name, text)
		}
		at.says[name] = text
	}
}

// membership checks that somebody who was invited and is in no list yet was
// invited by an event; of the others the list tells.
func (c *checker) membership(at *found, m *Membership) {
	if !c.dump.has(key(private(m.Owner), "M#"+at.says["sub"])) {
		c.owe(at.Key, act{m.Owner, "", at.says["sub"]}, 1)
	}
}

func (c *checker) header(at *found, f *assessment.File) {
	country := at.says["country"]
	if (f.State == assessment.Draft) != (f.SealID == "") {
		c.add(at.Key, "a file in state %q that names the seal %q", f.State, f.SealID)
	}
	if f.State == assessment.Submitted && !c.dump.has(key(sealed(country, f.Submission), "M")) {
		c.add(at.Key, "submitted, but its submission %q is missing", f.Submission)
	}
	did := "reopened"
	if f.Revision == 1 {
		did = "opened"
	}
	c.owe(at.Key, act{country, did, f.ID}, 1)
}

func (c *checker) instrument(at *found, i *assessment.Instrument) {
	did := "instrument_added"
	if i.Version > 1 {
		did = "instrument_changed"
		if !c.dump.has(key(at.PK, instrumentKey(i.ID, i.Version-1))) {
			c.add(at.Key, "version %d of this instrument is missing", i.Version-1)
		}
	}
	c.owe(at.Key, act{at.says["country"], did, i.ID}, 1)
}

// twin checks that a grant agrees with its other copy.
func (c *checker) twin(at *found, other table.Key) {
	if twin := c.dump[other.PK][other.SK]; twin.Version != at.Version || !bytes.Equal(twin.Body, at.Body) {
		c.add(at.Key, "its copy %s %s is missing or differs", other.PK, other.SK)
	}
}
