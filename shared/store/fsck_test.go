package store

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// wellUsed is a table that has seen the whole life of a file: a sealing that was
// given up, two submissions, a release and a withdrawal, and beside it an item of
// every kind.
func wellUsed(t testing.TB) map[table.Key]table.Item {
	t.Helper()
	ctx := context.Background()
	tb := &tracked{}
	d := newDesk(tb, smallContent(t))
	bringTeam(t, New(tb))
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	answer := func(f *assessment.File, q string, seen int, choice string) {
		t.Helper()
		r := said(choice, choice)
		r.Release = questionnaire.ReleaseOutreach
		_, err := d.Answer(ctx, deskAct("lead", ""), f, q, seen, r, "")
		do(err)
	}
	event := assessment.Event{At: start, By: "operator", Kind: "made"}
	event.About = "lead"
	do(d.Store.SaveMember(ctx, land, &assessment.Member{Sub: "lead", Version: 1, Name: "Lead", Roles: []string{"lead"}, Active: true}, event))
	event.About = land
	do(d.Store.SaveCountry(ctx, &assessment.Country{ID: land, Version: 1, Name: "Land"}, event))
	f, err := d.Open(ctx, deskAct("lead", "open"), "2026", questionnaire.Prospective, "")
	do(err)
	answer(f, "S1", 0, "x")
	for i, csv := range []string{"code\n9A101\n", "code\n9A102\n"} {
		hash, _ := digest([]byte(csv), nil)
		list := &assessment.NationalList{Version: i + 1, Name: "List", Hash: hash, CSV: csv}
		do(d.Store.SaveNationalList(ctx, land, f.ID, list, assessment.Event{At: start, By: "lead", Kind: "list_changed", About: assessment.ListOf(f.ID)}))
	}
	frozen := *f // a sealing that is begun, gets as far as the marks and is given up
	frozen.Version, frozen.State, frozen.SealID = 2, assessment.Sealing, "givenup"
	do(d.Store.SaveFile(ctx, land, &frozen))
	_, err = d.Store.Freeze(ctx, land, &frozen, map[string]string{"S1": "S", "S2": "S", "T1": "T"})
	do(err)
	draft := frozen
	draft.Version, draft.State, draft.SealID = 3, assessment.Draft, ""
	do(d.Store.SaveFile(ctx, land, &draft))
	answer(&draft, "S1", 1, "y")
	s, err := d.Seal(ctx, deskAct("lead", "seal"), &draft)
	do(err)
	_, err = d.Release(ctx, deskAct("lead", "release"), s.ID, assessment.Clearance{Team: team})
	do(err)
	next, err := d.Reopen(ctx, deskAct("lead", "reopen"), newest(d), "an answer has to be corrected")
	do(err)
	answer(next, "T1", 0, "z")
	collaborate(t, d, next)
	s, err = d.Seal(ctx, deskAct("lead", "seal again"), next)
	do(err)
	g, err := d.Release(ctx, deskAct("lead", "release again"), s.ID, assessment.Clearance{Team: team, Whole: true})
	do(err)
	judge(t, d.Store.(*Store), g.Package)
	_, err = d.Withdraw(ctx, deskAct("lead", ""), g.Package)
	do(err)
	return tb.items()
}

// TestFsckAccepts: a table that only the product wrote has no fault.
func TestFsckAccepts(t *testing.T) {
	full := &tracked{}
	if err := sample.Seed(context.Background(), New(full), newDesk(full, fullContent(t))); err != nil {
		t.Fatal(err)
	}
	for name, items := range map[string]map[table.Key]table.Item{"small": wellUsed(t), "sample states": full.items(), "nothing": nil} {
		faults, n := Fsck(each(items))
		if n != len(items) || len(faults) > 0 {
			t.Errorf("%s: %d items, %d read; %v", name, len(items), n, faults)
		}
	}
}

// spoiling is one fault that is made in a sound dump.
type spoiling struct {
	name   string
	pk, sk string // the last item whose keys contain these
	spoil  func(*table.Item)
	want   string
}

func change(item *table.Item, from, to string) {
	item.Body = bytes.Replace(item.Body, []byte(from), []byte(to), 1)
}

func drop(item *table.Item) { item.PK = "" }

// found makes the fault and checks that it is found.
func (s *spoiling) found(t *testing.T, sound map[table.Key]table.Item) {
	t.Helper()
	var at table.Key
	for k := range sound {
		if strings.Contains(k.PK, s.pk) && strings.Contains(k.SK, s.sk) && (s.sk != "M" || k.SK == "M") && (k.PK > at.PK || k.PK == at.PK && k.SK > at.SK) {
			at = k
		}
	}
	spoilt := maps.Clone(sound)
	item := spoilt[at]
	delete(spoilt, at)
	if s.spoil(&item); item.PK != "" {
		spoilt[item.Key] = item
	}
	faults, _ := Fsck(each(spoilt))
	if !slices.ContainsFunc(faults, func(f Fault) bool { return strings.Contains(f.String(), s.want) }) {
		t.Errorf("%s (%v): %q is not among %v", s.name, at, s.want, faults)
	}
}

