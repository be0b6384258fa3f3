package site_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/sample"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// draft is XA's file with its result, as the API gives it.
func (w *world) draft() (*assessment.File, *scoring.Assessment) {
	w.t.Helper()
	f, err := w.desk.File(context.Background(), sample.XA, w.file(sample.XA))
	if err != nil {
		w.t.Fatal(err)
	}
	a, err := w.desk.Result(context.Background(), sample.XA, f, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return f, a
}

// sealed are XB's sealed records, the earliest first.
func (w *world) sealed() []assessment.TrendPoint {
	w.t.Helper()
	points, err := w.desk.Trend(context.Background(), sample.XB, "adherent")
	if err != nil || len(points) != 2 {
		w.t.Fatal(points, err)
	}
	return points
}

// figures are the figures of a criterion that every result page shows.
func figures(c *scoring.Criterion) []string {
	all := []string{c.Shown.Gated.Text(1), c.Claimed.Gated.Text(1), c.Shown.Score.Plus(c.InfoGap).Text(1), c.Coverage.Text(1) + "%", c.Confidence.Text(1) + "%", fmt.Sprintf("Rule %d of the method", c.Shown.Rule)}
	for _, n := range []scoring.Number{c.Sides.Law, c.Sides.Practice} {
		if n.Valid() {
			all = append(all, n.Text(1))
		}
	}
	for _, s := range c.Sections {
		all = append(all, s.Shown.Text(1))
	}
	return all
}

// TestResult: the page says what the API says of the same state, leads with
// the verdict in words, and every criterion leads to how it was made.
func TestResult(t *testing.T) {
	w := newWorld(t)
	f, a := w.draft()
	path := "/files/" + f.ID + "/result"
	d := w.as("sample-kofi").get(path).want(200).has("Important gaps remain", "because one criterion is not met: Legally based, effective export control system.", "is a draft", "decided by consensus",
		"Holds in 1,000 of 1,000 reasonable re-scorings", "Shown: 59.0, held there by LB-19; without that limit 63.1, and it could be up to 65.1", "Held by LB-19", "Partly met, because the score, 53.7, is below 60.", "The verdict on administration and enforcement (Partly met) is better than the verdict on the law that they rest on (Not met).", "Not met, because critical question LB-19 fails, which decides whatever the score").lacks("60, or")
	words := d.words()
	if first := strings.Index(words, "Important gaps remain"); first > strings.Index(words, "Partly met") {
		t.Error("the overall verdict does not lead")
	}
	for i := range a.Criteria {
		c := &a.Criteria[i]
		d.has(figures(c)...)
		if kept := c.Stability.Share.Times(1000).Text(0); kept != "1000" { // written 1,000, as above
			d.has("Holds in " + kept + " of 1,000")
		}
		if len(d.all("a", "href", path+"/"+c.ID)) == 0 {
			t.Errorf("%s does not lead to how it was made", c.ID)
		}
		for _, g := range c.Gates {
			if len(d.all("a", "href", "/files/"+f.ID+"/questions/"+g.Question)) == 0 {
				t.Errorf("%s is not linked", g.Question)
			}
		}
	}
	if drawn := d.all("svg", "role", "img"); len(drawn) < 10 {
		t.Errorf("%d drawings", len(drawn))
	}
	for _, never := range []string{"eligible", "qualif", "ranked", "ranking"} {
		if strings.Contains(strings.ToLower(words), never) {
			t.Errorf("the page says %q", never)
		}
	}
	w.as("sample-ines").get(path).want(404)
	w.as("sample-rosa").get(path).want(404)
}

// TestMade: a criterion opens to every question with its share, points, proof
// and what it adds, and the questions lead on.
func TestMade(t *testing.T) {
	w := newWorld(t)
	f, _ := w.draft()
	ada := w.as("sample-ada")
	for _, id := range []string{"C1", "C2", "C3", "C4"} {
		e, err := w.desk.Explanation(context.Background(), sample.XA, f, id)
		if err != nil {
			t.Fatal(err)
		}
		d := ada.get("/files/"+f.ID+"/result/"+id).want(200).has(e.Shown.Score.Text(1), e.Claimed.Score.Text(1), e.Shown.Gated.Text(1))
		for _, s := range e.Weights {
			d.has(fmt.Sprintf("Weight %d; %s%% of the criterion", s.Weight, s.Share.Times(100).Text(1)))
			for _, q := range s.Questions {
				if len(d.all("a", "href", "/files/"+f.ID+"/questions/"+q.Question)) == 0 {
					t.Errorf("%s does not lead to %s", id, q.Question)
				}
				if q.Shown.Valid() {
					d.has(q.Shown.Text(2), q.Claimed.Text(2), q.Multiplier.Times(100).Text(1)+"%")
				}
			}
		}
	}
	for _, none := range []string{"C5", "LB-19", "a%23b"} {
		ada.get("/files/" + f.ID + "/result/" + none).want(404)
	}
}

// TestSealedResult: a sealed record shows the result that was kept with it,
// whatever happens to the file since.
func TestSealedResult(t *testing.T) {
	w := newWorld(t)
	ines := w.as("sample-ines")
	for _, p := range w.sealed() {
		s, err := w.desk.Sealed(context.Background(), sample.XB, p.Submission)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := json.Marshal(s.Result); err != nil || string(again) != strings.TrimSpace(string(s.Submission.Result)) {
			t.Errorf("the result of %s does not read back as it was kept: %v", p.Cycle, err)
		}
		base := "/submissions/" + p.Submission + "/result"
		d := ines.get(base).want(200).has("does not change", "Cycle "+p.Cycle)
		for i := range s.Result.Criteria {
			c := &s.Result.Criteria[i]
			d.has(figures(c)...)
			ines.get(base + "/" + c.ID).want(200).has(c.Shown.Score.Text(1))
		}
		ines.get(base + "/sensitivity").want(200).has(s.Result.Overall.Shown.Index.Text(1))
		w.as("sample-ada").get(base).want(404)
		w.as("sample-rosa").get(base).want(404)
	}
	kofi := w.as("sample-kofi")
	kofi.get("/submissions/" + w.sealed()[0].Submission + "/result").want(403)
	kofi.get("/years").want(403)
}

// TestIndexStays: the index stands on the pages of sensitivity, trend and
// gains, and on no other.
func TestIndexStays(t *testing.T) {
	w := newWorld(t)
	f, a := w.draft()
	point := w.sealed()[1]
	s, err := w.desk.Sealed(context.Background(), sample.XB, point.Submission)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		sub    string
		result *scoring.Assessment
		base   string
		pages  []string // that show no index
		shows  []string
	}{
		{"sample-ada", a, "/files/" + f.ID, []string{"", "/result", "/result/C1", "/result/C2", "/result/C3", "/result/C4", "/plan", "/plan/sample-step"}, []string{"/result/sensitivity"}},
		{"sample-ines", s.Result, "/submissions/" + point.Submission, []string{"/result", "/result/C1", "/result/C2", "/result/C3", "/result/C4"}, []string{"/result/sensitivity", "/years"}},
	} {
		b := w.as(test.sub)
		numbers := []string{test.result.Overall.Shown.Index.Text(1), test.result.Overall.Claimed.Index.Text(1)}
		for _, p := range test.pages {
			words := strings.Fields(b.get(test.base + p).want(200).words())
			for _, n := range numbers {
				if slices.Contains(words, n) && !belongs(test.result, n) {
					t.Errorf("%s%s shows the index %s", test.base, p, n)
				}
			}
			if slices.Contains(words, "Index") || slices.Contains(words, "index") {
				t.Errorf("%s%s speaks of the index", test.base, p)
			}
		}
		for _, p := range test.shows {
			address := test.base + p
			if strings.HasSuffix(p, "/years") {
				address = "/years"
			}
			b.get(address).want(200).has("Index", numbers[0])
		}
	}
}

