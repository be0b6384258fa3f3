package report_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/pdftest"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

var content = sync.OnceValue(func() *assessment.Content { return assessment.NewContent(questionnaires.Files) })

// shelf is a store that holds what a release reads.
type shelf struct {
	assessment.Store
	submission *assessment.Submission
	plan       []assessment.PlanItem
}

func (s *shelf) Submission(context.Context, string, string) (*assessment.Submission, error) {
	return s.submission, nil
}

func (s *shelf) Country(context.Context, string) (*assessment.Country, error) { return &nation, nil }

func (s *shelf) Plan(context.Context, string, string) ([]assessment.PlanItem, error) {
	return s.plan, nil
}

func (s *shelf) IsTeam(context.Context, string) (bool, error) { return true, nil }

var nation = assessment.Country{ID: "xz00000000", Version: 1, Name: `Xyland <b>"invented"</b>`}

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// folder is everything about one invented country, as it may stand.
type folder struct {
	file     *scoring.File
	cited    map[string][]assessment.Citation
	ledger   []assessment.Instrument
	flags    map[string]string
	plan     []assessment.PlanItem
	meetings []assessment.Engagement
	given    []assessment.Assignment

	sources map[string]*report.Source
}

// phrases are texts that files have trouble with.
var phrases = []string{
	"", "Plain words.", "=1+1", "+441", "-2", "@SUM(A1)", "\tindented", "\r\nnext line", "a,b;c\"d\"\ne", "<script>alert(1)</script>", "</td></tr></table>", "&amp; & <",
	"المادة 4(1)", "\u202eabc", "\u200f1, 2", "\u2068open", "条款 第12条", "e\u0301", "🛰", `back\slash, comma; semi: colon`, "{{.Country}}", "}</style>", strings.Repeat("long words ", 40), "＝1+1",
}

// drawn keeps folders, and the sources made of them, which take long to score.
// Tests do not run beside each other here.
var drawn = map[int]*folder{}

// draw returns the folder of a seed.
func draw(seed int) *folder {
	if drawn[seed] == nil {
		drawn[seed] = newFolder(seed)
	}
	return drawn[seed]
}

// newFolder makes a folder by chance that passes every check.
func newFolder(seed int) *folder {
	r := rand.New(rand.NewPCG(uint64(seed), 5))
	track := pick(r, questionnaire.Tracks)
	m, err := content().Method("", track)
	if err != nil {
		panic(err)
	}
	f := &folder{
		file:  &scoring.File{Track: track, AsOf: questionnaire.Date{Year: 2026, Month: 11, Day: 26}, Assessment: "file000000", Catalogue: m.Catalogue.ID, AnnexEdition: content().Annex, Responses: questionnaire.Responses{}},
		cited: map[string][]assessment.Citation{}, flags: map[string]string{},
	}
	for n := range r.IntN(4 + 1) {
		f.ledger = append(f.ledger, assessment.Instrument{ID: fmt.Sprintf("law%d", n), Version: 1, Title: "Act " + pick(r, phrases), Kind: "law", Number: pick(r, phrases),
			Articles: []string{"4(1)", pick(r, phrases)}, IssuingBody: "Parliament", Language: "en", By: "lead", At: noon})
	}
	for _, q := range m.Catalogue.Questions() {
		if !q.On(track) || r.IntN(5+1) == 0 {
			continue
		}
		f.file.Responses[q.ID] = drawResponse(r, m.Catalogue, q)
		if len(f.ledger) > 0 && r.IntN(3+1) == 0 {
			f.cited[q.ID] = []assessment.Citation{{ID: pick(r, f.ledger).ID, Version: 1}}
		}
		if r.IntN(9+1) == 0 {
			f.flags[q.ID] = "look: " + pick(r, phrases)
		}
		if r.IntN(15+1) == 0 {
			f.plan = append(f.plan, assessment.PlanItem{ID: "step-" + q.ID, Version: 1, Kind: scoring.Improve, Question: q.ID, Effort: 2, Progress: pick(r, []assessment.Progress{assessment.Planned, assessment.Done, assessment.Dropped}),
				PlanTerms: assessment.PlanTerms{Owner: "customs", Due: f.file.AsOf, Assistance: pick(r, phrases), Share: r.IntN(2) == 0}, By: "lead", At: noon})
		}
	}
	if r.IntN(2) == 0 {
		f.file.Explained = map[string]string{}
		for _, rule := range m.Score(f.file).Applied.Open {
			f.file.Explained[rule] = "Both are true, since: " + pick(r, phrases)
		}
	}
	for n := range r.IntN(3 + 1) {
		f.meetings = append(f.meetings, assessment.Engagement{ID: fmt.Sprintf("meeting%d", n), Version: 1, EngagementTerms: assessment.EngagementTerms{
			Kind: "visit", State: pick(r, assessment.EngagementStates), From: f.file.AsOf, To: f.file.AsOf.AddMonths(1), Place: pick(r, phrases), Agenda: pick(r, phrases),
			FollowUp: []assessment.FollowUp{{What: "send the order", Who: "trade", Due: f.file.AsOf}, {What: "done", Who: "trade", Due: f.file.AsOf, Done: true}},
		}})
	}
	f.given = []assessment.Assignment{{Body: "customs", Sections: []string{"EN-A"}, Due: f.file.AsOf}, {Body: "taken-back", Due: f.file.AsOf}}
	if faults := f.file.Check(m.Catalogue); faults.Err() != nil {
		panic(faults)
	}
	return f
}