// TestFsckFinds spoils one item at a time.
func TestFsckFinds(t *testing.T) {
	sound := wellUsed(t)
	tests := []spoiling{
		{"an answer goes", "#01#", "A#S#S1", drop, "the history of an answer that is missing"},
		{"an answer changes", "#01#", "A#S#S1", func(i *table.Item) { change(i, `"y"`, `"z"`) }, "differs from its newest history"},
		{"an answer changes after it was sealed", "#01#", "A#S#S1", func(i *table.Item) { change(i, `"y"`, `"z"`) }, "the answer to S1 that was sealed is not"},
		{"an answer goes back", "#01#", "A#S#S1", func(i *table.Item) { i.Version = strings.Replace(i.Version, "2~", "1~", 1) }, "version 1 stands, and the history ends with 2"},
		{"an answer cannot be read", "#01#", "A#S#S1", func(i *table.Item) { i.Body = []byte("{") }, "cannot be read"},
		{"a version is no version", "#01#", "A#S#S1", func(i *table.Item) { i.Version = "two" }, "is no version"},
		{"history has a gap", "#01#", "H#S#S1#00001", drop, "version 00001 is missing in the history"},
		{"history lost its end", "#01#", "H#S#S1#00002", drop, "the history ends with 1"},
		{"a mark goes", "#01#", "A#S#S2", func(i *table.Item) { i.Version = "0" }, `has the mark ""`},
		{"a mark of another seal", "#01#", "A#S#S2", func(i *table.Item) { i.Version = "0~givenup" }, `has the mark "givenup"`},
		{"a header goes", "P#", "F#id00000001#01", drop, "an answer of a file without a header"},
		{"a header goes, its submission stays", "P#", "F#id00000001#01", drop, "does not name this submission"},
		{"a header is a draft again", "P#", "F#id00000001#01", func(i *table.Item) { change(i, `"submitted"`, `"draft"`) }, "that names the seal"},
		{"a header's version", "P#", "F#id00000001#01", func(i *table.Item) { i.Version = "1" }, `version "1" of an item that says "5"`},
		{"a national list goes", "P#", "K#00001", drop, "version 2 of the national list stands where version 1 should"},
		{"a newer national list goes", "P#", "K#00002", func(i *table.Item) { i.SK += "0" }, "stands where version 2 should"},
		{"a national list is damaged", "P#", "K#00002", func(i *table.Item) { i.Body = i.Body[:8] }, "cannot be read"},
		{"a national list is another", "P#", "K#00002", func(i *table.Item) {
			i.Body, _ = pack(assessment.NationalList{Version: 2, Hash: "x"})
		}, "not the one of its hash"},
		{"a submission goes", "N#", "M", drop, "its submission"},
		{"a sealed section goes", "N#", "D#T#", drop, "the hash of the answers differs"},
		{"a sealed section is damaged", "N#", "D#S#", func(i *table.Item) { i.Body = i.Body[:len(i.Body)-6] }, "it is not whole"},
		{"a sealed result goes", "N#", "D#~result", drop, "the hash of the result differs"},
		{"a submission is of another cycle", "N#", "M", func(i *table.Item) { change(i, `"as_of":"2026`, `"as_of":"2025`) }, "the hash of the rest differs"},
		{"a manifest is replaced", "N#", "M", func(i *table.Item) { change(i, `"hash":"`, `"hash":"0`) }, "the hash of the whole differs"},
		{"the ledger is written again", "N#", "D#S#", func(i *table.Item) { i.Version = "2" }, `version "2" in the ledger`},
		{"a grant goes", "G#", "", drop, "is missing or differs"},
		{"a grant is given again", "G#", "", func(i *table.Item) { change(i, `"withdrawn"`, `"withdrwan"`) }, "is missing or differs"},
		{"a package goes", "S#", "M", drop, "it belongs to S#"},
		{"a released section goes", "S#", "D#S#", drop, "it is not what was released"},
		{"a package says less", "S#", "M", func(i *table.Item) { change(i, "2026", "2025") }, "it is not what was released"},
		{"an event changes", "A#land", "0000000003", func(i *table.Item) { change(i, "lead", "lend") }, "event 3 does not follow"},
		{"an event goes", "A#land", "0000000003", drop, "event 4 stands where event 3 should"},
		{"the last event goes", "A#land", "", drop, `0 events "withdrawn`},
		{"the event of a national list goes", "A#land", "0000000005", drop, `1 events "list_changed`},
		{"the first event goes", "A#land", "0000000001", drop, "event 2 stands where event 1 should"},
	}
	for _, test := range tests {
		test.found(t, sound)
	}
	faults, _ := Fsck(func(yield func(table.Item, error) bool) {
		yield(table.Item{Key: table.Key{PK: "P#a#", SK: "PROFILE"}}, errors.New("its checksum is wrong"))
	})
	if len(faults) != 1 || !strings.Contains(faults[0].String(), "P#a# PROFILE: its checksum is wrong") {
		t.Errorf("damage: %v", faults)
	}
}