// TestResultLanguages: in every language each page has all its words, with all
// their values.
func TestResultLanguages(t *testing.T) {
	w := newWorld(t)
	f, a := w.draft()
	points := w.sealed()
	sealed := "/submissions/" + points[1].Submission
	for sub, pages := range map[string][]string{
		"sample-ada": {"/files/" + f.ID + "/result", "/files/" + f.ID + "/result/C3", "/files/" + f.ID + "/result/sensitivity",
			"/files/" + f.ID + "/next?all&do=" + string(a.Actions[0].Kind) + ":" + a.Actions[0].Question, "/files/" + f.ID + "/plan", "/files/" + f.ID + "/plan/sample-step"},
		"sample-ines": {sealed + "/result", sealed + "/result/C3", "/years", "/years/compare?from=" + points[0].Submission + "&to=" + points[1].Submission},
	} {
		b := w.as(sub)
		for _, b.language = range []string{"en", "fr", "ar"} {
			for _, p := range pages {
				b.get(p).want(200).lacks("…", "{", "NOT_MET", "C3 ")
			}
		}
	}
}

// belongs reports whether a number is also a figure that a page may show.
func belongs(a *scoring.Assessment, n string) bool {
	for i := range a.Criteria {
		if slices.Contains(figures(&a.Criteria[i]), n) || a.Criteria[i].Claimed.Score.Text(1) == n {
			return true
		}
		for _, s := range a.Criteria[i].Sections {
			if s.Claimed.Text(1) == n || s.Sides.Law.Text(1) == n || s.Sides.Practice.Text(1) == n {
				return true
			}
		}
	}
	return false
}
