package store

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// collaborate makes everything that stands beside the answers of a draft.
func collaborate(t testing.TB, d *assessment.Desk, f *assessment.File) {
	t.Helper()
	ctx := context.Background()
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	lead := func(request string) assessment.Act { return deskAct("lead", request) }
	for i, section := range []string{"S", "T"} {
		do(d.Assign(ctx, lead(""), f, &assessment.Assignment{Body: "customs", Version: i + 1, Sections: []string{section}, Due: questionnaire.Date{Year: 2026, Month: 12, Day: 18}}))
	}
	states, err := d.SignOffs(ctx, land, f)
	do(err)
	for seen, hash := range []string{states[1].Now, "", states[1].Now} {
		_, err = d.Sign(ctx, lead(""), f, states[1].Section, seen, hash)
		do(err)
	}
	c, err := d.Remark(ctx, lead("remark"), f, "S1", "", "Which of the two?")
	do(err)
	_, err = d.Remark(ctx, lead("remark again"), f, "S1", c.ID, "The second.")
	do(err)
	_, err = d.Resolve(ctx, lead(""), f, c.ID, 1, true)
	do(err)
	_, err = d.OpenPair(ctx, lead("pair"), f, "S2", []string{"customs", "mint"})
	do(err)
	for _, body := range []string{"customs", "mint"} {
		_, err = d.WriteReply(ctx, assessment.Act{Country: land, By: body, Bodies: []string{body}}, f, "S2", body, 0, said("z", body))
		do(err)
	}
	_, err = d.Agree(ctx, lead("agree"), f, "S2", 1, assessment.Agreement{Response: said("z", "both"), AgreedBy: []string{"customs", "mint"}})
	do(err)
	do(d.Store.SaveOverride(ctx, land, f.ID, &assessment.Override{Row: "1.A.1", Version: 1, By: "lead", At: start}))
	do(d.Store.SavePlanItem(ctx, lead("plan"), f.ID, &assessment.PlanItem{ID: "step", Version: 1, Kind: scoring.Improve, Question: "S1",
		PlanTerms: assessment.PlanTerms{Owner: "mint", Due: questionnaire.Date{Year: 2027, Month: 6, Day: 30}}, Progress: assessment.Planned, By: "lead", At: start}))
	law := &assessment.Instrument{Title: "Act 12", Kind: "law", IssuingBody: "Parliament", Language: "en", From: questionnaire.Date{Year: 2024, Month: 1, Day: 1}}
	do(d.AddInstrument(ctx, lead("law"), law))
	law.Version++
	do(d.SaveInstrument(ctx, lead(""), law))
}

