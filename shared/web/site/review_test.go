package site_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/outreach"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// lead is the lead of XB, who released to the sample team.
var lead = assessment.Act{Country: sample.XB, By: "sample-ines", Lead: true}

// reviews is the desk of the sample team.
func (w *world) reviews() *outreach.Desk {
	return &outreach.Desk{Store: w.store, Content: content(), Now: w.now}
}

// pkg is the newest package of XB.
func (w *world) pkg() string {
	w.t.Helper()
	entries, err := w.reviews().Portfolio(context.Background(), sample.Team)
	if err != nil || len(entries) != 1 {
		w.t.Fatal(entries, err)
	}
	return entries[0].Package
}

// rerelease reopens XB's file, changes its answers, seals it and releases it
// again. It returns the package.
func (w *world) rerelease(whole bool, change func(id string, r *questionnaire.Response) bool) string {
	w.t.Helper()
	ctx := context.Background()
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	file, err := w.desk.File(ctx, sample.XB, w.file(sample.XB))
	must(err)
	a := lead
	step := 0
	key := func() assessment.Act {
		step++
		a.Request = fmt.Sprintf("rerelease-%020d", step)
		return a
	}
	file, err = w.desk.Reopen(ctx, key(), file, "An answer was mended.")
	must(err)
	responses, err := w.desk.Responses(ctx, sample.XB, file)
	must(err)
	for id, r := range responses {
		if change(id, &r) {
			_, err := w.desk.Answer(ctx, key(), file, id, 1, r, "")
			must(err)
		}
	}
	s, err := w.desk.Seal(ctx, key(), file)
	must(err)
	g, err := w.desk.Release(ctx, key(), s.ID, assessment.Clearance{Team: sample.Team, Whole: whole})
	must(err)
	return g.Package
}

// reviewPages are all pages of a reviewer about a package.
func reviewPages(pkg string) []string {
	path := "/outreach/packages/" + pkg
	all := []string{"/outreach", "/outreach/engagements", "/outreach/assistance", path, path + "/judge", path + "/agreement", path + "/clarifications", path + "/findings",
		path + "/compare", path + "/engagements", path + "/engagements/sample-engagement", path + "/visit", path + "/judge/LB-01"}
	for _, section := range []string{"LB-A", "LB-B", "LB-C", "LB-D", "LB-E", "AX-A", "AX-B", "EN-A", "EN-C", "NC-A", "NC-B", "NC-E"} {
		all = append(all, path+"/sections/"+section)
	}
	return all
}

// TestReviewerOnly: a reviewer's pages are there for reviewers alone, and for
// what was released to their team.
func TestReviewerOnly(t *testing.T) {
	w := newWorld(t)
	rosa, ada, nobody := w.as("sample-rosa"), w.as("sample-ada"), w.as("")
	for _, path := range reviewPages(w.pkg()) {
		if d := rosa.get(path); d.status != 200 && d.status != 303 {
			t.Errorf("%s: status %d", path, d.status)
		}
		ada.get(path).want(404)
		nobody.get(path).want(303)
	}
	rosa.get("/outreach/packages/" + w.file(sample.XA)).want(404)
	rosa.get("/outreach/packages/" + w.pkg() + "/sections/XX-Z").want(404)
	rosa.get("/outreach/packages/" + w.pkg() + "/judge/EN-16").want(404) // withheld
	rosa.get("/outreach/packages/" + w.pkg() + "/judge/NC-01").want(404)
	rosa.get("/outreach/packages/" + w.pkg() + "/engagements/nothing").want(404)
	rosa.get("/outreach/packages/" + w.pkg() + "/compare?with=" + w.pkg()).want(404)
	rosa.get("/outreach/assistance?topic=XX").want(404)
}

// TestPortfolioPage: countries by name with verdicts in words, what needs
// attention and why, and filters that have an address; never the index.
func TestPortfolioPage(t *testing.T) {
	w := newWorld(t)
	rosa := w.as("sample-rosa")
	d := rosa.get("/outreach").want(200).has("Xebec (invented)", "Not met", "Important gaps remain", "LB-19", "70 answers are still to be judged.", "1 earlier record", "consensus of the Partners")
	if len(d.all("a", "href", "/outreach/packages/"+w.pkg())) < 3 {
		t.Error("the cells do not lead to the record")
	}
	rosa.get("/outreach?track=adherent&attention=gate_open&verdict=C3-NOT_MET").want(200).has("Xebec (invented)")
	for _, query := range []string{"track=prospective", "attention=to_settle", "verdict=C3-MET", "track=adherent&verdict=C1-MET"} {
		rosa.get("/outreach?" + query).want(200).lacks("Xebec").has("Nothing matches the filter")
	}
	result, err := w.reviews().Reviewed(context.Background(), sample.Team, w.pkg(), "sample-rosa")
	if err != nil || result.Overall.Shown.Index == nil {
		t.Fatal(result, err)
	}
	for _, path := range reviewPages(w.pkg()) {
		rosa.get(path).lacks("index", result.Overall.Shown.Index.Text(1))
	}
}

