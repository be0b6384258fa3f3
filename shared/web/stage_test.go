package web_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
)

// states are those of the matrix, in the order of a file's life; from the third
// on it is sealed.
var states = []string{"draft", "sealing", "submitted", "released", "withdrawn"}

// stage is XA with its file in one of the states.
type stage struct {
	t      *testing.T
	kept   []byte // the file that worlds in this state begin from
	w      *world // shared by those who may not write
	opened []byte // its file as it was opened
	ids    *strings.Replacer
	marks  map[access.Side][]string // what nobody of that side sees in another country or team
}

func newStage(t *testing.T, state string) *stage {
	t.Helper()
	b := &builder{t: t, w: newWorld(t), act: assessment.Act{Country: sample.XA, By: "sample-ada", Lead: true}, pkg: "zz00000000"}
	b.desk = b.w.newDesk(2000) // ids that the world of a call does not come to
	b.become(state)
	s := &stage{t: t, kept: fileOf(t, b.w)}
	s.open()
	// clarification and engagement come first, over those of XB
	s.ids = idsOf(b.file.ID, b.file.ID, b.submission, b.pkg, "{clarification}", "matrix-clarification", "{engagement}", "matrix-engagement",
		"{signing}", s.w.signing("EN-A"), "{workbook}", s.w.workbook())
	s.marks = map[access.Side][]string{access.National: {sample.XA, b.file.ID}, access.Outreach: {sample.Team, sample.XA, b.file.ID}}
	if b.submission != "" {
		s.marks[access.National] = append(s.marks[access.National], b.submission)
	}
	for _, p := range sample.People {
		if p.Owner != sample.XB {
			s.marks[p.Side] = append(s.marks[p.Side], p.Sub)
		}
	}
	return s
}

// open begins the shared world.
func (s *stage) open() {
	s.t.Helper()
	s.w = worldOf(s.t, s.kept)
	s.opened = fileOf(s.t, s.w)
}

// untouched reports whether nobody wrote in the shared world.
func (s *stage) untouched() bool { return bytes.Equal(fileOf(s.t, s.w), s.opened) }

// fileOf reads the file that a world stands in.
func fileOf(t *testing.T, w *world) []byte {
	t.Helper()
	data, err := os.ReadFile(w.path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// fill puts what a call needs in the state into it: ids, versions and a key.
func (s *stage) fill(c *contract, a *attack) {
	sub := "sample-ada"
	if strings.HasPrefix(a.path, "/outreach/") {
		sub = "sample-rosa"
	}
	a.path, a.body = "/api/v1"+s.ids.Replace(a.path), s.ids.Replace(a.body)
	if version, known := matrixVersions[a.Operation]; known {
		a.headers = []string{"If-Match", version}
		return
	}
	a.headers = s.w.headers(c, a.Permission, sub, a.path)
}

// home is what XA and its team have that others could change.
func (s *stage) home(w *world) string {
	var all strings.Builder
	for _, path := range []string{"country", "members", "events", "assessments", "instruments", "releases", "clarifications", "findings", "engagements"} {
		all.WriteString(w.call("sample-ada", "GET", "/api/v1/"+path, "").want(s.t, 200).text)
	}
	all.WriteString(w.call("sample-rosa", "GET", "/api/v1/outreach/offers", "").want(s.t, 200).text)
	return all.String()
}

// builder leads XA's file through its life.
type builder struct {
	t               *testing.T
	w               *world
	desk            *assessment.Desk
	act             assessment.Act
	file            *assessment.File
	submission, pkg string
}

func (b *builder) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// become leads the file to a state, by every state before it but sealing, which
// is left half-way.
func (b *builder) become(state string) {
	ctx := context.Background()
	b.prepare(ctx)
	switch state {
	case "draft":
		return
	case "sealing":
		b.freeze(ctx)
		return
	}
	sealed, err := b.desk.Seal(ctx, b.act, b.file)
	b.must(err)
	b.submission = sealed.ID
	if state == "submitted" {
		return
	}
	g, err := b.desk.Release(ctx, b.act, sealed.ID, assessment.Clearance{Team: sample.Team})
	b.must(err)
	b.pkg = g.Package
	b.must(b.w.store.SaveClarification(ctx, &assessment.Clarification{ID: "matrix-clarification", Version: 1, Country: sample.XA, Team: sample.Team,
		Package: g.Package, Question: "LB-19", Asked: "Which article is it?", AskedBy: "sample-rosa", AskedAt: b.desk.Now()}))
	b.must(b.w.store.SaveOpening(ctx, sample.Team, &outreach.Opening{Package: g.Package, By: "matrix-reviewer", At: b.desk.Now()})) // so that there are reports
	day := questionnaire.Date{Year: 2027, Month: 3, Day: 1}
	b.must(b.w.store.SaveEngagement(ctx, &assessment.Engagement{ID: "matrix-engagement", Version: 1, Country: sample.XA, Team: sample.Team, By: "sample-rosa", At: b.desk.Now(),
		EngagementTerms: assessment.EngagementTerms{Kind: "visit", State: "proposed", From: day, To: day}}))
	if state == "withdrawn" {
		_, err = b.desk.Withdraw(ctx, b.act, g.Package)
		b.must(err)
	}
}

// prepare gives the customs something to answer, has it signed off, and clears
// an answer for the team.
func (b *builder) prepare(ctx context.Context) {
	var err error
	b.file, err = b.desk.File(ctx, sample.XA, b.w.file("sample-ada"))
	b.must(err)
	r, err := b.desk.Record(ctx, sample.XA, b.file, "LB-01")
	b.must(err)
	r.Response.Release = questionnaire.ReleaseOutreach
	_, err = b.desk.Answer(ctx, b.act, b.file, "LB-01", r.Version, r.Response, "")
	b.must(err)
	b.must(b.desk.Assign(ctx, b.act, b.file, &assessment.Assignment{Body: "customs", Version: 1, Questions: []string{"EN-16", "AX-02"}, Due: questionnaire.Date{Year: 2026, Month: 12, Day: 18}}))
	signed, err := b.desk.SignOffs(ctx, sample.XA, b.file)
	b.must(err)
	for _, section := range signed {
		if section.Assigned {
			_, err = b.desk.Sign(ctx, b.act, b.file, section.Section, 0, section.Now)
			b.must(err)
		}
	}
}

// freeze leaves the file as a sealing does that has marked every answer.
func (b *builder) freeze(ctx context.Context) {
	begun := *b.file
	begun.Version++
	begun.State, begun.SealID, begun.SealingSince = assessment.Sealing, b.desk.NewID(), b.desk.Now()
	b.must(b.w.store.SaveFile(ctx, sample.XA, &begun))
	m, err := content().Method(begun.Catalogue, begun.Track)
	b.must(err)
	sections := map[string]string{}
	for _, q := range m.Catalogue.Questions() {
		if q.On(begun.Track) {
			sections[q.ID] = q.Section.ID
		}
	}
	_, err = b.w.store.Freeze(ctx, sample.XA, &begun, sections)
	b.must(err)
}