// judge makes what an outreach team makes of a package.
func judge(t testing.TB, s *Store, pkg string) {
	t.Helper()
	ctx := context.Background()
	day := questionnaire.Date{Year: 2027, Month: 3, Day: 1}
	for _, err := range []error{
		s.SaveJudgement(ctx, team, pkg, &outreach.Judgement{Question: "S1", Version: 1, By: "rosa", At: start}, &outreach.Tally{Package: pkg, Version: 1, Judged: 1}),
		s.SaveJudgement(ctx, team, pkg, &outreach.Judgement{Question: "S1", Version: 1, By: "rosa", At: start, Rating: scoring.Review{Adjudicated: true}}, &outreach.Tally{Package: pkg, Version: 2, Judged: 1}),
		s.SaveOpening(ctx, team, &outreach.Opening{Package: pkg, By: "rosa", At: start}),
		s.SaveOffer(ctx, team, &outreach.Offer{Topic: "S", Version: 1, Text: "Lawyers.", Open: true, By: "rosa", At: start}),
		s.SaveFinding(ctx, &assessment.Finding{ID: "gap", Version: 1, Country: land, Team: team, Package: pkg, Kind: "shortfall", Text: "A gap.", By: "rosa", At: start}),
		s.SaveEngagement(ctx, &assessment.Engagement{ID: "visit", Version: 1, Country: land, Team: team, By: "rosa", At: start,
			EngagementTerms: assessment.EngagementTerms{Kind: "visit", State: "agreed", From: day, To: day}}),
		s.SaveSession(ctx, access.Outreach, "rosa", "abcd", access.Session{Began: start, Issued: start, Ends: start}),
		s.SaveClarification(ctx, &assessment.Clarification{ID: "why", Version: 1, Country: land, Team: team, Package: pkg, Asked: "Why?", AskedBy: "rosa", AskedAt: start}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestFsckFindsByKind spoils an item of every kind that is checked by itself.
func TestFsckFindsByKind(t *testing.T) {
	sound := wellUsed(t)
	garble := func(i *table.Item) { i.Body = []byte("{") }
	restamp := func(i *table.Item) { i.Version = "7" }
	forget := func(i *table.Item) { i.Body = []byte("{}") }
	partition := func(from, to string) func(*table.Item) {
		return func(i *table.Item) { i.PK = strings.Replace(i.PK, from, to, 1) }
	}
	sort := func(from, to string) func(*table.Item) {
		return func(i *table.Item) { i.SK = strings.Replace(i.SK, from, to, 1) }
	}
	again := func(i *table.Item) { // as if an act was not recorded
		change(i, `"version":`, `"version":9`)
		i.Version = "9" + i.Version
	}
	const missing, unlike, lost = "which is missing", "it says that its", "lost some"
	for _, test := range []spoiling{
		{"a membership is taken over", "U#n#lead#", "SELF", restamp, "of an item that says"},
		{"a membership goes", "U#n#lead#", "SELF", drop, "it belongs to U#n#lead# SELF"},
		{"a reviewer's membership goes", "U#o#rosa#", "SELF", drop, "it belongs to U#o#rosa# SELF"},
		{"a person leaves the list without an event", "U#n#lead#", "SELF", partition("lead", "nobody"), `0 events "nobody"`},
		{"a profile was saved without an event", "P#", "PROFILE", again, lost},
		{"a member was saved without an event", "P#", "M#lead", again, lost},
		{"a header of another revision", "P#", "F#id00000001#02", func(i *table.Item) { change(i, `"revision":2`, `"revision":3`) }, unlike},
		{"a header of the wrong form", "P#", "F#id00000001#02", sort("#02", "#2"), "nothing in the product writes"},
		{"a file was never opened", "P#", "F#id00000001#01", drop, "it belongs to P#land000000# F#id00000001#01"},
		{"an instrument's version goes", "P#", "L#", sort("00002", "00003"), unlike},
		{"an instrument's first version goes", "P#", "L#id00000006#00001", drop, "version 1 of this instrument is missing"},
		{"an instrument is written over", "P#", "L#", restamp, "of an item that says"},
		{"an instrument was saved without an event", "P#", "L#", func(i *table.Item) { change(i, `"id":"`, `"id":"x`); i.SK = strings.Replace(i.SK, "#", "#x", 1) }, lost},
		{"an assignment cannot be read", "P#", "B#", garble, "cannot be read"},
		{"an assignment was saved without an event", "P#", "B#", again, lost},
		{"an assignment of another body", "P#", "B#", func(i *table.Item) { change(i, "customs", "mint") }, unlike},
		{"an assignment of another file", "P#", "B#", partition("id00000001", "elsewhere"), missing},
		{"a sign-off was saved without an event", "P#", "O#", again, lost},
		{"a sign-off's version", "P#", "O#", restamp, "of an item that says"},
		{"a sign-off says nothing", "P#", "O#", forget, unlike},
		{"a comment on another question", "P#", "C#", sort("S1", "S2"), unlike},
		{"a comment's thread goes", "P#", "C#", func(i *table.Item) { change(i, `"thread":"`, `"thread":"x`) }, missing},
		{"a pair was saved without an event", "P#", "X#", again, lost},
		{"a pair goes", "P#", "X#", drop, "it belongs to P#land000000#id00000001# X#S2"},
		{"a reply of another body", "P#", "Y#", func(i *table.Item) { change(i, "mint", "customs") }, unlike},
		{"a reply's version", "P#", "Y#", restamp, "of an item that says"},
		{"a decision about another row", "P#", "V#", sort("1.A.1", "1.A.2"), unlike},
		{"a step of the plan under another id", "P#", "T#step", sort("step", "stop"), unlike},
		{"a step of the plan goes, its call stays", "P#", "T#step", drop, `the call made "step", which is nowhere`},
		{"a judgement by somebody else", "R#", "J#", sort("rosa", "rita"), unlike},
		{"a judgement of no package", "R#", "J#", partition("id00000008", "none"), "it belongs to G#team000000# none"},
		{"a judgement's version", "R#", "J#", restamp, "of an item that says"},
		{"the team's judgement by nobody's key", "R#", "J#S1#", sort("S1", "S2"), unlike},
		{"levels opened by somebody else", "R#", "OPENED", partition("rosa", "rita"), unlike},
		{"levels opened of no package", "R#", "OPENED", func(i *table.Item) { partition("id00000008", "none")(i); change(i, "id00000008", "none") }, "it belongs to G#team000000# none"},
		{"levels opened twice", "R#", "OPENED", restamp, "of an item that says"},
		{"a tally of no package", "R#", "T#", sort("T#", "T#x"), unlike},
		{"an offer's version", "R#", "OF#", restamp, "of an item that says"},
		{"a finding of no package", "E#", "RF#", func(i *table.Item) { change(i, `"package":"`, `"package":"x`) }, missing},
		{"a meeting of another team", "E#", "VI#", func(i *table.Item) { change(i, team, "team000001") }, unlike},
		{"a session of nobody", "U#o#", "S#abcd", partition("rosa", "rita"), missing},
		{"a clarification of another team", "E#", "CL#", partition(team, "team000001"), unlike},
		{"a clarification of no package", "E#", "CL#", func(i *table.Item) { change(i, `"package":"`, `"package":"x`) }, missing},
		{"a clarification cannot be read", "E#", "CL#", garble, "cannot be read"},
		{"what a call made cannot be read", "I#", "law", garble, "cannot be read"},
		{"history is written over", "#01#", "H#S#S1#00002", restamp, "of an item that says"},
		{"history of another question", "#01#", "H#S#S1#00002", func(i *table.Item) { change(i, "S1", "S2") }, unlike},
		{"a grant of another package", "G#", "", func(i *table.Item) { change(i, `"package":"`, `"package":"x`) }, unlike},
		{"a submission of another id", "N#", "M", func(i *table.Item) { change(i, `"id":"`, `"id":"x`) }, unlike},
		{"a partition that nobody writes", "E#", "CL#", partition("E#", "Z#"), "nothing in the product writes such a key"},
		{"a sort key that nobody writes", "E#", "CL#", sort("CL#", "CLA#"), "nothing in the product writes such a key"},
		{"an event's number", "A#", "0000000003", sort("0000000", ""), "nothing in the product writes such a key"},
	} {
		test.found(t, sound)
	}
}

// TestKindsAreDocumented: the kinds that are checked are those of the table in
// doc.go, and a table that was used has one of each.
func TestKindsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	standing := strings.NewReplacer("RR", "01", "VVVVV", "00001", "NNNNNNNNNN", "0000000001", "#K", "#000")
	documented := map[*kind]bool{}
	for _, row := range regexp.MustCompile(`(?m)^//\t([A-Z]#[^\s,]+(?:, [A-Z]#[^\s,]+)*) +([^\s,]+(?:, [^\s,]+)*)  `).FindAllStringSubmatch(string(text), -1) {
		for pk := range strings.SplitSeq(row[1], ", ") {
			for sk := range strings.SplitSeq(row[2], ", ") {
				k, _ := kindOf(table.Key{PK: standing.Replace(pk), SK: standing.Replace(sk)})
				if k == nil {
					t.Errorf("%s %s is of no kind that fsck knows; add it to kinds", pk, sk)
				}
				documented[k] = true
			}
		}
	}
	kept := map[*kind]bool{}
	for at := range wellUsed(t) {
		k, _ := kindOf(at)
		kept[k] = true
	}
	all := kinds()
	for i := range all {
		if k := &all[i]; !documented[k] || !kept[k] {
			t.Errorf("%v %v: in the table of doc.go: %t; in a table that was used: %t", k.pk, k.sk, documented[k], kept[k])
		}
	}
}