// TestRecordPage: a released record says what was withheld, what its result
// rests on, and every released answer in words.
func TestRecordPage(t *testing.T) {
	w := newWorld(t)
	rosa := w.as("sample-rosa")
	path := "/outreach/packages/" + w.pkg()
	d := rosa.get(path).want(200).has("Xebec (invented): Cycle 2026, Adherent", "74 answers withheld", "Not cleared for this team", "from the released answers alone", "a reader for the draft of the order", "Not met, because critical question LB-19 fails")
	if len(d.all("code", "class", "sa-hash")) != 1 {
		t.Error("the print of the package is not there")
	}
	rosa.get(path + "/sections/LB-A").want(200).lacks("Level 3: In force, full scope").has("Strategic Trade Control Act 2021")
	rosa.get(path+"/sections/LB-A?view=whole").want(200).has("Level 3: In force, full scope", "Strategic Trade Control Act 2021", "Official document with the exact place, 1 March 2024")
	rosa.get(path + "/sections/EN-A").want(200).has("Withheld: Not cleared for this team").lacks("Level")
	whole := w.rerelease(true, func(string, *questionnaire.Response) bool { return false })
	rosa.get("/outreach/packages/"+whole).want(200).has("over its whole sealed record", "revision 2")
	for _, page := range []string{"/clarifications", "/findings"} { // a colleague is named, not numbered
		w.as("sample-omar").get("/outreach/packages/" + w.pkg() + page).want(200).has("Rosa Lind").lacks("sample-rosa")
	}
}

// TestNothingWithheld: no page shows a text that was not released, nor one that
// was released as markup.
func TestNothingWithheld(t *testing.T) {
	w := newWorld(t)
	rosa := w.as("sample-rosa")
	open := 0
	for _, whole := range []bool{false, true} {
		if whole {
			w = newWorld(t)
			rosa = w.as("sample-rosa")
		}
		pkg := w.rerelease(whole, func(id string, r *questionnaire.Response) bool {
			kind := "closed"
			if r.Release == questionnaire.ReleaseOutreach {
				kind = "<i>open</i>"
			}
			r.Text, r.Reason = "canary-"+kind+"-text-"+id, "canary-"+kind+"-reason that is long enough"
			for i := range r.Evidence {
				r.Evidence[i].Title, r.Evidence[i].Pinpoint = "canary-"+kind+"-title", "canary-"+kind+"-place"
			}
			return strings.HasSuffix(id, "1") || strings.HasSuffix(id, "5") || id == "EN-16"
		})
		for _, path := range reviewPages(pkg) {
			d := rosa.get(path)
			if at := strings.Index(d.text, "canary-closed"); at >= 0 {
				t.Errorf("%s, whole result %v: %s", path, whole, d.text[max(0, at-200):at+60])
			}
			if strings.Contains(d.text, "<i>open") {
				t.Errorf("%s: what was typed is part of the page", path)
			}
			open += strings.Count(d.words(), "canary-<i>open</i>")
		}
	}
	if open < 10 {
		t.Fatalf("released texts were seen %d times; the test would find nothing", open)
	}
}

// TestBlindPage: two records that differ in nothing but levels, numbers and
// ticks look the same to a reviewer who has not judged; once they have judged,
// the one answer that they judged does not.
func TestBlindPage(t *testing.T) {
	pages := [2]map[string]string{{}, {}}
	changed := ""
	for i := range pages {
		w := newWorld(t)
		pkg := w.rerelease(true, func(id string, r *questionnaire.Response) bool {
			q := w.question(id)
			if r.Release != questionnaire.ReleaseOutreach || q.GateMin > 0 || !strings.HasPrefix(id, "LB") && !strings.HasPrefix(id, "AX") {
				return false
			}
			switch {
			case r.Level != nil && *r.Level > 1 && q.Ladder():
				level := *r.Level - i
				r.Level = &level
				changed = id
			case r.Count != nil && *r.Count > 1:
				n := *r.Count - i
				r.Count, r.Choices = &n, r.Choices[:min(n, len(r.Choices))]
			case r.Percent != nil && *r.Percent > 100:
				share := *r.Percent - questionnaire.Percent(i)
				r.Percent = &share
			default:
				return false
			}
			return true
		})
		rosa := w.as("sample-rosa")
		p, err := w.reviews().Package(context.Background(), sample.Team, pkg)
		if err != nil {
			t.Fatal(err)
		}
		for id := range p.Responses {
			if w.question(id).Scored() {
				pages[i][id] = rosa.get("/outreach/packages/" + pkg + "/judge/" + id).want(200).text
			}
		}
		for k, path := range reviewPages(pkg) {
			if strings.Contains(path, "/sections/") {
				pages[i][fmt.Sprint("section ", k)] = rosa.get(path).want(200).text
			}
		}
		if opened, err := w.store.Opened(context.Background(), sample.Team, pkg, "sample-rosa"); opened || err != nil {
			t.Errorf("to read and to judge counts as opening the levels: %v", err)
		}
		pages[i]["done"] = w.judged(rosa, pkg, changed)
	}
	for id := range pages[0] {
		if same := pages[0][id] == pages[1][id]; same != (id != "done") {
			t.Errorf("%s: the same page for another level: %v", id, same)
		}
	}
}

// question is a question of the current catalogue.
func (w *world) question(id string) *questionnaire.Question {
	w.t.Helper()
	m, err := content().Method("", questionnaire.Adherent)
	if err != nil {
		w.t.Fatal(err)
	}
	return m.Catalogue.Question(id)
}

// judged judges an answer and returns the page that shows the country's beside
// it.
func (w *world) judged(b *browser, pkg, id string) string {
	w.t.Helper()
	path := "/outreach/packages/" + pkg + "/judge/" + id
	b.post(path, url.Values{"version": {"0"}, "level": {"1"}, "grade": {"3"}, "note": {"The decree shows no more."}, "show": {"1"}}).want(303)
	return b.get(path).want(200).has("The country’s answer").text
}

// rate judges an answer as another reviewer of the team.
func (w *world) rate(by, pkg, question string, level int) {
	w.t.Helper()
	if _, err := w.reviews().Judge(context.Background(), sample.Team, pkg, question, by, 0, scoring.Review{Level: &level, Grade: 2}, "A note of "+by+", who read it."); err != nil {
		w.t.Fatal(err)
	}
}