func drawResponse(r *rand.Rand, c *questionnaire.Catalogue, q *questionnaire.Question) questionnaire.Response {
	out := questionnaire.Response{Text: pick(r, phrases), Release: pick(r, []questionnaire.Release{"", "ministry", "national", "outreach", "public"})}
	states := []questionnaire.State{"value", "value", "value", "value", "not_known", "declined", "unanswered"}
	if q.NAAllowed {
		states = append(states, "na")
	}
	switch out.State = pick(r, states); {
	case out.State == questionnaire.NA:
		out.Reason, out.Accepted = "This does not apply here: "+pick(r, phrases), r.IntN(2) == 0
	case out.State != questionnaire.Value:
	case q.Ladder():
		level := r.IntN(len(q.Points) - 1 + 1)
		out.Level = &level
	case q.Percent:
		percent := questionnaire.Percent(r.IntN(10000 + 1))
		out.Percent = &percent
	case q.Type == questionnaire.Coverage:
		count := r.IntN(q.CountOf + 1)
		if len(q.Elements) > 0 {
			out.Choices = slices.Clone(q.Elements[:min(count, len(q.Elements))])
			count = len(out.Choices)
		}
		out.Count = &count
	default:
		out.Choices = []string{pick(r, c.ChoicesOf(q))}
	}
	for range r.IntN(2 + 1) {
		out.Evidence = append(out.Evidence, questionnaire.Evidence{Grade: r.IntN(4 + 1), Date: questionnaire.Date{Year: 2025, Month: 3, Day: 2},
			Title: pick(r, phrases), Pinpoint: pick(r, phrases), Sealed: r.IntN(2) == 0, Custodian: "Customs"})
	}
	return out
}

// sealed is the folder's submission.
func (f *folder) sealed() (*assessment.Submission, *assessment.Receipt, error) {
	m, err := content().Method(f.file.Catalogue, f.file.Track)
	if err != nil {
		return nil, nil, err
	}
	kept := *f.file
	kept.Responses = maps.Clone(f.file.Responses)
	for id := range m.Catalogue.Route(f.file.Track, f.file.Responses).Parked {
		delete(kept.Responses, id)
	}
	result, err := json.Marshal(m.Assess(&kept, scoring.Seed(kept.Assessment, kept.Catalogue)))
	if err != nil {
		return nil, nil, err
	}
	s := &assessment.Submission{ID: "sealed0000", File: "file000000", Revision: 2, Cycle: "2026", At: noon, By: "lead", Content: kept, Result: result}
	law := &assessment.Law{Cited: map[string][]assessment.Citation{}, Instruments: f.ledger}
	for id, cited := range f.cited {
		if _, ok := kept.Responses[id]; ok {
			law.Cited[id] = cited
		}
	}
	if len(law.Cited) > 0 {
		s.Law = law
	}
	s.Manifest, err = assessment.NewManifest(s, func(id string) string { return m.Catalogue.Question(id).Section.ID })
	return s, &assessment.Receipt{Submission: s.ID, Cycle: s.Cycle, Revision: s.Revision, At: s.At, Hash: s.Manifest.Hash, Event: "event"}, err
}

// released is the package that the desk makes of the folder's submission.
func (f *folder) released(whole bool) (*assessment.Package, error) {
	s, _, err := f.sealed()
	if err != nil {
		return nil, err
	}
	desk := &assessment.Desk{Store: &shelf{submission: s, plan: f.plan}, Content: content(), Now: func() time.Time { return noon }, NewID: func() string { return "package000" }}
	p, _, err := desk.Preview(context.Background(), assessment.Act{Country: nation.ID}, s.ID, assessment.Clearance{Team: "team000000", Whole: whole})
	return p, err
}

// kinds are the ways in which a folder is reported on.
var kinds = []string{"file", "draft", "submission", "package", "whole package"}

// source is what a report of a kind is made of.
func (f *folder) source(kind string) (*report.Source, error) {
	switch kind {
	case "file":
		return report.OfFile(content(), f.file)
	case "draft":
		file := &assessment.File{ID: "file000000", Revision: 2, Cycle: "2026", Track: f.file.Track, Catalogue: f.file.Catalogue, AnnexEdition: f.file.AnnexEdition, Explained: f.file.Explained}
		var records []assessment.Record
		for id, r := range f.file.Responses {
			records = append(records, assessment.Record{Question: id, Version: 1, Response: r, Flag: f.flags[id], Instruments: f.cited[id], Carried: f.flags[id] != ""})
		}
		s, err := report.OfDraft(content(), &nation, file, records, f.ledger, f.file.AsOf)
		if err == nil {
			s.Plan(f.plan)
			s.Assigned(f.given)
			s.Meetings(f.meetings)
		}
		return s, err
	case "submission":
		sub, receipt, err := f.sealed()
		if err != nil {
			return nil, err
		}
		s, err := report.OfSubmission(content(), nation.Name, sub, receipt)
		if err == nil {
			s.Plan(f.plan)
		}
		return s, err
	}
	p, err := f.released(kind == "whole package")
	if err != nil {
		return nil, err
	}
	return report.OfPackage(content(), p)
}

func (f *folder) document(t fataler, kind string, l language.Language) *report.Document {
	if f.sources == nil {
		f.sources = map[string]*report.Source{}
	}
	if f.sources[kind] == nil {
		s, err := f.source(kind)
		if err != nil {
			t.Fatal(kind, err)
		}
		f.sources[kind] = s
	}
	d, err := report.New(f.sources[kind], l)
	if err != nil {
		t.Fatal(kind, err)
	}
	return d
}

// fataler is what ends a test or a benchmark.
type fataler interface{ Fatal(args ...any) }

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func render(t fataler, d *report.Document, name string) []byte {
	f, err := report.Find(pdftest.Formats(), name)
	if err != nil {
		t.Fatal(err)
	}
	data, err := f.Render(d)
	if err != nil {
		t.Fatal(name, err)
	}
	return data
}
